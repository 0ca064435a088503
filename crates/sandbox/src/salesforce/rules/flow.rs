//! Record-triggered flows that run before a record is saved: what they assign is saved with it, whoever saves it.
//!
//! They run before validation rules, one after the other.
//! <https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm>

use super::condition::{Condition, Saved};
use super::validation::in_force;
use crate::salesforce::draft;
use crate::salesforce::error::ApiError;
use crate::salesforce::record::View;
use crate::salesforce::schema::Object;
use crate::salesforce::store::Row;
use crate::salesforce::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A flow that updates fields of the record that is being saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeforeSaveFlow {
    /// The flow's name.
    pub name: String,
    /// The object whose records start it.
    pub object: String,
    /// Whether it is active.
    #[serde(default = "in_force")]
    pub active: bool,
    /// Its entry conditions.
    pub starts_when: Condition,
    /// What it assigns, in this order.
    pub assignments: Vec<Assignment>,
}

/// A field that a flow assigns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assignment {
    /// The field.
    pub field: String,
    /// What it gets.
    pub value: Assigned,
}

/// What a field gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Assigned {
    /// A value, as a request would write it.
    Value(Json),
    /// What another field of the record has.
    Field(String),
    /// The text of a field in capital letters: `UPPER`.
    Upper(String),
}

/// Runs the flows of a record's object.
pub(crate) fn run(
    flows: &[BeforeSaveFlow],
    view: View<'_>,
    object: &Object,
    before: Option<&Row>,
    row: &mut Row,
) -> Result<(), ApiError> {
    for flow in flows.iter().filter(|flow| flow.active && flow.object.eq_ignore_ascii_case(&object.name)) {
        if !(Saved { view, object, before, row }).meets(&flow.starts_when) {
            continue;
        }
        for assignment in &flow.assignments {
            let Some(index) = object.find(&assignment.field) else { continue };
            let saved = Saved { view, object, before, row };
            let value = match &assignment.value {
                Assigned::Value(json) => draft::convert(object.field(index), json)?,
                Assigned::Field(other) => saved.value(other),
                Assigned::Upper(other) => match saved.value(other).as_text() {
                    Some(text) => Value::text(text.to_uppercase()),
                    None => Value::Null,
                },
            };
            row.set(index, value);
        }
    }
    Ok(())
}
