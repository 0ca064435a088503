//! The check of one field of a mapping on its way to Jira.

use std::collections::BTreeMap;

use weftline_wire::configuration::{Part, Source, Unmapped};
use weftline_wire::salesforce::FieldValue;

use crate::check::Check;
use crate::compile::{BackHow, CompiledBack, Reads};
use crate::kind::{self, Kind};
use crate::pair::Pair;
use crate::pair_back;
use crate::place::Place;
use crate::problem::{Code, error, warning};
use crate::reading::{Long, read};
use crate::same::same;
use crate::target::{Target, points_to_user};

impl<'a> Check<'a, '_> {
    /// How a record's value goes to Jira; none when that cannot work.
    pub(crate) fn back(&mut self) -> Option<CompiledBack<'a>> {
        let (place, part) = match &self.field.source {
            Source::Field { field, part } | Source::Picklist { field, part, .. } => (Place::of(field), *part),
            Source::Lookup { field, .. } => (Place::of(field), Part::Whole),
            Source::Nothing => return self.impossible("it has no Jira field"),
            Source::Constant { .. } => return self.impossible("a constant has no Jira field"),
            Source::Template { .. } => return self.impossible("a template has no Jira field of its own"),
        };
        let kind = self.kind(place, part)?;
        if let Some(why) = kind::fixed(place, kind) {
            return self.impossible(&["`", place.name(), "` cannot be set: ", why].concat());
        }
        let (pair, how, reads) = match &self.field.source {
            Source::Picklist { values, back, unmapped, .. } => {
                let inverse = self.inverse(values, back);
                let by_email = *unmapped == Unmapped::Copy
                    && points_to_user(self.describe)
                    && matches!(kind, Kind::User | Kind::Users | Kind::Unknown);
                let reads = if by_email { self.related("Email") } else { Some(Reads::Field) };
                let how = BackHow::ByValue { inverse, values, unmapped: *unmapped };
                (pair_back::by_value(kind, self.describe), how, reads.unwrap_or(Reads::Field))
            }
            Source::Lookup { by, .. } => {
                if self.describe.reference_to.len() > 1 && by != "Name" {
                    let text = ["a lookup to several objects shows the names of its records, not `", by, "`"].concat();
                    return self.impossible(&text);
                }
                let reads = self.related(by);
                (pair_back::lookup(kind), BackHow::Direct, self.or_unrelated(reads)?)
            }
            _ => {
                let user = matches!(kind, Kind::User | Kind::Users) && Target::of(self.describe) == Target::Lookup;
                let reads = if user {
                    let reads = self.related("Email");
                    self.or_unrelated(reads)?
                } else {
                    Reads::Field
                };
                (pair_back::direct(kind, part, self.describe, self.context), BackHow::Direct, reads)
            }
        };
        match pair {
            Pair::Fits => {}
            Pair::Lossy(loss) => {
                self.lossy_back(["`", &self.field.field, "` to `", place.name(), "`: ", &loss].concat());
            }
            Pair::Impossible => {
                let target = Target::of(self.describe).words();
                let why = ["it is ", target, " and cannot become ", kind.words()].concat();
                return self.impossible(&why);
            }
        }
        if let (BackHow::Direct, Reads::Field, Some(loss)) = (&how, &reads, pair_back::cut(kind, self.describe)) {
            self.lossy_back(["`", place.name(), "`: ", &loss].concat());
        }
        Some(CompiledBack { place, kind, part, how, reads })
    }

    /// The Jira values by Salesforce value. Where several Jira values become the same one, `back` has to say which comes
    /// back: none is guessed.
    fn inverse(
        &mut self,
        values: &'a BTreeMap<String, String>,
        back: &'a BTreeMap<String, String>,
    ) -> Vec<(FieldValue, &'a str)> {
        let mut inverse: Vec<(FieldValue, &'a str)> = Vec::new();
        for (salesforce, jira) in back {
            let reading = read(self.context, self.describe, salesforce, Long::Refuse);
            if reading.is_nothing() {
                let text = ["`", salesforce, "` is no value of `", &self.describe.label, "`"].concat();
                self.problems.push(error(Code::BadMappedValue, &self.field.field, text, "remove it from the map"));
            } else {
                inverse.push((reading.value, jira));
            }
        }
        let said = inverse.len();
        let mut ambiguous: Vec<FieldValue> = Vec::new();
        for (jira, salesforce) in values {
            let value = read(self.context, self.describe, salesforce, Long::Refuse).value;
            let known = |one: &(FieldValue, &str)| same(self.describe, &one.0, &value);
            if value == FieldValue::Null || inverse.iter().take(said).any(known) {
                continue;
            }
            if Target::of(self.describe) == Target::MultiPicklist && salesforce.contains(';') {
                self.lossy_back(["`", jira, "` becomes several values, and none of them becomes it again"].concat());
                continue;
            }
            if inverse.iter().skip(said).any(known) {
                if !ambiguous.contains(&value) {
                    let text = ["several values become `", salesforce, "`: none of them comes back from it"].concat();
                    let remedy = "say which one it becomes on the way to Jira";
                    self.problems.push(warning(Code::AmbiguousBack, &self.field.field, text, remedy));
                    ambiguous.push(value);
                }
                continue;
            }
            inverse.push((value, jira));
        }
        inverse.retain(|(value, _)| !ambiguous.contains(value));
        inverse
    }

    fn related(&self, field: &str) -> Option<Reads> {
        let relation = self.describe.relationship_name.as_deref()?;
        Some(Reads::Related([relation, ".", field].concat()))
    }

    fn or_unrelated(&mut self, reads: Option<Reads>) -> Option<Reads> {
        match reads {
            Some(reads) => Some(reads),
            None => self.impossible("Salesforce does not show the records that it points to"),
        }
    }

    fn impossible<T>(&mut self, why: &str) -> Option<T> {
        let text = ["`", &self.field.field, "` cannot go to Jira: ", why].concat();
        let remedy = "let it go to Salesforce only, or choose another field";
        self.problems.push(error(Code::ImpossibleToJira, &self.field.field, text, remedy));
        None
    }

    fn lossy_back(&mut self, text: String) {
        self.problems.push(warning(Code::LossyToJira, &self.field.field, text, ""));
    }
}
