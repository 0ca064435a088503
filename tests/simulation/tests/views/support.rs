//! Mappings and rules to try.

use std::collections::BTreeMap;

use serde_json::json;
use weftline_simulation::mappings::{created, mapping, whole};
use weftline_simulation::rules::{self, escalations, text};
use weftline_simulation::{ADMIN, Stage};
use weftline_wire::configuration::{Comparison, Condition, FieldMapping, Mapping, Part, Rule, Source, Unmapped};

/// A field that takes its value from nowhere.
pub(crate) fn field(name: &str) -> FieldMapping {
    created(name, Source::Nothing)
}

/// A field that takes its value from a Jira field.
pub(crate) fn from_jira(name: &str, jira: &str) -> FieldMapping {
    created(name, whole(jira))
}

/// A field that takes its value from a Jira field value by value.
pub(crate) fn by_value(name: &str, jira: &str, values: &[(&str, &str)], unmapped: Unmapped) -> FieldMapping {
    let values: BTreeMap<String, String> = values.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
    let source = Source::Picklist { field: jira.into(), part: Part::Whole, values, back: BTreeMap::new(), unmapped };
    created(name, source)
}

/// A mapping of cases.
pub(crate) fn cases(fields: Vec<FieldMapping>) -> Mapping {
    Mapping { assignment_rules: true, ..mapping("Case", fields) }
}

/// A rule that creates a case when the switch takes Yes and nothing is linked.
pub(crate) fn on_yes(conditions: Condition) -> Rule {
    Rule { while_linked: false, ..escalations(conditions) }
}

/// That a field is one value.
pub(crate) fn is(field: &str, value: &str) -> Condition {
    let values = vec![text(value)];
    Condition::Compare { field: field.into(), comparison: Comparison::Equals, values }
}

/// Saves the rules of the project SUP.
pub(crate) fn save_rules(stage: &mut Stage, rules: Vec<Rule>) {
    stage.save(vec![rules::section("10000", rules)]);
    stage.world.advance(1_000);
}

/// Gives an option field of SUP-1 a value.
pub(crate) fn choose(stage: &mut Stage, field: &str, value: &str) {
    stage.edit(ADMIN, "SUP-1", &json!({ field: { "value": value } }));
}
