//! Makes Salesforce values from an issue.

use std::borrow::Cow;
use std::collections::BTreeMap;

use weftline_wire::configuration::{Part, Unmapped};
use weftline_wire::salesforce::{FieldDescribe, FieldValue};

use crate::compile::{Compiled, CompiledField, CompiledSource};
use crate::dependent;
use crate::issue::{IssueInput, Mapped, Resolved, ResolvedRecord};
use crate::jira_value::{JiraValue, User};
use crate::needs::lookup_text;
use crate::picklist::multi_picklist;
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::{Context, Long, Reading, document, read};
use crate::target::{Target, points_to_user};
use crate::template::Piece;
use crate::zone::Clock;

impl Compiled<'_> {
    /// Makes the values, in the mapping's order: one for each field that compiled without an error and that a creation
    /// may set. A field that goes to Jira only has its default at most. [`FieldValue::Null`] is no value: a creation
    /// leaves it to Salesforce, and what empties a field in a change is [`crate::cleared`].
    #[must_use]
    pub fn apply(&self, issue: &IssueInput<'_>, resolved: &Resolved) -> Vec<Mapped> {
        let context = self.context(resolved);
        let mut values = Values::default();
        let sources = || self.fields.iter().filter_map(|field| Some((field, field.source.as_ref()?)));
        sources().for_each(|(_, source)| values.read(source, issue));
        let mut mapped = Vec::with_capacity(self.fields.len());
        for (field, source) in sources() {
            mapped.push(apply(context, field, source, &values, resolved));
        }
        if self.fields.iter().any(|field| field.describe.dependent_picklist) {
            self.refuse_strays(&mut mapped);
        }
        mapped
    }

    pub(crate) fn context<'r>(&'r self, resolved: &'r Resolved) -> Context<'r> {
        let offsets = match (self.zone, &resolved.zone) {
            (None, _) => Some(&[] as &[_]),
            (Some(_), zone) => zone.as_ref().map(|zone| zone.offsets.as_slice()),
        };
        let clock = Clock { name: self.zone.unwrap_or("UTC"), offsets };
        Context { types: &self.object.record_type_infos, clock }
    }

    /// Takes back values that do not go with the controlling value which this same mapping gives.
    fn refuse_strays(&self, mapped: &mut [Mapped]) {
        let mut given = BTreeMap::new();
        for one in mapped.iter().filter(|one| one.value != FieldValue::Null) {
            given.insert(one.field.clone(), one.value.clone());
        }
        for problem in dependent::problems(self.object, &given) {
            if let Some(one) = mapped.iter_mut().find(|one| problem.field.as_ref() == Some(&one.field)) {
                one.value = FieldValue::Null;
                one.problems.push(problem);
            }
        }
    }
}

/// The values that a mapping reads of an issue, each read once however many fields have it.
#[derive(Default)]
struct Values<'m, 'i>(Vec<(Place<'m>, JiraValue<'i>)>);

impl<'m, 'i> Values<'m, 'i> {
    fn read(&mut self, source: &CompiledSource<'m>, issue: &IssueInput<'i>) {
        let mut read = |place: Place<'m>| {
            if self.find(place).is_none() {
                self.0.push((place, place.value(issue)));
            }
        };
        match source {
            CompiledSource::Nothing | CompiledSource::Constant { .. } => {}
            CompiledSource::Direct { place, .. }
            | CompiledSource::ByValue { place, .. }
            | CompiledSource::Lookup { place, .. } => read(*place),
            CompiledSource::Template(parts) => {
                for part in parts {
                    if let Piece::Field { place, .. } = part {
                        read(*place);
                    }
                }
            }
        }
    }

    fn find(&self, place: Place<'_>) -> Option<&JiraValue<'i>> {
        self.0.iter().find(|(at, _)| at.is(place)).map(|(_, value)| value)
    }

    /// The value in a place, or a part of it.
    fn part(&self, place: Place<'_>, part: Part) -> Cow<'_, JiraValue<'i>> {
        match self.find(place) {
            None => Cow::Owned(JiraValue::Nothing),
            Some(value) if part == Part::Whole => Cow::Borrowed(value),
            Some(value) => Cow::Owned(value.clone().part(part)),
        }
    }
}

/// Characters of what was found that a trace keeps.
const FOUND_MAX: usize = 200;

/// What a mapping itself says: days in it are days of its time zone.
fn said(context: Context<'_>, describe: &FieldDescribe, text: &str, reading: &Reading) -> Reading {
    match Target::of(describe) {
        Target::Date | Target::DateTime => read(context, describe, text, Long::Refuse),
        _ => reading.clone(),
    }
}

