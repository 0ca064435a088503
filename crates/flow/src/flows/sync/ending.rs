//! The end of a sync: what was observed becomes the base, what waits and what went wrong is told, and the mark is struck
//! out of the ledger.

use weftline_wire::decision::{Activity, Cause, Noticed};
use weftline_wire::document::{
    DecidedField, Gone, IssueDocument, LinkDocument, NextStep, RecordDocument, Seen, Setback, Undertaking, Versioned,
    Work,
};
use weftline_wire::failure::FailureCode;

use super::away::is_away;
use super::members::Member;
use super::step::Decided;
use super::{Marked, Ran, Sync, attempts_of};
use crate::accounts;
use crate::activity::{self, Kept};
use crate::budget;
use crate::comment_sync::Commented;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::ledger::Onwards;
use crate::links;
use crate::marks;
use crate::setbacks;
use crate::store::{self, Committed, Entity, Transaction, key};

/// How often a lost race for the end is run again.
const ATTEMPTS_MAX: u32 = 4;

/// Operations of a transaction that are left for what ends a sync: the issue, the mark, the activity and its inputs.
const FOR_THE_END: usize = 8;

/// Operations that a transaction may have.
const OPERATIONS_MAX: usize = 25;

/// Plans that are kept of a run.
const PLANS_MAX: usize = 12;

/// How long it is waited before what failed is tried again: doubled each time, up to an hour.
const PAUSE_SECONDS: u32 = 15;
const PAUSE_SECONDS_MAX: u32 = 3_600;

/// The longest delay of a message.
const DELAY_SECONDS_MAX: u32 = 900;

/// How often something is tried that may go better by itself, and how often while one of the sides is away: for a day.
const TRIES_MAX: u32 = 10;
const TRIES_MAX_AWAY: u32 = 36;

/// Strikes a mark out that nothing follows from. Whether it was still the one that was read.
pub(super) async fn strike(world: &World, issue_id: &str, mark: &Versioned<Work>) -> Result<bool, Failure> {
    let mut transaction = Transaction::default();
    marks::strike(&mut transaction, issue_id, mark);
    Ok(transaction.commit(world).await? == Committed::Yes)
}

/// How it goes on after a failure; none when that is left to people.
fn pause(marked: &Marked, failure: &Failure) -> Option<u32> {
    let tried = marked.mark.document.trouble.as_ref().map_or(0, |trouble| trouble.attempts);
    let is_outage = matches!(
        failure.code,
        FailureCode::SalesforceUnavailable
            | FailureCode::SalesforceTimeout
            | FailureCode::SalesforceLimit
            | FailureCode::JiraUnavailable
            | FailureCode::PlatformUnavailable
    );
    let tries_max = if is_outage { TRIES_MAX_AWAY } else { TRIES_MAX };
    if !failure.retryable || tried + 1 >= tries_max {
        return None;
    }
    let asked = failure.retry_after_ms.unwrap_or(0).div_ceil(1_000);
    Some((PAUSE_SECONDS << tried.min(8)).max(asked).min(PAUSE_SECONDS_MAX))
}

fn setback(world: &World, undertaking: Undertaking, failure: &Failure, again: bool) -> Setback {
    let next = match setbacks::next_step(failure) {
        NextStep::Admin => NextStep::Admin,
        _ if again => NextStep::Retry,
        NextStep::Retry => NextStep::Person,
        next => next,
    };
    Setback { at_ms: world.now_ms(), undertaking, failure: (**failure).clone(), next }
}

/// All of it came to nothing. Gives after how many seconds it is tried again; none when it is left to people, or rests
/// until the org is connected again.
pub(super) async fn failed(world: &World, marked: &Marked, failure: Failure) -> Result<Option<u32>, Failure> {
    if matches!(failure.code, FailureCode::PlatformUnavailable | FailureCode::OutOfTime | FailureCode::NewerData) {
        // Nothing can be noted now; whoever delivers the message tries again, and the mark stays open.
        return Err(failure);
    }
    let away = is_away(&failure);
    let pause = pause(marked, &failure);
    let document = &marked.document.document;
    for _ in 0..ATTEMPTS_MAX {
        let (issue, mark) =
            join(links::read_issue(world, &marked.issue_id), marks::read(world, &marked.issue_id)).await;
        let (Some(issue), Some(mark)) = (issue?, mark?) else { return Ok(None) };
        let Some(first) = document.links.first() else { return Ok(None) };
        let undertaking = Undertaking::Sync { record_id: None, object: None };
        let mut changed = issue.document.clone();
        setbacks::put_in(&mut changed, setback(world, undertaking, &failure, pause.is_some()));
        changed.synced_values = None;
        let mut transaction = Transaction::default();
        if changed != issue.document {
            transaction.put(Entity::Issue, &marked.issue_id, Some(&issue), &changed)?;
        }
        if !away {
            let onwards = pause.map_or(Onwards::GivenUp, |seconds| Onwards::After(seconds + 60));
            marks::fail(&mut transaction, world, &marked.issue_id, &first.connection, &mark, &failure, onwards);
        }
        if pause.is_none() && !away {
            let records = document.links.iter().map(|link| link.record_id.clone()).collect();
            let activity = activity_of(world, marked, records, Some(&failure));
            activity::add(&mut transaction, activity, &key::sync_work(&marked.issue_id));
        }
        if transaction.is_empty() || transaction.commit(world).await? == Committed::Yes {
            return Ok(pause.filter(|_| !away).map(|seconds| seconds.min(DELAY_SECONDS_MAX)));
        }
    }
    Err(failure)
}

