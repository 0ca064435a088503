//! A whole creation, from the attached file to the end, with one stroke of bad luck at any effect of any invocation on the
//! way, the page's calls among them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use weftline_sandbox::forge::{DeliveryKind, Settlement};
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::random::Random;
use weftline_sandbox::{Door, Host};
use weftline_simulation::{AGENT, Luck, Stage, Stroke, Worker};
use weftline_wire::call::{
    BulkCancelCall, BulkCheckCall, BulkCreateCall, BulkFileCall, BulkJobCall, BulkUploadsCall, Call, Reply,
};
use weftline_wire::configuration::BulkLinks;
use weftline_wire::effect::Effect;
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::{BulkJobView, BulkPhase};

use crate::tickets::{Tickets, choices};

/// Up to so many rows the cases are linked.
pub(crate) const LINKED_ROWS_MAX: u32 = 20;

/// How often a page asks again before somebody gives up.
const TRIES: usize = 4;
/// Five-minute rounds after which everything has to be over.
const ROUNDS_MAX: usize = 60;
/// Messages of one job, after which it goes round in circles.
const MESSAGES_MAX: usize = 400;

/// The issue that `Stage` works on.
pub(crate) const ISSUE: &str = "10100";

/// What somebody does while it is under way.
type Act = fn(&mut Play);

/// A creation.
pub(crate) struct Play {
    /// The world.
    pub(crate) stage: Stage,
    /// The file.
    pub(crate) tickets: Tickets,
    /// The job's id.
    pub(crate) job_id: String,
    /// The file's attachment.
    pub(crate) attachment: String,
    /// What was attached before, the file among it.
    pub(crate) known: BTreeSet<String>,
    /// Effects so far, of all invocations together.
    pub(crate) effects: usize,
    /// Those of them that had been when it was confirmed.
    pub(crate) confirmed: usize,
    /// Those that had been when it was over.
    pub(crate) over: usize,
    /// Calls of Salesforce so far.
    pub(crate) salesforce_calls: u32,
    /// Invocations so far that the queue began.
    pub(crate) messages: usize,
    /// What goes wrong, and at which of all effects.
    strike: Option<(usize, Stroke)>,
    /// What was being done when it did.
    pub(crate) struck: Option<String>,
    /// Before which effect somebody does something by the way.
    aside: Option<(usize, Act)>,
    /// Whether a call may find that somebody was faster.
    may_be_over: bool,
    /// Whether the message of an invocation that died is lost too; otherwise Forge delivers it again.
    loses: bool,
}

impl Play {
    /// A file with so many rows, attached to SUP-1.
    pub(crate) fn new(seed: u64, rows: u32) -> Self {
        let mut stage = Stage::connected(seed);
        // To link them takes as many effects again: that is struck with a few rows.
        let links = if rows > LINKED_ROWS_MAX { BulkLinks::None } else { BulkLinks::All };
        stage.set(|settings| {
            settings.allow_bulk = true;
            settings.bulk_links = links;
        });
        let tickets = Tickets::new(seed, rows);
        let attachment = attach(&mut stage, "tickets.csv", &tickets.csv);
        let mut random = Random::seeded(seed);
        let job_id = format!("{:016x}{:016x}", random.number(), random.number());
        Self {
            stage,
            tickets,
            job_id,
            known: [attachment.clone()].into(),
            attachment,
            effects: 0,
            confirmed: 0,
            over: 0,
            salesforce_calls: 0,
            messages: 0,
            strike: None,
            struck: None,
            aside: None,
            may_be_over: false,
            loses: false,
        }
    }

    /// Something goes wrong at this effect.
    pub(crate) fn struck_at(mut self, index: usize, stroke: Stroke) -> Self {
        self.strike = Some((index, stroke));
        self.loses = index.is_multiple_of(2);
        self
    }

    /// Somebody does something before this effect.
    pub(crate) fn aside_at(mut self, index: usize, act: Act) -> Self {
        self.aside = Some((index, act));
        self
    }

    /// From the file to the end, good rows confirmed.
    pub(crate) fn through(&mut self) -> BulkJobView {
        self.check();
        let checked = self.run_to(|phase| phase != BulkPhase::Checking);
        if checked.brief.phase == BulkPhase::Checked {
            self.create(checked.good);
        }
        self.end()
    }

