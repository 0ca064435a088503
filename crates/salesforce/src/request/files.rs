//! Files of records: documents with versions, and the links between documents and records.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentversion.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentdocumentlink.htm>

use std::collections::BTreeMap;

use weftline_wire::effect::{Body, Effect, Method};
use weftline_wire::json;
use weftline_wire::salesforce::FieldValue;

use super::{Subrequest, composite, standard_headers, versioned};
use crate::id::RecordId;
use crate::session::Session;
use crate::soql::{Condition, Direction, FieldPath, Literal, Name, Query, Select};

/// The most characters of a file's title that are taken: with the ending it stays under those of a title, 255.
const TITLE_MAX: usize = 200;

/// A file that is to be uploaded.
#[derive(Clone, Copy, Debug)]
pub struct NewFile<'a> {
    /// Its name with its ending: the title, and what Salesforce tells its kind from.
    pub name: &'a str,
    /// Where it comes from. An upload whose answer was lost is found by it.
    pub description: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// A file's title, and its path, from which Salesforce tells its kind.
fn titled(name: &str) -> (String, String) {
    let name = name.replace(['/', '\\'], "_");
    let (stem, ending) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).unwrap_or((&name, ""));
    let title: String = stem.chars().take(TITLE_MAX).collect();
    let ending: String = ending.chars().take(40).collect();
    let path = if ending.is_empty() { title.clone() } else { [&title, ".", &ending].concat() };
    (title, path)
}

/// Reads the files of records, at most [`crate::soql::IDS_PER_QUERY`] of them: Salesforce insists on naming them. Read by
/// [`crate::reply::file_links`].
#[must_use]
pub fn files_of(records: &[RecordId]) -> Query {
    let ids: Vec<String> = records.iter().map(RecordId::to_string).collect();
    let mut select = Select::from(&Name::known("ContentDocumentLink"));
    for path in [
        "ContentDocumentId",
        "LinkedEntityId",
        "ContentDocument.LatestPublishedVersionId",
        "ContentDocument.Title",
        "ContentDocument.FileExtension",
        "ContentDocument.FileType",
        "ContentDocument.ContentSize",
    ] {
        select = select.field(&FieldPath::known(path));
    }
    select.only(Condition::one_of(&FieldPath::known("LinkedEntityId"), &ids)).build()
}

/// Looks for the records that have one of these documents, at most [`crate::soql::IDS_PER_QUERY`]. Read by
/// [`crate::reply::file_links`].
#[must_use]
pub fn files_linked(documents: &[RecordId]) -> Query {
    let ids: Vec<String> = documents.iter().map(RecordId::to_string).collect();
    let select = Select::from(&Name::known("ContentDocumentLink"))
        .field(&FieldPath::known("ContentDocumentId"))
        .field(&FieldPath::known("LinkedEntityId"));
    select.only(Condition::one_of(&FieldPath::known("ContentDocumentId"), &ids)).build()
}

/// Reads which document a version is of: its `ContentDocumentId`.
#[must_use]
pub fn document_of(version: &RecordId) -> Query {
    let select = Select::from(&Name::known("ContentVersion")).field(&FieldPath::known("ContentDocumentId"));
    select.only(Condition::id_in(&[*version])).build()
}

/// Looks for a file that this user has uploaded under this name since then, in ms since 1970. Read by
/// [`crate::reply::uploaded`].
#[must_use]
pub fn uploaded(user: &RecordId, name: &str, since_ms: u64) -> Query {
    let select = Select::from(&Name::known("ContentVersion"))
        .field(&FieldPath::known("ContentDocumentId"))
        .field(&FieldPath::known("ContentSize"))
        .field(&FieldPath::known("Description"));
    let only = [
        Condition::equals(&FieldPath::known("CreatedById"), &Literal::Text(user.as_str())),
        Condition::equals(&FieldPath::known("Title"), &Literal::Text(&titled(name).0)),
        Condition::at_least(&FieldPath::known("CreatedDate"), &Literal::Instant(since_ms)),
    ];
    let select = only.into_iter().fold(select, Select::only);
    select.order(&FieldPath::known("CreatedDate"), Direction::Ascending).build()
}

