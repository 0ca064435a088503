//! What Jira takes as a document: only nodes, attributes and marks that it knows, each where it may stand.

use serde_json::{Map, Value};

use super::shape::{self, Attribute, AttributeRow};
use super::{children, kind, marks};

/// Marks of text, unless it is code.
const TEXT_MARKS: [&str; 9] =
    ["link", "em", "strong", "strike", "subsup", "underline", "textColor", "annotation", "backgroundColor"];

/// Marks of text that is code.
const CODE_MARKS: [&str; 3] = ["code", "link", "annotation"];

/// Whether a value is a whole document that Jira takes.
pub(in super::super) fn is_valid(document: &Value) -> bool {
    kind(document) == "doc" && document.get("version").and_then(Value::as_u64) == Some(1) && is_node(document, "")
}

fn is_node(value: &Value, parent: &str) -> bool {
    let this = kind(value);
    let (Value::Object(map), Some(shape)) = (value, shape::node(this)) else { return false };
    let keys = map.keys().all(|key| match key.as_str() {
        "type" => true,
        "version" => this == "doc",
        "text" => this == "text",
        "attrs" => !shape.attributes.is_empty(),
        "content" => !shape.children.is_empty(),
        "marks" => !["doc", "listItem", "bulletList", "orderedList", "rule", "panel", "blockquote"].contains(&this),
        _ => false,
    });
    let content = match map.get("content") {
        None => shape.least.is_none(),
        Some(Value::Array(items)) => {
            items.len() >= shape.least.unwrap_or_default()
                && items.iter().all(|child| shape.children.contains(&kind(child)) && is_node(child, this))
        }
        Some(_) => false,
    };
    keys && content
        && has_attributes(map.get("attrs"), shape.attributes, this)
        && are_marks(value, this, parent)
        && special(value, this)
}

/// What the tables do not say.
fn special(value: &Value, this: &str) -> bool {
    let attribute = |name: &str| value.get("attrs").and_then(|attrs| attrs.get(name));
    match this {
        "text" => value.get("text").and_then(Value::as_str).is_some_and(|text| !text.is_empty()),
        "inlineCard" => attribute("url").is_some() != attribute("data").is_some(),
        "blockCard" => ["url", "data", "datasource"].iter().any(|name| attribute(name).is_some()),
        "media" if attribute("type").and_then(Value::as_str) == Some("external") => attribute("url").is_some(),
        "media" => attribute("id").is_some() && attribute("collection").is_some(),
        "mediaSingle" => {
            let kinds: Vec<&str> = children(value).iter().map(kind).collect();
            let percent = attribute("widthType").and_then(Value::as_str) != Some("pixel");
            let too_wide = attribute("width").and_then(Value::as_f64).is_some_and(|width| width > 100.0);
            matches!(kinds.as_slice(), ["media"] | ["media", "caption"]) && !(percent && too_wide)
        }
        "layoutSection" => children(value).len() <= 3,
        "nestedExpand" => value.get("attrs").is_some() && value.get("marks").is_none(),
        _ => true,
    }
}

fn has_attributes(given: Option<&Value>, rows: &[AttributeRow], this: &str) -> bool {
    let none = Map::new();
    let map = match given {
        None if this == "mediaSingle" => return true,
        None => &none,
        Some(Value::Object(map)) => map,
        Some(_) => return false,
    };
    let known = |name: &String| rows.iter().any(|(candidate, ..)| candidate == name);
    map.keys().all(known)
        && rows.iter().all(|(name, attribute, required)| match map.get(*name) {
            None => !required,
            Some(value) => holds(*attribute, value),
        })
}

fn holds(attribute: Attribute, value: &Value) -> bool {
    match attribute {
        Attribute::Text => value.is_string(),
        Attribute::Filled => value.as_str().is_some_and(|text| !text.is_empty()),
        Attribute::OneOf(choices) => value.as_str().is_some_and(|text| choices.contains(&text)),
        Attribute::Number(from, to) => value.as_f64().is_some_and(|number| (from..=to).contains(&number)),
        Attribute::Flag => value.is_boolean(),
        Attribute::Color(digits) => value
            .as_str()
            .and_then(|text| text.strip_prefix('#'))
            .is_some_and(|text| digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())),
        Attribute::Anything => true,
    }
}

fn are_marks(value: &Value, this: &str, parent: &str) -> bool {
    if value.get("marks").is_some_and(|marks| !marks.is_array()) {
        return false;
    }
    let list = marks(value);
    let sound = list.iter().all(|mark| {
        let Some(shape) = shape::mark(kind(mark)) else { return false };
        let keys = |map: &Map<String, Value>| map.keys().all(|key| ["type", "attrs"].contains(&key.as_str()));
        mark.as_object().is_some_and(keys)
            && (!shape.attributes.is_empty() || mark.get("attrs").is_none())
            && has_attributes(mark.get("attrs"), shape.attributes, "")
    });
    let only = |names: &[&str]| list.iter().all(|mark| names.contains(&kind(mark)));
    sound
        && match this {
            "text" if parent == "codeBlock" => list.is_empty(),
            "text" => only(&TEXT_MARKS) || only(&CODE_MARKS),
            "paragraph" | "heading" => match parent {
                "doc" | "layoutColumn" => list.len() <= 1 && only(&["alignment", "indentation"]),
                "tableCell" | "tableHeader" if this == "heading" => {
                    list.len() <= 1 && only(&["alignment", "indentation"])
                }
                "tableCell" | "tableHeader" => only(&["alignment"]),
                _ => list.is_empty(),
            },
            "media" | "mediaInline" => only(&["link", "annotation", "border"]),
            "mediaSingle" => only(&["link"]),
            "codeBlock" | "expand" if parent == "doc" => only(&["breakout"]),
            "layoutSection" => only(&["breakout"]),
            _ => list.is_empty(),
        }
}
