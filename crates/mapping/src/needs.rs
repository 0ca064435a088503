//! What has to be asked before the values of a record can be made.

use std::borrow::Cow;

use weftline_wire::configuration::Unmapped;

use crate::compile::{Compiled, CompiledField, CompiledSource, insert};
use crate::issue::{IssueInput, LookupNeeded, Needs};
use crate::jira_value::{JiraValue, User};
use crate::kind::Kind;
use crate::reading::Reading;
use crate::target::{Target, points_to_user};

impl Compiled<'_> {
    /// What has to be asked before [`Compiled::apply`] can make its values.
    #[must_use]
    pub fn needs(&self, issue: &IssueInput<'_>) -> Needs {
        let mut needs = Needs::default();
        let mut by_zone = false;
        for field in &self.fields {
            let Some(source) = &field.source else { continue };
            by_zone |= takes_days(field, source);
            let (value, mapped) = match source {
                CompiledSource::Direct { place, part, .. } => (place.value(issue).part(*part), None),
                CompiledSource::ByValue { place, part, values, unmapped: Unmapped::Copy } => {
                    (place.value(issue).part(*part), Some(values))
                }
                CompiledSource::Lookup { place, object, by } => {
                    if let Ok(Some(text)) = lookup_text(&place.value(issue)) {
                        let (object, by, text) = ((*object).to_owned(), (*by).to_owned(), text.into_owned());
                        insert(&mut needs.lookups, LookupNeeded { object, by, text });
                    }
                    continue;
                }
                _ => continue,
            };
            let Some(first @ JiraValue::User(User { email: Some(email), .. })) = value.items().first() else {
                continue;
            };
            let named = mapped.is_some_and(|values| first.find_key(&mut |key| values.get(key)).is_some());
            if points_to_user(field.describe) && !named {
                insert(&mut needs.users, email.to_ascii_lowercase());
            }
        }
        needs.zone = self.zone.filter(|_| by_zone).map(str::to_owned);
        needs
    }
}

/// Whether a field's value may turn a day into an instant or the other way round.
fn takes_days(field: &CompiledField<'_>, source: &CompiledSource<'_>) -> bool {
    let target = Target::of(field.describe);
    if !matches!(target, Target::Date | Target::DateTime) {
        return false;
    }
    let turned = |reading: &Reading| !reading.losses.is_empty();
    let by_source = match source {
        CompiledSource::Nothing | CompiledSource::Lookup { .. } => false,
        CompiledSource::Direct { kind, .. } => {
            (target, *kind) != (Target::Date, Kind::Date) && (target, *kind) != (Target::DateTime, Kind::DateTime)
        }
        CompiledSource::Constant { reading, .. } => turned(reading),
        CompiledSource::ByValue { .. } | CompiledSource::Template(_) => true,
    };
    by_source || field.default.as_ref().is_some_and(|(_, reading)| turned(reading))
}

/// The text that a record is looked for by: of the first of several values; of a person, the e-mail address.
pub(crate) fn lookup_text<'v>(value: &'v JiraValue<'_>) -> Result<Option<Cow<'v, str>>, &'v User<'v>> {
    let text = match value.items().first() {
        None => return Ok(None),
        Some(JiraValue::User(user)) => Cow::Borrowed(&**user.email.as_ref().ok_or(user)?),
        Some(one) => one.text().0,
    };
    let text = Cow::Owned(text.trim().to_owned());
    Ok(Some(text).filter(|text: &Cow<'_, str>| !text.is_empty()))
}
