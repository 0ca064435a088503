//! Comments of issues, as they are kept in step.

use weftline_wire::decode_object;
use weftline_wire::json::{self, Json};

use super::Reply;
use crate::error::JiraError;
use crate::request::COPY_PROPERTY;
use crate::time::instant_ms;

/// A comment of an issue.
#[derive(Clone, Debug)]
pub struct Commented {
    /// Its id, digits.
    pub id: String,
    /// What it says, as an ADF document.
    pub body: Json,
    /// The account that wrote it; none where it is gone.
    pub author: Option<String>,
    /// What people call the author; empty where it is not shown.
    pub author_name: String,
    /// Whether an app wrote it.
    pub by_app: bool,
    /// When it was written, in ms since 1970.
    pub written_at_ms: u64,
    /// When it was changed last, in ms since 1970.
    pub changed_at_ms: u64,
    /// Whether customers of a service project see it; none where Jira does not say. In other projects it says nothing.
    pub public: Option<bool>,
    /// Whether only a role or a group sees it.
    pub restricted: bool,
    /// The record's comment of which it is the copy, as its property says.
    pub copy_of: Option<String>,
}

/// A page of comments.
#[derive(Clone, Debug)]
pub struct CommentPage {
    /// The comments, in the order in which they came.
    pub comments: Vec<Commented>,
    /// How many there are in all.
    pub total: u32,
}

/// Reads comments that were listed, or asked for by their ids.
///
/// # Errors
/// When the body is no page of comments.
pub fn issue_comments(reply: &Reply<'_>) -> Result<CommentPage, JiraError> {
    let page: Page = reply.json("a page of comments")?;
    let read = page.comments.into_iter().chain(page.values).map(Raw::read).collect::<Option<Vec<_>>>();
    let comments = read.ok_or_else(|| JiraError::unreadable(reply.status, "a page of comments"))?;
    Ok(CommentPage { comments, total: page.total })
}

/// Reads the id of a comment that was written.
///
/// # Errors
/// When the body names none.
pub fn written_comment(reply: &Reply<'_>) -> Result<String, JiraError> {
    let written: Written = reply.json("a comment")?;
    Ok(written.id)
}

impl Raw {
    fn read(self) -> Option<Commented> {
        let copy = self.properties.iter().find(|property| property.key == COPY_PROPERTY);
        let copy: Option<Copy> = copy.and_then(|property| json::from_str(property.value.as_ref()?.get()).ok());
        let author = self.author.unwrap_or_default();
        Some(Commented {
            id: self.id,
            body: self.body?,
            by_app: author.account_type.as_deref() == Some("app"),
            author: author.account_id,
            author_name: author.display_name.unwrap_or_default(),
            written_at_ms: instant_ms(&self.created)?,
            changed_at_ms: instant_ms(&self.updated)?,
            public: self.jsd_public,
            restricted: self.visibility.is_some(),
            copy_of: copy.and_then(|copy| copy.copy_of),
        })
    }
}

/// Listed comments are `comments`, those that were asked for `values`.
struct Page {
    comments: Vec<Raw>,
    values: Vec<Raw>,
    total: u32,
}

struct Raw {
    id: String,
    body: Option<Json>,
    author: Option<Author>,
    created: String,
    updated: String,
    jsd_public: Option<bool>,
    visibility: Option<Json>,
    properties: Vec<Property>,
}

#[derive(Default)]
struct Author {
    account_id: Option<String>,
    account_type: Option<String>,
    display_name: Option<String>,
}

struct Property {
    key: String,
    value: Option<Json>,
}

struct Copy {
    copy_of: Option<String>,
}

struct Written {
    id: String,
}

decode_object! { ignore Copy { copy_of } }
decode_object! { ignore Property { key, value } }
decode_object! { ignore Author { account_id, account_type, display_name } }
decode_object! { ignore Raw { id, body, author, created, updated, jsd_public, visibility, properties: optional } }
decode_object! { ignore Page { comments: optional, values: optional, total: optional } }
decode_object! { ignore Written { id } }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_tell_who_sees_them_and_what_they_copy() {
        let body = br#"{"startAt":0,"total":7,"comments":[
            {"id":"1","body":{"type":"doc"},"author":{"accountId":"5b","accountType":"app","displayName":"W"},
             "created":"2026-01-01T00:00:00.000+0000","updated":"2026-01-01T00:00:01.000+0000","jsdPublic":false,
             "properties":[{"key":"other","value":3},{"key":"weftline","value":{"copyOf":"00a1"}}]},
            {"id":"2","body":{},"created":"2026-01-01T00:00:00.000+0000","updated":"2026-01-01T00:00:00.000+0000",
             "visibility":{"type":"role","value":"Developers"},"properties":[{"key":"weftline","value":[1]}]}]}"#;
        let page = issue_comments(&Reply { status: 200, body }).unwrap();
        assert_eq!(page.total, 7);
        let [one, two] = page.comments.try_into().unwrap();
        assert_eq!((one.by_app, one.public, one.restricted), (true, Some(false), false));
        assert_eq!((one.copy_of.as_deref(), one.changed_at_ms - one.written_at_ms), (Some("00a1"), 1_000));
        assert_eq!((two.by_app, two.public, two.restricted, two.copy_of, two.author), (false, None, true, None, None));
        let listed = br#"{"values":[{"id":"3","body":{},"created":"x","updated":"y"}]}"#;
        assert!(issue_comments(&Reply { status: 200, body: listed }).is_err());
    }
}
