//! A field's value as the org keeps it, and how it is written.

use super::id::Id;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use std::cmp::Ordering;

/// A field's value. Twenty-four bytes, so that a row is a plain array of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Value {
    /// Nothing; an empty text is nothing too.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Double(f64),
    /// Text, a picklist's value, several values joined by `;`, an address of any kind.
    Text(Box<str>),
    /// A reference, or the record's own id.
    Id(Id),
    /// A day, counted from 1970-01-01.
    Date(i32),
    /// An instant, in whole seconds since 1970-01-01T00:00:00Z.
    DateTime(i64),
    /// A time of day, in milliseconds.
    Time(i32),
    /// Binary.
    Bytes(Box<[u8]>),
    /// A compound address or position, as the JSON that stands for it.
    Compound(Box<str>),
}

impl Value {
    /// The value that stands for a missing one.
    pub(crate) const NULL: &'static Self = &Self::Null;

    /// A text, which is nothing when it is empty.
    pub(crate) fn text(text: impl Into<Box<str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Null } else { Self::Text(text) }
    }

    /// Whether this is nothing.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The id, if it is one.
    pub(crate) fn as_id(&self) -> Option<Id> {
        match self {
            Self::Id(id) => Some(*id),
            _ => None,
        }
    }

    /// The number, whole or not.
    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Double(number) => Some(*number),
            _ => None,
        }
    }

    /// The instant in seconds; of a day, its beginning.
    pub(crate) fn as_seconds(&self) -> Option<i64> {
        match self {
            Self::DateTime(seconds) => Some(*seconds),
            Self::Date(days) => Some(i64::from(*days) * 86_400),
            _ => None,
        }
    }

    /// Whether this is `true`.
    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// Writes the value as JSON.
    pub(crate) fn write_json(&self, out: &mut Vec<u8>) {
        use std::io::Write;
        // A write into a vector cannot fail.
        let _infallible = match self {
            Self::Null => out.write_all(b"null"),
            Self::Bool(true) => out.write_all(b"true"),
            Self::Bool(false) => out.write_all(b"false"),
            Self::Int(number) => write!(out, "{number}"),
            Self::Double(number) => write_double(*number, out),
            Self::Text(text) => {
                write_text(text, out);
                Ok(())
            }
            Self::Id(id) => write!(out, "\"{id}\""),
            Self::Date(days) => write!(out, "\"{}\"", date_text(*days)),
            Self::DateTime(seconds) => {
                out.push(b'"');
                write_instant(*seconds, out);
                out.push(b'"');
                Ok(())
            }
            Self::Time(milliseconds) => write!(out, "\"{}\"", time_text(*milliseconds)),
            Self::Bytes(bytes) => {
                use base64::Engine;
                write!(out, "\"{}\"", base64::engine::general_purpose::STANDARD.encode(bytes))
            }
            Self::Compound(json) => out.write_all(json.as_bytes()),
        };
    }

    /// The value as people read it in a message.
    pub(crate) fn display(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            other => {
                let mut out = Vec::new();
                other.write_json(&mut out);
                String::from_utf8_lossy(&out).trim_matches('"').to_owned()
            }
        }
    }
}

/// Writes a text as a JSON string.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    // Neither the text nor the vector can make this fail.
    let _infallible = serde_json::to_writer(out, text);
}

fn write_double(number: f64, out: &mut Vec<u8>) -> std::io::Result<()> {
    use std::io::Write;
    // Salesforce writes doubles as Java does: always with a fraction, with an exponent from ten million on.
    let size = number.abs();
    if size >= 1e7 {
        let exponent = size.log10().floor();
        let mantissa = number / 10f64.powf(exponent);
        let mantissa = format!("{mantissa}");
        let dot = if mantissa.contains('.') { "" } else { ".0" };
        let text = format!("{mantissa}{dot}E{exponent}");
        if text.parse::<f64>() == Ok(number) {
            return out.write_all(text.as_bytes());
        }
    }
    if number.fract() == 0.0 { write!(out, "{number:.1}") } else { write!(out, "{number}") }
}

/// How two values order; nothing when they cannot be compared. Texts compare without regard to case.
pub(crate) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(compare_folded(left, right)),
        (Value::Id(left), Value::Id(right)) => Some(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::DateTime(left), Value::DateTime(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (left, right) => left.as_number()?.partial_cmp(&right.as_number()?),
    }
}

/// Orders two texts without regard to case.
pub(crate) fn compare_folded(left: &str, right: &str) -> Ordering {
    let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    if left.is_ascii() && right.is_ascii() {
        let lower = |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
        return left
            .bytes()
            .map(|byte| byte.to_ascii_lowercase())
            .cmp(right.bytes().map(|byte| byte.to_ascii_lowercase()))
            .then_with(|| lower(left).len().cmp(&lower(right).len()));
    }
    folded(left).cmp(&folded(right))
}

