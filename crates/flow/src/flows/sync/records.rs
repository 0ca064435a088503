//! The records' side of a sync: read, written on condition, and read back, in as few calls as Salesforce allows.

use std::cell::Cell;
use std::collections::BTreeMap;

use weftline_mapping::JiraFields;
use weftline_plan::update_paths;
use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Record, SubReply};
use weftline_salesforce::request::{self, COMPOSITE_MAX, COMPOSITE_QUERIES_MAX, Subrequest, composite, refers};
use weftline_salesforce::soql::{Condition, FieldPath, Query, Select};
use weftline_salesforce::time;
use weftline_wire::configuration::Mapping;
use weftline_wire::document::Seen;
use weftline_wire::salesforce::{FieldValue, ObjectDescribe};

use crate::comment_sync::{Looking, Underway};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::org::{CallError, Org, Reply};
use crate::queries;
use crate::retry::Policy;
use crate::setbacks;
use crate::updating;

/// Nobody waits for it: what fails is tried again from the ledger.
const CALM: Policy = Policy { attempts_max: 2, base_ms: 500, delay_max_ms: 3_000, idempotent: true };

/// The record was changed after the time that the request named.
const CHANGED: u16 = 412;

/// Ids that a query names.
pub(super) const IDS_MAX: usize = 200;

/// Records that a composite changes: what its queries leave.
const CHANGES_MAX: usize = COMPOSITE_MAX - COMPOSITE_QUERIES_MAX;

/// How often a change is sent without the fields that were refused.
const PASSES_MAX: u32 = 3;

const MODIFIED: &str = "LastModifiedDate";
const STAMP: &str = "SystemModstamp";

/// An object of an org, with how it is mapped in the project.
pub(super) struct Sheet {
    pub(super) connection: String,
    pub(super) describe: ObjectDescribe,
    /// As it can be worked with.
    pub(super) mapping: Mapping,
}

impl Sheet {
    pub(super) fn has(&self, field: &str) -> bool {
        self.describe.fields.iter().any(|describe| describe.name == field)
    }

    /// What a sync reads of its records.
    fn query(&self, jira: &JiraFields, ids: &[RecordId]) -> Result<Query, Failure> {
        let mut paths = update_paths(&self.mapping, jira, &self.describe);
        paths.extend(self.mapping.related.iter().map(|related| related.field.clone()).filter(|field| self.has(field)));
        paths.extend([MODIFIED, STAMP].into_iter().filter(|field| self.has(field)).map(str::to_owned));
        let paths: Vec<FieldPath> = paths.iter().filter_map(|path| FieldPath::parse(path).ok()).collect();
        let select = Select::from(&queries::name(&self.describe.name)?).fields(&paths);
        Ok(select.only(Condition::id_in(ids)).build())
    }
}

/// A record as it was when it was read.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) values: BTreeMap<String, FieldValue>,
    /// None of an object that does not say when its records change.
    pub(super) seen: Option<Seen>,
    /// What its lookups point to that records are linked by, by field (REL-1).
    pub(super) lookups: BTreeMap<String, Option<String>>,
}

/// A record that is wanted: its object's sheet, and its id.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) id: RecordId,
}

