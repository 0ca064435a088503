//! The site's projects, for choosing and mapping them.

use weftline_jira::{reply, request};
use weftline_wire::call::JiraProjectsCall;
use weftline_wire::view::{JiraProject, JiraProjectsView};

use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::join;
use crate::site::{self, SiteError};

/// Some of the projects that the admin may see. One turn.
pub(crate) async fn projects(world: &World, call: &JiraProjectsCall) -> Result<JiraProjectsView, Failure> {
    let query = call.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let (admin, found) = join(gate::admin(world), site::ask(world, request::projects(query, &[], call.start_at))).await;
    admin?;
    let found = found.map_err(SiteError::into_failure)?;
    let page = reply::projects(&found.view()).map_err(|error| error.to_failure())?;
    let projects = page.values.into_iter().map(|project| JiraProject {
        id: project.id,
        key: project.key,
        name: project.name,
        issue_types: project.issue_types,
    });
    Ok(JiraProjectsView { projects: projects.collect(), total: page.total })
}
