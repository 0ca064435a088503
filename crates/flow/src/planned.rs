//! Plans as pages show them: field by field, with what people call fields and values.

use std::collections::BTreeMap;

use weftline_mapping::Resolved;
use weftline_richtext::html_to_text;
use weftline_salesforce::time;
use weftline_wire::configuration::{Direction, FieldMapping, Mapping, Source};
use weftline_wire::failure::Severity;
use weftline_wire::json;
use weftline_wire::plan::{Held, Plan, Trace, Way, Write};
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue, ObjectDescribe};
use weftline_wire::view::{Deed, DeedKind, PlanRow, PlanView};

use crate::file_sync::OF_FILE;
use crate::shown::without_id;

/// Characters of a value that a row shows.
const SHOWN_MAX: usize = 1_000;

const NEEDS_A_PERSON: &str = "both sides have changed it, and a person has to decide";

/// What is known of the names of what a plan writes. Of a plan that was kept, some of it may be gone.
#[derive(Default)]
pub(crate) struct Names<'a> {
    pub(crate) mapping: Option<&'a Mapping>,
    pub(crate) object: Option<&'a ObjectDescribe>,
    /// What people call Jira's fields, by id.
    pub(crate) jira: BTreeMap<String, String>,
    /// What people call records, by id.
    pub(crate) records: BTreeMap<String, String>,
    /// What the record has, by path.
    pub(crate) record: Option<&'a BTreeMap<String, FieldValue>>,
}

/// Records that a mapping's needs named.
pub(crate) fn records_of(resolved: &Resolved) -> BTreeMap<String, String> {
    let users = resolved.users_by_email.values().map(|user| (user.id.clone(), user.name.clone()));
    let found = resolved.lookups.iter().filter_map(|record| Some((record.id.clone()?, record.text.clone())));
    let mut records = BTreeMap::new();
    records.extend(users.chain(found));
    records
}

/// A plan, field by field in the mapping's order: what is written, and what is not and why.
pub(crate) fn view(plan: &Plan, names: &Names<'_>) -> PlanView {
    let mut order: Vec<&str> = Vec::new();
    let mapped = names.mapping.iter().flat_map(|mapping| mapping.fields.iter().map(|field| field.field.as_str()));
    let traced = plan.trace.iter().map(|trace| trace.field.as_str());
    let held = plan.held.iter().map(|held| held.field.as_str());
    let skipped = plan.skipped.iter().map(|skipped| skipped.field.as_str());
    for field in mapped.chain(traced).chain(held).chain(skipped) {
        if !order.contains(&field) {
            order.push(field);
        }
    }
    let assignment_rules = plan.writes.iter().find_map(|write| match write {
        Write::CreateRecord { assignment_rules, .. } => *assignment_rules,
        _ => None,
    });
    PlanView {
        rows: order.into_iter().map(|field| names.row(plan, field)).collect(),
        deeds: plan.writes.iter().filter_map(deed).collect(),
        waits: plan.waits.clone(),
        problems: plan.problems.clone(),
        assignment_rules,
        salesforce_calls: plan.salesforce_calls,
        jira_calls: plan.jira_calls,
    }
}

/// What a write does, without its values; none for the further parts of a comment.
fn deed(write: &Write) -> Option<Deed> {
    let is_edit = |existing: &Option<String>, edit, new| if existing.is_some() { edit } else { new };
    let (kind, record_id, to, public) = match write {
        Write::CreateRecord { .. } => (DeedKind::CreateRecord, None, None, false),
        Write::LinkRecord { record_id, .. } => (DeedKind::LinkRecord, record_id.as_ref(), None, false),
        Write::UpdateRecord { record_id, .. } => (DeedKind::UpdateRecord, Some(record_id), None, false),
        Write::UpdateIssue { .. } => (DeedKind::UpdateIssue, None, None, false),
        Write::TransitionIssue { to, .. } => (DeedKind::TransitionIssue, None, Some(to), false),
        Write::CommentOnRecord { part, .. } if *part > 1 => return None,
        Write::CommentOnRecord { record_id, existing, public, .. } => {
            (is_edit(existing, DeedKind::EditOnRecord, DeedKind::CommentOnRecord), Some(record_id), None, *public)
        }
        Write::DeleteOnRecord { record_id, .. } => (DeedKind::DeleteOnRecord, Some(record_id), None, false),
        Write::CommentOnIssue { existing, public, .. } => {
            (is_edit(existing, DeedKind::EditOnIssue, DeedKind::CommentOnIssue), None, None, *public)
        }
        Write::DeleteOnIssue { .. } => (DeedKind::DeleteOnIssue, None, None, false),
        Write::UnlinkRecord { record_id, .. } => (DeedKind::UnlinkRecord, Some(record_id), None, false),
        Write::AttachToRecord { record_id, name, .. } => (DeedKind::AttachToRecord, Some(record_id), Some(name), false),
        Write::AttachToIssue { record_id, name, .. } => (DeedKind::AttachToIssue, Some(record_id), Some(name), false),
    };
    Some(Deed { kind, record_id: record_id.cloned(), to: to.cloned(), public })
}

