//! Issue panels: which modules are some, and the issues to which people have added one.
//!
//! `jira:issuePanel` is shown on an issue once its button was clicked there, or on all issues of a project to which it
//! is pinned. Pinning is Jira's, by its REST API; what the button does has no API, so it is kept here.
//! <https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-issue-panel/>

use serde::Deserialize;

use super::{ENVIRONMENT_ID, Forge, PANEL_TABLE};
use crate::change::Change;

/// A panel put on an issue, or taken away from it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PanelAction {
    pub(crate) module_key: String,
    pub(crate) issue_id: String,
    pub(crate) added: bool,
}

impl Forge {
    /// The id by which Jira's REST API knows a module of the installed app.
    pub(crate) fn module_id(&self, module: &str) -> String {
        let app = self.manifest.app_id.rsplit('/').next().unwrap_or_default();
        format!("ari:cloud:ecosystem::extension/{app}/{ENVIRONMENT_ID}/static/{module}")
    }

    /// The keys of the installed app's issue panels.
    pub(crate) fn issue_panels(&self) -> &[String] {
        &self.manifest.issue_panels
    }

    /// Whether someone has put a panel on an issue.
    pub(crate) fn is_added(&self, module: &str, issue: &str) -> bool {
        self.added_panels.contains(&row(module, issue))
    }

    /// Puts a panel on an issue or takes it away; false when the app has no such panel.
    pub(crate) fn add_panel(&mut self, action: &PanelAction) -> bool {
        if !self.manifest.issue_panels.contains(&action.module_key) {
            return false;
        }
        let key = row(&action.module_key, &action.issue_id);
        if action.added {
            self.changes.push(Change::put(PANEL_TABLE, key.clone(), "true"));
            self.added_panels.insert(key);
        } else if self.added_panels.remove(&key) {
            self.changes.push(Change::removed(PANEL_TABLE, key));
        }
        true
    }
}

fn row(module: &str, issue: &str) -> String {
    format!("{module}/{issue}")
}
