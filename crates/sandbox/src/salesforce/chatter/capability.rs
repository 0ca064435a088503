//! What can be done with a feed item, and what comes with it.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_element_capabilities.htm>

use super::super::automation::get;
use super::super::id::Id;
use super::super::schema::Object;
use super::super::store::Row;
use super::super::value::Value;
use super::Place;
use super::element::{Change, first_comments};
use super::file;
use super::people;
use super::rules::{attachments, below};
use super::time::{instant, relative};
use serde_json::{Map, Value as Json, json};

/// All capabilities of an item.
pub(crate) fn all(place: &Place<'_>, items: &Object, row: &Row, changes: &[Change], comments: usize) -> Json {
    let Some(id) = row.id() else { return Json::Null };
    let url = |path: &str| place.url(&format!("feed-elements/{id}/capabilities/{path}"));
    let kind = get(items, row, "Type").display();
    let mut all = Map::new();
    all.insert("associatedActions".into(), json!({ "platformActionGroups": [] }));
    all.insert("bookmarks".into(), json!({ "isBookmarkedByCurrentUser": false }));
    let related = get(items, row, "RelatedRecordId");
    if kind == "CaseCommentPost" {
        all.insert("caseComment".into(), case_comment(place, items, row, related));
    }
    all.insert("chatterLikes".into(), likes(place, id, &url("chatter-likes/items")));
    all.insert(
        "close".into(),
        json!({ "canContextUserUpdateIsClosed": true, "isClosed": get(items, row, "IsClosed").is_true() }),
    );
    all.insert("comments".into(), json!({ "page": first_comments(place, id, comments) }));
    all.insert("edit".into(), edit(place, items, row, &url("edit/is-editable-by-me")));
    if kind == "EmailMessageEvent" {
        all.insert("emailMessage".into(), email_message(place, related));
    }
    let files: Vec<Json> = attachments(place.view, Some(id))
        .filter(|(objects, row)| get(objects, row, "Type").as_text() == Some("Content"))
        .filter_map(|(objects, row)| file::content(place, get(objects, row, "RecordId").as_id()?))
        .collect();
    if !files.is_empty() {
        all.insert("files".into(), json!({ "items": files }));
    }
    all.insert("interactions".into(), json!({ "count": 0 }));
    if let Some(link) = link(place, items, row) {
        all.insert("link".into(), link);
    }
    all.insert("mute".into(), json!({ "isMutedByMe": null }));
    let read = url("read-by/items?pageSize=3");
    let created = get(items, row, "CreatedDate").as_seconds().unwrap_or(0);
    all.insert(
        "readBy".into(),
        json!({ "isReadByMe": true, "lastReadDateByMe": instant(created), "page": empty_page(Json::Null, &read) }),
    );
    all.insert(
        "status".into(),
        json!({ "feedEntityStatus": get(items, row, "Status").display(), "isApprovableByMe": true }),
    );
    all.insert("topics".into(), json!({ "canAssignTopics": true, "items": [] }));
    if !changes.is_empty() {
        all.insert("trackedChanges".into(), json!({ "changes": changes.iter().map(change).collect::<Vec<_>>() }));
    }
    all.insert("upDownVote".into(), json!({ "downVoteCount": 0, "myVote": "None", "upVoteCount": 0 }));
    Json::Object(all)
}

/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_tracked_change.htm>
pub(crate) fn change(change: &Change) -> Json {
    let value = |value: &Value| value.as_text().map(str::to_owned);
    json!({ "fieldName": change.field, "newValue": value(&change.new), "oldValue": value(&change.old) })
}

/// A page of nothing.
fn empty_page(token: Json, url: &str) -> Json {
    json!({
        "currentPageToken": token,
        "currentPageUrl": url,
        "items": [],
        "nextPageToken": null,
        "nextPageUrl": null,
        "previousPageToken": null,
        "previousPageUrl": null,
        "total": 0,
    })
}

/// What says whether and when an item or comment was changed.
pub(crate) fn edit(place: &Place<'_>, object: &Object, row: &Row, url: &str) -> Json {
    let at = get(object, row, "LastEditDate").as_seconds();
    let by = get(object, row, "LastEditById").as_id();
    let revision = match get(object, row, "Revision") {
        Value::Int(revision) => *revision,
        _ => 1,
    };
    json!({
        "isEditRestricted": super::rules::may_update(place.view, place.context, object, row).is_err(),
        "isEditableByMeUrl": url,
        "lastEditedBy": by.map(|by| people::summary(place, by)),
        "lastEditedDate": at.map(instant),
        "latestRevision": revision,
        "relativeLastEditedDate": at.map(|at| relative(at, place.context.now)),
    })
}

/// The likes of an item or comment.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_chatter_likes_capability.htm>
pub(crate) fn likes(place: &Place<'_>, entity: Id, url: &str) -> Json {
    let likes = like_rows(place, entity);
    let mine = likes.iter().find(|(object, row)| *get(object, row, "CreatedById") == Value::Id(place.context.user));
    let mine = mine.and_then(|(_, row)| row.id());
    json!({
        "isLikedByCurrentUser": mine.is_some(),
        "likesMessage": null,
        "myLike": mine.map(|id| json!({ "id": id.to_string(), "url": place.url(&format!("likes/{id}")) })),
        "page": like_page(place, entity, url),
    })
}

