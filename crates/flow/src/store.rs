//! Stored documents, typed. Every key is made here.

mod shape;

use weftline_wire::document::Versioned;
use weftline_wire::effect::{
    Effect, Expectation, Outcome, StorageOperation, StoredItem, TransactCheck, TransactDelete, TransactSet,
};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::json::{self, Decode, Encode, Member, Unreadable, Writer};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join_all;
use shape::Kind;

/// The only queue.
const QUEUE: &str = "work";

/// Operations that a transaction may have.
const OPERATIONS_MAX: u32 = 25;

/// Entities that a request reads.
const READS_MAX: usize = 25;

/// How often some entities of many are deleted in one run.
const DROPS_MAX: u32 = 40;

/// Keys of stored documents.
pub(crate) mod key {
    pub(crate) fn link(issue_id: &str, record_id: &str) -> String {
        format!("{issue_id}:{record_id}")
    }
    pub(crate) fn record(connection: &str, record_id: &str) -> String {
        format!("{connection}:{record_id}")
    }
    pub(crate) fn snapshot(issue_id: &str) -> String {
        format!("snapshot:{issue_id}")
    }
    pub(crate) fn snapshot_shard(issue_id: &str, shard: u32) -> String {
        format!("snapshot:{issue_id}:{shard}")
    }
    pub(crate) fn post(issue_id: &str, record_id: &str, post_id: &str) -> String {
        format!("{issue_id}:{record_id}:{post_id}")
    }
    pub(crate) fn property_work(issue_id: &str) -> String {
        format!("property:{issue_id}")
    }
    pub(crate) fn first_sync_work(issue_id: &str, record_id: &str) -> String {
        format!("first:{issue_id}:{record_id}")
    }
    pub(crate) fn sync_work(issue_id: &str) -> String {
        format!("sync:{issue_id}")
    }
    pub(crate) fn pair_of_issue(issue_comment: &str, record_id: &str) -> String {
        format!("j:{issue_comment}:{record_id}")
    }
    pub(crate) fn pair_of_record(record_comment: &str, issue_id: &str) -> String {
        format!("s:{record_comment}:{issue_id}")
    }
    pub(crate) fn inputs(activity: &str, number: u32) -> String {
        format!("inputs:{activity}:{number}")
    }
    pub(crate) fn heard(connection: &str, notification: &str) -> String {
        format!("heard:{connection}:{notification}")
    }
    pub(crate) fn api_use(connection: &str) -> String {
        format!("use:{connection}")
    }
    pub(crate) fn recent(connection: &str) -> String {
        format!("recent:{connection}")
    }
    pub(crate) fn swept() -> String {
        "swept".to_owned()
    }
    pub(crate) fn bulk_work(job_id: &str) -> String {
        format!("bulk:{job_id}")
    }
    pub(crate) fn backfill_work(job_id: &str) -> String {
        format!("backfill:{job_id}")
    }
    pub(crate) fn backfill_rows(job_id: &str, number: u32) -> String {
        format!("backfill:{job_id}:rows:{number}")
    }
    pub(crate) fn bulk_targets(job_id: &str, shard: u32) -> String {
        format!("bulk:{job_id}:targets:{shard}")
    }
    pub(crate) fn bulk_outcomes(job_id: &str, number: u32) -> String {
        format!("bulk:{job_id}:outcomes:{number}")
    }
    pub(crate) fn bulk_seen(fingerprint: &str) -> String {
        format!("bulk:seen:{fingerprint}")
    }
    pub(crate) fn bulk_problems(job_id: &str) -> String {
        format!("bulk:{job_id}:problems")
    }
    pub(crate) fn token_set(connection: &str, family: &str, number: u32) -> String {
        format!("connection:{connection}:{family}:{number}")
    }
    pub(crate) fn client(connection: &str, family: &str) -> String {
        format!("connection:{connection}:{family}:client")
    }
    pub(crate) fn login(state: &str) -> String {
        format!("authorization:{state}")
    }
    pub(crate) fn login_code(state: &str) -> String {
        format!("authorization:{state}:code")
    }
    pub(crate) fn work(creation: &str) -> String {
        format!("creation:{creation}")
    }
    pub(crate) fn issue_work(issue_id: &str) -> String {
        format!("issue:{issue_id}")
    }
    pub(crate) fn files_work(issue_id: &str) -> String {
        format!("files:{issue_id}")
    }
    pub(crate) fn fired(issue_id: &str, rule: &str) -> String {
        format!("{issue_id}:{rule}")
    }
    pub(crate) fn of_issue(issue_id: &str) -> String {
        format!("{issue_id}:")
    }
    pub(crate) fn activity(issue_id: &str, at_ms: u64, digits: &str) -> String {
        format!("{issue_id}:{at_ms:015}:{digits}")
    }
    pub(crate) fn section(hash: &str) -> String {
        format!("configuration:section:{hash}")
    }
    pub(crate) fn version(version: u32) -> String {
        format!("version:{version}")
    }
    pub(crate) fn describe(connection: &str, object: &str) -> String {
        format!("describe:{connection}:{object}")
    }
    pub(crate) fn describe_shard(connection: &str, object: &str, shard: u32) -> String {
        format!("describe:{connection}:{object}:{shard}")
    }
}

