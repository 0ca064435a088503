//! What a plan writes for one original: on the record as something that is to be sent, on the issue at once.

use std::collections::BTreeMap;

use weftline_plan::{CommentInputs, Visibility, comment_parts, comment_seen};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::CommentsOf;
use weftline_wire::document::{Observed, PairDocument, PairState};
use weftline_wire::json::Json;
use weftline_wire::plan::{Way, Write};

use super::begun::Copying;
use super::pairs::Pairs;
use super::planning::comment_of;
use super::{Commented, Commenting, Followed, issue, of_issue, of_record};
use crate::engine::World;
use crate::failure::Failure;

/// What a follow-up begins with.
const REPLACES: &str = "[replaces an earlier comment] ";
const ENDS: &str = "[a comment that was copied from Jira was deleted there] ";

/// How much of a comment that is gone a follow-up repeats, so that one can tell which.
const REPEATED_MAX: usize = 80;

/// A plan that is carried out.
pub(super) struct Applying<'a> {
    pub(super) commenting: &'a Commenting<'a>,
    pub(super) followed: &'a Followed<'a>,
    pub(super) of: &'a CommentsOf,
    pub(super) inputs: &'a CommentInputs,
    /// Which post each answer answers, in a feed.
    pub(super) answers: &'a BTreeMap<String, String>,
}

impl Applying<'_> {
    /// What is to be written on the record for one original.
    pub(super) fn on_record(&self, pairs: &Pairs, group: &[&Write]) -> Option<Copying> {
        let first = *group.first()?;
        let comment = comment_of(first).unwrap_or_default();
        let is_over = self.is_over(comment);
        let stored = pairs.get(&of_issue(comment, self.followed.id.as_str()));
        let pair = self.pair_of_issue(stored, comment);
        let replaced = pair.replaced.iter().filter_map(|id| RecordId::parse(id).ok()).collect();
        let copying = Copying {
            of: self.of.clone(),
            record: self.followed.id,
            words_stay: false,
            parts: Vec::new(),
            public: false,
            deletes: false,
            follow_up: Vec::new(),
            is_over,
            replaced,
            pair,
        };
        match first {
            Write::CommentOnRecord { public, .. } => {
                let parts = group.iter().filter_map(|write| match write {
                    Write::CommentOnRecord { existing, text, .. } => {
                        Some((existing.as_deref().and_then(|id| RecordId::parse(id).ok()), text.clone()))
                    }
                    _ => None,
                });
                let words_stay = !is_over
                    && (self.is_unseen(comment) || stored.is_some_and(|stored| words_stay(stored, &copying.pair)));
                let follow_up = self.follow_up(comment);
                Some(Copying { parts: parts.collect(), public: *public, words_stay, follow_up, ..copying })
            }
            Write::DeleteOnRecord { existing, .. } => {
                let ids = existing.iter().filter_map(|id| RecordId::parse(id).ok());
                // What customers must not see gets no word of it.
                let follow_up = if is_over && !self.inputs.open { self.follow_up(comment) } else { Vec::new() };
                let parts = ids.map(|id| (Some(id), String::new())).collect();
                Some(Copying { parts, deletes: true, follow_up, ..copying })
            }
            _ => None,
        }
    }

    /// Writes on the issue what a plan writes for one original.
    pub(super) async fn on_issue(
        &self,
        world: &World,
        pairs: &mut Pairs,
        group: &[&Write],
        done: &mut Commented,
    ) -> Result<(), Failure> {
        let Some(first) = group.first() else { return Ok(()) };
        let comment = comment_of(first).unwrap_or_default();
        let pair = self.pair_of_record(pairs.get(&of_record(comment, self.commenting.issue_id)), comment);
        match first {
            Write::CommentOnIssue { existing, body, public, .. } => {
                let copying = issue::Copying {
                    pair,
                    existing: existing.clone(),
                    body: Json::clone(body),
                    public: *public,
                    is_over: self.is_over(comment),
                };
                issue::copy(world, self.commenting, pairs, copying, done).await
            }
            Write::DeleteOnIssue { existing, .. } => {
                issue::delete(world, self.commenting, pairs, &pair, existing, done).await
            }
            _ => Ok(()),
        }
    }

    /// Whether the original is gone.
    fn is_over(&self, comment: &str) -> bool {
        self.inputs.deleted.iter().any(|deleted| deleted.id == comment && !deleted.unseen)
    }

    fn is_unseen(&self, comment: &str) -> bool {
        self.inputs.deleted.iter().any(|deleted| deleted.id == comment && deleted.unseen)
    }

    /// The pair of an issue's comment once it is copied: its words now, and who sees it.
    fn pair_of_issue(&self, stored: Option<&PairDocument>, comment: &str) -> PairDocument {
        let mut pair = stored.cloned().unwrap_or_else(|| self.new_pair(Way::ToSalesforce));
        pair.issue_comment = Some(comment.to_owned());
        if pair.state == PairState::CopyGone {
            pair.record_comments.clear();
        }
        if let Some(original) = self.inputs.issue.iter().find(|original| original.id == comment) {
            let words = self.inputs.words(original).unwrap_or_default();
            (pair.words, pair.visibility) = (comment_seen(&words), original.visibility);
        } else if self.is_unseen(comment) {
            pair.visibility = Visibility::Restricted;
        }
        pair
    }

    /// The same of a record's comment.
    fn pair_of_record(&self, stored: Option<&PairDocument>, comment: &str) -> PairDocument {
        let mut pair = stored.cloned().unwrap_or_else(|| self.new_pair(Way::ToJira));
        pair.record_comments = vec![comment.to_owned()];
        pair.answers = self.answers.get(comment).cloned();
        if let Some(original) = self.inputs.record.iter().find(|original| original.id == comment) {
            (pair.words, pair.visibility) = (comment_seen(&original.text), original.visibility);
        }
        pair
    }

    fn new_pair(&self, way: Way) -> PairDocument {
        PairDocument {
            state: PairState::Intended,
            issue_id: self.commenting.issue_id.to_owned(),
            record_id: self.followed.id.to_string(),
            way,
            issue_comment: None,
            record_comments: Vec::new(),
            words: Observed::Unknown,
            visibility: Visibility::Unknown,
            tried_at_ms: 0,
            sent: Vec::new(),
            replaced: Vec::new(),
            answers: None,
        }
    }

    /// What is written when a copy cannot be changed: the whole comment anew, or that it is gone and how it began.
    fn follow_up(&self, comment: &str) -> Vec<String> {
        if let Some(original) = self.inputs.issue.iter().find(|original| original.id == comment) {
            let words = self.inputs.words(original).unwrap_or_default();
            return comment_parts(&[REPLACES, &words].concat(), &original.signature);
        }
        let deleted = self.inputs.deleted.iter().find(|deleted| deleted.id == comment);
        let text = deleted.and_then(|deleted| deleted.copies.first()).map_or("", |copy| copy.text.as_str());
        let beginning: String = text.chars().take(REPEATED_MAX).collect();
        vec![[ENDS, beginning.trim()].concat()]
    }
}

/// Whether a copy is as it was but for who sees it.
fn words_stay(stored: &PairDocument, now: &PairDocument) -> bool {
    stored.state == PairState::Paired && stored.words == now.words && !stored.record_comments.is_empty()
}
