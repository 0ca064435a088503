//! What waits until conditions of a mapping hold (SYNC-7) is looked at again when the conditions are changed.

use weftline_configuration::SectionName;
use weftline_wire::configuration::{Condition, Section};
use weftline_wire::decision::Cause;
use weftline_wire::job::Job;

use super::reconcile::walk::{self, Walk};
use crate::configuration::Configuration;
use crate::engine::{End, World};
use crate::failure::Failure;
use crate::join::join;
use crate::marks::{self, Bells, SyncMark};
use crate::store;

/// Links that are looked at in one invocation, and the pause until the next.
const LINKS_MAX: usize = 1_000;
const PAUSE_SECONDS: u32 = 2;

/// Called when a version is in force. What is not rung for now is found by the daily comparison.
pub(crate) async fn after_save(world: &World, before: &Configuration, after: &Configuration) {
    if before.version() == after.version() {
        return;
    }
    if let Ok(true) = are_changed(world, before, after).await {
        let _ = store::push(world, Job::Release { after: None }, 0).await;
    }
}

/// Whether a mapping has other conditions than before.
async fn are_changed(world: &World, before: &Configuration, after: &Configuration) -> Result<bool, Failure> {
    let (old, new) = (before.hashes(), after.hashes());
    let is_mapping = |name: &&String| matches!(SectionName::parse(name), Some(SectionName::Mapping { .. }));
    let mut names: Vec<String> = old.keys().chain(new.keys()).filter(is_mapping).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| old.get(name) != new.get(name));
    if names.is_empty() {
        return Ok(false);
    }
    let (old, new) = join(before.sections(world, names.clone()), after.sections(world, names)).await;
    Ok(old?.iter().zip(&new?).any(|(old, new)| conditions(old.as_ref()) != conditions(new.as_ref())))
}

fn conditions(section: Option<&Section>) -> Option<(&Option<Condition>, &Option<Condition>)> {
    match section {
        Some(Section::Mapping(mapping)) => Some((&mapping.to_salesforce_when, &mapping.to_jira_when)),
        _ => None,
    }
}

/// Goes through the links, and marks those where something waits.
pub(crate) async fn release(world: &World, after: Option<&str>) -> Result<End, Failure> {
    let waits = |link: &weftline_wire::document::LinkDocument| !link.waiting.is_empty();
    let Walk { links, after } = walk::such(world, &waits, after, LINKS_MAX).await?;
    let marks = links.iter().map(|link| SyncMark {
        records: vec![link.record_id.clone()],
        ..SyncMark::new(&link.issue_id, &link.connection, Cause::Configured)
    });
    let mut bells = Bells::default();
    marks::mark_more(world, marks.collect(), &mut bells).await?;
    bells.ring(world).await;
    Ok(match after {
        Some(_) => End::Park { job: Job::Release { after }, delay_seconds: PAUSE_SECONDS },
        None => End::Done(None),
    })
}
