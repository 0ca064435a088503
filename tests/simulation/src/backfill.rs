//! Issues and cases that belong together and are not linked, and a backfill that links them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_wire::call::{
    BackfillCall, BackfillReportCall, BeginBackfillCall, Call, LinkCall, Reply, SteerBackfillCall,
};
use weftline_wire::configuration::{Comparison, Condition, Direction, FirstSync, Operand, Policy};
use weftline_wire::failure::Failure;
use weftline_wire::job::{Job, Named, Turn};
use weftline_wire::view::{
    BackfillCounts, BackfillJobView, BackfillMatching, BackfillPhase, BackfillPlan, BackfillSource, BackfillStep,
    BackfillView,
};

use crate::mappings::{field, mapping, section};
use crate::{ADMIN, AGENT, Luck, Stage, Stroke};

/// The text field `Customer reference`, which holds the cases' numbers.
pub const NUMBER: &str = "customfield_10050";

/// The job's id.
pub const JOB: &str = "0123456789abcdef0123456789abcdef";

/// With what the subjects of the cases begin.
const SUBJECT: &str = "Case ";

/// Longer than a worker's claim holds.
const CLAIM_MS: u64 = 121_000;

/// Invocations after which it never ends.
const INVOCATIONS_MAX: u32 = 100_000;

/// Linked by the number or id that issues hold; what is linked stays as it is.
#[must_use]
pub fn by_number(create: bool) -> BackfillPlan {
    BackfillPlan {
        connection: "main".into(),
        object: "Case".into(),
        source: BackfillSource::Issues { jql: "labels = old".into() },
        matching: BackfillMatching::Reference { jira_field: NUMBER.into() },
        create,
        only_new: true,
    }
}

/// The same from the other side: the cases that [`Play`] has made, each linked to the issue that holds its number or id.
#[must_use]
pub fn by_case() -> BackfillPlan {
    let condition = Condition::Compare {
        field: "Subject".into(),
        comparison: Comparison::Contains,
        values: vec![Operand { id: None, text: SUBJECT.trim().into() }],
    };
    BackfillPlan { source: BackfillSource::Records { condition: Some(condition) }, ..by_number(false) }
}

/// A backfill.
#[derive(Clone)]
pub struct Play {
    /// The world.
    pub stage: Stage,
    /// The issues: their ids.
    pub issues: Vec<String>,
    /// The cases.
    pub cases: Vec<String>,
    /// Effects that workers performed.
    pub effects: usize,
    /// Calls of Salesforce that they made.
    pub salesforce_calls: u32,
    /// Messages that they left in the queue, and events that were heard of what they did.
    pub invocations: u32,
}

impl Play {
    /// So many issues, of ten of which one has no number, one a number that no case has, one a case's id, one the case
    /// of the issue before, one is linked already, and the others have a case each.
    #[must_use]
    pub fn new(seed: u64, many: usize) -> Self {
        let mut stage = Stage::connected(seed);
        stage.set(|settings| settings.first_sync = FirstSync::JiraFillsSalesforce);
        stage.save(vec![section(
            "*",
            mapping("Case", vec![field("Subject", "summary", Direction::Both, Policy::JiraWins)]),
        )]);
        let records: Vec<Value> = (0..many)
            .map(|number| json!({ "attributes": { "type": "Case" }, "Subject": format!("{SUBJECT}{number}") }))
            .collect();
        let cases: Vec<String> = records.chunks(200).flat_map(|part| stage.make_many(part)).collect();
        let mut numbers = BTreeMap::new();
        for part in cases.chunks(200) {
            let ids: Vec<String> = part.iter().map(|id| format!("'{id}'")).collect();
            for found in stage.query(&format!("SELECT Id, CaseNumber FROM Case WHERE Id IN ({})", ids.join(","))) {
                numbers.insert(text(&found["Id"]), text(&found["CaseNumber"]));
            }
        }
        let mut issues = Vec::with_capacity(many);
        for at in 0..many {
            let held = match at % 10 {
                0 => Value::Null,
                1 => json!("99999999"),
                2 => json!(cases[at]),
                3 => json!(numbers[&cases[at - 1]]),
                _ => json!(numbers[&cases[at]]),
            };
            let fields = json!({
                "project": { "id": "10000" }, "issuetype": { "id": "10001" }, "summary": format!("Issue {at}"),
                "labels": ["old"], NUMBER: held,
            });
            let (status, made) = stage.jira(AGENT, "POST", "issue", &json!({ "fields": fields }));
            assert_eq!(status, 201, "{made}");
            issues.push(text(&made["id"]));
            if at % 10 == 4 {
                link(&mut stage, &text(&made["id"]), &text(&made["key"]), &cases[at]);
            }
            if at % 500 == 499 {
                forget_messages(&mut stage);
            }
        }
        forget_messages(&mut stage);
        for key in stage.keys("work", "") {
            stage.remove_entity("work", &key);
        }
        stage.world.advance(3_600_000);
        Self { stage, issues, cases, effects: 0, salesforce_calls: 0, invocations: 0 }
    }

