//! The ledger of work: what is not done yet, whatever becomes of the queue's messages.
//!
//! An entry is written in the transaction that makes the work, and deleted in the one that ends it. The queue's messages
//! are doorbells; the five-minute round rings again for what is overdue.

use weftline_wire::decision::Cause;
use weftline_wire::document::{CreationDocument, CreationState, PostFunctionRun, Task, Versioned, Work, WorkTrouble};
use weftline_wire::effect::{Expectation, StoredItem};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::creations;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::post_functions;
use crate::store::{self, Among, Committed, Entity, Transaction, key};

/// The index that has the work of a connection by when it is due.
const BY_DUE: &str = "due";

/// After how long a creation is overdue: later than the last look that its own doorbells make.
const CREATION_OVERDUE_SECONDS: u64 = 25 * 60;

/// After how long an issue that is to be judged is overdue.
pub(crate) const JUDGE_OVERDUE_SECONDS: u64 = 5 * 60;

/// An issue that was marked so short a time ago is not rung for again: whoever comes to judge it finds all causes.
const RUNG_LATELY_MS: u64 = 10_000;

/// Entries of a query's page.
const PAGE: u32 = 100;

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// How often the time until the next ring doubles.
const DOUBLINGS_MAX: u32 = 5;

/// The look with which an overdue creation begins: the next one is its last.
const LOOK: u32 = 1;

/// Work that is rung for.
pub(crate) const OPEN: &str = "open";

/// Work that is left to people: nobody rings for it.
pub(crate) const FAILED: &str = "failed";

/// When work that is left to people is due: behind all other work of the index.
const NEVER: u32 = i32::MAX as u32;

/// An entry as it is stored.
pub(crate) struct Entry {
    pub(crate) revision: u32,
    pub(crate) connection: String,
    /// In seconds since 1970.
    pub(crate) due: u32,
    pub(crate) state: String,
    pub(crate) document: Work,
}

weftline_wire::json_object! { ignore Entry { revision, connection, due, state: optional, document } }

/// The revision that work begins with. Work is struck out and entered again under the same key: if it always began with 1,
/// who had read the work before could take what was entered since for it.
fn first_revision(document: &Work) -> u32 {
    u32::try_from(document.since_ms % 2_000_000_000).unwrap_or_default() + 1
}

/// Enters a creation that is about to be sent, or strikes out one that is settled. Of a form's without a key a person
/// finds out what became of it.
pub(crate) fn enter(transaction: &mut Transaction, world: &World, key: &str, creation: &CreationDocument) {
    if creation.key_field.is_none() && creations::rule_of(key).is_none() {
        return;
    }
    match creation.state {
        CreationState::Intended => {
            let task = Task::SettleCreation { key: key.to_owned() };
            let document = Work { task, rung: 0, since_ms: world.now_ms(), trouble: None };
            let (due, connection) = (overdue_at(world, &document), creation.connection.clone());
            let revision = first_revision(&document);
            let entry = Entry { revision, connection, due, state: OPEN.to_owned(), document };
            transaction.write(Entity::Work, &key::work(key), &entry, None);
        }
        CreationState::Refused | CreationState::Created { .. } => transaction.drop(Entity::Work, &key::work(key)),
    }
}

/// Enters work under a key, whatever is there: nobody else enters other work there.
pub(crate) fn note(transaction: &mut Transaction, world: &World, key: &str, connection: &str, task: Task) {
    let document = Work { task, rung: 0, since_ms: world.now_ms(), trouble: None };
    let entry = Entry {
        revision: first_revision(&document),
        connection: connection.to_owned(),
        due: overdue_at(world, &document),
        state: OPEN.to_owned(),
        document,
    };
    transaction.write(Entity::Work, key, &entry, None);
}

/// Writes work on the condition that it is still as it was read.
pub(crate) fn write(
    transaction: &mut Transaction,
    key: &str,
    connection: &str,
    before: Option<&Versioned<Work>>,
    document: Work,
    due: u32,
) {
    let given_up = document.trouble.as_ref().is_some_and(|trouble| trouble.given_up);
    let state = if given_up { FAILED } else { OPEN };
    let expect = before.map_or(Expectation::Absent, |before| Expectation::Revision { revision: before.revision });
    let entry = Entry {
        revision: before.map_or_else(|| first_revision(&document), |before| before.revision + 1),
        connection: connection.to_owned(),
        due,
        state: state.to_owned(),
        document,
    };
    transaction.write(Entity::Work, key, &entry, Some(expect));
}

/// How it goes on with work that came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Onwards {
    /// It is overdue after so many seconds. Who wants it tried earlier rings.
    After(u32),
    /// It is left to people, until something new is heard of it.
    GivenUp,
}