    /// The same, and somebody cancels it before this effect, as soon as there is something to cancel.
    pub(crate) fn cancelled_at(&mut self, index: usize) -> BulkJobView {
        self.aside = Some((index, |play| {
            if play.stage.document("bulk", &play.job_id.clone()).is_some() {
                play.cancel();
            }
        }));
        self.check();
        let checked = self.run_to(|phase| phase != BulkPhase::Checking);
        if checked.brief.phase == BulkPhase::Checked {
            self.may_be_over = true;
            self.create(checked.good);
        }
        self.end()
    }

    /// Has the file checked, as the page does.
    pub(crate) fn check(&mut self) {
        self.call(Call::BulkUploads(BulkUploadsCall {}));
        let file = BulkFileCall { attachment_id: self.attachment.clone(), dialect: None };
        let Some(Reply::BulkFile(file)) = self.call(Call::BulkFile(file)) else { return };
        self.call(Call::BulkCheck(BulkCheckCall {
            job_id: self.job_id.clone(),
            attachment_id: self.attachment.clone(),
            fingerprint: file.fingerprint,
            dialect: file.dialect,
            fields: choices(),
            assignment_rules: None,
            again: self.known.len() > 1,
        }));
    }

    /// Begins anew with the same file.
    pub(crate) fn anew(&mut self) {
        self.job_id = self.job_id.chars().rev().collect();
        self.known = self.attachments().into_iter().map(|(id, _)| id).collect();
    }

    /// Confirms.
    pub(crate) fn create(&mut self, rows: u32) {
        self.confirmed = self.effects;
        self.call(Call::BulkCreate(BulkCreateCall { job_id: self.job_id.clone(), rows }));
    }

    /// Cancels.
    pub(crate) fn cancel(&mut self) {
        self.call(Call::BulkCancel(BulkCancelCall { job_id: self.job_id.clone() }));
    }

    /// Looks at the job, with good luck.
    pub(crate) fn look(&mut self) -> BulkJobView {
        let call = BulkJobCall { job_id: self.job_id.clone(), problems: true };
        match self.stage.call(AGENT, Call::BulkJob(call)) {
            Ok(Reply::BulkJob(view)) => view,
            other => panic!("no job: {other:?}"),
        }
    }

    /// Until nothing of it is under way.
    pub(crate) fn end(&mut self) -> BulkJobView {
        let over = |phase| matches!(phase, BulkPhase::Done | BulkPhase::Cancelled | BulkPhase::Failed);
        let view = self.run_to(over);
        self.over = self.effects;
        self.round();
        self.stage.world.clear_faults();
        view
    }

    /// Handles messages, with the five-minute rounds, until the job is so far.
    pub(crate) fn run_to(&mut self, is_there: impl Fn(BulkPhase) -> bool) -> BulkJobView {
        for _ in 0..ROUNDS_MAX {
            self.deliver();
            let view = self.look();
            if is_there(view.brief.phase) {
                return view;
            }
            self.round();
        }
        let view = self.look();
        panic!("struck by {:?} at {:?}, the job does not end: {view:?}", self.strike, self.struck);
    }

    /// Until nothing is in the queue and the ledger, without anybody who looks.
    pub(crate) fn rest(&mut self) {
        for _ in 0..ROUNDS_MAX {
            self.deliver();
            if self.stage.keys("work", "").is_empty() {
                return;
            }
            self.round();
        }
        panic!("there is always something left to do");
    }

    /// Five minutes later.
    fn round(&mut self) {
        self.stage.world.advance(300_000);
        let worker = self.stage.unlucky(Job::Sweep {}, self.luck());
        self.finish(worker);
        self.deliver();
    }

    /// Handles what the queue delivers until nothing is due within four minutes.
    fn deliver(&mut self) {
        loop {
            let now_ms = self.stage.world.now_ms();
            let Some(due_ms) = self.stage.world.next_due_ms().filter(|due_ms| *due_ms <= now_ms + 240_000) else {
                return;
            };
            self.stage.world.advance(due_ms.saturating_sub(now_ms) + 1);
            for delivery in self.stage.world.deliveries() {
                self.messages += 1;
                assert!(self.messages < MESSAGES_MAX, "the queue never comes to rest");
                let settlement = match delivery.kind {
                    DeliveryKind::Queue => self.consume(&delivery.body),
                    _ => Some(Settlement::Done { response: None }),
                };
                if let Some(settlement) = settlement {
                    self.stage.world.settle(&delivery.id, settlement);
                }
            }
        }
    }

