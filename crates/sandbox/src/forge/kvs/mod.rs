//! Forge's key-value store: plain values, secrets and entities.
//!
//! Routes, bodies and answers as `@forge/kvs` 1.6.5 sends and reads them; limits and codes from
//! <https://developer.atlassian.com/platform/forge/storage-reference/>. What the vendor does not document is decided
//! here on the strict side: the codes `KEY_EXISTS` and `CONDITION_FAILED` (both with 409) and the refusal of entity
//! attributes that the manifest does not declare.

mod batch;
mod condition;
mod query;
mod request;
mod schema;
mod transaction;
mod value;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::request::{KeyBody, SetBody, parse};
pub(crate) use self::schema::Entity;
use self::schema::Index;
use self::value::{check_key, check_value, expiry};
use crate::change::Change;
use crate::http::{Request, Response};
use crate::random::Random;

/// The table of [`Change`]s that this store makes.
pub(crate) const TABLE: &str = "forge-kvs";

const SEPARATOR: char = '\u{1f}';
const PLAIN: &str = "plain";
const SECRET: &str = "secret";
const DELETION_LATEST_MS: u64 = 48 * 3_600_000;
const OPERATIONS_PER_MINUTE: u64 = 4_000;
const UNIT_BYTES: usize = 10 * 1_024;

/// How the store behaves where the vendor leaves room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct KvsOptions {
    /// Queries do not see writes younger than this. `get` always sees them.
    pub query_lag_ms: u64,
    /// How long after its expiry a value stays readable; without it, up to 48 hours, different by key.
    pub deletion_delay_ms: Option<u64>,
    /// Whether more than 4,000 reads or 4,000 writes a minute, in units of 10 KB, are refused with 429.
    pub rates_enforced: bool,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: 400, code, message: message.into() }
    }

    fn not_found() -> Self {
        Self { status: 404, code: "KEY_NOT_FOUND", message: "the key does not exist".into() }
    }

    fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: 409, code, message: message.into() }
    }

    fn body(&self) -> Value {
        json!({ "code": self.code, "message": self.message })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    value: Value,
    created_at_ms: u64,
    updated_at_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    expire_at_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    delete_at_ms: Option<u64>,
}

impl Record {
    fn view(&self, key: &str) -> Value {
        let mut view = json!({
            "key": key,
            "value": self.value,
            "createdAt": self.created_at_ms,
            "updatedAt": self.updated_at_ms,
        });
        if let (Some(at_ms), Some(object)) = (self.expire_at_ms, view.as_object_mut()) {
            object.insert("expireTime".into(), value::iso(at_ms).into());
        }
        view
    }
}

type Rows = BTreeMap<String, Record>;

/// What a key held before a write that queries may not see yet.
#[derive(Clone, Debug)]
struct Shadow {
    written_at_ms: u64,
    space: String,
    key: String,
    before: Option<Record>,
}

/// The store.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kvs {
    pub(crate) options: KvsOptions,
    entities: BTreeMap<String, Entity>,
    spaces: BTreeMap<String, Rows>,
    deadlines: BTreeSet<(u64, String, String)>,
    shadows: VecDeque<Shadow>,
    minute: u64,
    reads: u64,
    writes: u64,
    dirty: BTreeSet<(String, String)>,
}

