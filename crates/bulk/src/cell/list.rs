//! Values of lists: picklists, record types.

use weftline_wire::json;
use weftline_wire::salesforce::{FieldDescribe, RecordType};

use crate::body::Padded;
use crate::cell::{Cell, NOT_AVAILABLE, Read, Text, Value, Wrong, not_available, shown};
use crate::row::Signs;

/// A value of a list.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// What is sent for it.
    pub(crate) value: String,
    /// The same as JSON.
    pub(crate) json: Padded,
}

/// What becomes of text that is not in a list.
#[derive(Clone, Debug)]
pub(crate) enum Unlisted {
    /// It is refused.
    Refused { code: &'static str, what: &'static str },
    /// It is a value of its own, within the field's length.
    Taken(Text),
}

/// A list, and by what texts its values are meant.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) entries: Vec<Entry>,
    /// Texts and what they mean.
    keys: Vec<Key>,
    /// Places of keys, from 1, by the hash of their texts; 0 is nothing. At most half full, of a power of two.
    table: Vec<u32>,
    unlisted: Unlisted,
    /// The value that Salesforce takes when none is given.
    pub(crate) default: Option<String>,
    label: String,
}

/// A text, and the place of the value that it means.
#[derive(Clone, Debug)]
struct Key {
    text: Box<[u8]>,
    word: u64,
    place: usize,
}

/// Values that a message names.
const NAMED_MAX: usize = 12;

