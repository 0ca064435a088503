//! Files that come in ranges.

use proptest::collection::vec;
use proptest::prelude::*;
use weftline_bulk::{
    Delimiter, Dialect, Encoding, Feed, Formulas, LineEnd, Place, ProblemKind, ROW_BYTES_MAX, Signs, Writer, detect,
};

const COMMA: Dialect =
    Dialect { encoding: Encoding::Utf8, delimiter: Delimiter::COMMA, line_end: LineEnd::Lf, has_bom: false };

/// Rows by number and line, fields between brackets, each with what is wrong with it.
fn shown(feed: &mut Feed, bytes: &[u8], size: usize) -> Vec<String> {
    let mut shown = Vec::new();
    let mut drain = |feed: &mut Feed| {
        while let Some(row) = feed.next_row() {
            let fields: Vec<String> =
                (0..row.len()).map(|column| format!("[{}]", row.text(column).escape_debug())).collect();
            let problems: Vec<String> = row.problems().iter().map(|problem| format!(" ({problem})")).collect();
            shown.push(format!("{}@{} {}{}", row.row, row.line, fields.concat(), problems.concat()));
        }
    };
    for range in bytes.chunks(size) {
        if size.is_multiple_of(2) {
            feed.push(range);
        } else {
            feed.push_owned(range.to_vec());
        }
        drain(feed);
    }
    feed.end();
    drain(feed);
    shown
}

fn check(bytes: &[u8], names: &[&str], rows: &[&str]) {
    for size in 1..=bytes.len().max(1) {
        let mut feed = Feed::new(detect(bytes));
        assert_eq!(shown(&mut feed, bytes, size), rows, "in ranges of {size}");
        let header = feed.header().map(|header| header.names.clone()).unwrap_or_default();
        assert_eq!(header, names, "in ranges of {size}");
    }
}

#[test]
fn blk_8_rows_are_the_same_in_ranges_of_any_size() {
    check(b"a,b\n1,2\n\n3,\"x\r\n\"\"y\"\"\"\n", &["a", "b"], &["1@2 [1][2]", "2@4 [3][x\\r\\n\\\"y\\\"]"]);
    check(b"sep=;\r\na;b\r\n1;\xC3\xA9\r\n", &["a", "b"], &["1@3 [1][é]"]);
    check(b"\xEF\xBB\xBF\r\n\"a\",\"b\"\r\n\r\n\"1\", 2", &["a", "b"], &["1@4 [1][ 2]"]);
    check(b"a;b\r1;2\r3;4\r", &["a", "b"], &["1@2 [1][2]", "2@3 [3][4]"]);
    check(b"a;b\nM\xFCller;\x80\n", &["a", "b"], &["1@2 [Müller][€]"]);
    check(b"", &[], &[]);
    check(b"a", &["a"], &[]);
}

#[test]
fn blk_9_what_is_wrong_with_a_row_comes_with_it() {
    check(
        b"a,b\n1\n2,\"x\"y\n3,\"4\n5",
        &["a", "b"],
        &[
            "1@2 [1] (line 2, column 2: the row has 1 fields where the first row has 2)",
            "2@3 [2][xy] (line 3, column 2: there is text after the quote that closes this field)",
            "3@4 [3][4\\n5] (line 4, column 2: the quote that opens this field is never closed: the rows behind it may be inside this field)",
        ],
    );
    check(
        b"a,b\n\"1\n\n\",\"\0\"\n2,3\n",
        &["a", "b"],
        &["1@2 [1\\n\\n][\\0] (line 4, column 2: there is a NUL character)", "2@5 [2][3]"],
    );
}

#[test]
fn blk_9_a_later_range_shows_that_it_is_no_utf_8() {
    let plain = format!("a,b\n{}", "x,y\n".repeat(200));
    let bytes = [plain.as_bytes(), b"\"1\n2\",M\xFCller\n3,4\n"].concat();
    assert_eq!(detect(plain.as_bytes()), COMMA);
    let mut feed = Feed::new(COMMA);
    let rows = shown(&mut feed, &bytes, plain.len() - 1);
    assert_eq!(
        rows[200..],
        [
            "201@202 [1\\n2][M\u{FFFD}ller] (line 203, column 2: some bytes are no text in the file's encoding)",
            "202@204 [3][4]"
        ]
    );
}

#[test]
fn blk_9_utf_16_that_is_cut_anywhere_is_read() {
    for (mark, unit) in [(b"\xFF\xFE", u16::to_le_bytes as fn(u16) -> [u8; 2]), (b"\xFE\xFF", u16::to_be_bytes)] {
        let units: Vec<u8> = "a\tb\r\n1\t\"😀\n\"\r\n".encode_utf16().flat_map(unit).collect();
        let bytes = [mark.as_slice(), &units].concat();
        check(&bytes, &["a", "b"], &["1@2 [1][😀\\n]"]);
        // A high surrogate alone, and half a unit.
        let cut = [&bytes, &unit(0xD83D)[..], &unit(9), b"\0"].concat();
        let undecodable = |column| format!(" (line 4, column {column}: some bytes are no text in the file's encoding)");
        let last = format!("2@4 [\u{FFFD}][\u{FFFD}]{}{}", undecodable(1), undecodable(2));
        check(&cut, &["a", "b"], &["1@2 [1][😀\\n]", &last]);
    }
}

