//! A record's e-mail messages.

use weftline_wire::call::{EmailCall, EmailsCall};
use weftline_wire::job::Caller;
use weftline_wire::view::{EmailView, EmailsView};

use crate::engine::World;
use crate::failure::{self, Failure};

/// Reads a page of a record's e-mail messages.
pub(crate) async fn emails(_world: &World, _caller: &Caller, _call: &EmailsCall) -> Result<EmailsView, Failure> {
    Err(failure::bug("not there"))
}

/// Reads one message.
pub(crate) async fn email(_world: &World, _caller: &Caller, _call: &EmailCall) -> Result<EmailView, Failure> {
    Err(failure::bug("not there"))
}
