//! Makes Salesforce values from an issue.

use std::borrow::Cow;
use std::collections::BTreeMap;

use weftline_wire::configuration::{Part, Unmapped};
use weftline_wire::salesforce::{FieldDescribe, FieldValue};

use crate::compile::{Compiled, CompiledField, CompiledSource};
use crate::dependent;
use crate::issue::{IssueInput, Mapped, Resolved, ResolvedRecord, Value};
use crate::jira_value::{JiraValue, User};
use crate::made::{Made, Origin, found, found_value};
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
        let read = |(place, _): &(Place<'_>, usize)| place.value(issue);
        let values = Values(self.places.iter().map(read).collect());
        self.made(&values, self.context(resolved), resolved).into_iter().map(Made::mapped).collect()
    }

    /// The same values and problems, for whoever does not ask where they came from and what was lost. The values of
    /// the issue's fields are `fields`, those of [`Compiled::jira_fields`] in its order.
    #[must_use]
    pub fn values(&self, issue: &IssueInput<'_>, fields: &[Option<&str>], resolved: &Resolved) -> Vec<Value<'_>> {
        let read = |(place, at): &(Place<'_>, usize)| match place {
            Place::Field(_) => match fields.get(*at) {
                Some(Some(json)) => JiraValue::read(json, false),
                _ => JiraValue::Nothing,
            },
            _ => place.value(issue),
        };
        let values = Values(self.places.iter().map(read).collect());
        let context = Context { traced: false, ..self.context(resolved) };
        self.made(&values, context, resolved).into_iter().map(Made::value).collect()
    }

    fn made(&self, values: &Values<'_>, context: Context<'_>, resolved: &Resolved) -> Vec<Made<'_>> {
        let mut made = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            if let Some(source) = &field.source {
                made.push(apply(context, field, source, values, resolved));
            }
        }
        if self.fields.iter().any(|field| field.describe.dependent_picklist) {
            self.refuse_strays(&mut made);
        }
        made
    }

    pub(crate) fn context<'r>(&'r self, resolved: &'r Resolved) -> Context<'r> {
        let offsets = match (self.zone, &resolved.zone) {
            (None, _) => Some(&[] as &[_]),
            (Some(_), zone) => zone.as_ref().map(|zone| zone.offsets.as_slice()),
        };
        let clock = Clock { name: self.zone.unwrap_or("UTC"), offsets };
        Context { types: &self.object.record_type_infos, clock, traced: true, images: &resolved.images }
    }

    /// Takes back values that do not go with the controlling value which this same mapping gives.
    fn refuse_strays(&self, made: &mut [Made<'_>]) {
        let mut given = BTreeMap::new();
        for one in made.iter().filter(|one| !one.reading.is_nothing()) {
            given.insert(one.field.name.clone(), one.reading.value.clone());
        }
        for problem in dependent::problems(self.object, &given) {
            if let Some(one) = made.iter_mut().find(|one| problem.field.as_ref() == Some(&one.field.name)) {
                one.reading.value = FieldValue::Null;
                one.reading.problems.push(problem);
            }
        }
    }
}

/// The values that a mapping reads of an issue, each read once however many fields have it: those of
/// [`Compiled::places`].
struct Values<'i>(Vec<JiraValue<'i>>);

impl<'i> Values<'i> {
    /// A value, or a part of it.
    fn part(&self, slot: usize, part: Part) -> Cow<'_, JiraValue<'i>> {
        match self.0.get(slot) {
            None => Cow::Owned(JiraValue::Nothing),
            Some(value) if part == Part::Whole => Cow::Borrowed(value),
            Some(value) => Cow::Owned(value.clone().part(part)),
        }
    }
}

/// What a mapping itself says: days in it are days of its time zone.
fn said(context: Context<'_>, describe: &FieldDescribe, text: &str, reading: &Reading) -> Reading {
    match Target::of(describe) {
        Target::Date | Target::DateTime => read(context, describe, text, Long::Refuse),
        _ => reading.clone(),
    }
}

