//! Moving an issue to another project: a new key, the same id. The old key goes on leading to it.

use serde_json::{Value, json};

use super::super::Site;
use super::super::call::Call;
use super::super::model::{Item, Kind};
use super::super::refusal::Refusal;
use super::super::store::COUNTERS;

impl Site {
    /// Moves an issue that the asker sees. What the target does not know (components, versions, choices of other
    /// contexts) is emptied; a status that its workflow does not have becomes the first one.
    pub(in super::super) fn move_issue(
        &mut self,
        call: &Call<'_>,
        id: u64,
        project: &str,
        issue_type: &str,
    ) -> Result<(), Refusal> {
        let account = self.account(call);
        let issue = self.issues.get(&id).ok_or_else(Refusal::issue_missing)?;
        let from = self.catalogue.project(issue.project).ok_or_else(Refusal::issue_missing)?;
        let to = self.visible_project(call, project)?;
        if !self.may(account, from, "MOVE_ISSUES") || !self.may(account, to, "CREATE_ISSUES") {
            return Err(Refusal::bad("You do not have permission to move this issue."));
        }
        if !to.issue_types.contains(&issue_type) {
            return Err(Refusal::bad("The issue type selected is invalid."));
        }
        if !issue.subtasks.is_empty() || issue.values.contains_key("parent") || from.id == to.id {
            return Err(Refusal::bad("This issue cannot be moved by itself."));
        }
        let emptied: Vec<(String, Option<Value>)> = self
            .catalogue
            .fields
            .iter()
            .filter(|field| issue.values.contains_key(&field.id))
            .filter(|field| {
                let of_project = matches!(field.kind, Kind::Components | Kind::Versions | Kind::VersionPick);
                let contexts = (field.context(from.id, &issue.issue_type), field.context(to.id, issue_type));
                let other_context = field.custom.is_some()
                    && contexts.0.map(|context| context.id) != contexts.1.map(|context| context.id);
                of_project || other_context
            })
            .map(|field| (field.id.clone(), None))
            .collect();
        let knows_status = self.workflow_statuses(to).iter().any(|status| status.id == issue.status);
        let status = (!knows_status).then_some(to.workflow.initial);
        let (to_id, to_key, old_key, old_status) = (to.id, to.key, issue.key.clone(), issue.status.clone());
        let item = |field: &str, from: Option<String>, from_string: &str, to: Option<String>, to_string: &str| Item {
            field: field.to_owned(),
            fieldtype: "jira".into(),
            field_id: field.to_lowercase(),
            from,
            from_string: Some(from_string.to_owned()),
            to,
            to_string: Some(to_string.to_owned()),
        };
        let project_item = item("project", Some(from.id.to_string()), from.name, Some(to.id.to_string()), to.name);
        let number = self.counters.last_number.entry(to_id).or_default();
        *number += 1;
        let key = format!("{to_key}-{number}");
        self.mark(COUNTERS, "site");
        let mut items = vec![project_item, item("Key", None, &old_key, None, &key)];
        items.extend(status.map(|status| self.status_item(&old_status, status)));
        let mut values = emptied;
        values.push(("issuetype".to_owned(), Some(json!(issue_type))));
        let author = account.unwrap_or_default().to_owned();
        let history = self.apply(id, &author, call.now, values, items);
        self.keys.insert(key.clone(), id);
        if let Some(issue) = self.issues.get_mut(&id) {
            issue.former_keys.push(std::mem::replace(&mut issue.key, key));
            issue.project = to_id;
            if let Some(status) = status {
                issue.status = status.to_owned();
                issue.status_changed = call.now;
            }
        }
        if let Some(history) = history {
            self.tell_updated(call, id, &history);
        }
        Ok(())
    }
}
