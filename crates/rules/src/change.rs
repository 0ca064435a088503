//! The values on both sides of an item of the changelog.

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
    pub(crate) fn of(change: &Change<'a>, written: Written) -> Step<'a> {
        Step {
            history_id: change.history_id,
            from: side(change.from, change.from_string, written),
            to: side(change.to, change.to_string, written),
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
        return first.map_or_else(|| now.clone(), |first| side(first.from, first.from_string, written));
    }
    let mut items = now.items.to_vec();
    for change in facts.changes_of(field).rev() {
        let step = Step::of(change, written);
        items.retain(|item| !step.to.items.iter().any(|came| came.is_same(item)));
        items.extend(step.from.items.iter().cloned());
    }
    Value { items: Items::Many(items), several: true }
}

/// One side of an item.
fn side<'a>(ids: Option<&'a str>, text: Option<&'a str>, written: Written) -> Value<'a> {
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
        return Value { items: Items::Many(several(ids, text)), several: true };
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

/// Several values. Names may hold commas: where there are more pieces than ids, the first pieces that are left over go
/// to nobody in particular, and every id gets all the names, so that ids decide and no name is overlooked.
fn several<'a>(ids: &'a str, text: &'a str) -> Vec<Item<'a>> {
    let ids: Vec<&str> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    let named = |at: usize| if names.len() == ids.len() { names.get(at).copied() } else { None };
    ids.iter()
        .enumerate()
        .map(|(at, id)| {
            let text = named(at).unwrap_or(text);
            Item { id: Some(id.as_bytes().into()), text: text.as_bytes().into(), ..Item::default() }
        })
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
