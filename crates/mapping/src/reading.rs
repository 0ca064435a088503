//! Reads text as a field's type asks. Constants, defaults, value maps, templates and forms all end here.

use weftline_richtext::{
    Image, adf_to_html_with, html_to_text, loss_sentences, sanitise_html, text_to_html, text_to_html_cut,
};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue, RecordType};

use crate::limit;
use crate::number::{DIGITS_EXACT, Decimal};
use crate::pair::{day_taken, midnight_taken};
use crate::picklist::{multi_picklist, picklist};
use crate::problem::{Code, error};
use crate::record_id::record_id;
use crate::target::{Target, is_cuttable, limits};
use crate::time::{Day, Instant, time_of_day};
use crate::zone::Clock;

/// A value that was read, and what there is to say about it.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) value: FieldValue,
    /// What people see for the value of a lookup.
    pub(crate) label: Option<String>,
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
        Reading { value, label: None, meant_empty: false, losses: Vec::new(), problems: Vec::new() }
    }

    pub(crate) fn nothing() -> Reading {
        Reading::of(FieldValue::Null)
    }

    pub(crate) fn problem(problem: Problem) -> Reading {
        Reading { problems: vec![problem], ..Reading::nothing() }
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

/// What a text is read against, beside its field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// The object's record types.
    pub(crate) types: &'a [RecordType],
    /// The mapping's time zone.
    pub(crate) clock: Clock<'a>,
    /// Whether somebody reads what there is to say about a value beside its problems: losses, labels.
    pub(crate) traced: bool,
    /// Files that the issue and the record have.
    pub(crate) images: &'a [Image],
}