impl Kvs {
    /// Takes over the entities that an installed manifest declares.
    pub(crate) fn declare(&mut self, entities: BTreeMap<String, Entity>) {
        self.entities = entities;
    }

    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        let dirty = std::mem::take(&mut self.dirty);
        let row = |(space, key): (String, String)| {
            let json = self.read(&space, &key).and_then(|record| serde_json::to_string(record).ok());
            Change::of(TABLE, format!("{space}{SEPARATOR}{key}"), json)
        };
        dirty.into_iter().map(row).collect()
    }

    /// Takes in a row that was kept.
    pub(crate) fn load(&mut self, key: &str, text: &str) {
        if let (Some((space, key)), Ok(record)) = (key.split_once(SEPARATOR), serde_json::from_str::<Record>(text)) {
            if let Some(at_ms) = record.delete_at_ms {
                self.deadlines.insert((at_ms, space.into(), key.into()));
            }
            self.spaces.entry(space.into()).or_default().insert(key.into(), record);
        }
    }

    /// Deletes everything the app stored, as after an uninstallation.
    pub(crate) fn clear(&mut self) {
        for (space, rows) in std::mem::take(&mut self.spaces) {
            self.dirty.extend(rows.into_keys().map(|key| (space.clone(), key)));
        }
        self.deadlines.clear();
        self.shadows.clear();
    }

    /// Answers a request whose path begins with `/api/v1/`, or none if there is no such route.
    pub(crate) fn handle(&mut self, path: &str, request: &Request, now_ms: u64) -> Option<Response> {
        if request.method != "POST" {
            return None;
        }
        self.sweep(now_ms);
        let body = request.body.as_slice();
        let route = path.strip_prefix("/api/v1/")?;
        if let Some(refusal) = self.rate(route, body.len(), now_ms) {
            return Some(Response::json(refusal.status, &refusal.body()));
        }
        let answer = match route {
            "get" => self.get(Kind::Plain, body),
            "secret/get" => self.get(Kind::Secret, body),
            "entity/get" => self.get(Kind::Entity, body),
            "set" => self.set(Kind::Plain, body, now_ms),
            "secret/set" => self.set(Kind::Secret, body, now_ms),
            "entity/set" => self.set(Kind::Entity, body, now_ms),
            "delete" => self.delete(Kind::Plain, body, now_ms),
            "secret/delete" => self.delete(Kind::Secret, body, now_ms),
            "entity/delete" => self.delete(Kind::Entity, body, now_ms),
            "query" => self.query(body, now_ms).map(Some),
            "entity/query" => self.query_entity(body, now_ms).map(Some),
            "batch/get" => self.batch_get(body).map(Some),
            "batch/set" => self.batch_set(body, now_ms).map(Some),
            "batch/delete" => self.batch_delete(body, now_ms).map(Some),
            "transaction" => self.transact(body, now_ms).map(|()| None),
            _ => return None,
        };
        Some(match answer {
            Ok(Some(value)) => {
                let response = Response::json(200, &value);
                if reads(route) {
                    // What is read is known, and counts, when it has been.
                    self.reads = self.reads.saturating_add(units(response.body.len()));
                }
                response
            }
            Ok(None) => Response { status: 200, headers: Vec::new(), body: Vec::new() },
            Err(refusal) => Response::json(refusal.status, &refusal.body()),
        })
    }

    fn get(&self, kind: Kind, body: &[u8]) -> Result<Option<Value>, Refusal> {
        let body: KeyBody = parse(body)?;
        let space = self.space(kind, body.entity_name.as_deref())?;
        check_key(&body.key, kind == Kind::Entity)?;
        self.read(&space, &body.key).map(|record| Some(record.view(&body.key))).ok_or_else(Refusal::not_found)
    }

    fn set(&mut self, kind: Kind, body: &[u8], now_ms: u64) -> Result<Option<Value>, Refusal> {
        let body: SetBody = parse(body)?;
        let space = self.space(kind, body.entity_name.as_deref())?;
        check_key(&body.key, kind == Kind::Entity)?;
        self.check(&space, &body.value)?;
        let options = body.options.unwrap_or_default();
        let expire_at_ms = expiry(options.ttl.as_ref(), now_ms)?;
        let before = self.read(&space, &body.key).map(|record| record.view(&body.key));
        match options.key_policy.as_deref() {
            None | Some("OVERRIDE") => {}
            Some("FAIL_IF_EXISTS") if before.is_some() => {
                return Err(Refusal::conflict("KEY_EXISTS", "the key exists already"));
            }
            Some("FAIL_IF_EXISTS") => {}
            Some(other) => return Err(Refusal::bad("INVALID_OPTIONS", format!("unknown key policy `{other}`"))),
        }
        self.write(&space, &body.key, body.value, expire_at_ms, now_ms);
        match options.return_value.as_deref() {
            None => Ok(None),
            Some("PREVIOUS") => Ok(before),
            Some("LATEST") => Ok(self.read(&space, &body.key).map(|record| record.view(&body.key))),
            Some(other) => Err(Refusal::bad("INVALID_OPTIONS", format!("unknown return value `{other}`"))),
        }
    }

    fn delete(&mut self, kind: Kind, body: &[u8], now_ms: u64) -> Result<Option<Value>, Refusal> {
        let body: KeyBody = parse(body)?;
        let space = self.space(kind, body.entity_name.as_deref())?;
        check_key(&body.key, kind == Kind::Entity)?;
        self.remove(&space, &body.key, now_ms);
        Ok(None)
    }

    fn space(&self, kind: Kind, entity: Option<&str>) -> Result<String, Refusal> {
        match (kind, entity) {
            (Kind::Plain, _) => Ok(PLAIN.into()),
            (Kind::Secret, _) => Ok(SECRET.into()),
            (Kind::Entity, Some(name)) if self.entities.contains_key(name) => Ok(entity_space(name)),
            (Kind::Entity, Some(name)) => {
                Err(Refusal::bad("INVALID_ENTITY_TYPE", format!("the manifest declares no entity `{name}`")))
            }
            (Kind::Entity, None) => Err(Refusal::bad("INVALID_ENTITY_TYPE", "`entityName` is missing")),
        }
    }

    /// The space of an item that may name an entity or not, as in batches and transactions.
    fn space_of_item(&self, entity: Option<&str>) -> Result<String, Refusal> {
        self.space(if entity.is_some() { Kind::Entity } else { Kind::Plain }, entity)
    }

    fn check(&self, space: &str, value: &Value) -> Result<(), Refusal> {
        check_value(value)?;
        match space.strip_prefix("entity:").and_then(|name| self.entities.get(name)) {
            Some(entity) => entity.check(value),
            None => Ok(()),
        }
    }

    fn read(&self, space: &str, key: &str) -> Option<&Record> {
        self.spaces.get(space)?.get(key)
    }

    fn write(&mut self, space: &str, key: &str, value: Value, expire_at_ms: Option<u64>, now_ms: u64) {
        let before = self.read(space, key).cloned();
        let delete_at_ms = expire_at_ms.map(|at_ms| at_ms.saturating_add(self.deletion_delay_ms(space, key)));
        let record = Record {
            value,
            created_at_ms: before.as_ref().map_or(now_ms, |record| record.created_at_ms),
            updated_at_ms: now_ms,
            expire_at_ms,
            delete_at_ms,
        };
        if let Some(at_ms) = before.as_ref().and_then(|record| record.delete_at_ms) {
            self.deadlines.remove(&(at_ms, space.into(), key.into()));
        }
        if let Some(at_ms) = delete_at_ms {
            self.deadlines.insert((at_ms, space.into(), key.into()));
        }
        self.dirty.insert((space.into(), key.into()));
        self.shade(space, key, before, now_ms);
        self.spaces.entry(space.into()).or_default().insert(key.into(), record);
    }

    fn remove(&mut self, space: &str, key: &str, now_ms: u64) {
        let Some(before) = self.spaces.get_mut(space).and_then(|rows| rows.remove(key)) else {
            return;
        };
        if let Some(at_ms) = before.delete_at_ms {
            self.deadlines.remove(&(at_ms, space.into(), key.into()));
        }
        self.dirty.insert((space.into(), key.into()));
        self.shade(space, key, Some(before), now_ms);
    }

    fn shade(&mut self, space: &str, key: &str, before: Option<Record>, now_ms: u64) {
        if self.options.query_lag_ms > 0 {
            self.shadows.push_back(Shadow { written_at_ms: now_ms, space: space.into(), key: key.into(), before });
        }
    }

    fn sweep(&mut self, now_ms: u64) {
        while let Some((at_ms, space, key)) = self.deadlines.first().cloned() {
            if at_ms > now_ms {
                break;
            }
            self.deadlines.pop_first();
            self.remove(&space, &key, now_ms);
        }
        let lag_ms = self.options.query_lag_ms;
        while self.shadows.front().is_some_and(|shadow| shadow.written_at_ms.saturating_add(lag_ms) <= now_ms) {
            self.shadows.pop_front();
        }
    }

    fn deletion_delay_ms(&self, space: &str, key: &str) -> u64 {
        self.options.deletion_delay_ms.unwrap_or_else(|| {
            let seed = space
                .bytes()
                .chain(key.bytes())
                .fold(0u64, |seed, byte| seed.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(byte)));
            Random::seeded(seed).below(DELETION_LATEST_MS)
        })
    }

    fn rate(&mut self, route: &str, bytes: usize, now_ms: u64) -> Option<Refusal> {
        if !self.options.rates_enforced {
            return None;
        }
        let minute = now_ms / 60_000;
        if minute != self.minute {
            (self.minute, self.reads, self.writes) = (minute, 0, 0);
        }
        let (used, more) =
            if reads(route) { (&mut self.reads, 1) } else { (&mut self.writes, units(bytes).saturating_add(1)) };
        *used = used.saturating_add(more);
        (*used > OPERATIONS_PER_MINUTE).then(|| Refusal {
            status: 429,
            code: "RATE_LIMIT_EXCEEDED",
            message: "too many storage operations in this minute".into(),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Secret,
    Entity,
}

fn reads(route: &str) -> bool {
    route.ends_with("get") || route.ends_with("query")
}

/// The units of what goes beyond the first.
fn units(bytes: usize) -> u64 {
    u64::try_from(bytes / UNIT_BYTES).unwrap_or(0)
}

fn entity_space(name: &str) -> String {
    format!("entity:{name}")
}
