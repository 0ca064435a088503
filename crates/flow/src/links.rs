//! Links between issues and records: the issue's document, the link itself, and the way back from the record.
//!
//! All three are written in one transaction on the revisions that were read, with the work that follows from it. Whoever
//! loses reads again.

use std::collections::BTreeMap;

use weftline_wire::decision::Cause;
use weftline_wire::document::{
    Base, Gone, IssueDocument, LinkDocument, LinkedRecord, Origin, RecordDocument, RelatedBy, Undertaking, Versioned,
};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::RecordRow;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::first_sync::Entering;
use crate::flows::project;
use crate::join::{join, join_all};
use crate::marks::{self, SyncMark};
use crate::post_functions;
use crate::setbacks;
use crate::store::{Committed, Entity, Transaction, entity, key};

/// Records a transaction can link: the issue's document, two for each record, and the work on the issue's property, on the
/// first sync and on keeping them in step, of 25 operations.
const RECORDS_PER_TRANSACTION: usize = 10;

/// Linked records an issue may have, so that its document stays far below the 240 KiB of a stored value.
pub(crate) const RECORDS_PER_ISSUE: usize = 1_000;

/// How long it is waited for more, where many records were linked at once.
const MANY_SETTLE_SECONDS: u32 = 15;

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// A record about to be linked.
pub(crate) struct NewLink {
    pub(crate) record_id: String,
    pub(crate) object: String,
    pub(crate) base: BTreeMap<String, Base>,
}

/// Who links what to which issue.
pub(crate) struct Linking<'a> {
    pub(crate) issue_id: &'a str,
    pub(crate) connection: &'a str,
    pub(crate) author: &'a str,
    pub(crate) origin: Origin,
    /// Whether records that are linked to other issues stay as they are (LNK-4).
    pub(crate) exclusive: bool,
}

/// Why records are linked by themselves.
#[derive(Clone, Copy, Default)]
pub(crate) struct ByItself<'a> {
    /// The lookup that points to them.
    pub(crate) related: Option<&'a RelatedBy>,
    /// The linked record that was merged into them: noticed together with it, so that whoever unlinks them is obeyed.
    pub(crate) merged: Option<(&'a str, &'a Gone)>,
}

/// Which of the records were linked now, which had been before, and which were not because they are linked to other
/// issues.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Linked {
    pub(crate) now: Vec<String>,
    pub(crate) before: Vec<String>,
    pub(crate) elsewhere: Vec<String>,
}

/// Reads an issue's document.
pub(crate) async fn read_issue(world: &World, issue_id: &str) -> Result<Option<Versioned<IssueDocument>>, Failure> {
    entity(world, Entity::Issue, issue_id).await
}

/// The issue's primary record (LNK-4): the one that someone chose, else the oldest of the object that comes first in the
/// configuration; none when nothing is linked.
pub(crate) fn primary<'a>(document: &'a IssueDocument, objects: &[String]) -> Option<&'a str> {
    let links = &document.links;
    let chosen = document.primary.as_ref().and_then(|id| links.iter().find(|link| link.record_id == *id));
    let first = || objects.iter().find_map(|object| links.iter().find(|link| link.object == *object));
    chosen.or_else(first).or(links.first()).map(|link| link.record_id.as_str())
}

/// Links records to an issue. Linking what is linked changes nothing.
pub(crate) async fn link(
    world: &World,
    linking: &Linking<'_>,
    records: &[NewLink],
    entering: &Entering<'_>,
) -> Result<Linked, Failure> {
    let mut linked = Linked::default();
    for part in records.chunks(RECORDS_PER_TRANSACTION) {
        link_part(world, linking, part, entering, &mut linked).await?;
    }
    if !linked.now.is_empty() {
        ring(world, linking.issue_id, linked.now.len()).await;
    }
    Ok(linked)
}

