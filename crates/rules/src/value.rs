//! The value of a Jira field, by what it looks like: only what a condition can use of it is read.

use std::borrow::Cow;

use weftline_richtext::adf_to_text;
use weftline_wire::configuration::Operand;
use weftline_wire::json::{Reader, Result};

use crate::text::{contains, cut, joined, same};

/// A field's value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Value<'a> {
    /// The single values; none when the field is empty.
    pub(crate) items: Vec<Item<'a>>,
    /// Whether the field holds several.
    pub(crate) several: bool,
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
        let mut value = Value::default();
        let mut reader = Reader::new(json);
        if value.fill(&mut reader, json).is_err() {
            value.items = vec![Item::default()];
        }
        value
    }

    fn fill(&mut self, reader: &mut Reader<'a>, json: &'a str) -> Result<()> {
        if reader.peek()? != b'[' {
            self.items.extend(Item::read(reader, json)?);
            return Ok(());
        }
        self.several = true;
        reader.open(b'[')?;
        let mut first = true;
        while reader.item(&mut first)? {
            self.items.extend(Item::read(reader, "")?);
        }
        Ok(())
    }

    /// One text, nothing when it is blank.
    pub(crate) fn of_text(text: &'a str) -> Value<'a> {
        let items = Item::of_text(Cow::Borrowed(text)).into_iter().collect();
        Value { items, several: false }
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
        match self.items.as_slice() {
            [item] if !self.several && operand.id.is_none() => contains(&item.shown(), &operand.text),
            _ => self.has(operand),
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

    fn read(reader: &mut Reader<'a>, json: &'a str) -> Result<Option<Item<'a>>> {
        match reader.peek()? {
            b'"' => Ok(Item::of_text(reader.string()?)),
            b'{' => Item::read_object(reader, json),
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

    fn read_object(reader: &mut Reader<'a>, json: &'a str) -> Result<Option<Item<'a>>> {
        reader.open(b'{')?;
        let mut item = Item::default();
        // A parent issue has a key and no name of its own; a project has both and is known by its name.
        let (mut rank, mut document) = (0, false);
        let mut first = true;
        while let Some(key) = reader.key(&mut first)? {
            let is_text = reader.peek()? == b'"';
            let text_rank = match &*key {
                "displayName" | "value" => 3,
                "name" => 2,
                "key" => 1,
                _ => 0,
            };
            match &*key {
                "id" | "accountId" if is_text => item.id = Some(reader.string()?),
                "id" if reader.peek()?.is_ascii_digit() => item.id = Some(Cow::Borrowed(reader.scalar()?)),
                "child" if reader.peek()? == b'{' => item.below = Item::read_object(reader, "")?.map(Box::new),
                "type" if is_text => document = reader.string()? == "doc",
                _ if is_text && text_rank > rank => {
                    rank = text_rank;
                    item.text = reader.string()?;
                }
                _ => reader.skip()?,
            }
        }
        if document && !json.is_empty() {
            return Ok(match adf_to_text(json) {
                Ok(converted) => Item::of_text(Cow::Owned(converted.text)),
                Err(_) => Some(Item::default()),
            });
        }
        Ok(Some(item))
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
