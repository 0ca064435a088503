//! Makes Salesforce values from an issue.

use std::borrow::Cow;
use std::collections::BTreeMap;

use weftline_wire::configuration::Unmapped;
use weftline_wire::salesforce::{FieldDescribe, FieldValue};

use crate::compile::{Compiled, CompiledField, CompiledSource, insert};
use crate::issue::{IssueInput, Mapped, Needs, Resolved};
use crate::jira_value::{JiraValue, User};
use crate::picklist::multi_picklist;
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::{Long, Reading, read};
use crate::target::{Target, points_to_user};
use crate::template::Part;

impl Compiled<'_> {
    /// What has to be asked before [`Compiled::apply`] can make its values.
    #[must_use]
    pub fn needs(&self, issue: &IssueInput<'_>) -> Needs {
        let mut needed = Needs::default();
        for field in &self.fields {
            let CompiledSource::Direct(place) = field.source else {
                continue;
            };
            if !points_to_user(field.describe) {
                continue;
            }
            if let Some(JiraValue::User(User { email: Some(email), .. })) = place.value(issue).items().first() {
                insert(&mut needed.users, email.to_ascii_lowercase());
            }
        }
        needed
    }

    /// Makes the values, in the mapping's order: one for each field that compiled without an error.
    #[must_use]
    pub fn apply(&self, issue: &IssueInput<'_>, resolved: &Resolved) -> Vec<Mapped> {
        self.fields.iter().map(|field| apply(field, issue, resolved)).collect()
    }
}

/// Characters of what was found that a trace keeps.
const FOUND_MAX: usize = 200;

fn apply(field: &CompiledField<'_>, issue: &IssueInput<'_>, resolved: &Resolved) -> Mapped {
    let describe = field.describe;
    let (mut source, found, mut reading) = match &field.source {
        CompiledSource::Nothing => (String::new(), None, Reading::nothing()),
        CompiledSource::Constant(reading) => (String::from("constant"), None, reading.clone()),
        CompiledSource::Template(parts) => {
            let (text, losses) = fill(parts, issue);
            let mut reading = read(describe, &text, Long::Cut);
            reading.losses.splice(0..0, losses);
            (String::from("template"), Some(text), reading)
        }
        CompiledSource::Direct(place) => {
            let value = place.value(issue);
            let reading = Field { describe, place: *place, resolved }.direct(&value);
            (source_name(*place), found(&value), reading)
        }
        CompiledSource::ByValue { place, values, unmapped } => {
            let value = place.value(issue);
            let reading = Field { describe, place: *place, resolved }.by_value(&value, values, *unmapped);
            (source_name(*place), found(&value), reading)
        }
    };
    if let Some(default) = field.default.as_ref().filter(|_| reading.wants_default()) {
        source = String::from("default");
        reading.value = default.value.clone();
        reading.plain.clone_from(&default.plain);
        reading.losses.extend_from_slice(&default.losses);
    }
    Mapped {
        field: describe.name.clone(),
        value: reading.value,
        value_label: reading.label,
        plain: reading.plain,
        source,
        found: found.filter(|found| !found.is_empty()).map(|found| found.chars().take(FOUND_MAX).collect()),
        losses: reading.losses,
        problems: reading.problems,
    }
}

fn source_name(place: Place<'_>) -> String {
    ["issue.", place.name()].concat()
}

fn found(value: &JiraValue<'_>) -> Option<String> {
    match value {
        JiraValue::User(User { email: Some(email), .. }) => Some(email.clone().into_owned()),
        value => Some(value.text().0.into_owned()),
    }
}

/// Fills a template. One whose fields are all empty gives nothing: `Customer: ` alone helps nobody.
fn fill(parts: &[Part<'_>], issue: &IssueInput<'_>) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut losses = Vec::new();
    let (mut fields, mut filled) = (false, false);
    for part in parts {
        match part {
            Part::Text(literal) => text.push_str(literal),
            Part::Field { place, fallback } => {
                let value = place.value(issue);
                let (found, lost) = value.text();
                let taken = if found.trim().is_empty() { fallback } else { &*found };
                fields = true;
                filled |= !taken.is_empty();
                text.push_str(taken);
                losses.extend(lost);
            }
        }
    }
    if fields && !filled { (String::new(), losses) } else { (text, losses) }
}

/// One field while its value is made.
struct Field<'a> {
    describe: &'a FieldDescribe,
    place: Place<'a>,
    resolved: &'a Resolved,
}