/// Who liked it.
pub(crate) fn like_page(place: &Place<'_>, entity: Id, url: &str) -> Json {
    let items: Vec<Json> = like_rows(place, entity).iter().map(|(object, row)| like(place, object, row)).collect();
    let mut page = empty_page(json!(0), url);
    if let Some(members) = page.as_object_mut() {
        members.insert("total".into(), json!(items.len()));
        members.insert("items".into(), Json::Array(items));
    }
    page
}

/// A like.
pub(crate) fn like(place: &Place<'_>, object: &Object, row: &Row) -> Json {
    let Some(id) = row.id() else { return Json::Null };
    let entity = get(object, row, "FeedEntityId").display();
    json!({
        "id": id.to_string(),
        "likedItem": { "id": entity, "url": place.url(&format!("{}/{entity}", if entity.starts_with("0D7") { "comments" } else { "feed-elements" })) },
        "url": place.url(&format!("likes/{id}")),
        "user": get(object, row, "CreatedById").as_id().map(|id| people::summary(place, id)),
    })
}

fn like_rows<'a>(place: &Place<'a>, entity: Id) -> Vec<(&'a Object, &'a Row)> {
    let Some(likes) = place.view.schema.find("FeedLike") else { return Vec::new() };
    let rows = below(place.view, likes, "FeedEntityId", entity).unwrap_or_default();
    rows.into_iter().map(|row| (likes, row)).collect()
}

/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_link_capability.htm>
fn link(place: &Place<'_>, items: &Object, row: &Row) -> Option<Json> {
    let own = get(items, row, "LinkUrl").as_text().map(|url| (url.to_owned(), get(items, row, "Title").clone()));
    let attached = || {
        let mut all = attachments(place.view, row.id());
        let (objects, row) = all.find(|(objects, row)| get(objects, row, "Type").as_text() == Some("Link"))?;
        Some((get(objects, row, "Value").display(), get(objects, row, "Title").clone()))
    };
    let (url, name) = own.or_else(attached)?;
    let name = name.as_text().map_or_else(|| url.clone(), str::to_owned);
    Some(json!({ "url": url, "urlName": name }))
}

/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_case_comment_capability.htm>
fn case_comment(place: &Place<'_>, items: &Object, item: &Row, related: &Value) -> Json {
    let event = match get(items, item, "Segments") {
        Value::Compound(text) => serde_json::from_str::<Json>(text).ok().and_then(|kept| kept.get("event").cloned()),
        _ => None,
    };
    let comment = place.view.follow(related).filter(|(object, _)| object.name == "CaseComment");
    let fact = |name: &str| comment.map(|(object, row)| get(object, row, name).clone()).unwrap_or_default();
    json!({
        "actorType": "CustomerService",
        "createdBy": fact("CreatedById").as_id().map(|id| people::summary(place, id)),
        "createdDate": fact("CreatedDate").as_seconds().map(instant),
        "eventType": event,
        "id": related.as_id().map(|id| id.to_string()),
        "published": fact("IsPublished").is_true(),
        "text": fact("CommentBody").as_text(),
    })
}

/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_email_message_capability.htm>
fn email_message(place: &Place<'_>, related: &Value) -> Json {
    let message = place.view.follow(related).filter(|(object, _)| object.name == "EmailMessage");
    let fact = |name: &str| message.map(|(object, row)| get(object, row, name).clone()).unwrap_or_default();
    let text = |name: &str| fact(name).as_text().map(str::to_owned);
    let address = |address: &str, name: Option<String>| json!({ "displayName": name, "emailAddress": address, "relatedRecord": null });
    let list = |name: &str| {
        let all = text(name).unwrap_or_default();
        let all = all.split(';').map(str::trim).filter(|one| !one.is_empty());
        all.map(|one| address(one, None)).collect::<Vec<_>>()
    };
    let html = text("HtmlBody");
    let status = match fact("Status").as_text() {
        Some("1") => "ReadStatus",
        Some("2") => "RepliedStatus",
        Some("3") => "SentStatus",
        Some("4") => "ForwardedStatus",
        Some("5") => "DraftStatus",
        _ => "NewStatus",
    };
    let files = related.as_id().map(|id| file::linked(place, id)).unwrap_or_default();
    json!({
        "attachments": files,
        "automationType": null,
        "bccAddresses": list("BccAddress"),
        "body": html.clone().or_else(|| text("TextBody")),
        "ccAddresses": list("CcAddress"),
        "direction": if fact("Incoming").is_true() { "Inbound" } else { "Outbound" },
        "emailMessageId": related.as_id().map(|id| id.to_string()),
        "emailMessageSize": "Normal",
        "fromAddress": text("FromAddress").map(|from| address(&from, text("FromName"))),
        "htmlExpandEmailThread": null,
        "isRichText": html.is_some(),
        "status": status,
        "subject": text("Subject"),
        "toAddresses": list("ToAddress"),
        "totalAttachments": files.len(),
    })
}
