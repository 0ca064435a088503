//! What has changed in an org since it was looked at.
//!
//! Only `SystemModstamp` is indexed and moves for automation too. It is of whole seconds, so that ties are normal, and it
//! is set before a transaction commits: what is committed late has an older one.
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/system_fields.htm>

use weftline_wire::effect::Effect;

use super::{feed, get, query_resource};
use crate::id::RecordId;
use crate::session::Session;
use crate::soql::{Condition, Direction, FieldPath, Literal, Name, Query, Select};

/// What changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedKind {
    /// Records, by their `SystemModstamp`.
    Records,
    /// What people have posted in a feed, by its `LastModifiedDate`: an answer moves it too.
    Posts,
}

/// Whose changes are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// The object.
    pub object: &'a Name,
    /// What they are.
    pub kind: ChangedKind,
    /// The lookup to what they belong to: of comments.
    pub parent: Option<&'static str>,
    /// Only those that belong to these, at most [`crate::soql::IDS_PER_QUERY`]: for objects that have to be asked so.
    pub within: Option<&'a [RecordId]>,
    /// Whether it has a recycle bin: then what was deleted is among them.
    pub has_bin: bool,
}

/// Where changes begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// With this instant, in ms since 1970.
    At(u64),
    /// Behind the change of this record at this instant.
    Behind(u64, RecordId),
}

/// Reads what has changed, been created or deleted, the oldest first: for [`query_all`] or
/// [`super::Subrequest::query_all`]. Read by [`crate::reply::changes`].
#[must_use]
pub fn changes(of: Changed<'_>, since: Since, limit: u32) -> Query {
    let (stamp, mut select) = match of.kind {
        ChangedKind::Records => {
            let stamp = FieldPath::known("SystemModstamp");
            (stamp.clone(), Select::from(of.object).field(&stamp).field(&FieldPath::known("LastModifiedById")))
        }
        ChangedKind::Posts => {
            let fields = ["CommentCount", "CreatedById"].map(FieldPath::known);
            (feed::stamp(), feed::written(of.object).field(&feed::stamp()).fields(&fields))
        }
    };
    if of.has_bin {
        select = select.field(&FieldPath::known("IsDeleted"));
    }
    if let Some(parent) = of.parent {
        let parent = FieldPath::known(parent);
        select = select.field(&parent);
        if let Some(within) = of.within {
            let ids: Vec<String> = within.iter().map(RecordId::to_string).collect();
            select = select.only(Condition::one_of(&parent, &ids));
        }
    }
    let select = match since {
        Since::At(at_ms) => select.only(Condition::at_least(&stamp, &Literal::Instant(at_ms))),
        Since::Behind(at_ms, id) => select.only(Condition::behind(&stamp, at_ms, id)),
    };
    select.order(&stamp, Direction::Ascending).order(&FieldPath::id(), Direction::Ascending).limit(limit).build()
}

/// Reads how these records stand, those that were deleted left out: at most [`crate::soql::IDS_PER_QUERY`]. Read by
/// [`crate::reply::changes`].
#[must_use]
pub fn stamps(object: &Name, ids: &[RecordId]) -> Query {
    let select = Select::from(object).field(&FieldPath::known("SystemModstamp"));
    select.only(Condition::id_in(ids)).build()
}

/// Runs a query that finds deleted and archived records too. Read by [`crate::reply::query_page`].
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_queryall.htm>
#[must_use]
pub fn query_all(session: &Session, query: &Query, timeout_ms: u32) -> Effect {
    get(session, &query_resource(query).replacen("/query?", "/queryAll?", 1), Vec::new(), timeout_ms)
}
