//! What the org does by itself when records are saved: statuses that close, comments that come into being with a case.

use super::Org;
use super::content;
use super::draft::Draft;
use super::email;
use super::error::ApiError;
use super::id::Id;
use super::permission;
use super::record::View;
use super::rights;
use super::schema::Object;
use super::store::Row;
use super::value::Value;
use super::write::Context;

/// How an auto-number field writes a number.
pub(crate) fn number_text(object: &Object, number: u64) -> String {
    match object.name.as_str() {
        "Case" | "Solution" => format!("{:08}", number + 1000),
        _ => format!(
            "{}-{number:05}",
            object.label.split(' ').filter_map(|word| word.chars().next()).collect::<String>()
        ),
    }
}

/// The number that such a text was made of.
pub(crate) fn number_of(object: &Object, text: &str) -> Option<u64> {
    match object.name.as_str() {
        "Case" | "Solution" => text.parse::<u64>().ok()?.checked_sub(1000),
        _ => text.rsplit('-').next()?.parse().ok(),
    }
}

/// Sets a field by its name, if the object has it.
pub(crate) fn set(object: &Object, row: &mut Row, name: &str, value: Value) {
    if let Some(field) = object.find(name) {
        row.set(field, value);
    }
}

/// A field's stored value by its name.
pub(crate) fn get<'a>(object: &Object, row: &'a Row, name: &str) -> &'a Value {
    object.find(name).map_or(Value::NULL, |field| row.get(field))
}

/// Before a new record is stored.
pub(crate) fn before_create(view: View<'_>, context: &Context, object: &Object, row: &mut Row) -> Result<(), ApiError> {
    match object.name.as_str() {
        "Case" => {
            if get(object, row, "AccountId").is_null() {
                let account = view
                    .follow(get(object, row, "ContactId"))
                    .map(|(contact, of)| get(contact, of, "AccountId").clone());
                set(object, row, "AccountId", account.unwrap_or(Value::Null));
            }
            close_case(context, object, row);
        }
        "IdeaComment" => {
            let idea = view.follow(get(object, row, "IdeaId"));
            let zone = idea.map(|(ideas, idea)| get(ideas, idea, "CommunityId").clone());
            set(object, row, "CommunityId", zone.unwrap_or_default());
        }
        "Opportunity" => close_opportunity(object, row, true),
        "Task" => close_task(view, context, object, row),
        "Group" if get(object, row, "DeveloperName").is_null() => {
            let name = get(object, row, "Name").display().replace(' ', "_");
            set(object, row, "DeveloperName", Value::text(name));
        }
        "User" => {
            for (field, default) in [
                ("TimeZoneSidKey", "GMT"),
                ("LocaleSidKey", "en_US"),
                ("EmailEncodingKey", "UTF-8"),
                ("LanguageLocaleKey", "en_US"),
            ] {
                if get(object, row, field).is_null() {
                    set(object, row, field, Value::text(default));
                }
            }
        }
        "EmailMessage" => email::before_save(view, context, object, row)?,
        "FieldPermissions" => rights::check_grant(view, object, row)?,
        "ObjectPermissions" => permission::check_object_grant(view, object, None, row)?,
        "PermissionSet" | "PermissionSetAssignment" => permission::check_set(view, object, None, row)?,
        "ContentVersion" => content::version_facts(object, row)?,
        "ContentDocumentLink" => content::may_link(view, object, row)?,
        "Attachment" => content::attachment_facts(object, row),
        _ => {}
    }
    Ok(())
}

/// Before a changed record is stored.
pub(crate) fn before_update(
    view: View<'_>,
    context: &Context,
    object: &Object,
    before: &Row,
    row: &mut Row,
) -> Result<(), ApiError> {
    match object.name.as_str() {
        "Case" => close_case(context, object, row),
        "Opportunity" => {
            let moved = get(object, before, "StageName") != get(object, row, "StageName");
            close_opportunity(
                object,
                row,
                moved && get(object, before, "Probability") == get(object, row, "Probability"),
            );
        }
        "Task" => close_task(view, context, object, row),
        "EmailMessage" => email::before_save(view, context, object, row)?,
        "Attachment" => content::attachment_facts(object, row),
        "ObjectPermissions" => permission::check_object_grant(view, object, before.id(), row)?,
        "PermissionSet" => permission::check_set(view, object, before.id(), row)?,
        _ => {}
    }
    Ok(())
}

fn closed(object: &Object, row: &Row, field: &str) -> bool {
    let Some(index) = object.find(field) else { return false };
    row.get(index).as_text().and_then(|text| object.field(index).pick(text)).is_some_and(|pick| pick.closed)
}

fn close_case(context: &Context, object: &Object, row: &mut Row) {
    let closed = closed(object, row, "Status");
    set(object, row, "IsClosed", Value::Bool(closed));
    let date = match (closed, get(object, row, "ClosedDate")) {
        (true, Value::Null) => Value::DateTime(context.now),
        (true, kept) => kept.clone(),
        (false, _) => Value::Null,
    };
    set(object, row, "ClosedDate", date);
}

