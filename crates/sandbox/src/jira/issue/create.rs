//! Creating issues, one and several.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::super::Site;
use super::super::call::Call;
use super::super::model::{Field, Issue, Kind, Project};
use super::super::refusal::{Answer, Refusal, created};
use super::super::store::{COUNTERS, ISSUE};
use super::draft::{Draft, Target};

/// An issue about to be, checked.
pub(in super::super) struct NewIssue {
    project: u64,
    issue_type: String,
    draft: Draft,
}

impl NewIssue {
    /// Reads a request's body.
    pub(in super::super) fn read(site: &Site, call: &Call<'_>, body: &Map<String, Value>) -> Result<Self, Refusal> {
        site.asker(call)?;
        let account = site.account(call);
        let none = Map::new();
        let given = body.get("fields").and_then(Value::as_object).unwrap_or(&none);
        let project = find_project(site, call, given.get("project"))?;
        if !site.may(account, project, "CREATE_ISSUES") {
            return Err(Refusal::forbidden("You do not have permission to create issues in this project."));
        }
        let issue_type = find_issue_type(site, project, given.get("issuetype"))?;
        let is_subtask = site.catalogue.issue_type(&issue_type).is_some_and(|issue_type| issue_type.subtask);
        let modifies_reporter = site.may(account, project, "MODIFY_REPORTER");
        let assigns = site.may(account, project, "ASSIGN_ISSUES");
        let allows = |field: &Field| match field.id.as_str() {
            "parent" => true,
            "reporter" => modifies_reporter,
            "assignee" => assigns,
            _ => field.on_screen(project.id, &issue_type),
        };
        let mut rest = body.clone();
        if let Some(Value::Object(fields)) = rest.get_mut("fields") {
            fields.shift_remove("project");
            fields.shift_remove("issuetype");
        }
        let target = Target { project, issue_type: &issue_type, issue: None, allows: &allows };
        let read = Draft::read(site, call, &target, &rest);
        let mut missing = Vec::new();
        let has = |id: &str| {
            let at = |part: &str| body.get(part).and_then(|part| part.get(id)).is_some();
            at("fields") || at("update")
        };
        if !has("summary") {
            missing.push(("summary".to_owned(), "You must specify a summary of the issue.".to_owned()));
        }
        if is_subtask && !has("parent") {
            let message = "Issue type is a sub-task but parent issue key or id not specified.";
            missing.push(("parentId".to_owned(), message.to_owned()));
        }
        let draft = match (read, missing.is_empty()) {
            (read, true) => read?,
            (Ok(_), false) => return Err(Refusal::fields(missing)),
            (Err(mut refusal), false) => {
                refusal.fields.extend(missing);
                return Err(refusal);
            }
        };
        Ok(Self { project: project.id, issue_type, draft })
    }

    /// Makes it; the new issue's id.
    pub(in super::super) fn make(self, site: &mut Site, call: &Call<'_>) -> Result<u64, Refusal> {
        let account = site.account(call).unwrap_or_default().to_owned();
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        values.insert("priority".into(), json!("3"));
        values.insert("reporter".into(), json!(account));
        for (id, value) in self.draft.values {
            match value {
                Some(value) => values.insert(id, value),
                None => values.remove(&id),
            };
        }
        let id = site.insert_issue(None, self.project, self.issue_type, &account, call.now, values)?;
        if let Some(issue) = site.issues.get_mut(&id) {
            issue.properties.extend(self.draft.properties);
        }
        site.tell_created(call, id);
        for comment in self.draft.comments {
            comment.add(site, call, id);
        }
        for link in self.draft.links {
            link.add(site, call, id);
        }
        site.note_begun(call, id);
        Ok(id)
    }
}

fn find_project<'a>(site: &'a Site, call: &Call<'_>, given: Option<&Value>) -> Result<&'a Project, Refusal> {
    let text = given.and_then(|project| project.get("id").or_else(|| project.get("key")));
    let text = match text {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err(Refusal::field("project", "Specify a valid project ID or key")),
    };
    site.visible_project(call, &text).map_err(|_| Refusal::field("project", "valid project is required"))
}

