//! Deleting issues.

use super::super::Site;
use super::super::call::Call;
use super::super::refusal::{Answer, Refusal, no_content};
use super::super::store::{ATTACHMENT, COMMENT, ISSUE, LINK};

impl Site {
    /// `DELETE /issue/{issueIdOrKey}`.
    pub(in super::super) fn delete_issue(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        self.asker(call)?;
        let (issue, _) = self.permitted_issue(
            call,
            id_or_key,
            "DELETE_ISSUES",
            "You do not have permission to delete issues in this project.",
        )?;
        let (id, key, subtasks) = (issue.id, issue.key.clone(), issue.subtasks.clone());
        if !subtasks.is_empty() && !call.flag("deleteSubtasks", false) {
            return Err(Refusal::bad(format!(
                "The issue '{key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks."
            )));
        }
        let told = self.deleted_body(call, id);
        for subtask in subtasks {
            self.remove_issue(subtask);
        }
        self.remove_issue(id);
        if let Some(body) = told {
            self.tell_deleted(call, body);
        }
        no_content()
    }

    /// Removes an issue with all that hangs on it. Silent, as Jira is about what goes with an issue.
    fn remove_issue(&mut self, id: u64) {
        let Some(issue) = self.issues.remove(&id) else { return };
        for key in issue.former_keys.iter().chain([&issue.key]) {
            self.keys.remove(key);
        }
        self.mark(ISSUE, id);
        for comment in issue.comments {
            self.comments.remove(&comment);
            self.mark(COMMENT, comment);
        }
        for attachment in issue.attachments {
            self.attachments.remove(&attachment);
            self.mark(ATTACHMENT, attachment);
        }
        for link in issue.links {
            let Some(link) = self.links.remove(&link) else { continue };
            self.mark(LINK, link.id);
            let other = if link.outward_from == id { link.inward_from } else { link.outward_from };
            if let Some(other) = self.issues.get_mut(&other) {
                other.links.retain(|candidate| *candidate != link.id);
                let other = other.id;
                self.mark(ISSUE, other);
            }
        }
        let parent = issue.values.get("parent").and_then(serde_json::Value::as_u64);
        if let Some(parent) = parent.and_then(|parent| self.issues.get_mut(&parent)) {
            parent.subtasks.retain(|candidate| *candidate != id);
            let parent = parent.id;
            self.mark(ISSUE, parent);
        }
    }
}
