//! What was decided on issues: kept for 30 days, for people who ask why.

mod people;

use sha2::{Digest, Sha256};
use weftline_wire::decision::Activity;
use weftline_wire::document::{CreationDocument, Recorded};
use weftline_wire::effect::Expectation;
use weftline_wire::json;
use weftline_wire::plan::Plan;

use crate::creating::compact;
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

/// Inputs of plans that are kept of an entry, and how long each may be: a stored value costs by its size.
const INPUTS_MAX: usize = 4;
const INPUTS_BYTES_MAX: usize = 90_000;

/// People who may stand in them.
const PEOPLE_MAX: usize = 100;

/// How long it is kept. The platform deletes it up to two days later.
pub(crate) const KEPT_SECONDS: u32 = 30 * 24 * 60 * 60;

/// An entry as it is stored.
struct Entry {
    revision: u32,
    issue: String,
    site: String,
    at: u32,
    document: Activity,
}

weftline_wire::json_object! { ignore Entry { revision, issue, site: optional, at, document } }

/// Plans as they are kept, with what they were made from (D-5).
#[derive(Clone, Default)]
pub(crate) struct Kept {
    /// All of them, cut where they are long: first those whose inputs are kept.
    plans: Vec<Plan>,
    /// What those were made from, in their order: questions of replay as JSON.
    questions: Vec<String>,
    /// What they were as a whole.
    digests: Vec<String>,
    /// The accounts that stand in the questions.
    pub(crate) people: Vec<String>,
}

impl Kept {
    /// What is kept of plans, each with the question that it answers. Of a question that is too long, or names too many
    /// people, the plan alone is kept.
    pub(crate) fn of(planned: Vec<(Plan, String)>) -> Self {
        let mut kept = Self::default();
        let mut others = Vec::new();
        for (plan, question) in planned {
            let people = people::of(&question);
            let fits = question.len() < INPUTS_BYTES_MAX && kept.people.len() + people.len() <= PEOPLE_MAX;
            if !fits || kept.questions.len() == INPUTS_MAX {
                others.push(compact(plan));
                continue;
            }
            for account in people {
                if !kept.people.contains(&account) {
                    kept.people.push(account);
                }
            }
            kept.digests.push(digest(&plan));
            kept.plans.push(compact(plan));
            kept.questions.push(question);
        }
        kept.plans.append(&mut others);
        kept
    }

    /// Puts a creation's plan into its intent, and what it was made from beside: so it can be told whoever ends it.
    pub(crate) fn store(&self, transaction: &mut Transaction, key: &str, intent: &mut CreationDocument) {
        intent.plan = self.plans.first().cloned();
        intent.recorded = None;
        if let (Some(question), Some(digest)) = (self.questions.first(), self.digests.first()) {
            transaction.write_value_for(key::inputs(key, 0), question.clone(), KEPT_SECONDS);
            intent.recorded = Some(Recorded { digest: digest.clone(), people: self.people.clone() });
        }
    }
}

/// An entry of a creation, whose inputs were stored with its intent.
pub(crate) fn of_creation(activity: Activity, key: &str, creation: &CreationDocument) -> Activity {
    let plans = creation.plan.iter().cloned().collect();
    let Some(Recorded { digest, people }) = &creation.recorded else { return Activity { plans, ..activity } };
    Activity {
        plans,
        inputs: 1,
        digests: vec![digest.clone()],
        inputs_of: Some(key.to_owned()),
        people: people.clone(),
        ..activity
    }
}

/// Adds an entry to a transaction. `what` names what the entry is about: of the same at the same time there is one.
pub(crate) fn add(transaction: &mut Transaction, activity: Activity, what: &str) {
    let key = key_of(&activity, what);
    put(transaction, &key, activity);
}

/// The same with plans, and what they were made from: one operation each.
pub(crate) fn add_with(transaction: &mut Transaction, activity: Activity, what: &str, kept: Kept) {
    let key = key_of(&activity, what);
    let Kept { plans, questions, digests, people } = kept;
    let inputs = u32::try_from(questions.len()).unwrap_or(u32::MAX);
    for (question, number) in questions.into_iter().zip(0..) {
        transaction.write_value_for(key::inputs(&key, number), question, KEPT_SECONDS);
    }
    put(transaction, &key, Activity { plans, digests, people, inputs, ..activity });
}

fn key_of(activity: &Activity, what: &str) -> String {
    let mut digits = hex(&Sha256::digest(what));
    digits.truncate(8);
    key::activity(&activity.issue_id, activity.at_ms, &digits)
}

/// The keys of the values that have what an entry's plans were made from.
pub(crate) fn inputs_of(key: &str, activity: &Activity) -> Vec<String> {
    let at = activity.inputs_of.as_deref().unwrap_or(key);
    (0..activity.inputs).map(|number| key::inputs(at, number)).collect()
}

fn put(transaction: &mut Transaction, key: &str, activity: Activity) {
    let (issue, site, at) = (activity.issue_id.clone(), SITE.to_owned(), seconds(activity.at_ms));
    let entry = Entry { revision: 1, issue, site, at, document: activity };
    transaction.write_for(Entity::Activity, key, &entry, KEPT_SECONDS);
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
        let Some(entry) = store::read_known::<Entry>(Entity::Activity, &item)? else { continue };
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
    let values = inputs_of(key, &activity).into_iter().map(|key| store::delete(world, key));
    join_all(values).await.into_iter().collect::<Result<(), _>>()?;
    (activity.inputs, activity.inputs_of) = (0, None);
    activity.author = activity.author.filter(|author| author != account_id);
    if json::to_string(&activity).contains(account_id) {
        // Beside an account stands what people call it.
        activity.plans.clear();
        for decision in &mut activity.decisions {
            (decision.trigger, decision.conditions) = (None, None);
        }
        activity.people.clear();
        activity = without(&activity, account_id)?;
    }
    activity.digests.clear();
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
            let entry = store::read_known::<Entry>(Entity::Activity, item)?;
            values.extend(entry.iter().flat_map(|entry| inputs_of(&item.key, &entry.document)));
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
