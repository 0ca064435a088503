//! The checks of mappings (MAP-1 to MAP-14), and what a mapping is without what is wrong with it.

use weftline_mapping::{JiraFields, compile, is_required, takes};
use weftline_salesforce::request::CommentsOf;
use weftline_wire::configuration::{
    Condition, Direction, FILE_BYTES_MAX, FeedPolicy, FieldMapping, FilePolicy, Mapping, RelatedLookup, Source,
};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::{FieldDescribe, FieldType, ObjectDescribe};

use super::Found;
use crate::problem::{Code, error};
use crate::shipped;

/// What a problem is about that is about files, in the place of a field.
const FILES: &str = "files";

/// The same of feeds.
const FEED: &str = "feed";

/// Kinds of files that a mapping may name.
const FILE_TYPES_MAX: usize = 50;

/// Whether a creation of the object can run assignment rules.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm>
#[must_use]
pub fn has_assignment_rules(object: &str) -> bool {
    matches!(object, "Case" | "Lead")
}

/// What is wrong with a mapping; the mapping as it would be right, when something can be mended. `is_chosen` says
/// whether fields of an object are chosen: without any, its records are not shown.
pub(super) fn check(
    mapping: &Mapping,
    object: &ObjectDescribe,
    jira: &JiraFields,
    is_chosen: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Found>,
) -> Option<Mapping> {
    let compiled = compile(mapping, jira, object);
    let mut found: Vec<Problem> = compiled.problems().to_vec();
    let has_rules = has_assignment_rules(&mapping.object);
    if mapping.assignment_rules && !has_rules {
        let text = format!("`{}` has no assignment rules", object.label);
        found.push(error(Code::NoAssignmentRules, "", text, "switch assignment rules off"));
    }
    for (at, lookup) in mapping.related.iter().enumerate() {
        let before = mapping.related.get(..at).unwrap_or_default();
        found.extend(related(lookup, before, object, is_chosen));
    }
    found.extend(conditions(mapping, jira, object));
    found.extend(files(&mapping.files));
    found.extend(files_in_spite_of_conditions(mapping));
    found.extend(feed(mapping.feed, object));
    if found.is_empty() {
        return None;
    }
    let mut repaired = paused(mapping, jira, object);
    let of_issue = |condition: &Condition| weftline_rules::check_issue(condition, jira).is_empty();
    let of_record = |condition: &Condition| weftline_rules::check_record(condition, object).is_empty();
    repaired.to_salesforce_when = mapping.to_salesforce_when.as_ref().map(|condition| mended(condition, &of_issue));
    repaired.to_jira_when = mapping.to_jira_when.as_ref().map(|condition| mended(condition, &of_record));
    repaired.assignment_rules &= has_rules;
    if feed(mapping.feed, object).is_some() {
        repaired.feed = FeedPolicy::default();
    }
    repaired.related.retain(|lookup| is_chosen(&lookup.object));
    rename(mapping, object, &mut repaired);
    add_required(object, &mut repaired);
    let compiled = compile(&repaired, jira, object);
    let conditions_left = conditions(&repaired, jira, object);
    let left = |problem: &Problem| {
        let mut left = compiled.problems().iter().chain(&conditions_left);
        left.any(|left| left.code == problem.code && left.field == problem.field)
    };
    let mut any = false;
    for problem in found {
        // A new field of the org that has to be filled is put into the form: the warning that somebody has to fill it
        // stays.
        let added = |field: &str| !has(mapping, field) && has(&repaired, field);
        let mended = match problem.severity {
            Severity::Error => !left(&problem),
            Severity::Warning => problem.field.as_deref().is_some_and(added),
        };
        any |= mended;
        problems.push((problem, mended));
    }
    (any && repaired != *mapping).then_some(repaired)
}

/// What is wrong with the conditions on which values go (SYNC-7).
fn conditions(mapping: &Mapping, jira: &JiraFields, object: &ObjectDescribe) -> Vec<Problem> {
    let mut found = Vec::new();
    found.extend(mapping.to_salesforce_when.iter().flat_map(|condition| weftline_rules::check_issue(condition, jira)));
    found.extend(mapping.to_jira_when.iter().flat_map(|condition| weftline_rules::check_record(condition, object)));
    found
}

/// Conditions as they are where they are right; else what is right of them, with an empty group in front of which one would
/// have to hold: nothing goes by them before somebody has looked, for what is left out kept something back.
fn mended(condition: &Condition, is_sound: &dyn Fn(&Condition) -> bool) -> Condition {
    if is_sound(condition) {
        return condition.clone();
    }
    let mut of = vec![Condition::Any { of: Vec::new() }];
    match sound(condition, is_sound) {
        Some(Condition::All { of: left }) => of.extend(left),
        left => of.extend(left),
    }
    Condition::All { of }
}

