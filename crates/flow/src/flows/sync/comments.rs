//! Comments of the issue and of its records, as part of a sync.

use weftline_wire::document::{CommentsSeen, Origin, Task};

use super::{Sync, is_away};
use crate::comment_sync::{self, Commented, Commenting, Followed};
use crate::engine::World;
use crate::failure::Failure;

impl Sync<'_> {
    /// Brings comments in step, org by org. What broke off is put among what is refused, so that what was done before is
    /// kept all the same.
    pub(super) async fn comment(&mut self, world: &World, refused: &mut Option<Failure>) -> Commented {
        let marked = self.marked;
        let mut all = Commented { seen: marked.document.document.comments, ..Commented::default() };
        let Task::Sync { comments, pushed, .. } = &marked.mark.document.task else { return all };
        let connections: Vec<String> = self.orgs.keys().cloned().collect();
        let mut seen: Option<CommentsSeen> = None;
        for connection in connections {
            let mine = self.members.iter().filter(|member| {
                let is_its_own =
                    member.link.document.origin != Origin::Related && member.link.document.related.is_none();
                member.at.connection == connection && member.gone.is_none() && is_its_own
            });
            let records = mine.map(|member| Followed {
                id: member.id,
                object: &member.at.object,
                linked_at_ms: member.at.linked_at_ms,
            });
            let commenting = Commenting {
                issue_id: &marked.issue_id,
                issue_key: &self.side.snapshot.key,
                is_service: self.side.is_service,
                settings: &self.place.settings,
                records: records.collect(),
                seen: marked.document.document.comments,
                causes: &marked.causes,
                heard: &marked.records,
                look: marked.look,
                is_newer: self.side.updated_ms > marked.document.document.synced_updated_ms,
                comments,
                pushed,
            };
            let Some(Ok(org)) = self.orgs.get_mut(&connection) else { continue };
            match Box::pin(comment_sync::run(world, org, &commenting)).await {
                Ok(done) => {
                    seen = both(seen, done.seen);
                    all.add(done);
                }
                Err(failure) => {
                    seen = both(seen, marked.document.document.comments);
                    if refused.as_ref().is_none_or(|before| failure.retryable && !before.retryable && !is_away(before))
                    {
                        *refused = Some(failure);
                    }
                }
            }
        }
        all.seen = seen.or(all.seen);
        all
    }
}

/// How far comments were looked at in both of two orgs.
fn both(one: Option<CommentsSeen>, other: Option<CommentsSeen>) -> Option<CommentsSeen> {
    let (Some(one), Some(other)) = (one, other) else { return one.or(other) };
    Some(CommentsSeen {
        jira_ms: one.jira_ms.min(other.jira_ms),
        salesforce_ms: one.salesforce_ms.min(other.salesforce_ms),
        since_ms: one.since_ms.min(other.since_ms),
    })
}
