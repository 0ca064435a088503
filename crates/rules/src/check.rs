//! What is wrong with rules, wherever they are held against nothing but Jira's fields.

use weftline_mapping::{JiraField, JiraFields, JiraSchema};
use weftline_wire::configuration::{Comparison, Condition, Operand, Rule, RuleSet};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::{FieldDescribe, FieldType, ObjectDescribe};

use crate::sought::Sought;

/// Rules in one section at most.
const RULES_MAX: usize = 200;
/// Levels of a tree of conditions.
const DEPTH_MAX: usize = 8;
/// Conditions in one tree.
const CONDITIONS_MAX: usize = 100;
/// Values that one condition or trigger compares with.
const VALUES_MAX: usize = 200;
/// Characters of a rule's name, as many as Jira takes for a summary.
const NAME_MAX: usize = 255;

/// What is wrong with rules, each with its place, like ``rule `Outages`, `conditions.of[1]` ``.
#[must_use]
pub fn check(rules: &RuleSet, jira: &JiraFields) -> Vec<Problem> {
    let mut problems = Vec::new();
    if rules.rules.len() > RULES_MAX {
        let text = format!("there are {} rules, and a project has at most {RULES_MAX}", rules.rules.len());
        problems.push(error("tooManyRules", text, "remove some, or put them into one with more values"));
    }
    for (at, rule) in rules.rules.iter().enumerate() {
        let before = rules.rules.get(..at).unwrap_or_default();
        named(rule, before, &mut problems);
        problems.extend(shape(rule));
        against(rule, jira, &mut problems);
    }
    problems
}

/// Whether a rule may watch a field (AUTO-3): a text field, text area, check boxes, a single or a multiple choice.
/// Radio buttons are a single choice.
#[must_use]
pub fn watchable(field: &JiraField) -> bool {
    match field.id.as_str() {
        "summary" | "description" | "environment" => return true,
        _ => {}
    }
    let Some(JiraSchema { custom: Some(custom), schema_type, items, .. }) = &field.schema else {
        return false;
    };
    let fits = match custom.rsplit(':').next().unwrap_or_default() {
        "textfield" | "textarea" => schema_type == "string",
        "select" | "radiobuttons" => schema_type == "option",
        "multiselect" | "multicheckboxes" => schema_type == "array" && items.as_deref() == Some("option"),
        _ => false,
    };
    fits && custom.starts_with("com.atlassian.jira.plugin.system.customfieldtypes:")
}

/// What is wrong with a rule by itself: what keeps it from being judged.
pub(crate) fn shape(rule: &Rule) -> Vec<Problem> {
    let mut shape = Shape { whose: whose(rule), problems: Vec::new(), count: 0 };
    if rule.trigger.field.is_empty() {
        shape.wrong("incompleteRule", "trigger.field", "no field is watched", "choose one");
    }
    shape.values(&rule.trigger.values.len(), "trigger.values");
    if rule.trigger.values.iter().any(|value| value.id.is_none() && value.text.trim().is_empty()) {
        shape.wrong(
            "emptyValue",
            "trigger.values",
            "a value is empty",
            "write one, or name none: then any sets it off",
        );
    }
    shape.tree(&rule.conditions, "a rule has", "make several rules of it");
    shape.problems
}

struct Shape {
    /// What they belong to.
    whose: String,
    problems: Vec<Problem>,
    count: usize,
}

impl Shape {
    fn wrong(&mut self, code: &str, path: &str, text: &str, remedy: &str) {
        self.problems.push(error(code, place_in(&self.whose, path, text), remedy));
    }

    fn values(&mut self, count: &usize, path: &str) {
        if *count > VALUES_MAX {
            let text = format!("there are {count} values, and at most {VALUES_MAX} are compared with");
            self.wrong("tooManyValues", path, &text, "make several conditions of it");
        }
    }

    fn tree(&mut self, conditions: &Condition, whoever_has: &str, remedy: &str) {
        self.condition(conditions, "conditions", 1);
        if self.count > CONDITIONS_MAX {
            let text = format!("there are {} conditions, and {whoever_has} at most {CONDITIONS_MAX}", self.count);
            self.wrong("tooManyConditions", "conditions", &text, remedy);
        }
    }

    fn condition(&mut self, condition: &Condition, path: &str, depth: usize) {
        self.count += 1;
        if depth > DEPTH_MAX {
            let text = format!("conditions are nested more than {DEPTH_MAX} deep");
            return self.wrong("tooDeep", path, &text, "put them side by side");
        }
        match condition {
            Condition::All { of } | Condition::Any { of } | Condition::Not { of } => {
                for (at, condition) in of.iter().enumerate() {
                    self.condition(condition, &format!("{path}.of[{at}]"), depth + 1);
                }
            }
            Condition::Compare { field, comparison, values } => {
                if field.is_empty() {
                    self.wrong("incompleteRule", path, "no field is compared", "choose one");
                }
                self.values(&values.len(), path);
                let wanted = match comparison {
                    Comparison::Empty | Comparison::NotEmpty | Comparison::Changed => values.is_empty(),
                    _ => !values.is_empty(),
                };
                if !wanted {
                    let text = if values.is_empty() {
                        "there is no value to compare with"
                    } else {
                        "values are named that nothing is compared with"
                    };
                    self.wrong("incompleteRule", path, text, "name the values that the comparison needs");
                }
                if values.iter().any(|value| value.id.is_none() && value.text.trim().is_empty()) {
                    self.wrong("emptyValue", path, "a value is empty", "write one, or ask whether the field is empty");
                }
            }
        }
    }
}

