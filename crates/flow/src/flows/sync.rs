//! Brings an issue and its records in step, as the ledger says (SYNC-1 to SYNC-4).
//!
//! Both sides are looked at as they are now; what was heard is only the reason to look, and says which records have to be
//! read. The others are taken as they were seen last: a change of the record is made on the condition that it is still as
//! it was seen, so a change of the issue takes one call of the org. What was written is read back and becomes the base.
//! One transaction ends it, and strikes the mark out of the ledger on its revision: what was heard meanwhile is looked at
//! too.

mod comments;
mod ending;
mod gone;
mod members;
mod reach;
mod records;
mod related;
mod side;
mod step;

use std::collections::BTreeMap;

use weftline_configuration::working;
use weftline_wire::configuration::{EventSelection, Mapping, Settings};
use weftline_wire::decision::Cause;
use weftline_wire::document::{Attempt, IssueDocument, LinkedRecord, Task, Versioned, Work};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::budget::{self, Gate, Priority, Verdict};
use crate::configuration::Configuration;
use crate::describes;
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::judged;
use crate::links;
use crate::marks;
use crate::org::Org;
use crate::place::Place;
use crate::queries;
use crate::site::SiteError;
use crate::store::{Committed, Entity, Transaction};
use comments::Conversation;
use members::Member;
use records::Sheet;
use side::{Beside, Side};

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

/// Orgs that may be asked, and those that wait, with why.
type Gated = (Vec<(String, Gate)>, Vec<(String, Failure)>);

