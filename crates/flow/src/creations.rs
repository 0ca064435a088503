//! Creations, exactly once: the intent, looking for what became of one, and its end.
//!
//! The creation's key is stored before anything is sent, and travels in the org's unique external id field where there
//! is one. So after a lost answer the record is found by its key, and two that send at once make one record.

use weftline_salesforce::reply::{self, Record};
use weftline_salesforce::request;
use weftline_salesforce::soql::{FieldPath, Name};
use weftline_wire::document::{CreationDocument, CreationState, Origin, SnapshotRecord, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::{FieldType, ObjectDescribe};

use crate::activity::{self, Kept};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::ledger;
use crate::links::{self, Linking, NewLink};
use crate::org::Org;
use crate::queries;
use crate::snapshots;
use crate::store::{Committed, Entity, Transaction, entity};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// The field that carries the key: unique, an external id, and open to the integration user.
const KEY_FIELD: &str = "Weftline_Key__c";

/// The key of what a form creates. A form's id is 32 hexadecimal digits.
pub(crate) fn form_key(cloud_id: &str, issue_id: &str, form_id: &str) -> Result<String, Failure> {
    if form_id.len() != 32 || !form_id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(failure::of(FailureCode::Invalid, "the form's id is not one that Weftline gave"));
    }
    Ok(format!("{cloud_id}:{issue_id}:form-{form_id}"))
}

/// The key of what a rule creates when it fires for this time.
pub(crate) fn rule_key(cloud_id: &str, issue_id: &str, rule: &str, times: u32) -> String {
    format!("{cloud_id}:{issue_id}:rule-{rule}-{times}")
}

/// The key of what a backfill creates of an issue. A job's id is 32 hexadecimal digits.
pub(crate) fn backfill_key(cloud_id: &str, issue_id: &str, job_id: &str) -> String {
    format!("{cloud_id}:{issue_id}:backfill-{job_id}")
}

/// The rule that a creation's key says it is by; none for a form's.
pub(crate) fn rule_of(key: &str) -> Option<&str> {
    let (rule, _) = key.splitn(3, ':').nth(2)?.strip_prefix("rule-")?.rsplit_once('-')?;
    Some(rule)
}

/// The issue that a creation's key names.
pub(crate) fn issue_of(key: &str) -> Option<&str> {
    key.split(':').nth(1)
}

/// The site that a creation's key begins with.
pub(crate) fn cloud_of(key: &str) -> &str {
    key.split_once(':').map_or("", |(cloud_id, _)| cloud_id)
}

/// The field of the object that carries the key, if the org has it.
pub(crate) fn key_field(object: &ObjectDescribe) -> Option<&str> {
    let field = object.fields.iter().find(|field| field.name == KEY_FIELD)?;
    let fit = field.external_id
        && field.unique
        && field.createable
        && field.filterable
        && field.field_type == FieldType::String
        && field.length == 255;
    fit.then_some(field.name.as_str())
}

/// What is stored of a creation.
pub(crate) async fn read(world: &World, key: &str) -> Result<Option<Versioned<CreationDocument>>, Failure> {
    entity(world, Entity::Creation, key).await
}

/// Writes a creation's document in place of `before`, and its work in the ledger with it; none when somebody else wrote meanwhile.
pub(crate) async fn write(
    world: &World,
    key: &str,
    before: Option<&Versioned<CreationDocument>>,
    document: CreationDocument,
) -> Result<Option<Versioned<CreationDocument>>, Failure> {
    let transaction = Transaction::default();
    write_in(world, transaction, key, before, document).await
}

/// The same with the plan that is carried out.
pub(crate) async fn intend(
    world: &World,
    key: &str,
    before: Option<&Versioned<CreationDocument>>,
    mut document: CreationDocument,
    kept: &Kept,
) -> Result<Option<Versioned<CreationDocument>>, Failure> {
    let mut transaction = Transaction::default();
    kept.store(&mut transaction, key, &mut document);
    write_in(world, transaction, key, before, document).await
}

async fn write_in(
    world: &World,
    mut transaction: Transaction,
    key: &str,
    before: Option<&Versioned<CreationDocument>>,
    document: CreationDocument,
) -> Result<Option<Versioned<CreationDocument>>, Failure> {
    put(&mut transaction, world, key, before, &document)?;
    Ok(match transaction.commit(world).await? {
        Committed::Yes => Some(Versioned { revision: before.map_or(0, |before| before.revision) + 1, document }),
        Committed::Conflict => None,
    })
}

