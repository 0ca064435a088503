//! Judges an issue by the rules of its project, and creates what they ask for.
//!
//! The issue and its changelog are read as they are now; what was heard of it is only the reason to look. How far the
//! changelog was judged moves when everything is decided, in the transaction that strikes the mark out of the ledger:
//! not when something happened meanwhile, and not while something has to wait.

use weftline_wire::configuration::{EventSelection, Rule};
use weftline_wire::decision::{Activity, Cause, RuleDecision, Verdict};
use weftline_wire::document::{IssueDocument, Judged, PostFunctionRun, Setback, Task, Versioned, Work};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::activity;
use crate::auto::{self, Attempt, Fate};
use crate::budget::{self, Priority};
use crate::configuration::Configuration;
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::fired::{self, Firing};
use crate::join::{join, join_all};
use crate::judged::{self, Look};
use crate::ledger::{self, JUDGE_OVERDUE_SECONDS};
use crate::links;
use crate::place::Place;
use crate::post_functions;
use crate::setbacks;
use crate::site::SiteError;
use crate::store::{Committed, Entity, Transaction};
use crate::weigh::{Next, weigh};

/// How often an issue that changes while it is judged is judged again in one run.
const ROUNDS_MAX: u32 = 5;

/// How often a lost race for the end is run again.
const ATTEMPTS_MAX: u32 = 8;

/// After this time the ledger rings for what has to wait; before, its own doorbells do.
const PATIENCE_MS: u64 = (JUDGE_OVERDUE_SECONDS - 60) * 1_000;

/// The least time after which something is tried again.
const PAUSE_SECONDS: u32 = 30;

/// The longest delay of a message.
const DELAY_SECONDS_MAX: u32 = 900;

/// How a round ended.
enum Round {
    /// There is nothing more to do.
    Done,
    /// Something happened meanwhile.
    Again,
    /// Something has to wait, at least so many seconds.
    Later(u32),
}

/// An issue that is to be judged.
struct Marked<'a> {
    cloud_id: &'a str,
    issue_id: &'a str,
    mark: Versioned<Work>,
    causes: Vec<Cause>,
    configuration: Configuration,
    judged: Option<Judged>,
    /// What post functions have asked for.
    asked: Vec<PostFunctionRun>,
}

/// What is judged: a rule, or what stands for a post function.
struct Judgeable<'a> {
    rule: &'a Rule,
    firing: Option<&'a Firing>,
    /// The run of the post function; none for a rule.
    run: Option<&'a PostFunctionRun>,
}

/// What the configuration says of where the issue is.
struct Setting {
    place: Place,
    events: EventSelection,
    rules: Vec<Rule>,
}

/// Judges it. Who finds no mark comes too late, and has nothing to do.
pub(crate) async fn judge(world: &World, cloud_id: &str, issue_id: &str) -> Result<End, Failure> {
    for _ in 0..ROUNDS_MAX {
        let ((mark, issue), configuration) = join(
            join(ledger::read_mark(world, issue_id), links::read_issue(world, issue_id)),
            Configuration::read(world),
        )
        .await;
        let (Some(mark), issue) = (mark?, issue?) else { return Ok(End::Done(None)) };
        let since_ms = mark.document.since_ms;
        let Task::Judge { causes, project_id, post_functions, .. } = mark.document.task.clone() else {
            return Err(failure::bug("an issue's mark is of another kind"));
        };
        let issue = issue.map(|issue| issue.document).unwrap_or_default();
        let (judged, mut asked) = (issue.judged, issue.owed);
        post_functions::unite(&mut asked, &post_functions);
        let marked = Marked { cloud_id, issue_id, mark, causes, configuration: configuration?, judged, asked };
        match Box::pin(marked.round(world, project_id)).await? {
            Round::Done => return Ok(End::Done(None)),
            Round::Again => {}
            Round::Later(seconds) => return Ok(later(world, cloud_id, issue_id, since_ms, seconds)),
        }
    }
    Ok(later(world, cloud_id, issue_id, world.now_ms(), 0))
}