/// Reads records of one org, with what is asked about comments where there is room. Those that it does not show are missing.
pub(super) async fn read(
    world: &World,
    org: &mut Org,
    jira: &JiraFields,
    wanted: &[Wanted<'_>],
    mut looking: Option<&mut Looking>,
) -> Result<BTreeMap<String, Read>, Failure> {
    let mut asked: Vec<(&Sheet, Query)> = Vec::new();
    for (sheet, ids) in by_sheet(wanted) {
        for part in ids.chunks(IDS_MAX) {
            asked.push((sheet, sheet.query(jira, part)?));
        }
    }
    let mut found = BTreeMap::new();
    for part in asked.chunks(COMPOSITE_QUERIES_MAX) {
        let mut requests: Vec<Subrequest<'_>> = part.iter().map(|(_, query)| Subrequest::query(query)).collect();
        let also = looking.as_ref().map(|looking| looking.requests()).unwrap_or_default();
        if part.len() + also.len() <= COMPOSITE_QUERIES_MAX {
            requests.extend(also);
        }
        let began_ms = world.now_ms();
        let sent = send(world, org, &requests, true).await.map_err(CallError::into_failure)?;
        let at_ms = looked_at(world, &sent, began_ms);
        let replies = reply::composite(&sent.view()).map_err(|error| error.to_failure())?;
        let (replies, about_comments) = replies.split_at_checked(part.len()).unwrap_or_default();
        if let (Some(looking), false) = (looking.as_deref_mut(), about_comments.is_empty()) {
            looking.take(about_comments);
        }
        for ((sheet, _), reply) in part.iter().zip(replies) {
            take(sheet, jira, reply, at_ms, &mut found)?;
        }
    }
    Ok(found)
}

/// The ids of records by the sheet that they belong to.
pub(super) fn by_sheet<'a>(wanted: &[Wanted<'a>]) -> Vec<(&'a Sheet, Vec<RecordId>)> {
    let mut sheets: Vec<(&Sheet, Vec<RecordId>)> = Vec::new();
    for one in wanted {
        match sheets.iter_mut().find(|(sheet, _)| std::ptr::eq(*sheet, one.sheet)) {
            Some((_, ids)) => ids.push(one.id),
            None => sheets.push((one.sheet, vec![one.id])),
        }
    }
    sheets
}

pub(super) async fn send(
    world: &World,
    org: &mut Org,
    requests: &[Subrequest<'_>],
    idempotent: bool,
) -> Result<Reply, CallError> {
    send_counted(world, org, requests, idempotent, &Cell::new(0)).await
}

/// The same, and says how often it was sent: an answer may be about what an earlier try has done.
async fn send_counted(
    world: &World,
    org: &mut Org,
    requests: &[Subrequest<'_>],
    idempotent: bool,
    sends: &Cell<u32>,
) -> Result<Reply, CallError> {
    let policy = Policy { idempotent, ..CALM };
    let sent = org.send(world, &policy, |session, timeout_ms| {
        sends.set(sends.get() + 1);
        composite(session, requests, false, timeout_ms)
    });
    sent.await
}

/// When records were looked at by Salesforce's clock, as early as it may have been: a slow answer was made at its end.
fn looked_at(world: &World, sent: &Reply, began_ms: u64) -> u64 {
    let date = sent.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("date"));
    let answered_ms = date.and_then(|(_, date)| time::from_http_date(date)).unwrap_or_else(|| world.now_ms());
    answered_ms.saturating_sub(world.now_ms().saturating_sub(began_ms))
}

fn take(
    sheet: &Sheet,
    jira: &JiraFields,
    reply: &SubReply<'_>,
    at_ms: u64,
    found: &mut BTreeMap<String, Read>,
) -> Result<(), Failure> {
    let failure = |error: SalesforceError| failure::with(error.to_failure(), "object", sheet.describe.name.clone());
    let reply = reply.read().map_err(failure)?;
    let page = reply::query_page(&reply).map_err(|error| error.to_failure())?;
    let paths = update_paths(&sheet.mapping, jira, &sheet.describe);
    for record in &page.records {
        let Some(id) = record.id() else { continue };
        let values = paths.iter().map(|path| (path.clone(), updating::value(record.get(path))));
        let lookups = sheet.mapping.related.iter().filter(|related| sheet.has(&related.field));
        let lookups =
            lookups.map(|related| (related.field.clone(), record.get(&related.field).text().map(str::to_owned)));
        let read = Read {
            values: crate::sorted::map(values),
            seen: seen(record, at_ms),
            lookups: crate::sorted::map(lookups),
        };
        found.insert(id.to_string(), read);
    }
    Ok(())
}

fn seen(record: &Record<'_>, at_ms: u64) -> Option<Seen> {
    let modified_at_ms = record.get(MODIFIED).text().and_then(time::instant)?;
    let stamp_ms = record.get(STAMP).text().and_then(time::instant).unwrap_or(modified_at_ms);
    Some(Seen { modified_at_ms, stamp_ms, at_ms })
}

/// A record that is changed, unless somebody else has changed it since it was seen.
pub(super) struct Change<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) id: RecordId,
    pub(super) fields: BTreeMap<String, FieldValue>,
    pub(super) unmodified_since: Option<String>,
}

