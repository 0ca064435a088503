//! What follows from saving a version of a file: its facts, its document, its links.

use super::Org;
use super::automation::{get, named, set};
use super::draft;
use super::email;
use super::error::ApiError;
use super::id::Id;
use super::record::View;
use super::rights;
use super::schema::Object;
use super::store::Row;
use super::value::Value;
use super::write::Context;
use sha2::{Digest, Sha256};

/// Fills in what follows from a new version's content and name.
pub(crate) fn version_facts(object: &Object, row: &mut Row) -> Result<(), ApiError> {
    let missing: Vec<&str> =
        ["PathOnClient", "VersionData"].into_iter().filter(|name| get(object, row, name).is_null()).collect();
    if !missing.is_empty() {
        return Err(draft::required_missing(&missing));
    }
    let path = get(object, row, "PathOnClient").display();
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let (stem, extension) = file.rsplit_once('.').unwrap_or((&file, ""));
    let (size, digest) = match get(object, row, "VersionData") {
        Value::Bytes(bytes) => (bytes.len(), Sha256::digest(bytes)),
        _ => (0, Sha256::digest([])),
    };
    let checksum: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    if get(object, row, "Title").is_null() {
        set(object, row, "Title", Value::text(stem));
    }
    let kind = match extension.to_ascii_lowercase().as_str() {
        "" => "UNKNOWN".to_owned(),
        "jpeg" => "JPG".to_owned(),
        "docx" => "WORD_X".to_owned(),
        "xlsx" => "EXCEL_X".to_owned(),
        "pptx" => "POWER_POINT_X".to_owned(),
        "txt" => "TEXT".to_owned(),
        other => other.to_ascii_uppercase(),
    };
    set(object, row, "FileType", Value::text(kind));
    set(object, row, "ContentSize", Value::Int(i64::try_from(size).unwrap_or(i64::MAX)));
    set(object, row, "Checksum", Value::text(checksum));
    set(object, row, "IsLatest", Value::Bool(true));
    if get(object, row, "VersionNumber").is_null() {
        set(object, row, "VersionNumber", Value::text("1"));
    }
    Ok(())
}

/// Fills in what follows from an attachment's content.
pub(crate) fn attachment_facts(object: &Object, row: &mut Row) {
    let size = match get(object, row, "Body") {
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    };
    set(object, row, "BodyLength", Value::Int(i64::try_from(size).unwrap_or(i64::MAX)));
}

/// Whether a file may be linked: once to each record, and to a message only while it is a draft.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm>
pub(crate) fn may_link(view: View<'_>, object: &Object, row: &Row) -> Result<(), ApiError> {
    let (entity, document) = (get(object, row, "LinkedEntityId"), get(object, row, "ContentDocumentId"));
    let mut links = view.links(entity.as_id());
    if links.any(|(_, linked)| Some(linked) == document.as_id()) {
        let message = "Document with ID: {} is already linked with the entity with ID: {}";
        let shown = |value: &Value| value.as_id().map(|id| id.short().to_owned()).unwrap_or_default();
        let message = message.replacen("{}", &shown(document), 1).replacen("{}", &shown(entity), 1);
        return Err(ApiError::row("DUPLICATE_VALUE", message, &[]));
    }
    match view.follow(entity) {
        Some((target, message)) if target.name == "EmailMessage" && !email::is_open(target, message) => {
            Err(rights::insufficient())
        }
        _ => Ok(()),
    }
}

/// The first version of a file makes its document and links it to where it was published.
pub(crate) fn publish(org: &mut Org, context: &Context, object: &Object, id: Id) -> Result<(), ApiError> {
    let schema = org.schema();
    let (Some(documents), Some(links)) = (schema.find("ContentDocument"), schema.find("ContentDocumentLink")) else {
        return Ok(());
    };
    let table = org.store.table(object.index);
    let Some((slot, row)) = table.slot(id).and_then(|slot| Some((slot, table.at(slot)?))) else {
        return Ok(());
    };
    let mut row = row.clone();
    let facts = [
        ("Title", get(object, &row, "Title").clone()),
        ("LatestPublishedVersionId", Value::Id(id)),
        ("ContentSize", get(object, &row, "ContentSize").clone()),
        ("FileType", get(object, &row, "FileType").clone()),
        ("FileExtension", extension(org.view(), object, &row)),
        ("OwnerId", get(object, &row, "OwnerId").clone()),
    ];
    let location = get(object, &row, "FirstPublishLocationId").clone();
    if let Value::Id(existing) = *get(object, &row, "ContentDocumentId") {
        supersede(org, object, documents, existing, &mut row, &facts);
        org.store.replace(object.index, slot, row);
        return Ok(());
    }
    let document = org.insert(context, documents, named(documents, facts))?;
    set(object, &mut row, "ContentDocumentId", Value::Id(document));
    org.store.replace(object.index, slot, row);
    let owner = [
        ("LinkedEntityId", Value::Id(context.user)),
        ("ContentDocumentId", Value::Id(document)),
        ("ShareType", Value::text("I")),
    ];
    org.insert(context, links, named(links, owner))?;
    if !location.is_null() && location != Value::Id(context.user) {
        let link =
            [("LinkedEntityId", location), ("ContentDocumentId", Value::Id(document)), ("ShareType", Value::text("V"))];
        org.insert(context, links, named(links, link))?;
    }
    Ok(())
}

fn extension(view: View<'_>, object: &Object, row: &Row) -> Value {
    object.find("FileExtension").map_or(Value::Null, |field| view.value(object, row, field).into_owned())
}

fn supersede(
    org: &mut Org,
    versions: &Object,
    documents: &Object,
    document: Id,
    row: &mut Row,
    facts: &[(&str, Value)],
) {
    let table = org.store.table(versions.index);
    let lookup = versions.find("ContentDocumentId");
    let earlier = lookup.map(|lookup| table.with(lookup, &Value::Id(document))).unwrap_or_default();
    let number = earlier.len().max(1);
    let earlier: Vec<_> = earlier
        .into_iter()
        .filter_map(|slot| Some((slot, table.at(slot)?.clone())))
        .filter(|(_, other)| other.id() != row.id())
        .collect();
    for (slot, mut other) in earlier {
        set(versions, &mut other, "IsLatest", Value::Bool(false));
        org.store.replace(versions.index, slot, other);
    }
    set(versions, row, "VersionNumber", Value::text(number.to_string()));
    let table = org.store.table(documents.index);
    if let Some((slot, mut changed)) = table.slot(document).and_then(|slot| Some((slot, table.at(slot)?.clone()))) {
        for (name, value) in facts {
            set(documents, &mut changed, name, value.clone());
        }
        org.store.replace(documents.index, slot, changed);
    }
}
