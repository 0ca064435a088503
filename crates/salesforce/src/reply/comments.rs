//! Comments of cases.

use super::{QueryPage, Record, Reply, Scalar, composite, query_page};
use crate::error::SalesforceError;
use crate::id::RecordId;
use crate::time;

/// A comment of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseComment {
    /// Its id.
    pub id: RecordId,
    /// What it says.
    pub text: String,
    /// Whether customers see it. Unknown counts as not.
    pub public: bool,
    /// The name of who wrote it; empty when it is not shown.
    pub author: String,
    /// When it was written, in ms since 1970.
    pub written_at_ms: u64,
    /// When it was changed last, in ms since 1970.
    pub changed_at_ms: u64,
}

/// Reads comments in their order.
///
/// # Errors
/// When the body is no page of them.
pub fn comments(reply: &Reply<'_>) -> Result<Vec<CaseComment>, SalesforceError> {
    let page: QueryPage<'_> = query_page(reply)?;
    let read: Option<Vec<CaseComment>> = page.records.iter().map(comment).collect();
    read.ok_or_else(|| SalesforceError::unreadable(reply.status, "a page of comments"))
}

fn comment(record: &Record<'_>) -> Option<CaseComment> {
    let text = |path| record.get(path).text().unwrap_or_default();
    let written_at_ms = time::instant(text("CreatedDate"))?;
    Some(CaseComment {
        id: record.id()?,
        text: text("CommentBody").to_owned(),
        public: record.get("IsPublished") == Scalar::Boolean(true),
        author: text("CreatedBy.Name").to_owned(),
        written_at_ms,
        changed_at_ms: time::instant(text("LastModifiedDate")).unwrap_or(written_at_ms),
    })
}

/// A comment of a record, as it is kept in step with one of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordCommented {
    /// Its id.
    pub id: RecordId,
    /// The record.
    pub record: RecordId,
    /// What it says.
    pub text: String,
    /// Whether that is HTML.
    pub html: bool,
    /// Whether customers see it; none where Salesforce does not say.
    pub public: Option<bool>,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Who wrote it; empty when it is not shown.
    pub author: String,
    /// The author's name.
    pub author_name: String,
    /// When it was written, in ms since 1970.
    pub written_at_ms: u64,
    /// Its `SystemModstamp`, in ms since 1970; of posts and what answers them the post's `LastModifiedDate`.
    pub stamp_ms: u64,
    /// The post that it answers, in a feed.
    pub answers: Option<RecordId>,
}

/// Reads comments of cases or ideas in their order.
///
/// # Errors
/// When the body is no page of them.
pub fn record_comments(reply: &Reply<'_>) -> Result<Vec<RecordCommented>, SalesforceError> {
    let page: QueryPage<'_> = query_page(reply)?;
    let read: Option<Vec<RecordCommented>> = page.records.iter().map(commented).collect();
    read.ok_or_else(|| SalesforceError::unreadable(reply.status, "a page of comments"))
}

fn commented(record: &Record<'_>) -> Option<RecordCommented> {
    let text = |path| record.get(path).text().unwrap_or_default();
    let flag = |path| match record.get(path) {
        Scalar::Boolean(flag) => Some(flag),
        _ => None,
    };
    let parent = record.get("ParentId").text().or_else(|| record.get("IdeaId").text());
    Some(RecordCommented {
        id: record.id()?,
        record: RecordId::parse(parent?).ok()?,
        text: text("CommentBody").to_owned(),
        html: flag("IsHtml") == Some(true),
        public: flag("IsPublished").or_else(|| flag("Community.IsPublished")),
        deleted: flag("IsDeleted") == Some(true),
        author: text("CreatedById").to_owned(),
        author_name: text("CreatedBy.Name").to_owned(),
        written_at_ms: time::instant(text("CreatedDate"))?,
        stamp_ms: time::instant(text("SystemModstamp"))?,
        answers: None,
    })
}

/// Reads which ideas are in a zone that customers do not see, for sure: what is written there stays inside.
///
/// # Errors
/// When the body is no page of ideas.
pub fn hidden_ideas(reply: &Reply<'_>) -> Result<Vec<RecordId>, SalesforceError> {
    let page: QueryPage<'_> = query_page(reply)?;
    let hidden = page.records.iter().filter(|idea| idea.get("Community.IsPublished") == Scalar::Boolean(false));
    Ok(hidden.filter_map(Record::id).collect())
}

/// What was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedComments {
    /// The ids of the comments in the order in which they were posted.
    pub ids: Vec<RecordId>,
    /// Comments that were read with them, these among them; empty when none were.
    pub read: Vec<CaseComment>,
}

/// Reads what came of [`crate::request::post_comments`].
///
/// # Errors
/// When nothing was posted: all of them are, or none. Unreadable when that cannot be told.
pub fn posted_comments(reply: &Reply<'_>, count: usize) -> Result<PostedComments, SalesforceError> {
    let unreadable = || SalesforceError::unreadable(reply.status, "what came of comments");
    if let Some(rows) = super::object_or_list(reply.body).filter(|body| body.parts("").next().is_some()) {
        let mut ids = Vec::new();
        for row in rows.parts("") {
            match RecordId::parse(row.get("id").text().unwrap_or_default()) {
                Ok(id) if row.get("success") == Scalar::Boolean(true) => ids.push(id),
                _ => {
                    return Err(first_of(rows.parts("").filter_map(SalesforceError::of_row)).unwrap_or_else(unreadable));
                }
            }
        }
        return if ids.len() == count { Ok(PostedComments { ids, read: Vec::new() }) } else { Err(unreadable()) };
    }
    let parts = composite(reply)?;
    if let Some(error) = first_of(parts.iter().filter_map(|part| part.read().err())) {
        return Err(error);
    }
    let created = parts.iter().take(count).map(|part| super::created(&part.read()?));
    let ids = created.collect::<Result<Vec<_>, _>>()?;
    let read = parts.get(count).ok_or_else(unreadable)?;
    if ids.len() != count {
        return Err(unreadable());
    }
    Ok(PostedComments { ids, read: comments(&read.read()?)? })
}

/// Reads the ids of what [`crate::request::Subrequest::comments`] wrote.
///
/// # Errors
/// When nothing was written, for the reason that Salesforce gives.
pub fn written_comments(reply: &Reply<'_>, count: usize) -> Result<Vec<RecordId>, SalesforceError> {
    if count == 1 { super::created(reply).map(|id| vec![id]) } else { Ok(posted_comments(reply, count)?.ids) }
}

/// The error that the others follow from: what was undone for it says so.
fn first_of(errors: impl IntoIterator<Item = SalesforceError>) -> Option<SalesforceError> {
    let undone =
        |error: &SalesforceError| matches!(error.code(), "PROCESSING_HALTED" | "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    let mut first = None;
    for error in errors {
        if first.as_ref().is_none_or(undone) {
            first = Some(error);
        }
    }
    first
}
