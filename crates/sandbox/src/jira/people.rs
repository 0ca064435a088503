//! Users and groups.

use serde_json::{Value, json};

use super::Site;
use super::call::Call;
use super::model::User;
use super::page::{Window, page};
use super::refusal::{Answer, Refusal, ok};

/// The message of a 404 about a person.
pub(super) const USER_MISSING: &str = "Specified user does not exist or you do not have required permissions";

impl Site {
    /// `GET /myself`.
    pub(super) fn myself(&self, call: &Call<'_>) -> Answer {
        let user = self.asker(call)?;
        ok(&self.face(call).user_in_full(user))
    }

    /// `GET /user?accountId=`.
    pub(super) fn get_user(&self, call: &Call<'_>) -> Answer {
        self.browser(call)?;
        let account =
            call.param("accountId").ok_or_else(|| Refusal::bad("The query parameter 'accountId' is required."))?;
        let user = self.catalogue.user(account).ok_or_else(|| Refusal::missing(USER_MISSING))?;
        let face = self.face(call);
        let expand = call.list("expand");
        let mut shown = face.user(user);
        if let (Value::Object(map), Value::Object(full)) = (&mut shown, face.user_in_full(user)) {
            for name in ["groups", "applicationRoles"] {
                let brief = json!({"size": full.get(name).and_then(|list| list.get("size")), "items": []});
                let whole = expand.iter().any(|part| part == name);
                map.insert(name.into(), if whole { full.get(name).cloned().unwrap_or_default() } else { brief });
            }
            map.insert("locale".into(), json!(user.locale));
            map.insert("expand".into(), json!("groups,applicationRoles"));
        }
        ok(&shown)
    }

    /// `GET /user/search`.
    pub(super) fn search_users(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let (query, account) = (call.param("query"), call.param("accountId"));
        if query.is_none() && account.is_none() && call.param("property").is_none() {
            return Err(Refusal::bad("The query parameter 'query', 'accountId' or 'property' must be specified."));
        }
        if query.is_some() && account.is_some() {
            return Err(Refusal::bad("The query parameters 'query' and 'accountId' can not be used together."));
        }
        let window = Window::of(call, 50, 1_000)?;
        if !self.may_globally(self.account(call), "USER_PICKER") {
            return ok(&json!([]));
        }
        let found = self.matching(query, account, |_| true);
        self.list_of_users(call, window, found)
    }

    /// `GET /user/picker`.
    pub(super) fn pick_users(&self, call: &Call<'_>) -> Answer {
        self.browser(call)?;
        let query = call.param("query").ok_or_else(|| Refusal::bad("The query parameter 'query' is required."))?;
        let most = call.number("maxResults", 50)?;
        let except = call.list("excludeAccountIds");
        let found = self.matching(Some(query), None, |user| user.active && !except.contains(&user.account_id));
        let total = found.len();
        let users: Vec<Value> = found
            .into_iter()
            .take(most)
            .map(|user| {
                json!({
                    "accountId": user.account_id, "accountType": user.account_type, "displayName": user.display_name,
                    "html": format!("{} - {}", user.display_name, user.email),
                })
            })
            .collect();
        let header = format!("Showing {} of {total} matching users", users.len());
        ok(&json!({"users": users, "total": total, "header": header}))
    }

    /// `GET /user/assignable/search`.
    pub(super) fn search_assignable(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let project = match (call.param("issueKey").or_else(|| call.param("issueId")), call.param("project")) {
            (Some(issue), _) => self.visible_issue(call, issue)?.1,
            (None, Some(project)) => self.visible_project(call, project)?,
            (None, None) => {
                return Err(Refusal::bad("One of 'project', 'issueKey' or 'issueId' must be specified."));
            }
        };
        let window = Window::of(call, 50, 1_000)?;
        let found = self.matching(call.param("query"), call.param("accountId"), |user| {
            user.active && self.assignable(&user.account_id, project)
        });
        self.list_of_users(call, window, found)
    }

    /// `GET /users/search` and `GET /users`.
    pub(super) fn all_users(&self, call: &Call<'_>) -> Answer {
        self.browser(call)?;
        let window = Window::of(call, 50, 1_000)?;
        self.list_of_users(call, window, self.catalogue.users.iter().collect())
    }

    /// `GET /user/bulk`.
    pub(super) fn bulk_users(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let wanted = call.list("accountId");
        if wanted.is_empty() {
            return Err(Refusal::bad("The query parameter 'accountId' is required."));
        }
        let window = Window::of(call, 10, 200)?;
        let found: Vec<&User> = wanted.iter().filter_map(|account| self.catalogue.user(account)).collect();
        let face = self.face(call);
        ok(&page(call, window, found, |user| face.user(user)))
    }

    /// `GET /user/groups`.
    pub(super) fn groups_of_user(&self, call: &Call<'_>) -> Answer {
        self.browser(call)?;
        let user = call
            .param("accountId")
            .and_then(|account| self.catalogue.user(account))
            .ok_or_else(|| Refusal::missing(USER_MISSING))?;
        let face = self.face(call);
        ok(&Value::Array(user.groups.iter().map(|group| face.group(group)).collect()))
    }

    /// `GET /groups/picker`.
    pub(super) fn pick_groups(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let query = call.param("query").unwrap_or_default().to_lowercase();
        let groups: Vec<Value> = self
            .catalogue
            .groups
            .iter()
            .filter(|(name, _)| name.contains(&query))
            .map(|(name, id)| json!({"name": name, "html": name, "labels": [], "groupId": id}))
            .collect();
        let total = groups.len();
        let header = format!("Showing {total} of {total} matching groups");
        ok(&json!({"header": header, "total": total, "groups": groups}))
    }

