//! What is read: comments of which something was heard, on either side, and their pairs.

use std::collections::BTreeMap;

use weftline_jira::reply::Commented as JiraComment;
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_plan::Visibility;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::RecordCommented;
use weftline_salesforce::request::CommentsOf;
use weftline_salesforce::soql::Name;
use weftline_wire::document::{CommentsSeen, PairDocument};
use weftline_wire::effect::Principal;
use weftline_wire::plan::Way;

use super::looking::{self, Looking, OVERLAP_MS};
use super::pairs::Pairs;
use super::words::{text_of, unnamed};
use super::{Commenting, of_issue, of_record};
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::org::Org;
use crate::site::{self, SiteError};
use crate::sorted;

/// How much earlier than what was seen last one looks.
const JIRA_OVERLAP_MS: u64 = 2 * 60 * 1_000;

/// What was read.
pub(super) struct Read {
    /// Comments of the issue, the oldest first.
    pub(super) issue: Vec<JiraComment>,
    /// Comments of the issue of which something was heard, and that are not there, or not shown to the app.
    pub(super) missing: Vec<String>,
    /// Those of them of which nobody has told that they were deleted.
    pub(super) lost: Vec<String>,
    /// Comments of its records, deleted ones too.
    pub(super) records: Vec<RecordCommented>,
    pub(super) pairs: Pairs,
    /// The names of people that are mentioned by their accounts.
    pub(super) names: BTreeMap<String, String>,
    /// The app's own account, where it matters.
    pub(super) app: Option<String>,
    /// Ideas of which customers see nothing.
    pub(super) hidden_ideas: Vec<RecordId>,
    /// Objects whose posts do not say who sees them, because the org has nobody else.
    pub(super) untold: Vec<Name>,
    /// When this was read, in ms since 1970.
    pub(super) now_ms: u64,
    /// How far comments were looked at with this.
    pub(super) seen: CommentsSeen,
    /// Whether records have more than that, and a look from there on finds it.
    pub(super) has_more: bool,
}

impl Read {
    /// What a record's comments are, as its org has them.
    pub(super) fn of(&self, commenting: &Commenting<'_>, record: &super::Followed<'_>) -> Option<CommentsOf> {
        match commenting.of(record)? {
            CommentsOf::Feed { object, .. } => {
                let says_who = !self.untold.contains(&object);
                Some(CommentsOf::Feed { object, says_who })
            }
            other => Some(other),
        }
    }
}

/// Reads what was heard of.
pub(super) async fn read(
    world: &World,
    org: &mut Org,
    commenting: &Commenting<'_>,
    seen: &CommentsSeen,
    looking: &mut Looking,
) -> Result<Read, Failure> {
    let mut asked = commenting.asked();
    let mut read = Read {
        issue: Vec::new(),
        missing: Vec::new(),
        lost: Vec::new(),
        records: Vec::new(),
        pairs: Pairs::default(),
        names: BTreeMap::new(),
        app: None,
        hidden_ideas: Vec::new(),
        untold: Vec::new(),
        now_ms: world.now_ms(),
        seen: *seen,
        has_more: false,
    };
    if !commenting.records.iter().any(|record| commenting.copies(record, Way::ToSalesforce)) && !asked.is_empty() {
        // Then only pairs count, and what someone asks for.
        read.pairs.read(world, issue_keys(commenting, asked.iter())).await?;
        asked.retain(|id| {
            let known = |record: &super::Followed<'_>| read.pairs.get(&of_issue(id, record.id.as_str())).is_some();
            commenting.records.iter().any(known) || commenting.pushed.iter().any(|pushed| pushed.comment_id == *id)
        });
    }
    let expected = looking.expected.clone();
    let (of_issue_comments, of_records) =
        join(Box::pin(read_issue(world, commenting, &asked, seen, &expected)), Box::pin(looking.end(world, org))).await;
    let OfIssue { comments, listed_ms, total, jira_last, lost } = of_issue_comments?;
    let found = of_records?;
    (read.records, read.hidden_ideas, read.untold) = (found.comments, found.hidden_ideas, found.untold);
    read.missing = asked.into_iter().filter(|id| !comments.iter().any(|comment| comment.id == *id)).collect();
    read.missing.extend(lost.iter().filter(|id| !commenting.comments.contains(id)).cloned());
    read.lost = lost;
    read.seen.jira_ms = read.seen.jira_ms.max(listed_ms);
    if total.is_some() {
        read.seen.jira_total = total;
        read.seen.jira_last = read.seen.jira_last.max(jira_last);
    }
    read.issue = comments;
    if let Some(last) = read.records.last() {
        // What fills a page would fill the next one again.
        let overlap_ms = if found.is_full { OVERLAP_MS } else { 0 };
        read.seen.salesforce_ms = read.seen.salesforce_ms.max(last.stamp_ms + overlap_ms);
        read.has_more = found.is_full && read.seen.salesforce_ms > seen.salesforce_ms;
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
    Ok(read)
}

fn issue_keys<'a>(commenting: &Commenting<'_>, comments: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut keys = Vec::new();
    for comment in comments {
        keys.extend(commenting.records.iter().map(|record| of_issue(comment, record.id.as_str())));
    }
    keys
}

