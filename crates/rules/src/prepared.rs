//! Rules that are judged on one issue after another, from Jira's own reply: for a verdict without a trace.

use weftline_wire::configuration::{Comparison, Condition, Rule};
use weftline_wire::json::{self, Reader, Unread, Wanted};

use crate::check;
use crate::sought::Sought;
use crate::value::Value;

/// Rules made ready.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The fields that they read.
    fields: Wanted,
    rules: Vec<Ready>,
}

/// A rule; one that is switched off, or is none, never holds.
#[derive(Clone, Debug)]
struct Ready {
    works: bool,
    /// The position of the field that it watches.
    watches: usize,
    triggers: Vec<Sought>,
    conditions: Node,
}

#[derive(Clone, Debug)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Vec<Node>),
    Compare { field: usize, comparison: Comparison, values: Vec<Sought> },
}

/// What an issue holds, read when it is first asked for.
struct Issue<'a> {
    unread: Vec<Unread<'a>>,
    read: Vec<Option<Value<'a>>>,
}

impl Prepared {
    /// Makes rules ready.
    #[must_use]
    pub fn new(rules: &[Rule]) -> Prepared {
        let mut names: Vec<&str> = Vec::new();
        for name in rules.iter().flat_map(crate::fields) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let position = |field: &str| names.iter().position(|name| *name == field).unwrap_or_default();
        let ready = |rule: &Rule| {
            let works = rule.enabled && check::shape(rule).is_empty();
            Ready {
                works,
                watches: position(&rule.trigger.field),
                triggers: Sought::all(&rule.trigger.values),
                // What is malformed may be nested without end.
                conditions: if works { node(&rule.conditions, &position) } else { Node::Any(Vec::new()) },
            }
        };
        Prepared { rules: rules.iter().map(ready).collect(), fields: Wanted::new(names.iter().copied()) }
    }

    /// Whether each rule would create a record if its field had just taken the value that it has in this reply, as
    /// [`crate::judge_now`] says it where nothing is known of what happened before.
    ///
    /// # Errors
    /// If the reply is no issue, or does not end.
    pub fn judge_now(&self, reply: &[u8]) -> json::Result<Vec<bool>> {
        let mut holds = Vec::with_capacity(self.rules.len());
        self.each(reply, |verdict| holds.push(verdict))?;
        Ok(holds)
    }

    /// The same of the first 32 rules as bits, the lowest for the first.
    ///
    /// # Errors
    /// As [`Self::judge_now`].
    pub fn bits_now(&self, reply: &[u8]) -> json::Result<u32> {
        let (mut bits, mut bit) = (0, 1_u32);
        self.each(reply, |verdict| {
            bits |= if verdict { bit } else { 0 };
            bit = bit.wrapping_shl(1);
        })?;
        Ok(bits)
    }

    fn each(&self, reply: &[u8], mut then: impl FnMut(bool)) -> json::Result<()> {
        let count = self.fields.names().len();
        let mut issue = Issue { unread: vec![Unread::default(); count], read: Vec::new() };
        issue.read.resize_with(count, || None);
        let mut reader = Reader::of_bytes(reply);
        reader.open(b'{')?;
        let (mut first, mut is_issue) = (true, false);
        while let Some(name) = reader.pass_key(&mut first)? {
            if name == b"fields" {
                reader.members(&self.fields, &mut issue.unread)?;
                is_issue = true;
            } else {
                reader.pass()?;
            }
        }
        reader.end()?;
        if !is_issue {
            return Err(reader.error("an issue with its fields is expected"));
        }
        for rule in &self.rules {
            then(rule.works && issue.sets_off(rule) && issue.holds(&rule.conditions, rule.watches));
        }
        Ok(())
    }
}

fn node(condition: &Condition, position: &dyn Fn(&str) -> usize) -> Node {
    let each = |of: &[Condition]| of.iter().map(|condition| node(condition, position)).collect();
    match condition {
        Condition::All { of } => Node::All(each(of)),
        Condition::Any { of } => Node::Any(each(of)),
        Condition::Not { of } => Node::Not(each(of)),
        Condition::Compare { field, comparison, values } => {
            Node::Compare { field: position(field), comparison: *comparison, values: Sought::all(values) }
        }
    }
}

impl<'a> Issue<'a> {
    fn value(&mut self, field: usize) -> Option<&Value<'a>> {
        let unread = *self.unread.get(field)?;
        let place = self.read.get_mut(field)?;
        Some(place.get_or_insert_with(|| Value::read(unread)))
    }

    fn sets_off(&mut self, rule: &Ready) -> bool {
        self.value(rule.watches).is_some_and(|now| match rule.triggers.is_empty() {
            true => !now.is_empty(),
            false => now.has_any(&rule.triggers),
        })
    }

    fn holds(&mut self, node: &Node, watches: usize) -> bool {
        let (field, comparison, values) = match node {
            Node::All(of) => return of.iter().all(|node| self.holds(node, watches)),
            Node::Any(of) => return of.iter().any(|node| self.holds(node, watches)),
            Node::Not(of) => return !of.iter().any(|node| self.holds(node, watches)),
            Node::Compare { field, comparison, values } => (*field, *comparison, values),
        };
        self.value(field).is_some_and(|now| match comparison {
            Comparison::Changed => field == watches,
            Comparison::ChangedTo => field == watches && now.has_any(values),
            Comparison::ChangedFrom => false,
            _ => now.compares(comparison, values),
        })
    }
}
