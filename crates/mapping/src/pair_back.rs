//! Which Salesforce values can become values of which Jira fields, and what is lost.

use weftline_wire::configuration::Part;
use weftline_wire::salesforce::{FieldDescribe, FieldType};

use crate::kind::{Kind, Written};
use crate::pair::{Pair, day_taken, midnight_taken};
use crate::reading::Context;
use crate::target::{Target, limits, points_to_user};

/// Values as they are, in a mapping of this time zone.
pub(crate) fn direct(kind: Kind, part: Part, field: &FieldDescribe, context: Context<'_>) -> Pair {
    let zone = context.clock.name;
    let lossy = |loss: &str| Pair::Lossy(loss.to_owned());
    let target = match (field.field_type, Target::of(field)) {
        // A record's own id can be read like any text.
        (FieldType::Id, _) => Target::Line,
        (_, target) => target,
    };
    match (target, kind) {
        (_, Kind::Unsupported | Kind::Any) | (Target::Unsupported, _) => Pair::Impossible,
        (_, Kind::Unknown) => Pair::Fits,

        (Target::Lines, Kind::Text(_)) => lossy("line breaks become spaces"),
        (Target::Html, Kind::Text(_)) => lossy("formatting is lost, and line breaks become spaces"),
        (Target::MultiPicklist, Kind::Text(_) | Kind::RichText) => lossy("several values become one text"),
        (_, Kind::Text(_)) => Pair::Fits,

        (Target::Html, Kind::RichText) => lossy("what Jira has no counterpart for becomes text"),
        (_, Kind::RichText) => Pair::Fits,

        (Target::Url, Kind::Url) => lossy("only whole addresses are understood, like `https://example.com`"),
        (Target::Line | Target::Lines, Kind::Url) => lossy("only addresses of pages are understood"),
        (_, Kind::Url) => Pair::Impossible,

        (Target::Whole | Target::Decimal, Kind::Number) => Pair::Fits,
        (Target::Line | Target::Lines | Target::Phone | Target::Picklist, Kind::Number) => {
            lossy("only numbers are understood")
        }
        (_, Kind::Number) => Pair::Impossible,

        (Target::Date, Kind::Date) | (Target::DateTime, Kind::DateTime) => Pair::Fits,
        (Target::DateTime, Kind::Date) => Pair::Lossy(day_taken(zone)),
        (Target::Date, Kind::DateTime) => Pair::Lossy(midnight_taken(zone)),
        (Target::Line | Target::Lines, Kind::Date | Kind::DateTime) => {
            lossy("only dates and times like `2026-11-21T09:30:00Z` are understood")
        }
        (_, Kind::Date | Kind::DateTime) => Pair::Impossible,

        (Target::Email, Kind::User | Kind::Users) => Pair::Fits,
        (Target::Lookup, Kind::User | Kind::Users) if points_to_user(field) => Pair::Fits,
        (_, Kind::User | Kind::Users) => Pair::Impossible,

        (Target::RecordType, Kind::Named(Written::Value | Written::Name | Written::Status)) => {
            if context.types.iter().any(|one| !one.name.eq_ignore_ascii_case(&one.developer_name)) {
                lossy("record types come back by their names, not by their API names")
            } else {
                Pair::Fits
            }
        }
        (_, Kind::Named(Written::Key)) if matches!(target, Target::Line | Target::Lines) => {
            lossy("only keys of issues are understood")
        }
        (_, Kind::Named(Written::Key | Written::Never)) => Pair::Impossible,
        (Target::Picklist, Kind::Named(_)) => labels_differ(field),
        (Target::Line | Target::Whole | Target::Decimal, Kind::Named(_)) => {
            lossy("only the names that Jira has are understood")
        }
        (Target::MultiPicklist, Kind::Named(_)) => lossy("only the first of several values is kept"),
        (_, Kind::Named(_)) => Pair::Impossible,

        (Target::Picklist, Kind::Cascading) if part != Part::Whole => labels_differ(field),
        (Target::Line, Kind::Cascading) if part != Part::Whole => lossy("only the names that Jira has are understood"),
        (Target::Line | Target::Picklist, Kind::Cascading) => lossy("the text is taken apart at ` - `"),
        (_, Kind::Cascading) => Pair::Impossible,

        (_, Kind::Several(Written::Never)) => Pair::Impossible,
        (Target::Picklist | Target::MultiPicklist, Kind::Several(Written::Label)) => {
            let spaced = field.picklist_values.iter().any(|value| value.active && value.value.contains(' '));
            if spaced || !field.restricted_picklist {
                lossy("labels have no spaces: each becomes `_`")
            } else {
                labels_differ(field)
            }
        }
        (Target::Picklist | Target::MultiPicklist, Kind::Several(_)) => labels_differ(field),
        (Target::Line | Target::Lines, Kind::Several(Written::Label)) => {
            lossy("the text is taken apart at commas, and spaces in labels become `_`")
        }
        (Target::Line | Target::Lines, Kind::Several(_)) => lossy("the text is taken apart at commas"),
        (_, Kind::Several(_)) => Pair::Impossible,
    }
}

