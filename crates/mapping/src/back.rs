//! Makes Jira values from a record: which values of the record, and what a value map makes of them.

use std::collections::BTreeMap;

use weftline_wire::configuration::{Part, Unmapped};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue};

use crate::compile::{BackHow, Compiled, CompiledBack, CompiledField, Reads, insert};
use crate::issue::{BackValue, IssueInput, MappedBack, Needs, RecordInput, Resolved};
use crate::jira_value::JiraValue;
use crate::kind::{Kind, Written};
use crate::made::found;
use crate::number::Decimal;
use crate::problem::{Code, error, warning};
use crate::reading::{Context, Long, read};
use crate::same::same;
use crate::target::{Target, points_to_user};
use crate::writing::{self, Writing};

impl<'m> Compiled<'m> {
    /// What has to be asked before [`Compiled::apply_back`] can make its values.
    #[must_use]
    pub fn needs_back(&self, record: RecordInput<'_>, issue: &IssueInput<'_>) -> Needs {
        let mut needs = Needs::default();
        let resolved = Resolved::default();
        let context = self.context(&resolved);
        for (field, back) in self.going_back() {
            let target = Target::of(field.describe);
            let turned = match back.kind {
                Kind::Date => target != Target::Date,
                Kind::DateTime => target != Target::DateTime,
                _ => false,
            };
            if turned && needs.zone.is_none() {
                needs.zone = self.zone.map(str::to_owned);
            }
            if !matches!(back.kind, Kind::User | Kind::Users | Kind::Named(Written::Status)) {
                continue;
            }
            let going = Going { context, field, back, record, current: back.place.value(issue) };
            let Taken { items: Items::These(items), .. } = going.take() else {
                continue;
            };
            for item in items {
                let is_there = |one: &JiraValue<'_>| {
                    one.find_key(&mut |key| key.eq_ignore_ascii_case(&item).then_some(())).is_some()
                };
                if back.kind == Kind::Named(Written::Status) {
                    needs.transitions |= !going.current.text().0.eq_ignore_ascii_case(item.trim());
                } else if item.contains('@') && !going.current.items().iter().any(is_there) {
                    insert(&mut needs.accounts, item.to_ascii_lowercase());
                }
            }
        }
        needs
    }

    /// The paths that the way back reads of a record, sorted, each once: `Status`, `Owner.Email`.
    #[must_use]
    pub fn record_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (field, back) in self.going_back() {
            insert(&mut paths, field.describe.name.clone());
            if let Reads::Related(path) = &back.reads {
                insert(&mut paths, path.clone());
            }
        }
        paths
    }

    /// Makes the values of the issue from a record, in the mapping's order: one for each field that goes to Jira and
    /// compiled without an error. Two fields that hold the levels of one cascading option come back as one, on the
    /// first of them.
    #[must_use]
    pub fn apply_back(&self, record: RecordInput<'_>, issue: &IssueInput<'_>, resolved: &Resolved) -> Vec<MappedBack> {
        let context = self.context(resolved);
        let mut mapped: Vec<MappedBack> = Vec::new();
        for (field, back) in self.going_back() {
            let name = back.place.name();
            let current = back.place.value(issue);
            let going = Going { context, field, back, record, current };
            let is_level = back.kind == Kind::Cascading && back.part != Part::Whole;
            let taken = going.take();
            let source = if taken.by_default { String::from("default") } else { going.source() };
            let found = going.found();
            let (writing, losses, problems) = if is_level {
                if mapped.iter().any(|before| before.jira_field == name) {
                    continue;
                }
                let other = self.going_back().find(|(other, its)| {
                    its.place == back.place && its.part != back.part && !std::ptr::eq(*other, field)
                });
                let other = other.map(|(field, back)| {
                    Going { context, field, back, record, current: back.place.value(issue) }.take()
                });
                levels(&going, taken, other)
            } else {
                let writing = going.write(taken.items, resolved);
                (writing, taken.losses, taken.problems)
            };
            mapped.push(finish(&going, writing, losses, problems, source, found));
        }
        mapped
    }

    fn going_back(&self) -> impl Iterator<Item = (&CompiledField<'m>, &CompiledBack<'m>)> {
        self.fields.iter().filter_map(|field| Some((field, field.back.as_ref()?)))
    }
}

