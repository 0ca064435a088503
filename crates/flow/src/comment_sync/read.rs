//! What is read: comments of which something was heard, on either side, and their pairs.

use std::collections::BTreeMap;

use weftline_jira::reply::Commented as JiraComment;
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, RecordCommented};
use weftline_salesforce::request::{self, CommentsOf, Subrequest, composite};
use weftline_salesforce::soql::Query;
use weftline_wire::decision::Cause;
use weftline_wire::document::CommentsSeen;
use weftline_wire::effect::Principal;
use weftline_wire::plan::Way;

use super::pairs::Pairs;
use super::words::{text_of, unnamed};
use super::{Commenting, of_issue, of_record};
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::org::Org;
use crate::site::{self, SiteError};
use crate::sorted;

/// How much earlier than what was seen last one looks: stamps are given before a transaction is through.
const OVERLAP_MS: u64 = 10 * 60 * 1_000;
const JIRA_OVERLAP_MS: u64 = 2 * 60 * 1_000;

/// Changed comments of records that one look takes.
const CHANGED_MAX: u32 = 500;

/// What sets a look at the issue's newest comments off: nobody may have told of them.
const UNTOLD: [Cause; 4] = [Cause::JiraPolled, Cause::SyncNow, Cause::Reconciled, Cause::Retried];

/// What was read.
pub(super) struct Read {
    /// Comments of the issue, the oldest first.
    pub(super) issue: Vec<JiraComment>,
    /// Comments of the issue of which something was heard, and that are not there, or not shown to the app.
    pub(super) missing: Vec<String>,
    /// Comments of its records, deleted ones too.
    pub(super) records: Vec<RecordCommented>,
    pub(super) pairs: Pairs,
    /// The names of people that are mentioned by their accounts.
    pub(super) names: BTreeMap<String, String>,
    /// The app's own account, where it matters.
    pub(super) app: Option<String>,
    /// Ideas of which customers see nothing.
    pub(super) hidden_ideas: Vec<RecordId>,
    /// When this was read, in ms since 1970.
    pub(super) now_ms: u64,
    /// How far comments were looked at with this.
    pub(super) seen: CommentsSeen,
}

