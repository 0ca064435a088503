//! A record's feed.

use weftline_configuration::signature;
use weftline_richtext::{Segments, html_to_segments};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{Record, record};
use weftline_salesforce::request;
use weftline_salesforce::time::instant;
use weftline_wire::call::{FeedCall, FeedCommentsCall, PostFeedCall};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{Composer, FeedCommentsView, FeedView, PostedFeedView, TabMissing};

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::feeds;
use crate::gate;
use crate::join::join;
use crate::opened::{self, Opened};
use crate::org::{CallError, Reply};
use crate::posting::{self, Begun, Intent, Post};
use crate::retry;

/// Characters that a post or comment may have.
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_requests_feed_item_input.htm>
const CHARACTERS_MAX: usize = 10_000;

/// Reads a page of a record's feed; with the first one what may be written.
pub(crate) async fn feed(world: &World, caller: &Caller, call: &FeedCall) -> Result<FeedView, Failure> {
    let mut opened = open(world, caller, &call.record_id).await?;
    let page = call.after.as_deref().map(position).transpose()?;
    let mut view = FeedView { items: Vec::new(), after: None, composer: None, missing: None, at_ms: world.now_ms() };
    if opened.stored.as_ref().is_some_and(|stored| !stored.object.feed_enabled) {
        view.missing = Some(TabMissing::FeedsOff);
        return Ok(view);
    }
    let composing = page.is_none() && opened.may_post_to_feed();
    let id = opened.id;
    let name = async { if composing { posting::user_name(world).await.map(Some) } else { Ok(None) } };
    let (read, name) =
        join(opened.org.read(world, |session, timeout_ms| request::feed(session, &id, page, timeout_ms)), name).await;
    let read = match read {
        Ok(read) => read,
        Err(failure) => {
            // Feeds of the object may have been switched off since it was described.
            let code = failure.values.get("code").map_or("", String::as_str);
            let gone = matches!(code, "NOT_FOUND" | "INVALID_ID_FIELD");
            let missing =
                if gone { Some(TabMissing::FeedsOff) } else { opened::missing(&failure, TabMissing::FeedsOff) };
            view.missing = Some(missing.ok_or(failure)?);
            return Ok(view);
        }
    };
    let elements = parsed(&read)?;
    view.items = feeds::items(&elements, &opened);
    view.after = elements.get("nextPageUrl").text().and_then(request::page_token).map(str::to_owned);
    view.composer = name?.map(|name| {
        let signature = signature(opened.settings.signature.as_deref(), &name, &opened.issue.key);
        let room = CHARACTERS_MAX.saturating_sub(signature.chars().count());
        Composer { signature, room: room as u32 }
    });
    Ok(view)
}

/// Reads older comments on an element.
pub(crate) async fn comments(
    world: &World,
    caller: &Caller,
    call: &FeedCommentsCall,
) -> Result<FeedCommentsView, Failure> {
    let item = opened::id(&call.item_id)?;
    let page = position(&call.after)?;
    let mut opened = open(world, caller, &call.record_id).await?;
    let mut beside = opened.org.beside();
    let (read, element) = join(
        beside.read(world, |session, timeout_ms| request::element_comments(session, &item, Some(page), timeout_ms)),
        opened.org.read(world, |session, timeout_ms| request::element(session, &item, timeout_ms)),
    )
    .await;
    belongs(&parsed(&element?)?, opened.id)?;
    let (comments, after) = feeds::comments(Some(&parsed(&read?)?), item.as_str(), &opened);
    Ok(FeedCommentsView { comments, after })
}

/// Posts to a feed, or comments on an element of it. Only the org's own people see it.
pub(crate) async fn post(world: &World, caller: &Caller, call: &PostFeedCall) -> Result<PostedFeedView, Failure> {
    let reply_to = call.reply_to.as_deref().map(opened::id).transpose()?;
    let (issue, _) = gate::place(caller)?;
    let record_id = opened::id(&call.record_id)?;
    let key = posting::key(&issue.id, record_id.as_str(), &call.post_id)?;
    let ((opened, before), name) =
        join(join(open(world, caller, &call.record_id), posting::read(world, &key)), posting::user_name(world)).await;
    let mut opened = opened?;
    gate::may_edit(opened.rights)?;
    gate::switched_on(opened.settings.post_feed, "posting to feeds")?;
    let signature = signature(opened.settings.signature.as_deref(), &name?, &opened.issue.key);
    let segments = html_to_segments(&call.html, &signature);
    if segments.json.is_empty() {
        return Err(failure::of(FailureCode::Invalid, "there is nothing to post"));
    }
    if segments.text.chars().count() > CHARACTERS_MAX {
        let text = "a feed post has at most 10,000 characters, its signature among them";
        return Err(failure::of(FailureCode::Invalid, text));
    }
    if let Some(item) = reply_to {
        let element =
            opened.org.read(world, |session, timeout_ms| request::element(session, &item, timeout_ms)).await?;
        belongs(&parsed(&element)?, opened.id)?;
    }

    let to = reply_to.as_ref().map_or("", RecordId::as_str);
    let whole = [record_id.as_str(), "\n", to, "\n", &segments.json].concat();
    let post = Post { key, whole: &whole, author: &caller.account_id };
    let intent = match posting::begin(world, &post, before?).await? {
        Begun::Posted(ids) => {
            let id =
                ids.first().and_then(|id| RecordId::parse(id).ok()).ok_or_else(|| failure::bug("a post has no id"))?;
            return read_back(world, &mut opened, reply_to, id).await;
        }
        Begun::Send(intent) => intent,
        Begun::Look(intent) => match look(world, &mut opened, reply_to, &segments, &intent, true).await? {
            Some(found) => {
                intent.posted(world, vec![id_of(&found)]).await;
                return Ok(found);
            }
            None => intent.again(world).await?,
        },
    };
    let made = match send(world, &mut opened, reply_to, &segments).await {
        Ok(sent) => posted(&parsed(&sent)?, reply_to, &opened, false),
        Err(error) => {
            let cause = intent.lost(world, error).await?;
            let found = look(world, &mut opened, reply_to, &segments, &intent, false).await;
            found.ok().flatten().ok_or_else(|| posting::unclear(&cause))?
        }
    };
    intent.posted(world, vec![id_of(&made)]).await;
    Ok(made)
}

