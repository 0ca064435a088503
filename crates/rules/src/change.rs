//! The values on both sides of an item of the changelog.

use std::borrow::Cow;

use crate::facts::{Change, Facts};
use crate::sought::is_day;
use crate::value::{Item, Items, Value};

/// How a field's values stand in the changelog, which does not say of what kind the field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// As they are.
    Plainly,
    /// Numbers, as text.
    Number,
    /// Labels, with spaces between.
    Labels,
    /// Several values, each of which comes and goes in an item of its own: components, versions.
    OneByOne,
}

impl Written {
    /// By the field, and by what it holds now.
    pub(crate) fn of(field: &str, now: &Value<'_>) -> Written {
        let all = |what: fn(&Item<'_>) -> bool| !now.is_empty() && now.items.iter().all(what);
        match field {
            "labels" => Written::Labels,
            "components" | "versions" | "fixVersions" => Written::OneByOne,
            _ if now.several && all(|item| item.id.is_none() && !item.number) => Written::Labels,
            _ if all(|item| item.number) => Written::Number,
            _ => Written::Plainly,
        }
    }
}

/// What a field took and left in one item.
#[derive(Clone, Debug)]
pub(crate) struct Step<'a> {
    /// The entry; 0 for the creation.
    pub(crate) history_id: u64,
    pub(crate) from: Value<'a>,
    pub(crate) to: Value<'a>,
}

impl<'a> Step<'a> {
    /// `now` is what the field holds: it says what options are called.
    pub(crate) fn of(change: &Change<'a>, written: Written, now: &Value<'a>) -> Step<'a> {
        Step {
            history_id: change.history_id,
            from: side(change.from, change.from_string, written, now),
            to: side(change.to, change.to_string, written, now),
        }
    }

    /// Whether a value came that was not there before.
    pub(crate) fn takes_any(&self) -> bool {
        self.to.items.iter().any(|item| !self.from.items.iter().any(|before| before.is_same(item)))
    }
}

/// What a field held when the issue was created: what its first change found, or what it still holds.
pub(crate) fn initial<'a>(facts: &Facts<'a>, field: &str, written: Written, now: &Value<'a>) -> Value<'a> {
    if written != Written::OneByOne {
        let first = facts.changes_of(field).next();
        return first.map_or_else(|| now.clone(), |first| side(first.from, first.from_string, written, now));
    }
    let mut items = now.items.to_vec();
    for change in facts.changes_of(field).rev() {
        let step = Step::of(change, written, now);
        items.retain(|item| !step.to.items.iter().any(|came| came.is_same(item)));
        items.extend(step.from.items.iter().cloned());
    }
    Value { items: Items::Many(items), several: true }
}

/// One side of an item.
fn side<'a>(ids: Option<&'a str>, text: Option<&'a str>, written: Written, now: &Value<'a>) -> Value<'a> {
    let (ids, text) = (ids.unwrap_or_default().trim(), text.unwrap_or_default().trim());
    if let Some(value) = cascading(text).or_else(|| cascading(ids)) {
        return value;
    }
    if written == Written::Labels {
        let labels = text.split_whitespace().filter_map(|label| Item::of_text(label.as_bytes().into()));
        return Value { items: Items::Many(labels.collect()), several: true };
    }
    let listed = ids.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Some(ids) = listed.or_else(|| is_list(ids).then_some(ids)) {
        return Value { items: Items::Many(several(ids, text, now)), several: true };
    }
    if ids.is_empty() || ids == "null" {
        let mut value = Value::of_text(text);
        if let Items::One(item) = &mut value.items {
            item.number = written == Written::Number;
        }
        return value;
    }
    // A day's id is the day, and its text is how the site writes days.
    if is_day(ids.as_bytes()) {
        let day = if text.ends_with(" 00:00:00.0") { ids.get(..10) } else { None };
        return Value::of_text(day.unwrap_or(ids));
    }
    let text = if text.is_empty() { ids } else { text };
    let item = Item { id: Some(ids.as_bytes().into()), text: text.as_bytes().into(), ..Item::default() };
    Value { items: Items::One(item), several: false }
}

/// Sprints: `37, 38`.
fn is_list(ids: &str) -> bool {
    ids.contains(',') && ids.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b' '))
}

/// Several values. Names may hold commas, so that the text may have more pieces than there are ids: then the field's
/// own options say what they are called, and what is left of the text is the name of the others.
fn several<'a>(ids: &'a str, text: &'a str, now: &Value<'a>) -> Vec<Item<'a>> {
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    let item = |id: &'a str, text: Cow<'a, [u8]>| Item { id: Some(id.as_bytes().into()), text, ..Item::default() };
    if names.len() == ids.len() {
        return ids.iter().zip(names).map(|(id, name)| item(id, name.as_bytes().into())).collect();
    }
    let known = |id: &str| now.items.iter().find(|item| item.id.as_deref() == Some(id.as_bytes()));
    let mut left = text.to_owned();
    for name in ids.iter().filter_map(|id| known(id)) {
        left = left.replacen(&*String::from_utf8_lossy(&name.text), "", 1);
    }
    let left = left.trim_matches(|sign: char| sign == ',' || sign.is_whitespace()).to_owned();
    ids.iter()
        .map(|id| item(id, known(id).map_or_else(|| Cow::Owned(left.clone().into_bytes()), |item| item.text.clone())))
        .collect()
}

/// `Parent values: Hardware(10060)Level 1 values: Laptop(10061)`.
fn cascading(text: &str) -> Option<Value<'_>> {
    let rest = text.strip_prefix("Parent values: ")?;
    let (first, second) = match rest.split_once("Level 1 values: ") {
        Some((first, second)) => (first, Some(second)),
        None => (rest, None),
    };
    let option = |text| -> Option<Item<'_>> {
        let (name, id) = str::trim(text).strip_suffix(')')?.rsplit_once('(')?;
        Some(Item { id: Some(id.as_bytes().into()), text: name.as_bytes().into(), ..Item::default() })
    };
    let mut item = option(first)?;
    item.below = second.and_then(option).map(Box::new);
    Some(Value { items: Items::One(item), several: false })
}
