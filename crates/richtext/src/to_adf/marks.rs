//! Formatting as ADF's marks.
//! <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/#marks>

use super::writer::push_member;
use crate::address;
use crate::parse::{Attribute, attribute};
use crate::style::{colour, declarations};

/// The formatting of a piece of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) link: Option<String>,
    pub(super) strong: bool,
    pub(super) em: bool,
    pub(super) underline: bool,
    pub(super) strike: bool,
    pub(super) code: bool,
    /// `sub` or `sup`.
    pub(super) subsup: Option<&'static str>,
    pub(super) colour: Option<String>,
    pub(super) background: Option<String>,
}

impl Marks {
    /// Adds what an element of formatting says, from the outside in.
    pub(super) fn add(&mut self, name: &str, attributes: &[Attribute]) {
        match name {
            "b" | "strong" => self.strong = true,
            "i" | "em" | "cite" | "dfn" | "var" => self.em = true,
            "u" | "ins" => self.underline = true,
            "s" | "strike" | "del" => self.strike = true,
            "code" | "tt" | "kbd" | "samp" => self.code = true,
            "sub" => self.subsup = Some("sub"),
            "sup" => self.subsup = Some("sup"),
            "mark" => self.background = Some(String::from("#ffff00")),
            "a" => {
                if let Some(address) = attribute(attributes, "href").and_then(address::link) {
                    self.link = Some(address.to_owned());
                }
            }
            _ => {}
        }
        if let Some(colour) = attribute(attributes, "color").and_then(colour) {
            self.colour = Some(colour);
        }
        self.style(attributes, true);
    }

    /// Adds what a `style` says; a background only for elements of formatting, for a block's is not its text's.
    pub(super) fn style(&mut self, attributes: &[Attribute], with_background: bool) {
        for (property, value) in attribute(attributes, "style").into_iter().flat_map(declarations) {
            let value = value.to_ascii_lowercase();
            match property.as_str() {
                "font-weight" => match value.as_str() {
                    "bold" | "bolder" | "600" | "700" | "800" | "900" => self.strong = true,
                    "normal" | "lighter" | "400" | "300" => self.strong = false,
                    _ => {}
                },
                "font-style" => match value.as_str() {
                    "italic" | "oblique" => self.em = true,
                    "normal" => self.em = false,
                    _ => {}
                },
                "text-decoration" | "text-decoration-line" => {
                    self.underline |= value.contains("underline");
                    self.strike |= value.contains("line-through");
                }
                "vertical-align" => match value.as_str() {
                    "sub" => self.subsup = Some("sub"),
                    "super" => self.subsup = Some("sup"),
                    _ => {}
                },
                "color" => self.colour = colour(&value).or(self.colour.take()),
                "background-color" | "background" if with_background => {
                    self.background = colour(&value).or(self.background.take());
                }
                _ => {}
            }
        }
    }

    /// The names of marks beside `code` and `link`: ADF has no others on code.
    pub(super) fn beside_code(&self) -> impl Iterator<Item = &'static str> {
        [
            ("strong", self.strong),
            ("em", self.em),
            ("underline", self.underline),
            ("strike", self.strike),
            ("subsup", self.subsup.is_some()),
            ("textColor", self.colour.is_some()),
            ("backgroundColor", self.background.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, there)| there.then_some(name))
    }

    /// The member `marks` of a text, with a comma before it; nothing without marks.
    pub(super) fn push(&self, json: &mut String) {
        let start = json.len();
        let mut mark = |kind: &str, attribute: Option<(&str, &str)>| {
            json.push_str(if json.len() == start { r#","marks":[{"# } else { ",{" });
            push_member(json, "type", kind);
            if let Some((name, value)) = attribute {
                json.push_str(r#","attrs":{"#);
                push_member(json, name, value);
                json.push('}');
            }
            json.push('}');
        };
        if self.code {
            mark("code", None);
        } else {
            for kind in self.beside_code() {
                let attribute = match kind {
                    "subsup" => self.subsup.map(|kind| ("type", kind)),
                    "textColor" => self.colour.as_deref().map(|colour| ("color", colour)),
                    "backgroundColor" => self.background.as_deref().map(|colour| ("color", colour)),
                    _ => None,
                };
                mark(kind, attribute);
            }
        }
        if let Some(address) = &self.link {
            mark("link", Some(("href", address)));
        }
        if json.len() > start {
            json.push(']');
        }
    }
}
