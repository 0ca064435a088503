//! The records that are linked to an issue, with what each of them has to do with it.

use std::collections::BTreeMap;

use weftline_plan::{RecordSnapshot, UpdateInputs, digest_of, is_as_observed, is_known, recognised};
use weftline_salesforce::id::RecordId;
use weftline_wire::configuration::{Direction, FieldMapping, Mapping, Source};
use weftline_wire::document::{
    Attempt, Base, Gone, HeldField, LinkDocument, LinkedRecord, Observed, RecordDocument, Seen, Versioned, Waiting,
};
use weftline_wire::json;
use weftline_wire::plan::{Plan, Waits, Way};
use weftline_wire::salesforce::{FieldType, FieldValue, ObjectDescribe};

use super::records::{Read, Sheet};
use super::side::Side;
use crate::failure::Failure;
use crate::updating::SEEN_BY_CUSTOMERS;

/// How long a change has to be past until a look at the record excludes another one in the same second.
const SETTLED_MS: u64 = 2_000;

/// A linked record.
pub(super) struct Member {
    pub(super) id: RecordId,
    pub(super) at: LinkedRecord,
    /// Which of the issue's links it is.
    pub(super) place: usize,
    pub(super) link: Versioned<LinkDocument>,
    pub(super) back: Option<Versioned<RecordDocument>>,
    /// Which of the sheets is its object's; none when its object is not mapped, or its org is away.
    pub(super) sheet: Option<usize>,
    pub(super) is_primary: bool,
    /// The mapping as it holds for this record.
    pub(super) mapping: Option<Mapping>,
    /// What is known by now, to be stored in the end.
    pub(super) base: BTreeMap<String, Base>,
    pub(super) seen: Option<Seen>,
    pub(super) gone: Option<Gone>,
    pub(super) held: Vec<HeldField>,
    /// The record as it was read in this run; none when it is taken as it was seen last.
    pub(super) read: Option<Read>,
    /// Whether it has to be read before anything is planned.
    pub(super) must_read: bool,
    /// Whether what was about to be written before was looked for in what both sides have.
    pub(super) is_recognised: bool,
    /// What was refused.
    pub(super) failure: Option<Failure>,
    /// Directions in which nothing goes as things are; none before that was judged (SYNC-7).
    pub(super) waits: Option<Vec<Waits>>,
    /// The same as it was when comments were looked at.
    pub(super) commented: Vec<Way>,
    /// What waits, to be stored in the end.
    pub(super) waiting: Vec<Waiting>,
    /// How its object is mapped, while nothing can be said of the object: its org cannot be asked.
    pub(super) unsaid: Option<Mapping>,
}

impl Member {
    pub(super) fn new(
        link: Versioned<LinkDocument>,
        back: Option<Versioned<RecordDocument>>,
        (place, at): (usize, LinkedRecord),
    ) -> Option<Self> {
        let LinkDocument { base, seen, gone, held, waiting, .. } = link.document.clone();
        Some(Self {
            id: RecordId::parse(&at.record_id).ok()?,
            at,
            place,
            link,
            back,
            sheet: None,
            is_primary: false,
            mapping: None,
            base,
            seen,
            gone,
            held,
            read: None,
            must_read: false,
            is_recognised: false,
            failure: None,
            waits: None,
            commented: Vec::new(),
            waiting,
            unsaid: None,
        })
    }

    /// Whether it is kept in step now.
    pub(super) fn is_active(&self) -> bool {
        self.sheet.is_some() && self.gone.is_none() && self.mapping.is_some()
    }

    /// Whether what is known of the record may be older than it, within the second in which it was changed last.
    pub(super) fn is_racy(&self) -> bool {
        self.seen.is_none_or(|seen| seen.at_ms < seen.modified_at_ms + SETTLED_MS)
    }