fn apply<'m>(
    context: Context<'_>,
    field: &CompiledField<'m>,
    source: &CompiledSource<'m>,
    values: &Values<'_>,
    resolved: &Resolved,
) -> Made<'m> {
    let describe = field.describe;
    let traced = context.traced;
    let slot = field.slots.first().copied().unwrap_or(usize::MAX);
    let (mut origin, found, mut reading) = match source {
        CompiledSource::Nothing => (Origin::Nothing, None, Reading::nothing()),
        CompiledSource::Constant { text, reading } => (Origin::Constant, None, said(context, describe, text, reading)),
        CompiledSource::Template(parts) => {
            let (text, losses) = fill(parts, &field.slots, values);
            let mut reading = read(context, describe, &text, Long::Cut);
            reading.losses.splice(0..0, losses);
            (Origin::Template, traced.then(|| found(&text)).flatten(), reading)
        }
        CompiledSource::Direct { place, part, .. } => {
            let value = values.part(slot, *part);
            let reading = Field { context, describe, place: *place, resolved }.direct(&value);
            (Origin::Issue(*place), traced.then(|| found_value(&value)).flatten(), reading)
        }
        CompiledSource::ByValue { place, part, values: by_value, unmapped } => {
            let value = values.part(slot, *part);
            let reading = Field { context, describe, place: *place, resolved }.by_value(&value, by_value, *unmapped);
            (Origin::Issue(*place), traced.then(|| found_value(&value)).flatten(), reading)
        }
        CompiledSource::Lookup { place, object, by } => {
            let value = values.part(slot, Part::Whole);
            let reading = Field { context, describe, place: *place, resolved }.looked_up(&value, object, by);
            (Origin::Issue(*place), traced.then(|| found_value(&value)).flatten(), reading)
        }
    };
    if let Some((text, default)) = field.default.as_ref().filter(|_| reading.wants_default()) {
        origin = Origin::Default;
        let default = said(context, describe, text, default);
        reading.value = default.value;
        reading.label = default.label;
        reading.losses.extend(default.losses);
        reading.problems.extend(default.problems);
    }
    Made { field: describe, origin, found, reading }
}

/// Fills a template. One whose fields are all empty gives nothing: `Customer: ` alone helps nobody.
fn fill(parts: &[Piece<'_>], slots: &[usize], values: &Values<'_>) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut losses = Vec::new();
    let mut slots = slots.iter();
    let (mut fields, mut filled) = (false, false);
    for part in parts {
        match part {
            Piece::Text(literal) => text.push_str(literal),
            Piece::Field { fallback, .. } => {
                let value = values.part(slots.next().copied().unwrap_or(usize::MAX), Part::Whole);
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
            (Target::Html, JiraValue::Document(json, ..)) => document(self.context.images, self.describe, json),
            (Target::Line | Target::Lines | Target::Html, value) => self.text(value),
            (_, JiraValue::Many(values)) => {
                let mut reading = values.first().map_or_else(Reading::nothing, |first| self.one(first));
                self.first_only(&mut reading, values.len());
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
        // Its plain text is the same number.
        if let (Target::Whole | Target::Decimal, JiraValue::Number(json)) = (Target::of(self.describe), value) {
            return read(self.context, self.describe, json, Long::Cut);
        }
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
                let label = self.context.traced.then(|| found.name.clone());
                Reading { label, ..Reading::of(FieldValue::Text(found.id.clone())) }
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
        self.first_only(&mut reading, value.items().len());
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
            self.first_only(&mut reading, items.len());
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
        if let Some(mapped) = value.find_key(&mut |key| values.get(key)) {
            return Ok(Cow::Borrowed(mapped));
        }
        Err(Box::new(match unmapped {
            // Of a person, the e-mail address says more than the name.
            Unmapped::Copy if matches!(value, JiraValue::User(_)) => self.one(value),
            Unmapped::Copy => return Ok(value.text().0),
            Unmapped::Default => Reading { losses: self.left_out(value), ..Reading::nothing() },
            Unmapped::Empty => Reading { losses: self.left_out(value), meant_empty: true, ..Reading::nothing() },
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

    fn left_out(&self, value: &JiraValue<'_>) -> Vec<String> {
        if self.context.traced { vec![format!("`{}` is not mapped", value.text().0)] } else { Vec::new() }
    }

    fn first_only(&self, reading: &mut Reading, count: usize) {
        if self.context.traced && count > 1 {
            reading.losses.push(format!("only the first of {count} values is kept"));
        }
    }
}