fn activity_of(world: &World, marked: &Marked, records: Vec<String>, failure: Option<&Failure>) -> Activity {
    Activity {
        at_ms: world.now_ms(),
        issue_id: marked.issue_id.clone(),
        causes: marked.causes.clone(),
        configuration: marked.configuration.version(),
        failure: failure.map(|failure| (**failure).clone()),
        records,
        ..Activity::default()
    }
}

/// Ends it: in one transaction, or where records are many in several, each of which is right by itself.
pub(super) async fn end(
    world: &World,
    mut sync: Sync<'_>,
    decided: Vec<Decided>,
    refused: Option<Failure>,
    comments: Commented,
) -> Result<Ran, Failure> {
    for (connection, gate) in &sync.gates {
        if let Some(Ok(org)) = sync.orgs.get(connection) {
            budget::keep(world, org, gate).await;
        }
    }
    let changes = sync.link_changes(world).await?;
    if !changes.is_empty() {
        sync.unnotice_merges();
    }
    let marked = sync.marked;
    let (refused, at) = deciding(&sync.members, refused);
    let connection = at.map(|member| member.at.connection.clone()).unwrap_or_default();
    let writes: Vec<&Member> =
        sync.members.iter().filter(|member| member.link_after().is_some() || member.back_after().is_some()).collect();
    let last = writes.len().min((OPERATIONS_MAX - FOR_THE_END) / 2);
    let (early, late) = writes.split_at(writes.len() - last);
    for part in early.chunks(OPERATIONS_MAX / 2) {
        let mut transaction = Transaction::default();
        part.iter().try_for_each(|member| member.put(&mut transaction))?;
        if transaction.commit(world).await? == Committed::Conflict {
            return Ok(Ran::Again);
        }
    }
    let mut transaction = Transaction::default();
    late.iter().try_for_each(|member| member.put(&mut transaction))?;
    let pause = refused.as_ref().map(|failure| (pause(marked, failure), failure));
    let mut document = marked.document.document.clone();
    document.comments = comments.seen;
    let known_ms = document.synced_updated_ms;
    tell(world, &sync, &mut document, pause.as_ref().map(|(pause, failure)| (pause.is_some(), *failure)));
    if comments.again_ms.is_some() {
        // What is left to be done is not known yet.
        document.synced_updated_ms = known_ms;
        document.synced_values = None;
    }
    if document != marked.document.document {
        transaction.put(Entity::Issue, &marked.issue_id, Some(&marked.document), &document)?;
    }
    let is_told = !decided.is_empty()
        || refused.is_some()
        || !comments.plans.is_empty()
        || comments.refused.is_some()
        || marked
            .causes
            .iter()
            .any(|cause| matches!(cause, Cause::SyncNow | Cause::PostFunction | Cause::Decided | Cause::Retried))
        || sync.members.iter().any(|member| member.gone != member.link.document.gone);
    if is_told {
        let records = sync.about(&decided, &comments.records);
        let activity = activity_of(world, marked, records, refused.as_ref().or(comments.refused.as_ref()));
        let activity = Activity { noticed: sync.noticed(), ..activity };
        let of_fields = decided.into_iter().map(|one| (one.plan, one.inputs.narrowed().question()));
        let planned = of_fields.chain(comments.plans.into_iter().zip(comments.questions));
        let kept = Kept::of(planned.take(PLANS_MAX).collect());
        accounts::note(world, &kept.people).await;
        activity::add_with(&mut transaction, activity, &key::sync_work(&marked.issue_id), kept);
    }
    if changes.is_empty() {
        match &pause {
            // Something is still to be done: the mark stays as it is.
            None if comments.again_ms.is_some() => {}
            None => marks::strike(&mut transaction, &marked.issue_id, &sync.mark),
            Some((pause, failure)) => {
                let onwards = match pause {
                    Some(seconds) => Onwards::After(seconds + 60),
                    None if is_away(failure) => Onwards::After(PAUSE_SECONDS_MAX),
                    None => Onwards::GivenUp,
                };
                marks::fail(&mut transaction, world, &marked.issue_id, &connection, &sync.mark, failure, onwards);
            }
        }
    }
    if transaction.commit(world).await? == Committed::Conflict {
        let ran = keep(world, &sync).await?;
        // Who does not answer is not asked again at once.
        return Ok(match pause {
            Some((Some(seconds), _)) => Ran::Later(seconds.min(DELAY_SECONDS_MAX)),
            _ => ran,
        });
    }
    if !changes.is_empty() {
        sync.change_links(world, changes).await?;
        return Ok(Ran::Again);
    }
    Ok(match (pause, comments.again_ms) {
        (Some((Some(seconds), _)), _) => Ran::Later(seconds.min(DELAY_SECONDS_MAX)),
        (None, Some(after_ms)) => Ran::Later(after_ms.div_ceil(1_000).min(DELAY_SECONDS_MAX)),
        _ => Ran::Done,
    })
}

