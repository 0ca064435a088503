//! Saves sections as the next version: checked, merged with what others saved meanwhile, nothing lost.

use std::collections::BTreeMap;

use weftline_configuration::{
    Checked, Doubt, SectionName, arranged, canonical, changes, check, drafted, has_error, hash, left_without, objects,
    stamped,
};
use weftline_wire::call::{CheckConfigurationCall, SaveConfigurationCall, SectionDraft};
use weftline_wire::configuration::{Manifest, Section};
use weftline_wire::document::Versioned;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{Change, CheckView, SaveView, SectionProblem};

use super::surroundings::{self, Asked};
use super::{overview, placement, release};
use crate::configuration::{CURRENT, Configuration};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::{join, join_all};
use crate::since;
use crate::store::{self, Committed, Entity, Transaction, key};

/// How often a save reads again because somebody else saved at the same moment.
const ATTEMPTS: u32 = 5;

/// What a version names as changed when the order of the objects is.
pub(crate) const OBJECTS: &str = "objects";

/// Sections at most, so that their list stays a small document.
const SECTIONS_MAX: usize = 1_000;

/// Sections by name; none is one that is not there.
pub(crate) type Contents = BTreeMap<String, Option<Section>>;

/// Says what is wrong with sections, without saving them.
pub(crate) async fn check_only(world: &World, call: &CheckConfigurationCall) -> Result<CheckView, Failure> {
    let (current, connections) = begin(world).await?;
    let names = current.names();
    let drafts = drafted(&call.sections, &names);
    let problems = problems(world, &current, &connections, &drafts, Doubt::Told).await?;
    Ok(CheckView { problems })
}

/// Saves what an admin edited.
pub(crate) async fn save(world: &World, caller: &Caller, call: &SaveConfigurationCall) -> Result<SaveView, Failure> {
    let (current, connections) = begin(world).await?;
    let edited =
        Edited { base_version: call.base_version, drafts: &call.sections, reason: "saved", doubt: Doubt::Refused };
    commit_in_order(world, caller, current, &connections, &edited, call.objects.as_deref()).await
}

/// Refuses who may not save; the configuration in force, and the connections.
pub(crate) async fn begin(world: &World) -> Result<(Configuration, Vec<String>), Failure> {
    let (admin, (current, connections)) =
        join(gate::admin(world), join(Configuration::read(world), surroundings::connections(world))).await;
    admin?;
    Ok((current?, connections?))
}

/// What is to be saved.
pub(crate) struct Edited<'a> {
    /// The version that was edited.
    pub(crate) base_version: u32,
    /// The sections that were changed.
    pub(crate) drafts: &'a [SectionDraft],
    /// How the version comes to be.
    pub(crate) reason: &'a str,
    /// What becomes of what cannot be checked.
    pub(crate) doubt: Doubt,
}

/// Makes the next version. Sections that nobody else changed since the base version are merged into what is in force;
/// a section that somebody else changed too is a conflict, and then nothing is saved.
pub(crate) async fn commit(
    world: &World,
    caller: &Caller,
    current: Configuration,
    connections: &[String],
    edited: &Edited<'_>,
) -> Result<SaveView, Failure> {
    commit_in_order(world, caller, current, connections, edited, None).await
}

