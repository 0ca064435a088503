//! Values as requests give them, checked and brought into stored form.

use serde_json::{Value, json};

use super::super::Site;
use super::super::call::Version;
use super::super::document;
use super::super::model::{Field, FieldOption, Kind, Project};
use super::super::seed::fields::SPRINTS;
use super::super::time;

/// Where a value is set.
pub(in super::super) struct Setting<'a> {
    pub(in super::super) site: &'a Site,
    pub(in super::super) project: &'a Project,
    pub(in super::super) issue_type: &'a str,
    pub(in super::super) version: Version,
}

/// The longest text of one line.
const TEXT_MOST: usize = 255;
/// The longest document, as text.
const PARAGRAPH_MOST: usize = 32_767;

/// The stored form of a value, `None` to clear the field, or Jira's complaint.
pub(in super::super) fn parse(setting: &Setting<'_>, field: &Field, value: &Value) -> Result<Option<Value>, String> {
    if value.is_null() {
        return cleared(field);
    }
    let text = || value.as_str().ok_or_else(|| "Operation value must be a string".to_owned());
    let site = setting.site;
    match field.kind {
        Kind::Text => line(field, text()?),
        Kind::Url => {
            let text = text()?;
            let is_web = text.starts_with("http://") || text.starts_with("https://");
            if text.is_empty() {
                Ok(None)
            } else if is_web && !text.contains(char::is_whitespace) {
                Ok(Some(json!(text)))
            } else {
                Err("Not a valid URL".into())
            }
        }
        Kind::Paragraph => paragraph(setting, value),
        Kind::Number => match value {
            Value::Number(number) => Ok(number.as_f64().map(|number| json!(number))),
            _ => Err("Operation value must be a number".into()),
        },
        Kind::Date => {
            let text = text()?;
            let day = text.get(..10).unwrap_or(text);
            if text.is_empty() {
                return Ok(None);
            }
            time::date(day)
                .map(|day| Some(json!(day.to_string())))
                .ok_or_else(|| format!("Error parsing date string: {text}"))
        }
        Kind::DateTime => {
            let text = text()?;
            time::date_time(text).map(|ms| Some(json!(ms))).ok_or_else(|| format!("Error parsing time: {text}"))
        }
        Kind::Option => choice(setting, field, value).map(Some),
        Kind::Cascade => cascade(setting, field, value).map(Some),
        Kind::User => user(setting, field, value),
        Kind::Group => group(site, value).map(Some),
        Kind::ProjectPick => project(site, value).map(Some),
        Kind::VersionPick => release(setting, value).map(Some),
        Kind::Sprints => {
            let id = value.as_u64().ok_or_else(|| "Number value expected as the Sprint id.".to_owned())?.to_string();
            match SPRINTS.iter().find(|(known, ..)| *known == id) {
                Some((_, _, "closed", ..)) => Err(format!("The sprint with id '{id}' is completed.")),
                Some(_) => Ok(Some(json!([id]))),
                None => Err(format!("The sprint with id '{id}' does not exist.")),
            }
        }
        Kind::Priority => named(value, "Priority", |id, name| {
            site.catalogue
                .priorities
                .iter()
                .find(|priority| {
                    Some(priority.id) == id || name.is_some_and(|name| name.eq_ignore_ascii_case(priority.name))
                })
                .map(|priority| priority.id.to_owned())
        })
        .map(Some),
        Kind::Resolution => named(value, "Resolution", |id, name| {
            site.catalogue
                .resolutions
                .iter()
                .find(|resolution| {
                    Some(resolution.id) == id || name.is_some_and(|name| name.eq_ignore_ascii_case(resolution.name))
                })
                .map(|resolution| resolution.id.to_owned())
        })
        .map(Some),
        Kind::IssueType => named(value, "Issue type", |id, name| {
            site.catalogue
                .issue_types_of(setting.project)
                .into_iter()
                .find(|issue_type| {
                    Some(issue_type.id) == id || name.is_some_and(|name| name.eq_ignore_ascii_case(issue_type.name))
                })
                .map(|issue_type| issue_type.id.to_owned())
        })
        .map(Some)
        .map_err(|_| "The issue type selected is invalid.".to_owned()),
        Kind::Labels | Kind::Options | Kind::Users | Kind::Groups | Kind::Components | Kind::Versions => {
            let items = value.as_array().ok_or_else(|| "data was not an array".to_owned())?;
            let mut stored: Vec<Value> = Vec::with_capacity(items.len());
            for item in items {
                let item = element(setting, field, item)?;
                if !stored.contains(&item) {
                    stored.push(item);
                }
            }
            Ok((!stored.is_empty()).then_some(Value::Array(stored)))
        }
        Kind::Parent | Kind::Project | Kind::Computed => Err(unknown(&field.id)),
    }
}

