//! Documents made from wiki text, as version 2 of the API takes it: headings, lists, code, quotes, rules, paragraphs
//! with bold, italics, monospace, links and mentions. Other marks stay as the characters they are.

use serde_json::{Map, Value, json};

/// A document from wiki text.
pub(in super::super) fn from_wiki(text: &str) -> Value {
    let text = text.replace("\r\n", "\n");
    let mut content: Vec<Value> = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        if let Some((node, after)) = fenced(rest) {
            flush(&mut paragraph, &mut content);
            content.push(node);
            rest = after.trim_start_matches('\n');
            continue;
        }
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        let trimmed = line.trim();
        if trimmed.is_empty() {
            flush(&mut paragraph, &mut content);
        } else if trimmed == "----" {
            flush(&mut paragraph, &mut content);
            content.push(json!({"type": "rule"}));
        } else if let Some((level, title)) = heading(trimmed) {
            flush(&mut paragraph, &mut content);
            content.push(json!({"type": "heading", "attrs": {"level": level}, "content": inline(title)}));
        } else if let Some((list, item)) = item(trimmed) {
            flush(&mut paragraph, &mut content);
            let entry = json!({"type": "listItem", "content": [{"type": "paragraph", "content": inline(item)}]});
            push_item(&mut content, list, entry);
        } else {
            paragraph.push(line);
        }
    }
    flush(&mut paragraph, &mut content);
    json!({"type": "doc", "version": 1, "content": content})
}

fn flush(lines: &mut Vec<&str>, content: &mut Vec<Value>) {
    if lines.is_empty() {
        return;
    }
    let mut nodes = Vec::new();
    for (index, line) in lines.drain(..).enumerate() {
        if index > 0 {
            nodes.push(json!({"type": "hardBreak"}));
        }
        nodes.extend(inline(line));
    }
    content.push(json!({"type": "paragraph", "content": nodes}));
}

/// `{code:java}..{code}`, `{noformat}..{noformat}`, `{quote}..{quote}` at the beginning of the rest.
fn fenced(rest: &str) -> Option<(Value, &str)> {
    let inner = rest.strip_prefix('{')?;
    let (head, after) = inner.split_once('}')?;
    let (name, option) = head.split_once(':').map_or((head, None), |(name, option)| (name, Some(option)));
    if !["code", "noformat", "quote"].contains(&name) {
        return None;
    }
    let (body, after) = after.split_once(&format!("{{{name}}}"))?;
    let body = body.trim_matches('\n');
    if name == "quote" {
        let inner = from_wiki(body);
        let content = inner.get("content").cloned().unwrap_or_default();
        return Some((json!({"type": "blockquote", "content": content}), after));
    }
    let text: Vec<Value> = if body.is_empty() { Vec::new() } else { vec![json!({"type": "text", "text": body})] };
    let node = match option {
        Some(language) => json!({"type": "codeBlock", "attrs": {"language": language}, "content": text}),
        None => json!({"type": "codeBlock", "content": text}),
    };
    Some((node, after))
}

fn heading(line: &str) -> Option<(u32, &str)> {
    let (head, title) = line.split_once(". ")?;
    let level = head.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some((level, title))
}

fn item(line: &str) -> Option<(&'static str, &str)> {
    let (marker, text) = line.split_once(' ')?;
    match marker {
        "*" | "-" => Some(("bulletList", text)),
        "#" => Some(("orderedList", text)),
        _ => None,
    }
}

fn push_item(content: &mut Vec<Value>, list: &str, entry: Value) {
    if let Some(Value::Object(last)) = content.last_mut()
        && last.get("type").and_then(Value::as_str) == Some(list)
        && let Some(Value::Array(items)) = last.get_mut("content")
    {
        items.push(entry);
        return;
    }
    content.push(json!({"type": list, "content": [entry]}));
}

/// Marks, links and mentions of one line.
fn inline(line: &str) -> Vec<Value> {
    let mut nodes = Vec::new();
    let mut plain = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let at_word = plain.chars().last().is_none_or(|last| !last.is_alphanumeric());
        if let Some((node, after)) = special(rest, at_word) {
            push_text(&mut plain, &mut nodes);
            nodes.push(node);
            rest = after;
        } else {
            plain.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    push_text(&mut plain, &mut nodes);
    nodes
}

fn push_text(plain: &mut String, nodes: &mut Vec<Value>) {
    if !plain.is_empty() {
        nodes.push(json!({"type": "text", "text": std::mem::take(plain)}));
    }
}

fn special(rest: &str, at_word: bool) -> Option<(Value, &str)> {
    if let Some(inner) = rest.strip_prefix('[') {
        let (body, after) = inner.split_once(']')?;
        if let Some(id) = body.strip_prefix("~accountid:") {
            return Some((json!({"type": "mention", "attrs": {"id": id, "text": format!("@{id}")}}), after));
        }
        let (label, href) = body.split_once('|').unwrap_or((body, body));
        let is_link = href.contains("://") || href.starts_with("mailto:");
        return (is_link && !label.is_empty()).then(|| (marked(label, "link", Some(href)), after));
    }
    if let Some(inner) = rest.strip_prefix("{{") {
        let (body, after) = inner.split_once("}}")?;
        return (!body.is_empty()).then(|| (marked(body, "code", None), after));
    }
    if !at_word {
        return None;
    }
    let (sign, mark) = match rest.chars().next()? {
        '*' => ('*', "strong"),
        '_' => ('_', "em"),
        _ => return None,
    };
    let (body, after) = rest.get(1..)?.split_once(sign)?;
    let touches = !body.is_empty() && body.trim() == body;
    let ends = after.chars().next().is_none_or(|next| !next.is_alphanumeric());
    (touches && ends).then(|| (marked(body, mark, None), after))
}

fn marked(text: &str, mark: &str, href: Option<&str>) -> Value {
    let mut entry = Map::new();
    entry.insert("type".into(), json!(mark));
    if let Some(href) = href {
        entry.insert("attrs".into(), json!({"href": href}));
    }
    json!({"type": "text", "text": text, "marks": [entry]})
}
