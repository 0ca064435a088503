//! Notes that an issue has changed.

use weftline_wire::decision::Cause;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Notes it.
pub(crate) async fn changed(
    _world: &World,
    _cloud_id: &str,
    _issue_id: &str,
    _project_id: Option<&str>,
    _causes: Vec<Cause>,
) -> Result<(), Failure> {
    Err(failure::bug("not there"))
}
