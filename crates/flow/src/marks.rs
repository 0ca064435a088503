//! Marks on issues that may be out of step with their records: entries of the ledger, one for each issue.
//!
//! A mark is put on what is there already: everything that was heard is united, and the revision moves, so that whoever
//! is at work on the issue does not strike out what it has not seen. It is struck out on its revision, in the transaction
//! that ends the sync.

use weftline_wire::decision::Cause;
use weftline_wire::document::{Attempt, PushedComment, Task, Versioned, Work};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::ledger::{self, Mark, Onwards};
use crate::store::{self, Committed, Entity, Transaction, key};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Fields of which is kept what was about to be written to them: what a stored value has room for. Issues whose edit goes
/// to more at once are rare, and a lost answer shows as an edit of the org there.
const ATTEMPTS_KEPT: usize = 300;

/// Marks that a transaction writes.
const BATCH: usize = 25;

/// Transactions side by side.
const ABREAST: usize = 8;

/// Doorbells of one call: the rest is rung by the schedule, which is rung for once.
const RINGS_MAX: usize = 20;

/// When the schedule is rung for, if doorbells were not enough.
const SWEEP_SECONDS: u32 = 20;

/// An issue that was marked so short a time ago is not rung for again: whoever comes to sync it finds all of it.
const RUNG_LATELY_MS: u64 = 10_000;

/// What was heard of an issue.
#[derive(Clone, Debug, Default)]
pub(crate) struct SyncMark {
    pub(crate) issue_id: String,
    /// None where nobody knows.
    pub(crate) project_id: Option<String>,
    /// The connection of its records: its work rests while that is not connected.
    pub(crate) connection: String,
    pub(crate) causes: Vec<Cause>,
    /// Records that have to be read.
    pub(crate) records: Vec<String>,
    /// Comments of Jira of which something was heard.
    pub(crate) comments: Vec<String>,
    /// Comments that someone wants copied.
    pub(crate) pushed: Vec<PushedComment>,
    /// Whether all of its records have to be read.
    pub(crate) look: bool,
}

impl SyncMark {
    /// A mark with a cause, and nothing to be read for sure.
    pub(crate) fn new(issue_id: &str, connection: &str, cause: Cause) -> Self {
        Self {
            issue_id: issue_id.to_owned(),
            connection: connection.to_owned(),
            causes: vec![cause],
            ..Self::default()
        }
    }

    fn doorbell(&self) -> Job {
        Job::Sync { issue_id: self.issue_id.clone() }
    }

    /// Adds what another mark on the same issue says.
    fn unite(&mut self, other: Self) {
        self.project_id = other.project_id.or(self.project_id.take());
        unite(&mut self.causes, &other.causes);
        unite(&mut self.records, &other.records);
        unite(&mut self.comments, &other.comments);
        unite(&mut self.pushed, &other.pushed);
        self.look |= other.look;
    }
}

/// A mark among many: to sync, or to judge by the rules.
pub(crate) enum Heard {
    Sync(SyncMark),
    Judge { cloud_id: String, issue_id: String, project_id: String, connection: String, causes: Vec<Cause> },
}

impl Heard {
    fn key(&self) -> String {
        match self {
            Self::Sync(mark) => key::sync_work(&mark.issue_id),
            Self::Judge { issue_id, .. } => key::issue_work(issue_id),
        }
    }

    fn doorbell(&self) -> Job {
        match self {
            Self::Sync(mark) => mark.doorbell(),
            Self::Judge { cloud_id, issue_id, .. } => {
                Job::Judge { cloud_id: cloud_id.clone(), issue_id: issue_id.clone() }
            }
        }
    }

    fn put(&self, transaction: &mut Transaction, world: &World, before: Option<&Versioned<Work>>, is_rung: bool) {
        match self {
            Self::Sync(mark) => write(transaction, world, before, mark, is_rung),
            Self::Judge { cloud_id, issue_id, project_id, connection, causes } => {
                let mark =
                    Mark { cloud_id, issue_id, project_id: Some(project_id), connection, causes, post_functions: &[] };
                mark.put(transaction, world, before, is_rung);
            }
        }
    }
}

/// The mark on an issue, if there is one.
pub(crate) async fn read(world: &World, issue_id: &str) -> Result<Option<Versioned<Work>>, Failure> {
    store::entity(world, Entity::Work, &key::sync_work(issue_id)).await
}

/// Adds a mark to a transaction, on top of the one that was read. What was left to people is open again: something has
/// changed. Whoever commits it rings.
pub(crate) fn put(transaction: &mut Transaction, world: &World, before: Option<&Versioned<Work>>, mark: &SyncMark) {
    write(transaction, world, before, mark, true);
}

