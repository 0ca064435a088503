//! Notes that a comment was written, edited or deleted in Jira, where anything follows it. The event is only the reason to
//! look: what the comment says, and whether it is there, is read when the issue is synced.

use weftline_salesforce::request::CommentsOf;
use weftline_wire::decision::Cause;
use weftline_wire::document::{LinkedRecord, PairDocument};

use crate::carried::Carried;
use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::links;
use crate::marks::{self, SyncMark};
use crate::store::{self, Entity, key};

/// Notes it. On an issue with nothing linked this is one reading of its document, and nothing is written.
pub(crate) async fn comment_changed(
    world: &World,
    issue_id: &str,
    project_id: Option<&str>,
    comment_id: &str,
    deleted: bool,
) -> Result<(), Failure> {
    let (configuration, issue) = join(Configuration::read(world), links::read_issue(world, issue_id)).await;
    let (configuration, issue) = (configuration?, issue?);
    let linked = issue.map(|issue| issue.document.links).unwrap_or_default();
    let Some(first) = linked.first() else {
        return Ok(());
    };
    let project = async {
        match project_id {
            Some(id) => configuration.project(world, id).await.map(|project| project.is_some()),
            None => Ok(true),
        }
    };
    let (project, (settings, events)) =
        join(project, join(configuration.settings(world), configuration.events(world))).await;
    let (is_configured, settings, events) = (project?, settings?, events?);
    let (cause, is_followed) = match deleted {
        false => (Cause::Commented, events.commented),
        true => (Cause::CommentDeleted, events.comment_deleted),
    };
    if !settings.enabled || !is_configured || !is_followed {
        return Ok(());
    }
    // Where comments do not go to Salesforce by themselves, those that have a copy, or are one, are followed all the same.
    // Only what has no comments of its own may have a feed in their place.
    let has_feed = |link: &LinkedRecord| CommentsOf::object(&link.object).is_none();
    let mut goes = settings.comments_to_salesforce;
    if !goes && linked.iter().any(has_feed) {
        let feeds = Carried::read(world, &configuration).await?.feeds_to_salesforce;
        goes = linked.iter().any(|link| feeds.contains(&link.object));
    }
    if !goes && !is_paired(world, comment_id, &linked).await? {
        return Ok(());
    }
    let mark = SyncMark {
        project_id: project_id.map(str::to_owned),
        comments: vec![comment_id.to_owned()],
        ..SyncMark::new(issue_id, &first.connection, cause)
    };
    marks::mark(world, &mark).await
}

/// Whether a comment has a counterpart on any of the issue's records.
async fn is_paired(world: &World, comment_id: &str, linked: &[LinkedRecord]) -> Result<bool, Failure> {
    let keys: Vec<String> = linked.iter().map(|link| key::pair_of_issue(comment_id, &link.record_id)).collect();
    let pairs = store::entities::<PairDocument>(world, Entity::Pair, &keys).await?;
    Ok(pairs.iter().any(Option::is_some))
}
