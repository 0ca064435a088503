//! CSV. An input is two bytes, of which the first chooses how the rest is written and the second in ranges of which size
//! it comes, then the file. However it comes, and from wherever between two rows it is read on, the rows are the same;
//! and they are those of a reader that looks at one byte after the other.

use weftline_bulk::{
    Delimiter, Dialect, Encoding, Feed, Formulas, LineEnd, Place, ProblemKind, Signs, Writer, detect, read,
};

/// A row of a feed, with the place behind it.
#[derive(Debug, PartialEq)]
struct Given {
    row: u32,
    line: u32,
    fields: Vec<String>,
    problems: Vec<String>,
    place: Place,
}

/// A file in ranges.
pub fn csv(data: &[u8]) {
    let [choice, size, file @ ..] = data else {
        return;
    };
    detected(file);
    let dialect = dialect(*choice);
    let size = usize::from(*size) + 1;
    let mut whole = Feed::new(dialect);
    let rows = given(&mut whole, file, file.len().max(1));
    let mut ranges = Feed::new(dialect);
    assert_eq!(rows, given(&mut ranges, file, size), "the size of ranges does not matter");
    assert_eq!(whole.header(), ranges.header());
    let width = whole.header().map_or(0, |header| header.width);
    for (index, row) in rows.iter().enumerate().step_by(1 + rows.len() / 8) {
        let on = &file[usize::try_from(row.place.offset).unwrap_or(usize::MAX)..];
        assert_eq!(rows[index + 1..], given(&mut Feed::at(dialect, row.place, width), on, size), "read on");
    }
    if dialect.encoding == Encoding::Utf8 {
        let expected = one_by_one(file, dialect);
        let header = whole.header().map(|header| header.names.clone());
        let read: Vec<Vec<String>> = header.into_iter().chain(rows.iter().map(|row| row.fields.clone())).collect();
        assert_eq!(read, expected, "read byte by byte");
    }
    written(&rows);
}

fn dialect(choice: u8) -> Dialect {
    let delimiters = [Delimiter::COMMA, Delimiter::SEMICOLON, Delimiter::TAB, Delimiter::PIPE];
    let encodings = [Encoding::Utf8, Encoding::Windows1252, Encoding::Utf16Le, Encoding::Utf16Be];
    let line_ends = [LineEnd::Lf, LineEnd::CrLf, LineEnd::Cr, LineEnd::Lf];
    let of = |place: u32| usize::from(choice >> place) % 4;
    Dialect { encoding: encodings[of(4)], delimiter: delimiters[of(0)], line_end: line_ends[of(2)], has_bom: false }
}

fn detected(file: &[u8]) {
    let dialect = detect(file);
    assert_eq!(dialect, detect(file), "the same file is written the same way");
    let (records, problems) = read(file, dialect);
    assert!(records.iter().all(|record| !record.fields.is_empty()));
    assert!(problems.iter().all(|problem| problem.line > 0 && problem.column > 0));
}

fn given(feed: &mut Feed, file: &[u8], size: usize) -> Vec<Given> {
    let mut rows = Vec::new();
    for range in file.chunks(size) {
        if size.is_multiple_of(2) {
            feed.push(range);
        } else {
            feed.push_owned(range.to_vec());
        }
        drain(feed, &mut rows);
    }
    feed.end();
    drain(feed, &mut rows);
    rows
}