/// Links records that were just created, so that nothing has to be copied either way.
pub(crate) async fn link_created(world: &World, linking: &Linking<'_>, records: &[NewLink]) -> Result<(), Failure> {
    for part in records.chunks(RECORDS_PER_TRANSACTION) {
        let mut left = ATTEMPTS_MAX;
        loop {
            let (transaction, _) = prepare(world, linking, part).await?;
            if transaction.is_empty() || transaction.commit(world).await? == Committed::Yes {
                break;
            }
            left -= 1;
            if left == 0 {
                return Err(contended());
            }
        }
    }
    if !records.is_empty() {
        ring(world, linking.issue_id, records.len()).await;
    }
    Ok(())
}

/// Rings for what follows from new links, once they are through. Where many were linked, more may follow: all of them are
/// looked at together.
pub(crate) async fn ring(world: &World, issue_id: &str, linked: usize) {
    let delay_seconds = if linked > RECORDS_PER_TRANSACTION { MANY_SETTLE_SECONDS } else { 0 };
    join(project::ring(world, issue_id), marks::ring(world, issue_id, delay_seconds)).await;
}

async fn link_part(
    world: &World,
    linking: &Linking<'_>,
    records: &[NewLink],
    entering: &Entering<'_>,
    linked: &mut Linked,
) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let (mut transaction, mut round) = prepare(world, linking, records).await?;
        entering.enter(&mut transaction, world, &round.now);
        if transaction.is_empty() || transaction.commit(world).await? == Committed::Yes {
            // What is not heard is rung again by the ledger.
            let _ = entering.ring(world, &round.now).await;
            linked.now.append(&mut round.now);
            linked.before.append(&mut round.before);
            linked.elsewhere.append(&mut round.elsewhere);
            return Ok(());
        }
    }
    Err(contended())
}

/// What links a few records to an issue, all or none, on what is read now; nothing for those that are linked. Whoever
/// commits it rings for the property.
pub(crate) async fn prepare(
    world: &World,
    linking: &Linking<'_>,
    records: &[NewLink],
) -> Result<(Transaction, Linked), Failure> {
    prepare_by_itself(world, linking, records, ByItself::default()).await
}

/// The same of records that are linked by themselves, and why. What was merged into them and is not linked any more links
/// nothing.
pub(crate) async fn prepare_by_itself(
    world: &World,
    linking: &Linking<'_>,
    records: &[NewLink],
    why: ByItself<'_>,
) -> Result<(Transaction, Linked), Failure> {
    let merged_key = why.merged.map(|(record_id, _)| key::link(linking.issue_id, record_id));
    let ((issue, mark), (reverse, merged)) = join(
        join(read_issue(world, linking.issue_id), marks::read(world, linking.issue_id)),
        join(
            join_all(records.iter().map(|record| read_record(world, linking.connection, &record.record_id))),
            join_all(merged_key.iter().map(|key| entity::<LinkDocument>(world, Entity::Link, key))),
        ),
    )
    .await;
    let (issue, mark) = (issue?, mark?);
    let merged = merged.into_iter().next().transpose()?.flatten();
    if why.merged.is_some() && merged.is_none() {
        return Ok((Transaction::default(), Linked::default()));
    }
    let reverse = reverse.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut document = issue.as_ref().map(|issue| issue.document.clone()).unwrap_or_default();
    let mut transaction = Transaction::default();
    let mut linked = Linked::default();
    let mut mended = false;
    for (record, reverse) in records.iter().zip(&reverse) {
        if linking.origin == Origin::Rule {
            let by_rule = |undertaking: &Undertaking| post_functions::creates(undertaking, Some(&record.object));
            mended |= setbacks::clear_in(&mut document, &by_rule);
        }
        if document.links.iter().any(|link| link.record_id == record.record_id) {
            linked.before.push(record.record_id.clone());
            continue;
        }
        if linking.exclusive && others(reverse.as_ref(), linking.issue_id) > 0 {
            linked.elsewhere.push(record.record_id.clone());
            continue;
        }
        add(world, (linking, why), record, reverse.as_ref(), &mut document, &mut transaction)?;
        linked.now.push(record.record_id.clone());
    }
    if !linked.now.is_empty() {
        project::enter(&mut transaction, world, linking.issue_id, linking.connection);
        // What they point to is linked too, and what nobody has seen of them is looked at.
        let new = SyncMark::new(linking.issue_id, linking.connection, Cause::Linked);
        marks::put(&mut transaction, world, mark.as_ref(), &new);
        if let (Some((_, gone)), Some(key), Some(link)) = (why.merged, &merged_key, &merged) {
            let held = u32::try_from(link.document.held.len()).unwrap_or(u32::MAX);
            let counted = if link.document.gone.is_none() { held } else { 0 };
            document.conflicts = document.conflicts.saturating_sub(counted);
            let link_now = LinkDocument { gone: Some(gone.clone()), ..link.document.clone() };
            transaction.put(Entity::Link, key, Some(link), &link_now)?;
        }
    }
    if mended || !linked.now.is_empty() {
        transaction.put(Entity::Issue, linking.issue_id, issue.as_ref(), &document)?;
    }
    Ok((transaction, linked))
}

