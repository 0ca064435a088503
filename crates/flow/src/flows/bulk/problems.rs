//! Gives all problems of a job, as CSV.

use weftline_wire::call::BulkProblemsCall;
use weftline_wire::job::Caller;
use weftline_wire::view::BulkProblemsView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Gives all problems of a job, as CSV.
pub(crate) async fn problems(_: &World, _: &Caller, _: &BulkProblemsCall) -> Result<BulkProblemsView, Failure> {
    Err(failure::bug("not built yet"))
}
