//! A small reader of XML: elements by local name, their attributes, their text. Document types are refused, so that
//! no entity is ever expanded.

use serde_json::{Map, Value as Json};

/// How deep elements may nest.
const DEPTH_MAX: usize = 64;

/// An element.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    /// The local name.
    pub(crate) name: String,
    /// The attributes, under their full names.
    pub(crate) attributes: Vec<(String, String)>,
    /// The elements within.
    pub(crate) children: Vec<Element>,
    /// The text within, unescaped.
    pub(crate) text: String,
}

impl Element {
    /// The first child of this name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first element of this name at any depth.
    pub(crate) fn find(&self, name: &str) -> Option<&Self> {
        if self.name == name {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(name))
    }

    /// The text of the first child of this name.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }

    /// The element as JSON: a text, or an object in which repeated names become lists.
    pub(crate) fn json(&self) -> Json {
        if self.children.is_empty() {
            return Json::String(self.text.clone());
        }
        let mut members = Map::new();
        for child in &self.children {
            match members.get_mut(&child.name) {
                None => {
                    members.insert(child.name.clone(), child.json());
                }
                Some(Json::Array(list)) => list.push(child.json()),
                Some(first) => *first = Json::Array(vec![first.take(), child.json()]),
            }
        }
        Json::Object(members)
    }
}

/// Reads a document; the error says what is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Element, &'static str> {
    let mut open: Vec<Element> = vec![Element::default()];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        if let Some(current) = open.last_mut() {
            current.text.push_str(unescape(before).trim());
        }
        rest = if let Some(comment) = after.strip_prefix("!--") {
            comment.split_once("-->").ok_or("a comment does not end")?.1
        } else if let Some(data) = after.strip_prefix("![CDATA[") {
            let (data, rest) = data.split_once("]]>").ok_or("a section does not end")?;
            if let Some(current) = open.last_mut() {
                current.text.push_str(data);
            }
            rest
        } else if after.starts_with('!') {
            return Err("a document type is not allowed");
        } else {
            let (tag, rest) = after.split_once('>').ok_or("a tag does not end")?;
            tagged(&mut open, tag)?;
            rest
        };
    }
    let mut root = open.pop().filter(|_| open.is_empty()).ok_or("an element does not end")?;
    match root.children.len() {
        1 => Ok(root.children.remove(0)),
        _ => Err("there must be one root element"),
    }
}

fn tagged(open: &mut Vec<Element>, tag: &str) -> Result<(), &'static str> {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().trim().to_owned();
    if tag.starts_with('?') {
        return Ok(());
    }
    if let Some(name) = tag.strip_prefix('/') {
        let done = open.pop().filter(|done| done.name == local(name)).ok_or("tags do not match")?;
        open.last_mut().ok_or("tags do not match")?.children.push(done);
        return Ok(());
    }
    let (tag, closed) = match tag.strip_suffix('/') {
        Some(tag) => (tag, true),
        None => (tag, false),
    };
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let element = Element { name: local(name), attributes: read_attributes(attributes), ..Element::default() };
    if closed {
        open.last_mut().ok_or("tags do not match")?.children.push(element);
    } else if open.len() > DEPTH_MAX {
        return Err("elements are nested too deeply");
    } else {
        open.push(element);
    }
    Ok(())
}

fn read_attributes(text: &str) -> Vec<(String, String)> {
    let mut list = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
            break;
        };
        let Some((value, after)) = after.get(1..).and_then(|inner| inner.split_once(quote)) else {
            break;
        };
        list.push((name.trim().to_owned(), unescape(value)));
        rest = after;
    }
    list
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((entity, after)) = after.split_once(';') else {
            out.push('&');
            rest = after;
            continue;
        };
        let code = entity.strip_prefix('#').and_then(|code| match code.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => code.parse().ok(),
        });
        match entity {
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "amp" => out.push('&'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            _ => out.extend(code.and_then(char::from_u32)),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A text as the content of an element.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_local_names_attributes_and_text() {
        let text = "<?xml version=\"1.0\"?><e:a xmlns:e=\"urn:x\"><!-- no --><b x='1' y=\"&lt;2\">p&amp;&#60;q</b><c/>\
                    <b><![CDATA[<raw>]]></b></e:a>";
        let root = parse(text).unwrap();
        assert_eq!(root.value("b"), Some("p&<q"));
        assert_eq!(root.child("b").unwrap().attributes[1], ("y".into(), "<2".into()));
        assert_eq!(root.find("c").unwrap().text, "");
        assert_eq!(root.json(), serde_json::json!({ "b": ["p&<q", "<raw>"], "c": "" }));
    }

    #[test]
    fn broken_documents_are_refused() {
        for text in ["", "<a>", "<a></b>", "<a/><b/>", "<!DOCTYPE x><a/>", "<a"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"<a>".repeat(200)).is_err());
    }
}
