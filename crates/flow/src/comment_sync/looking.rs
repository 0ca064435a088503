//! What is asked of an org about the comments of its records. It can travel with other questions.

use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, RecordCommented, SubReply};
use weftline_salesforce::request::{self, COMPOSITE_QUERIES_MAX, CommentsOf, Subrequest, composite};
use weftline_salesforce::soql::{Name, Query};
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

/// Posts of feeds that one query gives: their answers come with them, and a page of Salesforce's has to hold all of it.
const POSTS_MAX: u32 = 200;

/// Records, and comments, that a query names one by one: its address has to stay below 16,384 bytes.
const IDS_MAX: usize = 300;
const NAMED_MAX: usize = 200;

/// The same of posts: a page has to have room for new ones beside them.
const NAMED_POSTS_MAX: usize = POSTS_MAX as usize / 2;

/// Keys of a query's page, and how many pages are read.
const PAGE: u32 = 100;
const PAGES_MAX: u32 = 10;

/// What has everything that was copied looked for: whether it is there.
const THOROUGH: [Cause; 3] = [Cause::SyncNow, Cause::Reconciled, Cause::Retried];

/// What a query asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// Comments of these.
    Comments(CommentsOf),
    /// Which ideas customers see.
    Zones,
    /// Which posts of an object's feed others than the organization's own people see.
    Shown(Name),
}

/// What is asked, and what came of it.
pub(crate) struct Looking {
    queries: Vec<(Asked, Query)>,
    /// The records, and what their comments are.
    followed: Vec<(RecordId, CommentsOf)>,
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
    /// Objects whose posts do not say who sees them, because the org has nobody else.
    pub(super) untold: Vec<Name>,
    /// Whether a page was full: what was changed later than these is still to be read.
    pub(super) is_full: bool,
}

impl Looking {
    /// What is to be asked; nothing where nothing was heard of comments.
    pub(crate) async fn of(world: &World, commenting: &Commenting<'_>) -> Result<Self, Failure> {
        let followed =
            commenting.records.iter().filter_map(|record| Some((record.id, commenting.of(record)?))).collect();
        let mut looking = Self { queries: Vec::new(), followed, expected: Vec::new(), named: Vec::new(), came: None };
        let Some(seen) = commenting.start().filter(|_| commenting.is_heard()) else { return Ok(looking) };
        let is_thorough =
            !commenting.released.is_empty() || commenting.causes.iter().any(|cause| THOROUGH.contains(cause));
        if commenting.finds_deletions && is_thorough {
            looking.expected = expected(world, commenting).await?;
        }
        let since_ms = seen.salesforce_ms.saturating_sub(OVERLAP_MS);
        let asked = commenting.pushed.iter().filter(|pushed| pushed.way == Way::ToJira);
        let pushed: Vec<RecordId> = asked.filter_map(|pushed| RecordId::parse(&pushed.comment_id).ok()).collect();
        for of in kinds(&looking.followed) {
            let ids = ids_of(&looking.followed, &of);
            // Whether its posts say who sees them is asked also where only something is written.
            let feed = match &of {
                CommentsOf::Feed { object, .. } => Some(object),
                _ => None,
            };
            if !commenting.looks() {
                let part = ids.get(..ids.len().min(IDS_MAX)).unwrap_or_default();
                let shown = feed.map(|object| (object, request::posts_shown(object, part, since_ms, &[], 1)));
                looking.queries.extend(shown.map(|(object, query)| (Asked::Shown(object.clone()), query)));
                continue;
            }
            let named = looking.names_of(&ids, feed.is_some());
            let also: Vec<RecordId> = pushed.iter().chain(&named).copied().collect();
            let limit = if feed.is_some() { POSTS_MAX } else { CHANGED_MAX };
            for part in ids.chunks(IDS_MAX) {
                let changed = request::comments_changed(&of, part, since_ms, &also, limit);
                looking.queries.push((Asked::Comments(of.clone()), changed));
                let shown = feed.map(|object| (object, request::posts_shown(object, part, since_ms, &also, limit)));
                looking.queries.extend(shown.map(|(object, query)| (Asked::Shown(object.clone()), query)));
            }
            looking.named.extend(named);
        }
        for part in ids_of(&looking.followed, &CommentsOf::Ideas).chunks(IDS_MAX) {
            looking.queries.push((Asked::Zones, request::idea_zones(part)));
        }
        Ok(looking)
    }

