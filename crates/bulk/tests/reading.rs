//! Files as they come, against what is in them.

use weftline_bulk::{Delimiter, Dialect, Encoding, LineEnd, detect, read};

/// Rows by line, fields between brackets, then the problems.
fn check(bytes: &[u8], expected: &str) {
    let dialect = detect(bytes);
    assert_eq!(shown(bytes, dialect), expected, "read as {dialect:?}");
}

fn shown(bytes: &[u8], dialect: Dialect) -> String {
    let (records, problems) = read(bytes, dialect);
    let mut shown = String::new();
    for record in &records {
        let fields: Vec<String> = record.fields.iter().map(|field| format!("[{}]", field.escape_debug())).collect();
        shown.push_str(&format!("{} {}\n", record.line, fields.concat()));
    }
    for problem in problems {
        shown.push_str(&format!("{problem}\n"));
    }
    shown
}

#[test]
fn blk_9_plain_rows_are_read_with_and_without_an_end_of_the_last_line() {
    check(b"Subject,Origin\r\nPump leaks,Web\r\n", "1 [Subject][Origin]\n2 [Pump leaks][Web]\n");
    check(b"Subject,Origin\nPump leaks,Web", "1 [Subject][Origin]\n2 [Pump leaks][Web]\n");
    check(b"Subject,Origin\rPump leaks,Web\r", "1 [Subject][Origin]\n2 [Pump leaks][Web]\n");
    check(b"Subject,Origin\nPump leaks,", "1 [Subject][Origin]\n2 [Pump leaks][]\n");
}

#[test]
fn blk_9_an_empty_file_has_no_rows() {
    check(b"", "");
    check(b"\xEF\xBB\xBF", "");
    check(b"\xFF\xFE", "");
    check(b"sep=;\r\n", "");
}

#[test]
fn blk_9_quoted_fields_keep_delimiters_line_ends_and_quotes() {
    check(
        b"a,b\n\"one, \"\"two\"\"\",\"first\r\n\r\nthird\"\n\"\",\"\"\"\"\n",
        "1 [a][b]\n2 [one, \\\"two\\\"][first\\r\\n\\r\\nthird]\n5 [][\\\"]\n",
    );
    check(b"a;b\r\"x\ry\";2\r", "1 [a][b]\n2 [x\\ry][2]\n");
}

#[test]
fn blk_9_blanks_are_kept_except_after_a_closing_quote() {
    check(b"a,b\n 1 ,\" 2 \" \n", "1 [a][b]\n2 [ 1 ][ 2 ]\n");
}

#[test]
fn blk_9_blank_lines_are_rows_that_can_be_told() {
    let text = b"a\n\n\"\"\n1\n";
    check(text, "1 [a]\n2 []\n3 []\n4 [1]\n");
    let (records, _) = read(text, detect(text));
    let blank: Vec<bool> = records.iter().map(|record| record.is_blank()).collect();
    assert_eq!(blank, [false, true, false, false]);
    check(b"a,b\n\n1,2\n", "1 [a][b]\n2 []\n3 [1][2]\n");
}

#[test]
fn blk_9_ragged_rows_are_reported_by_line_and_column() {
    check(
        b"a,b,c\n1,\"x\ny\"\n1,2,3,4\n",
        "1 [a][b][c]\n2 [1][x\\ny]\n4 [1][2][3][4]\n\
         line 2, column 3: the row has 2 fields where the first row has 3\n\
         line 4, column 4: the row has 4 fields where the first row has 3\n",
    );
}

#[test]
fn blk_9_a_quote_that_is_not_closed_is_reported_where_it_opens() {
    check(
        b"a,b\n1,2\n3,\"open\n4,5\n",
        "1 [a][b]\n2 [1][2]\n3 [3][open\\n4,5\\n]\nline 3, column 2: the quote that opens this field is never closed: the rows behind it may be inside this field\n",
    );
    check(
        b"a,\"",
        "1 [a][]\nline 1, column 2: the quote that opens this field is never closed: the rows behind it may be inside this field\n",
    );
}

#[test]
fn blk_9_text_after_a_closing_quote_is_kept_and_reported() {
    check(
        b"a,b\n\"x\"y\"z\",2\n",
        "1 [a][b]\n2 [xy\\\"z\\\"][2]\nline 2, column 1: there is text after the quote that closes this field\n",
    );
}

#[test]
fn blk_9_a_quote_within_a_field_is_text() {
    check(
        b"a,b\n5\" pipe,2\n",
        "1 [a][b]\n2 [5\\\" pipe][2]\nline 2, column 1: there is a quote in a field that is not quoted\n",
    );
}

#[test]
fn blk_9_nul_is_kept_and_reported() {
    check(b"a,b\n1,x\0\n", "1 [a][b]\n2 [1][x\\0]\nline 2, column 2: there is a NUL character\n");
}

