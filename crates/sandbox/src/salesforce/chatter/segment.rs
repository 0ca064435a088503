//! The body of a post or comment as segments: what the Connect REST API takes and gives, what SOQL reads as text or
//! HTML, and what is kept beside it because text cannot say it.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_message_body_input.htm>

use super::super::id::Id;
use super::super::record::View;
use super::super::value::Value;
use serde_json::{Value as Json, json};

/// A kind of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Markup {
    /// The name in the API.
    pub(crate) name: &'static str,
    /// The HTML tag.
    pub(crate) tag: &'static str,
}

/// The kinds of markup.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_markup_begin_segment_input.htm>
pub(crate) const MARKUP: &[Markup] = &[
    Markup { name: "Bold", tag: "b" },
    Markup { name: "Code", tag: "code" },
    Markup { name: "Hyperlink", tag: "a" },
    Markup { name: "Italic", tag: "i" },
    Markup { name: "ListItem", tag: "li" },
    Markup { name: "OrderedList", tag: "ol" },
    Markup { name: "Paragraph", tag: "p" },
    Markup { name: "Strikethrough", tag: "s" },
    Markup { name: "Underline", tag: "u" },
    Markup { name: "UnorderedList", tag: "ul" },
];

/// A part of a body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Segment {
    /// Text.
    Text(String),
    /// An address that was written out.
    Link(String),
    /// A topic, without the hash.
    Hashtag(String),
    /// A person.
    Mention(Id),
    /// A record.
    EntityLink(Id),
    /// The beginning of markup, of a hyperlink with its address and what it is called.
    Begin(Markup, Option<String>, Option<String>),
    /// The end of markup.
    End(Markup),
    /// An image, by its document, with what it shows.
    Image(Id, Option<String>),
}

/// Whether a body of these segments is rich text.
pub(crate) fn is_rich(segments: &[Segment]) -> bool {
    segments.iter().any(|one| matches!(one, Segment::Begin(..) | Segment::End(_) | Segment::Image(..)))
}

/// The body as SOQL reads it: HTML of rich text, else text.
pub(crate) fn stored_text(view: View<'_>, segments: &[Segment]) -> String {
    let rich = is_rich(segments);
    let mut out = String::new();
    for segment in segments {
        match segment {
            Segment::Begin(markup, url, alt) => {
                out.push('<');
                out.push_str(markup.tag);
                for (name, value) in [("href", url), ("title", alt)] {
                    if let Some(value) = value {
                        out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
                    }
                }
                out.push('>');
            }
            Segment::End(markup) => out.push_str(&format!("</{}>", markup.tag)),
            Segment::Image(file, alt) => {
                let alt = alt.as_ref().map(|alt| format!(" alt=\"{}\"", escaped(alt))).unwrap_or_default();
                out.push_str(&format!("<img src=\"sfdc://{}\"{alt}></img>", file.short()));
            }
            other if rich => out.push_str(&escaped(&plain(view, other))),
            other => out.push_str(&plain(view, other)),
        }
    }
    out
}

/// What a segment says.
pub(crate) fn plain(view: View<'_>, segment: &Segment) -> String {
    match segment {
        Segment::Text(text) | Segment::Link(text) => text.clone(),
        Segment::Hashtag(topic) if topic.contains(' ') => format!("#[{topic}]"),
        Segment::Hashtag(topic) => format!("#{topic}"),
        Segment::Mention(user) => format!("@{}", name_of(view, *user)),
        Segment::EntityLink(record) => name_of(view, *record),
        Segment::Begin(..) | Segment::End(_) => String::new(),
        Segment::Image(file, alt) => alt.clone().unwrap_or_else(|| file.to_string()),
    }
}

/// What a record is called.
pub(crate) fn name_of(view: View<'_>, id: Id) -> String {
    let named = view.follow(&Value::Id(id)).and_then(|(object, row)| {
        let name = object.system.name?;
        Some(view.value(object, row, name).display())
    });
    named.unwrap_or_default()
}

/// Text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            other => out.push(other),
        }
    }
    out
}

/// The segments of plain text: addresses and topics are parts of their own.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_msg_seg_input_text.htm>
pub(crate) fn of_text(text: &str) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut kept = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let begins = kept.chars().last().is_none_or(char::is_whitespace);
        if begins && let Some((segment, after)) = link(rest).or_else(|| hashtag(rest)) {
            push_text(&mut out, &mut kept);
            out.push(segment);
            rest = after;
            continue;
        }
        let length = rest.chars().next().map_or(1, char::len_utf8);
        let (head, tail) = rest.split_at(length);
        kept.push_str(head);
        rest = tail;
    }
    push_text(&mut out, &mut kept);
    out
}

