//! `fields` and `update` of a request, checked and brought into stored form, before anything is changed.

use serde_json::{Map, Value};

use super::super::Site;
use super::super::call::Call;
use super::super::comment::NewComment;
use super::super::field::{Setting, describe, parse};
use super::super::link::NewLink;
use super::super::model::{Field, History, Issue, Item, Kind, Project};
use super::super::refusal::Refusal;

/// What a request wants to be written.
#[derive(Default)]
pub(in super::super) struct Draft {
    /// New values by field, `None` to clear.
    pub(super) values: Vec<(String, Option<Value>)>,
    /// Comments to add.
    pub(super) comments: Vec<NewComment>,
    /// Links to add.
    pub(super) links: Vec<NewLink>,
    /// Properties to set.
    pub(super) properties: Vec<(String, Value)>,
}

/// Where a draft is made for.
pub(super) struct Target<'a> {
    pub(super) project: &'a Project,
    pub(super) issue_type: &'a str,
    /// The issue when there is one already.
    pub(super) issue: Option<&'a Issue>,
    /// Whether a field may be set here.
    pub(super) allows: &'a dyn Fn(&Field) -> bool,
}

impl Draft {
    /// Reads a request's body.
    pub(super) fn read(
        site: &Site,
        call: &Call<'_>,
        target: &Target<'_>,
        body: &Map<String, Value>,
    ) -> Result<Self, Refusal> {
        let mut draft = Self::default();
        let mut errors: Vec<(String, String)> = Vec::new();
        let none = Map::new();
        let fields = body.get("fields").and_then(Value::as_object).unwrap_or(&none);
        let update = body.get("update").and_then(Value::as_object).unwrap_or(&none);
        let setting = Setting { site, project: target.project, issue_type: target.issue_type, version: call.version };
        for (id, value) in fields {
            let known = site.catalogue.field(id).filter(|field| (target.allows)(field));
            let Some(field) = known else {
                errors.push((id.clone(), super::super::field::unknown(id)));
                continue;
            };
            if update.contains_key(id) {
                errors.push((id.clone(), format!("Field '{id}' cannot appear in both 'fields' and 'update'")));
                continue;
            }
            match draft.parse_field(site, call, &setting, field, value) {
                Ok(stored) => draft.values.push((id.clone(), stored)),
                Err(message) => errors.push((id.clone(), message)),
            }
        }
        for (id, verbs) in update {
            if let Err(message) = draft.read_verbs(site, call, target, &setting, id, verbs) {
                errors.push((id.clone(), message));
            }
        }
        if let Some(list) = body.get("properties").and_then(Value::as_array) {
            for property in list {
                match (property.get("key").and_then(Value::as_str), property.get("value")) {
                    (Some(key), Some(value)) => draft.properties.push((key.to_owned(), value.clone())),
                    _ => return Err(Refusal::bad("A property needs a key and a value.")),
                }
            }
        }
        if errors.is_empty() { Ok(draft) } else { Err(Refusal::fields(errors)) }
    }

    fn parse_field(
        &self,
        site: &Site,
        call: &Call<'_>,
        setting: &Setting<'_>,
        field: &Field,
        value: &Value,
    ) -> Result<Option<Value>, String> {
        if field.kind == Kind::Parent {
            return parent(site, call, setting.project, value);
        }
        parse(setting, field, value)
    }

    fn read_verbs(
        &mut self,
        site: &Site,
        call: &Call<'_>,
        target: &Target<'_>,
        setting: &Setting<'_>,
        id: &str,
        verbs: &Value,
    ) -> Result<(), String> {
        let field = site.catalogue.field(id).ok_or_else(|| super::super::field::unknown(id))?;
        let verbs = verbs.as_array().ok_or_else(|| "Operations must be given as an array".to_owned())?;
        if !verbs.iter().all(Value::is_object) {
            return Err("Each operation must be an object".to_owned());
        }
        let pairs = verbs.iter().filter_map(Value::as_object).flatten();
        match id {
            "comment" => {
                for (verb, value) in pairs {
                    if verb != "add" {
                        return Err(format!(
                            "Field with id 'comment' and name 'Comment' does not support operation '{verb}' here"
                        ));
                    }
                    self.comments.push(NewComment::read(site, call, target.project, value).map_err(first)?);
                }
                return Ok(());
            }
            "issuelinks" => {
                for (_, value) in pairs {
                    self.links.push(NewLink::read_from(site, call, value).map_err(first)?);
                }
                return Ok(());
            }
            _ => {}
        }
        if !(target.allows)(field) {
            return Err(super::super::field::unknown(id));
        }
        let mut stored = target.issue.and_then(|issue| issue.values.get(id)).cloned();
        for (verb, value) in pairs {
            stored = match verb.as_str() {
                "set" => self.parse_field(site, call, setting, field, value)?,
                "add" | "remove" => several(setting, field, stored, verb, value)?,
                _ => {
                    return Err(format!(
                        "Field with id '{id}' and name '{}' does not support operation '{verb}' Supported operation(s) are: '{}'",
                        field.name,
                        super::super::field::operations_of(field).join(", ")
                    ));
                }
            };
        }
        self.values.push((id.to_owned(), stored));
        Ok(())
    }
}

