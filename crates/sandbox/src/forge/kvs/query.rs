//! Queries: by the beginning of a key, and over an entity's declared indexes. Both see the store as it was
//! [`KvsOptions::query_lag_ms`](super::KvsOptions::query_lag_ms) ago.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::condition::compare;
use super::request::{EntityQueryBody, QueryBody, parse};
use super::{Index, Kvs, PLAIN, Record, Refusal, Rows, entity_space};

const LIMIT_DEFAULT: usize = 10;
const LIMIT_MAX: u64 = 100;

impl Kvs {
    pub(super) fn query(&self, body: &[u8], now_ms: u64) -> Result<Value, Refusal> {
        let body: QueryBody = parse(body)?;
        let limit = limit(body.limit)?;
        let mut prefix = String::new();
        for clause in body.r#where.iter().flatten() {
            if clause.property.as_deref() != Some("key") || clause.condition != "BEGINS_WITH" {
                return Err(Refusal::bad("INVALID_FILTER", "a key query takes only `key` with `BEGINS_WITH`"));
            }
            prefix = clause.values.first().and_then(Value::as_str).unwrap_or_default().into();
        }
        let after = body.after.as_deref().map(read_cursor).transpose()?;
        let rows = self.seen(PLAIN, now_ms);
        let mut matching = rows
            .range(prefix.clone()..)
            .take_while(|(key, _)| key.starts_with(&prefix))
            .filter(|(key, _)| after.as_ref().is_none_or(|after| *key > after));
        let page: Vec<_> = matching.by_ref().take(limit).collect();
        let more = matching.next().is_some();
        let cursor = page.last().filter(|_| more).map(|(key, _)| write_cursor(key));
        Ok(answer(page.into_iter().map(|(key, record)| record.view(key)).collect(), cursor))
    }

    pub(super) fn query_entity(&self, body: &[u8], now_ms: u64) -> Result<Value, Refusal> {
        let body: EntityQueryBody = parse(body)?;
        let limit = limit(body.limit)?;
        let Some(entity) = self.entities.get(&body.entity_name) else {
            let message = format!("the manifest declares no entity `{}`", body.entity_name);
            return Err(Refusal::bad("INVALID_ENTITY_TYPE", message));
        };
        let by_key = Index::default();
        let index = match body.index_name.as_str() {
            "by-key" => &by_key,
            name => entity
                .indexes
                .get(name)
                .ok_or_else(|| Refusal::bad("INVALID_ENTITY_INDEX", format!("the entity has no index `{name}`")))?,
        };
        let partition = body.partition.unwrap_or_default();
        if partition.len() != index.partition.len() {
            let message = format!("index `{}` takes {} partition value(s)", body.index_name, index.partition.len());
            return Err(Refusal::bad("INVALID_PARTITION", message));
        }
        if let Some(range) = &body.range {
            range.check_range()?;
        }
        if let Some(filters) = &body.filters {
            filters.check(entity)?;
        }
        let descending = match body.sort.as_deref() {
            None | Some("ASC") => false,
            Some("DESC") => true,
            Some(other) => return Err(Refusal::bad("INVALID_SORT", format!("unknown sort `{other}`"))),
        };

        let rows = self.seen(&entity_space(&body.entity_name), now_ms);
        let mut indexed: Vec<(&String, &Record, Option<&Value>)> = rows
            .iter()
            .filter_map(|(key, record)| Some((key, record, position(index, &partition, record)?)))
            .filter(|(key, _, at)| match &body.range {
                None => true,
                Some(range) if index.range.is_empty() => range.holds(Some(&Value::String((*key).clone()))),
                Some(range) => range.holds(*at),
            })
            .collect();
        indexed.sort_by(|one, other| {
            let order = one.2.zip(other.2).and_then(|(one, other)| compare(one, other)).unwrap_or(Ordering::Equal);
            order.then_with(|| one.0.cmp(other.0))
        });
        if descending {
            indexed.reverse();
        }
        let start = match &body.cursor {
            None => 0,
            Some(cursor) => {
                let after = read_cursor(cursor)?;
                let found = indexed.iter().position(|(key, _, _)| **key == after);
                found.map_or(indexed.len(), |position| position.saturating_add(1))
            }
        };
        let page: Vec<_> = indexed.iter().skip(start).take(limit).collect();
        let more = indexed.len() > start.saturating_add(page.len());
        let cursor = page.last().filter(|_| more).map(|(key, _, _)| write_cursor(key));
        // The limit counts what the index gives; filters take away afterwards, so a page may be empty and not the last.
        let kept = page
            .into_iter()
            .filter(|(_, record, _)| body.filters.as_ref().is_none_or(|filters| filters.hold(Some(&record.value))));
        Ok(answer(kept.map(|(key, record, _)| record.view(key)).collect(), cursor))
    }

    /// The rows as queries see them.
    fn seen(&self, space: &str, now_ms: u64) -> Cow<'_, Rows> {
        static EMPTY: Rows = BTreeMap::new();
        let rows = self.spaces.get(space).unwrap_or(&EMPTY);
        let lag_ms = self.options.query_lag_ms;
        let unseen = self
            .shadows
            .iter()
            .rev()
            .filter(|shadow| shadow.space == space && shadow.written_at_ms.saturating_add(lag_ms) > now_ms);
        let mut seen = Cow::Borrowed(rows);
        for shadow in unseen {
            match &shadow.before {
                Some(before) => seen.to_mut().insert(shadow.key.clone(), before.clone()),
                None => seen.to_mut().remove(&shadow.key),
            };
        }
        seen
    }
}

/// Where a record stands in an index: the range attribute's value, or nothing within when it is not in the index.
fn position<'a>(index: &Index, partition: &[Value], record: &'a Record) -> Option<Option<&'a Value>> {
    for (attribute, wanted) in index.partition.iter().zip(partition) {
        let actual = record.value.get(attribute)?;
        if compare(actual, wanted) != Some(Ordering::Equal) {
            return None;
        }
    }
    match index.range.first() {
        None => Some(None),
        Some(attribute) => record.value.get(attribute).filter(|value| !value.is_null()).map(Some),
    }
}

fn limit(asked: Option<u64>) -> Result<usize, Refusal> {
    match asked {
        None => Ok(LIMIT_DEFAULT),
        Some(limit) if (1..=LIMIT_MAX).contains(&limit) => Ok(usize::try_from(limit).unwrap_or(LIMIT_DEFAULT)),
        Some(_) => {
            Err(Refusal::bad("COMPLEX_QUERY_PAGE_LIMIT_NOT_IN_RANGE", "the page limit is not between 1 and 100"))
        }
    }
}

fn answer(data: Vec<Value>, cursor: Option<String>) -> Value {
    match cursor {
        Some(cursor) => json!({ "data": data, "cursor": cursor }),
        None => json!({ "data": data }),
    }
}

fn write_cursor(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

fn read_cursor(cursor: &str) -> Result<String, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let key = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    key.ok_or_else(|| Refusal::bad("INVALID_CURSOR", "the cursor was not made by this store"))
}