fn find_issue_type(site: &Site, project: &Project, given: Option<&Value>) -> Result<String, Refusal> {
    let Some(given) = given else {
        return Err(Refusal::field("issuetype", "Specify an issue type"));
    };
    let id = match given.get("id") {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let name = given.get("name").and_then(Value::as_str);
    if id.is_none() && name.is_none() {
        return Err(Refusal::field("issuetype", "Specify a valid issue type"));
    }
    site.catalogue
        .issue_types_of(project)
        .into_iter()
        .find(|candidate| match &id {
            Some(id) => candidate.id == id,
            None => name.is_some_and(|name| candidate.name.eq_ignore_ascii_case(name)),
        })
        .map(|found| found.id.to_owned())
        .ok_or_else(|| Refusal::field("issuetype", "Specify a valid issue type"))
}

impl Site {
    /// Puts a new issue in its project. The id is the next one unless given.
    pub(in super::super) fn insert_issue(
        &mut self,
        id: Option<u64>,
        project: u64,
        issue_type: String,
        creator: &str,
        now: i64,
        values: BTreeMap<String, Value>,
    ) -> Result<u64, Refusal> {
        let id = match id {
            Some(id) => id,
            None => self.next_id(),
        };
        let found = self.catalogue.project(project).ok_or_else(Refusal::issue_missing)?;
        let (project_key, status) = (found.key, found.workflow.initial);
        let number = self.counters.last_number.entry(project).or_default();
        *number += 1;
        let key = format!("{project_key}-{number}");
        let parent = values.get("parent").and_then(Value::as_u64);
        let issue = Issue {
            id,
            key: key.clone(),
            former_keys: Vec::new(),
            project,
            issue_type,
            status: status.to_owned(),
            creator: creator.to_owned(),
            created: now,
            updated: now,
            status_changed: now,
            resolved: None,
            values,
            properties: BTreeMap::new(),
            histories: Vec::new(),
            comments: Vec::new(),
            attachments: Vec::new(),
            links: Vec::new(),
            subtasks: Vec::new(),
            watchers: BTreeSet::from([creator.to_owned()]),
        };
        self.issues.insert(id, issue);
        self.keys.insert(key, id);
        self.mark(COUNTERS, "site");
        self.mark(ISSUE, id);
        if let Some(parent) = parent.and_then(|parent| self.issues.get_mut(&parent)) {
            parent.subtasks.push(id);
            let parent = parent.id;
            self.mark(ISSUE, parent);
        }
        Ok(id)
    }

    /// `POST /issue`.
    pub(in super::super) fn create_issue(&mut self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let id = NewIssue::read(self, call, &body)?.make(self, call)?;
        created(&self.created_issue(call, id))
    }

    fn created_issue(&self, call: &Call<'_>, id: u64) -> Value {
        let key = self.issues.get(&id).map(|issue| issue.key.clone());
        json!({"id": id.to_string(), "key": key, "self": call.link(&format!("issue/{id}"))})
    }

    /// `POST /issue/bulk`: what can be created is, the rest is reported by its place.
    pub(in super::super) fn create_issues(&mut self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let updates = body.get("issueUpdates").and_then(Value::as_array).cloned().unwrap_or_default();
        if updates.len() > 50 {
            return Err(Refusal::bad("The number of issues to create must not exceed 50."));
        }
        let (mut issues, mut errors) = (Vec::new(), Vec::new());
        for (index, update) in updates.iter().enumerate() {
            let none = Map::new();
            let update = update.as_object().unwrap_or(&none);
            match NewIssue::read(self, call, update).and_then(|new| new.make(self, call)) {
                Ok(id) => issues.push(self.created_issue(call, id)),
                Err(refusal) => errors.push(json!({
                    "status": refusal.status, "elementErrors": refusal.body(), "failedElementNumber": index,
                })),
            }
        }
        let status = if issues.is_empty() && !errors.is_empty() { 400 } else { 201 };
        Ok(crate::http::Response::json(status, &json!({"issues": issues, "errors": errors})))
    }
}

/// Whether a field is shown when an issue is created.
pub(super) fn on_create_screen(
    site: &Site,
    call: &Call<'_>,
    project: &Project,
    issue_type: &str,
    field: &Field,
) -> bool {
    let account = site.account(call);
    let is_subtask = site.catalogue.issue_type(issue_type).is_some_and(|issue_type| issue_type.subtask);
    match (field.kind, field.id.as_str()) {
        (Kind::Parent, _) => is_subtask,
        (_, "attachment") => site.may(account, project, "CREATE_ATTACHMENTS"),
        (_, "issuelinks") => site.may(account, project, "LINK_ISSUES"),
        (_, "reporter") => site.may(account, project, "MODIFY_REPORTER"),
        (_, "assignee") => site.may(account, project, "ASSIGN_ISSUES"),
        _ => field.on_screen(project.id, issue_type),
    }
}