impl Names<'_> {
    fn row(&self, plan: &Plan, field: &str) -> PlanRow {
        let mapping = self.mapping.and_then(|mapping| mapping.fields.iter().find(|mapped| mapped.field == field));
        let describe = self.object.and_then(|object| object.fields.iter().find(|describe| describe.name == field));
        let held = plan.held.iter().find(|held| held.field == field);
        let skipped = plan.skipped.iter().find(|skipped| skipped.field == field);
        let trace = plan.trace.iter().find(|trace| trace.field == field);
        let waits = plan.waits.iter().find(|waits| waits.fields.iter().any(|waiting| waiting == field));
        let way = match (trace, waits, mapping.map(|mapping| mapping.direction)) {
            (Some(trace), ..) => trace.way,
            (None, Some(waits), _) => waits.way,
            (None, None, Some(Direction::ToJira)) => Way::ToJira,
            (None, None, _) => Way::ToSalesforce,
        };
        let jira_field = trace
            .and_then(|trace| trace.jira_field.as_deref())
            .or_else(|| mapping.and_then(jira_field_of))
            .filter(|_| way == Way::ToJira);
        let is_written = trace.is_some() && skipped.is_none() && !plan.writes.is_empty();
        let source = match trace {
            Some(trace) => self.source(&trace.source),
            None => mapping.map(|mapping| self.planned_source(mapping, way)).unwrap_or_default(),
        };
        PlanRow {
            field: jira_field.unwrap_or(field).to_owned(),
            label: match jira_field {
                _ if field.starts_with(OF_FILE) => field.trim_start_matches(OF_FILE).to_owned(),
                Some(id) => self.jira_name(id),
                None => self.label(field, mapping, describe),
            },
            way,
            source,
            before: self.before(field, describe, trace, held, way),
            after: trace.filter(|_| is_written).and_then(|trace| self.after(trace, describe)),
            written: is_written,
            held: held.is_some(),
            waits: waits.is_some(),
            reason: reason(plan, field, held.is_some(), skipped.map(|skipped| skipped.reason.as_str()), is_written),
            losses: trace.map(|trace| trace.losses.clone()).unwrap_or_default(),
            customers_see: trace.is_some_and(|trace| trace.customers_see),
        }
    }

    fn before(
        &self,
        field: &str,
        describe: Option<&FieldDescribe>,
        trace: Option<&Trace>,
        held: Option<&Held>,
        way: Way,
    ) -> Option<String> {
        let of_record = || self.record.and_then(|record| self.value(record.get(field)?, describe));
        match (way, trace, held) {
            (Way::ToSalesforce, ..) => of_record().or_else(|| trace.and_then(|trace| trace.before.clone()).map(short)),
            (Way::ToJira, Some(trace), _) => trace.before.clone().map(short),
            (Way::ToJira, None, Some(held)) => held.jira.clone().map(short),
            (Way::ToJira, None, None) => None,
        }
    }

    fn after(&self, trace: &Trace, describe: Option<&FieldDescribe>) -> Option<String> {
        match trace.way {
            Way::ToSalesforce => self.value(&trace.value, describe),
            // As people read it already.
            Way::ToJira => self.value(&trace.value, None),
        }
    }

    /// A value as people read it; none when there is none.
    fn value(&self, value: &FieldValue, describe: Option<&FieldDescribe>) -> Option<String> {
        let field_type = describe.map(|describe| describe.field_type);
        let text = match value {
            FieldValue::Null => return None,
            FieldValue::Boolean(value) => return Some(if *value { "Yes" } else { "No" }.to_owned()),
            FieldValue::Number(number) => {
                let mut text = json::to_string(number);
                if field_type == Some(FieldType::Percent) {
                    text.push_str(" %");
                }
                return Some(text);
            }
            FieldValue::Text(text) => text.as_str(),
        };
        let shown = match (field_type, describe) {
            (Some(FieldType::Picklist | FieldType::Combobox), Some(describe)) => choice(describe, text).to_owned(),
            (Some(FieldType::MultiPicklist), Some(describe)) => {
                let labels: Vec<&str> = text.split(';').map(|value| choice(describe, value)).collect();
                labels.join(", ")
            }
            (Some(FieldType::Reference), _) => self.record_name(text),
            (Some(FieldType::DateTime), _) if time::instant(text).is_some() => instant(text),
            (Some(FieldType::Time), _) => text.get(..5).unwrap_or(text).to_owned(),
            (_, Some(describe)) if describe.html_formatted => html_to_text(text),
            _ => text.to_owned(),
        };
        Some(short(shown)).filter(|text| !text.is_empty())
    }

    fn record_name(&self, id: &str) -> String {
        let record_type = |object: &&ObjectDescribe| {
            let types = object.record_type_infos.iter();
            types.clone().find(|record_type| record_type.record_type_id == id).map(|found| found.name.clone())
        };
        self.records
            .get(id)
            .cloned()
            .or_else(|| self.object.as_ref().and_then(record_type))
            .unwrap_or_else(|| id.to_owned())
    }

    fn label(&self, field: &str, mapping: Option<&FieldMapping>, describe: Option<&FieldDescribe>) -> String {
        let own = mapping.and_then(|mapping| mapping.label.as_deref());
        own.or_else(|| describe.map(without_id)).unwrap_or(field).to_owned()
    }

    fn jira_name(&self, id: &str) -> String {
        match (self.jira.get(id), id) {
            (Some(name), _) => name.clone(),
            (None, "key" | "issuekey") => "Key".to_owned(),
            (None, "url") => "URL of the issue".to_owned(),
            (None, id) => id.to_owned(),
        }
    }

    /// Where a value came from, as people read it.
    fn source(&self, source: &str) -> String {
        if let Some(id) = source.strip_prefix("issue.") {
            return self.jira_name(id);
        }
        if let Some(path) = source.strip_prefix("record.") {
            let describe = self.object.and_then(|object| object.fields.iter().find(|field| field.name == path));
            return self.label(path, None, describe);
        }
        match source {
            "constant" => "always",
            "template" => "text with placeholders",
            other => other,
        }
        .to_owned()
    }

    /// Where a value would come from that is not written.
    fn planned_source(&self, mapping: &FieldMapping, way: Way) -> String {
        match (&mapping.source, way) {
            (Source::Nothing, _) => String::new(),
            (Source::Constant { .. }, _) => "always".to_owned(),
            (Source::Template { .. }, _) => "text with placeholders".to_owned(),
            (_, Way::ToJira) => self.source(&["record.", &mapping.field].concat()),
            (Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. }, _) => {
                self.jira_name(field)
            }
        }
    }
}

