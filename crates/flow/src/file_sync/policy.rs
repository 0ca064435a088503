//! Which files go to the other side.

use weftline_wire::configuration::{FILE_BYTES_MAX, FilePolicy};

/// What is sent of which nobody knows what it is.
const UNKNOWN: &str = "application/octet-stream";

/// Types by the endings of names.
/// <https://www.iana.org/assignments/media-types/media-types.xhtml>
const TYPES: &[(&str, &str)] = &[
    ("bmp", "image/bmp"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("eml", "message/rfc822"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("heic", "image/heic"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("log", "text/plain"),
    ("md", "text/markdown"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rtf", "application/rtf"),
    ("svg", "image/svg+xml"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("wav", "audio/wav"),
    ("webp", "image/webp"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

/// The ending of a name in lower case; empty where it has none.
fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// The type that a name says.
pub(crate) fn type_of(name: &str) -> &'static str {
    let ending = ending(name);
    TYPES.iter().find(|(known, _)| *known == ending).map_or(UNKNOWN, |(_, kind)| kind)
}

/// Why a file does not go to the other side; none where it does. `kind` is what Jira takes it for, empty where nobody says.
pub(crate) fn refusal(policy: &FilePolicy, name: &str, kind: &str, bytes: u64) -> Option<String> {
    if bytes == 0 {
        return Some("the file is empty".to_owned());
    }
    if bytes > u64::from(FILE_BYTES_MAX) {
        let text = [
            "the file has ",
            &megabytes(bytes),
            ", and Forge lets no more than ",
            &megabytes(u64::from(FILE_BYTES_MAX)),
        ];
        return Some([text.concat().as_str(), " through"].concat());
    }
    if policy.bytes_max > 0 && bytes > u64::from(policy.bytes_max) {
        let most = megabytes(u64::from(policy.bytes_max));
        return Some(
            ["the file has ", &megabytes(bytes), ", and only files of at most ", &most, " go to the other side"]
                .concat(),
        );
    }
    let ending = ending(name);
    let known = type_of(name);
    let fits = |wanted: &String| {
        let wanted = wanted.to_ascii_lowercase();
        match wanted.split_once('/') {
            None => wanted.trim_start_matches('.') == ending,
            Some((group, "*")) => {
                [kind, known].iter().any(|kind| kind.split_once('/').is_some_and(|(of, _)| of == group))
            }
            Some(_) => kind == wanted || known == wanted,
        }
    };
    if !policy.types.is_empty() && !policy.types.iter().any(fits) {
        return Some("files of this type do not go to the other side".to_owned());
    }
    None
}

/// A size as people read it: in MB with one decimal, smaller ones in KB and bytes.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    match bytes {
        0..1_000 => [&bytes.to_string(), " bytes"].concat(),
        1_000..1_000_000 => [&bytes.div_ceil(1_000).to_string(), " KB"].concat(),
        _ => [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string(), " MB"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(bytes_max: u32, types: &[&str]) -> FilePolicy {
        let types = types.iter().map(|&kind| kind.to_owned()).collect();
        FilePolicy { to_salesforce: true, to_jira: true, bytes_max, types }
    }

    #[test]
    fn file_1_a_file_goes_by_its_size() {
        assert_eq!(refusal(&policy(0, &[]), "a.bin", "", 4_500_000), None);
        let told = refusal(&policy(0, &[]), "a.bin", "", 4_500_001);
        assert_eq!(told.as_deref(), Some("the file has 4.6 MB, and Forge lets no more than 4.5 MB through"));
        let told = refusal(&policy(20_000, &[]), "a.bin", "", 20_001);
        let text = "the file has 21 KB, and only files of at most 20 KB go to the other side";
        assert_eq!(told.as_deref(), Some(text));
        assert!(refusal(&policy(0, &[]), "a.bin", "", 0).is_some());
    }

    #[test]
    fn file_1_a_file_goes_by_its_ending_or_its_type() {
        let goes = |types: &[&str], name, kind| refusal(&policy(0, types), name, kind, 1).is_none();
        assert!(goes(&["pdf", "png"], "Report.PDF", ""));
        assert!(goes(&[".pdf"], "Report.pdf", "application/pdf"));
        assert!(!goes(&["pdf"], "report.exe", "application/octet-stream"));
        assert!(!goes(&["pdf"], "pdf", ""), "a name is no ending");
        assert!(goes(&["image/*"], "photo.png", ""), "the ending tells the type");
        assert!(goes(&["image/*"], "photo", "image/png"));
        assert!(!goes(&["image/*"], "images", "text/plain"));
        assert!(goes(&["image/jpeg"], "photo.JPG", ""));
    }
}
