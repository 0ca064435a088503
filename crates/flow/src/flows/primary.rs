//! The primary record.

use weftline_wire::call::ChoosePrimaryCall;
use weftline_wire::job::Caller;
use weftline_wire::view::PrimaryView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Makes a linked record the primary one.
pub(crate) async fn choose(
    _world: &World,
    _caller: &Caller,
    _call: &ChoosePrimaryCall,
) -> Result<PrimaryView, Failure> {
    Err(failure::bug("not there"))
}
