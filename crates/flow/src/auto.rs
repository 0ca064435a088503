//! A rule fires: the intent and what the rule has done are written in one transaction, then the record is created and
//! linked as from the form.

use weftline_wire::configuration::{FieldSelection, Mapping, Rule, Settings};
use weftline_wire::decision::{Activity, Cause, RuleDecision, Verdict};
use weftline_wire::document::{
    CreationDocument, CreationState, Fired, IssueDocument, Judged, PostFunctionRun, Versioned,
};
use weftline_wire::effect::Principal;
use weftline_wire::failure::{FailureCode, Problem, Severity};

use crate::accounts;
use crate::activity::{self, Kept};
use crate::configuration::Configuration;
use crate::creating::{self, Creating, Outcome};
use crate::creations;
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::fired::{self, Firing};
use crate::flows::settle;
use crate::gather::{Gathered, Users, Wanted, gather};
use crate::ground;
use crate::ground::not_mapped;
use crate::join::join;
use crate::judged;
use crate::links::{self, RECORDS_PER_ISSUE};
use crate::org::Org;
use crate::store::{Committed, Entity, Transaction};
use crate::weigh::{Next, held_back};

/// So long an intent belongs to whoever wrote it: longer than an invocation may take.
const LEASE_MS: u64 = 60_000;

/// What all rules of an issue have in common.
pub(crate) struct Place<'a> {
    pub(crate) cloud_id: &'a str,
    pub(crate) issue_id: &'a str,
    pub(crate) project_id: &'a str,
    pub(crate) connection: &'a str,
    pub(crate) configuration: &'a Configuration,
    pub(crate) settings: &'a Settings,
    pub(crate) causes: &'a [Cause],
    /// How far the issue had been judged when its changelog was read, and how far that went.
    pub(crate) judged: Option<Judged>,
    pub(crate) last: u64,
}

/// How a rule's attempt ended.
pub(crate) enum Fate {
    /// It is decided.
    Decided(Box<RuleDecision>),
    /// Somebody else has changed what it hangs on: all of it has to be looked at again.
    Again,
    /// It has to wait, at least so long; for what went wrong, if anything did.
    Later(u32, Option<Failure>),
    /// It has to wait until an admin has acted.
    Rest(Failure),
}

impl Fate {
    fn decided(decision: RuleDecision) -> Fate {
        Fate::Decided(Box::new(decision))
    }
}

/// A rule that fires, and what it has done before.
pub(crate) struct Attempt<'a> {
    pub(crate) place: &'a Place<'a>,
    pub(crate) rule: &'a Rule,
    pub(crate) decision: RuleDecision,
    pub(crate) firing: Option<&'a Firing>,
    /// The run of a post function that the rule stands for; none for an admin's rule.
    pub(crate) post_function: Option<&'a PostFunctionRun>,
    pub(crate) next: Next,
    /// The objects of which other rules may just be creating a record.
    pub(crate) coming: &'a [&'a str],
}

/// What is read before a rule fires.
struct Prepared {
    org: Org,
    gathered: Gathered,
    selection: FieldSelection,
    issue: Option<Versioned<IssueDocument>>,
}

