//! Which kinds of Jira values can become values of which Salesforce fields, and what is lost.

use weftline_wire::salesforce::FieldDescribe;

use crate::kind::{Kind, Written};
use crate::target::{Target, is_cuttable, limits, points_to_user};

/// What becomes of values on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pair {
    /// They arrive whole.
    Fits,
    /// They arrive, less this.
    Lossy(String),
    /// None arrives.
    Impossible,
}

/// Values as they are, in a mapping of this time zone.
pub(crate) fn direct(kind: Kind, field: &FieldDescribe, zone: &str) -> Pair {
    let target = Target::of(field);
    let lossy = |loss: &str| Pair::Lossy(loss.to_owned());
    match (kind, target) {
        (_, Target::Unsupported) | (Kind::Unsupported, _) => Pair::Impossible,
        (Kind::Any | Kind::Unknown, _) => Pair::Fits,

        (Kind::RichText, Target::Line) => {
            lossy("formatting is lost, line breaks become spaces, and files become names")
        }
        (Kind::RichText, Target::Lines) => lossy("formatting and tables become plain text, and files become names"),
        (Kind::RichText, Target::Html) => {
            lossy("files become names, and what HTML has no counterpart for becomes text")
        }
        (Kind::Users | Kind::Several(_), Target::Line | Target::Lines | Target::Html) => {
            lossy("several values become one text")
        }
        (Kind::Cascading, Target::Line | Target::Lines | Target::Html) => lossy("both levels become one text"),
        (Kind::User, Target::Line | Target::Lines | Target::Html) => lossy("only the name is kept"),
        (_, Target::Line | Target::Lines | Target::Html) => Pair::Fits,

        (Kind::Text(_) | Kind::User, Target::Email) => Pair::Fits,
        (Kind::Users, Target::Email) => lossy("only the first of several values is kept"),
        (_, Target::Email) => Pair::Impossible,

        (Kind::Text(_) | Kind::Number, Target::Phone) => Pair::Fits,
        (_, Target::Phone) => Pair::Impossible,

        (Kind::Text(_) | Kind::Url, Target::Url) => Pair::Fits,
        (_, Target::Url) => Pair::Impossible,

        (Kind::Text(_), Target::Picklist | Target::MultiPicklist) => {
            lossy("upper and lower case become those of the picklist")
        }
        // Options of one field differ in more than case.
        (Kind::Named(_) | Kind::Number, Target::Picklist | Target::MultiPicklist) => Pair::Fits,
        (Kind::Cascading, Target::Picklist | Target::MultiPicklist) => lossy("both levels become one value"),
        (Kind::Several(_), Target::Picklist) => lossy("only the first of several values is kept"),
        // Two labels may differ in nothing but case.
        (Kind::Several(Written::Label), Target::MultiPicklist) => {
            lossy("upper and lower case become those of the picklist")
        }
        (Kind::Several(_), Target::MultiPicklist) => Pair::Fits,
        (_, Target::Picklist | Target::MultiPicklist) => Pair::Impossible,

        (Kind::Text(_) | Kind::Named(_), Target::Boolean) => {
            lossy("only `yes`, `no`, `true` and `false` are understood")
        }
        (Kind::Several(_), Target::Boolean) => lossy("it becomes true when anything is chosen"),
        (_, Target::Boolean) => Pair::Impossible,

        (Kind::Number, Target::Whole) => lossy("decimals are rounded"),
        (Kind::Number, Target::Decimal) => Pair::Lossy(format!("rounded to {} decimals", field.scale)),
        (Kind::Text(_) | Kind::Named(_), Target::Whole | Target::Decimal) => lossy("only numbers are understood"),
        (_, Target::Whole | Target::Decimal) => Pair::Impossible,

        (Kind::Date, Target::Date) | (Kind::DateTime, Target::DateTime) => Pair::Fits,
        (Kind::DateTime, Target::Date) => Pair::Lossy(day_taken(zone)),
        (Kind::Date, Target::DateTime) => Pair::Lossy(midnight_taken(zone)),
        (Kind::Text(_), Target::Date | Target::DateTime | Target::Time) => {
            lossy("only dates and times like `2026-11-21T09:30:00Z` are understood")
        }
        (_, Target::Date | Target::DateTime | Target::Time) => Pair::Impossible,

        (Kind::User, Target::Lookup) if points_to_user(field) => Pair::Fits,
        (Kind::Users, Target::Lookup) if points_to_user(field) => lossy("only the first of several values is kept"),
        (Kind::Text(_), Target::Lookup) => lossy("only record ids are understood"),
        (_, Target::Lookup) => Pair::Impossible,

        (Kind::Text(_) | Kind::Named(_), Target::RecordType) => Pair::Fits,
        (_, Target::RecordType) => Pair::Impossible,
    }
}

pub(crate) fn day_taken(zone: &str) -> String {
    ["the time of day is lost; the day is taken in ", zone].concat()
}

pub(crate) fn midnight_taken(zone: &str) -> String {
    ["there is no time of day; midnight in ", zone, " is taken"].concat()
}

/// Values by a value map: what they become is read as the field's type asks.
pub(crate) fn by_value(kind: Kind, field: &FieldDescribe) -> Pair {
    match (kind, Target::of(field)) {
        (_, Target::Unsupported) => Pair::Impossible,
        (Kind::Users | Kind::Several(_), Target::MultiPicklist) => Pair::Fits,
        (Kind::Users | Kind::Several(_), _) => Pair::Lossy(String::from("only the first of several values is kept")),
        (Kind::RichText | Kind::Date | Kind::DateTime | Kind::Unsupported, _) => Pair::Impossible,
        (
            Kind::Text(_)
            | Kind::Url
            | Kind::Number
            | Kind::User
            | Kind::Named(_)
            | Kind::Cascading
            | Kind::Any
            | Kind::Unknown,
            _,
        ) => Pair::Fits,
    }
}

/// A record that is looked for by the text of a value: of a user, by the e-mail address.
pub(crate) fn lookup(kind: Kind) -> Pair {
    match kind {
        Kind::Users | Kind::Several(_) => Pair::Lossy(String::from("only the first of several values is kept")),
        Kind::RichText | Kind::Date | Kind::DateTime | Kind::Unsupported => Pair::Impossible,
        Kind::Text(_)
        | Kind::Url
        | Kind::Number
        | Kind::User
        | Kind::Named(_)
        | Kind::Cascading
        | Kind::Any
        | Kind::Unknown => Pair::Fits,
    }
}

/// What happens to text of so many characters that the field cannot hold.
pub(crate) fn cut(text_max: usize, field: &FieldDescribe) -> Option<String> {
    let takes_text = matches!(
        Target::of(field),
        Target::Line | Target::Lines | Target::Html | Target::Email | Target::Phone | Target::Url
    );
    let (units_max, bytes_max) = limits(field);
    // A 16-bit unit takes at most three bytes.
    let bytes = bytes_max < text_max.min(units_max).saturating_mul(3);
    let limit = match (text_max > units_max, bytes) {
        (true, true) => format!("{} characters and {} bytes", field.length, field.byte_length),
        (true, false) => format!("{} characters", field.length),
        (false, true) => format!("{} bytes", field.byte_length),
        (false, false) => return None,
    };
    takes_text.then(|| {
        if is_cuttable(field) {
            format!("text is cut at {limit}")
        } else {
            format!("text of more than {limit} is refused")
        }
    })
}