impl Field<'_> {
    fn direct(&self, value: &JiraValue<'_>) -> Reading {
        if let Some(problem) = self.unreadable(value) {
            return problem;
        }
        match (Target::of(self.describe), value) {
            (_, JiraValue::Nothing) => Reading::nothing(),
            (Target::Boolean, JiraValue::Boolean(value)) => Reading::of(FieldValue::Boolean(*value)),
            (Target::Boolean, JiraValue::Many(_)) => Reading::of(FieldValue::Boolean(true)),
            (Target::MultiPicklist, value) => {
                let texts: Vec<_> = value.items().iter().map(|item| item.text().0).collect();
                multi_picklist(self.describe, &texts.iter().map(|text| text.trim()).collect::<Vec<_>>())
            }
            (Target::Line | Target::Lines | Target::Html, value) => self.text(value),
            (_, JiraValue::Many(values)) => {
                let mut reading = values.first().map_or_else(Reading::nothing, |first| self.one(first));
                first_only(&mut reading, values.len());
                reading
            }
            (_, value) => self.one(value),
        }
    }

    fn one(&self, value: &JiraValue<'_>) -> Reading {
        match (Target::of(self.describe), value) {
            (Target::Lookup, JiraValue::User(user)) if points_to_user(self.describe) => self.user(user),
            (Target::Email, JiraValue::User(user)) => match &user.email {
                Some(email) => read(self.describe, email, Long::Cut),
                None => self.email_hidden(user),
            },
            (_, value) => self.text(value),
        }
    }

    fn text(&self, value: &JiraValue<'_>) -> Reading {
        let (text, losses) = value.text();
        let mut reading = read(self.describe, &text, Long::Cut);
        reading.losses.splice(0..0, losses);
        reading
    }

    fn user(&self, user: &User<'_>) -> Reading {
        let Some(email) = &user.email else {
            return self.email_hidden(user);
        };
        match self.resolved.users_by_email.get(&email.to_ascii_lowercase()) {
            Some(found) => {
                Reading { label: Some(found.name.clone()), ..Reading::of(FieldValue::Text(found.id.clone())) }
            }
            None => Reading::problem(warning(
                Code::UserNotFound,
                &self.describe.name,
                format!("no active Salesforce user has the e-mail address `{email}`"),
                "give a default, or choose someone",
            )),
        }
    }

    fn email_hidden(&self, user: &User<'_>) -> Reading {
        let name = user.name.as_ref().unwrap_or(&user.account_id);
        Reading::problem(warning(
            Code::EmailHidden,
            &self.describe.name,
            format!("Jira does not show the e-mail address of `{name}`"),
            "give a default, choose someone, or let the person make the address visible in the Atlassian profile",
        ))
    }

    fn by_value(&self, value: &JiraValue<'_>, values: &BTreeMap<String, String>, unmapped: Unmapped) -> Reading {
        if let Some(problem) = self.unreadable(value) {
            return problem;
        }
        let items = value.items();
        if Target::of(self.describe) != Target::MultiPicklist {
            let Some(first) = items.first() else {
                return Reading::nothing();
            };
            let mut reading = match self.mapped(first, values, unmapped) {
                Ok(text) => read(self.describe, &text, Long::Cut),
                Err(reading) => *reading,
            };
            first_only(&mut reading, items.len());
            return reading;
        }
        let mut texts = Vec::new();
        let mut losses = Vec::new();
        let mut problems = Vec::new();
        for item in items {
            match self.mapped(item, values, unmapped) {
                Ok(text) => texts.push(text),
                Err(reading) => {
                    losses.extend(reading.losses);
                    problems.extend(reading.problems);
                }
            }
        }
        let texts: Vec<&str> =
            texts.iter().flat_map(|text| text.split(';')).map(str::trim).filter(|text| !text.is_empty()).collect();
        let mut reading = multi_picklist(self.describe, &texts);
        reading.meant_empty = unmapped == Unmapped::Empty && !items.is_empty();
        reading.losses.splice(0..0, losses);
        reading.problems.splice(0..0, problems);
        reading
    }

    /// What the value map makes of a value; a reading without a value when it makes nothing of it.
    fn mapped<'v>(
        &self,
        value: &'v JiraValue<'_>,
        values: &'v BTreeMap<String, String>,
        unmapped: Unmapped,
    ) -> Result<Cow<'v, str>, Box<Reading>> {
        let keys = value.map_keys();
        if let Some(mapped) = keys.iter().find_map(|key| values.get(&**key)) {
            return Ok(Cow::Borrowed(mapped));
        }
        Err(Box::new(match unmapped {
            Unmapped::Copy => return Ok(value.text().0),
            Unmapped::Default => Reading { losses: vec![left_out(value)], ..Reading::nothing() },
            Unmapped::Empty => Reading { losses: vec![left_out(value)], meant_empty: true, ..Reading::nothing() },
            Unmapped::Report => Reading::problem(error(
                Code::UnmappedValue,
                &self.describe.name,
                format!(
                    "`{}` of `{}` is not mapped to a value of `{}`",
                    value.text().0,
                    self.place.name(),
                    self.describe.label
                ),
                "map the value, or choose one",
            )),
        }))
    }

    fn unreadable(&self, value: &JiraValue<'_>) -> Option<Reading> {
        let unreadable = value.items().iter().any(|item| matches!(item, JiraValue::Unreadable));
        unreadable.then(|| {
            Reading::problem(warning(
                Code::UnreadableValue,
                &self.describe.name,
                format!("the value of `{}` cannot be read", self.place.name()),
                "choose another field",
            ))
        })
    }
}

fn left_out(value: &JiraValue<'_>) -> String {
    format!("`{}` is not mapped", value.text().0)
}

fn first_only(reading: &mut Reading, count: usize) {
    if count > 1 {
        reading.losses.push(format!("only the first of {count} values is kept"));
    }
}
