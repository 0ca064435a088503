//! The site itself, and its lists of issue types, priorities, statuses, resolutions and fields.

use serde_json::{Value, json};

use super::Site;
use super::call::Call;
use super::face::Face;
use super::model::{Field, Priority};
use super::page::{Window, page};
use super::refusal::{Answer, Refusal, ok};
use super::time::stamp;

/// The keys of the status categories.
pub(super) const STATUS_CATEGORIES: [&str; 4] = ["undefined", "new", "indeterminate", "done"];

impl Site {
    /// `GET /serverInfo`.
    pub(super) fn server_info(&self, call: &Call<'_>) -> Answer {
        ok(&json!({
            "baseUrl": call.base,
            "displayUrl": call.base,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100_300,
            "buildDate": "2026-11-02T14:07:21.000+0000",
            "serverTime": stamp(call.now),
            "scmInfo": "c1d0beef0000400080000000000000000000beef",
            "serverTitle": "Jira",
            "serverTimeZone": "Etc/UTC",
        }))
    }

    /// `GET /configuration`.
    pub(super) fn configuration(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        ok(&json!({
            "votingEnabled": true,
            "watchingEnabled": true,
            "unassignedIssuesAllowed": true,
            "subTasksEnabled": true,
            "issueLinkingEnabled": true,
            "timeTrackingEnabled": true,
            "attachmentsEnabled": true,
            "timeTrackingConfiguration": {
                "workingHoursPerDay": 8.0, "workingDaysPerWeek": 5.0, "timeFormat": "pretty", "defaultUnit": "minute",
            },
        }))
    }

    /// `GET /mypreferences/locale`.
    pub(super) fn locale(&self, call: &Call<'_>) -> Answer {
        ok(&json!({"locale": self.asker(call)?.locale}))
    }

    /// `GET /issuetype`.
    pub(super) fn all_issue_types(&self, call: &Call<'_>) -> Answer {
        let face = self.face(call);
        let account = self.account(call);
        let visible: Vec<Value> = self
            .catalogue
            .issue_types
            .iter()
            .filter(|issue_type| {
                self.catalogue.projects.iter().any(|project| {
                    project.issue_types.contains(&issue_type.id) && self.may(account, project, "BROWSE_PROJECTS")
                })
            })
            .map(|issue_type| face.issue_type(issue_type))
            .collect();
        ok(&Value::Array(visible))
    }

    /// `GET /issuetype/{id}`.
    pub(super) fn get_issue_type(&self, call: &Call<'_>, id: &str) -> Answer {
        let found = self.catalogue.issue_type(id);
        let issue_type = found.ok_or_else(|| Refusal::missing(format!("Issue type with id '{id}' does not exist.")))?;
        ok(&self.face(call).issue_type(issue_type))
    }

    /// `GET /issuetype/project?projectId=`.
    pub(super) fn issue_types_of_project(&self, call: &Call<'_>) -> Answer {
        let id = call.param("projectId").ok_or_else(|| Refusal::bad("The 'projectId' parameter is required."))?;
        let project = self.visible_project(call, id)?;
        let face = self.face(call);
        let types = self.catalogue.issue_types_of(project);
        ok(&Value::Array(types.into_iter().map(|issue_type| face.issue_type(issue_type)).collect()))
    }

    /// `GET /priority`.
    pub(super) fn all_priorities(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let face = self.face(call);
        ok(&Value::Array(self.catalogue.priorities.iter().map(|priority| face.priority_in_full(priority)).collect()))
    }

    /// `GET /priority/search`.
    pub(super) fn search_priorities(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let face = self.face(call);
        let window = Window::of(call, 50, 100)?;
        ok(&page(call, window, self.catalogue.priorities.iter().collect(), |priority: &Priority| {
            let mut shown = face.priority_in_full(priority);
            if let Value::Object(map) = &mut shown {
                map.insert("isDefault".into(), json!(priority.id == "3"));
            }
            shown
        }))
    }

    /// `GET /priority/{id}`.
    pub(super) fn get_priority(&self, call: &Call<'_>, id: &str) -> Answer {
        self.asker(call)?;
        let priority = self
            .catalogue
            .priority(id)
            .ok_or_else(|| Refusal::missing(format!("The priority with id '{id}' does not exist")))?;
        ok(&self.face(call).priority_in_full(priority))
    }

    /// `GET /status`.
    pub(super) fn all_statuses(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let face = self.face(call);
        ok(&Value::Array(self.catalogue.statuses.iter().map(|status| face.status(status)).collect()))
    }

    /// `GET /status/{idOrName}`.
    pub(super) fn get_status(&self, call: &Call<'_>, id_or_name: &str) -> Answer {
        self.asker(call)?;
        let status = self
            .catalogue
            .statuses
            .iter()
            .find(|status| status.id == id_or_name || status.name.eq_ignore_ascii_case(id_or_name))
            .ok_or_else(|| Refusal::missing(format!("The status with id '{id_or_name}' does not exist")))?;
        ok(&self.face(call).status(status))
    }

    /// `GET /statuscategory`.
    pub(super) fn status_categories(&self, call: &Call<'_>) -> Answer {
        let face = self.face(call);
        ok(&Value::Array(STATUS_CATEGORIES.iter().map(|key| face.status_category(key)).collect()))
    }

    /// `GET /resolution`.
    pub(super) fn all_resolutions(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let face = self.face(call);
        ok(&Value::Array(self.catalogue.resolutions.iter().map(|resolution| face.resolution(resolution)).collect()))
    }

    /// `GET /field`.
    pub(super) fn all_fields(&self, call: &Call<'_>) -> Answer {
        let face = self.face(call);
        ok(&Value::Array(self.catalogue.fields.iter().map(|field| face.field(field)).collect()))
    }

    /// `GET /label`.
    pub(super) fn all_labels(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let window = Window::of(call, 1_000, 1_000)?;
        let account = self.account(call);
        let mut labels: Vec<String> = self
            .issues
            .values()
            .filter(|issue| {
                let project = self.catalogue.project(issue.project);
                project.is_some_and(|project| self.may(account, project, "BROWSE_PROJECTS"))
            })
            .filter_map(|issue| issue.values.get("labels").and_then(Value::as_array))
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        labels.sort_unstable();
        labels.dedup();
        ok(&page(call, window, labels, Value::from))
    }
}

impl Face<'_> {
    fn priority_in_full(&self, priority: &Priority) -> Value {
        let mut shown = self.priority(priority);
        if let Value::Object(map) = &mut shown {
            map.insert("statusColor".into(), json!(priority.color));
            map.insert("description".into(), json!(priority.description));
        }
        shown
    }

    /// A field as the list of fields shows it.
    fn field(&self, field: &Field) -> Value {
        let mut shown = json!({
            "id": field.id,
            "key": field.id,
            "name": field.name,
            "custom": field.custom.is_some(),
            "orderable": field.orderable,
            "navigable": field.navigable,
            "searchable": field.searchable,
            "clauseNames": field.clause_names,
        });
        let schema = self.schema(field);
        if let (Value::Object(map), false) = (&mut shown, schema.is_null()) {
            map.insert("schema".into(), schema);
        }
        shown
    }
}
