//! What became of copies that may have been sent: they are looked for, before anything is sent again.

use weftline_jira::request as jira_request;
use weftline_salesforce::reply::RecordCommented;
use weftline_salesforce::request::{self, CommentsOf};
use weftline_wire::document::PairDocument;
use weftline_wire::effect::Principal;
use weftline_wire::plan::Way;

use super::pairs::{Pairs, original};
use super::read::{Read, comments};
use super::words::{digest, record_page, text_of};
use super::{Commented, Commenting, UNDER_WAY_MS, issue, of_issue, of_record, record};
use crate::engine::World;
use crate::failure::Failure;
use crate::org::Org;
use crate::posting;

/// How far the other side's clock may be behind ours.
const CLOCK_SKEW_MS: u64 = 2 * 60 * 1_000;

/// Comments of the connection's user among which one is looked for.
const WRITTEN_MAX: u32 = 400;

/// Finds out what became of all intents that were read. Those that may still be under way are left.
pub(super) async fn all(
    world: &World,
    org: &mut Org,
    commenting: &Commenting<'_>,
    read: &mut Read,
    done: &mut Commented,
) -> Result<(), Failure> {
    for pair in read.pairs.intended() {
        let record = commenting.records.iter().find(|record| record.id.as_str() == pair.record_id);
        let Some(of) = record.and_then(|record| read.of(commenting, record)) else { continue };
        if pair.tried_at_ms == 0 {
            continue;
        }
        let is_found = match pair.way {
            Way::ToSalesforce => match on_record(world, org, &mut read.pairs, &of, &pair).await? {
                Some(copies) => record::written(world, &mut read.pairs, &pair, copies, true).await.map(|()| true)?,
                None => false,
            },
            Way::ToJira => match on_issue(world, commenting, &mut read.pairs, &pair).await? {
                Some(comment) => issue::paired(world, &mut read.pairs, &pair, comment).await.map(|()| true)?,
                None => false,
            },
        };
        let over_at_ms = pair.tried_at_ms + UNDER_WAY_MS;
        if !is_found && !is_over_at(read.now_ms, &pair) {
            done.again(over_at_ms.saturating_sub(read.now_ms));
        }
    }
    Ok(())
}

/// Whether what was sent cannot be under way any more at this time, in ms since 1970.
pub(super) fn is_over_at(now_ms: u64, pair: &PairDocument) -> bool {
    now_ms >= pair.tried_at_ms + UNDER_WAY_MS
}

/// What was intended for a record, as it was found there.
pub(super) struct Copies {
    /// Its comments, in their order.
    pub(super) ids: Vec<String>,
    /// Whether somebody has deleted any of them since.
    pub(super) is_gone: bool,
}

/// Looks on the record for what was intended: comments by the connection's user, since then, in their order, with these
/// words, that belong to no other pair. What somebody has deleted since was written all the same.
pub(super) async fn on_record(
    world: &World,
    org: &mut Org,
    pairs: &mut Pairs,
    of: &CommentsOf,
    intent: &PairDocument,
) -> Result<Option<Copies>, Failure> {
    let record = weftline_salesforce::id::RecordId::parse(&intent.record_id).ok();
    let (Some(author), Some(record)) = (posting::poster(org), record) else { return Ok(None) };
    let since_ms = intent.tried_at_ms.saturating_sub(CLOCK_SKEW_MS);
    let query = request::comments_written(of, &record, author, since_ms, WRITTEN_MAX);
    let sent = org.read(world, |session, timeout_ms| request::query_all(session, &query, timeout_ms)).await?;
    let written = record_page(of, &sent.view())?;
    let keys = written.iter().map(|comment| of_record(comment.id.as_str(), &intent.issue_id)).collect();
    pairs.read(world, keys).await?;
    let is_free = |comment: &&RecordCommented| pairs.get(&of_record(comment.id.as_str(), &intent.issue_id)).is_none();
    let mut free = written.iter().filter(is_free);
    let mut found = Copies { ids: Vec::new(), is_gone: false };
    for wanted in intent.sent.iter().skip(1) {
        // Ideas do not say of each comment who sees it, and posts not everywhere: there it is not compared.
        let says_it = |comment: &&RecordCommented| match of {
            CommentsOf::Cases => digest(&comment.text, comment.public == Some(true)) == *wanted,
            CommentsOf::Ideas | CommentsOf::Feed { .. } => {
                [true, false].into_iter().any(|public| digest(&comment.text, public) == *wanted)
            }
        };
        match free.find(says_it) {
            Some(comment) => {
                found.ids.push(comment.id.to_string());
                found.is_gone |= comment.deleted;
            }
            None => return Ok(None),
        }
    }
    Ok((!found.ids.is_empty()).then_some(found))
}

/// Looks on the issue for what was intended: a comment that names its original, or one by an app, since then, with these
/// words, that belongs to no other pair.
pub(super) async fn on_issue(
    world: &World,
    commenting: &Commenting<'_>,
    pairs: &mut Pairs,
    intent: &PairDocument,
) -> Result<Option<String>, Failure> {
    let count = jira_request::LISTED_MAX as u32;
    let listed =
        comments(world, jira_request::comments_of_issue(commenting.issue_id, 0, count, Principal::App)).await?;
    let of = intent.record_comments.first();
    if let Some(comment) = listed.iter().find(|comment| comment.copy_of.is_some() && comment.copy_of.as_ref() == of) {
        return Ok(Some(comment.id.clone()));
    }
    let since_ms = intent.tried_at_ms.saturating_sub(CLOCK_SKEW_MS);
    let mut like: Vec<_> = listed
        .into_iter()
        .filter(|comment| comment.by_app && comment.copy_of.is_none() && comment.written_at_ms >= since_ms)
        .filter(|comment| {
            let public = commenting.is_service && comment.public == Some(true) && !comment.restricted;
            // It may have been sent where customers saw it, before the issue was moved.
            let mut ways = [public, !commenting.is_service].into_iter();
            let text = text_of(&comment.body);
            intent.sent.get(1).is_some_and(|wanted| ways.any(|public| digest(&text, public) == *wanted))
        })
        .collect();
    // The oldest first, as they were written.
    like.reverse();
    let mut keys = Vec::new();
    for comment in &like {
        keys.extend(commenting.records.iter().map(|record| of_issue(&comment.id, record.id.as_str())));
    }
    pairs.read(world, keys).await?;
    let is_free = |id: &str| {
        let mut pairs = commenting.records.iter().filter_map(|record| pairs.get(&of_issue(id, record.id.as_str())));
        pairs.all(|pair| original(pair) == original(intent))
    };
    Ok(like.into_iter().map(|comment| comment.id).find(|id| is_free(id)))
}
