//! Rules on issues. An input is a line of rules, then Jira's reply, which may have a list `changes` beside its `fields`.
//! Whatever they are, every rule gets a decision, the same each time; the verdict straight from the bytes is the one
//! that comes with a trace; and a rule that the check lets pass can be judged.

use std::collections::BTreeMap;

use serde_json::Value;
use weftline_mapping::JiraFields;
use weftline_rules::{Change, Facts, Prepared, check, judge, judge_now, occasion};
use weftline_wire::configuration::{EventSelection, RuleSet};
use weftline_wire::decision::{Judged, Verdict};
use weftline_wire::document;
use weftline_wire::json::{self, Reader};

const EVENTS: EventSelection = EventSelection {
    issue_created: true,
    issue_updated: true,
    issue_transitioned: true,
    issue_assigned: false,
    commented: true,
    comment_deleted: true,
    attachment_added: true,
    attachment_deleted: true,
    issue_deleted: true,
};

/// Rules and an issue.
pub fn rules(data: &[u8]) {
    let (line, reply) = match data.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &data[..0]),
    };
    passed_over(reply);
    let set: RuleSet = json::from_slice(line).unwrap_or_default();
    let problems = check(&set, &JiraFields::default());
    let prepared = Prepared::new(&set.rules);
    let bytes = prepared.judge_now(reply);
    assert_eq!(bytes, prepared.judge_now(reply), "the same issue gets the same verdicts");
    let Ok(Value::Object(whole)) = serde_json::from_slice::<Value>(reply) else {
        return;
    };
    let Some(Value::Object(fields)) = whole.get("fields") else {
        return;
    };
    let texts: BTreeMap<&str, String> = fields.iter().map(|(id, value)| (id.as_str(), value.to_string())).collect();
    let items: Vec<&Value> = whole.get("changes").and_then(Value::as_array).into_iter().flatten().collect();
    let changes: Vec<Change<'_>> = (1..).zip(items).map(|(history_id, item)| change(history_id, item)).collect();
    let mut facts = Facts {
        fields: texts.iter().map(|(id, value)| (*id, value.as_str())).collect(),
        names: BTreeMap::new(),
        created_ms: 1_000,
        changes: &changes,
        judged: None,
        events: &EVENTS,
    };
    for rule in &set.rules {
        let decision = judge(rule, &facts);
        assert_eq!(decision, judge(rule, &facts), "the same issue gets the same decision");
        assert!(!problems.is_empty() || decision.verdict != Verdict::Invalid, "what is checked can be judged");
        let set_off = decision.trigger.as_ref().map(|trigger| trigger.holds);
        assert!(set_off.is_none_or(|set_off| set_off == occasion(rule, &facts).is_some()));
        decision.trigger.iter().chain(&decision.conditions).for_each(in_proportion);
    }
    // Of what happened before, the bytes of a reply tell nothing.
    facts.changes = &[];
    facts.judged = Some(document::Judged { history_id: u64::MAX, at_ms: 0 });
    let traced: Vec<bool> =
        set.rules.iter().map(|rule| rule.enabled && judge_now(rule, &facts).verdict == Verdict::Creates).collect();
    // As serde writes it, an object has each member once.
    let again = Value::Object(whole.clone()).to_string();
    let from_bytes = prepared.judge_now(again.as_bytes()).unwrap_or_else(|error| panic!("{error}: {again}"));
    assert_eq!(from_bytes, traced, "the bytes tell what the trace tells");
}

/// What is JSON is passed over as it is read.
fn passed_over(reply: &[u8]) {
    let lazily = Reader::of_bytes(reply).pass().map(|value| value.bytes());
    if let Ok(text) = std::str::from_utf8(reply)
        && let Ok(strictly) = Reader::new(text).raw()
    {
        assert_eq!(lazily.ok(), Some(strictly.as_bytes()));
    }
}

fn change(history_id: u64, item: &Value) -> Change<'_> {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    Change {
        history_id,
        at_ms: 1_000 + history_id,
        field: text("field").unwrap_or("summary"),
        from: text("from"),
        from_string: text("fromString"),
        to: text("to"),
        to_string: text("toString"),
    }
}

/// A trace shows no more of a value than people read.
fn in_proportion(judged: &Judged) {
    let found = judged.found.as_deref().unwrap_or_default();
    assert!(found.chars().count() <= 200, "{found}");
    judged.of.iter().for_each(in_proportion);
}
