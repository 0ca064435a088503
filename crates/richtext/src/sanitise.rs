//! HTML from others, made safe to show in a page.
//!
//! Nothing is taken over: the document is read into a tree, and from the tree new HTML is written, of these elements and
//! attributes only. What a browser reads in it is the same tree again.
//! <https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html#html-sanitization>

mod mail;

use crate::address;
use crate::html::Html;
use crate::parse::{Attribute, Node, Tree, attribute, is_block, parse};
use crate::picture;
use crate::runs::{Runs, Tag};

/// Columns and rows that one cell may reach over.
const SPAN_MAX: u32 = 1_000;

/// HTML that may be put into a page. Kept are blocks, lists, tables and formatting without styles, and links to the web,
/// to mail and to telephones, which open outside of the page. Pictures of a mail (`cid:`) stay; others become links with
/// their names, for whoever looks at them tells their owner. Scripts, styles, forms, frames and all other attributes are
/// left out; their text stays where it is text. Doing it twice changes nothing.
#[must_use]
pub fn sanitise_html(html: &str) -> String {
    safe(html, None, false, usize::MAX).0
}

/// What becomes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// It is shown: `<img data-image="3">`, for whoever has the pictures.
    Image(usize),
    /// Only its name is.
    Named,
    /// It is not ours: a link with its name, where it may lead somebody.
    Elsewhere,
}

/// Says what becomes of a picture, by the address that it has.
pub type Pictures<'p> = &'p mut dyn FnMut(&str) -> Picture;

/// The same for HTML whose pictures somebody may have: `pictures` is asked for each. Those that are not shown are
/// `<img alt="their name">`, an image of nothing.
#[must_use]
pub fn sanitise_html_with(html: &str, pictures: Pictures<'_>) -> String {
    safe(html, Some(pictures), false, usize::MAX).0
}

/// HTML of a mail, for a frame that keeps it apart: styles that neither load anything nor leave their place are kept too,
/// in the first element where they are in sheets, and what tables and fonts had before there were styles. Of a longer mail, so many bytes; the second value says
/// whether it was cut.
#[must_use]
pub fn sanitise_mail(html: &str, pictures: Pictures<'_>, bytes_max: usize) -> (String, bool) {
    safe(html, Some(pictures), true, bytes_max)
}

fn safe(html: &str, pictures: Option<Pictures<'_>>, mail: bool, bytes_max: usize) -> (String, bool) {
    let tree = parse(html);
    let out = Runs::new(Html::new(usize::MAX, bytes_max));
    let mut safe = Safe { tree: &tree, out, verbatim: false, pictures, mail };
    let rules = if mail { mail::rules(&tree.styles) } else { String::new() };
    if !rules.is_empty() {
        safe.out.html.start("style");
        safe.out.html.text(&rules);
        safe.out.html.end();
    }
    if let Some(root) = tree.root() {
        safe.children(root);
    }
    safe.out.html.finish()
}

struct Safe<'t, 'p> {
    tree: &'t Tree,
    out: Runs,
    /// Within an element that shows line breaks as they are.
    verbatim: bool,
    /// None leaves pictures of mails as they are.
    pictures: Option<Pictures<'p>>,
    mail: bool,
}

impl Safe<'_, '_> {
    fn children(&mut self, parent: &Node) {
        let tree = self.tree;
        for node in tree.children(parent) {
            self.node(node);
        }
        self.out.format(&[]);
    }

    fn node(&mut self, node: &Node) {
        match node.name {
            "" => self.text(node),
            "br" => self.out.html.void("br"),
            "hr" => {
                self.out.format(&[]);
                self.out.html.void("hr");
            }
            "template" => {}
            name if is_block(name) => self.block(node),
            _ => self.picture(node),
        }
    }

