//! What the upload dialog begins with.

use weftline_wire::job::Caller;
use weftline_wire::view::BulkUploadsView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// The files and jobs.
pub(crate) async fn uploads(_: &World, _: &Caller) -> Result<BulkUploadsView, Failure> {
    Err(failure::bug("not built yet"))
}
