//! Reads the archive of a metadata deployment: stored and deflated entries.

use flate2::read::DeflateDecoder;
use std::io::Read;

/// How large an archive's content may be in all.
const CONTENT_MAX: u64 = 64 << 20;

fn number(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    let part = bytes.get(at..at.checked_add(width)?)?;
    Some(part.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

/// The entries of an archive: their paths and contents. Nothing when it is no archive.
pub(crate) fn entries(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let end = (0..bytes.len().checked_sub(21)?).rev().find(|at| bytes.get(*at..at + 4) == Some(b"PK\x05\x06"))?;
    let count = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)?;
    let (mut list, mut left) = (Vec::new(), CONTENT_MAX);
    for _ in 0..count {
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            return None;
        }
        let (method, size) = (number(bytes, at + 10, 2)?, number(bytes, at + 20, 4)?);
        let (name, extra, comment) =
            (number(bytes, at + 28, 2)?, number(bytes, at + 30, 2)?, number(bytes, at + 32, 2)?);
        let header = number(bytes, at + 42, 4)?;
        let path = String::from_utf8(bytes.get(at + 46..at + 46 + name)?.to_vec()).ok()?;
        let start = header + 30 + number(bytes, header + 26, 2)? + number(bytes, header + 28, 2)?;
        let packed = bytes.get(start..start.checked_add(size)?)?;
        let mut content = Vec::new();
        match method {
            0 => content.extend_from_slice(packed),
            8 => {
                DeflateDecoder::new(packed).take(left + 1).read_to_end(&mut content).ok()?;
            }
            _ => return None,
        }
        left = left.checked_sub(content.len() as u64)?;
        if !path.ends_with('/') {
            list.push((path, content));
        }
        at += 46 + name + extra + comment;
    }
    Some(list)
}
