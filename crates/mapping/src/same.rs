//! Whether two values are the same to Salesforce or to Jira.

use weftline_richtext::{Loss, LossKind, ShownPicture, adf_to_html, html_to_compare, html_to_text, shown_pictures};
use weftline_wire::salesforce::{FieldDescribe, FieldValue};

use crate::jira_value::JiraValue;
use crate::number::Decimal;
use crate::record_id::record_id;
use crate::target::Target;
use crate::time::{Day, Instant, time_of_day};

/// Whether two values of a field are the same to Salesforce: whatever it trims, rounds or orders as it stores it.
#[must_use]
pub fn same(describe: &FieldDescribe, a: &FieldValue, b: &FieldValue) -> bool {
    let target = Target::of(describe);
    let empty = |value: &FieldValue| match value {
        FieldValue::Null => true,
        // A checkbox is never empty.
        FieldValue::Boolean(value) => !value && target == Target::Boolean,
        FieldValue::Text(text) => text.trim().is_empty(),
        FieldValue::Number(_) => false,
    };
    match (a, b) {
        _ if a == b => true,
        (FieldValue::Text(a), FieldValue::Text(b)) => same_text(target, a.trim(), b.trim()),
        (FieldValue::Number(a), FieldValue::Number(b)) => {
            let stored = |number: &f64| {
                let mut number = Decimal::of(*number)?;
                number.round(if target == Target::Whole { 0 } else { describe.scale as usize });
                Some(number)
            };
            stored(a) == stored(b)
        }
        _ => empty(a) && empty(b),
    }
}

fn same_text(target: Target, a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    match target {
        Target::MultiPicklist => {
            let items = |text| str::split(text, ';').map(str::trim).filter(|item| !item.is_empty());
            items(a).all(|item| items(b).any(|other| other == item))
                && items(b).all(|item| items(a).any(|other| other == item))
        }
        // Salesforce keeps no fractions of seconds.
        Target::DateTime => match (Instant::parse(a), Instant::parse(b)) {
            (Some(a), Some(b)) => a.ms().div_euclid(1_000) == b.ms().div_euclid(1_000),
            _ => false,
        },
        Target::Date => matches!((Day::parse(a), Day::parse(b)), (Some(a), Some(b)) if a == b),
        Target::Time => matches!((time_of_day(a), time_of_day(b)), (Some(a), Some(b)) if a == b),
        Target::Lookup | Target::RecordType => {
            matches!((record_id(a), record_id(b)), (Some(a), Some(b)) if a == b)
        }
        Target::Email => a.eq_ignore_ascii_case(b),
        Target::Html => same_html(a, b),
        Target::Line | Target::Lines | Target::Phone | Target::Url | Target::Picklist => {
            a.contains('\r') != b.contains('\r') && a.lines().eq(b.lines())
        }
        Target::Boolean | Target::Whole | Target::Decimal | Target::Unsupported => false,
    }
}

/// Salesforce writes HTML in its own way: what both say is compared, and of its pictures which they are.
fn same_html(a: &str, b: &str) -> bool {
    html_to_compare(a) == html_to_compare(b)
}

/// Whether all that a value of rich text has beside another one are pictures, which are named there: they could not be put
/// in place when that was written.
#[must_use]
pub fn is_unplaced(describe: &FieldDescribe, value: &FieldValue, stands: &FieldValue) -> bool {
    let (FieldValue::Text(value), FieldValue::Text(stands), Target::Html) = (value, stands, Target::of(describe))
    else {
        return false;
    };
    let shown = shown_pictures(stands);
    let is_new = |one: &ShownPicture| !shown.iter().any(|other| other.id == one.id);
    shown_pictures(value).iter().any(is_new) && words(&html_to_text(value)) == words(&html_to_text(stands))
}

/// The same of two values of the issue, as JSON text.
#[must_use]
pub fn is_unplaced_jira(value: &str, stands: &str) -> bool {
    let (JiraValue::Document(value, ..), JiraValue::Document(stands, ..)) =
        (JiraValue::read(value, false), JiraValue::read(stands, false))
    else {
        return false;
    };
    let (Ok(value), Ok(stands)) = (adf_to_html(value), adf_to_html(stands)) else { return false };
    let pictures =
        |losses: &[Loss]| losses.iter().filter(|loss| loss.kind == LossKind::Media).map(|loss| loss.count).sum::<u32>();
    pictures(&value.losses) > pictures(&stands.losses)
        && words(&html_to_text(&value.text)) == words(&html_to_text(&stands.text))
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Whether two values of a field, as JSON text, are the same to Jira: what Jira sends and what it takes are written
/// differently, and mean the same. Options and names are the same in any case, and lists in any order.
#[must_use]
pub fn same_jira(a: &str, b: &str) -> bool {
    a == b || alike(&JiraValue::read(a, true), &JiraValue::read(b, true))
}

fn alike(a: &JiraValue<'_>, b: &JiraValue<'_>) -> bool {
    match (a, b) {
        (JiraValue::Number(a), JiraValue::Number(b)) => Decimal::parse(a) == Decimal::parse(b),
        (JiraValue::Boolean(a), JiraValue::Boolean(b)) => a == b,
        (JiraValue::Named(a, a_child), JiraValue::Named(b, b_child)) => {
            a.eq_ignore_ascii_case(b)
                && a_child.as_deref().unwrap_or_default().eq_ignore_ascii_case(b_child.as_deref().unwrap_or_default())
        }
        (JiraValue::User(a), JiraValue::User(b)) => a.account_id == b.account_id,
        (JiraValue::Document(a, ..), JiraValue::Document(b, ..)) => same_document(a, b),
        (JiraValue::Many(a), JiraValue::Many(b)) => {
            a.iter().all(|item| b.iter().any(|other| alike(item, other)))
                && b.iter().all(|item| a.iter().any(|other| alike(item, other)))
        }
        (JiraValue::Text(a), JiraValue::Text(b)) => {
            let (a, b) = (a.trim(), b.trim());
            a == b || matches!((Instant::parse(a), Instant::parse(b)), (Some(a), Some(b)) if a == b)
        }
        _ => is_empty(a) && is_empty(b),
    }
}

fn is_empty(value: &JiraValue<'_>) -> bool {
    match value {
        JiraValue::Nothing => true,
        JiraValue::Text(text) => text.trim().is_empty(),
        // A rule or a picture is more than nothing, though it has no text.
        JiraValue::Document(_, text, losses) => text.trim().is_empty() && losses.is_empty(),
        _ => false,
    }
}

/// Jira adds ids and orders attributes in its own way: what Salesforce would show of both is compared.
fn same_document(a: &str, b: &str) -> bool {
    matches!((adf_to_html(a), adf_to_html(b)), (Ok(a), Ok(b)) if a == b)
}

/// What empties a field: a checkbox is never empty, it is false.
#[must_use]
pub fn cleared(describe: &FieldDescribe) -> FieldValue {
    if Target::of(describe) == Target::Boolean { FieldValue::Boolean(false) } else { FieldValue::Null }
}
