//! Rules on an issue, for vectors and replay.

use std::collections::BTreeMap;

use weftline_rules::{Change, Facts, Prepared, judge, judge_now, occasion};
use weftline_wire::configuration::{EventSelection, Rule};
use weftline_wire::decision::RuleDecision;
use weftline_wire::document::Judged;
use weftline_wire::json::{self, Json, Unreadable};
use weftline_wire::{decode_object, encode_object};

/// What rules are judged on.
#[derive(Clone, Debug)]
pub struct JudgeRules {
    rules: Vec<Rule>,
    /// The values as Jira writes them, by field id.
    fields: BTreeMap<String, Json>,
    names: BTreeMap<String, String>,
    created_ms: u64,
    changes: Vec<Changed>,
    judged: Option<Judged>,
    events: EventSelection,
}

#[derive(Clone, Debug)]
struct Changed {
    history_id: u64,
    at_ms: u64,
    field: String,
    from: Option<String>,
    from_string: Option<String>,
    to: Option<String>,
    to_string: Option<String>,
}

/// What became of them, each in the order of the rules.
pub(crate) struct Decisions {
    /// Over what happened since the issue was judged.
    since: Vec<RuleDecision>,
    /// The changelog entries that set them off.
    occasions: Vec<Option<u64>>,
    /// As if each field had just taken its value.
    now: Vec<RuleDecision>,
    /// The same without a trace and without a changelog, from the bytes of a reply.
    bytes: Vec<bool>,
}

decode_object! { refuse JudgeRules { rules, fields, names, created_ms, changes, judged, events } }
decode_object! { refuse Changed { history_id, at_ms, field, from, from_string, to, to_string } }
encode_object! { Decisions { since, occasions, now, bytes } }

impl JudgeRules {
    pub(crate) fn decisions(&self) -> Result<Decisions, Box<Unreadable>> {
        let changes: Vec<Change<'_>> = self
            .changes
            .iter()
            .map(|change| Change {
                history_id: change.history_id,
                at_ms: change.at_ms,
                field: &change.field,
                from: change.from.as_deref(),
                from_string: change.from_string.as_deref(),
                to: change.to.as_deref(),
                to_string: change.to_string.as_deref(),
            })
            .collect();
        let facts = Facts {
            fields: self.fields.iter().map(|(id, value)| (id.as_str(), value.get())).collect(),
            names: self.names.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect(),
            created_ms: self.created_ms,
            changes: &changes,
            judged: self.judged,
            events: &self.events,
        };
        let reply = ["{\"id\":\"1\",\"fields\":", &json::to_string(&self.fields), "}"].concat();
        Ok(Decisions {
            since: self.rules.iter().map(|rule| judge(rule, &facts)).collect(),
            occasions: self.rules.iter().map(|rule| occasion(rule, &facts)).collect(),
            now: self.rules.iter().map(|rule| judge_now(rule, &facts)).collect(),
            bytes: Prepared::new(&self.rules).judge_now(reply.as_bytes())?,
        })
    }
}