fn named(rule: &Rule, before: &[Rule], problems: &mut Vec<Problem>) {
    let id_is_one = rule.id.len() == 16 && rule.id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !id_is_one {
        let text = place(rule, "id", "the id is not 16 hexadecimal digits");
        problems.push(error("malformedId", text, "make the rule anew"));
    }
    if before.iter().any(|other| other.id == rule.id) {
        problems.push(error("duplicateRule", place(rule, "id", "another rule has this id"), "make the rule anew"));
    }
    let name = rule.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        let text = place(rule, "name", &format!("a name has 1 to {NAME_MAX} characters"));
        problems.push(error("badName", text, "give the rule another name"));
    } else if before.iter().any(|other| crate::text::same(other.name.as_bytes(), name.as_bytes())) {
        let text = place(rule, "name", "another rule has this name");
        problems.push(error("duplicateRule", text, "give one of them another name"));
    }
}

/// What is wrong with the fields that a rule names.
fn against(rule: &Rule, jira: &JiraFields, problems: &mut Vec<Problem>) {
    let find = |id: &str| jira.fields.iter().find(|field| field.id == id);
    let field = rule.trigger.field.as_str();
    match find(field) {
        Some(found) if !watchable(found) => {
            let text = place(rule, "trigger.field", &format!("`{}` is of a type that a rule cannot watch", found.name));
            let remedy = "watch a text field, text area, check boxes, a single choice or a multiple choice";
            problems.push(error("notWatchable", text, remedy));
        }
        None if jira.complete && !field.is_empty() => {
            problems.push(unknown(&whose(rule), "trigger.field", field));
        }
        _ => {}
    }
    of_issue(&whose(rule), &rule.conditions, jira, problems);
}

/// What is wrong with the Jira fields that conditions name.
fn of_issue(whose: &str, conditions: &Condition, jira: &JiraFields, problems: &mut Vec<Problem>) {
    each(conditions, &mut |field, comparison, values, path| match jira.fields.iter().find(|known| known.id == field) {
        Some(found) => {
            let one = matches!(comparison, Comparison::Equals | Comparison::NotEquals | Comparison::Contains);
            if one && values.len() > 1 && !has_several(found) {
                problems.push(too_many(whose, path, &found.name, values.len()));
            }
        }
        None if jira.complete && !field.is_empty() => problems.push(unknown(whose, path, field)),
        None => {}
    });
}

/// What is done with a comparison: its field, how it compares, with which values, and its place.
type Compared<'a> = dyn FnMut(&str, Comparison, &[Operand], &str) + 'a;

/// Goes through all comparisons, in order.
fn each(conditions: &Condition, then: &mut Compared<'_>) {
    let mut open = vec![(conditions, String::from("conditions"))];
    while let Some((condition, path)) = open.pop() {
        match condition {
            Condition::All { of } | Condition::Any { of } | Condition::Not { of } => {
                open.extend(of.iter().enumerate().rev().map(|(at, one)| (one, format!("{path}.of[{at}]"))));
            }
            Condition::Compare { field, comparison, values } => then(field, *comparison, values, &path),
        }
    }
}

fn too_many(whose: &str, path: &str, name: &str, count: usize) -> Problem {
    let text = format!("`{name}` has one value, and is compared with {count}");
    error("tooManyValues", place_in(whose, path, &text), "ask whether it is one of these")
}

/// What is wrong with conditions on what an issue holds (SYNC-7), each with its place, like
/// ``conditions towards Salesforce, `conditions.of[1]` ``.
#[must_use]
pub fn check_issue(conditions: &Condition, jira: &JiraFields) -> Vec<Problem> {
    let mut problems = of_state(TO_SALESFORCE, conditions);
    of_issue(TO_SALESFORCE, conditions, jira, &mut problems);
    each(conditions, &mut |field, _, values, path| {
        let known = jira.fields.iter().find(|known| known.id == field);
        let is_number =
            known.and_then(|known| known.schema.as_ref()).is_some_and(|known| known.schema_type == "number");
        if let (Some(known), true) = (known, is_number && !values.iter().all(is_number_text)) {
            let text = format!("`{}` is a number, and is compared with something else", known.name);
            problems.push(error("otherType", place_in(TO_SALESFORCE, path, &text), "compare it with a number"));
        }
    });
    problems
}