fn write(
    transaction: &mut Transaction,
    world: &World,
    before: Option<&Versioned<Work>>,
    mark: &SyncMark,
    is_rung: bool,
) {
    let mut task = Task::Sync {
        issue_id: mark.issue_id.clone(),
        project_id: None,
        causes: Vec::new(),
        records: Vec::new(),
        look: false,
        comments: Vec::new(),
        pushed: Vec::new(),
        attempts: Vec::new(),
    };
    let (mut since_ms, mut trouble) = (world.now_ms(), None);
    if let Some(before) = before {
        since_ms = before.document.since_ms;
        trouble = before.document.trouble.clone().filter(|trouble| !trouble.given_up);
        task = before.document.task.clone();
    }
    if let Task::Sync { project_id, causes, records, look, comments, pushed, .. } = &mut task {
        *project_id = mark.project_id.clone().or(project_id.take());
        unite(causes, &mark.causes);
        unite(records, &mark.records);
        unite(comments, &mark.comments);
        unite(pushed, &mark.pushed);
        *look |= mark.look;
    }
    let work = Work { task, rung: 0, since_ms, trouble };
    let due = if is_rung { ledger::overdue_at(world, &work) } else { ledger::due_now(world) };
    ledger::write(transaction, &key::sync_work(&mark.issue_id), &mark.connection, before, work, due);
}

/// Marks an issue, and rings for it.
pub(crate) async fn mark(world: &World, mark: &SyncMark) -> Result<(), Failure> {
    let before = read(world, &mark.issue_id).await?;
    mark_with(world, mark, before).await
}

/// The same on the mark that was read.
pub(crate) async fn mark_with(
    world: &World,
    mark: &SyncMark,
    mut before: Option<Versioned<Work>>,
) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let mut transaction = Transaction::default();
        put(&mut transaction, world, before.as_ref(), mark);
        let committed = if before.as_ref().is_some_and(|before| is_rung_lately(world, before)) {
            transaction.commit(world).await?
        } else {
            // Who comes before the mark is written would find nothing to do.
            let (committed, rung) = join(transaction.commit(world), store::push(world, mark.doorbell(), 1)).await;
            let committed = committed?;
            if committed == Committed::Yes {
                // What is not heard is rung again by the schedule.
                let _ = rung;
            }
            committed
        };
        if committed == Committed::Yes {
            return Ok(());
        }
        before = read(world, &mark.issue_id).await?;
    }
    Err(contended())
}

/// Rings for a mark that was put in a transaction, once that is through. What is not heard is rung again by the schedule.
pub(crate) async fn ring(world: &World, issue_id: &str, delay_seconds: u32) {
    let _ = store::push(world, Job::Sync { issue_id: issue_id.to_owned() }, delay_seconds).await;
}

/// Whether somebody is surely on the way to a mark.
fn is_rung_lately(world: &World, before: &Versioned<Work>) -> bool {
    let Work { since_ms, trouble, .. } = &before.document;
    trouble.is_none() && world.now_ms() < since_ms + RUNG_LATELY_MS
}

/// Marks many issues: in transactions of 25, with at most 20 doorbells; for the rest the schedule is rung for.
pub(crate) async fn mark_all(world: &World, marks: Vec<SyncMark>) -> Result<(), Failure> {
    let mut bells = Bells::default();
    mark_more(world, marks, &mut bells).await?;
    bells.ring(world).await;
    Ok(())
}

/// Doorbells that are still to be rung.
#[derive(Default)]
pub(crate) struct Bells {
    jobs: Vec<Job>,
    more: bool,
}

impl Bells {
    /// Whether there is room for a doorbell; notes that there was none.
    fn has_room(&mut self) -> bool {
        let room = self.jobs.len() < RINGS_MAX;
        self.more |= !room;
        room
    }

    /// Rings. What is not heard is rung again by the schedule.
    pub(crate) async fn ring(self, world: &World) {
        let sweep = self.more.then_some((Job::Sweep {}, SWEEP_SECONDS));
        let bells = self.jobs.into_iter().map(|job| (job, 0)).chain(sweep);
        join_all(bells.map(|(job, delay_seconds)| async move {
            let _ = store::push(world, job, delay_seconds).await;
        }))
        .await;
    }
}

/// Marks many issues, and leaves ringing to the caller.
pub(crate) async fn mark_more(world: &World, marks: Vec<SyncMark>, bells: &mut Bells) -> Result<(), Failure> {
    mark_heard(world, united(marks).into_iter().map(Heard::Sync).collect(), bells).await
}

