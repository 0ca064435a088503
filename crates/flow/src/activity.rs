//! What was decided on issues: kept for 30 days, for people who ask why.

use sha2::{Digest, Sha256};
use weftline_wire::decision::Activity;
use weftline_wire::effect::Expectation;
use weftline_wire::json;
use weftline_wire::plan::Plan;

use crate::engine::World;
use crate::failure::Failure;
use crate::flows::erase::without;
use crate::join::join_all;
use crate::links::hex;
use crate::store::{self, Among, Entity, Transaction, key};

/// The index that has the activity of an issue by time.
const BY_ISSUE: &str = "issue";

/// The index that has all activity by time.
const BY_SITE: &str = "site";

/// What it has all activity under.
pub(crate) const SITE: &str = "all";

/// Entries that are forgotten at once, and how often in one run.
const DROPPED_AT_ONCE: u32 = 25;
const DROPS_MAX: u32 = 40;

/// How long it is kept. The platform deletes it up to two days later.
const KEPT_SECONDS: u32 = 30 * 24 * 60 * 60;

/// An entry as it is stored.
struct Entry {
    revision: u32,
    issue: String,
    site: String,
    at: u32,
    document: Activity,
}

weftline_wire::json_object! { ignore Entry { revision, issue, site: optional, at, document } }

/// Adds an entry to a transaction. `what` names what the entry is about: of the same at the same time there is one.
pub(crate) fn add(transaction: &mut Transaction, activity: Activity, what: &str) {
    add_with(transaction, activity, what, Vec::new());
}

/// The same, with the questions that its plans answer, as JSON, in the order of the plans (D-5): one operation each.
pub(crate) fn add_with(transaction: &mut Transaction, mut activity: Activity, what: &str, questions: Vec<String>) {
    let mut digits = hex(&Sha256::digest(what));
    digits.truncate(8);
    let key = key::activity(&activity.issue_id, activity.at_ms, &digits);
    activity.inputs = 0;
    for question in questions {
        transaction.write_value_for(key::inputs(&key, activity.inputs), question, KEPT_SECONDS);
        activity.inputs += 1;
    }
    let (issue, site, at) = (activity.issue_id.clone(), SITE.to_owned(), seconds(activity.at_ms));
    let entry = Entry { revision: 1, issue, site, at, document: activity };
    transaction.write_for(Entity::Activity, &key, &entry, KEPT_SECONDS);
}

/// What tells a plan from every other: SHA-256 of its JSON, hex.
pub(crate) fn digest(plan: &Plan) -> String {
    hex(&Sha256::digest(json::to_string(plan)))
}

/// The newest entries of an issue, the newest first, and whether there are more.
pub(crate) async fn read(world: &World, issue_id: &str, limit: u32) -> Result<(Vec<Activity>, bool), Failure> {
    let page = read_page(world, Some(issue_id), None, limit).await?;
    Ok((page.entries.into_iter().map(|(_, activity)| activity).collect(), page.after.is_some()))
}

/// Some entries, the newest first.
pub(crate) struct Page {
    /// Each with its key.
    pub(crate) entries: Vec<(String, Activity)>,
    /// Where the next page begins; none when there is none.
    pub(crate) after: Option<String>,
}

/// A page of the entries of an issue, or of the whole site.
pub(crate) async fn read_page(
    world: &World,
    issue_id: Option<&str>,
    after: Option<String>,
    limit: u32,
) -> Result<Page, Failure> {
    let among = issue_id.map_or(Among::Newest(BY_SITE, SITE), |issue_id| Among::Newest(BY_ISSUE, issue_id));
    let (items, mut after) = store::query_from(world, Entity::Activity, among, after, limit).await?;
    let oldest_ms = world.now_ms().saturating_sub(u64::from(KEPT_SECONDS) * 1_000);
    let mut entries = Vec::with_capacity(items.len());
    for item in items {
        let entry: Entry = store::read_item(&item)?;
        if entry.document.at_ms < oldest_ms {
            // What is older is about to be deleted, and so is all behind it.
            after = None;
            break;
        }
        entries.push((item.key, entry.document));
    }
    Ok(Page { entries, after })
}

/// One entry; none when there is none any more.
pub(crate) async fn one(world: &World, key: &str) -> Result<Option<Activity>, Failure> {
    Ok(store::entity(world, Entity::Activity, key).await?.map(|entry| entry.document))
}

/// Adds an entry to a transaction in which a person is not named any more, in place of the one that is there; from what it was
/// planned goes at once. Gives whether there is one.
pub(crate) async fn erase(
    world: &World,
    transaction: &mut Transaction,
    key: &str,
    account_id: &str,
) -> Result<bool, Failure> {
    let Some(before) = store::entity::<Activity>(world, Entity::Activity, key).await? else {
        return Ok(false);
    };
    let mut activity = before.document;
    let values = (0..activity.inputs).map(|number| store::delete(world, key::inputs(key, number)));
    join_all(values).await.into_iter().collect::<Result<(), _>>()?;
    activity.inputs = 0;
    activity.author = activity.author.filter(|author| author != account_id);
    if json::to_string(&activity).contains(account_id) {
        // Beside an account stands what people call it.
        activity.plans.clear();
        activity.digests.clear();
        for decision in &mut activity.decisions {
            (decision.trigger, decision.conditions) = (None, None);
        }
        activity = without(&activity, account_id)?;
    }
    let age_seconds = world.now_ms().saturating_sub(activity.at_ms) / 1_000;
    let left_seconds = u64::from(KEPT_SECONDS).saturating_sub(age_seconds).max(1);
    let (issue, site, at) = (activity.issue_id.clone(), SITE.to_owned(), seconds(activity.at_ms));
    let entry = Entry { revision: before.revision + 1, issue, site, at, document: activity };
    transaction.write(Entity::Activity, key, &entry, Some(Expectation::Revision { revision: before.revision }));
    transaction.expire_last(u32::try_from(left_seconds).unwrap_or(KEPT_SECONDS));
    Ok(true)
}

/// In seconds since 1970, which Forge's whole numbers of 32 bits hold until 2038.
fn seconds(at_ms: u64) -> u32 {
    u32::try_from(at_ms / 1_000).unwrap_or(u32::MAX).min(i32::MAX as u32)
}

/// Forgets what was decided on an issue, and from what.
pub(crate) async fn forget(world: &World, issue_id: &str) -> Result<(), Failure> {
    let prefix = key::of_issue(issue_id);
    for _ in 0..DROPS_MAX {
        let (items, more) = store::query(world, Entity::Activity, Among::Prefix(&prefix), DROPPED_AT_ONCE).await?;
        let mut values = Vec::new();
        for item in &items {
            let entry: Entry = store::read_item(item)?;
            values.extend((0..entry.document.inputs).map(|number| key::inputs(&item.key, number)));
        }
        // Inputs before what names them: so none is left without one that does.
        for done in join_all(values.into_iter().map(|key| store::delete(world, key))).await {
            done?;
        }
        let mut transaction = Transaction::default();
        for item in &items {
            transaction.drop(Entity::Activity, &item.key);
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
