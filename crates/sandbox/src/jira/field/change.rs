//! Values as the changelog tells them: an id where there is one, and a text.

use chrono::NaiveDate;
use serde_json::Value;

use super::super::Site;
use super::super::document::to_wiki;
use super::super::model::{Field, Kind};
use super::super::seed::fields::SPRINTS;
use super::super::time::{friendly, stamp};

/// The id and the text of a stored value.
pub(in super::super) fn describe(
    site: &Site,
    project: u64,
    field: &Field,
    value: Option<&Value>,
) -> (Option<String>, Option<String>) {
    let Some(value) = value else {
        return match field.kind {
            Kind::Labels => (None, Some(String::new())),
            _ => (None, None),
        };
    };
    let text = value.as_str().unwrap_or_default();
    let ids: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let named = |names: Vec<Option<String>>, separator: &str| {
        (Some(format!("[{}]", ids.join(", "))), Some(names.into_iter().flatten().collect::<Vec<_>>().join(separator)))
    };
    let both = |name: Option<String>| (Some(text.to_owned()), name);
    let catalogue = &site.catalogue;
    let user = |id: &str| catalogue.user(id).map(|user| user.display_name.clone());
    let option = |id: &str| field.option(id).map(|option| option.value.to_owned());
    match field.kind {
        Kind::Paragraph => (None, Some(to_wiki(value))),
        Kind::Number => (None, value.as_f64().map(|number| number.to_string())),
        Kind::Date => {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_default();
            (Some(text.to_owned()), Some(format!("{day} 00:00:00.0")))
        }
        Kind::DateTime => {
            let ms = value.as_i64().unwrap_or_default();
            (Some(stamp(ms)), Some(friendly(ms)))
        }
        Kind::Option => both(option(text)),
        Kind::Options => named(ids.iter().map(|id| option(id)).collect(), ","),
        Kind::Cascade => cascade(field, value),
        Kind::User => both(user(text)),
        Kind::Users => named(ids.iter().map(|id| user(id)).collect(), ", "),
        Kind::Group => both(Some(text.to_owned())),
        Kind::Groups => named(ids.iter().map(|id| Some((*id).to_owned())).collect(), ", "),
        Kind::Labels => (None, Some(ids.join(" "))),
        Kind::Priority => both(catalogue.priority(text).map(|priority| priority.name.to_owned())),
        Kind::Resolution => both(catalogue.resolution(text).map(|resolution| resolution.name.to_owned())),
        Kind::IssueType => both(catalogue.issue_type(text).map(|issue_type| issue_type.name.to_owned())),
        Kind::ProjectPick => both(catalogue.find_project(text).map(|project| project.name.to_owned())),
        Kind::Components => named(ids.iter().map(|id| component(site, project, id)).collect(), ", "),
        Kind::Versions => named(ids.iter().map(|id| release(site, project, id)).collect(), ", "),
        Kind::VersionPick => both(release(site, project, text)),
        Kind::Sprints => {
            let name = |id: &&str| SPRINTS.iter().find(|(known, ..)| known == id).map(|(_, name, ..)| *name);
            (Some(ids.join(", ")), Some(ids.iter().filter_map(name).collect::<Vec<_>>().join(", ")))
        }
        Kind::Parent => {
            let parent = value.as_u64().and_then(|id| site.issues.get(&id));
            (parent.map(|parent| parent.id.to_string()), parent.map(|parent| parent.key.clone()))
        }
        Kind::Text | Kind::Url | Kind::Project | Kind::Computed => (None, Some(text.to_owned())),
    }
}

/// A component's name.
pub(in super::super) fn component(site: &Site, project: u64, id: &str) -> Option<String> {
    let project = site.catalogue.project(project)?;
    project.components.iter().find(|component| component.id == id).map(|component| component.name.to_owned())
}

/// A version's name.
pub(in super::super) fn release(site: &Site, project: u64, id: &str) -> Option<String> {
    let project = site.catalogue.project(project)?;
    project.versions.iter().find(|version| version.id == id).map(|version| version.name.to_owned())
}

fn cascade(field: &Field, value: &Value) -> (Option<String>, Option<String>) {
    let part = |name: &str| value.get(name).and_then(Value::as_str);
    let Some(parent) = part("parent").and_then(|id| field.option(id)) else {
        return (None, None);
    };
    let mut text = format!("Parent values: {}({})", parent.value, parent.id);
    if let Some(child) = part("child").and_then(|id| parent.child(id)) {
        text.push_str(&format!("Level 1 values: {}({})", child.value, child.id));
    }
    (None, Some(text))
}
