//! Records like the one that is being typed (CRT-3).

use weftline_wire::call::PotentialResultsCall;
use weftline_wire::job::Caller;
use weftline_wire::view::PotentialResultsView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Looks for them.
pub(crate) async fn potential(
    _world: &World,
    _caller: &Caller,
    _call: &PotentialResultsCall,
) -> Result<PotentialResultsView, Failure> {
    Err(failure::bug("not there"))
}
