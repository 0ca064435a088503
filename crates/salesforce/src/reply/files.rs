//! Files of records.

use super::{NextPage, Reply, Scalar, composite, query_page, record};
use crate::error::SalesforceError;
use crate::id::RecordId;

/// A file of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFile {
    /// The record.
    pub record: RecordId,
    /// The document.
    pub document: RecordId,
    /// Its latest version; none where that was not asked for, or the user may not see it.
    pub version: Option<RecordId>,
    /// Its title, mostly without an ending.
    pub title: String,
    /// The ending of its name, without the point; empty where it has none.
    pub extension: String,
    /// What Salesforce takes it for, like `PDF`.
    pub kind: String,
    /// How many bytes it has.
    pub bytes: u32,
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// Its version.
    pub version: RecordId,
    /// Where it comes from, as the upload said.
    pub description: String,
    /// How many bytes it has.
    pub bytes: u32,
}

/// Reads links between records and files, and where the next page of them is.
///
/// # Errors
/// When the body is no page, or a link has no ends.
pub fn file_links(reply: &Reply<'_>) -> Result<(Vec<LinkedFile>, Option<NextPage>), SalesforceError> {
    let page = query_page(reply)?;
    let files = page.records.iter().map(|record| {
        let id = |path: &str| record.get(path).text().and_then(|text| RecordId::parse(text).ok());
        let text = |path: &str| record.get(path).text().unwrap_or_default().to_owned();
        Some(LinkedFile {
            record: id("LinkedEntityId")?,
            document: id("ContentDocumentId")?,
            version: id("ContentDocument.LatestPublishedVersionId"),
            title: text("ContentDocument.Title"),
            extension: text("ContentDocument.FileExtension"),
            kind: text("ContentDocument.FileType"),
            bytes: record.get("ContentDocument.ContentSize").whole().unwrap_or(0),
        })
    });
    let files: Option<Vec<LinkedFile>> = files.collect();
    let files = files.ok_or_else(|| SalesforceError::unreadable(reply.status, "a page of files"))?;
    Ok((files, page.next))
}

/// Reads uploaded files.
///
/// # Errors
/// When the body is no page, or a version has no id.
pub fn uploaded(reply: &Reply<'_>) -> Result<Vec<Uploaded>, SalesforceError> {
    let page = query_page(reply)?;
    let versions = page.records.iter().map(|record| {
        Some(Uploaded {
            version: record.id()?,
            description: record.get("Description").text().unwrap_or_default().to_owned(),
            bytes: record.get("ContentSize").whole().unwrap_or(0),
        })
    });
    let versions: Option<Vec<Uploaded>> = versions.collect();
    versions.ok_or_else(|| SalesforceError::unreadable(reply.status, "a page of uploaded files"))
}

/// Reads what came of linking a file. A file that is linked already is as good.
///
/// # Errors
/// Why it is not linked.
pub fn linked_file(reply: &Reply<'_>) -> Result<(), SalesforceError> {
    let parts = composite(reply)?;
    let (Some(document), Some(link)) = (parts.first(), parts.get(1)) else {
        return Err(SalesforceError::unreadable(reply.status, "a linked file"));
    };
    let document = match (document.read(), link.read()) {
        (Ok(document), _) => document,
        // What stopped the one tells more than that the other was not done.
        (Err(halted), Err(error)) if halted.code() == "PROCESSING_HALTED" => return Err(error),
        (Err(error), _) => return Err(error),
    };
    if record(&document)?.get("ContentDocumentId") == Scalar::Null {
        return Err(SalesforceError::unreadable(reply.status, "the document of a file"));
    }
    match link.read() {
        Ok(_) => Ok(()),
        Err(error) if error.code() == "DUPLICATE_VALUE" => Ok(()),
        Err(error) => Err(error),
    }
}
