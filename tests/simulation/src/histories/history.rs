//! One history: people act between any two effects of the workers, and everything goes wrong that may.

use std::collections::BTreeMap;

use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::forge::{DeliveryKind, Settlement};
use weftline_sandbox::random::Random;
use weftline_sandbox::{CLOUD_ID, Door};
use weftline_wire::effect::{Effect, Method, Outcome};
use weftline_wire::job::{Job, Turn};

use super::figures::Figures;
use super::guards::{Guard, guarded, is_guarded};
use super::lookups::{self, Account};
use super::meddling;
use super::model::Edit;
use super::papers::{Paper, carried, is_carried};
use super::places::Place;
use super::posts::{Board, is_posted};
use super::remarks::{Manners, Remark};
use super::setup::{self, Pair};
use crate::mappings::section;
use crate::{ADMIN, Luck, Stage, Step, Weather, Worker, heard};
use weftline_wire::call::{Call, Reply, RetryWorkCall};

/// Between two rounds of the schedule.
const ROUND_MS: u64 = 300_000;
/// Rounds in which nothing changes any more, after which both sides are at rest.
const QUIET_ROUNDS: u32 = 3;
/// Rounds after which everything has to be at rest.
const ROUNDS_MAX: u32 = 60;
/// After this an invocation is ended by Forge.
const INVOCATION_MS: u64 = 55_000;

/// Requests that an invocation may make of a Salesforce that is away, each with one repetition: to look at records and at
/// comments, to write, and for a token.
const IN_VAIN_MAX: u32 = 8;

/// How much more often something goes wrong at what may write than at what only reads.
const ROUGHER: u64 = 4;
/// After how long an event that could not be taken is delivered again.
const AGAIN_MS: u64 = 10_000;

/// How things are between an issue and its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bond {
    /// They are linked.
    Linked,
    /// Somebody has unlinked them.
    Unlinked,
    /// The record is in the recycle bin.
    RecordGone,
    /// The issue was deleted.
    IssueGone,
}

/// An issue and its record, with what people did to them since both were last at rest.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) pair: Pair,
    pub(crate) place: Place,
    pub(crate) bond: Bond,
    /// Whether the bond was another one since then.
    pub(crate) upset: bool,
    /// Whether somebody unlinked them, or merged the record, since then: nothing is known then of what was in step.
    pub(crate) severed: bool,
    /// What both sides had then, by field, and whether it waited for somebody.
    pub(crate) began: Vec<(super::fields::Value, super::fields::Value, bool)>,
    pub(crate) jira: Vec<Vec<Edit>>,
    pub(crate) salesforce: Vec<Vec<Edit>>,
    pub(crate) saw_jira: Vec<(u64, u64)>,
    pub(crate) saw_salesforce: Vec<(u64, u64)>,
    /// By field, when a sync that wrote it to the issue had looked at the issue, and when it wrote.
    pub(crate) overwrote: Vec<Vec<(u64, u64)>>,
    /// The same, whatever of the issue it wrote.
    pub(crate) wrote: Vec<(u64, u64)>,
    /// What people wrote below either of them.
    pub(crate) remarks: Vec<Remark>,
    /// Whether a field was mapped only for a part of the time since then.
    pub(crate) partly: Vec<bool>,
    /// Whether both sides of a field were in step when it was mapped last.
    pub(crate) in_step: Vec<bool>,
    /// When both were last at rest.
    pub(crate) rested_ms: u64,
    /// The account that the record points to.
    pub(crate) account: Option<usize>,
    /// Whether it pointed to another one since then.
    pub(crate) pointed: bool,
    /// Which way conditions keep everything back.
    pub(crate) guard: Guard,
    /// The files that people added to either of them.
    pub(crate) papers: Vec<Paper>,
    /// What people posted to the opportunity that is linked to the issue.
    pub(crate) board: Board,
}

/// An invocation under way.
struct Flight {
    worker: Worker,
    /// What is settled when it ends.
    delivery: Option<String>,
    /// An event that comes late: like any other it is delivered again when it cannot be taken.
    late: Option<Job>,
    /// Of which issue it is the sync.
    issue: Option<String>,
    name: String,
    began_ms: u64,
    read_issue: bool,
    /// When it looked at the issue last.
    looked_ms: u64,
    read_record: bool,
    /// How often it asked Salesforce while that was away.
    in_vain: u32,
    /// Whether another worker was faster: then it may end without having done anything.
    was_late: bool,
}

