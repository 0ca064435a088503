//! The configuration as a file: exported, and imported here or elsewhere.

use std::collections::BTreeMap;

use weftline_configuration::exchange::{
    Dictionary, ExportFile, ExportedOrg, ExportedSite, Here, HereOrg, HereProject, custom_fields,
    custom_fields_of_rules, read, translate, write,
};
use weftline_configuration::{ANY_PROJECT, Doubt, KnownRoles, SectionName, arranged, changes};
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_mapping::JiraFields;
use weftline_wire::call::{ExportConfigurationCall, ImportConfigurationCall, SectionDraft};
use weftline_wire::configuration::{NamedId, Section};
use weftline_wire::failure::{FailureCode, Severity};
use weftline_wire::job::Caller;
use weftline_wire::view::{Change, ExportView, ImportView, SectionProblem};

use super::save::{self, Contents, Edited};
use super::surroundings::{self, Asked};
use super::versions::{differing, reordered};
use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::org;
use crate::site::{self, SiteError};

/// Bytes of a file at most: far more than a configuration has.
const FILE_BYTES_MAX: usize = 2_000_000;

/// Leaving a section out can leave another one without what it needs; nothing hangs on anything by more steps.
const ATTEMPTS: u32 = 4;

/// Gives a version as a file.
pub(crate) async fn export(
    world: &World,
    caller: &Caller,
    call: &ExportConfigurationCall,
) -> Result<ExportView, Failure> {
    let asked = Asked { fields: true, ..Asked::default() };
    let (begun, known) = join(save::begin(world), surroundings::known(world, &[], &asked)).await;
    let (current, connections) = begun?;
    let version = match call.version {
        Some(version) => save::base(world, &current, version).await?,
        None => current,
    };
    let (sections, orgs) = join(version.all(world), orgs(world, &connections)).await;
    let (mut sections, orgs, fields) = (sections?, orgs?, known?.jira);
    sections.retain(|_, section| !matches!(section, Section::Side(_)));
    let file = ExportFile {
        version: version.version(),
        exported_at_ms: world.now_ms(),
        site: ExportedSite { cloud_id: caller.cloud_id.clone(), url: caller.site_url.clone() },
        orgs,
        dictionary: dictionary(&sections, &fields),
        objects: version.objects(),
        sections,
    };
    let host = caller.site_url.trim_start_matches("https://");
    let site: String = host.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    let file_name = ["weftline-", &site, "-v", &file.version.to_string(), ".json"].concat();
    Ok(ExportView { file_name, text: write(&file) })
}

/// What the ids in sections mean.
fn dictionary(sections: &BTreeMap<String, Section>, fields: &JiraFields) -> Dictionary {
    let mut dictionary = Dictionary::default();
    for section in sections.values() {
        let types: &[NamedId] = match section {
            Section::Restrictions(restrictions) => &restrictions.issue_types,
            Section::Project(project) => {
                dictionary.projects.insert(project.id.clone(), project.key.clone());
                &project.issue_types
            }
            Section::Settings(_)
            | Section::Events(_)
            | Section::Side(_)
            | Section::Fields(_)
            | Section::Mapping(_)
            | Section::Rules(_)
            | Section::Roles(_) => &[],
        };
        let custom = match section {
            Section::Mapping(mapping) => custom_fields(mapping),
            Section::Rules(rules) => custom_fields_of_rules(rules),
            _ => Vec::new(),
        };
        for id in custom {
            if let Some(field) = fields.fields.iter().find(|field| field.id == id) {
                dictionary.fields.insert(id, field.name.clone());
            }
        }
        for named in types {
            dictionary.issue_types.insert(named.id.clone(), named.name.clone());
        }
    }
    dictionary
}

async fn orgs(world: &World, connections: &[String]) -> Result<Vec<ExportedOrg>, Failure> {
    let read = join_all(connections.iter().map(|id| org::stored(world, id))).await;
    let mut orgs = Vec::new();
    for (id, connection) in connections.iter().zip(read) {
        orgs.extend(connection?.map(|connection| ExportedOrg {
            connection: id.clone(),
            organization_id: connection.document.organization_id,
            name: connection.document.organization_name,
        }));
    }
    Ok(orgs)
}

