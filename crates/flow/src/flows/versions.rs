//! The versions of the configuration: listed, compared, gone back to.

use std::collections::BTreeMap;

use weftline_configuration::{SectionName, canonical, hash, shipped};
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_wire::call::{CompareVersionsCall, RollBackCall, VersionsCall};
use weftline_wire::configuration::Section;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{Change, ComparisonView, SaveView, VersionRow, VersionsView};

use super::save::{self, Contents, Version};
use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::{join, join_all};
use crate::site;

/// Versions that are listed at once.
const LISTED_MAX: u32 = 20;

/// Lists versions, newest first.
pub(crate) async fn versions(world: &World, call: &VersionsCall) -> Result<VersionsView, Failure> {
    let (admin, current) = join(gate::admin(world), Configuration::read(world)).await;
    admin?;
    let current = current?;
    let end = call.before.map_or(current.version() + 1, |before| before.min(current.version() + 1));
    let begin = end.saturating_sub(LISTED_MAX);
    let read = join_all((begin..end).rev().map(|version| Configuration::read_version(world, version))).await;
    let mut rows = Vec::new();
    for version in read {
        rows.push(row(&version?));
    }
    name_authors(world, &mut rows).await;
    Ok(VersionsView { versions: rows, more: begin > 0 })
}

fn row(version: &Configuration) -> VersionRow {
    match version.stored().map(|stored| &stored.document) {
        Some(manifest) => VersionRow {
            version: manifest.version,
            author: manifest.author.clone(),
            author_name: None,
            saved_at_ms: manifest.saved_at_ms,
            reason: manifest.reason.clone(),
            changed: manifest.changed.clone(),
        },
        None => VersionRow {
            version: 0,
            author: None,
            author_name: None,
            saved_at_ms: 0,
            reason: "shipped".to_owned(),
            changed: Vec::new(),
        },
    }
}

/// Puts names to the accounts, as far as Jira tells them: a list without names is better than none.
async fn name_authors(world: &World, rows: &mut [VersionRow]) {
    let mut accounts: Vec<String> = Vec::new();
    for account in rows.iter().filter_map(|row| row.author.as_ref()) {
        if !accounts.contains(account) {
            accounts.push(account.clone());
        }
    }
    if accounts.is_empty() {
        return;
    }
    let Ok(reply) = site::ask(world, jira_request::people(&accounts)).await else {
        return;
    };
    let people = jira_reply::people(&reply.view()).unwrap_or_default();
    for row in rows {
        let named = people.iter().find(|person| row.author.as_deref() == Some(&person.account_id));
        row.author_name = named.map(|person| person.display_name.clone());
    }
}

/// In what two versions differ.
pub(crate) async fn compare(world: &World, call: &CompareVersionsCall) -> Result<ComparisonView, Failure> {
    let read = join(Configuration::read_version(world, call.from), Configuration::read_version(world, call.to));
    let (admin, (from, to)) = join(gate::admin(world), read).await;
    admin?;
    let (from, to) = (from?, to?);
    let names = differing(&from.hashes(), &to.hashes());
    let mut changes = reordered(&from.objects(), &to.objects());
    changes.extend(save::differences(world, &from, &to, names).await?);
    Ok(ComparisonView { changes })
}

/// That the objects which are in both lists are shown in another order, if they are.
pub(crate) fn reordered(before: &[String], after: &[String]) -> Vec<Change> {
    let common = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|object| other.contains(object)).cloned().collect()
    };
    if common(before, after) == common(after, before) {
        return Vec::new();
    }
    vec![Change {
        section: save::OBJECTS.to_owned(),
        path: "order".to_owned(),
        before: Some(before.join(", ")),
        after: Some(after.join(", ")),
    }]
}

/// The names of the sections in which two versions differ, in order.
pub(crate) fn differing(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> Vec<String> {
    let mut names: Vec<String> = one.keys().filter(|name| one.get(*name) != other.get(*name)).cloned().collect();
    for name in other.keys().filter(|name| !one.contains_key(*name)) {
        if let Err(at) = names.binary_search(name) {
            names.insert(at, name.clone());
        }
    }
    names
}

/// Makes an old version the next one, whole. What of it does not fit the org any more is told with the configuration
/// as for any saved section: going back has to be possible when something is wrong.
pub(crate) async fn roll_back(world: &World, caller: &Caller, call: &RollBackCall) -> Result<SaveView, Failure> {
    let (begun, target) = join(save::begin(world), Configuration::read_version(world, call.version)).await;
    let ((current, connections), target) = (begun?, target?);
    let base = save::base(world, &current, call.base_version).await?;
    if current.hashes() == target.hashes() && current.objects() == target.objects() {
        return save::saved(world, caller, &base, &current, &connections).await;
    }
    if call.base_version != current.version() {
        let contested = differing(&base.hashes(), &current.hashes());
        return save::conflict(world, &base, &current, &connections, contested).await;
    }
    if target.stored().is_none() {
        let sections: Vec<Section> = shipped::sections().into_values().collect();
        save::write(world, &sections).await?;
    }
    let mut changed = differing(&current.hashes(), &target.hashes());
    if !reordered(&current.objects(), &target.objects()).is_empty() {
        changed.push(save::OBJECTS.to_owned());
    }
    let version = Version {
        sections: watching(world, &current, &target).await?,
        objects: target.objects(),
        changed,
        reason: format!("rolled back to {}", call.version),
    };
    match save::put_version(world, caller, &current, version).await? {
        Some(stored) => save::saved(world, caller, &current, &stored, &connections).await,
        None => Err(failure::of(FailureCode::Conflict, "someone else saved at the same moment; look again")),
    }
}

/// The sections of an old version, by hash. Rules that are switched on by going back watch from now on: what happened
/// while they were off sets nothing off.
async fn watching(
    world: &World,
    current: &Configuration,
    target: &Configuration,
) -> Result<BTreeMap<String, String>, Failure> {
    let mut sections = target.hashes();
    let mut names = differing(&current.hashes(), &sections);
    names.retain(|name| matches!(SectionName::parse(name), Some(SectionName::Rules(_))) && target.has_named(name));
    let mut contents = Contents::new();
    for (name, content) in names.iter().zip(target.sections(world, names.clone()).await?) {
        contents.insert(name.clone(), content);
    }
    let mut written = Vec::new();
    for (name, content) in save::watching(world, current, contents).await? {
        if let Some(content) = content {
            sections.insert(name, hash(&canonical(&content)));
            written.push(content);
        }
    }
    save::write(world, &written).await?;
    Ok(sections)
}