/// The entities of the manifest.
#[derive(Clone, Copy)]
pub(crate) enum Entity {
    Connection,
    Configuration,
    Issue,
    Link,
    Record,
    Creation,
    Authorization,
    Work,
    Fired,
    Activity,
    Post,
    Bulk,
    Backfill,
    Pair,
    Poll,
    Account,
    File,
}

impl Entity {
    fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Configuration => "configuration",
            Self::Issue => "issue",
            Self::Link => "link",
            Self::Record => "record",
            Self::Creation => "creation",
            Self::Authorization => "authorization",
            Self::Work => "work",
            Self::Fired => "fired",
            Self::Activity => "activity",
            Self::Post => "post",
            Self::Bulk => "bulk",
            Self::Backfill => "backfill",
            Self::Pair => "pair",
            Self::Poll => "poll",
            Self::Account => "account",
            Self::File => "file",
        }
    }
}

/// A plain value.
pub(crate) async fn get<T: for<'a> Decode<'a>>(world: &World, key: String) -> Result<Option<T>, Failure> {
    let what = key.clone();
    decode(read(world, StorageOperation::Get { key }).await?, shape::of_value(&what), &what)
}

/// A secret.
pub(crate) async fn get_secret<T: for<'a> Decode<'a>>(world: &World, key: String) -> Result<Option<T>, Failure> {
    let what = key.clone();
    decode(read(world, StorageOperation::GetSecret { key }).await?, shape::of_value(&what), &what)
}

/// An entity with its revision.
pub(crate) async fn entity<T: for<'a> Decode<'a>>(
    world: &World,
    entity: Entity,
    key: &str,
) -> Result<Option<Versioned<T>>, Failure> {
    let operation = StorageOperation::GetEntity { entity: entity.name().to_owned(), key: key.to_owned() };
    decode(read(world, operation).await?, shape::of_entity(entity, key), key)
}

/// Several entities with their revisions, in the order of their keys: 25 in a request, all requests side by side.
pub(crate) async fn entities<T: for<'a> Decode<'a>>(
    world: &World,
    entity: Entity,
    keys: &[String],
) -> Result<Vec<Option<Versioned<T>>>, Failure> {
    let parts = keys.chunks(READS_MAX).map(|part| async move {
        let operation = StorageOperation::GetEntities { entity: entity.name().to_owned(), keys: part.to_vec() };
        match world.perform(Effect::Storage(operation)).await.outcome {
            Outcome::Values { values } => Ok(values),
            other => Err(unexpected(other)),
        }
    });
    let mut found = Vec::with_capacity(keys.len());
    for part in join_all(parts).await {
        for value in part? {
            let key = keys.get(found.len()).map_or("", String::as_str);
            found.push(decode(value, shape::of_entity(entity, key), key)?);
        }
    }
    Ok(found)
}

