//! The issue property by which JQL finds issues by their records: a projection of what is linked, never an input.
//!
//! Whoever changes an issue's links enters it into the ledger in the same transaction; here it is written, and struck
//! out on the condition that the links are still those that were written.

use weftline_jira::request::property::{Projected, delete_property, set_property};
use weftline_wire::document::{IssueDocument, Snapshot, Task};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::json;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::ledger;
use crate::links::read_issue;
use crate::site::{self, SiteError};
use crate::snapshots;
use crate::store::{self, Committed, Entity, Transaction, key};

/// How often it is written anew in one run when links change meanwhile.
const ATTEMPTS_MAX: u32 = 8;

/// After how many seconds it is written: what is linked together is written together.
const DELAY_SECONDS: u32 = 2;

/// Bytes of what the property says of records: with the objects it stays under the 32,768 characters of a property.
const RECORDS_BYTES_MAX: usize = 28_000;

/// Objects that are named in the property.
const OBJECTS_MAX: usize = 40;

/// Characters of a record's name that are kept.
const NAME_CHARACTERS_MAX: usize = 80;

/// Enters into the ledger, in the transaction that changes an issue's links, that the property is to be written. One
/// operation.
pub(crate) fn enter(transaction: &mut Transaction, world: &World, issue_id: &str, connection: &str) {
    let task = Task::Project { issue_id: issue_id.to_owned() };
    ledger::note(transaction, world, &key::property_work(issue_id), connection, task);
}

/// Rings for it, once the transaction is through. A bell that is not heard is rung again by the ledger.
pub(crate) async fn ring(world: &World, issue_id: &str) {
    let _ = store::push(world, Job::Project { issue_id: issue_id.to_owned() }, DELAY_SECONDS).await;
}

/// Has it written anew because records have other names now.
pub(crate) async fn renew(world: &World, issue_id: &str, connection: &str) -> Result<(), Failure> {
    let mut transaction = Transaction::default();
    enter(&mut transaction, world, issue_id, connection);
    transaction.commit(world).await?;
    ring(world, issue_id).await;
    Ok(())
}

/// Writes what is linked to an issue into its property; deletes that with the last link.
pub(crate) async fn project(world: &World, issue_id: &str) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let (issue, snapshot) = join(read_issue(world, issue_id), snapshots::read(world, issue_id)).await;
        let (issue, snapshot) = (issue?, snapshot?);
        let document = issue.as_ref().map(|issue| issue.document.clone()).unwrap_or_default();
        let effect = match document.links.is_empty() {
            true => delete_property(issue_id),
            false => set_property(issue_id, &projected(&document, &snapshot)),
        };
        match site::ask(world, effect).await {
            Ok(_) => {}
            // Neither the issue nor the property is there any more, or the app may not write it: nothing will change
            // that but the next change of the links.
            Err(SiteError::Refused(error)) if !error.is_retryable() => {}
            Err(error) => return Err(error.into_failure()),
        }
        let mut transaction = Transaction::default();
        transaction.check(Entity::Issue, issue_id, issue.as_ref());
        transaction.drop(Entity::Work, &key::property_work(issue_id));
        if transaction.commit(world).await? == Committed::Yes {
            return Ok(());
        }
    }
    Err(failure::of(FailureCode::Conflict, "this issue's links are being changed by others; try again"))
}

/// What JQL finds an issue by: the newest links, each by its id in both lengths and by its name.
fn projected(document: &IssueDocument, snapshot: &Snapshot) -> Projected {
    let mut projected = Projected::default();
    let mut bytes = 0;
    for link in document.links.iter().rev() {
        let id = &link.record_id;
        let mut texts = vec![id.clone()];
        texts.extend(id.get(..15).map(str::to_owned));
        if let Some(record) = snapshot.records.get(id).filter(|record| record.name != *id) {
            texts.push(record.name.chars().take(NAME_CHARACTERS_MAX).collect());
        }
        bytes += json::to_string(&texts).len();
        if bytes > RECORDS_BYTES_MAX {
            break;
        }
        projected.records.append(&mut texts);
    }
    for link in &document.links {
        if projected.objects.len() < OBJECTS_MAX && !projected.objects.contains(&link.object) {
            projected.objects.push(link.object.clone());
        }
    }
    projected
}
