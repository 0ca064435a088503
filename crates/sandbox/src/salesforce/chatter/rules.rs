//! What the org does when feed items, comments, attachments and likes are saved or deleted: what it refuses, what it
//! fills in, what follows.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feeditem.htm>

use super::super::Org;
use super::super::automation::{get, set};
use super::super::draft;
use super::super::error::ApiError;
use super::super::id::Id;
use super::super::record::View;
use super::super::rights;
use super::super::schema::Object;
use super::super::store::Row;
use super::super::value::Value;
use super::super::write::Context;
use super::html;
use super::segment::Segment;
use super::tracking;

/// What people post; every other type of item the org makes itself.
const POSTED: &[&str] = &["AdvancedTextPost", "ContentPost", "LinkPost", "QuestionPost", "TextPost"];

/// Before a new record is stored.
pub(crate) fn before_create(view: View<'_>, context: &Context, object: &Object, row: &mut Row) -> Result<(), ApiError> {
    match object.name.as_str() {
        "FeedItem" => new_item(view, context, object, row),
        "FeedComment" => new_comment(view, context, object, row),
        "FeedAttachment" => new_attachment(view, object, row),
        "FeedLike" => {
            if get(object, row, "FeedEntityId").is_null() {
                set(object, row, "FeedEntityId", get(object, row, "FeedItemId").clone());
            }
            set(object, row, "InsertedById", Value::Id(context.user));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn new_item(view: View<'_>, context: &Context, object: &Object, row: &mut Row) -> Result<(), ApiError> {
    let parent = view.follow(get(object, row, "ParentId")).map(|(parent, _)| parent);
    let parent = parent.filter(|parent| parent.has_feed()).ok_or_else(no_feed)?;
    let person = parent.name == "User";
    let own = !get(object, row, "Segments").is_null();
    let (file, link) = (!get(object, row, "RelatedRecordId").is_null(), !get(object, row, "LinkUrl").is_null());
    let kind = match get(object, row, "Type").display().as_str() {
        "TextPost" | "ContentPost" if link && !file => "LinkPost".to_owned(),
        "TextPost" if file => "ContentPost".to_owned(),
        "ContentPost" if !file => "TextPost".to_owned(),
        other => other.to_owned(),
    };
    if !own && !POSTED.contains(&kind.as_str()) {
        let message = format!("feed items of type {kind} cannot be created");
        return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["Type"]));
    }
    let needed = match kind.as_str() {
        "LinkPost" => "LinkUrl",
        "TextPost" | "AdvancedTextPost" => "Body",
        "QuestionPost" => "Title",
        _ => "ParentId",
    };
    if get(object, row, needed).is_null() {
        return Err(draft::required_missing(&[needed]));
    }
    set(object, row, "Type", Value::text(kind));
    check_body(object, row, "Body")?;
    let visibility = match (person, get(object, row, "Visibility").as_text()) {
        (true, Some("InternalUsers")) => {
            let message = "the visibility of a post to a person must be AllUsers";
            return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["Visibility"]));
        }
        (true, _) => "AllUsers",
        (false, Some(given)) => given,
        (false, None) => "InternalUsers",
    };
    let visibility = Value::text(visibility);
    set(object, row, "Visibility", visibility);
    set(object, row, "InsertedById", Value::Id(context.user));
    set(object, row, "HasContent", Value::Bool(file && get(object, row, "Type").as_text() == Some("ContentPost")));
    set(object, row, "HasLink", Value::Bool(link));
    set(object, row, "Revision", Value::Int(1));
    Ok(())
}

/// 400: the object has no feeds. The vendor documents the status and no message.
pub(crate) fn no_feed() -> ApiError {
    ApiError::row("FIELD_INTEGRITY_EXCEPTION", "Feeds are not enabled for the object of this record", &["ParentId"])
}

