//! What is wrong with rules, wherever they are held against nothing but Jira's fields.

use weftline_mapping::{JiraField, JiraFields, JiraSchema};
use weftline_wire::configuration::{Comparison, Condition, Rule, RuleSet};
use weftline_wire::failure::{Problem, Severity};

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
    let mut shape = Shape { rule, problems: Vec::new(), count: 0 };
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
    shape.condition(&rule.conditions, "conditions", 1);
    if shape.count > CONDITIONS_MAX {
        let text = format!("there are {} conditions, and a rule has at most {CONDITIONS_MAX}", shape.count);
        shape.wrong("tooManyConditions", "conditions", &text, "make several rules of it");
    }
    shape.problems
}

struct Shape<'r> {
    rule: &'r Rule,
    problems: Vec<Problem>,
    count: usize,
}

impl Shape<'_> {
    fn wrong(&mut self, code: &str, path: &str, text: &str, remedy: &str) {
        self.problems.push(error(code, place(self.rule, path, text), remedy));
    }

    fn values(&mut self, count: &usize, path: &str) {
        if *count > VALUES_MAX {
            let text = format!("there are {count} values, and at most {VALUES_MAX} are compared with");
            self.wrong("tooManyValues", path, &text, "make several conditions of it");
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
            problems.push(unknown(rule, "trigger.field", field));
        }
        _ => {}
    }
    let mut open = vec![(&rule.conditions, String::from("conditions"))];
    while let Some((condition, path)) = open.pop() {
        match condition {
            Condition::All { of } | Condition::Any { of } | Condition::Not { of } => {
                open.extend(of.iter().enumerate().rev().map(|(at, one)| (one, format!("{path}.of[{at}]"))));
            }
            Condition::Compare { field, comparison, values } => match find(field) {
                Some(found) => {
                    let one = matches!(comparison, Comparison::Equals | Comparison::NotEquals | Comparison::Contains);
                    if one && values.len() > 1 && !has_several(found) {
                        let text = format!("`{}` has one value, and is compared with {}", found.name, values.len());
                        let remedy = "ask whether it is one of these";
                        problems.push(error("tooManyValues", place(rule, &path, &text), remedy));
                    }
                }
                None if jira.complete && !field.is_empty() => problems.push(unknown(rule, &path, field)),
                None => {}
            },
        }
    }
}

fn has_several(field: &JiraField) -> bool {
    let known = field.schema.as_ref().is_none_or(|schema| matches!(schema.schema_type.as_str(), "array" | "any"));
    known || matches!(field.id.as_str(), "labels" | "components" | "versions" | "fixVersions")
}

fn unknown(rule: &Rule, path: &str, field: &str) -> Problem {
    let text = place(rule, path, &format!("Jira has no field `{field}`"));
    error("unknownJiraField", text, "choose another field")
}

fn place(rule: &Rule, path: &str, text: &str) -> String {
    format!("rule `{}`, `{path}`: {text}", rule.name)
}

fn error(code: &str, text: String, remedy: &str) -> Problem {
    Problem { severity: Severity::Error, code: code.to_owned(), field: None, text, remedy: Some(remedy.to_owned()) }
}