/// The same with the objects in the order that was asked for. Of two who reorder them, the later one's order counts.
pub(crate) async fn commit_in_order(
    world: &World,
    caller: &Caller,
    mut current: Configuration,
    connections: &[String],
    edited: &Edited<'_>,
    order: Option<&[String]>,
) -> Result<SaveView, Failure> {
    for _ in 0..ATTEMPTS {
        let base = base(world, &current, edited.base_version).await?;
        let drafts = watching(world, &current, drafted(edited.drafts, &base.names())).await?;
        let merged = merge(&base, &current, drafts);
        if !merged.contested.is_empty() {
            return conflict(world, &base, &current, connections, merged.contested).await;
        }
        let before = current.objects();
        let reordered = order.is_some_and(|order| arranged(&before, order) != before);
        if merged.changed.is_empty() && !reordered {
            return saved(world, caller, &base, &current, connections).await;
        }
        let found = problems(world, &current, connections, &merged.changed, edited.doubt).await?;
        if has_error(&found) {
            return Ok(SaveView::Invalid { problems: found });
        }
        let next = Next { contents: merged.changed, drafts: edited.drafts, reason: edited.reason, order };
        match put(world, caller, &current, next).await? {
            Some(stored) => return saved(world, caller, &base, &stored, connections).await,
            None => current = Configuration::read(world).await?,
        }
    }
    Err(failure::of(FailureCode::Conflict, "others save all the time; try again"))
}

/// The version that was edited.
pub(crate) async fn base(world: &World, current: &Configuration, version: u32) -> Result<Configuration, Failure> {
    if version == current.version() {
        return Ok(current.clone());
    }
    if version > current.version() {
        return Err(failure::of(FailureCode::Invalid, format!("there is no version {version}")));
    }
    Configuration::read_version(world, version).await
}

/// That it is saved, and what follows.
pub(crate) async fn saved(
    world: &World,
    caller: &Caller,
    base: &Configuration,
    current: &Configuration,
    connections: &[String],
) -> Result<SaveView, Failure> {
    let ((warnings, ()), configuration) = join(
        join(placement::after_save(world, caller, base, current), release::after_save(world, base, current)),
        overview::view(world, current, connections),
    )
    .await;
    Ok(SaveView::Saved { configuration: configuration?, warnings })
}

/// That somebody else saved these sections meanwhile, and what they changed in them.
pub(crate) async fn conflict(
    world: &World,
    base: &Configuration,
    current: &Configuration,
    connections: &[String],
    contested: Vec<String>,
) -> Result<SaveView, Failure> {
    let (theirs, configuration) =
        join(differences(world, base, current, contested), overview::view(world, current, connections)).await;
    Ok(SaveView::Conflict { configuration: configuration?, theirs: theirs? })
}

/// In what the sections of these names differ between two versions.
pub(crate) async fn differences(
    world: &World,
    before: &Configuration,
    after: &Configuration,
    names: Vec<String>,
) -> Result<Vec<Change>, Failure> {
    let (old, new) = join(before.sections(world, names.clone()), after.sections(world, names.clone())).await;
    let mut all = Vec::new();
    for (name, (old, new)) in names.iter().zip(old?.into_iter().zip(new?)) {
        all.extend(changes(name, old.as_ref(), new.as_ref()));
    }
    Ok(all)
}

/// Sections with rules that watch since they should, whatever they say themselves.
pub(crate) async fn watching(
    world: &World,
    current: &Configuration,
    mut contents: Contents,
) -> Result<Contents, Failure> {
    let has_rules = |content: &Option<Section>| matches!(content, Some(Section::Rules(_)));
    let names: Vec<String> =
        contents.iter().filter(|(_, content)| has_rules(content)).map(|(name, _)| name.clone()).collect();
    let stored = current.sections(world, names.clone()).await?;
    for (name, stored) in names.into_iter().zip(stored) {
        let before = match &stored {
            Some(Section::Rules(rules)) => Some(rules),
            _ => None,
        };
        if let Some(Some(Section::Rules(rules))) = contents.get_mut(&name) {
            *rules = stamped(rules, before, world.now_ms());
        }
    }
    Ok(contents)
}

/// What a save comes to.
struct Merged {
    /// What is to be written.
    changed: Contents,
    /// What somebody else changed meanwhile in another way.
    contested: Vec<String>,
}

