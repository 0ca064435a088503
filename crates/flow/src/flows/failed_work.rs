//! Work that has failed and is left to people (OPS-2): listed by cause, tried again, or given up for good.

use weftline_wire::call::{DropWorkCall, RetryWorkCall};
use weftline_wire::decision::{Activity, Cause};
use weftline_wire::document::{Task, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{FailedGroup, FailedItem, FailedWorkView};

use super::health::{BY_STATE, COUNTED_MAX};
use super::site_activity::issues;
use crate::activity;
use crate::configuration::Configuration;
use crate::creations;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::{join, join_all};
use crate::ledger::{self, Entry};
use crate::store::{self, Among, Committed, Entity, Transaction};

/// Doorbells of one call: the rest is rung by the five-minute round, the oldest first.
const RINGS_MAX: usize = 20;

/// Entries that a transaction opens again.
const BATCH: usize = 25;

/// Failed work, with its key.
struct Failed {
    key: String,
    entry: Entry,
}

/// Lists failed work by cause.
pub(crate) async fn list(world: &World) -> Result<FailedWorkView, Failure> {
    let (admin, found) = join(gate::admin(world), read(world)).await;
    admin?;
    let (failed, more) = found?;
    view(world, failed, more, 0).await
}

/// The oldest failed work, the oldest first, and whether there is more.
async fn read(world: &World) -> Result<(Vec<Failed>, bool), Failure> {
    let among = Among::Index(BY_STATE, ledger::FAILED);
    let (items, more) = store::query(world, Entity::Work, among, COUNTED_MAX).await?;
    let mut failed = Vec::with_capacity(items.len());
    for item in items {
        let entry = store::read_known::<Entry>(Entity::Work, &item)?;
        failed.extend(entry.map(|entry| Failed { key: item.key, entry }));
    }
    failed.sort_by_key(|failed| failed.entry.document.since_ms);
    Ok((failed, more))
}

/// The oldest failed work on a project's issues, as far as the user sees them.
pub(crate) async fn of_project(world: &World, project_id: &str, most: usize) -> Result<Vec<FailedItem>, Failure> {
    let (failed, more) = read(world).await?;
    let groups = view(world, failed, more, 0).await?.groups;
    let is_here = |item: &FailedItem| item.issue.as_ref().is_some_and(|issue| issue.project_id == project_id);
    let mut items: Vec<FailedItem> = groups.into_iter().flat_map(|group| group.items).filter(is_here).collect();
    items.sort_by_key(|item| item.since_ms);
    items.truncate(most);
    Ok(items)
}

async fn view(world: &World, failed: Vec<Failed>, more: bool, retried: u32) -> Result<FailedWorkView, Failure> {
    let mut ids: Vec<String> = Vec::new();
    for id in failed.iter().filter_map(|failed| issue_of(&failed.entry.document.task)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let heads = issues::heads(world, &ids).await?;
    let mut groups: Vec<FailedGroup> = Vec::new();
    for Failed { key, entry } in failed {
        let work = entry.document;
        // Work is left to people only for a reason.
        let Some(trouble) = work.trouble else { continue };
        let code = trouble.failure.code;
        let item = FailedItem {
            key,
            issue: issue_of(&work.task).map(|id| issues::choice_of(&heads, &id)),
            task: name_of(&work.task).to_owned(),
            failure: trouble.failure,
            attempts: trouble.attempts,
            since_ms: work.since_ms,
            at_ms: trouble.at_ms,
        };
        match groups.iter_mut().find(|group| group.code == code) {
            Some(group) => group.items.push(item),
            None => groups.push(FailedGroup { code, items: vec![item] }),
        }
    }
    // What is as common as another stays in the order of its oldest.
    groups.sort_by_key(|group| std::cmp::Reverse(group.items.len()));
    Ok(FailedWorkView { groups, more, retried })
}

/// Opens failed work again, the oldest first, and rings for it.
pub(crate) async fn retry(world: &World, call: &RetryWorkCall) -> Result<FailedWorkView, Failure> {
    let (admin, found) = join(gate::admin(world), read(world)).await;
    admin?;
    let (failed, more) = found?;
    let is_meant = |failed: &Failed| {
        let code = failed.entry.document.trouble.as_ref().map(|trouble| trouble.failure.code);
        call.key.as_ref().is_none_or(|key| *key == failed.key) && (call.code.is_none() || call.code == code)
    };
    let (meant, left): (Vec<Failed>, Vec<Failed>) = failed.into_iter().partition(is_meant);
    let mut opened: Vec<&Failed> = Vec::new();
    for batch in meant.chunks(BATCH) {
        if open(world, batch).await? {
            opened.extend(batch);
            continue;
        }
        // Somebody has changed one of them meanwhile: each by itself then.
        for one in batch.chunks(1) {
            if open(world, one).await? {
                opened.extend(one);
            }
        }
    }
    let bells = opened.iter().take(RINGS_MAX).zip(0..);
    for rung in join_all(bells.map(|(failed, place)| {
        // In order: one that is rung for later does not come before the ones before it.
        store::push(world, ledger::doorbell(&failed.key, &failed.entry.document), place / 4)
    }))
    .await
    {
        // The round rings for what nobody has heard.
        let _ = rung;
    }
    let retried = u32::try_from(opened.len()).unwrap_or(COUNTED_MAX);
    view(world, left, more, retried).await
}

/// Opens a batch again; whether it was as it was read.
async fn open(world: &World, batch: &[Failed]) -> Result<bool, Failure> {
    let mut transaction = Transaction::default();
    for Failed { key, entry } in batch {
        ledger::reopen(&mut transaction, world, key, &retried(entry));
    }
    Ok(transaction.commit(world).await? == Committed::Yes)
}

/// The work as it was, with why it is done again.
fn retried(entry: &Entry) -> Entry {
    let mut document = entry.document.clone();
    if let Task::Sync { causes, look, .. } | Task::Files { causes, look, .. } = &mut document.task {
        if !causes.contains(&Cause::Retried) {
            causes.push(Cause::Retried);
        }
        // What has failed may have been a long time ago.
        *look = true;
    }
    let Entry { revision, connection, due, state, .. } = entry;
    Entry { revision: *revision, connection: connection.clone(), due: *due, state: state.clone(), document }
}

/// Gives failed work up for good, and notes it in the issue's activity.
pub(crate) async fn drop_work(world: &World, caller: &Caller, call: &DropWorkCall) -> Result<FailedWorkView, Failure> {
    let ((admin, configuration), found) = join(join(gate::admin(world), Configuration::read(world)), read(world)).await;
    admin?;
    let (configuration, (mut failed, more)) = (configuration?, found?);
    let Some(at) = failed.iter().position(|failed| failed.key == call.key) else {
        let text = "this is not among what has failed any more; look again";
        return Err(failure::of(FailureCode::Conflict, text));
    };
    let Failed { key, entry } = failed.remove(at);
    let mut transaction = Transaction::default();
    let before = Versioned { revision: entry.revision, document: () };
    transaction.remove(Entity::Work, &key, &before);
    if let Some(issue_id) = issue_of(&entry.document.task) {
        let dropped = Activity {
            at_ms: world.now_ms(),
            issue_id,
            causes: vec![Cause::Dropped],
            author: Some(caller.account_id.clone()),
            configuration: configuration.version(),
            records: records_of(&entry.document.task),
            failure: entry.document.trouble.map(|trouble| trouble.failure),
            ..Activity::default()
        };
        activity::add(&mut transaction, dropped, &key);
    }
    if transaction.commit(world).await? == Committed::Conflict {
        return Err(failure::of(FailureCode::Conflict, "something was heard of this work meanwhile; look again"));
    }
    view(world, failed, more, 0).await
}

/// The issue that work is about.
fn issue_of(task: &Task) -> Option<String> {
    match task {
        Task::SettleCreation { key } => creations::issue_of(key).map(str::to_owned),
        Task::Judge { issue_id, .. }
        | Task::Project { issue_id }
        | Task::FirstSync { issue_id, .. }
        | Task::Sync { issue_id, .. }
        | Task::Files { issue_id, .. } => Some(issue_id.clone()),
        Task::Bulk { .. } | Task::Backfill { .. } => None,
    }
}

/// The records that work names.
fn records_of(task: &Task) -> Vec<String> {
    match task {
        Task::FirstSync { record_ids, .. } => record_ids.clone(),
        Task::Sync { records, .. } => records.clone(),
        Task::SettleCreation { .. }
        | Task::Judge { .. }
        | Task::Project { .. }
        | Task::Files { .. }
        | Task::Bulk { .. }
        | Task::Backfill { .. } => Vec::new(),
    }
}

fn name_of(task: &Task) -> &'static str {
    match task {
        Task::SettleCreation { .. } => "creation",
        Task::Judge { .. } => "judge",
        Task::Project { .. } => "property",
        Task::FirstSync { .. } => "first",
        Task::Sync { .. } => "sync",
        Task::Files { .. } => "files",
        Task::Bulk { .. } => "bulk",
        Task::Backfill { .. } => "backfill",
    }
}
