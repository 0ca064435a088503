//! Projects: lists, one in full, their statuses, components, versions and roles.

use serde_json::{Map, Value, json};

use super::Site;
use super::call::Call;
use super::face::Face;
use super::model::{Project, Role};
use super::page::{Window, page};
use super::refusal::{Answer, Refusal, ok};

/// Roles and their ids.
pub(super) const ROLES: [(&str, &str); 4] =
    [("Administrators", "10002"), ("Developers", "10003"), ("Viewers", "10004"), ("Service Desk Team", "10005")];

impl Face<'_> {
    /// A project as lists show it; more with `expand`.
    fn listed_project(&self, project: &Project, expand: &[String]) -> Value {
        let mut shown = self.project(project);
        let expands = |name: &str| expand.iter().any(|part| part == name);
        if let Value::Object(map) = &mut shown {
            map.insert("expand".into(), json!("description,lead,issueTypes,url,projectKeys,permissions,insight"));
            map.insert("style".into(), json!("classic"));
            map.insert("isPrivate".into(), json!(project.members.len() == 1));
            map.insert("properties".into(), json!({}));
            if expands("description") {
                map.insert("description".into(), json!(project.description));
            }
            if expands("lead") {
                map.insert("lead".into(), self.person(&project.lead));
            }
            if expands("issueTypes") {
                map.insert("issueTypes".into(), self.types(project));
            }
            if expands("insight") {
                let of = self.site.issues.values().filter(|issue| issue.project == project.id);
                let count = of.clone().count();
                let last = of.map(|issue| issue.updated).max().map(super::time::stamp);
                map.insert("insight".into(), json!({"totalIssueCount": count, "lastIssueUpdateTime": last}));
            }
        }
        shown
    }

    fn types(&self, project: &Project) -> Value {
        let types = self.site.catalogue.issue_types_of(project);
        Value::Array(types.into_iter().map(|issue_type| self.issue_type(issue_type)).collect())
    }

    fn project_in_full(&self, project: &Project) -> Value {
        let mut shown = self.listed_project(project, &["description".into(), "lead".into(), "issueTypes".into()]);
        if let Value::Object(map) = &mut shown {
            let components: Vec<Value> = project.components.iter().map(|item| self.component(item)).collect();
            let versions: Vec<Value> =
                project.versions.iter().map(|item| self.release_in_full(project, item)).collect();
            let roles: Map<String, Value> = ROLES
                .iter()
                .map(|(name, id)| ((*name).to_owned(), json!(self.link(&format!("project/{}/role/{id}", project.id)))))
                .collect();
            map.insert("components".into(), Value::Array(components));
            map.insert("assigneeType".into(), json!("UNASSIGNED"));
            map.insert("versions".into(), Value::Array(versions));
            map.insert("roles".into(), Value::Object(roles));
        }
        shown
    }

    /// A version as its project shows it.
    pub(super) fn release_in_full(&self, project: &Project, version: &super::model::ReleaseVersion) -> Value {
        let mut shown = self.release(version);
        if let Value::Object(map) = &mut shown {
            map.insert("projectId".into(), json!(project.id));
        }
        shown
    }
}

impl Site {
    fn browsable(&self, call: &Call<'_>) -> Vec<&Project> {
        let account = self.account(call);
        let permission = match call.param("action") {
            Some("edit") => "ADMINISTER_PROJECTS",
            Some("create") => "CREATE_ISSUES",
            _ => "BROWSE_PROJECTS",
        };
        self.catalogue.projects.iter().filter(|project| self.may(account, project, permission)).collect()
    }

    /// `GET /project`.
    pub(super) fn all_projects(&self, call: &Call<'_>) -> Answer {
        let face = self.face(call);
        let expand = call.list("expand");
        let shown = self.browsable(call).into_iter().map(|project| face.listed_project(project, &expand)).collect();
        ok(&Value::Array(shown))
    }

