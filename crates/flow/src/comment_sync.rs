//! Comments, kept in step both ways (CMT-1 to CMT-4).
//!
//! A comment and its copy are a pair, stored under both their ids. Before a copy is sent, its intent is stored, with a
//! digest of what is sent; a copy whose answer was lost is looked for by its author, its place, its time and that digest,
//! and it is not sent again while it may be under way.
//!
//! - **No echo.** What has a pair never travels back; neither does what the app has written in Jira. While an intent is
//!   open on a record, no comment by the connection's user is taken from it. Otherwise such a comment is somebody's: one
//!   that was posted from the issue's panel is on the record only, so it is copied to the issue, as its signature names it.
//! - **Who sees it** is said by the request that writes it. In service projects Jira says of each comment whether customers
//!   see it. In other projects there are no customers: comments there count as internal, and so does what only a role or a
//!   group sees, or of which nobody knows. An idea shows all of its comments: where customers see it, nothing internal goes.
//!   A change of who sees the original is followed: hidden at once, shown only where the rules say so, and in Jira never
//!   later, for Jira has no way to do so.
//! - **Which records:** all cases and ideas that someone has linked or created, and records of other objects where their
//!   mapping says that posts of their feed take the place of comments (CMT-5). A comment of the issue goes to each of them,
//!   and a comment of each goes to the issue; a copy on the issue does not go on to the others. A case that is linked because
//!   another record points to it is about something else, and has readers of its own: its comments are copied, either way,
//!   only when someone asks, and then followed.
//! - **Feeds** have answers below their posts: they become comments too, which say what they answer. A comment of an issue
//!   becomes a post, never an answer, because an answer is seen by whoever sees its post. What a feed says of events, like
//!   tracked changes, is nobody's comment. Feeds have no recycle bin: that a post is gone is found when it is looked for.
//! - **Since when:** comments that are older than the link are copied only when someone asks.

mod applying;
mod begun;
mod issue;
mod looking;
mod pairs;
mod planning;
mod read;
mod record;
mod resolve;
mod underway;
mod words;

pub(crate) use looking::Looking;
pub(crate) use underway::Underway;

use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::CommentsOf;
use weftline_wire::configuration::{FeedPolicy, Settings};
use weftline_wire::decision::Cause;
use weftline_wire::document::{CommentsSeen, LinkDocument, Origin, PairDocument, PushedComment, Versioned};
use weftline_wire::plan::{Plan, Waits, Way};

use crate::engine::World;
use crate::failure::Failure;
use crate::store::{self, Entity, key};

/// After this, what was sent is surely over: requests are given up after ten seconds, and Salesforce or Jira may take a
/// while to see what came of one.
const UNDER_WAY_MS: u64 = 60_000;

/// What sets a look at the issue's newest comments off: nobody may have told of them.
const UNTOLD: [Cause; 5] = [Cause::JiraPolled, Cause::SyncNow, Cause::PostFunction, Cause::Reconciled, Cause::Retried];

/// A linked record.
pub(crate) struct Followed<'a> {
    pub(crate) id: RecordId,
    pub(crate) object: &'a str,
    /// When it was linked, in ms since 1970.
    pub(crate) linked_at_ms: u64,
    /// Whether it is linked because another record points to it: its comments are copied only when someone asks.
    pub(crate) by_hand: bool,
    /// Which posts of its feed and comments become one another, as its mapping says.
    pub(crate) feed: FeedPolicy,
    /// Directions in which nothing goes as things are (SYNC-7).
    pub(crate) waits: Vec<Waits>,
    /// Those of them in which it was told already that something is held back.
    pub(crate) told: Vec<Way>,
}

impl Followed<'_> {
    fn waits(&self, way: Way) -> bool {
        self.waits.iter().any(|waits| waits.way == way)
    }
}

/// What decides of an issue's comments.
pub(crate) struct Commenting<'a> {
    pub(crate) issue_id: &'a str,
    pub(crate) issue_key: &'a str,
    /// Whether it is in a service project.
    pub(crate) is_service: bool,
    pub(crate) settings: &'a Settings,
    /// Its records in this org that are there.
    pub(crate) records: Vec<Followed<'a>>,
    /// How far its comments were looked at; earlier, where some have waited until now.
    pub(crate) seen: Option<CommentsSeen>,
    /// Directions in which something has waited until now: what was written meanwhile is looked for.
    pub(crate) released: Vec<Way>,
    pub(crate) causes: &'a [Cause],
    /// Records of which something was heard.
    pub(crate) heard: &'a [String],
    /// Whether all records are looked at.
    pub(crate) look: bool,
    /// Whether the issue was changed since it was looked at last, where its comments are copied by themselves: not all of it
    /// may have been told, and what was heard makes the poll take it as known.
    pub(crate) is_newer: bool,
    /// Comments of Jira of which something was heard.
    pub(crate) comments: &'a [String],
    /// Comments that someone wants copied.
    pub(crate) pushed: &'a [PushedComment],
    /// Whether comments that were written or edited in Jira are followed where nobody told of them.
    pub(crate) finds_changes: bool,
    /// The same of those that were deleted.
    pub(crate) finds_deletions: bool,
}

/// Whether comments of a record are copied only when someone asks: it is linked because another record points to it.
pub(crate) fn is_by_hand(link: &LinkDocument) -> bool {
    link.origin == Origin::Related || link.related.is_some()
}

/// Whether comments may have changed without anybody telling.
pub(crate) fn is_untold(causes: &[Cause]) -> bool {
    causes.iter().any(|cause| UNTOLD.contains(cause))
}

