//! Plans the creation of a record from an issue.

use std::collections::BTreeMap;

use weftline_configuration::has_assignment_rules;
use weftline_mapping::{Mapped, check_form_values, compile, is_required, required_missing};
use weftline_wire::configuration::{Direction, FieldMapping};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::plan::{Plan, Skipped, Trace, Way, Write};
use weftline_wire::salesforce::{FieldValue, ObjectDescribe};

use crate::PLANNER_VERSION;
use crate::inputs::CreationInputs;
use crate::short::bounded;

/// The creation and the reading back of what it made, which travel together.
const CALLS_PER_CREATION: u32 = 1;

/// Plans the creation of a record from an issue.
///
/// What a person sent goes before what the mapping gives, and a field that the mapping cannot fill is left out: the
/// mapping's own mistakes are warnings here, because the other fields work. Empty values are not sent, so that
/// Salesforce's own defaults stand in. With an error among the problems there are no writes.
#[must_use]
pub fn plan_creation(inputs: &CreationInputs) -> Plan {
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let empty = BTreeMap::new();
    let sent = inputs.form.as_ref().unwrap_or(&empty);
    let (form, form_problems) = check_form_values(&inputs.object, &inputs.mapping, sent);
    let mut planning = Planning {
        object: &inputs.object,
        sent,
        form,
        mapped: compiled.apply(&inputs.issue.input(), &inputs.resolved),
        fields: BTreeMap::new(),
        skipped: Vec::new(),
        trace: Vec::new(),
        problems: form_problems,
    };
    planning.mapping_problems(compiled.problems());
    for field in &inputs.mapping.fields {
        planning.field(field, compiled.problems());
    }
    planning.required();

    let refused = planning.problems.iter().any(|problem| problem.severity == Severity::Error);
    let create = Write::CreateRecord {
        object: inputs.object.name.clone(),
        fields: planning.fields,
        assignment_rules: has_assignment_rules(&inputs.object.name)
            .then(|| inputs.assignment_rules.unwrap_or(inputs.mapping.assignment_rules)),
    };
    let link = Write::LinkRecord { issue_id: inputs.issue.id.clone(), record_id: None };
    bounded(Plan {
        planner: PLANNER_VERSION,
        writes: if refused { Vec::new() } else { vec![create, link] },
        skipped: planning.skipped,
        trace: planning.trace,
        held: Vec::new(),
        waits: Vec::new(),
        problems: planning.problems,
        salesforce_calls: if refused { 0 } else { CALLS_PER_CREATION },
        jira_calls: 0,
    })
}

struct Planning<'a> {
    object: &'a ObjectDescribe,
    /// What came from the form.
    sent: &'a BTreeMap<String, FieldValue>,
    /// What of it can be taken.
    form: BTreeMap<String, FieldValue>,
    /// What the mapping gives, as far as it was not looked at yet.
    mapped: Vec<Mapped>,
    fields: BTreeMap<String, FieldValue>,
    skipped: Vec<Skipped>,
    trace: Vec<Trace>,
    problems: Vec<Problem>,
}

impl Planning<'_> {
    /// The mapping's mistakes: those of the object stop a creation, those of a field leave it out.
    fn mapping_problems(&mut self, problems: &[Problem]) {
        for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
            let severity = if problem.field.is_none() { Severity::Error } else { Severity::Warning };
            self.problems.push(Problem { severity, ..problem.clone() });
        }
    }

    fn field(&mut self, field: &FieldMapping, mapping_problems: &[Problem]) {
        let name = &field.field;
        if self.trace.iter().any(|trace| trace.field == *name) {
            return self.skip(name, "it is mapped twice");
        }
        let mapped = self.mapped.iter().position(|mapped| mapped.field == *name).map(|at| self.mapped.remove(at));
        if let Some(value) = self.form.get(name).cloned() {
            // Rich text that was left as it was keeps what an editor would not.
            let untouched = |mapped: &Mapped| self.sent.get(name) == Some(&mapped.value);
            let same = mapped.filter(|mapped| mapped.value == value || untouched(mapped));
            let same = same.filter(|mapped| mapped.value != FieldValue::Null);
            let trace = same.map_or_else(|| from_form(name, value), traced);
            return self.take(trace, "left empty");
        }
        if self.sent.contains_key(name) {
            return self.skip(name, "what was sent cannot be taken");
        }
        if field.direction == Direction::ToJira {
            return self.skip(name, "its values go to Jira only");
        }
        match mapped {
            Some(mut mapped) => {
                self.problems.append(&mut mapped.problems);
                self.take(traced(mapped), "there is no value");
            }
            None => {
                let mistake = mapping_problems
                    .iter()
                    .find(|problem| problem.severity == Severity::Error && problem.field.as_ref() == Some(name));
                self.skip(name, mistake.map_or("the mapping cannot fill it", |mistake| &mistake.text));
            }
        }
    }

    fn take(&mut self, trace: Trace, reason: &str) {
        if trace.value == FieldValue::Null {
            let defaulted =
                self.object.fields.iter().any(|field| field.name == trace.field && field.defaulted_on_create);
            let filled = if defaulted { ": Salesforce fills it in" } else { "" };
            self.skip(&trace.field, &[reason, filled].concat());
        } else {
            self.fields.insert(trace.field.clone(), trace.value.clone());
        }
        self.trace.push(trace);
    }

    fn skip(&mut self, field: &str, reason: &str) {
        self.skipped.push(Skipped { field: field.to_owned(), reason: reason.to_owned() });
    }

    /// Reports the required fields without a value, unless something is wrong with them already.
    fn required(&mut self) {
        for field in self.object.fields.iter().filter(|field| is_required(field)) {
            let wrong =
                |problem: &Problem| problem.severity == Severity::Error && problem.field.as_ref() == Some(&field.name);
            if !self.fields.contains_key(&field.name) && !self.problems.iter().any(wrong) {
                self.problems.push(required_missing(field));
            }
        }
    }
}

fn from_form(field: &str, value: FieldValue) -> Trace {
    Trace {
        field: field.to_owned(),
        way: Way::ToSalesforce,
        jira_field: None,
        source: String::from("form"),
        found: None,
        before: None,
        value,
        losses: Vec::new(),
        customers_see: false,
    }
}

fn traced(mapped: Mapped) -> Trace {
    Trace {
        field: mapped.field,
        way: Way::ToSalesforce,
        jira_field: None,
        source: mapped.source,
        found: mapped.found,
        before: None,
        value: mapped.value,
        losses: mapped.losses,
        customers_see: false,
    }
}