/// Reads a file: says what of it does not fit, what it would change, and saves what fits when it is told to.
pub(crate) async fn import(
    world: &World,
    caller: &Caller,
    call: &ImportConfigurationCall,
) -> Result<ImportView, Failure> {
    let (current, connections) = save::begin(world).await?;
    if call.text.len() > FILE_BYTES_MAX {
        return Err(failure::of(FailureCode::Invalid, "the file is too large for a configuration"));
    }
    let file = read(&call.text).map_err(|error| failure::of(FailureCode::Invalid, format!("the file: {error}")))?;
    let (here, mine) = join(here(world, caller, &file, &connections), current.all(world)).await;
    let (here, mine) = (here?, mine?);
    let translated = translate(&file, &here);
    let mut problems = translated.problems;
    let mut contents = Contents::new();
    for (name, section) in translated.sections {
        contents.insert(name, Some(section));
    }
    for name in mine.keys() {
        // What the file does not have goes. What could not be carried over stays, and so does what orgs keep.
        let stays =
            translated.left_out.contains(name) || matches!(SectionName::parse(name), Some(SectionName::Side(_)));
        if !stays && !contents.contains_key(name) {
            contents.insert(name.clone(), None);
        }
    }
    fit(world, &current, &connections, &mut contents, &mut problems).await?;
    let mut would: Vec<Change> = reordered(&current.objects(), &arranged(&current.objects(), &file.objects));
    for (name, content) in &contents {
        would.extend(changes(name, mine.get(name), content.as_ref()));
    }
    let saved = if call.apply && call.base_version != current.version() && !would.is_empty() {
        // What was agreed to was told against another version.
        let base = save::base(world, &current, call.base_version).await?;
        let contested = differing(&base.hashes(), &current.hashes());
        Some(save::conflict(world, &base, &current, &connections, contested).await?)
    } else if call.apply {
        let drafts = drafts(contents, &file.objects);
        let edited =
            Edited { base_version: call.base_version, drafts: &drafts, reason: "imported", doubt: Doubt::Refused };
        Some(save::commit_in_order(world, caller, current, &connections, &edited, Some(&file.objects)).await?)
    } else {
        None
    };
    Ok(ImportView { problems, changes: would, saved })
}

/// Takes away what does not fit: a section becomes what it would be right as, or is left out with what belongs to it.
async fn fit(
    world: &World,
    current: &Configuration,
    connections: &[String],
    contents: &mut Contents,
    problems: &mut Vec<SectionProblem>,
) -> Result<(), Failure> {
    for attempt in 0..ATTEMPTS {
        let found = save::problems(world, current, connections, contents, Doubt::Refused).await?;
        let found: Vec<SectionProblem> =
            found.into_iter().filter(|found| found.problem.severity == Severity::Error).collect();
        let mut names: Vec<String> = Vec::new();
        for found in &found {
            if !names.contains(&found.section) {
                names.push(found.section.clone());
            }
        }
        let done = names.is_empty();
        for name in names {
            let mut mine = found.iter().filter(|found| found.section == name);
            let repair = mine.clone().find_map(|found| found.repair.clone());
            let all_mended = mine.all(|found| found.repair.is_some());
            match repair.filter(|_| all_mended && attempt == 0) {
                Some(repair) => drop(contents.insert(name, Some(repair))),
                None => leave_out(&name, current, contents),
            }
        }
        for mut found in found {
            let known = problems.iter().any(|known| known.section == found.section && known.problem == found.problem);
            if !known {
                found.repair = None;
                problems.push(found);
            }
        }
        if done {
            break;
        }
    }
    Ok(())
}

/// Leaves a section out, and the mappings and rules that are nothing without it.
fn leave_out(name: &str, current: &Configuration, contents: &mut Contents) {
    contents.remove(name);
    if current.has_named(name) {
        return;
    }
    let gone = SectionName::parse(name);
    contents.retain(|other, _| match (gone, SectionName::parse(other)) {
        (Some(SectionName::Project(id)), Some(SectionName::Mapping { project, .. } | SectionName::Rules(project))) => {
            project != id
        }
        (Some(SectionName::Fields(left)), Some(SectionName::Mapping { object, .. })) => object != left,
        _ => true,
    });
}

