//! JSON in place of JSON: of the same structure, with what is named in `kept` as it is and stand-ins for all else.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use weftline_wire::json::{Reader, Result, Writer};

use crate::dates::DAY_MS;
use crate::kept;
use crate::stand_in::StandIns;
use crate::text::{self, Kind};

/// Values of more bytes stand as digests in bases.
const WHOLE_MAX: usize = 512;

/// How deep values are looked into; what is deeper is left out.
const DEPTH_MAX: u32 = 120;

/// Where a value stands.
#[derive(Clone, Copy)]
enum Place<'p> {
    /// In a structure of Weftline's own, under a name; what it is in has another.
    Own { parent: &'p str, name: &'p str },
    /// By names of fields: each is a value, and may be one that bases have digests of.
    ByField,
    /// In what people or an org wrote.
    Value { name: &'p str },
}

/// Puts stand-ins in the place of what is personal or secret: the same for the same.
pub(crate) struct Blanker {
    words: StandIns,
    days: i64,
    /// Values that are put together from others, as JSON: what stands for them.
    made: BTreeMap<String, String>,
    /// Digests of long values: what they are of the stand-ins, and how long those are.
    digests: BTreeMap<String, (String, usize)>,
    /// The length of what the digest before stands for.
    length: Option<usize>,
}

impl Blanker {
    /// `key`: bytes that nobody knows.
    pub(crate) fn new(key: &[u8]) -> Self {
        let words = StandIns::new(key);
        let days = words.days();
        Self { words, days, made: BTreeMap::new(), digests: BTreeMap::new(), length: None }
    }

    /// A structure of Weftline's own.
    pub(crate) fn own(&mut self, json: &str, name: &str) -> Result<String> {
        self.json(json, Place::Own { parent: "", name })
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) -> String {
        text::text(&mut self.words, self.days, text, Kind::Words)
    }

    /// Remembers what stands for a value, both given as JSON: bases have it whole or as a digest.
    pub(crate) fn know(&mut self, json: &str, other: &str) {
        match json.len() > WHOLE_MAX {
            true => drop(self.digests.insert(digest(json), (digest(other), other.len()))),
            false => drop(self.made.insert(json.to_owned(), other.to_owned())),
        }
    }

    fn json(&mut self, json: &str, place: Place<'_>) -> Result<String> {
        let mut reader = Reader::new(json);
        let mut writer = Writer::with_capacity(json.len());
        self.value(&mut reader, &mut writer, place, 0)?;
        reader.end()?;
        Ok(writer.finish())
    }

    fn value(&mut self, reader: &mut Reader<'_>, writer: &mut Writer, place: Place<'_>, depth: u32) -> Result<()> {
        match reader.peek()? {
            b'{' | b'[' if depth >= DEPTH_MAX => {
                reader.skip()?;
                writer.raw("null");
            }
            b'{' => self.object(reader, writer, place, depth)?,
            b'[' => {
                reader.open(b'[')?;
                writer.raw("[");
                let mut first = true;
                while {
                    let is_first = first;
                    let more = reader.item(&mut first)?;
                    if more && !is_first {
                        writer.raw(",");
                    }
                    more
                } {
                    self.value(reader, writer, place, depth + 1)?;
                }
                writer.raw("]");
            }
            b'"' => {
                let text = reader.string()?;
                let other = self.string(&text, place);
                writer.string(&other);
            }
            _ => {
                let scalar = reader.scalar()?;
                writer.raw(&self.scalar(scalar, place));
            }
        }
        Ok(())
    }

    fn object(&mut self, reader: &mut Reader<'_>, writer: &mut Writer, place: Place<'_>, depth: u32) -> Result<()> {
        reader.open(b'{')?;
        writer.raw("{");
        let mut first = true;
        loop {
            let is_first = first;
            let Some(key) = reader.key(&mut first)? else { break };
            if !is_first {
                writer.raw(",");
            }
            let other = self.key(&key, place);
            writer.string(&other);
            writer.raw(":");
            match within(place, &key) {
                Some(inner) => self.value(reader, writer, inner, depth + 1)?,
                None => {
                    let json = reader.raw()?;
                    let other = self.json(json, Place::Value { name: "" })?;
                    if json.len() > WHOLE_MAX {
                        self.know(json, &other);
                    }
                    writer.raw(&other);
                }
            }
        }
        writer.raw("}");
        Ok(())
    }

    fn key(&mut self, key: &str, place: Place<'_>) -> String {
        let stays = match place {
            Place::Own { .. } | Place::ByField => kept::is_name(key),
            Place::Value { .. } => kept::is_of_values(key) || kept::is_custom_field(key),
        };
        if stays { key.to_owned() } else { self.text(key) }
    }

