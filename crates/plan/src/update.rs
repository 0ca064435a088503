//! Plans what an issue and a linked record write to one another.
//!
//! What stands against a field stands against that field only: such problems are warnings, and the other fields are
//! written. The base of a field that is held, or that a problem keeps from being written, has to stay as it is: the
//! change is still to come. That of every other field becomes what both sides have once the plan was carried out.

mod after;
mod attempt;
mod fork;
mod transition;

use std::collections::BTreeMap;

use weftline_mapping::{BackValue, Mapped, MappedBack, RecordInput, cleared, compile, same, same_jira};
use weftline_wire::configuration::FieldMapping;
use weftline_wire::document::{Base, Observed};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::json::{self, Json};
use weftline_wire::plan::{Held, Plan, Skipped, Trace, Waits, Way, Write};
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue};

use crate::PLANNER_VERSION;
use crate::base::{observed, salesforce_json, salesforce_text};
use crate::inputs::UpdateInputs;
use crate::merge::{Kept, Outcome, goes, merge};
use crate::short::bounded;
use crate::waits;
use fork::{Field, failed, units};

pub use after::{After, bases_after, digest_of, is_known, update_needs};
pub use attempt::{attempts, recognised};

/// Plans what goes either way between an issue and a record, each field by its direction and policy.
#[must_use]
pub fn plan_update(inputs: &UpdateInputs) -> Plan {
    planned(inputs).0
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Nothing is written: what both sides have is known.
    Settled,
    /// It is held, or a problem keeps it from being written: it is still to come.
    Stays,
    /// The issue's value goes to the record.
    ToSalesforce,
    /// The record's value goes to the issue.
    ToJira,
}

/// The plan, and what becomes of each field that can go somewhere.
fn planned(inputs: &UpdateInputs) -> (Plan, BTreeMap<String, Fate>) {
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let issue = inputs.issue.input();
    let record = RecordInput { id: &inputs.record.id, values: &inputs.record.values };
    let forward = compiled.apply(&issue, &inputs.resolved);
    let back = compiled.apply_back(record, &issue, &inputs.resolved);
    let mut planning = Planning {
        inputs,
        back: &back,
        mistakes: compiled.problems(),
        record: BTreeMap::new(),
        issue: Vec::new(),
        status: None,
        skipped: Vec::new(),
        trace: Vec::new(),
        held: Vec::new(),
        waits: waits::waits(inputs),
        problems: Vec::new(),
        fates: BTreeMap::new(),
    };
    let fields = planning.fields(&forward);
    let units = units(&fields);
    for unit in &units {
        planning.unit(unit);
    }
    let (plan, mut fates) = planning.finish();
    // What goes to Jira together fares together.
    for unit in &units {
        let fate = |field: &&Field<'_>| fates.get(field.name()).copied();
        let (Some(of_leader), false) =
            (unit.first().and_then(fate), unit.iter().any(|field| fate(field) == Some(Fate::ToSalesforce)))
        else {
            continue;
        };
        for field in unit.iter().skip(1) {
            fates.insert(field.name().to_owned(), of_leader);
        }
    }
    (plan, fates)
}

/// What a base keeps of both sides as the inputs have them, by Salesforce field.
#[must_use]
pub fn observe(inputs: &UpdateInputs) -> BTreeMap<String, Base> {
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let forward = compiled.apply(&inputs.issue.input(), &inputs.resolved);
    let mut bases = BTreeMap::new();
    for mapping in &inputs.mapping.fields {
        let mapped = forward.iter().find(|mapped| mapped.field == mapping.field);
        let salesforce = inputs.record.values.get(&mapping.field).unwrap_or(&FieldValue::Null);
        let jira = fork::jira_value(&inputs.issue, &mapping.source, mapped);
        let base = Base {
            salesforce: observed(&salesforce_json(salesforce)),
            jira: jira.map_or(Observed::Unknown, |json| observed(&json)),
        };
        bases.insert(mapping.field.clone(), base);
    }
    bases
}

/// A value for a field of the issue.
struct ForIssue {
    jira_field: String,
    value: Json,
    /// The Salesforce field that it comes from.
    from: String,
}

