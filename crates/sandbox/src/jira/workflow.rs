//! Workflows as their editor shows them, and the steps that issues have taken through them.
//! <https://developer.atlassian.com/platform/forge/events-reference/jira/#run-post-function-event>

use serde_json::{Value, json};

use super::call::Call;
use super::event::item;
use super::model::{History, Project, Transition};
use super::{Identity, Site};

/// The transition by which issues begin.
const INITIAL: (&str, &str) = ("1", "Create");

/// A step that an issue has taken, for the post functions of its transition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    /// The workflow's id.
    pub(crate) workflow: String,
    /// The transition's id.
    pub(crate) transition: String,
    /// What a post function is told; Forge adds which step it is, what the function is configured to do, and the context.
    pub(crate) body: Value,
    /// Whether the app made it, as itself.
    pub(crate) by_app: bool,
}

/// A workflow's id: each project of the site has its own.
fn workflow_id(project: &Project) -> String {
    format!("3f10f10f-0000-4000-8000-{:012}", project.id)
}

fn workflow_name(project: &Project) -> String {
    format!("{} workflow", project.key)
}

impl Site {
    /// All workflows, with the transition by which issues begin first.
    pub(crate) fn workflows(&self) -> Vec<Value> {
        self.catalogue.projects.iter().map(|project| self.workflow(project)).collect()
    }

    fn workflow(&self, project: &Project) -> Value {
        let status = |id: &str| {
            let name = self.catalogue.status(id).map(|status| status.name);
            json!({ "id": id, "name": name })
        };
        let (id, name) = INITIAL;
        let initial = json!({ "id": id, "name": name, "from": [], "to": status(project.workflow.initial) });
        let steps = project.workflow.transitions.iter().map(|Transition { id, name, from, to, .. }| {
            let from: Vec<Value> = from.iter().map(|id| status(id)).collect();
            json!({ "id": id, "name": name, "from": from, "to": status(to) })
        });
        json!({
            "id": workflow_id(project),
            "name": workflow_name(project),
            "projects": [{ "id": project.id.to_string(), "key": project.key }],
            "transitions": std::iter::once(initial).chain(steps).collect::<Vec<_>>(),
        })
    }

    /// The steps that issues have taken since the last call, in order.
    pub(crate) fn take_steps(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.steps)
    }

    /// Notes that an issue was created: it took the first transition.
    pub(super) fn note_begun(&mut self, call: &Call<'_>, issue: u64) {
        let Some(to) = self.issues.get(&issue).map(|issue| issue.status.clone()) else {
            return;
        };
        self.note_taken(call, issue, INITIAL, json!({ "from": null, "to": { "id": to } }), None);
    }

    /// Notes that an issue took a transition, with what changed on the way.
    pub(super) fn note_step(
        &mut self,
        call: &Call<'_>,
        issue: u64,
        (id, name): (&str, &str),
        (from, to): (&str, &str),
        history: Option<&History>,
    ) {
        let ends = json!({ "from": { "id": from }, "to": { "id": to } });
        self.note_taken(call, issue, (id, name), ends, history);
    }

    fn note_taken(
        &mut self,
        call: &Call<'_>,
        issue: u64,
        (id, name): (&str, &str),
        mut transition: Value,
        history: Option<&History>,
    ) {
        let Some(project) = self.issues.get(&issue).and_then(|issue| self.catalogue.project(issue.project)) else {
            return;
        };
        let (workflow, workflow_name) = (workflow_id(project), workflow_name(project));
        let Some(mut body) = self.issue_body(call, issue) else {
            return;
        };
        body.remove("associatedUsers");
        if let Some(members) = transition.as_object_mut() {
            members.insert("id".into(), id.into());
            members.insert("name".into(), name.into());
        }
        body.insert("transition".into(), transition);
        body.insert("workflow".into(), json!({ "id": workflow, "name": workflow_name }));
        if let Some(account) = self.account(call) {
            body.insert("atlassianId".into(), account.into());
        }
        if let Some(history) = history {
            let items: Vec<Value> = history.items.iter().map(item).collect();
            body.insert("changelog".into(), json!({ "id": history.id.to_string(), "items": items }));
        }
        if let Some(comment) = self.comment_of(issue, call.now) {
            body.insert("comment".into(), json!({ "id": comment.to_string() }));
        }
        let by_app = call.identity == &Identity::App;
        self.steps.push(Step { workflow, transition: id.into(), body: Value::Object(body), by_app });
    }

    /// The comment that was added to an issue by the request that is being answered.
    fn comment_of(&self, issue: u64, now: i64) -> Option<u64> {
        let newest = self.issues.get(&issue)?.comments.last()?;
        self.comments.get(newest).filter(|comment| comment.created == now).map(|comment| comment.id)
    }
}
