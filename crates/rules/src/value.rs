//! The value of a Jira field, by what it looks like: only what a condition can use of it is read.

use std::borrow::Cow;

use weftline_richtext::adf_to_text;
use weftline_wire::configuration::Comparison;
use weftline_wire::json::{Members, Reader, Result, Unread};

use crate::sought::{DAY, Sought};
use crate::text::{cut, joined, same};

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

/// A single value. Its texts are UTF-8 as far as Jira writes UTF-8: what is not equals nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item<'a> {
    /// The id of an option, user, status, ...
    pub(crate) id: Option<Cow<'a, [u8]>>,
    /// What people see; a person's name, a document's text.
    pub(crate) text: Cow<'a, [u8]>,
    /// The option that is chosen below it.
    pub(crate) below: Option<Box<Item<'a>>>,
    /// Whether it is a number.
    pub(crate) number: bool,
}

/// What was read.
enum Read {
    /// All of it.
    Whole,
    /// An ADF document, whose text is read from the whole.
    Document,
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

impl<'a> Items<'a> {
    fn push(&mut self, item: Item<'a>) {
        *self = match std::mem::take(self) {
            Items::None => Items::One(item),
            Items::One(first) => Items::Many(vec![first, item]),
            Items::Many(mut items) => {
                items.push(item);
                Items::Many(items)
            }
        };
    }
}

impl<'a> From<Option<Item<'a>>> for Items<'a> {
    fn from(item: Option<Item<'a>>) -> Self {
        item.map_or(Items::None, Items::One)
    }
}

