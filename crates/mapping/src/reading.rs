//! Reads text as a field's type asks. Constants, defaults, value maps, templates and forms all end here.

use weftline_richtext::{text_to_html, text_to_html_cut};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue, PicklistValue};

use crate::limit;
use crate::number::{DIGITS_EXACT, Decimal};
use crate::problem::{Code, error, warning};
use crate::target::{Target, is_cuttable, limits};
use crate::time::{Day, Instant, time_of_day};

/// A value that was read, and what there is to say about it.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) value: FieldValue,
    /// What people see for the value of a lookup.
    pub(crate) label: Option<String>,
    /// What a value of HTML was made from.
    pub(crate) plain: Option<String>,
    /// Whether having no value is what was asked for, so that no default is taken.
    pub(crate) meant_empty: bool,
    pub(crate) losses: Vec<String>,
    pub(crate) problems: Vec<Problem>,
}

/// What is done with text that is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Long {
    /// It is cut, and the loss stated, where a beginning is of use.
    Cut,
    /// It is refused: whoever wrote it can shorten it.
    Refuse,
}

impl Reading {
    pub(crate) fn of(value: FieldValue) -> Reading {
        Reading {
            value,
            label: None,
            plain: None,
            meant_empty: false,
            losses: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(crate) fn nothing() -> Reading {
        Reading::of(FieldValue::Null)
    }

    pub(crate) fn problem(problem: Problem) -> Reading {
        Reading {
            problems: vec![problem],
            ..Reading::nothing()
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.value == FieldValue::Null
    }

    /// Whether the field's default may stand in: an error is for a person to see, not to be covered up.
    pub(crate) fn wants_default(&self) -> bool {
        self.is_nothing() && !self.meant_empty && !self.has_error()
    }

    pub(crate) fn has_error(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    fn or_problem(value: Option<Reading>, problem: impl FnOnce() -> Problem) -> Reading {
        value.unwrap_or_else(|| Reading::problem(problem()))
    }
}

/// Reads text. Nothing but white space is no value.
pub(crate) fn read(field: &FieldDescribe, text: &str, long: Long) -> Reading {
    if text.trim().is_empty() {
        return Reading::nothing();
    }
    match Target::of(field) {
        Target::Line | Target::Email | Target::Phone | Target::Url => line(field, text, long),
        Target::Lines => limited(field, text, long),
        Target::Html => html(field, text, long),
        Target::Picklist => picklist(field, text),
        Target::MultiPicklist => multi_picklist(
            field,
            &text
                .split(';')
                .map(str::trim)
                .filter(|value| !value.is_empty())
                .collect::<Vec<_>>(),
        ),
        Target::Boolean => boolean(field, text),
        Target::Whole | Target::Decimal => number(field, text),
        Target::Date => date(field, text),
        Target::DateTime => date_time(field, text),
        Target::Time => Reading::or_problem(
            time_of_day(text).map(|time| Reading::of(FieldValue::Text(time))),
            || {
                error(
                    Code::NotATime,
                    &field.name,
                    format!("`{text}` is not a time of day"),
                    "write it like `09:30`",
                )
            },
        ),
        Target::Lookup => Reading::or_problem(record_id(text).map(|id| Reading::of(FieldValue::Text(id))), || {
            let text = format!("`{text}` is not a record id");
            error(
                Code::MalformedId,
                &field.name,
                text,
                "give an id of 15 or 18 characters",
            )
        }),
        Target::Unsupported => Reading::problem(error(
            Code::ImpossiblePair,
            &field.name,
            format!("`{}` is of a type that cannot be set", field.label),
            "",
        )),
    }
}

fn line(field: &FieldDescribe, text: &str, long: Long) -> Reading {
    let text = text.trim();
    if !text.contains(['\n', '\r']) {
        return limited(field, text, long);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut reading = limited(field, &lines.join(" "), long);
    reading.losses.insert(0, String::from("line breaks become spaces"));
    reading
}

fn limited(field: &FieldDescribe, text: &str, long: Long) -> Reading {
    let (units_max, bytes_max) = limits(field);
    let Some(kept) = limit::cut(text, units_max, bytes_max) else {
        return Reading::of(FieldValue::Text(text.to_owned()));
    };
    if long == Long::Refuse || !is_cuttable(field) {
        return too_long(field, text);
    }
    let lost = text.get(kept.len()..).unwrap_or_default().chars().count();
    let mut reading = Reading::of(FieldValue::Text(kept.to_owned()));
    reading.losses.push(cut_loss(field, text, lost));
    reading
}

/// Plain text for a field of HTML.
fn html(field: &FieldDescribe, text: &str, long: Long) -> Reading {
    let (units_max, bytes_max) = limits(field);
    let (html, cut) = text_to_html_cut(text, units_max, bytes_max);
    if cut && (long == Long::Refuse || !is_cuttable(field)) {
        return too_long(field, &text_to_html(text));
    }
    let mut reading = Reading {
        plain: Some(text.to_owned()),
        ..Reading::of(FieldValue::Text(html))
    };
    if cut {
        reading.losses.push(format!(
            "the end is cut: the field holds {units_max} characters of HTML"
        ));
    }
    reading
}

fn cut_loss(field: &FieldDescribe, text: &str, lost: usize) -> String {
    let (units_max, _) = limits(field);
    if limit::units(text) > units_max {
        format!("cut at {} characters: {lost} are lost", field.length)
    } else {
        format!("cut at {} bytes: {lost} characters are lost", field.byte_length)
    }
}

fn too_long(field: &FieldDescribe, text: &str) -> Reading {
    let (units_max, bytes_max) = limits(field);
    let units = limit::units(text);
    let text = if units > units_max || text.len() <= bytes_max {
        format!("`{}` holds {} characters, not {units}", field.label, field.length)
    } else {
        format!(
            "`{}` holds {} bytes, not {}",
            field.label,
            field.byte_length,
            text.len()
        )
    };
    Reading::problem(error(Code::TooLong, &field.name, text, "shorten it"))
}

pub(crate) fn picklist(field: &FieldDescribe, text: &str) -> Reading {
    let text = text.trim();
    match picklist_value(field, text) {
        Ok(value) => Reading::of(FieldValue::Text(value.to_owned())),
        Err(problem) if problem.severity == Severity::Error => Reading::problem(problem),
        Err(problem) => {
            let mut reading = limited(field, text, Long::Refuse);
            if !reading.has_error() {
                reading.problems.push(problem);
            }
            reading
        }
    }
}

pub(crate) fn multi_picklist(field: &FieldDescribe, values: &[&str]) -> Reading {
    let mut taken: Vec<&str> = Vec::new();
    let mut problems = Vec::new();
    for &value in values {
        if value.contains(';') {
            let text = format!("`{value}` contains `;`, which separates values");
            problems.push(error(
                Code::SeparatorInValue,
                &field.name,
                text,
                "map it to another value",
            ));
            continue;
        }
        let value = match picklist_value(field, value) {
            Ok(value) => value,
            Err(problem) => {
                let open = problem.severity == Severity::Warning;
                problems.push(problem);
                if !open {
                    continue;
                }
                value
            }
        };
        if !taken.contains(&value) {
            taken.push(value);
        }
    }
    let value = if taken.is_empty() {
        FieldValue::Null
    } else {
        FieldValue::Text(taken.join(";"))
    };
    Reading {
        problems,
        ..Reading::of(value)
    }
}

/// The API value that is meant: by value, else by label, else the same without regard to case. A list that was not
/// read (describe's shards come apart) is not checked.
fn picklist_value<'a>(field: &'a FieldDescribe, text: &'a str) -> Result<&'a str, Problem> {
    let find = |matches: &dyn Fn(&PicklistValue) -> bool| {
        field
            .picklist_values
            .iter()
            .find(|value| value.active && matches(value))
            .map(|value| value.value.as_str())
    };
    let found = find(&|value| value.value == text)
        .or_else(|| find(&|value| value.label == text))
        .or_else(|| find(&|value| value.value.eq_ignore_ascii_case(text) || value.label.eq_ignore_ascii_case(text)));
    match found {
        Some(value) => Ok(value),
        None if field.picklist_values.is_empty() => Ok(text),
        None if field.restricted_picklist => Err(error(
            Code::RestrictedPicklist,
            &field.name,
            format!("`{text}` is not a value of `{}`", field.label),
            "map it to one of the values, or add it in Salesforce",
        )),
        None => Err(warning(
            Code::NotInPicklist,
            &field.name,
            format!(
                "`{text}` is not in the list of `{}`, which takes it all the same",
                field.label
            ),
            "map it to one of the values, or add it in Salesforce",
        )),
    }
}

fn boolean(field: &FieldDescribe, text: &str) -> Reading {
    let value = match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    };
    Reading::or_problem(value.map(|value| Reading::of(FieldValue::Boolean(value))), || {
        let text = format!("`{text}` is neither true nor false");
        error(
            Code::NotABoolean,
            &field.name,
            text,
            "give `true` or `false`, or map the values",
        )
    })
}

fn number(field: &FieldDescribe, text: &str) -> Reading {
    let Some(mut number) = Decimal::parse(text) else {
        let text = format!("`{text}` is not a number");
        return Reading::problem(error(Code::NotANumber, &field.name, text, "write it like `1250.5`"));
    };
    let exact = number.text();
    let scale = if Target::of(field) == Target::Whole {
        0
    } else {
        field.scale
    };
    let rounded = number.round(scale as usize);
    if let Some(text) = outside_range(field, &number) {
        return Reading::problem(error(
            Code::NumberOutsideRange,
            &field.name,
            text,
            "give a smaller number",
        ));
    }
    let mut reading = Reading::of(FieldValue::Number(number.number()));
    if rounded {
        reading
            .losses
            .push(format!("rounded from {exact} to {}", number.text()));
    }
    if number.significant_digits() > DIGITS_EXACT {
        reading
            .losses
            .push(format!("only about {DIGITS_EXACT} digits of {} survive", number.text()));
    }
    reading
}

fn outside_range(field: &FieldDescribe, number: &Decimal) -> Option<String> {
    let whole_max = match field.precision.checked_sub(field.scale) {
        Some(digits) if field.precision > 0 => digits as usize,
        _ if field.field_type == FieldType::Long => 19,
        _ => usize::MAX,
    };
    if number.whole_digits() > whole_max {
        return Some(format!(
            "`{}` holds {whole_max} digits before the point, not {}",
            field.label,
            number.whole_digits()
        ));
    }
    let whole = field.field_type == FieldType::Int;
    let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number.number());
    (whole && !fits).then(|| format!("`{}` holds numbers of 32 bits, not {}", field.label, number.text()))
}

fn date(field: &FieldDescribe, text: &str) -> Reading {
    if let Some(day) = Day::parse(text) {
        return in_range(field, day, day.text());
    }
    let Some(instant) = Instant::parse(text) else {
        let text = format!("`{text}` is not a date");
        return Reading::problem(error(Code::NotADate, &field.name, text, "write it like `2026-11-21`"));
    };
    let mut reading = in_range(field, instant.day, instant.day.text());
    reading
        .losses
        .push(String::from("the time of day is lost; the day is taken in UTC"));
    reading
}

fn date_time(field: &FieldDescribe, text: &str) -> Reading {
    if let Some(instant) = Instant::parse(text) {
        return in_range(field, instant.day, instant.text());
    }
    let Some(day) = Day::parse(text) else {
        let text = format!("`{text}` is not a date and time with a zone");
        return Reading::problem(error(
            Code::NotADateTime,
            &field.name,
            text,
            "write it like `2026-11-21T09:30:00Z`",
        ));
    };
    let mut reading = in_range(field, day, day.midnight().text());
    reading
        .losses
        .push(String::from("there is no time of day; midnight in UTC is taken"));
    reading
}

fn in_range(field: &FieldDescribe, day: Day, text: String) -> Reading {
    if day.in_range() {
        return Reading::of(FieldValue::Text(text));
    }
    let text = format!("`{text}` is not between the years 1700 and 4000");
    Reading::problem(error(
        Code::DateOutsideRange,
        &field.name,
        text,
        "give a date that Salesforce takes",
    ))
}

/// The 18 characters of an id. The last three say which of the others are upper case, five characters each.
pub(crate) fn record_id(text: &str) -> Option<String> {
    let text = text.trim();
    let (id, check) = text.split_at_checked(15)?;
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let suffix: String = id
        .as_bytes()
        .chunks(5)
        .map(|group| {
            let upper = group
                .iter()
                .rev()
                .fold(0, |bits, byte| bits << 1 | u8::from(byte.is_ascii_uppercase()));
            char::from(if upper < 26 { b'A' + upper } else { b'0' + upper - 26 })
        })
        .collect();
    (check.is_empty() || check.eq_ignore_ascii_case(&suffix)).then(|| id.to_owned() + &suffix)
}

#[cfg(test)]
mod tests {
    use super::record_id;

    #[test]
    fn ids_are_completed_and_checked() {
        // As in Salesforce's REST documentation.
        assert_eq!(record_id("001D000000IqhSL").as_deref(), Some("001D000000IqhSLIAZ"));
        assert_eq!(record_id("500D000000cO3Ye").as_deref(), Some("500D000000cO3YeIAK"));
        assert_eq!(record_id(" 500D000000cO3YeIAK ").as_deref(), Some("500D000000cO3YeIAK"));
        for text in [
            "",
            "500",
            "500D000000cO3YeIAX",
            "500D000000cO3Y-",
            "500D000000cO3YeIA",
            "500D000000cO3YeIAKK",
            "500D000000cO3Yé",
        ] {
            assert_eq!(record_id(text), None, "{text}");
        }
    }
}
