//! What follows a save outside of the configuration: where Jira shows the panels.

use weftline_jira::request::placement::{PanelAction, Shown, pin_panel, set_property};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::job::Caller;

use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::{join, join_all};
use crate::site::{self, SiteError};

/// The panel that is pinned, by its key in the manifest. The compact one is on every issue by itself.
const PANEL: &str = "weftline-list";

/// Projects of one request.
const ACTIONS_MAX: usize = 100;

/// Projects that fit into a property of 32,768 characters.
const PROJECTS_MAX: usize = 2_000;

/// Called when a version is in force; called again when the admin saves again after a lost answer. `before` is the
/// version that was edited. Gives what did not work out.
pub(crate) async fn after_save(
    world: &World,
    caller: &Caller,
    before: &Configuration,
    after: &Configuration,
) -> Vec<Problem> {
    let (shown, pinned) = join(show(world, after), pin(world, caller, before, after)).await;
    let mut problems = Vec::new();
    if let Err(failure) = shown {
        problems.push(problem("notShown", "Jira was not told where to show the panel", &failure));
    }
    if let Err(failure) = pinned {
        problems.push(problem("notPinned", "the panel could not be pinned to the projects", &failure));
    }
    problems
}

/// Sets what display conditions read.
async fn show(world: &World, configuration: &Configuration) -> Result<(), Failure> {
    let settings = configuration.settings(world).await?;
    let ids = configuration.project_ids();
    let everywhere = settings.every_issue || ids.len() > PROJECTS_MAX;
    let shown = Shown {
        panel: if settings.enabled && settings.show_panel { "on" } else { "off" }.to_owned(),
        everywhere,
        projects: if everywhere { Vec::new() } else { ids.iter().filter_map(|id| id.parse().ok()).collect() },
    };
    site::ask(world, set_property(&shown)).await.map(|_| ()).map_err(SiteError::into_failure)
}

/// Pins the panel to the projects that are configured now, and takes it from those that no longer are.
async fn pin(world: &World, caller: &Caller, before: &Configuration, after: &Configuration) -> Result<(), Failure> {
    let (old, new) = (before.project_ids(), after.project_ids());
    let mut actions = Vec::new();
    for (projects, others, pin) in [(&new, &old, true), (&old, &new, false)] {
        let changed = projects.iter().filter(|project| !others.contains(project));
        actions.extend(changed.map(|project| PanelAction { project: project.clone(), pin }));
    }
    let module = [caller.extension.as_str(), PANEL].concat();
    let requests = actions.chunks(ACTIONS_MAX).map(|part| site::ask(world, pin_panel(&module, part)));
    for reply in join_all(requests).await {
        reply.map_err(SiteError::into_failure)?;
    }
    Ok(())
}

fn problem(code: &str, what: &str, failure: &Failure) -> Problem {
    Problem {
        severity: Severity::Warning,
        code: code.to_owned(),
        field: None,
        text: format!("{what}: {}", failure.text),
        remedy: Some("save again".to_owned()),
    }
}
