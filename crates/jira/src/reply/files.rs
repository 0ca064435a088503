//! Files and comments that were added to an issue.

use weftline_wire::decode_object;

use super::Reply;
use crate::error::JiraError;

/// Reads the id of a file that was uploaded for the service desk API.
///
/// # Errors
/// When the body names none.
pub fn temporary_file(reply: &Reply<'_>) -> Result<String, JiraError> {
    let uploaded: Uploaded = reply.json("an uploaded file")?;
    let file = uploaded.temporary_attachments.into_iter().next();
    file.map(|file| file.temporary_attachment_id).ok_or_else(|| JiraError::unreadable(reply.status, "an uploaded file"))
}

/// Reads the id of the file that was attached to an issue; none where the body does not say.
#[must_use]
pub fn attached(reply: &Reply<'_>) -> Option<String> {
    let files: Vec<Attached> = reply.json("attached files").ok()?;
    files.into_iter().next().map(|file| file.id)
}

/// Reads comments as wiki markup, in the order in which they came.
///
/// # Errors
/// When the body is no page of comments.
pub fn comments(reply: &Reply<'_>) -> Result<Vec<String>, JiraError> {
    let page: Comments = reply.json("a page of comments")?;
    Ok(page.comments.into_iter().map(|comment| comment.body).collect())
}

struct Uploaded {
    temporary_attachments: Vec<Temporary>,
}

struct Temporary {
    temporary_attachment_id: String,
}

struct Attached {
    id: String,
}

struct Comments {
    comments: Vec<Comment>,
}

struct Comment {
    body: String,
}

decode_object! { ignore Temporary { temporary_attachment_id } }
decode_object! { ignore Uploaded { temporary_attachments } }
decode_object! { ignore Attached { id } }
decode_object! { ignore Comment { body } }
decode_object! { ignore Comments { comments } }
