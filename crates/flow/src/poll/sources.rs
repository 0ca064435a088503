//! What is looked at in an org: an object's records, or the comments of records. Each has a watermark of its own.

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::Change;
use weftline_salesforce::request::{Changed, ChangedKind, CommentsOf, Since, changes, feed_of};
use weftline_salesforce::soql::{IDS_PER_QUERY, Name, Query};
use weftline_wire::document::{Parked, PollDocument, Watermark};

use super::{HORIZON_MS, OVERLAP_MS};
use crate::carried::Carried;
use crate::engine::World;
use crate::failure::Failure;
use crate::queries::name;
use crate::store::{self, Among, Entity, key};

/// The key prefix of ideas.
/// <https://help.salesforce.com/s/articleView?id=000385203&type=1>
const IDEAS: &str = "087";

/// The watermark of new files of records.
pub(crate) const FILES: &str = "ContentVersion";

/// Ideas whose comments are looked at.
const IDEAS_MAX: usize = 5 * IDS_PER_QUERY;

/// Posts of a feed that a query gives at most, to those who may not view all data.
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_feed.htm>
const POSTS_MAX: u32 = 1_000;

/// Keys of a query's page.
const PAGE: u32 = 100;

/// One of them.
pub(crate) struct Source {
    /// Its watermark's name.
    pub(crate) key: String,
    object: Name,
    kind: ChangedKind,
    /// The lookup to what its records belong to; none where they are linked themselves.
    pub(crate) parent: Option<&'static str>,
    /// What they have to belong to, where Salesforce insists on it.
    within: Option<Vec<RecordId>>,
    /// Whether it has a recycle bin; taken for granted until Salesforce says no.
    pub(crate) has_bin: bool,
    pub(crate) mark: Watermark,
    /// Where a first look begins; none for just before now.
    from_ms: Option<u64>,
    /// How far the look has come.
    pub(crate) state: State,
}

/// How far a look at a source has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    /// There may be more.
    Open,
    /// All of it is looked at.
    Through,
    /// Salesforce does not let it be looked at.
    Failed(Failure),
}

/// What is looked at for these objects, and for what is carried besides.
pub(crate) async fn of(
    world: &World,
    connection: &str,
    objects: &[String],
    carried: &Carried,
    document: Option<&PollDocument>,
) -> Result<Vec<Source>, Failure> {
    let mut sources = Vec::new();
    let source = |key: String, object: Name, parent, within| {
        let mark = document.and_then(|document| document.objects.get(&key)).cloned().unwrap_or_default();
        let kind = ChangedKind::Records;
        Source { key, object, kind, parent, within, has_bin: true, mark, from_ms: None, state: State::Open }
    };
    // What was added since the look before it was switched on goes, however long ago that look is.
    let from_ms = document.and_then(|document| document.objects.values().map(|mark| mark.upto_ms).max());
    for object in objects {
        sources.push(source(object.clone(), name(object)?, None, None));
        match CommentsOf::object(object) {
            Some(of @ CommentsOf::Cases) => {
                sources.push(source(of.name().to_string(), of.name(), Some("ParentId"), None));
            }
            Some(of @ CommentsOf::Ideas) => {
                let ideas = linked(world, &key::record(connection, IDEAS)).await?;
                for (at, part) in ideas.chunks(IDS_PER_QUERY).enumerate() {
                    let key = if at == 0 {
                        of.name().to_string()
                    } else {
                        [of.name().as_str(), ":", &at.to_string()].concat()
                    };
                    sources.push(source(key, of.name(), Some("IdeaId"), Some(part.to_vec())));
                }
            }
            _ if carried.feeds_to_jira.contains(object) => {
                // What is deleted from feeds has no bin; it is found where it is looked for.
                let feed = feed_of(&name(object)?);
                let posts = source(feed.to_string(), feed, Some("ParentId"), None);
                sources.push(Source { has_bin: false, from_ms, kind: ChangedKind::Posts, ..posts });
            }
            _ => {}
        }
    }
    if carried.files_to_jira {
        // A file moves no stamp of the record that it is linked to; what is deleted of files is not followed.
        let versions = source(FILES.to_owned(), name(FILES)?, Some("ContentDocumentId"), None);
        sources.push(Source { has_bin: false, from_ms, ..versions });
    }
    Ok(sources)
}

