//! Where the installed app's issue panels are shown: pinned to projects, added to issues.

use serde_json::{Value, json};

use super::{World, signed};
use crate::forge::PanelAction;
use crate::http::{Request, Response, query_pairs};
use crate::jira::Identity;

/// The projects whose issues show the panels on a site that is set up.
const PINNED_PROJECTS: [&str; 2] = ["SUP", "ENG"];

impl World {
    /// Whether a panel of the installed app is shown on all issues of a project because it is pinned to it.
    pub fn is_pinned(&self, module: &str, project: u64) -> bool {
        self.site.is_pinned(&self.forge.module_id(module), project)
    }

    /// Hands on what JQL knows of the app's properties.
    pub(super) fn follow_aliases(&mut self) {
        if let Some(aliases) = self.forge.take_aliases() {
            self.site.set_property_aliases(aliases);
        }
    }

    /// Pins the app's issue panels, as an administrator does by Jira's REST API.
    pub(super) fn pin_panels(&mut self) {
        let Some((administrator, _, _)) = self.site.people().into_iter().next() else {
            return;
        };
        let projects = PINNED_PROJECTS.map(|project| json!({ "projectIdOrKey": project, "action": "PIN" }));
        for module in self.forge.issue_panels().to_vec() {
            let body = json!({ "moduleId": self.forge.module_id(&module), "projectList": projects });
            let request = Request {
                method: "POST".into(),
                target: "/rest/api/3/forge/panel/action/bulk/async".into(),
                headers: vec![("content-type".into(), "application/json".into())],
                body: body.to_string().into_bytes(),
            };
            let now_ms = signed(self.clock.now_ms());
            self.site.handle(&request, &Identity::User(administrator.clone()), now_ms);
        }
    }

    /// `GET /panels?issue=ID&project=ID`: each of the app's panels, and by what it is shown on the issue.
    pub(super) fn panels(&self, request: &Request) -> Response {
        let pairs = query_pairs(request.query());
        let asked = |name: &str| pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let issue = asked("issue").unwrap_or_default();
        let project = asked("project").and_then(|project| project.parse().ok()).unwrap_or_default();
        let panels = self.forge.issue_panels().iter().map(|module| {
            json!({
                "moduleKey": module,
                "moduleId": self.forge.module_id(module),
                "pinned": self.is_pinned(module, project),
                "added": self.forge.is_added(module, issue),
            })
        });
        Response::json(200, &json!({ "panels": panels.collect::<Vec<_>>() }))
    }

    /// `POST /panels {moduleKey, issueId, added}`: what a person does with the panel's button on the issue.
    pub(super) fn add_panel(&mut self, action: Value) -> Result<(), String> {
        let action: PanelAction = serde_json::from_value(action).map_err(|error| error.to_string())?;
        if self.forge.add_panel(&action) {
            Ok(())
        } else {
            Err(format!("the app has no issue panel `{}`", action.module_key))
        }
    }
}
