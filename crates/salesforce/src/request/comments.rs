//! Comments of cases and ideas, and posts in feeds where they take the place of comments.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_casecomment.htm>

use std::collections::BTreeMap;

use weftline_wire::effect::{Effect, Method};
use weftline_wire::json;
use weftline_wire::salesforce::FieldValue;

use super::{COMPOSITE_MAX, Subrequest, composite, feed, refers, sending};
use crate::id::RecordId;
use crate::session::Session;
use crate::soql::{Condition, Direction, FieldPath, Literal, Name, Query, Select};

/// How many comments [`post_comments`] posts at most.
pub const COMMENTS_MAX: usize = COMPOSITE_MAX - 1;

const OBJECT: &str = "CaseComment";
const FIELDS: [&str; 5] = ["CommentBody", "IsPublished", "CreatedDate", "LastModifiedDate", "CreatedBy.Name"];

impl<'a> Subrequest<'a> {
    /// Writes a comment whose fields [`CommentsOf::fields`] gives, or several, all or none. Several count among the queries
    /// of a composite. Read by [`crate::reply::written_comments`].
    #[must_use]
    pub fn comments(of: &CommentsOf, comments: &'a [BTreeMap<String, FieldValue>]) -> Self {
        match comments {
            [comment] => Self::create(&of.name(), comment, false),
            several => Self::create_all(of.object_name(), several),
        }
    }
}

/// Comments of which objects are kept in step with those of issues.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommentsOf {
    /// `CaseComment`.
    Cases,
    /// `IdeaComment`, in orgs that have Ideas.
    /// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_ideacomment.htm>
    Ideas,
    /// Posts in the feed of an object that has no comments of its own (CMT-5).
    /// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_feeditem.htm>
    Feed {
        /// The object.
        object: Name,
        /// Whether posts say who sees them: only in orgs with Experience Cloud. Elsewhere nobody does but its own people.
        says_who: bool,
    },
}

impl CommentsOf {
    /// The posts of an object's feed.
    #[must_use]
    pub fn feed(object: &str) -> Option<Self> {
        Some(Self::Feed { object: Name::parse(object).ok()?, says_who: true })
    }

    /// The kind of an object's own comments; none where it has none.
    #[must_use]
    pub fn object(object: &str) -> Option<Self> {
        match object {
            "Case" => Some(Self::Cases),
            "Idea" => Some(Self::Ideas),
            _ => None,
        }
    }

    /// The object of the comments.
    #[must_use]
    pub fn name(&self) -> Name {
        name(self.object_name())
    }

    fn object_name(&self) -> &'static str {
        match self {
            Self::Cases => OBJECT,
            Self::Ideas => "IdeaComment",
            Self::Feed { .. } => "FeedItem",
        }
    }

    fn parent(&self) -> &'static str {
        match self {
            Self::Cases | Self::Feed { .. } => "ParentId",
            Self::Ideas => "IdeaId",
        }
    }

    /// The fields of a new comment. An idea's is seen by whoever sees the idea.
    #[must_use]
    pub fn fields(&self, record: &RecordId, text: &str, public: bool) -> BTreeMap<String, FieldValue> {
        let mut fields = self.changes(Some(text), Some(public));
        fields.insert(self.parent().to_owned(), FieldValue::Text(record.to_string()));
        fields
    }

    /// The fields of a comment that is changed.
    #[must_use]
    pub fn changes(&self, text: Option<&str>, public: Option<bool>) -> BTreeMap<String, FieldValue> {
        if let Self::Feed { says_who, .. } = self {
            return feed::changes(text, public.filter(|_| *says_who));
        }
        let mut fields = BTreeMap::new();
        if let Some(text) = text {
            fields.insert("CommentBody".to_owned(), FieldValue::Text(text.to_owned()));
        }
        if let (Self::Cases, Some(public)) = (self, public) {
            fields.insert("IsPublished".to_owned(), FieldValue::Boolean(public));
        }
        fields
    }

    fn select(&self) -> Select {
        let own: &[&'static str] = match self {
            Self::Cases => &["IsPublished"],
            Self::Ideas => &["Community.IsPublished", "IsHtml"],
            Self::Feed { object, .. } => return feed::written(&feed::feed_of(object)),
        };
        let fields = [self.parent(), "CommentBody", "CreatedDate", "SystemModstamp", "CreatedById", "CreatedBy.Name"];
        Select::from(&self.name()).fields(fields.iter().chain(own).map(|field| path(field)).collect::<Vec<_>>().iter())
    }

    fn below(&self, records: &[RecordId]) -> Condition {
        let ids: Vec<String> = records.iter().map(RecordId::to_string).collect();
        Condition::one_of(&path(self.parent()), &ids)
    }
}