/// A history.
pub(crate) struct History {
    pub(crate) stage: Stage,
    pub(crate) random: Random,
    pub(crate) session: String,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) figures: Figures,
    pub(crate) steps: bool,
    pub(crate) manners: Manners,
    /// What was seen to be wrong while it went on.
    wrong: Option<String>,
    pub(crate) number: u64,
    seed: u64,
    flights: Vec<Flight>,
    /// What comes later: when, and what.
    later: Vec<(u64, Job)>,
    swept_ms: u64,
    began_ms: u64,
    per_mille: u64,
    disorder: u64,
    /// Whether people act.
    storming: bool,
    skew_ms: i64,
    outage: Option<u64>,
    /// What is away, by its fault.
    outages: BTreeMap<u64, Fault>,
}

impl History {
    pub(crate) fn new(seed: u64, steps: bool) -> Self {
        let beginning = setup::beginning();
        let mut random = Random::seeded(seed ^ 0x5_1AC);
        let numbered = beginning.pairs.into_iter().enumerate();
        let subjects = numbered.map(|(number, pair)| Subject::new(pair, lookups::first_of(number))).collect();
        let stage = Stage::of(beginning.world, seed.wrapping_mul(1_000_003));
        let swept_ms = stage.world.now_ms();
        let per_mille = [0, 4, 12, 30][usize::try_from(random.below(4)).unwrap()];
        let disorder = random.below(4) * 8;
        let skew_ms = [0, 0, 45_000, -45_000, 3_000][usize::try_from(random.below(5)).unwrap()];
        let manners = Manners::chosen(&mut random);
        let mut history = Self {
            manners,
            wrong: None,
            stage,
            random,
            session: beginning.session,
            subjects,
            accounts: beginning.accounts,
            figures: Figures { histories: 1, ..Figures::default() },
            steps,
            number: 1_000,
            seed,
            flights: Vec::new(),
            later: Vec::new(),
            swept_ms,
            began_ms: swept_ms,
            per_mille,
            disorder,
            storming: false,
            skew_ms,
            outage: None,
            outages: BTreeMap::new(),
        };
        history.introduce();
        // Some orgs take long to make seen what was changed.
        if history.random.below(4) == 0 {
            let late_ms = i64::try_from(1_000 + history.random.below(40_000)).unwrap();
            history.stage.world.change_org(|org| org.transaction_ms = late_ms);
            history.say(&format!("what is changed in the org is stamped {late_ms} ms before it is seen"));
        }
        history.say(&format!("of 1,000 effects {per_mille} go wrong, of 100 deliveries {disorder}; skew {skew_ms} ms"));
        history
    }

    /// One in which nothing goes wrong.
    pub(crate) fn calm(steps: bool) -> Self {
        let mut history = Self::new(0, false);
        history.steps = steps;
        (history.per_mille, history.disorder, history.skew_ms) = (0, 0, 0);
        history.stage.world.change_org(|org| org.transaction_ms = 0);
        history
    }

    /// Plays it to the end.
    pub(crate) fn play(mut self) -> Result<Figures, String> {
        for _ in 0..2 + self.random.below(2) {
            self.storm();
            self.rest()?;
            if let Some(wrong) = self.wrong.take() {
                return Err(wrong);
            }
            self.judge()?;
        }
        self.replay()?;
        Ok(self.figures)
    }

    /// People act, and everything goes wrong that may.
    fn storm(&mut self) {
        // What was moved away comes back at times.
        for at in 0..self.subjects.len() {
            if self.subjects[at].place == Place::Legal && self.random.below(2) == 0 {
                self.move_issue(at);
            }
        }
        let acts = 24 + self.random.below(16);
        self.storming = true;
        let mut guards = Random::seeded(self.seed() ^ self.stage.world.now_ms());
        let (mut papers, mut posts) = (guards, Random::seeded(!self.seed() ^ self.stage.world.now_ms()));
        for _ in 0..acts {
            if self.random.below(24) == 0 {
                self.break_down();
            }
            self.act();
            self.figures.acts += 1;
            self.guard(&mut guards);
            self.add_paper(&mut papers);
            self.post_up(&mut posts);
            match self.random.below(10) {
                0..=5 => {
                    for _ in 0..self.random.below(30) {
                        self.go_on();
                    }
                }
                6..=8 => {
                    let pause_ms = self.random.below(20_000);
                    self.run(self.stage.world.now_ms() + pause_ms);
                }
                _ => {
                    let pause_ms = self.random.below(400_000);
                    self.run(self.stage.world.now_ms() + pause_ms);
                }
            }
        }
        self.storming = false;
        self.mend();
    }

