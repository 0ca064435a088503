//! From what was read to plans, and from plans to copies: record by record, one way at a time.

use std::collections::BTreeMap;

use weftline_plan::{
    CommentCopyText, CommentInputs, CommentPair, CommentRules, DeletedComment, IssueComment, RecordComment, Visibility,
    plan_comments,
};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::RecordCommented;
use weftline_salesforce::request::{self, CommentsOf};
use weftline_wire::configuration::CommentDeletions;
use weftline_wire::decision::Cause;
use weftline_wire::document::{Observed, PairDocument, PairState};
use weftline_wire::plan::{Plan, Way, Write};

use super::applying::Applying;
use super::begun::Copying;
use super::pairs::original;
use super::read::{Read, comments};
use super::words::{in_jira, in_salesforce, record_page, said, text_of, towards_jira, towards_salesforce};
use super::{Commented, Commenting, Followed, issue, of_issue, of_record, resolve};
use crate::engine::World;
use crate::failure::Failure;
use crate::org::Org;

/// Comments that are written in one run; the next goes on.
const WRITES_MAX: usize = 20;

/// With less time than this no further comment is begun.
const ENOUGH_MS: u32 = 6_000;

/// How much of a post an answer repeats, so that one can tell which: characters.
const ANSWERED_MAX: usize = 60;

/// How soon a run that could not do all goes on.
pub(super) const ONWARDS_MS: u64 = 1_000;

/// Plans what goes to the records. Gives what is to be written there, in its order.
pub(super) async fn towards_records(
    world: &World,
    org: &mut Org,
    commenting: &Commenting<'_>,
    read: &mut Read,
    done: &mut Commented,
) -> Result<Vec<Copying>, Failure> {
    let mut copyings = Vec::new();
    for followed in &commenting.records {
        let Some(of) = read.of(commenting, followed) else { continue };
        let Some((inputs, plan)) =
            Box::pin(plan(world, org, commenting, followed, &of, read, Way::ToSalesforce)).await?
        else {
            continue;
        };
        let answers = BTreeMap::new();
        let applying = Applying { commenting, followed, of: &of, inputs: &inputs, answers: &answers };
        for group in groups(&plan) {
            if copyings.len() >= WRITES_MAX || world.remaining_ms() < ENOUGH_MS {
                done.again(ONWARDS_MS);
                break;
            }
            copyings.extend(applying.on_record(&read.pairs, &group));
        }
        keep(done, followed, &inputs, plan);
    }
    Ok(copyings)
}

/// Plans what goes to the issue, and writes it.
pub(super) async fn towards_issue(
    world: &World,
    org: &mut Org,
    commenting: &Commenting<'_>,
    read: &mut Read,
    done: &mut Commented,
) -> Result<(), Failure> {
    let mut left = WRITES_MAX;
    for followed in &commenting.records {
        let Some(of) = read.of(commenting, followed) else { continue };
        let Some((inputs, plan)) = Box::pin(plan(world, org, commenting, followed, &of, read, Way::ToJira)).await?
        else {
            continue;
        };
        let answers =
            read.records.iter().filter_map(|comment| Some((comment.id.to_string(), comment.answers?.to_string())));
        let answers: BTreeMap<String, String> = answers.collect();
        let applying = Applying { commenting, followed, of: &of, inputs: &inputs, answers: &answers };
        for group in groups(&plan) {
            if left == 0 || world.remaining_ms() < ENOUGH_MS {
                done.again(ONWARDS_MS);
                break;
            }
            left -= 1;
            Box::pin(applying.on_issue(world, &mut read.pairs, &group, done)).await?;
        }
        keep(done, followed, &inputs, plan);
    }
    Ok(())
}

/// Keeps a plan, unless all it says was told already.
fn keep(done: &mut Commented, followed: &Followed<'_>, inputs: &CommentInputs, plan: Plan) {
    let held = plan.waits.iter().filter(|waits| !waits.fields.is_empty()).map(|waits| waits.way);
    let held: Vec<Way> = held.collect();
    done.held_back.extend(held.iter().map(|way| (inputs.record_id.clone(), *way)));
    if plan.writes.is_empty() && held.iter().all(|way| followed.told.contains(way)) {
        return;
    }
    done.questions.push(inputs.question());
    done.records.push(inputs.record_id.clone());
    done.plans.push(plan);
}

