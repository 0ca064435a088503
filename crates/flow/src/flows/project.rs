//! The issue property by which JQL finds issues by their records.

use crate::engine::World;
use crate::failure::{self, Failure};

/// Writes what is linked to an issue into its property.
pub(crate) async fn project(_world: &World, _issue_id: &str) -> Result<(), Failure> {
    Err(failure::bug("not there"))
}
