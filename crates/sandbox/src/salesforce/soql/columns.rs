//! What the columns of a result are, for `columns=true`.

use super::plan::{Node, Out, Plan, Shape};
use crate::salesforce::schema::{Object, Schema};
use serde_json::{Value as Json, json};

/// The columns of a query's result.
pub(crate) fn columns(schema: &Schema, object: &Object, plan: &Plan) -> Vec<Json> {
    match &plan.shape {
        Shape::Count => Vec::new(),
        Shape::Groups(grouped) => {
            let column = |(name, cell): &(String, super::plan::Cell)| {
                let aggregate = !matches!(cell, super::plan::Cell::Group(_));
                column(name, aggregate, "", Vec::new())
            };
            grouped.columns.iter().map(column).collect()
        }
        Shape::Records(node) => of_node(schema, Some(object), node),
    }
}

fn of_node(schema: &Schema, object: Option<&Object>, node: &Node) -> Vec<Json> {
    let one = |out: &Out| match out {
        Out::Field { name, field, .. } => {
            let kind = object.and_then(|object| field.field(object)).map_or("string", |field| field.kind.name());
            column(name, false, kind, Vec::new())
        }
        Out::Parent { name, lookup, several, node } => {
            let field = object.map(|object| object.field(*lookup));
            let target = field.filter(|_| !several).and_then(|field| schema.find(field.reference_to.first()?));
            column(name, false, "", of_node(schema, target, node))
        }
        Out::Children { name, plan, .. } => column(name, true, "", columns(schema, schema.object(plan.object), plan)),
        Out::TypeOf { name, otherwise, .. } => column(name, false, "", of_node(schema, None, otherwise)),
    };
    node.outs.iter().map(one).collect()
}

fn column(name: &str, aggregate: bool, kind: &str, joined: Vec<Json>) -> Json {
    json!({
        "aggregate": aggregate,
        "apexType": null,
        "booleanType": kind == "boolean",
        "columnName": name,
        "custom": name.ends_with("__c"),
        "displayName": name,
        "foreignKeyName": if joined.is_empty() { Json::Null } else { json!(name) },
        "insertable": false,
        "joinColumns": joined,
        "numberType": matches!(kind, "int" | "double" | "currency" | "percent"),
        "textType": matches!(kind, "string" | "textarea" | "picklist" | "email" | "phone" | "url"),
        "updatable": false,
    })
}

/// Whether the id is among what is selected.
pub(crate) fn selects_id(plan: &Plan) -> bool {
    match &plan.shape {
        Shape::Records(node) => node.outs.iter().any(|out| matches!(out, Out::Field { name, .. } if name == "Id")),
        Shape::Count | Shape::Groups(_) => false,
    }
}
