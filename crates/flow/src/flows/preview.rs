//! What a mapping or a rule would do (D-1).

use weftline_wire::call::{PreviewMappingCall, TryRuleCall};
use weftline_wire::job::Caller;
use weftline_wire::view::{MappingPreviewView, RuleTrialView};

use crate::engine::World;
use crate::failure::{self, Failure};

/// Shows what a mapping would do.
pub(crate) async fn mapping(
    _world: &World,
    _caller: &Caller,
    _call: &PreviewMappingCall,
) -> Result<MappingPreviewView, Failure> {
    Err(failure::bug("not there"))
}

/// Shows what a rule would do.
pub(crate) async fn rule(_world: &World, _caller: &Caller, _call: &TryRuleCall) -> Result<RuleTrialView, Failure> {
    Err(failure::bug("not there"))
}
