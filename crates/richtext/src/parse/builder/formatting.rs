//! Elements of formatting, which may end in another order than they began.

use super::{Active, Builder, FORMATS_MAX, is_table_part};
use crate::parse::elements::Kind;
use crate::parse::tokenizer::StartTag;
use crate::parse::{Attribute, Element, UNKNOWN};

impl Builder {
    pub(super) fn formatting(&mut self, kind: Kind, name: &'static str, attributes: Vec<Attribute>, tag: StartTag<'_>) {
        if is_table_part(self.current()) {
            return;
        }
        if name == "a" {
            // A link cannot be in a link: the first one ends.
            self.end_formatting(kind, name, name);
        }
        let leaf = matches!(name, "iframe" | "object" | "video" | "audio" | "canvas" | "svg" | "math");
        if leaf {
            self.void(name, attributes.clone());
        }
        if name == "iframe" {
            self.hidden = true;
        }
        if tag.self_closing && (leaf || name == UNKNOWN) {
            return;
        }
        if self.active.len() >= FORMATS_MAX {
            self.tree.flattened = self.tree.flattened.saturating_add(1);
            return;
        }
        let own_name = if name == UNKNOWN { tag.name } else { String::new() };
        self.tree.elements.push(Element { name, own_name, attributes });
        let depth = (kind == Kind::Inline).then_some(self.open.len());
        self.activate(self.tree.elements.len() - 1, depth);
    }

    pub(super) fn end_formatting(&mut self, kind: Kind, name: &str, own_name: &str) {
        if name == "iframe" {
            self.hidden = false;
        }
        let barrier = self.barriers.last().copied().unwrap_or_default();
        let depth = (kind == Kind::Inline).then_some(self.open.len());
        let found =
            self.active.iter().enumerate().skip(barrier).rev().find(|(_, active)| {
                active.depth == depth
                    && self.tree.elements.get(active.element).is_some_and(|element| {
                        element.name == name && (name != UNKNOWN || element.own_name == own_name)
                    })
            });
        if let Some(at) = found.map(|(at, _)| at) {
            let after = self.active.split_off(at);
            for active in after.into_iter().skip(1) {
                self.activate(active.element, active.depth);
            }
        }
    }

    pub(super) fn activate(&mut self, element: usize, depth: Option<usize>) {
        let around = self.format();
        self.tree.formats.push((element, around));
        self.active.push(Active { element, format: self.tree.formats.len() - 1, depth });
    }

    pub(super) fn format(&self) -> usize {
        self.active.last().map_or(0, |active| active.format)
    }

    pub(super) fn is_formatted(&self, name: &str) -> bool {
        self.active.iter().any(|active| self.tree.elements.get(active.element).is_some_and(|el| el.name == name))
    }
}