/// What came of it.
#[derive(Default)]
pub(crate) struct Commented {
    /// How far comments are looked at now; none when they are not followed here.
    pub(crate) seen: Option<CommentsSeen>,
    /// The plans that were carried out, those that write something.
    pub(crate) plans: Vec<Plan>,
    /// What each was made from: a question of replay as JSON.
    pub(crate) questions: Vec<String>,
    /// The record of each.
    pub(crate) records: Vec<String>,
    /// Records of which comments are held back, and which way they would go.
    pub(crate) held_back: Vec<(String, Way)>,
    /// The first thing that the other side refused; the rest was done. It is tried again when the comment changes.
    pub(crate) refused: Option<Failure>,
    /// Whether what was asked came to nothing in one of the orgs: all of it is still to come there.
    pub(crate) broke_off: bool,
    /// Something is still to be done: the mark stays, and is looked at again after so many ms.
    pub(crate) again_ms: Option<u32>,
}

impl Commented {
    pub(crate) fn again(&mut self, after_ms: u64) {
        let after_ms = u32::try_from(after_ms).unwrap_or(u32::MAX);
        self.again_ms = Some(self.again_ms.map_or(after_ms, |before| before.max(after_ms)));
    }

    /// Adds what came of it in another org.
    pub(crate) fn add(&mut self, other: Self) {
        self.plans.extend(other.plans);
        self.questions.extend(other.questions);
        self.records.extend(other.records);
        self.held_back.extend(other.held_back);
        self.refused = self.refused.take().or(other.refused);
        self.again_ms = self.again_ms.max(other.again_ms);
    }

    fn refuse(&mut self, failure: Failure) {
        self.refused = self.refused.take().or(Some(failure));
    }
}

impl Commenting<'_> {
    /// What its comments are; none where it has none, or none that are kept in step.
    fn of(&self, record: &Followed<'_>) -> Option<CommentsOf> {
        CommentsOf::object(record.object)
            .or_else(|| record.feed.is_on().then(|| CommentsOf::feed(record.object)).flatten())
    }

    /// Whether new comments go this way by themselves.
    fn copies(&self, record: &Followed<'_>, way: Way) -> bool {
        let is_on = match (self.of(record), way) {
            (None, _) => false,
            (Some(CommentsOf::Feed { .. }), Way::ToSalesforce) => record.feed.to_salesforce,
            (Some(CommentsOf::Feed { .. }), Way::ToJira) => record.feed.to_jira,
            (Some(_), Way::ToSalesforce) => self.settings.comments_to_salesforce,
            (Some(_), Way::ToJira) => self.settings.comments_to_jira,
        };
        is_on && !record.by_hand
    }

    /// How far comments were looked at: since the first record was linked, if they never were. None where no record has
    /// comments.
    fn start(&self) -> Option<CommentsSeen> {
        let linked = self.records.iter().filter(|record| self.of(record).is_some());
        let since_ms = linked.map(|record| record.linked_at_ms).min()?;
        let seen = CommentsSeen { jira_ms: since_ms, salesforce_ms: since_ms, since_ms, ..CommentsSeen::default() };
        Some(self.seen.unwrap_or(seen))
    }

    /// Comments of the issue of which something was heard, or that someone wants copied.
    fn asked(&self) -> Vec<String> {
        let mut asked: Vec<String> = self.comments.to_vec();
        for pushed in self.pushed.iter().filter(|pushed| pushed.way == Way::ToSalesforce) {
            if !asked.contains(&pushed.comment_id) {
                asked.push(pushed.comment_id.clone());
            }
        }
        asked
    }

    /// Whether the issue's newest comments are listed, because nobody may have told of them.
    fn lists(&self) -> bool {
        let goes =
            |record: &Followed<'_>| self.of(record).is_some() && !record.by_hand && !record.waits(Way::ToSalesforce);
        let is_newer = self.is_newer && self.records.iter().any(goes);
        (is_newer || is_untold(self.causes) || self.released.contains(&Way::ToSalesforce))
            && (self.finds_changes || self.finds_deletions)
    }

    /// Whether the records' comments are looked at.
    fn looks(&self) -> bool {
        let heard = |record: &Followed<'_>| self.heard.iter().any(|heard| heard == record.id.as_str());
        self.look
            || self.released.contains(&Way::ToJira)
            || self.records.iter().any(heard)
            || self.pushed.iter().any(|pushed| pushed.way == Way::ToJira)
    }

    /// Whether anything was heard of comments.
    fn is_heard(&self) -> bool {
        self.lists() || self.looks() || !self.asked().is_empty()
    }

    /// Whether someone wants this comment copied.
    fn is_pushed(&self, way: Way, comment_id: &str, record_id: &str) -> bool {
        self.pushed
            .iter()
            .any(|pushed| pushed.way == way && pushed.comment_id == comment_id && pushed.record_id == record_id)
    }
}

/// The pairs of comments with one issue or record, in the order of the keys of [`of_issue`] and [`of_record`].
pub(crate) async fn stored(world: &World, keys: &[String]) -> Result<Vec<Option<Versioned<PairDocument>>>, Failure> {
    store::entities(world, Entity::Pair, keys).await
}

/// The key of an issue's comment and its counterpart on a record.
pub(crate) fn of_issue(comment_id: &str, record_id: &str) -> String {
    key::pair_of_issue(comment_id, record_id)
}

/// The key of a record's comment and its counterpart on an issue.
pub(crate) fn of_record(comment_id: &str, issue_id: &str) -> String {
    key::pair_of_record(comment_id, issue_id)
}
