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
//! - **Which records:** cases and ideas that someone has linked or created, not those that are linked because another record
//!   points to them. A copy on the issue does not go on to other records.
//! - **Since when:** comments that are older than the link are copied only when someone asks.

mod issue;
mod pairs;
mod planning;
mod read;
mod record;
mod resolve;
mod words;

use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::CommentsOf;
use weftline_wire::configuration::Settings;
use weftline_wire::decision::Cause;
use weftline_wire::document::{CommentsSeen, PairDocument, PushedComment, Versioned};
use weftline_wire::plan::{Plan, Way};

use crate::engine::World;
use crate::failure::Failure;
use crate::org::Org;
use crate::store::{self, Entity, key};

/// After this, what was sent is surely over: requests are given up after ten seconds, and Salesforce or Jira may take a
/// while to see what came of one.
const UNDER_WAY_MS: u64 = 60_000;

/// A linked record.
pub(crate) struct Followed<'a> {
    pub(crate) id: RecordId,
    pub(crate) object: &'a str,
    /// When it was linked, in ms since 1970.
    pub(crate) linked_at_ms: u64,
}

/// What decides of an issue's comments.
pub(crate) struct Commenting<'a> {
    pub(crate) issue_id: &'a str,
    pub(crate) issue_key: &'a str,
    /// Whether it is in a service project.
    pub(crate) is_service: bool,
    pub(crate) settings: &'a Settings,
    /// Its records in this org that are there, and not linked for another record's sake.
    pub(crate) records: Vec<Followed<'a>>,
    /// How far its comments were looked at.
    pub(crate) seen: Option<CommentsSeen>,
    pub(crate) causes: &'a [Cause],
    /// Records of which something was heard.
    pub(crate) heard: &'a [String],
    /// Whether all records are looked at.
    pub(crate) look: bool,
    /// Whether the issue was changed since it was looked at last: not all of it may have been told, and what was heard
    /// makes the poll take it as known.
    pub(crate) is_newer: bool,
    /// Comments of Jira of which something was heard.
    pub(crate) comments: &'a [String],
    /// Comments that someone wants copied.
    pub(crate) pushed: &'a [PushedComment],
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
    /// The first thing that the other side refused; the rest was done. It is tried again when the comment changes.
    pub(crate) refused: Option<Failure>,
    /// Something is still to be done: the mark stays, and is looked at again after so many ms.
    pub(crate) again_ms: Option<u32>,
}

impl Commented {
    fn again(&mut self, after_ms: u64) {
        let after_ms = u32::try_from(after_ms).unwrap_or(u32::MAX);
        self.again_ms = Some(self.again_ms.map_or(after_ms, |before| before.max(after_ms)));
    }

    /// Adds what came of it in another org.
    pub(crate) fn add(&mut self, other: Self) {
        self.plans.extend(other.plans);
        self.questions.extend(other.questions);
        self.records.extend(other.records);
        self.refused = self.refused.take().or(other.refused);
        self.again_ms = self.again_ms.max(other.again_ms);
    }

    fn refuse(&mut self, failure: Failure) {
        self.refused = self.refused.take().or(Some(failure));
    }
}

impl Commenting<'_> {
    fn of(&self, record: &Followed<'_>) -> Option<CommentsOf> {
        CommentsOf::object(record.object)
    }

    /// Whether someone wants this comment copied.
    fn is_pushed(&self, way: Way, comment_id: &str, record_id: &str) -> bool {
        self.pushed
            .iter()
            .any(|pushed| pushed.way == way && pushed.comment_id == comment_id && pushed.record_id == record_id)
    }
}

/// Brings comments in step, as far as something was heard of them. Done again, it does nothing.
///
/// # Errors
/// When it broke off: trying again goes on. What the other side refuses is no error.
pub(crate) async fn run(world: &World, org: &mut Org, commenting: &Commenting<'_>) -> Result<Commented, Failure> {
    let mut done = Commented { seen: commenting.seen, ..Commented::default() };
    let linked = commenting.records.iter().filter(|record| commenting.of(record).is_some());
    let Some(since_ms) = linked.map(|record| record.linked_at_ms).min() else { return Ok(done) };
    let seen = commenting.seen.unwrap_or(CommentsSeen { jira_ms: since_ms, salesforce_ms: since_ms, since_ms });
    done.seen = Some(seen);
    let Some(mut read) = Box::pin(read::read(world, org, commenting, &seen)).await? else { return Ok(done) };
    Box::pin(resolve::all(world, org, commenting, &mut read, &mut done)).await?;
    // First towards the records: what is read from them then knows all that was written to them.
    for way in [Way::ToSalesforce, Way::ToJira] {
        Box::pin(planning::carry_out(world, org, commenting, &mut read, way, &mut done)).await?;
    }
    if done.again_ms.is_none() {
        done.seen = Some(read.seen);
    }
    Ok(done)
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
