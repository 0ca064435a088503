//! Brings an issue and its records in step, as the ledger says (SYNC-1 to SYNC-4).
//!
//! Both sides are looked at as they are now; what was heard is only the reason to look, and says which records have to be
//! read. The others are taken as they were seen last: a change of the record is made on the condition that it is still as
//! it was seen, so a change of the issue takes one call of the org. What was written is read back and becomes the base.
//! One transaction ends it, and strikes the mark out of the ledger on its revision: what was heard meanwhile is looked at
//! too.

mod away;
mod comments;
mod ending;
mod gathering;
mod gone;
mod members;
mod reach;
mod records;
mod related;
mod side;
mod step;
mod waiting;

use std::collections::BTreeMap;

use weftline_wire::configuration::{EventSelection, Mapping};
use weftline_wire::decision::Cause;
use weftline_wire::document::{Attempt, FilesDocument, IssueDocument, LinkedRecord, Task, Versioned, Work};
use weftline_wire::job::Job;
use weftline_wire::plan::Way;

use crate::budget::Gate;
use crate::configuration::Configuration;
use crate::describes;
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::file_sync;
use crate::join::join;
use crate::judged;
use crate::links;
use crate::marks;
use crate::org::Org;
use crate::place::Place;
use crate::site::SiteError;
use crate::store::{Committed, Entity, Transaction};
use comments::Conversation;
use gathering::Found;
use members::Member;
use records::Sheet;
use side::Side;

/// How often an issue that changes while it is synced is looked at again in one run.
const RUNS_MAX: u32 = 5;

/// How a run ended.
enum Ran {
    /// There is nothing more to do.
    Done,
    /// Something happened meanwhile.
    Again,
    /// It is tried again after so many seconds.
    Later(u32),
}

/// An issue that is marked.
struct Marked {
    issue_id: String,
    mark: Versioned<Work>,
    document: Versioned<IssueDocument>,
    configuration: Configuration,
    project_id: Option<String>,
    causes: Vec<Cause>,
    /// Records that have to be read.
    records: Vec<String>,
    /// Whether all have to be.
    look: bool,
}

/// A mapped object of which nothing can be said now.
struct Unsaid {
    connection: String,
    object: String,
    mapping: Mapping,
    /// Why, where it is about the object alone.
    failure: Option<Failure>,
}

impl Unsaid {
    fn of(connection: &str, object: &str, mapping: Mapping, failure: Option<Failure>) -> Self {
        Self { connection: connection.to_owned(), object: object.to_owned(), mapping, failure }
    }
}

/// Everything that a sync is about.
struct Sync<'a> {
    marked: &'a Marked,
    /// The mark as it is now: what is about to be written is noted on it.
    mark: Versioned<Work>,
    /// What this run noted last that was not on the mark before.
    noted: Vec<Attempt>,
    place: Place,
    side: Side,
    site_url: String,
    /// What became of the issue's files, where pictures of them stand in what is synced.
    files: FilesDocument,
    sheets: Vec<Sheet>,
    orgs: BTreeMap<String, Result<Org, Failure>>,
    gates: Vec<(String, Gate)>,
    members: Vec<Member>,
    /// Linked records of which nothing was read, because nothing can have happened to them, by their places.
    rest: Vec<(usize, LinkedRecord)>,
    /// Objects of which nothing can be said now.
    unsaid: Vec<Unsaid>,
    /// Comments, by org.
    conversations: BTreeMap<String, Conversation>,
    /// Which events are followed, where it matters for comments.
    events: Option<EventSelection>,
    /// Whether a record is changed again and again while it is to be written: that waits for the next run.
    raced: bool,
}

/// Syncs an issue. Who finds no mark comes too late, and has nothing to do.
pub(crate) async fn sync(world: &World, issue_id: &str) -> Result<End, Failure> {
    let mut outdated = false;
    for _ in 0..RUNS_MAX {
        let ((mark, document), configuration) =
            join(join(marks::read(world, issue_id), links::read_issue(world, issue_id)), Configuration::read(world))
                .await;
        let (Some(mark), document) = (mark?, document?) else { return Ok(End::Done(None)) };
        if mark.document.trouble.as_ref().is_some_and(|trouble| trouble.given_up) {
            return Ok(End::Done(None));
        }
        let Task::Sync { project_id, causes, records, look, .. } = mark.document.task.clone() else {
            return Err(failure::bug("an issue's mark is of another kind"));
        };
        let Some(document) = document.filter(|issue| !issue.document.links.is_empty()) else {
            if ending::strike(world, issue_id, &mark).await? {
                return Ok(End::Done(None));
            }
            continue;
        };
        let issue_id = issue_id.to_owned();
        let marked =
            Marked { issue_id, mark, document, configuration: configuration?, project_id, causes, records, look };
        match Box::pin(marked.run(world)).await {
            Ok(Ran::Done) => return Ok(End::Done(None)),
            Ok(Ran::Again) => {}
            Ok(Ran::Later(seconds)) => return Ok(later(&marked.issue_id, seconds)),
            // A field that is asked for is gone: what is known of the objects is asked anew, once.
            Err(failure) if describes::is_outdated(&failure) && !outdated => {
                outdated = true;
                for link in &marked.document.document.links {
                    describes::forget(world, &link.connection, &link.object).await?;
                }
            }
            Err(failure) => {
                return match ending::failed(world, &marked, failure).await? {
                    Some(seconds) => Ok(later(&marked.issue_id, seconds)),
                    None => Ok(End::Done(None)),
                };
            }
        }
    }
    Ok(later(issue_id, 1))
}