/// Reads; none when nothing was heard of comments.
pub(super) async fn read(
    world: &World,
    org: &mut Org,
    commenting: &Commenting<'_>,
    seen: &CommentsSeen,
) -> Result<Option<Read>, Failure> {
    let mut asked: Vec<String> = commenting.comments.to_vec();
    for pushed in commenting.pushed.iter().filter(|pushed| pushed.way == Way::ToSalesforce) {
        if !asked.contains(&pushed.comment_id) {
            asked.push(pushed.comment_id.clone());
        }
    }
    let lists = commenting.causes.iter().any(|cause| UNTOLD.contains(cause))
        || commenting.is_newer && commenting.settings.comments_to_salesforce;
    let heard = |record: &super::Followed<'_>| commenting.heard.iter().any(|heard| heard == record.id.as_str());
    let looks = commenting.look
        || commenting.records.iter().any(heard)
        || commenting.pushed.iter().any(|pushed| pushed.way == Way::ToJira);
    if asked.is_empty() && !lists && !looks {
        return Ok(None);
    }
    let mut read = Read {
        issue: Vec::new(),
        missing: Vec::new(),
        records: Vec::new(),
        pairs: Pairs::default(),
        names: BTreeMap::new(),
        app: None,
        hidden_ideas: Vec::new(),
        now_ms: world.now_ms(),
        seen: *seen,
    };
    if !commenting.settings.comments_to_salesforce && !asked.is_empty() {
        // Then only pairs count, and what someone asks for.
        read.pairs.read(world, issue_keys(commenting, asked.iter())).await?;
        asked.retain(|id| {
            let known = |record: &super::Followed<'_>| read.pairs.get(&of_issue(id, record.id.as_str())).is_some();
            commenting.records.iter().any(known) || commenting.pushed.iter().any(|pushed| pushed.comment_id == *id)
        });
    }
    let (of_issue_comments, of_records) = join(
        Box::pin(read_issue(world, commenting, &asked, lists.then_some(seen.jira_ms))),
        Box::pin(read_records(world, org, commenting, seen, looks)),
    )
    .await;
    let (comments, listed_ms) = of_issue_comments?;
    (read.records, read.hidden_ideas) = of_records?;
    read.missing = asked.into_iter().filter(|id| !comments.iter().any(|comment| comment.id == *id)).collect();
    read.seen.jira_ms = read.seen.jira_ms.max(listed_ms);
    read.issue = comments;
    if let Some(last) = read.records.last() {
        let overlap_ms = if read.records.len() >= CHANGED_MAX as usize { OVERLAP_MS } else { 0 };
        read.seen.salesforce_ms = read.seen.salesforce_ms.max(last.stamp_ms + overlap_ms);
    }
    let of_issue = read.issue.iter().map(|comment| &comment.id).chain(&read.missing);
    let mut keys = issue_keys(commenting, of_issue);
    keys.extend(read.records.iter().map(|comment| of_record(comment.id.as_str(), commenting.issue_id)));
    read.pairs.read(world, keys).await?;
    // The pair of a copy that is gone stands at its original.
    let leads = read.records.iter().filter(|comment| comment.deleted);
    let leads = leads.filter_map(|comment| read.pairs.get(&of_record(comment.id.as_str(), commenting.issue_id)));
    let keys: Vec<String> = leads.map(super::pairs::original).collect();
    let missing = read.missing.iter().flat_map(|id| {
        let pairs = &read.pairs;
        commenting.records.iter().filter_map(move |record| pairs.get(&super::of_issue(id, record.id.as_str())))
    });
    let keys: Vec<String> = keys.into_iter().chain(missing.map(super::pairs::original)).collect();
    read.pairs.read(world, keys).await?;
    read_people(world, &mut read).await?;
    Ok(Some(read))
}

fn issue_keys<'a>(commenting: &Commenting<'_>, comments: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut keys = Vec::new();
    for comment in comments {
        keys.extend(commenting.records.iter().map(|record| of_issue(comment, record.id.as_str())));
    }
    keys
}

/// Comments by their ids, and those that were changed of the newest since then, the oldest first; and up to when all of
/// the newest are known.
async fn read_issue(
    world: &World,
    commenting: &Commenting<'_>,
    asked: &[String],
    list_since_ms: Option<u64>,
) -> Result<(Vec<JiraComment>, u64), Failure> {
    let mut all = Vec::new();
    if list_since_ms.is_some() {
        let count = jira_request::LISTED_MAX as u32;
        all = comments(world, jira_request::comments_of_issue(commenting.issue_id, 0, count, Principal::App)).await?;
    }
    let listed_ms = all.iter().map(|comment| comment.changed_at_ms).max().unwrap_or_default();
    let since_ms = list_since_ms.unwrap_or_default().saturating_sub(JIRA_OVERLAP_MS);
    all.retain(|comment| comment.changed_at_ms >= since_ms || asked.contains(&comment.id));
    let unlisted = asked.iter().filter(|id| !all.iter().any(|known| known.id == **id));
    let unlisted: Vec<String> = unlisted.cloned().collect();
    if !unlisted.is_empty() {
        all.extend(comments(world, jira_request::comments_of_ids(&unlisted)).await?);
    }
    let order = |comment: &JiraComment| format!("{:015} {:>20}", comment.written_at_ms, comment.id);
    let texts = all.iter().map(order).collect();
    Ok((sorted::by(all, texts), listed_ms))
}

pub(super) async fn comments(
    world: &World,
    effect: weftline_wire::effect::Effect,
) -> Result<Vec<JiraComment>, Failure> {
    let reply = site::ask(world, effect).await.map_err(SiteError::into_failure)?;
    let page = jira_reply::issue_comments(&reply.view()).map_err(|error| error.to_failure())?;
    Ok(page.comments)
}