/// One element of a field that holds several.
pub(in super::super) fn element(setting: &Setting<'_>, field: &Field, value: &Value) -> Result<Value, String> {
    match field.kind {
        Kind::Labels => {
            let label = value.as_str().ok_or_else(|| "string expected at index 0".to_owned())?;
            if label.contains(char::is_whitespace) {
                Err(format!("The label '{label}' contains spaces which is invalid."))
            } else if label.chars().count() > TEXT_MOST {
                Err(format!("The label '{label}' exceeds the maximum length for labels of 255 characters."))
            } else {
                Ok(json!(label))
            }
        }
        Kind::Options => choice(setting, field, value),
        Kind::Users => user(setting, field, value)?.ok_or_else(|| "Specify a valid user".to_owned()),
        Kind::Groups => group(setting.site, value),
        Kind::Components => named(value, "Component", |id, name| {
            setting
                .project
                .components
                .iter()
                .find(|component| Some(component.id) == id || name == Some(component.name))
                .map(|component| component.id.to_owned())
        }),
        _ => release(setting, value),
    }
}

/// The complaint about a field that cannot be set.
pub(in super::super) fn unknown(id: &str) -> String {
    format!("Field '{id}' cannot be set. It is not on the appropriate screen, or unknown.")
}

fn cleared(field: &Field) -> Result<Option<Value>, String> {
    match field.id.as_str() {
        "summary" => Err("You must specify a summary of the issue.".into()),
        "priority" => Err("The priority selected is invalid.".into()),
        "issuetype" => Err("Specify an issue type".into()),
        "reporter" => Err("Reporter is required.".into()),
        _ => Ok(None),
    }
}

fn line(field: &Field, text: &str) -> Result<Option<Value>, String> {
    if field.id == "summary" {
        if text.trim().is_empty() {
            return Err("You must specify a summary of the issue.".into());
        }
        if text.contains(['\n', '\r']) {
            return Err("The summary is invalid because it contains newline characters.".into());
        }
        if text.chars().count() > TEXT_MOST {
            return Err("Summary can't exceed 255 characters.".into());
        }
        return Ok(Some(json!(text.trim())));
    }
    if text.chars().count() > TEXT_MOST {
        return Err("The entered text is too long. It exceeds the allowed limit of 255 characters.".into());
    }
    Ok((!text.is_empty()).then(|| json!(text)))
}

fn paragraph(setting: &Setting<'_>, value: &Value) -> Result<Option<Value>, String> {
    let stored = match (setting.version, value) {
        (Version::Two, Value::String(text)) if text.is_empty() => return Ok(None),
        (Version::Two, Value::String(text)) => document::from_wiki(text),
        (Version::Two, _) => return Err("Operation value must be a string".into()),
        (Version::Three, Value::Object(_)) if document::is_valid(value) => value.clone(),
        (Version::Three, Value::Object(_)) => return Err("INVALID_INPUT".into()),
        (Version::Three, _) => {
            return Err("Operation value must be an Atlassian Document (see the Atlassian Document Format)".into());
        }
    };
    if document::to_text(&stored).chars().count() > PARAGRAPH_MOST {
        return Err("The entered text is too long. It exceeds the allowed limit of 32,767 characters.".into());
    }
    let is_empty = stored.get("content").and_then(Value::as_array).is_none_or(Vec::is_empty);
    Ok((!is_empty).then_some(stored))
}

/// An object with `id` or `name`, looked up.
fn named(
    value: &Value,
    what: &str,
    find: impl Fn(Option<&str>, Option<&str>) -> Option<String>,
) -> Result<Value, String> {
    let id = id_of(value);
    let name = value.get("name").and_then(Value::as_str);
    if id.is_none() && name.is_none() {
        return Err(format!("Could not find valid 'id' or 'name' in {} object.", what.to_lowercase()));
    }
    find(id.as_deref(), name).map(|found| json!(found)).ok_or_else(|| match (&id, name) {
        (Some(id), _) => format!("{what} id '{id}' is not valid"),
        (None, name) => format!("{what} name '{}' is not valid", name.unwrap_or_default()),
    })
}

