//! Holds a sample of links against both sides, marks what has drifted apart without anybody telling, and counts it
//! (SYNC-6): what was deleted for good, what is out of sight, and whatever events and looks have missed.
//!
//! Each round goes on where the one before ended, so that in time every link has its turn.

pub(in crate::flows) mod walk;

use weftline_jira::reply as jira_reply;
use weftline_jira::request::{self as jira_request, CHANGED_MAX};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::Change;
use weftline_salesforce::request::stamps;
use weftline_salesforce::soql::IDS_PER_QUERY;
use weftline_wire::decision::Cause;
use weftline_wire::document::{ConnectionState, IssueDocument, LinkDocument, Reconciled, RecordDocument, Versioned};

use crate::budget::{self, Priority, Verdict};
use crate::configuration::Configuration;
use crate::engine::{End, World};
use crate::failure::Failure;
use crate::join::{join, join_all};
use crate::marks::{self, Bells, SyncMark};
use crate::org::{self, Org};
use crate::poll::asking::{self, Question, Sight};
use crate::poll::kept;
use crate::queries::name;
use crate::site;
use crate::sorted;
use crate::store::{self, Entity, key};
use walk::Walk;

/// Links of a round.
const LINKS_MAX: usize = 1_000;

/// A round of a fully used day ends here: it is done by what was not changed so short a time ago, or looks will find it.
const SETTLED_MS: u64 = 20 * 60 * 1_000;

/// Makes a round.
pub(crate) async fn reconcile(world: &World, connection: &str) -> Result<End, Failure> {
    let ((stored, document), configuration) =
        join(join(org::stored(world, connection), kept::read(world, connection)), Configuration::read(world)).await;
    let (configuration, mut document) = (configuration?, document?);
    let Some(stored) = stored?.filter(|stored| stored.document.state == ConnectionState::Connected) else {
        return Ok(End::Done(None));
    };
    let settings = configuration.settings(world).await?;
    if !settings.enabled {
        return Ok(End::Done(None));
    }
    let gate = budget::gate(world, &settings, connection, Priority::Backfill, 0).await?;
    if gate.verdict != Verdict::Go {
        return Ok(End::Done(None));
    }
    let after = document.as_ref().and_then(|document| document.document.reconcile_after.clone());
    let Walk { links, after } = walk::links(world, connection, after.as_deref(), LINKS_MAX).await?;
    if links.is_empty() && after.is_none() {
        return Ok(End::Done(None));
    }
    let mut org = Org::open(world, connection, Some(stored)).await?;
    let (records, issues) = join(records(world, &mut org, &links), issues(world, &links)).await;
    let mut drifted = records?;
    drifted.extend(issues?);
    let (count, at_ms) = (drifted.len(), world.now_ms());
    // What waits has not drifted apart. What it waits for may have come without anybody telling: a formula of the org, or a
    // save whose message was lost.
    drifted.extend(links.iter().filter(|link| !link.waiting.is_empty()).map(|link| SyncMark {
        records: vec![link.record_id.clone()],
        ..SyncMark::new(&link.issue_id, &link.connection, Cause::Reconciled)
    }));
    let mut bells = Bells::default();
    marks::mark_more(world, drifted, &mut bells).await?;
    let ((), ()) = join(bells.ring(world), budget::keep(world, &org, &gate)).await;
    let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let reconciled = Reconciled { at_ms, links: whole(links.len()), drifted: whole(count) };
    kept::change(world, connection, &mut document, &|document| {
        document.reconciled = Some(reconciled);
        document.reconcile_after.clone_from(&after);
    })
    .await?;
    Ok(End::Done(None))
}