    /// `GET /project/search`.
    pub(super) fn search_projects(&self, call: &Call<'_>) -> Answer {
        let window = Window::of(call, 50, 100)?;
        let (ids, keys, types) = (call.list("id"), call.list("keys"), call.list("typeKey"));
        let query = call.param("query").unwrap_or_default().to_lowercase();
        let mut found = self.browsable(call);
        found.retain(|project| {
            (ids.is_empty() || ids.contains(&project.id.to_string()))
                && (keys.is_empty() || keys.iter().any(|key| key.eq_ignore_ascii_case(project.key)))
                && (types.is_empty() || types.iter().any(|key| key == project.type_key))
                && (project.name.to_lowercase().contains(&query) || project.key.to_lowercase().contains(&query))
        });
        let order = call.param("orderBy").unwrap_or("key");
        match order.trim_start_matches(['-', '+', ' ']) {
            "name" => found.sort_by_key(|project| project.name),
            _ => found.sort_by_key(|project| project.key),
        }
        if order.starts_with('-') {
            found.reverse();
        }
        let face = self.face(call);
        let expand = call.list("expand");
        ok(&page(call, window, found, |project| face.listed_project(project, &expand)))
    }

    /// `GET /project/{projectIdOrKey}`.
    pub(super) fn get_project(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let project = self.visible_project(call, id_or_key)?;
        ok(&self.face(call).project_in_full(project))
    }

    /// `GET /project/{projectIdOrKey}/statuses`.
    pub(super) fn project_statuses(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let project = self.visible_project(call, id_or_key)?;
        let face = self.face(call);
        let statuses: Vec<Value> =
            self.workflow_statuses(project).into_iter().map(|status| face.status(status)).collect();
        let shown: Vec<Value> = self
            .catalogue
            .issue_types_of(project)
            .into_iter()
            .map(|issue_type| {
                json!({
                    "self": face.link(&format!("issuetype/{}", issue_type.id)),
                    "id": issue_type.id, "name": issue_type.name, "subtask": issue_type.subtask, "statuses": statuses,
                })
            })
            .collect();
        ok(&Value::Array(shown))
    }

    /// The statuses that issues of a project can be in.
    pub(super) fn workflow_statuses(&self, project: &Project) -> Vec<&super::model::Status> {
        let workflow = &project.workflow;
        self.catalogue
            .statuses
            .iter()
            .filter(|status| {
                status.id == workflow.initial || workflow.transitions.iter().any(|step| step.to == status.id)
            })
            .collect()
    }

    /// `GET /project/{projectIdOrKey}/components` and `/component` (a page).
    pub(super) fn project_components(&self, call: &Call<'_>, id_or_key: &str, paged: bool) -> Answer {
        let project = self.visible_project(call, id_or_key)?;
        let face = self.face(call);
        let show = |component| face.component(component);
        let all: Vec<_> = project.components.iter().collect();
        if paged {
            return ok(&page(call, Window::of(call, 50, 100)?, all, show));
        }
        ok(&Value::Array(all.into_iter().map(show).collect()))
    }

    /// `GET /project/{projectIdOrKey}/versions` and `/version` (a page).
    pub(super) fn project_versions(&self, call: &Call<'_>, id_or_key: &str, paged: bool) -> Answer {
        let project = self.visible_project(call, id_or_key)?;
        let face = self.face(call);
        let show = |version| face.release_in_full(project, version);
        let all: Vec<_> = project.versions.iter().collect();
        if paged {
            return ok(&page(call, Window::of(call, 50, 100)?, all, show));
        }
        ok(&Value::Array(all.into_iter().map(show).collect()))
    }

    /// `GET /project/{projectIdOrKey}/role`.
    pub(super) fn project_roles(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let project = self.visible_project(call, id_or_key)?;
        let roles: Map<String, Value> = ROLES
            .iter()
            .map(|(name, id)| ((*name).to_owned(), json!(call.link(&format!("project/{}/role/{id}", project.id)))))
            .collect();
        ok(&Value::Object(roles))
    }

    /// A project whose roles the asker may know: who administers it, or Jira. Others are answered as if it were not there.
    fn administered_project(&self, call: &Call<'_>, id_or_key: &str) -> Result<&Project, Refusal> {
        let project = self.visible_project(call, id_or_key)?;
        let account = self.account(call);
        if self.may(account, project, "ADMINISTER_PROJECTS") || self.may_globally(account, "ADMINISTER") {
            return Ok(project);
        }
        Err(Refusal::missing(format!("No project could be found with id or key '{id_or_key}'.")))
    }