fn push_text(out: &mut Vec<Segment>, kept: &mut String) {
    if !kept.is_empty() {
        out.push(Segment::Text(std::mem::take(kept)));
    }
}

fn link(text: &str) -> Option<(Segment, &str)> {
    let known = ["http://", "https://", "www."].iter().any(|start| {
        let head = text.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start)) && text.len() > start.len()
    });
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, _) = text.split_at(end);
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
    let after = text.get(word.len()..)?;
    (known && word.len() > 8).then(|| (Segment::Link(word.to_owned()), after))
}

fn hashtag(text: &str) -> Option<(Segment, &str)> {
    let rest = text.strip_prefix('#')?;
    if let Some((topic, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let fits = !topic.trim().is_empty() && topic.chars().count() <= 150 && !topic.contains('[');
        return fits.then(|| (Segment::Hashtag(topic.to_owned()), after));
    }
    let end = rest.find(|one: char| !one.is_alphanumeric() && one != '_').unwrap_or(rest.len());
    let (topic, after) = rest.split_at(end);
    let worded = topic.chars().any(char::is_alphabetic);
    worded.then(|| (Segment::Hashtag(topic.to_owned()), after))
}

/// The segments as they are kept beside the text.
pub(crate) fn kept(segments: &[Segment]) -> Value {
    let all = segments.iter().map(|segment| match segment {
        Segment::Text(text) => json!({ "text": text }),
        Segment::Link(url) => json!({ "link": url }),
        Segment::Hashtag(topic) => json!({ "topic": topic }),
        Segment::Mention(user) => json!({ "mention": user.to_string() }),
        Segment::EntityLink(record) => json!({ "record": record.to_string() }),
        Segment::Begin(markup, url, alt) => json!({ "begin": markup.tag, "url": url, "alt": alt }),
        Segment::End(markup) => json!({ "end": markup.tag }),
        Segment::Image(file, alt) => json!({ "image": file.to_string(), "alt": alt }),
    });
    Value::Compound(Json::Array(all.collect()).to_string().into_boxed_str())
}

/// What [`kept`] kept; nothing when it is something else.
pub(crate) fn revived(value: &Value) -> Option<Vec<Segment>> {
    let Value::Compound(text) = value else { return None };
    let Ok(Json::Array(all)) = serde_json::from_str::<Json>(text) else { return None };
    all.iter().map(one).collect()
}

fn one(json: &Json) -> Option<Segment> {
    let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
    let id = |name: &str| text(name).and_then(|text| Id::parse(&text));
    let markup = |name: &str| {
        let tag = text(name)?;
        MARKUP.iter().copied().find(|markup| markup.tag == tag)
    };
    (text("text").map(Segment::Text))
        .or_else(|| text("link").map(Segment::Link))
        .or_else(|| text("topic").map(Segment::Hashtag))
        .or_else(|| id("mention").map(Segment::Mention))
        .or_else(|| id("record").map(Segment::EntityLink))
        .or_else(|| Some(Segment::Begin(markup("begin")?, text("url"), text("alt"))))
        .or_else(|| markup("end").map(Segment::End))
        .or_else(|| Some(Segment::Image(id("image")?, text("alt"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Segment]) {
        assert_eq!(of_text(text), expected, "{text}");
    }

    #[test]
    fn addresses_and_topics_are_parts_of_their_own() {
        let text = |text: &str| Segment::Text(text.into());
        let link = |text: &str| Segment::Link(text.into());
        let topic = |text: &str| Segment::Hashtag(text.into());
        check("plain", &[text("plain")]);
        check("see https://a.example/x?y=1, now", &[text("see "), link("https://a.example/x?y=1"), text(", now")]);
        check("www.salesforce.com", &[link("www.salesforce.com")]);
        check("xhttps://a.example", &[text("xhttps://a.example")]);
        check("#motor is #[very hot] and #1", &[topic("motor"), text(" is "), topic("very hot"), text(" and #1")]);
        check("a#b", &[text("a#b")]);
        check("", &[]);
    }

    #[test]
    fn segments_are_kept_whole() {
        let segments = vec![
            Segment::Begin(MARKUP[2], Some("https://a.example".into()), None),
            Segment::Text("x".into()),
            Segment::End(MARKUP[2]),
            Segment::Mention(Id::numbered(*b"005", 2)),
            Segment::Image(Id::numbered(*b"069", 1), Some("a \"b\"".into())),
        ];
        assert_eq!(revived(&kept(&segments)), Some(segments));
        assert_eq!(revived(&Value::Null), None);
    }
}