async fn send(
    world: &World,
    opened: &mut Opened<'_>,
    reply_to: Option<RecordId>,
    segments: &Segments,
) -> Result<Reply, CallError> {
    let record = opened.id;
    let request = |session: &_, timeout_ms| match &reply_to {
        Some(element) => request::post_comment(session, element, &segments.json, timeout_ms),
        None => request::post_element(session, &record, &segments.json, timeout_ms),
    };
    opened.org.send(world, &retry::PAGE_WRITE, request).await
}

/// Looks for what an attempt has left, an earlier one or this: by the connection's user, with the same words, since it
/// was intended.
async fn look(
    world: &World,
    opened: &mut Opened<'_>,
    reply_to: Option<RecordId>,
    segments: &Segments,
    intent: &Intent,
    repeated: bool,
) -> Result<Option<PostedFeedView>, Failure> {
    let record = opened.id;
    let request = |session: &_, timeout_ms| match &reply_to {
        Some(element) => request::element_comments(session, element, None, timeout_ms),
        None => request::feed(session, &record, None, timeout_ms),
    };
    let (read, others) = join(opened.org.read(world, request), intent.others(world)).await;
    let (read, others) = (read?, others?);
    let (list, who) = if reply_to.is_some() { ("items", "user.id") } else { ("elements", "actor.id") };
    let poster = posting::poster(&opened.org);
    let words: String = segments.text.chars().filter(|character| !character.is_whitespace()).collect();
    let found = parsed(&read)?;
    let found = found.parts(list).find(|entry| {
        let text = |path: &str| entry.get(path).text().unwrap_or_default();
        let ours = RecordId::parse(text(who)).ok();
        (poster.is_none() || ours == poster)
            && instant(text("createdDate")).is_some_and(|at_ms| at_ms >= intent.since_ms())
            && !others.iter().any(|other| other == text("id"))
            && feeds::words(entry) == words
    });
    Ok(found.map(|entry| posted(entry, reply_to, opened, repeated)))
}

/// Reads what was posted before.
async fn read_back(
    world: &World,
    opened: &mut Opened<'_>,
    reply_to: Option<RecordId>,
    id: RecordId,
) -> Result<PostedFeedView, Failure> {
    let request = |session: &_, timeout_ms| match reply_to {
        Some(_) => request::comment(session, &id, timeout_ms),
        None => request::element(session, &id, timeout_ms),
    };
    let read = opened.org.read(world, request).await?;
    Ok(posted(&parsed(&read)?, reply_to, opened, true))
}

fn posted(made: &Record<'_>, reply_to: Option<RecordId>, opened: &Opened<'_>, repeated: bool) -> PostedFeedView {
    match reply_to {
        Some(item) => PostedFeedView::Comment { comment: feeds::comment(made, item.as_str(), opened), repeated },
        None => PostedFeedView::Item { item: feeds::item(made, opened), repeated },
    }
}

fn id_of(posted: &PostedFeedView) -> String {
    match posted {
        PostedFeedView::Item { item, .. } => item.id.clone(),
        PostedFeedView::Comment { comment, .. } => comment.id.clone(),
    }
}

async fn open<'a>(world: &World, caller: &'a Caller, record_id: &str) -> Result<Opened<'a>, Failure> {
    let opened = opened::open(world, caller, record_id).await?;
    gate::switched_on(opened.settings.show_feed, "showing feeds")?;
    Ok(opened)
}

/// Refuses an element of another record's feed.
pub(crate) fn belongs(element: &Record<'_>, record: RecordId) -> Result<(), Failure> {
    match RecordId::parse(element.get("parent.id").text().unwrap_or_default()) {
        Ok(parent) if parent == record => Ok(()),
        _ => Err(failure::of(FailureCode::RecordNotFound, "this is not in the feed of this record")),
    }
}

pub(crate) fn parsed(reply: &Reply) -> Result<Record<'_>, Failure> {
    record(&reply.view()).map_err(|error| error.to_failure())
}

fn position(after: &str) -> Result<&str, Failure> {
    let token = request::page_token(after).filter(|token| token.len() == after.len());
    token.ok_or_else(|| failure::of(FailureCode::Invalid, "no page of a feed begins there"))
}