/// Plans what goes one way between the issue and a record; none where nothing does.
async fn plan(
    world: &World,
    org: &mut Org,
    commenting: &Commenting<'_>,
    followed: &Followed<'_>,
    of: &CommentsOf,
    read: &mut Read,
    way: Way,
) -> Result<Option<(CommentInputs, Plan)>, Failure> {
    let mut inputs = inputs(org, commenting, followed, of, read, way);
    let gone = Box::pin(deleted(world, org, commenting, followed, of, read, way, &mut inputs)).await?;
    inputs.writing = read.pairs.is_writing(read.now_ms, followed.id.as_str());
    let plan = plan_comments(&inputs);
    for (pair, is_unseen) in gone {
        if followed.waits(way) {
            // What becomes of its copy waits too.
            continue;
        }
        let is_planned = |write: &Write| comment_of(write) == Some(original_comment(&pair));
        if plan.writes.iter().any(is_planned) {
            continue;
        }
        let after = match is_unseen {
            // It may be shown again, and that it is not there is no news then.
            true => PairDocument { visibility: Visibility::Restricted, ..pair },
            false => issue::ended(&pair, PairState::Over),
        };
        read.pairs.put(world, &after, &[]).await?;
    }
    let is_held_back = plan.waits.iter().any(|waits| !waits.fields.is_empty());
    Ok((is_held_back || !plan.writes.is_empty()).then_some((inputs, plan)))
}

/// A plan's writes, those of one original together.
fn groups(plan: &Plan) -> Vec<Vec<&Write>> {
    let mut groups: Vec<Vec<&Write>> = Vec::new();
    for write in &plan.writes {
        match groups.last_mut() {
            Some(group) if group.first().is_some_and(|first| comment_of(first) == comment_of(write)) => {
                group.push(write)
            }
            _ => groups.push(vec![write]),
        }
    }
    groups
}

/// The original of a write.
pub(super) fn comment_of(write: &Write) -> Option<&str> {
    match write {
        Write::CommentOnRecord { comment_id, .. }
        | Write::DeleteOnRecord { comment_id, .. }
        | Write::DeleteOnIssue { comment_id, .. }
        | Write::CommentOnIssue { comment_id, .. } => Some(comment_id),
        _ => None,
    }
}

fn original_comment(pair: &PairDocument) -> &str {
    match pair.way {
        Way::ToSalesforce => pair.issue_comment.as_deref().unwrap_or_default(),
        Way::ToJira => pair.record_comments.first().map_or("", String::as_str),
    }
}

