//! HTML to ADF.

use crate::loss::Converted;
use crate::{html_to_text, text_to_adf};

/// Turns HTML into an ADF document: its text, line by line.
#[must_use]
pub fn html_to_adf(html: &str) -> Converted {
    Converted { text: text_to_adf(&html_to_text(html)), losses: Vec::new() }
}
