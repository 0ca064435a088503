//! The functions of JQL.
//! <https://support.atlassian.com/jira-software-cloud/docs/jql-functions/>

use super::super::Site;
use super::super::model::Kind;
use super::super::seed::fields::SPRINTS;
use super::super::time::jql_function;
use super::Asker;
use super::parser::Clause;
use super::resolve::{Subject, Wanted, as_number};

/// The functions that are known, in lower case, with the fewest and the most arguments.
const KNOWN: [(&str, usize, usize); 31] = [
    ("now", 0, 0),
    ("currentlogin", 0, 0),
    ("lastlogin", 0, 0),
    ("startofday", 0, 1),
    ("startofweek", 0, 1),
    ("startofmonth", 0, 1),
    ("startofyear", 0, 1),
    ("endofday", 0, 1),
    ("endofweek", 0, 1),
    ("endofmonth", 0, 1),
    ("endofyear", 0, 1),
    ("currentuser", 0, 0),
    ("membersof", 1, 1),
    ("standardissuetypes", 0, 0),
    ("subtaskissuetypes", 0, 0),
    ("linkedissues", 1, 2),
    ("watchedissues", 0, 0),
    ("votedissues", 0, 0),
    ("issuehistory", 0, 0),
    ("updatedby", 1, 3),
    ("releasedversions", 0, usize::MAX),
    ("unreleasedversions", 0, usize::MAX),
    ("latestreleasedversion", 1, 1),
    ("earliestunreleasedversion", 1, 1),
    ("projectsleadbyuser", 0, 1),
    ("projectswhereuserhaspermission", 1, 1),
    ("projectswhereuserhasrole", 1, 1),
    ("cascadeoption", 1, 2),
    ("opensprints", 0, 0),
    ("closedsprints", 0, 0),
    ("futuresprints", 0, 0),
];

/// What a function gives for a clause.
pub(super) fn function(
    site: &Site,
    asker: Asker<'_>,
    clause: &Clause,
    subject: &Subject,
    name: &str,
    arguments: &[String],
) -> Result<Vec<Wanted>, String> {
    let lower = name.to_lowercase();
    let Some((_, fewest, most)) = KNOWN.iter().find(|(known, ..)| *known == lower) else {
        return Err(format!("Unable to find JQL function '{name}({})'.", arguments.join(", ")));
    };
    if arguments.len() < *fewest || arguments.len() > *most {
        let expected = if fewest == most { fewest.to_string() } else { format!("{fewest} to {most}") };
        return Err(format!("Function '{name}' expected '{expected}' arguments but received '{}'.", arguments.len()));
    }
    let first = arguments.first().map(String::as_str);
    let found = match subject {
        Subject::Time(_) => return time(asker, clause, &lower, name, first),
        Subject::Tokens(id) => tokens(site, asker, id, &lower, arguments)?,
        _ => None,
    };
    found.map(|tokens| tokens.into_iter().map(Wanted::Token).collect()).ok_or_else(|| unsuited(clause, name))
}

fn unsuited(clause: &Clause, name: &str) -> String {
    format!("A value provided by the function '{name}' is invalid for the field '{}'.", clause.field)
}

fn time(
    asker: Asker<'_>,
    clause: &Clause,
    lower: &str,
    name: &str,
    increment: Option<&str>,
) -> Result<Vec<Wanted>, String> {
    match lower {
        // Everyone has just logged in.
        "now" | "currentlogin" | "lastlogin" => Ok(vec![as_number(asker.now)]),
        _ if !lower.starts_with("startof") && !lower.starts_with("endof") => Err(unsuited(clause, name)),
        _ => jql_function(name, increment, asker.now, asker.offset_minutes).map(|ms| vec![as_number(ms)]).ok_or_else(
            || {
                format!(
                    "Duration for function '{name}' should have the format (+/-)n(yMwdm), e.g -1M for 1 month earlier."
                )
            },
        ),
    }
}

