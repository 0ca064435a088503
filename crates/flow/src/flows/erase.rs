//! Erases what is stored of a person (OPS-5): their account wherever it stands, and what was planned with it. What was done stays, with
//! nobody named. In pages, each of which leaves a job behind from which the next one goes on: so it can break off anywhere.
//!
//! What plans were made from, and the values that they cut, expire after 30 days with their activity; where an activity names the
//! person, or they do, they go at once. An activity says whose accounts stand in them.

use sha2::{Digest, Sha256};
use weftline_wire::call::EraseAccountCall;
use weftline_wire::configuration::Manifest;
use weftline_wire::decision::Judged;
use weftline_wire::document::{
    BackfillJob, BulkJob, CreationDocument, LinkDocument, Observed, PairDocument, PostDocument, Versioned,
};
use weftline_wire::effect::StoredItem;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::json::{self, Decode, Encode};
use weftline_wire::view::ErasureView;

use crate::accounts;
use crate::activity;
use crate::backfill;
use crate::bulk::jobs;
use crate::creations;
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::{join, join_all};
use crate::links::hex;
use crate::posting;
use crate::store::{self, Among, Committed, Entity, Transaction, key};

/// Where accounts are stored, in the order in which it is gone through.
const STAGES: [Entity; 8] = [
    Entity::Link,
    Entity::Activity,
    Entity::Creation,
    Entity::Post,
    Entity::Bulk,
    Entity::Configuration,
    Entity::Pair,
    Entity::Backfill,
];

/// Documents of a page, pages of an invocation, and the pause between two: so that reading everything does not use up what Forge
/// allows the site.
const PAGE: u32 = 50;
const PAGES_MAX: u32 = 20;
const PAUSE_SECONDS: u32 = 5;

/// Below this no page is begun.
const TIME_MS: u32 = 6_000;

/// Documents that are written side by side.
const ABREAST: usize = 10;

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// An admin has a person erased.
pub(crate) async fn call(world: &World, call: &EraseAccountCall) -> Result<ErasureView, Failure> {
    let account_id = call.account_id.trim();
    if !is_account(account_id) {
        return Err(failure::of(FailureCode::Invalid, "this is no Atlassian account id"));
    }
    let (admin, known) = join(gate::admin(world), accounts::read(world, account_id)).await;
    admin?;
    store::push(world, Job::EraseAccount { account_id: account_id.to_owned(), stage: 0, after: None }, 0).await?;
    Ok(ErasureView { known: known?.is_some() })
}

