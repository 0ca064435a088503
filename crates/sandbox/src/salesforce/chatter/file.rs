//! Files as the Connect REST API knows them: their facts and their content.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_files_information.htm>

use super::super::Org;
use super::super::automation::get;
use super::super::call::{Call, Reply};
use super::super::error::ApiError;
use super::super::id::Id;
use super::super::record::View;
use super::super::schema::Object;
use super::super::store::Row;
use super::super::value::Value;
use super::super::write::Context;
use super::Place;
use super::people;
use super::rules::below;
use super::time::instant;
use serde_json::{Value as Json, json};

/// The newest version of a document, with its object.
pub(crate) fn latest<'a>(view: View<'a>, document: Id) -> Option<(&'a Object, &'a Row)> {
    let (documents, row) = view.follow(&Value::Id(document)).filter(|(object, _)| object.name == "ContentDocument")?;
    view.follow(get(documents, row, "LatestPublishedVersionId"))
}

/// The part of a version's name after the last dot.
pub(crate) fn extension(view: View<'_>, versions: &Object, row: &Row) -> Option<String> {
    let field = versions.find("FileExtension")?;
    view.value(versions, row, field).as_text().map(str::to_owned)
}

/// The type of content that a file of this extension has.
fn mime(extension: Option<&str>) -> &'static str {
    match extension.unwrap_or_default().to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "txt" | "log" => "text/plain",
        "csv" => "text/csv",
        "html" => "text/html",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

/// Whether a document is an image.
pub(crate) fn is_image(view: View<'_>, document: Id) -> bool {
    latest(view, document)
        .is_some_and(|(versions, row)| mime(extension(view, versions, row).as_deref()).starts_with("image/"))
}

/// A file attached to a post or comment.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_content.htm>
pub(crate) fn content(place: &Place<'_>, version: Id) -> Option<Json> {
    let (versions, row) =
        place.view.follow(&Value::Id(version)).filter(|(object, _)| object.name == "ContentVersion")?;
    let document = get(versions, row, "ContentDocumentId").as_id()?;
    let extension = extension(place.view, versions, row);
    let url = place.url_of("connect", &format!("files/{document}"));
    let rendition = |kind: &str| format!("{url}/rendition?type={kind}&versionId={version}");
    let thumbnails = if mime(extension.as_deref()).starts_with("image/") { "Success" } else { "Na" };
    Some(json!({
        "checksum": get(versions, row, "Checksum").as_text(),
        "contentHubRepository": null,
        "contentUrl": null,
        "description": get(versions, row, "Description").as_text(),
        "downloadUrl": format!("{url}/content?versionId={version}"),
        "externalDocumentUrl": null,
        "fileExtension": extension,
        "fileSize": get(versions, row, "ContentSize").display(),
        "fileType": get(versions, row, "FileType").as_text(),
        "hasPdfPreview": false,
        "id": document.to_string(),
        "imageDetails": null,
        "isInMyFileSync": false,
        "mimeType": mime(extension.as_deref()),
        "renditionUrl": rendition("THUMB120BY90"),
        "renditionUrl240By180": rendition("THUMB240BY180"),
        "renditionUrl720By480": rendition("THUMB720BY480"),
        "sharingOption": "Allowed",
        "textPreview": null,
        "thumb120By90RenditionStatus": thumbnails,
        "thumb240By180RenditionStatus": thumbnails,
        "thumb720By480RenditionStatus": thumbnails,
        "title": get(versions, row, "Title").as_text(),
        "versionId": version.to_string(),
    }))
}

/// The files that are linked to a record, as an e-mail message lists them.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_email_attachment.htm>
pub(crate) fn linked(place: &Place<'_>, record: Id) -> Vec<Json> {
    let Some(links) = place.view.schema.find("ContentDocumentLink") else { return Vec::new() };
    let rows = below(place.view, links, "LinkedEntityId", record).unwrap_or_default();
    let versions = rows.into_iter().filter_map(|row| latest(place.view, get(links, row, "ContentDocumentId").as_id()?));
    versions
        .filter_map(|(versions, row)| {
            let file = content(place, row.id()?)?;
            let document = get(versions, row, "ContentDocumentId").as_id()?;
            Some(json!({
                "attachment": summary(place, document),
                "contentType": file.get("mimeType"),
                "fileName": get(versions, row, "PathOnClient").as_text(),
            }))
        })
        .collect()
}

