//! Validation rules: what an admin refuses, and where the page says so.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_validationformulas.htm>

use super::condition::{Condition, Saved};
use crate::salesforce::error::ApiError;
use serde::{Deserialize, Serialize};

/// A validation rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ValidationRule {
    /// The rule's name.
    pub name: String,
    /// The object.
    pub object: String,
    /// Whether it is in force.
    #[serde(default = "in_force")]
    pub active: bool,
    /// When a record is refused.
    pub refused_when: Condition,
    /// What the admin wrote for those who break it.
    pub message: String,
    /// The field at which the message stands; without it, at the top of the page.
    #[serde(default)]
    pub field: Option<String>,
}

/// A rule that does not say so is in force.
pub(super) fn in_force() -> bool {
    true
}

/// Holds a record against all rules of its object: whoever breaks several is told of all.
pub(crate) fn check(rules: &[ValidationRule], saved: Saved<'_>) -> Result<(), ApiError> {
    let broken = rules.iter().filter(|rule| {
        rule.active && rule.object.eq_ignore_ascii_case(&saved.object.name) && saved.meets(&rule.refused_when)
    });
    let mut errors = broken.map(|rule| {
        let place: Vec<&str> = rule.field.as_deref().into_iter().collect();
        ApiError::row("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message.clone(), &place)
    });
    match errors.next() {
        Some(first) => Err(first.and(errors)),
        None => Ok(()),
    }
}
