//! Rules as an admin saves them.

use weftline_wire::call::SectionDraft;
use weftline_wire::configuration::{Condition, Operand, Rule, RuleSet, Section, Trigger};

use crate::mappings::draft;

/// The select `Autocreate Salesforce record`.
pub const SWITCH: &str = "customfield_10064";
/// The select `Severity`.
pub const SEVERITY: &str = "customfield_10060";
/// The id of the rule that most tests use.
pub const RULE: &str = "00000000000000a1";

/// A value as somebody types it.
pub fn text(text: &str) -> Operand {
    Operand { id: None, text: text.into() }
}

/// That something is always so.
pub fn always() -> Condition {
    Condition::All { of: Vec::new() }
}

/// A rule that creates a case when a field takes a value, whatever is linked already.
pub fn rule(id: &str, field: &str, value: &str, conditions: Condition) -> Rule {
    Rule {
        id: id.into(),
        name: format!("Rule {id}"),
        enabled: true,
        object: "Case".into(),
        trigger: Trigger { field: field.into(), values: vec![text(value)] },
        conditions,
        again: false,
        while_linked: true,
        since_ms: 0,
    }
}

/// The rule `Escalations`: the switch takes Yes.
pub fn escalations(conditions: Condition) -> Rule {
    Rule { name: "Escalations".into(), ..rule(RULE, SWITCH, "Yes", conditions) }
}

/// The rules of a project, or of all: `*`.
pub fn section(project: &str, rules: Vec<Rule>) -> SectionDraft {
    draft(&format!("rules:{project}"), Section::Rules(RuleSet { rules }))
}