/// The same for marks of both kinds: of each at most one on an issue.
pub(crate) async fn mark_heard(world: &World, marks: Vec<Heard>, bells: &mut Bells) -> Result<(), Failure> {
    let mut marks = marks.into_iter();
    let mut parts = Vec::new();
    loop {
        let mut part = Vec::new();
        for mark in marks.by_ref().take(BATCH) {
            let is_rung = bells.has_room();
            if is_rung {
                bells.jobs.push(mark.doorbell());
            }
            part.push((mark, is_rung));
        }
        if part.is_empty() {
            break;
        }
        parts.push(part);
    }
    for abreast in parts.chunks(ABREAST) {
        for done in join_all(abreast.iter().map(|part| mark_part(world, part))).await {
            done?;
        }
    }
    Ok(())
}

/// Marks a transaction's worth. Most issues have no mark: so it is tried as if none had, and read only when one has.
async fn mark_part(world: &World, part: &[(Heard, bool)]) -> Result<(), Failure> {
    let mut before: Vec<Option<Versioned<Work>>> = part.iter().map(|_| None).collect();
    for _ in 0..ATTEMPTS_MAX {
        let mut transaction = Transaction::default();
        for ((mark, is_rung), before) in part.iter().zip(&before) {
            mark.put(&mut transaction, world, before.as_ref(), *is_rung);
        }
        if transaction.commit(world).await? == Committed::Yes {
            return Ok(());
        }
        let keys: Vec<String> = part.iter().map(|(mark, _)| mark.key()).collect();
        before = store::entities(world, Entity::Work, &keys).await?;
    }
    Err(contended())
}

/// One mark for each issue, in the order of their first ones.
fn united(marks: Vec<SyncMark>) -> Vec<SyncMark> {
    let mut places = std::collections::BTreeMap::new();
    let mut united: Vec<SyncMark> = Vec::with_capacity(marks.len());
    for mark in marks {
        let place = *places.entry(mark.issue_id.clone()).or_insert(united.len());
        match united.get_mut(place) {
            Some(first) => first.unite(mark),
            None => united.push(mark),
        }
    }
    united
}

/// Strikes out the mark that was read: fails the transaction when something was heard since.
pub(crate) fn strike(transaction: &mut Transaction, issue_id: &str, mark: &Versioned<Work>) {
    transaction.remove(Entity::Work, &key::sync_work(issue_id), mark);
}

/// Notes on the mark that was read what is about to be written, before it is. Gives the mark as it is then; none when
/// something was heard since.
pub(crate) async fn attempt(
    world: &World,
    issue_id: &str,
    connection: &str,
    mark: &Versioned<Work>,
    more: Vec<Attempt>,
) -> Result<Option<Versioned<Work>>, Failure> {
    rewrite_attempts(world, issue_id, connection, mark, |attempts| {
        attempts.retain(|before| !more.contains(before));
        attempts.extend(more);
        let surplus = attempts.len().saturating_sub(ATTEMPTS_KEPT);
        attempts.drain(..surplus);
    })
    .await
}

/// Takes back what was noted on the mark that was read: it was refused, and if that side gets the same value later, that
/// is somebody's. Gives the mark as it is then; none when something was heard since.
pub(crate) async fn withdraw(
    world: &World,
    issue_id: &str,
    connection: &str,
    mark: &Versioned<Work>,
    refused: &[Attempt],
) -> Result<Option<Versioned<Work>>, Failure> {
    let keep = |attempts: &mut Vec<Attempt>| attempts.retain(|attempt| !refused.contains(attempt));
    rewrite_attempts(world, issue_id, connection, mark, keep).await
}

async fn rewrite_attempts(
    world: &World,
    issue_id: &str,
    connection: &str,
    mark: &Versioned<Work>,
    rewrite: impl FnOnce(&mut Vec<Attempt>),
) -> Result<Option<Versioned<Work>>, Failure> {
    let mut document = mark.document.clone();
    if let Task::Sync { attempts, .. } = &mut document.task {
        rewrite(attempts);
    }
    let mut transaction = Transaction::default();
    let due = ledger::overdue_at(world, &document);
    ledger::write(&mut transaction, &key::sync_work(issue_id), connection, Some(mark), document.clone(), due);
    Ok(match transaction.commit(world).await? {
        Committed::Yes => Some(Versioned { revision: mark.revision + 1, document }),
        Committed::Conflict => None,
    })
}

/// Notes on the mark that was read why a sync came to nothing, and how it goes on: fails the transaction when something
/// was heard since.
pub(crate) fn fail(
    transaction: &mut Transaction,
    world: &World,
    issue_id: &str,
    connection: &str,
    mark: &Versioned<Work>,
    failure: &Failure,
    onwards: Onwards,
) {
    ledger::fail(transaction, world, &key::sync_work(issue_id), connection, mark, failure, onwards);
}

fn unite<T: Clone + PartialEq>(into: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !into.contains(one) {
            into.push(one.clone());
        }
    }
}

fn contended() -> Failure {
    failure::of(FailureCode::Conflict, "this issue is being noted by others; try again")
}

#[cfg(test)]
mod tests;