/// The identities that a function stands for; none when it does not suit the field.
fn tokens(
    site: &Site,
    asker: Asker<'_>,
    id: &str,
    lower: &str,
    arguments: &[String],
) -> Result<Option<Vec<String>>, String> {
    let first = arguments.first().map(String::as_str);
    let is_user = ["watcher", "creator", "assignee", "reporter"].contains(&id)
        || site.catalogue.field(id).is_some_and(|field| field.schema_type == "user" || field.items == Some("user"));
    let is_version =
        site.catalogue.field(id).is_some_and(|field| field.schema_type == "version" || field.items == Some("version"));
    Ok(match lower {
        "currentuser" if is_user => Some(asker.account.map(str::to_owned).into_iter().collect()),
        "membersof" if is_user => {
            let group = first.unwrap_or_default();
            let known =
                site.catalogue.groups.iter().find(|(name, id)| name.eq_ignore_ascii_case(group) || *id == group);
            let Some((group, _)) = known else {
                return Err(format!(
                    "Function 'membersOf' can not generate a list of usernames for group '{group}'; the group does not exist."
                ));
            };
            let members = site.catalogue.users.iter().filter(|user| user.groups.contains(group));
            Some(members.map(|user| user.account_id.clone()).collect())
        }
        "standardissuetypes" | "subtaskissuetypes" if id == "issuetype" => {
            let subtasks = lower == "subtaskissuetypes";
            let types = site.catalogue.issue_types.iter().filter(|issue_type| issue_type.subtask == subtasks);
            Some(types.map(|issue_type| issue_type.id.to_owned()).collect())
        }
        "linkedissues" | "watchedissues" | "votedissues" | "issuehistory" | "updatedby" if id == "issuekey" => {
            Some(issues(site, asker, lower, arguments)?)
        }
        "projectsleadbyuser" | "projectswhereuserhaspermission" | "projectswhereuserhasrole" if id == "project" => {
            projects(site, asker, lower, first)
        }
        "releasedversions" | "unreleasedversions" | "latestreleasedversion" | "earliestunreleasedversion"
            if is_version =>
        {
            Some(versions(site, lower, arguments))
        }
        "opensprints" | "closedsprints" | "futuresprints"
            if site.catalogue.field(id).is_some_and(|field| field.kind == Kind::Sprints) =>
        {
            let state = match lower {
                "opensprints" => "active",
                "closedsprints" => "closed",
                _ => "future",
            };
            let found = SPRINTS.iter().filter(|(_, _, known, ..)| *known == state);
            Some(found.map(|(id, ..)| (*id).to_owned()).collect())
        }
        "cascadeoption" if site.catalogue.field(id).is_some_and(|field| field.schema_type == "option-with-child") => {
            Some(arguments.last().into_iter().map(|value| value.to_lowercase()).collect())
        }
        _ => None,
    })
}

fn issues(site: &Site, asker: Asker<'_>, lower: &str, arguments: &[String]) -> Result<Vec<String>, String> {
    let first = arguments.first().map(String::as_str).unwrap_or_default();
    let account = asker.account.unwrap_or_default();
    Ok(match lower {
        "linkedissues" => {
            let issue = site
                .find_issue(first)
                .ok_or_else(|| format!("Issue '{first}' could not be found in function 'linkedIssues'."))?;
            let description = arguments.get(1).map(String::as_str);
            let links = issue.links.iter().filter_map(|id| site.links.get(id));
            let ends = links.filter_map(|link| {
                let kind = site.catalogue.link_types.iter().find(|kind| kind.id == link.type_id)?;
                let outward = link.outward_from == issue.id;
                let (said, other) =
                    if outward { (kind.outward, link.inward_from) } else { (kind.inward, link.outward_from) };
                description.is_none_or(|text| said.eq_ignore_ascii_case(text)).then_some(other)
            });
            ends.map(|id| id.to_string()).collect()
        }
        "watchedissues" => {
            let watched = site.issues.values().filter(|issue| issue.watchers.contains(account));
            watched.map(|issue| issue.id.to_string()).collect()
        }
        "updatedby" => {
            let bound = |at: usize| {
                arguments.get(at).map(|text| {
                    super::super::time::jql_literal(text, asker.now, asker.offset_minutes)
                        .ok_or_else(|| format!("The date '{text}' in function 'updatedBy' is invalid."))
                })
            };
            let from = bound(1).transpose()?.unwrap_or(i64::MIN);
            let to = bound(2).transpose()?.unwrap_or(i64::MAX);
            let within = |at: i64| (from..=to).contains(&at);
            let updated = site.issues.values().filter(|issue| {
                let by = |author: &str, at: i64| author == first && within(at);
                let comments = issue.comments.iter().filter_map(|id| site.comments.get(id));
                by(&issue.creator, issue.created)
                    || issue.histories.iter().any(|history| by(&history.author, history.created))
                    || comments.into_iter().any(|comment| by(&comment.update_author, comment.updated))
            });
            updated.map(|issue| issue.id.to_string()).collect()
        }
        // Nobody votes here, and what was looked at is not kept.
        _ => Vec::new(),
    })
}

fn projects(site: &Site, asker: Asker<'_>, lower: &str, first: Option<&str>) -> Option<Vec<String>> {
    let account = match (lower, first) {
        ("projectsleadbyuser", Some(account)) => Some(account),
        _ => asker.account,
    };
    let found = site.catalogue.projects.iter().filter(|project| match lower {
        "projectsleadbyuser" => Some(project.lead.as_str()) == account,
        "projectswhereuserhaspermission" => {
            let key = first.unwrap_or_default();
            super::super::permission::by_name(key).is_some_and(|key| site.may(account, project, key))
        }
        _ => {
            let role = account.and_then(|account| site.catalogue.role(account, project));
            role.is_some_and(|role| super::super::project::has_role(project, first.unwrap_or_default(), role))
        }
    });
    Some(found.map(|project| project.id.to_string()).collect())
}

fn versions(site: &Site, lower: &str, arguments: &[String]) -> Vec<String> {
    let chosen =
        |key: &str| arguments.is_empty() || arguments.iter().any(|argument| argument.eq_ignore_ascii_case(key));
    let released = ["releasedversions", "latestreleasedversion"].contains(&lower);
    let projects = site.catalogue.projects.iter().filter(|project| chosen(project.key));
    let mut found: Vec<String> = projects
        .flat_map(|project| &project.versions)
        .filter(|version| version.released == released)
        .map(|version| version.id.to_owned())
        .collect();
    match lower {
        "latestreleasedversion" => found.pop().into_iter().collect(),
        "earliestunreleasedversion" => {
            found.truncate(1);
            found
        }
        _ => found,
    }
}
