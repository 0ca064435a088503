//! Documents as HTML, as in rendered fields.

use serde_json::Value;

use super::text::write_inline;
use super::{attr, children, kind, marks};

/// The HTML of a document.
pub(in super::super) fn to_html(document: &Value) -> String {
    let mut out = String::new();
    children(document).iter().for_each(|block| write(block, &mut out));
    out
}

/// Text made safe in HTML.
pub(in super::super) fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            _ => out.push(character),
        }
    }
}

fn wrap(open: &str, node: &Value, close: &str, out: &mut String) {
    out.push_str(open);
    children(node).iter().for_each(|child| write(child, out));
    out.push_str(close);
}

fn write(node: &Value, out: &mut String) {
    match kind(node) {
        "paragraph" => wrap("<p>", node, "</p>", out),
        "heading" => {
            let level = node.get("attrs").and_then(|attrs| attrs.get("level")).and_then(Value::as_u64).unwrap_or(1);
            wrap(&format!("<h{level}>"), node, &format!("</h{level}>"), out);
        }
        "bulletList" | "taskList" | "decisionList" => wrap("<ul>", node, "</ul>", out),
        "orderedList" => wrap("<ol>", node, "</ol>", out),
        "listItem" | "taskItem" | "decisionItem" => wrap("<li>", node, "</li>", out),
        "blockquote" => wrap("<blockquote>", node, "</blockquote>", out),
        "codeBlock" => {
            let language = attr(node, "language").unwrap_or("none");
            let open = format!(
                "<div class=\"code panel\"><div class=\"codeContent panelContent\"><pre class=\"code-{language}\">"
            );
            wrap(&open, node, "</pre></div></div>", out);
        }
        "panel" => wrap("<div class=\"panel\"><div class=\"panelContent\">", node, "</div></div>", out),
        "rule" => out.push_str("<hr/>"),
        "table" => wrap(
            "<div class=\"table-wrap\"><table class=\"confluenceTable\"><tbody>",
            node,
            "</tbody></table></div>",
            out,
        ),
        "tableRow" => wrap("<tr>", node, "</tr>", out),
        "tableHeader" => wrap("<th class=\"confluenceTh\">", node, "</th>", out),
        "tableCell" => wrap("<td class=\"confluenceTd\">", node, "</td>", out),
        "hardBreak" => out.push_str("<br/>"),
        "mention" => {
            out.push_str("<a class=\"user-hover\" accountid=\"");
            escape(attr(node, "id").unwrap_or_default(), out);
            out.push_str("\">");
            escape(attr(node, "text").unwrap_or_default(), out);
            out.push_str("</a>");
        }
        "inlineCard" | "blockCard" | "embedCard" => {
            let url = attr(node, "url").unwrap_or_default();
            anchor(url, out);
            escape(url, out);
            out.push_str("</a>");
        }
        "text" => write_text(node, out),
        "emoji" | "date" | "status" | "placeholder" => {
            let mut text = String::new();
            write_inline(node, &mut text);
            escape(&text, out);
        }
        _ => children(node).iter().for_each(|child| write(child, out)),
    }
}

fn anchor(href: &str, out: &mut String) {
    out.push_str("<a href=\"");
    escape(&href.replace('"', "%22"), out);
    out.push_str("\" class=\"external-link\" rel=\"nofollow noreferrer\">");
}

fn write_text(node: &Value, out: &mut String) {
    let mut close: Vec<&str> = Vec::new();
    for mark in marks(node) {
        let (open, end) = match kind(mark) {
            "strong" => ("<b>", "</b>"),
            "em" => ("<em>", "</em>"),
            "code" => ("<tt>", "</tt>"),
            "strike" => ("<del>", "</del>"),
            "underline" => ("<ins>", "</ins>"),
            "subsup" if attr(mark, "type") == Some("sub") => ("<sub>", "</sub>"),
            "subsup" => ("<sup>", "</sup>"),
            "link" => {
                anchor(attr(mark, "href").unwrap_or_default(), out);
                ("", "</a>")
            }
            _ => ("", ""),
        };
        out.push_str(open);
        close.push(end);
    }
    escape(node.get("text").and_then(Value::as_str).unwrap_or_default(), out);
    close.iter().rev().for_each(|end| out.push_str(end));
}