fn add(
    world: &World,
    (linking, why): (&Linking<'_>, ByItself<'_>),
    record: &NewLink,
    reverse: Option<&Versioned<RecordDocument>>,
    document: &mut IssueDocument,
    transaction: &mut Transaction,
) -> Result<(), Failure> {
    if document.links.len() >= RECORDS_PER_ISSUE {
        let text = format!("an issue can have {RECORDS_PER_ISSUE} linked records; unlink some first");
        return Err(failure::of(FailureCode::Invalid, text));
    }
    // Comments that were copied to a record that was merged into this one are there with it: the link is younger than they
    // are, whatever our clock says.
    let copied_ms = why.merged.and(document.comments).map_or(0, |seen| seen.jira_ms + 1_000);
    let linked_at_ms = world.now_ms().max(copied_ms);
    let link = LinkDocument {
        issue_id: linking.issue_id.to_owned(),
        record_id: record.record_id.clone(),
        object: record.object.clone(),
        connection: linking.connection.to_owned(),
        origin: linking.origin,
        author: linking.author.to_owned(),
        linked_at_ms,
        base: record.base.clone(),
        seen: None,
        held: Vec::new(),
        decided: Vec::new(),
        gone: None,
        related: why.related.cloned(),
        waiting: Vec::new(),
    };
    transaction.put(Entity::Link, &key::link(linking.issue_id, &record.record_id), None::<&Versioned<()>>, &link)?;
    document.synced_values = None;
    document.links.push(LinkedRecord {
        record_id: record.record_id.clone(),
        object: record.object.clone(),
        connection: linking.connection.to_owned(),
        linked_at_ms,
    });
    let mut back = reverse.map(|reverse| reverse.document.clone()).unwrap_or_default();
    if !back.issue_ids.iter().any(|id| id == linking.issue_id) {
        back.issue_ids.push(linking.issue_id.to_owned());
    }
    let key = key::record(linking.connection, &record.record_id);
    transaction.put(Entity::Record, &key, reverse, &back)
}

/// Unlinks records from an issue; gives back those that were linked. Unlinking what is not linked changes nothing.
pub(crate) async fn unlink(world: &World, issue_id: &str, record_ids: &[String]) -> Result<Vec<String>, Failure> {
    let mut unlinked = Vec::new();
    for part in record_ids.chunks(RECORDS_PER_TRANSACTION) {
        unlinked.append(&mut unlink_part(world, issue_id, part).await?);
    }
    if !unlinked.is_empty() {
        project::ring(world, issue_id).await;
    }
    Ok(unlinked)
}

