//! Plain text to ADF.

use weftline_wire::json;

use crate::address;
use crate::media::{Placed, Placing};

/// Turns plain text into an ADF document: blank lines part paragraphs, other line breaks stay, addresses become links.
/// Text without a visible character gives an empty document.
#[must_use]
pub fn text_to_adf(text: &str) -> String {
    text_to_adf_keeping(text, None)
}

/// The same; where text names what stands in the document that is replaced (`current`, ADF), the very same nodes stand.
#[must_use]
pub fn text_to_adf_keeping(text: &str, current: Option<&str>) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut placing = Placing::of(&[], current);
    let mut adf = String::from(r#"{"version":1,"type":"doc","content":["#);
    let mut paragraphs = false;
    let mut rest = text.as_str();
    while let Some((before, placed, after)) = placing.in_text(rest) {
        push_paragraphs(&mut adf, before, &mut paragraphs);
        if std::mem::replace(&mut paragraphs, true) {
            adf.push(',');
        }
        match placed {
            Placed::Block { json, .. } => adf.push_str(&json),
            Placed::Inline(json) | Placed::Text(json) => {
                for part in [r#"{"type":"paragraph","content":["#, &json, "]}"] {
                    adf.push_str(part);
                }
            }
        }
        rest = after;
    }
    push_paragraphs(&mut adf, rest, &mut paragraphs);
    adf.push_str("]}");
    adf
}

/// The paragraphs of a text; `paragraphs` says whether something stands before them.
fn push_paragraphs(adf: &mut String, text: &str, paragraphs: &mut bool) {
    let mut lines = text.split('\n').filter(|_| !text.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        if std::mem::replace(paragraphs, true) {
            adf.push(',');
        }
        adf.push_str(r#"{"type":"paragraph","content":["#);
        push_line(adf, line.trim_end());
        while let Some(line) = lines.next_if(|line| !line.trim().is_empty()) {
            adf.push_str(r#",{"type":"hardBreak"},"#);
            push_line(adf, line.trim_end());
        }
        adf.push_str("]}");
    }
}

fn push_line(adf: &mut String, line: &str) {
    for (index, (text, address)) in address::parts(line).into_iter().enumerate() {
        if index > 0 {
            adf.push(',');
        }
        adf.push_str(r#"{"type":"text","text":"#);
        push_string(adf, text);
        if let Some(address) = address {
            adf.push_str(r#","marks":[{"type":"link","attrs":{"href":"#);
            push_string(adf, &address);
            adf.push_str("}}]");
        }
        adf.push('}');
    }
}

/// A string as JSON.
pub(crate) fn push_string(out: &mut String, text: &str) {
    out.push_str(&json::to_string(&text));
}

#[cfg(test)]
mod tests {
    use super::text_to_adf;

    fn p(content: &str) -> String {
        format!(r#"{{"type":"paragraph","content":[{content}]}}"#)
    }

    #[test]
    fn blank_lines_part_paragraphs_and_other_line_breaks_stay() {
        let text = |text: &str| format!(r#"{{"type":"text","text":"{text}"}}"#);
        let document = |content: &str| format!(r#"{{"version":1,"type":"doc","content":[{content}]}}"#);
        let first = p(&[text("a"), r#"{"type":"hardBreak"}"#.into(), text("  \\\"b\\\"")].join(","));
        assert_eq!(text_to_adf("\n\na\r\n  \"b\"  \n \t\n\nc\n"), document(&[first, p(&text("c"))].join(",")));
        for empty in ["", " ", "\n\r\n\t"] {
            assert_eq!(text_to_adf(empty), document(""));
        }
    }

    #[test]
    fn addresses_become_links() {
        let adf = text_to_adf("Ask ann@a.example: http://a.example/?q=1");
        let link = r#"{"type":"text","text":"http://a.example/?q=1","marks":[{"type":"link","attrs":{"href":"http://a.example/?q=1"}}]}"#;
        let mail = r#"{"type":"text","text":"ann@a.example","marks":[{"type":"link","attrs":{"href":"mailto:ann@a.example"}}]}"#;
        assert!(adf.contains(link) && adf.contains(mail), "{adf}");
    }
}