    fn string(&mut self, text: &str, place: Place<'_>) -> String {
        if kept::is_custom_field(text) {
            return text.to_owned();
        }
        match place {
            Place::Own { name: "apiVersion", .. } if kept::is_version(text) => text.to_owned(),
            Place::Own { name: "validFor", .. } if kept::is_bitmap(text) => text.to_owned(),
            Place::Own { name: "template", .. } => text::text(&mut self.words, self.days, text, Kind::Template),
            Place::Own { name: "json", .. } if self.made.contains_key(text) => {
                self.made.get(text).cloned().unwrap_or_default()
            }
            Place::Own { name: "json", .. } => match self.json(text, Place::Value { name: "" }) {
                Ok(other) => other,
                Err(_) => self.text(text),
            },
            Place::Own { name: "sha256", .. } => self.digest(text),
            // By fields: which way each goes.
            Place::Own { parent: "decided", .. } if matches!(text, "toSalesforce" | "toJira") => text.to_owned(),
            Place::Own { parent, name } if is_kept(parent, name) && kept::is_name(text) => text.to_owned(),
            Place::Value { name } if kept::is_of_adf(name, text) => text.to_owned(),
            Place::Value { name: "timestamp" } => self.moved(text),
            _ => self.text(text),
        }
    }

    fn scalar(&mut self, scalar: &str, place: Place<'_>) -> String {
        match place {
            _ if matches!(scalar, "true" | "false" | "null") => scalar.to_owned(),
            Place::Own { name: "length", .. } => match self.length.take() {
                Some(length) => length.to_string(),
                None => scalar.to_owned(),
            },
            Place::Own { name: "fromMs", parent: "offsets" } => self.moved(scalar),
            Place::Own { .. } => scalar.to_owned(),
            Place::Value { name } if kept::is_layout(name) => scalar.to_owned(),
            Place::ByField | Place::Value { .. } => self.number(scalar),
        }
    }

    /// A number of as many digits. Zeros at the end of a fraction mean nothing.
    fn number(&mut self, number: &str) -> String {
        let (mantissa, exponent) = number.find(['e', 'E']).map_or((number, ""), |at| number.split_at(at));
        let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |mantissa| ("-", mantissa));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = fraction.trim_end_matches('0');
        let zeros = fraction.get(digits.len()..).unwrap_or_default();
        let mut other = [sign, &self.words.word(whole)].concat();
        if !fraction.is_empty() {
            let digits = if digits.is_empty() { String::new() } else { self.words.word(digits) };
            other.extend([".", &digits, zeros]);
        }
        other + exponent
    }

    /// An instant in ms since 1970.
    fn moved(&mut self, ms: &str) -> String {
        match ms.parse::<i64>() {
            Ok(0) => "0".to_owned(),
            Ok(ms) => ms.saturating_add(self.days * DAY_MS).max(1).to_string(),
            Err(_) => self.text(ms),
        }
    }

    fn digest(&mut self, of: &str) -> String {
        match self.digests.get(of) {
            Some((digest, length)) => {
                self.length = Some(*length);
                digest.clone()
            }
            None => hex(&self.words.digest(of)),
        }
    }
}

/// What a member's value is; none for a value that bases may have a digest of.
fn within<'k>(place: Place<'_>, key: &'k str) -> Option<Place<'k>> {
    let (parent, name) = match place {
        Place::ByField => return None,
        Place::Value { .. } => return Some(Place::Value { name: key }),
        Place::Own { parent, name } => (parent, name),
    };
    Some(match (name, key) {
        ("issue", "fields") | ("record", "values") | (_, "form") => Place::ByField,
        (_, "values" | "back" | "usersByEmail" | "accountsByEmail" | "names" | "cells" | "body") => {
            Place::Value { name: key }
        }
        ("object", _) => Place::Own { parent: "object", name: key },
        ("fields", _) if parent == "object" => Place::Own { parent: "described", name: key },
        ("fields", _) => Place::Own { parent: "fields", name: key },
        ("offsets", _) => Place::Own { parent: "offsets", name: key },
        ("decided", _) => Place::Own { parent: "decided", name: key },
        _ => Place::Own { parent: "", name: key },
    })
}

/// Whether a text in Weftline's own structures names something. Of objects and their fields names do, and of Jira's fields
/// ids.
fn is_kept(parent: &str, name: &str) -> bool {
    match (parent, name) {
        ("object" | "described", name) if kept::is_described(name) => true,
        ("fields", "id") => true,
        (_, name) => kept::is_name_of(name),
    }
}

fn digest(json: &str) -> String {
    hex(&Sha256::digest(json))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
