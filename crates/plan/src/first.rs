//! Plans what is copied when a record is linked by hand (LNK-3): once, and whatever the mapping says of later changes.
//!
//! Nothing is ever emptied: a side without a value fills nothing.

use weftline_wire::configuration::{Direction, FieldMapping, FirstSync, Mapping, Policy};
use weftline_wire::plan::{Plan, Skipped};

use crate::inputs::UpdateInputs;
use crate::update::plan_update;

/// The mapping as it holds when a record is linked: what is set when a record is created is set then too, so the record's
/// own value of it has to be read.
#[must_use]
pub fn at_linking(mut mapping: Mapping) -> Mapping {
    for field in mapping.fields.iter_mut().filter(|field| field.direction == Direction::Creation) {
        field.direction = Direction::ToSalesforce;
    }
    mapping
}

/// Plans the first sync of a record and its issue. Only the primary record may fill the issue: several would
/// overwrite one another. The inputs have the mapping of [`at_linking`].
#[must_use]
pub fn plan_first(inputs: &UpdateInputs, how: FirstSync, primary: bool) -> Plan {
    let mut inputs = UpdateInputs { first: true, ..inputs.clone() };
    let mut skipped = Vec::new();
    inputs.mapping.fields.retain_mut(|field| match role(field, how, primary) {
        Ok((direction, policy)) => {
            field.direction = direction;
            field.policy = policy;
            true
        }
        Err(reason) => {
            skipped.push(Skipped { field: field.field.clone(), reason: reason.to_owned() });
            false
        }
    });
    let mut plan = plan_update(&inputs);
    plan.skipped.extend(skipped);
    // Nobody is asked: where both sides have a value, both keep it.
    for held in std::mem::take(&mut plan.held) {
        plan.skipped.push(Skipped { field: held.field, reason: "both sides have a value".to_owned() });
    }
    plan
}

/// Which way a field goes, and who wins; or why it goes nowhere. Going one way under the policy that prefers the other side fills what is empty, and no more.
fn role(field: &FieldMapping, how: FirstSync, primary: bool) -> Result<(Direction, Policy), &'static str> {
    let to_salesforce = field.direction != Direction::ToJira;
    let to_jira = matches!(field.direction, Direction::ToJira | Direction::Both);
    match how {
        FirstSync::Nothing => Err("nothing is copied when a record is linked"),
        FirstSync::JiraFillsSalesforce if to_salesforce => Ok((Direction::ToSalesforce, Policy::JiraWins)),
        FirstSync::JiraFillsSalesforce => Err("the issue fills the record, and its values go to Jira only"),
        FirstSync::SalesforceFillsJira if to_jira && primary => Ok((Direction::ToJira, Policy::SalesforceWins)),
        FirstSync::SalesforceFillsJira if to_jira => Err("only the issue's primary record fills the issue"),
        FirstSync::SalesforceFillsJira => Err("the record fills the issue, and its values do not go to Jira"),
        FirstSync::EmptyFields if to_salesforce && to_jira && primary => Ok((Direction::Both, Policy::Ask)),
        FirstSync::EmptyFields if to_salesforce => Ok((Direction::ToSalesforce, Policy::SalesforceWins)),
        FirstSync::EmptyFields if primary => Ok((Direction::ToJira, Policy::JiraWins)),
        FirstSync::EmptyFields => Err("only the issue's primary record fills the issue"),
    }
}
