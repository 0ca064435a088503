//! Rich text between Jira and Salesforce: the Atlassian Document Format (ADF), Salesforce's HTML, and plain text.
//!
//! Every conversion says what it could not carry over ([`Loss`]); text is never among it.
//!
//! What this crate refuses to do: fetch what a document points to (people, files, pages), decide whether a loss
//! matters, or recurse as deep as its input does.

mod adf;
mod from_html;
mod html;
mod loss;
mod text;
mod writer;

pub use from_html::html_to_text;
pub use html::{text_to_html, text_to_html_cut};
pub use loss::{Converted, Loss, LossKind, loss_sentences};
pub use text::adf_to_text;
pub use weftline_wire::json::Unreadable;
