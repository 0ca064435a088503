//! Which rows have their cases already: what may have been sent is looked for before it is sent again.

use std::collections::{BTreeMap, BTreeSet};

use weftline_bulk::CollectionBody;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Record};
use weftline_salesforce::request;
use weftline_salesforce::soql::{Condition, FieldPath, Literal, Name, Query, Select};
use weftline_wire::salesforce::FieldType;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::org::Org;
use crate::queries;

/// How far Salesforce's clock may be behind ours.
const CLOCK_SKEW_MS: u64 = 2 * 60 * 1_000;

/// Keys in a query: the address of a part of a composite stays under the 16,384 characters that Salesforce takes.
const KEYS_PER_QUERY: usize = 200;

/// More rows than that are looked for by what their keys begin with, because few of them are there.
const KEYS_MAX: usize = 2_000;

/// The records that carry the keys of these rows (ascending), with the rows.
pub(super) async fn by_keys(
    world: &World,
    org: &mut Org,
    object: &Name,
    key_field: &Name,
    job_id: &str,
    rows: &[u32],
    since_ms: u64,
) -> Result<Vec<(u32, RecordId)>, Failure> {
    let path = FieldPath::from(key_field.clone());
    let select = || Select::from(object).field(&path);
    let mut found = Vec::new();
    let mut keep = |record: &Record<'_>| {
        // Salesforce compares without regard to case, and more than was asked for may begin the same.
        let row = record.get(key_field.as_str()).text().and_then(|key| row_of(job_id, key));
        if let Some((row, id)) = row.zip(record.id())
            && rows.binary_search(&row).is_ok()
        {
            found.push((row, id));
        }
    };
    if rows.len() > KEYS_MAX {
        let begins = Condition::starts_with(&path, &[job_id, "-"].concat());
        let query = select().only(begins).only(since(since_ms)?).build();
        all_pages(world, org, &query, &mut keep).await?;
    } else {
        let queries: Vec<Query> = rows
            .chunks(KEYS_PER_QUERY)
            .map(|part| {
                let keys: Vec<String> = part.iter().map(|row| key_of(job_id, *row)).collect();
                select().only(Condition::one_of(&path, &keys)).build()
            })
            .collect();
        for reply in queries::run(world, org, &queries).await? {
            reply.page()?.records.iter().for_each(&mut keep);
        }
    }
    Ok(found)
}

/// The key that a row's record carries.
fn key_of(job_id: &str, row: u32) -> String {
    [job_id, "-", &row.to_string()].concat()
}

/// The row whose key this is, exactly.
pub(super) fn row_of(job_id: &str, key: &str) -> Option<u32> {
    let row = key.strip_prefix(job_id)?.strip_prefix('-')?.parse().ok()?;
    (key_of(job_id, row) == key).then_some(row)
}

/// What is known of rows without keys.
#[derive(Default)]
pub(super) struct Alike {
    /// Rows whose records are found.
    pub(super) found: Vec<(u32, RecordId)>,
    /// Rows of which nobody can tell.
    pub(super) undecided: Vec<u32>,
}

/// Looks for what became of rows that carry no keys: among the records that the connection's user has created since then
/// (all but those that are known to be of other rows), one with the same texts is a row's. Each is one row's only. A
/// record that is a little like a row, because something in the org may have changed it, leaves that row undecided.
pub(super) async fn alike(
    world: &World,
    org: &mut Org,
    object: &Name,
    fields: &[(String, FieldType)],
    bodies: &[CollectionBody],
    since_ms: u64,
    known: &BTreeSet<String>,
) -> Result<Alike, Failure> {
    let mut result = Alike::default();
    let texts: Vec<&str> = fields.iter().filter(|(_, kind)| is_text(*kind)).map(|(name, _)| name.as_str()).collect();
    let Ok(user) = RecordId::parse(&org.connection.document.user_id) else {
        result.undecided = bodies.iter().flat_map(|body| body.rows().iter().copied()).collect();
        return Ok(result);
    };
    let mut select = Select::from(object);
    for name in &texts {
        select = select.field(&path(name)?);
    }
    let by = Condition::equals(&path("CreatedById")?, &Literal::Id(user));
    let query = select.only(by).only(since(since_ms)?).build();
    let mut free: Vec<(RecordId, Texts)> = Vec::new();
    all_pages(world, org, &query, &mut |record| {
        if let Some(id) = record.id().filter(|id| !known.contains(id.as_str())) {
            free.push((id, texts_of(record, &texts)));
        }
    })
    .await?;
    let mut left: Vec<(u32, Texts)> = Vec::new();
    for body in bodies {
        let content = body.clone().finish();
        let sent = reply::Reply { status: 200, headers: &[], body: &content };
        let sent = reply::record(&sent).map_err(|error| error.to_failure())?;
        for (row, record) in body.rows().iter().zip(sent.parts("records")) {
            let texts = texts_of(record, &texts);
            match free.iter().position(|(_, found)| !texts.is_empty() && is_same(&texts, found)) {
                Some(at) => result.found.push((*row, free.remove(at).0)),
                None => left.push((*row, texts)),
            }
        }
    }
    for (row, texts) in left {
        if free.iter().any(|(_, found)| texts.is_empty() || is_like(&texts, found)) {
            result.undecided.push(row);
        }
    }
    Ok(result)
}

/// Texts by field, without the blanks around them.
type Texts = BTreeMap<String, String>;

fn texts_of(record: &Record<'_>, names: &[&str]) -> Texts {
    let mut texts = Texts::new();
    for name in names {
        if let Some(text) = record.get(name).text().map(str::trim).filter(|text| !text.is_empty()) {
            texts.insert((*name).to_owned(), text.to_owned());
        }
    }
    texts
}

/// Whether all that was sent is there.
fn is_same(sent: &Texts, found: &Texts) -> bool {
    sent.iter().all(|(name, text)| found.get(name) == Some(text))
}

/// Whether something of what was sent is there.
fn is_like(sent: &Texts, found: &Texts) -> bool {
    sent.iter().any(|(name, text)| found.get(name) == Some(text))
}

fn is_text(kind: FieldType) -> bool {
    matches!(kind, FieldType::String | FieldType::Email | FieldType::Phone | FieldType::Url)
}

fn since(since_ms: u64) -> Result<Condition, Failure> {
    let since = since_ms.saturating_sub(CLOCK_SKEW_MS);
    Ok(Condition::at_least(&path("CreatedDate")?, &Literal::Instant(since)))
}

fn path(name: &str) -> Result<FieldPath, Failure> {
    FieldPath::parse(name).map_err(|error| failure::bug(&error.to_string()))
}

async fn all_pages(
    world: &World,
    org: &mut Org,
    query: &Query,
    keep: &mut dyn FnMut(&Record<'_>),
) -> Result<(), Failure> {
    let mut reply = org.read(world, |session, timeout_ms| request::query(session, query, timeout_ms)).await?;
    loop {
        let view = reply.view();
        let page = reply::query_page(&view).map_err(|error| error.to_failure())?;
        page.records.iter().for_each(&mut *keep);
        let Some(next) = page.next else { return Ok(()) };
        reply = org.read(world, |session, timeout_ms| request::query_more(session, &next, timeout_ms)).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_rows_only_when_it_is_written_exactly_so() {
        assert_eq!(row_of("0af3", "0af3-12"), Some(12));
        for other in ["0AF3-12", "0af3-012", "0af3-", "0af3-+12", "0af3-12 ", "0af31-2", "af3-12"] {
            assert_eq!(row_of("0af3", other), None, "{other}");
        }
    }
}
