//! HTML, as Salesforce and mail programs write it, to ADF.
//!
//! What is made is what Jira's schema allows where it stands: a table only at the top, a heading not in a list, no task
//! list in a quote. What may not stand somewhere becomes paragraphs there, and is a [`Loss`](crate::Loss).
//! <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>
//!
//! Pictures become links with their names, since Jira shows none that it does not hold itself: `rtaImage` addresses need
//! a session of Salesforce, `cid:` ones the mail. Ids of tasks are made, the same each time. Lists that Quill, the
//! editor of Lightning Experience, indents by a class are nested. A table that holds another one sets out a page, and is
//! left out, the inner one stays.

mod blocks;
mod line;
mod list;
mod marks;
mod table;
mod writer;

use crate::address;
use crate::loss::{Converted, LossKind, Losses};
use crate::media::{Image, Placing};
use crate::parse::{Tree, UNKNOWN, attribute, parse};
use crate::style::{declarations, is_lost_colour};
use line::Line;
use marks::Marks;
use writer::Adf;

/// Turns HTML into an ADF document. Whatever it is, there is a document; what it shows nothing of is empty.
#[must_use]
pub fn html_to_adf(html: &str) -> Converted {
    convert(html, Placing::default())
}

/// The same, with pictures in place: those of `images` that the issue has too, and, where HTML shows or names what stands
/// in the document that is replaced (`current`, ADF), the very same nodes.
#[must_use]
pub fn html_to_adf_with(html: &str, images: &[Image], current: Option<&str>) -> Converted {
    convert(html, Placing::of(images, current))
}

/// HTML as a document to be compared with others: pictures of Salesforce are told by their ids, wherever they are fetched
/// from and however they are described.
#[must_use]
pub fn html_to_compare(html: &str) -> String {
    convert(html, Placing::comparing()).text
}

fn convert(html: &str, placing: Placing<'_>) -> Converted {
    let tree = parse(html);
    let mut losses = Losses::default();
    list_losses(&tree, &mut losses);
    let mut to_adf = ToAdf {
        tree: &tree,
        adf: Adf::default(),
        losses: &mut losses,
        place: Place::Document,
        line: Line::default(),
        block: Block::default(),
        known: (0, Marks::default()),
        local_id: 0,
        placing,
    };
    to_adf.adf.open_now(r#"{"version":1,"type":"doc","content":["#);
    if let Some(root) = tree.root() {
        to_adf.flow(root);
        to_adf.flush();
    }
    to_adf.adf.close();
    let text = to_adf.adf.finish();
    Converted { text, losses: losses.into_vec() }
}

/// Where blocks stand: what ADF allows there differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Document,
    Cell,
    Item,
    Quote,
    Panel,
    /// A task or decision: one line.
    Line,
}

/// What a line of text becomes.
#[derive(Clone, Debug, Default)]
struct Block {
    /// The level of a heading; 0 for a paragraph.
    heading: u8,
    /// `center` or `end`.
    align: Option<&'static str>,
    indent: u32,
    /// Formatting that a block gives to all of its text.
    marks: Marks,
}

struct ToAdf<'t> {
    tree: &'t Tree,
    adf: Adf,
    losses: &'t mut Losses,
    place: Place,
    line: Line,
    block: Block,
    /// The formatting that was looked at last.
    known: (usize, Marks),
    local_id: u32,
    placing: Placing<'t>,
}

/// Formatting that ADF does not have, and elements that nobody knows, each by its start tag.
fn list_losses(tree: &Tree, losses: &mut Losses) {
    for element in &tree.elements {
        match element.name {
            // Programs mark their own things so: `<o:p>`.
            UNKNOWN if element.own_name.contains(':') => {}
            UNKNOWN => losses.add(LossKind::Unknown, &element.own_name),
            "a" if attribute(&element.attributes, "href").is_some_and(|href| address::link(href).is_none()) => {
                losses.add(LossKind::Formatting, "link");
            }
            "big" | "small" => losses.add(LossKind::Formatting, "fontSize"),
            "q" => losses.add(LossKind::Formatting, "q"),
            "button" | "textarea" | "meter" | "progress" => losses.add(LossKind::Unknown, element.name),
            _ => {}
        }
        let has = |name| attribute(&element.attributes, name).is_some();
        if element.name == "font" && has("size") {
            losses.add(LossKind::Formatting, "fontSize");
        }
        if element.name == "font" && has("face") {
            losses.add(LossKind::Formatting, "fontFamily");
        }
        for (property, value) in attribute(&element.attributes, "style").into_iter().flat_map(declarations) {
            match property.as_str() {
                "font-size" => losses.add(LossKind::Formatting, "fontSize"),
                "font-family" => losses.add(LossKind::Formatting, "fontFamily"),
                "color" if is_lost_colour(value) => losses.add(LossKind::Formatting, "textColor"),
                "background-color" if is_lost_colour(value) => losses.add(LossKind::Formatting, "backgroundColor"),
                _ => {}
            }
        }
    }
    for _ in 0..tree.flattened.min(1_000) {
        losses.add(LossKind::Depth, "element");
    }
}

#[cfg(test)]
mod tests;