/// Which failure decides how it goes on, and at which record: what may go better later is tried again, then what waits for
/// an org to be connected, then what is left to people.
fn deciding(members: &[Member], refused: Option<Failure>) -> (Option<Failure>, Option<&Member>) {
    let rank = |failure: &Failure| u8::from(failure.retryable) * 2 + u8::from(is_away(failure));
    let failed = members.iter().filter_map(|member| Some((member, member.failure.as_ref()?)));
    let worst = failed.max_by_key(|(_, failure)| rank(failure));
    let decides = match (refused, worst) {
        (Some(refused), Some((_, failure))) if rank(failure) > rank(&refused) => Some(failure.clone()),
        (refused, worst) => refused.or_else(|| worst.map(|(_, failure)| failure.clone())),
    };
    (decides, worst.map(|(member, _)| member).or(members.first()))
}

/// Something happened meanwhile. What was observed of records whose links are still as they were read is kept all the
/// same, so that what was written does not look like somebody else's change; then it is looked at again. Nothing is kept
/// where another worker has noted what it is about to write, or is through: this one may have seen half of that, and would
/// take it for somebody's.
pub(super) async fn keep(world: &World, sync: &Sync<'_>) -> Result<Ran, Failure> {
    let issue_id = &sync.marked.issue_id;
    let Some(mark) = marks::read(world, issue_id).await? else { return Ok(Ran::Again) };
    if attempts_of(&mark) != attempts_of(&sync.mark) {
        return Ok(Ran::Again);
    }
    for member in &sync.members {
        if member.link_after().is_none() {
            continue;
        }
        for _ in 0..ATTEMPTS_MAX {
            let link_key = key::link(issue_id, &member.at.record_id);
            let Some(link) = store::entity::<LinkDocument>(world, Entity::Link, &link_key).await? else { break };
            let read = &member.link.document;
            if link.document.base != read.base || link.document.seen != read.seen {
                // Another run knows more of it.
                break;
            }
            let document =
                LinkDocument { base: member.base.clone(), seen: member.seen_after(), ..link.document.clone() };
            let mut transaction = Transaction::default();
            transaction.put(Entity::Link, &link_key, Some(&link), &document)?;
            transaction.check(Entity::Work, &key::sync_work(issue_id), Some(&mark));
            if transaction.commit(world).await? == Committed::Yes {
                break;
            }
        }
    }
    Ok(Ran::Again)
}

/// Says in the issue's document how it stands.
fn tell(world: &World, sync: &Sync<'_>, document: &mut IssueDocument, failed: Option<(bool, &Failure)>) {
    let held =
        sync.members.iter().map(|member| if member.gone.is_some() { 0 } else { member.held.len() }).sum::<usize>();
    let before = if sync.rest.is_empty() { document.conflicts } else { sync.held_before() };
    let elsewhere = document.conflicts.saturating_sub(before);
    document.conflicts = elsewhere.saturating_add(u32::try_from(held).unwrap_or(u32::MAX));
    let (now, before) = (sync.count_waiting(), sync.counted_before());
    let elsewhere = |all: u32, before: u32| if sync.rest.is_empty() { 0 } else { all.saturating_sub(before) };
    document.waiting_to_salesforce = elsewhere(document.waiting_to_salesforce, before.0).saturating_add(now.0);
    document.waiting_to_jira = elsewhere(document.waiting_to_jira, before.1).saturating_add(now.1);
    document.synced_values = None;
    match failed {
        None => {
            // Only now was all of it looked at that happened while the issue was elsewhere.
            document.project_id = Some(sync.side.project_id.clone());
            document.synced_at_ms = Some(world.now_ms());
            document.synced_values = sync.values();
            document.synced_updated_ms = document.synced_updated_ms.max(sync.side.updated_ms);
            setbacks::clear_in(document, &|undertaking| matches!(undertaking, Undertaking::Sync { .. }));
        }
        Some((again, failure)) => {
            let at = sync.members.iter().find(|member| member.failure.is_some()).map(|member| &member.at);
            let undertaking = Undertaking::Sync {
                record_id: at.map(|at| at.record_id.clone()),
                object: at.map(|at| at.object.clone()),
            };
            setbacks::put_in(document, setback(world, undertaking, failure, again));
        }
    }
}

