//! What is told of files: each that was carried, left or refused is an entry of the issue's activity, written in the
//! transaction that stores what became of it.

use weftline_plan::PLANNER_VERSION;
use weftline_wire::decision::Activity;
use weftline_wire::document::{FilePair, FileState};
use weftline_wire::job::Job;
use weftline_wire::plan::{Plan, Skipped, Way, Write};

use super::gathering::Carrying;
use crate::activity;
use crate::engine::World;
use crate::failure::Failure;
use crate::file_sync::OF_FILE;
use crate::file_sync::kept::source;
use crate::marks;
use crate::store::{self, Transaction};

/// Said once of an issue that has more files than are followed.
const TOO_MANY: &str =
    "this issue and its records have more files than are followed: this one and further ones are not carried";

impl Carrying<'_> {
    /// Stores what became of a file, and tells it.
    pub(super) async fn end(
        &mut self,
        world: &World,
        pair: &FilePair,
        failure: Option<&Failure>,
    ) -> Result<(), Failure> {
        let mut transaction = Transaction::default();
        if pair.state != FileState::Same {
            let what = [OF_FILE, source(pair).unwrap_or_default(), ":", &pair.record_id].concat();
            let activity = Activity {
                plans: vec![self.plan(pair)],
                failure: failure.map(|failure| (**failure).clone()),
                ..self.marked.activity(world, vec![pair.record_id.clone()])
            };
            activity::add(&mut transaction, activity, &what);
        }
        // What puts it in place is noted with it: nobody would look at it again.
        let mark = self.placing(world, pair).await?;
        if let Some(mark) = &mark {
            let before = marks::read(world, &mark.issue_id).await?;
            marks::put(&mut transaction, world, before.as_ref(), mark);
        }
        self.kept.put(world, pair, transaction).await?;
        if let Some(mark) = mark {
            // What is not heard is rung again by the schedule.
            let _rung = store::push(world, Job::Sync { issue_id: mark.issue_id }, 1).await;
        }
        Ok(())
    }

    /// Whether another file may be noted. That there is no room any more is told once.
    pub(super) async fn has_room(&mut self, world: &World) -> Result<bool, Failure> {
        if self.kept.has_room() {
            return Ok(true);
        }
        if !self.kept.document.full {
            let skipped = Skipped { field: OF_FILE.to_owned(), reason: TOO_MANY.to_owned() };
            let plan = Plan { skipped: vec![skipped], ..empty() };
            let activity = Activity { plans: vec![plan], ..self.marked.activity(world, Vec::new()) };
            let mut transaction = Transaction::default();
            activity::add(&mut transaction, activity, "files");
            self.kept.fill(world, transaction).await?;
        }
        Ok(false)
    }

    fn plan(&self, pair: &FilePair) -> Plan {
        if let Some(reason) = &pair.reason {
            let skipped = Skipped { field: [OF_FILE, &pair.name].concat(), reason: reason.clone() };
            return Plan { skipped: vec![skipped], ..empty() };
        }
        let FilePair { record_id, name, bytes, attachment, version, .. } = pair.clone();
        let write = match pair.way {
            Way::ToSalesforce => {
                Write::AttachToRecord { record_id, attachment_id: attachment.unwrap_or_default(), name, bytes }
            }
            Way::ToJira => Write::AttachToIssue {
                issue_id: self.marked.issue_id.clone(),
                record_id,
                version_id: version.unwrap_or_default(),
                name,
                bytes,
            },
        };
        Plan { writes: vec![write], salesforce_calls: 2, jira_calls: 1, ..empty() }
    }
}

fn empty() -> Plan {
    Plan {
        planner: PLANNER_VERSION,
        writes: Vec::new(),
        skipped: Vec::new(),
        trace: Vec::new(),
        held: Vec::new(),
        waits: Vec::new(),
        problems: Vec::new(),
        salesforce_calls: 0,
        jira_calls: 0,
    }
}
