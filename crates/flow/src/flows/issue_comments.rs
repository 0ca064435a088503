//! The issue's comments with what has become of each in Salesforce, and single ones that someone wants copied (CMT-2).
//!
//! Comments are listed as the user, so that nobody sees what Jira keeps from them. Copying is noted in the ledger and done
//! by the issue's next sync, as the app.

use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::CommentsOf;
use weftline_wire::call::{IssueCommentsCall, PushCommentCall};
use weftline_wire::configuration::RoleAction;
use weftline_wire::decision::Cause;
use weftline_wire::document::{LinkDocument, PairDocument, PairState, PushedComment, Task, Versioned, Work};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::plan::Way;
use weftline_wire::view::{CommentCopy, IssueCommentRow, IssueCommentsView, SyncStateView};

use crate::comment_sync;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::sync_state;
use crate::gate;
use crate::join::join;
use crate::marks::{self, SyncMark};
use crate::opened::{self, Linked};
use crate::place::Intent;
use crate::site::{self, SiteError};
use crate::store::{self, Entity, key};

/// Comments in a page.
const PAGE: u32 = 50;

/// Characters that a row shows.
const SHOWN: usize = 300;

/// Lists a page of the issue's comments, the newest first.
pub(crate) async fn issue_comments(
    world: &World,
    caller: &Caller,
    call: &IssueCommentsCall,
) -> Result<IssueCommentsView, Failure> {
    let start_at: u32 = match call.after.as_deref().map(str::parse) {
        None => 0,
        Some(Ok(start_at)) => start_at,
        Some(Err(_)) => return Err(failure::of(FailureCode::Invalid, "no page begins there")),
    };
    let linked = opened::find(world, caller, &call.record_id).await?;
    has_comments(&linked)?;
    let issue = linked.ground.issue;
    let list = jira_request::comments_of_issue(&issue.id, start_at, PAGE, Principal::User);
    let link_key = key::link(&issue.id, linked.id.as_str());
    let (((place, link), mark), (listed, head)) = join(
        join(
            join(
                linked.ground.place(world, Intent::Look),
                store::entity::<LinkDocument>(world, Entity::Link, &link_key),
            ),
            marks::read(world, &issue.id),
        ),
        join(site::ask(world, list), site::ask(world, jira_request::issue_head(&issue.id))),
    )
    .await;
    let (place, link, mark) = (place?, link?, mark?);
    gate::switched_on(place.settings.show_comments, "comments")?;
    let (listed, head) = (listed.map_err(SiteError::into_failure)?, head.map_err(SiteError::into_failure)?);
    let page = jira_reply::issue_comments(&listed.view()).map_err(|error| error.to_failure())?;
    let head = jira_reply::issue_head(&head.view()).map_err(|error| error.to_failure())?;
    let record_id = linked.id.as_str();
    let keys: Vec<String> =
        page.comments.iter().map(|comment| comment_sync::of_issue(&comment.id, record_id)).collect();
    let pairs = comment_sync::stored(world, &keys).await?;
    let behind = start_at + page.comments.len() as u32;
    let rows = page.comments.into_iter().zip(pairs).map(|(comment, pair)| IssueCommentRow {
        copy: match comment.copy_of.as_deref() {
            // Its pair is of another of the issue's records.
            Some(_) if pair.is_none() => CommentCopy::IsCopy,
            _ => become_of(pair.as_ref(), Way::ToSalesforce, mark.as_ref(), &comment.id, record_id),
        },
        text: weftline_mapping::richtext::adf_text(comment.body.get())
            .unwrap_or_default()
            .chars()
            .take(SHOWN)
            .collect(),
        // Elsewhere there are no customers.
        public: head.is_service && comment.public == Some(true) && !comment.restricted,
        id: comment.id,
        author: comment.author_name,
        at_ms: comment.written_at_ms,
    });
    Ok(IssueCommentsView {
        comments: rows.collect(),
        after: (behind > start_at && behind < page.total).then(|| behind.to_string()),
        may_push: linked.ground.may(RoleAction::Post) && !place.restricted(caller.issue_type.as_deref()),
        automatic: place.settings.comments_to_salesforce
            && !link.is_some_and(|link| comment_sync::is_by_hand(&link.document)),
    })
}