impl Sync<'_> {
    /// The records that something is told of: those that were planned, whose comments were, that failed, or of which
    /// something was noticed; where nothing was, all of them.
    fn about(&self, decided: &[Decided], commented: &[String]) -> Vec<String> {
        let is_told = |member: &&Member| {
            let id = member.at.record_id.as_str();
            decided.iter().any(|one| one.inputs.record.id == id)
                || commented.iter().any(|record_id| record_id == id)
                || member.failure.is_some()
                || member.gone != member.link.document.gone
        };
        let ids = |members: &mut dyn Iterator<Item = &Member>| -> Vec<String> {
            members.map(|member| member.at.record_id.clone()).collect()
        };
        let told = ids(&mut self.members.iter().filter(is_told));
        if told.is_empty() { ids(&mut self.members.iter()) } else { told }
    }

    /// What was noticed of records: those that are not there any more, and those that are back.
    fn noticed(&self) -> Vec<Noticed> {
        let changed = self.members.iter().filter(|member| member.gone != member.link.document.gone);
        changed.map(|member| Noticed { record_id: member.at.record_id.clone(), gone: member.gone.clone() }).collect()
    }
}

impl Sync<'_> {
    /// A merge counts as noticed when the record that has it now is linked: until then it is news again.
    fn unnotice_merges(&mut self) {
        for member in &mut self.members {
            let before = &member.link.document.gone;
            if matches!(member.gone, Some(Gone::Merged { .. })) && !matches!(before, Some(Gone::Merged { .. })) {
                member.gone.clone_from(before);
            }
        }
    }
}

impl Member {
    /// The link's document as it is then; none when nothing of it has changed.
    fn link_after(&self) -> Option<LinkDocument> {
        let before = &self.link.document;
        let document = LinkDocument {
            base: self.base.clone(),
            seen: self.seen_after(),
            gone: self.gone.clone(),
            held: self.held.clone(),
            decided: self.still_decided(),
            waiting: self.waiting.clone(),
            ..before.clone()
        };
        (document != *before).then_some(document)
    }

    /// What was decided and is still to be carried out: it failed, or waits.
    fn still_decided(&self) -> Vec<DecidedField> {
        let mut decided = self.link.document.decided.clone();
        if self.failure.is_none() {
            let waiting: Vec<&String> = self.waits.iter().flatten().flat_map(|waits| &waits.fields).collect();
            decided.retain(|decided| waiting.contains(&&decided.field));
        }
        decided
    }

    /// How the record was seen last. Where the base is older than that, it has to be read before it is written: the time
    /// of the look says that it excludes nothing.
    fn seen_after(&self) -> Option<Seen> {
        let seen = newer(self.link.document.seen, self.seen);
        if self.is_settled() { seen } else { seen.map(|seen| Seen { at_ms: 0, ..seen }) }
    }

    /// The way back from the record; none when nothing of it has changed. That one issue has seen a record says nothing for
    /// others that have it too: they would never be told of the change.
    fn back_after(&self) -> Option<(&Versioned<RecordDocument>, RecordDocument)> {
        let before = self.back.as_ref().filter(|back| back.document.issue_ids.len() < 2)?;
        let seen = self.read.as_ref().and_then(|read| read.seen);
        let document = RecordDocument { seen: newer(before.document.seen, seen), ..before.document.clone() };
        (document != before.document).then_some((before, document))
    }

    fn put(&self, transaction: &mut Transaction) -> Result<(), Failure> {
        if let Some(document) = self.link_after() {
            let key = key::link(&document.issue_id, &document.record_id);
            transaction.put(Entity::Link, &key, Some(&self.link), &document)?;
        }
        if let Some((before, document)) = self.back_after() {
            let key = key::record(&self.at.connection, &self.at.record_id);
            transaction.put(Entity::Record, &key, Some(before), &document)?;
        }
        Ok(())
    }
}

/// How a record was seen last. The same look again tells nothing new, unless it now excludes another change in the same
/// second.
fn newer(before: Option<Seen>, now: Option<Seen>) -> Option<Seen> {
    match (before, now) {
        (Some(before), Some(now)) => {
            let is_older = now.stamp_ms < before.stamp_ms;
            let is_settled = before.at_ms >= before.stamp_ms + 2_000;
            let is_same = now.stamp_ms == before.stamp_ms && now.modified_at_ms == before.modified_at_ms;
            Some(if is_older || (is_same && is_settled) { before } else { now })
        }
        (before, now) => now.or(before),
    }
}
