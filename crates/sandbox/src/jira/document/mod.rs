//! Atlassian documents: checked as Jira checks them, turned into plain text for searching, wiki text for version 2 of
//! the API, and HTML for rendered fields; and made from wiki text.
//!
//! <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>

mod check;
mod html;
mod read_wiki;
mod shape;
mod text;
mod wiki;

use serde_json::{Value, json};

pub(super) use check::is_valid;
pub(super) use html::to_html;
pub(super) use read_wiki::from_wiki;
pub(super) use text::to_text;
pub(super) use wiki::to_wiki;

/// A node's type.
fn kind(node: &Value) -> &str {
    node.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// A node's children.
fn children(node: &Value) -> &[Value] {
    node.get("content").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// One of a node's attributes, as text.
fn attr<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    node.get("attrs")?.get(name)?.as_str()
}

/// A node's marks.
fn marks(node: &Value) -> &[Value] {
    node.get("marks").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A document of paragraphs.
pub(super) fn paragraphs(texts: &[&str]) -> Value {
    let content: Vec<Value> =
        texts.iter().map(|text| json!({"type": "paragraph", "content": [{"type": "text", "text": text}]})).collect();
    json!({"type": "doc", "version": 1, "content": content})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        json!({"type": "doc", "version": 1, "content": [
            {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Steps"}]},
            {"type": "orderedList", "content": [
                {"type": "listItem", "content": [{"type": "paragraph", "content": [
                    {"type": "text", "text": "open "},
                    {"type": "text", "text": "the page", "marks": [{"type": "link", "attrs": {"href": "https://x.example/a"}}]}
                ]}]},
                {"type": "listItem", "content": [{"type": "paragraph", "content": [
                    {"type": "text", "text": "ask ", "marks": [{"type": "strong"}]},
                    {"type": "mention", "attrs": {"id": "5b1", "text": "@Jane"}},
                    {"type": "text", "text": " "},
                    {"type": "emoji", "attrs": {"shortName": ":smile:", "text": "😄"}}
                ]}]}
            ]},
            {"type": "codeBlock", "attrs": {"language": "json"}, "content": [{"type": "text", "text": "{\"a\": 1 < 2}"}]},
            {"type": "table", "content": [
                {"type": "tableRow", "content": [
                    {"type": "tableHeader", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "A"}]}]},
                    {"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "1"}]}]}
                ]}
            ]},
            {"type": "rule"}
        ]})
    }

    #[test]
    fn a_document_in_other_forms() {
        let document = sample();
        assert!(is_valid(&document));
        assert_eq!(to_text(&document), "Steps\n1. open the page\n2. ask @Jane 😄\n{\"a\": 1 < 2}\nA 1");
        assert_eq!(
            to_wiki(&document),
            "h2. Steps\n\n# open [the page|https://x.example/a]\n# *ask* [~accountid:5b1] 😄\n\n{code:json}{\"a\": 1 < 2}{code}\n\n||A|1|\n\n----"
        );
        assert_eq!(
            to_html(&document),
            "<h2>Steps</h2><ol><li><p>open <a href=\"https://x.example/a\" class=\"external-link\" rel=\"nofollow noreferrer\">the page</a></p></li>\
             <li><p><b>ask </b><a class=\"user-hover\" accountid=\"5b1\">@Jane</a> 😄</p></li></ol>\
             <div class=\"code panel\"><div class=\"codeContent panelContent\"><pre class=\"code-json\">{\"a\": 1 &lt; 2}</pre></div></div>\
             <div class=\"table-wrap\"><table class=\"confluenceTable\"><tbody><tr><th class=\"confluenceTh\"><p>A</p></th>\
             <td class=\"confluenceTd\"><p>1</p></td></tr></tbody></table></div><hr/>"
        );
    }

    #[test]
    fn what_is_no_document_is_refused() {
        let check = |value: Value| assert!(!is_valid(&value), "{value}");
        check(json!("text"));
        check(json!({"type": "doc", "content": []}));
        check(json!({"type": "doc", "version": 1}));
        check(json!({"type": "doc", "version": 1, "content": [{"type": "text", "text": "bare"}]}));
        check(
            json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}]}),
        );
        check(
            json!({"type": "doc", "version": 1, "content": [{"type": "heading", "attrs": {"level": 9}, "content": []}]}),
        );
        check(json!({"type": "doc", "version": 1, "content": [{"type": "marquee"}]}));
        check(
            json!({"type": "doc", "version": 1, "content": [{"type": "bulletList", "content": [{"type": "paragraph"}]}]}),
        );
        let inside = |content: Value| json!({"type": "doc", "version": 1, "content": [content]});
        let text = |marks: Value| {
            inside(json!({"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": marks}]}))
        };
        check(text(json!([{"type": "code"}, {"type": "strong"}])));
        check(text(json!([{"type": "link"}])));
        check(text(json!([{"type": "textColor", "attrs": {"color": "red"}}])));
        check(inside(json!({"type": "paragraph", "style": "big"})));
        check(inside(json!({"type": "paragraph", "attrs": {"align": "left"}})));
        check(inside(
            json!({"type": "codeBlock", "content": [{"type": "text", "text": "x", "marks": [{"type": "em"}]}]}),
        ));
        check(inside(json!({"type": "panel", "attrs": {"panelType": "pink"}, "content": [{"type": "paragraph"}]})));
        check(inside(
            json!({"type": "table", "content": [{"type": "tableRow", "content": [{"type": "tableCell", "content": []}]}]}),
        ));
        check(inside(
            json!({"type": "mediaSingle", "attrs": {"layout": "center"}, "content": [{"type": "media", "attrs": {"type": "file"}}]}),
        ));
        assert!(is_valid(&text(json!([{"type": "code"}, {"type": "link", "attrs": {"href": "https://x.example"}}]))));
        assert!(is_valid(&inside(
            json!({"type": "paragraph", "marks": [{"type": "alignment", "attrs": {"align": "end"}}]})
        )));
        assert!(is_valid(&json!({"type": "doc", "version": 1, "content": []})));
    }

    #[test]
    fn wiki_text_becomes_a_document() {
        let document = from_wiki(
            "h3. Title\n\nHello *bold* [site|https://x.example]\nsecond line\n\n* one\n* two\n\n{code:java}\nint a;\n{code}",
        );
        assert!(is_valid(&document), "{document}");
        assert_eq!(
            to_wiki(&document),
            "h3. Title\n\nHello *bold* [site|https://x.example]\nsecond line\n\n* one\n* two\n\n{code:java}int a;{code}"
        );
    }
}
