//! Duplicate rules: what becomes of a record that looks like another.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm>

use super::condition::Saved;
use super::matching::{MatchingRule, feature};
use super::validation::in_force;
use crate::salesforce::Org;
use crate::salesforce::error::ApiError;
use crate::salesforce::record::write_row;
use crate::salesforce::schema::{FieldIndex, Object};
use crate::salesforce::store::Row;
use crate::salesforce::write::Context;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// A duplicate rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DuplicateRule {
    /// The rule's developer name.
    pub name: String,
    /// The object whose records are saved.
    pub object: String,
    /// Whether it is in force.
    #[serde(default = "in_force")]
    pub active: bool,
    /// What becomes of a new record that has a duplicate.
    pub on_create: Action,
    /// What becomes of a changed one; it is looked at when a field that counts has changed.
    pub on_update: Action,
    /// What the user is told.
    pub message: String,
    /// The names of the matching rules: of the object itself, and of another.
    pub matching_rules: Vec<String>,
}

/// What becomes of a duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// It is saved.
    Allow,
    /// It is saved by who says so: the header's `allowSave`.
    Alert,
    /// It is not saved.
    Block,
}

/// The header `Sforce-Duplicate-Rule-Header`, or SOAP's `DuplicateRuleHeader`. `runAsCurrentUser` is about sharing, which
/// limits nothing here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DuplicateOptions {
    /// A duplicate of which the rule only alerts is saved.
    pub(crate) allow_save: bool,
    /// The fields of the duplicates are told, not only their ids.
    pub(crate) include_record_details: bool,
}

impl DuplicateOptions {
    /// Reads the header: `allowSave=true; includeRecordDetails=true`. It is known from version 52 on.
    pub(crate) fn of_header(header: Option<&str>, version: u32) -> Self {
        let on = |name: &str| {
            let mut pairs =
                header.into_iter().flat_map(|text| text.split([';', ','])).filter_map(|pair| pair.split_once('='));
            let value = pairs.find(|(own, _)| own.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
            version >= 52 && value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        };
        Self { allow_save: on("allowSave"), include_record_details: on("includeRecordDetails") }
    }
}

/// The rules that a new org has, and one of the demonstration's own, which blocks.
pub(crate) fn standard() -> Vec<DuplicateRule> {
    let rule = |name: &str, object: &str, actions: (Action, Action), message: &str, matching: &[&str]| DuplicateRule {
        name: name.to_owned(),
        object: object.to_owned(),
        active: true,
        on_create: actions.0,
        on_update: actions.1,
        message: message.to_owned(),
        matching_rules: matching.iter().map(|name| (*name).to_owned()).collect(),
    };
    let (account, contact, lead) =
        ("Standard_Account_Match_Rule_v1_0", "Standard_Contact_Match_Rule_v1_1", "Standard_Lead_Match_Rule_v1_0");
    let (alert, ask) = ((Action::Alert, Action::Allow), "Use one of these records?");
    let taken = "Another account has this number.";
    vec![
        rule("Standard_Account_Duplicate_Rule", "Account", alert, ask, &[account]),
        rule("Standard_Contact_Duplicate_Rule", "Contact", alert, ask, &[contact, lead]),
        rule("Standard_Lead_Duplicate_Rule", "Lead", alert, ask, &[lead, contact]),
        rule("Account_Number_Duplicate_Rule", "Account", (Action::Block, Action::Block), taken, &["Account_Number"]),
    ]
}

impl Org {
    /// Refuses a record that looks like others, as the rules and the caller's options say.
    pub(in crate::salesforce) fn check_duplicates(&self, context: &Context, saved: Saved<'_>) -> Result<(), ApiError> {
        let Some(options) = context.duplicates else {
            return Ok(());
        };
        let settings = &self.options.settings;
        let own = |rule: &&DuplicateRule| rule.active && rule.object.eq_ignore_ascii_case(&saved.object.name);
        for rule in settings.duplicate_rules.iter().filter(own) {
            let action = if saved.before.is_none() { rule.on_create } else { rule.on_update };
            let passes = match action {
                Action::Allow => true,
                Action::Alert => options.allow_save,
                Action::Block => false,
            };
            if passes {
                continue;
            }
            let named = rule.matching_rules.iter();
            let matching = named.filter_map(|name| settings.matching_rules.iter().find(|one| one.name == *name));
            let results: Vec<Json> = matching.filter_map(|rule| self.match_result(context, saved, rule)).collect();
            if !results.is_empty() {
                let error = ApiError::new(400, "DUPLICATES_DETECTED", rule.message.clone());
                let result = json!({
                    "allowSave": action == Action::Alert,
                    "duplicateRule": rule.name,
                    "duplicateRuleEntityType": rule.object,
                    "errorMessage": rule.message,
                    "matchResults": results,
                });
                return Err(error.with_duplicates(&settings.duplicate_result_name, result));
            }
        }
        Ok(())
    }

    /// What a matching rule finds; nothing when it finds no record.
    fn match_result(&self, context: &Context, saved: Saved<'_>, rule: &MatchingRule) -> Option<Json> {
        let view = saved.view;
        let touched = saved.before.is_none_or(|before| {
            let of = |row: &Row, name: &str| feature(view, saved.object, row, name);
            rule.fields().any(|name| of(before, name) != of(saved.row, name))
        });
        let object = view.schema.find(&rule.object).filter(|_| touched)?;
        let wanted = rule.wanted(saved, object);
        if wanted.is_nothing() {
            return None;
        }
        let own = saved.before.and_then(Row::id);
        let rows = view.store.table(object.index).rows().map(|(_, row)| row);
        let living = rows.filter(|row| !view.is_deleted(object, row) && row.id() != own);
        let found: Vec<&Row> = living.filter(|row| wanted.matches(view, object, row)).collect();
        if found.is_empty() {
            return None;
        }
        let fields = self.told_fields(context, object);
        let records: Vec<Json> = found.iter().map(|row| self.match_record(context, object, row, &fields)).collect();
        Some(json!({
            "entityType": object.name,
            "errors": [],
            "matchEngine": if rule.fuzzy { "FuzzyMatchEngine" } else { "ExactMatchEngine" },
            "matchRecords": records,
            "rule": rule.name,
            "size": found.len(),
            "success": true,
        }))
    }

    fn told_fields(&self, context: &Context, object: &Object) -> Vec<FieldIndex> {
        let all = context.duplicates.is_some_and(|options| options.include_record_details);
        let told = object
            .indexed()
            .filter(|(_, field)| field.name == "Id" || all && self.access(context.user, object, field).0);
        told.map(|(index, _)| index).collect()
    }

    fn match_record(&self, context: &Context, object: &Object, row: &Row, fields: &[FieldIndex]) -> Json {
        let mut record = Vec::new();
        write_row(self.view(), object, row, fields, context.version, &mut record);
        let record: Json = serde_json::from_slice(&record).unwrap_or_default();
        json!({ "additionalInformation": [], "fieldDiffs": [], "matchConfidence": 100.0, "record": record })
    }
}
