//! Notes that something happened to an issue, where anything follows it. The event is only the reason to look: what it
//! says of the issue is not believed.

use weftline_wire::configuration::EventSelection;
use weftline_wire::decision::Cause;

use crate::configuration::{Configuration, connection_of};
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::ledger::{self, Mark};
use crate::links::read_issue;
use crate::marks::{self, SyncMark};

/// Notes it. Where nothing is linked and no rule can follow, this is one reading of the configuration and of the issue's
/// document, and nothing is written.
pub(crate) async fn changed(
    world: &World,
    cloud_id: &str,
    issue_id: &str,
    project_id: Option<&str>,
    causes: Vec<Cause>,
) -> Result<(), Failure> {
    let (configuration, issue) = join(Configuration::read(world), read_issue(world, issue_id)).await;
    let (configuration, issue) = (configuration?, issue?);
    let is_owed = issue.as_ref().is_some_and(|issue| !issue.document.owed.is_empty());
    let linked = issue.and_then(|issue| issue.document.links.into_iter().next());
    let has_rules = configuration.has_rules(project_id) || is_owed;
    if linked.is_none() && !has_rules {
        return Ok(());
    }
    let project = async {
        match project_id {
            Some(id) => configuration.project(world, id).await,
            None => Ok(None),
        }
    };
    let before = async {
        match has_rules {
            true => ledger::read_mark(world, issue_id).await,
            false => Ok(None),
        }
    };
    let to_sync = async {
        match linked {
            Some(_) => marks::read(world, issue_id).await,
            None => Ok(None),
        }
    };
    let ((settings, events), (project, (before, to_sync))) =
        join(join(configuration.settings(world), configuration.events(world)), join(project, join(before, to_sync)))
            .await;
    let (settings, events, project, before, to_sync) = (settings?, events?, project?, before?, to_sync?);
    let elsewhere = project_id.is_some() && project.is_none();
    if !settings.enabled || elsewhere || !causes.iter().any(|cause| follows(&events, *cause)) {
        return Ok(());
    }
    if has_rules {
        let connection = connection_of(project.as_ref());
        let mark = Mark { cloud_id, issue_id, project_id, connection, causes: &causes, post_functions: &[] };
        ledger::mark_with(world, &mark, before, &|_| Ok(())).await?;
    }
    if let Some(linked) = linked {
        let mark = SyncMark {
            issue_id: issue_id.to_owned(),
            project_id: project_id.map(str::to_owned),
            connection: linked.connection,
            causes: causes.into_iter().filter(|cause| follows(&events, *cause)).collect(),
            ..SyncMark::default()
        };
        marks::mark_with(world, &mark, to_sync).await?;
    }
    Ok(())
}

/// Whether what happened is followed (EVT-1). Jira tells of a new status, and of an assignee, as of an update too.
fn follows(events: &EventSelection, cause: Cause) -> bool {
    match cause {
        Cause::IssueCreated => events.issue_created,
        Cause::IssueUpdated => events.issue_updated || events.issue_transitioned || events.issue_assigned,
        Cause::IssueTransitioned => events.issue_transitioned,
        Cause::IssueAssigned => events.issue_assigned,
        Cause::Commented => events.commented,
        Cause::CommentDeleted => events.comment_deleted,
        Cause::RunAgain
        | Cause::Settled
        | Cause::Form
        | Cause::Linked
        | Cause::Heard
        | Cause::Polled
        | Cause::JiraPolled
        | Cause::SyncNow
        | Cause::Decided
        | Cause::Pushed
        | Cause::Reconciled
        | Cause::Retried
        | Cause::Related
        | Cause::Dropped
        | Cause::Configured
        | Cause::Backfill
        | Cause::Pictured
        | Cause::PostFunction => true,
    }
}
