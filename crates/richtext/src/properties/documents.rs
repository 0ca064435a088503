//! Documents and HTML to try things with.

use proptest::prelude::*;
use serde_json::{Value, json};

/// Documents of what HTML can say; see `to_html` for what that is.
pub(super) fn expressible() -> impl Strategy<Value = Value> {
    let block = prop_oneof![
        4 => aligned_paragraph(),
        2 => heading(&["alignment", "indentation"]),
        4 => nested(),
        1 => table(),
        1 => prop::collection::vec(quotable(), 1..4).prop_map(|content| json!({"type": "blockquote", "content": content})),
        1 => panel(),
    ];
    prop::collection::vec(block, 0..5).prop_map(document)
}

fn document(content: Vec<Value>) -> Value {
    json!({"version": 1, "type": "doc", "content": content})
}

fn aligned_paragraph() -> BoxedStrategy<Value> {
    (line(), block_mark(&["alignment", "indentation"]))
        .prop_map(|(content, marks)| marked("paragraph", marks, content))
        .boxed()
}

fn heading(marks: &'static [&'static str]) -> BoxedStrategy<Value> {
    (1..=6, line(), block_mark(marks))
        .prop_map(|(level, content, marks)| {
            let mut heading = marked("heading", marks, content);
            heading["attrs"] = json!({"level": level});
            heading
        })
        .boxed()
}

fn marked(kind: &str, marks: Option<Value>, content: Vec<Value>) -> Value {
    match marks {
        Some(mark) => json!({"type": kind, "marks": [mark], "content": content}),
        None => json!({"type": kind, "content": content}),
    }
}

fn block_mark(kinds: &'static [&'static str]) -> BoxedStrategy<Option<Value>> {
    if kinds.is_empty() {
        return Just(None).boxed();
    }
    let all = [
        json!({"type": "alignment", "attrs": {"align": "center"}}),
        json!({"type": "alignment", "attrs": {"align": "end"}}),
        json!({"type": "indentation", "attrs": {"level": 1}}),
        json!({"type": "indentation", "attrs": {"level": 6}}),
    ];
    let some: Vec<Value> = all.into_iter().filter(|mark| kinds.contains(&mark["type"].as_str().unwrap())).collect();
    prop_oneof![3 => Just(None), 1 => prop::sample::select(some).prop_map(Some)].boxed()
}

fn paragraph() -> BoxedStrategy<Value> {
    line().prop_map(|content| json!({"type": "paragraph", "content": content})).boxed()
}

fn code_block() -> BoxedStrategy<Value> {
    let language = prop::option::of(prop::sample::select(vec!["rust", "c++", "objective-c"]));
    ("[a-z<&\"\n ]{0,20}", language)
        .prop_map(|(code, language)| {
            let content = if code.is_empty() { json!([]) } else { json!([{"type": "text", "text": code}]) };
            let mut block = json!({"type": "codeBlock", "content": content});
            if let Some(language) = language {
                block["attrs"] = json!({"language": language});
            }
            block
        })
        .boxed()
}

/// What may stand in a quote.
fn quotable() -> BoxedStrategy<Value> {
    prop_oneof![3 => paragraph(), 1 => code_block(), 1 => list(paragraph(), paragraph())].boxed()
}

/// What may stand in a panel or a cell too.
fn nested() -> BoxedStrategy<Value> {
    let item = prop_oneof![paragraph(), code_block()].boxed();
    let inner = list(item.clone(), item.clone());
    let list = list(item, prop_oneof![inner, tasks(), code_block(), paragraph()].boxed());
    prop_oneof![3 => paragraph(), 1 => code_block(), 2 => list, 1 => tasks(), 1 => decisions(), 1 => Just(json!({"type": "rule"}))].boxed()
}

fn list(first: BoxedStrategy<Value>, others: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let item = (first, prop::collection::vec(others, 0..3)).prop_map(|(first, others)| {
        json!({"type": "listItem", "content": std::iter::once(first).chain(others).collect::<Vec<Value>>()})
    });
    (prop::option::of(0..20), prop::collection::vec(item, 1..4))
        .prop_map(|(order, items)| match order {
            Some(order) => json!({"type": "orderedList", "attrs": {"order": order}, "content": items}),
            None => json!({"type": "bulletList", "content": items}),
        })
        .boxed()
}

fn tasks() -> BoxedStrategy<Value> {
    let task = (any::<bool>(), line()).prop_map(|(done, content)| {
        json!({"type": "taskItem", "attrs": {"localId": "a", "state": if done { "DONE" } else { "TO\u{44}O" }}, "content": content})
    });
    let list = |content: Vec<Value>| json!({"type": "taskList", "attrs": {"localId": "b"}, "content": content});
    let inner = prop::collection::vec(task.clone(), 1..3).prop_map(list);
    prop::collection::vec((task, prop::option::of(inner)), 1..3)
        .prop_map(move |items| {
            list(items.into_iter().flat_map(|(task, inner)| std::iter::once(task).chain(inner)).collect())
        })
        .boxed()
}

