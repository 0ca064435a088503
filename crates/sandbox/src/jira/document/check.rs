//! What Jira takes as a document.

use serde_json::Value;

use super::{attr, kind};

const MARKS: [&str; 13] = [
    "strong",
    "em",
    "code",
    "strike",
    "underline",
    "link",
    "textColor",
    "subsup",
    "backgroundColor",
    "border",
    "alignment",
    "indentation",
    "annotation",
];

const INLINE: [&str; 10] = [
    "text",
    "hardBreak",
    "mention",
    "emoji",
    "date",
    "status",
    "inlineCard",
    "mediaInline",
    "inlineExtension",
    "placeholder",
];

const BLOCKS: [&str; 19] = [
    "paragraph",
    "heading",
    "bulletList",
    "orderedList",
    "codeBlock",
    "blockquote",
    "panel",
    "rule",
    "table",
    "mediaGroup",
    "mediaSingle",
    "expand",
    "taskList",
    "decisionList",
    "blockCard",
    "embedCard",
    "extension",
    "bodiedExtension",
    "layoutSection",
];

/// Whether a value is a whole document that Jira takes.
pub(in super::super) fn is_valid(document: &Value) -> bool {
    kind(document) == "doc"
        && document.get("version").and_then(Value::as_u64) == Some(1)
        && document.get("content").is_some_and(Value::is_array)
        && node(document)
}

fn node(value: &Value) -> bool {
    let this = kind(value);
    let inside = match value.get("content") {
        None => true,
        Some(Value::Array(items)) => items.iter().all(|child| allowed(this, kind(child)) && node(child)),
        Some(_) => false,
    };
    inside && own(value, this) && marks(value)
}

/// What a node needs by itself.
fn own(value: &Value, this: &str) -> bool {
    let number = |name: &str| value.get("attrs").and_then(|attrs| attrs.get(name)).and_then(Value::as_u64);
    let has_content = || value.get("content").and_then(Value::as_array).is_some_and(|items| !items.is_empty());
    match this {
        "text" => value.get("text").and_then(Value::as_str).is_some_and(|text| !text.is_empty()),
        "heading" => number("level").is_some_and(|level| (1..=6).contains(&level)),
        "mention" => attr(value, "id").is_some(),
        "emoji" => attr(value, "shortName").is_some(),
        "date" => attr(value, "timestamp").is_some(),
        "status" => attr(value, "text").is_some() && attr(value, "color").is_some(),
        "panel" => {
            attr(value, "panelType")
                .is_some_and(|panel| ["info", "note", "tip", "warning", "error", "success", "custom"].contains(&panel))
                && has_content()
        }
        "inlineCard" | "blockCard" => {
            attr(value, "url").is_some() || value.get("attrs").is_some_and(|attrs| attrs.get("data").is_some())
        }
        "media" => attr(value, "type").is_some(),
        "bulletList" | "orderedList" | "table" | "tableRow" | "listItem" | "blockquote" | "mediaSingle" => {
            has_content()
        }
        _ => true,
    }
}

fn marks(value: &Value) -> bool {
    match value.get("marks") {
        None => true,
        Some(Value::Array(marks)) => marks
            .iter()
            .all(|mark| MARKS.contains(&kind(mark)) && (kind(mark) != "link" || attr(mark, "href").is_some())),
        Some(_) => false,
    }
}

fn allowed(parent: &str, child: &str) -> bool {
    match parent {
        "doc" | "bodiedExtension" | "layoutColumn" => BLOCKS.contains(&child),
        "paragraph" | "heading" | "taskItem" | "decisionItem" | "caption" => INLINE.contains(&child),
        "codeBlock" => child == "text",
        "bulletList" | "orderedList" => child == "listItem",
        "listItem" => ["paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle", "taskList", "extension"]
            .contains(&child),
        "blockquote" => {
            ["paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle", "mediaGroup", "extension"]
                .contains(&child)
        }
        "panel" | "expand" | "nestedExpand" | "tableCell" | "tableHeader" => {
            child == "nestedExpand" || BLOCKS.contains(&child) && child != "table" && child != "layoutSection"
        }
        "table" => child == "tableRow",
        "tableRow" => ["tableCell", "tableHeader"].contains(&child),
        "mediaGroup" => child == "media",
        "mediaSingle" => ["media", "caption"].contains(&child),
        "taskList" => ["taskItem", "taskList"].contains(&child),
        "decisionList" => child == "decisionItem",
        "layoutSection" => child == "layoutColumn",
        _ => false,
    }
}