    /// A service is away for a while, or an org has no calls left, or all tokens have expired.
    fn break_down(&mut self) {
        self.mend();
        let (door, kind) = match self.random.below(4) {
            0 => (Door::Salesforce, FaultKind::LimitExceeded),
            1 => (Door::Salesforce, FaultKind::ServerError { status: 503 }),
            2 => (Door::Jira, FaultKind::RateLimited { retry_after_s: 20 }),
            _ => {
                self.say("all sessions have expired");
                if let Some(session) = self.stage.own_session()
                    && self.stage.is_active(&session)
                {
                    self.stage.revoke(&session);
                }
                return;
            }
        };
        self.say(&format!("from now on {door:?} answers {kind:?}"));
        self.resume(Some(Fault::always(door, kind)));
    }

    /// What the admin has chosen of comments, and what the app's user may do in the org.
    fn introduce(&mut self) {
        let manners = self.manners;
        self.say(&format!("{manners:?}"));
        self.stage.set(|settings| {
            settings.post_comments = true;
            settings.comments_to_salesforce = manners.to_salesforce;
            settings.comments_to_jira = manners.to_jira;
            settings.public_in_salesforce = manners.public_in_salesforce;
            settings.public_in_jira = manners.public_in_jira;
            settings.comment_deletions = manners.deletions;
        });
        if is_guarded(self.seed) {
            let sections = setup::mapped().into_iter().map(|(project, mapping)| section(project, guarded(mapping)));
            self.stage.save_in_spite_of_warnings(sections.collect());
        }
        if is_carried(self.seed) {
            let sections = setup::mapped().into_iter().map(|(project, mapping)| section(project, carried(mapping)));
            self.stage.save_in_spite_of_warnings(sections.collect());
        }
        self.put_up_boards();
        if !manners.may_edit {
            self.stage.without_modify_all(&self.session);
        }
        let now_ms = self.stage.world.now_ms();
        self.subjects.iter_mut().for_each(|subject| subject.rested_ms = now_ms);
    }

    /// Whether people cannot work either.
    pub(crate) fn away(&self) -> bool {
        self.outage.is_some()
    }

    pub(crate) fn mend(&mut self) {
        if let Some(outage) = self.outage.take() {
            self.say("all services answer again");
            self.stage.world.remove_fault(outage);
        }
    }

    /// Takes what is delivered, with all the disorder that there may be, and the schedule.
    fn begin(&mut self) {
        for delivery in self.stage.world.deliveries() {
            let job: Job = match delivery.kind {
                DeliveryKind::Queue => serde_json::from_value(delivery.body["body"].clone()).unwrap(),
                DeliveryKind::Event => heard(&delivery.function_key, &delivery.body),
                _ => continue,
            };
            if self.random.below(100) >= self.disorder {
                self.start(job, Some(delivery.id));
                continue;
            }
            self.figures.disorder += 1;
            match self.random.below(3) {
                0 => {
                    self.say(&format!("lost: {}", name_of(&job)));
                    match &job {
                        Job::CommentChanged { comment_id, deleted: true, .. } => self.never_told(comment_id),
                        Job::CommentChanged { comment_id, .. } => self.never_heard(comment_id),
                        _ => {}
                    }
                }
                1 => {
                    let due_ms = self.stage.world.now_ms() + self.random.below(240_000);
                    self.say(&format!("late: {}", name_of(&job)));
                    self.later.push((due_ms, job));
                }
                _ => {
                    self.say(&format!("twice: {}", name_of(&job)));
                    self.start(job.clone(), None);
                    self.start(job, Some(delivery.id));
                    continue;
                }
            }
            self.stage.world.settle(&delivery.id, Settlement::Done { response: None });
        }
        let now_ms = self.stage.world.now_ms();
        let (due, later) = std::mem::take(&mut self.later).into_iter().partition(|(due_ms, _)| *due_ms <= now_ms);
        self.later = later;
        let due: Vec<(u64, Job)> = due;
        for (_, job) in due {
            self.start(job.clone(), None);
            self.flights.last_mut().expect("it was just begun").late = Some(job);
        }
        if now_ms >= self.swept_ms + ROUND_MS {
            self.swept_ms = now_ms;
            self.start(Job::Sweep {}, None);
            self.start(Job::PollJira { cloud_id: CLOUD_ID.into() }, None);
        }
    }

