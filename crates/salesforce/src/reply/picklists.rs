//! What a record type makes of an object's picklists.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_picklist_values_collection.htm>

use weftline_wire::salesforce::PicklistValue;

use super::{Record, Reply, record};
use crate::error::SalesforceError;

/// The picklists of an object as one of its record types has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Picklists<'a>(Record<'a>);

/// A picklist as a record type has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picklist {
    /// The values that a record of the type may have.
    pub options: Vec<PicklistValue>,
    /// With which values of the controlling field (of a checkbox: `true` and `false`) which of the options go; none for
    /// a picklist that depends on no other.
    pub dependent: Option<Vec<(String, Vec<String>)>>,
}

/// Reads what a record type makes of an object's picklists.
///
/// # Errors
/// When the body does not hold it.
pub fn picklists<'a>(reply: &Reply<'a>) -> Result<Picklists<'a>, SalesforceError> {
    let unreadable = || SalesforceError::unreadable(reply.status, "a record type's picklists");
    let body = record(reply).map_err(|_| unreadable())?;
    if body.part(FIELDS).is_none() {
        return Err(unreadable());
    }
    Ok(Picklists(body))
}

const FIELDS: &str = "picklistFieldValues";

impl Picklists<'_> {
    /// The picklist of a field; none when the record type says nothing of it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Picklist> {
        let field = self.0.part(FIELDS)?.part(name)?;
        let default = field.get("defaultValue.value").text();
        let option = |value: &Record<'_>| {
            let api = value.get("value").text()?;
            Some(PicklistValue {
                value: api.to_owned(),
                label: value.get("label").text().unwrap_or(api).to_owned(),
                active: true,
                default_value: default == Some(api),
                valid_for: None,
            })
        };
        let goes_with = |at: u32| {
            let fitting = field.parts("values").filter(move |value| value.wholes("validFor").any(|one| one == at));
            fitting.filter_map(|value| value.get("value").text().map(str::to_owned)).collect()
        };
        let controlling = field.part("controllerValues").into_iter().flat_map(Record::members);
        let dependent: Vec<(String, Vec<String>)> =
            controlling.filter_map(|(value, at)| Some((value.to_owned(), goes_with(at.whole()?)))).collect();
        Some(Picklist {
            options: field.parts("values").filter_map(option).collect(),
            dependent: (!dependent.is_empty()).then_some(dependent),
        })
    }
}
