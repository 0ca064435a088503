//! The ledger of work: what is not done yet, whatever becomes of the queue's messages.
//!
//! An entry is written in the transaction that makes the work, and deleted in the one that ends it. The queue's messages
//! are doorbells; the five-minute round rings again for what is overdue.

use weftline_wire::document::{CreationDocument, CreationState, Task, Work};
use weftline_wire::effect::{Expectation, StoredItem};
use weftline_wire::job::Job;

use crate::engine::World;
use crate::failure::Failure;
use crate::join::{join, join_all};
use crate::store::{self, Among, Entity, Transaction, key};

/// The index that has the work of a connection by when it is due.
const BY_DUE: &str = "due";

/// After how long work is overdue: later than the last look that its own doorbells make.
const OVERDUE_SECONDS: u64 = 25 * 60;

/// How often the time until the next ring doubles.
const DOUBLINGS_MAX: u32 = 5;

/// The look with which an overdue creation begins: the next one is its last.
const LOOK: u32 = 1;

/// An entry as it is stored.
struct Entry {
    revision: u32,
    connection: String,
    due: u32,
    document: Work,
}

weftline_wire::json_object! { ignore Entry { revision, connection, due, document } }

/// Enters a creation that is about to be sent, or strikes out one that is settled. Without a key nobody can find out
/// what became of it but a person.
pub(crate) fn enter(transaction: &mut Transaction, world: &World, key: &str, creation: &CreationDocument) {
    if creation.key_field.is_none() {
        return;
    }
    match creation.state {
        CreationState::Intended => {
            let task = Task::SettleCreation { key: key.to_owned() };
            let document = Work { task, rung: 0, since_ms: world.now_ms() };
            let due = due(world, 0);
            let entry = Entry { revision: 1, connection: creation.connection.clone(), due, document };
            transaction.write(Entity::Work, &key::work(key), &entry, None);
        }
        CreationState::Refused | CreationState::Created { .. } => transaction.drop(Entity::Work, &key::work(key)),
    }
}

/// Strikes out work on a creation that is not there any more.
pub(crate) async fn strike_out(world: &World, key: &str) -> Result<(), Failure> {
    let mut transaction = Transaction::default();
    transaction.drop(Entity::Work, &key::work(key));
    transaction.commit(world).await.map(|_| ())
}

/// Rings for the oldest work of a connection, at most `limit`: for what is overdue, or for all. Gives for how much.
pub(crate) async fn ring(world: &World, connection: &str, limit: u32, all: bool) -> Result<u32, Failure> {
    let (items, _) = store::query(world, Entity::Work, Among::Index(BY_DUE, connection), limit).await?;
    let now = world.now_ms() / 1_000;
    let mut overdue = Vec::new();
    for item in items {
        let entry: Entry = store::read_item(&item)?;
        if all || u64::from(entry.due) <= now {
            overdue.push((item, entry));
        }
    }
    let rung = overdue.len() as u32;
    for done in join_all(overdue.into_iter().map(|(item, entry)| ring_one(world, item, entry))).await {
        done?;
    }
    Ok(rung)
}

/// Rings, and says when to ring next. Whoever wrote or ended it meanwhile knows better.
async fn ring_one(world: &World, item: StoredItem, entry: Entry) -> Result<(), Failure> {
    let job = match &entry.document.task {
        Task::SettleCreation { key } => Job::SettleCreation { key: key.clone(), attempt: LOOK },
        Task::Judge { cloud_id, issue_id, .. } => Job::Judge { cloud_id: cloud_id.clone(), issue_id: issue_id.clone() },
    };
    let expect = Expectation::Revision { revision: entry.revision };
    let rung = entry.document.rung + 1;
    let next = Entry {
        revision: entry.revision + 1,
        due: due(world, rung),
        document: Work { rung, ..entry.document },
        connection: entry.connection,
    };
    let mut transaction = Transaction::default();
    transaction.write(Entity::Work, &item.key, &next, Some(expect));
    let (pushed, written) = join(store::push(world, job, 0), transaction.commit(world)).await;
    written?;
    pushed
}

/// In seconds since 1970, which Forge's whole numbers of 32 bits hold until 2038.
fn due(world: &World, rung: u32) -> u32 {
    let seconds = world.now_ms() / 1_000 + (OVERDUE_SECONDS << rung.min(DOUBLINGS_MAX));
    u32::try_from(seconds).unwrap_or(u32::MAX).min(i32::MAX as u32)
}