/// Values that go by their labels too come back by their API names.
fn labels_differ(field: &FieldDescribe) -> Pair {
    if field.picklist_values.iter().any(|value| value.active && !value.label.eq_ignore_ascii_case(&value.value)) {
        return Pair::Lossy(String::from("values come back by their API names, not by their labels"));
    }
    Pair::Fits
}

/// Values by a value map: what they become is read as the Jira field asks.
pub(crate) fn by_value(kind: Kind, field: &FieldDescribe) -> Pair {
    match (Target::of(field), kind) {
        (Target::Unsupported, _) => Pair::Impossible,
        (
            _,
            Kind::RichText
            | Kind::Date
            | Kind::DateTime
            | Kind::Any
            | Kind::Unsupported
            | Kind::Named(Written::Never)
            | Kind::Several(Written::Never),
        ) => Pair::Impossible,
        (_, Kind::Several(_) | Kind::Users | Kind::Unknown) => Pair::Fits,
        (Target::MultiPicklist, _) => Pair::Lossy(String::from("only the first of several values is kept")),
        _ => Pair::Fits,
    }
}

/// The text that a record was looked for by.
pub(crate) fn lookup(kind: Kind) -> Pair {
    let lossy = |loss: &str| Pair::Lossy(loss.to_owned());
    match kind {
        Kind::User | Kind::Users | Kind::Unknown => Pair::Fits,
        Kind::Text(_) => lossy("it comes back as Salesforce writes it"),
        Kind::Named(Written::Never | Written::Key) | Kind::Several(Written::Never) => Pair::Impossible,
        Kind::Named(_) | Kind::Several(_) => lossy("only the names that Jira has are understood"),
        Kind::Cascading => lossy("the text is taken apart at ` - `"),
        Kind::Url => lossy("only addresses of pages are understood"),
        Kind::Number => lossy("only numbers are understood"),
        Kind::RichText | Kind::Date | Kind::DateTime | Kind::Any | Kind::Unsupported => Pair::Impossible,
    }
}

/// What happens to text that the Jira field cannot hold.
pub(crate) fn cut(kind: Kind, field: &FieldDescribe) -> Option<String> {
    let (units_max, _) = limits(field);
    let holds = match kind {
        Kind::Text(_) | Kind::RichText => kind.text_max(),
        _ => return None,
    };
    let text = matches!(Target::of(field), Target::Line | Target::Lines | Target::Html | Target::Url);
    if !text || units_max <= holds {
        return None;
    }
    Some(if kind == Kind::RichText {
        format!("text of more than {holds} characters is refused")
    } else {
        format!("text is cut at {holds} characters")
    })
}
