//! Zip archives, as metadata deployments take them: stored entries, nothing compressed. The same files make the same
//! bytes, so that a deployment that is sent again is the same deployment.
//!
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>

/// 1 January 1980, midnight: the first instant that the format knows.
const DATE: u16 = (1 << 5) | 1;
const TIME: u16 = 0;

/// The version of the format that plain entries need: 2.0.
const VERSION: u16 = 20;

/// An archive in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Archive {
    entries: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    /// Adds a file. Paths are of ASCII, with `/` between their parts.
    pub(crate) fn add(&mut self, path: &str, content: &str) {
        let at = length(&self.entries);
        self.entries.extend_from_slice(b"PK\x03\x04");
        described(&mut self.entries, path, content.as_bytes());
        self.entries.extend_from_slice(path.as_bytes());
        self.entries.extend_from_slice(content.as_bytes());

        self.directory.extend_from_slice(b"PK\x01\x02");
        self.directory.extend_from_slice(&VERSION.to_le_bytes());
        described(&mut self.directory, path, content.as_bytes());
        // No comment, first disk, no attributes.
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&at.to_le_bytes());
        self.directory.extend_from_slice(path.as_bytes());
        self.count += 1;
    }

    /// The archive's bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        let Self { mut entries, directory, count } = self;
        let start = length(&entries);
        entries.extend_from_slice(&directory);
        entries.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        for number in [count, count] {
            entries.extend_from_slice(&number.to_le_bytes());
        }
        for number in [length(&directory), start] {
            entries.extend_from_slice(&number.to_le_bytes());
        }
        entries.extend_from_slice(&[0; 2]);
        entries
    }
}

/// What an entry and its line in the directory have in common.
fn described(out: &mut Vec<u8>, path: &str, content: &[u8]) {
    let size = length(content);
    let name = u16::try_from(path.len()).unwrap_or(u16::MAX);
    // No flags, stored.
    for number in [VERSION, 0, 0, TIME, DATE] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    for number in [crc32(content), size, size] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    for number in [name, 0] {
        out.extend_from_slice(&number.to_le_bytes());
    }
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

/// The checksum of IEEE 802.3. Bit by bit: archives are small, and a table would be larger than they are.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_standard_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn the_same_files_make_the_same_bytes() {
        let made = || {
            let mut archive = Archive::default();
            archive.add("package.xml", "<Package/>");
            archive.add("objects/Case.object", "<CustomObject/>");
            archive.finish()
        };
        let bytes = made();
        assert_eq!(bytes, made());
        assert_eq!(bytes.get(..4), Some(&b"PK\x03\x04"[..]));
        assert_eq!(bytes.len(), 22 + 2 * (30 + 46) + 2 * (11 + 19) + 10 + 15);
    }
}
