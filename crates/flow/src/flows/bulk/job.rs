//! Says how far a job has come.

use weftline_wire::call::BulkJobCall;
use weftline_wire::job::Caller;
use weftline_wire::view::BulkJobView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Says how far a job has come.
pub(crate) async fn job(_: &World, _: &Caller, _: &BulkJobCall) -> Result<BulkJobView, Failure> {
    Err(failure::bug("not built yet"))
}
