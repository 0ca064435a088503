//! A record's comments: reading them, and posting one.

use weftline_plan::{comment_parts, comment_room};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, CaseComment};
use weftline_salesforce::request::{self, COMMENTS_MAX};
use weftline_salesforce::soql::Query;
use weftline_wire::call::{CommentsCall, PostCommentCall};
use weftline_wire::configuration::{Restrictions, RoleAction, Settings};
use weftline_wire::document::{Versioned, Work};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::plan::Way;
use weftline_wire::view::{CommentCopy, CommentRow, CommentsView, Composer, PostedCommentView, TabMissing};

use crate::comment_sync;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::issue_comments::become_of;
use crate::gate;
use crate::join::join;
use crate::marks;
use crate::opened::{self, Linked};
use crate::org::{CallError, Org};
use crate::posting::{self, Begun, Intent, Post};
use crate::retry;

/// Comments in a page.
const PAGE: u32 = 50;

/// Comments among which one is looked for that may have been posted.
const LOOKED_AT_MAX: u32 = 400;

/// Reads a page of a record's comments.
pub(crate) async fn comments(world: &World, caller: &Caller, call: &CommentsCall) -> Result<CommentsView, Failure> {
    let behind = call.after.as_deref().map(opened::place).transpose()?;
    let linked = opened::find(world, caller, &call.record_id).await?;
    let writes = linked.ground.may(RoleAction::Post) && behind.is_none();
    let (opened, name) = join(linked.ground.open_linked(world, &linked.link), user_name(world, writes)).await;
    let ((settings, mut org, _), name) = (opened?, name?);
    may_read(&settings, &linked)?;
    let query = request::comments(&linked.id, behind, PAGE + 1);
    let (found, (mark, restrictions)) = join(
        read(world, &mut org, &query),
        join(marks::read(world, &linked.ground.issue.id), linked.ground.configuration.restrictions(world)),
    )
    .await;
    let (mark, restrictions) = (mark?, restrictions?);
    let mut view = CommentsView {
        comments: Vec::new(),
        after: None,
        composer: None,
        may_push: linked.ground.may(RoleAction::Post) && !is_restricted(&restrictions, caller),
        missing: None,
        at_ms: world.now_ms(),
    };
    match found {
        Ok(mut found) => {
            let more = found.len() > PAGE as usize;
            found.truncate(PAGE as usize);
            view.after =
                found.last().filter(|_| more).map(|last| opened::place_of(last.written_at_ms, last.id.as_str()));
            view.comments = rows(world, &linked, mark.as_ref(), found).await?;
            view.composer = name.filter(|_| settings.post_comments).map(|name| {
                let signature = signature(&settings, &name, &linked);
                Composer { room: comment_room(&signature), signature }
            });
        }
        Err(failure) => view.missing = Some(opened::missing(&failure, TabMissing::NoAccess).ok_or(failure)?),
    }
    Ok(view)
}

/// Posts a comment, once, whatever is lost, repeated or interrupted. Customers see it only when that was asked for.
pub(crate) async fn post(world: &World, caller: &Caller, call: &PostCommentCall) -> Result<PostedCommentView, Failure> {
    let (issue, _) = gate::place(caller)?;
    let id = opened::id(&call.record_id)?;
    let key = posting::key(&issue.id, id.as_str(), &call.post_id)?;
    let (linked, before) = join(opened::find(world, caller, id.as_str()), posting::read(world, &key)).await;
    let (linked, before) = (linked?, before?);
    gate::may_edit(linked.ground.rights)?;
    let (opened, name) = join(linked.ground.open_linked(world, &linked.link), posting::user_name(world)).await;
    let ((settings, org, _), name) = (opened?, name?);
    may_read(&settings, &linked)?;
    gate::switched_on(settings.post_comments, "posting comments")?;

    let texts = comment_parts(said(&call.text)?, &signature(&settings, &name, &linked));
    if texts.len() > COMMENTS_MAX {
        return Err(failure::of(FailureCode::Invalid, "this is too long, even for several comments; shorten it"));
    }
    let whole = [if call.public { "public " } else { "internal " }, &texts.concat()].concat();
    let begun = posting::begin(world, &Post { key, whole: &whole, author: &caller.account_id }, before).await?;
    let author = posting::poster(&org);
    let mut posting = Posting { org, case: linked.id, texts, public: call.public, author };
    match begun {
        Begun::Posted(ids) => posting.posted_before(world, &ids).await,
        Begun::Send(intent) => posting.send(world, intent).await,
        Begun::Look(intent) => match posting.find(world, &intent).await? {
            Some(found) => Ok(PostedCommentView { comments: found, repeated: true }),
            None => posting.send(world, intent.again(world).await?).await,
        },
    }
}

/// A comment on its way, in its parts.
struct Posting {
    org: Org,
    case: RecordId,
    texts: Vec<String>,
    public: bool,
    /// The connection's user.
    author: Option<RecordId>,
}