/// Reads text. Nothing but white space is no value.
pub(crate) fn read(context: Context<'_>, field: &FieldDescribe, text: &str, long: Long) -> Reading {
    if text.trim().is_empty() {
        return Reading::nothing();
    }
    match Target::of(field) {
        Target::Line | Target::Email | Target::Phone | Target::Url => line(field, text, long),
        Target::Lines => limited(field, text, long),
        Target::Html => html(field, text, long),
        Target::Picklist => picklist(field, text),
        Target::MultiPicklist => {
            multi_picklist(field, &text.split(';').map(str::trim).filter(|value| !value.is_empty()).collect::<Vec<_>>())
        }
        Target::Boolean => boolean(field, text),
        Target::Whole | Target::Decimal => number(context, field, text),
        Target::Date => date(context, field, text),
        Target::DateTime => date_time(context, field, text),
        Target::RecordType => record_type(context.types, field, text),
        Target::Time => Reading::or_problem(time_of_day(text).map(|time| Reading::of(FieldValue::Text(time))), || {
            error(Code::NotATime, &field.name, format!("`{text}` is not a time of day"), "write it like `09:30`")
        }),
        Target::Lookup => Reading::or_problem(record_id(text).map(|id| Reading::of(FieldValue::Text(id))), || {
            let text = format!("`{text}` is not a record id");
            error(Code::MalformedId, &field.name, text, "give an id of 15 or 18 characters")
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
    if !text.bytes().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return limited(field, text, long);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut reading = limited(field, &lines.join(" "), long);
    reading.losses.insert(0, String::from("line breaks become spaces"));
    reading
}

/// Text within the limits of its field.
pub(crate) fn limited(field: &FieldDescribe, text: &str, long: Long) -> Reading {
    let (units_max, bytes_max) = limits(field);
    let Some(kept) = limit::cut(text, units_max, bytes_max) else {
        return Reading::of(FieldValue::Text(text.to_owned()));
    };
    if long == Long::Refuse || !is_cuttable(field) {
        return too_long(field, text);
    }
    let lost = text.get(kept.len()..).unwrap_or_default().chars().count();
    let blank = kept.trim().is_empty();
    let mut reading = Reading::of(if blank { FieldValue::Null } else { FieldValue::Text(kept.to_owned()) });
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
    let mut reading = Reading::of(FieldValue::Text(html));
    if cut {
        reading.losses.push(html_cut(units_max));
    }
    reading
}

/// HTML from an editor, for a field of HTML: of its elements those stay that Salesforce keeps.
pub(crate) fn edited(field: &FieldDescribe, html: &str) -> Reading {
    let (units_max, bytes_max) = limits(field);
    let safe = sanitise_html(html);
    if html_to_text(&safe).trim().is_empty() {
        return Reading::nothing();
    }
    match limit::cut(&safe, units_max, bytes_max) {
        Some(_) => too_long(field, &safe),
        None => Reading::of(FieldValue::Text(safe)),
    }
}

/// An ADF document for a field of HTML.
pub(crate) fn document(images: &[Image], field: &FieldDescribe, json: &str) -> Reading {
    let (units_max, bytes_max) = limits(field);
    // What could be read as text is a document.
    let Ok((converted, cut)) = adf_to_html_with(json, units_max, bytes_max, images) else {
        return Reading::nothing();
    };
    if converted.text.is_empty() {
        return Reading { losses: loss_sentences(&converted.losses), ..Reading::nothing() };
    }
    let mut reading = Reading::of(FieldValue::Text(converted.text));
    reading.losses = loss_sentences(&converted.losses);
    if cut {
        reading.losses.push(html_cut(units_max));
    }
    reading
}

fn html_cut(units_max: usize) -> String {
    format!("the end is cut: the field holds {units_max} characters of HTML")
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
        format!("`{}` holds {} bytes, not {}", field.label, field.byte_length, text.len())
    };
    Reading::problem(error(Code::TooLong, &field.name, text, "shorten it"))
}

fn boolean(field: &FieldDescribe, text: &str) -> Reading {
    let value = match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    };
    Reading::or_problem(value.map(|value| Reading::of(FieldValue::Boolean(value))), || {
        let text = format!("`{text}` is neither true nor false");
        error(Code::NotABoolean, &field.name, text, "give `true` or `false`, or map the values")
    })
}

fn number(context: Context<'_>, field: &FieldDescribe, text: &str) -> Reading {
    let Some(mut number) = Decimal::parse(text) else {
        let text = format!("`{text}` is not a number");
        return Reading::problem(error(Code::NotANumber, &field.name, text, "write it like `1250.5`"));
    };
    let scale = if Target::of(field) == Target::Whole { 0 } else { field.scale } as usize;
    let exact = (context.traced && number.decimals() > scale).then(|| number.text());
    number.round(scale);
    if let Some(text) = outside_range(field, &number) {
        return Reading::problem(error(Code::NumberOutsideRange, &field.name, text, "give a smaller number"));
    }
    let mut reading = Reading::of(FieldValue::Number(number.number()));
    if let Some(exact) = exact {
        reading.losses.push(format!("rounded from {exact} to {}", number.text()));
    }
    if context.traced && number.significant_digits() > DIGITS_EXACT {
        reading.losses.push(format!("only about {DIGITS_EXACT} digits of {} survive", number.text()));
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

fn date(context: Context<'_>, field: &FieldDescribe, text: &str) -> Reading {
    if let Some(day) = Day::parse(text) {
        return in_range(field, day, day.text());
    }
    let Some(instant) = Instant::parse(text) else {
        let text = format!("`{text}` is not a date");
        return Reading::problem(error(Code::NotADate, &field.name, text, "write it like `2026-11-21`"));
    };
    let Some(day) = instant.day_in(context.clock) else {
        return unknown_zone(context.clock, field);
    };
    let mut reading = in_range(field, day, day.text());
    if context.traced {
        reading.losses.push(day_taken(context.clock.name));
    }
    reading
}

fn date_time(context: Context<'_>, field: &FieldDescribe, text: &str) -> Reading {
    if let Some(instant) = Instant::parse(text) {
        return in_range(field, instant.day, instant.text());
    }
    let Some(day) = Day::parse(text) else {
        let text = format!("`{text}` is not a date and time with a zone");
        return Reading::problem(error(Code::NotADateTime, &field.name, text, "write it like `2026-11-21T09:30:00Z`"));
    };
    let Some(midnight) = day.midnight(context.clock) else {
        return unknown_zone(context.clock, field);
    };
    let mut reading = in_range(field, day, midnight.text());
    if context.traced {
        reading.losses.push(midnight_taken(context.clock.name));
    }
    reading
}

pub(crate) fn zone_problem(clock: Clock<'_>, field: &str) -> Problem {
    let text = format!("the time zone `{}` is not known", clock.name);
    error(Code::UnknownZone, field, text, "choose another time zone in the mapping")
}

fn unknown_zone(clock: Clock<'_>, field: &FieldDescribe) -> Reading {
    Reading::problem(zone_problem(clock, &field.name))
}

/// A record type by API name, by what people see, or by id. The master record type is what a record without one has.
fn record_type(types: &[RecordType], field: &FieldDescribe, text: &str) -> Reading {
    let text = text.trim();
    let id = record_id(text);
    let find = |matches: &dyn Fn(&RecordType) -> bool| types.iter().find(|one| matches(one));
    let found = find(&|one| one.developer_name == text)
        .or_else(|| find(&|one| one.name == text))
        .or_else(|| find(&|one| Some(&one.record_type_id) == id.as_ref()))
        .or_else(|| find(&|one| one.developer_name.eq_ignore_ascii_case(text) || one.name.eq_ignore_ascii_case(text)));
    match (found, id) {
        (Some(found), _) if found.available => {
            let value = FieldValue::Text(found.record_type_id.clone());
            Reading { label: Some(found.name.clone()), ..Reading::of(value) }
        }
        (None, Some(id)) if types.is_empty() => Reading::of(FieldValue::Text(id)),
        (found, _) => {
            let text = match found {
                Some(_) => format!("the integration user may not use the record type `{text}`"),
                None => format!("there is no record type `{text}`"),
            };
            let remedy = "choose another, or assign it to the integration user's profile";
            Reading::problem(error(Code::UnknownRecordType, &field.name, text, remedy))
        }
    }
}

fn in_range(field: &FieldDescribe, day: Day, text: String) -> Reading {
    if day.in_range() {
        return Reading::of(FieldValue::Text(text));
    }
    let text = format!("`{text}` is not between the years 1700 and 4000");
    Reading::problem(error(Code::DateOutsideRange, &field.name, text, "give a date that Salesforce takes"))
}
