//! The value of a Jira field, by what it looks like: only what a condition can use of it is read.

use std::borrow::Cow;

use weftline_richtext::adf_to_text;
use weftline_wire::configuration::{Comparison, Operand};
use weftline_wire::json::{Reader, Result, Unread};

use crate::text::{contains, cut, joined, same};

/// A field's value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Value<'a> {
    /// The single values; none when the field is empty.
    pub(crate) items: Items<'a>,
    /// Whether the field holds several.
    pub(crate) several: bool,
}

/// Values, of which most fields have one.
#[derive(Clone, Debug, Default)]
pub(crate) enum Items<'a> {
    /// None.
    #[default]
    None,
    /// One.
    One(Item<'a>),
    /// Any number.
    Many(Vec<Item<'a>>),
}

impl<'a> std::ops::Deref for Items<'a> {
    type Target = [Item<'a>];

    fn deref(&self) -> &[Item<'a>] {
        match self {
            Items::None => &[],
            Items::One(item) => std::slice::from_ref(item),
            Items::Many(items) => items,
        }
    }
}

impl<'a> From<Option<Item<'a>>> for Items<'a> {
    fn from(item: Option<Item<'a>>) -> Self {
        item.map_or(Items::None, Items::One)
    }
}

/// What was read.
enum Read {
    /// All of it.
    Whole,
    /// An ADF document, whose text is read from the whole.
    Document,
}

/// A single value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item<'a> {
    /// The id of an option, user, status, ...
    pub(crate) id: Option<Cow<'a, str>>,
    /// What people see; a person's name, a document's text.
    pub(crate) text: Cow<'a, str>,
    /// The option that is chosen below it.
    pub(crate) below: Option<Box<Item<'a>>>,
    /// Whether it is a number.
    pub(crate) number: bool,
}