fn finish(
    going: &Going<'_>,
    writing: Writing,
    mut losses: Vec<String>,
    mut problems: Vec<Problem>,
    source: String,
    found: Option<String>,
) -> MappedBack {
    losses.extend(writing.losses);
    problems.extend(writing.problems);
    let failed = problems.iter().any(|problem| problem.severity == Severity::Error);
    MappedBack {
        field: going.field.describe.name.clone(),
        jira_field: going.back.place.name().to_owned(),
        value: if failed { BackValue::Nothing } else { writing.value },
        text: if failed { None } else { writing.text },
        source,
        found,
        losses,
        problems,
    }
}

/// What is to be written.
#[derive(Debug)]
pub(crate) enum Items {
    /// Nothing: the field stays as it is.
    None,
    /// No value: the field is emptied.
    Empty,
    /// These, as a value map names them.
    These(Vec<String>),
}

/// What was taken from a record.
struct Taken {
    items: Items,
    /// Whether the mapping's default stands in.
    by_default: bool,
    losses: Vec<String>,
    problems: Vec<Problem>,
}

/// One field on its way to Jira.
pub(crate) struct Going<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) field: &'a CompiledField<'a>,
    pub(crate) back: &'a CompiledBack<'a>,
    record: RecordInput<'a>,
    /// What the issue has now.
    pub(crate) current: JiraValue<'a>,
}

impl Going<'_> {
    fn path(&self) -> &str {
        match &self.back.reads {
            Reads::Related(path) => path,
            Reads::Field => &self.field.describe.name,
        }
    }

    fn source(&self) -> String {
        ["record.", self.path()].concat()
    }

    fn found(&self) -> Option<String> {
        let value = self.record.values.get(self.path()).filter(|value| !is_empty(value));
        found(&text_of(self.context, self.field.describe, value.or_else(|| self.own())?))
    }

    /// The field's own value; none when it is empty.
    fn own(&self) -> Option<&FieldValue> {
        self.record.values.get(&self.field.describe.name).filter(|value| !is_empty(value))
    }

    fn take(&self) -> Taken {
        let mut taken = Taken { items: Items::Empty, by_default: false, losses: Vec::new(), problems: Vec::new() };
        let Some(own) = self.own() else {
            return taken;
        };
        match &self.back.how {
            BackHow::Direct => {
                taken.items = match &self.back.reads {
                    Reads::Related(path) => self.related(path, &mut taken.problems),
                    Reads::Field => Items::These(self.texts(own)),
                };
            }
            BackHow::ByValue { inverse, values, unmapped } => {
                let mut items = Vec::new();
                for value in self.singles(own) {
                    match self.mapped(&value, inverse, values) {
                        Some(item) => items.push(item),
                        None => self.unmapped(&value, inverse, *unmapped, &mut items, &mut taken),
                    }
                }
                if !items.is_empty() {
                    taken.items = Items::These(items);
                }
            }
        }
        taken
    }

    /// What the record that a lookup points to has there.
    fn related(&self, path: &str, problems: &mut Vec<Problem>) -> Items {
        match self.record.values.get(path) {
            Some(FieldValue::Text(text)) if !text.trim().is_empty() => Items::These(vec![text.trim().to_owned()]),
            Some(value) if !is_empty(value) => Items::These(vec![text_of(self.context, self.field.describe, value)]),
            _ => {
                let text = format!("`{path}` is empty, though `{}` is not", self.field.describe.label);
                let field = &self.field.describe.name;
                problems.push(warning(Code::AccountNotFound, field, text, "fill it in, or map it by a table"));
                Items::None
            }
        }
    }

    /// The single values of a field of several.
    fn singles(&self, value: &FieldValue) -> Vec<FieldValue> {
        match value {
            FieldValue::Text(text) if Target::of(self.field.describe) == Target::MultiPicklist => {
                let items = text.split(';').map(str::trim).filter(|item| !item.is_empty());
                items.map(|item| FieldValue::Text(item.to_owned())).collect()
            }
            one => vec![one.clone()],
        }
    }

    fn texts(&self, value: &FieldValue) -> Vec<String> {
        self.singles(value).iter().map(|value| text_of(self.context, self.field.describe, value)).collect()
    }

    /// What a value map makes of a value: what the issue has, if that becomes the record's value.
    fn mapped(
        &self,
        value: &FieldValue,
        inverse: &[(FieldValue, &str)],
        values: &BTreeMap<String, String>,
    ) -> Option<String> {
        let describe = self.field.describe;
        for item in self.current.items() {
            let item = item.clone().part(self.back.part);
            let becomes = item.find_key(&mut |key| values.get(key));
            if becomes
                .is_some_and(|text| same(describe, &read(self.context, describe, text, Long::Refuse).value, value))
            {
                return Some(match &item {
                    JiraValue::User(user) => user.account_id.clone().into_owned(),
                    item => item.text().0.into_owned(),
                });
            }
        }
        let found = inverse.iter().find(|(known, _)| same(describe, known, value));
        found.map(|(_, jira)| (*jira).to_owned())
    }

    fn unmapped(
        &self,
        value: &FieldValue,
        inverse: &[(FieldValue, &str)],
        unmapped: Unmapped,
        items: &mut Vec<String>,
        taken: &mut Taken,
    ) {
        // A checkbox that no value makes false is one that nothing was chosen for.
        if *value == FieldValue::Boolean(false) {
            return;
        }
        let text = text_of(self.context, self.field.describe, value);
        let left_out = format!("`{text}` is not mapped");
        match unmapped {
            Unmapped::Copy => {
                if let Reads::Related(path) = &self.back.reads {
                    if let Items::These(related) = self.related(path, &mut taken.problems) {
                        items.extend(related);
                    } else {
                        taken.items = Items::None;
                    }
                } else {
                    items.push(text);
                }
            }
            Unmapped::Default => {
                taken.losses.push(left_out);
                let default = self.field.default.as_ref().map(|(_, reading)| &reading.value);
                let found = default
                    .and_then(|default| inverse.iter().find(|(known, _)| same(self.field.describe, known, default)));
                match found {
                    Some((_, jira)) => {
                        taken.by_default = true;
                        items.push((*jira).to_owned());
                    }
                    None => taken.items = Items::None,
                }
            }
            Unmapped::Empty => taken.losses.push(left_out),
            Unmapped::Report => {
                let field = &self.field.describe.name;
                let text = format!("`{text}` of `{field}` is not mapped to a value of `{}`", self.back.place.name());
                taken.problems.push(error(Code::UnmappedValue, field, text, "map the value"));
                taken.items = Items::None;
            }
        }
    }

    fn write(&self, items: Items, resolved: &Resolved) -> Writing {
        match items {
            Items::None => Writing::nothing(),
            Items::Empty => writing::clear(self),
            Items::These(items) => writing::write(self, items, resolved),
        }
    }
}

