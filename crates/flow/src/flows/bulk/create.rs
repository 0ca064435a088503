//! Has a job that is checked create cases.

use weftline_wire::call::BulkCreateCall;
use weftline_wire::job::Caller;
use weftline_wire::view::BulkJobView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Has a job that is checked create cases.
pub(crate) async fn create(_: &World, _: &Caller, _: &BulkCreateCall) -> Result<BulkJobView, Failure> {
    Err(failure::bug("not built yet"))
}