/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_file_preview_collection.htm>
pub(crate) fn thumbnails(place: &Place<'_>, document: Id) -> Json {
    let url = place.url_of("connect", &format!("files/{document}/previews"));
    json!({ "fileId": document.to_string(), "previews": [], "url": url })
}

/// A file's facts.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_file_detail.htm>
pub(crate) fn summary(place: &Place<'_>, document: Id) -> Option<Json> {
    let (versions, row) = latest(place.view, document)?;
    let version = row.id()?;
    let extension = extension(place.view, versions, row);
    let url = place.url_of("connect", &format!("files/{document}"));
    let size = match get(versions, row, "ContentSize") {
        Value::Int(size) => *size,
        _ => 0,
    };
    let at = |name: &str| get(versions, row, name).as_seconds().map(instant);
    let owner = get(versions, row, "OwnerId").as_id();
    Some(json!({
        "checksum": get(versions, row, "Checksum").as_text(),
        "contentHubRepository": null,
        "contentModifiedDate": at("CreatedDate"),
        "contentSize": size,
        "contentUrl": null,
        "createdDate": at("CreatedDate"),
        "description": get(versions, row, "Description").as_text(),
        "downloadUrl": format!("{url}/content?versionId={version}"),
        "externalDocumentUrl": null,
        "fileAsset": null,
        "fileExtension": extension,
        "fileType": get(versions, row, "FileType").as_text(),
        "id": document.to_string(),
        "imageDetails": null,
        "isFileAsset": false,
        "isInMyFileSync": false,
        "isMajorVersion": true,
        "mimeType": mime(extension.as_deref()),
        "modifiedDate": at("LastModifiedDate"),
        "motif": people::motif("ContentDocument"),
        "mySubscription": null,
        "name": get(versions, row, "Title").as_text(),
        "origin": "Chatter",
        "owner": owner.map(|owner| people::summary(place, owner)),
        "pageCount": null,
        "publishStatus": "PublicStatus",
        "sharingOption": "Allowed",
        "sharingPrivacy": "None",
        "sharingRole": "WorkspaceManaged",
        "systemModstamp": at("SystemModstamp"),
        "title": get(versions, row, "Title").as_text(),
        "type": "File",
        "url": url,
        "versionNumber": get(versions, row, "VersionNumber").as_text(),
    }))
}

impl Org {
    /// `/connect/files/{id}` and `/connect/files/{id}/content`
    ///
    /// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_resources_files_content.htm>
    pub(super) fn file(
        &self,
        context: &Context,
        call: &Call<'_>,
        id: &str,
        rest: &[&str],
    ) -> Result<Option<Reply>, ApiError> {
        if call.method != "GET" {
            return Err(ApiError::method(&call.method, "HEAD,GET"));
        }
        let place = Place::of(self, context, call);
        let id = Id::parse(id).ok_or_else(ApiError::not_found)?;
        let view = self.view();
        let living = view.follow(&Value::Id(id)).filter(|(object, row)| !view.is_deleted(object, row));
        let document = match living {
            Some((object, _)) if object.name == "ContentDocument" => Some(id),
            Some((object, row)) if object.name == "ContentVersion" => get(object, row, "ContentDocumentId").as_id(),
            _ => None,
        };
        let document = document.ok_or_else(ApiError::not_found)?;
        match rest {
            [] => Ok(Some(Reply::json(200, &summary(&place, document).ok_or_else(ApiError::not_found)?))),
            ["content"] => {
                let wanted = call.parameter("versionId").and_then(Id::parse);
                let version = match wanted {
                    Some(version) => view.follow(&Value::Id(version)).filter(|(object, row)| {
                        object.name == "ContentVersion" && *get(object, row, "ContentDocumentId") == Value::Id(document)
                    }),
                    None => latest(view, document),
                };
                let (versions, row) = version.ok_or_else(ApiError::not_found)?;
                let Value::Bytes(bytes) = get(versions, row, "VersionData") else {
                    return Err(ApiError::not_found());
                };
                let kind = mime(extension(view, versions, row).as_deref());
                let name = get(versions, row, "PathOnClient").display().replace(['"', '\r', '\n', '\\'], "_");
                let reply = Reply { status: 200, headers: Vec::new(), body: bytes.to_vec(), kind };
                Ok(Some(reply.with("Content-Disposition", format!("attachment; filename=\"{name}\""))))
            }
            _ => Ok(None),
        }
    }
}
