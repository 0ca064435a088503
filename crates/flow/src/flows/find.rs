//! Issues and records to try something on.

use weftline_wire::call::{FindIssuesCall, FindRecordsCall};
use weftline_wire::view::{IssuesView, LookupView};

use crate::engine::World;
use crate::failure::{self, Failure};

/// Looks for issues.
pub(crate) async fn issues(_world: &World, _call: &FindIssuesCall) -> Result<IssuesView, Failure> {
    Err(failure::bug("not there"))
}

/// Looks for records.
pub(crate) async fn records(_world: &World, _call: &FindRecordsCall) -> Result<LookupView, Failure> {
    Err(failure::bug("not there"))
}
