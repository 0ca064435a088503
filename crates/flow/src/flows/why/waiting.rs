//! What waits on an issue until conditions of a mapping hold (SYNC-7), as the last sync judged it.

use weftline_rules::{Facts, found};
use weftline_wire::decision::Judged;
use weftline_wire::document::{LinkDocument, Snapshot};
use weftline_wire::plan::Way;
use weftline_wire::view::WaitingView;

use super::told;
use crate::engine::World;
use crate::failure::Failure;
use crate::ground::Ground;
use crate::join::join;
use crate::snapshots;
use crate::store::{self, Entity, key};

/// Records of which it is told at most: what one request of the storage reads four times.
const TOLD_MAX: usize = 100;

/// What was read of it.
pub(super) struct Waiting {
    links: Vec<LinkDocument>,
    snapshot: Snapshot,
}

/// Reads what waits; nothing is read where nothing does.
pub(super) async fn read(world: &World, ground: &Ground<'_>) -> Result<Waiting, Failure> {
    let document = &ground.links;
    if document.waiting_to_salesforce == 0 && document.waiting_to_jira == 0 {
        return Ok(Waiting { links: Vec::new(), snapshot: Snapshot::default() });
    }
    let issue_id = ground.issue.id.as_str();
    let keys: Vec<String> = document.links.iter().map(|link| key::link(issue_id, &link.record_id)).collect();
    let (links, snapshot) =
        join(store::entities::<LinkDocument>(world, Entity::Link, &keys), snapshots::read(world, issue_id)).await;
    let mut links: Vec<LinkDocument> = links?.into_iter().flatten().map(|link| link.document).collect();
    links.retain(|link| !link.waiting.is_empty() && link.gone.is_none());
    links.truncate(TOLD_MAX);
    Ok(Waiting { links, snapshot: snapshot? })
}

impl Waiting {
    /// Adds the Jira fields that it is about.
    pub(super) fn add_fields<'a>(&'a self, fields: &mut Vec<&'a str>) {
        let of_issue = self.links.iter().flat_map(|link| &link.waiting).filter(|one| one.way == Way::ToSalesforce);
        for one in of_issue {
            told::names(&one.conditions, &mut |field| {
                if !fields.contains(&field) {
                    fields.push(field);
                }
            });
        }
    }

    /// Tells it to a user, with what they see of the issue.
    pub(super) fn tell(self, facts: &Facts<'_>) -> Vec<WaitingView> {
        let mut all = Vec::new();
        for link in self.links {
            let name = self.snapshot.records.get(&link.record_id).map(|record| record.name.clone());
            let name = name.unwrap_or_else(|| link.record_id.clone());
            for mut one in link.waiting {
                if one.way == Way::ToSalesforce {
                    see(&mut one.conditions, facts);
                }
                all.push(WaitingView {
                    record_id: link.record_id.clone(),
                    record_name: name.clone(),
                    way: one.way,
                    since_ms: one.since_ms,
                    held_back: one.held_back,
                    conditions: one.conditions,
                });
            }
        }
        all
    }
}

/// Adds what the user sees of the issue.
fn see(judged: &mut Judged, facts: &Facts<'_>) {
    judged.found = judged.field.as_deref().and_then(|field| facts.fields.get(field)).and_then(|json| found(json));
    judged.of.iter_mut().for_each(|judged| see(judged, facts));
}