/// What decides of comments that go this way, without those that are gone.
fn inputs(
    org: &Org,
    commenting: &Commenting<'_>,
    followed: &Followed<'_>,
    of: &CommentsOf,
    read: &Read,
    way: Way,
) -> CommentInputs {
    let settings = commenting.settings;
    let record_id = followed.id.as_str();
    let mut inputs = CommentInputs {
        issue_id: commenting.issue_id.to_owned(),
        record_id: record_id.to_owned(),
        rules: CommentRules {
            to_salesforce: commenting.copies(followed, Way::ToSalesforce),
            to_jira: commenting.copies(followed, Way::ToJira),
            public_in_salesforce: settings.public_in_salesforce,
            // Elsewhere there are no customers.
            public_in_jira: settings.public_in_jira && commenting.is_service,
        },
        issue: Vec::new(),
        record: Vec::new(),
        pairs: Vec::new(),
        names: read.names.clone(),
        writing: false,
        pushed: Vec::new(),
        old: Vec::new(),
        open: *of == CommentsOf::Ideas && !read.hidden_ideas.contains(&followed.id),
        deleted: Vec::new(),
        deletions: settings.comment_deletions,
        waits: followed.waits.iter().filter(|waits| waits.way == way).cloned().collect(),
    };
    // Salesforce's times are whole seconds.
    let since_ms = followed.linked_at_ms.max(commenting.seen.map_or(0, |seen| seen.since_ms)) / 1_000 * 1_000;
    if way == Way::ToSalesforce {
        for comment in &read.issue {
            let pair = read.pairs.get(&of_issue(&comment.id, record_id));
            if pair.is_some_and(|pair| is_under_way(read, pair)) {
                continue;
            }
            inputs.pairs.extend(pair.and_then(known));
            inputs.issue.push(IssueComment {
                id: comment.id.clone(),
                body: comment.body.clone(),
                visibility: in_jira(commenting, comment),
                copy_of: comment.copy_of.clone(),
                signature: towards_salesforce(commenting, &comment.author_name),
                own: comment.by_app && comment.author.is_some() && comment.author == read.app,
            });
            if commenting.is_pushed(way, &comment.id, record_id) {
                inputs.pushed.push(comment.id.clone());
            }
            if comment.written_at_ms < since_ms {
                inputs.old.push(comment.id.clone());
            }
        }
    } else {
        let mine = read.records.iter().filter(|comment| comment.record == followed.id && !comment.deleted);
        for comment in mine {
            let id = comment.id.to_string();
            let pair = read.pairs.get(&of_record(&id, commenting.issue_id));
            // A file that was posted without a word is no comment.
            let is_wordless = pair.is_none() && said(comment).trim().is_empty();
            if is_wordless || pair.is_some_and(|pair| is_under_way(read, pair)) {
                continue;
            }
            inputs.pairs.extend(pair.and_then(known).map(|mut known| {
                // What a pair of the other way was replaced by leads to it too.
                if known.way == Way::ToSalesforce && !known.record_comments.contains(&id) {
                    known.record_comments.push(id.clone());
                }
                known
            }));
            let own = comment.author == org.connection.document.user_id;
            if commenting.is_pushed(way, &id, record_id) {
                inputs.pushed.push(id.clone());
            }
            if comment.written_at_ms < since_ms {
                inputs.old.push(id.clone());
            }
            inputs.record.push(RecordComment {
                text: said(comment),
                visibility: in_salesforce(comment),
                own,
                signature: towards_jira(commenting, comment, answered(read, comment).as_deref(), own),
                id,
            });
        }
    }
    inputs
}

/// How the post begins that a comment answers, in a feed.
fn answered(read: &Read, comment: &RecordCommented) -> Option<String> {
    let post = read.records.iter().find(|post| Some(post.id) == comment.answers)?;
    let words = said(post).split_whitespace().collect::<Vec<_>>().join(" ");
    let beginning: String = words.chars().take(ANSWERED_MAX).collect();
    Some(if beginning.len() < words.len() { [beginning.trim_end(), "…"].concat() } else { beginning })
}

/// Whether what was sent of a pair may still be under way.
fn is_under_way(read: &Read, pair: &PairDocument) -> bool {
    pair.state == PairState::Intended && !resolve::is_over_at(read.now_ms, pair)
}

/// A pair as the planner takes it; none where there is no copy, and nothing against one.
fn known(pair: &PairDocument) -> Option<CommentPair> {
    let is_unclear = pair.state == PairState::Intended;
    let has_copy = match pair.way {
        Way::ToSalesforce => !pair.record_comments.is_empty(),
        Way::ToJira => pair.issue_comment.is_some(),
    };
    if is_unclear && !has_copy {
        return None;
    }
    Some(CommentPair {
        way: pair.way,
        issue_comment: pair.issue_comment.clone().unwrap_or_default(),
        record_comments: pair.record_comments.clone(),
        // What was about to be written is not there: it counts as changed.
        words: if is_unclear { Observed::Value { json: String::new() } } else { pair.words.clone() },
        visibility: pair.visibility,
        gone: matches!(pair.state, PairState::CopyGone | PairState::Over),
        refused: pair.state == PairState::Refused,
    })
}

