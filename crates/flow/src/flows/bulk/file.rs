//! Reads the head of a file, and proposes what fills which field.

use weftline_wire::call::BulkFileCall;
use weftline_wire::job::Caller;
use weftline_wire::view::BulkFileView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Reads the head of a file, and proposes what fills which field.
pub(crate) async fn file(_: &World, _: &Caller, _: &BulkFileCall) -> Result<BulkFileView, Failure> {
    Err(failure::bug("not built yet"))
}