/// `2026-11-21`.
pub(crate) fn date_text(days: i32) -> String {
    let date = date_of(days);
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// The calendar's day.
pub(crate) fn date_of(days: i32) -> NaiveDate {
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(i64::from(days))).unwrap_or_default()
}

/// The day's number since 1970-01-01.
pub(crate) fn days_of(date: NaiveDate) -> i32 {
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(0)
}

/// Writes `2026-11-21T09:30:00.000+0000`.
pub(crate) fn write_instant(seconds: i64, out: &mut Vec<u8>) {
    use std::io::Write;
    let date = date_of(i32::try_from(seconds.div_euclid(86_400)).unwrap_or(0));
    let rest = seconds.rem_euclid(86_400);
    // A write into a vector cannot fail.
    let _infallible = write!(
        out,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.000+0000",
        date.year(),
        date.month(),
        date.day(),
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    );
}

/// `2026-11-21T09:30:00.000+0000`.
pub(crate) fn instant_text(seconds: i64) -> String {
    let mut out = Vec::with_capacity(28);
    write_instant(seconds, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

fn time_text(milliseconds: i32) -> String {
    let seconds = milliseconds / 1000;
    format!("{:02}:{:02}:{:02}.{:03}Z", seconds / 3600, seconds / 60 % 60, seconds % 60, milliseconds % 1000)
}

/// Reads `2026-11-21`.
pub(crate) fn parse_date(text: &str) -> Option<i32> {
    let plain = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-');
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| plain)?;
    Some(days_of(date))
}

/// Reads `2026-11-21T09:30:00Z`, with or without milliseconds, with any offset (`Z`, `+0100`, `+01:00`); the result is
/// in whole seconds.
pub(crate) fn parse_instant(text: &str) -> Option<i64> {
    let zoned = match text.strip_suffix(['Z', 'z']) {
        Some(local) => format!("{local}+0000"),
        None => text.to_owned(),
    };
    let parsed: DateTime<FixedOffset> = DateTime::parse_from_str(&zoned, "%Y-%m-%dT%H:%M:%S%.f%z").ok()?;
    Some(parsed.timestamp())
}

/// Reads an instant that may lack its offset, as the request bodies of rows may: it is then UTC.
pub(crate) fn parse_instant_lenient(text: &str) -> Option<i64> {
    parse_instant(text).or_else(|| {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
        Some(local.and_utc().timestamp())
    })
}

/// Reads `09:30:00.000Z`.
pub(crate) fn parse_time(text: &str) -> Option<i32> {
    let plain = text.strip_suffix('Z').unwrap_or(text);
    let time = NaiveTime::parse_from_str(plain, "%H:%M:%S%.f").ok()?;
    let since = time.signed_duration_since(NaiveTime::MIN).num_milliseconds();
    i32::try_from(since).ok()
}

/// An HTTP date: `Sat, 21 Nov 2026 09:30:00 GMT`.
pub(crate) fn http_date(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads an HTTP date.
pub(crate) fn parse_http_date(text: &str) -> Option<i64> {
    let gmt = text.trim().strip_suffix("GMT").map(|rest| format!("{rest}+0000"));
    let parsed = DateTime::parse_from_rfc2822(gmt.as_deref().unwrap_or(text).trim()).ok()?;
    Some(parsed.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: Value) -> String {
        let mut out = Vec::new();
        value.write_json(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_written_as_the_service_writes_them() {
        assert_eq!(json(Value::Double(300.0)), "300.0");
        assert_eq!(json(Value::Double(12.5)), "12.5");
        assert_eq!(json(Value::Double(5_600_000_000.0)), "5.6E9");
        assert_eq!(json(Value::Int(3)), "3");
        assert_eq!(json(Value::Date(20_778)), "\"2026-11-21\"");
        assert_eq!(json(Value::DateTime(1_795_253_400)), "\"2026-11-21T09:30:00.000+0000\"");
        assert_eq!(json(Value::text("a\"b")), "\"a\\\"b\"");
        assert_eq!(json(Value::text("")), "null");
    }

    #[test]
    fn instants_are_read_with_any_offset() {
        for text in ["2026-11-21T09:30:00Z", "2026-11-21T10:30:00+01:00", "2026-11-21T09:30:00.999+0000"] {
            assert_eq!(parse_instant(text), Some(1_795_253_400), "{text}");
        }
        assert_eq!(parse_instant("2026-11-21"), None);
        assert_eq!(parse_date("2026-11-21T09:30:00Z"), None);
        assert_eq!(parse_date("2026-02-30"), None);
        assert_eq!(parse_http_date(&http_date(1_795_253_400)), Some(1_795_253_400));
    }
}
