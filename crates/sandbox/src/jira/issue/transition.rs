//! Steps through the workflow.

use serde_json::{Map, Value, json};

use super::super::Site;
use super::super::call::Call;
use super::super::face::Face;
use super::super::field::Screen;
use super::super::model::{Condition, Field, Issue, Item, Project, Transition};
use super::super::refusal::{Answer, Refusal, no_content, ok};
use super::super::store::ISSUE;
use super::draft::{Draft, Target};

impl Site {
    /// Whether a transition is open to an account on an issue as it stands.
    fn is_open(&self, account: Option<&str>, issue: &Issue, project: &Project, transition: &Transition) -> bool {
        let from_here =
            if transition.from.is_empty() { true } else { transition.from.contains(&issue.status.as_str()) };
        let condition = match transition.condition {
            Condition::Anyone => true,
            Condition::Permission(permission) => self.may(account, project, permission),
            Condition::Assignee => account.is_some() && issue.values.get("assignee").and_then(Value::as_str) == account,
        };
        from_here && condition && self.may(account, project, "TRANSITION_ISSUES")
    }

    /// `GET /issue/{issueIdOrKey}/transitions`.
    pub(in super::super) fn get_transitions(&self, call: &Call<'_>, id_or_key: &str) -> Answer {
        let (issue, _) = self.visible_issue(call, id_or_key)?;
        let with_fields = call.list("expand").iter().any(|part| part == "transitions.fields");
        let unavailable = call.flag("includeUnavailableTransitions", false);
        let mut shown = self.face(call).transitions(issue, with_fields, unavailable);
        if let Some(only) = call.param("transitionId") {
            shown.retain(|transition| transition.get("id").and_then(Value::as_str) == Some(only));
        }
        ok(&json!({"expand": "transitions", "transitions": shown}))
    }

    /// `POST /issue/{issueIdOrKey}/transitions`.
    pub(in super::super) fn do_transition(&mut self, call: &Call<'_>, id_or_key: &str) -> Answer {
        self.asker(call)?;
        let (issue, project) = self.visible_issue(call, id_or_key)?;
        let body = call.object()?;
        let wanted = match body.get("transition").and_then(|transition| transition.get("id")) {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            _ => return Err(Refusal::bad("Missing 'transition' identifier")),
        };
        let account = self.account(call);
        let transition = project
            .workflow
            .transitions
            .iter()
            .find(|transition| transition.id == wanted && self.is_open(account, issue, project, transition))
            .ok_or_else(|| Refusal::bad(format!("Transition id '{wanted}' is not valid for this issue.")))?;
        let on_screen = |field: &Field| transition.screen.iter().any(|(id, _)| *id == field.id);
        let target = Target { project, issue_type: &issue.issue_type, issue: Some(issue), allows: &on_screen };
        let mut draft = Draft::read(self, call, &target, &body)?;
        let missing: Vec<(String, String)> = transition
            .screen
            .iter()
            .filter(|(id, required)| {
                let given = draft.values.iter().any(|(candidate, value)| candidate == id && value.is_some());
                *required && !given && !issue.values.contains_key(*id)
            })
            .map(|(id, _)| {
                let name = self.catalogue.field(id).map_or(*id, |field| field.name);
                ((*id).to_owned(), format!("{name} is required."))
            })
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::fields(missing));
        }
        let (id, from, to) = (issue.id, issue.status.clone(), transition.to);
        let step = (transition.id, transition.name);
        let is_done = |status: &str| self.catalogue.status(status).is_some_and(|status| status.category == "done");
        let resolves = is_done(to) && !draft.values.iter().any(|(id, _)| id == "resolution");
        let reopens = !is_done(to) && is_done(&from);
        if resolves {
            draft.values.push(("resolution".into(), Some(json!("10000"))));
        } else if reopens {
            draft.values.push(("resolution".into(), None));
        }
        let author = account.unwrap_or_default().to_owned();
        let item = self.status_item(&from, to);
        self.count_write(id, call.now)?;
        let items = if from == to { Vec::new() } else { vec![item] };
        let history = self.apply(id, &author, call.now, std::mem::take(&mut draft.values), items);
        if let Some(issue) = self.issues.get_mut(&id) {
            issue.status = to.to_owned();
            if from != to {
                issue.status_changed = call.now;
            }
        }
        self.mark(ISSUE, id);
        if let Some(history) = &history {
            self.tell_updated(call, id, history);
        }
        self.carry_out(call, id, &author, draft);
        self.note_step(call, id, step, (&from, to), history.as_ref());
        no_content()
    }

    /// The changelog's item for a step from one status to another.
    pub(in super::super) fn status_item(&self, from: &str, to: &str) -> Item {
        let name = |id: &str| self.catalogue.status(id).map(|status| status.name.to_owned());
        Item {
            field: "status".into(),
            fieldtype: "jira".into(),
            field_id: "status".into(),
            from: Some(from.to_owned()),
            from_string: name(from),
            to: Some(to.to_owned()),
            to_string: name(to),
        }
    }
}

impl Face<'_> {
    /// The transitions of an issue that are open to the looker; the others too if asked for.
    pub(super) fn transitions(&self, issue: &Issue, with_fields: bool, unavailable: bool) -> Vec<Value> {
        let Some(project) = self.site.catalogue.project(issue.project) else {
            return Vec::new();
        };
        let steps = &project.workflow.transitions;
        steps
            .iter()
            .map(|step| (step, self.site.is_open(self.account, issue, project, step)))
            .filter(|(_, open)| *open || unavailable)
            .map(|(step, open)| {
                let to = self.site.catalogue.status(step.to).map(|status| self.status(status));
                let mut shown = json!({
                    "id": step.id,
                    "name": step.name,
                    "to": to,
                    "hasScreen": !step.screen.is_empty(),
                    "isGlobal": step.from.is_empty(),
                    "isInitial": false,
                    "isAvailable": open,
                    "isConditional": step.condition != Condition::Anyone,
                    "isLooped": false,
                });
                if let (true, Value::Object(map)) = (with_fields, &mut shown) {
                    let fields: Map<String, Value> = step
                        .screen
                        .iter()
                        .filter_map(|(id, required)| Some((self.site.catalogue.field(id)?, *required)))
                        .map(|(field, required)| {
                            let screen = Screen::Transition(issue, required);
                            (field.id.clone(), self.field_meta(field, project, screen))
                        })
                        .collect();
                    map.insert("fields".into(), Value::Object(fields));
                }
                shown
            })
            .collect()
    }
}
