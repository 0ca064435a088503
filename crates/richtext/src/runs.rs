//! Formatting of stretches of text as tags that nest.

use crate::html::Html;

/// An element of formatting with its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
}

impl Tag {
    pub(crate) fn plain(name: &'static str) -> Tag {
        Tag { name, attributes: Vec::new() }
    }

    pub(crate) fn with(name: &'static str, attribute: &'static str, value: impl Into<String>) -> Tag {
        Tag { name, attributes: vec![(attribute, value.into())] }
    }
}

/// Writes HTML in which formatting changes from one stretch of text to the next.
pub(crate) struct Runs {
    pub(crate) html: Html,
    open: Vec<Tag>,
}

impl Runs {
    pub(crate) fn new(html: Html) -> Runs {
        Runs { html, open: Vec::new() }
    }

    /// What follows has this formatting, from the outside in: what is open already and the same stays open.
    pub(crate) fn format(&mut self, tags: &[Tag]) {
        let same = self.open.iter().zip(tags).take_while(|(open, tag)| open == tag).count();
        while self.open.len() > same {
            self.open.pop();
            self.html.end();
        }
        for tag in tags.iter().skip(same) {
            let attributes: Vec<(&str, &str)> =
                tag.attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
            self.html.start_with(tag.name, &attributes);
            self.open.push(tag.clone());
        }
    }
}