    /// Handles a message as the host does; none when nobody settles it.
    fn consume(&mut self, message: &Value) -> Option<Settlement> {
        let job: Job = serde_json::from_value(message["body"].clone()).expect("a message is a job");
        let worker = self.stage.unlucky(job, self.luck());
        match self.finish(worker) {
            None if self.loses => Some(Settlement::Done { response: None }),
            None => None,
            Some(Turn::Park { job, delay_seconds }) => {
                let push = Effect::Push { queue: "work".into(), job: Box::new(job), delay_seconds };
                self.effects += 1;
                let is_struck = self.strike.is_some_and(|(index, _)| index == self.effects - 1);
                if is_struck {
                    self.struck = Some("the way to the next invocation".into());
                } else {
                    Host::new(None, 1).perform(&mut self.stage.world, &push);
                }
                Some(Settlement::Done { response: None })
            }
            Some(Turn::Failed { failure }) if failure.retryable => {
                Some(Settlement::Retry { retry_after_seconds: Some(30), retry_reason: None, retry_data: None })
            }
            Some(Turn::Failed { failure }) => panic!("after {:?} at {:?}: {failure:?}", self.strike, self.struck),
            Some(_) => Some(Settlement::Done { response: None }),
        }
    }

    /// A page's call, which is made again until it is answered.
    fn call(&mut self, call: Call) -> Option<Reply> {
        for _ in 0..TRIES {
            let worker = self.stage.worker(AGENT, call.clone(), self.luck());
            match self.finish(worker) {
                Some(Turn::Done { reply }) => return reply,
                Some(Turn::Failed { .. }) if self.may_be_over => return None,
                Some(Turn::Failed { failure }) if !failure.retryable => {
                    panic!("after {:?} at {:?}: {failure:?}", self.strike, self.struck)
                }
                _ => self.stage.world.advance(2_000),
            }
        }
        panic!("after {:?} at {:?} nobody answers the page", self.strike, self.struck);
    }

    fn luck(&self) -> Luck {
        match self.strike {
            Some((index, stroke)) if index >= self.effects => Luck::bad(index - self.effects, stroke),
            _ => Luck::good(),
        }
    }

    fn finish(&mut self, mut worker: Worker) -> Option<Turn> {
        let turn = loop {
            let at = self.effects + worker.performed();
            if let Some((_, act)) = self.aside.take_if(|(index, _)| *index == at) {
                act(self);
            }
            match worker.step(&mut self.stage.world) {
                weftline_simulation::Step::Worked => {}
                weftline_simulation::Step::Ended(turn) => break Some(*turn),
                weftline_simulation::Step::Died => break None,
            }
        };
        self.effects += worker.performed();
        self.salesforce_calls += worker.salesforce_calls();
        if let Some(effect) = worker.struck() {
            self.struck = Some(short(effect));
        }
        turn
    }
}

fn short(effect: &Effect) -> String {
    let text = match effect {
        Effect::Salesforce { method, url, .. } => format!("{method:?} {url}"),
        Effect::Jira { method, path, .. } => format!("{method:?} {path}"),
        other => format!("{other:?}"),
    };
    text.chars().take(160).collect()
}

/// A request to Jira as Jane, with whatever content.
pub(crate) fn jira(stage: &mut Stage, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Response {
    let headers = [
        ("x-forge-principal", "user"),
        ("x-forge-account", AGENT),
        ("x-atlassian-token", "no-check"),
        ("content-type", kind),
    ];
    let request = Request {
        method: method.into(),
        target: format!("/jira/rest/api/3/{path}"),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        body,
    };
    stage.world.handle(Door::Forge, &request)
}

/// Attaches a file to SUP-1 as the page does; gives its id.
pub(crate) fn attach(stage: &mut Stage, name: &str, content: &[u8]) -> String {
    let head = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    let body = [head.as_bytes(), content, b"\r\n--limit--\r\n"].concat();
    let path = format!("issue/{ISSUE}/attachments");
    let response = jira(stage, "POST", &path, "multipart/form-data; boundary=limit", body);
    let answer: Value = serde_json::from_slice(&response.body).unwrap_or(json!(null));
    answer[0]["id"].as_str().unwrap_or_else(|| panic!("not attached: {answer}")).to_owned()
}
