//! What is configured, checked against both schemas, for the admin page.

use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_mapping::{JiraField, JiraFields, JiraSchema, compile};
use weftline_wire::configuration::{EventSelection, FieldSelection, Mapping, Restrictions};
use weftline_wire::effect::Principal;
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{ConfigurationView, ObjectConfiguration, ObjectState, ProjectMapping, SectionProblem};

use crate::configuration::{ANY_PROJECT, Configuration};
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::gather::fit;
use crate::join::{join, join_all};
use crate::org::MAIN;
use crate::shown::Shown;
use crate::site::{self, SiteError};

/// Shows the configuration in force.
pub(crate) async fn overview(world: &World) -> Result<ConfigurationView, Failure> {
    let (admin, (configuration, jira)) = join(
        gate::admin(world),
        join(Configuration::read(world), site::ask(world, jira_request::fields(Principal::User))),
    )
    .await;
    admin?;
    let (configuration, jira) = (configuration?, jira.map_err(SiteError::into_failure)?);
    let jira = jira_fields(jira_reply::fields(&jira.view()).map_err(|error| error.to_failure())?);
    let objects = configuration.objects();
    let each = objects.iter().map(|object| async {
        let (selection, (mapping, stored)) = join(
            configuration.selection(world, object),
            join(configuration.mapping(world, ANY_PROJECT, object), describes::stored(world, MAIN, object)),
        )
        .await;
        let (fields, mapping) = (selection?, mapping?);
        Ok(match stored? {
            Some(stored) => checked(fields, mapping, configuration.version() == 0, &jira, &stored.object),
            None => {
                let problem = not_described(object);
                (shown(object.clone(), ObjectState::Unknown, fields, mapping), vec![problem])
            }
        })
    });
    let each = join_all(each).await.into_iter().collect::<Result<Vec<_>, Failure>>()?;
    let mut objects = Vec::new();
    let mut problems = Vec::new();
    for (object, found) in each {
        let section = format!("fields:{}", object.object);
        problems.extend(found.into_iter().map(|problem| SectionProblem {
            section: section.clone(),
            problem,
            repair: None,
        }));
        objects.push(object);
    }
    Ok(ConfigurationView {
        version: configuration.version(),
        author: None,
        saved_at_ms: 0,
        settings: configuration.settings(world).await?,
        events: EventSelection {
            issue_created: true,
            issue_updated: true,
            issue_transitioned: true,
            issue_assigned: true,
            commented: true,
            comment_deleted: true,
            attachment_added: true,
            attachment_deleted: true,
            issue_deleted: true,
        },
        restrictions: Restrictions::default(),
        projects: Vec::new(),
        sides: Vec::new(),
        objects,
        problems,
    })
}

fn shown(label: String, state: ObjectState, fields: FieldSelection, mapping: Option<Mapping>) -> ObjectConfiguration {
    ObjectConfiguration {
        object: fields.object.clone(),
        label,
        state,
        fields,
        mappings: mapping
            .into_iter()
            .map(|mapping| ProjectMapping { project: ANY_PROJECT.to_owned(), mapping })
            .collect(),
    }
}

fn checked(
    fields: FieldSelection,
    mapping: Option<Mapping>,
    shipped: bool,
    jira: &JiraFields,
    object: &ObjectDescribe,
) -> (ObjectConfiguration, Vec<Problem>) {
    let fields_shown = Shown::new(object, None);
    let chosen = [&fields.search, &fields.details, &fields.list, &fields.compact];
    let mut paths: Vec<&String> = Vec::new();
    for path in chosen.into_iter().flatten() {
        if let Err(place) = paths.binary_search(&path) {
            paths.insert(place, path);
        }
    }
    let unknown = paths.into_iter().filter(|path| fields_shown.column(path).is_none());
    let mut problems: Vec<Problem> = unknown.map(|path| not_shown(path, object)).collect();
    let mapping = mapping.map(|mapping| fit(mapping, shipped, object));
    if let Some(mapping) = &mapping {
        problems.extend_from_slice(compile(mapping, jira, object).problems());
    }
    (shown(object.label.clone(), ObjectState::Present, fields, mapping), problems)
}

fn jira_fields(fields: Vec<jira_reply::Field>) -> JiraFields {
    let each = fields.into_iter().map(|field| JiraField {
        id: field.id,
        name: field.name,
        schema: field.schema.map(|schema| JiraSchema {
            schema_type: schema.kind,
            items: schema.items,
            system: schema.system,
            custom: schema.custom,
        }),
    });
    JiraFields { fields: each.collect(), complete: true }
}

fn not_described(object: &str) -> Problem {
    Problem {
        severity: Severity::Warning,
        code: "notDescribed".to_owned(),
        field: None,
        text: format!("the fields of `{object}` are not known yet, so nothing could be checked"),
        remedy: Some("connect an org, or test the connection".to_owned()),
    }
}

fn not_shown(path: &str, object: &ObjectDescribe) -> Problem {
    Problem {
        severity: Severity::Warning,
        code: "unknownField".to_owned(),
        field: Some(path.to_owned()),
        text: format!("`{}` has no field `{path}` that the integration user may see; it is left out", object.label),
        remedy: Some("choose another field, or give the integration user read access to it".to_owned()),
    }
}
