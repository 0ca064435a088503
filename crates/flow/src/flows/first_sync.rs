//! What is copied when a record is linked by hand (LNK-3).
//!
//! It is entered in the transaction that links, and carried out from the ledger: a worker that dies, an org or a site that
//! is away only make it later. What went wrong is kept with the issue, for the panel to tell (SYNC-8).

use std::collections::BTreeMap;

use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_plan::{FirstInputs, IssueSnapshot, UpdateInputs, at_linking, observe, plan_first};
use weftline_salesforce::id::RecordId;
use weftline_wire::configuration::FirstSync;
use weftline_wire::decision::{Activity, Cause};
use weftline_wire::document::{
    Base, IssueDocument, LinkDocument, LinkedRecord, NextStep, Setback, Task, Undertaking, Versioned, Work,
};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::plan::Plan;

use crate::accounts;
use crate::activity::{self, Kept};
use crate::apply::{self, Applied, Of};
use crate::budget::{self, Priority, Verdict};
use crate::configuration::Configuration;
use crate::describes;
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::gather::{Gathered, Users, Wanted, read_to_update, resolve_beside};
use crate::join::{join, join_all};
use crate::judged;
use crate::ledger;
use crate::links;
use crate::marks::{self, SyncMark};
use crate::org::Org;
use crate::place::Place;
use crate::setbacks;
use crate::site::{self, SiteError};
use crate::store::{self, Committed, Entity, Transaction, key};
use crate::updating;

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// How long it is tried by messages of its own; later the ledger rings.
const PATIENCE_MS: u64 = 4 * 60 * 1_000;

/// The least time after which it is tried again, and the longest.
const PAUSE_SECONDS: u32 = 15;
const PAUSE_SECONDS_MAX: u32 = 120;

/// Records that are about to be linked to an issue.
pub(crate) struct Entering<'a> {
    /// The site's address.
    pub(crate) site_url: &'a str,
    pub(crate) issue_id: &'a str,
    pub(crate) connection: &'a str,
    pub(crate) how: FirstSync,
}

impl Entering<'_> {
    /// Enters into the ledger, in the transaction that links these records (at most a transaction's), that they and the
    /// issue are to be filled from one another: one operation, or none where nothing is copied.
    pub(crate) fn enter(&self, transaction: &mut Transaction, world: &World, record_ids: &[String]) {
        if self.how == FirstSync::Nothing {
            return;
        }
        let Some(first) = record_ids.first() else { return };
        let task = Task::FirstSync {
            site_url: self.site_url.to_owned(),
            issue_id: self.issue_id.to_owned(),
            record_ids: record_ids.to_vec(),
            how: self.how,
        };
        ledger::note(transaction, world, &key::first_sync_work(self.issue_id, first), self.connection, task);
    }

    /// Rings for it, once the transaction is through.
    pub(crate) async fn ring(&self, world: &World, record_ids: &[String]) -> Result<(), Failure> {
        match record_ids.first() {
            Some(first) if self.how != FirstSync::Nothing => {
                store::push(world, Job::FirstSync { key: key::first_sync_work(self.issue_id, first) }, 0).await
            }
            _ => Ok(()),
        }
    }
}

/// Carries out what the ledger says under this key. Who finds nothing there comes too late, and has nothing to do.
pub(crate) async fn first_sync(world: &World, key: &str) -> Result<End, Failure> {
    let Some(work) = store::entity::<Work>(world, Entity::Work, key).await? else {
        return Ok(End::Done(None));
    };
    let Task::FirstSync { site_url, issue_id, record_ids, how } = work.document.task.clone() else {
        return Err(failure::bug("a first sync's work is of another kind"));
    };
    let since_ms = work.document.since_ms;
    let first = First { key, work, site_url: &site_url, issue_id: &issue_id, how };
    match Box::pin(first.run(world, &record_ids)).await? {
        None => Ok(End::Done(None)),
        Some(_) if world.now_ms() > since_ms + PATIENCE_MS => Ok(End::Done(None)),
        Some(seconds) => {
            let delay_seconds = seconds.clamp(PAUSE_SECONDS, PAUSE_SECONDS_MAX);
            Ok(End::Park { job: Job::FirstSync { key: key.to_owned() }, delay_seconds })
        }
    }
}