/// Rings again after a while that grows; what waits for long is left to the ledger.
fn later(world: &World, cloud_id: &str, issue_id: &str, since_ms: u64, seconds: u32) -> End {
    let waited_ms = world.now_ms().saturating_sub(since_ms);
    if waited_ms > PATIENCE_MS {
        return End::Done(None);
    }
    let waited = u32::try_from(waited_ms / 1_000).unwrap_or(DELAY_SECONDS_MAX);
    let delay_seconds = PAUSE_SECONDS.max(waited).max(seconds).min(DELAY_SECONDS_MAX);
    End::Park { job: Job::Judge { cloud_id: cloud_id.to_owned(), issue_id: issue_id.to_owned() }, delay_seconds }
}

impl Marked<'_> {
    async fn round(mut self, world: &World, hint: Option<String>) -> Result<Round, Failure> {
        let asked: Vec<Rule> = self.asked.iter().map(post_functions::rule).collect();
        let mut project_id = match hint {
            Some(project_id) => project_id,
            None => match judged::project_of(world, self.issue_id).await {
                Ok(project_id) => project_id,
                Err(error) => return self.unread(world, error).await,
            },
        };
        let (setting, look, firings) = loop {
            let setting = self.setting(world, &project_id).await?;
            if !setting.place.settings.enabled {
                // Nothing is judged while Weftline is switched off, and nothing counts as judged.
                return self.drop_mark(world, Vec::new()).await;
            }
            let mut fields = judged::fields_of(&setting.rules);
            fields.push("updated");
            // What came to nothing may have been set off by what was judged long ago.
            let since = self.judged.filter(|_| !self.causes.contains(&Cause::Settled));
            let (look, firings) = join(
                judged::look(world, self.issue_id, &fields, Principal::App, since),
                join_all(setting.rules.iter().chain(&asked).map(|rule| fired::read(world, self.issue_id, &rule.id))),
            )
            .await;
            let look = match look {
                Ok(look) => look,
                Err(error) => return self.unread(world, error).await,
            };
            if look.project_id == project_id {
                break (setting, look, firings.into_iter().collect::<Result<Vec<_>, _>>()?);
            }
            // It has moved since somebody said where it is.
            project_id = look.project_id;
        };
        match setting.place.rules_rest(look.issue_type.as_deref()) {
            Some(Verdict::SwitchedOff) => {
                return self.drop_mark(world, told_of(&asked, Verdict::SwitchedOff)).await;
            }
            Some(verdict) => return self.conclude(world, &look, told_of(&asked, verdict), None).await,
            None => {}
        }
        self.refine(&look);
        let runs = self.asked.clone();
        let runs = std::iter::repeat_n(None, setting.rules.len()).chain(runs.iter().map(Some));
        let watched = setting.rules.iter().chain(&asked).zip(&firings).zip(runs);
        let watched: Vec<Judgeable<'_>> =
            watched.map(|((rule, firing), run)| Judgeable { rule, firing: firing.as_ref(), run }).collect();
        self.judge(world, &project_id, &setting, &look, &watched).await
    }

    /// Judges every rule and what post functions ask for, whatever becomes of the others.
    async fn judge(
        self,
        world: &World,
        project_id: &str,
        setting: &Setting,
        look: &Look,
        watched: &[Judgeable<'_>],
    ) -> Result<Round, Failure> {
        let changes = look.changes();
        let facts = look.facts(&changes, self.judged, &setting.events, &self.configuration);
        let place = auto::Place {
            cloud_id: self.cloud_id,
            issue_id: self.issue_id,
            project_id,
            connection: setting.place.connection(),
            configuration: &self.configuration,
            settings: &setting.place.settings,
            causes: &self.causes,
            judged: self.judged,
            last: look.last(),
        };
        let mut open: Vec<(&str, &str)> = Vec::new();
        for Judgeable { rule, firing, .. } in watched {
            if firing.is_some_and(Firing::is_open) {
                open.push((&rule.id, &rule.object));
            }
        }
        let (mut told, mut waits, mut rests) = (Vec::new(), None, false);
        let mut setback = None;
        for &Judgeable { rule, firing, run } in watched {
            let (decision, next) = match run {
                Some(run) => post_functions::weigh(rule, run, firing),
                None => weigh(rule, &facts, facts.judged, firing, &self.causes),
            };
            if next == Next::Nothing {
                told.extend(worth_telling(decision));
                continue;
            }
            match self.gate(world, setting).await? {
                budget::Verdict::Go => {}
                budget::Verdict::Slowed(seconds) => {
                    open.push((&rule.id, &rule.object));
                    waits = waits.max(Some(seconds));
                    continue;
                }
                budget::Verdict::Wait(seconds, failure) => {
                    open.push((&rule.id, &rule.object));
                    waits = waits.max(Some(seconds));
                    setback = setback.or(Some(setbacks::of_rule(world, rule, failure)));
                    continue;
                }
            }
            let coming: Vec<&str> = open.iter().filter(|(id, _)| *id != rule.id).map(|(_, object)| *object).collect();
            let attempt = Attempt { place: &place, rule, decision, firing, post_function: run, next, coming: &coming };
            let fate = Box::pin(attempt.run(world)).await?;
            open.retain(|(id, _)| *id != rule.id);
            match fate {
                Fate::Decided(decision) => {
                    if decision.verdict == Verdict::Unclear {
                        open.push((&rule.id, &rule.object));
                    }
                    setback = setback.or(setbacks::of_decision(world, &decision, firing));
                    told.extend(worth_telling(*decision));
                }
                Fate::Again => return Ok(Round::Again),
                Fate::Later(seconds, failure) => {
                    open.push((&rule.id, &rule.object));
                    waits = waits.max(Some(seconds));
                    setback = setback.or(failure.map(|failure| setbacks::of_rule(world, rule, failure)));
                }
                Fate::Rest(failure) => {
                    rests = true;
                    setback = setback.or(Some(setbacks::of_rule(world, rule, failure)));
                }
            }
        }
        match (waits, rests) {
            (None, false) => self.conclude(world, look, told, setback).await,
            // The mark stays; it is rung for later, or when the org is connected again.
            _ => {
                if let Some(setback) = setback {
                    setbacks::note(world, self.issue_id, setback).await?;
                }
                Ok(waits.map_or(Round::Done, Round::Later))
            }
        }
    }

    /// Whether the org's calls allow it now (D-6). What someone has asked for is not held up.
    async fn gate(&self, world: &World, setting: &Setting) -> Result<budget::Verdict, Failure> {
        if self.causes.contains(&Cause::RunAgain) {
            return Ok(budget::Verdict::Go);
        }
        let (settings, connection) = (&setting.place.settings, setting.place.connection());
        let since_ms = self.mark.document.since_ms;
        Ok(budget::gate(world, settings, connection, Priority::Event, since_ms).await?.verdict)
    }

    /// Ends it all at once: how far was judged, what was decided, what could not be done, and that it is done.
    async fn conclude(
        self,
        world: &World,
        look: &Look,
        decisions: Vec<RuleDecision>,
        setback: Option<Setback>,
    ) -> Result<Round, Failure> {
        for _ in 0..ATTEMPTS_MAX {
            let (mark, issue) =
                join(ledger::read_mark(world, self.issue_id), links::read_issue(world, self.issue_id)).await;
            let (Some(mark), issue) = (mark?, issue?) else { return Ok(Round::Done) };
            if mark.revision != self.mark.revision {
                return Ok(Round::Again);
            }
            let before = issue.as_ref().map(|issue| issue.document.clone()).unwrap_or_default();
            let history_id = before.judged.map_or(0, |judged| judged.history_id).max(look.last());
            let judged = Some(Judged { history_id, at_ms: world.now_ms() });
            let mut transaction = Transaction::default();
            let judged_updated_ms = before.judged_updated_ms.max(look.updated_ms());
            let owed = self.owed(&decisions);
            let mut document = IssueDocument { judged, judged_updated_ms, owed, ..before };
            setbacks::judged(&mut document, setback.clone());
            transaction.put(Entity::Issue, self.issue_id, issue.as_ref(), &document)?;
            ledger::unmark(&mut transaction, self.issue_id, &mark);
            self.tell(world, &mut transaction, &decisions);
            if transaction.commit(world).await? == Committed::Yes {
                return Ok(Round::Done);
            }
        }
        Err(failure::of(FailureCode::Conflict, "this issue is being changed by others; it is judged again"))
    }

    /// Adds what was decided to a transaction, for people who ask.
    fn tell(&self, world: &World, transaction: &mut Transaction, decisions: &[RuleDecision]) {
        if decisions.is_empty() {
            return;
        }
        let activity = Activity {
            at_ms: world.now_ms(),
            issue_id: self.issue_id.to_owned(),
            causes: self.causes.clone(),
            configuration: self.configuration.version(),
            decisions: decisions.to_vec(),
            ..Activity::default()
        };
        activity::add(transaction, activity, "judged");
    }

    /// What post functions have asked for and could not be created: the issue's next change tries again.
    fn owed(&self, decisions: &[RuleDecision]) -> Vec<PostFunctionRun> {
        let refused = |run: &&PostFunctionRun| {
            let id = post_functions::rule(run).id;
            decisions.iter().any(|decision| decision.rule == id && decision.verdict == Verdict::Refused)
        };
        self.asked.iter().filter(refused).cloned().collect()
    }

    /// Strikes the mark out without having judged anything.
    async fn drop_mark(self, world: &World, decisions: Vec<RuleDecision>) -> Result<Round, Failure> {
        let mut transaction = Transaction::default();
        ledger::unmark(&mut transaction, self.issue_id, &self.mark);
        self.tell(world, &mut transaction, &decisions);
        Ok(match transaction.commit(world).await? {
            Committed::Yes => Round::Done,
            Committed::Conflict => Round::Again,
        })
    }

    /// The issue cannot be read: it is gone, or it has to be read later.
    async fn unread(self, world: &World, error: SiteError) -> Result<Round, Failure> {
        match error {
            SiteError::Refused(error) if error.status() == 404 => self.drop_mark(world, Vec::new()).await,
            // Minutes after an installation Jira may not know the app yet.
            SiteError::Refused(error) => Ok(Round::Later(error.retry_after_ms().unwrap_or(0) / 1_000)),
            SiteError::Failed(failure) => Ok(Round::Later(failure.retry_after_ms.unwrap_or(0) / 1_000)),
        }
    }

    async fn setting(&self, world: &World, project_id: &str) -> Result<Setting, Failure> {
        let configuration = &self.configuration;
        let (place, (events, rules)) = join(
            Place::read(world, configuration, project_id),
            join(configuration.events(world), configuration.rules_of(world, project_id)),
        )
        .await;
        Ok(Setting { place: place?, events: events?, rules: rules? })
    }

    /// Jira tells of every change as an update; the changelog says what it was.
    fn refine(&mut self, look: &Look) {
        if self.causes.contains(&Cause::IssueUpdated)
            && !self.causes.contains(&Cause::IssueTransitioned)
            && self.judged.is_some()
            && look.changed_since(self.judged).any(|field| field == "status")
        {
            self.causes.push(Cause::IssueTransitioned);
        }
    }
}

/// The same decision on all that post functions have asked for.
fn told_of(asked: &[Rule], verdict: Verdict) -> Vec<RuleDecision> {
    asked.iter().map(|rule| weftline_rules::decision(rule, verdict)).collect()
}

/// What people may ask about: a rule that was set off. What was created is told where it is created.
fn worth_telling(decision: RuleDecision) -> Option<RuleDecision> {
    // What the workflow asks for is set off by it.
    let by_workflow = post_functions::is_post_function(&decision.rule);
    let set_off = by_workflow || decision.trigger.as_ref().is_some_and(|trigger| trigger.holds);
    let told = match decision.verdict {
        Verdict::ConditionsUnmet | Verdict::FiredBefore | Verdict::LinkedAlready => set_off,
        Verdict::Refused | Verdict::Unclear => true,
        Verdict::Created
        | Verdict::Creates
        | Verdict::NotTriggered
        | Verdict::Restricted
        | Verdict::NotConfigured
        | Verdict::SwitchedOff
        | Verdict::RuleOff
        | Verdict::Invalid => false,
    };
    told.then_some(decision)
}