/// Reads what was written, changed or deleted of these records' comments since then, and these ones, the oldest change
/// first: for [`Subrequest::query_all`]; posts of feeds, which have no recycle bin, with their answers. Read by
/// [`crate::reply::record_comments`], posts by [`crate::reply::feed_posts`].
#[must_use]
pub fn comments_changed(of: &CommentsOf, records: &[RecordId], since_ms: u64, also: &[RecordId], limit: u32) -> Query {
    if let CommentsOf::Feed { object, .. } = of {
        let posts = feed::posts(object, records).children(feed::answers());
        return feed::since(posts, since_ms, also).limit(limit).build();
    }
    let stamp = path("SystemModstamp");
    let mut which = vec![Condition::at_least(&stamp, &Literal::Instant(since_ms))];
    if !also.is_empty() {
        which.push(Condition::id_in(also));
    }
    let mut select = of.select().field(&path("IsDeleted")).only(of.below(records));
    if let Some(which) = Condition::any(which) {
        select = select.only(which);
    }
    select.order(&stamp, Direction::Ascending).order(&FieldPath::id(), Direction::Ascending).limit(limit).build()
}

/// Reads what this user has written on a record since then, deleted ones too, the oldest first: for [`super::query_all`].
/// Read by [`crate::reply::record_comments`], posts by [`crate::reply::feed_posts`].
#[must_use]
pub fn comments_written(of: &CommentsOf, record: &RecordId, author: RecordId, since_ms: u64, limit: u32) -> Query {
    let written = path("CreatedDate");
    let select = match of {
        CommentsOf::Feed { object, .. } => feed::posts(object, &[*record]),
        _ => of.select().field(&path("IsDeleted")).only(of.below(&[*record])),
    };
    let select = by(select, Some(author));
    let select = select.only(Condition::at_least(&written, &Literal::Instant(since_ms)));
    select.order(&written, Direction::Ascending).order(&FieldPath::id(), Direction::Ascending).limit(limit).build()
}

/// Reads these comments. Read by [`crate::reply::record_comments`], posts by [`crate::reply::feed_posts`].
#[must_use]
pub fn comments_of(of: &CommentsOf, record: &RecordId, ids: &[RecordId]) -> Query {
    match of {
        CommentsOf::Feed { object, says_who } => {
            let posts = feed::posts(object, &[*record]).only(Condition::id_in(ids));
            let posts = if *says_who { posts.field(&path("Visibility")) } else { posts };
            posts.limit(ids.len() as u32).build()
        }
        _ => of.select().only(Condition::id_in(ids)).build(),
    }
}

/// Reads which of these ideas are in a zone that customers see. Read by [`crate::reply::hidden_ideas`].
#[must_use]
pub fn idea_zones(ideas: &[RecordId]) -> Query {
    Select::from(&name("Idea")).field(&path("Community.IsPublished")).only(Condition::id_in(ideas)).build()
}

/// Writes comments on one record by a request of their own, all or none: for texts that a composite would take for
/// references. Read by [`crate::reply::posted_comments`].
#[must_use]
pub fn write_comments(
    session: &Session,
    of: &CommentsOf,
    record: &RecordId,
    texts: &[String],
    public: bool,
    timeout_ms: u32,
) -> Effect {
    let content = collection(of, record, texts, public);
    sending(session, Method::Post, "/composite/sobjects", &BTreeMap::new(), content, timeout_ms)
}

/// Whether a composite would take this text for a reference.
#[must_use]
pub fn is_reference(text: &str) -> bool {
    refers(&CommentsOf::Cases.changes(Some(text), None))
}