impl Attempt<'_> {
    /// Fires, tries again, or finds out what became of an earlier attempt.
    pub(crate) async fn run(self, world: &World) -> Result<Fate, Failure> {
        if let (Next::Settle, Some(firing)) = (self.next, self.firing)
            && let Some(fate) = self.unsettled(world, firing)
        {
            return Ok(fate);
        }
        let issue = links::read_issue(world, self.place.issue_id);
        let (issue, prepared) = join(issue, Box::pin(self.prepare(world))).await;
        let issue = issue?;
        let judged = issue.as_ref().and_then(|issue| issue.document.judged);
        if judged.map(|judged| judged.history_id) != self.place.judged.map(|judged| judged.history_id) {
            return Ok(Fate::Again);
        }
        let links = issue.as_ref().map(|issue| issue.document.links.as_slice()).unwrap_or_default();
        if self.next != Next::Settle && held_back(self.rule, links, self.coming) {
            let record_id = links.iter().rev().find(|link| link.object == self.rule.object);
            let record_id = record_id.map(|link| link.record_id.clone());
            return Ok(Fate::decided(RuleDecision { verdict: Verdict::LinkedAlready, record_id, ..self.decision }));
        }
        if links.len() >= RECORDS_PER_ISSUE {
            let text = format!("the issue has {RECORDS_PER_ISSUE} linked records, which is as many as it can have");
            return self.refuse(world, vec![problem("tooManyRecords", &text)]).await;
        }
        match prepared {
            Ok((org, gathered, selection)) => {
                Box::pin(self.create(world, Prepared { org, gathered, selection, issue })).await
            }
            Err(failure) => self.failed(world, failure).await,
        }
    }

    /// What is there to say of an attempt whose end nobody knows, before anything is asked.
    fn unsettled(&self, world: &World, firing: &Firing) -> Option<Fate> {
        let creation = firing.creation.as_ref()?;
        let until_ms = creation.document.intended_at_ms + LEASE_MS;
        if world.now_ms() < until_ms {
            let ms = until_ms - world.now_ms();
            return Some(Fate::Later(u32::try_from(ms / 1_000 + 1).unwrap_or(u32::MAX), None));
        }
        // Without a key the looks in Salesforce find out, or a person.
        creation.document.key_field.is_none().then(|| Fate::decided(self.decision.clone()))
    }

    async fn prepare(&self, world: &World) -> Result<(Org, Gathered, FieldSelection), Failure> {
        let Place { configuration, connection, project_id, .. } = *self.place;
        let object = &self.rule.object;
        ground::configured(configuration, object)?;
        let ((mapping, selection), ((org, stored), site_url)) = join(
            join(configuration.mapping(world, project_id, object), configuration.selection(world, object)),
            join(
                join(Org::read_and_open(world, connection), describes::stored(world, connection, object)),
                judged::site_url(world),
            ),
        )
        .await;
        let mapping: Mapping = mapping?.ok_or_else(|| not_mapped(object))?;
        let (mut org, stored, site_url) = (org?, stored?, site_url?);
        let wanted = Wanted {
            issue_id: self.place.issue_id,
            principal: Principal::App,
            site_url: &site_url,
            mapping,
            users: Users::All,
        };
        let gathered = gather(world, &mut org, stored, wanted).await?;
        Ok((org, gathered, selection?))
    }

    async fn create(mut self, world: &World, prepared: Prepared) -> Result<Fate, Failure> {
        let Prepared { org, gathered, selection, issue } = prepared;
        let key_field = creations::key_field(&gathered.object).map(str::to_owned);
        let redirect = ground::redirect(&org, self.place.settings);
        let key = self.key();
        let mut creating = Creating::new(key.clone(), org, &gathered, &selection, redirect.as_ref());
        self.decision.problems.extend(gathered.resting.iter().cloned());
        let (plan, inputs) = creating::plan(&gathered, None, None);
        if let (Next::Settle, Some(open)) = (self.next, self.firing.and_then(|firing| firing.creation.as_ref())) {
            let also = self.told(world, &key, &open.document);
            match creating.find_and_end(world, open, &also).await {
                // What happened meanwhile may make it fire again.
                Ok(Some(_)) if self.rule.again => return Ok(Fate::Again),
                Ok(Some(created)) => return Ok(Fate::decided(self.created(created.record_id))),
                Ok(None) => {}
                Err(failure) => return Ok(wait(&failure).unwrap_or(Fate::Later(0, Some(failure)))),
            }
        }
        if creating::is_refused(&plan) {
            return self.refuse(world, plan.problems).await;
        }
        let (fields, assignment_rules) = creating::record_write(&plan)?;
        self.decision.problems.extend(plan.problems.iter().cloned());
        let kept = Kept::of(vec![(plan, inputs.narrowed().question())]);
        accounts::note(world, &kept.people).await;
        let mut document = self.intent(world, CreationState::Intended, key_field);
        let mut transaction = Transaction::default();
        kept.store(&mut transaction, &key, &mut document);
        let written = self.write(world, &document, &issue, transaction);
        let (written, rung) = join(written, settle::ring(world, &key)).await;
        rung?;
        let Some(revision) = written? else { return Ok(Fate::Again) };
        let intent = Versioned { revision, document };
        let also = self.told(world, &key, &intent.document);
        let outcome = match creating.send_and_end(world, &intent, fields, assignment_rules, &also).await {
            Ok(outcome) => outcome,
            // The intent stays; other rules do not wait for it.
            Err(failure) => return Ok(wait(&failure).unwrap_or(Fate::Later(0, Some(failure)))),
        };
        Ok(match outcome {
            Outcome::Created(_) if self.next == Next::Settle && self.rule.again => Fate::Again,
            Outcome::Created(created) => Fate::decided(self.created(created.record_id)),
            Outcome::Invalid(problems) | Outcome::Duplicates(_, problems) => {
                Fate::decided(self.decided(Verdict::Refused, problems))
            }
            Outcome::Failed(failure) => match wait(&failure) {
                Some(fate) => fate,
                None => Fate::decided(self.decided(Verdict::Refused, vec![of(&failure)])),
            },
            Outcome::Unclear(failure) if intent.document.key_field.is_some() => Fate::Later(0, Some(failure)),
            Outcome::Unclear(failure) => {
                let unclear = Problem { severity: Severity::Warning, ..of(&failure) };
                Fate::decided(self.decided(Verdict::Unclear, vec![unclear]))
            }
        })
    }

    /// It could not be prepared: what may go better by itself waits, the rest is refused.
    async fn failed(self, world: &World, failure: Failure) -> Result<Fate, Failure> {
        match wait(&failure) {
            Some(fate) => Ok(fate),
            // What became of the earlier attempt is found out without it.
            None if self.next == Next::Settle => Ok(Fate::decided(self.decided(Verdict::Unclear, vec![of(&failure)]))),
            None => self.refuse(world, vec![of(&failure)]).await,
        }
    }

    /// Keeps that nothing could be created, so that the next change of the issue tries again.
    async fn refuse(self, world: &World, problems: Vec<Problem>) -> Result<Fate, Failure> {
        let document = self.intent(world, CreationState::Refused, None);
        Ok(match self.put(world, &document, Transaction::default()).await? {
            Some(_) => Fate::decided(self.decided(Verdict::Refused, problems)),
            None => Fate::Again,
        })
    }

    /// Writes the intent, unless a record was linked since it was decided that none is.
    async fn write(
        &self,
        world: &World,
        document: &CreationDocument,
        issue: &Option<Versioned<IssueDocument>>,
        mut transaction: Transaction,
    ) -> Result<Option<u32>, Failure> {
        if !self.rule.while_linked {
            transaction.check(Entity::Issue, self.place.issue_id, issue.as_ref());
        }
        self.put(world, document, transaction).await
    }

    /// Writes the creation and what the rule has done, all or none; gives the creation's revision, or none when
    /// somebody else wrote meanwhile.
    async fn put(
        &self,
        world: &World,
        document: &CreationDocument,
        mut transaction: Transaction,
    ) -> Result<Option<u32>, Failure> {
        let key = self.key();
        let before = self.firing.map(|firing| &firing.fired);
        let fired = match (self.next, before) {
            (Next::Settle, Some(before)) => before.document.clone(),
            _ => Fired {
                creation_key: key.clone(),
                times: self.times(),
                history_id: self.place.last,
                fired_at_ms: world.now_ms(),
                reset: false,
                judged: self.place.judged,
                post_function: self.post_function.cloned(),
            },
        };
        fired::put(&mut transaction, self.place.issue_id, &self.rule.id, before, &fired)?;
        let creation = match self.next {
            Next::Fire { .. } => None,
            Next::Nothing | Next::Retry | Next::Settle => self.firing.and_then(|firing| firing.creation.as_ref()),
        };
        creations::put(&mut transaction, world, &key, creation, document)?;
        if let (Next::Fire { .. }, Some(before)) = (self.next, self.firing.filter(|before| !before.is_open())) {
            // Who asks what the rule has done reads the last one only.
            transaction.drop(Entity::Creation, &before.fired.document.creation_key);
        }
        let revision = creation.map_or(0, |creation| creation.revision) + 1;
        Ok((transaction.commit(world).await? == Committed::Yes).then_some(revision))
    }

    fn intent(&self, world: &World, state: CreationState, key_field: Option<String>) -> CreationDocument {
        CreationDocument {
            state,
            issue_id: self.place.issue_id.to_owned(),
            project_id: self.place.project_id.to_owned(),
            object: self.rule.object.clone(),
            connection: self.place.connection.to_owned(),
            author: String::new(),
            key_field,
            intended_at_ms: world.now_ms(),
            plan: None,
            recorded: None,
        }
    }

    fn times(&self) -> u32 {
        match (self.next, self.firing) {
            (Next::Fire { times }, _) => times,
            (_, Some(firing)) => firing.fired.document.times,
            (_, None) => 1,
        }
    }

    fn key(&self) -> String {
        creations::rule_key(self.place.cloud_id, self.place.issue_id, &self.rule.id, self.times())
    }

    /// What is told of a creation that went well, in the transaction in which it ends.
    fn told(&self, world: &World, key: &str, creation: &CreationDocument) -> impl Fn(&mut Transaction, &str) + use<> {
        let decision = RuleDecision { verdict: Verdict::Created, ..self.decision.clone() };
        let activity = Activity {
            at_ms: world.now_ms(),
            issue_id: self.place.issue_id.to_owned(),
            causes: self.place.causes.to_vec(),
            configuration: self.place.configuration.version(),
            decisions: vec![decision],
            ..Activity::default()
        };
        let activity = activity::of_creation(activity, key, creation);
        let key = key.to_owned();
        move |transaction: &mut Transaction, record_id: &str| {
            let mut activity = activity.clone();
            activity.decisions.iter_mut().for_each(|decision| decision.record_id = Some(record_id.to_owned()));
            activity::add(transaction, activity, &key);
        }
    }

    fn created(self, record_id: String) -> RuleDecision {
        RuleDecision { verdict: Verdict::Created, record_id: Some(record_id), ..self.decision }
    }

    fn decided(self, verdict: Verdict, mut problems: Vec<Problem>) -> RuleDecision {
        let mut decision = self.decision;
        decision.verdict = verdict;
        decision.problems.append(&mut problems);
        decision
    }
}

/// How what failed has to wait; none when waiting does not help.
fn wait(failure: &Failure) -> Option<Fate> {
    match failure.code {
        FailureCode::ReconnectNeeded | FailureCode::NotConnected | FailureCode::NewerData => {
            Some(Fate::Rest(failure.clone()))
        }
        _ if failure.retryable => Some(Fate::Later(failure.retry_after_ms.unwrap_or(0) / 1_000, Some(failure.clone()))),
        _ => None,
    }
}

/// A failure as what stands against a rule.
fn of(failure: &Failure) -> Problem {
    let code = weftline_wire::json::to_string(&failure.code);
    problem(code.trim_matches('"'), &failure.text)
}

fn problem(code: &str, text: &str) -> Problem {
    Problem { severity: Severity::Error, code: code.to_owned(), field: None, text: text.to_owned(), remedy: None }
}