    /// What has to be there of these records: comments by their ids, of feeds the posts that they are or answer.
    fn names_of(&self, ids: &[RecordId], is_feed: bool) -> Vec<RecordId> {
        let is_its = |pair: &&PairDocument| ids.iter().any(|id| id.as_str() == pair.record_id);
        let pairs = self.expected.iter().filter(is_its);
        let names = pairs.flat_map(|pair| match (&pair.answers, is_feed) {
            (Some(post), true) => std::slice::from_ref(post),
            _ => pair.record_comments.as_slice(),
        });
        let mut names: Vec<RecordId> = names.filter_map(|id| RecordId::parse(id).ok()).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(if is_feed { NAMED_POSTS_MAX } else { NAMED_MAX });
        names
    }

    /// The requests, unless they were answered.
    pub(crate) fn requests(&self) -> Vec<Subrequest<'static>> {
        match self.came {
            Some(_) => Vec::new(),
            None => self.queries.iter().map(request_of).collect(),
        }
    }

    /// Takes the answers to all of the requests.
    pub(crate) fn take(&mut self, replies: &[SubReply<'_>]) {
        let mut pages = Pages::default();
        self.came = Some(pages.add(&self.queries, replies).map(|()| self.close(pages)));
    }

    /// What follows from all answers together.
    fn close(&self, mut pages: Pages) -> Found {
        let mut found = std::mem::take(&mut pages.found);
        for mut post in std::mem::take(&mut pages.posts) {
            let shown = pages.shown.contains(&post.answers.unwrap_or(post.id));
            post.public = (!pages.is_hushed).then_some(shown);
            found.comments.push(post);
        }
        // What changed later than the last one of a full page is for the next look, of other records too.
        found.comments.retain(|comment| comment.stamp_ms <= pages.upto_ms);
        // What is not even in the recycle bin was deleted for good.
        for pair in &self.expected {
            let followed = self.followed.iter().find(|(id, _)| id.as_str() == pair.record_id);
            let Some((record, _)) = followed.filter(|(_, of)| !pages.cut.contains(of)) else { continue };
            let post = pair.answers.as_ref().and_then(|post| RecordId::parse(post).ok());
            if post.is_some_and(|post| pages.cut_posts.contains(&post)) {
                continue;
            }
            for id in pair.record_comments.iter().filter_map(|id| RecordId::parse(id).ok()) {
                let is_known = found.comments.iter().any(|comment| comment.id == id);
                if self.named.contains(&post.unwrap_or(id)) && !is_known {
                    found.comments.push(gone(id, *record));
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
            let mut pages = Pages::default();
            for part in self.queries.chunks(COMPOSITE_QUERIES_MAX) {
                let requests: Vec<Subrequest<'_>> = part.iter().map(request_of).collect();
                let ask = org.read(world, |session, timeout_ms| composite(session, &requests, false, timeout_ms));
                let sent = ask.await?;
                let replies = reply::composite(&sent.view()).map_err(|error| error.to_failure())?;
                pages.add(part, &replies)?;
            }
            return Ok(self.close(pages));
        }
        self.came.take().unwrap_or_else(|| Ok(Found::default()))
    }
}

/// What asks for it. Feeds have no recycle bin.
fn request_of((asked, query): &(Asked, Query)) -> Subrequest<'static> {
    match asked {
        Asked::Comments(CommentsOf::Feed { .. }) | Asked::Shown(_) => Subrequest::query(query),
        Asked::Comments(_) | Asked::Zones => Subrequest::query_all(query),
    }
}

/// What was found, and how complete it is.
struct Pages {
    found: Found,
    /// Posts of feeds and their answers, before it is known who sees them.
    posts: Vec<RecordCommented>,
    /// Posts that others than the organization's own people see.
    shown: Vec<RecordId>,
    /// Whether it was not told who sees posts.
    is_hushed: bool,
    /// Up to which stamp all queries have told all, in ms since 1970.
    upto_ms: u64,
    /// What has more than was told.
    cut: Vec<CommentsOf>,
    /// Posts that have more answers than were told.
    cut_posts: Vec<RecordId>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            found: Found::default(),
            posts: Vec::new(),
            shown: Vec::new(),
            is_hushed: false,
            upto_ms: u64::MAX,
            cut: Vec::new(),
            cut_posts: Vec::new(),
        }
    }
}