fn drain(feed: &mut Feed, rows: &mut Vec<Given>) {
    while let Some(row) = feed.next_row() {
        for column in 0..row.len() {
            let (raw, signs) = (row.raw(column), row.signs(column));
            let escaped = raw.iter().any(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\'));
            assert_eq!(signs.has(Signs::ESCAPED), escaped, "{raw:?}");
            assert_eq!(signs.has(Signs::WIDE), !raw.is_ascii(), "{raw:?}");
            if !signs.has(Signs::DOUBLED) && row.problems().is_empty() {
                assert_eq!(row.text(column).as_bytes(), raw);
            }
        }
        let mut given = Given {
            row: row.row,
            line: row.line,
            fields: (0..row.len()).map(|column| row.text(column).into_owned()).collect(),
            problems: row.problems().iter().map(ToString::to_string).collect(),
            place: Place { offset: 0, line: 0, row: 0 },
        };
        let undecodable = row.problems().iter().any(|problem| problem.kind == ProblemKind::Undecodable);
        assert!(undecodable || std::str::from_utf8(row.source()).is_ok());
        given.place = feed.place();
        rows.push(given);
    }
}

/// The rows with content, by the rules and nothing else.
fn one_by_one(file: &[u8], dialect: Dialect) -> Vec<Vec<String>> {
    let delimiter = dialect.delimiter.character() as u8;
    let row_end = if dialect.line_end == LineEnd::Cr { b'\r' } else { b'\n' };
    let mut rest = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
    if rest.len() >= 5 && rest[..4].eq_ignore_ascii_case(b"sep=") && !b"\r\n".contains(&rest[4]) {
        rest = match &rest[5..] {
            [b'\r', b'\n', others @ ..] | [b'\r' | b'\n', others @ ..] => others,
            [] => &[],
            _ => rest,
        };
    }
    let mut rows = Vec::new();
    while !rest.is_empty() {
        // A row keeps as many fields as a spreadsheet has columns.
        let kept_max = 16_384;
        let is_quoted = rest[0] == b'"';
        let mut fields = Vec::new();
        loop {
            let (field, ended, others) = field(rest, delimiter, row_end);
            if fields.len() < kept_max {
                fields.push(String::from_utf8_lossy(&field).into_owned());
            }
            rest = others;
            if ended {
                break;
            }
        }
        if fields != [""] || is_quoted {
            rows.push(fields);
        }
    }
    rows
}

/// A field, whether the row ends with it, and the rest.
fn field(text: &[u8], delimiter: u8, row_end: u8) -> (Vec<u8>, bool, &[u8]) {
    let mut field = Vec::new();
    let mut rest = text;
    if let Some(mut quoted) = text.strip_prefix(b"\"") {
        loop {
            match quoted {
                [b'"', b'"', others @ ..] => {
                    field.push(b'"');
                    quoted = others;
                }
                [b'"', others @ ..] => {
                    rest = others;
                    break;
                }
                [byte, others @ ..] => {
                    field.push(*byte);
                    quoted = others;
                }
                [] => return (field, true, &[]),
            }
        }
    }
    let is_quoted = rest.len() < text.len();
    let stop = rest.iter().position(|byte| *byte == delimiter || *byte == row_end);
    let (mut tail, others) = rest.split_at(stop.unwrap_or(rest.len()));
    let ended = others.first().is_none_or(|byte| *byte == row_end);
    if row_end == b'\n' && others.first() == Some(&b'\n') {
        tail = tail.strip_suffix(b"\r").unwrap_or(tail);
    }
    if !is_quoted || tail.iter().any(|byte| !b" \t".contains(byte)) {
        field.extend_from_slice(tail);
    }
    (field, ended, others.get(1..).unwrap_or_default())
}

/// What was read, written and read again, is the same.
fn written(rows: &[Given]) {
    let mut writer = Writer::new(Delimiter::COMMA, LineEnd::CrLf, Formulas::Keep);
    for row in rows {
        writer.row(row.fields.iter().map(String::as_str));
    }
    let bytes = writer.finish();
    let dialect =
        Dialect { encoding: Encoding::Utf8, delimiter: Delimiter::COMMA, line_end: LineEnd::CrLf, has_bom: false };
    let (again, _) = read(&bytes, dialect);
    let again: Vec<Vec<String>> =
        again.into_iter().map(|record| record.fields.into_iter().map(String::from).collect()).collect();
    assert_eq!(again, rows.iter().map(|row| row.fields.clone()).collect::<Vec<_>>());
}
