//! Carries files between an issue and its records, as the ledger says (FILE-1). What is carried and what is not is in
//! [`crate::file_sync`].

mod gathering;
mod pictures;
mod to_issue;
mod to_record;
mod told;

use weftline_wire::decision::{Activity, Cause};
use weftline_wire::document::{Task, Versioned, Work};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::activity;
use crate::configuration::Configuration;
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::file_sync::kept::Kept;
use crate::file_sync::marks;
use crate::join::join;
use crate::ledger::{self, Onwards};
use crate::links;
use crate::store::{Committed, Transaction, key};

/// How often an issue of which something is heard meanwhile is looked at again in one run.
const RUNS_MAX: u32 = 4;

/// How long it is waited before what failed is tried again: doubled each time, up to an hour.
const PAUSE_SECONDS: u32 = 20;
const PAUSE_SECONDS_MAX: u32 = 3_600;

/// The longest delay of a message.
const DELAY_SECONDS_MAX: u32 = 900;

/// How often something is tried, and how often while one of the sides is away: for a day.
const TRIES_MAX: u32 = 10;
const TRIES_MAX_AWAY: u32 = 36;

/// An issue whose files are looked at.
struct Marked {
    issue_id: String,
    mark: Versioned<Work>,
    causes: Vec<Cause>,
    /// Whether the files of its records have to be looked at.
    look: bool,
    configuration: Configuration,
}

/// Carries files. Who finds no mark comes too late, and has nothing to do.
pub(crate) async fn files(world: &World, issue_id: &str) -> Result<End, Failure> {
    for _ in 0..RUNS_MAX {
        let ((mark, issue), (configuration, kept)) = join(
            join(marks::read(world, issue_id), links::read_issue(world, issue_id)),
            join(Configuration::read(world), Kept::read(world, issue_id)),
        )
        .await;
        let (Some(mark), issue) = (mark?, issue?) else { return Ok(End::Done(None)) };
        if mark.document.trouble.as_ref().is_some_and(|trouble| trouble.given_up) {
            return Ok(End::Done(None));
        }
        let Task::Files { causes, look, .. } = mark.document.task.clone() else {
            return Err(failure::bug("a mark about files is of another kind"));
        };
        let links = issue.map(|issue| issue.document.links).unwrap_or_default();
        let marked = Marked { issue_id: issue_id.to_owned(), mark, causes, look, configuration: configuration? };
        match Box::pin(marked.run(world, links, kept?)).await {
            Ok(None) => {
                let mut transaction = Transaction::default();
                transaction.remove(crate::store::Entity::Work, &key::files_work(issue_id), &marked.mark);
                if transaction.commit(world).await? == Committed::Yes {
                    return Ok(End::Done(None));
                }
            }
            Ok(Some(seconds)) => return Ok(later(issue_id, seconds)),
            Err(failure) if failure.code == FailureCode::Conflict => {}
            Err(failure) => return marked.failed(world, failure).await,
        }
    }
    Ok(later(issue_id, 1))
}

fn later(issue_id: &str, delay_seconds: u32) -> End {
    End::Park { job: Job::Files { issue_id: issue_id.to_owned() }, delay_seconds }
}

impl Marked {
    /// It came to nothing, or not to all of it. What was carried is stored.
    async fn failed(&self, world: &World, failure: Failure) -> Result<End, Failure> {
        if matches!(failure.code, FailureCode::PlatformUnavailable | FailureCode::OutOfTime) {
            // Nothing can be noted now; whoever delivers the message tries again.
            return Err(failure);
        }
        if matches!(failure.code, FailureCode::NotConnected | FailureCode::ReconnectNeeded) {
            // It rests until the org is connected again.
            return Ok(End::Done(None));
        }
        let pause = self.pause(&failure);
        let key = key::files_work(&self.issue_id);
        let connection = self.connection(world).await?;
        let mut transaction = Transaction::default();
        let onwards = pause.map_or(Onwards::GivenUp, |seconds| Onwards::After(seconds + 60));
        ledger::fail(&mut transaction, world, &key, &connection, &self.mark, &failure, onwards);
        if pause.is_none() {
            let activity = Activity { failure: Some((*failure).clone()), ..self.activity(world, Vec::new()) };
            activity::add(&mut transaction, activity, &key);
        }
        transaction.commit(world).await?;
        Ok(pause.map_or(End::Done(None), |seconds| later(&self.issue_id, seconds.min(DELAY_SECONDS_MAX))))
    }

    /// After how many seconds it is tried again; none when it is left to people.
    fn pause(&self, failure: &Failure) -> Option<u32> {
        let tried = self.mark.document.trouble.as_ref().map_or(0, |trouble| trouble.attempts);
        let is_outage = matches!(
            failure.code,
            FailureCode::SalesforceUnavailable
                | FailureCode::SalesforceTimeout
                | FailureCode::SalesforceLimit
                | FailureCode::JiraUnavailable
        );
        let tries_max = if is_outage { TRIES_MAX_AWAY } else { TRIES_MAX };
        if !failure.retryable || tried + 1 >= tries_max {
            return None;
        }
        let asked = failure.retry_after_ms.unwrap_or(0).div_ceil(1_000);
        Some((PAUSE_SECONDS << tried.min(8)).max(asked).min(PAUSE_SECONDS_MAX))
    }

    /// The connection under which the ledger has the work: that of the first link.
    async fn connection(&self, world: &World) -> Result<String, Failure> {
        let issue = links::read_issue(world, &self.issue_id).await?;
        let first = issue.and_then(|issue| issue.document.links.into_iter().next());
        Ok(first.map_or_else(|| crate::org::MAIN.to_owned(), |link| link.connection))
    }

    fn activity(&self, world: &World, records: Vec<String>) -> Activity {
        Activity {
            at_ms: world.now_ms(),
            issue_id: self.issue_id.clone(),
            causes: self.causes.clone(),
            configuration: self.configuration.version(),
            records,
            ..Activity::default()
        }
    }
}