/// What a look at the ground found.
enum Found<'a> {
    /// Everything that is needed.
    Sync(Box<Sync<'a>>),
    /// Nothing is kept in step here.
    Nothing,
    /// The org's calls run short: it waits so many seconds.
    Slowed(u32),
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
    place: Place,
    side: Side,
    site_url: String,
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
        Box::pin(work.go(world)).await
    }

    /// Reads what is linked, what the configuration says of it, and the issue; none where nothing is kept in step.
    async fn gather(&self, world: &World, project_id: &str) -> Result<Found<'_>, SiteError> {
        let links = &self.document.document.links;
        let early = if reach::is_many(links) { &[] } else { links.as_slice() };
        let mut objects: Vec<(&str, &str)> = Vec::new();
        let mut connections: Vec<&str> = Vec::new();
        for link in links {
            let object = (link.connection.as_str(), link.object.as_str());
            if self.configuration.has_mapping(project_id, &link.object) && !objects.contains(&object) {
                objects.push(object);
            }
            if !connections.contains(&link.connection.as_str()) {
                connections.push(&link.connection);
            }
        }
        let ((place, stored), (orgs, sheets)) = join(
            join(
                Place::read_to_sync(world, &self.configuration, project_id),
                join(reach::links(world, &self.issue_id, early), reach::ways_back(world, early)),
            ),
            join(
                join_all(connections.iter().map(|id| Org::read_and_open(world, id))),
                join_all(objects.iter().map(|&(connection, object)| async move {
                    let mapping = self.configuration.mapping(world, project_id, object);
                    let (mapping, stored) = join(mapping, describes::stored(world, connection, object)).await;
                    Ok::<_, Failure>((connection, object, mapping?, stored?))
                })),
            ),
        )
        .await;
        let place = place.map_err(SiteError::Failed)?;
        if !place.settings.enabled {
            return Ok(Found::Nothing);
        }
        let (gates, waiting) =
            match self.gates(world, &place.settings, &connections).await.map_err(SiteError::Failed)? {
                Ok(gated) => gated,
                Err(seconds) => return Ok(Found::Slowed(seconds)),
            };
        let mut orgs: BTreeMap<String, Result<Org, Failure>> =
            connections.iter().map(|id| (*id).to_owned()).zip(orgs).collect();
        orgs.extend(waiting.into_iter().map(|(id, failure)| (id, Err(failure))));
        let mut described = Vec::new();
        // Objects of which nothing can be said now.
        let mut unsaid: Vec<Unsaid> = Vec::new();
        for sheet in sheets {
            let (connection, object, mapping, stored) = sheet.map_err(SiteError::Failed)?;
            let Some(mapping) = mapping else { continue };
            let Some(Ok(org)) = orgs.get_mut(connection) else {
                unsaid.push(Unsaid::of(connection, object, mapping, None));
                continue;
            };
            let name = queries::name(object).map_err(SiteError::Failed)?;
            match describes::fresh(world, org, &name, stored).await {
                Ok(describe) => described.push(Sheet { connection: connection.to_owned(), describe, mapping }),
                // The object is kept from Weftline, and others are not.
                Err(failure) if !failure.retryable && !is_away(&failure) => {
                    unsaid.push(Unsaid::of(connection, object, mapping, Some(failure)));
                }
                Err(failure) if is_of_org(&failure) => {
                    orgs.insert(connection.to_owned(), Err(failure));
                    unsaid.push(Unsaid::of(connection, object, mapping, None));
                }
                Err(failure) => return Err(SiteError::Failed(failure)),
            }
        }
        let mut sheets: Vec<Sheet> = Vec::new();
        for sheet in described {
            if let Some(Ok(_)) = orgs.get(&sheet.connection) {
                sheets.push(sheet);
            } else if let Some(at) = links.iter().find(|link| is_its(&sheet, link)) {
                unsaid.push(Unsaid::of(&at.connection, &at.object, sheet.mapping, None));
            }
        }
        let fields = members::jira_fields(&sheets);
        let site_url = match sheets.iter().any(|sheet| members::wants_address(&sheet.mapping)) {
            true => judged::site_url(world).await.map_err(SiteError::Failed)?,
            false => String::new(),
        };
        // What is heard of a record mostly goes to the issue.
        let beside = if self.look || !self.records.is_empty() { Beside::Editable } else { Beside::Nothing };
        let (side, _) = side::read(world, &self.issue_id, &fields, &site_url, beside).await?;
        for sheet in &mut sheets {
            sheet.mapping = working(&sheet.mapping, &side.jira, &sheet.describe).0;
        }
        let rest = links.iter().cloned().enumerate().collect();
        let mut sync = Box::new(Sync {
            marked: self,
            mark: self.mark.clone(),
            place,
            side,
            site_url,
            sheets,
            orgs,
            gates,
            members: Vec::new(),
            rest,
            unsaid,
            conversations: BTreeMap::new(),
            events: None,
        });
        let reached = match stored {
            _ if early.is_empty() => sync.reach(world).await,
            (found, backs) => sync.take_all(found, backs),
        };
        reached.map_err(SiteError::Failed)?;
        Ok(Found::Sync(sync))
    }

    /// Asks of which orgs calls may be made now (D-6), and of which later, or whether all of it is slowed down by so many
    /// seconds. What someone has asked for is not held up.
    async fn gates(
        &self,
        world: &World,
        settings: &Settings,
        connections: &[&str],
    ) -> Result<Result<Gated, u32>, Failure> {
        let since_ms = self.mark.document.since_ms;
        let is_asked = self
            .causes
            .iter()
            .any(|cause| matches!(cause, Cause::SyncNow | Cause::Decided | Cause::Pushed | Cause::Retried));
        let asked = connections.iter().map(|id| budget::gate(world, settings, id, Priority::Event, since_ms));
        let (mut gates, mut waiting) = (Vec::new(), Vec::new());
        for (id, gate) in connections.iter().zip(join_all(asked).await) {
            let gate = gate?;
            match &gate.verdict {
                Verdict::Wait(seconds, failure) if !is_asked => {
                    let mut failure = failure.clone();
                    failure.retry_after_ms = Some(seconds.saturating_mul(1_000));
                    waiting.push(((*id).to_owned(), failure));
                }
                Verdict::Slowed(seconds) if !is_asked => return Ok(Err(*seconds)),
                _ => gates.push(((*id).to_owned(), gate)),
            }
        }
        match waiting.pop() {
            Some((_, failure)) if gates.is_empty() => Err(failure),
            last => {
                waiting.extend(last);
                Ok(Ok((gates, waiting)))
            }
        }
    }

    /// What was about to be written when it was tried before.
    fn attempts(&self) -> &[Attempt] {
        match &self.mark.document.task {
            Task::Sync { attempts, .. } => attempts,
            _ => &[],
        }
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

/// Whether a sheet is a linked record's.
fn is_its(sheet: &Sheet, at: &LinkedRecord) -> bool {
    sheet.connection == at.connection && sheet.describe.name == at.object
}

/// Whether a failure is an org's, and says nothing of other orgs.
fn is_of_org(failure: &Failure) -> bool {
    is_away(failure)
        || matches!(
            failure.code,
            FailureCode::SalesforceTimeout
                | FailureCode::SalesforceUnavailable
                | FailureCode::SalesforceLimit
                | FailureCode::SalesforceForbidden
                | FailureCode::SalesforceRefused
                | FailureCode::HostRefused
                | FailureCode::CredentialsRefused
        )
}

/// Whether nothing can be done before the org is connected again.
fn is_away(failure: &Failure) -> bool {
    matches!(failure.code, FailureCode::ReconnectNeeded | FailureCode::NotConnected)
}
