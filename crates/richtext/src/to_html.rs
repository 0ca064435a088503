//! ADF to the HTML that Salesforce keeps in rich text.
//!
//! Only tags and attributes are written that Salesforce shows, and that its editors leave alone when a person edits the
//! field: no `<p>` in an item of a list that has only one, formatting within paragraphs and not on them.
//! <https://developer.salesforce.com/docs/platform/lightning-component-reference/guide/lightning-formatted-rich-text>
//! <https://developer.salesforce.com/docs/platform/lightning-component-reference/guide/lightning-input-rich-text>
//!
//! What comes back the same from [`html_to_adf`](crate::html_to_adf): documents, paragraphs and headings with alignment
//! and indentation, hard breaks, rules, quotes, code blocks with their language, bullet, numbered, task and decision
//! lists in one another, panels of Jira's five colours, tables with header cells, spans and cell colours; and of marks
//! strong, em, underline, strike, code, sub, sup, text and background colour, and links to the web, to mail and to
//! telephones. Three spellings of the same come back as one: neighbouring texts with the same marks are joined, line
//! breaks within text are hard breaks, tabs are spaces. A no-break space beside a space, or at the end of a line, comes
//! back as a space. Ids, column widths and breakouts are not in HTML. Everything else keeps its text, and is a
//! [`Loss`](crate::Loss) where more than its name on Jira's side changes: cards become links, dates, emoji and statuses
//! become text.

mod blocks;
mod inline;
mod table;

pub(crate) use blocks::{DECISION, DONE_TASK, OPEN_TASK};

use crate::Unreadable;
use crate::adf::{self, Node};
use crate::html::Html;
use crate::loss::{Converted, Losses};
use crate::media::Image;
use crate::runs::Runs;

/// Turns an ADF document into HTML for Salesforce's rich text fields. `null` and a JSON string are read as well. A
/// document of nothing but empty paragraphs gives no HTML.
///
/// # Errors
/// If the text is not JSON, or not an ADF document.
pub fn adf_to_html(adf_json: &str) -> Result<Converted, Box<Unreadable>> {
    adf_to_html_cut(adf_json, usize::MAX, usize::MAX).map(|(converted, _)| converted)
}

/// Like [`adf_to_html`], but ends before the HTML has more than so many characters (UTF-16 units, as Salesforce counts,
/// tags and entities included) or bytes. The second value says whether it was cut. What is there is well formed; losses
/// are those of the whole document.
///
/// # Errors
/// If the text is not JSON, or not an ADF document.
pub fn adf_to_html_cut(
    adf_json: &str,
    units_max: usize,
    bytes_max: usize,
) -> Result<(Converted, bool), Box<Unreadable>> {
    adf_to_html_with(adf_json, units_max, bytes_max, &[])
}

/// The same, with those of its pictures in place that Salesforce has: the others are named.
///
/// # Errors
/// If the text is not JSON, or not an ADF document.
pub fn adf_to_html_with(
    adf_json: &str,
    units_max: usize,
    bytes_max: usize,
    images: &[Image],
) -> Result<(Converted, bool), Box<Unreadable>> {
    let mut losses = Losses::default();
    let document = adf::read(adf_json, &mut losses)?;
    let mut to_html =
        ToHtml { out: Runs::new(Html::new(units_max, bytes_max)), losses: &mut losses, images, edge: Edge::Start };
    if !is_empty(&document) {
        to_html.block(&document);
    }
    let (text, cut) = to_html.out.html.finish();
    Ok((Converted { text, losses: losses.into_vec() }, cut))
}

fn is_empty(document: &Node<'_>) -> bool {
    document.content.iter().all(|node| &*node.kind == "paragraph" && node.content.is_empty())
}

/// What was written last in a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    Break,
    Space,
    Text,
}

struct ToHtml<'l> {
    out: Runs,
    losses: &'l mut Losses,
    images: &'l [Image],
    edge: Edge,
}

#[cfg(test)]
mod tests;
