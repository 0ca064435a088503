//! Since when what rules hang on is switched on (CON-3, EVT-1, EVT-3): what happened while it was off sets no rule off
//! later.

use std::collections::BTreeMap;

use weftline_configuration::SectionName;
use weftline_wire::configuration::Section;

use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::store::{self, key};

/// The master switch.
pub(crate) const ENABLED: &str = "enabled";
/// Issues that are created.
pub(crate) const CREATED: &str = "issueCreated";
/// Fields of issues that change.
pub(crate) const UPDATED: &str = "issueUpdated";

/// What is on in the version that is about to be written, and since when: as before where it was on before.
pub(crate) async fn next(
    world: &World,
    current: &Configuration,
    sections: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, u64>, Failure> {
    let (settings, events) = join(
        changed(world, current, sections, SectionName::Settings),
        changed(world, current, sections, SectionName::Events),
    )
    .await;
    let mut on: Vec<(String, bool)> = Vec::new();
    if let Some(Section::Settings(settings)) = settings? {
        let before = current.settings(world).await?.enabled;
        on.push((ENABLED.to_owned(), settings.enabled && !before));
    }
    if let Some(Section::Events(events)) = events? {
        let before = current.events(world).await?;
        on.push((CREATED.to_owned(), events.issue_created && !before.issue_created));
        on.push((UPDATED.to_owned(), events.issue_updated && !before.issue_updated));
    }
    let mut since = current.on_since();
    let is_project = |name: &str| matches!(SectionName::parse(name), Some(SectionName::Project(_)));
    since.retain(|name, _| !is_project(name) || sections.contains_key(name));
    for name in sections.keys().filter(|name| is_project(name)) {
        on.push((name.clone(), !current.has_named(name)));
    }
    for (name, _) in on.into_iter().filter(|(_, switched_on)| *switched_on) {
        since.insert(name, world.now_ms());
    }
    Ok(since)
}

/// A section of the version that is about to be written, if it differs from the one in force.
async fn changed(
    world: &World,
    current: &Configuration,
    sections: &BTreeMap<String, String>,
    name: SectionName<'_>,
) -> Result<Option<Section>, Failure> {
    let name = name.to_string();
    match sections.get(&name) {
        Some(hash) if current.hash_of(&name).as_ref() != Some(hash) => store::get(world, key::section(hash)).await,
        _ => Ok(None),
    }
}