#[test]
fn blk_9_the_separator_line_of_excel_names_the_delimiter() {
    check(b"sep=;\r\na,1;b\r\nc,2;d\r\n", "2 [a,1][b]\n3 [c,2][d]\n");
    check(b"SEP=|\na|b\n", "2 [a][b]\n");
    check(b"sep=\t\na\tb\n", "2 [a][b]\n");
    check(b"sep=:\na:b\n", "2 [a][b]\n");
    check(b"separator,b\n1,2\n", "1 [separator][b]\n2 [1][2]\n");
}

#[test]
fn blk_9_windows_1252_is_read_where_it_is_no_utf_8() {
    let text = b"Name;Preis\nM\xFCller \x96 S\xF6hne;5 \x80\n";
    assert_eq!(detect(text).encoding, Encoding::Windows1252);
    check(text, "1 [Name][Preis]\n2 [Müller – Söhne][5 €]\n");
    assert_eq!(detect("Name;Preis\nMüller;5 €\n".as_bytes()).encoding, Encoding::Utf8);
}

#[test]
fn blk_9_utf_16_is_read_by_its_mark() {
    let text = "Name\tNote\r\nJosé\t\"😀\n2\"\r\n";
    let le: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for (bytes, encoding) in [(le, Encoding::Utf16Le), (be, Encoding::Utf16Be)] {
        let dialect = Dialect { encoding, delimiter: Delimiter::TAB, line_end: LineEnd::CrLf, has_bom: true };
        assert_eq!(detect(&bytes), dialect);
        check(&bytes, "1 [Name][Note]\n2 [José][😀\\n2]\n");
    }
}

#[test]
fn blk_9_what_cannot_be_decoded_is_reported_by_line_and_column() {
    let utf_8 =
        Dialect { encoding: Encoding::Utf8, delimiter: Delimiter::COMMA, line_end: LineEnd::Lf, has_bom: false };
    let undecodable = "line 2, column 2: some bytes are no text in the file's encoding\n";
    assert_eq!(shown(b"a,b\n1,x\xFF\n", utf_8), format!("1 [a][b]\n2 [1][x\u{FFFD}]\n{undecodable}"));
    let utf_16 = Dialect { encoding: Encoding::Utf16Le, ..utf_8 };
    let lone = b"\xFF\xFEa\0,\0b\0\n\x001\0,\0\x00\xD8\n\0";
    assert_eq!(shown(lone, utf_16), format!("1 [a][b]\n2 [1][\u{FFFD}]\n{undecodable}"));
    let odd = b"\xFF\xFEa\0,\0b\0\n\x001\0,\0x";
    assert_eq!(shown(odd, utf_16), format!("1 [a][b]\n2 [1][\u{FFFD}]\n{undecodable}"));
}

#[test]
fn blk_9_another_dialect_than_the_detected_one_can_be_given() {
    let text = b"a,1;b\nc,2;d\n";
    let dialect = Dialect { delimiter: Delimiter::COMMA, ..detect(text) };
    assert_eq!(shown(text, dialect), "1 [a][1;b]\n2 [c][2;d]\n");
    let colon = Dialect { delimiter: Delimiter::new(':').unwrap(), ..detect(text) };
    assert_eq!(shown(b"a:b\n", colon), "1 [a][b]\n");
    for none in ['"', '\n', '\r', '\0', 'é'] {
        assert_eq!(Delimiter::new(none), None);
    }
}

#[test]
fn blk_9_delimiters_are_detected() {
    for (text, delimiter) in [
        ("a;b\n1,5;2,5\n", ';'),
        ("a\tb\nx, y\tz\n", '\t'),
        ("a|b|c\n1|2|3\n", '|'),
        ("a,b\n\"x;y;z\",1\n", ','),
        ("\"Name\";\"Note\"\n\"A\";\"one, two, three\"\n", ';'),
        ("A title\na;b;c\n1;2;3\n4;5;6\n", ';'),
        ("one column\nof text\n", ','),
        ("", ','),
    ] {
        assert_eq!(detect(text.as_bytes()).delimiter.character(), delimiter, "of `{text}`");
    }
}

#[test]
fn blk_9_line_ends_are_detected_outside_of_quotes() {
    for (text, line_end) in [
        ("a,b\r\n1,\"x\ny\nz\nw\"\r\n", LineEnd::CrLf),
        ("a,b\n1,\"x\r\ny\r\nz\"\n", LineEnd::Lf),
        ("a,b\r\"x\ny\",2\r", LineEnd::Cr),
        ("a,b\n5\" pipe,\"x\r\ny\"\n", LineEnd::Lf),
        ("a,b\n1,2\r3\n", LineEnd::Lf),
        ("a,b", LineEnd::Lf),
    ] {
        assert_eq!(detect(text.as_bytes()).line_end, line_end, "of `{}`", text.escape_debug());
    }
}

#[test]
fn fields_are_borrowed_where_the_file_has_them_as_they_are() {
    let text = b"a,\"b c\",\"d\"\"e\"\n";
    let (records, problems) = read(text, detect(text));
    let borrowed = |field: &std::borrow::Cow<'_, str>| matches!(field, std::borrow::Cow::Borrowed(_));
    assert_eq!(records[0].fields.iter().map(borrowed).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(problems, []);
}
