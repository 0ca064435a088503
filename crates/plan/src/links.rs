//! Plans which records are linked to an issue.

use serde::{Deserialize, Serialize};
use weftline_wire::decode_object;
use weftline_wire::plan::{Plan, Skipped, Write};

use crate::PLANNER_VERSION;

/// Everything that decides what is linked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkInputs {
    /// The issue's id.
    pub issue_id: String,
    /// The ids of the records that are linked, 18 characters.
    pub linked: Vec<String>,
    /// The ids of those that are to be.
    pub wanted: Vec<String>,
    /// How many records an issue may have.
    pub links_max: u32,
}

decode_object! { refuse LinkInputs { issue_id, linked, wanted, links_max } }

/// Plans the links: each record once, as many as there is room for. Links are Weftline's own, and take no call.
#[must_use]
pub fn plan_links(inputs: &LinkInputs) -> Plan {
    let mut plan = Plan {
        planner: PLANNER_VERSION,
        writes: Vec::new(),
        skipped: Vec::new(),
        trace: Vec::new(),
        held: Vec::new(),
        waits: Vec::new(),
        problems: Vec::new(),
        salesforce_calls: 0,
        jira_calls: 0,
    };
    let mut linked: Vec<&String> = inputs.linked.iter().collect();
    for record_id in &inputs.wanted {
        let reason = if linked.contains(&record_id) {
            "it is linked already"
        } else if linked.len() >= inputs.links_max as usize {
            "the issue has as many records as it may have"
        } else {
            linked.push(record_id);
            let write = Write::LinkRecord { issue_id: inputs.issue_id.clone(), record_id: Some(record_id.clone()) };
            plan.writes.push(write);
            continue;
        };
        plan.skipped.push(Skipped { field: record_id.clone(), reason: reason.to_owned() });
    }
    plan
}
