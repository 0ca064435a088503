//! What one sync of each kind asks for, when nothing goes wrong.

use serde_json::json;

use super::history::History;
use crate::{AGENT, Cost};

/// What was done, what it asked for, and how many invocations it took.
pub type Spent = (&'static str, Cost, u64);

/// What one sync of each kind asks for. What is found by looking is told without what a look that finds nothing asks for.
pub fn costs() -> Vec<Spent> {
    let mut history = History::calm();
    history.pass(2);
    let idle = history.spend("a five-minute round that finds nothing", |history| history.pass(1));
    let mut all = vec![idle];
    all.push(history.spend("an edit in Jira", |history| {
        history.edit_issue(0, Some(0));
        history.soon();
    }));
    history.pass(2);
    all.push(less(
        history.spend("an edit in Salesforce", |history| {
            history.edit_record(1, Some(0));
            history.pass(1);
        }),
        &idle,
    ));
    history.pass(2);
    all.push(history.spend("a comment in Jira", |history| {
        let issue = history.subjects[2].pair.issue.clone();
        let text = json!({ "type": "paragraph", "content": [{ "type": "text", "text": "A comment." }] });
        let body = json!({ "body": { "type": "doc", "version": 1, "content": [text] } });
        let (status, answer) = history.stage.jira(AGENT, "POST", &format!("issue/{issue}/comment"), &body);
        assert_eq!(status, 201, "{answer}");
        history.soon();
    }));
    history.pass(2);
    all.push(less(
        history.spend("a comment in Salesforce", |history| {
            let parent = history.subjects[3].pair.case.clone();
            let body = json!({ "ParentId": parent, "CommentBody": "A comment." });
            let (status, answer) = history.org("POST", "/sobjects/CaseComment", &body);
            assert_eq!(status, 201, "{answer}");
            history.pass(1);
        }),
        &idle,
    ));
    history.pass(2);
    all.push(less(
        history.spend("50 edits in Salesforce, found at once", |history| {
            for at in 0..history.subjects.len() {
                history.edit_record(at, Some(1));
            }
            history.pass(2);
        }),
        &(idle.0, twice(idle.1), idle.2 * 2),
    ));
    all
}

fn less((what, cost, invocations): Spent, idle: &Spent) -> Spent {
    (what, cost.less(idle.1), invocations.saturating_sub(idle.2))
}

fn twice(cost: Cost) -> Cost {
    let mut sum = cost;
    sum += cost;
    sum
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
        let (before, invocations) = (self.figures.cost, self.figures.invocations);
        act(self);
        (what, self.figures.cost.less(before), self.figures.invocations - invocations)
    }
}
