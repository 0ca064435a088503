//! The checks of settings, projects and restrictions.

use weftline_wire::configuration::{NamedId, ProjectConfiguration, Restrictions, Settings};

use super::Found;
use crate::known::{Known, KnownProject};
use crate::problem::{Code, error};
use crate::signature;

/// The settings name an issue that is there, and a signature that can be made.
pub(super) fn settings<'a>(
    settings: &'a Settings,
    known: &'a Known,
) -> impl Iterator<Item = weftline_wire::failure::Problem> + 'a {
    let issue = settings.operations_issue.iter().filter_map(|key| {
        if !is_issue_key(key) {
            let text = format!("`{key}` is no issue's key");
            return Some(error(Code::MalformedIssueKey, "operationsIssue", text, "write it like `OPS-1`"));
        }
        known.missing_issues.contains(key).then(|| {
            let text = format!("there is no issue `{key}` that you may see");
            error(Code::UnknownIssue, "operationsIssue", text, "name another issue, or none")
        })
    });
    issue.chain(settings.signature.as_deref().and_then(signature::problem))
}

/// <https://support.atlassian.com/jira-cloud-administration/docs/edit-a-projects-details/>
fn is_issue_key(key: &str) -> bool {
    key.split_once('-').is_some_and(|(project, number)| {
        project.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
            && project.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && (1..=10).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !number.starts_with('0')
    })
}

/// Restricted issue types exist.
pub(super) fn restrictions(
    restrictions: &Restrictions,
    known: &Known,
    problems: &mut Vec<Found>,
) -> Option<Restrictions> {
    let types = known.issue_types.as_ref()?;
    let kept = existing(&restrictions.issue_types, types, "this site", true, problems)?;
    Some(Restrictions { issue_types: kept })
}

/// A project exists, is bound to a connection that exists, and has the issue types.
pub(super) fn project(
    project: &ProjectConfiguration,
    known: &Known,
    problems: &mut Vec<Found>,
) -> Option<ProjectConfiguration> {
    let mut repaired = project.clone();
    let mut mended = false;
    if let (Some(connection), Some(connections)) = (&project.connection, &known.connections)
        && !connections.contains(connection)
    {
        let text = format!("project `{}` is bound to an org that is not connected: `{connection}`", project.key);
        problems.push((error(Code::UnknownConnection, "", text, "bind it to a connected org"), true));
        repaired.connection = None;
        mended = true;
    }
    match known.project(&project.id) {
        None => {}
        Some(KnownProject { here: false, .. }) => {
            let text = format!("there is no project `{}` that you may see", project.key);
            problems.push((error(Code::UnknownProject, "", text, "remove it"), false));
        }
        Some(KnownProject { here: true, issue_types, .. }) => {
            // Without any of its issue types it would be all of them, which nobody has decided.
            let some = project.issue_types.iter().any(|chosen| exists(chosen, issue_types));
            let kept = existing(&project.issue_types, issue_types, &project.key, some, problems);
            if let Some(kept) = kept.filter(|_| some) {
                repaired.issue_types = kept;
                mended = true;
            }
        }
    }
    mended.then_some(repaired)
}

/// The issue types that exist, if some do not.
fn existing(
    chosen: &[NamedId],
    types: &[NamedId],
    place: &str,
    mended: bool,
    problems: &mut Vec<Found>,
) -> Option<Vec<NamedId>> {
    let mut kept = Vec::new();
    let gone_before = problems.len();
    for chosen in chosen {
        if exists(chosen, types) {
            kept.push(chosen.clone());
            continue;
        }
        let text = format!("`{place}` has no issue type `{}`", chosen.name);
        problems.push((error(Code::UnknownIssueType, "", text, "choose another one, or remove it"), mended));
    }
    (problems.len() > gone_before).then_some(kept)
}

fn exists(chosen: &NamedId, types: &[NamedId]) -> bool {
    types.iter().any(|here| here.id == chosen.id)
}
