//! Issue panels pinned to projects, and background tasks.
//! <https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-issue-panel/>

use serde_json::{Value, json};

use super::Site;
use super::call::Call;
use super::model::Task;
use super::refusal::{Answer, Refusal, ok};
use super::store::{PINNED, TASK};
use crate::http::Response;

impl Site {
    /// `POST /forge/panel/action/bulk/async`: pins or unpins a panel, as a task.
    pub(super) fn panel_action(&mut self, call: &Call<'_>) -> Answer {
        self.asker(call)?;
        if !self.may_globally(self.account(call), "ADMINISTER") {
            return Err(Refusal::forbidden("You do not have permission to administer Jira."));
        }
        let body = call.object()?;
        let module = body
            .get("moduleId")
            .and_then(Value::as_str)
            .filter(|module| module.starts_with("ari:cloud:ecosystem::extension/"))
            .ok_or_else(|| Refusal::bad("The 'moduleId' must be the ARI of a module."))?
            .to_owned();
        let list = body
            .get("projectList")
            .and_then(Value::as_array)
            .filter(|list| !list.is_empty())
            .ok_or_else(|| Refusal::bad("The 'projectList' must not be empty."))?;
        let mut actions = Vec::new();
        let mut failed = Vec::new();
        for entry in list {
            let project = match entry.get("projectIdOrKey") {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => return Err(Refusal::bad("Each element needs a 'projectIdOrKey'.")),
            };
            let pin = match entry.get("action").and_then(Value::as_str) {
                Some("PIN") => true,
                Some("UNPIN") => false,
                _ => return Err(Refusal::bad("The 'action' must be PIN or UNPIN.")),
            };
            match self.catalogue.find_project(&project) {
                Some(found) => actions.push((found.id, pin)),
                None => failed.push(project),
            }
        }
        let pinned = self.pinned.entry(module.clone()).or_default();
        for (project, pin) in &actions {
            if *pin {
                pinned.insert(*project);
            } else {
                pinned.remove(project);
            }
        }
        self.mark(PINNED, &module);
        let done = actions.len();
        let id = self.insert_task(call.now, "Pin issue panels", json!({"succeeded": done, "failedProjects": failed}));
        Ok(Response::json(202, &json!({"taskId": id.to_string()})))
    }

    /// Notes work done in the background; its id.
    pub(super) fn insert_task(&mut self, now: i64, description: &str, result: Value) -> u64 {
        let id = self.next_id();
        self.tasks.insert(id, Task { id, description: description.to_owned(), submitted: now, result });
        self.mark(TASK, id);
        id
    }

    /// `GET /task/{taskId}`. A task is complete at once, but says so only a second after it was submitted, so that
    /// clients have to wait as they do for Jira.
    pub(super) fn get_task(&self, call: &Call<'_>, id: &str) -> Answer {
        self.asker(call)?;
        let task = id
            .parse()
            .ok()
            .and_then(|id: u64| self.tasks.get(&id))
            .ok_or_else(|| Refusal::missing("The task is not found."))?;
        let done = call.now >= task.submitted + 1_000;
        let mut shown = json!({
            "self": call.link(&format!("task/{}", task.id)),
            "id": task.id.to_string(),
            "description": task.description,
            "status": if done { "COMPLETE" } else { "RUNNING" },
            "submittedBy": 10_000,
            "progress": if done { 100 } else { 50 },
            "elapsedRuntime": (call.now - task.submitted).clamp(0, 1_000),
            "submitted": task.submitted,
            "started": task.submitted,
            "lastUpdate": call.now.min(task.submitted + 1_000),
        });
        if let (true, Value::Object(map)) = (done, &mut shown) {
            map.insert("result".into(), task.result.clone());
            map.insert("finished".into(), json!(task.submitted + 1_000));
        }
        ok(&shown)
    }
}