    /// Whether the base is what the record has: a change of it that waits, or that cannot be taken, is still to come, and
    /// the base is older then.
    pub(super) fn is_settled(&self) -> bool {
        let Some(read) = &self.read else {
            return self.link.document.seen.is_none_or(|seen| seen.at_ms != 0);
        };
        let fields = self.mapping.iter().flat_map(|mapping| &mapping.fields);
        let mut kept = fields.filter(|field| field.direction != Direction::Creation);
        kept.all(|field| match (self.base.get(&field.field), read.values.get(&field.field)) {
            (Some(base), Some(value)) => is_as_observed(base, value),
            _ => true,
        })
    }

    /// What it is planned from, with no answers to what the mapping needs.
    pub(super) fn inputs(&self, sheet: &Sheet, side: &Side, editable: Option<&Vec<String>>) -> UpdateInputs {
        let mapping = self.mapping.clone().unwrap_or_else(|| sheet.mapping.clone());
        let (values, unread) = match &self.read {
            Some(read) => (read.values.clone(), Vec::new()),
            None => self.remembered(&mapping, &sheet.describe),
        };
        let seen_by_customers = if side.is_service { SEEN_BY_CUSTOMERS.as_slice() } else { &[] };
        let mut inputs = UpdateInputs {
            mapping,
            object: sheet.describe.clone(),
            jira: side.jira.clone(),
            issue: side.snapshot.clone(),
            record: RecordSnapshot {
                id: self.id.to_string(),
                values,
                modified_at_ms: self.seen.map_or(0, |seen| seen.modified_at_ms),
                unread,
            },
            issue_modified_at_ms: side.updated_ms,
            base: self.base.clone(),
            resolved: Default::default(),
            editable: editable.cloned(),
            customers_see: seen_by_customers.iter().map(|&field| field.to_owned()).collect(),
            decided: BTreeMap::new(),
            first: false,
        };
        observe_made(&mut inputs);
        inputs.decided = self.decided(&inputs);
        inputs
    }

    /// Takes what was written before, without an answer, as known. Whether any of it was found.
    pub(super) fn recognise(&mut self, inputs: &UpdateInputs, attempts: &[Attempt]) -> bool {
        if self.is_recognised || self.read.is_none() {
            return false;
        }
        self.is_recognised = true;
        let mut found = recognised(inputs, &self.link.document.base, attempts);
        let any = !found.is_empty();
        self.base.append(&mut found);
        any
    }

    /// The record as its base has it, and the fields of which that is not enough.
    fn remembered(&self, mapping: &Mapping, describe: &ObjectDescribe) -> (BTreeMap<String, FieldValue>, Vec<String>) {
        let (mut values, mut unread) = (BTreeMap::new(), Vec::new());
        // What a lookup points to is read along the way, and not kept.
        let is_lookup = |name: &str| {
            describe.fields.iter().any(|field| field.name == name && field.field_type == FieldType::Reference)
        };
        for field in &mapping.fields {
            if is_lookup(&field.field) {
                unread.push(field.field.clone());
                continue;
            }
            let value = match self.base.get(&field.field).map(|base| &base.salesforce) {
                Some(Observed::Value { json }) => json::from_str(json).ok(),
                _ => None,
            };
            match value {
                Some(value) => drop(values.insert(field.field.clone(), value)),
                None => unread.push(field.field.clone()),
            }
        }
        (values, unread)
    }

    /// Whether the base tells enough to plan without reading the record.
    pub(super) fn is_known(&self, inputs: &UpdateInputs) -> bool {
        self.read.is_some() || is_known(inputs)
    }

    /// What people have decided, as far as it is about what both sides have now.
    fn decided(&self, inputs: &UpdateInputs) -> BTreeMap<String, Way> {
        let mut decided = BTreeMap::new();
        for one in &self.link.document.decided {
            if digest_of(inputs, &one.field).as_ref() == Some(&one.digest) {
                decided.insert(one.field.clone(), one.way);
            }
        }
        decided
    }

