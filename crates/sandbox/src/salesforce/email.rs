//! What the org does about e-mails: which record they are about, and which files belong to them.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm>

use super::Org;
use super::automation::{get, named, set};
use super::draft;
use super::error::ApiError;
use super::id::Id;
use super::record::View;
use super::schema::Object;
use super::store::Row;
use super::value::Value;
use super::write::Context;

/// Before a message is stored: a message of a case names the case in both lookups.
pub(crate) fn before_save(view: View<'_>, context: &Context, object: &Object, row: &mut Row) -> Result<(), ApiError> {
    if get(object, row, "MessageDate").is_null() {
        set(object, row, "MessageDate", Value::DateTime(context.now));
    }
    let (parent, related) = (get(object, row, "ParentId").clone(), get(object, row, "RelatedToId").clone());
    match (&parent, &related) {
        (Value::Id(case), Value::Null) => set(object, row, "RelatedToId", Value::Id(*case)),
        (Value::Null, Value::Id(_)) if view.follow(&related).is_some_and(|(target, _)| target.name == "Case") => {
            set(object, row, "ParentId", related);
        }
        (Value::Id(case), Value::Id(other)) if case != other => {
            let message = "If the ParentId is set, the RelatedToId must be the same as the ParentId.";
            return Err(ApiError::row("FIELD_INTEGRITY_EXCEPTION", message, &["RelatedToId"]));
        }
        _ => {}
    }
    Ok(())
}

/// Whether files may be linked to a message: it is a draft, or being saved with a list of its files.
pub(crate) fn is_open(object: &Object, row: &Row) -> bool {
    get(object, row, "Status").as_text() == Some("5") || !get(object, row, "ContentDocumentIds").is_null()
}

/// After a message is stored: `ContentDocumentIds`, where it was given, says which files are linked to it from now on.
pub(crate) fn link_documents(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    let schema = org.schema();
    let Some(links) = schema.find("ContentDocumentLink") else { return Ok(()) };
    let Some((_, row)) = org.row_of(object, id) else { return Ok(()) };
    let Some(wanted) = draft::junction_ids(get(object, &row, "ContentDocumentIds")) else {
        return Ok(());
    };
    let present: Vec<(Id, Id)> = org.view().links(Some(id)).collect();
    for (link, _) in present.iter().filter(|(_, document)| !wanted.contains(document)) {
        org.delete(context, links, *link)?;
    }
    for document in wanted.into_iter().filter(|document| !present.iter().any(|(_, linked)| linked == document)) {
        let link = [
            ("LinkedEntityId", Value::Id(id)),
            ("ContentDocumentId", Value::Id(document)),
            ("ShareType", Value::text("V")),
        ];
        org.insert(context, links, named(links, link))?;
    }
    if let Some((slot, mut row)) = org.row_of(object, id) {
        set(object, &mut row, "ContentDocumentIds", Value::Null);
        org.store.replace(object.index, slot, row);
    }
    Ok(())
}

/// After a file was attached or linked: the message that it belongs to has an attachment.
pub(crate) fn attached(org: &mut Org, object: &Object, id: Id, lookup: &str) {
    let Some((_, row)) = org.row_of(object, id) else { return };
    let Some(message) = get(object, &row, lookup).as_id() else { return };
    let schema = org.schema();
    let Some(messages) = schema.by_prefix(message.prefix()).filter(|target| target.name == "EmailMessage") else {
        return;
    };
    if let Some((slot, mut row)) = org.row_of(messages, message) {
        set(messages, &mut row, "HasAttachment", Value::Bool(true));
        org.store.replace(messages.index, slot, row);
    }
}
