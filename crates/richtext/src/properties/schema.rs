//! What Jira's schema allows where, as far as documents are made here.
//! <https://unpkg.com/@atlaskit/adf-schema/dist/json-schema/v1/full.json>

use serde_json::Value;

const INLINE: &[&str] = &["text", "hardBreak"];

/// The nodes that may stand within one.
fn within(kind: &str) -> &'static [&'static str] {
    match kind {
        "doc" => &[
            "paragraph",
            "heading",
            "codeBlock",
            "bulletList",
            "orderedList",
            "taskList",
            "decisionList",
            "blockquote",
            "rule",
            "panel",
            "table",
        ],
        "tableCell" | "tableHeader" => &[
            "paragraph",
            "heading",
            "codeBlock",
            "bulletList",
            "orderedList",
            "taskList",
            "decisionList",
            "blockquote",
            "rule",
            "panel",
        ],
        "listItem" => &["paragraph", "codeBlock", "bulletList", "orderedList", "taskList"],
        "blockquote" => &["paragraph", "codeBlock", "bulletList", "orderedList"],
        "panel" => {
            &["paragraph", "heading", "codeBlock", "bulletList", "orderedList", "taskList", "decisionList", "rule"]
        }
        "bulletList" | "orderedList" => &["listItem"],
        "taskList" => &["taskItem", "taskList"],
        "decisionList" => &["decisionItem"],
        "table" => &["tableRow"],
        "tableRow" => &["tableCell", "tableHeader"],
        "paragraph" | "heading" | "taskItem" | "decisionItem" => INLINE,
        "codeBlock" => &["text"],
        _ => &[],
    }
}

/// Marks that may be on a node.
fn marks(kind: &str, parent: &str) -> &'static [&'static str] {
    match (kind, parent) {
        ("paragraph" | "heading", "doc") | ("heading", "tableCell" | "tableHeader") => &["alignment", "indentation"],
        ("paragraph", "tableCell" | "tableHeader") => &["alignment"],
        ("text", "codeBlock") => &[],
        ("text", _) => {
            &["link", "strong", "em", "underline", "strike", "subsup", "textColor", "backgroundColor", "code"]
        }
        _ => &[],
    }
}

#[track_caller]
pub(super) fn check(document: &Value) {
    assert_eq!((&document["type"], &document["version"]), (&Value::from("doc"), &Value::from(1)));
    node(document, "");
}

#[track_caller]
fn node(value: &Value, parent: &str) {
    let kind = value["type"].as_str().unwrap();
    let own: Vec<&str> =
        value["marks"].as_array().into_iter().flatten().map(|mark| mark["type"].as_str().unwrap()).collect();
    for mark in &own {
        assert!(marks(kind, parent).contains(mark), "{mark} on {kind} in {parent}: {value}");
    }
    assert!(!own.contains(&"code") || own.iter().all(|mark| matches!(*mark, "code" | "link")), "{value}");
    assert!(kind == "text" || own.len() <= 1, "{value}");
    if kind == "text" {
        return assert!(value["text"].as_str().is_some_and(|text| !text.is_empty()), "{value}");
    }
    let content: Vec<&Value> = value["content"].as_array().into_iter().flatten().collect();
    let needs_content = !matches!(
        kind,
        "doc" | "paragraph" | "heading" | "taskItem" | "decisionItem" | "codeBlock" | "hardBreak" | "rule"
    );
    assert!(!needs_content || !content.is_empty(), "{kind} is empty");
    for (index, child) in content.iter().enumerate() {
        let child_kind = child["type"].as_str().unwrap();
        assert!(within(kind).contains(&child_kind), "{child_kind} in {kind}: {value}");
        let first = index == 0;
        assert!(
            !(first && kind == "listItem") || matches!(child_kind, "paragraph" | "codeBlock"),
            "{child_kind} begins an item"
        );
        assert!(!(first && kind == "taskList") || child_kind == "taskItem", "{child_kind} begins a list of tasks");
        node(child, kind);
    }
    let attribute = |name: &str| value["attrs"].get(name);
    match kind {
        "heading" => assert!((1..=6).contains(&attribute("level").unwrap().as_u64().unwrap())),
        "taskItem" | "decisionItem" => assert!(attribute("localId").is_some() && attribute("state").is_some()),
        "taskList" | "decisionList" => assert!(attribute("localId").is_some()),
        "panel" => assert!(attribute("panelType").is_some()),
        _ => {}
    }
}
