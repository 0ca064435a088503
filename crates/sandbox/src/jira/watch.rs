//! Watchers, and notifications sent by hand.

use serde_json::{Value, json};

use super::Site;
use super::call::Call;
use super::refusal::{Answer, Refusal, no_content, ok};
use super::store::ISSUE;

impl Site {
    /// `GET`, `POST` and `DELETE /issue/{issueIdOrKey}/watchers`.
    pub(super) fn watchers(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let asker = self.asker(call)?.account_id.clone();
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        if call.request.method == "GET" {
            let face = self.face(call);
            let watchers: Vec<Value> = issue.watchers.iter().map(|account| face.person(account)).collect();
            return ok(&json!({
                "self": call.link(&format!("issue/{}/watchers", issue.key)),
                "isWatching": issue.watchers.contains(&asker),
                "watchCount": issue.watchers.len(),
                "watchers": watchers,
            }));
        }
        let adding = call.request.method == "POST";
        let account = if adding {
            match call.request.body.is_empty() {
                true => asker.clone(),
                false => call
                    .json()?
                    .as_str()
                    .map(str::to_owned)
                    .ok_or_else(|| Refusal::bad("The body must be an account id as a JSON string."))?,
            }
        } else {
            call.param("accountId")
                .map(str::to_owned)
                .ok_or_else(|| Refusal::bad("The 'accountId' parameter is required."))?
        };
        if self.catalogue.user(&account).is_none() {
            return Err(Refusal::missing("The user does not exist."));
        }
        if account != asker && !self.may(Some(&asker), project, "MANAGE_WATCHERS") {
            return Err(Refusal::forbidden("You do not have permission to manage the watcher list."));
        }
        let id = issue.id;
        if let Some(issue) = self.issues.get_mut(&id) {
            if adding {
                issue.watchers.insert(account);
            } else {
                issue.watchers.remove(&account);
            }
        }
        self.mark(ISSUE, id);
        no_content()
    }

    /// `POST /issue/{issueIdOrKey}/notify`: checked, and sent nowhere.
    pub(super) fn notify(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        self.asker(call)?;
        let (issue, _) = self.visible_issue(call, id_or_key)?;
        let body = call.object()?;
        let to = body.get("to").and_then(Value::as_object);
        let named = |name: &str| to.and_then(|to| to.get(name)).and_then(Value::as_bool).unwrap_or(false);
        let listed = |name: &str| -> Vec<String> {
            to.and_then(|to| to.get(name))
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|user| user.get("accountId").and_then(Value::as_str))
                .map(str::to_owned)
                .collect()
        };
        let users = listed("users");
        if let Some(unknown) = users.iter().find(|account| self.catalogue.user(account).is_none()) {
            return Err(Refusal::bad(format!("User '{unknown}' does not exist.")));
        }
        let groups = to.and_then(|to| to.get("groups")).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
        let mut recipients = users;
        for (name, role) in [("reporter", "reporter"), ("assignee", "assignee")] {
            if named(name) {
                recipients.extend(issue.values.get(role).and_then(Value::as_str).map(str::to_owned));
            }
        }
        if named("watchers") {
            recipients.extend(issue.watchers.iter().cloned());
        }
        // Jira does not write to the one who asks.
        let asker = self.account(call);
        recipients.retain(|account| Some(account.as_str()) != asker);
        if recipients.is_empty() && !groups {
            return Err(Refusal::bad("No recipients were defined for notification."));
        }
        let id = issue.id;
        self.count_write(id, call.now)?;
        no_content()
    }
}
