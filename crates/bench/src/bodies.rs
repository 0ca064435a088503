//! A file's rows as bodies, as the flow makes them.

use weftline_bulk::{CollectionBody, Converter, Feed, Options, Source, Target};
use weftline_wire::json;
use weftline_wire::salesforce::ObjectDescribe;

use crate::COMMAS;

/// Turns a file into the bodies of requests, as it comes in ranges.
pub struct Bodies {
    converter: Converter,
    feed: Feed,
    body: CollectionBody,
    has_ended: bool,
    is_given: bool,
    refused: u32,
}

/// What is converted, and how.
struct Inputs {
    /// The object.
    object: ObjectDescribe,
    /// The names of the columns; each one that is a field's name fills it.
    header: Vec<String>,
    /// The field of the key.
    key_field: String,
    /// The beginning of the key.
    job: String,
}

weftline_wire::decode_object! { refuse Inputs { object, header, key_field, job } }

impl Bodies {
    /// `inputs` is JSON: `object` a describe, `header` the names of the columns, of which each that is a field's fills
    /// it, `keyField` and `job` what the records' keys are made of.
    ///
    /// # Errors
    /// When the inputs are malformed, or a field cannot be filled so.
    pub fn compile(inputs: &str) -> Result<Self, String> {
        let Inputs { object, header, key_field, job } = json::from_str(inputs).map_err(|error| error.to_string())?;
        let column = |field| header.iter().zip(0..).find(|(name, _)| *name == field).map(|(_, index)| index);
        let targets = object.fields.iter().filter_map(|field| {
            let index = column(&field.name)?;
            Some(Target { field, source: Source::Column { index, default: None } })
        });
        let options = Options { key: Some((&key_field, &job)), header: &header, ..Options::default() };
        let converter = Converter::compile(&object, targets.collect(), options)
            .map_err(|problems| problems.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join("; "))?;
        let (feed, body) = (Feed::new(COMMAS), CollectionBody::new());
        Ok(Self { converter, feed, body, has_ended: false, is_given: false, refused: 0 })
    }

    /// Begins a file.
    pub fn begin(&mut self) {
        self.feed = Feed::new(COMMAS);
        self.body.clear();
        (self.has_ended, self.is_given, self.refused) = (false, false, 0);
    }

    /// The next range.
    pub fn push(&mut self, range: Vec<u8>) {
        self.feed.push_owned(range);
    }

    /// There is no more.
    pub fn end(&mut self) {
        self.feed.end();
        self.has_ended = true;
    }

    /// The next body that is ready; none when more is to be pushed, or at the end.
    pub fn body(&mut self) -> Option<&[u8]> {
        if std::mem::take(&mut self.is_given) {
            self.body.clear();
        }
        while !self.body.is_full() {
            let Some(row) = self.feed.next_row() else {
                if !self.has_ended || self.body.is_empty() {
                    return None;
                }
                break;
            };
            if self.converter.json(&row, &mut self.body).is_err() {
                self.refused += 1;
            }
        }
        self.is_given = true;
        Some(self.body.close())
    }

    /// How many rows of the file were refused.
    #[must_use]
    pub fn refused(&self) -> u32 {
        self.refused
    }
}
