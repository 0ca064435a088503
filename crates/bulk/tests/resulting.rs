//! Result files, and what a corrected one is read as.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;

use weftline_bulk::{
    CollectionBody, Continued, Converter, Delimiter, Dialect, Encoding, Feed, LineEnd, Options, Outcome, ResultFile,
    ResultFiles, ResultKind, Source, Target, detect,
};
use weftline_wire::json;
use weftline_wire::salesforce::ObjectDescribe;

const LINK: &str = "https://acme.example/";
const SEMICOLONS: Dialect =
    Dialect { encoding: Encoding::Utf8, delimiter: Delimiter::SEMICOLON, line_end: LineEnd::CrLf, has_bom: false };

fn feed(file: &[u8], dialect: Dialect) -> Feed {
    let mut feed = Feed::new(dialect);
    feed.push(file);
    feed.end();
    feed
}

fn header_of(file: &[u8], dialect: Dialect) -> Vec<String> {
    let mut feed = feed(file, dialect);
    feed.next_row();
    feed.header().unwrap().names.clone()
}

/// The files of a source of which the rows with these numbers failed.
fn results(file: &[u8], dialect: Dialect, bytes_max: usize, failed: &[u32]) -> Vec<ResultFile> {
    let mut results = ResultFiles::new(&header_of(file, dialect), dialect, bytes_max, LINK);
    let mut feed = feed(file, dialect);
    let mut files = Vec::new();
    while let Some(row) = feed.next_row() {
        let id = format!("500{:015}", row.row);
        let outcome = match failed.contains(&row.row) {
            true => Outcome::Failed { code: "STRING_TOO_LONG", message: "`Subject`; too \"long\"" },
            false => Outcome::Created { id: &id },
        };
        files.extend(results.add(&row, &outcome));
    }
    files.extend(results.finish());
    files
}

fn text(file: &ResultFile) -> &str {
    std::str::from_utf8(&file.bytes).unwrap()
}

#[test]
fn blk_6_result_files_keep_the_columns_and_say_what_came_of_each_row() {
    let source = "Subject;Note\r\na;\"x\r\ny\"\r\n=1+1;\"q\"\"\"\r\nlong;\r\n".as_bytes();
    let files = results(source, SEMICOLONS, 1 << 20, &[3]);
    let kinds: Vec<_> = files.iter().map(|file| (file.kind, file.number, file.rows)).collect();
    assert_eq!(kinds, [(ResultKind::Success, 1, 2), (ResultKind::Failure, 1, 1)]);
    assert_eq!(
        text(&files[0]),
        "\u{feff}Row;Id;Link;Subject;Note\r\n\
         1;500000000000000001;https://acme.example/500000000000000001;a;\"x\r\ny\"\r\n\
         2;500000000000000002;https://acme.example/500000000000000002;\"'=1+1\";\"q\"\"\"\r\n"
    );
    assert_eq!(
        text(&files[1]),
        "\u{feff}Row;Error code;Error message;Subject;Note\r\n\
         3;STRING_TOO_LONG;\"`Subject`; too \"\"long\"\"\";long;\r\n"
    );
}

#[test]
fn blk_6_ragged_rows_stay_what_they_were() {
    let files = results(b"a;b\r\n1\r\n1;2;3\r\n", SEMICOLONS, 1 << 20, &[1, 2]);
    let rows: Vec<&str> = text(&files[0]).lines().skip(1).map(|row| row.rsplit_once("\";").unwrap().1).collect();
    assert_eq!(rows, ["1", "1;2;3"]);
}

#[test]
fn blk_6_large_result_files_are_split_and_no_row_is_lost() {
    let rows: String = (1..=500).map(|row| format!("subject {row};x\r\n")).collect();
    let source = ["Subject;Note\r\n", &rows].concat();
    let files =
        results(source.as_bytes(), SEMICOLONS, 2_000, &(1..=500).filter(|row| row % 3 == 0).collect::<Vec<_>>());
    let mut seen = BTreeMap::new();
    for file in &files {
        assert!(file.bytes.len() <= 2_000);
        let mut feed = feed(&file.bytes, detect(&file.bytes));
        let mut rows = 0;
        while let Some(row) = feed.next_row() {
            assert_eq!(row.text(3), format!("subject {}", row.text(0)));
            seen.insert(row.text(0).parse::<u32>().unwrap(), file.kind);
            rows += 1;
        }
        assert_eq!(rows, file.rows);
    }
    assert_eq!(seen.len(), 500);
    assert!(seen.iter().all(|(row, kind)| (row % 3 == 0) == (*kind == ResultKind::Failure)));
    let numbers: Vec<u32> =
        files.iter().filter(|file| file.kind == ResultKind::Success).map(|file| file.number).collect();
    assert!(numbers.len() > 3 && numbers.is_sorted() && numbers.first() == Some(&1), "{numbers:?}");
}