/// Uploads a file, which belongs to its owner alone until it is linked: a link made by the upload itself would show it to
/// customers too. Read by [`crate::reply::created`].
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_insert_update_blob.htm>
#[must_use]
pub fn insert_file(session: &Session, file: &NewFile<'_>, timeout_ms: u32) -> Effect {
    let boundary = boundary(file.bytes);
    let (title, path) = titled(file.name);
    let fields = [
        "{\"Title\":",
        &json::to_string(&title),
        ",\"PathOnClient\":",
        &json::to_string(&path),
        ",\"Description\":",
        &json::to_string(&file.description),
        "}",
    ]
    .concat();
    let quoted = path.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut body = [
        "--",
        &boundary,
        "\r\nContent-Disposition: form-data; name=\"entity_content\"\r\nContent-Type: application/json\r\n\r\n",
        &fields,
        "\r\n--",
        &boundary,
        "\r\nContent-Disposition: form-data; name=\"VersionData\"; filename=\"",
        &quoted,
        "\"\r\nContent-Type: application/octet-stream\r\n\r\n",
    ]
    .concat()
    .into_bytes();
    body.extend_from_slice(file.bytes);
    body.extend_from_slice(["\r\n--", &boundary, "--\r\n"].concat().as_bytes());
    let kind = ["multipart/form-data; boundary=\"", &boundary, "\""].concat();
    let mut headers = vec![("Content-Type".to_owned(), kind)];
    headers.extend(standard_headers(session));
    let url = [session.address.as_str(), &versioned(&session.api_version, "/sobjects/ContentVersion")].concat();
    Effect::Salesforce {
        method: Method::Post,
        url,
        headers,
        body: Body::Bytes(body.into()),
        timeout_ms,
        reply_bytes_max: None,
    }
}

/// Links an uploaded file to a record, so that only the org's own people see it there. One call, which also asks for the
/// document. May be repeated: what is linked already is refused. Read by [`crate::reply::linked_file`].
#[must_use]
pub fn link_file(session: &Session, version: &RecordId, record: &RecordId, timeout_ms: u32) -> Effect {
    let text = |value: &str| FieldValue::Text(value.to_owned());
    let fields = BTreeMap::from([
        ("ContentDocumentId".to_owned(), text("@{r0.ContentDocumentId}")),
        ("LinkedEntityId".to_owned(), text(record.as_str())),
        ("ShareType".to_owned(), text("V")),
        ("Visibility".to_owned(), text("InternalUsers")),
    ]);
    let document = [Name::known("ContentDocumentId")];
    let link = Name::known("ContentDocumentLink");
    let parts = [
        Subrequest::retrieve(&Name::known("ContentVersion"), version, &document),
        Subrequest::create(&link, &fields, false),
    ];
    composite(session, &parts, false, timeout_ms)
}

/// A line that is not in the content.
fn boundary(bytes: &[u8]) -> String {
    let mut number = 0_u32;
    loop {
        let boundary = ["weftline-", &number.to_string(), "-boundary"].concat();
        if !bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes()) {
            return boundary;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_1_a_title_has_no_ending_and_a_path_has() {
        let both = |name| titled(name);
        assert_eq!(both("report.final.pdf"), ("report.final".to_owned(), "report.final.pdf".to_owned()));
        assert_eq!(both("README"), ("README".to_owned(), "README".to_owned()));
        assert_eq!(both(".profile"), (".profile".to_owned(), ".profile".to_owned()));
        assert_eq!(both("a/b.txt"), ("a_b".to_owned(), "a_b.txt".to_owned()));
    }

    #[test]
    fn file_1_a_boundary_is_not_in_the_content() {
        let bytes = b"--weftline-0-boundary--";
        assert_eq!(boundary(bytes), "weftline-1-boundary");
    }
}