/// What came of a change.
#[derive(Default)]
pub(super) struct Changed {
    /// Whether somebody else had changed the record: nothing was written, and it has to be read.
    pub(super) overtaken: bool,
    /// Whether nothing of it can have been written before either: it was sent once.
    pub(super) unwritten: bool,
    /// Fields that were refused.
    pub(super) refused: Vec<String>,
    /// Why.
    pub(super) failure: Option<Failure>,
    /// The record after it was written.
    pub(super) record: Option<Read>,
}

/// What travels with changes in one call.
pub(super) struct Freight<'a, 'b> {
    /// Records that are read with those that are changed.
    pub(super) also: Vec<Wanted<'a>>,
    /// Copies of comments.
    pub(super) comments: &'b mut Underway,
}

/// Changes records of one org, writes as many comments as there is room for, and reads all of them back in the same call. A
/// field that is refused leaves the others alone, and the comments too.
pub(super) async fn write(
    world: &World,
    org: &mut Org,
    jira: &JiraFields,
    changes: Vec<Change<'_>>,
    mut freight: Option<Freight<'_, '_>>,
) -> Result<BTreeMap<String, Changed>, Failure> {
    let mut done: BTreeMap<String, Changed> = BTreeMap::new();
    let mut left = changes;
    for _ in 0..PASSES_MAX {
        let mut again = Vec::new();
        while !left.is_empty() || freight.is_some() {
            let rest = left.split_off(fitting(&left));
            let part = std::mem::replace(&mut left, rest);
            write_part(world, org, jira, part, freight.take(), &mut done, &mut again).await?;
        }
        left = again;
    }
    Ok(done)
}

/// How many of the changes fit into a composite that reads all of them back.
fn fitting(changes: &[Change<'_>]) -> usize {
    let mut sheets: Vec<&Sheet> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        if !sheets.iter().any(|sheet| std::ptr::eq(*sheet, change.sheet)) {
            sheets.push(change.sheet);
        }
        if at == CHANGES_MAX || sheets.len() > COMPOSITE_QUERIES_MAX {
            return at;
        }
    }
    changes.len()
}

