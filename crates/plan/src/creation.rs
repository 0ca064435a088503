//! Plans the creation of a record from an issue.

use weftline_wire::plan::Plan;

use crate::PLANNER_VERSION;
use crate::inputs::CreationInputs;

/// Plans the creation of a record from an issue.
#[must_use]
pub fn plan_creation(inputs: &CreationInputs) -> Plan {
    let _ = inputs;
    Plan {
        planner: PLANNER_VERSION,
        writes: Vec::new(),
        skipped: Vec::new(),
        trace: Vec::new(),
        problems: Vec::new(),
        salesforce_calls: 0,
    }
}