/// Which entities a query gives.
#[derive(Clone, Copy)]
pub(crate) enum Among<'a> {
    /// Those whose keys begin so.
    Prefix(&'a str),
    /// Those that an index has under this value, in the index's order.
    Index(&'a str, &'a str),
    /// The same, the last first.
    Newest(&'a str, &'a str),
}

/// A page of entities, and whether there are more. A query may miss what was written a moment ago, and give what was
/// deleted.
pub(crate) async fn query(
    world: &World,
    entity: Entity,
    among: Among<'_>,
    limit: u32,
) -> Result<(Vec<StoredItem>, bool), Failure> {
    let (items, after) = query_from(world, entity, among, None, limit).await?;
    Ok((items, after.is_some()))
}

/// The same from where a page before ended, and where the next one begins; none when there is none.
pub(crate) async fn query_from(
    world: &World,
    entity: Entity,
    among: Among<'_>,
    cursor: Option<String>,
    limit: u32,
) -> Result<(Vec<StoredItem>, Option<String>), Failure> {
    let (index, partition, prefix) = match among {
        Among::Prefix(prefix) => ("by-key", Vec::new(), (!prefix.is_empty()).then(|| prefix.to_owned())),
        Among::Index(index, value) | Among::Newest(index, value) => (index, vec![value.to_owned()], None),
    };
    let descending = matches!(among, Among::Newest(..));
    let (entity, index) = (entity.name().to_owned(), index.to_owned());
    let operation = StorageOperation::QueryEntity { entity, index, partition, prefix, descending, cursor, limit };
    match world.perform(Effect::Storage(operation)).await.outcome {
        Outcome::Page { items, cursor } => Ok((items, cursor)),
        other => Err(unexpected(other)),
    }
}

/// Deletes the entities whose keys begin so, as far as queries know of them.
pub(crate) async fn drop_all(world: &World, entity: Entity, prefix: &str) -> Result<(), Failure> {
    drop_among(world, entity, Among::Prefix(prefix)).await
}

/// Deletes the entities that a query gives.
pub(crate) async fn drop_among(world: &World, entity: Entity, among: Among<'_>) -> Result<(), Failure> {
    for _ in 0..DROPS_MAX {
        let (items, more) = query(world, entity, among, OPERATIONS_MAX).await?;
        let mut transaction = Transaction::default();
        for item in &items {
            transaction.drop(entity, &item.key);
        }
        if !transaction.is_empty() {
            transaction.commit(world).await?;
        }
        if !more {
            break;
        }
    }
    Ok(())
}

/// What a query gave.
pub(crate) fn read_item<T: for<'a> Decode<'a>>(entity: Entity, item: &StoredItem) -> Result<T, Failure> {
    let found = decode(Some(item.json.clone()), shape::of_entity(entity, &item.key), &item.key)?;
    found.ok_or_else(|| failure::bug("what a query gave is not there"))
}