impl<'a> Value<'a> {
    /// Reads a value. What nobody can compare with is a value without text.
    pub(crate) fn read(json: Unread<'a>) -> Value<'a> {
        let mut value = Value::default();
        if json.is_null() {
            return value;
        }
        match value.fill(&mut json.reader()) {
            Ok(Read::Whole) => {}
            Ok(Read::Document) => {
                value.items = json.text().and_then(adf_to_text).map_or_else(
                    |_| Items::One(Item::default()),
                    |converted| Item::of_text(Cow::Owned(converted.text.into_bytes())).into(),
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
        reader.open(b'[')?;
        let mut first = true;
        while reader.item(&mut first)? {
            if let Some(item) = Item::read(reader)? {
                self.items.push(item);
            }
        }
        Ok(Read::Whole)
    }

    /// One text, nothing when it is blank.
    pub(crate) fn of_text(text: &'a str) -> Value<'a> {
        Value { items: Item::of_text(Cow::Borrowed(text.as_bytes())).into(), several: false }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether this is among the values.
    pub(crate) fn has(&self, sought: &Sought) -> bool {
        self.items.iter().any(|item| item.is(sought))
    }

    pub(crate) fn has_any(&self, sought: &[Sought]) -> bool {
        sought.iter().any(|sought| self.has(sought))
    }

    /// Whether these are the values, and no others are.
    fn is_exactly(&self, sought: &[Sought]) -> bool {
        sought.iter().all(|sought| self.has(sought))
            && self.items.iter().all(|item| sought.iter().any(|sought| item.is(sought)))
    }

    /// Whether this is among several values, or within the text of one.
    fn contains(&self, sought: &Sought) -> bool {
        match &*self.items {
            [item] if !self.several && sought.id.is_none() => sought.text.is_in(&item.shown()),
            _ => self.has(sought),
        }
    }

    /// Whether it compares so; of changes it knows nothing.
    pub(crate) fn compares(&self, comparison: Comparison, sought: &[Sought]) -> bool {
        match comparison {
            Comparison::Equals => self.is_exactly(sought),
            Comparison::NotEquals => !self.is_exactly(sought),
            Comparison::Contains => sought.iter().all(|sought| self.contains(sought)),
            Comparison::OneOf => self.has_any(sought),
            Comparison::Empty => self.is_empty(),
            Comparison::NotEmpty => !self.is_empty(),
            Comparison::Changed | Comparison::ChangedTo | Comparison::ChangedFrom => false,
        }
    }

    /// As people read it; none when there is nothing.
    pub(crate) fn found(&self) -> Option<String> {
        let all = joined(self.items.iter().map(Item::shown));
        let shown = || if all.trim().is_empty() { WITHOUT_TEXT.to_owned() } else { cut(all.trim()) };
        (!self.items.is_empty()).then(shown)
    }
}

impl<'a> Item<'a> {
    pub(crate) fn of_text(text: Cow<'a, [u8]>) -> Option<Item<'a>> {
        (!is_blank(&text)).then(|| Item { text, ..Item::default() })
    }

    fn read(reader: &mut Reader<'a>) -> Result<Option<Item<'a>>> {
        match reader.peek()? {
            b'"' => Ok(Item::of_text(reader.string_bytes()?)),
            b'{' => {
                let mut item = Item::default();
                item.read_object(reader)?;
                Ok(Some(item))
            }
            b'[' => {
                reader.pass()?;
                Ok(Some(Item::default()))
            }
            byte => {
                let word = reader.scalar()?;
                let number = byte == b'-' || byte.is_ascii_digit();
                let text = Cow::Borrowed(word.as_bytes());
                Ok((word != "null").then(|| Item { text, number, ..Item::default() }))
            }
        }
    }

    /// Reads one of Jira's objects; says when it is a document.
    fn read_object(&mut self, reader: &mut Reader<'a>) -> Result<Read> {
        let mut members = Members::of(reader)?;
        // A parent issue has a key and no name of its own; a project has both and is known by its name.
        let (mut rank, mut read) = (0, Read::Whole);
        while let Some((name, value)) = members.next(reader)? {
            let text_rank = match name {
                b"id" | b"accountId" => {
                    if let Some(id) = value.word_bytes()? {
                        self.id = Some(id);
                    }
                    continue;
                }
                b"displayName" | b"value" => 3,
                b"name" => 2,
                b"key" => 1,
                b"child" if value.first() == b'{' => {
                    let mut below = Item::default();
                    below.read_below(&mut value.reader())?;
                    self.below = Some(Box::new(below));
                    continue;
                }
                b"type" => {
                    if value.bytes() == b"\"doc\"" {
                        read = Read::Document;
                    }
                    continue;
                }
                _ => continue,
            };
            if text_rank > rank && value.first() == b'"' {
                rank = text_rank;
                self.text = value.word_bytes()?.unwrap_or_default();
            }
        }
        Ok(read)
    }

    /// Reads an option below another; what may be below that one is passed over: Jira has two levels.
    fn read_below(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        let mut members = Members::of(reader)?;
        while let Some((name, value)) = members.next(reader)? {
            match name {
                b"id" => self.id = value.word_bytes()?,
                b"value" => self.text = value.word_bytes()?.unwrap_or_default(),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether this is it: by id where both have one, else by text. Of an option and one below it, either is.
    pub(crate) fn is(&self, sought: &Sought) -> bool {
        let below = self.below.as_deref();
        if let Some(id) = &sought.id
            && (self.id.is_some() || below.is_some_and(|below| below.id.is_some()))
        {
            let has = |item: &Item<'_>| item.id.as_deref() == Some(id.as_bytes());
            return has(self) || below.is_some_and(has);
        }
        if self.number
            && let Some(number) = sought.number
        {
            return std::str::from_utf8(&self.text).is_ok_and(|text| text.parse() == Ok(number));
        }
        sought.text.is(&self.text)
            || self.id.as_deref().is_some_and(|id| is_account(id) && sought.text.is(id))
            || below.is_some_and(|below| sought.text.is(&below.text) || sought.text.is(&self.shown()))
            || sought.is_day && self.is_on(sought.text.text())
    }

    /// Whether it is an instant, like `2026-11-21T09:30:00.000+0100`, on a day, by its own clock.
    fn is_on(&self, day: &str) -> bool {
        self.text.starts_with(day.as_bytes()) && self.text.get(DAY) == Some(&b'T')
    }

    /// Whether both are the same value of one field.
    pub(crate) fn is_same(&self, other: &Item<'_>) -> bool {
        match (&self.id, &other.id) {
            (Some(left), Some(right)) => left == right,
            _ => same(&self.shown(), &other.shown()),
        }
    }

    /// As people read it.
    pub(crate) fn shown(&self) -> Cow<'_, [u8]> {
        match &self.below {
            Some(below) => Cow::Owned([&*self.text, b" - ", &*below.text].concat()),
            None => Cow::Borrowed(&self.text),
        }
    }
}

/// What stands for a value that people cannot read.
const WITHOUT_TEXT: &str = "(no text)";

fn is_blank(text: &[u8]) -> bool {
    text.trim_ascii().is_empty() || std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty())
}

/// Ids of people are longer than numbers, so that none is taken for a text that people write.
fn is_account(id: &[u8]) -> bool {
    id.len() > 20
}
