//! What a post function can be configured to do, for who configures a workflow.

use weftline_wire::job::Caller;
use weftline_wire::view::PostFunctionChoicesView;

use super::project_page;
use crate::configuration::{Configuration, connection_of};
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::join;

/// The objects of which records can be created. Where Forge names the project of the workflow, that is a team-managed one,
/// and who administers it may ask.
pub(crate) async fn choices(world: &World, caller: &Caller) -> Result<PostFunctionChoicesView, Failure> {
    let allowed = async {
        match &caller.project {
            Some(project) => gate::project_admin(world, project).await,
            None => gate::admin(world).await,
        }
    };
    let (allowed, configuration) = join(allowed, Configuration::read(world)).await;
    allowed?;
    let configuration = configuration?;
    let project = match &caller.project {
        Some(project) => configuration.project(world, &project.id).await?,
        None => None,
    };
    let objects = project_page::objects(world, &configuration, connection_of(project.as_ref())).await?;
    Ok(PostFunctionChoicesView { objects })
}