    fn start(&mut self, job: Job, delivery: Option<String>) {
        let name = name_of(&job);
        let issue = match &job {
            Job::Sync { issue_id } => Some(issue_id.clone()),
            _ => None,
        };
        self.figures.invocations += 1;
        self.figures.syncs += u64::from(issue.is_some());
        let weather = Weather::new(self.random.number(), self.per_mille).rougher_at_writes(ROUGHER);
        let worker = self.stage.unlucky(job, Luck::good()).in_weather(weather, self.skew_ms);
        let began_ms = self.stage.world.now_ms();
        self.say(&format!("begins: {name}"));
        let flight = Flight {
            worker,
            delivery,
            late: None,
            issue,
            name,
            began_ms,
            read_issue: false,
            looked_ms: began_ms,
            read_record: false,
            in_vain: 0,
            was_late: false,
        };
        self.flights.push(flight);
    }

    /// One effect of some worker, if there is any.
    fn go_on(&mut self) {
        self.begin();
        if self.flights.is_empty() {
            return;
        }
        let chosen = usize::try_from(self.random.below(self.flights.len() as u64)).unwrap();
        if self.stage.world.now_ms() > self.flights[chosen].began_ms + INVOCATION_MS {
            // Forge ends it, and delivers again what it had been given.
            let flight = self.flights.swap_remove(chosen);
            self.say(&format!("runs out of time: {}", flight.name));
            self.figures.mishaps += u64::from(flight.worker.mishaps());
            self.figures.cost += flight.worker.cost();
            return;
        }
        let flight = &mut self.flights[chosen];
        let before_ms = self.stage.world.now_ms();
        let step = flight.worker.step(&mut self.stage.world);
        if let Step::Worked | Step::Died = step {
            let cases: Option<&str> = flight.issue.as_ref().and_then(|issue| {
                let subject = self.subjects.iter().find(|subject| subject.pair.issue == *issue)?;
                Some(subject.pair.case.as_str())
            });
            flight.was_late |= flight.worker.last().is_some_and(|last| last.outcome == Some(Outcome::Conflict));
            if let (Some(last), Some(issue)) = (flight.worker.last(), &flight.issue) {
                match &last.effect {
                    Effect::Jira { method: Method::Get, path, .. } if path.contains(&format!("/issue/{issue}?")) => {
                        flight.read_issue = true;
                        flight.looked_ms = before_ms;
                    }
                    Effect::Jira { .. } => {
                        let now_ms = self.stage.world.now_ms();
                        let subject = self.subjects.iter_mut().find(|subject| subject.pair.issue == *issue);
                        if let Some(subject) = subject {
                            if meddling::is_edit(&last.effect) {
                                subject.wrote.push((flight.looked_ms, now_ms));
                            }
                            for field in meddling::written(&last.effect) {
                                subject.overwrote[field].push((flight.looked_ms, now_ms));
                            }
                        }
                    }
                    Effect::Salesforce { url, body, .. } => {
                        // Comments of a case are asked for by its id, too.
                        let text = format!("{url}{body:?}");
                        let of_case = text.contains("FROM%20Case%20") && cases.is_some_and(|case| text.contains(case));
                        flight.read_record |= of_case;
                    }
                    _ => {}
                }
            }
            if self.steps
                && let Some(last) = flight.worker.last()
            {
                let text = format!("  {}: {}", flight.name, described(&last.effect, &last.mishap, &last.outcome));
                self.say(&text);
            }
        }
        let flight = &self.flights[chosen];
        if self.outage.is_some()
            && let Some(last) = flight.worker.last()
            && let (Effect::Salesforce { .. }, Some(Outcome::Http { status: 403 | 503, .. })) =
                (&last.effect, &last.outcome)
            && !matches!(step, Step::Ended(_))
        {
            self.figures.refused += 1;
            let flight = &mut self.flights[chosen];
            flight.in_vain += 1;
            if flight.in_vain > IN_VAIN_MAX {
                let text = format!("{} asked {} times in vain", flight.name, flight.in_vain);
                self.wrong.get_or_insert(text);
            }
        }
        let flight = &self.flights[chosen];
        let spoken = flight.worker.last().is_some_and(|last| Self::speaks(&last.effect));
        let about = flight.issue.clone().filter(|_| spoken);
        let about = about.and_then(|issue| self.subjects.iter().position(|subject| subject.pair.issue == issue));
        if let (Some(at), Step::Worked | Step::Died) = (about, &step)
            && let Err(wrong) = self.watch(at)
        {
            self.wrong.get_or_insert(wrong);
        }
        let subject_of = |issue: &String| self.subjects.iter().position(|subject| subject.pair.issue == *issue);
        let flight = &self.flights[chosen];
        let at = flight.issue.as_ref().filter(|_| self.storming).and_then(subject_of);
        if let (Some(at), Some(last), Step::Worked | Step::Died) = (at, flight.worker.last(), &step) {
            let (fields, said, unknown) = Self::moment(last);
            if !fields.is_empty() || said && unknown {
                self.meddle(at, &fields, said && unknown, unknown);
            }
        }
        let settlement = match step {
            Step::Worked => return,
            Step::Died => Settlement::Failed { reason: None },
            Step::Ended(turn) => self.ended(chosen, *turn),
        };
        let flight = self.flights.swap_remove(chosen);
        self.figures.mishaps += u64::from(flight.worker.mishaps());
        self.figures.cost += flight.worker.cost();
        if let (Some(job), false) = (flight.late, matches!(settlement, Settlement::Done { .. })) {
            self.later.push((self.stage.world.now_ms() + AGAIN_MS, job));
        }
        if let Some(delivery) = flight.delivery {
            self.stage.world.settle(&delivery, settlement);
        }
    }

