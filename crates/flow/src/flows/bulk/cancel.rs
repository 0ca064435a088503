//! Cancels a job.

use weftline_wire::call::BulkCancelCall;
use weftline_wire::job::Caller;
use weftline_wire::view::BulkJobView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Cancels a job.
pub(crate) async fn cancel(_: &World, _: &Caller, _: &BulkCancelCall) -> Result<BulkJobView, Failure> {
    Err(failure::bug("not built yet"))
}
