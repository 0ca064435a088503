//! A record's comments.

use weftline_wire::call::{CommentsCall, PostCommentCall};
use weftline_wire::job::Caller;
use weftline_wire::view::{CommentsView, PostedCommentView};

use crate::engine::World;
use crate::failure::{self, Failure};

/// Reads a page of a record's comments.
pub(crate) async fn comments(_world: &World, _caller: &Caller, _call: &CommentsCall) -> Result<CommentsView, Failure> {
    Err(failure::bug("not there"))
}

/// Posts a comment.
pub(crate) async fn post(
    _world: &World,
    _caller: &Caller,
    _call: &PostCommentCall,
) -> Result<PostedCommentView, Failure> {
    Err(failure::bug("not there"))
}
