//! What a conversion did not carry over.

use serde::{Deserialize, Serialize};

/// What kind of thing did not come through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LossKind {
    /// How text looked: bold, colour, alignment, headings.
    Formatting,
    /// How blocks were set out: tables, columns, panels.
    Layout,
    /// Files and pictures: only their names are kept.
    Media,
    /// Whom a mention notifies: only the name is kept.
    Mention,
    /// What an extension or macro shows: only its text is kept.
    Extension,
    /// A node or mark that Weftline does not know: only its text is kept.
    Unknown,
    /// Nesting beyond what is read: the text is kept, flattened.
    Depth,
}

/// Something that a conversion did not carry over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Loss {
    /// What kind.
    pub kind: LossKind,
    /// ADF's name of the node or mark, like `strong` or `table`.
    pub name: String,
    /// How often.
    pub count: u32,
}

/// A conversion's result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Converted {
    /// The text.
    pub text: String,
    /// What is lost, ordered by kind and name.
    pub losses: Vec<Loss>,
}

weftline_wire::encode_words! { LossKind { Formatting, Layout, Media, Mention, Extension, Unknown, Depth } }
weftline_wire::encode_object! { Loss { kind, name, count } }
weftline_wire::encode_object! { Converted { text, losses } }

/// The losses in English, a sentence for each kind, lower case and without a full stop.
#[must_use]
pub fn loss_sentences(losses: &[Loss]) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    let mut last = None;
    for loss in losses {
        match sentences.last_mut() {
            Some(sentence) if last == Some(loss.kind) => sentence.push_str(", "),
            _ => {
                sentences.push(String::from(match loss.kind {
                    LossKind::Formatting => "formatting is lost: ",
                    LossKind::Layout => "layout is lost: ",
                    LossKind::Media => "only the names of files are kept: ",
                    LossKind::Mention => "mentions become plain names: ",
                    LossKind::Extension => "what an extension shows is lost: ",
                    LossKind::Unknown => "only the text is kept of what is unknown: ",
                    LossKind::Depth => "deep nesting is flattened: ",
                }));
                last = Some(loss.kind);
            }
        }
        if let Some(sentence) = sentences.last_mut() {
            push_words(sentence, &loss.name);
            if loss.count > 1 {
                sentence.push_str(" (");
                sentence.push_str(&loss.count.to_string());
                sentence.push(')');
            }
        }
    }
    sentences
}

/// ADF's name as people say it: `codeBlock` is a code block.
fn push_words(sentence: &mut String, name: &str) {
    let plain = match name {
        "strong" => "bold",
        "em" => "italics",
        "subsup" => "raised and lowered text",
        name => name,
    };
    for character in plain.chars() {
        if character.is_ascii_uppercase() {
            sentence.push(' ');
        }
        sentence.push(character.to_ascii_lowercase());
    }
}

/// Counts losses, ordered by kind and name.
#[derive(Default)]
pub(crate) struct Losses {
    counted: Vec<Loss>,
    /// Whether nobody wants to know.
    unwanted: bool,
}

impl Losses {
    /// Counts none.
    pub(crate) fn unwanted() -> Losses {
        Losses { counted: Vec::new(), unwanted: true }
    }

    pub(crate) fn add(&mut self, kind: LossKind, name: &str) {
        if self.unwanted {
            return;
        }
        match self.counted.binary_search_by(|loss| (loss.kind, loss.name.as_str()).cmp(&(kind, name))) {
            Ok(at) => {
                if let Some(loss) = self.counted.get_mut(at) {
                    loss.count = loss.count.saturating_add(1);
                }
            }
            Err(at) => self.counted.insert(at, Loss { kind, name: name.to_owned(), count: 1 }),
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Loss> {
        self.counted
    }
}
