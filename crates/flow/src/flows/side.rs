//! The mapping that an org keeps itself: pulls it, and makes it the next version's (EVT-2).

use weftline_configuration::{Doubt, SectionName, mapped_types};
use weftline_jira::reply::SiteProject;
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_salesforce::session::Session;
use weftline_salesforce::{reply, request, side};
use weftline_wire::call::{SectionDraft, SyncFromSalesforceCall};
use weftline_wire::configuration::{NamedId, ProjectConfiguration, SalesforceSide, Section, SideMapping};
use weftline_wire::failure::{FailureCode, Problem, Severity};
use weftline_wire::job::Caller;
use weftline_wire::view::SaveView;

use super::save::{self, Edited};
use crate::configuration::{Configuration, connection_of};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::org::{self, CallError, MAIN, Org};
use crate::retry;
use crate::site::{self, SiteError};

/// Keys that Jira takes in one request.
const KEYS_MAX: usize = 50;

/// Pulls the mapping and saves it, with the projects that it names.
pub(crate) async fn sync(world: &World, caller: &Caller, call: &SyncFromSalesforceCall) -> Result<SaveView, Failure> {
    let (begun, stored) = join(save::begin(world), org::stored(world, &call.connection)).await;
    let (current, connections) = begun?;
    let mut org = Org::open(world, &call.connection, stored?).await?;
    let mappings = pull(world, &mut org).await.map_err(CallError::into_failure)?.ok_or_else(not_installed)?;
    let pulled = SalesforceSide { connection: call.connection.clone(), mappings, pulled_at_ms: world.now_ms() };
    let (mut drafts, mut told) = projects(world, &current, &pulled).await?;
    drafts.push(SectionDraft {
        name: SectionName::Side(&call.connection).to_string(),
        content: Some(Section::Side(pulled)),
    });
    let edited = Edited {
        base_version: call.base_version,
        drafts: &drafts,
        reason: "synced with Salesforce",
        doubt: Doubt::Told,
    };
    let mut view = save::commit(world, caller, current, &connections, &edited).await?;
    if let SaveView::Saved { warnings, .. } = &mut view {
        warnings.append(&mut told);
    }
    Ok(view)
}

/// The rows of the mapping, by project key and object; none where it is not installed or may not be read.
pub(crate) async fn pull(world: &World, org: &mut Org) -> Result<Option<Vec<SideMapping>>, CallError> {
    let query = side::mappings_query().map_err(|error| CallError::Failed(failure::bug(&error.to_string())))?;
    let asked = org.send(world, &retry::PAGE_READ, |session, timeout_ms| request::query(session, &query, timeout_ms));
    let mut found = match asked.await {
        Ok(found) => found,
        Err(CallError::Refused(error)) if is_not_there(error.code()) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut rows = Vec::new();
    loop {
        let page = reply::query_page(&found.view()).map_err(CallError::Refused)?;
        for row in page.records.iter().filter_map(side::mapping) {
            add(&mut rows, row);
        }
        let Some(next) = page.next else { return Ok(Some(rows)) };
        let more = |session: &Session, timeout_ms| request::query_more(session, &next, timeout_ms);
        found = org.send(world, &retry::PAGE_READ, more).await?;
    }
}

/// What Salesforce says of a type that is not there, and of one that the user may not read.
pub(crate) fn is_not_there(code: &str) -> bool {
    matches!(code, "INVALID_TYPE" | "INVALID_FIELD" | "NOT_FOUND")
}

/// Adds a row in its place. Of two rows for the same project and object, the issue types of both count.
fn add(rows: &mut Vec<SideMapping>, row: SideMapping) {
    let place = rows.partition_point(|other| (&other.project_key, &other.object) < (&row.project_key, &row.object));
    match rows.get_mut(place) {
        Some(same) if (&same.project_key, &same.object) == (&row.project_key, &row.object) => {
            if same.issue_types.is_empty() || row.issue_types.is_empty() {
                same.issue_types.clear();
                return;
            }
            for name in row.issue_types {
                if !same.issue_types.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
                    same.issue_types.push(name);
                }
            }
        }
        _ => rows.insert(place, row),
    }
}

/// The sections of the projects that the mapping names, and what of it Jira does not have.
async fn projects(
    world: &World,
    current: &Configuration,
    pulled: &SalesforceSide,
) -> Result<(Vec<SectionDraft>, Vec<Problem>), Failure> {
    let mut keys: Vec<&str> = Vec::new();
    for row in &pulled.mappings {
        if keys.last() != Some(&row.project_key.as_str()) {
            keys.push(&row.project_key);
        }
    }
    let found =
        join_all(keys.chunks(KEYS_MAX).map(|keys| site::ask(world, jira_request::projects(None, keys, 0)))).await;
    let mut site: Vec<SiteProject> = Vec::new();
    for page in found {
        let page = page.map_err(SiteError::into_failure)?;
        site.extend(jira_reply::projects(&page.view()).map_err(|error| error.to_failure())?.values);
    }
    let configured = join_all(site.iter().map(|project| current.project(world, &project.id))).await;
    let mut told: Vec<Problem> = keys
        .iter()
        .filter(|key| !site.iter().any(|project| project.key.eq_ignore_ascii_case(key)))
        .map(|key| {
            problem("unknownProject", ["Salesforce names project `", key, "`, which Jira does not have"].concat())
        })
        .collect();
    let mut drafts = Vec::new();
    for (project, before) in site.into_iter().zip(configured) {
        let section = section(project, before?, pulled, &mut told);
        drafts.extend(section.map(|project| SectionDraft {
            name: SectionName::Project(&project.id).to_string(),
            content: Some(Section::Project(project)),
        }));
    }
    Ok((drafts, told))
}

/// A project as the mapping has it; none when it cannot be taken over, which is told.
fn section(
    project: SiteProject,
    before: Option<ProjectConfiguration>,
    pulled: &SalesforceSide,
    told: &mut Vec<Problem>,
) -> Option<ProjectConfiguration> {
    let own = (pulled.connection != MAIN).then(|| pulled.connection.clone());
    if before.is_some() && connection_of(before.as_ref()) != pulled.connection {
        let text = ["project `", &project.key, "` is bound to another org, and stays as it is"].concat();
        told.push(problem("otherOrg", text));
        return None;
    }
    let names = mapped_types(pulled, &project.key)?;
    let mut issue_types: Vec<NamedId> = Vec::new();
    for name in &names {
        let lower = name.to_lowercase();
        match project.issue_types.iter().find(|known| known.name.to_lowercase() == lower) {
            Some(known) => issue_types.push(known.clone()),
            None => {
                let text = ["project `", &project.key, "` has no issue type `", name, "`, which Salesforce names"];
                told.push(problem("unknownIssueType", text.concat()));
            }
        }
    }
    // No issue type would mean all of them.
    if issue_types.is_empty() && !names.is_empty() {
        return None;
    }
    Some(ProjectConfiguration {
        id: project.id,
        key: project.key,
        name: project.name,
        connection: before.map_or(own, |before| before.connection),
        issue_types,
    })
}

fn problem(code: &str, text: String) -> Problem {
    Problem {
        severity: Severity::Warning,
        code: code.to_owned(),
        field: None,
        text,
        remedy: Some("correct the mapping in Salesforce, and sync again".to_owned()),
    }
}

fn not_installed() -> Failure {
    let text = "this org keeps no mapping, or the integration user may not read it: install Weftline's side, or let the \
                integration user read the custom metadata type `Weftline_Mapping__mdt`";
    failure::with(failure::of(FailureCode::SalesforceRefused, text), "missing", side::MAPPING_TYPE)
}
