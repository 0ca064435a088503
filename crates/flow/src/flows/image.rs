//! Images in what is shown of a record.

use weftline_wire::call::ImageCall;
use weftline_wire::job::Caller;
use weftline_wire::view::ImageView;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Fetches an image.
pub(crate) async fn image(_world: &World, _caller: &Caller, _call: &ImageCall) -> Result<ImageView, Failure> {
    Err(failure::bug("not there"))
}
