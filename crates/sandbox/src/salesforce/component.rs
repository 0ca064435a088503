//! The archive of a metadata deployment, read: its components, and what is wrong with them.

use super::definition;
use super::schema::field::Field;
use super::xml::{self, Element};

/// What became of a component.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) file: String,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) problem: Option<String>,
}

/// One component of an archive, read.
pub(crate) enum Component {
    Object { name: String, element: Element },
    Record { kind: String, name: String, element: Element },
    Permissions { name: String, element: Element },
}

/// Reads one file of the archive.
pub(crate) fn read_component(path: &str, content: &[u8]) -> (Outcome, Option<Component>) {
    let (folder, file) = path.split_once('/').unwrap_or(("", path));
    let (stem, _) = file.rsplit_once('.').unwrap_or((file, ""));
    let kind = match folder {
        "objects" => "CustomObject",
        "customMetadata" => "CustomMetadata",
        "permissionsets" => "PermissionSet",
        _ => "",
    };
    let mut outcome = Outcome { file: path.to_owned(), kind, name: stem.to_owned(), problem: None };
    if kind.is_empty() {
        outcome.problem = Some(format!("components in the folder {folder} are not emulated"));
        return (outcome, None);
    }
    let element = match xml::parse(&String::from_utf8_lossy(content)) {
        Ok(element) => element,
        Err(problem) => {
            outcome.problem = Some(format!("Error parsing file: {problem}"));
            return (outcome, None);
        }
    };
    let name = stem.to_owned();
    let component = match (kind, stem.split_once('.')) {
        ("CustomObject", _) => Component::Object { name, element },
        ("CustomMetadata", Some((kind, record))) => {
            record.clone_into(&mut outcome.name);
            let kind = kind.trim_end_matches("__mdt").to_owned();
            Component::Record { kind, name: record.to_owned(), element }
        }
        ("CustomMetadata", None) => {
            outcome.problem = Some("the file's name must be Type.Record.md".to_owned());
            return (outcome, None);
        }
        _ => Component::Permissions { name, element },
    };
    (outcome, Some(component))
}

/// The custom fields in an object's file.
pub(crate) fn fields(element: &Element) -> impl Iterator<Item = (String, Result<Field, String>)> {
    let own = element.children.iter().filter(|child| child.name == "fields" && child.value("type").is_some());
    own.map(|child| {
        let name = child.value("fullName").unwrap_or_default().to_owned();
        let made = definition::field(&name, &child.json());
        (name, made)
    })
}

/// The parts of a multipart body: their names and contents.
pub(crate) fn multipart(content_type: &str, body: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let mark = format!("--{}", boundary.trim_matches('"')).into_bytes();
    let find = |from: usize, what: &[u8]| {
        body.get(from..)?.windows(what.len()).position(|window| window == what).map(|place| from + place)
    };
    let mut parts = Vec::new();
    let mut at = find(0, &mark)? + mark.len();
    while let Some(end) = find(at, &mark) {
        let head_end = find(at, b"\r\n\r\n").filter(|place| *place < end)?;
        let head = String::from_utf8_lossy(body.get(at..head_end)?).to_string();
        let name = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let content = body.get(head_end + 4..end)?;
        parts.push((name.to_owned(), content.strip_suffix(b"\r\n").unwrap_or(content).to_vec()));
        at = end + mark.len();
    }
    Some(parts)
}