fn merge(base: &Configuration, current: &Configuration, drafts: Contents) -> Merged {
    let (base, current) = (base.hashes(), current.hashes());
    let mut merged = Merged { changed: BTreeMap::new(), contested: Vec::new() };
    for (name, content) in drafts {
        let mine = content.as_ref().map(|content| hash(&canonical(content)));
        let (was, is) = (base.get(&name), current.get(&name));
        if mine.as_ref() == is || mine.as_ref() == was {
            continue;
        }
        if was == is {
            merged.changed.insert(name, content);
        } else {
            merged.contested.push(name);
        }
    }
    merged
}

/// What is wrong with changed sections within the configuration that they make.
pub(crate) async fn problems(
    world: &World,
    current: &Configuration,
    connections: &[String],
    changed: &Contents,
    doubt: Doubt,
) -> Result<Vec<SectionProblem>, Failure> {
    let mut names: Vec<String> = current.names();
    names.retain(|name| !matches!(changed.get(name), Some(None)));
    names.extend(
        changed
            .iter()
            .filter(|(name, content)| content.is_some() && !current.has_named(name))
            .map(|(name, _)| name.clone()),
    );
    let mut asked = Asked { configured: configured(&names), ..Asked::default() };
    // What is looked at beside what was changed: the projects of mappings, and rules with the mappings they create by.
    let mut beside: Vec<String> = Vec::new();
    let mut mapped: Vec<String> = Vec::new();
    for (name, content) in changed {
        let parsed = SectionName::parse(name);
        if let Some(SectionName::Mapping { object, .. }) = parsed {
            mapped.push(object.to_owned());
        }
        let Some(content) = content else { continue };
        match parsed {
            Some(SectionName::Settings) => {
                if let Section::Settings(settings) = content {
                    asked.issue.clone_from(&settings.operations_issue);
                }
            }
            Some(SectionName::Restrictions) => asked.issue_types = true,
            Some(SectionName::Project(id)) => asked.projects.push(id.to_owned()),
            Some(SectionName::Fields(object)) => asked.objects.push(object.to_owned()),
            Some(SectionName::Mapping { project, object }) => {
                asked.fields = true;
                asked.objects.push(object.to_owned());
                beside.push(SectionName::Project(project).to_string());
            }
            Some(SectionName::Rules(_)) => {
                asked.fields = true;
                if let Section::Rules(rules) = content {
                    asked.objects.extend(rules.rules.iter().map(|rule| rule.object.clone()));
                }
            }
            Some(SectionName::Roles(project)) => {
                if let Section::Roles(roles) = content {
                    asked.roles(project, roles);
                }
            }
            Some(SectionName::Events | SectionName::Side(_)) | None => {}
        }
    }
    asked.objects.sort_unstable();
    asked.objects.dedup();
    let creating = |name: &String| match SectionName::parse(name) {
        Some(SectionName::Rules(_)) => !mapped.is_empty(),
        Some(SectionName::Mapping { object, .. }) => asked.objects.iter().any(|asked| asked == object),
        Some(SectionName::Project(_)) => true,
        _ => false,
    };
    let rules_matter = !mapped.is_empty() || changed.values().any(|content| matches!(content, Some(Section::Rules(_))));
    beside.extend(names.iter().filter(|name| rules_matter && creating(name)).cloned());
    beside.retain(|name| !changed.contains_key(name));
    beside.sort_unstable();
    beside.dedup();
    let (known, bound) =
        join(surroundings::known(world, connections, &asked), current.sections(world, beside.clone())).await;
    let (known, bound) = (known?, bound?);
    let mut sections: BTreeMap<String, Section> = BTreeMap::new();
    for (name, content) in beside.iter().zip(bound) {
        if let Some(content) = content {
            sections.insert(name.clone(), content);
        }
    }
    for (name, content) in changed {
        if let Some(content) = content {
            sections.insert(name.clone(), content.clone());
        }
    }
    let checked = Checked { names: &names, sections: &sections, known: &known, doubt };
    let mut found = check(&checked, changed.keys());
    found.extend(left_without(&checked, beside.iter(), &mapped));
    Ok(found)
}

