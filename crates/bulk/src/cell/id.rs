//! Ids of records.

use weftline_mapping::full_id;
use weftline_wire::salesforce::FieldDescribe;

use crate::cell::{Cell, Read, Value, Wrong};

/// What a lookup points to.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// How the ids of its objects begin; none when that is not known of all of them.
    prefixes: Vec<&'static str>,
    label: String,
    objects: String,
}

/// How ids of standard objects begin. Custom objects have prefixes of their own in each org.
/// <https://help.salesforce.com/s/articleView?id=000385203&type=1>
const PREFIXES: &[(&str, &str)] = &[
    ("Account", "001"),
    ("Asset", "02i"),
    ("BusinessHours", "01m"),
    ("Campaign", "701"),
    ("Case", "500"),
    ("Contact", "003"),
    ("Contract", "800"),
    ("Entitlement", "550"),
    ("Group", "00G"),
    ("Lead", "00Q"),
    ("Opportunity", "006"),
    ("Order", "801"),
    ("Product2", "01t"),
    ("RecordType", "012"),
    ("ServiceContract", "810"),
    ("Solution", "501"),
    ("User", "005"),
];

impl Reference {
    pub(crate) fn of(field: &FieldDescribe) -> Self {
        let known = |object: &String| PREFIXES.iter().find(|(name, _)| name == object).map(|(_, prefix)| *prefix);
        Self {
            prefixes: field.reference_to.iter().map(known).collect::<Option<_>>().unwrap_or_default(),
            label: field.label.clone(),
            objects: field.reference_to.join(" or "),
        }
    }

    /// Whether an id can be copied as it stands.
    #[inline(always)]
    pub(crate) fn is_plain(&self, raw: &[u8]) -> bool {
        raw.len() == 18
            && full_id(raw).is_some_and(|id| raw.last_chunk::<3>() == id.last_chunk::<3>() && self.points_to(&id))
    }

    fn points_to(&self, id: &[u8; 18]) -> bool {
        self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| id.starts_with(prefix.as_bytes()))
    }

    pub(crate) fn read<'v>(&self, cell: Cell<'v>) -> Read<'v> {
        const CODE: &str = "MALFORMED_ID";
        let bytes = cell.trimmed();
        let Some(id) = full_id(bytes) else {
            let shown = cell.shown();
            let is_id = matches!(bytes.len(), 15 | 18) && bytes.iter().all(u8::is_ascii_alphanumeric);
            let why = if is_id {
                " is no record id: its last three characters do not belong to the others, it was mistyped or its case was changed"
            } else {
                " is no record id: give the 15 or 18 letters and digits of one"
            };
            return Wrong::new(CODE, &[&shown, why]);
        };
        if !self.points_to(&id) {
            let begin = self.prefixes.join("` or `");
            let (shown, label) = (cell.shown(), self.label.as_str());
            let what = [&shown, " is the id of another object: `", label, "` points to ", &self.objects];
            return Wrong::new(CODE, &[&what.concat(), ", whose ids begin with `", &begin, "`"]);
        }
        Ok(Value::Id(id))
    }
}
