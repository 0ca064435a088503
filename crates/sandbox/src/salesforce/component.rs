//! The archive of a metadata deployment, read: its components, and what is wrong with them.

use super::definition;
use super::permission;
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

/// The fields of an object's file count as components of their own.
pub(crate) fn field_outcomes(component: &Component, file: &str) -> Vec<Outcome> {
    let Component::Object { name, element } = component else {
        return Vec::new();
    };
    let one = |own: String| Outcome {
        file: file.to_owned(),
        kind: "CustomField",
        name: format!("{name}.{own}"),
        problem: None,
    };
    fields(element).map(|(own, _)| one(own)).collect()
}

/// What the package names and the archive lacks.
pub(crate) fn missing(package: &[u8], outcomes: &[Outcome]) -> Vec<Outcome> {
    let package = match xml::parse(&String::from_utf8_lossy(package)) {
        Ok(package) => package,
        Err(problem) => {
            let problem = Some(format!("Error parsing file: {problem}"));
            return vec![Outcome { file: "package.xml".into(), kind: "", name: "package.xml".into(), problem }];
        }
    };
    let mut list = Vec::new();
    for types in package.children.iter().filter(|child| child.name == "types") {
        let kind = types.value("name").unwrap_or_default();
        let members = types.children.iter().filter(|child| child.name == "members" && child.text != "*");
        for member in members {
            let there = outcomes.iter().any(|one| one.kind == kind && one.name.eq_ignore_ascii_case(&member.text));
            if !there {
                let problem = format!(
                    "An object '{}' of type {kind} was named in package.xml, but was not found in zipped directory",
                    member.text
                );
                let (file, name) = ("package.xml".to_owned(), member.text.clone());
                list.push(Outcome { file, kind: "", name, problem: Some(problem) });
            }
        }
    }
    list
}

/// What is wrong with a permission set: it may grant only what there is, and no field that is required anyway.
pub(crate) fn permission_problem(
    element: &Element,
    object: &dyn Fn(&str) -> bool,
    field: &dyn Fn(&str, &str) -> bool,
    always_visible: &dyn Fn(&str, &str) -> bool,
) -> Option<String> {
    if element.value("label").is_none() {
        return Some("Required field is missing: label".to_owned());
    }
    element.children.iter().find_map(|grant| {
        let (member, kind) = match grant.name.as_str() {
            "fieldPermissions" => ("field", "CustomField"),
            "objectPermissions" => ("object", "CustomObject"),
            "customMetadataTypeAccesses" => ("name", "CustomObject"),
            "userPermissions" => {
                let name = grant.value("name").unwrap_or_default();
                let known = permission::PERMISSIONS.iter().any(|(own, ..)| *own == name);
                return (!known).then(|| format!("Unknown user permission: {name}"));
            }
            _ => return None,
        };
        let full = grant.value(member).unwrap_or_default();
        match full.split_once('.') {
            Some((of, name)) if kind == "CustomField" && field(of, name) => {
                always_visible(of, name).then(|| format!("You cannot deploy to a required field: {full}"))
            }
            None if kind == "CustomObject" && object(full) => None,
            _ => Some(format!("In field: {member} - no {kind} named {full} found")),
        }
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
