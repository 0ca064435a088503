//! The site's fields, for mapping them.

use weftline_jira::reply::{Field, FieldSchema};
use weftline_jira::{reply, request};
use weftline_mapping::{JiraField, JiraSchema, can_map};
use weftline_rules::watchable;
use weftline_wire::call::JiraFieldsCall;
use weftline_wire::effect::Principal;
use weftline_wire::view::{JiraFieldChoice, JiraFieldsView};

use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::join;
use crate::site::{self, SiteError};
use crate::sorted;

/// The fields whose values a mapping can use. One turn.
pub(crate) async fn fields(world: &World, _: &JiraFieldsCall) -> Result<JiraFieldsView, Failure> {
    let (admin, found) = join(gate::admin(world), site::ask(world, request::fields(Principal::User))).await;
    admin?;
    let found = found.map_err(SiteError::into_failure)?;
    let fields = reply::fields(&found.view()).map_err(|error| error.to_failure())?;
    let choices: Vec<JiraFieldChoice> = fields.into_iter().filter_map(choice).collect();
    let names = choices.iter().map(|choice| choice.name.to_lowercase()).collect();
    Ok(JiraFieldsView { fields: sorted::by(choices, names) })
}

fn choice(field: Field) -> Option<JiraFieldChoice> {
    let kind = field.schema.as_ref().map(kind).unwrap_or_default();
    let has_options = has_options(field.schema.as_ref());
    let Field { id, name, schema, .. } = field;
    let schema = schema.map(|schema| JiraSchema {
        schema_type: schema.kind,
        items: schema.items,
        system: schema.system,
        custom: schema.custom,
    });
    let field = JiraField { id, name, schema };
    can_map(&field).then_some(JiraFieldChoice {
        watchable: watchable(&field),
        cascading: kind == "option-with-child",
        id: field.id,
        name: field.name,
        kind,
        has_options,
    })
}

fn kind(schema: &FieldSchema) -> String {
    match &schema.items {
        Some(items) => [&schema.kind, " of ", items].concat(),
        None => schema.kind.clone(),
    }
}

/// Whether the field's values are of a list that Jira tells.
fn has_options(schema: Option<&FieldSchema>) -> bool {
    schema.is_some_and(|schema| {
        let each = schema.items.as_deref().unwrap_or(&schema.kind);
        matches!(
            each,
            "option"
                | "option-with-child"
                | "priority"
                | "status"
                | "resolution"
                | "issuetype"
                | "version"
                | "component"
        )
    })
}
