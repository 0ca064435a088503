//! Bulk operations: moving issues to another project, and how far an operation is.
//! <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-bulk-operations/>

use serde_json::{Map, Value, json};

use super::Site;
use super::call::Call;
use super::refusal::{Answer, Refusal, created, ok};
use super::time::stamp;

impl Site {
    /// `POST /bulk/issues/move`: done at once, reported as a task.
    pub(super) fn bulk_move(&mut self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        if !self.may_globally(self.account(call), "BULK_CHANGE") {
            return Err(Refusal::bad("You do not have permission to make bulk changes."));
        }
        let body = call.object()?;
        let mapping = body
            .get("targetToSourcesMapping")
            .and_then(Value::as_object)
            .filter(|mapping| !mapping.is_empty())
            .ok_or_else(|| Refusal::bad("The 'targetToSourcesMapping' must not be empty."))?;
        let (mut moved, mut failed, mut missing) = (Vec::new(), Map::new(), 0);
        for (target, sources) in mapping {
            let mut parts = target.split(',');
            let project = parts.next().unwrap_or_default().to_owned();
            let issue_type = parts.next().unwrap_or_default().to_owned();
            let list = sources.get("issueIdsOrKeys").and_then(Value::as_array).cloned().unwrap_or_default();
            for source in list.iter().filter_map(Value::as_str) {
                let Ok((issue, _)) = self.visible_issue(call, source) else {
                    missing += 1;
                    continue;
                };
                let id = issue.id;
                match self.move_issue(call, id, &project, &issue_type) {
                    Ok(()) => moved.push(id),
                    Err(refusal) => {
                        failed.insert(id.to_string(), json!(refusal.messages));
                    }
                }
            }
        }
        let result = json!({
            "processedAccessibleIssues": moved, "failedAccessibleIssues": failed, "invalidOrInaccessibleIssueCount": missing,
            "totalIssueCount": moved.len() + failed.len() + missing,
        });
        let id = self.insert_task(call.now, "Move issues", result);
        created(&json!({"taskId": id.to_string()}))
    }

    /// `GET /bulk/queue/{taskId}`.
    pub(super) fn bulk_progress(&self, call: &Call<'_>, id: &str) -> Answer {
        self.asker(call)?;
        let task = id
            .parse()
            .ok()
            .and_then(|id: u64| self.tasks.get(&id))
            .filter(|task| task.result.get("totalIssueCount").is_some())
            .ok_or_else(|| Refusal::bad("The task is not found."))?;
        let done = call.now >= task.submitted + 1_000;
        let mut shown = json!({
            "taskId": task.id.to_string(),
            "status": if done { "COMPLETE" } else { "RUNNING" },
            "progressPercent": if done { 100 } else { 50 },
            "created": stamp(task.submitted),
            "started": stamp(task.submitted),
            "updated": stamp(call.now.min(task.submitted + 1_000)),
        });
        if let (Value::Object(map), Value::Object(result)) = (&mut shown, &task.result) {
            map.extend(result.clone());
        }
        ok(&shown)
    }
}
