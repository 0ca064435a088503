//! Questions about rich text.

use weftline_mapping::richtext::{
    Converted, Loss, adf_to_html_cut, html_to_adf, html_to_text, sanitise_html, text_to_adf,
};
use weftline_wire::json::{Encode, Raw, Unreadable, Writer};
use weftline_wire::{decode_object, encode_object};

/// See [`Question::AdfToHtml`](super::Question::AdfToHtml).
#[derive(Clone, Copy, Debug)]
pub struct AdfToHtml<'a> {
    /// The document, of any depth.
    pub adf: Raw<'a>,
    /// The limit in 16-bit units, if there is one.
    pub characters: Option<u32>,
    /// The limit in bytes, if there is one.
    pub bytes: Option<u32>,
}

/// What is asked about HTML.
#[derive(Clone, Debug)]
pub struct Html {
    /// The HTML.
    pub html: String,
}

/// What is asked about plain text.
#[derive(Clone, Debug)]
pub struct PlainText {
    /// The text.
    pub text: String,
}

decode_object! { refuse borrowing AdfToHtml { adf, characters, bytes } }
decode_object! { refuse Html { html } }
decode_object! { refuse PlainText { text } }

/// HTML, and whether its end was cut off.
pub(super) struct Cut {
    text: String,
    losses: Vec<Loss>,
    cut: bool,
}

encode_object! { Cut { text, losses, cut } }

/// A document as it is, not as a string.
pub(super) struct Document {
    document: Written,
    losses: Vec<Loss>,
}

encode_object! { Document { document, losses } }

/// JSON that is written already.
struct Written(String);

impl Encode for Written {
    fn encode(&self, writer: &mut Writer) {
        writer.raw(&self.0);
    }
}

pub(super) fn to_html(about: &AdfToHtml<'_>) -> Result<Cut, Box<Unreadable>> {
    let limit = |limit: Option<u32>| limit.map_or(usize::MAX, |limit| limit as usize);
    let (converted, cut) = adf_to_html_cut(about.adf.get(), limit(about.characters), limit(about.bytes))?;
    Ok(Cut { text: converted.text, losses: converted.losses, cut })
}

pub(super) fn to_adf(about: &Html) -> Document {
    let converted = html_to_adf(&about.html);
    Document { document: Written(converted.text), losses: converted.losses }
}

pub(super) fn of_text(about: &PlainText) -> Document {
    Document { document: Written(text_to_adf(&about.text)), losses: Vec::new() }
}

pub(super) fn to_text(about: &Html) -> Converted {
    Converted { text: html_to_text(&about.html), losses: Vec::new() }
}

pub(super) fn sanitised(about: &Html) -> Converted {
    Converted { text: sanitise_html(&about.html), losses: Vec::new() }
}