#[test]
fn blk_6_failure_file_can_be_uploaded_again() {
    let source = "Subject,Note\n=1+1,a\n'quoted',b\n-5 apples,c\nfine,d\n".as_bytes();
    let commas = Dialect { delimiter: Delimiter::COMMA, line_end: LineEnd::Lf, ..SEMICOLONS };
    let first = results(source, commas, 1 << 20, &[1, 3]);
    let failure = &first.iter().find(|file| file.kind == ResultKind::Failure).unwrap().bytes;
    let dialect = detect(failure);
    let header = header_of(failure, dialect);
    let continued = Continued::of(&header).unwrap();
    assert_eq!((0..5).map(|column| continued.is_added(column)).collect::<Vec<_>>(), [true, true, true, false, false]);
    assert_eq!(Continued::of(&header_of(source, commas)), None);

    // What was put before the cells against formulas is not sent.
    let object: ObjectDescribe = json::from_str(
        r#"{"name": "Case", "label": "Case", "labelPlural": "Cases", "fields": [
            {"name": "Subject", "label": "Subject", "type": "string", "length": 255, "nillable": true, "createable": true}]}"#,
    )
    .unwrap();
    let subject = Target { field: &object.fields[0], source: Source::Column { index: 3, default: None } };
    let options = Options { header: &header, restores: true, ..Options::default() };
    let converter = Converter::compile(&object, vec![subject], options).unwrap();
    let mut rows = feed(failure, dialect);
    let mut body = CollectionBody::new();
    let mut numbers = Vec::new();
    while let Some(row) = rows.next_row() {
        numbers.push(continued.first_row(&row));
        converter.json(&row, &mut body).unwrap();
    }
    assert_eq!(numbers, [Some(1), Some(3)]);
    let body = String::from_utf8(body.finish()).unwrap();
    assert!(body.contains(r#""Subject":"=1+1""#) && body.contains(r#""Subject":"-5 apples""#), "{body}");

    // In the next round there are still three columns, the numbers are those of the first, and cells are as they were.
    let second = results(failure, dialect, 1 << 20, &[2]);
    assert_eq!(
        text(second.last().unwrap()),
        "\u{feff}Row,Error code,Error message,Subject,Note\n3,STRING_TOO_LONG,\"`Subject`; too \"\"long\"\"\",\"'-5 apples\",c\n"
    );
}

#[test]
fn blk_6_a_failure_file_is_known_by_what_is_left_of_the_added_columns() {
    let of = |names: &str| {
        let header: Vec<String> = names.split(',').map(str::to_owned).collect();
        let continued = Continued::of(&header)?;
        Some((0..header.len()).filter(|column| continued.is_added(*column)).collect::<Vec<_>>())
    };
    assert_eq!(of("Error code,Error message,Row,Subject"), Some(vec![0, 1]), "the last one is a user's own");
    assert_eq!(of("Row,Error code,Subject"), Some(vec![0, 1]));
    assert_eq!(of("Error message,Subject"), Some(vec![0]));
    assert_eq!(of("Subject,Error message,Row,Error code"), Some(vec![1, 2, 3]), "all three were moved");
    for none in ["Row,Subject", "Subject,Error message", "error code,Subject", "Row,Subject,Error code"] {
        assert_eq!(of(none), None, "{none}");
    }

    // What is left is put back, and cells are as they were.
    let failure = "Error code,Subject\nX,'=1+1\n".as_bytes();
    let dialect = Dialect { delimiter: Delimiter::COMMA, line_end: LineEnd::Lf, ..SEMICOLONS };
    let second = results(failure, dialect, 1 << 20, &[1]);
    assert_eq!(
        text(&second[0]),
        "\u{feff}Row,Error code,Error message,Subject\n1,STRING_TOO_LONG,\"`Subject`; too \"\"long\"\"\",\"'=1+1\"\n"
    );
}
