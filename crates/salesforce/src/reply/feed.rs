//! Posts in the feeds of records, and what people answer there.

use super::{Record, RecordCommented, Reply, Scalar, query_page};
use crate::error::SalesforceError;
use crate::id::RecordId;
use crate::request::ANSWERS_MAX;
use crate::time;

/// A page of posts, with their answers behind each of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedPosts {
    /// Posts and answers: the posts in the page's order, the answers of each with the oldest first.
    pub comments: Vec<RecordCommented>,
    /// How many of them are posts.
    pub posts: usize,
    /// Posts that have more answers than were read: only the newest are there.
    pub cut: Vec<RecordId>,
    /// Whether Salesforce has kept back more of what was asked for.
    pub more: bool,
}

/// Reads a page of posts.
///
/// # Errors
/// When the body is no such page.
pub fn feed_posts(reply: &Reply<'_>) -> Result<FeedPosts, SalesforceError> {
    let page = query_page(reply)?;
    let mut read = FeedPosts { more: page.next.is_some(), ..FeedPosts::default() };
    for record in &page.records {
        read.take(record).ok_or_else(|| SalesforceError::unreadable(reply.status, "a page of a feed"))?;
    }
    Ok(read)
}

/// Reads which posts others than the organization's own people see.
///
/// # Errors
/// When the body is no page of them.
pub fn shown_posts(reply: &Reply<'_>) -> Result<Vec<RecordId>, SalesforceError> {
    Ok(query_page(reply)?.records.iter().filter_map(Record::id).collect())
}

impl FeedPosts {
    fn take(&mut self, record: &Record<'_>) -> Option<()> {
        let body = record.get("Body").text().unwrap_or_default();
        let html = is(record, "IsRichText");
        let mut text = body.to_owned();
        // Of a link that is posted the text is optional.
        if let Some(link) = record.get("LinkUrl").text() {
            text = match (html, text.is_empty()) {
                (_, true) => link.to_owned(),
                (true, false) => [&text, "<p>", link, "</p>"].concat(),
                (false, false) => [&text, "\n", link].concat(),
            };
        }
        let post = RecordCommented {
            id: record.id()?,
            record: RecordId::parse(record.get("ParentId").text()?).ok()?,
            text,
            html,
            public: record.get("Visibility").text().map(|who| who == "AllUsers"),
            deleted: false,
            author: record.get("CreatedById").text().unwrap_or_default().to_owned(),
            author_name: record.get("CreatedBy.Name").text().unwrap_or_default().to_owned(),
            written_at_ms: time::instant(record.get("CreatedDate").text()?)?,
            stamp_ms: time::instant(record.get("LastModifiedDate").text()?)?,
            answers: None,
        };
        let mut answers = Vec::new();
        let mut count = 0;
        for answer in record.parts("FeedComments.records") {
            count += 1;
            answers.extend(answered(answer, &post)?);
        }
        if count >= ANSWERS_MAX || record.get("FeedComments.done") == Scalar::Boolean(false) {
            self.cut.push(post.id);
        }
        answers.reverse();
        self.posts += 1;
        self.comments.push(post);
        self.comments.append(&mut answers);
        Some(())
    }
}

/// Reads an answer; `Some(None)` for one that waits for a moderator: nobody sees it yet.
fn answered(answer: &Record<'_>, post: &RecordCommented) -> Option<Option<RecordCommented>> {
    if answer.get("Status").text().is_some_and(|status| status != "Published") {
        return Some(None);
    }
    Some(Some(RecordCommented {
        id: answer.id()?,
        text: answer.get("CommentBody").text().unwrap_or_default().to_owned(),
        html: is(answer, "IsRichText"),
        author: answer.get("CreatedById").text().unwrap_or_default().to_owned(),
        author_name: answer.get("CreatedBy.Name").text().unwrap_or_default().to_owned(),
        written_at_ms: time::instant(answer.get("CreatedDate").text()?)?,
        answers: Some(post.id),
        ..post.clone()
    }))
}

fn is(record: &Record<'_>, field: &str) -> bool {
    record.get(field) == Scalar::Boolean(true)
}
