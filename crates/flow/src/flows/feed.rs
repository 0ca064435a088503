//! A record's feed.

use weftline_wire::call::{FeedCall, FeedCommentsCall, PostFeedCall};
use weftline_wire::job::Caller;
use weftline_wire::view::{FeedCommentsView, FeedView, PostedFeedView};

use crate::engine::World;
use crate::failure::{self, Failure};

/// Reads a page of a record's feed.
pub(crate) async fn feed(_world: &World, _caller: &Caller, _call: &FeedCall) -> Result<FeedView, Failure> {
    Err(failure::bug("not there"))
}

/// Reads more comments on an element.
pub(crate) async fn comments(
    _world: &World,
    _caller: &Caller,
    _call: &FeedCommentsCall,
) -> Result<FeedCommentsView, Failure> {
    Err(failure::bug("not there"))
}

/// Posts to a feed.
pub(crate) async fn post(_world: &World, _caller: &Caller, _call: &PostFeedCall) -> Result<PostedFeedView, Failure> {
    Err(failure::bug("not there"))
}