async fn unlink_part(world: &World, issue_id: &str, record_ids: &[String]) -> Result<Vec<String>, Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let Some(issue) = read_issue(world, issue_id).await? else {
            return Ok(Vec::new());
        };
        let (gone, links) =
            issue.document.links.iter().cloned().partition::<Vec<_>, _>(|link| record_ids.contains(&link.record_id));
        let Some(first) = gone.first() else {
            return Ok(Vec::new());
        };
        let documents = join_all(gone.iter().map(|link| async {
            let link_key = key::link(issue_id, &link.record_id);
            join(
                entity::<LinkDocument>(world, Entity::Link, &link_key),
                read_record(world, &link.connection, &link.record_id),
            )
            .await
        }))
        .await;
        let mut transaction = Transaction::default();
        let mut left = without(&issue.document, links, record_ids);
        if left.links.is_empty() {
            // Nothing is left to be kept in step: what had failed of it neither.
            transaction.drop(Entity::Work, &key::sync_work(issue_id));
        }
        project::enter(&mut transaction, world, issue_id, &first.connection);
        for (link, (document, reverse)) in gone.iter().zip(documents) {
            if let Some(document) = document? {
                let held = u32::try_from(document.document.held.len()).unwrap_or(u32::MAX);
                left.conflicts = left.conflicts.saturating_sub(held);
                transaction.remove(Entity::Link, &key::link(issue_id, &link.record_id), &document);
            }
            if let Some(reverse) = reverse? {
                forget_way_back(&mut transaction, link, &reverse, issue_id)?;
            }
        }
        transaction.put(Entity::Issue, issue_id, Some(&issue), &left)?;
        if transaction.commit(world).await? == Committed::Yes {
            return Ok(gone.into_iter().map(|link| link.record_id).collect());
        }
    }
    Err(contended())
}

/// The document with only these links left, and nothing that was said of those that are gone.
fn without(document: &IssueDocument, links: Vec<LinkedRecord>, gone: &[String]) -> IssueDocument {
    let mut left = IssueDocument { links, ..document.clone() };
    left.primary = left.primary.filter(|primary| !gone.contains(primary));
    left.synced_values = None;
    let is_all = left.links.is_empty();
    let of_gone = |undertaking: &Undertaking| match undertaking {
        Undertaking::FirstSync { record_id, .. } => gone.contains(record_id),
        Undertaking::Sync { record_id: Some(record_id), .. } => is_all || gone.contains(record_id),
        Undertaking::Sync { record_id: None, .. } => is_all,
        _ => false,
    };
    setbacks::clear_in(&mut left, &of_gone);
    left
}

fn forget_way_back(
    transaction: &mut Transaction,
    link: &LinkedRecord,
    reverse: &Versioned<RecordDocument>,
    issue_id: &str,
) -> Result<(), Failure> {
    let key = key::record(&link.connection, &link.record_id);
    let issue_ids: Vec<String> = reverse.document.issue_ids.iter().filter(|&id| id != issue_id).cloned().collect();
    if issue_ids.is_empty() {
        transaction.remove(Entity::Record, &key, reverse);
        return Ok(());
    }
    transaction.put(Entity::Record, &key, Some(reverse), &RecordDocument { issue_ids, seen: reverse.document.seen })
}

/// The issues that a record is linked to.
pub(crate) async fn read_record(
    world: &World,
    connection: &str,
    record_id: &str,
) -> Result<Option<Versioned<RecordDocument>>, Failure> {
    entity(world, Entity::Record, &key::record(connection, record_id)).await
}

/// To how many issues but this one a record is linked.
fn others(reverse: Option<&Versioned<RecordDocument>>, issue_id: &str) -> u32 {
    let ids = reverse.into_iter().flat_map(|reverse| &reverse.document.issue_ids);
    u32::try_from(ids.filter(|&id| id != issue_id).count()).unwrap_or(u32::MAX)
}

/// Says of each row to how many other issues its record is linked (LNK-4), in one turn.
pub(crate) async fn tell_elsewhere(
    world: &World,
    connection: &str,
    issue_id: &str,
    rows: &mut [RecordRow],
) -> Result<(), Failure> {
    let found = join_all(rows.iter().map(|row| read_record(world, connection, &row.id))).await;
    for (row, reverse) in rows.iter_mut().zip(found) {
        row.elsewhere = others(reverse?.as_ref(), issue_id);
    }
    Ok(())
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).map_or('0', |&digit| char::from(digit));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn contended() -> Failure {
    failure::of(FailureCode::Conflict, "this issue's links are being changed by others; try again")
}