fn reason(plan: &Plan, field: &str, is_held: bool, skipped: Option<&str>, is_written: bool) -> Option<String> {
    if is_held {
        return Some(NEEDS_A_PERSON.to_owned());
    }
    let wrong = || {
        let of_field = |severity| {
            plan.problems.iter().find(|problem| problem.severity == severity && problem.field.as_deref() == Some(field))
        };
        of_field(Severity::Error).or_else(|| of_field(Severity::Warning)).map(|problem| problem.text.clone())
    };
    let refused = plan.writes.is_empty() && plan.problems.iter().any(|problem| problem.severity == Severity::Error);
    match skipped {
        // That there is no value says less than why.
        Some(skipped) => Some(wrong().unwrap_or_else(|| skipped.to_owned())),
        None if is_written => None,
        None if refused => {
            Some(wrong().unwrap_or_else(|| "nothing is written as long as there is an error".to_owned()))
        }
        None => wrong(),
    }
}

/// The Jira field that a mapped field goes back to.
fn jira_field_of(mapping: &FieldMapping) -> Option<&str> {
    match &mapping.source {
        Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => Some(field),
        Source::Nothing | Source::Constant { .. } | Source::Template { .. } => None,
    }
}

fn choice<'a>(describe: &'a FieldDescribe, value: &'a str) -> &'a str {
    describe.picklist_values.iter().find(|entry| entry.value == value).map_or(value, |entry| &entry.label)
}

/// `2026-11-21T09:30:00.000Z` and `2026-11-21T09:30:00.000+0000` alike.
fn instant(text: &str) -> String {
    let (day, rest) = text.split_once('T').unwrap_or((text, ""));
    [day, " ", rest.get(..5).unwrap_or(rest), " UTC"].concat()
}

fn short(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(SHOWN_MAX) {
        text.truncate(end);
        text.push('…');
    }
    text
}