#[test]
fn blk_9_the_scan_says_what_a_field_is_made_of() {
    let long = "x".repeat(200);
    let text =
        format!("h,i\n{long},{long}\\\n\"{long}\",\"{long}\"\"\"\n{long}é,\"\u{1}\"\r\n\"\",\r\n{long},{long}\r\n");
    let quoted = |signs: &[Signs]| signs.iter().all(|signs| signs.has(Signs::QUOTED));
    for shift in 0..64 {
        // Every sign comes to stand in every place of a block once.
        let bytes = format!("{}{text}", "\n".repeat(shift));
        let mut feed = Feed::new(COMMA);
        feed.push(bytes.as_bytes());
        feed.end();
        let mut rows = Vec::new();
        while let Some(row) = feed.next_row() {
            rows.push([row.signs(0), row.signs(1)]);
            assert_eq!(row.signs(2), Signs::NONE);
        }
        let [plain, all_quoted, odd, nothing, windows] = rows[..] else { panic!("{rows:?}") };
        assert_eq!(plain, [Signs::NONE, Signs::ESCAPED]);
        assert!(quoted(&all_quoted) && !all_quoted[0].has(Signs::ESCAPED));
        assert!(all_quoted[1].has(Signs::DOUBLED) && all_quoted[1].has(Signs::ESCAPED));
        assert!(odd[0] == Signs::WIDE && odd[1].has(Signs::ESCAPED) && !odd[1].has(Signs::WIDE));
        assert!(nothing[0] == Signs::QUOTED && nothing[1] == Signs::NONE);
        assert_eq!(windows, [Signs::NONE, Signs::NONE], "a line end is no part of a field");
    }
}

#[test]
fn blk_9_a_row_gives_its_own_bytes() {
    let mut feed = Feed::new(COMMA);
    feed.push(b"a,b,c\r\n1,\"x \"\"y\"\"\" ,z\r\n");
    feed.end();
    assert_eq!(feed.header(), None);
    let row = feed.next_row().unwrap();
    assert_eq!((row.len(), row.is_empty()), (3, false));
    assert_eq!(row.raw(1), b"x \"\"y\"\"");
    assert_eq!((row.raw(3), row.text(3).as_ref()), (&b""[..], ""));
    assert_eq!(row.source(), b"1,\"x \"\"y\"\"\" ,z");
    let header = feed.header().unwrap();
    assert_eq!((header.line, header.width, header.source.as_slice()), (1, 3, &b"a,b,c"[..]));
    assert_eq!(header.problems, []);
}

#[test]
fn blk_9_a_row_that_is_too_long_ends_the_reading() {
    let long = "x\n".repeat(ROW_BYTES_MAX / 2 + 1);
    for (text, column) in [(format!("a,b\n1,\"{long}\"\n3,4\n"), 2), (format!("a,b\n1,\"{long}"), 2)] {
        let mut shown = Vec::new();
        for (size, is_owned) in [(1 << 20, false), (1 << 20, true), (3 << 20, false), (3 << 20, true), (9 << 20, true)]
        {
            let mut feed = Feed::new(COMMA);
            let mut rows = Vec::new();
            for range in text.as_bytes().chunks(size) {
                if is_owned {
                    feed.push_owned(range.to_vec());
                } else {
                    feed.push(range);
                }
                while let Some(row) = feed.next_row() {
                    assert_eq!((row.problems()[0].column, row.problems()[0].kind), (column, ProblemKind::TooLong));
                    rows.push((row.row, row.source().len()));
                }
            }
            feed.end();
            assert!(feed.next_row().is_none());
            assert!(feed.place().offset > text.len() as u64);
            let mut behind = Feed::at(COMMA, feed.place(), 2);
            behind.push(b"3,4\n");
            assert!(behind.next_row().is_none(), "nothing behind it is taken for a row");
            shown.push(rows);
        }
        assert_eq!(shown, vec![[(1, ROW_BYTES_MAX)]; 5]);
    }
}