/// A tree of conditions without comparisons that are wrong in themselves, and without groups that have nothing left; none
/// when nothing is left.
fn sound(condition: &Condition, is_sound: &dyn Fn(&Condition) -> bool) -> Option<Condition> {
    let mut left = condition.clone();
    match &mut left {
        Condition::Compare { .. } => return is_sound(condition).then_some(left),
        Condition::All { of } | Condition::Any { of } | Condition::Not { of } => {
            *of = of.iter().filter_map(|one| sound(one, is_sound)).collect();
            if of.is_empty() {
                return None;
            }
        }
    }
    Some(left)
}

/// The mapping as it can be worked with: without what is wrong with it, which is told beside, and with the fields that
/// a record cannot be created without, so that people can fill them (D-7).
#[must_use]
pub fn working(mapping: &Mapping, jira: &JiraFields, object: &ObjectDescribe) -> (Mapping, Vec<Problem>) {
    let is_shipped = *mapping == shipped::mapping();
    let mapping = if is_shipped { paused(mapping, jira, object) } else { mapping.clone() };
    let compiled = compile(&mapping, jira, object);
    let wrong = |problem: &&Problem| problem.severity == Severity::Error;
    let mut problems: Vec<Problem> = compiled.problems().iter().filter(wrong).cloned().collect();
    for (at, lookup) in mapping.related.iter().enumerate() {
        problems.extend(related(lookup, mapping.related.get(..at).unwrap_or_default(), object, &|_| true));
    }
    let mut working = if problems.is_empty() { mapping } else { paused(&mapping, jira, object) };
    add_required(object, &mut working);
    (working, problems)
}

/// A mapping without what is wrong with it: fields that cannot be set, sources that cannot work, values that a
/// picklist does not have.
pub(super) fn paused(mapping: &Mapping, jira: &JiraFields, object: &ObjectDescribe) -> Mapping {
    let mut kept = Mapping { fields: Vec::new(), related: Vec::new(), ..mapping.clone() };
    for lookup in &mapping.related {
        if related(lookup, &kept.related, object, &|_| true).is_none() {
            kept.related.push(lookup.clone());
        }
    }
    for field in &mapping.fields {
        let describe = object.fields.iter().find(|describe| describe.name == field.field);
        // What Salesforce computes can go to Jira all the same.
        let goes = |describe: &&FieldDescribe| describe.createable || field.direction == Direction::ToJira;
        let Some(describe) = describe.filter(goes) else {
            continue;
        };
        if !has(&kept, &field.field) {
            kept.fields.extend(without_errors(field, describe, jira, object));
        }
    }
    kept
}

/// What is wrong with a lookup whose records are to be linked by themselves (REL-1); `before` are those before it.
fn related(
    lookup: &RelatedLookup,
    before: &[RelatedLookup],
    object: &ObjectDescribe,
    is_chosen: &dyn Fn(&str) -> bool,
) -> Option<Problem> {
    let RelatedLookup { field, object: target } = lookup;
    let Some(describe) = object.fields.iter().find(|describe| describe.name == *field) else {
        let text = format!("`{}` has no lookup `{field}`, or the integration user may not see it", object.label);
        let remedy = "remove it from what is linked by itself, or give the integration user access to it";
        return Some(error(Code::UnknownField, field, text, remedy));
    };
    let wrong = |code, text: String, remedy| Some(error(code, field, text, remedy));
    let label = &describe.label;
    if describe.field_type != FieldType::Reference {
        let text = format!("`{label}` points to no record, so nothing can be linked by it");
        return wrong(Code::NotALookup, text, "choose a lookup");
    }
    if !describe.reference_to.contains(target) {
        let text = format!("`{label}` does not point to `{target}`");
        return wrong(Code::NotALookup, text, "choose one of the objects that it points to");
    }
    if before.iter().any(|earlier| earlier.field == *field) {
        let text = format!("`{label}` is to be linked by itself twice");
        return wrong(Code::DuplicateField, text, "keep one of the two");
    }
    if !is_chosen(target) {
        let text = format!("records of `{target}` would be linked and shown nowhere: none of its fields are chosen");
        let remedy = "add the object under Fields first, or do not link it by itself";
        return wrong(Code::ObjectNotChosen, text, remedy);
    }
    None
}

/// What is wrong with what is said of files (FILE-1).
fn files(policy: &FilePolicy) -> Vec<Problem> {
    let mut problems = Vec::new();
    if policy.bytes_max > FILE_BYTES_MAX {
        let text = format!("a file has at most {FILE_BYTES_MAX} bytes, because Forge lets no larger one through");
        problems.push(error(Code::OutOfRange, FILES, text, "say less, or leave it empty for as much as goes"));
    }
    let is_type = |text: &String| {
        let is_word = |word: &str| !word.is_empty() && word.len() <= 100 && word.bytes().all(is_of_type);
        match text.split_once('/') {
            Some((group, kind)) => is_word(group) && (kind == "*" || is_word(kind)),
            None => is_word(text.strip_prefix('.').unwrap_or(text)),
        }
    };
    if let Some(wrong) = policy.types.iter().find(|text| !is_type(text)) {
        let text = format!("`{wrong}` is no kind of file");
        let remedy = "say an ending like `pdf`, a type like `image/png`, or a group of types like `image/*`";
        problems.push(error(Code::UnknownFileType, FILES, text, remedy));
    }
    if policy.types.len() > FILE_TYPES_MAX {
        let text = format!("at most {FILE_TYPES_MAX} kinds of files can be named");
        problems.push(error(Code::OutOfRange, FILES, text, "name groups of types like `image/*`"));
    }
    problems
}