/// What it is made of, so that it is found in a text as itself and nothing else is.
fn is_account(text: &str) -> bool {
    (8..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_'))
}

/// Goes on erasing.
pub(crate) async fn erase(
    world: &World,
    account_id: &str,
    stage: u32,
    mut after: Option<String>,
) -> Result<End, Failure> {
    if !is_account(account_id) {
        return Ok(End::Done(None));
    }
    let mut pages = 0;
    for (number, entity) in (0..).zip(STAGES).skip(stage as usize) {
        loop {
            if pages == PAGES_MAX || world.remaining_ms() < TIME_MS {
                let job = Job::EraseAccount { account_id: account_id.to_owned(), stage: number, after };
                return Ok(End::Park { job, delay_seconds: PAUSE_SECONDS });
            }
            pages += 1;
            let begun = after.is_none();
            let page = match store::query_from(world, entity, Among::Prefix(""), after, PAGE).await {
                // The place is not known any more: from the beginning.
                Err(failure) if !begun && !failure.retryable => {
                    after = None;
                    continue;
                }
                page => page?,
            };
            let found: Vec<&StoredItem> = page.0.iter().filter(|item| item.json.contains(account_id)).collect();
            for part in found.chunks(ABREAST) {
                let done = join_all(part.iter().map(|item| erase_from(world, entity, &item.key, account_id))).await;
                done.into_iter().collect::<Result<(), _>>()?;
            }
            after = page.1;
            if after.is_none() {
                break;
            }
        }
    }
    let mut transaction = Transaction::default();
    transaction.drop(Entity::Account, account_id);
    transaction.commit(world).await?;
    Ok(End::Done(None))
}

/// Erases a person from a document, whatever is written to it meanwhile.
async fn erase_from(world: &World, entity: Entity, key: &str, account_id: &str) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS_MAX {
        let mut transaction = Transaction::default();
        match entity {
            Entity::Link => {
                let Some(mut before) = store::entity::<LinkDocument>(world, entity, key).await? else { break };
                let document = link_without(&mut before, account_id)?;
                transaction.put(entity, key, Some(&before), &document)?;
            }
            Entity::Activity => {
                if !activity::erase(world, &mut transaction, key, account_id).await? {
                    break;
                }
            }
            Entity::Creation => {
                let Some(before) = store::entity::<CreationDocument>(world, entity, key).await? else { break };
                let mut document = without(&before.document, account_id)?;
                if before.document.recorded.as_ref().is_some_and(|kept| kept.people.iter().any(|one| one == account_id))
                {
                    store::delete(world, key::inputs(key, 0)).await?;
                    document.recorded = None;
                    // Beside an account stands what people call it.
                    document.plan = None;
                }
                creations::replace(&mut transaction, key, Some(&before), &document)?;
            }
            Entity::Post => {
                let Some(before) = store::entity::<PostDocument>(world, entity, key).await? else { break };
                posting::replace(&mut transaction, world, key, &before, &without(&before.document, account_id)?)?;
            }
            Entity::Bulk => {
                let Some(before) = jobs::read(world, key).await? else { break };
                jobs::put(&mut transaction, key, before.revision, &without::<BulkJob>(&before.document, account_id)?);
            }
            Entity::Backfill => {
                let Some(before) = backfill::jobs::read(world, key).await? else { break };
                let mut document = without::<BackfillJob>(&before.document, account_id)?;
                document.started_by = document.started_by.filter(|account| !account.is_empty());
                backfill::jobs::put(&mut transaction, key, Some(&before), &document)?;
            }
            Entity::Configuration => {
                let Some(before) = store::entity::<Manifest>(world, entity, key).await? else { break };
                let mut document = without(&before.document, account_id)?;
                document.author = document.author.filter(|author| !author.is_empty());
                transaction.put(entity, key, Some(&before), &document)?;
            }
            Entity::Pair => {
                let Some(before) = store::entity::<PairDocument>(world, entity, key).await? else { break };
                let mut document = before.document.clone();
                digest(&mut document.words, account_id);
                transaction.put_of(entity, key, Some(&before), &document, &before.document.issue_id);
            }
            _ => break,
        }
        if transaction.commit(world).await? == Committed::Yes {
            return Ok(());
        }
    }
    Ok(())
}

/// A link with nobody named. What was observed of a field is kept as a digest, which still tells whether it has changed.
fn link_without(before: &mut Versioned<LinkDocument>, account_id: &str) -> Result<LinkDocument, Failure> {
    let mut document = before.document.clone();
    for base in document.base.values_mut() {
        digest(&mut base.jira, account_id);
        digest(&mut base.salesforce, account_id);
    }
    // Beside an account stands what people call it.
    document.waiting.iter_mut().for_each(|waiting| nothing_found(&mut waiting.conditions));
    without(&document, account_id)
}

fn nothing_found(judged: &mut Judged) {
    judged.found = None;
    judged.of.iter_mut().for_each(nothing_found);
}

fn digest(observed: &mut Observed, account_id: &str) {
    if let Observed::Value { json } = observed
        && json.contains(account_id)
    {
        *observed = Observed::Digest { sha256: hex(&Sha256::digest(&*json)), length: json.len() as u32 };
    }
}

/// A document in which the account stands nowhere. An account is of characters that JSON has nothing to do with.
pub(crate) fn without<T: Encode + for<'a> Decode<'a>>(document: &T, account_id: &str) -> Result<T, Failure> {
    let text = json::to_string(document).replace(account_id, "");
    json::from_str(&text).map_err(|_| failure::bug("a document cannot be read without a person"))
}
