//! What a record's feed tells by itself: tracked changes, comments of a case, e-mail messages.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feedtrackedchange.htm>

use super::super::Org;
use super::super::automation::{get, named};
use super::super::error::ApiError;
use super::super::id::Id;
use super::super::record::View;
use super::super::schema::Object;
use super::super::schema::field::Kind;
use super::super::store::Row;
use super::super::value::Value;
use super::super::write::Context;
use serde_json::json;

/// The fields known to be tracked in new orgs. No list of them was found that could be read: which fields an org tracks
/// is its own affair (`trackedFields`), and nothing may depend on these.
const TRACKED: &[(&str, &[&str])] = &[
    ("Account", &["Name", "OwnerId"]),
    ("Case", &["OwnerId", "Priority", "Status"]),
    ("Contact", &["AccountId", "FirstName", "LastName", "OwnerId"]),
    ("Lead", &["FirstName", "LastName", "OwnerId", "Status"]),
    ("Opportunity", &["Amount", "CloseDate", "Name", "OwnerId", "StageName"]),
];

/// How long a value may be to be told.
const VALUE_MAX: usize = 255;

/// Tells the changes of tracked fields: one item for all that a transaction changed.
pub(crate) fn changed(org: &mut Org, context: &Context, object: &Object, before: &Row, id: Id) -> Result<(), ApiError> {
    let told = org.options().settings.tracked_fields.get(&object.name);
    let default = || TRACKED.iter().find(|(name, _)| *name == object.name).map(|(_, fields)| fields.to_vec());
    let Some(fields) = told.map(|own| own.iter().map(String::as_str).collect()).or_else(default) else {
        return Ok(());
    };
    let view = org.view();
    let Some(row) = view.store.table(object.index).row(id).filter(|_| object.has_feed()) else {
        return Ok(());
    };
    let mut changes = Vec::new();
    for (index, field) in object.indexed() {
        let wanted = fields.iter().any(|name| name.eq_ignore_ascii_case(&field.name));
        if wanted && before.get(index) != row.get(index) {
            let name = format!(
                "{}.{}",
                object.name,
                field.name.strip_suffix("Id").filter(|_| field.kind == Kind::Reference).unwrap_or(&field.name)
            );
            changes.push((name, shown(view, before.get(index)), shown(view, row.get(index))));
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    let item = make(org, context, id, "TrackedChange", None, Value::Null, "change", "InternalUsers")?;
    let schema = org.schema();
    let Some(tracked) = schema.find("FeedTrackedChange") else { return Ok(()) };
    for (name, old, new) in changes {
        let values =
            [("FeedItemId", Value::Id(item)), ("FieldName", Value::text(name)), ("OldValue", old), ("NewValue", new)];
        org.insert(context, tracked, named(tracked, values))?;
    }
    Ok(())
}

/// A value as a feed tells it: of a reference the name; nothing of what is too long.
fn shown(view: View<'_>, value: &Value) -> Value {
    let text = match value {
        Value::Null => return Value::Null,
        Value::Id(id) => super::segment::name_of(view, *id),
        other => other.display(),
    };
    if text.chars().count() > VALUE_MAX { Value::Null } else { Value::text(text) }
}

#[allow(clippy::too_many_arguments, reason = "an item is made of these")]
fn make(
    org: &mut Org,
    context: &Context,
    parent: Id,
    kind: &str,
    related: Option<Id>,
    body: Value,
    event: &str,
    visibility: &str,
) -> Result<Id, ApiError> {
    let values = [
        ("ParentId", Value::Id(parent)),
        ("Type", Value::text(kind)),
        ("RelatedRecordId", related.map_or(Value::Null, Value::Id)),
        ("Body", body),
        ("Visibility", Value::text(visibility)),
        ("Segments", Value::Compound(json!({ "event": event }).to_string().into_boxed_str())),
    ];
    org.insert_named(context, "FeedItem", &values)
}

/// A new comment of a case stands in the case's feed.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_case_comment_capability.htm>
pub(crate) fn case_comment(org: &mut Org, context: &Context, id: Id) -> Result<(), ApiError> {
    comment_event(org, context, id, "NewPublished", "NewInternal")
}

/// A comment that is published or withdrawn is told again.
pub(crate) fn case_comment_changed(
    org: &mut Org,
    context: &Context,
    object: &Object,
    before: &Row,
    id: Id,
) -> Result<(), ApiError> {
    let now = org.view().store.table(object.index).row(id).map(|row| get(object, row, "IsPublished").is_true());
    if now.is_none_or(|now| now == get(object, before, "IsPublished").is_true()) {
        return Ok(());
    }
    // The vendor's own spelling.
    comment_event(org, context, id, "PublishExisting", "UnpublishExsiting")
}

fn comment_event(org: &mut Org, context: &Context, id: Id, public: &str, internal: &str) -> Result<(), ApiError> {
    let view = org.view();
    let Some((comments, row)) = view.follow(&Value::Id(id)) else { return Ok(()) };
    let published = get(comments, row, "IsPublished").is_true();
    let body = get(comments, row, "CommentBody").clone();
    let parent = get(comments, row, "ParentId");
    let feed =
        view.follow(parent).is_some_and(|(object, _)| object.has_feed()) && view.schema.find("FeedItem").is_some();
    let Some(parent) = parent.as_id().filter(|_| feed) else { return Ok(()) };
    let (event, visibility) = if published { (public, "AllUsers") } else { (internal, "InternalUsers") };
    make(org, context, parent, "CaseCommentPost", Some(id), body, event, visibility).map(|_| ())
}

/// A message that was sent or received stands in the case's feed.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_email_message_capability.htm>
pub(crate) fn email_message(org: &mut Org, context: &Context, id: Id) -> Result<(), ApiError> {
    let view = org.view();
    let Some((messages, row)) = view.follow(&Value::Id(id)) else { return Ok(()) };
    let parent = get(messages, row, "ParentId");
    let feed =
        view.follow(parent).is_some_and(|(object, _)| object.has_feed()) && view.schema.find("FeedItem").is_some();
    let draft = get(messages, row, "Status").as_text() == Some("5");
    let Some(parent) = parent.as_id().filter(|_| feed && !draft) else { return Ok(()) };
    let visibility = if get(messages, row, "IsExternallyVisible").is_true() { "AllUsers" } else { "InternalUsers" };
    make(org, context, parent, "EmailMessageEvent", Some(id), Value::Null, "message", visibility).map(|_| ())
}
