//! What one sync of each kind asks for, when nothing goes wrong.

use serde_json::{Value, json};
use weftline_wire::call::{Call, Choice, DecideConflictsCall};
use weftline_wire::job::Job;
use weftline_wire::plan::Way;

use super::fields::FIELDS;
use super::history::History;
use super::setup;
use crate::rules::{self, RULE, SWITCH};
use crate::scenes::{self, ISSUE};
use crate::{AGENT, Cost, Luck, Stage};

/// What was done, and what it asked for.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// What was done.
    pub what: &'static str,
    /// What it asked for.
    pub cost: Cost,
}

/// What one sync of each kind asks for.
#[derive(Clone, Debug)]
pub struct Costs {
    /// An invocation that finds nothing to do.
    pub empty: Spent,
    /// A five-minute round that finds nothing, with the looks that it rings for.
    pub idle: Spent,
    /// An edit in Jira, and one in Salesforce.
    pub edits: [Spent; 2],
    /// Everything else.
    pub others: Vec<Spent>,
}

impl Costs {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Spent> {
        [&self.empty, &self.idle].into_iter().chain(&self.edits).chain(&self.others)
    }

    /// The same where the core took less: what else the machine did is no part of it.
    pub fn least(&mut self, other: &Self) {
        let mut theirs = other.all();
        let mine = [&mut self.empty, &mut self.idle].into_iter().chain(&mut self.edits).chain(&mut self.others);
        for one in mine {
            if let Some(other) = theirs.next() {
                one.cost.computing_ns = one.cost.computing_ns.min(other.cost.computing_ns);
            }
        }
    }
}

/// What one sync of each kind asks for. What is found by looking is told without what a look that finds nothing asks for.
/// With `steps` everything is printed that the syncs of single edits ask for.
pub fn costs(steps: bool) -> Costs {
    let mut history = History::calm(steps);
    history.pass(2);
    let empty = history.spend("an invocation that finds nothing to do", |history| {
        let mut worker = history.stage.work(Job::Sync { issue_id: "1".into() });
        worker.finish(&mut history.stage.world);
        history.figures.cost += worker.cost();
    });
    let idle = history.spend("a five-minute round that finds nothing", |history| history.pass(1));
    let in_jira = history.spend("an edit in Jira", |history| {
        history.edit_issue(0, Some(0));
        history.soon();
    });
    history.pass(2);
    let in_salesforce = less(
        history.spend("an edit in Salesforce", |history| {
            history.edit_record(1, Some(0));
            history.pass(1);
        }),
        &idle.cost,
    );
    history.pass(2);
    let mut others = comments(&mut history, &idle.cost);
    others.push(conflict(&mut history, &idle.cost));
    history.pass(2);
    others.push(less(
        history.spend("50 edits in Salesforce, found at once", |history| {
            for at in 0..history.subjects.len() {
                history.edit_record(at, Some(1));
            }
            history.pass(2);
        }),
        &idle.cost.times(2),
    ));
    others.push(creation());
    others.extend(of_many_links());
    others.extend(of_many_pairs());
    Costs { empty, idle, edits: [in_jira, in_salesforce], others }
}

fn comments(history: &mut History, idle: &Cost) -> Vec<Spent> {
    let in_jira = history.spend("a comment in Jira", |history| {
        let issue = history.subjects[2].pair.issue.clone();
        let text = json!({ "type": "paragraph", "content": [{ "type": "text", "text": "A comment." }] });
        let body = json!({ "body": { "type": "doc", "version": 1, "content": [text] } });
        let (status, answer) = history.stage.jira(AGENT, "POST", &format!("issue/{issue}/comment"), &body);
        assert_eq!(status, 201, "{answer}");
        history.soon();
    });
    history.pass(2);
    let in_salesforce = history.spend("a comment in Salesforce", |history| {
        let parent = history.subjects[3].pair.case.clone();
        let body = json!({ "ParentId": parent, "CommentBody": "A comment." });
        let (status, answer) = history.org("POST", "/sobjects/CaseComment", &body);
        assert_eq!(status, 201, "{answer}");
        history.pass(1);
    });
    history.pass(2);
    vec![in_jira, less(in_salesforce, idle)]
}

