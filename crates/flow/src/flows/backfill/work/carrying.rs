//! Does what was decided of a row: links, creates, or brings in step, by what does it everywhere else.
//!
//! What follows from it is in the ledger as always. It is done here at once, by the same flows, and not rung for: the
//! queue stays free for what users and events ask for.

use std::collections::BTreeMap;

use weftline_wire::configuration::FirstSync;
use weftline_wire::decision::{Activity, Cause};
use weftline_wire::document::{BackfillJob, BackfillRow, Base, Origin};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{BackfillCause, BackfillFate};

use super::{Next, creating, next};
use crate::activity;
use crate::backfill::scene::Scene;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::first_sync::{self, Entering};
use crate::flows::{project, sync};
use crate::links::{self, Linking, NewLink};
use crate::marks::{self, SyncMark};
use crate::store::{Committed, Transaction, key};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// What rows are done with.
pub(super) struct Carrying<'a> {
    pub(super) scene: &'a Scene,
    pub(super) job_id: &'a str,
    pub(super) job: &'a BackfillJob,
    /// What was observed of what is to be linked, by issue.
    pub(super) bases: &'a BTreeMap<String, BTreeMap<String, Base>>,
}

impl Carrying<'_> {
    /// Whether there is anything to do.
    pub(super) fn takes(fate: BackfillFate) -> bool {
        matches!(fate, BackfillFate::Link | BackfillFate::Create | BackfillFate::Update)
    }

    /// Does it; gives the row as it is afterwards. What may go better later is an error, and the rest is a reason.
    pub(super) async fn carry(&self, world: &World, row: &BackfillRow) -> Result<BackfillRow, Failure> {
        let done = match row.fate {
            BackfillFate::Link => Box::pin(self.link(world, row)).await,
            BackfillFate::Create => Box::pin(creating::create(world, self.scene, self.job_id, self.job, row)).await,
            BackfillFate::Update => self.mark(world, row).await.map(|()| row.clone()),
            _ => return Ok(row.clone()),
        };
        let done = match done {
            Err(failure) if next(&failure) == Next::Never => {
                return Ok(creating::refused(row, BackfillCause::Refused, &failure.text));
            }
            done => done?,
        };
        if Self::takes(done.fate) {
            self.follow(world, &done).await;
        }
        Ok(done)
    }

    /// Links, as a person does; with the work that follows, and who had it done.
    async fn link(&self, world: &World, row: &BackfillRow) -> Result<BackfillRow, Failure> {
        let plan = &self.job.plan;
        let author = self.job.started_by.clone().unwrap_or_default();
        let linking = Linking {
            issue_id: &row.issue_id,
            connection: &plan.connection,
            author: &author,
            origin: Origin::Linked,
            exclusive: self.scene.is_exclusive(),
        };
        let new = NewLink {
            record_id: row.record_id.clone(),
            object: plan.object.clone(),
            base: self.bases.get(&row.issue_id).cloned().unwrap_or_default(),
        };
        for _ in 0..ATTEMPTS_MAX {
            let (mut transaction, linked) = links::prepare(world, &linking, std::slice::from_ref(&new)).await?;
            if linked.now.is_empty() {
                return Ok(match linked.elsewhere.is_empty() {
                    true => row.clone(),
                    false => BackfillRow {
                        fate: BackfillFate::Conflict,
                        cause: Some(BackfillCause::Elsewhere),
                        ..row.clone()
                    },
                });
            }
            self.entering(row).enter(&mut transaction, world, &linked.now);
            activity::add(&mut transaction, self.activity(world, row), self.job_id);
            if transaction.commit(world).await? == Committed::Yes {
                return Ok(row.clone());
            }
        }
        Err(failure::of(FailureCode::Conflict, "this issue's links are being changed by others; try again"))
    }

    fn entering<'b>(&'b self, row: &'b BackfillRow) -> Entering<'b> {
        Entering {
            site_url: &self.job.site_url,
            issue_id: &row.issue_id,
            connection: &self.job.plan.connection,
            how: self.scene.settings.first_sync,
        }
    }

    fn activity(&self, world: &World, row: &BackfillRow) -> Activity {
        Activity {
            at_ms: world.now_ms(),
            issue_id: row.issue_id.clone(),
            causes: vec![Cause::Backfill],
            author: self.job.started_by.clone(),
            configuration: self.scene.configuration.version(),
            records: vec![row.record_id.clone()],
            ..Activity::default()
        }
    }

    /// Notes that all records of the issue are to be looked at, and who had it done.
    async fn mark(&self, world: &World, row: &BackfillRow) -> Result<(), Failure> {
        let mark = SyncMark {
            project_id: Some(row.project_id.clone()),
            look: true,
            ..SyncMark::new(&row.issue_id, &self.job.plan.connection, Cause::Backfill)
        };
        for _ in 0..ATTEMPTS_MAX {
            let before = marks::read(world, &row.issue_id).await?;
            let mut transaction = Transaction::default();
            marks::put(&mut transaction, world, before.as_ref(), &mark);
            activity::add(&mut transaction, self.activity(world, row), self.job_id);
            if transaction.commit(world).await? == Committed::Yes {
                return Ok(());
            }
        }
        Err(failure::of(FailureCode::Conflict, "this issue is being noted by others; try again"))
    }

    /// Does what follows. What does not go through now stays in the ledger, with what stands against it, and is rung for
    /// by its schedule.
    async fn follow(&self, world: &World, row: &BackfillRow) {
        if row.fate == BackfillFate::Link && self.scene.settings.first_sync != FirstSync::Nothing {
            let key = key::first_sync_work(&row.issue_id, &row.record_id);
            let _ = Box::pin(first_sync::first_sync(world, &key)).await;
        }
        let _ = Box::pin(sync::sync(world, &row.issue_id)).await;
        if row.fate == BackfillFate::Link {
            let _ = Box::pin(project::project(world, &row.issue_id)).await;
        }
    }
}
