//! Sorting by `ORDER BY`.

use std::cmp::Ordering;

use serde_json::Value;

use super::super::Site;
use super::super::field::describe;
use super::super::model::Issue;
use super::Asker;
use super::evaluate::{moment, number};
use super::resolve::{Subject, find_field, subject};

/// What is sorted by.
pub(super) enum SortKey {
    Key,
    Rank(String),
    Time(String),
    Number(String),
    Text(String),
}

/// Looks up the fields that a query sorts by.
pub(super) fn resolve(site: &Site, order: &[(String, bool)], complaints: &mut Vec<String>) -> Vec<(SortKey, bool)> {
    if order.len() > 7 {
        complaints.push("The ORDER BY clause can contain at most 7 fields.".to_owned());
    }
    let mut keys = Vec::new();
    for (name, descending) in order {
        let key = match subject(site, name) {
            Some(Subject::Tokens(id)) if id == "issuekey" => SortKey::Key,
            Some(Subject::Tokens(id)) if ["priority", "status", "issuetype"].contains(&id.as_str()) => {
                SortKey::Rank(id)
            }
            Some(Subject::Time(id)) => SortKey::Time(id),
            Some(Subject::Number(id)) => SortKey::Number(id),
            Some(Subject::Tokens(id) | Subject::Words(id)) => SortKey::Text(id),
            Some(Subject::AnyText | Subject::Property(..)) | None if name.eq_ignore_ascii_case("rank") => SortKey::Key,
            Some(Subject::AnyText | Subject::Property(..)) | None => {
                complaints.push(format!("Not able to sort using field '{name}'."));
                continue;
            }
        };
        keys.push((key, *descending));
    }
    keys
}

/// Sorts; issues that are equal in all keys stay in their order.
pub(super) fn sort(site: &Site, keys: &[(SortKey, bool)], issues: &mut [&Issue]) {
    issues.sort_by(|left, right| {
        keys.iter()
            .map(|(key, descending)| {
                let ordering = compare(site, key, left, right);
                if *descending { ordering.reverse() } else { ordering }
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    });
}

fn compare(site: &Site, key: &SortKey, left: &Issue, right: &Issue) -> Ordering {
    let asker = Asker { account: None, now: 0, offset_minutes: 0 };
    match key {
        SortKey::Key => {
            let parts = |issue: &Issue| {
                let (project, number) = issue.key.split_once('-').unwrap_or_default();
                (project.to_owned(), number.parse::<u64>().unwrap_or_default())
            };
            parts(left).cmp(&parts(right))
        }
        SortKey::Time(id) => numbers(moment(site, asker, left, id), moment(site, asker, right, id)),
        SortKey::Number(id) => numbers(number(left, id), number(right, id)),
        SortKey::Rank(id) => rank(site, left, id).cmp(&rank(site, right, id)),
        SortKey::Text(id) => match (text(site, left, id), text(site, right, id)) {
            (Some(left), Some(right)) => left.cmp(&right),
            // What is empty comes last.
            (left, right) => right.is_some().cmp(&left.is_some()),
        },
    }
}

fn numbers(left: Option<f64>, right: Option<f64>) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => left.total_cmp(&right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    }
}

/// The place in the site's list; lower priorities come first, as Jira sorts them ascending.
fn rank(site: &Site, issue: &Issue, id: &str) -> Option<usize> {
    match id {
        "status" => site.catalogue.statuses.iter().position(|status| status.id == issue.status),
        "issuetype" => site.catalogue.issue_types.iter().position(|issue_type| issue_type.id == issue.issue_type),
        _ => {
            let own = issue.values.get("priority").and_then(Value::as_str)?;
            let place = site.catalogue.priorities.iter().position(|priority| priority.id == own)?;
            site.catalogue.priorities.len().checked_sub(place)
        }
    }
}

fn text(site: &Site, issue: &Issue, id: &str) -> Option<String> {
    match id {
        "project" => site.catalogue.project(issue.project).map(|project| project.name.to_lowercase()),
        "creator" => site.catalogue.user(&issue.creator).map(|user| user.display_name.to_lowercase()),
        _ => {
            let field = find_field(site, id)?;
            let value = issue.values.get(&field.id)?;
            describe(site, issue.project, field, Some(value)).1.map(|text| text.to_lowercase())
        }
    }
}