/// What was read of the issue.
struct OfIssue {
    /// The oldest first.
    comments: Vec<JiraComment>,
    /// Up to when all of the newest are known.
    listed_ms: u64,
    /// How many there are, where they were listed, and the id of the newest.
    total: Option<u32>,
    jira_last: u64,
    /// Comments that have a counterpart, and are not there any more although nobody told so.
    lost: Vec<String>,
}

/// Comments of which something was heard, and, where nobody may have told of them, those that were changed of the newest since
/// then. Where there are fewer than there were, with those that are new, it is looked which of the copied ones are gone.
async fn read_issue(
    world: &World,
    commenting: &Commenting<'_>,
    asked: &[String],
    seen: &CommentsSeen,
    expected: &[PairDocument],
) -> Result<OfIssue, Failure> {
    let (mut all, mut total) = (Vec::new(), None);
    if commenting.lists() {
        let count = jira_request::LISTED_MAX as u32;
        let list = jira_request::comments_of_issue(commenting.issue_id, 0, count, Principal::App);
        let listed = page(world, list).await?;
        (all, total) = (listed.comments, Some(listed.total));
    }
    let unlisted = asked.iter().filter(|id| !all.iter().any(|known: &JiraComment| known.id == **id));
    let unlisted: Vec<String> = unlisted.cloned().collect();
    let mut others = Vec::new();
    if !unlisted.is_empty() {
        others = comments(world, jira_request::comments_of_ids(&unlisted)).await?;
    }
    let told = unlisted.len().saturating_sub(others.len());
    let newest = |comment: &JiraComment| comment.id.parse::<u64>().unwrap_or_default();
    let is_fewer = total.is_some_and(|total| match seen.jira_total {
        Some(before) => {
            let new = all.iter().filter(|comment| newest(comment) > seen.jira_last).count();
            (total as usize).saturating_add(told) < (before as usize).saturating_add(new)
        }
        None => commenting.seen.is_some(),
    });
    let known = match commenting.finds_deletions && is_fewer && expected.is_empty() {
        true => looking::expected(world, commenting).await?,
        false => expected.to_vec(),
    };
    let lost = lost(world, &all, &known).await?;
    let listed_ms = all.iter().map(|comment| comment.changed_at_ms).max().unwrap_or_default();
    let jira_last = all.iter().map(newest).max().unwrap_or_default();
    let since_ms = seen.jira_ms.saturating_sub(JIRA_OVERLAP_MS);
    all.retain(|comment| {
        (commenting.finds_changes && comment.changed_at_ms >= since_ms) || asked.contains(&comment.id)
    });
    all.append(&mut others);
    let order = |comment: &JiraComment| format!("{:015} {:>20}", comment.written_at_ms, comment.id);
    let texts = all.iter().map(order).collect();
    Ok(OfIssue { comments: sorted::by(all, texts), listed_ms, total, jira_last, lost })
}

/// Which comments of the issue that have a counterpart are not there. Those that the listing lacks are asked for by their
/// ids, because it has only the newest. What was hidden from the app is no news.
async fn lost(world: &World, listed: &[JiraComment], expected: &[PairDocument]) -> Result<Vec<String>, Failure> {
    let mut ids: Vec<String> = Vec::new();
    for pair in expected.iter().filter(|pair| pair.visibility != Visibility::Restricted) {
        if let Some(id) = &pair.issue_comment
            && !ids.contains(id)
            && !listed.iter().any(|comment| comment.id == *id)
        {
            ids.push(id.clone());
        }
    }
    ids.truncate(jira_request::READ_MAX);
    if ids.is_empty() {
        return Ok(ids);
    }
    let there = comments(world, jira_request::comments_of_ids(&ids)).await?;
    ids.retain(|id| !there.iter().any(|comment| comment.id == *id));
    Ok(ids)
}

pub(super) async fn comments(
    world: &World,
    effect: weftline_wire::effect::Effect,
) -> Result<Vec<JiraComment>, Failure> {
    Ok(page(world, effect).await?.comments)
}

async fn page(world: &World, effect: weftline_wire::effect::Effect) -> Result<jira_reply::CommentPage, Failure> {
    let reply = site::ask(world, effect).await.map_err(SiteError::into_failure)?;
    jira_reply::issue_comments(&reply.view()).map_err(|error| error.to_failure())
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
