//! Begins a job: checks all rows.

use weftline_wire::call::BulkCheckCall;
use weftline_wire::job::Caller;
use weftline_wire::view::BulkJobView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Begins a job: checks all rows.
pub(crate) async fn check(_: &World, _: &Caller, _: &BulkCheckCall) -> Result<BulkJobView, Failure> {
    Err(failure::bug("not built yet"))
}
