//! Documents as plain text.

use serde_json::Value;

use super::{attr, children, kind};

/// The text of a document, one line a block.
pub(in super::super) fn to_text(document: &Value) -> String {
    let mut out = String::new();
    for block in children(document) {
        write_block(block, &mut out, "");
    }
    out.trim_end().to_owned()
}

fn write_block(block: &Value, out: &mut String, lead: &str) {
    match kind(block) {
        "bulletList" | "orderedList" => {
            for (index, item) in children(block).iter().enumerate() {
                let lead = if kind(block) == "orderedList" { format!("{}. ", index + 1) } else { "- ".to_owned() };
                for (position, child) in children(item).iter().enumerate() {
                    write_block(child, out, if position == 0 { &lead } else { "" });
                }
            }
        }
        "tableRow" => {
            let cells: Vec<String> = children(block).iter().map(|cell| to_text(cell).replace('\n', " ")).collect();
            out.push_str(&cells.join(" "));
            out.push('\n');
        }
        "paragraph" | "heading" | "codeBlock" | "taskItem" | "decisionItem" | "caption" => {
            out.push_str(lead);
            children(block).iter().for_each(|child| write_inline(child, out));
            out.push('\n');
        }
        _ => children(block).iter().for_each(|child| write_block(child, out, lead)),
    }
}

/// The text of an inline node.
pub(super) fn write_inline(node: &Value, out: &mut String) {
    match kind(node) {
        "text" => out.push_str(node.get("text").and_then(Value::as_str).unwrap_or_default()),
        "hardBreak" => out.push('\n'),
        "emoji" => out.push_str(attr(node, "text").or_else(|| attr(node, "shortName")).unwrap_or_default()),
        "mention" | "status" | "placeholder" => out.push_str(attr(node, "text").unwrap_or_default()),
        "inlineCard" => out.push_str(attr(node, "url").unwrap_or_default()),
        "date" => {
            if let Some(ms) = attr(node, "timestamp").and_then(|text| text.parse().ok()) {
                out.push_str(super::super::time::stamp(ms).get(..10).unwrap_or_default());
            }
        }
        _ => {}
    }
}