    /// `GET /group/bulk`.
    pub(super) fn bulk_groups(&self, call: &Call<'_>) -> Answer {
        self.browser(call)?;
        let (ids, names) = (call.list("groupId"), call.list("groupName"));
        let window = Window::of(call, 50, 200)?;
        let found: Vec<&(&str, &str)> = self
            .catalogue
            .groups
            .iter()
            .filter(|(name, id)| {
                (ids.is_empty() && names.is_empty())
                    || ids.iter().any(|candidate| candidate == id)
                    || names.iter().any(|candidate| candidate == name)
            })
            .collect();
        ok(&page(call, window, found, |(name, id)| json!({"name": name, "groupId": id})))
    }

    /// `GET /group/member`.
    pub(super) fn members_of_group(&self, call: &Call<'_>) -> Answer {
        self.browser(call)?;
        let (group, _) = self.find_group(call)?;
        let window = Window::of(call, 50, 50)?;
        let inactive = call.flag("includeInactiveUsers", false);
        let found: Vec<&User> = self
            .catalogue
            .users
            .iter()
            .filter(|user| user.groups.contains(&group) && (user.active || inactive))
            .collect();
        let face = self.face(call);
        ok(&page(call, window, found, |user| face.user(user)))
    }

    /// A group by `groupId` or `groupname`: its name and id.
    pub(super) fn find_group(&self, call: &Call<'_>) -> Result<(&'static str, &'static str), Refusal> {
        let (id, name) = (call.param("groupId"), call.param("groupname"));
        if id.is_none() && name.is_none() {
            return Err(Refusal::bad("Either 'groupId' or 'groupname' must be specified."));
        }
        let found =
            self.catalogue.groups.iter().find(|(known, known_id)| Some(*known) == name || Some(*known_id) == id);
        found.copied().ok_or_else(|| match name {
            Some(name) => Refusal::missing(format!("The group named '{name}' does not exist.")),
            None => Refusal::missing(format!("The group with id '{}' does not exist.", id.unwrap_or_default())),
        })
    }

    /// `GET /user/assignable/multiProjectSearch`: who can be given issues of all of some projects.
    pub(super) fn search_assignable_everywhere(&self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        let keys = call.list("projectKeys");
        if keys.is_empty() {
            return Err(Refusal::bad("The 'projectKeys' parameter is required."));
        }
        let mut projects = Vec::new();
        for key in &keys {
            projects.push(self.visible_project(call, key)?);
        }
        let window = Window::of(call, 50, 1_000)?;
        let found = self.matching(call.param("query"), call.param("accountId"), |user| {
            user.active && projects.iter().all(|project| self.assignable(&user.account_id, project))
        });
        self.list_of_users(call, window, found)
    }

    /// `GET /user/viewissue/search` and `/user/permission/search`: who has permissions on an issue or in a project.
    pub(super) fn search_permitted(&self, call: &Call<'_>, viewers: bool) -> Answer {
        self.asker(call)?;
        let wanted = if viewers { vec!["BROWSE_PROJECTS".to_owned()] } else { call.list("permissions") };
        if wanted.is_empty() {
            return Err(Refusal::bad("The 'permissions' parameter is required."));
        }
        if let Some(unknown) = wanted.iter().find(|key| super::permission::by_name(key).is_none()) {
            return Err(Refusal::bad(format!("Unrecognized permission: {unknown}")));
        }
        let (query, account) = (call.param("query"), call.param("accountId"));
        if query.is_none() && account.is_none() {
            return Err(Refusal::bad("One of 'query' or 'accountId' must be specified."));
        }
        let project = match (call.param("issueKey"), call.param("projectKey")) {
            (Some(issue), _) => self.visible_issue(call, issue)?.1,
            (None, Some(project)) => self.visible_project(call, project)?,
            (None, None) => return Err(Refusal::bad("One of 'issueKey' or 'projectKey' must be specified.")),
        };
        if !viewers && !self.may(self.account(call), project, "ADMINISTER_PROJECTS") {
            return Err(Refusal::forbidden("You do not have permission to administer this project."));
        }
        let window = Window::of(call, 50, 1_000)?;
        let found = self.matching(query, account, |user| {
            user.active && wanted.iter().all(|permission| self.may(Some(&user.account_id), project, permission))
        });
        self.list_of_users(call, window, found)
    }

    /// Refuses who may not browse users.
    fn browser(&self, call: &Call<'_>) -> Result<(), Refusal> {
        let user = self.asker(call)?;
        if self.may_globally(Some(&user.account_id), "USER_PICKER") {
            Ok(())
        } else {
            Err(Refusal::forbidden("You do not have permission to browse users and groups."))
        }
    }

    /// Users whose name or address has a word that begins with the query.
    fn matching(&self, query: Option<&str>, account: Option<&str>, also: impl Fn(&User) -> bool) -> Vec<&User> {
        let query = query.unwrap_or_default().trim().to_lowercase();
        let matches = |user: &&User| {
            let email = user.email.to_lowercase();
            let name = user.display_name.to_lowercase();
            query.is_empty()
                || name.starts_with(&query)
                || name.split(' ').any(|word| word.starts_with(&query))
                || email.starts_with(&query)
        };
        self.catalogue
            .users
            .iter()
            .filter(|user| user.account_type == "atlassian")
            .filter(|user| account.is_none_or(|account| user.account_id == account))
            .filter(matches)
            .filter(|user| also(user))
            .collect()
    }

    fn list_of_users(&self, call: &Call<'_>, window: Window, users: Vec<&User>) -> Answer {
        let face = self.face(call);
        ok(&Value::Array(window.cut(users).into_iter().map(|user| face.user(user)).collect()))
    }
}