/// The same of one among many; none of what a later version of Weftline has stored, which rests until that is back, and
/// keeps nothing from the others.
pub(crate) fn read_known<T: for<'a> Decode<'a>>(entity: Entity, item: &StoredItem) -> Result<Option<T>, Failure> {
    match read_item(entity, item) {
        Ok(document) => Ok(Some(document)),
        Err(failure) if failure.code == FailureCode::NewerData => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Writes a plain value; the last write wins, so only for what may be lost.
pub(crate) async fn set(world: &World, key: String, value: &dyn Encode) -> Result<(), Failure> {
    let json = shape::of_value(&key).stamp(json::to_string(value));
    write(world, StorageOperation::Set { key, json }).await
}

/// Writes a secret.
pub(crate) async fn set_secret(world: &World, key: String, value: &dyn Encode) -> Result<(), Failure> {
    let json = shape::of_value(&key).stamp(json::to_string(value));
    write(world, StorageOperation::SetSecret { key, json }).await
}

/// Deletes a plain value.
pub(crate) async fn delete(world: &World, key: String) -> Result<(), Failure> {
    write(world, StorageOperation::Delete { key }).await
}

/// Deletes a secret.
pub(crate) async fn delete_secret(world: &World, key: String) -> Result<(), Failure> {
    write(world, StorageOperation::DeleteSecret { key }).await
}

/// Pushes a job to the queue. The message is a doorbell: what has to be done is in storage.
pub(crate) async fn push(world: &World, job: Job, delay_seconds: u32) -> Result<(), Failure> {
    let effect = Effect::Push { queue: QUEUE.to_owned(), job: Box::new(job), delay_seconds };
    done(world.perform(effect).await.outcome).map(|_| ())
}

/// Whether a transaction was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Committed {
    /// All of it.
    Yes,
    /// Nothing: a condition did not hold. Read again and plan again.
    Conflict,
}

/// Writes that are carried out all or none, each on condition that nobody wrote since it was read.
#[derive(Default)]
pub(crate) struct Transaction {
    set: Vec<TransactSet>,
    delete: Vec<TransactDelete>,
    check: Vec<TransactCheck>,
}

impl Transaction {
    /// Writes `document` in place of `before` (none: there must be none).
    pub(crate) fn put<U>(
        &mut self,
        entity: Entity,
        key: &str,
        before: Option<&Versioned<U>>,
        document: &dyn Encode,
    ) -> Result<(), Failure> {
        let revision = before.map_or(0, |before| before.revision) + 1;
        let stored = Versioned { revision, document };
        self.set.push(TransactSet {
            entity: Some(entity.name().to_owned()),
            key: key.to_owned(),
            json: shape::of_entity(entity, key).stamp(json::to_string(&stored)),
            expect: Some(expectation(before)),
            ttl_seconds: None,
        });
        Ok(())
    }

    /// The same for an entity that is found by its issue, too: its index `issue` has it.
    pub(crate) fn put_of<U>(
        &mut self,
        entity: Entity,
        key: &str,
        before: Option<&Versioned<U>>,
        document: &dyn Encode,
        issue_id: &str,
    ) {
        let revision = before.map_or(0, |before| before.revision) + 1;
        let stored = OfIssue { revision, issue: issue_id.to_owned(), document };
        self.write(entity, key, &stored, Some(expectation(before)));
    }

    /// The same for an entity that the platform deletes after so many seconds.
    pub(crate) fn put_for<U>(
        &mut self,
        entity: Entity,
        key: &str,
        before: Option<&Versioned<U>>,
        document: &dyn Encode,
        ttl_seconds: u32,
    ) -> Result<(), Failure> {
        self.put(entity, key, before, document)?;
        self.expire_last(ttl_seconds);
        Ok(())
    }

    /// Has the platform delete what was added last after so many seconds.
    pub(crate) fn expire_last(&mut self, ttl_seconds: u32) {
        if let Some(last) = self.set.last_mut() {
            last.ttl_seconds = Some(ttl_seconds);
        }
    }

    /// Deletes what was read as `before`.
    pub(crate) fn remove<T>(&mut self, entity: Entity, key: &str, before: &Versioned<T>) {
        self.delete.push(TransactDelete {
            entity: Some(entity.name().to_owned()),
            key: key.to_owned(),
            expect: Some(expectation(Some(before))),
        });
    }

    /// Writes an entity whose value is not a document alone, whatever was there unless `expect` says.
    pub(crate) fn write(&mut self, entity: Entity, key: &str, value: &dyn Encode, expect: Option<Expectation>) {
        let json = shape::of_entity(entity, key).stamp(json::to_string(value));
        let (entity, key) = (Some(entity.name().to_owned()), key.to_owned());
        self.set.push(TransactSet { entity, key, json, expect, ttl_seconds: None });
    }

    /// Writes an entity that the platform deletes after so many seconds, whatever was there.
    pub(crate) fn write_for(&mut self, entity: Entity, key: &str, value: &dyn Encode, ttl_seconds: u32) {
        let json = shape::of_entity(entity, key).stamp(json::to_string(value));
        let (entity, key) = (Some(entity.name().to_owned()), key.to_owned());
        self.set.push(TransactSet { entity, key, json, expect: None, ttl_seconds: Some(ttl_seconds) });
    }

    /// Writes a plain value that the platform deletes after so many seconds, whatever was there.
    pub(crate) fn write_value_for(&mut self, key: String, json: String, ttl_seconds: u32) {
        let json = shape::of_value(&key).stamp(json);
        self.set.push(TransactSet { entity: None, key, json, expect: None, ttl_seconds: Some(ttl_seconds) });
    }

    /// Deletes an entity, whether it is there or not.
    pub(crate) fn drop(&mut self, entity: Entity, key: &str) {
        self.delete.push(TransactDelete { entity: Some(entity.name().to_owned()), key: key.to_owned(), expect: None });
    }

    /// Makes it depend on what was read as `before` (none: there must be none), which it does not write.
    pub(crate) fn check<T>(&mut self, entity: Entity, key: &str, before: Option<&Versioned<T>>) {
        let (entity, key) = (entity.name().to_owned(), key.to_owned());
        self.check.push(TransactCheck { entity, key, expect: expectation(before) });
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.set.is_empty() && self.delete.is_empty()
    }

    /// Carries it out.
    pub(crate) async fn commit(self, world: &World) -> Result<Committed, Failure> {
        let Self { set, delete, check } = self;
        let operation = StorageOperation::Transact { set, delete, check };
        done(world.perform(Effect::Storage(operation)).await.outcome)
    }
}

/// A document with the issue that it belongs to.
struct OfIssue<'a> {
    revision: u32,
    issue: String,
    document: &'a dyn Encode,
}

