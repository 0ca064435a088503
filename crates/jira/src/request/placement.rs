//! Where Jira shows the app: the property that display conditions read, and pinned panels.

use weftline_wire::effect::{Effect, Method, Principal};
use weftline_wire::encode_object;
use weftline_wire::json;

use super::send;

/// The key of the app's property.
pub const PROPERTY: &str = "weftline";

/// What display conditions and filters of triggers read, so that what is switched off costs nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `on` or `off`: whether panels are shown at all.
    pub panel: String,
    /// Whether they are shown whatever the project.
    pub everywhere: bool,
    /// The projects in which they are shown: as Jira expressions have their ids, numbers.
    pub projects: Vec<u64>,
}

encode_object! { Shown { panel, everywhere, projects } }

/// Sets the app's property; only the app itself may.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-app-properties/#api-rest-forge-1-app-properties-propertykey-put>
#[must_use]
pub fn set_property(shown: &Shown) -> Effect {
    let path = ["/rest/forge/1/app/properties/", PROPERTY].concat();
    send(Principal::App, Method::Put, path, json::to_string(shown))
}

/// What is to be done with a panel in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelAction {
    /// The project's id.
    pub project: String,
    /// Whether the panel is to be there on every issue without anyone adding it.
    pub pin: bool,
}

/// Pins a panel to projects, or takes it away: Jira does it as a task. As the user, who has to administer Jira.
/// `module_id` is the module's ARI, `ari:cloud:ecosystem::extension/<app>/<environment>/static/<module>`.
/// <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-panels/>
#[must_use]
pub fn pin_panel(module_id: &str, actions: &[PanelAction]) -> Effect {
    let list = actions.iter().map(|action| Entry {
        project_id_or_key: action.project.clone(),
        action: if action.pin { "PIN" } else { "UNPIN" }.to_owned(),
    });
    let request = Request { module_id: module_id.to_owned(), project_list: list.collect() };
    let path = "/rest/api/3/forge/panel/action/bulk/async".to_owned();
    send(Principal::User, Method::Post, path, json::to_string(&request))
}

struct Request {
    module_id: String,
    project_list: Vec<Entry>,
}

struct Entry {
    project_id_or_key: String,
    action: String,
}

encode_object! { Request { module_id, project_list } }
encode_object! { Entry { project_id_or_key, action } }
