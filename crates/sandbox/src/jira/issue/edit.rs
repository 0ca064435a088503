//! Editing issues.

use serde_json::{Value, json};

use super::super::Site;
use super::super::call::Call;
use super::super::model::Field;
use super::super::refusal::{Answer, Refusal, no_content, ok};
use super::Selection;
use super::draft::{Draft, Target};

impl Site {
    /// `PUT /issue/{issueIdOrKey}`.
    pub(in super::super) fn edit_issue(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        self.asker(call)?;
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        let account = self.account(call);
        if call.flag("overrideScreenSecurity", false) && !self.may_globally(account, "ADMINISTER") {
            return Err(Refusal::forbidden("You do not have permission to override the screen security."));
        }
        let body = call.object()?;
        if !["fields", "update", "properties"].iter().any(|part| body.contains_key(*part)) {
            return Err(Refusal::bad("one of 'fields' or 'update' required"));
        }
        let allows = |field: &Field| self.may_edit_field(account, issue, project, field);
        let target = Target { project, issue_type: &issue.issue_type, issue: Some(issue), allows: &allows };
        let draft = Draft::read(self, call, &target, &body)?;
        let id = issue.id;
        let author = account.unwrap_or_default().to_owned();
        self.count_write(id, call.now)?;
        self.carry_out(call, id, &author, draft);
        if !call.flag("returnIssue", false) {
            return no_content();
        }
        let issue = self.issues.get(&id).ok_or_else(Refusal::issue_missing)?;
        ok(&self.face(call).issue(issue, &Selection::of(call, "*all")))
    }

    /// Writes a draft to an issue that is there, and tells of it.
    pub(super) fn carry_out(&mut self, call: &Call<'_>, id: u64, author: &str, draft: Draft) {
        if let Some(history) = self.apply(id, author, call.now, draft.values, Vec::new()) {
            self.tell_updated(call, id, &history);
        }
        if !draft.properties.is_empty() {
            if let Some(issue) = self.issues.get_mut(&id) {
                issue.properties.extend(draft.properties);
            }
            self.mark(super::super::store::ISSUE, id);
        }
        for comment in draft.comments {
            comment.add(self, call, id);
        }
        for link in draft.links {
            link.add(self, call, id);
        }
    }

    /// `PUT /issue/{issueIdOrKey}/assignee`.
    pub(in super::super) fn assign_issue(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        self.asker(call)?;
        let (issue, project) =
            self.permitted_issue(call, id_or_key, "ASSIGN_ISSUES", "You do not have permission to assign issues.")?;
        let body = call.object()?;
        let value = match body.get("accountId") {
            None => return Err(Refusal::bad("One of 'name', 'key' or 'accountId' must be specified.")),
            Some(Value::Null) => None,
            Some(Value::String(account)) => {
                let account = if account == "-1" { &project.lead } else { account };
                if self.catalogue.user(account).is_none() {
                    return Err(Refusal::field("assignee", format!("User '{account}' does not exist.")));
                }
                if !self.assignable(account, project) {
                    return Err(Refusal::field("assignee", format!("User '{account}' cannot be assigned issues.")));
                }
                Some(json!(account))
            }
            Some(_) => return Err(Refusal::bad("The 'accountId' must be a string.")),
        };
        let id = issue.id;
        let author = self.account(call).unwrap_or_default().to_owned();
        self.count_write(id, call.now)?;
        let values = vec![("assignee".to_owned(), value)];
        self.carry_out(call, id, &author, Draft { values, ..Draft::default() });
        no_content()
    }
}
