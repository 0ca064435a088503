//! Tables.

use super::ToHtml;
use super::blocks::is_plain_paragraph;
use crate::adf::Node;
use crate::loss::LossKind;
use crate::style::colour;

impl ToHtml<'_> {
    pub(super) fn table(&mut self, node: &Node<'_>) {
        self.block_marks(node);
        if node.attributes.get("isNumberColumnEnabled") == Some("true") {
            self.losses.add(LossKind::Layout, "numberedColumn");
        }
        // Salesforce shows no lines between cells unless told so.
        self.out.html.start_with("table", &[("border", "1")]);
        self.out.html.start("tbody");
        for row in &node.content {
            self.out.html.start("tr");
            if &*row.kind == "tableRow" {
                self.block_marks(row);
                for cell in &row.content {
                    self.cell(cell);
                }
            } else {
                self.cell(row);
            }
            self.out.html.end();
        }
        self.out.html.end();
        self.out.html.end();
    }

    fn cell(&mut self, cell: &Node<'_>) {
        let is_cell = matches!(&*cell.kind, "tableCell" | "tableHeader");
        let mut attributes = Vec::new();
        for name in ["colspan", "rowspan"] {
            let span = cell.attributes.get(name).filter(|span| span.parse::<u32>().is_ok_and(|span| span > 1));
            attributes.extend(span.filter(|_| is_cell).map(|span| (name, span)));
        }
        let background = cell.attributes.get("background").filter(|_| is_cell);
        let style = background.and_then(colour).map(|colour| ["background-color: ", &colour].concat());
        match &style {
            Some(style) => attributes.push(("style", style)),
            None if background.is_some() => self.losses.add(LossKind::Formatting, "backgroundColor"),
            None => {}
        }
        self.out.html.start_with(if &*cell.kind == "tableHeader" { "th" } else { "td" }, &attributes);
        if is_cell {
            self.block_marks(cell);
            match cell.content.as_slice() {
                [only] if is_plain_paragraph(only) => self.line(&only.content),
                blocks => self.blocks(blocks),
            }
        } else {
            self.block(cell);
        }
        self.out.html.end();
    }
}