/// The marks on links whose records have changed since they were seen, or are not there any more.
async fn records(world: &World, org: &mut Org, links: &[LinkDocument]) -> Result<Vec<SyncMark>, Failure> {
    let keys: Vec<String> = links.iter().map(|link| key::record(&link.connection, &link.record_id)).collect();
    let backs = store::entities::<RecordDocument>(world, Entity::Record, &keys).await?;
    let mut objects: Vec<&str> = links.iter().map(|link| link.object.as_str()).collect();
    objects.sort_unstable();
    objects.dedup();
    let mut questions: Vec<Question> = Vec::new();
    let mut asked: Vec<Vec<RecordId>> = Vec::new();
    for object in objects {
        let of_object = links.iter().filter(|link| link.object == object);
        let mut ids: Vec<RecordId> = of_object.filter_map(|link| RecordId::parse(&link.record_id).ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        for part in ids.chunks(IDS_PER_QUERY) {
            questions.push((stamps(&name(object)?, part), None));
            asked.push(part.to_vec());
        }
    }
    let answers = asking::ask(world, org, &questions, Sight::Living).await?;
    // What Salesforce does not let be asked says nothing of its records.
    let mut known: Vec<(RecordId, Option<u64>)> = Vec::new();
    for (ids, page) in asked.into_iter().zip(answers.pages) {
        let Ok((page, _)) = page else { continue };
        let found = sorted::map(page.iter().map(|change: &Change| (change.id, change)));
        known.extend(ids.into_iter().map(|id| {
            let alive = found.get(&id).filter(|change| !change.deleted);
            (id, alive.map(|change| change.stamp_ms))
        }));
    }
    let known = sorted::map(known);
    let mut marks = Vec::new();
    for (link, back) in links.iter().zip(backs) {
        let Some(stamp) = RecordId::parse(&link.record_id).ok().and_then(|id| known.get(&id).copied()) else {
            continue;
        };
        let seen = link.seen.or(back.and_then(|back: Versioned<RecordDocument>| back.document.seen));
        let drifted = match (stamp, &link.gone) {
            (None, gone) => gone.is_none(),
            (Some(_), Some(_)) => true,
            (Some(stamp_ms), None) => {
                let settled = stamp_ms + SETTLED_MS < answers.at_ms;
                settled && seen.is_some_and(|seen| seen.stamp_ms != stamp_ms)
            }
        };
        if drifted {
            marks.push(SyncMark {
                records: vec![link.record_id.clone()],
                ..SyncMark::new(&link.issue_id, &link.connection, Cause::Reconciled)
            });
        }
    }
    Ok(marks)
}

/// The marks on issues that were changed since they were synced.
async fn issues(world: &World, links: &[LinkDocument]) -> Result<Vec<SyncMark>, Failure> {
    let mut ids: Vec<String> = links.iter().map(|link| link.issue_id.clone()).collect();
    ids.dedup();
    let pages = ids.chunks(CHANGED_MAX).map(|part| async move {
        let asked = site::ask(world, jira_request::changed_issues_of(part));
        let (reply, documents) = join(asked, store::entities::<IssueDocument>(world, Entity::Issue, part)).await;
        // What Jira does not tell says nothing of its issues.
        let Ok(reply) = reply else { return Ok(Vec::new()) };
        let found = jira_reply::changed_issues(&reply.view()).map_err(|error| error.to_failure())?;
        let documents = sorted::map(part.iter().map(String::as_str).zip(documents?));
        let mut marks = Vec::new();
        for issue in found.issues {
            let Some(Some(stored)) = documents.get(issue.id.as_str()) else { continue };
            let (synced_ms, settled) = (stored.document.synced_updated_ms, issue.updated_ms + SETTLED_MS);
            let Some(link) = stored.document.links.first().filter(|_| synced_ms > 0 && settled < world.now_ms()) else {
                continue;
            };
            if issue.updated_ms > synced_ms {
                let mark = SyncMark::new(&issue.id, &link.connection, Cause::Reconciled);
                marks.push(SyncMark { project_id: Some(issue.project_id), ..mark });
            }
        }
        Ok::<_, Failure>(marks)
    });
    let mut marks = Vec::new();
    for page in join_all(pages).await {
        marks.append(&mut page?);
    }
    Ok(marks)
}
