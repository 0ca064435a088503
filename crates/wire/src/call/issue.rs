//! What pages on an issue send.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::salesforce::FieldValue;

/// Which fields the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum PanelKind {
    /// The narrow one on the right.
    Compact,
    /// The wide one in the main column.
    List,
}

crate::json_words! { PanelKind { Compact, List } }

payloads! {
    /// Opens the panel.
    PanelCall {
        /// Which fields to show.
        view: PanelKind,
    }
    /// Says what is linked, without asking Salesforce: whether the panel has to be opened anew.
    LinkedCall {}
    /// Searches records to link.
    SearchCall {
        /// The object.
        object: String,
        /// What to look for, as typed.
        keywords: String,
    }
    /// Links records to the issue.
    LinkCall {
        /// Their object.
        object: String,
        /// Their ids, 15 or 18 characters.
        record_ids: Vec<String>,
    }
    /// Unlinks records from the issue.
    UnlinkCall {
        /// Their ids.
        record_ids: Vec<String>,
    }
    /// Opens the create form.
    CreateFormCall {
        /// The object.
        object: String,
    }
    /// Looks for records for a lookup field.
    LookupCall {
        /// The object of the form.
        object: String,
        /// The lookup field.
        field: String,
        /// What was typed.
        text: String,
    }
    /// Creates a record and links it.
    CreateCall {
        /// The object.
        object: String,
        /// The form's id.
        form_id: String,
        /// Values by field, as edited.
        values: BTreeMap<String, FieldValue>,
        /// Whether assignment rules run; none for objects that have none.
        assignment_rules: Option<bool>,
    }
    /// Opens a record's details.
    DetailsCall {
        /// The record's id.
        record_id: String,
    }
    /// Looks for records like the one that is being typed (CRT-3).
    PotentialResultsCall {
        /// The object.
        object: String,
        /// What the fields hold that are marked for it, by field.
        values: BTreeMap<String, FieldValue>,
    }
    /// Says what was decided on the issue, and what the rules say now (D-2).
    WhyCall {}
    /// Lets a rule that has created its record create another, when the record is not linked any more (AUTO-7); or
    /// tries again what could not be created.
    RunAgainCall {
        /// The rule's id.
        rule: String,
    }
}