/// A task is closed with its status, and belongs to the account of what or whom it is about.
fn close_task(view: View<'_>, context: &Context, object: &Object, row: &mut Row) {
    let closed = closed(object, row, "Status");
    set(object, row, "IsClosed", Value::Bool(closed));
    let high = get(object, row, "Priority").as_text() == Some("High");
    set(object, row, "IsHighPriority", Value::Bool(high));
    let date = match (closed, get(object, row, "CompletedDateTime")) {
        (true, Value::Null) => Value::DateTime(context.now),
        (true, kept) => kept.clone(),
        (false, _) => Value::Null,
    };
    set(object, row, "CompletedDateTime", date);
    let of = |lookup: &str| {
        let (target, row) = view.follow(get(object, row, lookup))?;
        let account = if target.name == "Account" { "Id" } else { "AccountId" };
        Some(get(target, row, account).clone()).filter(|account| !account.is_null())
    };
    let account = of("WhatId").or_else(|| of("WhoId")).unwrap_or_default();
    set(object, row, "AccountId", account);
}

fn close_opportunity(object: &Object, row: &mut Row, probability_follows: bool) {
    let stage = get(object, row, "StageName").display();
    set(object, row, "IsClosed", Value::Bool(closed(object, row, "StageName")));
    set(object, row, "IsWon", Value::Bool(stage == "Closed Won"));
    if probability_follows || get(object, row, "Probability").is_null() {
        let probability = match stage.as_str() {
            "Qualification" => 10.0,
            "Needs Analysis" => 20.0,
            "Value Proposition" => 50.0,
            "Id. Decision Makers" => 60.0,
            "Perception Analysis" => 70.0,
            "Proposal/Price Quote" => 75.0,
            "Negotiation/Review" => 90.0,
            "Closed Won" => 100.0,
            "Closed Lost" => 0.0,
            _ => 10.0,
        };
        set(object, row, "Probability", Value::Double(probability));
    }
    let amount = get(object, row, "Amount").as_number();
    let expected =
        amount.zip(get(object, row, "Probability").as_number()).map(|(amount, share)| amount * share / 100.0);
    set(object, row, "ExpectedRevenue", expected.map_or(Value::Null, Value::Double));
}

/// After a new record is stored.
pub(crate) fn after_create(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    match object.name.as_str() {
        "Case" => internal_comment(org, context, object, id),
        "ContentVersion" => content::publish(org, context, object, id),
        "ContentDocumentLink" => {
            email::attached(org, object, id, "LinkedEntityId");
            Ok(())
        }
        "Attachment" => {
            email::attached(org, object, id, "ParentId");
            Ok(())
        }
        "EmailMessage" => email::link_documents(org, context, object, id),
        "IdeaComment" => {
            newest_comment(org, context, object, id);
            Ok(())
        }
        "FieldPermissions" | "PermissionSetAssignment" => {
            org.permissions_changed(context.now);
            Ok(())
        }
        "User" => {
            org.assign_profile(context, id);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// After a changed record is stored.
pub(crate) fn after_update(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    match object.name.as_str() {
        "FieldPermissions" => {
            org.permissions_changed(context.now);
            Ok(())
        }
        "Case" => internal_comment(org, context, object, id),
        "EmailMessage" => email::link_documents(org, context, object, id),
        _ => Ok(()),
    }
}

/// An idea knows its newest comment.
fn newest_comment(org: &mut Org, context: &Context, object: &Object, id: Id) {
    let schema = org.schema();
    let idea = org.row_of(object, id).and_then(|(_, row)| get(object, &row, "IdeaId").as_id());
    let Some((ideas, idea)) = schema.find("Idea").zip(idea) else { return };
    if let Some((slot, mut row)) = org.row_of(ideas, idea) {
        set(ideas, &mut row, "LastCommentId", Value::Id(id));
        set(ideas, &mut row, "LastCommentDate", Value::DateTime(context.stamped));
        org.store.replace(ideas.index, slot, row);
    }
}

/// What is written into `Case.Comments` becomes an internal comment, and the field is empty again.
fn internal_comment(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    let table = org.store.table(object.index);
    let Some((slot, row)) = table.slot(id).and_then(|slot| Some((slot, table.at(slot)?))) else {
        return Ok(());
    };
    let text = get(object, row, "Comments").clone();
    if text.is_null() {
        return Ok(());
    }
    let mut row = row.clone();
    set(object, &mut row, "Comments", Value::Null);
    org.store.replace(object.index, slot, row);
    let schema = org.schema();
    let Some(comments) = schema.find("CaseComment") else {
        return Ok(());
    };
    let draft = [("ParentId", Value::Id(id)), ("CommentBody", text)];
    org.insert(context, comments, named(comments, draft)).map(|_| ())
}

/// The values of these fields, for a new record.
pub(crate) fn named<const N: usize>(object: &Object, values: [(&str, Value); N]) -> Draft {
    values.into_iter().filter_map(|(name, value)| Some((object.find(name)?, value))).collect()
}
