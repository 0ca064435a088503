//! Files that are attached to issues.

use weftline_wire::decode_object;
use weftline_wire::effect::Header;

use super::Reply;
use super::known::Person;
use crate::error::JiraError;
use crate::time::instant_ms;

/// A file of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The id, digits.
    pub id: String,
    /// The name.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it was attached, in ms since 1970.
    pub created_ms: u64,
    /// Who attached it; empty for someone who is not known any more.
    pub author: String,
    /// The account of who attached it; empty for someone who is not known any more.
    pub author_id: String,
    /// What Jira takes it for, like `image/png`.
    pub kind: String,
}

/// Reads the files of an issue, in Jira's order.
///
/// # Errors
/// When the body is no issue with files.
pub fn attachments(reply: &Reply<'_>) -> Result<Vec<Attachment>, JiraError> {
    let issue: Issue = reply.json("an issue with its files")?;
    let attachment = |file: File| {
        let (author, author_id) =
            file.author.map_or_else(Default::default, |author| (author.display_name, author.account_id));
        let created_ms = instant_ms(&file.created).unwrap_or(0);
        let File { id, filename: name, size: bytes, mime_type: kind, .. } = file;
        Attachment { id, name, bytes, created_ms, author, author_id, kind }
    };
    Ok(issue.fields.attachment.into_iter().map(attachment).collect())
}

/// Reads how many bytes a file may have at most: none may be attached where it is none.
///
/// # Errors
/// When the body does not say.
pub fn upload_limit(reply: &Reply<'_>) -> Result<Option<u64>, JiraError> {
    let settings: Settings = reply.json("the settings of attachments")?;
    Ok(settings.enabled.then_some(settings.upload_limit))
}

/// How many bytes a file has as a whole, by the headers of a reply that has a range of it.
/// <https://www.rfc-editor.org/rfc/rfc9110#section-14.4>
#[must_use]
pub fn whole_length(headers: &[Header]) -> Option<u64> {
    let (_, range) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-range"))?;
    range.rsplit_once('/')?.1.trim().parse().ok()
}

struct Issue {
    fields: Fields,
}

struct Fields {
    attachment: Vec<File>,
}

struct File {
    id: String,
    filename: String,
    size: u64,
    created: String,
    mime_type: String,
    author: Option<Person>,
}

struct Settings {
    enabled: bool,
    upload_limit: u64,
}

decode_object! { ignore Issue { fields } }
decode_object! { ignore Fields { attachment: optional } }
decode_object! { ignore File { id, filename, size, created, mime_type: optional, author: optional } }
decode_object! { ignore Settings { enabled, upload_limit: optional } }
