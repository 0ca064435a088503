//! The page in a project's settings: what is configured for it, for who administers the project.
//!
//! Nothing of other projects is on it, and nothing of the org but its name: what holds for all projects is what this one has
//! without a word of its own.

use weftline_configuration::{ANY_PROJECT, SectionName, changes};
use weftline_wire::configuration::Section;
use weftline_wire::document::ConnectionState;
use weftline_wire::job::Caller;
use weftline_wire::view::{ProjectObject, ProjectOrg, ProjectPageView, ProjectSection};

use super::failed_work;
use crate::configuration::{Configuration, connection_of};
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::{join, join_all};
use crate::org;

/// Failed work that is listed.
const FAILED_MAX: usize = 20;

/// Settings that say something of other projects, or of what the site pays.
const ELSEWHERE: [&str; 2] = ["operationsIssue", "apiCap"];

/// Shows what holds in the project in whose settings the page is.
pub(crate) async fn show(world: &World, caller: &Caller) -> Result<ProjectPageView, Failure> {
    let project = gate::settings_of(caller)?;
    let (allowed, configuration) = join(gate::project_admin(world, project), Configuration::read(world)).await;
    allowed?;
    let configuration = configuration?;
    let (settings, own) = join(configuration.settings(world), configuration.project(world, &project.id)).await;
    let (settings, own) = (settings?, own?);
    let connection = connection_of(own.as_ref());
    let ((stored, shown), (sections, failed)) = join(
        join(org::stored(world, connection), objects(world, &configuration, connection)),
        join(sections(world, &configuration, &project.id), failed_work::of_project(world, &project.id, FAILED_MAX)),
    )
    .await;
    Ok(ProjectPageView {
        id: project.id.clone(),
        key: project.key.clone(),
        enabled: settings.enabled,
        configured: own.is_some(),
        org: stored?.map(|stored| org_of(stored.document.organization_name, stored.document.state)),
        objects: shown?,
        sections: sections?,
        failed: failed?,
    })
}

/// The objects that are configured, with what people call them.
pub(crate) async fn objects(
    world: &World,
    configuration: &Configuration,
    connection: &str,
) -> Result<Vec<ProjectObject>, Failure> {
    let objects = configuration.objects();
    let stored = join_all(objects.iter().map(|object| describes::stored(world, connection, object))).await;
    let mut shown = Vec::with_capacity(objects.len());
    for (object, stored) in objects.into_iter().zip(stored) {
        let label = stored?.map_or_else(|| object.clone(), |stored| stored.object.label);
        shown.push(ProjectObject { object, label });
    }
    Ok(shown)
}

fn org_of(name: String, state: ConnectionState) -> ProjectOrg {
    ProjectOrg { name, state }
}

/// What is configured for a project, in the order in which it is shown.
async fn sections(world: &World, configuration: &Configuration, id: &str) -> Result<Vec<ProjectSection>, Failure> {
    let mut names = vec![SectionName::Project(id).to_string()];
    for object in &configuration.objects() {
        names.push(SectionName::Fields(object).to_string());
        let own = SectionName::Mapping { project: id, object };
        let all = SectionName::Mapping { project: ANY_PROJECT, object };
        names.push(if configuration.has(own) { own } else { all }.to_string());
    }
    // Its own rules come first, and those of all projects hold, too.
    names.extend([id, ANY_PROJECT].map(|project| SectionName::Rules(project).to_string()));
    let own = SectionName::Roles(id);
    names.push(if configuration.has(own) { own } else { SectionName::Roles(ANY_PROJECT) }.to_string());
    names.extend([SectionName::Restrictions, SectionName::Events, SectionName::Settings].map(|name| name.to_string()));
    names.retain(|name| configuration.has_named(name));
    let contents = configuration.sections(world, names.clone()).await?;
    let sections = names.into_iter().zip(contents).filter_map(|(name, content)| {
        let content: Section = content?;
        let mut lines = changes(&name, None, Some(&content));
        lines.retain(|line| name != SectionName::Settings.to_string() || !ELSEWHERE.contains(&line.path.as_str()));
        let own = name.split(':').nth(1) == Some(id);
        (!lines.is_empty()).then_some(ProjectSection { name, own, lines })
    });
    Ok(sections.collect())
}
