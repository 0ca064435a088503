//! Pages of a list by offset: `startAt`, `maxResults`, `total`, `isLast`, `values`.

use serde_json::{Value, json};

use super::call::{Call, encode};
use super::refusal::Refusal;

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) start: usize,
    pub(super) size: usize,
}

impl Window {
    /// From the query, with the default and the greatest size of this list.
    pub(super) fn of(call: &Call<'_>, default: usize, most: usize) -> Result<Self, Refusal> {
        Ok(Self { start: call.number("startAt", 0)?, size: call.number("maxResults", default)?.min(most) })
    }

    /// That part.
    pub(super) fn cut<T>(&self, all: Vec<T>) -> Vec<T> {
        all.into_iter().skip(self.start).take(self.size).collect()
    }
}

/// A page with the values named `values`, with links to itself and the next one.
pub(super) fn page<T>(call: &Call<'_>, window: Window, all: Vec<T>, show: impl Fn(T) -> Value) -> Value {
    let total = all.len();
    let values: Vec<Value> = window.cut(all).into_iter().map(show).collect();
    let next = window.start + values.len();
    let last = next >= total || values.is_empty();
    let mut page = json!({
        "self": address(call, window.start, window.size),
        "maxResults": window.size,
        "startAt": window.start,
        "total": total,
        "isLast": last,
    });
    if let Value::Object(map) = &mut page {
        if !last {
            map.insert("nextPage".into(), json!(address(call, next, window.size)));
        }
        map.insert("values".into(), Value::Array(values));
    }
    page
}

/// The address of a page of the list that the call asks for.
fn address(call: &Call<'_>, start: usize, size: usize) -> String {
    let mut parts: Vec<String> = call
        .query
        .iter()
        .filter(|(name, _)| name != "startAt" && name != "maxResults")
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    parts.push(format!("startAt={start}"));
    parts.push(format!("maxResults={size}"));
    format!("{}{}?{}", call.base, call.request.path(), parts.join("&"))
}
