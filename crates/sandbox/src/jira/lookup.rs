//! Single things of the site, where `self` links lead: components, versions, resolutions, roles, groups and the like.

use serde_json::{Value, json};

use super::Site;
use super::call::Call;
use super::page::{Window, page};
use super::project::ROLES;
use super::refusal::{Answer, Refusal, ok};

/// Project types with their names.
const PROJECT_TYPES: [(&str, &str); 3] =
    [("business", "Business"), ("service_desk", "Service Management"), ("software", "Software")];

impl Site {
    /// `GET /component/{id}`.
    pub(super) fn get_component(&self, call: &Call<'_>, id: &str) -> Answer {
        let missing = || Refusal::missing(format!("The component with id {id} does not exist."));
        let mut all = self
            .catalogue
            .projects
            .iter()
            .flat_map(|project| project.components.iter().map(move |component| (project, component)));
        let (project, component) = all.find(|(_, component)| component.id == id).ok_or_else(missing)?;
        self.visible_project(call, project.key).map_err(|_| missing())?;
        let mut shown = self.face(call).component(component);
        if let Value::Object(map) = &mut shown {
            map.insert("project".into(), json!(project.key));
            map.insert("projectId".into(), json!(project.id));
        }
        ok(&shown)
    }

    /// `GET /version/{id}`.
    pub(super) fn get_version(&self, call: &Call<'_>, id: &str) -> Answer {
        let missing = || Refusal::missing(format!("Could not find version for id '{id}'"));
        let mut all =
            self.catalogue.projects.iter().flat_map(|project| project.versions.iter().map(move |one| (project, one)));
        let (project, version) = all.find(|(_, version)| version.id == id).ok_or_else(missing)?;
        self.visible_project(call, project.key).map_err(|_| missing())?;
        ok(&self.face(call).release_in_full(project, version))
    }

    /// `GET /resolution/{id}`.
    pub(super) fn get_resolution(&self, call: &Call<'_>, id: &str) -> Answer {
        self.asker(call)?;
        let found = self.catalogue.resolution(id);
        let resolution =
            found.ok_or_else(|| Refusal::missing(format!("The resolution with id '{id}' does not exist")))?;
        ok(&self.face(call).resolution(resolution))
    }

    /// `GET /resolution/search`.
    pub(super) fn search_resolutions(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let ids = call.list("id");
        // None of them is the default.
        let only_default = call.flag("onlyDefault", false);
        let found = self.catalogue.resolutions.iter();
        let found: Vec<_> = found
            .filter(|resolution| !only_default && (ids.is_empty() || ids.iter().any(|id| id == resolution.id)))
            .collect();
        let window = Window::of(call, 50, 1_000)?;
        ok(&page(call, window, found, |resolution| {
            json!({
                "id": resolution.id, "name": resolution.name, "description": resolution.description, "isDefault": false,
            })
        }))
    }

    /// `GET /role/{id}`.
    pub(super) fn get_role(&self, call: &Call<'_>, id: &str) -> Answer {
        self.asker(call)?;
        if !self.may_globally(self.account(call), "ADMINISTER") {
            return Err(Refusal::forbidden("You cannot see the project roles, since you are not an administrator."));
        }
        let (name, id) = ROLES
            .iter()
            .find(|(_, known)| *known == id)
            .ok_or_else(|| Refusal::missing(format!("Can not find a project role for the id: {id}.")))?;
        ok(&super::project::role(call, &format!("role/{id}"), name, id))
    }

    /// `GET /statuscategory/{idOrKey}`.
    pub(super) fn get_status_category(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let face = self.face(call);
        let all = super::site_info::STATUS_CATEGORIES.iter().map(|key| face.status_category(key));
        let is_it = |shown: &Value| {
            let at = |name: &str| shown.get(name);
            at("key").and_then(Value::as_str) == Some(id_or_key)
                || at("id").and_then(Value::as_u64).map(|id| id.to_string()).as_deref() == Some(id_or_key)
        };
        let found = all.into_iter().find(is_it);
        ok(&found.ok_or_else(|| {
            Refusal::missing(format!("The status category with id or key '{id_or_key}' does not exist"))
        })?)
    }

    /// `GET /issueLinkType/{issueLinkTypeId}`.
    pub(super) fn get_link_type(&self, call: &Call<'_>, id: &str) -> Answer {
        let found = self.catalogue.link_types.iter().find(|kind| kind.id == id);
        let kind = found.ok_or_else(|| Refusal::missing(format!("No issue link type with id '{id}' found.")))?;
        ok(&self.face(call).link_type(kind))
    }

    /// `GET /group?groupId=` and `?groupname=`; its people with `expand=users`.
    pub(super) fn get_group(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        if !self.may_globally(self.account(call), "ADMINISTER") {
            return Err(Refusal::forbidden("You do not have permission to administer Jira."));
        }
        let (group, id) = self.find_group(call)?;
        let members: Vec<_> = self.catalogue.users.iter().filter(|user| user.groups.contains(&group)).collect();
        let face = self.face(call);
        let shown: Vec<Value> = match call.list("expand").iter().any(|part| part.starts_with("users")) {
            true => members.iter().take(50).map(|user| face.user(user)).collect(),
            false => Vec::new(),
        };
        ok(&json!({
            "name": group,
            "groupId": id,
            "self": call.link(&format!("group?groupId={id}")),
            "users": {
                "size": members.len(), "items": shown, "max-results": 50, "start-index": 0, "end-index": shown.len(),
            },
            "expand": "users",
        }))
    }

    /// `GET /project/type`, and one type by its key.
    pub(super) fn project_types(&self, call: &Call<'_>, key: Option<&str>) -> Answer {
        let show = |(key, name): &(&str, &str)| {
            json!({
                "key": key, "formattedKey": name, "color": "#0052CC", "icon": "",
                "descriptionI18nKey": format!("jira.project.type.{key}.description"),
            })
        };
        let Some(key) = key else {
            return ok(&Value::Array(PROJECT_TYPES.iter().map(show).collect()));
        };
        self.asker(call)?;
        let found = PROJECT_TYPES.iter().find(|(known, _)| *known == key);
        ok(&found.map(show).ok_or_else(|| Refusal::missing(format!("The project type '{key}' does not exist.")))?)
    }
}
