//! What is written, and that it reads back the same.

use proptest::collection::vec;
use proptest::prelude::*;
use weftline_bulk::{Delimiter, Dialect, Encoding, Formulas, LineEnd, Writer, detect, neutralise, read, restore};

fn written(rows: &[Vec<String>], delimiter: Delimiter, line_end: LineEnd, formulas: Formulas) -> Vec<u8> {
    let mut writer = Writer::new(delimiter, line_end, formulas);
    for row in rows {
        writer.row(row.iter().map(String::as_str));
    }
    writer.finish()
}

#[test]
fn fields_are_quoted_where_they_have_to_be() {
    let rows = [vec!["a".into(), "b, c".into(), "d \"e\"".into()], vec![" f".into(), "g\nh".into(), String::new()]];
    let bytes = written(&rows, Delimiter::COMMA, LineEnd::CrLf, Formulas::Keep);
    assert_eq!(String::from_utf8(bytes).unwrap(), "a,\"b, c\",\"d \"\"e\"\"\"\r\n\" f\",\"g\nh\",\r\n");
}

#[test]
fn blk_9_result_files_hold_no_formulas() {
    for (cell, expected) in [
        ("=1+1", "\"'=1+1\"\n"),
        ("@SUM(A1)", "\"'@SUM(A1)\"\n"),
        ("+1 (555) 12", "\"'+1 (555) 12\"\n"),
        ("-2+3", "\"'-2+3\"\n"),
        ("\tx", "\"'\tx\"\n"),
        ("\r=x", "\"'\r=x\"\n"),
        ("'=x", "\"''=x\"\n"),
        ("-12.5", "-12.5\n"),
        ("'tis", "'tis\n"),
        ("a=b", "a=b\n"),
    ] {
        let bytes = written(&[vec![cell.into()]], Delimiter::COMMA, LineEnd::Lf, Formulas::Neutralise);
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}

/// Cells in which the signs of CSV are frequent.
fn cell() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec![
        ",", ";", "\t", "|", "\"", "\"\"", "\r", "\n", "\r\n", " ", "'", "=", "+", "-", "@", "\0", "\u{feff}", "sep=",
        "é", "€", "😀", "a", "1",
    ]);
    prop_oneof![vec(sign, 0..6).prop_map(|signs| signs.concat()), any::<String>()]
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1_usize..5).prop_flat_map(|width| vec(vec(cell(), width), 0..6))
}

fn delimiter() -> impl Strategy<Value = Delimiter> {
    prop::sample::select(vec![Delimiter::COMMA, Delimiter::SEMICOLON, Delimiter::TAB, Delimiter::PIPE])
}

fn line_end() -> impl Strategy<Value = LineEnd> {
    prop::sample::select(vec![LineEnd::Lf, LineEnd::CrLf, LineEnd::Cr])
}

fn rows_of(bytes: &[u8], dialect: Dialect) -> Vec<Vec<String>> {
    let (records, _) = read(bytes, dialect);
    records.into_iter().map(|record| record.fields.into_iter().map(String::from).collect()).collect()
}

proptest! {
    #[test]
    fn blk_9_any_table_written_and_read_back_is_the_same(
        table in table(), delimiter in delimiter(), line_end in line_end(),
    ) {
        let bytes = written(&table, delimiter, line_end, Formulas::Keep);
        let dialect = Dialect { encoding: Encoding::Utf8, delimiter, line_end, has_bom: false };
        prop_assert_eq!(&rows_of(&bytes, dialect), &table);

        let marked = [b"\xEF\xBB\xBF".as_slice(), &bytes].concat();
        prop_assert_eq!(&rows_of(&marked, Dialect { has_bom: true, ..dialect }), &table);

        let text = std::str::from_utf8(&bytes).unwrap();
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        prop_assert_eq!(&rows_of(&utf_16, Dialect { encoding: Encoding::Utf16Be, ..dialect }), &table);
    }

    #[test]
    fn blk_9_a_neutralised_table_is_restored(table in table(), delimiter in delimiter(), line_end in line_end()) {
        let bytes = written(&table, delimiter, line_end, Formulas::Neutralise);
        let dialect = Dialect { encoding: Encoding::Utf8, delimiter, line_end, has_bom: false };
        let mut rows = rows_of(&bytes, dialect);
        for cell in rows.iter_mut().flatten() {
            let number = cell.chars().all(|sign| sign.is_ascii_digit() || "+-.,".contains(sign));
            prop_assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "`{}`", cell);
            *cell = restore(cell).to_owned();
        }
        prop_assert_eq!(rows, table);
    }

    #[test]
    fn blk_9_neutralising_can_be_undone(cell in cell()) {
        let neutral = neutralise(&cell);
        prop_assert_eq!(restore(&neutral), cell.as_str());
    }

    #[test]
    fn blk_9_any_bytes_are_read(bytes in vec(any::<u8>(), 0..200)) {
        let dialect = detect(&bytes);
        let (records, problems) = read(&bytes, dialect);
        prop_assert!(records.iter().all(|record| !record.fields.is_empty()));
        let last = records.last().map_or(1, |record| record.line);
        prop_assert!(problems.iter().all(|problem| problem.line >= 1 && problem.column >= 1));
        prop_assert!(records.is_sorted_by_key(|record| record.line) && last >= 1);
    }
}
