//! How things look in answers: the JSON of people, statuses, priorities and the like, with their links.

use serde_json::{Map, Value, json};

use super::Site;
use super::call::{Call, Version, encode};
use super::model::{Component, FieldOption, IssueType, Priority, Project, ReleaseVersion, Resolution, Status, User};

/// The looks of a site to one client: under which address, in which version, for whom.
#[derive(Clone, Copy)]
pub(super) struct Face<'a> {
    pub(super) site: &'a Site,
    pub(super) base: &'a str,
    pub(super) version: Version,
    /// Who looks.
    pub(super) account: Option<&'a str>,
}

impl Site {
    /// The looks for a call.
    pub(super) fn face<'a>(&'a self, call: &Call<'a>) -> Face<'a> {
        Face { site: self, base: call.base, version: call.version, account: self.account(call) }
    }
}

impl Face<'_> {
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}/rest/api/{}/{path}", self.base, self.version.number())
    }

    /// A person as fields and comments show them; `null` for an unknown account.
    pub(super) fn person(&self, account_id: &str) -> Value {
        self.site.catalogue.user(account_id).map_or(Value::Null, |user| self.user(user))
    }

    pub(super) fn user(&self, user: &User) -> Value {
        let mut map = Map::new();
        map.insert("self".into(), json!(self.link(&format!("user?accountId={}", encode(&user.account_id)))));
        map.insert("accountId".into(), json!(user.account_id));
        map.insert("emailAddress".into(), json!(user.email));
        map.insert("avatarUrls".into(), avatars(user));
        map.insert("displayName".into(), json!(user.display_name));
        map.insert("active".into(), json!(user.active));
        map.insert("timeZone".into(), json!(user.time_zone));
        map.insert("accountType".into(), json!(user.account_type));
        Value::Object(map)
    }

    /// A person with locale, groups and application roles, as `myself` shows them.
    pub(super) fn user_in_full(&self, user: &User) -> Value {
        let mut value = self.user(user);
        if let Value::Object(map) = &mut value {
            let groups: Vec<Value> = user.groups.iter().map(|group| self.group(group)).collect();
            map.insert("locale".into(), json!(user.locale));
            map.insert("groups".into(), json!({"size": groups.len(), "items": groups}));
            map.insert(
                "applicationRoles".into(),
                json!({"size": 1, "items": [{"key": "jira-software", "name": "Jira Software"}]}),
            );
            map.insert("expand".into(), json!("groups,applicationRoles"));
        }
        value
    }

    pub(super) fn group(&self, name: &str) -> Value {
        let id = self.site.catalogue.group_id(name);
        json!({"name": name, "groupId": id, "self": self.link(&format!("group?groupId={}", id.unwrap_or_default()))})
    }

    pub(super) fn issue_type(&self, issue_type: &IssueType) -> Value {
        json!({
            "self": self.link(&format!("issuetype/{}", issue_type.id)),
            "id": issue_type.id,
            "description": issue_type.description,
            "iconUrl": format!(
                "{}/rest/api/2/universal_avatar/view/type/issuetype/avatar/{}?size=medium", self.base, issue_type.avatar_id
            ),
            "name": issue_type.name,
            "subtask": issue_type.subtask,
            "avatarId": issue_type.avatar_id,
            "hierarchyLevel": issue_type.hierarchy_level,
        })
    }

    pub(super) fn status(&self, status: &Status) -> Value {
        json!({
            "self": self.link(&format!("status/{}", status.id)),
            "description": status.description,
            "iconUrl": format!("{}/images/icons/statuses/generic.png", self.base),
            "name": status.name,
            "id": status.id,
            "statusCategory": self.status_category(status.category),
        })
    }

    pub(super) fn status_category(&self, key: &str) -> Value {
        let (id, color, name) = match key {
            "new" => (2, "blue-gray", "To Do"),
            "indeterminate" => (4, "yellow", "In Progress"),
            "done" => (3, "green", "Done"),
            _ => (1, "medium-gray", "No Category"),
        };
        json!({
            "self": self.link(&format!("statuscategory/{id}")), "id": id, "key": key, "colorName": color, "name": name,
        })
    }

    /// A priority as issues show it.
    pub(super) fn priority(&self, priority: &Priority) -> Value {
        json!({
            "self": self.link(&format!("priority/{}", priority.id)),
            "iconUrl": format!("{}/images/icons/priorities/{}.svg", self.base, priority.name.to_lowercase()),
            "name": priority.name,
            "id": priority.id,
        })
    }

    pub(super) fn resolution(&self, resolution: &Resolution) -> Value {
        json!({
            "self": self.link(&format!("resolution/{}", resolution.id)),
            "id": resolution.id,
            "description": resolution.description,
            "name": resolution.name,
        })
    }

    /// A project as issues show it.
    pub(super) fn project(&self, project: &Project) -> Value {
        json!({
            "self": self.link(&format!("project/{}", project.id)),
            "id": project.id.to_string(),
            "key": project.key,
            "name": project.name,
            "projectTypeKey": project.type_key,
            "simplified": false,
            "avatarUrls": self.project_avatars(project),
        })
    }

    pub(super) fn project_avatars(&self, project: &Project) -> Value {
        let url = |size: &str| {
            format!(
                "{}/rest/api/3/universal_avatar/view/type/project/avatar/{}{size}",
                self.base,
                400 + project.id % 100
            )
        };
        json!({
            "48x48": url(""), "24x24": url("?size=small"), "16x16": url("?size=xsmall"), "32x32": url("?size=medium"),
        })
    }

    pub(super) fn component(&self, component: &Component) -> Value {
        json!({
            "self": self.link(&format!("component/{}", component.id)),
            "id": component.id,
            "name": component.name,
            "description": component.description,
        })
    }

    pub(super) fn release(&self, version: &ReleaseVersion) -> Value {
        let mut value = json!({
            "self": self.link(&format!("version/{}", version.id)),
            "id": version.id,
            "description": version.description,
            "name": version.name,
            "archived": false,
            "released": version.released,
        });
        if let (Value::Object(map), Some(date)) = (&mut value, version.release_date) {
            map.insert("releaseDate".into(), json!(date));
        }
        value
    }

    pub(super) fn option(&self, option: &FieldOption) -> Value {
        json!({
            "self": self.link(&format!("customFieldOption/{}", option.id)),
            "value": option.value,
            "id": option.id.to_string(),
        })
    }
}

fn avatars(user: &User) -> Value {
    let initials: String = user.display_name.split(' ').filter_map(|part| part.chars().next()).take(2).collect();
    let url = format!(
        "https://avatar-management--avatars.us-west-2.prod.public.atl-paas.net/initials/{}-3.png",
        encode(&initials)
    );
    json!({"48x48": url, "24x24": url, "16x16": url, "32x32": url})
}