/// Reads comments of a case, the newest first; behind the one that was written then and has this id. Read by
/// [`crate::reply::comments`].
#[must_use]
pub fn comments(case: &RecordId, behind: Option<(u64, RecordId)>, limit: u32) -> Query {
    let earlier = behind.map(|(at_ms, id)| Condition::beyond(&path("CreatedDate"), at_ms, id));
    newest_first(earlier.into_iter().fold(of_case(case), Select::only), limit)
}

/// Reads what was written to a case since then, the oldest first; with an author only what that user wrote. Read by
/// [`crate::reply::comments`].
#[must_use]
pub fn comments_since(case: &RecordId, author: Option<RecordId>, since_ms: u64, limit: u32) -> Query {
    let written = path("CreatedDate");
    let select = by(of_case(case), author).only(Condition::at_least(&written, &Literal::Instant(since_ms)));
    select.order(&written, Direction::Ascending).order(&FieldPath::id(), Direction::Ascending).limit(limit).build()
}

/// Reads these comments of a case. Read by [`crate::reply::comments`].
#[must_use]
pub fn comments_by_id(case: &RecordId, ids: &[RecordId]) -> Query {
    newest_first(of_case(case).only(Condition::id_in(ids)), COMPOSITE_MAX as u32)
}

/// Posts comments to a case, all or none, and reads the newest ones of the author back, in one call. At most
/// [`COMMENTS_MAX`]. Whether customers see them is always said.
///
/// A text that holds `@{` would be taken as a reference in a composite: then the comments are posted as a collection,
/// which reads nothing back. Either reply is read by [`crate::reply::posted_comments`].
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_create.htm>
#[must_use]
pub fn post_comments(
    session: &Session,
    case: &RecordId,
    texts: &[String],
    public: bool,
    author: Option<RecordId>,
    timeout_ms: u32,
) -> Effect {
    if texts.iter().any(|text| text.contains("@{")) {
        let mut headers = BTreeMap::new();
        headers.insert("Sforce-Auto-Assign", "FALSE");
        let content = collection(&CommentsOf::Cases, case, texts, public);
        return sending(session, Method::Post, "/composite/sobjects", &headers, content, timeout_ms);
    }
    let mut comments = Vec::new();
    for text in texts {
        let mut fields = BTreeMap::new();
        fields.insert("ParentId".to_owned(), FieldValue::Text(case.to_string()));
        fields.insert("CommentBody".to_owned(), FieldValue::Text(text.clone()));
        fields.insert("IsPublished".to_owned(), FieldValue::Boolean(public));
        comments.push(fields);
    }
    // Others may write as the same user meanwhile.
    let read = newest_first(by(of_case(case), author), 2 * COMPOSITE_MAX as u32);
    let mut subrequests: Vec<Subrequest<'_>> =
        comments.iter().map(|fields| Subrequest::create(&name(OBJECT), fields, false)).collect();
    subrequests.push(Subrequest::query(&read));
    composite(session, &subrequests, true, timeout_ms)
}

fn of_case(case: &RecordId) -> Select {
    let fields = FIELDS.map(path);
    Select::from(&name(OBJECT)).fields(&fields).only(Condition::equals(&path("ParentId"), &Literal::Id(*case)))
}

fn by(select: Select, author: Option<RecordId>) -> Select {
    let condition = author.map(|author| Condition::equals(&path("CreatedById"), &Literal::Id(author)));
    condition.into_iter().fold(select, Select::only)
}

fn newest_first(select: Select, limit: u32) -> Query {
    let select = select.order(&path("CreatedDate"), Direction::Descending);
    select.order(&FieldPath::id(), Direction::Descending).limit(limit).build()
}

pub(super) fn name(text: &'static str) -> Name {
    Name::known(text)
}

pub(super) fn path(text: &'static str) -> FieldPath {
    FieldPath::known(text)
}

/// The comments as a collection, all or none.
fn collection(of: &CommentsOf, record: &RecordId, texts: &[String], public: bool) -> String {
    let mut content = String::from(r#"{"allOrNone":true,"records":["#);
    for (index, text) in texts.iter().enumerate() {
        content.push_str(if index == 0 { "" } else { "," });
        content.extend([r#"{"attributes":{"type":""#, of.name().as_str(), r#""}"#]);
        for (field, value) in of.fields(record, text, public) {
            content.extend([",", &json::to_string(&field), ":", &json::to_string(&value)]);
        }
        content.push('}');
    }
    content.push_str("]}");
    content
}