/// A cascading option of its two levels: of a level that no field holds, the issue keeps what goes with the other.
fn levels(going: &Going<'_>, taken: Taken, other: Option<Taken>) -> (Writing, Vec<String>, Vec<Problem>) {
    let (mut losses, mut problems) = (taken.losses, taken.problems);
    let kept = |part| {
        let current = going.current.clone().part(part);
        if current.is_nothing() { Items::Empty } else { Items::These(vec![current.text().0.into_owned()]) }
    };
    let is_alone = other.is_none();
    let other = match other {
        Some(other) => {
            losses.extend(other.losses);
            problems.extend(other.problems);
            other.items
        }
        None if going.back.part == Part::First => kept(Part::Second),
        None => kept(Part::First),
    };
    let (first, second) = if going.back.part == Part::First { (taken.items, other) } else { (other, taken.items) };
    let writing = match (first, second) {
        (Items::None, _) | (_, Items::None) => Writing::nothing(),
        (Items::Empty, _) => writing::clear(going),
        (Items::These(first), second) => {
            let first = first.into_iter().next().unwrap_or_default();
            let second = match second {
                Items::These(second) => second.into_iter().next(),
                Items::None | Items::Empty => None,
            };
            // What was chosen below another option does not go with this one.
            let stays = !is_alone || going.back.part == Part::Second || {
                going.current.clone().part(Part::First).text().0.eq_ignore_ascii_case(&first)
            };
            writing::cascading(&first, second.as_deref().filter(|_| stays))
        }
    };
    (writing, losses, problems)
}

fn is_empty(value: &FieldValue) -> bool {
    match value {
        FieldValue::Null => true,
        FieldValue::Text(text) => text.trim().is_empty(),
        FieldValue::Boolean(_) | FieldValue::Number(_) => false,
    }
}

/// A value as a value map names it: of a record type, what people see.
fn text_of(context: Context<'_>, describe: &FieldDescribe, value: &FieldValue) -> String {
    match value {
        FieldValue::Null => String::new(),
        FieldValue::Boolean(value) => String::from(if *value { "true" } else { "false" }),
        FieldValue::Number(number) => Decimal::of(*number).map(|number| number.text()).unwrap_or_default(),
        FieldValue::Text(text) => {
            let is_type = describe.field_type == FieldType::Reference && !points_to_user(describe);
            let of_type = context.types.iter().find(|one| is_type && one.record_type_id == *text);
            of_type.map_or(text, |one| &one.name).clone()
        }
    }
}
