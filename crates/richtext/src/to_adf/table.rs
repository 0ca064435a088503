//! Tables.

use super::{Place, ToAdf};
use crate::loss::LossKind;
use crate::parse::Node;
use crate::style::{colour, declarations};

/// Columns and rows that one cell may reach over, as HTML limits them.
/// <https://html.spec.whatwg.org/multipage/tables.html#algorithm-for-processing-rows>
const SPAN_MAX: u32 = 1_000;

impl ToAdf<'_> {
    pub(super) fn table(&mut self, node: &Node) {
        self.flush();
        let sets_out = node.attribute("role").is_some_and(|role| role.eq_ignore_ascii_case("presentation"));
        if self.place != Place::Document || node.holds_table || sets_out {
            if !sets_out {
                self.losses.add(LossKind::Layout, "table");
            }
            return self.blocks_of(node);
        }
        let outer = self.block.clone();
        let tree = self.tree;
        for caption in tree.children(node).filter(|part| part.name == "caption") {
            self.flow(caption);
            self.flush();
        }
        self.adf.open(r#"{"type":"table","content":["#);
        for part in tree.children(node).filter(|part| part.name != "caption") {
            for row in tree.children(part) {
                self.row(row);
            }
        }
        self.adf.close();
        self.block = outer;
    }

    fn row(&mut self, row: &Node) {
        let tree = self.tree;
        let outer = self.block.clone();
        self.align(row);
        self.adf.open(r#"{"type":"tableRow","content":["#);
        for cell in tree.children(row) {
            self.cell(cell);
        }
        self.adf.close();
        self.block = outer;
    }

    fn cell(&mut self, cell: &Node) {
        let mut attributes = String::new();
        for name in ["colspan", "rowspan"] {
            let span = cell.attribute(name).and_then(|span| span.trim().parse::<u32>().ok()).filter(|&span| span > 1);
            if let Some(span) = span {
                let number = span.min(SPAN_MAX).to_string();
                attributes.push_str(&[if attributes.is_empty() { "\"" } else { ",\"" }, name, "\":", &number].concat());
            }
        }
        let style = cell.attribute("style").into_iter().flat_map(declarations);
        let background = style.filter(|(property, _)| matches!(property.as_str(), "background-color" | "background"));
        if let Some(colour) = background.last().map(|(_, value)| value).or(cell.attribute("bgcolor")).and_then(colour) {
            let comma = if attributes.is_empty() { "" } else { "," };
            attributes.push_str(&[comma, "\"background\":\"", &colour, "\""].concat());
        }
        let kind = if cell.name == "th" { "tableHeader" } else { "tableCell" };
        let head = [r#"{"type":""#, kind, r#"","attrs":{"#, &attributes, r#"},"content":["#].concat();
        let outer = self.block.clone();
        (self.block.heading, self.block.indent) = (0, 0);
        self.align(cell);
        self.block.marks.style(&cell.attributes, false);
        let place = std::mem::replace(&mut self.place, Place::Cell);
        self.adf.open_now(&head);
        self.flow(cell);
        self.flush();
        self.adf.close_filled();
        self.place = place;
        self.block = outer;
    }

    /// The content of a table that may not be one here, or is none: what its cells hold, one after the other.
    fn blocks_of(&mut self, part: &Node) {
        let tree = self.tree;
        for node in tree.children(part) {
            if matches!(node.name, "tbody" | "thead" | "tfoot" | "tr") {
                self.blocks_of(node);
            } else {
                let outer = self.block.clone();
                self.align(node);
                self.flow(node);
                self.flush();
                self.block = outer;
            }
        }
    }
}