/// Adds a creation's document to a transaction, and its work in the ledger with it.
pub(crate) fn put(
    transaction: &mut Transaction,
    world: &World,
    key: &str,
    before: Option<&Versioned<CreationDocument>>,
    document: &CreationDocument,
) -> Result<(), Failure> {
    replace(transaction, key, before, document)?;
    ledger::enter(transaction, world, key, document);
    Ok(())
}

/// The same where nothing becomes of its work.
pub(crate) fn replace(
    transaction: &mut Transaction,
    key: &str,
    before: Option<&Versioned<CreationDocument>>,
    document: &CreationDocument,
) -> Result<(), Failure> {
    transaction.put(Entity::Creation, key, before, document)?;
    if rule_of(key).is_none() {
        // A form is sent once, or again within the hour; what a rule has done counts for good (AUTO-7).
        transaction.expire_last(activity::KEPT_SECONDS);
    }
    Ok(())
}

/// A creation that has ended: what was planned is told by the activity.
pub(crate) fn over(document: &CreationDocument, state: CreationState) -> CreationDocument {
    CreationDocument { state, plan: None, recorded: None, ..document.clone() }
}

/// A record that carries exactly a creation's key: its id, and what `keep` makes of it.
pub(crate) async fn find<T>(
    world: &World,
    org: &mut Org,
    object: &str,
    key_field: &str,
    key: &str,
    fields: &[FieldPath],
    keep: impl Fn(&str, &Record<'_>) -> T,
) -> Result<Option<(String, T)>, Failure> {
    let object = queries::name(object)?;
    let field = Name::parse(key_field).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))?;
    let found = org
        .read(world, |session, timeout_ms| request::read_by_key(session, &object, &field, key, fields, timeout_ms))
        .await?;
    let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
    // Salesforce compares without regard to case; our keys differ by more.
    let exact = page.records.iter().find(|record| record.get(key_field).text() == Some(key));
    Ok(exact.and_then(|record| {
        let id = record.id()?.to_string();
        let kept = keep(&id, record);
        Some((id, kept))
    }))
}

/// A created record, about to be linked.
pub(crate) struct Made {
    pub(crate) link: NewLink,
    /// What the panel will show of it; none when it could not be read.
    pub(crate) kept: Option<SnapshotRecord>,
}

/// Ends a creation: links the record and marks the creation as done, all or none, with what `also` adds to that; then
/// keeps what was read. Another worker may have ended it before.
pub(crate) async fn finish(
    world: &World,
    key: &str,
    intent: &Versioned<CreationDocument>,
    made: Made,
    also: &dyn Fn(&mut Transaction, &str),
) -> Result<(), Failure> {
    let Made { link, kept } = made;
    let record_id = link.record_id.clone();
    let mut intent = intent.clone();
    for _ in 0..ATTEMPTS_MAX {
        let document = &intent.document;
        let linking = Linking {
            issue_id: &document.issue_id,
            connection: &document.connection,
            author: &document.author,
            origin: if rule_of(key).is_some() { Origin::Rule } else { Origin::Created },
            exclusive: false,
        };
        let (mut transaction, _) = links::prepare(world, &linking, std::slice::from_ref(&link)).await?;
        let state = CreationState::Created { record_id: record_id.clone() };
        put(&mut transaction, world, key, Some(&intent), &over(document, state))?;
        also(&mut transaction, &record_id);
        if transaction.commit(world).await? == Committed::Yes {
            links::ring(world, &document.issue_id, 1).await;
            let kept = kept.into_iter().map(|kept| (record_id.clone(), kept)).collect();
            // It is created and linked: what cannot be kept for the panel now, the next panel reads.
            let _ = snapshots::add(world, &document.issue_id, kept).await;
            return Ok(());
        }
        match read(world, key).await? {
            Some(now) if !matches!(now.document.state, CreationState::Created { .. }) => intent = now,
            _ => return Ok(()),
        }
    }
    Err(failure::of(FailureCode::Conflict, "this issue's links are being changed by others; try again"))
}