/// Notes why work that was read came to nothing, and how it goes on.
pub(crate) fn fail(
    transaction: &mut Transaction,
    world: &World,
    key: &str,
    connection: &str,
    before: &Versioned<Work>,
    failure: &Failure,
    onwards: Onwards,
) {
    let attempts = before.document.trouble.as_ref().map_or(0, |trouble| trouble.attempts) + 1;
    let (due, given_up) = match onwards {
        Onwards::After(seconds) => (in_seconds(world, u64::from(seconds)), false),
        Onwards::GivenUp => (NEVER, true),
    };
    let trouble = WorkTrouble { failure: (**failure).clone(), attempts, at_ms: world.now_ms(), given_up };
    let document = Work { rung: 0, trouble: Some(trouble), ..before.document.clone() };
    write(transaction, key, connection, Some(before), document, due);
}

/// Opens work again that was left to people, as if it had never been tried: due at once. Whoever commits it rings.
pub(crate) fn reopen(transaction: &mut Transaction, world: &World, key: &str, entry: &Entry) {
    let document = Work { rung: 0, trouble: None, ..entry.document.clone() };
    let before = Versioned { revision: entry.revision, document: entry.document.clone() };
    let due = overdue_at(world, &document);
    write(transaction, key, &entry.connection, Some(&before), document, due);
}

/// The doorbell of an entry.
pub(crate) fn doorbell(key: &str, work: &Work) -> Job {
    match &work.task {
        Task::SettleCreation { key } => Job::SettleCreation { key: key.clone(), attempt: LOOK },
        Task::Judge { cloud_id, issue_id, .. } => Job::Judge { cloud_id: cloud_id.clone(), issue_id: issue_id.clone() },
        Task::Project { issue_id } => Job::Project { issue_id: issue_id.clone() },
        Task::FirstSync { .. } => Job::FirstSync { key: key.to_owned() },
        Task::Sync { issue_id, .. } => Job::Sync { issue_id: issue_id.clone() },
        Task::Files { issue_id, .. } => Job::Files { issue_id: issue_id.clone() },
        Task::Bulk { job_id } => Job::Bulk { job_id: job_id.clone() },
        Task::Backfill { job_id } => Job::Backfill { job_id: job_id.clone() },
    }
}

/// Strikes out work on a creation that is not there any more.
pub(crate) async fn strike_out(world: &World, key: &str) -> Result<(), Failure> {
    let mut transaction = Transaction::default();
    transaction.drop(Entity::Work, &key::work(key));
    transaction.commit(world).await.map(|_| ())
}

/// An issue that is to be judged.
pub(crate) struct Mark<'a> {
    pub(crate) cloud_id: &'a str,
    pub(crate) issue_id: &'a str,
    /// None where nobody knows.
    pub(crate) project_id: Option<&'a str>,
    /// The connection that its project is bound to.
    pub(crate) connection: &'a str,
    pub(crate) causes: &'a [Cause],
    /// What post functions ask for.
    pub(crate) post_functions: &'a [PostFunctionRun],
}

impl Mark<'_> {
    pub(crate) fn doorbell(&self) -> Job {
        Job::Judge { cloud_id: self.cloud_id.to_owned(), issue_id: self.issue_id.to_owned() }
    }

    /// Adds it to a transaction, to the causes of the mark that was read. What is not rung for now is due with the next
    /// round.
    pub(crate) fn put(
        &self,
        transaction: &mut Transaction,
        world: &World,
        before: Option<&Versioned<Work>>,
        is_rung: bool,
    ) {
        let (mut causes, mut post_functions) = (Vec::new(), Vec::new());
        let (mut project_id, mut since_ms) = (None, world.now_ms());
        if let Some(before) = before {
            since_ms = before.document.since_ms;
            if let Task::Judge { causes: earlier, project_id: known, post_functions: asked, .. } = &before.document.task
            {
                causes.clone_from(earlier);
                post_functions.clone_from(asked);
                project_id.clone_from(known);
            }
        }
        for cause in self.causes {
            if !causes.contains(cause) {
                causes.push(*cause);
            }
        }
        post_functions::unite(&mut post_functions, self.post_functions);
        let (cloud_id, issue_id) = (self.cloud_id.to_owned(), self.issue_id.to_owned());
        let project_id = self.project_id.map(str::to_owned).or(project_id);
        let task = Task::Judge { cloud_id, issue_id, project_id, causes, post_functions };
        let document = Work { task, rung: 0, since_ms, trouble: None };
        let due = if is_rung { overdue_at(world, &document) } else { due_now(world) };
        write(transaction, &key::issue_work(self.issue_id), self.connection, before, document, due);
    }
}

/// The mark on an issue that is to be judged, if there is one.
pub(crate) async fn read_mark(world: &World, issue_id: &str) -> Result<Option<Versioned<Work>>, Failure> {
    store::entity(world, Entity::Work, &key::issue_work(issue_id)).await
}