/// Both sides of a field are edited whose policy is to ask, and somebody decides.
fn conflict(history: &mut History, idle: &Cost) -> Spent {
    let asking = FIELDS.iter().position(|field| field.salesforce == "Severity__c").unwrap();
    let pair = history.subjects[4].pair.clone();
    let spent = history.spend("a conflict, and its decision", |history| {
        let (status, answer) =
            history.org("PATCH", &format!("/sobjects/Case/{}", pair.case), &json!({ "Severity__c": "High" }));
        assert_eq!(status, 204, "{answer}");
        let fields = json!({ "fields": { FIELDS[asking].jira: { "value": "Critical" } } });
        let (status, answer) = history.stage.jira(AGENT, "PUT", &format!("issue/{}", pair.issue), &fields);
        assert_eq!(status, 204, "{answer}");
        history.pass(1);
        let link = history.stage.document("link", &format!("{}:{}", pair.issue, pair.case)).unwrap();
        let digest = link["held"][0]["digest"].as_str().expect("it waits for somebody").to_owned();
        let choice =
            Choice { record_id: pair.case.clone(), field: "Severity__c".into(), way: Way::ToSalesforce, digest };
        let call = Call::DecideConflicts(DecideConflictsCall { choices: vec![choice] });
        let mut worker = history.stage.work_as(AGENT, setup::on(&pair, history.subjects[4].place, call));
        worker.finish(&mut history.stage.world);
        history.figures.cost += worker.cost();
        history.soon();
        let (_, record) = history.org("GET", &format!("/sobjects/Case/{}", pair.case), &Value::Null);
        assert_eq!(record["Severity__c"], "Critical", "it was decided");
    });
    less(spent, idle)
}

/// A rule creates a case, from the event to the link.
fn creation() -> Spent {
    let mut stage = Stage::connected(7);
    stage.save(vec![rules::section("10000", vec![rules::rule(RULE, SWITCH, "Yes", rules::always())])]);
    stage.settle();
    stage.world.advance(60_000);
    // The first one finds out what is kept afterwards: the describe, what the rule compares.
    for first in [true, false] {
        let fields = json!({
            "project": { "id": "10000" }, "issuetype": { "id": "10001" }, "summary": "It hums",
            SWITCH: { "value": "Yes" },
        });
        let (status, made) = stage.jira(AGENT, "POST", "issue", &json!({ "fields": fields }));
        assert_eq!(status, 201, "{made}");
        if first {
            stage.settle();
            stage.cost = Cost::default();
        }
    }
    stage.settle();
    Spent { what: "a case that a rule creates", cost: stage.cost }
}

fn of_many_links() -> Vec<Spent> {
    let (mut stage, ids) = scenes::many_links(81, 1_000);
    let mut spent = Vec::new();
    let mut sync = |stage: &mut Stage, what: &'static str| {
        let mut worker = stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good());
        worker.finish(&mut stage.world);
        assert!(stage.is_at_rest(ISSUE), "{what}");
        stage.world.advance(60_000);
        spent.push(Spent { what, cost: worker.cost() });
    };
    stage.change("Case", &ids[500], &json!({ "SuppliedName": "Henry" }));
    scenes::mark(&mut stage, &ids[500..501]);
    sync(&mut stage, "of an issue with 1,000 links: the sync of a Salesforce edit of one record");
    let edit = |stage: &mut Stage, fields: &Value| {
        stage.edit(AGENT, ISSUE, fields);
        scenes::mark(stage, &[]);
    };
    edit(&mut stage, &json!({ "labels": ["loud"] }));
    sync(&mut stage, "the same: the sync of a Jira edit of what is not mapped");
    edit(&mut stage, &json!({ "summary": "It hums" }));
    sync(&mut stage, "the same: the sync of a Jira edit that goes to 1,000 records");
    spent
}

fn of_many_pairs() -> Vec<Spent> {
    let (mut stage, pairs) = scenes::many_pairs(1, 100_000, 2_000);
    let look = |stage: &mut Stage, what: &'static str| {
        let mut worker = stage.work(Job::Poll { connection: "main".into() });
        worker.finish(&mut stage.world);
        Spent { what, cost: worker.cost() }
    };
    let nothing = look(&mut stage, "of 100,000 links: a look at Salesforce that finds nothing");
    stage.world.advance(300_000);
    scenes::change_all(&mut stage, pairs.iter().map(|(_, case)| case), "It hums");
    vec![nothing, look(&mut stage, "the same: a look at Salesforce that finds 2,000 changes")]
}

fn less(spent: Spent, idle: &Cost) -> Spent {
    Spent { cost: spent.cost.less(*idle), ..spent }
}

impl History {
    /// So many five-minute rounds go by.
    fn pass(&mut self, rounds: u64) {
        self.run(self.stage.world.now_ms() + rounds * 300_001);
    }

    /// What was heard is dealt with, and no round comes.
    fn soon(&mut self) {
        self.run(self.stage.world.now_ms() + 30_000);
    }

    fn spend(&mut self, what: &'static str, act: impl FnOnce(&mut Self)) -> Spent {
        self.say(what);
        let before = self.figures.cost;
        act(self);
        Spent { what, cost: self.figures.cost.less(before) }
    }
}