    /// Begins it, as the admin does.
    ///
    /// # Errors
    /// What the page would show.
    pub fn begin(&mut self, plan: BackfillPlan) -> Result<BackfillJobView, Failure> {
        let call = Call::BeginBackfill(BeginBackfillCall { job_id: JOB.into(), plan });
        match self.stage.call(ADMIN, call)? {
            Reply::BeginBackfill(view) => Ok(view.job.expect("there is a job")),
            other => panic!("{other:?}"),
        }
    }

    /// Does something to it, as the admin does.
    ///
    /// # Errors
    /// What the page would show.
    pub fn steer(&mut self, step: BackfillStep, rows: u32) -> Result<BackfillJobView, Failure> {
        let call = Call::SteerBackfill(SteerBackfillCall { job_id: JOB.into(), step, rows });
        match self.stage.call(ADMIN, call)? {
            Reply::SteerBackfill(view) => Ok(view.job.expect("there is a job")),
            other => panic!("{other:?}"),
        }
    }

    /// How it stands.
    pub fn view(&mut self) -> BackfillJobView {
        self.views().job.expect("there is a job")
    }

    /// What the page shows.
    pub fn views(&mut self) -> BackfillView {
        match self.stage.call(ADMIN, Call::Backfill(BackfillCall {})) {
            Ok(Reply::Backfill(view)) => view,
            other => panic!("{other:?}"),
        }
    }

    /// One invocation with this luck. Gives how long the next one waits.
    pub fn invoke(&mut self, luck: Luck) -> Option<u32> {
        let mut worker = self.stage.unlucky(Job::Backfill { job_id: JOB.into() }, luck);
        let end = worker.finish(&mut self.stage.world);
        self.effects += worker.performed();
        self.salesforce_calls += worker.salesforce_calls();
        self.invocations += 1;
        match end {
            Some(Turn::Park { delay_seconds, .. }) => Some(delay_seconds),
            Some(Turn::Done { .. }) => None,
            // The queue brings the message again.
            Some(Turn::Failed { failure }) if failure.retryable => Some(5),
            Some(other) => panic!("{other:?}"),
            None => {
                self.stage.world.advance(CLAIM_MS);
                Some(1)
            }
        }
    }

    /// Invocations until the phase is over, each with the luck that it is given by its number.
    pub fn run(&mut self, luck: &dyn Fn(u32) -> Luck) -> BackfillJobView {
        let phase = self.view().brief.phase;
        for number in 0..INVOCATIONS_MAX {
            let after = self.invoke(luck(number));
            let view = self.view();
            if view.brief.phase != phase {
                return view;
            }
            assert!(!view.paused, "it does not rest by itself");
            self.stage.world.advance(u64::from(after.unwrap_or(300)) * 1_000);
        }
        panic!("it never ends: {:?}", self.view());
    }

    /// The dry run.
    pub fn look(&mut self, plan: BackfillPlan) -> BackfillJobView {
        self.begin(plan).expect("it can be begun");
        let view = self.run(&|_| Luck::good());
        assert_eq!(view.brief.phase, BackfillPhase::Ready, "{view:?}");
        view
    }

    /// The run, with this luck.
    pub fn carry_out(&mut self, luck: &dyn Fn(u32) -> Luck) -> BackfillJobView {
        let rows = self.view().brief.rows;
        self.steer(BackfillStep::Start, rows).expect("it can be started");
        let view = self.run(luck);
        assert_eq!(view.brief.phase, BackfillPhase::Done, "{view:?}");
        view
    }

