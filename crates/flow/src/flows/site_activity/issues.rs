//! Issues that a list is about, as the user sees them.

use weftline_jira::reply::{self as jira_reply, IssueFields, IssueHead};
use weftline_jira::request as jira_request;
use weftline_wire::view::IssueChoice;

use crate::engine::World;
use crate::failure::Failure;
use crate::flows::find::choice;
use crate::join::join_all;
use crate::site::{self, SiteError};

/// Those of these issues that the user may see.
pub(crate) async fn heads(world: &World, ids: &[String]) -> Result<Vec<IssueHead>, Failure> {
    Ok(seen(world, ids, &[]).await?.0)
}

/// The same, with the values of these fields as far as the user sees them.
pub(crate) async fn seen(
    world: &World,
    ids: &[String],
    fields: &[&str],
) -> Result<(Vec<IssueHead>, Vec<IssueFields>), Failure> {
    let parts = ids.chunks(jira_request::ISSUES_MAX);
    let replies = join_all(parts.map(|part| site::ask(world, jira_request::issues(part, fields)))).await;
    let (mut heads, mut values) = (Vec::new(), Vec::new());
    for reply in replies {
        let reply = reply.map_err(SiteError::into_failure)?;
        heads.extend(jira_reply::issue_heads(&reply.view()).map_err(|error| error.to_failure())?);
        values.extend(jira_reply::issue_fields(&reply.view()).map_err(|error| error.to_failure())?);
    }
    Ok((heads, values))
}

/// An issue of a list; only its id where it is gone, or not for this user.
pub(crate) fn choice_of(heads: &[IssueHead], id: &str) -> IssueChoice {
    let known = heads.iter().find(|head| head.id == id);
    known.cloned().map_or_else(
        || IssueChoice {
            id: id.to_owned(),
            key: String::new(),
            summary: String::new(),
            project_id: String::new(),
            issue_type: String::new(),
        },
        choice,
    )
}