    /// Keeps which fields wait for someone. What waited before for the same values waits since then.
    pub(super) fn hold(&mut self, plan: &Plan, inputs: &UpdateInputs, at_ms: u64) {
        let mut held = Vec::new();
        for one in &plan.held {
            let digest = digest_of(inputs, &one.field).unwrap_or_default();
            let before = self.held.iter().find(|before| before.field == one.field && before.digest == digest);
            held.push(HeldField {
                field: one.field.clone(),
                jira_field: one.jira_field.clone(),
                salesforce: one.salesforce.clone(),
                jira: one.jira.clone(),
                base: one.base.clone(),
                at_ms: before.map_or(at_ms, |before| before.at_ms),
                digest,
            });
        }
        self.held = held;
    }
}

/// What is made of several of the issue's values, or of none, and was never observed, counts as it is now: when the record
/// was linked nobody had made it.
fn observe_made(inputs: &mut UpdateInputs) {
    let is_made = |source: &Source| matches!(source, Source::Template { .. } | Source::Constant { .. });
    let unknown = |base: &Base| base.jira == Observed::Unknown && base.salesforce != Observed::Unknown;
    let fields = inputs.mapping.fields.iter().filter(|field| is_made(&field.source));
    let fields: Vec<String> = fields
        .filter(|field| inputs.base.get(&field.field).is_some_and(unknown))
        .map(|field| field.field.clone())
        .collect();
    if fields.is_empty() {
        return;
    }
    let now = weftline_plan::observe(inputs);
    for field in fields {
        if let (Some(base), Some(now)) = (inputs.base.get_mut(&field), now.get(&field)) {
            base.jira.clone_from(&now.jira);
        }
    }
}

/// Says of each record how its mapping holds for it. One record fills a field of the issue: the primary one before others,
/// of the same object only one.
pub(super) fn assign(members: &mut [Member], sheets: &[Sheet]) {
    let mut filled: Vec<String> = Vec::new();
    let mut filling: Vec<usize> = Vec::new();
    let order = (0..members.len()).filter(|&at| members.get(at).is_some_and(|member| member.is_primary));
    let others = (0..members.len()).filter(|&at| members.get(at).is_some_and(|member| !member.is_primary));
    for at in order.chain(others).collect::<Vec<_>>() {
        let Some(member) = members.get_mut(at) else { continue };
        let Some((number, sheet)) = member.sheet.and_then(|number| Some((number, sheets.get(number)?))) else {
            // What it fills is left to it, until its org can be asked again.
            if let (Some(mapping), None) = (&member.unsaid, &member.gone) {
                filled.extend(mapping.fields.iter().filter_map(target).map(str::to_owned));
            }
            continue;
        };
        let mut mapping = sheet.mapping.clone();
        if member.gone.is_none() {
            let fills = !filling.contains(&number);
            filling.push(number);
            let mut mine = Vec::new();
            mapping.fields.retain_mut(|field| {
                let Some(target) = target(field) else { return true };
                if fills && !filled.iter().any(|filled| filled == target) {
                    mine.push(target.to_owned());
                    return true;
                }
                let both = field.direction == Direction::Both;
                field.direction = Direction::ToSalesforce;
                both
            });
            filled.append(&mut mine);
        }
        member.mapping = Some(mapping);
    }
}

/// The field of the issue that a mapped field fills.
fn target(field: &FieldMapping) -> Option<&str> {
    if !matches!(field.direction, Direction::ToJira | Direction::Both) {
        return None;
    }
    match &field.source {
        Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => Some(field),
        Source::Nothing | Source::Constant { .. } | Source::Template { .. } => None,
    }
}

/// The Jira fields that mappings read.
pub(super) fn jira_fields(sheets: &[Sheet]) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for sheet in sheets {
        let none = weftline_mapping::JiraFields::default();
        for field in weftline_plan::issue_fields(&sheet.mapping, &none, &sheet.describe) {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
    }
    fields
}

/// Whether a mapping wants the issue's own address.
pub(super) fn wants_address(mapping: &Mapping) -> bool {
    mapping.fields.iter().any(|field| match &field.source {
        Source::Field { field, .. } => field == "url",
        Source::Template { template } => template.contains("url"),
        _ => false,
    })
}