fn decisions() -> BoxedStrategy<Value> {
    let item = line().prop_map(
        |content| json!({"type": "decisionItem", "attrs": {"localId": "c", "state": "DECIDED"}, "content": content}),
    );
    prop::collection::vec(item, 1..3)
        .prop_map(|items| json!({"type": "decisionList", "attrs": {"localId": "d"}, "content": items}))
        .boxed()
}

fn panel() -> BoxedStrategy<Value> {
    let kind = prop::sample::select(vec!["info", "note", "success", "warning", "error"]);
    (kind, prop::collection::vec(prop_oneof![3 => nested(), 1 => heading(&[])], 1..4))
        .prop_map(|(kind, content)| json!({"type": "panel", "attrs": {"panelType": kind}, "content": content}))
        .boxed()
}

fn table() -> BoxedStrategy<Value> {
    let aligned = (line(), block_mark(&["alignment"])).prop_map(|(content, marks)| marked("paragraph", marks, content));
    let quote =
        prop::collection::vec(quotable(), 1..3).prop_map(|content| json!({"type": "blockquote", "content": content}));
    let content =
        prop_oneof![4 => aligned, 2 => nested(), 1 => heading(&["alignment", "indentation"]), 1 => panel(), 1 => quote];
    let cell = (any::<bool>(), 1..4, 1..3, any::<bool>(), prop::collection::vec(content, 1..3)).prop_map(
        |(header, columns, rows, coloured, content)| {
            let mut attributes = json!({});
            if columns > 1 {
                attributes["colspan"] = json!(columns);
            }
            if rows > 1 {
                attributes["rowspan"] = json!(rows);
            }
            if coloured {
                attributes["background"] = json!("#fffae6");
            }
            json!({"type": if header { "tableHeader" } else { "tableCell" }, "attrs": attributes, "content": content})
        },
    );
    let row = prop::collection::vec(cell, 1..4).prop_map(|cells| json!({"type": "tableRow", "content": cells}));
    prop::collection::vec(row, 1..3).prop_map(|rows| json!({"type": "table", "content": rows})).boxed()
}

fn line() -> BoxedStrategy<Vec<Value>> {
    let text = ("[a-d <>&\"'é😀漢;#\u{301}]{1,8}", marks()).prop_map(|(text, marks)| {
        if marks.is_empty() {
            json!({"type": "text", "text": text})
        } else {
            json!({"type": "text", "text": text, "marks": marks})
        }
    });
    let node = prop_oneof![4 => text, 1 => Just(json!({"type": "hardBreak"}))];
    prop::collection::vec(node, 0..5).boxed()
}

fn marks() -> BoxedStrategy<Vec<Value>> {
    let link = prop::sample::select(vec![
        "https://a.example/?b=1&c='2'#d",
        "mailto:a@b.example",
        "tel:+4930",
        "HTTP://é.example/\"x\"",
    ])
    .prop_map(|address| json!({"type": "link", "attrs": {"href": address}}));
    let link = prop::option::weighted(0.2, link);
    let formats = prop::sample::subsequence(
        vec![
            json!({"type": "strong"}),
            json!({"type": "em"}),
            json!({"type": "underline"}),
            json!({"type": "strike"}),
            json!({"type": "textColor", "attrs": {"color": "#ff5630"}}),
            json!({"type": "backgroundColor", "attrs": {"color": "#deebff"}}),
            json!({"type": "subsup", "attrs": {"type": "sub"}}),
        ],
        0..4,
    );
    let raised = Just(vec![json!({"type": "subsup", "attrs": {"type": "sup"}})]);
    let code = Just(vec![json!({"type": "code"})]);
    (prop_oneof![3 => Just(Vec::new()), 3 => formats, 1 => code, 1 => raised], link)
        .prop_map(|(marks, link)| marks.into_iter().chain(link).collect())
        .boxed()
}

/// The document in one spelling: neighbouring texts with the same marks joined, marks in one order, nothing that only
/// says what holds anyway, no ids.
pub(super) fn normal(node: &Value) -> Value {
    let mut node = node.clone();
    if let Some(attributes) = node.get_mut("attrs").and_then(Value::as_object_mut) {
        attributes.remove("localId");
        if attributes.get("order") == Some(&json!(1)) {
            attributes.remove("order");
        }
    }
    if let Some(marks) = node.get_mut("marks").and_then(Value::as_array_mut) {
        marks.sort_by_key(Value::to_string);
    }
    let mut content: Vec<Value> = Vec::new();
    for child in node["content"].as_array().into_iter().flatten().map(normal) {
        match content.last_mut() {
            Some(last)
                if last["type"] == "text" && child["type"] == "text" && last.get("marks") == child.get("marks") =>
            {
                last["text"] = format!("{}{}", last["text"].as_str().unwrap(), child["text"].as_str().unwrap()).into();
            }
            _ => content.push(child),
        }
    }
    // A document of nothing but empty paragraphs is empty.
    if node["type"] == "doc"
        && content.iter().all(|child| child["type"] == "paragraph" && child.get("content").is_none())
    {
        content.clear();
    }
    let members = node.as_object_mut().unwrap();
    members.remove("content");
    if members.get("attrs") == Some(&json!({})) {
        members.remove("attrs");
    }
    if !content.is_empty() {
        members.insert("content".into(), Value::Array(content));
    }
    node
}