impl<'a> Value<'a> {
    /// Reads a value. What nobody can compare with is a value without text.
    pub(crate) fn read(json: &'a str) -> Value<'a> {
        Value::of(Reader::new(json), || Ok(json))
    }

    /// The same of what was passed over. What is not UTF-8 in it is a value without text, too.
    pub(crate) fn unread(json: Unread<'a>) -> Value<'a> {
        if json.is_null() {
            return Value::default();
        }
        Value::of(json.reader(), || json.text())
    }

    fn of(mut reader: Reader<'a>, whole: impl FnOnce() -> Result<&'a str>) -> Value<'a> {
        let mut value = Value::default();
        match value.fill(&mut reader) {
            Ok(Read::Whole) => {}
            Ok(Read::Document) => {
                value.items = whole().and_then(adf_to_text).map_or_else(
                    |_| Items::One(Item::default()),
                    |converted| Item::of_text(Cow::Owned(converted.text)).into(),
                );
            }
            Err(_) => value.items = Items::One(Item::default()),
        }
        value
    }

    fn fill(&mut self, reader: &mut Reader<'a>) -> Result<Read> {
        match reader.peek()? {
            b'[' => {}
            b'{' => {
                let mut item = Item::default();
                let read = item.read_object(reader)?;
                self.items = Items::One(item);
                return Ok(read);
            }
            _ => {
                self.items = Item::read(reader)?.into();
                return Ok(Read::Whole);
            }
        }
        self.several = true;
        let mut items = Vec::new();
        reader.open(b'[')?;
        let mut first = true;
        while reader.item(&mut first)? {
            items.extend(Item::read(reader)?);
        }
        self.items = Items::Many(items);
        Ok(Read::Whole)
    }

    /// One text, nothing when it is blank.
    pub(crate) fn of_text(text: &'a str) -> Value<'a> {
        Value { items: Item::of_text(Cow::Borrowed(text)).into(), several: false }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether this is among the values.
    pub(crate) fn has(&self, operand: &Operand) -> bool {
        self.items.iter().any(|item| item.is(operand))
    }

    pub(crate) fn has_any(&self, operands: &[Operand]) -> bool {
        operands.iter().any(|operand| self.has(operand))
    }

    /// Whether these are the values, and no others are.
    pub(crate) fn is_exactly(&self, operands: &[Operand]) -> bool {
        operands.iter().all(|operand| self.has(operand))
            && self.items.iter().all(|item| operands.iter().any(|operand| item.is(operand)))
    }

    /// Whether this is among several values, or within the text of one.
    pub(crate) fn contains(&self, operand: &Operand) -> bool {
        match &*self.items {
            [item] if !self.several && operand.id.is_none() => contains(&item.shown(), &operand.text),
            _ => self.has(operand),
        }
    }

    /// Whether it compares so; of changes it knows nothing.
    pub(crate) fn compares(&self, comparison: Comparison, values: &[Operand]) -> bool {
        match comparison {
            Comparison::Equals => self.is_exactly(values),
            Comparison::NotEquals => !self.is_exactly(values),
            Comparison::Contains => values.iter().all(|value| self.contains(value)),
            Comparison::OneOf => self.has_any(values),
            Comparison::Empty => self.is_empty(),
            Comparison::NotEmpty => !self.is_empty(),
            Comparison::Changed | Comparison::ChangedTo | Comparison::ChangedFrom => false,
        }
    }

    /// As people read it; none when there is nothing.
    pub(crate) fn found(&self) -> Option<String> {
        (!self.items.is_empty()).then(|| cut(&joined(self.items.iter().map(Item::shown))))
    }
}

impl<'a> Item<'a> {
    pub(crate) fn of_text(text: Cow<'a, str>) -> Option<Item<'a>> {
        (!text.trim().is_empty()).then(|| Item { text, ..Item::default() })
    }

    fn read(reader: &mut Reader<'a>) -> Result<Option<Item<'a>>> {
        match reader.peek()? {
            b'"' => Ok(Item::of_text(reader.string()?)),
            b'{' => {
                let mut item = Item::default();
                item.read_object(reader)?;
                Ok(Some(item))
            }
            b'[' => {
                reader.skip()?;
                Ok(Some(Item::default()))
            }
            byte => {
                let word = reader.scalar()?;
                let number = byte == b'-' || byte.is_ascii_digit();
                Ok((word != "null").then(|| Item { text: Cow::Borrowed(word), number, ..Item::default() }))
            }
        }
    }

    /// Reads one of Jira's objects; says when it is a document.
    fn read_object(&mut self, reader: &mut Reader<'a>) -> Result<Read> {
        reader.open(b'{')?;
        // A parent issue has a key and no name of its own; a project has both and is known by its name.
        let (mut rank, mut read) = (0, Read::Whole);
        let mut first = true;
        while let Some(name) = reader.pass_key(&mut first)? {
            let byte = reader.peek()?;
            let text_rank = match name {
                b"displayName" | b"value" => 3,
                b"name" => 2,
                b"key" => 1,
                b"id" | b"accountId" if byte == b'"' => {
                    self.id = Some(reader.string()?);
                    continue;
                }
                b"id" if byte.is_ascii_digit() => {
                    self.id = Some(Cow::Borrowed(reader.scalar()?));
                    continue;
                }
                b"child" if byte == b'{' => {
                    let mut below = Item::default();
                    below.read_object(reader)?;
                    self.below = Some(Box::new(below));
                    continue;
                }
                b"type" if byte == b'"' => {
                    if reader.string()? == "doc" {
                        read = Read::Document;
                    }
                    continue;
                }
                _ => 0,
            };
            if byte == b'"' && text_rank > rank {
                rank = text_rank;
                self.text = reader.string()?;
            } else {
                reader.pass()?;
            }
        }
        Ok(read)
    }

    /// Whether this is it: by id where both have one, else by text. Of an option and one below it, either is.
    pub(crate) fn is(&self, operand: &Operand) -> bool {
        let below = self.below.as_deref();
        if let Some(id) = &operand.id
            && (self.id.is_some() || below.is_some_and(|below| below.id.is_some()))
        {
            let has = |item: &Item<'_>| item.id.as_deref() == Some(id);
            return has(self) || below.is_some_and(has);
        }
        let text = operand.text.as_str();
        if self.number {
            return same_number(&self.text, text);
        }
        same(&self.text, text)
            || self.id.as_deref().is_some_and(|id| is_account(id) && id == text.trim())
            || below.is_some_and(|below| same(&below.text, text) || same(&self.shown(), text))
            || same_day(&self.text, text)
    }

    /// Whether both are the same value of one field.
    pub(crate) fn is_same(&self, other: &Item<'_>) -> bool {
        match (&self.id, &other.id) {
            (Some(left), Some(right)) => left == right,
            _ => same(&self.shown(), &other.shown()),
        }
    }

    /// As people read it.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        match &self.below {
            Some(below) => Cow::Owned([&self.text, " - ", &below.text].concat()),
            None => Cow::Borrowed(&self.text),
        }
    }
}

/// Ids of people are longer than numbers, so that none is taken for a text that people write.
fn is_account(id: &str) -> bool {
    id.len() > 20
}

fn same_number(left: &str, right: &str) -> bool {
    match (left.parse::<f64>(), right.trim().parse::<f64>()) {
        (Ok(left), Ok(right)) if left.is_finite() && right.is_finite() => left == right,
        _ => same(left, right),
    }
}

/// Whether an instant, like `2026-11-21T09:30:00.000+0100`, is on a day, by its own clock.
fn same_day(instant: &str, day: &str) -> bool {
    let day = day.trim();
    let is_day = day.len() == 10
        && day.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_day && instant.strip_prefix(day).is_some_and(|rest| rest.starts_with('T'))
}
