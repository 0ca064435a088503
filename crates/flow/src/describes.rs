//! Describes, kept in storage: a head and shards of fields, each small enough for a stored value.
//!
//! Head and shards are written one by one, and another worker may write at the same time: each shard names the
//! `Last-Modified` it belongs to, and a describe whose parts do not agree counts as absent.

use std::future::Future;

use weftline_salesforce::soql::Name;
use weftline_salesforce::{reply, request};
use weftline_wire::document::{DescribeHead, DescribeShard};
use weftline_wire::json;
use weftline_wire::salesforce::{FieldDescribe, ObjectDescribe};

use crate::connections;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::org::Org;
use crate::store::{self, key};

/// Bytes of JSON in a shard, beside which the shard's frame is nothing. Stored values cost by 10 KB and may have
/// 240 KiB; 90 KB keeps the promise of staying under 100.
const SHARD_BYTES_MAX: usize = 90_000;

/// After this a describe is asked for again, if it changed since.
const FRESH_MS: u64 = 60 * 60 * 1_000;

/// A describe as it was stored.
pub(crate) struct Stored {
    pub(crate) object: ObjectDescribe,
    last_modified: Option<String>,
    checked_at_ms: u64,
    shards: u32,
}

impl Stored {
    /// Whether it was asked for within this time.
    pub(crate) fn is_fresh(&self, world: &World, within_ms: u64) -> bool {
        world.now_ms().saturating_sub(self.checked_at_ms) < within_ms
    }
}

/// What is stored of an object, whatever its age. One turn for most objects, two for those of many fields.
pub(crate) async fn stored(world: &World, connection: &str, object: &str) -> Result<Option<Stored>, Failure> {
    let shard = |number| store::get::<DescribeShard>(world, key::describe_shard(connection, object, number));
    let head = store::get::<DescribeHead>(world, key::describe(connection, object));
    let (head, first) = join(head, shard(0)).await;
    let (Some(head), Some(first)) = (head?, first?) else {
        return Ok(None);
    };
    let mut parts = vec![first];
    for part in join_all((1..head.shards).map(shard)).await {
        let Some(part) = part? else { return Ok(None) };
        parts.push(part);
    }
    if parts.iter().any(|part| part.last_modified != head.last_modified) {
        return Ok(None);
    }
    let mut object = head.object;
    object.fields = parts.into_iter().flat_map(|part| part.fields).collect();
    let DescribeHead { last_modified, checked_at_ms, shards, .. } = head;
    Ok(Some(Stored { object, last_modified, checked_at_ms, shards }))
}

/// The object's describe, at most an hour old: asked for if it changed since, and stored.
pub(crate) async fn fresh(
    world: &World,
    org: &mut Org,
    object: &Name,
    stored: Option<Stored>,
) -> Result<ObjectDescribe, Failure> {
    fresh_within(world, org, object, stored, FRESH_MS).await
}

/// The object's describe, at most so old.
pub(crate) async fn fresh_within(
    world: &World,
    org: &mut Org,
    object: &Name,
    stored: Option<Stored>,
    within_ms: u64,
) -> Result<ObjectDescribe, Failure> {
    if let Some(stored) = &stored
        && stored.is_fresh(world, within_ms)
    {
        return Ok(stored.object.clone());
    }
    let since = stored.as_ref().and_then(|stored| stored.last_modified.clone());
    let fetched =
        org.read(world, |session, timeout_ms| request::describe(session, object, since.as_deref(), timeout_ms)).await?;
    let described = reply::describe(&fetched.view()).map_err(|error| error.to_failure())?;
    match (described, stored) {
        (Some(described), _) => {
            save(world, &org.id, &described.object, described.last_modified.as_deref()).await?;
            Ok(described.object)
        }
        (None, Some(stored)) => {
            let Stored { mut object, last_modified, shards, .. } = stored;
            let fields = std::mem::take(&mut object.fields);
            let head = DescribeHead { object, shards, last_modified, checked_at_ms: world.now_ms() };
            store::set(world, key::describe(&org.id, &head.object.name), &head).await?;
            Ok(ObjectDescribe { fields, ..head.object })
        }
        (None, None) => Err(failure::bug("Salesforce said that nothing changed, though it was not asked for changes")),
    }
}

/// Runs a flow that reads records of an object. Should it ask for a field that the org has no longer, what is stored of
/// the object is forgotten and the flow runs once more, with what the org says of it now.
pub(crate) async fn current<T, F: Future<Output = Result<T, Failure>>>(
    world: &World,
    object: &str,
    flow: impl Fn() -> F,
) -> Result<T, Failure> {
    let mut again = true;
    loop {
        match flow().await {
            Err(failure) if again && is_outdated(&failure) => {
                let object = failure.values.get("object").map_or(object, String::as_str);
                for connection in connections::ids(world).await? {
                    forget(world, &connection, object).await?;
                }
                again = false;
            }
            other => return other,
        }
    }
}

/// Whether something failed for a field that was asked for and that the org does not have, or shows no longer.
pub(crate) fn is_outdated(failure: &Failure) -> bool {
    failure.values.get("code").is_some_and(|code| code == "INVALID_FIELD")
}

/// Forgets what is stored of an object.
pub(crate) async fn forget(world: &World, connection: &str, object: &str) -> Result<(), Failure> {
    store::delete(world, key::describe(connection, object)).await
}

/// Stores what an org has just said of an object.
pub(crate) async fn save(
    world: &World,
    connection: &str,
    object: &ObjectDescribe,
    last_modified: Option<&str>,
) -> Result<(), Failure> {
    let last_modified = last_modified.map(str::to_owned);
    let parts = shards(&object.fields);
    let head = DescribeHead {
        object: ObjectDescribe { fields: Vec::new(), ..object.clone() },
        shards: parts.len() as u32,
        last_modified: last_modified.clone(),
        checked_at_ms: world.now_ms(),
    };
    let shards = parts.into_iter().zip(0..).map(|(fields, number)| {
        let shard = DescribeShard { last_modified: last_modified.clone(), fields };
        async move { store::set(world, key::describe_shard(connection, &object.name, number), &shard).await }
    });
    let (head, shards) =
        join(store::set(world, key::describe(connection, &object.name), &head), join_all(shards)).await;
    head?;
    shards.into_iter().collect()
}

/// The fields in parts of at most [`SHARD_BYTES_MAX`]; at least one part.
fn shards(fields: &[FieldDescribe]) -> Vec<Vec<FieldDescribe>> {
    let mut parts = vec![Vec::new()];
    let mut bytes = 0;
    for field in fields {
        let size = json::to_string(field).len() + 1;
        if bytes > 0 && bytes + size > SHARD_BYTES_MAX {
            parts.push(Vec::new());
            bytes = 0;
        }
        bytes += size;
        if let Some(part) = parts.last_mut() {
            part.push(field.clone());
        }
    }
    parts
}