    fn ended(&mut self, chosen: usize, turn: Turn) -> Settlement {
        let flight = &self.flights[chosen];
        let text = format!("ends: {} with {}", flight.name, short(&format!("{turn:?}"), 300));
        let (began_ms, now_ms) = (flight.began_ms, self.stage.world.now_ms());
        if let (Turn::Done { .. }, Some(issue), 0, false) =
            (&turn, &flight.issue, flight.worker.mishaps(), flight.was_late)
        {
            let (read_issue, read_record) = (flight.read_issue, flight.read_record);
            if let (Some(subject), None) =
                (self.subjects.iter_mut().find(|subject| subject.pair.issue == *issue), self.outage)
            {
                if read_issue {
                    subject.saw_jira.push((began_ms, now_ms));
                }
                if read_record {
                    subject.saw_salesforce.push((began_ms, now_ms));
                }
            }
        }
        self.say(&text);
        match turn {
            Turn::Park { job, delay_seconds } => {
                let push = Effect::Push { queue: "work".into(), job: Box::new(job), delay_seconds };
                let seed = self.random.number();
                weftline_sandbox::Host::new(None, seed).perform(&mut self.stage.world, &push);
                Settlement::Done { response: None }
            }
            Turn::Failed { failure } if failure.retryable => {
                Settlement::Retry { retry_after_seconds: Some(10), retry_reason: None, retry_data: None }
            }
            _ => Settlement::Done { response: None },
        }
    }

    /// Goes on until then, with whatever comes.
    pub(crate) fn run(&mut self, until_ms: u64) {
        loop {
            self.begin();
            if !self.flights.is_empty() {
                self.go_on();
                continue;
            }
            let now_ms = self.stage.world.now_ms();
            let due = self.stage.world.next_due_ms().unwrap_or(u64::MAX).min(self.swept_ms + ROUND_MS);
            let due = self.later.iter().map(|(due_ms, _)| *due_ms).fold(due, u64::min);
            if due > until_ms {
                self.stage.world.advance(until_ms.saturating_sub(now_ms));
                return;
            }
            self.stage.world.advance(due.saturating_sub(now_ms).max(1));
        }
    }

    /// Nobody acts and nothing goes wrong any more: until nothing happens by itself.
    fn rest(&mut self) -> Result<(), String> {
        self.say("people stop, and nothing goes wrong any more");
        (self.per_mille, self.disorder) = (0, 0);
        let mut quiet = 0;
        for _ in 0..ROUNDS_MAX {
            let (before, syncs) = (self.figures.cost, self.figures.syncs);
            self.run(self.stage.world.now_ms() + ROUND_MS + 1);
            let mut work = self.stage.keys("work", "");
            if !work.is_empty() && self.failed_work(&work) {
                self.say("an admin tries again what has failed");
                self.retry()?;
                work = self.stage.keys("work", "");
            }
            // The round itself looks once at either side, and nobody else calls. One look asks five queries.
            let asked = self.figures.cost.less(before);
            let looks = if is_posted(self.seed) { 2 } else { 1 };
            let is_calm = asked.salesforce <= looks && asked.jira <= 1;
            let still = asked.outside_writes() == 0 && self.figures.syncs == syncs && is_calm;
            quiet = if still && work.is_empty() && self.later.is_empty() { quiet + 1 } else { 0 };
            if quiet == QUIET_ROUNDS {
                return Ok(());
            }
        }
        let work = self.stage.keys("work", "");
        let documents: Vec<_> = work.iter().map(|key| self.stage.document("work", key)).collect();
        Err(format!("it does not come to rest in {ROUNDS_MAX} rounds; in the ledger: {work:?} {documents:?}"))
    }

