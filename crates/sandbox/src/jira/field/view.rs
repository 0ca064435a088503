//! Values as answers show them.

use serde_json::{Map, Value, json};

use super::super::call::Version;
use super::super::document::{to_html, to_wiki};
use super::super::face::Face;
use super::super::model::{Field, Issue, Kind};
use super::super::seed::fields::SPRINTS;
use super::super::time::{date, friendly, friendly_date, stamp};

impl Face<'_> {
    /// A field's value at an issue.
    pub(in super::super) fn value(&self, issue: &Issue, field: &Field) -> Value {
        let stored = issue.values.get(&field.id);
        match field.kind {
            Kind::Computed | Kind::Project | Kind::IssueType | Kind::Parent => self.computed(issue, &field.id),
            _ => stored.map_or_else(|| empty(field), |value| self.shown(issue, field, value)),
        }
    }

    fn shown(&self, issue: &Issue, field: &Field, value: &Value) -> Value {
        let text = value.as_str().unwrap_or_default();
        let each = |show: &dyn Fn(&str) -> Value| {
            Value::Array(value.as_array().into_iter().flatten().filter_map(Value::as_str).map(show).collect())
        };
        match field.kind {
            Kind::Paragraph if self.version == Version::Two => json!(to_wiki(value)),
            Kind::DateTime => value.as_i64().map_or(Value::Null, |ms| json!(stamp(ms))),
            Kind::Option => field.option(text).map_or(Value::Null, |option| self.option(option)),
            Kind::Options => each(&|id| field.option(id).map_or(Value::Null, |option| self.option(option))),
            Kind::Cascade => self.cascade(field, value),
            Kind::User => self.person(text),
            Kind::Users => each(&|id| self.person(id)),
            Kind::Group => self.group(text),
            Kind::Groups => each(&|name| self.group(name)),
            Kind::Priority => {
                self.site.catalogue.priority(text).map_or(Value::Null, |priority| self.priority(priority))
            }
            Kind::Resolution => {
                self.site.catalogue.resolution(text).map_or(Value::Null, |resolution| self.resolution(resolution))
            }
            Kind::ProjectPick => {
                self.site.catalogue.find_project(text).map_or(Value::Null, |project| self.project(project))
            }
            Kind::Components => each(&|id| self.component_of(issue.project, id)),
            Kind::Versions => each(&|id| self.release_of(issue.project, id)),
            Kind::VersionPick => self.release_of(issue.project, text),
            Kind::Sprints => each(&sprint),
            _ => value.clone(),
        }
    }

    fn cascade(&self, field: &Field, value: &Value) -> Value {
        let part = |name: &str| value.get(name).and_then(Value::as_str);
        let Some(parent) = part("parent").and_then(|id| field.option(id)) else {
            return Value::Null;
        };
        let mut shown = self.option(parent);
        if let (Value::Object(map), Some(child)) = (&mut shown, part("child").and_then(|id| parent.child(id))) {
            map.insert("child".into(), self.option(child));
        }
        shown
    }

    fn component_of(&self, project: u64, id: &str) -> Value {
        self.site
            .catalogue
            .project(project)
            .and_then(|project| project.components.iter().find(|component| component.id == id))
            .map_or(Value::Null, |component| self.component(component))
    }

    fn release_of(&self, project: u64, id: &str) -> Value {
        self.site
            .catalogue
            .project(project)
            .and_then(|project| project.versions.iter().find(|version| version.id == id))
            .map_or(Value::Null, |version| self.release(version))
    }

    /// The values that Jira fills in.
    fn computed(&self, issue: &Issue, id: &str) -> Value {
        let catalogue = &self.site.catalogue;
        let listed = |ids: &[u64], show: &dyn Fn(u64) -> Option<Value>| {
            Value::Array(ids.iter().filter_map(|&id| show(id)).collect())
        };
        match id {
            "project" => catalogue.project(issue.project).map_or(Value::Null, |project| self.project(project)),
            "issuetype" => {
                catalogue.issue_type(&issue.issue_type).map_or(Value::Null, |issue_type| self.issue_type(issue_type))
            }
            "status" => catalogue.status(&issue.status).map_or(Value::Null, |status| self.status(status)),
            "creator" => self.person(&issue.creator),
            "created" => json!(stamp(issue.created)),
            "updated" => json!(stamp(issue.updated)),
            "resolutiondate" => issue.resolved.map_or(Value::Null, |ms| json!(stamp(ms))),
            "statuscategorychangedate" => json!(stamp(issue.status_changed)),
            "parent" => issue
                .values
                .get("parent")
                .and_then(Value::as_u64)
                .and_then(|parent| self.site.issues.get(&parent))
                .map_or(Value::Null, |parent| self.short_issue(parent)),
            "subtasks" => listed(&issue.subtasks, &|id| Some(self.short_issue(self.site.issues.get(&id)?))),
            "issuelinks" => listed(&issue.links, &|id| self.link_at(issue, self.site.links.get(&id)?)),
            "attachment" => listed(&issue.attachments, &|id| Some(self.attachment(self.site.attachments.get(&id)?))),
            "comment" => self.comments_field(issue),
            "worklog" => json!({"startAt": 0, "maxResults": 20, "total": 0, "worklogs": []}),
            "watches" => json!({
                "self": self.link(&format!("issue/{}/watchers", issue.key)),
                "watchCount": issue.watchers.len(),
                "isWatching": self.account.is_some_and(|account| issue.watchers.contains(account)),
            }),
            "votes" => json!({"self": self.link(&format!("issue/{}/votes", issue.key)), "votes": 0, "hasVoted": false}),
            "timetracking" => json!({}),
            "workratio" => json!(-1),
            "progress" => json!({"progress": 0, "total": 0}),
            "customfield_10010" => super::super::servicedesk::request_type_value(self, issue),
            _ => Value::Null,
        }
    }

    /// An issue as its parent, children and links show it.
    pub(in super::super) fn short_issue(&self, issue: &Issue) -> Value {
        let mut fields = Map::new();
        for id in ["summary", "status", "priority", "issuetype"] {
            if let Some(field) = self.site.catalogue.field(id) {
                fields.insert(id.to_owned(), self.value(issue, field));
            }
        }
        json!({
            "id": issue.id.to_string(), "key": issue.key, "self": self.link(&format!("issue/{}", issue.id)), "fields": fields,
        })
    }

    /// A field's value as HTML or friendly text; `null` where there is none.
    pub(in super::super) fn rendered(&self, issue: &Issue, field: &Field) -> Value {
        let stored = issue.values.get(&field.id);
        match (field.kind, field.id.as_str()) {
            (Kind::Paragraph, _) => json!(stored.map(to_html).unwrap_or_default()),
            (Kind::Date, _) => {
                stored.and_then(Value::as_str).and_then(date).map_or(Value::Null, |date| json!(friendly_date(date)))
            }
            (Kind::DateTime, _) => stored.and_then(Value::as_i64).map_or(Value::Null, |ms| json!(friendly(ms))),
            (_, "created") => json!(friendly(issue.created)),
            (_, "updated") => json!(friendly(issue.updated)),
            (_, "resolutiondate") => issue.resolved.map_or(Value::Null, |ms| json!(friendly(ms))),
            (_, "statuscategorychangedate") => json!(friendly(issue.status_changed)),
            (_, "comment") => self.rendered_comments(issue),
            (_, "attachment" | "subtasks" | "issuelinks") => self.value(issue, field),
            _ => Value::Null,
        }
    }
}

/// A sprint as the field shows it.
fn sprint(id: &str) -> Value {
    let Some((_, name, state, from, to)) = SPRINTS.iter().find(|(known, ..)| *known == id) else {
        return Value::Null;
    };
    let mut shown =
        json!({"id": id.parse::<u64>().unwrap_or_default(), "name": name, "state": state, "boardId": 1, "goal": ""});
    if let (Value::Object(map), false) = (&mut shown, from.is_empty()) {
        map.insert("startDate".into(), json!(from));
        map.insert("endDate".into(), json!(to));
        if *state == "closed" {
            map.insert("completeDate".into(), json!(to));
        }
    }
    shown
}

/// What a field without a value shows.
fn empty(field: &Field) -> Value {
    let is_list = matches!(field.kind, Kind::Labels | Kind::Components | Kind::Versions);
    if is_list && field.custom.is_none() { json!([]) } else { Value::Null }
}