/// What is wrong with conditions on what a record holds (SYNC-7), likewise: ``conditions towards Jira, ...``.
#[must_use]
pub fn check_record(conditions: &Condition, object: &ObjectDescribe) -> Vec<Problem> {
    let mut problems = of_state(TO_JIRA, conditions);
    each(conditions, &mut |field, comparison, values, path| {
        if field.is_empty() {
            return;
        }
        let mut wrong = |code: &str, text: &str, remedy: &str| {
            problems.push(error(code, place_in(TO_JIRA, path, text), remedy));
        };
        let Some(describe) = object.fields.iter().find(|describe| describe.name == field) else {
            let text = format!("`{}` has no field `{field}`, or the integration user may not see it", object.label);
            return wrong("unknownField", &text, "choose another field, or give the integration user access to it");
        };
        let label = &describe.label;
        if matches!(describe.field_type, FieldType::Address | FieldType::Location | FieldType::Base64) {
            let text = format!("`{label}` is of a type that cannot be compared");
            return wrong("notComparable", &text, "choose another field");
        }
        let is_one = matches!(comparison, Comparison::Equals | Comparison::NotEquals | Comparison::Contains);
        if is_one && values.len() > 1 && describe.field_type != FieldType::MultiPicklist {
            return problems.push(too_many(TO_JIRA, path, label, values.len()));
        }
        if let Some((what, remedy)) = other_type(describe, comparison, values) {
            wrong("otherType", &format!("`{label}` {what}"), remedy);
        }
    });
    problems
}

/// What conditions of a mapping belong to.
const TO_SALESFORCE: &str = "conditions towards Salesforce";
const TO_JIRA: &str = "conditions towards Jira";

/// What is wrong with conditions by themselves, where nothing is known of changes.
fn of_state(whose: &str, conditions: &Condition) -> Vec<Problem> {
    let mut shape = Shape { whose: whose.to_owned(), problems: Vec::new(), count: 0 };
    shape.tree(conditions, "a mapping has", "leave some out");
    each(conditions, &mut |_, comparison, _, path| {
        if matches!(comparison, Comparison::Changed | Comparison::ChangedTo | Comparison::ChangedFrom) {
            let text = "a change is asked about, and these conditions are about what is there";
            shape.wrong("notAState", path, text, "ask what the field holds");
        }
    });
    shape.problems
}

/// Why a field of a record can never compare with these values, and what to do.
fn other_type(
    describe: &FieldDescribe,
    comparison: Comparison,
    values: &[Operand],
) -> Option<(&'static str, &'static str)> {
    let all = |fits: &dyn Fn(&Operand) -> bool| values.iter().all(fits);
    let is_choice = |value: &Operand| {
        describe.picklist_values.iter().any(|known| {
            value.id.as_ref() == Some(&known.value) || crate::text::same(known.label.as_bytes(), value.text.as_bytes())
        })
    };
    match describe.field_type {
        FieldType::Boolean if !all(&|value| matches!(value.text.trim(), "true" | "false")) => {
            Some(("is a checkbox, and is compared with something else", "compare it with `true` or `false`"))
        }
        FieldType::Int | FieldType::Long | FieldType::Double | FieldType::Currency | FieldType::Percent
            if !all(&is_number_text) =>
        {
            Some(("is a number, and is compared with something else", "compare it with a number"))
        }
        FieldType::Date | FieldType::DateTime if !all(&|value| Sought::new(value).is_day) => {
            Some(("is a date, and is compared with something else", "compare it with a day, like `2026-11-21`"))
        }
        FieldType::Picklist | FieldType::MultiPicklist
            if describe.restricted_picklist && comparison != Comparison::Contains && !all(&is_choice) =>
        {
            Some(("is compared with a value that it does not have", "choose one of its values"))
        }
        _ => None,
    }
}

fn is_number_text(value: &Operand) -> bool {
    Sought::new(value).number.is_some()
}

fn has_several(field: &JiraField) -> bool {
    let known = field.schema.as_ref().is_none_or(|schema| matches!(schema.schema_type.as_str(), "array" | "any"));
    known || matches!(field.id.as_str(), "labels" | "components" | "versions" | "fixVersions")
}

fn unknown(whose: &str, path: &str, field: &str) -> Problem {
    let text = place_in(whose, path, &format!("Jira has no field `{field}`"));
    error("unknownJiraField", text, "choose another field")
}

fn place(rule: &Rule, path: &str, text: &str) -> String {
    place_in(&whose(rule), path, text)
}

fn whose(rule: &Rule) -> String {
    format!("rule `{}`", rule.name)
}

fn place_in(whose: &str, path: &str, text: &str) -> String {
    format!("{whose}, `{path}`: {text}")
}

fn error(code: &str, text: String, remedy: &str) -> Problem {
    Problem { severity: Severity::Error, code: code.to_owned(), field: None, text, remedy: Some(remedy.to_owned()) }
}
