//! Marks on issues whose files may have to be carried: entries of the ledger, one for each issue.

use weftline_wire::decision::Cause;
use weftline_wire::document::{Task, Versioned, Work};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::ledger;
use crate::store::{self, Committed, Entity, Transaction, key};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// What was heard.
pub(crate) struct FilesMark<'a> {
    pub(crate) issue_id: &'a str,
    pub(crate) connection: &'a str,
    pub(crate) causes: &'a [Cause],
    /// Whether the files of its records have to be looked at.
    pub(crate) look: bool,
}

/// The mark on an issue, if there is one.
pub(crate) async fn read(world: &World, issue_id: &str) -> Result<Option<Versioned<Work>>, Failure> {
    store::entity(world, Entity::Work, &key::files_work(issue_id)).await
}

/// Whether a sync for these causes may be about files of records: what was heard of values and comments is not.
pub(crate) fn concerns(causes: &[Cause]) -> bool {
    causes.iter().any(|cause| {
        !matches!(
            cause,
            Cause::Commented
                | Cause::CommentDeleted
                | Cause::Heard
                | Cause::Polled
                | Cause::Decided
                | Cause::Pushed
                | Cause::Dropped
                | Cause::Pictured
        )
    })
}

/// Whether the records have to be looked at too: what happens in Jira alone says nothing of them.
pub(crate) fn looks(causes: &[Cause]) -> bool {
    let of_issue = |cause: &Cause| {
        matches!(cause, Cause::IssueUpdated | Cause::IssueTransitioned | Cause::IssueAssigned | Cause::JiraPolled)
    };
    concerns(causes) && !causes.iter().all(of_issue)
}

/// Marks an issue, on top of what was heard before, and rings for it.
pub(crate) async fn mark(world: &World, mark: &FilesMark<'_>) -> Result<(), Failure> {
    let key = key::files_work(mark.issue_id);
    for _ in 0..ATTEMPTS_MAX {
        let before = read(world, mark.issue_id).await?;
        let work = united(world, mark, before.as_ref());
        let due = ledger::overdue_at(world, &work);
        let mut transaction = Transaction::default();
        ledger::write(&mut transaction, &key, mark.connection, before.as_ref(), work, due);
        // Who comes before the mark is written would find nothing to do.
        let job = Job::Files { issue_id: mark.issue_id.to_owned() };
        let (committed, _rung) = join(transaction.commit(world), store::push(world, job, 1)).await;
        // What is not heard is rung again by the schedule.
        if committed? == Committed::Yes {
            return Ok(());
        }
    }
    Err(failure::of(FailureCode::Conflict, "this issue is being noted by others; try again"))
}

/// What was left to people is open again: something has changed.
fn united(world: &World, mark: &FilesMark<'_>, before: Option<&Versioned<Work>>) -> Work {
    let (mut causes, mut look) = (Vec::new(), mark.look);
    let (mut since_ms, mut trouble) = (world.now_ms(), None);
    if let Some(before) = before {
        since_ms = before.document.since_ms;
        trouble = before.document.trouble.clone().filter(|trouble| !trouble.given_up);
        if let Task::Files { causes: earlier, look: looked, .. } = &before.document.task {
            causes.clone_from(earlier);
            look |= *looked;
        }
    }
    for cause in mark.causes {
        if !causes.contains(cause) {
            causes.push(*cause);
        }
    }
    Work { task: Task::Files { issue_id: mark.issue_id.to_owned(), causes, look }, rung: 0, since_ms, trouble }
}
