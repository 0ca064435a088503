//! Comments of the issue and of its records, as part of a sync.

use std::collections::BTreeMap;

use weftline_mapping::JiraFields;
use weftline_salesforce::id::RecordId;
use weftline_wire::configuration::FeedPolicy;
use weftline_wire::document::{CommentsSeen, LinkedRecord, Task};
use weftline_wire::plan::Way;

use super::Sync;
use super::away::is_away;
use super::gathering::is_its;
use super::members::Member;
use super::records::{self, Change, Changed, Freight, Sheet, Wanted};
use crate::comment_sync::{self, Commented, Commenting, Followed, Looking, Underway};
use crate::engine::World;
use crate::failure::Failure;
use crate::org::Org;

/// Comments with the records of one org.
#[derive(Default)]
pub(super) struct Conversation {
    /// What is asked of the org, until it was used.
    pub(super) looking: Option<Looking>,
    /// None before what goes to the records was planned.
    underway: Option<Result<Underway, Failure>>,
}

impl Sync<'_> {
    /// Finds out what is to be asked of an org about comments, so that it can be asked together with its records.
    pub(super) async fn look_at_comments(&mut self, world: &World, connection: &str) -> Result<(), Failure> {
        if self.conversations.contains_key(connection) {
            return Ok(());
        }
        let is_released = !self.released(connection).is_empty();
        if self.events.is_none() && (is_released || self.is_newer() || comment_sync::is_untold(&self.marked.causes)) {
            self.events = Some(self.marked.configuration.events(world).await?);
        }
        let looking = match self.commenting(connection) {
            Some(commenting) => Some(Looking::of(world, &commenting).await?),
            None => None,
        };
        self.conversations.insert(connection.to_owned(), Conversation { looking, underway: None });
        Ok(())
    }

    /// Plans what goes to the records, org by org, once. What breaks off is no reason not to write fields.
    pub(super) async fn prepare_comments(&mut self, world: &World) {
        // Orgs are asked while what else is known of the sync is looked at.
        let mut orgs = std::mem::take(&mut self.orgs);
        for (connection, org) in &mut orgs {
            let looked = self.look_at_comments(world, connection).await;
            let Ok(org) = org else { continue };
            let conversation = self.conversations.entry(connection.clone()).or_default();
            if conversation.underway.is_some() {
                continue;
            }
            if let Err(failure) = looked {
                conversation.underway = Some(Err(failure));
                continue;
            }
            for member in self.members.iter_mut().filter(|member| member.at.connection == *connection) {
                member.commented = member.ways_waiting();
            }
            let conversation = self.conversations.entry(connection.clone()).or_default();
            let Some(mut looking) = conversation.looking.take() else { continue };
            let Some(commenting) = self.commenting(connection) else { continue };
            let prepared = Box::pin(Underway::prepare(world, org, &commenting, &mut looking)).await;
            self.conversations.entry(connection.clone()).or_default().underway = Some(prepared);
        }
        self.orgs = orgs;
    }

    /// Brings comments to the issue, org by org. What broke off is put among what is refused, so that what was done before
    /// is kept all the same.
    pub(super) async fn comment(&mut self, world: &World, refused: &mut Option<Failure>) -> Commented {
        let stored = self.marked.document.document.comments;
        let mut all = Commented { seen: stored, ..Commented::default() };
        let mut seen: Option<CommentsSeen> = None;
        let mut is_left = false;
        let mut orgs = std::mem::take(&mut self.orgs);
        for (connection, conversation) in std::mem::take(&mut self.conversations) {
            let commenting = self.commenting(&connection);
            let Some(Ok(org)) = orgs.get_mut(&connection) else {
                is_left |= commenting.is_some_and(|commenting| !commenting.records.is_empty());
                continue;
            };
            let Some(underway) = conversation.underway else { continue };
            let done = match (underway, commenting) {
                (Ok(underway), Some(commenting)) => Box::pin(underway.finish(world, org, &commenting)).await,
                (Ok(_), None) => continue,
                (Err(failure), _) => Err(failure),
            };
            match done {
                Ok(done) => {
                    seen = both(seen, done.seen);
                    all.add(done);
                }
                Err(failure) => {
                    seen = both(seen, stored);
                    all.broke_off = true;
                    if refused.as_ref().is_none_or(|before| failure.retryable && !before.retryable && !is_away(before))
                    {
                        *refused = Some(failure);
                    }
                }
            }
        }
        self.orgs = orgs;
        // An org that could not be asked has all of it to come.
        if !is_left {
            all.seen = seen.or(all.seen);
        }
        all
    }

    /// What decides of comments with the records of one org.
    fn commenting(&self, connection: &str) -> Option<Commenting<'_>> {
        let marked = self.marked;
        let Task::Sync { comments, pushed, .. } = &marked.mark.document.task else { return None };
        let mine = self.members.iter().filter(|member| member.at.connection == connection && member.gone.is_none());
        let records = mine.map(|member| Followed {
            id: member.id,
            object: &member.at.object,
            linked_at_ms: member.at.linked_at_ms,
            by_hand: comment_sync::is_by_hand(&member.link.document),
            feed: self.feed_of(&member.at),
            waits: self.waits_of(member),
            told: member.told(),
        });
        // What is linked because a record points to it is never among the rest.
        let rest = self.rest.iter().map(|(_, at)| at).filter(|at| at.connection == connection).filter_map(|at| {
            let id = RecordId::parse(&at.record_id).ok()?;
            let (linked_at_ms, waits) = (at.linked_at_ms, self.waits_at(at));
            // Of what is not read nothing was ever told.
            let told = vec![Way::ToSalesforce, Way::ToJira];
            Some(Followed { id, object: &at.object, linked_at_ms, by_hand: false, feed: self.feed_of(at), waits, told })
        });
        let events = self.events.as_ref();
        Some(Commenting {
            issue_id: &marked.issue_id,
            issue_key: &self.side.snapshot.key,
            is_service: self.side.is_service,
            settings: &self.place.settings,
            records: records.chain(rest).collect(),
            seen: self.comments_seen(connection),
            released: self.released(connection),
            causes: &marked.causes,
            heard: &marked.records,
            look: marked.look,
            is_newer: self.is_newer(),
            comments,
            pushed,
            finds_changes: events.is_some_and(|events| events.commented),
            finds_deletions: events.is_some_and(|events| events.comment_deleted),
        })
    }

    /// Which posts of a record's feed and comments become one another.
    fn feed_of(&self, at: &LinkedRecord) -> FeedPolicy {
        self.sheets.iter().find(|sheet| is_its(sheet, at)).map_or_else(FeedPolicy::default, |sheet| sheet.mapping.feed)
    }

    /// Whether the issue was changed since it was looked at last, and its comments matter.
    fn is_newer(&self) -> bool {
        let synced_ms = self.marked.document.document.synced_updated_ms;
        let is_wanted = self.place.settings.comments_to_salesforce
            || self.sheets.iter().any(|sheet| sheet.mapping.feed.to_salesforce);
        is_wanted && self.side.updated_ms > synced_ms
    }
}