/// Adds comments that are gone to the inputs, with what their copies say; notes copies that are gone. Gives the pairs of
/// those that are gone, and of each whether the app may just not see it any more.
#[expect(clippy::too_many_arguments, reason = "what is known of one record, and one way")]
async fn deleted(
    world: &World,
    org: &mut Org,
    commenting: &Commenting<'_>,
    followed: &Followed<'_>,
    of: &CommentsOf,
    read: &mut Read,
    way: Way,
    inputs: &mut CommentInputs,
) -> Result<Vec<(PairDocument, bool)>, Failure> {
    let (issue_id, record_id) = (commenting.issue_id, followed.id.as_str());
    let mut gone: Vec<PairDocument> = Vec::new();
    let mut copies_gone: Vec<PairDocument> = Vec::new();
    // An event may tell of what the app just cannot see any more. What nobody told of counts as deleted.
    let (told, lost) = (commenting.causes.contains(&Cause::CommentDeleted), read.lost.clone());
    let is_deleted = |id: &str| told || lost.iter().any(|lost| lost == id);
    for id in &read.missing {
        let Some(pair) = read.pairs.get(&of_issue(id, record_id)) else { continue };
        let Some(pair) = read.pairs.get(&original(pair)) else { continue };
        match pair.way {
            Way::ToSalesforce => gone.push(pair.clone()),
            Way::ToJira if is_deleted(id) => copies_gone.push(pair.clone()),
            Way::ToJira => {}
        }
    }
    for comment in read.records.iter().filter(|comment| comment.deleted && comment.record == followed.id) {
        let Some(pair) = read.pairs.get(&of_record(comment.id.as_str(), issue_id)) else { continue };
        let Some(pair) = read.pairs.get(&original(pair)) else { continue };
        match pair.way {
            Way::ToJira => gone.push(pair.clone()),
            Way::ToSalesforce if pair.record_comments.iter().any(|copy| copy == comment.id.as_str()) => {
                copies_gone.push(pair.clone());
            }
            Way::ToSalesforce => {}
        }
    }
    let is_there = |pair: &PairDocument| matches!(pair.state, PairState::Paired | PairState::Refused);
    for pair in copies_gone.iter().filter(|pair| pair.way == way && is_there(pair)) {
        read.pairs.put(world, &issue::ended(pair, PairState::CopyGone), &[]).await?;
    }
    let now_ms = read.now_ms;
    let is_unclear = |pair: &PairDocument| pair.state == PairState::Intended && resolve::is_over_at(now_ms, pair);
    gone.retain(|pair| pair.way == way && (is_there(pair) || is_unclear(pair)));
    let deletions = commenting.settings.comment_deletions;
    let unseen = |pair: &PairDocument| way == Way::ToSalesforce && !is_deleted(original_comment(pair));
    for pair in &gone {
        let is_unseen = unseen(pair);
        if deletions == CommentDeletions::Keep && !(is_unseen && pair.visibility == Visibility::Public) {
            continue;
        }
        let copies = match way {
            Way::ToSalesforce => on_record(world, org, of, followed.id, &pair.record_comments).await?,
            Way::ToJira => on_issue(world, commenting, pair.issue_comment.as_ref()).await?,
        };
        if copies.is_empty() {
            continue;
        }
        inputs.deleted.push(DeletedComment { way, id: original_comment(pair).to_owned(), copies, unseen: is_unseen });
    }
    // Who sees a comment was changed, and the app is not among them: that is no deletion.
    let is_news = |pair: &PairDocument| !unseen(pair) || (is_there(pair) && pair.visibility != Visibility::Restricted);
    let gone = gone.into_iter().filter(|pair| is_news(pair)).map(|pair| (unseen(&pair), pair));
    Ok(gone.map(|(is_unseen, pair)| (pair, is_unseen)).collect())
}

async fn on_record(
    world: &World,
    org: &mut Org,
    of: &CommentsOf,
    record: RecordId,
    ids: &[String],
) -> Result<Vec<CommentCopyText>, Failure> {
    let ids: Vec<RecordId> = ids.iter().filter_map(|id| RecordId::parse(id).ok()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = request::comments_of(of, &record, &ids);
    let sent = org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?;
    let found = record_page(of, &sent.view())?;
    // In the order of the parts.
    let found = ids.iter().filter_map(|id| found.iter().find(|comment| comment.id == *id));
    let copy = |comment: &RecordCommented| CommentCopyText {
        id: comment.id.to_string(),
        text: said(comment),
        public: comment.public == Some(true),
    };
    Ok(found.map(copy).collect())
}

async fn on_issue(
    world: &World,
    commenting: &Commenting<'_>,
    id: Option<&String>,
) -> Result<Vec<CommentCopyText>, Failure> {
    let Some(id) = id else { return Ok(Vec::new()) };
    let found = comments(world, weftline_jira::request::comments_of_ids(std::slice::from_ref(id))).await?;
    let copy = |comment: &weftline_jira::reply::Commented| CommentCopyText {
        id: comment.id.clone(),
        text: text_of(&comment.body),
        public: in_jira(commenting, comment) == Visibility::Public,
    };
    Ok(found.iter().map(copy).collect())
}
