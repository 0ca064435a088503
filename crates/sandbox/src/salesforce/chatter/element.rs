//! A feed item as the Connect REST API answers with it.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_feed_item.htm>

use super::super::automation::get;
use super::super::id::Id;
use super::super::schema::Object;
use super::super::store::Row;
use super::super::value::Value;
use super::Place;
use super::body::{self, entity, text_segment};
use super::capability;
use super::comment::{self, Paging};
use super::people;
use super::rules::below;
use super::time::{instant, relative};
use serde_json::{Value as Json, json};

/// One change of a tracked field.
pub(crate) struct Change {
    /// What people call the field.
    pub(crate) field: String,
    /// What it was.
    pub(crate) old: Value,
    /// What it is.
    pub(crate) new: Value,
}

/// Writes an item with its newest comments.
pub(crate) fn write(place: &Place<'_>, items: &Object, row: &Row, comments: usize) -> Json {
    let Some(id) = row.id() else { return Json::Null };
    let url = place.url(&format!("feed-elements/{id}"));
    let parent = get(items, row, "ParentId").as_id();
    let actor = get(items, row, "CreatedById").as_id();
    let created = get(items, row, "CreatedDate").as_seconds().unwrap_or(0);
    let modified = get(items, row, "LastModifiedDate").as_seconds().unwrap_or(created);
    let kind = get(items, row, "Type").display();
    let changes = changes(place, items, row);
    let segments = match kind.as_str() {
        "CaseCommentPost" | "EmailMessageEvent" | "TrackedChange" => Vec::new(),
        _ => super::segments_of(items, row, "Body"),
    };
    let parents = parent.map(|parent| people::summary(place, parent));
    let person = parent.is_some_and(|parent| parent.prefix() == *b"005");
    json!({
        "actor": actor.map(|actor| people::summary(place, actor)),
        "body": body::write(place, &segments),
        "capabilities": capability::all(place, items, row, &changes, comments),
        "clientInfo": null,
        "createdDate": instant(created),
        "event": false,
        "feedElementType": "FeedItem",
        "hasVerifiedComment": false,
        "header": header(place, parent, actor, &changes),
        "id": id.to_string(),
        "isDeleteRestricted": super::rules::may_delete(place.view, place.context, items, row).is_err(),
        "isSharable": person,
        "modifiedDate": instant(modified),
        "originalFeedItem": null,
        "originalFeedItemActor": null,
        "parent": parents,
        "photoUrl": format!("{}/profilephoto/005/T", place.base),
        "relativeCreatedDate": relative(created, place.context.now),
        "type": kind,
        "url": url,
        "visibility": get(items, row, "Visibility").display(),
    })
}

/// The title: whose feed it is, who posted, and what was changed.
fn header(place: &Place<'_>, parent: Option<Id>, actor: Option<Id>, changes: &[Change]) -> Json {
    let mut segments = Vec::new();
    if let Some(parent) = parent {
        segments.push(entity(place, parent));
    }
    if let Some(actor) = actor.filter(|_| parent != actor) {
        segments.push(text_segment(" — "));
        segments.push(entity(place, actor));
    }
    for (at, change) in changes.iter().enumerate() {
        segments.push(text_segment(if at == 0 { " changed " } else { ", " }));
        segments.push(changed(change));
    }
    let text: String = segments.iter().filter_map(|one| one.get("text").and_then(Json::as_str)).collect();
    json!({ "isRichText": null, "messageSegments": segments, "text": text })
}

/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_ms_field_change.htm>
fn changed(change: &Change) -> Json {
    let value = |value: &Value, kind: &str| {
        let text = if value.is_null() { "a blank value".to_owned() } else { value.display() };
        json!({ "text": text, "type": "FieldChangeValue", "url": null, "valueType": kind })
    };
    let segments = vec![
        json!({ "text": change.field, "type": "FieldChangeName" }),
        text_segment(" from "),
        value(&change.old, "OldValue"),
        text_segment(" to "),
        value(&change.new, "NewValue"),
    ];
    let text: String = segments.iter().filter_map(|one| one.get("text").and_then(Json::as_str)).collect();
    json!({ "segments": segments, "text": text, "type": "FieldChange" })
}

/// What a tracked change changed.
pub(crate) fn changes(place: &Place<'_>, items: &Object, row: &Row) -> Vec<Change> {
    let tracked = place.view.schema.find("FeedTrackedChange");
    let (Some(tracked), Some(id)) =
        (tracked.filter(|_| get(items, row, "Type").as_text() == Some("TrackedChange")), row.id())
    else {
        return Vec::new();
    };
    let parent = place.view.follow(get(items, row, "ParentId")).map(|(object, _)| object);
    let label = |full: &str| {
        let name = full.split_once('.').map_or(full, |(_, name)| name);
        let field = parent.and_then(|parent| parent.find(name).or_else(|| parent.find(&format!("{name}Id"))));
        let label = parent.zip(field).map(|(parent, field)| parent.field(field).label.clone());
        label.map_or_else(|| name.to_owned(), |label| label.trim_end_matches(" ID").to_owned())
    };
    let rows = below(place.view, tracked, "FeedItemId", id).unwrap_or_default();
    rows.into_iter()
        .map(|row| Change {
            field: label(&get(tracked, row, "FieldName").display()),
            old: get(tracked, row, "OldValue").clone(),
            new: get(tracked, row, "NewValue").clone(),
        })
        .collect()
}

/// Tracked changes that follow one another, as one element.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_tracked_change_clumps_capability.htm>
pub(crate) fn bundle(place: &Place<'_>, items: &Object, rows: &[&Row], shown: usize, comments: usize) -> Json {
    let Some((first, id)) = rows.first().and_then(|first| Some((first, first.id()?))) else { return Json::Null };
    let mut element = write(place, items, first, comments);
    let all: Vec<Change> = rows.iter().flat_map(|row| changes(place, items, row)).collect();
    let elements: Vec<Json> = rows.iter().take(shown).map(|row| write(place, items, row, comments)).collect();
    let url = place.url(&format!("feed-elements/{id}/capabilities/bundle/feed-elements"));
    let header = header(place, get(items, first, "ParentId").as_id(), get(items, first, "CreatedById").as_id(), &all);
    if let Some(members) = element.as_object_mut() {
        for name in [
            "actor",
            "clientInfo",
            "event",
            "hasVerifiedComment",
            "isDeleteRestricted",
            "isSharable",
            "originalFeedItem",
            "originalFeedItemActor",
            "photoUrl",
            "type",
            "visibility",
        ] {
            members.shift_remove(name);
        }
        members.insert("feedElementType".into(), json!("Bundle"));
        members.insert("header".into(), header);
        let bundle = json!({
            "bundleType": "TrackedChanges",
            "changes": all.iter().map(capability::change).collect::<Vec<_>>(),
            "page": {
                "currentPageToken": null,
                "currentPageUrl": url,
                "elements": elements,
                "isModifiedToken": null,
                "isModifiedUrl": null,
                "nextPageToken": null,
                "nextPageUrl": null,
                "updatesToken": null,
                "updatesUrl": null,
            },
            "totalElements": rows.len(),
        });
        members.insert("capabilities".into(), json!({ "bundle": bundle }));
    }
    element
}

/// The comments of an item that stand in it.
pub(crate) fn first_comments(place: &Place<'_>, id: Id, count: usize) -> Json {
    comment::page(place, id, &Paging { size: count, ..Paging::newest() }, None)
}