/// Writes to the records of one org, fields and comments in one call as far as there is room. What comes of the comments
/// does not stand in the way of the fields.
pub(super) async fn write(
    world: &World,
    org: &mut Org,
    jira: &JiraFields,
    (members, sheets): (&[Member], &[Sheet]),
    changes: Vec<Change<'_>>,
    conversation: Option<&mut Conversation>,
) -> Result<BTreeMap<String, Changed>, Failure> {
    let Some(conversation) = conversation else { return records::write(world, org, jira, changes, None).await };
    if let Some(Ok(underway)) = &mut conversation.underway
        && let Err(failure) = underway.begin(world).await
    {
        conversation.underway = Some(Err(failure));
    }
    let Some(Ok(underway)) = &mut conversation.underway else {
        return records::write(world, org, jira, changes, None).await;
    };
    // A record may say of a comment that it was changed: so it is read with it.
    let commented = underway.records();
    let mut also = Vec::new();
    for member in members.iter().filter(|member| member.is_active() && commented.contains(&member.id)) {
        let Some(sheet) = member.sheet.and_then(|at| sheets.get(at)) else { continue };
        also.push(Wanted { sheet, id: member.id });
    }
    let only_comments = changes.is_empty();
    let freight = Freight { also, comments: underway };
    let mut wrote = records::write(world, org, jira, changes, Some(freight)).await;
    if let Err(failure) = &wrote {
        underway.wait(failure);
    }
    if let Err(failure) = underway.settle(world, org).await {
        conversation.underway = Some(Err(failure));
    }
    if only_comments && wrote.is_err() {
        wrote = Ok(BTreeMap::new());
    }
    wrote
}

/// How far comments were looked at in both of two orgs.
fn both(one: Option<CommentsSeen>, other: Option<CommentsSeen>) -> Option<CommentsSeen> {
    let (Some(one), Some(other)) = (one, other) else { return one.or(other) };
    Some(CommentsSeen {
        jira_ms: one.jira_ms.min(other.jira_ms),
        salesforce_ms: one.salesforce_ms.min(other.salesforce_ms),
        since_ms: one.since_ms.min(other.since_ms),
        jira_total: one.jira_total.or(other.jira_total),
        jira_last: one.jira_last.max(other.jira_last),
    })
}