/// Linked records whose keys begin so.
async fn linked(world: &World, prefix: &str) -> Result<Vec<RecordId>, Failure> {
    let mut ids = Vec::new();
    let mut cursor = None;
    loop {
        let (items, after) = store::query_from(world, Entity::Record, Among::Prefix(prefix), cursor, PAGE).await?;
        ids.extend(items.iter().filter_map(|item| RecordId::parse(item.key.rsplit(':').next()?).ok()));
        cursor = after;
        if cursor.is_none() || ids.len() >= IDEAS_MAX {
            return Ok(ids);
        }
    }
}

impl Source {
    /// Where a first look begins: should it fail, the next one begins there too.
    pub(crate) fn begin(&mut self, now_ms: u64) -> bool {
        let is_first = self.mark == Watermark::default();
        if is_first {
            let just_now_ms = now_ms.saturating_sub(OVERLAP_MS);
            self.mark.upto_ms = self.from_ms.map_or(just_now_ms, |from_ms| from_ms.min(just_now_ms));
        }
        is_first
    }

    /// How many of a page's records it can be asked for.
    pub(crate) fn limit(&self, limit: u32) -> u32 {
        match self.kind {
            ChangedKind::Records => limit,
            ChangedKind::Posts => limit.min(POSTS_MAX),
        }
    }

    /// What is asked now: what was parked goes on, everything else begins so long before the watermark.
    pub(crate) fn query(&self, limit: u32) -> Query {
        let since = match &self.mark.parked {
            Some(parked) => match RecordId::parse(&parked.id) {
                Ok(id) => Since::Behind(parked.stamp_ms, id),
                Err(_) => Since::At(parked.stamp_ms),
            },
            None => Since::At(self.mark.upto_ms.saturating_sub(OVERLAP_MS)),
        };
        let of = Changed {
            object: &self.object,
            kind: self.kind,
            parent: self.parent,
            within: self.within.as_deref(),
            has_bin: self.has_bin,
        };
        changes(of, since, limit)
    }

    /// Up to when this look goes, when the server answered at that time.
    pub(crate) fn horizon(&self, at_ms: u64) -> u64 {
        let horizon = at_ms.saturating_sub(HORIZON_MS);
        self.mark.parked.as_ref().map_or(horizon, |parked| parked.horizon_ms)
    }

    /// Which of a page's changes belong to this look, and where the watermark is when they are in the ledger. A look is
    /// through when its horizon is passed, or when there was room for more and no more was kept back.
    pub(crate) fn take(&self, (page, more): (Vec<Change>, bool), at_ms: u64, limit: u32) -> (Vec<Change>, Watermark) {
        let horizon_ms = self.horizon(at_ms);
        let is_full = more || page.len() >= limit as usize;
        let asked = page.len();
        let taken: Vec<Change> = page.into_iter().take_while(|change| change.stamp_ms < horizon_ms).collect();
        let mark = match taken.last() {
            Some(last) if is_full && taken.len() == asked => {
                let parked = Parked { horizon_ms, stamp_ms: last.stamp_ms, id: last.id.to_string() };
                Watermark { upto_ms: self.mark.upto_ms, parked: Some(parked) }
            }
            _ => Watermark { upto_ms: self.mark.upto_ms.max(horizon_ms), parked: None },
        };
        (taken, mark)
    }
}

/// Whether a watermark is further than another.
pub(crate) fn is_ahead(one: &Watermark, other: &Watermark) -> bool {
    let place = |mark: &Watermark| mark.parked.as_ref().map(|parked| (parked.stamp_ms, parked.id.clone()));
    match one.upto_ms.cmp(&other.upto_ms) {
        std::cmp::Ordering::Equal => place(one) > place(other),
        order => order.is_gt(),
    }
}
