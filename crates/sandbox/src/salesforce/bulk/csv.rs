//! CSV as the Bulk API takes it: a reader of its own, so that the app's reader is judged by another.
//!
//! RFC 4180 with the vendor's rules: the line's end is the one that the job declares, nothing is trimmed, and a quote
//! stands at a field's ends or doubled, nowhere else.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_data.htm>

use std::borrow::Cow;
use std::ops::Range;

/// Why a file cannot be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It is no UTF-8.
    Encoding,
    /// A line ends otherwise than the job says.
    LineEnding,
    /// It ends within quotes.
    Unclosed,
}

enum At {
    FieldStart,
    Plain,
    Quoted,
    AfterQuote,
}

/// Where the records of a file stand, the header among them, without their line's ends. Empty lines are none.
pub(super) fn records(data: &[u8], delimiter: u8, crlf: bool) -> Result<Vec<Range<u32>>, Broken> {
    if std::str::from_utf8(data).is_err() {
        return Err(Broken::Encoding);
    }
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let (mut found, mut start, mut state) = (Vec::new(), 0, At::FieldStart);
    let mut before = 0;
    for (at, byte) in data.iter().copied().enumerate() {
        state = match (state, byte) {
            (At::Quoted, b'"') => At::AfterQuote,
            (At::Quoted, _) => At::Quoted,
            (At::AfterQuote | At::FieldStart, b'"') => At::Quoted,
            (_, b'\n') => {
                if (before == b'\r' && at > start) != crlf {
                    return Err(Broken::LineEnding);
                }
                let end = if crlf { at - 1 } else { at };
                if end > start {
                    found.push(place(start)..place(end));
                }
                start = at + 1;
                At::FieldStart
            }
            (_, byte) if byte == delimiter => At::FieldStart,
            (_, _) => At::Plain,
        };
        before = byte;
    }
    if matches!(state, At::Quoted) {
        return Err(Broken::Unclosed);
    }
    if start < data.len() {
        found.push(place(start)..place(data.len()));
    }
    Ok(found)
}

/// A quote stands where none may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StrayQuote;

/// The fields of one record.
pub(super) fn fields(record: &str, delimiter: char) -> Result<Vec<Cow<'_, str>>, StrayQuote> {
    let mut fields = Vec::new();
    let mut rest = record;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => closed(quoted)?,
            None => {
                let end = rest.find(delimiter).unwrap_or(rest.len());
                let (plain, after) = rest.split_at(end);
                if plain.contains('"') {
                    return Err(StrayQuote);
                }
                (Cow::Borrowed(plain), after)
            }
        };
        fields.push(field);
        if after.is_empty() {
            return Ok(fields);
        }
        rest = after.strip_prefix(delimiter).ok_or(StrayQuote)?;
    }
}

/// What stands before the closing quote, and what follows it.
fn closed(quoted: &str) -> Result<(Cow<'_, str>, &str), StrayQuote> {
    let mut doubled = false;
    let mut from = 0;
    loop {
        let end = quoted.get(from..).and_then(|rest| rest.find('"')).map(|at| from + at).ok_or(StrayQuote)?;
        let after = quoted.get(end + 1..).unwrap_or_default();
        if after.starts_with('"') {
            doubled = true;
            from = end + 2;
            continue;
        }
        let inside = quoted.get(..end).unwrap_or_default();
        let field = if doubled { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) };
        return Ok((field, after));
    }
}

/// Writes a field in quotes.
pub(super) fn write_quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for (place, part) in text.split('"').enumerate() {
        if place > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data: &str, crlf: bool, expected: &[&str]) {
        let found = records(data.as_bytes(), b',', crlf).unwrap();
        let texts: Vec<&str> = found.iter().map(|range| &data[range.start as usize..range.end as usize]).collect();
        assert_eq!(texts, expected, "{data:?}");
    }

    #[test]
    fn records_end_at_lines_outside_quotes() {
        check("a,b\n1,2\n", false, &["a,b", "1,2"]);
        check("a\n\n\"x\ny\",\"\"\"\n\"\n3", false, &["a", "\"x\ny\",\"\"\"\n\"", "3"]);
        check("a\r\n\"x\r\ny\"\r\n\r\n1\r\n", true, &["a", "\"x\r\ny\"", "1"]);
        check("a\n\"x\r\ny\"\nlone\rreturn\n", false, &["a", "\"x\r\ny\"", "lone\rreturn"]);
        check("", false, &[]);
        assert_eq!(records(b"a\r\n1\r\n", b',', false), Err(Broken::LineEnding));
        assert_eq!(records(b"a\r\n1\n", b',', true), Err(Broken::LineEnding));
        assert_eq!(records(b"a\n\"1\n", b',', false), Err(Broken::Unclosed));
        assert_eq!(records(b"a\n\xff\n", b',', false), Err(Broken::Encoding));
    }

    #[test]
    fn fields_are_taken_as_they_are() {
        assert_eq!(fields("a,,\" b \",\"say \"\"hi\"\", x\",", ',').unwrap(), ["a", "", " b ", "say \"hi\", x", ""]);
        assert_eq!(fields("a;\u{e4},b", ';').unwrap(), ["a", "\u{e4},b"]);
        for stray in ["John, \"Smith\"", "\"a\" ,b", "a\"b", "\"a"] {
            assert_eq!(fields(stray, ','), Err(StrayQuote), "{stray}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for text in ["", "plain", "with \"quotes\"", "\"", "lines\nand,commas"] {
            let mut out = Vec::new();
            write_quoted(text, &mut out);
            assert_eq!(fields(std::str::from_utf8(&out).unwrap(), ',').unwrap(), [text]);
        }
    }
}