/// A first sync that is being carried out.
struct First<'a> {
    key: &'a str,
    work: Versioned<Work>,
    site_url: &'a str,
    issue_id: &'a str,
    how: FirstSync,
}

/// A record with its part of it.
struct Part {
    inputs: UpdateInputs,
    plan: Plan,
    /// The question that plans it again.
    question: String,
}

impl Part {
    fn of(&self) -> Of<'_> {
        Of { plan: &self.plan, modified_at_ms: self.inputs.record.modified_at_ms }
    }
}

/// Everything that was gathered and planned.
struct Planned {
    org: Org,
    gathered: Gathered,
    parts: Vec<Part>,
    configuration: u32,
}

impl First<'_> {
    /// Carries it out. Gives after how many seconds it has to be tried again; none when it is over.
    async fn run(self, world: &World, record_ids: &[String]) -> Result<Option<u32>, Failure> {
        let (configuration, issue) = join(Configuration::read(world), links::read_issue(world, self.issue_id)).await;
        let configuration = configuration?;
        let document = issue?.map(|issue| issue.document).unwrap_or_default();
        let mine = document.links.iter().filter(|link| record_ids.contains(&link.record_id)).cloned();
        let mine: Vec<LinkedRecord> = mine.collect();
        // All of them were linked by one call: they are of one object and one org.
        let Some(one) = mine.first().cloned() else {
            return self.over(world).await;
        };
        match Box::pin(self.plan(world, &configuration, &document, &mine)).await {
            Ok(None) => self.over(world).await,
            Ok(Some(planned)) => Box::pin(self.carry_out(world, planned, &one)).await,
            Err(failure) => self.failed(world, &one, failure).await,
        }
    }

    /// Reads both sides and plans; none where there is nothing to do.
    async fn plan(
        &self,
        world: &World,
        configuration: &Configuration,
        document: &IssueDocument,
        mine: &[LinkedRecord],
    ) -> Result<Option<Planned>, Failure> {
        let Some(one) = mine.first() else { return Ok(None) };
        let project_id = match judged::project_of(world, self.issue_id).await {
            Ok(project_id) => project_id,
            Err(SiteError::Refused(error)) if error.status() == 404 => return Ok(None),
            Err(error) => return Err(error.into_failure()),
        };
        let ((place, mapping), (org, stored)) = join(
            join(
                Place::read(world, configuration, &project_id),
                configuration.mapping(world, &project_id, &one.object),
            ),
            join(Org::read_and_open(world, &one.connection), describes::stored(world, &one.connection, &one.object)),
        )
        .await;
        let place = place?;
        let Some(mapping) = mapping?.filter(|_| place.settings.enabled) else {
            return Ok(None);
        };
        let since_ms = self.work.document.since_ms;
        let gate = budget::gate(world, &place.settings, &one.connection, Priority::Event, since_ms).await?;
        if let Verdict::Wait(_, failure) = gate.verdict {
            return Err(failure);
        }
        let (mut org, stored) = (org?, stored?);
        let wanted = Wanted {
            issue_id: self.issue_id,
            principal: Principal::App,
            site_url: self.site_url,
            mapping: at_linking(mapping),
            users: Users::All,
        };
        let (mut gathered, needed) = read_to_update(world, &mut org, stored, wanted).await?;
        let ids: Vec<RecordId> = mine.iter().filter_map(|link| RecordId::parse(&link.record_id).ok()).collect();
        let query = updating::record_query(&gathered, &[], &ids)?;
        let (editable, found) = join(
            self.editable(world),
            resolve_beside(world, &mut org, self.issue_id, Principal::App, &needed, Some(query)),
        )
        .await;
        let (editable, (resolved, found)) = (editable?, found?);
        gathered.resolved = resolved;
        let found = found.ok_or_else(|| failure::bug("the records were not asked for"))?;
        let page = found.page()?;
        let primary = links::primary(document, &configuration.objects()).map(str::to_owned);
        let mut parts = Vec::new();
        for record in &page.records {
            let Some(id) = record.id().map(|id| id.to_string()) else { continue };
            let side = updating::Side {
                principal: Principal::App,
                updated_ms: 0,
                is_service: false,
                editable: Some(editable.clone()),
            };
            let is_primary = primary.as_ref() == Some(&id);
            let inputs = updating::inputs(world, &mut org, &gathered, side, &id, record).await?;
            let first = FirstInputs { inputs: inputs.narrowed(), how: self.how, primary: is_primary };
            let plan = plan_first(&first.inputs, self.how, is_primary);
            parts.push(Part { question: first.question(), inputs: first.inputs, plan });
        }
        Ok(Some(Planned { org, gathered, parts, configuration: configuration.version() }))
    }

    async fn editable(&self, world: &World) -> Result<Vec<String>, Failure> {
        let asked = jira_request::editable(self.issue_id, Principal::App);
        let reply = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
        jira_reply::editable(&reply.view()).map_err(|error| error.to_failure())
    }

    /// Writes what was planned, and keeps what both sides have then.
    async fn carry_out(self, world: &World, planned: Planned, one: &LinkedRecord) -> Result<Option<u32>, Failure> {
        let Planned { mut org, gathered, mut parts, configuration } = planned;
        let plans: Vec<Of<'_>> = parts.iter().map(Part::of).collect();
        let applied = match apply::apply(world, &mut org, &gathered, &plans).await {
            Ok(applied) => applied,
            Err(failure) => return self.failed(world, one, failure).await,
        };
        let Applied { records, wrote_issue, failure } = applied;
        let issue = if wrote_issue { Some(self.read_back(world, &gathered).await?) } else { None };
        let mut bases = Vec::new();
        for part in &mut parts {
            if let Some(values) = records.get(&part.inputs.record.id) {
                part.inputs.record.values.clone_from(values);
            }
            if let Some(issue) = &issue {
                part.inputs.issue = issue.clone();
            }
            bases.push((part.inputs.record.id.clone(), observed(part)));
        }
        if let Some(failure) = failure {
            return self.failed(world, one, failure).await;
        }
        let activity = Activity {
            at_ms: world.now_ms(),
            issue_id: self.issue_id.to_owned(),
            causes: vec![Cause::Linked],
            configuration,
            records: parts.iter().map(|part| part.inputs.record.id.clone()).collect(),
            ..Activity::default()
        };
        let is_waiting = parts.iter().any(|part| !part.plan.waits.is_empty());
        let kept = Kept::of(parts.into_iter().map(|part| (part.plan, part.question)).collect());
        accounts::note(world, &kept.people).await;
        for _ in 0..ATTEMPTS_MAX {
            if self.end(world, &bases, &activity, &kept).await? == Committed::Yes {
                if is_waiting {
                    // Whoever syncs it keeps what waits, and tells it.
                    let mark = SyncMark::new(self.issue_id, &one.connection, Cause::Linked);
                    marks::mark(world, &mark).await?;
                }
                return Ok(None);
            }
        }
        Err(failure::of(FailureCode::Conflict, "this issue is being changed by others"))
    }

    /// The issue as it is after it was written.
    async fn read_back(&self, world: &World, gathered: &Gathered) -> Result<IssueSnapshot, Failure> {
        let fields: Vec<&str> = gathered.issue.fields.keys().map(String::as_str).collect();
        let asked = jira_request::issue(self.issue_id, &fields, Principal::App);
        let reply = site::ask(world, asked).await.map_err(SiteError::into_failure)?;
        let issue = jira_reply::issue(&reply.view()).map_err(|error| error.to_failure())?;
        let mut snapshot = gathered.issue.clone();
        for (field, value) in &mut snapshot.fields {
            if let Some(now) = issue.field(field)
                && let Ok(now) = weftline_wire::json::Json::parse(now.get())
            {
                *value = now;
            }
        }
        Ok(snapshot)
    }

    /// Ends it: what was observed becomes the base, and an earlier setback of it is over.
    async fn end(
        &self,
        world: &World,
        bases: &[(String, BTreeMap<String, Base>)],
        activity: &Activity,
        kept: &Kept,
    ) -> Result<Committed, Failure> {
        let (issue, found) = join(
            links::read_issue(world, self.issue_id),
            join_all(bases.iter().map(|(record_id, _)| async move {
                store::entity::<LinkDocument>(world, Entity::Link, &key::link(self.issue_id, record_id)).await
            })),
        )
        .await;
        let mut transaction = Transaction::default();
        for ((record_id, base), link) in bases.iter().zip(found) {
            let Some(link) = link? else { continue };
            let mut document = link.document.clone();
            document.base.extend(base.iter().map(|(field, base)| (field.clone(), base.clone())));
            transaction.put(Entity::Link, &key::link(self.issue_id, record_id), Some(&link), &document)?;
        }
        if let Some(issue) = issue? {
            let mut document = issue.document.clone();
            if setbacks::clear_in(&mut document, &|undertaking| matches!(undertaking, Undertaking::FirstSync { .. })) {
                transaction.put(Entity::Issue, self.issue_id, Some(&issue), &document)?;
            }
        }
        // Also when there was nothing to write, or nothing any more: people ask why.
        activity::add_with(&mut transaction, activity.clone(), self.key, kept.clone());
        transaction.remove(Entity::Work, self.key, &self.work);
        transaction.commit(world).await
    }

    /// It came to nothing, or not to all of it: tells so. What waiting helps is tried again, the rest is left to people.
    async fn failed(self, world: &World, one: &LinkedRecord, failure: Failure) -> Result<Option<u32>, Failure> {
        let again = again(&failure);
        let next = match again {
            Again::After(_) => NextStep::Retry,
            Again::Reconnected => NextStep::Admin,
            Again::Never if setbacks::next_step(&failure) == NextStep::Admin => NextStep::Admin,
            Again::Never => NextStep::Person,
        };
        let undertaking = Undertaking::FirstSync { record_id: one.record_id.clone(), object: one.object.clone() };
        let setback = Setback { at_ms: world.now_ms(), undertaking, failure: (*failure).clone(), next };
        for _ in 0..ATTEMPTS_MAX {
            let mut transaction = Transaction::default();
            if let Some(issue) = links::read_issue(world, self.issue_id).await? {
                let mut document = issue.document.clone();
                setbacks::put_in(&mut document, setback.clone());
                if document != issue.document {
                    transaction.put(Entity::Issue, self.issue_id, Some(&issue), &document)?;
                }
            }
            if again == Again::Never {
                transaction.remove(Entity::Work, self.key, &self.work);
            }
            if transaction.is_empty() || transaction.commit(world).await? == Committed::Yes {
                return Ok(match again {
                    Again::After(seconds) => Some(seconds),
                    // The ledger rings when the org is connected again.
                    Again::Reconnected | Again::Never => None,
                });
            }
        }
        Err(failure)
    }

    /// There is nothing to do, or nothing any more.
    async fn over(self, world: &World) -> Result<Option<u32>, Failure> {
        let mut transaction = Transaction::default();
        transaction.remove(Entity::Work, self.key, &self.work);
        // Somebody else may have ended it, or begun it anew.
        transaction.commit(world).await.map(|_| None)
    }
}

/// What is known of both sides now, of the fields that nothing stands against: what could not be written is still to
/// come.
fn observed(part: &Part) -> BTreeMap<String, Base> {
    let mut bases = observe(&part.inputs);
    let waits = |field: &String| part.plan.waits.iter().any(|waits| waits.fields.contains(field));
    bases.retain(|field, _| {
        !waits(field) && !part.plan.problems.iter().any(|problem| problem.field.as_ref() == Some(field))
    });
    bases
}

/// When what failed is tried again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// After at least so many seconds.
    After(u32),
    /// When the org is connected again.
    Reconnected,
    /// It would fail again.
    Never,
}

fn again(failure: &Failure) -> Again {
    match failure.code {
        FailureCode::ReconnectNeeded | FailureCode::NotConnected => Again::Reconnected,
        _ if failure.retryable => Again::After(failure.retry_after_ms.unwrap_or(0) / 1_000),
        _ => Again::Never,
    }
}