/// Conditions hold back everything (SYNC-7), and files are not held against them: so a mapping has the one or the other.
fn files_in_spite_of_conditions(mapping: &Mapping) -> Option<Problem> {
    let to_salesforce = mapping.files.to_salesforce && mapping.to_salesforce_when.is_some();
    let to_jira = mapping.files.to_jira && mapping.to_jira_when.is_some();
    (to_salesforce || to_jira).then(|| {
        let text = "files do not go by conditions, and here is one for the same direction";
        error(
            Code::FilesWithConditions,
            FILES,
            text.to_owned(),
            "remove the conditions, or switch the files of this direction off",
        )
    })
}

/// Whether posts in the feed of an object can take the place of comments (CMT-5): where it has no comments of its own.
#[must_use]
pub fn has_feed(object: &ObjectDescribe) -> bool {
    object.feed_enabled && CommentsOf::object(&object.name).is_none()
}

/// What is wrong with what is said of feeds.
fn feed(policy: FeedPolicy, object: &ObjectDescribe) -> Option<Problem> {
    (policy.is_on() && !has_feed(object)).then(|| {
        let text = match object.feed_enabled {
            true => format!("`{}` has comments of its own, and these are kept in step", object.label),
            false => format!("records of `{}` have no feed", object.label),
        };
        error(Code::FeedNotHere, FEED, text, "switch feed posts off, or allow feeds of the object in Salesforce")
    })
}

/// Characters of endings and of types.
/// <https://www.rfc-editor.org/rfc/rfc6838#section-4.2>
fn is_of_type(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte)
}

/// One field with as much taken away as is wrong; none when nothing is left that works.
fn without_errors(
    field: &FieldMapping,
    describe: &FieldDescribe,
    jira: &JiraFields,
    object: &ObjectDescribe,
) -> Option<FieldMapping> {
    let works = |field: &FieldMapping| {
        let alone = Mapping {
            object: object.name.clone(),
            fields: vec![field.clone()],
            assignment_rules: false,
            time_zone: None,
            related: Vec::new(),
            to_salesforce_when: None,
            to_jira_when: None,
            files: FilePolicy::default(),
            feed: FeedPolicy::default(),
        };
        let about = |problem: &Problem| problem.field.as_deref() == Some(&field.field);
        let compiled = compile(&alone, jira, object);
        !compiled.problems().iter().any(|problem| problem.severity == Severity::Error && about(problem))
    };
    let mut field = field.clone();
    if works(&field) {
        return Some(field);
    }
    if field.default.as_deref().is_some_and(|default| !takes(describe, default)) {
        field.default = None;
    }
    if let Source::Picklist { values, .. } = &mut field.source {
        values.retain(|_, value| takes(describe, value));
    }
    if !works(&field) && field.source != Source::Nothing {
        let unread = FieldMapping { source: Source::Nothing, direction: Direction::Creation, ..field.clone() };
        if works(&unread) || field.read_only {
            field = unread;
        }
    }
    if !works(&field) && field.read_only {
        field.read_only = false;
    }
    works(&field).then_some(field)
}

/// A field that is gone while another that is not mapped has its label was most likely renamed.
fn rename(mapping: &Mapping, object: &ObjectDescribe, repaired: &mut Mapping) {
    for (at, field) in mapping.fields.iter().enumerate() {
        if object.fields.iter().any(|describe| describe.name == field.field) {
            continue;
        }
        let words = field.field.trim_end_matches("__c").replace('_', " ");
        let label = field.label.as_deref().unwrap_or(&words);
        let mut same =
            object.fields.iter().filter(|describe| describe.createable && describe.label.eq_ignore_ascii_case(label));
        if let (Some(describe), None) = (same.next(), same.next())
            && !has(repaired, &describe.name)
            && !has(mapping, &describe.name)
        {
            let at = at.min(repaired.fields.len());
            repaired.fields.insert(at, FieldMapping { field: describe.name.clone(), ..field.clone() });
        }
    }
}

/// Fields without which no record can be created join the form.
fn add_required(object: &ObjectDescribe, repaired: &mut Mapping) {
    for describe in object.fields.iter().filter(|describe| is_required(describe)) {
        if !has(repaired, &describe.name) {
            repaired.fields.push(shipped::unfilled(&describe.name));
        }
    }
}

fn has(mapping: &Mapping, field: &str) -> bool {
    mapping.fields.iter().any(|mapped| mapped.field == field)
}