    /// Whether some of it is left to people.
    fn failed_work(&mut self, work: &[String]) -> bool {
        work.iter().any(|key| {
            let document = self.stage.document("work", key).unwrap_or_default();
            document["trouble"]["givenUp"] == true
        })
    }

    fn retry(&mut self) -> Result<(), String> {
        let call = Call::RetryWork(RetryWorkCall { key: None, code: None });
        self.figures.retried += 1;
        match self.stage.call(ADMIN, call) {
            Ok(Reply::RetryWork(_)) => Ok(()),
            other => Err(format!("failed work cannot be tried again: {other:?}")),
        }
    }

    pub(crate) fn say(&self, text: &str) {
        if self.steps {
            println!("{:>9.3} s  {text}", (self.stage.world.now_ms() % 100_000_000) as f64 / 1_000.0);
        }
    }

    /// Five-minute rounds so far.
    pub(crate) fn rounds(&self) -> u64 {
        (self.stage.world.now_ms() - self.began_ms) / ROUND_MS + 1
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }
}

impl Subject {
    fn new(pair: Pair, account: Option<usize>) -> Self {
        let began = pair.begins.iter().map(|(jira, salesforce)| (jira.clone(), salesforce.clone(), false)).collect();
        let none = || pair.begins.iter().map(|_| Vec::new()).collect::<Vec<_>>();
        Self {
            bond: Bond::Linked,
            upset: false,
            severed: false,
            began,
            jira: none(),
            salesforce: none(),
            saw_jira: Vec::new(),
            saw_salesforce: Vec::new(),
            overwrote: vec![Vec::new(); pair.begins.len()],
            wrote: Vec::new(),
            remarks: Vec::new(),
            rested_ms: 0,
            partly: vec![false; pair.begins.len()],
            in_step: vec![true; pair.begins.len()],
            place: pair.place,
            account,
            pointed: false,
            guard: Guard::default(),
            papers: Vec::new(),
            board: Board::default(),
            pair,
        }
    }
}

fn name_of(job: &Job) -> String {
    let mut json = serde_json::to_value(job).unwrap_or_default();
    let members = json.as_object_mut().unwrap();
    let kind = members.remove("kind").unwrap_or_default();
    ["cloudId", "projectId", "causes"].iter().for_each(|name| drop(members.remove(*name)));
    let values: Vec<String> = members.values().map(ToString::to_string).collect();
    short(&format!("{} {}", kind.as_str().unwrap_or_default(), values.join(" ")), 160)
}

fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn described(
    effect: &Effect,
    mishap: &Option<crate::Mishap>,
    outcome: &Option<weftline_wire::effect::Outcome>,
) -> String {
    let what = match effect {
        Effect::Salesforce { method, url, body, .. } => format!("{method:?} {url} {body:?}"),
        Effect::Jira { method, path, body, .. } => format!("{method:?} {path} {body:?}"),
        other => format!("{other:?}"),
    };
    let wrong = mishap.as_ref().map(|mishap| format!("  [{mishap:?}]")).unwrap_or_default();
    format!("{}{} -> {}", short(&what, 700), short(&wrong, 120), short(&format!("{outcome:?}"), 300))
}

impl History {
    /// Lets people through while a service is away for the app.
    pub(crate) fn suspend(&mut self) -> Option<Fault> {
        let outage = self.outage.take()?;
        let fault = self.outages.get(&outage).cloned();
        self.stage.world.remove_fault(outage);
        fault
    }

    /// The service is away again.
    pub(crate) fn resume(&mut self, fault: Option<Fault>) {
        if let Some(fault) = fault {
            let id = self.stage.world.add_fault(fault.clone());
            self.outages.insert(id, fault);
            self.outage = Some(id);
        }
    }
}
