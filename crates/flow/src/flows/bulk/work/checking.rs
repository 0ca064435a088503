//! A piece of the phase.

use super::Step;
use crate::bulk::jobs::Claimed;
use crate::engine::World;
use crate::failure::{self, Failure};

/// Does the next piece, and saves it.
pub(super) async fn piece(_: &World, _: &mut Claimed) -> Result<Step, Failure> {
    Err(failure::bug("not built yet"))
}
