//! Text and what stands in it.

use super::{Edge, ToHtml};
use crate::address;
use crate::adf::{Mark, Node};
use crate::loss::LossKind;
use crate::media::{image_of, marker_of};
use crate::picture::salesforce_id;
use crate::runs::Tag;
use crate::style::{colour, status_colour};
use crate::text::{day, link};

/// Marks from the outside in: a link that is bold in part stays one link.
const ORDER: [&str; 9] =
    ["link", "backgroundColor", "textColor", "strong", "em", "underline", "strike", "subsup", "code"];

impl ToHtml<'_> {
    /// The content of a paragraph or of what is one. What ends with a line break, or is empty, gets one more: browsers
    /// show none for the last.
    pub(super) fn line(&mut self, nodes: &[Node<'_>]) {
        self.edge = Edge::Start;
        self.inlines(nodes, true);
        self.out.format(&[]);
        if matches!(self.edge, Edge::Start | Edge::Break) {
            self.out.html.void("br");
        }
    }

    /// A line of text without formatting.
    pub(super) fn plain_line(&mut self, text: &str) {
        self.edge = Edge::Start;
        self.characters(text, true);
    }

    /// `last` says whether the line ends with these.
    fn inlines(&mut self, nodes: &[Node<'_>], last: bool) {
        let mut rest = nodes;
        while let Some((node, after)) = rest.split_first() {
            let ends = match after.first() {
                Some(next) => &*next.kind == "hardBreak" || next.text.starts_with('\n'),
                None => last,
            };
            self.inline(node, ends);
            if let Some(address) = link(node).filter(|address| address::link(address).is_none()) {
                // An address that is no link is told, after the last part of its text.
                if after.first().and_then(link) != Some(address) {
                    self.losses.add(LossKind::Formatting, "link");
                    self.out.format(&[]);
                    self.characters(&[" (", address, ")"].concat(), ends);
                }
            }
            rest = after;
        }
    }

    fn inline(&mut self, node: &Node<'_>, ends: bool) {
        let attribute = |name| node.attributes.get(name);
        let mut tags = self.tags(&node.marks);
        match &*node.kind {
            "text" => match picture_of(node) {
                Some((address, name)) => {
                    tags.retain(|tag| tag.name != "a");
                    self.picture(&tags, address, name);
                }
                None => self.formatted(&tags, &node.text, ends),
            },
            "hardBreak" => self.line_break(),
            "mention" => {
                self.losses.add(LossKind::Mention, "mention");
                let name = attribute("text").or(attribute("id")).unwrap_or_default();
                let sign = if name.starts_with('@') { "" } else { "@" };
                self.formatted(&tags, &[sign, name].concat(), ends);
            }
            "emoji" => {
                let text = attribute("text").filter(|text| !text.starts_with(':'));
                if text.is_none() {
                    self.losses.add(LossKind::Media, "emoji");
                }
                self.formatted(&tags, text.or(attribute("shortName")).unwrap_or_default(), ends);
            }
            "inlineCard" | "blockCard" | "embedCard" => {
                let shown = ["url", "data.url", "data.@id", "data.name"].into_iter().find_map(attribute);
                let shown = shown.unwrap_or_default();
                if let Some(address) = address::link(shown) {
                    tags.retain(|tag| tag.name != "a");
                    tags.insert(0, anchor(address));
                }
                if &*node.kind == "embedCard" {
                    self.losses.add(LossKind::Layout, "embedCard");
                }
                self.formatted(&tags, shown, ends);
            }
            "date" => self.formatted(&tags, &attribute("timestamp").map(day).unwrap_or_default(), ends),
            "status" => {
                self.losses.add(LossKind::Formatting, "status");
                let style = ["background-color: ", status_colour(attribute("color").unwrap_or_default())].concat();
                tags.push(Tag::with("span", "style", style));
                self.formatted(&tags, attribute("text").unwrap_or_default(), ends);
            }
            "media" | "mediaInline" => {
                if let Some(image) = image_of(self.images, &node.attributes) {
                    self.picture(&tags, &image.address, attribute("alt").unwrap_or(&image.name));
                    return self.formatted(&tags, &node.text, ends);
                }
                self.losses.add(LossKind::Media, &node.kind);
                let name = marker_of(&node.kind, &node.attributes);
                if let Some(address) = attribute("url").and_then(address::link)
                    && !tags.iter().any(|tag| tag.name == "a")
                {
                    tags.insert(0, anchor(address));
                }
                self.formatted(&tags, &name, ends && node.text.is_empty());
                self.formatted(&tags, &node.text, ends);
            }
            kind => {
                let loss = if kind == "inlineExtension" { LossKind::Extension } else { LossKind::Unknown };
                let name = attribute("extensionKey").filter(|_| loss == LossKind::Extension);
                self.losses.add(loss, name.unwrap_or(kind));
                self.formatted(&tags, &node.text, ends);
                self.formatted(&tags, attribute("text").unwrap_or_default(), ends);
                self.inlines(&node.content, ends);
            }
        }
    }

    fn tags(&mut self, marks: &[Mark<'_>]) -> Vec<Tag> {
        let mut places: [Option<Tag>; ORDER.len()] = Default::default();
        for mark in marks {
            let attribute = |name| mark.attributes.get(name);
            let style = |property: &str| {
                let colour = attribute("color").and_then(colour)?;
                Some(Tag::with("span", "style", [property, ": ", &colour].concat()))
            };
            let tag = match &*mark.kind {
                "strong" => Some(Tag::plain("strong")),
                "em" => Some(Tag::plain("em")),
                "underline" => Some(Tag::plain("u")),
                "strike" => Some(Tag::plain("s")),
                "code" => Some(Tag::plain("code")),
                "subsup" => match attribute("type") {
                    Some("sub") => Some(Tag::plain("sub")),
                    Some("sup") => Some(Tag::plain("sup")),
                    _ => None,
                },
                "textColor" => style("color"),
                "backgroundColor" => style("background-color"),
                // One that leads nowhere is told where its text ends.
                "link" => match attribute("href") {
                    Some(address) => match address::link(address) {
                        Some(address) => Some(anchor(address)),
                        None => continue,
                    },
                    None => None,
                },
                _ => None,
            };
            let place = ORDER.iter().position(|kind| *kind == mark.kind).and_then(|place| places.get_mut(place));
            match (tag, place) {
                (Some(tag), Some(place)) => *place = place.take().or(Some(tag)),
                _ => self.block_mark(&mark.kind),
            }
        }
        places.into_iter().flatten().collect()
    }

    fn picture(&mut self, tags: &[Tag], address: &str, name: &str) {
        self.out.format(tags);
        self.out.html.void_with("img", &[("src", address), ("alt", name)]);
        self.edge = Edge::Text;
    }

    fn formatted(&mut self, tags: &[Tag], text: &str, ends: bool) {
        if !text.is_empty() {
            self.out.format(tags);
            self.characters(text, ends);
        }
    }

    /// Writes text so that all of its spaces are shown. `ends` says whether the line ends with it.
    fn characters(&mut self, text: &str, ends: bool) {
        let mut characters = text.chars().filter(|character| *character != '\r').peekable();
        while let Some(character) = characters.next() {
            match character {
                '\n' => self.line_break(),
                ' ' | '\t' | '\u{c}' => {
                    let at_end = characters.peek().map_or(ends, |next| *next == '\n');
                    if at_end || self.edge != Edge::Text {
                        self.out.html.fixed_space();
                    } else {
                        self.out.html.character(' ');
                    }
                    self.edge = Edge::Space;
                }
                _ => {
                    self.out.html.character(character);
                    self.edge = Edge::Text;
                }
            }
        }
    }

    fn line_break(&mut self) {
        self.out.html.void("br");
        self.edge = Edge::Break;
    }
}

/// The picture of Salesforce that a text names and leads to: what became of it where the issue did not have it.
fn picture_of<'n>(node: &'n Node<'_>) -> Option<(&'n str, &'n str)> {
    let address = link(node).filter(|address| salesforce_id(address).is_some())?;
    match node.text.trim() {
        "[image]" => Some((address, "image")),
        text => Some((address, text.strip_prefix("[image: ")?.strip_suffix(']')?)),
    }
}

fn anchor(address: &str) -> Tag {
    Tag { name: "a", attributes: vec![("href", address.to_owned()), ("target", String::from("_blank"))] }
}
