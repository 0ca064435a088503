//! What is configured, held against orgs and site as they are now, for the admin page.

use std::collections::BTreeMap;

use weftline_configuration::{Checked, Described, Doubt, Known, SectionName, check, fitted, out_of_sync, shipped};
use weftline_wire::configuration::{FieldSelection, Restrictions, Section};
use weftline_wire::view::{
    ConfigurationView, ObjectConfiguration, ObjectState, ProjectMapping, ProjectRoles, ProjectRules,
};

use super::surroundings::{self, Asked};
use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::join;

/// Shows the configuration in force.
pub(crate) async fn overview(world: &World) -> Result<ConfigurationView, Failure> {
    let (admin, (configuration, connections)) =
        join(gate::admin(world), join(Configuration::read(world), surroundings::connections(world))).await;
    admin?;
    view(world, &configuration?, &connections?).await
}

/// A configuration as the page shows it, with what does not fit orgs and site any more (D-7).
pub(crate) async fn view(
    world: &World,
    configuration: &Configuration,
    connections: &[String],
) -> Result<ConfigurationView, Failure> {
    let names = configuration.names();
    let mut asked = Asked {
        objects: configuration.objects(),
        projects: configuration.project_ids(),
        fields: true,
        issue_types: true,
        configured: configuration.project_ids(),
        ..Asked::default()
    };
    for (project, roles) in configuration.all_roles(world).await? {
        asked.roles(&project, &roles);
    }
    let (sections, known) = join(configuration.all(world), surroundings::known(world, connections, &asked)).await;
    let (sections, known) = (sections?, known?);
    let checked = Checked { names: &names, sections: &sections, known: &known, doubt: Doubt::Told };
    let problems = check(&checked, names.iter());
    let manifest = configuration.stored().map(|stored| &stored.document);
    let mut shown = ConfigurationView {
        version: configuration.version(),
        author: manifest.and_then(|manifest| manifest.author.clone()),
        saved_at_ms: manifest.map_or(0, |manifest| manifest.saved_at_ms),
        settings: shipped::settings(),
        events: shipped::events(),
        restrictions: Restrictions::default(),
        projects: Vec::new(),
        sides: Vec::new(),
        objects: Vec::new(),
        rules: Vec::new(),
        roles: Vec::new(),
        problems,
    };
    for (name, section) in &sections {
        match fitted(name, section, &known) {
            Section::Settings(settings) => shown.settings = settings,
            Section::Events(events) => shown.events = events,
            Section::Restrictions(restrictions) => shown.restrictions = restrictions,
            Section::Project(project) => {
                let at = shown.projects.partition_point(|other| other.key < project.key);
                shown.projects.insert(at, project);
            }
            Section::Side(side) => shown.sides.push(side),
            Section::Rules(rules) => {
                let project = name.split_once(':').map_or("", |(_, project)| project).to_owned();
                shown.rules.push(ProjectRules { project, rules });
            }
            Section::Roles(roles) => {
                let project = name.split_once(':').map_or("", |(_, project)| project).to_owned();
                shown.roles.push(ProjectRoles { project, roles });
            }
            Section::Fields(_) | Section::Mapping(_) => {}
        }
    }
    for object in configuration.objects() {
        shown.objects.extend(one(&object, &sections, &known, &shown, connections));
    }
    shown.problems.extend(out_of_sync(&shown.projects, &shown.sides));
    Ok(shown)
}

/// One object with its fields and its mappings.
fn one(
    object: &str,
    sections: &BTreeMap<String, Section>,
    known: &Known,
    shown: &ConfigurationView,
    connections: &[String],
) -> Option<ObjectConfiguration> {
    let mut fields: Option<FieldSelection> = None;
    let mut mappings = Vec::new();
    for (name, section) in sections {
        match (SectionName::parse(name), fitted(name, section, known)) {
            (Some(SectionName::Fields(of)), Section::Fields(selection)) if of == object => fields = Some(selection),
            (Some(SectionName::Mapping { project, object: of }), Section::Mapping(mapping)) if of == object => {
                mappings.push(ProjectMapping { project: project.to_owned(), mapping });
            }
            _ => {}
        }
    }
    let (label, state) = match known.object(None, object) {
        Described::Here(describe) => {
            let state =
                if is_left_out(object, shown, connections) { ObjectState::NotInSide } else { ObjectState::Present };
            (describe.label.clone(), state)
        }
        Described::Gone => (object.to_owned(), ObjectState::Gone),
        Described::Unknown => (object.to_owned(), ObjectState::Unknown),
    };
    Some(ObjectConfiguration { object: object.to_owned(), label, state, fields: fields?, mappings })
}

/// Whether every org keeps a mapping itself, and none of them names the object.
fn is_left_out(object: &str, shown: &ConfigurationView, connections: &[String]) -> bool {
    let all_keep = connections.iter().all(|id| shown.sides.iter().any(|side| side.connection == *id));
    let named = shown.sides.iter().any(|side| side.mappings.iter().any(|row| row.object.eq_ignore_ascii_case(object)));
    all_keep && !connections.is_empty() && !named
}