/// As drafts, new objects in the file's order.
fn drafts(contents: Contents, objects: &[String]) -> Vec<SectionDraft> {
    let mut contents = contents;
    let mut drafts = Vec::new();
    for object in objects {
        let name = SectionName::Fields(object).to_string();
        if let Some(content) = contents.remove(&name) {
            drafts.push(SectionDraft { name, content });
        }
    }
    drafts.extend(contents.into_iter().map(|(name, content)| SectionDraft { name, content }));
    drafts
}

/// What there is on this site of what the file names.
async fn here(world: &World, caller: &Caller, file: &ExportFile, connections: &[String]) -> Result<Here, Failure> {
    let asked = Asked { fields: true, issue_types: true, ..Asked::default() };
    let same_site = file.site.cloud_id == caller.cloud_id;
    let named: Vec<String> =
        file.dictionary.projects.iter().map(|(id, key)| if same_site { id } else { key }.clone()).collect();
    let pages = named.chunks(jira_request::ASKED_MAX).map(|names| async move {
        let keys: Vec<&str> = names.iter().map(String::as_str).collect();
        let request = match same_site {
            true => jira_request::projects_by_id(names),
            false => jira_request::projects(None, &keys, 0),
        };
        site::ask(world, request).await.map_err(SiteError::into_failure)
    });
    let (pages, (known, orgs)) =
        join(join_all(pages), join(surroundings::known(world, &[], &asked), orgs(world, connections))).await;
    let (known, orgs) = (known?, orgs?);
    let mut projects = Vec::new();
    for page in pages {
        let read = jira_reply::projects(&page?.view()).map_err(|error| error.to_failure())?.values;
        projects.extend(read.into_iter().map(|project| HereProject {
            id: project.id,
            key: project.key,
            name: project.name,
            issue_types: project.issue_types,
        }));
    }
    let (groups, project_roles) =
        if same_site { Default::default() } else { named_here(world, file, &projects).await? };
    Ok(Here {
        cloud_id: caller.cloud_id.clone(),
        orgs: orgs
            .into_iter()
            .map(|org| HereOrg { connection: org.connection, organization_id: org.organization_id })
            .collect(),
        projects,
        issue_types: known.issue_types.unwrap_or_default(),
        fields: known.jira,
        groups,
        project_roles,
    })
}

/// The groups and project roles here that have the names in the file.
async fn named_here(
    world: &World,
    file: &ExportFile,
    projects: &[HereProject],
) -> Result<(Vec<NamedId>, Vec<KnownRoles>), Failure> {
    let mut names: Vec<String> = Vec::new();
    let mut with_roles = false;
    for section in file.sections.values() {
        let Section::Roles(roles) = section else { continue };
        for grant in &roles.grants {
            names.extend(grant.groups.iter().map(|group| group.name.clone()));
            with_roles |= !grant.project_roles.is_empty();
        }
    }
    names.sort_unstable();
    names.dedup();
    let pages = names.chunks(jira_request::ASKED_MAX);
    let pages = join_all(pages.map(|names| site::ask(world, jira_request::groups_by_name(names)))).await;
    let mut groups = Vec::new();
    for page in pages {
        let page = page.map_err(SiteError::into_failure)?;
        groups.extend(jira_reply::groups(&page.view()).map_err(|error| error.to_failure())?);
    }
    let mut project_roles = Vec::new();
    if with_roles {
        let all: Vec<String> = projects.iter().map(|project| project.id.clone()).collect();
        for (project, of) in std::iter::once((ANY_PROJECT, all.as_slice()))
            .chain(all.iter().map(|id| (id.as_str(), std::slice::from_ref(id))))
        {
            let roles = surroundings::project_roles(world, of).await?;
            project_roles.push(KnownRoles { project: project.to_owned(), roles });
        }
    }
    Ok((groups, project_roles))
}
