//! Why something happened on an issue, or did not (D-2).

use weftline_wire::call::RunAgainCall;
use weftline_wire::job::Caller;
use weftline_wire::view::WhyView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Says why.
pub(crate) async fn why(_world: &World, _caller: &Caller) -> Result<WhyView, Failure> {
    Err(failure::bug("not there"))
}

/// Lets a rule run again.
pub(crate) async fn run_again(_world: &World, _caller: &Caller, _call: &RunAgainCall) -> Result<WhyView, Failure> {
    Err(failure::bug("not there"))
}
