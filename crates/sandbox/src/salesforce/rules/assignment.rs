//! Assignment rules: who gets a case or a lead that is created, and also one that is changed.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm>

use super::condition::{Condition, Saved};
use super::validation::in_force;
use crate::salesforce::Org;
use crate::salesforce::automation::{get, set};
use crate::salesforce::id::Id;
use crate::salesforce::record::View;
use crate::salesforce::store::{Row, Slot};
use crate::salesforce::value::Value;
use crate::salesforce::write::{AutoAssign, Context};
use serde::{Deserialize, Serialize};

/// The developer name of the queue for cases from the web and by e-mail.
pub(crate) const SUPPORT_QUEUE: &str = "Support_Queue";
/// The developer name of the queue for leads from the web.
pub(crate) const LEAD_QUEUE: &str = "Inbound_Leads";

/// An assignment rule of `Case` or `Lead`. Accounts have territories instead, which are not here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssignmentRule {
    /// The rule's name.
    pub name: String,
    /// The object.
    pub object: String,
    /// Whether it is the one that runs when no other is asked for; an inactive rule runs when its id is.
    #[serde(default = "in_force")]
    pub active: bool,
    /// Its entries: the first that applies says who.
    pub entries: Vec<AssignmentEntry>,
}

/// An entry of an assignment rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssignmentEntry {
    /// When it applies.
    pub when: Condition,
    /// A queue by its developer name, or a user by the username.
    pub owner: String,
}

/// The rules of the demonstration.
pub(crate) fn demonstration() -> Vec<AssignmentRule> {
    let rule = |object: &str, field: &str, values: &[&str], owner: &str| AssignmentRule {
        name: "Standard".to_owned(),
        object: object.to_owned(),
        active: true,
        entries: vec![AssignmentEntry {
            when: Condition::Is {
                field: field.to_owned(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            },
            owner: owner.to_owned(),
        }],
    };
    vec![rule("Case", "Origin", &["Web", "Email"], SUPPORT_QUEUE), rule("Lead", "LeadSource", &["Web"], LEAD_QUEUE)]
}

/// The id of the rule at a place.
fn id_at(place: usize) -> Id {
    Id::numbered(*b"01Q", place as u64 + 1)
}

/// Who gets a record by the rules; nobody when none applies.
pub(crate) fn owner(rules: &[AssignmentRule], context: &Context, saved: Saved<'_>) -> Option<Id> {
    let own = |rule: &AssignmentRule| rule.object.eq_ignore_ascii_case(&saved.object.name);
    let rule = match context.auto_assign {
        AutoAssign::Off => None,
        AutoAssign::Active => rules.iter().find(|rule| own(rule) && rule.active),
        AutoAssign::Rule { id, updates } => {
            let mut placed = rules.iter().enumerate().filter(|_| updates || saved.before.is_none());
            placed.find(|(place, rule)| own(rule) && id_at(*place) == id).map(|(_, rule)| rule)
        }
    }?;
    let entry = rule.entries.iter().find(|entry| saved.meets(&entry.when))?;
    find_owner(saved.view, &entry.owner)
}

fn find_owner(view: View<'_>, name: &str) -> Option<Id> {
    let found = |object: &str, field: &str| {
        let object = view.schema.find(object)?;
        let mut rows = view.store.table(object.index).rows().map(|(_, row)| row);
        rows.find(|row| get(object, row, field).as_text().is_some_and(|own| own.eq_ignore_ascii_case(name)))?.id()
    };
    found("Group", "DeveloperName").or_else(|| found("User", "Username"))
}

impl Org {
    /// Lets the records of `AssignmentRule` be what the settings say.
    pub(in crate::salesforce) fn list_assignment_rules(&mut self) {
        let schema = self.schema();
        let Some(object) = schema.find("AssignmentRule") else { return };
        let by = self.context(1, schema.modified);
        for (place, rule) in self.options.settings.assignment_rules.clone().into_iter().enumerate() {
            let id = id_at(place);
            let found = self.store.table(object.index).slot(id);
            let mut row =
                found.and_then(|slot| self.store.table(object.index).at(slot).cloned()).unwrap_or_else(|| {
                    let mut row = Row::empty(object.fields.len());
                    set(object, &mut row, "Id", Value::Id(id));
                    set(object, &mut row, "CreatedDate", Value::DateTime(by.now));
                    set(object, &mut row, "CreatedById", Value::Id(by.user));
                    row
                });
            self.stamp(&by, object, &mut row);
            set(object, &mut row, "Name", Value::text(rule.name));
            set(object, &mut row, "SobjectType", Value::text(rule.object));
            set(object, &mut row, "Active", Value::Bool(rule.active));
            match found {
                Some(slot) => self.store.replace(object.index, slot, row),
                None => self.store.insert(object.index, row),
            }
        }
        let count = self.options.settings.assignment_rules.len() as u64;
        let table = self.store.table(object.index);
        let gone = table.rows().filter(|(_, row)| row.id().is_some_and(|id| id.number() > count));
        let gone: Vec<Slot> = gone.map(|(slot, _)| slot).collect();
        gone.into_iter().for_each(|slot| self.store.remove(object.index, slot));
    }
}