    /// Has everybody else done what is left: messages, and what the schedule rings for.
    pub fn catch_up(&mut self) {
        for _ in 0..3 {
            self.stage.settle();
            self.stage.world.advance(600_000);
        }
        let left = self.stage.keys("work", "");
        for key in left.iter().filter_map(|key| key.strip_prefix("sync:")) {
            self.stage.work(Job::Sync { issue_id: key.to_owned() }).finish(&mut self.stage.world);
        }
        for key in left.iter().filter(|key| key.starts_with("first:")) {
            self.stage.work(Job::FirstSync { key: key.clone() }).finish(&mut self.stage.world);
        }
    }

    /// The whole report.
    pub fn report(&mut self) -> String {
        let (mut csv, mut after) = (String::new(), None);
        loop {
            let call = Call::BackfillReport(BackfillReportCall { job_id: JOB.into(), after });
            match self.stage.call(ADMIN, call) {
                Ok(Reply::BackfillReport(part)) => {
                    csv.push_str(&part.csv);
                    after = part.after;
                }
                other => panic!("{other:?}"),
            }
            if after.is_none() {
                return csv;
            }
        }
    }

    /// What every issue is linked to, by issue; each way back is looked at, too.
    pub fn links(&mut self) -> BTreeMap<String, Vec<String>> {
        let mut links = BTreeMap::new();
        for issue in self.issues.clone() {
            let document = self.stage.document("issue", &issue).unwrap_or_default();
            let linked: Vec<String> =
                document["links"].as_array().into_iter().flatten().map(|link| text(&link["recordId"])).collect();
            for record in &linked {
                let back = self.stage.document("record", &format!("main:{record}")).expect("there is a way back");
                assert_eq!(back["issueIds"], json!([issue]), "{record} is linked to one issue only");
            }
            links.insert(issue, linked);
        }
        links
    }

    /// Subjects of cases, by id.
    pub fn subjects(&mut self) -> BTreeMap<String, String> {
        let mut subjects = BTreeMap::new();
        for part in self.cases.clone().chunks(200) {
            let ids: Vec<String> = part.iter().map(|id| format!("'{id}'")).collect();
            for found in self.stage.query(&format!("SELECT Id, Subject FROM Case WHERE Id IN ({})", ids.join(","))) {
                subjects.insert(text(&found["Id"]), text(&found["Subject"]));
            }
        }
        subjects
    }

    /// The cases that it created, by issue.
    pub fn created(&mut self) -> BTreeMap<String, String> {
        let mut created = BTreeMap::new();
        let soql = format!("SELECT Id, Weftline_Key__c FROM Case WHERE Weftline_Key__c LIKE '%:backfill-{JOB}'");
        for found in self.stage.query(&soql) {
            let key = text(&found["Weftline_Key__c"]);
            let issue = key.split(':').nth(1).expect("a key names its issue").to_owned();
            assert!(created.insert(issue, text(&found["Id"])).is_none(), "{key} was created twice");
        }
        created
    }
}

/// What so many issues come to.
#[must_use]
pub fn expected(many: u32, create: bool) -> BackfillCounts {
    let tenth = many / 10;
    let (created, unmatched) = if create { (2 * tenth, 0) } else { (0, 2 * tenth) };
    BackfillCounts {
        link: 6 * tenth,
        create: created,
        update: 0,
        already: tenth,
        unmatched,
        conflict: tenth,
        cannot: 0,
    }
}

/// Each worker dies at its so manieth effect.
#[must_use]
pub fn dying_at(effect: usize) -> Luck {
    Luck::bad(effect, Stroke::DiesBefore)
}

fn link(stage: &mut Stage, issue_id: &str, key: &str, case: &str) {
    let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![case.to_owned()], share: false });
    let mut job = stage.job(AGENT, call);
    if let Job::Call { caller, .. } = &mut job {
        caller.issue = Some(Named { id: issue_id.to_owned(), key: key.to_owned() });
    }
    let end = stage.work_as(AGENT, job).finish(&mut stage.world);
    assert!(matches!(end, Some(Turn::Done { .. })), "{end:?}");
}

fn forget_messages(stage: &mut Stage) {
    while stage.world.next_due_ms().is_some() {
        stage.lose_messages();
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
