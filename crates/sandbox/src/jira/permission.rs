//! Permissions: who may do what, and the routes that tell.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::model::{Comment, Issue, Project, Role, User};
use super::refusal::{Answer, Refusal, ok};
use super::{Identity, Site, seed};

/// A permission's key, id, name and description. Global ones have `true`.
type Row = (&'static str, &'static str, &'static str, bool);

/// Jira's built-in permissions, with the ids that it gives them.
const PERMISSIONS: [Row; 43] = [
    ("ADD_COMMENTS", "15", "Add Comments", false),
    ("ADMINISTER", "0", "Administer Jira", true),
    ("ADMINISTER_PROJECTS", "23", "Administer Projects", false),
    ("ASSIGNABLE_USER", "17", "Assignable User", false),
    ("ASSIGN_ISSUES", "13", "Assign Issues", false),
    ("BROWSE_PROJECTS", "10", "Browse Projects", false),
    ("BULK_CHANGE", "33", "Bulk Change", true),
    ("CLOSE_ISSUES", "18", "Close Issues", false),
    ("CREATE_ATTACHMENTS", "19", "Create Attachments", false),
    ("CREATE_ISSUES", "11", "Create Issues", false),
    ("CREATE_PROJECT", "-1", "Create Project", true),
    ("CREATE_SHARED_OBJECTS", "22", "Create Shared Objects", true),
    ("DELETE_ALL_ATTACHMENTS", "38", "Delete All Attachments", false),
    ("DELETE_ALL_COMMENTS", "36", "Delete All Comments", false),
    ("DELETE_ALL_WORKLOGS", "43", "Delete All Worklogs", false),
    ("DELETE_ISSUES", "16", "Delete Issues", false),
    ("DELETE_OWN_ATTACHMENTS", "39", "Delete Own Attachments", false),
    ("DELETE_OWN_COMMENTS", "37", "Delete Own Comments", false),
    ("DELETE_OWN_WORKLOGS", "42", "Delete Own Worklogs", false),
    ("EDIT_ALL_COMMENTS", "34", "Edit All Comments", false),
    ("EDIT_ALL_WORKLOGS", "41", "Edit All Worklogs", false),
    ("EDIT_ISSUES", "12", "Edit Issues", false),
    ("EDIT_OWN_COMMENTS", "35", "Edit Own Comments", false),
    ("EDIT_OWN_WORKLOGS", "40", "Edit Own Worklogs", false),
    ("LINK_ISSUES", "21", "Link Issues", false),
    ("MANAGE_GROUP_FILTER_SUBSCRIPTIONS", "24", "Manage Group Filter Subscriptions", true),
    ("MANAGE_SPRINTS_PERMISSION", "-1", "Manage Sprints", false),
    ("MANAGE_WATCHERS", "32", "Manage Watchers", false),
    ("MODIFY_REPORTER", "30", "Modify Reporter", false),
    ("MOVE_ISSUES", "25", "Move Issues", false),
    ("RESOLVE_ISSUES", "14", "Resolve Issues", false),
    ("SCHEDULE_ISSUES", "28", "Schedule Issues", false),
    ("SERVICEDESK_AGENT", "-1", "Service Desk Agent", false),
    ("SET_ISSUE_SECURITY", "26", "Set Issue Security", false),
    ("SYSTEM_ADMIN", "44", "System Administrator", true),
    ("TRANSITION_ISSUES", "46", "Transition Issues", false),
    ("UNARCHIVE_ISSUES", "-1", "Unarchive Issues", false),
    ("USER_PICKER", "27", "Browse users and groups", true),
    ("VIEW_AGGREGATED_DATA", "-1", "View aggregated data", false),
    ("VIEW_DEV_TOOLS", "29", "View Development Tools", false),
    ("VIEW_READONLY_WORKFLOW", "45", "View Read-Only Workflow", false),
    ("VIEW_VOTERS_AND_WATCHERS", "31", "View Voters and Watchers", false),
    ("WORK_ON_ISSUES", "20", "Work On Issues", false),
];

/// What only administrators of a project may do.
const ADMINISTRATORS_ONLY: [&str; 9] = [
    "ADMINISTER_PROJECTS",
    "DELETE_ISSUES",
    "EDIT_ALL_COMMENTS",
    "DELETE_ALL_COMMENTS",
    "EDIT_ALL_WORKLOGS",
    "DELETE_ALL_WORKLOGS",
    "DELETE_ALL_ATTACHMENTS",
    "SET_ISSUE_SECURITY",
    "UNARCHIVE_ISSUES",
];

/// What someone may do who only looks.
const VIEWERS: [&str; 4] = ["BROWSE_PROJECTS", "VIEW_DEV_TOOLS", "VIEW_READONLY_WORKFLOW", "VIEW_VOTERS_AND_WATCHERS"];

impl Site {
    /// The account that a request is made with.
    pub(super) fn account<'a>(&self, call: &Call<'a>) -> Option<&'a str> {
        match call.identity {
            Identity::App => Some(seed::APP_ACCOUNT),
            Identity::User(account) => Some(account),
            Identity::Anonymous => None,
        }
    }

    /// The user who asks, if it is a known and active one.
    pub(super) fn asker(&self, call: &Call<'_>) -> Result<&User, Refusal> {
        self.account(call)
            .and_then(|account| self.catalogue.user(account))
            .filter(|user| user.active)
            .ok_or_else(|| Refusal::new(401, "Client must be authenticated to access this resource."))
    }

    /// Whether an account has a permission in a project.
    pub(super) fn may(&self, account: Option<&str>, project: &Project, permission: &str) -> bool {
        let Some(account) = account else { return false };
        if !self.catalogue.user(account).is_some_and(|user| user.active) {
            return false;
        }
        if account == seed::APP_ACCOUNT {
            return permission != "ASSIGNABLE_USER";
        }
        if permission == "SERVICEDESK_AGENT" && project.type_key != "service_desk" {
            return false;
        }
        match self.catalogue.role(account, project) {
            Some(Role::Administrator) => true,
            Some(Role::Agent) => !ADMINISTRATORS_ONLY.contains(&permission),
            Some(Role::Viewer) => VIEWERS.contains(&permission),
            Some(Role::Customer) | None => false,
        }
    }

    /// Whether an account has a global permission.
    pub(super) fn may_globally(&self, account: Option<&str>, permission: &str) -> bool {
        let Some(user) = account.and_then(|account| self.catalogue.user(account)) else {
            return false;
        };
        match permission {
            "USER_PICKER" => user.active && user.account_type != "customer",
            "BULK_CHANGE" | "CREATE_SHARED_OBJECTS" | "MANAGE_GROUP_FILTER_SUBSCRIPTIONS" => {
                user.account_type == "app" || user.groups.contains(&"support-agents")
            }
            "SYSTEM_ADMIN" => user.groups.contains(&"site-admins"),
            _ => user.groups.contains(&"jira-administrators"),
        }
    }

    /// Whether an account can be given issues of a project.
    pub(super) fn assignable(&self, account: &str, project: &Project) -> bool {
        self.may(Some(account), project, "ASSIGNABLE_USER")
            && self.catalogue.user(account).is_some_and(|user| user.account_type == "atlassian")
    }

    /// A project that the asker sees, by id or key.
    pub(super) fn visible_project(&self, call: &Call<'_>, id_or_key: &str) -> Result<&Project, Refusal> {
        self.catalogue
            .find_project(id_or_key)
            .filter(|project| self.may(self.account(call), project, "BROWSE_PROJECTS"))
            .ok_or_else(|| {
                let what = if id_or_key.parse::<u64>().is_ok() { "id" } else { "key" };
                Refusal::missing(format!("No project could be found with {what} '{id_or_key}'."))
            })
    }

    /// An issue that the asker sees, by id or key, with its project.
    pub(super) fn visible_issue(&self, call: &Call<'_>, id_or_key: &str) -> Result<(&Issue, &Project), Refusal> {
        self.find_issue(id_or_key)
            .and_then(|issue| Some((issue, self.catalogue.project(issue.project)?)))
            .filter(|(_, project)| self.may(self.account(call), project, "BROWSE_PROJECTS"))
            .ok_or_else(Refusal::issue_missing)
    }

    /// An issue that the asker sees and may do something with.
    pub(super) fn permitted_issue(
        &self,
        call: &Call<'_>,
        id_or_key: &str,
        permission: &str,
        complaint: &str,
    ) -> Result<(&Issue, &Project), Refusal> {
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        if self.may(self.account(call), project, permission) {
            Ok((issue, project))
        } else {
            Err(Refusal::forbidden(complaint))
        }
    }

    /// By id or key; keys in any case.
    pub(super) fn find_issue(&self, id_or_key: &str) -> Option<&Issue> {
        match id_or_key.parse::<u64>() {
            Ok(id) => self.issues.get(&id),
            Err(_) => self
                .keys
                .get(id_or_key)
                .or_else(|| self.keys.get(&id_or_key.to_ascii_uppercase()))
                .and_then(|id| self.issues.get(id)),
        }
    }

    /// Whether an account sees a comment of a project that it browses.
    pub(super) fn sees_comment(&self, account: Option<&str>, project: &Project, comment: &Comment) -> bool {
        let Some(visibility) = &comment.visibility else {
            return true;
        };
        let Some(account) = account else { return false };
        if account == seed::APP_ACCOUNT || account == comment.author {
            return true;
        }
        if visibility.kind == "group" {
            return self.catalogue.user(account).is_some_and(|user| user.groups.contains(&visibility.value.as_str()));
        }
        match self.catalogue.role(account, project) {
            Some(Role::Administrator) => true,
            Some(Role::Agent) => ["Developers", "Service Desk Team", "Viewers"].contains(&visibility.value.as_str()),
            Some(Role::Viewer) => visibility.value == "Viewers",
            _ => false,
        }
    }

    /// `GET /mypermissions`.
    pub(super) fn my_permissions(&self, call: &Call<'_>) -> Answer {
        let asked = call.list("permissions");
        if asked.is_empty() {
            return Err(Refusal::bad("The 'permissions' query parameter is required."));
        }
        let unknown: Vec<&str> = asked.iter().map(String::as_str).filter(|key| row(key).is_none()).collect();
        if !unknown.is_empty() {
            return Err(Refusal::bad(format!(
                "Unrecognized permission{}: {}",
                if unknown.len() > 1 { "s" } else { "" },
                unknown.join(", ")
            )));
        }
        let issue = call.param("issueId").or_else(|| call.param("issueKey"));
        let project = call.param("projectId").or_else(|| call.param("projectKey"));
        let context = match (issue, project) {
            (Some(issue), _) => Some(self.visible_issue(call, issue)?.1),
            (None, Some(project)) => Some(self.visible_project(call, project)?),
            (None, None) => None,
        };
        let account = self.account(call);
        let mut map = Map::new();
        for (key, id, name, global) in asked.iter().filter_map(|key| row(key)) {
            let have = match (global, context) {
                (true, _) => self.may_globally(account, key),
                (false, Some(project)) => self.may(account, project, key),
                (false, None) => self.catalogue.projects.iter().any(|project| self.may(account, project, key)),
            };
            map.insert(
                (*key).to_owned(),
                json!({
                    "id": id, "key": key, "name": name, "type": if *global { "GLOBAL" } else { "PROJECT" },
                    "description": format!("Ability to {}.", name.to_lowercase()), "havePermission": have,
                }),
            );
        }
        ok(&json!({"permissions": map}))
    }

    /// `GET /permissions`.
    pub(super) fn all_permissions(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let map: Map<String, Value> = PERMISSIONS
            .iter()
            .map(|(key, _, name, global)| {
                let kind = if *global { "GLOBAL" } else { "PROJECT" };
                let description = format!("Ability to {}.", name.to_lowercase());
                ((*key).to_owned(), json!({"key": key, "name": name, "type": kind, "description": description}))
            })
            .collect();
        ok(&json!({"permissions": map}))
    }

    /// `POST /permissions/project`: the projects in which the asker has all of some permissions.
    pub(super) fn permitted_projects(&self, call: &Call<'_>) -> Answer {
        let asker = self.asker(call)?;
        let body = call.object()?;
        let asked = body.get("permissions").and_then(Value::as_array).cloned().unwrap_or_default();
        let asked: Vec<&str> = asked.iter().filter_map(Value::as_str).collect();
        if let Some(unknown) = asked.iter().find(|key| row(key).is_none_or(|row| row.3)) {
            return Err(Refusal::bad(format!("Unrecognized permission: {unknown}")));
        }
        let found = self.catalogue.projects.iter().filter(|project| {
            let may = |permission: &str| self.may(Some(&asker.account_id), project, permission);
            may("BROWSE_PROJECTS") && asked.iter().all(|permission| may(permission))
        });
        let shown: Vec<Value> = found.map(|project| json!({"id": project.id, "key": project.key})).collect();
        ok(&json!({"projects": shown}))
    }

    /// `POST /permissions/check`.
    pub(super) fn check_permissions(&self, call: &Call<'_>) -> Answer {
        let body = call.object()?;
        let asker = self.account(call);
        let account = body.get("accountId").and_then(Value::as_str).or(asker);
        let other = account != asker;
        if other && call.identity != &Identity::App && !self.may_globally(asker, "ADMINISTER") {
            return Err(Refusal::forbidden(
                "You are not authorized to perform this operation. Administrator privileges are required.",
            ));
        }
        let texts = |value: Option<&Value>| -> Vec<String> {
            value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let global = texts(body.get("globalPermissions"));
        let granted: Vec<&String> = global.iter().filter(|key| self.may_globally(account, key)).collect();
        let mut grants = Vec::new();
        let mut unknown: Vec<&String> = global.iter().filter(|key| row(key).is_none_or(|row| !row.3)).collect();
        let asked = body.get("projectPermissions").and_then(Value::as_array).cloned().unwrap_or_default();
        let wanted: Vec<(Vec<String>, Vec<u64>, Vec<u64>)> = asked
            .iter()
            .map(|entry| {
                let numbers = |name: &str| -> Vec<u64> {
                    entry.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(number).collect()
                };
                (texts(entry.get("permissions")), numbers("projects"), numbers("issues"))
            })
            .collect();
        for (permissions, projects, issues) in &wanted {
            for permission in permissions {
                if row(permission).is_none_or(|row| row.3) {
                    unknown.push(permission);
                    continue;
                }
                let in_project =
                    |id: u64| self.catalogue.project(id).is_some_and(|project| self.may(account, project, permission));
                let of_issue = |id: u64| self.issues.get(&id).is_some_and(|issue| in_project(issue.project));
                let projects: Vec<u64> = projects.iter().copied().filter(|&id| in_project(id)).collect();
                let issues: Vec<u64> = issues.iter().copied().filter(|&id| of_issue(id)).collect();
                grants.push(json!({"permission": permission, "projects": projects, "issues": issues}));
            }
        }
        if let Some(first) = unknown.first() {
            return Err(Refusal::bad(format!("Unrecognized permission: {first}")));
        }
        ok(&json!({"projectPermissions": grants, "globalPermissions": granted}))
    }
}

/// An id, which clients send as a number or as text.
pub(super) fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// A permission's key, by key or name.
pub(super) fn by_name(text: &str) -> Option<&'static str> {
    let same = |name: &str| name.eq_ignore_ascii_case(text);
    PERMISSIONS.iter().find(|(key, _, name, _)| same(key) || same(name)).map(|(key, ..)| *key)
}

fn row(key: &str) -> Option<&'static Row> {
    PERMISSIONS.iter().find(|(candidate, ..)| *candidate == key)
}