struct Planning<'a, 'b> {
    inputs: &'a UpdateInputs,
    /// What the record's values are in Jira.
    back: &'b [MappedBack],
    /// What is wrong with the mapping.
    mistakes: &'a [Problem],
    record: BTreeMap<String, FieldValue>,
    issue: Vec<ForIssue>,
    /// The field that gives the status, and the status's name.
    status: Option<(String, String)>,
    skipped: Vec<Skipped>,
    trace: Vec<Trace>,
    held: Vec<Held>,
    waits: Vec<Waits>,
    problems: Vec<Problem>,
    fates: BTreeMap<String, Fate>,
}

impl<'a, 'b> Planning<'a, 'b> {
    /// The fields that can go somewhere; the others are skipped.
    fn fields<'f>(&mut self, forward: &'f [Mapped]) -> Vec<Field<'f>>
    where
        'a: 'f,
        'b: 'f,
    {
        let inputs = self.inputs;
        let mut fields: Vec<Field<'f>> = Vec::new();
        for mapping in &inputs.mapping.fields {
            let name = &mapping.field;
            if fields.iter().any(|field| field.mapping.field == *name) {
                self.skip(name, "it is mapped twice");
                continue;
            }
            let describe = inputs.object.fields.iter().find(|describe| describe.name == *name);
            let (Some(describe), None) = (describe, self.mistake(name)) else {
                self.mistaken(mapping);
                continue;
            };
            fields.push(Field::of(inputs, mapping, describe, forward, self.back));
        }
        fields
    }

    /// What is wrong with a field. Of one that is mapped twice the first is as good as any.
    fn mistake(&self, field: &str) -> Option<&'a Problem> {
        let is_its = |problem: &&Problem| {
            let of_field = problem.field.as_deref() == Some(field) && problem.code != "duplicateField";
            of_field && problem.severity == Severity::Error
        };
        self.mistakes.iter().find(is_its)
    }

    fn mistaken(&mut self, mapping: &FieldMapping) {
        let mistake = self.mistake(&mapping.field);
        let reason = mistake.map_or("the mapping cannot fill it", |mistake| &mistake.text);
        self.skip(&mapping.field, reason);
        if let Some(mistake) = mistake {
            self.problems.push(Problem { severity: Severity::Warning, ..mistake.clone() });
        }
    }

    /// Fields that only make sense together: one, or the parts of a cascading option.
    fn unit(&mut self, unit: &[&Field<'_>]) {
        let Some(&leader) = unit.first() else { return };
        unit.iter().for_each(|field| self.fare(field.name(), Fate::Settled));
        let outcome = match (merge(&fork::fork(self.inputs, unit)), self.inputs.decided.get(leader.name())) {
            (Outcome::Held, Some(&way)) if goes(leader.mapping.direction, way) => Outcome::Write(way),
            (Outcome::Held, Some(&way)) => Outcome::Kept(Kept::Direction(way)),
            // What a record names and Jira shows says the same, too.
            (Outcome::Kept(kept @ (Kept::Unchanged | Kept::Agreed)), _) if !self.inputs.resolved.images.is_empty() => {
                leader.unplaced().map_or(Outcome::Kept(kept), Outcome::Write)
            }
            (outcome, _) => outcome,
        };
        match outcome {
            Outcome::Kept(kept) => unit.iter().for_each(|field| self.skip(field.name(), kept.reason())),
            Outcome::Held => self.hold(leader, unit),
            Outcome::Write(way) if self.waits.iter().any(|waits| waits.way == way) => self.wait(way, unit),
            Outcome::Write(Way::ToSalesforce) => unit.iter().for_each(|field| self.write_record(field)),
            Outcome::Write(Way::ToJira) => self.write_issue(leader, unit),
        }
    }

    /// Leaves fields for when the conditions hold.
    fn wait(&mut self, way: Way, unit: &[&Field<'_>]) {
        for field in unit {
            self.fare(field.name(), Fate::Stays);
            self.skip(field.name(), waits::reason(way));
            for waits in self.waits.iter_mut().filter(|waits| waits.way == way) {
                waits.fields.push(field.name().to_owned());
            }
        }
    }

    fn hold(&mut self, leader: &Field<'_>, unit: &[&Field<'_>]) {
        self.fare(leader.name(), Fate::Stays);
        let base = self.inputs.base.get(leader.name()).filter(|_| !self.inputs.first);
        let agreed = base.and_then(|base| match &base.salesforce {
            Observed::Value { json } => salesforce_text(&json::from_str(json).ok()?),
            Observed::Unknown | Observed::Digest { .. } => None,
        });
        // What nobody can read as it is: documents, ids of other records, and values of several fields.
        let is_reference = leader.describe.field_type == FieldType::Reference;
        let is_told = leader.describe.html_formatted || is_reference || unit.len() > 1;
        let text = leader.back.filter(|_| is_told).and_then(|back| back.text.clone());
        self.held.push(Held {
            field: leader.name().to_owned(),
            jira_field: leader.jira_field().to_owned(),
            salesforce: text.or_else(|| salesforce_text(leader.salesforce)),
            jira: leader.jira_text(),
            base: agreed,
        });
        let others = unit.iter().filter(|field| field.name() != leader.name());
        others.for_each(|field| self.skip(field.name(), &together(leader)));
    }

    fn write_record(&mut self, field: &Field<'_>) {
        let name = field.name();
        let Some(mapped) = field.forward else {
            return self.skip(name, "the mapping gives it no value");
        };
        self.warn(&mapped.problems);
        if failed(mapped) {
            return self.skip_for(name, &mapped.problems, "the issue's value cannot be taken");
        }
        let value = if mapped.value == FieldValue::Null { cleared(field.describe) } else { mapped.value.clone() };
        if !field.unread && same(field.describe, &value, field.salesforce) {
            return self.skip(name, Kept::Agreed.reason());
        }
        if let Some(problem) = self.refused(field.describe, &value) {
            return self.refuse(name, problem);
        }
        self.trace.push(Trace {
            field: name.to_owned(),
            way: Way::ToSalesforce,
            jira_field: None,
            source: mapped.source.clone(),
            found: mapped.found.clone(),
            before: salesforce_text(field.salesforce),
            value: value.clone(),
            losses: mapped.losses.clone(),
            customers_see: false,
        });
        self.fare(name, Fate::ToSalesforce);
        self.record.insert(name.to_owned(), value);
    }

    /// What stands against writing a value to the record.
    fn refused(&self, describe: &FieldDescribe, value: &FieldValue) -> Option<Problem> {
        let object = &self.inputs.object;
        if !object.updateable {
            let text = ["the integration user may not change `", &object.label, "`"].concat();
            return Some(warning("objectNotUpdateable", describe, text, "give it the right to in Salesforce"));
        }
        let is_empty = *value == FieldValue::Null;
        (is_empty && !describe.nillable).then(|| {
            let text =
                ["`", &describe.label, "` is required in Salesforce, and the issue has no value for it"].concat();
            warning("requiredEmptied", describe, text, "give the issue a value, or the mapping a default")
        })
    }

    fn write_issue(&mut self, leader: &Field<'_>, unit: &[&Field<'_>]) {
        let Some(back) = leader.back else {
            return unit.iter().for_each(|field| self.skip(field.name(), "it has no way to Jira"));
        };
        let others = unit.iter().filter(|field| field.name() != leader.name());
        others.for_each(|field| self.skip(field.name(), &together(leader)));
        self.warn(&back.problems);
        let taken = match &back.value {
            BackValue::Nothing => {
                return self.skip_for(leader.name(), &back.problems, "the record's value cannot be taken");
            }
            BackValue::Clear => self.for_issue(leader, back, None),
            BackValue::Set(value) => self.for_issue(leader, back, Some(value)),
            BackValue::Status { name } => self.for_status(leader, name),
        };
        if taken {
            self.fare(leader.name(), Fate::ToJira);
            self.look(back, leader.jira_text());
        }
    }

    /// Notes a value that goes to the issue.
    fn look(&mut self, back: &MappedBack, before: Option<String>) {
        self.trace.push(Trace {
            field: back.field.clone(),
            way: Way::ToJira,
            jira_field: Some(back.jira_field.clone()),
            source: back.source.clone(),
            found: back.found.clone(),
            before,
            value: back.text.clone().map_or(FieldValue::Null, FieldValue::Text),
            losses: back.losses.clone(),
            customers_see: self.inputs.customers_see.contains(&back.jira_field),
        });
    }

    /// Whether the issue takes the value.
    fn for_issue(&mut self, field: &Field<'_>, back: &MappedBack, value: Option<&Json>) -> bool {
        let name = field.name();
        let id = &back.jira_field;
        if let Some(other) = self.issue.iter().find(|other| other.jira_field == *id) {
            let is_same = value.is_some_and(|value| same_jira(value.get(), other.value.get()));
            let reason = if is_same { "its value comes from `" } else { "another value comes from `" };
            let reason = [reason, &other.from, "`, which is mapped to the same Jira field"].concat();
            self.skip(name, &reason);
            return false;
        }
        let value = match value {
            Some(value) => value.clone(),
            None => json::Decode::empty(),
        };
        self.issue.push(ForIssue { jira_field: id.clone(), value, from: name.to_owned() });
        true
    }

    /// Whether the issue can be given a value for the field, as far as anybody knows.
    fn is_editable(&self, jira_field: &str) -> bool {
        self.inputs.editable.as_ref().is_none_or(|editable| editable.iter().any(|field| field == jira_field))
    }

    /// Leaves out the values that the issue does not take.
    fn editable(&mut self) {
        let (values, refused): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.issue).into_iter().partition(|value| self.is_editable(&value.jira_field));
        self.issue = values;
        for value in refused {
            self.trace.retain(|trace| trace.field != value.from);
            let Some(describe) = self.inputs.object.fields.iter().find(|describe| describe.name == value.from) else {
                continue;
            };
            let text = ["`", &value.jira_field, "` cannot be changed on this issue"].concat();
            let remedy = "put the field on the issue's edit screen, and let Weftline edit issues of the project";
            self.refuse(&value.from, warning("fieldNotEditable", describe, text, remedy));
        }
    }

    fn warn(&mut self, problems: &[Problem]) {
        let warnings = problems.iter().map(|problem| Problem { severity: Severity::Warning, ..problem.clone() });
        self.problems.extend(warnings);
    }

    fn fare(&mut self, field: &str, fate: Fate) {
        self.fates.insert(field.to_owned(), fate);
    }

    fn refuse(&mut self, field: &str, problem: Problem) {
        self.fare(field, Fate::Stays);
        self.skip(field, &problem.text);
        self.problems.push(problem);
    }

    fn skip_for(&mut self, field: &str, problems: &[Problem], otherwise: &str) {
        if !problems.is_empty() {
            self.fare(field, Fate::Stays);
        }
        self.skip(field, problems.first().map_or(otherwise, |problem| &problem.text));
    }

    fn skip(&mut self, field: &str, reason: &str) {
        self.skipped.push(Skipped { field: field.to_owned(), reason: reason.to_owned() });
    }

    fn finish(mut self) -> (Plan, BTreeMap<String, Fate>) {
        let inputs = self.inputs;
        let transition = self.transition();
        self.editable();
        let mut writes = Vec::new();
        if !self.record.is_empty() {
            writes.push(Write::UpdateRecord {
                object: inputs.object.name.clone(),
                record_id: inputs.record.id.clone(),
                fields: self.record,
            });
        }
        // The record's values and their reading back are one composite request.
        let salesforce_calls = writes.len() as u32;
        let mut fields = BTreeMap::new();
        for ForIssue { jira_field, value, .. } in self.issue {
            fields.insert(jira_field, value);
        }
        if !fields.is_empty() {
            writes.push(Write::UpdateIssue { issue_id: inputs.issue.id.clone(), fields });
        }
        // The status last: an issue that is done may be closed to changes.
        writes.extend(transition);
        let plan = bounded(Plan {
            planner: PLANNER_VERSION,
            salesforce_calls,
            jira_calls: writes.len() as u32 - salesforce_calls,
            writes,
            skipped: self.skipped,
            trace: self.trace,
            held: self.held,
            waits: self.waits,
            problems: self.problems,
        });
        (plan, self.fates)
    }
}

fn together(leader: &Field<'_>) -> String {
    ["it goes with `", leader.name(), "`"].concat()
}

fn warning(code: &str, describe: &FieldDescribe, text: String, remedy: &str) -> Problem {
    Problem {
        severity: Severity::Warning,
        code: code.to_owned(),
        field: Some(describe.name.clone()),
        text,
        remedy: Some(remedy.to_owned()),
    }
}
