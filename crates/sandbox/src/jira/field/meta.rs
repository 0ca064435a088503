//! Metadata of fields: for creating, editing and transitions.

use serde_json::{Map, Value, json};

use super::super::face::Face;
use super::super::model::{Field, FieldOption, Issue, Kind, Project};

/// The screen that fields are shown on.
#[derive(Clone, Copy)]
pub(in super::super) enum Screen<'a> {
    /// For creating an issue of a type.
    Create(&'a str),
    /// For editing an issue.
    Edit(&'a Issue),
    /// Of a transition of an issue; whether the field is required there.
    Transition(&'a Issue, bool),
}

impl Face<'_> {
    /// The schema of a field; `null` for fields that have none.
    pub(in super::super) fn schema(&self, field: &Field) -> Value {
        if field.schema_type.is_empty() {
            return Value::Null;
        }
        let mut map = Map::new();
        map.insert("type".into(), json!(field.schema_type));
        if let Some(items) = field.items {
            map.insert("items".into(), json!(items));
        }
        match field.custom {
            Some((key, number)) => {
                map.insert("custom".into(), json!(key));
                map.insert("customId".into(), json!(number));
            }
            None => {
                map.insert("system".into(), json!(field.id));
            }
        }
        Value::Object(map)
    }

    /// The metadata of a field on a screen of a project.
    pub(in super::super) fn field_meta(&self, field: &Field, project: &Project, screen: Screen<'_>) -> Value {
        let issue_type = match screen {
            Screen::Create(issue_type) => issue_type,
            Screen::Edit(issue) | Screen::Transition(issue, _) => &issue.issue_type,
        };
        let required = match screen {
            Screen::Transition(_, required) => required,
            _ => ["summary", "issuetype", "reporter"].contains(&field.id.as_str()) || field.kind == Kind::Project,
        };
        let mut map = Map::new();
        map.insert("required".into(), json!(required));
        let schema = match self.schema(field) {
            Value::Null => json!({"type": "issuelink", "system": field.id}),
            schema => schema,
        };
        map.insert("schema".into(), schema);
        map.insert("name".into(), json!(field.name));
        map.insert("key".into(), json!(field.id));
        if let Some(url) = self.auto_complete(field, project, screen) {
            map.insert("autoCompleteUrl".into(), json!(url));
        }
        let creating = matches!(screen, Screen::Create(_));
        if creating {
            let has_default = ["priority", "reporter"].contains(&field.id.as_str());
            map.insert("hasDefaultValue".into(), json!(has_default));
        }
        map.insert("operations".into(), json!(operations(field)));
        if let Some(values) = self.allowed_values(field, project, issue_type, screen) {
            map.insert("allowedValues".into(), values);
        }
        if creating && field.id == "priority" {
            let medium = self.site.catalogue.priority("3").map(|priority| self.priority(priority));
            map.insert("defaultValue".into(), medium.unwrap_or_default());
        }
        Value::Object(map)
    }

    fn auto_complete(&self, field: &Field, project: &Project, screen: Screen<'_>) -> Option<String> {
        match field.kind {
            Kind::User if field.id == "assignee" => Some(match screen {
                Screen::Create(_) => self.link(&format!("user/assignable/search?project={}&query=", project.key)),
                Screen::Edit(issue) | Screen::Transition(issue, _) => {
                    self.link(&format!("user/assignable/search?issueKey={}&query=", issue.key))
                }
            }),
            Kind::User if field.id == "reporter" => Some(self.link("user/search?query=")),
            Kind::User | Kind::Users => {
                Some(format!("{}/rest/api/1.0/users/picker?fieldName={}&showAvatar=true&query=", self.base, field.id))
            }
            Kind::Sprints => Some(format!("{}/rest/greenhopper/1.0/sprint/picker?query=", self.base)),
            Kind::Labels => Some(match field.custom {
                Some((_, number)) => {
                    format!("{}/rest/api/1.0/labels/suggest?customFieldId={number}&query=", self.base)
                }
                None => format!("{}/rest/api/1.0/labels/suggest?query=", self.base),
            }),
            _ => None,
        }
    }

    fn allowed_values(&self, field: &Field, project: &Project, issue_type: &str, screen: Screen<'_>) -> Option<Value> {
        let catalogue = &self.site.catalogue;
        let list = match field.kind {
            Kind::Option | Kind::Options => self.choices(field, project, issue_type, false),
            Kind::Cascade => self.choices(field, project, issue_type, true),
            Kind::Priority => catalogue.priorities.iter().map(|priority| self.priority(priority)).collect(),
            Kind::Resolution => catalogue.resolutions.iter().map(|resolution| self.resolution(resolution)).collect(),
            Kind::Components => project.components.iter().map(|component| self.component(component)).collect(),
            Kind::Versions | Kind::VersionPick => {
                project.versions.iter().map(|version| self.release(version)).collect()
            }
            Kind::Project => vec![self.project(project)],
            Kind::ProjectPick => catalogue
                .projects
                .iter()
                .filter(|project| self.site.may(self.account, project, "BROWSE_PROJECTS"))
                .map(|project| self.project(project))
                .collect(),
            Kind::IssueType => catalogue
                .issue_types_of(project)
                .into_iter()
                .filter(|candidate| match screen {
                    Screen::Create(issue_type) => candidate.id == issue_type,
                    _ => catalogue.issue_type(issue_type).is_some_and(|current| current.subtask == candidate.subtask),
                })
                .map(|issue_type| self.issue_type(issue_type))
                .collect(),
            _ => return None,
        };
        Some(Value::Array(list))
    }

    fn choices(&self, field: &Field, project: &Project, issue_type: &str, nested: bool) -> Vec<Value> {
        let options: &[FieldOption] =
            field.context(project.id, issue_type).map_or(&[], |context| context.options.as_slice());
        options
            .iter()
            .filter(|option| !option.disabled)
            .map(|option| {
                let mut shown = self.option(option);
                if let (true, Value::Object(map)) = (nested, &mut shown) {
                    let children: Vec<Value> = option.children.iter().map(|child| self.option(child)).collect();
                    map.insert("children".into(), Value::Array(children));
                }
                shown
            })
            .collect()
    }
}

/// The verbs a field takes in `update`.
pub(in super::super) fn operations(field: &Field) -> &'static [&'static str] {
    match (field.kind, field.id.as_str()) {
        (_, "comment") => &["add", "edit", "remove"],
        (_, "issuelinks") => &["add"],
        (_, "attachment") => &["set"],
        (Kind::IssueType, _) => &[],
        (Kind::Components, _) | (Kind::Options | Kind::Users | Kind::Groups | Kind::Labels, _) => {
            &["add", "set", "remove"]
        }
        (Kind::Versions, _) => &["set", "add", "remove"],
        _ => &["set"],
    }
}