impl Posting {
    async fn send(&mut self, world: &World, intent: Intent) -> Result<PostedCommentView, Failure> {
        let (case, texts, public, author) = (self.case, &self.texts, self.public, self.author);
        let sent = self
            .org
            .send(world, &retry::PAGE_WRITE, |session, timeout_ms| {
                request::post_comments(session, &case, texts, public, author, timeout_ms)
            })
            .await;
        let read = match sent {
            Ok(reply) => reply::posted_comments(&reply.view(), self.texts.len()).map_err(CallError::Refused),
            Err(error) => Err(error),
        };
        match read {
            Ok(posted) => {
                intent.posted(world, posted.ids.iter().map(RecordId::to_string).collect()).await;
                let mut read = posted.read;
                if read.is_empty() {
                    // It is there, whether or not it can be shown now.
                    let query = request::comments_by_id(&self.case, &posted.ids);
                    read = self::read(world, &mut self.org, &query).await.unwrap_or_default();
                }
                let ours = read.into_iter().filter(|comment| posted.ids.contains(&comment.id));
                Ok(PostedCommentView { comments: ours.map(row).collect(), repeated: false })
            }
            Err(error) => {
                let cause = intent.lost(world, error).await?;
                match self.find(world, &intent).await {
                    Ok(Some(found)) => Ok(PostedCommentView { comments: found, repeated: false }),
                    Ok(None) | Err(_) => Err(posting::unclear(&cause)),
                }
            }
        }
    }

    /// Looks for what an attempt may have left; ends the post when it is there.
    async fn find(&mut self, world: &World, intent: &Intent) -> Result<Option<Vec<CommentRow>>, Failure> {
        let query = request::comments_since(&self.case, self.author, intent.since_ms(), LOOKED_AT_MAX);
        let (written, others) = join(read(world, &mut self.org, &query), intent.others(world)).await;
        let (written, others) = (written?, others?);
        let mut free = written.into_iter().filter(|comment| !others.iter().any(|other| other == comment.id.as_str()));
        let mut found = Vec::new();
        for text in &self.texts {
            // Parts are written in their order.
            let same = |comment: &CaseComment| comment.public == self.public && says_the_same(&comment.text, text);
            let Some(comment) = free.by_ref().find(same) else { return Ok(None) };
            found.push(comment);
        }
        intent.posted(world, found.iter().map(|comment| comment.id.to_string()).collect()).await;
        Ok(Some(found.into_iter().rev().map(row).collect()))
    }

    async fn posted_before(&mut self, world: &World, ids: &[String]) -> Result<PostedCommentView, Failure> {
        let ids: Vec<RecordId> = ids.iter().filter_map(|id| RecordId::parse(id).ok()).collect();
        let found = read(world, &mut self.org, &request::comments_by_id(&self.case, &ids)).await?;
        Ok(PostedCommentView { comments: found.into_iter().map(row).collect(), repeated: true })
    }
}

/// Comments with what has become of each in Jira.
async fn rows(
    world: &World,
    linked: &Linked<'_>,
    mark: Option<&Versioned<Work>>,
    found: Vec<CaseComment>,
) -> Result<Vec<CommentRow>, Failure> {
    let issue_id = &linked.ground.issue.id;
    let keys: Vec<String> =
        found.iter().map(|comment| comment_sync::of_record(comment.id.as_str(), issue_id)).collect();
    let pairs = comment_sync::stored(world, &keys).await?;
    let rows = found.into_iter().zip(pairs).map(|(comment, pair)| {
        let copy = become_of(pair.as_ref(), Way::ToJira, mark, comment.id.as_str(), linked.id.as_str());
        CommentRow { copy, ..row(comment) }
    });
    Ok(rows.collect())
}

fn is_restricted(restrictions: &Restrictions, caller: &Caller) -> bool {
    restrictions.issue_types.iter().any(|named| Some(&named.id) == caller.issue_type.as_ref())
}

fn may_read(settings: &Settings, linked: &Linked<'_>) -> Result<(), Failure> {
    gate::switched_on(settings.show_comments, "comments")?;
    if linked.link.object == "Case" {
        return Ok(());
    }
    Err(failure::of(FailureCode::Invalid, "records of this object have no comments"))
}

async fn user_name(world: &World, wanted: bool) -> Result<Option<String>, Failure> {
    if wanted { posting::user_name(world).await.map(Some) } else { Ok(None) }
}

fn signature(settings: &Settings, name: &str, linked: &Linked<'_>) -> String {
    weftline_configuration::signature(settings.signature.as_deref(), name, &linked.ground.issue.key)
}

/// What is said, or that nothing is.
fn said(text: &str) -> Result<&str, Failure> {
    let text = text.trim();
    if text.is_empty() { Err(failure::of(FailureCode::Invalid, "the comment says nothing")) } else { Ok(text) }
}

async fn read(world: &World, org: &mut Org, query: &Query) -> Result<Vec<CaseComment>, Failure> {
    let reply = org.read(world, |session, timeout_ms| request::query(session, query, timeout_ms)).await?;
    reply::comments(&reply.view()).map_err(|error| error.to_failure())
}

fn row(comment: CaseComment) -> CommentRow {
    let CaseComment { id, text, public, author, written_at_ms, changed_at_ms } = comment;
    let edited_at_ms = (changed_at_ms > written_at_ms).then_some(changed_at_ms);
    CommentRow { id: id.to_string(), author, text, public, at_ms: written_at_ms, edited_at_ms, copy: CommentCopy::None }
}

/// Salesforce may keep other line breaks than it was sent, and no blanks at the end.
fn says_the_same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}