fn later(issue_id: &str, delay_seconds: u32) -> End {
    End::Park { job: Job::Sync { issue_id: issue_id.to_owned() }, delay_seconds }
}

/// What is noted on a mark as about to be written.
fn attempts_of(mark: &Versioned<Work>) -> &[Attempt] {
    match &mark.document.task {
        Task::Sync { attempts, .. } => attempts,
        _ => &[],
    }
}

impl Sync<'_> {
    /// Notes that pictures may have to be carried, before the mark of this sync is struck out: what a record's rich text
    /// shows nobody tells otherwise.
    async fn mark_images(&self, world: &World) -> Result<(), Failure> {
        let is_new = |member: &&Member| {
            let Some(sheet) = member.sheet.and_then(|at| self.sheets.get(at)) else { return false };
            let (Some(mapping), Some(read)) = (&member.mapping, &member.read) else { return false };
            let mut fields =
                file_sync::images::rich_fields(mapping, &sheet.describe, Way::ToJira).map(|(field, _)| field);
            let goes = mapping.files.to_jira && mapping.to_jira_when.is_none();
            goes && file_sync::images::has_unknown(&self.files, member.id.as_str(), &mut fields, &read.values)
        };
        let Some(member) = self.members.iter().find(is_new) else { return Ok(()) };
        let mark = file_sync::marks::FilesMark {
            issue_id: &self.marked.issue_id,
            connection: &member.at.connection,
            causes: &self.marked.causes,
            look: true,
        };
        file_sync::marks::mark(world, &mark).await
    }
}

impl Marked {
    async fn run(&self, world: &World) -> Result<Ran, Failure> {
        let followed = self.document.document.project_id.as_ref().filter(|id| !id.is_empty());
        let project_id = match self.project_id.as_ref().or(followed) {
            Some(id) => id.clone(),
            None => match judged::project_of(world, &self.issue_id).await {
                Ok(id) => id,
                Err(error) => return self.unseen(world, error).await,
            },
        };
        let mut project_id = project_id;
        let work = loop {
            match Box::pin(self.gather(world, &project_id)).await {
                // It has moved since it was marked.
                Ok(Found::Sync(work)) if work.side.project_id != project_id => {
                    project_id.clone_from(&work.side.project_id);
                }
                Ok(Found::Sync(work)) => break work,
                Ok(Found::Nothing) => return self.over(world).await,
                Ok(Found::Slowed(seconds)) => return Ok(Ran::Later(seconds)),
                Err(error) => return self.unseen(world, error).await,
            }
        };
        if work.place.sync_rests(work.side.issue_type.as_deref()) {
            return self.over(world).await;
        }
        self.mark_files(world, &work).await?;
        Box::pin(work.go(world)).await
    }

    /// Notes that files may have to be carried, before the mark of this sync is struck out.
    async fn mark_files(&self, world: &World, work: &Sync<'_>) -> Result<(), Failure> {
        let Some(first) = self.document.document.links.first() else { return Ok(()) };
        // Whatever it was about, this sync covers the issue's stamp: an attachment whose event was lost is found now or
        // never.
        let of_issue = work.sheets.iter().any(|sheet| sheet.mapping.files.to_salesforce);
        let of_records = work.sheets.iter().any(|sheet| sheet.mapping.files.to_jira);
        if !(of_issue || of_records && file_sync::marks::concerns(&self.causes)) {
            return Ok(());
        }
        let mark = file_sync::marks::FilesMark {
            issue_id: &self.issue_id,
            connection: &first.connection,
            causes: &self.causes,
            look: file_sync::marks::looks(&self.causes),
        };
        file_sync::marks::mark(world, &mark).await
    }

    /// What was about to be written when it was tried before.
    fn attempts(&self) -> &[Attempt] {
        attempts_of(&self.mark)
    }

    /// Whether all records have to be read: nobody has followed them while the issue was elsewhere.
    fn looks(&self, side: &Side) -> bool {
        let followed = &self.document.document.project_id;
        self.look || followed.as_ref().is_some_and(|id| *id != side.project_id)
    }

    /// There is nothing to do here. What was heard is not kept: so the records are all looked at once the issue is where
    /// they are kept in step.
    async fn over(&self, world: &World) -> Result<Ran, Failure> {
        let unfollowed = Some(String::new());
        let mut transaction = Transaction::default();
        marks::strike(&mut transaction, &self.issue_id, &self.mark);
        if self.document.document.project_id != unfollowed {
            let document = IssueDocument { project_id: unfollowed, ..self.document.document.clone() };
            transaction.put(Entity::Issue, &self.issue_id, Some(&self.document), &document)?;
        }
        Ok(if transaction.commit(world).await? == Committed::Yes { Ran::Done } else { Ran::Again })
    }

    /// The issue could not be read. One that is not there any more, or that Weftline may not see, is not synced.
    async fn unseen(&self, world: &World, error: SiteError) -> Result<Ran, Failure> {
        match error {
            SiteError::Refused(error) if error.status() == 404 => self.over(world).await,
            error => Err(error.into_failure()),
        }
    }
}