async fn write_part<'a>(
    world: &World,
    org: &mut Org,
    jira: &JiraFields,
    changes: Vec<Change<'a>>,
    mut freight: Option<Freight<'a, '_>>,
    done: &mut BTreeMap<String, Changed>,
    again: &mut Vec<Change<'a>>,
) -> Result<(), Failure> {
    let began_ms = world.now_ms();
    // A composite would take some texts as references.
    let (alone, together): (Vec<_>, Vec<_>) = changes.iter().partition(|change| refers(&change.fields));
    for change in alone {
        let object = queries::name(&change.sheet.describe.name)?;
        let sends = Cell::new(0);
        let sent = org.send(world, &CALM, |session, timeout_ms| {
            sends.set(sends.get() + 1);
            request::update(
                session,
                &object,
                &change.id,
                &change.fields,
                change.unmodified_since.as_deref(),
                timeout_ms,
            )
        });
        match sent.await {
            Ok(_) => note(done, change, Ok(()), sends.get()),
            Err(CallError::Refused(error)) => note(done, change, Err(error), sends.get()),
            Err(error) => return Err(error.into_failure()),
        }
    }
    let mut wanted: Vec<Wanted<'_>> =
        changes.iter().map(|change| Wanted { sheet: change.sheet, id: change.id }).collect();
    for one in freight.iter().flat_map(|freight| &freight.also) {
        let sheets = by_sheet(&wanted);
        let has_room =
            sheets.len() < COMPOSITE_QUERIES_MAX || sheets.iter().any(|(sheet, _)| std::ptr::eq(*sheet, one.sheet));
        if has_room && !wanted.iter().any(|known| known.id == one.id) {
            wanted.push(*one);
        }
    }
    let sheets = by_sheet(&wanted);
    // The record's own changes go first: their condition is about others, and a comment may count as a change of its record.
    let mut requests = Vec::with_capacity(COMPOSITE_MAX);
    for change in &together {
        let object = queries::name(&change.sheet.describe.name)?;
        requests.push(Subrequest::update(&object, &change.id, &change.fields, change.unmodified_since.as_deref()));
    }
    let room = (COMPOSITE_MAX - together.len() - sheets.len(), COMPOSITE_QUERIES_MAX - sheets.len());
    let copies = freight.as_ref().map_or(0, |freight| freight.comments.fitting(room.0, room.1));
    let (of_copies, writes) = match &freight {
        Some(freight) => (freight.comments.requests(copies), freight.comments.writes(copies)),
        None => (Vec::new(), false),
    };
    let count = of_copies.len();
    requests.extend(of_copies);
    for (sheet, ids) in &sheets {
        requests.push(Subrequest::query(&sheet.query(jira, ids)?));
    }
    if together.is_empty() && count == 0 && changes.is_empty() {
        // Nothing to read back either.
        return Ok(());
    }
    let sends = Cell::new(0);
    let sent = send_counted(world, org, &requests, !writes, &sends).await;
    drop(requests);
    let sent = match sent {
        Ok(sent) => sent,
        Err(error) => {
            if let Some(freight) = &mut freight {
                freight.comments.fail(copies, &error);
            }
            return Err(error.into_failure());
        }
    };
    let at_ms = looked_at(world, &sent, began_ms);
    let replies = match reply::composite(&sent.view()) {
        Ok(replies) => replies,
        Err(error) => {
            let failure = error.to_failure();
            if let Some(freight) = &mut freight {
                freight.comments.fail(copies, &CallError::Refused(error));
            }
            return Err(failure);
        }
    };
    let (written, rest) = replies.split_at_checked(together.len()).unwrap_or_default();
    let (of_copies, read) = rest.split_at_checked(count).unwrap_or_default();
    if let Some(freight) = &mut freight {
        freight.comments.take(copies, of_copies);
    }
    for (change, reply) in together.iter().zip(written) {
        note(done, change, reply.read().map(|_| ()), sends.get());
    }
    let mut found = BTreeMap::new();
    for ((sheet, _), reply) in sheets.iter().zip(read) {
        take(sheet, jira, reply, at_ms, &mut found)?;
    }
    for one in wanted.iter().filter(|one| !changes.iter().any(|change| change.id == one.id)) {
        if let Some(read) = found.remove(one.id.as_str()) {
            done.insert(one.id.to_string(), Changed { record: Some(read), ..Changed::default() });
        }
    }
    for mut change in changes {
        let Some(came) = done.get_mut(change.id.as_str()) else { continue };
        let wrote = !came.overtaken && (came.failure.is_none() || came.record.is_some());
        if wrote {
            came.record = found.remove(change.id.as_str());
        }
        // The fields that were refused for themselves do not hold up the others.
        let before = change.fields.len();
        change.fields.retain(|field, _| !came.refused.contains(field));
        if came.record.is_none() && !came.overtaken && !change.fields.is_empty() && change.fields.len() < before {
            again.push(change);
        }
    }
    Ok(())
}

/// Notes what Salesforce said of a change.
fn note(done: &mut BTreeMap<String, Changed>, change: &Change<'_>, said: Result<(), SalesforceError>, sends: u32) {
    let came = done.entry(change.id.to_string()).or_default();
    let Err(error) = said else {
        // The record is read at the end of the same call.
        came.record.get_or_insert(Read { values: BTreeMap::new(), seen: None, lookups: BTreeMap::new() });
        return;
    };
    // Also when it is deleted: then reading it tells.
    if error.status() == CHANGED || matches!(error.class(), ErrorClass::Deleted | ErrorClass::NotFound) {
        (came.overtaken, came.unwritten) = (true, sends == 1);
        return;
    }
    let fields = error.statements().flat_map(|statement| statement.fields.iter());
    let fields: Vec<String> = fields.filter(|field| change.fields.contains_key(*field)).cloned().collect();
    came.refused.extend(match fields.is_empty() {
        true => change.fields.keys().cloned().collect(),
        false => fields,
    });
    let failure = error.to_failure();
    let failure = if failure.retryable { failure } else { setbacks::of_problems(&error.to_problems()) };
    came.failure.get_or_insert(failure);
}