    fn block(&mut self, node: &Node) {
        self.out.format(&[]);
        let name = block_name(node.name);
        let number = |name: &str, max: u32| {
            let value = node.attribute(name).and_then(|value| value.trim().parse::<u32>().ok());
            value.filter(|&value| value <= max).map(|value| value.to_string())
        };
        let attributes = match name {
            "td" | "th" => ["colspan", "rowspan"].map(|name| (name, number(name, SPAN_MAX))),
            "ol" => [("start", number("start", u32::MAX)), ("", None)],
            _ => [("", None), ("", None)],
        };
        let looks = self.looks(&node.attributes);
        let mut attributes: Vec<(&str, &str)> =
            attributes.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
        attributes.extend(looks.iter().map(|(name, value)| (*name, value.as_str())));
        self.out.html.start_with(name, &attributes);
        let verbatim = self.verbatim;
        self.verbatim |= name == "pre";
        self.children(node);
        self.verbatim = verbatim;
        self.out.html.end();
    }

    fn text(&mut self, node: &Node) {
        let tags = self.tags(node);
        let breaks = node.verbatim && !self.verbatim;
        for (index, line) in node.text.split(|character| breaks && character == '\n').enumerate() {
            if index > 0 {
                self.out.html.void("br");
            }
            if !line.is_empty() {
                self.out.format(&tags);
                self.out.html.text(line);
            }
        }
    }

    fn picture(&mut self, node: &Node) {
        if picture::is_unseen(node) {
            return;
        }
        let mut tags = self.tags(node);
        let source = node.attribute("src").map(str::trim).unwrap_or_default();
        let image = node.name == "img";
        let shown = match &mut self.pictures {
            Some(pictures) if image => pictures(source),
            None if image && address::starts_with(source, "cid:") => Picture::Named,
            _ => Picture::Elsewhere,
        };
        if shown != Picture::Elsewhere {
            let number = match (shown, &self.pictures) {
                (Picture::Image(number), _) => Some(("data-image", number.to_string())),
                (_, None) => Some(("src", source.to_owned())),
                _ => None,
            };
            let mut attributes: Vec<(&str, &str)> =
                number.iter().map(|(name, value)| (*name, value.as_str())).collect();
            attributes.push(("alt", picture::name(node)));
            let looks = self.looks(&node.attributes);
            attributes.extend(looks.iter().map(|(name, value)| (*name, value.as_str())));
            self.out.format(&tags);
            return self.out.html.void_with("img", &attributes);
        }
        if let Some(address) = picture::address(node).filter(|_| !tags.iter().any(|tag| tag.name == "a")) {
            tags.insert(0, anchor(address));
        } else if !image {
            return;
        }
        self.out.format(&tags);
        self.out.html.text(&["[", picture::name(node), "]"].concat());
    }

    /// How something looks, where that is kept.
    fn looks(&self, attributes: &[Attribute]) -> Vec<Attribute> {
        if self.mail { mail::looks(attributes) } else { Vec::new() }
    }

    /// The elements of formatting around a node, from the outside in, each once.
    fn tags(&self, node: &Node) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        for element in self.tree.formats(node.format) {
            let tag = match element.name {
                "a" => attribute(&element.attributes, "href").and_then(address::link).map(anchor),
                name @ ("font" | "span") if self.mail => Some(Tag::plain(name)),
                name => FORMATTING.iter().find(|known| **known == name).map(|name| Tag::plain(name)),
            };
            let Some(mut tag) = tag else { continue };
            tag.attributes.extend(self.looks(&element.attributes));
            // Two of the same name are no different from one, unless each looks its own way.
            if !tags.iter().any(|known| known.name == tag.name && (tag.name == "a" || !self.mail || *known == tag)) {
                tags.insert(0, tag);
            }
        }
        tags
    }
}

/// Elements of formatting that are kept.
const FORMATTING: [&str; 25] = [
    "abbr", "b", "big", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "bdi",
];

fn anchor(address: &str) -> Tag {
    let attributes = [("href", address), ("target", "_blank"), ("rel", "noopener noreferrer")];
    Tag { name: "a", attributes: attributes.map(|(name, value)| (name, value.to_owned())).to_vec() }
}

/// The element that a block is written as; those that do something become plain ones that end items of lists alike.
fn block_name(name: &'static str) -> &'static str {
    match name {
        "dialog" | "fieldset" | "form" | "legend" | "optgroup" | "option" | "search" | "select" => "section",
        "dir" | "menu" => "ul",
        "listing" | "plaintext" | "xmp" => "pre",
        name => name,
    }
}

#[cfg(test)]
mod tests;
