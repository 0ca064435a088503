//! What rules have done on issues: permanent, so that a rule creates at most one record on an issue, whatever becomes of
//! links, records, events and the rule itself (AUTO-7).

use weftline_wire::document::{CreationDocument, CreationState, Fired, Versioned};
use weftline_wire::failure::FailureCode;

use crate::creations;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::store::{self, Among, Committed, Entity, Transaction, key};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Rules whose doings are forgotten in one transaction, and how often.
const FORGOTTEN_AT_ONCE: u32 = 8;
const FORGETS_MAX: u32 = 40;

/// So long what became of a creation is looked for: longer than the last look, which is 21 minutes after it was sent.
const LOOKED_FOR_MS: u64 = 25 * 60 * 1_000;

/// What a rule has done on an issue, and what came of it.
pub(crate) struct Firing {
    pub(crate) fired: Versioned<Fired>,
    /// The creation that it led to; none only where somebody deleted it.
    pub(crate) creation: Option<Versioned<CreationDocument>>,
}

impl Firing {
    /// The record that was created.
    pub(crate) fn record_id(&self) -> Option<&str> {
        match &self.creation.as_ref()?.document.state {
            CreationState::Created { record_id } => Some(record_id),
            CreationState::Intended | CreationState::Refused => None,
        }
    }

    /// Whether nothing was created, and that for certain.
    pub(crate) fn is_refused(&self) -> bool {
        self.creation.as_ref().is_some_and(|creation| creation.document.state == CreationState::Refused)
    }

    /// Whether nobody knows yet what came of it.
    pub(crate) fn is_open(&self) -> bool {
        self.creation.as_ref().is_some_and(|creation| creation.document.state == CreationState::Intended)
    }

    /// Whether that will not be found out by looking either.
    pub(crate) fn is_given_up(&self, now_ms: u64) -> bool {
        let intended_at_ms = self.creation.as_ref().map_or(now_ms, |creation| creation.document.intended_at_ms);
        self.is_open() && now_ms > intended_at_ms + LOOKED_FOR_MS
    }
}

/// What a rule has done on an issue; none when nothing.
pub(crate) async fn read(world: &World, issue_id: &str, rule: &str) -> Result<Option<Firing>, Failure> {
    let Some(fired) = store::entity::<Fired>(world, Entity::Fired, &key::fired(issue_id, rule)).await? else {
        return Ok(None);
    };
    let creation = creations::read(world, &fired.document.creation_key).await?;
    Ok(Some(Firing { fired, creation }))
}

/// Writes it within the transaction that writes the intent, in place of what was read.
pub(crate) fn put(
    transaction: &mut Transaction,
    issue_id: &str,
    rule: &str,
    before: Option<&Versioned<Fired>>,
    fired: &Fired,
) -> Result<(), Failure> {
    transaction.put(Entity::Fired, &key::fired(issue_id, rule), before, fired)
}

/// Lets a rule fire again that has fired. Gives whether it had.
pub(crate) async fn reset(world: &World, issue_id: &str, rule: &str) -> Result<bool, Failure> {
    let key = key::fired(issue_id, rule);
    for _ in 0..ATTEMPTS_MAX {
        let Some(fired) = store::entity::<Fired>(world, Entity::Fired, &key).await? else {
            return Ok(false);
        };
        if fired.document.reset {
            return Ok(true);
        }
        let mut transaction = Transaction::default();
        let document = Fired { reset: true, ..fired.document.clone() };
        transaction.put(Entity::Fired, &key, Some(&fired), &document)?;
        if transaction.commit(world).await? == Committed::Yes {
            return Ok(true);
        }
    }
    Err(failure::of(FailureCode::Conflict, "this rule is at work on this issue; try again"))
}

/// Forgets what rules have done on an issue that is deleted, and by which creations: its id is never given again.
pub(crate) async fn forget(world: &World, issue_id: &str) -> Result<(), Failure> {
    for _ in 0..FORGETS_MAX {
        let among = Among::Prefix(&key::of_issue(issue_id));
        let (items, more) = store::query(world, Entity::Fired, among, FORGOTTEN_AT_ONCE).await?;
        let mut transaction = Transaction::default();
        for item in &items {
            if let Some(fired) = store::read_known::<Versioned<Fired>>(Entity::Fired, item)? {
                transaction.drop(Entity::Creation, &fired.document.creation_key);
                transaction.drop(Entity::Work, &key::work(&fired.document.creation_key));
            }
            transaction.drop(Entity::Fired, &item.key);
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
