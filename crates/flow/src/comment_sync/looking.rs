//! What is asked of an org about the comments of its records. It can travel with other questions.

use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, RecordCommented, SubReply};
use weftline_salesforce::request::{self, COMPOSITE_QUERIES_MAX, CommentsOf, Subrequest, composite};
use weftline_salesforce::soql::Query;
use weftline_wire::decision::Cause;
use weftline_wire::document::{PairDocument, PairState, Versioned};
use weftline_wire::plan::Way;

use super::Commenting;
use super::pairs::original;
use crate::engine::World;
use crate::failure::Failure;
use crate::org::Org;
use crate::sorted;
use crate::store::{self, Among, Entity};

/// How much earlier than what was seen last one looks: stamps are given before a transaction is through.
pub(super) const OVERLAP_MS: u64 = 10 * 60 * 1_000;

/// Changed comments of records that one query gives.
pub(super) const CHANGED_MAX: u32 = 500;

/// Records, and comments, that a query names one by one: its address has to stay below 16,384 bytes.
const IDS_MAX: usize = 300;
const NAMED_MAX: usize = 200;

/// Keys of a query's page, and how many pages are read.
const PAGE: u32 = 100;
const PAGES_MAX: u32 = 10;

/// What has everything that was copied looked for: whether it is there.
const THOROUGH: [Cause; 3] = [Cause::SyncNow, Cause::Reconciled, Cause::Retried];

/// What is asked, and what came of it.
pub(crate) struct Looking {
    /// Each query, with the comments that it asks for; none asks which ideas customers see.
    queries: Vec<(Option<CommentsOf>, Query)>,
    /// Copies and originals that have to be there still, where nobody may have told that they are not.
    pub(super) expected: Vec<PairDocument>,
    /// Those of them that were asked for by name.
    named: Vec<RecordId>,
    came: Option<Result<Found, Failure>>,
}

/// What was found.
#[derive(Clone, Default)]
pub(super) struct Found {
    /// Comments of the records, the oldest change first, deleted ones too.
    pub(super) comments: Vec<RecordCommented>,
    /// Ideas of which customers see nothing.
    pub(super) hidden_ideas: Vec<RecordId>,
}

impl Looking {
    /// What is to be asked; nothing where nothing was heard of comments.
    pub(crate) async fn of(world: &World, commenting: &Commenting<'_>) -> Result<Self, Failure> {
        let mut looking = Self { queries: Vec::new(), expected: Vec::new(), named: Vec::new(), came: None };
        let Some(seen) = commenting.start().filter(|_| commenting.is_heard()) else { return Ok(looking) };
        let is_thorough =
            !commenting.released.is_empty() || commenting.causes.iter().any(|cause| THOROUGH.contains(cause));
        if commenting.finds_deletions && is_thorough {
            looking.expected = expected(world, commenting).await?;
        }
        let since_ms = seen.salesforce_ms.saturating_sub(OVERLAP_MS);
        let asked = commenting.pushed.iter().filter(|pushed| pushed.way == Way::ToJira);
        let pushed: Vec<RecordId> = asked.filter_map(|pushed| RecordId::parse(&pushed.comment_id).ok()).collect();
        for of in [CommentsOf::Cases, CommentsOf::Ideas] {
            let ids = ids_of(commenting, of);
            if !commenting.looks() || ids.is_empty() {
                continue;
            }
            let is_its = |pair: &&PairDocument| ids.iter().any(|id| id.as_str() == pair.record_id);
            let of_pairs = looking.expected.iter().filter(is_its).flat_map(|pair| &pair.record_comments);
            let named: Vec<RecordId> = of_pairs.filter_map(|id| RecordId::parse(id).ok()).take(NAMED_MAX).collect();
            let also: Vec<RecordId> = pushed.iter().chain(&named).copied().collect();
            for part in ids.chunks(IDS_MAX) {
                looking.queries.push((Some(of), request::comments_changed(of, part, since_ms, &also, CHANGED_MAX)));
            }
            looking.named.extend(named);
        }
        for part in ids_of(commenting, CommentsOf::Ideas).chunks(IDS_MAX) {
            looking.queries.push((None, request::idea_zones(part)));
        }
        Ok(looking)
    }

