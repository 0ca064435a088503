//! Comments of an issue and of its records in one org, brought in step while the records are.
//!
//! What goes to the records is planned before these are written, so that it can travel with their changes; what goes to the
//! issue is written after its fields.

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::SubReply;
use weftline_salesforce::request::Subrequest;

use super::begun::{self, Begun, Copying};
use super::read::{self, Read};
use super::{Commented, Commenting, Looking, planning, record, resolve};
use crate::engine::World;
use crate::failure::Failure;
use crate::org::{CallError, Org};

/// Comments that are being brought in step.
pub(crate) struct Underway {
    /// What was read; none when nothing was heard of comments.
    read: Option<Read>,
    /// What is to be written on records, and what of it is ready to be sent.
    planned: Vec<Copying>,
    begun: Vec<Begun>,
    done: Commented,
}

impl Underway {
    /// Reads comments of which something was heard, finds out what became of intents, and plans what goes to the records.
    /// Done again, it does nothing.
    ///
    /// # Errors
    /// When it broke off: trying again goes on. What the other side refuses is no error.
    pub(crate) async fn prepare(
        world: &World,
        org: &mut Org,
        commenting: &Commenting<'_>,
        looking: &mut Looking,
    ) -> Result<Self, Failure> {
        let done = Commented { seen: commenting.start().or(commenting.seen), ..Commented::default() };
        let mut underway = Self { read: None, planned: Vec::new(), begun: Vec::new(), done };
        let Some(seen) = commenting.start().filter(|_| commenting.is_heard()) else { return Ok(underway) };
        let mut read = Box::pin(read::read(world, org, commenting, &seen, looking)).await?;
        let done = &mut underway.done;
        Box::pin(resolve::all(world, org, commenting, &mut read, done)).await?;
        underway.planned = Box::pin(planning::towards_records(world, org, commenting, &mut read, done)).await?;
        underway.read = Some(read);
        Ok(underway)
    }

    /// Stores the intents of what goes to the records: from now on it may be sent.
    pub(crate) async fn begin(&mut self, world: &World) -> Result<(), Failure> {
        let Some(read) = &mut self.read else { return Ok(()) };
        for copying in std::mem::take(&mut self.planned) {
            self.begun.push(record::begin(world, &mut read.pairs, copying).await?);
        }
        Ok(())
    }

    /// The records on which something is to be written.
    pub(crate) fn records(&self) -> Vec<RecordId> {
        let mut records: Vec<RecordId> = self.begun.iter().map(|one| one.copying.record).collect();
        records.sort_unstable();
        records.dedup();
        records
    }

    /// How many copies fit into a composite with so much room for requests, and for queries among them.
    pub(crate) fn fitting(&self, requests: usize, queries: usize) -> usize {
        begun::fitting(&self.begun, requests, queries)
    }

    /// The requests of the first so many copies.
    pub(crate) fn requests(&self, count: usize) -> Vec<Subrequest<'_>> {
        begun::requests(self.begun.get(..count).unwrap_or_default())
    }

    /// Whether these write comments, which must not be done twice.
    pub(crate) fn writes(&self, count: usize) -> bool {
        begun::any_writes(self.begun.get(..count).unwrap_or_default())
    }

    /// Takes the answers to their requests.
    pub(crate) fn take(&mut self, count: usize, replies: &[SubReply<'_>]) {
        begun::take(self.begun.get_mut(..count).unwrap_or_default(), replies);
    }

    /// Says that the call with them came to nothing.
    pub(crate) fn fail(&mut self, count: usize, error: &CallError) {
        begun::fail(self.begun.get_mut(..count).unwrap_or_default(), error);
    }

    /// Says that the org cannot be asked now: what was not sent waits.
    pub(crate) fn wait(&mut self, failure: &Failure) {
        begun::fail(&mut self.begun, &CallError::Failed(failure.clone()));
    }

    /// Sends what has found no room elsewhere, and notes what came of all of it.
    pub(crate) async fn settle(&mut self, world: &World, org: &mut Org) -> Result<(), Failure> {
        let Some(read) = &mut self.read else { return Ok(()) };
        let begun = std::mem::take(&mut self.begun);
        Box::pin(record::settle(world, org, &mut read.pairs, begun, &mut self.done)).await
    }

    /// Writes what goes to the issue, and says what came of everything.
    pub(crate) async fn finish(
        mut self,
        world: &World,
        org: &mut Org,
        commenting: &Commenting<'_>,
    ) -> Result<Commented, Failure> {
        let Some(mut read) = self.read.take() else { return Ok(self.done) };
        Box::pin(planning::towards_issue(world, org, commenting, &mut read, &mut self.done)).await?;
        if self.done.again_ms.is_none() {
            self.done.seen = Some(read.seen);
            if read.has_more {
                self.done.again(planning::ONWARDS_MS);
            }
        }
        Ok(self.done)
    }
}