fn apply(
    context: Context<'_>,
    field: &CompiledField<'_>,
    source: &CompiledSource<'_>,
    values: &Values<'_, '_>,
    resolved: &Resolved,
) -> Mapped {
    let describe = field.describe;
    let (mut source, found, mut reading) = match source {
        CompiledSource::Nothing => (String::new(), None, Reading::nothing()),
        CompiledSource::Constant { text, reading } => {
            (String::from("constant"), None, said(context, describe, text, reading))
        }
        CompiledSource::Template(parts) => {
            let (text, losses) = fill(parts, values);
            let mut reading = read(context, describe, &text, Long::Cut);
            reading.losses.splice(0..0, losses);
            (String::from("template"), found(&text), reading)
        }
        CompiledSource::Direct { place, part, .. } => {
            let value = values.part(*place, *part);
            let reading = Field { context, describe, place: *place, resolved }.direct(&value);
            (source_name(*place), found_value(&value), reading)
        }
        CompiledSource::ByValue { place, part, values: by_value, unmapped } => {
            let value = values.part(*place, *part);
            let reading = Field { context, describe, place: *place, resolved }.by_value(&value, by_value, *unmapped);
            (source_name(*place), found_value(&value), reading)
        }
        CompiledSource::Lookup { place, object, by } => {
            let value = values.part(*place, Part::Whole);
            let reading = Field { context, describe, place: *place, resolved }.looked_up(&value, object, by);
            (source_name(*place), found_value(&value), reading)
        }
    };
    if let Some((text, default)) = field.default.as_ref().filter(|_| reading.wants_default()) {
        source = String::from("default");
        let default = said(context, describe, text, default);
        reading.value = default.value;
        reading.label = default.label;
        reading.plain = default.plain;
        reading.losses.extend(default.losses);
        reading.problems.extend(default.problems);
    }
    Mapped {
        field: describe.name.clone(),
        value: reading.value,
        value_label: reading.label,
        plain: reading.plain,
        source,
        found,
        losses: reading.losses,
        problems: reading.problems,
    }
}

/// What was found, as a trace keeps it.
pub(crate) fn found(text: &str) -> Option<String> {
    let kept = match text.char_indices().nth(FOUND_MAX) {
        Some((end, _)) => text.get(..end)?,
        None => text,
    };
    (!kept.is_empty()).then(|| kept.to_owned())
}

fn source_name(place: Place<'_>) -> String {
    ["issue.", place.name()].concat()
}

fn found_value(value: &JiraValue<'_>) -> Option<String> {
    match value {
        JiraValue::User(User { email: Some(email), .. }) => found(email),
        JiraValue::Document(_, text, _) => found(text),
        value => found(&value.text().0),
    }
}

/// Fills a template. One whose fields are all empty gives nothing: `Customer: ` alone helps nobody.
fn fill(parts: &[Piece<'_>], values: &Values<'_, '_>) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut losses = Vec::new();
    let (mut fields, mut filled) = (false, false);
    for part in parts {
        match part {
            Piece::Text(literal) => text.push_str(literal),
            Piece::Field { place, fallback } => {
                let value = values.part(*place, Part::Whole);
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
    context: Context<'a>,
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
            (Target::Html, JiraValue::Document(json, text, _)) => document(self.describe, json, text),
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
                Some(email) => read(self.context, self.describe, email, Long::Cut),
                None => self.email_hidden(user),
            },
            (_, value) => self.text(value),
        }
    }

    fn text(&self, value: &JiraValue<'_>) -> Reading {
        let (text, losses) = value.text();
        let mut reading = read(self.context, self.describe, &text, Long::Cut);
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

    fn looked_up(&self, value: &JiraValue<'_>, object: &str, by: &str) -> Reading {
        if let Some(problem) = self.unreadable(value) {
            return problem;
        }
        let text = match lookup_text(value) {
            Ok(Some(text)) => text,
            Ok(None) => return Reading::nothing(),
            Err(user) => return self.email_hidden(user),
        };
        let asked = |one: &&ResolvedRecord| one.object == object && one.by == by && one.text == *text;
        let name = &self.describe.name;
        let mut reading = match self.resolved.lookups.iter().find(asked) {
            Some(ResolvedRecord { id: Some(id), .. }) => {
                Reading { label: Some(text.clone().into_owned()), ..Reading::of(FieldValue::Text(id.clone())) }
            }
            Some(ResolvedRecord { refused: Some(why), .. }) => {
                let text = format!("Salesforce would not look for `{text}` in `{by}` of `{object}`: {why}");
                Reading::problem(error(Code::LookupRefused, name, text, "look by the name or an external id"))
            }
            Some(ResolvedRecord { id: None, refused: None, .. }) => {
                let text = format!("several records of `{object}` have `{text}` in `{by}`");
                Reading::problem(error(Code::LookupAmbiguous, name, text, "choose one, or look by an external id"))
            }
            None => {
                let text = format!("no record of `{object}` has `{text}` in `{by}`");
                Reading::problem(warning(Code::LookupNotFound, name, text, "give a default, or choose a record"))
            }
        };
        first_only(&mut reading, value.items().len());
        reading
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
                Ok(text) => read(self.context, self.describe, &text, Long::Cut),
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
            // Of a person, the e-mail address says more than the name.
            Unmapped::Copy if matches!(value, JiraValue::User(_)) => self.one(value),
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
