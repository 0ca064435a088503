//! Reads HTML into a tree: blocks in one another, and lines of text in them with their formatting.
//!
//! What browsers do is done in a simpler way with the same outcome for a reader. Elements of formatting are no nodes:
//! each piece of text knows which of them it is in, so that tags which overlap need no repair. Tags that HTML lets one
//! leave out are implied. Content that stands in a table but in no cell gets a cell, where browsers move it before the
//! table. Blocks deeper than a limit are flattened; lines stay apart.
//! <https://html.spec.whatwg.org/multipage/parsing.html#tree-construction>

mod builder;
mod elements;
mod names;
mod references;
mod tokenizer;

pub(crate) use builder::parse;
pub(crate) use elements::is_block;

/// An element that has no name here.
pub(crate) const UNKNOWN: &str = "?";

/// An attribute by its name.
pub(crate) type Attribute = (&'static str, String);

/// A node of the tree: the root, a block, something without content, or, with an empty name, text.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// The element, in lower case; empty for text.
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) attributes: Vec<Attribute>,
    /// The innermost formatting that text and things without content are in; see [`Tree::formats`].
    pub(crate) format: usize,
    /// Whether its spaces and line breaks are shown as they are.
    pub(crate) verbatim: bool,
    /// Whether a table stands within this table.
    pub(crate) holds_table: bool,
    first: usize,
    last: usize,
    next: usize,
}

/// An element of formatting.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    /// The name of an element that is not known.
    pub(crate) own_name: String,
    pub(crate) attributes: Vec<Attribute>,
}

/// A document.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The root is the first; none is deeper than a limit, so that whoever walks them may call itself.
    nodes: Vec<Node>,
    /// Elements of formatting in the order of their tags.
    pub(crate) elements: Vec<Element>,
    /// Formatting as a list: an element and the formatting around it. The first is none.
    formats: Vec<(usize, usize)>,
    /// What style sheets within the document say.
    pub(crate) styles: String,
    /// How many elements were deeper than is kept.
    pub(crate) flattened: u32,
}

/// What the attributes of an element say.
pub(crate) fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

impl Node {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        attribute(&self.attributes, name)
    }

    pub(crate) fn is_text(&self) -> bool {
        self.name.is_empty()
    }
}

impl Tree {
    pub(crate) fn root(&self) -> Option<&Node> {
        self.nodes.first()
    }

    pub(crate) fn children<'t>(&'t self, node: &Node) -> impl Iterator<Item = &'t Node> {
        // The root is nobody's child, so that its place says that there is none.
        let at = |place: usize| self.nodes.get(place).filter(|_| place > 0);
        std::iter::successors(at(node.first), move |node| at(node.next))
    }

    /// The elements of a formatting, from the inside out.
    pub(crate) fn formats(&self, format: usize) -> impl Iterator<Item = &Element> {
        let at = |format: usize| self.formats.get(format).filter(|_| format > 0);
        std::iter::successors(at(format), move |(_, around)| at(*around))
            .filter_map(|(element, _)| self.elements.get(*element))
    }
}
