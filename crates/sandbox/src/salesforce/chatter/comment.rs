//! Comments: pages of them, one of them, and how they are written.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_feed_element_capability_comments_items.htm>

use super::super::automation::get;
use super::super::id::Id;
use super::super::schema::Object;
use super::super::store::Row;
use super::Place;
use super::body;
use super::capability;
use super::file;
use super::people;
use super::rules::below;
use super::time::{instant, relative, token};
use serde_json::{Map, Value as Json, json};

/// How many comments a page has when nothing is said.
pub(crate) const PAGE_DEFAULT: usize = 3;
/// How many comments a page has at most. The vendor says so of other pages, and nothing of this one.
pub(crate) const PAGE_MAX: usize = 100;

/// Which comments of an item.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    /// How many.
    pub(crate) size: usize,
    /// Whether the newest come first, page by page; within a page the oldest do.
    pub(crate) latest: bool,
    /// Where the page begins: after the comment with this token.
    pub(crate) after: Option<String>,
}

impl Paging {
    /// The newest comments.
    pub(crate) fn newest() -> Self {
        Self { size: PAGE_DEFAULT, latest: true, after: None }
    }
}

/// A page of an item's comments. `query` is what the next page's address carries on.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_comment_page.htm>
pub(crate) fn page(place: &Place<'_>, item: Id, paging: &Paging, query: Option<&str>) -> Json {
    let own = place.url(&format!("feed-elements/{item}/capabilities/comments/items"));
    let Some(comments) = place.view.schema.find("FeedComment") else { return Json::Null };
    let mut rows: Vec<&Row> = below(place.view, comments, "FeedItemId", item).unwrap_or_default();
    let key = |row: &&Row| (get(comments, row, "CreatedDate").as_seconds().unwrap_or(0), row.id());
    rows.sort_by_key(key);
    if paging.latest {
        rows.reverse();
    }
    let named = |row: &&Row| token_of(comments, row);
    let start = paging
        .after
        .as_ref()
        .map_or(0, |after| rows.iter().position(|row| named(row) == *after).map_or(rows.len(), |at| at + 1));
    let total = rows.len();
    let mut shown: Vec<&Row> = rows.into_iter().skip(start).take(paging.size).collect();
    let next = shown.last().filter(|_| start + shown.len() < total).map(named);
    if paging.latest {
        shown.reverse();
    }
    let carried = query.filter(|query| !query.is_empty()).map(|query| format!("{query}&")).unwrap_or_default();
    let at = |token: &String| format!("{own}?{carried}page={}", super::escaped(token));
    let current = match &paging.after {
        Some(after) => at(after),
        None if carried.is_empty() => own.clone(),
        None => format!("{own}?{}", carried.trim_end_matches('&')),
    };
    json!({
        "currentPageToken": paging.after,
        "currentPageUrl": current,
        "items": shown.iter().map(|row| write(place, comments, row)).collect::<Vec<_>>(),
        "nextPageToken": next,
        "nextPageUrl": next.as_ref().map(at),
        "previousPageToken": null,
        "previousPageUrl": null,
        "total": total,
    })
}

fn token_of(comments: &Object, row: &Row) -> String {
    let at = get(comments, row, "CreatedDate").as_seconds().unwrap_or(0);
    format!("{},{}", token(at), row.id().map(|id| id.to_string()).unwrap_or_default())
}

/// A comment.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_comment.htm>
pub(crate) fn write(place: &Place<'_>, comments: &Object, row: &Row) -> Json {
    let Some(id) = row.id() else { return Json::Null };
    let url = place.url(&format!("comments/{id}"));
    let reference = |name: &str, path: &str| {
        let id = get(comments, row, name).as_id()?;
        Some(json!({ "id": id.to_string(), "url": place.url(&format!("{path}/{id}")) }))
    };
    let created = get(comments, row, "CreatedDate").as_seconds().unwrap_or(0);
    let likes = capability::likes(place, id, &format!("{url}/likes"));
    let mut capabilities = Map::new();
    if let Some(content) =
        get(comments, row, "RelatedRecordId").as_id().and_then(|version| file::content(place, version))
    {
        capabilities.insert("content".into(), content);
    }
    let editable = format!("{url}/capabilities/edit/is-editable-by-me");
    capabilities.insert("edit".into(), capability::edit(place, comments, row, &editable));
    let status = get(comments, row, "Status").display();
    capabilities.insert("status".into(), json!({ "feedEntityStatus": status, "isApprovableByMe": true }));
    capabilities.insert("upDownVote".into(), json!({ "downVoteCount": 0, "myVote": "None", "upVoteCount": 0 }));
    let person = get(comments, row, "ParentId").as_id().is_some_and(|parent| parent.prefix() == *b"005");
    json!({
        "body": body::write(place, &super::segments_of(comments, row, "CommentBody")),
        "capabilities": capabilities,
        "clientInfo": null,
        "createdDate": instant(created),
        "feedElement": reference("FeedItemId", "feed-elements"),
        "id": id.to_string(),
        "isDeleteRestricted": super::rules::may_delete(place.view, place.context, comments, row).is_err(),
        "likes": likes.get("page"),
        "likesMessage": null,
        "moderationFlags": null,
        "myLike": likes.get("myLike"),
        "parent": reference("ParentId", if person { "users" } else { "records" }),
        "relativeCreatedDate": relative(created, place.context.now),
        "threadLevel": 0,
        "threadParentId": null,
        "type": get(comments, row, "CommentType").display(),
        "url": url,
        "user": get(comments, row, "CreatedById").as_id().map(|id| people::summary(place, id)),
    })
}