type OfRecords = (Vec<RecordCommented>, Vec<RecordId>);

/// What has changed of the records' comments, the oldest change first, and which ideas customers do not see: in one call.
async fn read_records(
    world: &World,
    org: &mut Org,
    commenting: &Commenting<'_>,
    seen: &CommentsSeen,
    looks: bool,
) -> Result<OfRecords, Failure> {
    let since_ms = seen.salesforce_ms.saturating_sub(OVERLAP_MS);
    let asked = commenting.pushed.iter().filter(|pushed| pushed.way == Way::ToJira);
    let also: Vec<RecordId> = asked.filter_map(|pushed| RecordId::parse(&pushed.comment_id).ok()).collect();
    let mut queries: Vec<Query> = Vec::new();
    for of in [CommentsOf::Cases, CommentsOf::Ideas] {
        let ids = ids_of(commenting, of);
        if looks && !ids.is_empty() {
            queries.push(request::comments_changed(of, &ids, since_ms, &also, CHANGED_MAX));
        }
    }
    let of_comments = queries.len();
    let ideas = ids_of(commenting, CommentsOf::Ideas);
    if !ideas.is_empty() {
        queries.push(request::idea_zones(&ideas));
    }
    let (mut comments, mut hidden) = (Vec::new(), Vec::new());
    if queries.is_empty() {
        return Ok((comments, hidden));
    }
    let subrequests: Vec<Subrequest<'_>> = queries.iter().map(Subrequest::query_all).collect();
    let sent = org.read(world, |session, timeout_ms| composite(session, &subrequests, false, timeout_ms)).await?;
    let replies = reply::composite(&sent.view()).map_err(|error| error.to_failure())?;
    for (index, part) in replies.iter().enumerate() {
        match part.read() {
            Ok(reply) if index < of_comments => {
                comments.extend(reply::record_comments(&reply).map_err(|error| error.to_failure())?);
            }
            Ok(reply) => hidden = reply::hidden_ideas(&reply).map_err(|error| error.to_failure())?,
            // An org without ideas, or a user who does not see comments: there is nothing to be kept in step.
            Err(error) if matches!(error.class(), ErrorClass::Configuration | ErrorClass::Forbidden) => {}
            Err(error) => return Err(error.to_failure()),
        }
    }
    let texts = comments.iter().map(|comment| format!("{:015} {}", comment.stamp_ms, comment.id.as_str())).collect();
    Ok((sorted::by(comments, texts), hidden))
}

pub(super) fn ids_of(commenting: &Commenting<'_>, of: CommentsOf) -> Vec<RecordId> {
    commenting.records.iter().filter(|record| commenting.of(record) == Some(of)).map(|record| record.id).collect()
}

/// Who is mentioned by an account alone, and which account is the app's.
async fn read_people(world: &World, read: &mut Read) -> Result<(), Failure> {
    let mut accounts: Vec<String> = Vec::new();
    for comment in &read.issue {
        accounts.extend(unnamed(&comment.body, &text_of(&comment.body)));
    }
    accounts.sort_unstable();
    accounts.dedup();
    if !accounts.is_empty() {
        let reply = site::ask(world, jira_request::people_for_app(&accounts)).await.map_err(SiteError::into_failure)?;
        let people = jira_reply::people(&reply.view()).map_err(|error| error.to_failure())?;
        for person in people.into_iter().filter(|person| !person.display_name.is_empty()) {
            read.names.insert(person.account_id, person.display_name);
        }
    }
    if read.issue.iter().any(|comment| comment.by_app && comment.copy_of.is_none()) {
        let reply = site::ask(world, jira_request::app_account()).await.map_err(SiteError::into_failure)?;
        let person = jira_reply::person(&reply.view()).map_err(|error| error.to_failure())?;
        read.app = Some(person.account_id);
    }
    Ok(())
}
