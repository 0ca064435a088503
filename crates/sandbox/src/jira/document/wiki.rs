//! Documents as wiki text, which version 2 of the API gives.
//! <https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all>

use serde_json::Value;

use super::text::write_inline;
use super::{attr, children, kind, marks};

/// The wiki text of a document.
pub(in super::super) fn to_wiki(document: &Value) -> String {
    blocks(document).join("\n\n")
}

fn blocks(node: &Value) -> Vec<String> {
    children(node).iter().map(block).filter(|text| !text.is_empty()).collect()
}

fn block(node: &Value) -> String {
    match kind(node) {
        "heading" => {
            let level = node.get("attrs").and_then(|attrs| attrs.get("level")).and_then(Value::as_u64).unwrap_or(1);
            format!("h{level}. {}", inline(node))
        }
        "bulletList" => list(node, "*"),
        "orderedList" => list(node, "#"),
        "codeBlock" => match attr(node, "language") {
            Some(language) => format!("{{code:{language}}}{}{{code}}", inline(node)),
            None => format!("{{noformat}}{}{{noformat}}", inline(node)),
        },
        "blockquote" => format!("{{quote}}{}{{quote}}", blocks(node).join("\n\n")),
        "panel" => {
            let color = match attr(node, "panelType") {
                Some("warning" | "note") => "#fefae6",
                Some("error") => "#ffebe6",
                Some("success" | "tip") => "#e3fcef",
                _ => "#deebff",
            };
            format!("{{panel:bgColor={color}}}\n{}\n{{panel}}", blocks(node).join("\n\n"))
        }
        "rule" => "----".to_owned(),
        "table" => children(node).iter().map(row).collect::<Vec<_>>().join("\n"),
        "mediaSingle" | "mediaGroup" => {
            children(node).iter().filter_map(|media| attr(media, "alt")).map(|alt| format!("!{alt}!")).collect()
        }
        "blockCard" | "embedCard" => attr(node, "url").map(|url| format!("[{url}]")).unwrap_or_default(),
        "paragraph" | "taskItem" | "decisionItem" | "caption" => inline(node),
        _ => blocks(node).join("\n\n"),
    }
}

fn list(node: &Value, marker: &str) -> String {
    let mut lines = Vec::new();
    for item in children(node) {
        for child in children(item) {
            match kind(child) {
                "bulletList" => lines.push(list(child, &format!("{marker}*"))),
                "orderedList" => lines.push(list(child, &format!("{marker}#"))),
                _ => lines.push(format!("{marker} {}", block(child))),
            }
        }
    }
    lines.join("\n")
}

fn row(node: &Value) -> String {
    let mut out = String::new();
    let mut bar = "|";
    for cell in children(node) {
        bar = if kind(cell) == "tableHeader" { "||" } else { "|" };
        out.push_str(bar);
        out.push_str(&blocks(cell).join("\n"));
    }
    out + bar
}

fn inline(node: &Value) -> String {
    let mut out = String::new();
    for child in children(node) {
        match kind(child) {
            "mention" => {
                out.push_str("[~accountid:");
                out.push_str(attr(child, "id").unwrap_or_default());
                out.push(']');
            }
            "inlineCard" => {
                out.push('[');
                out.push_str(attr(child, "url").unwrap_or_default());
                out.push(']');
            }
            "text" => out.push_str(&marked(child)),
            _ => write_inline(child, &mut out),
        }
    }
    out
}

/// A text with its marks. Wiki marks must touch their text, so blanks at the ends go outside.
fn marked(node: &Value) -> String {
    let whole = node.get("text").and_then(Value::as_str).unwrap_or_default();
    let core = whole.trim();
    if marks(node).is_empty() || core.is_empty() {
        return whole.to_owned();
    }
    let lead = whole.get(..whole.len() - whole.trim_start().len()).unwrap_or_default();
    let tail = whole.get(whole.trim_end().len()..).unwrap_or_default();
    let mut text = core.to_owned();
    for mark in marks(node) {
        text = match kind(mark) {
            "strong" => format!("*{text}*"),
            "em" => format!("_{text}_"),
            "code" => format!("{{{{{text}}}}}"),
            "strike" => format!("-{text}-"),
            "underline" => format!("+{text}+"),
            "textColor" => format!("{{color:{}}}{text}{{color}}", attr(mark, "color").unwrap_or_default()),
            "subsup" => {
                let sign = if attr(mark, "type") == Some("sub") { '~' } else { '^' };
                format!("{sign}{text}{sign}")
            }
            "link" => format!("[{text}|{}]", attr(mark, "href").unwrap_or_default()),
            _ => text,
        };
    }
    format!("{lead}{text}{tail}")
}
