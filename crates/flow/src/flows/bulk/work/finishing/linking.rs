//! Links created cases to the issue: all, or the first ones, as far as an issue takes links.

use std::collections::BTreeMap;

use weftline_wire::configuration::BulkLinks;
use weftline_wire::document::{BulkPlace, Origin};

use crate::bulk::jobs::Claimed;
use crate::bulk::outcomes::{Outcomes, ROWS};
use crate::engine::World;
use crate::failure::Failure;
use crate::links::{self, Linking, NewLink, RECORDS_PER_ISSUE};

/// What "the first" are.
const FIRST: usize = 50;

/// The object of which bulk creation makes records (BLK-2).
const OBJECT: &str = "Case";

/// Links them. Those that are linked stay so.
pub(super) async fn link(world: &World, claimed: &mut Claimed) -> Result<(), Failure> {
    let wanted = match claimed.job.links {
        BulkLinks::All => RECORDS_PER_ISSUE,
        BulkLinks::First => FIRST,
        BulkLinks::None => 0,
    };
    let ids = first_ids(world, claimed, wanted).await?;
    let job = &claimed.job;
    let issue = links::read_issue(world, &job.issue_id).await?;
    let linked = issue.map(|issue| issue.document.links).unwrap_or_default();
    let is_linked = |id: &String| linked.iter().any(|link| link.record_id == *id);
    let room = RECORDS_PER_ISSUE.saturating_sub(linked.len());
    let (before, new): (Vec<String>, Vec<String>) = ids.into_iter().partition(is_linked);
    let records: Vec<NewLink> = new
        .into_iter()
        .take(room)
        .map(|record_id| NewLink { record_id, object: OBJECT.to_owned(), base: BTreeMap::new() })
        .collect();
    let linking = Linking {
        issue_id: &job.issue_id,
        connection: &job.connection,
        author: &job.author,
        origin: Origin::Created,
        exclusive: false,
    };
    links::link_created(world, &linking, &records).await?;
    claimed.job.linked = (before.len() + records.len()) as u32;
    Ok(())
}

/// The ids of the first cases that were created, in the order of the rows.
async fn first_ids(world: &World, claimed: &Claimed, wanted: usize) -> Result<Vec<String>, Failure> {
    let (mut ids, mut from) = (Vec::new(), 0);
    let place = |row| BulkPlace { row, ..BulkPlace::default() };
    while ids.len() < wanted && from < claimed.job.rows {
        let to = from + ROWS;
        let outcomes = Outcomes::read(world, &claimed.id, place(from), place(to)).await?;
        ids.extend(outcomes.ids().take(wanted - ids.len()).map(str::to_owned));
        from = to;
    }
    Ok(ids)
}
