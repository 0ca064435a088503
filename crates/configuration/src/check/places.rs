//! The checks of settings, projects and restrictions.

use weftline_wire::configuration::{NamedId, ProjectConfiguration, Restrictions, Settings};

use super::Found;
use crate::known::{Known, KnownProject};
use crate::problem::{Code, error};
use crate::signature;

/// Minutes between two looks at Salesforce: Forge's schedule is no faster than the least, and what is seen later than
/// the most is called late everywhere.
const POLL_MINUTES: std::ops::RangeInclusive<u32> = 5..=60;

/// Calls a day with which Weftline can do its rounds at all: a look every hour, and some sync.
const API_CAP_MIN: u32 = 100;

/// The settings name an issue that is there, a signature that can be made, and numbers that work.
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
    issue.chain(settings.signature.as_deref().and_then(signature::problem)).chain(numbers(settings))
}

fn numbers(settings: &Settings) -> impl Iterator<Item = weftline_wire::failure::Problem> {
    // Settings that were saved before there was an interval say nothing of it.
    let minutes = settings.poll_minutes;
    let poll = (minutes != 0 && !POLL_MINUTES.contains(&minutes)).then(|| {
        let text = format!("Salesforce cannot be looked at every {minutes} minutes");
        error(Code::OutOfRange, "pollMinutes", text, "choose 5 to 60 minutes")
    });
    let cap = settings.api_cap.filter(|cap| *cap < API_CAP_MIN).map(|cap| {
        let text = format!("with {cap} API calls a day nothing could be kept in step");
        error(Code::OutOfRange, "apiCap", text, "allow at least 100, or leave it to the org's own limit")
    });
    poll.into_iter().chain(cap)
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
