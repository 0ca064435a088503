//! Rich text between Jira and Salesforce: the Atlassian Document Format (ADF), Salesforce's HTML, and plain text.
//!
//! Every conversion says what it could not carry over ([`Loss`]); text is never among it.
//!
//! What this crate refuses to do: fetch what a document points to (people, files, pages), decide whether a loss
//! matters, or recurse as deep as its input does.

mod address;
mod adf;
mod from_html;
mod from_text;
mod html;
mod loss;
mod media;
mod parse;
mod picture;
#[cfg(test)]
mod properties;
mod runs;
mod sanitise;
mod segments;
mod style;
mod text;
mod to_adf;
mod to_html;
mod writer;

pub use from_html::html_to_text;
pub use from_text::{text_to_adf, text_to_adf_keeping};
pub use html::{text_to_html, text_to_html_cut};
pub use loss::{Converted, Loss, LossKind, loss_sentences};
pub use media::Image;
pub use picture::{ShownPicture, salesforce_id, shown_pictures};
pub use sanitise::{Picture, Pictures, sanitise_html, sanitise_html_with, sanitise_mail};
pub use segments::{Segment, Segments, html_to_segments, segment_html};
pub use text::{adf_text, adf_to_text};
pub use to_adf::{html_to_adf, html_to_adf_with, html_to_compare};
pub use to_html::{adf_to_html, adf_to_html_cut, adf_to_html_with};
pub use weftline_wire::json::Unreadable;
