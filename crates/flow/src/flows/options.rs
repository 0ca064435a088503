//! The values of a Jira field, for mapping them one by one.

use std::collections::BTreeMap;

use weftline_jira::reply::Choice;
use weftline_jira::{reply, request};
use weftline_wire::call::JiraOptionsCall;
use weftline_wire::configuration::Operand;
use weftline_wire::effect::Effect;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::JiraOptionsView;

use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::{join, join_all};
use crate::site::{self, SiteError, SiteReply};

/// The values that a field can have in a project.
pub(crate) async fn options(world: &World, call: &JiraOptionsCall) -> Result<JiraOptionsView, Failure> {
    let (admin, configuration) = join(gate::admin(world), Configuration::read(world)).await;
    admin?;
    let project = match &call.project {
        Some(project) => project.clone(),
        None => first_project(world, &configuration?).await?,
    };
    let own = request::choices(&call.field, &project);
    // A priority scheme's values are told by the create form, where it has the field.
    let values = match own {
        Some(effect) if call.field != "priority" => listed(world, effect).await?,
        fallback => match (allowed(world, &project, &call.field).await, fallback) {
            (Ok(values), None) => values,
            (Ok(values), Some(_)) if !values.is_empty() => values,
            (_, Some(effect)) => listed(world, effect).await?,
            (Err(failure), None) => return Err(failure),
        },
    };
    Ok(view(values))
}

/// Values by what people see, each once; with their ids, and what is below them.
fn view(found: Vec<Choice>) -> JiraOptionsView {
    let mut view = JiraOptionsView { values: Vec::new(), options: Vec::new(), below: BTreeMap::new() };
    for Choice { id, name, below } in found {
        if !below.is_empty() {
            let names = view.below.entry(name.clone()).or_default();
            for option in below {
                if !names.contains(&option.name) {
                    names.push(option.name);
                }
            }
        }
        if !view.values.contains(&name) {
            view.values.push(name.clone());
        }
        // Two options of one name, in different contexts of a field, are two options.
        view.options.push(Operand { id, text: name });
    }
    view
}

/// The first configured project, or else the first that the admin may see.
async fn first_project(world: &World, configuration: &Configuration) -> Result<String, Failure> {
    if let Some(id) = configuration.project_ids().into_iter().next() {
        return Ok(id);
    }
    let found = ask(world, request::projects(None, &[], 0)).await?;
    let page = reply::projects(&found.view()).map_err(|error| error.to_failure())?;
    let first = page.values.into_iter().next();
    first
        .map(|project| project.id)
        .ok_or_else(|| failure::of(FailureCode::Invalid, "there is no project whose values could be shown"))
}

async fn listed(world: &World, effect: Effect) -> Result<Vec<Choice>, Failure> {
    let found = ask(world, effect).await?;
    reply::choices(&found.view()).map_err(|error| error.to_failure())
}

/// What the create forms of a project allow for a field: of all its issue types, each value once.
async fn allowed(world: &World, project: &str, field: &str) -> Result<Vec<Choice>, Failure> {
    let found = ask(world, request::create_issue_types(project)).await?;
    let types = reply::create_issue_types(&found.view()).map_err(|error| error.to_failure())?;
    let each = types.issue_types.iter().map(|issue_type| allowed_in(world, project, &issue_type.id, field));
    let mut values: Vec<Choice> = Vec::new();
    for found in join_all(each).await {
        for value in found? {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    Ok(values)
}

async fn allowed_in(world: &World, project: &str, issue_type: &str, field: &str) -> Result<Vec<Choice>, Failure> {
    let mut start_at = 0;
    loop {
        let found = ask(world, request::create_fields(project, issue_type, start_at)).await?;
        let page = reply::create_fields(&found.view()).map_err(|error| error.to_failure())?;
        let more = !page.fields.is_empty();
        if let Some(found) = page.fields.into_iter().find(|candidate| candidate.field_id == field) {
            return Ok(found.allowed_values);
        }
        start_at += request::CREATE_FIELDS_MAX;
        if !more || start_at >= page.total {
            return Ok(Vec::new());
        }
    }
}

async fn ask(world: &World, effect: Effect) -> Result<SiteReply, Failure> {
    site::ask(world, effect).await.map_err(SiteError::into_failure)
}
