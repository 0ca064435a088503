//! Reads an ADF document into a tree of limited depth.
//!
//! <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>

use std::borrow::Cow;

use weftline_wire::json::{Reader, Result};

use crate::loss::{LossKind, Losses};

/// Levels of nodes that are kept. Editors make about ten; what is deeper is attached to the last level, so that
/// whoever walks the tree may call itself.
const DEPTH_KEPT: usize = 64;

/// Levels of nodes that are read at all.
const DEPTH_READ: usize = 10_000;

const HARD_BREAK: &str = "hardBreak";

/// Attributes or parameters by name, as text. Those one level deeper have a dotted name, like `data.url`.
#[derive(Debug, Default)]
pub(crate) struct Attributes<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl Attributes<'_> {
    /// The attribute's text; none when it is missing or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| &**value)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Mark<'a> {
    pub(crate) kind: Cow<'a, str>,
    pub(crate) attributes: Attributes<'a>,
}

#[derive(Debug, Default)]
pub(crate) struct Node<'a> {
    pub(crate) kind: Cow<'a, str>,
    pub(crate) text: Cow<'a, str>,
    pub(crate) attributes: Attributes<'a>,
    pub(crate) marks: Vec<Mark<'a>>,
    pub(crate) content: Vec<Node<'a>>,
}

/// A node while it is read.
#[derive(Default)]
struct Open<'a> {
    node: Node<'a>,
    /// Set before the first key was read.
    first: bool,
    /// Within its `content`: whether the first item is still to come.
    items: Option<bool>,
    has_content: bool,
}

/// Reads a document. `null` is an empty one, a string is one of plain text.
pub(crate) fn read<'a>(json: &'a str, losses: &mut Losses) -> Result<Node<'a>> {
    let mut reader = Reader::new(json);
    let document = match reader.peek()? {
        b'{' => node(&mut reader, losses)?,
        b'"' => plain(reader.string()?),
        b'n' if reader.scalar()? == "null" => Node::default(),
        _ => return Err(reader.error("a document is expected")),
    };
    reader.end()?;
    Ok(document)
}

fn plain(text: Cow<'_, str>) -> Node<'_> {
    let leaf = Node { kind: Cow::Borrowed("text"), text, ..Node::default() };
    let paragraph = Node { kind: Cow::Borrowed("paragraph"), content: vec![leaf], ..Node::default() };
    Node { kind: Cow::Borrowed("doc"), content: vec![paragraph], ..Node::default() }
}

fn node<'a>(reader: &mut Reader<'a>, losses: &mut Losses) -> Result<Node<'a>> {
    reader.open(b'{')?;
    let mut stack = vec![Open { first: true, ..Open::default() }];
    loop {
        let depth = stack.len();
        let Some(open) = stack.last_mut() else {
            return Err(reader.error("a document is expected"));
        };
        if let Some(first) = &mut open.items {
            if !reader.item(first)? {
                open.items = None;
            } else if reader.peek()? != b'{' {
                reader.skip()?;
            } else if depth >= DEPTH_READ {
                return Err(reader.error("the document is nested too deeply"));
            } else {
                open.has_content = true;
                reader.open(b'{')?;
                stack.push(Open { first: true, ..Open::default() });
            }
            continue;
        }
        match reader.key(&mut open.first)?.as_deref() {
            Some("type") if reader.peek()? == b'"' => open.node.kind = reader.string()?,
            Some("text") if reader.peek()? == b'"' => open.node.text = reader.string()?,
            Some("attrs") if reader.peek()? == b'{' => open.node.attributes = attributes(reader)?,
            Some("marks") if reader.peek()? == b'[' => open.node.marks = marks(reader)?,
            Some("content") if reader.peek()? == b'[' => {
                reader.open(b'[')?;
                open.items = Some(true);
            }
            Some(_) => reader.skip()?,
            None => {
                let Some(done) = stack.pop() else {
                    return Err(reader.error("a document is expected"));
                };
                let parent_depth = (depth - 1).min(DEPTH_KEPT);
                let Some(parent) = parent_depth.checked_sub(1).and_then(|index| stack.get_mut(index)) else {
                    return Ok(done.node);
                };
                let siblings = &mut parent.node.content;
                if depth <= DEPTH_KEPT || !done.has_content {
                    siblings.push(done.node);
                    continue;
                }
                // Its content went to the last level that is kept, and a line ends there.
                losses.add(LossKind::Depth, &done.node.kind);
                if siblings.last().is_none_or(|last| &*last.kind != HARD_BREAK) {
                    siblings.push(Node { kind: Cow::Borrowed(HARD_BREAK), ..Node::default() });
                }
            }
        }
    }
}

fn marks<'a>(reader: &mut Reader<'a>) -> Result<Vec<Mark<'a>>> {
    let mut marks = Vec::new();
    reader.open(b'[')?;
    let mut first = true;
    while reader.item(&mut first)? {
        if reader.peek()? != b'{' {
            reader.skip()?;
            continue;
        }
        reader.open(b'{')?;
        let mut mark = Mark::default();
        let mut first = true;
        while let Some(key) = reader.key(&mut first)? {
            match &*key {
                "type" if reader.peek()? == b'"' => mark.kind = reader.string()?,
                "attrs" if reader.peek()? == b'{' => mark.attributes = attributes(reader)?,
                _ => reader.skip()?,
            }
        }
        marks.push(mark);
    }
    Ok(marks)
}

pub(crate) fn attributes<'a>(reader: &mut Reader<'a>) -> Result<Attributes<'a>> {
    let mut found = Vec::new();
    reader.open(b'{')?;
    let mut first = true;
    while let Some(name) = reader.key(&mut first)? {
        match reader.peek()? {
            b'{' => {
                reader.open(b'{')?;
                let mut first = true;
                while let Some(inner) = reader.key(&mut first)? {
                    if let Some(value) = attribute(reader)? {
                        found.push((Cow::Owned([&*name, ".", &*inner].concat()), value));
                    }
                }
            }
            _ => found.extend(attribute(reader)?.map(|value| (name, value))),
        }
    }
    Ok(Attributes(found))
}

fn attribute<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>> {
    Ok(match reader.peek()? {
        b'"' => Some(reader.string()?),
        b'{' | b'[' => {
            reader.skip()?;
            None
        }
        _ => match reader.scalar()? {
            "null" => None,
            word => Some(Cow::Borrowed(word)),
        },
    })
}