const KINDS: &[&str] = &[
    "paragraph",
    "heading",
    "codeBlock",
    "bulletList",
    "orderedList",
    "listItem",
    "taskList",
    "taskItem",
    "blockTaskItem",
    "decisionList",
    "decisionItem",
    "blockquote",
    "rule",
    "panel",
    "expand",
    "nestedExpand",
    "layoutSection",
    "layoutColumn",
    "table",
    "tableRow",
    "tableCell",
    "tableHeader",
    "mediaSingle",
    "mediaGroup",
    "caption",
    "extension",
    "bodiedExtension",
    "inlineExtension",
    "hologram",
    "doc",
    "mention",
    "emoji",
    "inlineCard",
    "blockCard",
    "embedCard",
    "date",
    "status",
    "media",
    "mediaInline",
    "placeholder",
    "hardBreak",
    "syncBlock",
    "",
];

/// Documents of known and unknown nodes in any order, whose texts are words of four digits.
pub(super) fn anything() -> impl Strategy<Value = Value> {
    let attributes = prop_oneof![
        Just(json!({})),
        Just(
            json!({"level": 3, "order": 4, "panelType": "info", "state": "DONE", "layout": "wide", "colspan": 2, "language": "a b"})
        ),
        Just(
            json!({"text": "shown", "url": "https://a.example/x", "shortName": ":x:", "timestamp": "1770000000000", "panelType": "custom"})
        ),
        Just(
            json!({"url": "javascript:x", "alt": "x.png", "extensionKey": "toc", "color": "green", "title": "more", "panelColor": "#abcdef"})
        ),
    ];
    let marks = prop_oneof![
        marks(),
        Just(vec![json!({"type": "link", "attrs": {"href": "javascript:x"}}), json!({"type": "glow"})]),
        Just(vec![
            json!({"type": "alignment", "attrs": {"align": "center"}}),
            json!({"type": "indentation", "attrs": {"level": 9}})
        ]),
    ];
    let text = ("[1-9][0-9]{3}", marks.clone())
        .prop_map(|(text, marks)| json!({"type": "text", "text": text, "marks": marks}));
    let node = text.prop_recursive(6, 40, 5, move |inner| {
        (prop::sample::select(KINDS), attributes.clone(), marks.clone(), prop::collection::vec(inner, 0..5)).prop_map(
            |(kind, attributes, marks, content)| {
                // These hold nothing in any document.
                let leaf = matches!(
                    kind,
                    "rule"
                        | "mention"
                        | "emoji"
                        | "inlineCard"
                        | "blockCard"
                        | "embedCard"
                        | "date"
                        | "status"
                        | "media"
                        | "mediaInline"
                        | "placeholder"
                        | "hardBreak"
                );
                let content = if leaf { Vec::new() } else { content };
                json!({"type": kind, "attrs": attributes, "marks": marks, "content": content})
            },
        )
    });
    prop::collection::vec(node, 0..5).prop_map(document)
}

/// All texts of a document.
pub(super) fn words(node: &Value) -> Vec<String> {
    let own = node["text"].as_str().map(str::to_owned);
    own.into_iter().chain(node["content"].as_array().into_iter().flatten().flat_map(words)).collect()
}

/// HTML of tags in any order, whose texts are words of four digits.
pub(super) fn soup() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "p",
        "div",
        "div style='background-color: #deebff'",
        "p style='text-align:center'",
        "b",
        "i",
        "a href='https://a.example'",
        "a href='/x'",
        "ul",
        "ol start=0",
        "li",
        "li class='ql-indent-2'",
        "table",
        "table role=presentation",
        "tr",
        "td",
        "th colspan=2",
        "tbody",
        "thead",
        "caption",
        "h1",
        "h2 align=right",
        "pre",
        "br",
        "hr",
        "img src='/x' alt=y",
        "blockquote",
        "span style='color:red'",
        "article",
        "dd",
        "dt",
        "dl",
        "option",
        "select",
        "textarea",
        "code class=language-x",
        "center",
        "x",
        "section",
        "sup",
        "font color=red",
        "svg",
        "summary",
        "button",
        "listing",
        "fieldset",
        "form",
        "blockquote style='margin-left:40px'",
    ]);
    let piece = prop_oneof![
        4 => names.clone().prop_map(|name| format!("<{name}>")),
        3 => names.prop_map(|name| format!("</{}>", name.split(' ').next().unwrap())),
        3 => "[1-9][0-9]{3}".prop_map(|word| format!(" {word} ")),
        1 => prop::sample::select(vec!["<ul><li>\u{2610} ", "\u{2611}", "\u{25c7} ", "<ul><li>\u{25c7}", "\n", "&nbsp;", "<p>&nbsp;</p>", "<li>\u{2611} "])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}
