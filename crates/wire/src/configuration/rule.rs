//! Rules that create records by themselves (AUTO-1 to AUTO-8).

use serde::{Deserialize, Serialize};

/// A value that a condition compares with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Operand {
    /// The id of the option, user, status, ...; none where text is compared.
    pub id: Option<String>,
    /// What people see. Compared trimmed and without regard to case where there is no id.
    pub text: String,
}

/// How a condition compares (AUTO-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Comparison {
    /// It is this; of several values: exactly these.
    Equals,
    /// It is not this.
    NotEquals,
    /// Text that has this in it; of several values: this is among them.
    Contains,
    /// It is one of these; of several values: one of these is among them.
    OneOf,
    /// It has no value.
    Empty,
    /// It has a value.
    NotEmpty,
    /// It has changed since the issue was last looked at; having a value from the beginning counts.
    Changed,
    /// It has become one of these since.
    ChangedTo,
    /// It has ceased to be one of these since.
    ChangedFrom,
}

/// A condition: a tree of comparisons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum Condition {
    /// All of these hold; of none: always.
    All {
        /// The conditions.
        of: Vec<Condition>,
    },
    /// At least one of these holds; of none: never.
    Any {
        /// The conditions.
        of: Vec<Condition>,
    },
    /// None of these holds.
    Not {
        /// The conditions.
        of: Vec<Condition>,
    },
    /// A field compares so.
    Compare {
        /// The Jira field's id, like `priority` or `customfield_10042`.
        field: String,
        /// How.
        comparison: Comparison,
        /// With what: exactly one for `equals`, `notEquals` and `contains` of one value, at least one for `oneOf`,
        /// `changedTo` and `changedFrom`, none for the others.
        values: Vec<Operand>,
    },
}

/// What sets a rule off (AUTO-1, AUTO-3): a field that takes one of these values, or takes any when none is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Trigger {
    /// The Jira field's id: of a text field, text area, checkboxes, single select or multi-select.
    pub field: String,
    /// The values; of several values in the field, one of these suffices.
    pub values: Vec<Operand>,
}

/// A rule that creates a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct Rule {
    /// Its id: 16 hexadecimal digits, given by the page when it is made, never given again.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether it works.
    pub enabled: bool,
    /// The object of which a record is created, by the mapping of the project.
    pub object: String,
    /// What sets it off.
    pub trigger: Trigger,
    /// What has to hold then.
    pub conditions: Condition,
    /// Whether it creates another record when the field takes a triggering value again (AUTO-7).
    pub again: bool,
    /// Whether it creates one while a record of the object is linked already (AUTO-7).
    pub while_linked: bool,
    /// Since when it watches, in ms since 1970: what happened before does not set it off. Weftline sets it on saving
    /// a rule that is new, switched on, or set off by something else than before; what a page sends is passed over.
    #[serde(default)]
    pub since_ms: u64,
}

/// The rules of a project, in order. Section `rules:<project id or *>`; those of `*` hold in every configured project
/// beside its own, after them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct RuleSet {
    /// The rules.
    pub rules: Vec<Rule>,
}

crate::json_object! { ignore Operand { id, text } }
crate::json_words! {
    Comparison { Equals, NotEquals, Contains, OneOf, Empty, NotEmpty, Changed, ChangedTo, ChangedFrom }
}
crate::json_tagged! {
    ignore Condition by "kind" { All { of }, Any { of }, Not { of }, Compare { field, comparison, values } }
}
crate::json_object! { ignore Trigger { field, values } }
crate::json_object! {
    ignore Rule { id, name, enabled, object, trigger, conditions, again, while_linked, since_ms: optional }
}
crate::json_object! { ignore RuleSet { rules } }