    /// The requests, unless they were answered.
    pub(crate) fn requests(&self) -> Vec<Subrequest<'static>> {
        match self.came {
            Some(_) => Vec::new(),
            None => self.queries.iter().map(|(_, query)| Subrequest::query_all(query)).collect(),
        }
    }

    /// Takes the answers to all of the requests.
    pub(crate) fn take(&mut self, replies: &[SubReply<'_>]) {
        let mut found = Found::default();
        let mut pages = Pages::default();
        self.came = Some(pages.add(&mut found, &self.queries, replies).map(|()| self.close(found, &pages)));
    }

    /// What follows from all answers together.
    fn close(&self, mut found: Found, pages: &Pages) -> Found {
        // What changed later than the last one of a full page is for the next look, of other records too.
        found.comments.retain(|comment| comment.stamp_ms <= pages.upto_ms);
        // What is not even in the recycle bin was deleted for good.
        for pair in &self.expected {
            let Some(record) = RecordId::parse(&pair.record_id).ok() else { continue };
            let of = if record.prefix() == IDEAS { CommentsOf::Ideas } else { CommentsOf::Cases };
            for id in pair.record_comments.iter().filter_map(|id| RecordId::parse(id).ok()) {
                let is_known = found.comments.iter().any(|comment| comment.id == id);
                if !pages.cut.contains(&of) && self.named.contains(&id) && !is_known {
                    found.comments.push(gone(id, record));
                }
            }
        }
        let texts: Vec<String> =
            found.comments.iter().map(|comment| format!("{:015} {}", comment.stamp_ms, comment.id.as_str())).collect();
        found.comments = sorted::by(std::mem::take(&mut found.comments), texts);
        found
    }

    /// What was found: asked for by a call of its own, where it did not travel with others.
    pub(super) async fn end(&mut self, world: &World, org: &mut Org) -> Result<Found, Failure> {
        if self.came.is_none() && !self.queries.is_empty() {
            let mut found = Found::default();
            let mut pages = Pages::default();
            for part in self.queries.chunks(COMPOSITE_QUERIES_MAX) {
                let requests: Vec<Subrequest<'_>> =
                    part.iter().map(|(_, query)| Subrequest::query_all(query)).collect();
                let ask = org.read(world, |session, timeout_ms| composite(session, &requests, false, timeout_ms));
                let sent = ask.await?;
                let replies = reply::composite(&sent.view()).map_err(|error| error.to_failure())?;
                pages.add(&mut found, part, &replies)?;
            }
            return Ok(self.close(found, &pages));
        }
        self.came.take().unwrap_or_else(|| Ok(Found::default()))
    }
}

/// How complete what was found is.
struct Pages {
    /// Up to which stamp all queries have told all, in ms since 1970.
    upto_ms: u64,
    /// What has more than was told.
    cut: Vec<CommentsOf>,
}

impl Default for Pages {
    fn default() -> Self {
        Self { upto_ms: u64::MAX, cut: Vec::new() }
    }
}

impl Pages {
    fn add(
        &mut self,
        found: &mut Found,
        queries: &[(Option<CommentsOf>, Query)],
        replies: &[SubReply<'_>],
    ) -> Result<(), Failure> {
        for ((of, _), part) in queries.iter().zip(replies) {
            match (of, part.read()) {
                (Some(of), Ok(reply)) => {
                    let mut page = reply::record_comments(&reply).map_err(|error| error.to_failure())?;
                    if let (true, Some(last)) = (page.len() >= CHANGED_MAX as usize, page.last()) {
                        self.upto_ms = self.upto_ms.min(last.stamp_ms);
                        self.cut.push(*of);
                    }
                    found.comments.append(&mut page);
                }
                (None, Ok(reply)) => {
                    found.hidden_ideas.extend(reply::hidden_ideas(&reply).map_err(|error| error.to_failure())?);
                }
                // An org without ideas, or a user who does not see comments: there is nothing to be kept in step, and
                // nothing is told of any.
                (of, Err(error)) if matches!(error.class(), ErrorClass::Configuration | ErrorClass::Forbidden) => {
                    self.cut.extend(*of);
                }
                (_, Err(error)) => return Err(error.to_failure()),
            }
        }
        Ok(())
    }
}

/// The key prefix of ideas.
/// <https://help.salesforce.com/s/articleView?id=000385203&type=1>
const IDEAS: &str = "087";

fn gone(id: RecordId, record: RecordId) -> RecordCommented {
    RecordCommented {
        id,
        record,
        text: String::new(),
        html: false,
        public: None,
        deleted: true,
        author: String::new(),
        author_name: String::new(),
        written_at_ms: 0,
        stamp_ms: 0,
    }
}

fn ids_of(commenting: &Commenting<'_>, of: CommentsOf) -> Vec<RecordId> {
    commenting.records.iter().filter(|record| commenting.of(record) == Some(of)).map(|record| record.id).collect()
}

/// The pairs whose comments have to be there on both sides, as far as a query knows of them.
pub(super) async fn expected(world: &World, commenting: &Commenting<'_>) -> Result<Vec<PairDocument>, Failure> {
    let mut pairs = Vec::new();
    let mut cursor = None;
    for _ in 0..PAGES_MAX {
        let among = Among::Index("issue", commenting.issue_id);
        let (items, after) = store::query_from(world, Entity::Pair, among, cursor, PAGE).await?;
        for item in items {
            let Versioned { document, .. } = store::read_item::<Versioned<PairDocument>>(Entity::Pair, &item)?;
            if document.state == PairState::Paired && item.key == original(&document) {
                pairs.push(document);
            }
        }
        cursor = after;
        if cursor.is_none() {
            break;
        }
    }
    pairs.retain(|pair| commenting.records.iter().any(|record| record.id.as_str() == pair.record_id));
    Ok(pairs)
}