/// Adds to or removes from a field that holds several.
fn several(
    setting: &Setting<'_>,
    field: &Field,
    stored: Option<Value>,
    verb: &str,
    value: &Value,
) -> Result<Option<Value>, String> {
    let holds_several = matches!(
        field.kind,
        Kind::Labels | Kind::Options | Kind::Users | Kind::Groups | Kind::Components | Kind::Versions
    );
    if !holds_several {
        return Err(format!(
            "Field with id '{}' and name '{}' does not support operation '{verb}' Supported operation(s) are: 'set'",
            field.id, field.name
        ));
    }
    let item = super::super::field::element(setting, field, value)?;
    let mut items = match stored {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    items.retain(|candidate| *candidate != item);
    if verb == "add" {
        items.push(item);
    }
    Ok((!items.is_empty()).then_some(Value::Array(items)))
}

fn parent(site: &Site, call: &Call<'_>, project: &Project, value: &Value) -> Result<Option<Value>, String> {
    if value.is_null() {
        return Ok(None);
    }
    let text = value.get("key").or_else(|| value.get("id"));
    let text = match text {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err("data was not an object".into()),
    };
    match site.visible_issue(call, &text) {
        Ok((parent, _)) if parent.project == project.id => Ok(Some(Value::from(parent.id))),
        Ok(_) => Err("Sub-tasks must be created in the same project as the parent.".into()),
        Err(_) => Err("Could not find issue by id or key.".into()),
    }
}

fn first(refusal: Refusal) -> String {
    let by_field = refusal.fields.into_iter().map(|(_, message)| message);
    refusal.messages.into_iter().chain(by_field).next().unwrap_or_default()
}

impl Site {
    /// Writes new values to an issue and notes the changes; none when nothing changed.
    pub(in super::super) fn apply(
        &mut self,
        issue_id: u64,
        author: &str,
        now: i64,
        values: Vec<(String, Option<Value>)>,
        mut items: Vec<Item>,
    ) -> Option<History> {
        let mut changed = Vec::new();
        let issue = self.issues.get(&issue_id)?;
        for (id, value) in values {
            let Some(field) = self.catalogue.field(&id) else {
                continue;
            };
            let (old, is_type) = match field.kind {
                Kind::IssueType => (Some(Value::from(issue.issue_type.clone())), true),
                _ => (issue.values.get(&id).cloned(), false),
            };
            if old == value || (is_type && value.is_none()) {
                continue;
            }
            self.note(issue.project, field, old.as_ref(), value.as_ref(), &mut items);
            changed.push((id, value));
        }
        if items.is_empty() && changed.is_empty() {
            return None;
        }
        let history = History { id: self.next_id(), author: author.to_owned(), created: now, items };
        let issue = self.issues.get_mut(&issue_id)?;
        for (id, value) in changed {
            if id == "resolution" {
                issue.resolved = value.is_some().then_some(now);
            }
            match (id.as_str(), value) {
                ("issuetype", Some(value)) => issue.issue_type = value.as_str().unwrap_or_default().to_owned(),
                (_, Some(value)) => {
                    issue.values.insert(id, value);
                }
                (_, None) => {
                    issue.values.remove(&id);
                }
            }
        }
        issue.updated = now;
        issue.histories.push(history.clone());
        self.mark(super::super::store::ISSUE, issue_id);
        Some(history)
    }

    /// The changelog's items for a change of one field: for components and versions one for each that came or went.
    fn note(&self, project: u64, field: &Field, old: Option<&Value>, new: Option<&Value>, items: &mut Vec<Item>) {
        let name = match field.id.as_str() {
            "components" => "Component",
            "fixVersions" => "Fix Version",
            "versions" => "Version",
            "parent" => "IssueParentAssociation",
            id => field.custom.map_or(id, |_| field.name),
        };
        let entry = |from: (Option<String>, Option<String>), to: (Option<String>, Option<String>)| Item {
            field: name.to_owned(),
            fieldtype: if field.custom.is_some() { "custom" } else { "jira" }.to_owned(),
            field_id: field.id.clone(),
            from: from.0,
            from_string: from.1,
            to: to.0,
            to_string: to.1,
        };
        let singly = field.custom.is_none() && matches!(field.kind, Kind::Components | Kind::Versions);
        if !singly {
            items.push(entry(describe(self, project, field, old), describe(self, project, field, new)));
            return;
        }
        let list = |value: Option<&Value>| -> Vec<String> {
            value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (before, after) = (list(old), list(new));
        let named = |id: &String| {
            let name = match field.kind {
                Kind::Components => super::super::field::component(self, project, id),
                _ => super::super::field::release(self, project, id),
            };
            (Some(id.clone()), name)
        };
        items.extend(before.iter().filter(|id| !after.contains(id)).map(|id| entry(named(id), (None, None))));
        items.extend(after.iter().filter(|id| !before.contains(id)).map(|id| entry((None, None), named(id))));
    }
}