impl List {
    /// The list of a picklist. By the value, else by what people see, else the same whatever their case.
    pub(crate) fn of_picklist(field: &FieldDescribe) -> Self {
        let active: Vec<_> = field.picklist_values.iter().filter(|value| value.active).collect();
        let unlisted = if field.restricted_picklist && !field.picklist_values.is_empty() {
            Unlisted::Refused { code: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", what: " is not a value of `" }
        } else {
            Unlisted::Taken(Text::of(field))
        };
        let mut list = Self::new(active.iter().map(|value| value.value.clone()), unlisted, &field.label);
        for (place, value) in active.iter().enumerate() {
            list.insert(value.label.as_bytes(), place);
        }
        list.default = active.iter().find(|value| value.default_value).map(|value| value.value.clone());
        list
    }

    /// The record types that the integration user may give, by API name, by what people see, or by id.
    pub(crate) fn of_record_types(field: &FieldDescribe, types: &[RecordType]) -> Self {
        let unlisted =
            Unlisted::Refused { code: "unknownRecordType", what: " is no record type that may be given as `" };
        let available: Vec<_> = types.iter().filter(|one| one.available).collect();
        let mut list = Self::new(available.iter().map(|one| one.record_type_id.clone()), unlisted, &field.label);
        let names: [fn(&RecordType) -> String; 3] =
            [|one| one.developer_name.clone(), |one| one.name.clone(), short_id];
        for name in names {
            for (place, one) in available.iter().enumerate() {
                list.insert(name(one).as_bytes(), place);
            }
        }
        list
    }

    fn new(values: impl Iterator<Item = String>, unlisted: Unlisted, label: &str) -> Self {
        let entry = |value: String| Entry { json: Padded::of(json::to_string(&value).as_bytes()), value };
        let entries: Vec<Entry> = values.map(entry).collect();
        // Of each entry its value and up to three other texts.
        let size = (entries.len() * 8).next_power_of_two();
        let mut list =
            Self { keys: Vec::new(), table: vec![0; size], entries, unlisted, default: None, label: label.to_owned() };
        for place in 0..list.entries.len() {
            let value = list.entries.get(place).map(|entry| entry.value.clone()).unwrap_or_default();
            list.insert(value.as_bytes(), place);
        }
        list
    }

    /// Lets a text mean the value at a place, unless it means another.
    fn insert(&mut self, text: &[u8], place: usize) {
        let word = word(text);
        let mut slot = self.slot(word, text.len());
        while let Some(key) = self.table.get(slot).filter(|key| **key > 0) {
            if self.keys.get(*key as usize - 1).is_some_and(|known| *known.text == *text) {
                return;
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
        self.keys.push(Key { text: text.into(), word, place });
        let key = u32::try_from(self.keys.len()).unwrap_or_default();
        if let Some(free) = self.table.get_mut(slot) {
            *free = key;
        }
    }

    #[inline(always)]
    fn slot(&self, word: u64, length: usize) -> usize {
        let hash = (word ^ length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> 40) as usize & (self.table.len() - 1)
    }

    /// The value that a text means as it is written.
    fn exact(&self, text: &[u8]) -> Option<&Entry> {
        self.of_word(word(text), text)
    }

    /// The same, of a text that is the beginning of `from`.
    #[inline(always)]
    pub(crate) fn exact_start(&self, text: &[u8], from: &[u8]) -> Option<&Entry> {
        let word = match from.first_chunk::<WORD>() {
            Some(first) if text.len() < WORD => u64::from_le_bytes(*first) & !(u64::MAX << (text.len() * 8)),
            _ => word(text),
        };
        self.of_word(word, text)
    }

    #[inline(always)]
    fn of_word(&self, word: u64, text: &[u8]) -> Option<&Entry> {
        let mut slot = self.slot(word, text.len());
        while let Some(key) = self.table.get(slot).filter(|key| **key > 0) {
            let known = self.keys.get(*key as usize - 1)?;
            // A word is all of a short text.
            if known.word == word && known.text.len() == text.len() && (text.len() <= WORD || *known.text == *text) {
                return self.entries.get(known.place);
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
        None
    }

    /// The value that a text means whatever its case.
    #[cold]
    fn by_any_case(&self, text: &str) -> Option<&Entry> {
        let lower = text.to_lowercase();
        let same = |key: &[u8]| {
            key.eq_ignore_ascii_case(text.as_bytes())
                || !key.is_ascii() && String::from_utf8_lossy(key).to_lowercase() == lower
        };
        self.entries.get(self.keys.iter().find(|key| same(&key.text))?.place)
    }

    /// The value that text means, in the list or not.
    pub(crate) fn read<'v>(&'v self, cell: Cell<'v>) -> Read<'v> {
        let raw = cell.trimmed();
        if !cell.signs.has(Signs::DOUBLED)
            && let Some(entry) = self.exact(raw)
        {
            return Ok(Value::Listed(entry));
        }
        self.read_slowly(Cell { raw, ..cell })
    }

    fn read_slowly<'v>(&'v self, cell: Cell<'v>) -> Read<'v> {
        let text = cell.text();
        if let Some(entry) = self.exact(text.as_bytes()).or_else(|| self.by_any_case(&text)) {
            return Ok(Value::Listed(entry));
        }
        match &self.unlisted {
            Unlisted::Taken(limits) => limits.read(cell),
            Unlisted::Refused { code, what } => self.refused(code, what, &text),
        }
    }

    #[cold]
    fn refused<'v>(&self, code: &'static str, what: &str, text: &str) -> Read<'v> {
        let mut names: Vec<&str> = Vec::new();
        for (place, entry) in self.entries.iter().enumerate().take(NAMED_MAX) {
            // Record types are known by name: that is the text behind their ids.
            let name = self.keys.iter().find(|key| key.place == place && *key.text != *entry.value.as_bytes());
            let by_id = *code == *"unknownRecordType";
            let name = name.filter(|_| by_id).and_then(|key| std::str::from_utf8(&key.text).ok());
            names.push(name.unwrap_or(&entry.value));
        }
        let more = self.entries.len().saturating_sub(NAMED_MAX);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let takes = if names.is_empty() { "`: it takes none" } else { "`: it takes " };
        Wrong::new(code, &[&shown(text), what, &self.label, takes, &names.join(", "), &more])
    }
}

/// Bytes of a word.
const WORD: usize = 8;

/// All of a text of up to eight bytes, or what tells a longer one from most others.
fn word(text: &[u8]) -> u64 {
    match (text.first_chunk::<WORD>(), text.last_chunk::<WORD>()) {
        (Some(first), Some(_)) if text.len() == WORD => u64::from_le_bytes(*first),
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29),
        _ => text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

fn short_id(one: &RecordType) -> String {
    one.record_type_id.get(..15).unwrap_or(&one.record_type_id).to_owned()
}

/// A list of which a cell may name several values, with `;` between them.
#[derive(Clone, Debug)]
pub(crate) struct Lists(pub(crate) List);

impl Lists {
    pub(crate) fn read<'v>(&'v self, cell: Cell<'v>) -> Read<'v> {
        if !cell.raw.contains(&b';') {
            return self.0.read(cell);
        }
        let text = cell.text();
        let mut taken: Vec<String> = Vec::new();
        for item in text.split(';').map(str::trim).filter(|item| !item.is_empty()) {
            if item == NOT_AVAILABLE {
                return not_available();
            }
            let value = match self.0.read(Cell::of(item)) {
                Ok(Value::Listed(entry)) => entry.value.clone(),
                Ok(Value::Made(text)) => text,
                Ok(_) => item.to_owned(),
                Err(wrong) => return Err(wrong),
            };
            if !taken.contains(&value) {
                taken.push(value);
            }
        }
        Ok(if taken.is_empty() { Value::Nothing } else { Value::Made(taken.join(";")) })
    }
}