/// Rich text has only the tags that are documented, each closed in the case in which it was opened.
fn check_body(object: &Object, row: &Row, field: &str) -> Result<(), ApiError> {
    let rich = get(object, row, "IsRichText").is_true();
    let Some(body) = get(object, row, field).as_text().filter(|_| rich) else {
        return Ok(());
    };
    let refused = |problem| ApiError::row("INVALID_MARKUP", format!("Invalid markup: {problem}"), &[field]);
    html::segments(body).map(|_| ()).map_err(refused)
}

fn new_comment(view: View<'_>, context: &Context, object: &Object, row: &mut Row) -> Result<(), ApiError> {
    let missing = || ApiError::row("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &["FeedItemId"]);
    let (items, item) = view.follow(get(object, row, "FeedItemId")).ok_or_else(missing)?;
    if get(items, item, "IsClosed").is_true() {
        return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", "The feed item is closed", &["FeedItemId"]));
    }
    let parent = get(items, item, "ParentId").clone();
    let file = !get(object, row, "RelatedRecordId").is_null();
    if get(object, row, "CommentBody").is_null() && !file {
        return Err(draft::required_missing(&["CommentBody"]));
    }
    set(object, row, "ParentId", parent);
    set(object, row, "CommentType", Value::text(if file { "ContentComment" } else { "TextComment" }));
    set(object, row, "InsertedById", Value::Id(context.user));
    set(object, row, "Revision", Value::Int(1));
    check_body(object, row, "CommentBody")
}

/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feedattachment.htm>
fn new_attachment(view: View<'_>, object: &Object, row: &Row) -> Result<(), ApiError> {
    let kind = get(object, row, "Type").display();
    let refuse = |code, message: &str, field: &str| Err(ApiError::row(code, message, &[field]));
    let entity = get(object, row, "FeedEntityId").clone();
    match kind.as_str() {
        "InlineImage" => refuse("FIELD_INTEGRITY_EXCEPTION", "inline images are added by the body of a post", "Type"),
        "Content" if get(object, row, "RecordId").as_id().is_none_or(|id| id.prefix() != *b"068") => {
            refuse("REQUIRED_FIELD_MISSING", "Required fields are missing: [RecordId]", "RecordId")
        }
        "Link" if get(object, row, "Value").is_null() => {
            refuse("REQUIRED_FIELD_MISSING", "Required fields are missing: [Value]", "Value")
        }
        "Link"
            if attachments(view, entity.as_id())
                .any(|(objects, row)| get(objects, row, "Type").as_text() == Some("Link")) =>
        {
            refuse("FIELD_INTEGRITY_EXCEPTION", "A feed item has one link at most", "Type")
        }
        _ => Ok(()),
    }
}

/// The attachments of an item or comment, in order.
pub(crate) fn attachments(view: View<'_>, entity: Option<Id>) -> impl Iterator<Item = (&Object, &Row)> {
    let of = |objects| below(view, objects, "FeedEntityId", entity?);
    let objects = view.schema.find("FeedAttachment");
    let rows = objects.and_then(of).unwrap_or_default();
    rows.into_iter().filter_map(move |row| Some((objects?, row)))
}

/// The living rows below a record by this lookup, in the order of their making.
pub(crate) fn below<'a>(view: View<'a>, object: &'a Object, lookup: &str, parent: Id) -> Option<Vec<&'a Row>> {
    let table = view.store.table(object.index);
    let slots = table.with(object.find(lookup)?, &Value::Id(parent));
    let rows = slots.into_iter().filter_map(|slot| table.at(slot));
    Some(rows.filter(|row| !view.is_deleted(object, row)).collect())
}

/// After a new record is stored.
pub(crate) fn after_create(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    match object.name.as_str() {
        "FeedComment" => {
            add_images(org, object, id, "CommentBody");
            count(org, context, id, "FeedItemId", "CommentCount", 1);
        }
        "FeedLike" => count(org, context, id, "FeedItemId", "LikeCount", 1),
        "FeedItem" => {
            add_images(org, object, id, "Body");
            attach_content(org, context, object, id)?;
        }
        "FeedAttachment" => mark_attached(org, object, id),
        "CaseComment" => tracking::case_comment(org, context, id)?,
        "EmailMessage" => tracking::email_message(org, context, id)?,
        _ => {}
    }
    Ok(())
}

/// The images of a body are attachments of its post or comment.
fn add_images(org: &mut Org, object: &Object, id: Id, field: &str) {
    let schema = org.schema();
    let view = org.view();
    let (Some(objects), Some(row)) = (schema.find("FeedAttachment"), view.store.table(object.index).row(id)) else {
        return;
    };
    let images: Vec<Id> = super::segments_of(object, row, field)
        .into_iter()
        .filter_map(|segment| match segment {
            Segment::Image(file, _) => Some(file),
            _ => None,
        })
        .collect();
    for file in images {
        let own = org.store.new_id(objects);
        let mut row = Row::empty(objects.fields.len());
        let values = [
            ("Id", Value::Id(own)),
            ("FeedEntityId", Value::Id(id)),
            ("Type", Value::text("InlineImage")),
            ("RecordId", Value::Id(file)),
            ("IsDeleted", Value::Bool(false)),
        ];
        for (name, value) in values {
            set(objects, &mut row, name, value);
        }
        org.store.insert(objects.index, row);
    }
}

/// The file of a post is shared with the record.
fn attach_content(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    let view = org.view();
    let Some(row) = view.store.table(object.index).row(id) else { return Ok(()) };
    let version = get(object, row, "RelatedRecordId").as_id().filter(|version| version.prefix() == *b"068");
    let (Some(version), Value::Id(parent)) = (version, get(object, row, "ParentId").clone()) else {
        return Ok(());
    };
    share(org, context, version, parent)?;
    let attachment =
        [("FeedEntityId", Value::Id(id)), ("Type", Value::text("Content")), ("RecordId", Value::Id(version))];
    org.insert_named(context, "FeedAttachment", &attachment).map(|_| ())
}

/// Links a version's document to a record, unless it is.
pub(crate) fn share(org: &mut Org, context: &Context, version: Id, parent: Id) -> Result<(), ApiError> {
    let view = org.view();
    let document =
        view.follow(&Value::Id(version)).map(|(versions, row)| get(versions, row, "ContentDocumentId").clone());
    let (Some(Value::Id(document)), Some(links)) = (document, view.schema.find("ContentDocumentLink")) else {
        return Ok(());
    };
    let linked = below(view, links, "ContentDocumentId", document).unwrap_or_default();
    if linked.into_iter().any(|row| *get(links, row, "LinkedEntityId") == Value::Id(parent)) {
        return Ok(());
    }
    let link = [
        ("LinkedEntityId", Value::Id(parent)),
        ("ContentDocumentId", Value::Id(document)),
        ("ShareType", Value::text("V")),
    ];
    org.insert_named(context, "ContentDocumentLink", &link).map(|_| ())
}

fn mark_attached(org: &mut Org, object: &Object, id: Id) {
    let schema = org.schema();
    let view = org.view();
    let Some(row) = view.store.table(object.index).row(id) else { return };
    let (kind, entity) = (get(object, row, "Type").display(), get(object, row, "FeedEntityId").as_id());
    let (Some(items), Some(entity)) = (schema.find("FeedItem"), entity) else { return };
    let table = view.store.table(items.index);
    let Some((slot, mut item)) = table.slot(entity).and_then(|slot| Some((slot, table.at(slot)?.clone()))) else {
        return;
    };
    let posted = POSTED.contains(&get(items, &item, "Type").display().as_str());
    let (flag, becomes) = match kind.as_str() {
        "Content" => ("HasContent", "ContentPost"),
        "Link" => ("HasLink", "LinkPost"),
        _ => return,
    };
    set(items, &mut item, flag, Value::Bool(true));
    if posted && get(items, &item, "Type").as_text() == Some("TextPost") {
        set(items, &mut item, "Type", Value::text(becomes));
    }
    org.store.replace(items.index, slot, item);
}

/// Counts something on the item that a new row is below; a comment is activity.
fn count(org: &mut Org, context: &Context, id: Id, lookup: &str, counter: &str, by: i64) {
    let view = org.view();
    let item = view.follow(&Value::Id(id)).and_then(|(object, row)| get(object, row, lookup).as_id());
    if let Some(item) = item {
        recount(org, context, item, counter, by);
    }
}

fn recount(org: &mut Org, context: &Context, item: Id, counter: &str, by: i64) {
    let schema = org.schema();
    let Some(items) = schema.find("FeedItem") else { return };
    let table = org.store.table(items.index);
    let Some((slot, mut row)) = table.slot(item).and_then(|slot| Some((slot, table.at(slot)?.clone()))) else {
        return;
    };
    let now = match get(items, &row, counter) {
        Value::Int(count) => count + by,
        _ => by,
    };
    set(items, &mut row, counter, Value::Int(now.max(0)));
    if counter == "CommentCount" && by > 0 {
        org.stamp(context, items, &mut row);
    }
    org.store.replace(items.index, slot, row);
}

/// Before a changed record is stored.
pub(crate) fn before_update(context: &Context, object: &Object, before: &Row, row: &mut Row) -> Result<(), ApiError> {
    let field = match object.name.as_str() {
        "FeedItem" => "Body",
        "FeedComment" => "CommentBody",
        _ => return Ok(()),
    };
    if get(object, before, field) == get(object, row, field) {
        return Ok(());
    }
    if get(object, row, field).is_null() && get(object, row, "RelatedRecordId").is_null() {
        return Err(draft::required_missing(&[field]));
    }
    check_body(object, row, field)?;
    if get(object, before, "Segments") == get(object, row, "Segments") {
        set(object, row, "Segments", Value::Null);
    }
    let revision = match get(object, row, "Revision") {
        Value::Int(revision) => revision + 1,
        _ => 2,
    };
    set(object, row, "Revision", Value::Int(revision));
    set(object, row, "LastEditById", Value::Id(context.user));
    set(object, row, "LastEditDate", Value::DateTime(context.now));
    Ok(())
}

/// After a changed record is stored.
pub(crate) fn after_update(
    org: &mut Org,
    context: &Context,
    object: &Object,
    before: &Row,
    id: Id,
) -> Result<(), ApiError> {
    match object.name.as_str() {
        "CaseComment" => tracking::case_comment_changed(org, context, object, before, id),
        _ => tracking::changed(org, context, object, before, id),
    }
}

/// Whoever wrote a post or comment may change it, and those who may change all data.
pub(crate) fn may_update(view: View<'_>, context: &Context, object: &Object, row: &Row) -> Result<(), ApiError> {
    let feed = matches!(object.name.as_str(), "FeedItem" | "FeedComment");
    let own = *get(object, row, "CreatedById") == Value::Id(context.user);
    if !feed || own || rights::modifies_all(view, context.user) { Ok(()) } else { Err(rights::insufficient()) }
}

/// Whoever wrote a post or comment may delete it, and those who may change all data; only these delete a tracked
/// change.
pub(crate) fn may_delete(view: View<'_>, context: &Context, object: &Object, row: &Row) -> Result<(), ApiError> {
    let feed = object.skips_bin() || object.name == "FeedLike";
    let tracked = get(object, row, "Type").as_text() == Some("TrackedChange");
    let own = *get(object, row, "CreatedById") == Value::Id(context.user);
    if !feed || own && !tracked || rights::modifies_all(view, context.user) {
        Ok(())
    } else {
        Err(rights::insufficient())
    }
}

/// After a record is deleted.
pub(crate) fn after_delete(org: &mut Org, context: &Context, object: &Object, row: &Row) {
    let counter = match object.name.as_str() {
        "FeedComment" => "CommentCount",
        "FeedLike" => "LikeCount",
        _ => return,
    };
    if let Some(item) = get(object, row, "FeedItemId").as_id() {
        recount(org, context, item, counter, -1);
    }
}