/// Notes that an issue is to be judged, and rings for it.
pub(crate) async fn mark(world: &World, mark: &Mark<'_>) -> Result<(), Failure> {
    let before = read_mark(world, mark.issue_id).await?;
    mark_with(world, mark, before, &|_| Ok(())).await
}

/// The same, with something else that is written in the same transaction: all or none. `before` is the mark that was
/// read.
pub(crate) async fn mark_with(
    world: &World,
    mark: &Mark<'_>,
    mut before: Option<Versioned<Work>>,
    also: &dyn Fn(&mut Transaction) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let mut transaction = Transaction::default();
        mark.put(&mut transaction, world, before.as_ref(), true);
        also(&mut transaction)?;
        let lately = |before: &Versioned<Work>| world.now_ms() < before.document.since_ms + RUNG_LATELY_MS;
        let committed = if before.as_ref().is_some_and(lately) {
            transaction.commit(world).await?
        } else {
            // Who comes before the mark is written would find nothing to do.
            let (committed, rung) = join(transaction.commit(world), store::push(world, mark.doorbell(), 1)).await;
            rung?;
            committed?
        };
        if committed == Committed::Yes {
            return Ok(());
        }
        before = read_mark(world, mark.issue_id).await?;
    }
    Err(failure::of(FailureCode::Conflict, "this issue is being noted by others; try again"))
}

/// Strikes out the mark that was read: fails the transaction when something happened since.
pub(crate) fn unmark(transaction: &mut Transaction, issue_id: &str, mark: &Versioned<Work>) {
    transaction.remove(Entity::Work, &key::issue_work(issue_id), mark);
}

/// Rings for the oldest work of a connection, at most `limit`: for what is overdue, or for all but what is left to people.
/// Gives for how much.
pub(crate) async fn ring(world: &World, connection: &str, limit: u32, all: bool) -> Result<u32, Failure> {
    let now = world.now_ms() / 1_000;
    let mut overdue = Vec::new();
    let mut cursor = None;
    // All of it is read before any of it is changed: what is rung for takes another place in the index.
    loop {
        let left = limit.saturating_sub(overdue.len() as u32);
        let (among, most) = (Among::Index(BY_DUE, connection), PAGE.min(left));
        let (items, after) = store::query_from(world, Entity::Work, among, cursor, most).await?;
        let (found, before) = (items.len(), overdue.len());
        for item in items {
            let Some(entry) = store::read_known::<Entry>(Entity::Work, &item)? else { continue };
            if entry.state != FAILED && (all || u64::from(entry.due) <= now) {
                overdue.push((item, entry));
            }
        }
        // The index is in order: behind what is not overdue nothing is.
        if overdue.len() - before < found || after.is_none() || overdue.len() >= limit as usize {
            break;
        }
        cursor = after;
    }
    let rung = overdue.len() as u32;
    for done in join_all(overdue.into_iter().map(|(item, entry)| ring_one(world, item, entry))).await {
        done?;
    }
    Ok(rung)
}

/// Rings, and says when to ring next. Whoever wrote or ended it meanwhile knows better.
async fn ring_one(world: &World, item: StoredItem, entry: Entry) -> Result<(), Failure> {
    let job = doorbell(&item.key, &entry.document);
    let expect = Expectation::Revision { revision: entry.revision };
    let document = Work { rung: entry.document.rung + 1, ..entry.document };
    let due = overdue_at(world, &document);
    let next =
        Entry { revision: entry.revision + 1, due, state: OPEN.to_owned(), document, connection: entry.connection };
    let mut transaction = Transaction::default();
    transaction.write(Entity::Work, &item.key, &next, Some(expect));
    let (pushed, written) = join(store::push(world, job, 0), transaction.commit(world)).await;
    written?;
    pushed
}

/// When work is overdue that is rung for now, in seconds since 1970.
pub(crate) fn overdue_at(world: &World, work: &Work) -> u32 {
    let overdue_seconds = match work.task {
        Task::SettleCreation { .. } => CREATION_OVERDUE_SECONDS,
        Task::Judge { .. }
        | Task::Project { .. }
        | Task::FirstSync { .. }
        | Task::Bulk { .. }
        | Task::Backfill { .. }
        | Task::Sync { .. }
        | Task::Files { .. } => JUDGE_OVERDUE_SECONDS,
    };
    in_seconds(world, overdue_seconds << work.rung.min(DOUBLINGS_MAX))
}

/// When work is due that nobody rings for now: with the next round.
pub(crate) fn due_now(world: &World) -> u32 {
    in_seconds(world, 0)
}

/// In seconds since 1970, which Forge's whole numbers of 32 bits hold until 2038.
fn in_seconds(world: &World, seconds: u64) -> u32 {
    u32::try_from(world.now_ms() / 1_000 + seconds).unwrap_or(NEVER).min(NEVER - 1)
}
