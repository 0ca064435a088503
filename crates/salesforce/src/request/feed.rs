//! Posts in the feeds of records, and what people answer there.
//!
//! They are read from the feed of their object, `AccountFeed`: who may not view all data may not query `FeedItem` or
//! `FeedComment` itself, and from a feed at most a thousand posts at a time.
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_feed.htm>

use std::collections::BTreeMap;

use weftline_wire::salesforce::FieldValue;

use super::comments::{name, path};
use crate::id::RecordId;
use crate::soql::{Condition, Direction, FieldPath, Literal, Name, Query, Select};

/// What people write; everything else in a feed, like tracked changes, calls and the comments of cases, is something that
/// has happened.
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feeditem.htm>
const WRITTEN: [&str; 5] = ["TextPost", "AdvancedTextPost", "ContentPost", "LinkPost", "QuestionPost"];

/// Answers that are read of a post: the newest.
pub const ANSWERS_MAX: u32 = 100;

/// The feed of an object: `AccountFeed`, `Visit__Feed` for `Visit__c`.
#[must_use]
pub fn feed_of(object: &Name) -> Name {
    let text = match object.as_str().strip_suffix("__c") {
        Some(stem) => [stem, "__Feed"].concat(),
        None => [object.as_str(), "Feed"].concat(),
    };
    Name::parse(&text).unwrap_or_else(|_| object.clone())
}

/// When a post was written, edited, or answered last. `SystemModstamp` of feeds cannot be filtered by.
pub(super) fn stamp() -> FieldPath {
    path("LastModifiedDate")
}

/// What people have posted below these records, the text, and who wrote it when.
pub(super) fn posts(object: &Name, records: &[RecordId]) -> Select {
    let ids: Vec<String> = records.iter().map(RecordId::to_string).collect();
    let fields = [
        "ParentId",
        "Body",
        "IsRichText",
        "LinkUrl",
        "CreatedDate",
        "LastModifiedDate",
        "CreatedById",
        "CreatedBy.Name",
    ];
    written(&feed_of(object)).fields(&fields.map(path)).only(Condition::one_of(&path("ParentId"), &ids))
}

/// What people have posted in a feed, by their kinds.
pub(super) fn written(feed: &Name) -> Select {
    let kinds = WRITTEN.map(str::to_owned);
    Select::from(feed).only(Condition::one_of(&path("Type"), &kinds))
}

/// A post's answers.
pub(super) fn answers() -> Select {
    let fields = ["CommentBody", "IsRichText", "Status", "CreatedDate", "CreatedById", "CreatedBy.Name"].map(path);
    let select = Select::from(&name("FeedComments")).fields(&fields);
    let newest =
        select.order(&path("CreatedDate"), Direction::Descending).order(&FieldPath::id(), Direction::Descending);
    newest.limit(ANSWERS_MAX)
}

/// Reads which of the posts that [`super::comments_changed`] reads with the same arguments are seen by others than the
/// organization's own people. Orgs without Experience Cloud do not know the field; there nobody else sees any. Read by
/// [`crate::reply::shown_posts`].
#[must_use]
pub fn posts_shown(object: &Name, records: &[RecordId], since_ms: u64, also: &[RecordId], limit: u32) -> Query {
    let ids: Vec<String> = records.iter().map(RecordId::to_string).collect();
    let shown = Condition::equals(&path("Visibility"), &Literal::Text("AllUsers"));
    let select = written(&feed_of(object)).only(Condition::one_of(&path("ParentId"), &ids)).only(shown);
    since(select, since_ms, also).limit(limit).build()
}

/// Those that were written, edited or answered since then, and these, the oldest change first.
pub(super) fn since(select: Select, since_ms: u64, also: &[RecordId]) -> Select {
    let mut which = vec![Condition::at_least(&stamp(), &Literal::Instant(since_ms))];
    if !also.is_empty() {
        which.push(Condition::id_in(also));
    }
    let select = Condition::any(which).into_iter().fold(select, Select::only);
    select.order(&stamp(), Direction::Ascending).order(&FieldPath::id(), Direction::Ascending)
}

/// The fields of a post that is changed. Who sees it is said wherever the org has a word for it.
pub(super) fn changes(text: Option<&str>, public: Option<bool>) -> BTreeMap<String, FieldValue> {
    let mut fields = BTreeMap::new();
    if let Some(text) = text {
        fields.insert("Body".to_owned(), FieldValue::Text(text.to_owned()));
    }
    if let Some(public) = public {
        let who = if public { "AllUsers" } else { "InternalUsers" };
        fields.insert("Visibility".to_owned(), FieldValue::Text(who.to_owned()));
    }
    fields
}