impl Pages {
    fn add(&mut self, queries: &[(Asked, Query)], replies: &[SubReply<'_>]) -> Result<(), Failure> {
        for ((asked, _), part) in queries.iter().zip(replies) {
            match (asked, part.read()) {
                (Asked::Comments(of @ CommentsOf::Feed { .. }), Ok(reply)) => {
                    let mut page = reply::feed_posts(&reply).map_err(|error| error.to_failure())?;
                    if page.more || page.posts >= POSTS_MAX as usize {
                        self.cut(of, page.comments.last());
                    }
                    self.cut_posts.append(&mut page.cut);
                    self.posts.append(&mut page.comments);
                }
                (Asked::Comments(of), Ok(reply)) => {
                    let mut page = reply::record_comments(&reply).map_err(|error| error.to_failure())?;
                    if page.len() >= CHANGED_MAX as usize {
                        self.cut(of, page.last());
                    }
                    self.found.comments.append(&mut page);
                }
                (Asked::Zones, Ok(reply)) => {
                    self.found.hidden_ideas.extend(reply::hidden_ideas(&reply).map_err(|error| error.to_failure())?);
                }
                (Asked::Shown(_), Ok(reply)) => {
                    self.shown.extend(reply::shown_posts(&reply).map_err(|error| error.to_failure())?);
                }
                (Asked::Shown(object), Err(error)) if error.code() == "INVALID_FIELD" => {
                    self.found.untold.push(object.clone());
                }
                // An org without ideas or feeds, or a user who does not see comments: there is nothing to be kept in step,
                // and nothing is told of any.
                (asked, Err(error)) if matches!(error.class(), ErrorClass::Configuration | ErrorClass::Forbidden) => {
                    match asked {
                        Asked::Comments(of) => self.cut(of, None),
                        Asked::Shown(_) => self.is_hushed = true,
                        Asked::Zones => {}
                    }
                }
                (_, Err(error)) => return Err(error.to_failure()),
            }
        }
        Ok(())
    }

    /// Notes that there is more of these than was told, and how far it was told.
    fn cut(&mut self, of: &CommentsOf, last: Option<&RecordCommented>) {
        self.upto_ms = last.map_or(self.upto_ms, |last| self.upto_ms.min(last.stamp_ms));
        self.found.is_full |= last.is_some();
        self.cut.push(of.clone());
    }
}

/// What the comments of the records are, each kind once.
fn kinds(followed: &[(RecordId, CommentsOf)]) -> Vec<CommentsOf> {
    let mut kinds: Vec<CommentsOf> = followed.iter().map(|(_, of)| of.clone()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

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
        answers: None,
    }
}

fn ids_of(followed: &[(RecordId, CommentsOf)], of: &CommentsOf) -> Vec<RecordId> {
    followed.iter().filter(|(_, its)| its == of).map(|(id, _)| *id).collect()
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