#[test]
fn blk_8_long_rows_are_read_across_ranges_that_are_given_away() {
    let long = "line of text, and more\n".repeat(1_500);
    let rows: Vec<String> = (1..9).map(|row| format!("{row},\"{}\"\n", &long[..row * 3_900])).collect();
    let text = format!("a,b\n{}", rows.concat());
    let mut expected = Feed::new(COMMA);
    let expected = shown(&mut expected, text.as_bytes(), text.len() + text.len() % 2);
    assert_eq!(expected.len(), 8);
    for size in [1_001, 4_097, 9_999, 20_001, 65_537] {
        assert_eq!(shown(&mut Feed::new(COMMA), text.as_bytes(), size), expected, "in ranges of {size}");
    }
    // Nothing is asked for in between: what was left ahead is not lost.
    let mut feed = Feed::new(COMMA);
    for range in text.as_bytes().chunks(20_001) {
        feed.push_owned(range.to_vec());
    }
    assert_eq!(shown(&mut feed, &[], 1), expected);
}

/// Cells in which the signs of CSV are frequent.
fn cell() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec![
        ",",
        ";",
        "\t",
        "|",
        "\"",
        "\"\"",
        "\r",
        "\n",
        "\r\n",
        " ",
        "'",
        "\0",
        "\\",
        "\u{feff}",
        "sep=",
        "é",
        "€",
        "😀",
        "a",
        "1",
        "some words, and some more of them",
        "wörds änd sömé möre öf thém",
    ]);
    vec(sign, 0..6).prop_map(|signs| signs.concat())
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1_usize..5).prop_flat_map(|width| vec(vec(cell(), width), 1..12))
}

/// The text in an encoding; without what Windows-1252 does not have.
fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Windows1252 => text.chars().map(|sign| if sign == '€' { 0x80 } else { sign as u8 }).collect(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    }
}

/// A row with its number and line, and the place behind it.
type Given = (u32, u32, Vec<String>, Place);

/// Reads on to the end, in ranges of these sizes.
fn read_on(mut feed: Feed, bytes: &[u8], sizes: &[usize]) -> Vec<Given> {
    let mut rows = Vec::new();
    let mut rest = bytes;
    for size in sizes.iter().cycle() {
        drain(&mut feed, &mut rows);
        if rest.is_empty() {
            break;
        }
        let (range, others) = rest.split_at(rest.len().min(*size));
        if size.is_multiple_of(3) {
            feed.push(range);
        } else {
            feed.push_owned(range.to_vec());
        }
        rest = others;
    }
    feed.end();
    drain(&mut feed, &mut rows);
    rows
}

fn drain(feed: &mut Feed, rows: &mut Vec<Given>) {
    while let Some(row) = feed.next_row() {
        assert!(row.problems().iter().all(|problem| problem.kind == ProblemKind::Nul));
        let fields = (0..row.len()).map(|column| row.text(column).into_owned()).collect();
        let (row, line) = (row.row, row.line);
        rows.push((row, line, fields, feed.place()));
    }
}

proptest! {
    #[test]
    fn blk_8_any_table_is_read_back_from_ranges_and_from_any_place(
        table in table(),
        delimiter in prop::sample::select(vec![Delimiter::COMMA, Delimiter::SEMICOLON, Delimiter::TAB, Delimiter::PIPE]),
        line_end in prop::sample::select(vec![LineEnd::Lf, LineEnd::CrLf, LineEnd::Cr]),
        encoding in prop::sample::select(vec![
            Encoding::Utf8, Encoding::Windows1252, Encoding::Utf16Le, Encoding::Utf16Be,
        ]),
        marked in any::<bool>(),
        sizes in vec(1_usize..200, 1..8),
        picks in vec(any::<prop::sample::Index>(), 3),
    ) {
        let mut table = table;
        if encoding == Encoding::Windows1252 {
            table.iter_mut().flatten().for_each(|cell| cell.retain(|sign| sign == '€' || u32::from(sign) < 0x100));
        }
        let mut writer = Writer::new(delimiter, line_end, Formulas::Keep);
        for row in &table {
            writer.row(row.iter().map(String::as_str));
        }
        let text = String::from_utf8(writer.finish()).unwrap();
        let mark = if marked && encoding != Encoding::Windows1252 { "\u{feff}" } else { "" };
        let bytes = encoded(&format!("{mark}{text}"), encoding);
        let dialect = Dialect { encoding, delimiter, line_end, has_bom: !mark.is_empty() };
        let rows = read_on(Feed::new(dialect), &bytes, &sizes);
        let fields: Vec<&Vec<String>> = rows.iter().map(|(_, _, fields, _)| fields).collect();
        prop_assert_eq!(fields, table[1..].iter().collect::<Vec<_>>());
        prop_assert!(rows.iter().zip(1..).all(|((row, ..), expected)| *row == expected));

        let width = u32::try_from(table[0].len()).unwrap();
        for pick in picks {
            if rows.is_empty() {
                break;
            }
            let index = pick.index(rows.len());
            let place = rows[index].3;
            let on = &bytes[usize::try_from(place.offset).unwrap()..];
            let others = read_on(Feed::at(dialect, place, width), on, &sizes);
            prop_assert_eq!(&others[..], &rows[index + 1..]);
        }
    }
}