/// The projects that are configured.
fn configured(names: &[String]) -> Vec<String> {
    let ids = names.iter().filter_map(|name| match SectionName::parse(name) {
        Some(SectionName::Project(id)) => Some(id.to_owned()),
        _ => None,
    });
    ids.collect()
}

/// What the next version brings.
pub(crate) struct Next<'a> {
    /// What changes.
    pub(crate) contents: Contents,
    /// In which order new objects come.
    pub(crate) drafts: &'a [SectionDraft],
    /// How it comes to be.
    pub(crate) reason: &'a str,
    /// In which order the objects are shown, where that is to change.
    pub(crate) order: Option<&'a [String]>,
}

/// Writes the next version: its sections first, each under its hash, then in one transaction the version and which
/// one is in force. None when somebody else was faster.
async fn put(
    world: &World,
    caller: &Caller,
    current: &Configuration,
    next: Next<'_>,
) -> Result<Option<Configuration>, Failure> {
    let mut sections = current.hashes();
    let mut new: Vec<Section> = Vec::new();
    if current.stored().is_none() {
        new.extend(weftline_configuration::shipped::sections().into_values());
    }
    let mut changed: Vec<String> = next.contents.keys().cloned().collect();
    for (name, content) in next.contents {
        match content {
            Some(content) => {
                sections.insert(name, hash(&canonical(&content)));
                new.push(content);
            }
            None => drop(sections.remove(&name)),
        }
    }
    write(world, &new).await?;
    let names: Vec<String> = sections.keys().cloned().collect();
    let mut objects = objects(&current.objects(), next.drafts, &names);
    if let Some(order) = next.order {
        let asked = arranged(&objects, order);
        if asked != objects {
            changed.push(OBJECTS.to_owned());
            objects = asked;
        }
    }
    put_version(world, caller, current, Version { sections, objects, changed, reason: next.reason.to_owned() }).await
}

/// Writes sections under their hashes. What is there already is the same.
pub(crate) async fn write(world: &World, sections: &[Section]) -> Result<(), Failure> {
    let each = sections.iter().map(|section| store::set(world, key::section(&hash(&canonical(section))), section));
    join_all(each).await.into_iter().collect()
}

/// A version whose sections are written.
pub(crate) struct Version {
    pub(crate) sections: BTreeMap<String, String>,
    pub(crate) objects: Vec<String>,
    pub(crate) changed: Vec<String>,
    pub(crate) reason: String,
}

/// Puts a version in force. None when somebody else was faster.
pub(crate) async fn put_version(
    world: &World,
    caller: &Caller,
    current: &Configuration,
    version: Version,
) -> Result<Option<Configuration>, Failure> {
    let Version { sections, objects, changed, reason } = version;
    if sections.len() > SECTIONS_MAX {
        let text =
            format!("a configuration has at most {SECTIONS_MAX} sections: projects, objects and mappings together");
        return Err(failure::of(FailureCode::Invalid, text));
    }
    let number = current.version() + 1;
    let on_since = since::next(world, current, &sections).await?;
    let manifest = Manifest {
        version: number,
        author: Some(caller.account_id.clone()),
        saved_at_ms: world.now_ms(),
        reason,
        changed,
        objects,
        sections,
        on_since,
    };
    let before = current.stored();
    let mut transaction = Transaction::default();
    transaction.put(Entity::Configuration, &key::version(number), None::<&Versioned<Manifest>>, &manifest)?;
    transaction.put(Entity::Configuration, CURRENT, before, &manifest)?;
    match transaction.commit(world).await? {
        Committed::Yes => {
            let revision = before.map_or(0, |before| before.revision) + 1;
            Ok(Some(Configuration::of(Versioned { revision, document: manifest })))
        }
        Committed::Conflict => Ok(None),
    }
}