    /// `GET /project/{projectIdOrKey}/role/{id}`: its actors, people and groups, by name.
    pub(super) fn project_role(&self, call: &Call<'_>, id_or_key: &str, role_id: &str) -> Answer {
        let project = self.administered_project(call, id_or_key)?;
        let (name, id) = ROLES
            .iter()
            .find(|(_, id)| *id == role_id)
            .ok_or_else(|| Refusal::missing("Can not retrieve the role: it does not exist."))?;
        let holders = holders(project, name);
        let people = project
            .members
            .iter()
            .filter(|(_, role)| holders.contains(role))
            .filter_map(|(account, _)| self.catalogue.user(account))
            .map(|user| {
                json!({
                    "displayName": user.display_name, "type": "atlassian-user-role-actor",
                    "actorUser": {"accountId": user.account_id},
                })
            });
        let groups = project.role_groups.iter().filter(|(role, _)| role == name).map(|(_, group)| {
            json!({
                "displayName": group, "name": group, "type": "atlassian-group-role-actor",
                "actorGroup": {"displayName": group, "name": group, "groupId": self.catalogue.group_id(group)},
            })
        });
        let mut actors: Vec<Value> = people.chain(groups).collect();
        actors.sort_by_key(|actor| actor["displayName"].as_str().map(str::to_lowercase));
        for (actor, id) in actors.iter_mut().zip(10_240..) {
            actor["id"] = json!(id);
        }
        ok(&json!({
            "self": call.link(&format!("project/{}/role/{id}", project.id)),
            "name": name, "id": id.parse::<u64>().unwrap_or_default(), "description": format!("The role {name}."),
            "actors": actors,
        }))
    }

    /// `GET /project/{projectIdOrKey}/roledetails`: all roles, or with `currentMember` those of the asker.
    pub(super) fn project_role_details(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let only_own = call.flag("currentMember", false);
        let project = match only_own {
            true => self.visible_project(call, id_or_key)?,
            false => self.administered_project(call, id_or_key)?,
        };
        let own = self.account(call).and_then(|account| self.catalogue.role(account, project));
        let groups = self.account(call).and_then(|account| self.catalogue.user(account)).map(|user| &user.groups);
        let by_group = |name: &str| {
            let mine = |group: &str| groups.is_some_and(|groups| groups.contains(&group));
            project.role_groups.iter().any(|(role, group)| *role == name && mine(group))
        };
        let roles: Vec<Value> = ROLES
            .iter()
            .map(|(name, id)| {
                (name, id, by_group(name) || own.is_some_and(|role| holders(project, name).contains(&role)))
            })
            .filter(|(_, _, is_own)| *is_own || !only_own)
            .map(|(name, id, _)| {
                let mut shown = role(call, &format!("project/{}/role/{id}", project.id), name, id);
                if let Value::Object(map) = &mut shown {
                    map.insert("admin".into(), json!(*name == "Administrators"));
                    map.insert("default".into(), json!(*name == "Viewers"));
                    map.insert("roleConfigurable".into(), json!(true));
                    map.insert("translatedName".into(), json!(name));
                }
                shown
            })
            .collect();
        ok(&Value::Array(roles))
    }

    /// `GET /role`.
    pub(super) fn all_roles(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let roles = ROLES.iter().map(|(name, id)| role(call, &format!("role/{id}"), name, id)).collect();
        ok(&Value::Array(roles))
    }
}

/// A role without those who are in it.
pub(super) fn role(call: &Call<'_>, path: &str, name: &str, id: &str) -> Value {
    json!({
        "self": call.link(path), "name": name, "id": id.parse::<u64>().unwrap_or_default(),
        "description": format!("The role {name}."),
    })
}

/// Whether someone with this part in a project is in a role of it, by the role's name.
pub(super) fn has_role(project: &Project, name: &str, role: Role) -> bool {
    let known = ROLES.iter().find(|(known, id)| known.eq_ignore_ascii_case(name) || *id == name);
    known.is_some_and(|(known, _)| holders(project, known).contains(&role))
}

/// Who is in a role.
fn holders(project: &Project, name: &str) -> &'static [Role] {
    match name {
        "Administrators" => &[Role::Administrator],
        "Developers" => &[Role::Administrator, Role::Agent],
        "Service Desk Team" if project.type_key == "service_desk" => &[Role::Agent],
        "Viewers" => &[Role::Viewer],
        _ => &[],
    }
}