/// An `id`, which clients send as text or as a number.
fn id_of(value: &Value) -> Option<String> {
    match value.get("id")? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn options<'a>(setting: &Setting<'a>, field: &'a Field) -> &'a [FieldOption] {
    field.context(setting.project.id, setting.issue_type).map_or(&[], |context| context.options.as_slice())
}

fn pick<'a>(options: &'a [FieldOption], value: &Value) -> Result<&'a FieldOption, String> {
    let id = id_of(value);
    let text = value.get("value").and_then(Value::as_str);
    if let Some(id) = &id {
        return options
            .iter()
            .find(|option| option.id.to_string() == *id && !option.disabled)
            .ok_or_else(|| format!("Option id '{id}' is not valid"));
    }
    let Some(text) = text else {
        return Err("Could not find valid 'id' or 'value' in the Parent Option object.".into());
    };
    options
        .iter()
        .find(|option| option.value == text && !option.disabled)
        .ok_or_else(|| format!("Option value '{text}' is not valid"))
}

fn choice(setting: &Setting<'_>, field: &Field, value: &Value) -> Result<Value, String> {
    if !value.is_object() {
        return Err(format!("Specify a valid 'id' or 'name' for {}", field.name));
    }
    pick(options(setting, field), value).map(|option| json!(option.id.to_string()))
}

fn cascade(setting: &Setting<'_>, field: &Field, value: &Value) -> Result<Value, String> {
    if !value.is_object() {
        return Err("Operation value must be an object".into());
    }
    let parent = pick(options(setting, field), value)?;
    let child = match value.get("child") {
        None | Some(Value::Null) => Value::Null,
        Some(child) => json!(pick(&parent.children, child)?.id.to_string()),
    };
    Ok(json!({"parent": parent.id.to_string(), "child": child}))
}

fn user(setting: &Setting<'_>, field: &Field, value: &Value) -> Result<Option<Value>, String> {
    let account = match value {
        Value::Object(map) => match map.get("accountId").or_else(|| map.get("id")) {
            Some(Value::Null) => return Ok(None),
            other => other.and_then(Value::as_str),
        },
        _ => None,
    };
    let Some(account) = account else {
        return Err("Operation value must be an object containing an 'accountId'".into());
    };
    let account = match (account, field.id.as_str()) {
        ("-1", "assignee") => setting.project.lead.as_str(),
        _ => account,
    };
    let user = setting.site.catalogue.user(account).ok_or_else(|| format!("User '{account}' does not exist."))?;
    if field.id == "assignee" && !setting.site.assignable(account, setting.project) {
        return Err(format!("User '{}' cannot be assigned issues.", user.display_name));
    }
    if !user.active && field.id == "reporter" {
        return Err("The reporter specified is not a user.".into());
    }
    Ok(Some(json!(account)))
}

fn group(site: &Site, value: &Value) -> Result<Value, String> {
    let by_id = value.get("groupId").and_then(Value::as_str);
    let by_name = value.get("name").and_then(Value::as_str);
    site.catalogue
        .groups
        .iter()
        .find(|(name, id)| Some(*id) == by_id || Some(*name) == by_name)
        .map(|(name, _)| json!(name))
        .ok_or_else(|| format!("Group '{}' does not exist.", by_name.or(by_id).unwrap_or_default()))
}

fn project(site: &Site, value: &Value) -> Result<Value, String> {
    let id = id_of(value);
    let key = value.get("key").and_then(Value::as_str);
    id.as_deref()
        .or(key)
        .and_then(|id_or_key| site.catalogue.find_project(id_or_key))
        .map(|project| json!(project.id.to_string()))
        .ok_or_else(|| "Specify a valid project ID or key".to_owned())
}

fn release(setting: &Setting<'_>, value: &Value) -> Result<Value, String> {
    named(value, "Version", |id, name| {
        setting
            .project
            .versions
            .iter()
            .find(|version| Some(version.id) == id || name == Some(version.name))
            .map(|version| version.id.to_owned())
    })
}