/// Notes that a comment is to be copied.
pub(crate) async fn push(world: &World, caller: &Caller, call: &PushCommentCall) -> Result<SyncStateView, Failure> {
    let linked = opened::find(world, caller, &call.record_id).await?;
    gate::may_edit(linked.ground.rights)?;
    has_comments(&linked)?;
    let (issue, project) = (linked.ground.issue, linked.ground.project);
    let link_key = key::link(&issue.id, &linked.id.to_string());
    let ((place, link), comment_id) = join(
        join(linked.ground.place(world, Intent::Change), store::entity::<LinkDocument>(world, Entity::Link, &link_key)),
        comment(world, &issue.id, call),
    )
    .await;
    let (place, link, comment_id) = (place?, link?, comment_id?);
    gate::switched_on(place.settings.show_comments, "comments")?;
    if link.is_some_and(|link| link.document.waiting.iter().any(|waiting| waiting.way == call.way)) {
        let text = match call.way {
            Way::ToSalesforce => "nothing goes to this record before the issue meets the conditions for syncing",
            Way::ToJira => "nothing goes to this issue before the record meets the conditions for syncing",
        };
        return Err(failure::of(FailureCode::Invalid, text));
    }
    let mark = SyncMark {
        project_id: Some(project.id.clone()),
        pushed: vec![PushedComment { way: call.way, comment_id, record_id: linked.id.to_string() }],
        ..SyncMark::new(&issue.id, &linked.link.connection, Cause::Pushed)
    };
    marks::mark(world, &mark).await?;
    sync_state::now(world, &issue.id, true).await
}

/// The comment that is meant: of the issue, one that the user sees; of the record, the sync finds it among the record's.
async fn comment(world: &World, issue_id: &str, call: &PushCommentCall) -> Result<String, Failure> {
    if call.way == Way::ToJira {
        return RecordId::parse(&call.comment_id)
            .map(|id| id.to_string())
            .map_err(|error| failure::of(FailureCode::Invalid, error.to_string()));
    }
    let asked = site::ask(world, jira_request::comment_for_user(issue_id, &call.comment_id)).await;
    let reply = match asked {
        Ok(reply) => reply,
        Err(SiteError::Refused(error)) if matches!(error.status(), 400 | 404) => {
            return Err(failure::of(FailureCode::Invalid, "the issue has no such comment"));
        }
        Err(error) => return Err(error.into_failure()),
    };
    jira_reply::written_comment(&reply.view()).map_err(|error| error.to_failure())
}

/// What has become of a comment that was written on this side.
pub(crate) fn become_of(
    pair: Option<&Versioned<PairDocument>>,
    way: Way,
    mark: Option<&Versioned<Work>>,
    comment_id: &str,
    record_id: &str,
) -> CommentCopy {
    if pair.is_some_and(|pair| pair.document.way != way) {
        return CommentCopy::IsCopy;
    }
    let is_pushed = mark.is_some_and(|mark| match &mark.document.task {
        Task::Sync { pushed, .. } => pushed
            .iter()
            .any(|pushed| pushed.way == way && pushed.comment_id == comment_id && pushed.record_id == record_id),
        _ => false,
    });
    match pair.map(|pair| pair.document.state) {
        Some(PairState::Paired) => CommentCopy::Copied,
        Some(PairState::Intended) => CommentCopy::Pending,
        _ if is_pushed => CommentCopy::Pending,
        Some(PairState::CopyGone) => CommentCopy::CopyGone,
        Some(PairState::Refused) => CommentCopy::Refused,
        Some(PairState::Over) | None => CommentCopy::None,
    }
}

fn has_comments(linked: &Linked<'_>) -> Result<(), Failure> {
    match CommentsOf::object(&linked.link.object) {
        Some(_) => Ok(()),
        None => Err(failure::of(FailureCode::Invalid, "records of this object have no comments")),
    }
}
