//! What record types make of the create form.

use weftline_wire::call::RecordTypeCall;
use weftline_wire::job::Caller;
use weftline_wire::view::RecordTypeView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// What a record type makes of the form.
pub(crate) async fn record_type(
    _world: &World,
    _caller: &Caller,
    _call: &RecordTypeCall,
) -> Result<RecordTypeView, Failure> {
    Err(failure::bug("not there"))
}
