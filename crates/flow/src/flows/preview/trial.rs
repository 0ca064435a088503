//! What a rule would do on an issue.

use weftline_wire::call::TryRuleCall;
use weftline_wire::job::Caller;
use weftline_wire::view::RuleTrialView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Shows what a rule would do.
pub(crate) async fn rule(_world: &World, _caller: &Caller, _call: &TryRuleCall) -> Result<RuleTrialView, Failure> {
    Err(failure::bug("not there"))
}