impl Encode for OfIssue<'_> {
    fn encode(&self, writer: &mut Writer) {
        const MEMBERS: &[Member] = &[
            weftline_wire::decode_member!(revision),
            weftline_wire::decode_member!(issue),
            weftline_wire::decode_member!(document),
        ];
        writer.object(&[], MEMBERS, &[&self.revision, &self.issue, self.document]);
    }
}

fn expectation<T>(before: Option<&Versioned<T>>) -> Expectation {
    before.map_or(Expectation::Absent, |before| Expectation::Revision { revision: before.revision })
}

async fn read(world: &World, operation: StorageOperation) -> Result<Option<String>, Failure> {
    match world.perform(Effect::Storage(operation)).await.outcome {
        Outcome::Value { json } => Ok(json),
        other => Err(unexpected(other)),
    }
}

async fn write(world: &World, operation: StorageOperation) -> Result<(), Failure> {
    done(world.perform(Effect::Storage(operation)).await.outcome).map(|_| ())
}

fn done(outcome: Outcome) -> Result<Committed, Failure> {
    match outcome {
        Outcome::Done => Ok(Committed::Yes),
        Outcome::Conflict => Ok(Committed::Conflict),
        other => Err(unexpected(other)),
    }
}

fn unexpected(outcome: Outcome) -> Failure {
    match outcome {
        Outcome::Trouble { reason, message, retry_after_ms } => failure::platform(reason, &message, retry_after_ms),
        _ => failure::bug("a storage effect came back with another effect's outcome"),
    }
}

fn decode<T: for<'a> Decode<'a>>(json: Option<String>, kind: &Kind, key: &str) -> Result<Option<T>, Failure> {
    let Some(json) = json.map_or(Ok(None), |json| kind.current(json))? else { return Ok(None) };
    json::from_str(&json).map(Some).map_err(|error| undecodable(key, &error))
}

fn undecodable(key: &str, error: &Unreadable) -> Failure {
    failure::bug(&format!("the stored document `{key}` cannot be read: {error}"))
}
