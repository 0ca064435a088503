//! Rows to records: what is written, and what is wrong.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

use proptest::prelude::*;
use weftline_bulk::{
    CellProblem, CollectionBody, Converter, Delimiter, Dialect, Encoding, Feed, LineEnd, Options, PartBody, Source,
    Target, read,
};
use weftline_wire::json;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::zone::ZoneOffset;

/// A Case with a field of each kind.
const CASE: &str = r#"{"name": "Case", "label": "Case", "labelPlural": "Cases", "createable": true, "fields": [
    {"name": "Subject", "label": "Subject", "type": "string", "length": 10, "byteLength": 30, "nillable": true, "createable": true},
    {"name": "Code__c", "label": "Code", "type": "string", "length": 4, "byteLength": 5, "createable": true},
    {"name": "Description", "label": "Description", "type": "textarea", "length": 20, "nillable": true, "createable": true},
    {"name": "Rich__c", "label": "Rich", "type": "textarea", "htmlFormatted": true, "length": 40, "nillable": true, "createable": true},
    {"name": "IsEscalated", "label": "Escalated", "type": "boolean", "createable": true},
    {"name": "Count__c", "label": "Count", "type": "int", "nillable": true, "createable": true},
    {"name": "Amount__c", "label": "Amount", "type": "currency", "precision": 8, "scale": 2, "nillable": true, "createable": true},
    {"name": "Due__c", "label": "Due", "type": "date", "nillable": true, "createable": true},
    {"name": "Started__c", "label": "Started", "type": "datetime", "nillable": true, "createable": true},
    {"name": "At__c", "label": "At", "type": "time", "nillable": true, "createable": true},
    {"name": "SuppliedEmail", "label": "Web Email", "type": "email", "length": 80, "nillable": true, "createable": true},
    {"name": "Phone__c", "label": "Phone", "type": "phone", "length": 12, "nillable": true, "createable": true},
    {"name": "Url__c", "label": "Link", "type": "url", "length": 255, "nillable": true, "createable": true},
    {"name": "Priority", "label": "Priority", "type": "picklist", "length": 40, "nillable": true, "createable": true, "restrictedPicklist": true,
     "picklistValues": [{"value": "High", "label": "Hoch", "active": true}, {"value": "Low", "label": "Low", "active": true},
                        {"value": "Old", "label": "Old", "active": false}, {"value": "Äußerst", "label": "Äußerst", "active": true}]},
    {"name": "Origin", "label": "Origin", "type": "picklist", "length": 9, "nillable": true, "createable": true,
     "picklistValues": [{"value": "Web", "label": "Web", "active": true, "defaultValue": true}, {"value": "Phone", "label": "Phone", "active": true}]},
    {"name": "Channel__c", "label": "Channel", "type": "picklist", "length": 40, "nillable": true, "createable": true, "restrictedPicklist": true,
     "dependentPicklist": true, "controllerName": "Origin",
     "picklistValues": [{"value": "Chat", "label": "Chat", "active": true, "validFor": "gAAA"}, {"value": "Line 1", "label": "Line 1", "active": true, "validFor": "QAAA"},
                        {"value": "Any", "label": "Any", "active": true, "validFor": "wAAA"}]},
    {"name": "Parts__c", "label": "Parts", "type": "multipicklist", "length": 4099, "nillable": true, "createable": true, "restrictedPicklist": true,
     "picklistValues": [{"value": "Disk", "label": "Disk", "active": true}, {"value": "Fan \"A\"", "label": "Fan", "active": true}]},
    {"name": "ContactId", "label": "Contact", "type": "reference", "referenceTo": ["Contact"], "length": 18, "nillable": true, "createable": true},
    {"name": "OwnerId", "label": "Owner", "type": "reference", "referenceTo": ["Group", "User"], "length": 18, "defaultedOnCreate": true, "createable": true},
    {"name": "Thing__c", "label": "Thing", "type": "reference", "referenceTo": ["Thing__c"], "length": 18, "nillable": true, "createable": true},
    {"name": "RecordTypeId", "label": "Record Type", "type": "reference", "referenceTo": ["RecordType"], "length": 18, "nillable": true, "createable": true},
    {"name": "CaseNumber", "label": "Case Number", "type": "string", "length": 30, "autoNumber": true, "defaultedOnCreate": true},
    {"name": "Secret__c", "label": "Secret", "type": "encryptedstring", "length": 100, "nillable": true, "createable": true},
    {"name": "Key__c", "label": "Key", "type": "string", "length": 100, "nillable": true, "createable": true, "externalId": true, "unique": true}],
  "recordTypeInfos": [
    {"recordTypeId": "012000000000001AAA", "name": "Support case", "developerName": "Support", "available": true},
    {"recordTypeId": "012000000000002AAA", "name": "Secret case", "developerName": "Hidden", "available": false}]}"#;

fn case() -> ObjectDescribe {
    json::from_str(CASE).unwrap()
}

const COMMAS: Dialect =
    Dialect { encoding: Encoding::Utf8, delimiter: Delimiter::COMMA, line_end: LineEnd::Lf, has_bom: false };

/// Two columns of the same field would be refused, so `Code__c`, which is required, is filled beside.
fn filled<'o>(object: &'o ObjectDescribe, fields: &[(&str, Option<&str>)]) -> Vec<Target<'o>> {
    let field = |name: &str| object.fields.iter().find(|field| field.name == name).unwrap();
    let mut targets: Vec<Target<'o>> = fields
        .iter()
        .zip(0..)
        .map(|((name, default), index)| Target {
            field: field(name),
            source: Source::Column { index, default: default.map(str::to_owned) },
        })
        .collect();
    if fields.iter().all(|(name, _)| *name != "Code__c") {
        targets.push(Target { field: field("Code__c"), source: Source::Fixed { json: "\"C\"".to_owned() } });
    }
    targets
}

fn converter(fields: &[(&str, Option<&str>)], options: Options<'_>) -> Converter {
    let object = case();
    let header: Vec<String> = fields.iter().map(|(name, _)| format!("{name} of the file")).collect();
    Converter::compile(&object, filled(&object, fields), Options { header: &header, ..options }).unwrap()
}

/// The records of a file, and what is wrong with its rows, each way.
fn converted(converter: &Converter, file: &[u8], dialect: Dialect) -> (String, String, Vec<CellProblem>) {
    let mut feed = Feed::new(dialect);
    feed.push(file);
    feed.end();
    let (mut body, mut part) = (CollectionBody::new(), PartBody::new());
    let mut problems = Vec::new();
    while let Some(row) = feed.next_row() {
        let mut checked = Vec::new();
        let is_good = converter.check(&row, &mut |problem| checked.push(problem));
        let by_json = converter.json(&row, &mut body);
        let by_csv = converter.csv(&row, &mut part);
        assert_eq!(is_good, checked.is_empty());
        assert_eq!(by_json.err().unwrap_or_default(), checked);
        assert_eq!(by_csv.err().unwrap_or_default(), checked);
        problems.extend(checked);
    }
    assert_eq!(body.rows(), part.rows());
    let json = String::from_utf8(body.finish()).unwrap();
    (json, String::from_utf8(part.finish()).unwrap(), problems)
}

const RECORD: &str = r#"{"attributes":{"type":"Case"},"Code__c":"C""#;

/// What one cell becomes: its member of the record, or what is wrong.
fn check(field: &str, cell: &str, expected: &str) {
    let converter = converter(&[(field, None), ("Url__c", None)], Options::default());
    let file = format!("a,b\n\"{}\",x\n", cell.replace('"', "\"\""));
    let (json, csv, problems) = converted(&converter, file.as_bytes(), COMMAS);
    let found = match problems.first() {
        Some(problem) => {
            assert_eq!((problem.line, problem.column, problem.field.as_deref()), (2, 1, Some(field)), "{cell}");
            assert_eq!(problem.name, format!("{field} of the file"));
            assert_eq!((json.as_str(), csv.as_str()), (r#"{"allOrNone":false,"records":[]}"#, ""), "{cell}");
            format!("{}: {}", problem.code, problem.text)
        }
        None => {
            let record = json.strip_prefix(r#"{"allOrNone":false,"records":["#).unwrap();
            let members = record.strip_prefix(RECORD).unwrap().strip_suffix("}]}").unwrap();
            let value = members.strip_suffix(r#","Url__c":"x""#).unwrap();
            value.strip_prefix(&format!(",\"{field}\":")).unwrap_or(value).to_owned()
        }
    };
    assert_eq!(found, expected, "`{cell}`");
}

#[test]
fn blk_7_text_is_copied_and_counted_as_salesforce_counts() {
    check("Subject", "abc", r#""abc""#);
    check("Subject", "  abc ", r#""abc""#);
    check("Subject", "a\"b\\c", r#""a\"b\\c""#);
    check("Subject", "a\r\nb", r#""a b""#);
    check("Subject", "", "");
    check("Subject", " \n ", "");
    check("Subject", "äöüäöüäöüä", r#""äöüäöüäöüä""#);
    check("Subject", "😀😀😀😀😀", r#""😀😀😀😀😀""#);
    check("Subject", "\"\"\"\"\"\"\"\"\"\"", r#""\"\"\"\"\"\"\"\"\"\"""#);
    check("Subject", "😀😀😀😀😀a", "STRING_TOO_LONG: `😀😀😀😀😀a` has 11 characters, `Subject` holds 10: shorten it");
    check(
        "Subject",
        "\"\"\"\"\"\"\"\"\"\"\"",
        "STRING_TOO_LONG: `\"\"\"\"\"\"\"\"\"\"\"` has 11 characters, `Subject` holds 10: shorten it",
    );
    check("Description", "a\nb\r\n\tc", r#""a\nb\r\n\tc""#);
    check("Description", " a", r#"" a""#);
    check("Description", "\u{1}", r#""\u0001""#);
    check(
        "Description",
        &"x".repeat(21),
        &format!("STRING_TOO_LONG: `{}` has 21 characters, `Description` holds 20: shorten it", "x".repeat(21)),
    );
    check("Rich__c", "a < b\nc", r#""a &lt; b<br>c""#);
    check("Phone__c", "+1 555 12", r#""+1 555 12""#);
}

#[test]
fn blk_7_bytes_are_limited_too() {
    let long = "ä".repeat(4);
    let converter = converter(&[("Code__c", None)], Options::default());
    let (_, _, problems) = converted(&converter, format!("a\n{long}\nääb\n").as_bytes(), COMMAS);
    let texts: Vec<&str> = problems.iter().map(|problem| problem.text.as_str()).collect();
    assert_eq!(texts, ["`ääää` has 8 bytes, `Code` holds 5: shorten it"]);
}

#[test]
fn blk_7_long_values_are_cut_in_messages() {
    let converter = converter(&[("Subject", None)], Options::default());
    let (_, _, problems) = converted(&converter, format!("a\n{}\n", "é".repeat(500)).as_bytes(), COMMAS);
    assert_eq!(
        problems.first().unwrap().text,
        format!("`{}…` has 500 characters, `Subject` holds 10: shorten it", "é".repeat(60))
    );
}

#[test]
fn blk_7_checkboxes() {
    for (cells, value) in [(["true", "TRUE", "Yes", " 1 "], "true"), (["false", "False", "NO", "0"], "false")] {
        cells.iter().for_each(|cell| check("IsEscalated", cell, value));
    }
    check("IsEscalated", "", "");
    check(
        "IsEscalated",
        "ja",
        "notABoolean: `ja` is neither true nor false: write `true` or `false`, `yes` or `no`, `1` or `0`",
    );
}

#[test]
fn blk_7_numbers_keep_all_their_digits_or_are_refused() {
    check("Amount__c", "12.50", "12.5");
    check("Amount__c", "-007.00", "-7");
    check("Amount__c", "+.5", "0.5");
    check("Amount__c", "5.", "5");
    check("Amount__c", "-0.00", "0");
    check("Amount__c", " 999999.99 ", "999999.99");
    check("Count__c", "2147483647", "2147483647");
    check("Count__c", "3.0", "3");
    let outside = "NUMBER_OUTSIDE_VALID_RANGE: ";
    check("Amount__c", "12.345", &format!("{outside}`12.345` has 3 decimals, `Amount` holds 2"));
    check("Amount__c", "1234567", &format!("{outside}`1234567` has 7 digits before the point, `Amount` holds 6"));
    check("Count__c", "3.5", &format!("{outside}`3.5` has decimals, `Count` holds whole numbers"));
    check("Count__c", "2147483648", &format!("{outside}`2147483648` is too large: `Count` holds up to 2147483647"));
    let comma = "is written with a decimal comma or with signs between thousands: write it with a decimal point and without signs between thousands, like `1250.5`";
    for cell in ["1.250,50", "1,5", "1,000.00", "1 000", "1'000", "-2\u{a0}000"] {
        check("Amount__c", cell, &format!("notANumber: `{cell}` {comma}"));
    }
    check("Amount__c", "1E+10", "notANumber: `1E+10` is written with an exponent: write all its digits, like `1250.5`");
    check(
        "Amount__c",
        "€ 5",
        "notANumber: `€ 5` has a sign of a currency or of percent: write the number alone, like `1250.5`",
    );
    for cell in ["ten", "-", ".", "--1", "1-", "٣"] {
        check("Amount__c", cell, &format!("notANumber: `{cell}` is not a number: write it like `1250.5`"));
    }
}

#[test]
fn blk_7_dates_and_times() {
    check("Due__c", "2024-02-29", r#""2024-02-29""#);
    let wrong = "is not a date: write it as year, month and day, like `2026-11-21`";
    for cell in ["2023-02-29", "21.11.2026", "11/21/2026", "2026-1-2", "1900-02-29"] {
        check("Due__c", cell, &format!("notADate: `{cell}` {wrong}"));
    }
    check(
        "Due__c",
        "2026-11-21T10:00",
        "notADate: `2026-11-21T10:00` is a date with a time: write the date alone, like `2026-11-21`",
    );
    check("Due__c", "1699-12-31", "dateOutsideRange: `1699-12-31` is not between the years 1700 and 4000");
    check("Started__c", "2026-11-21T09:30:00.000Z", r#""2026-11-21T09:30:00.000Z""#);
    check("Started__c", "2026-11-21T09:30:00+01:00", r#""2026-11-21T08:30:00.000Z""#);
    check("Started__c", "2024-02-29 23:30:00.5-0100", r#""2024-03-01T00:30:00.500Z""#);
    check("Started__c", "1700-03-01T00:00:00.123456+05:45", r#""1700-02-28T18:15:00.123Z""#);
    check("Started__c", "2026-11-21T09:30z", r#""2026-11-21T09:30:00.000Z""#);
    for cell in
        ["21.11.2026 09:30", "2026-11-21T24:00:00Z", "2026-11-21T09:30:60Z", "2026-11-21T09:30+1", "2026-11-21x"]
    {
        let how = "write it like `2026-11-21T09:30:00`, with `Z` or an offset like `+01:00` behind it if it has one";
        check("Started__c", cell, &format!("notADateTime: `{cell}` is not a date and time: {how}"));
    }
    check("At__c", "09:30", r#""09:30:00.000Z""#);
    check("At__c", "9:30", "notATime: `9:30` is not a time of day: write it like `09:30`");
}

#[test]
fn blk_7_instants_without_an_offset_are_local_times_of_the_zone() {
    let berlin = [
        ZoneOffset { from_ms: 0, seconds: 3_600 },
        ZoneOffset { from_ms: 1_774_746_000_000, seconds: 7_200 },
        ZoneOffset { from_ms: 1_792_890_000_000, seconds: 3_600 },
    ];
    let converter = converter(&[("Started__c", None)], Options { zone: &berlin, ..Options::default() });
    let file = b"a\n2026-01-15T09:30\n2026-07-15 09:30:00\n2026-03-29T02:30:00\n2026-07-15\n2026-07-15T09:30:00Z\n";
    let (json, _, problems) = converted(&converter, file, COMMAS);
    assert_eq!(problems, []);
    let instants: Vec<&str> = json.split("Started__c\":\"").skip(1).filter_map(|rest| rest.get(..24)).collect();
    assert_eq!(
        instants,
        [
            "2026-01-15T08:30:00.000Z",
            "2026-07-15T07:30:00.000Z",
            "2026-03-29T01:30:00.000Z",
            "2026-07-14T22:00:00.000Z",
            "2026-07-15T09:30:00.000Z"
        ]
    );
}

#[test]
fn blk_7_addresses() {
    check("SuppliedEmail", " ada.lovelace+1@example.co.uk ", r#""ada.lovelace+1@example.co.uk""#);
    for cell in [
        "ada",
        "ada@example",
        "@example.com",
        "a b@example.com",
        "a@b@example.com",
        "ada@example..com",
        "ada@exa_mple.com",
    ] {
        let text =
            format!("INVALID_EMAIL_ADDRESS: `{cell}` is not an e-mail address: write it like `name@example.com`");
        check("SuppliedEmail", cell, &text);
    }
}

#[test]
fn blk_7_picklists() {
    check("Priority", "High", r#""High""#);
    check("Priority", " hIGH ", r#""High""#);
    check("Priority", "Hoch", r#""High""#);
    check(
        "Priority",
        "äUSSERST",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: `äUSSERST` is not a value of `Priority`: it takes High, Low, Äußerst",
    );
    check("Priority", "äußerst", r#""Äußerst""#);
    check("Origin", "phone", r#""Phone""#);
    check("Origin", "Pigeon", r#""Pigeon""#);
    check(
        "Origin",
        "Carrier pigeon",
        "STRING_TOO_LONG: `Carrier pigeon` has 14 characters, `Origin` holds 9: shorten it",
    );
    check("Parts__c", "disk", r#""Disk""#);
    check("Parts__c", "Disk; fan;Disk;", r#""Disk;Fan \"A\"""#);
    check("Parts__c", " ; ", "");
    check(
        "Parts__c",
        "Disk;Belt",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: `Belt` is not a value of `Parts`: it takes Disk, Fan \"A\"",
    );
    check("RecordTypeId", "Support", r#""012000000000001AAA""#);
    check("RecordTypeId", "support CASE", r#""012000000000001AAA""#);
    check("RecordTypeId", "012000000000001", r#""012000000000001AAA""#);
    check(
        "RecordTypeId",
        "Hidden",
        "unknownRecordType: `Hidden` is no record type that may be given as `Record Type`: it takes Support",
    );
}

#[test]
fn blk_7_values_that_depend_on_another_column() {
    let converter = converter(&[("Origin", None), ("Channel__c", None)], Options::default());
    let file = b"a,b\nWeb,Chat\nPhone,Chat\nphone,Any\n,Line 1\n,chat\nPigeon,Line 1\nPhone,\n";
    let (json, _, problems) = converted(&converter, file, COMMAS);
    let found: Vec<_> = problems.iter().map(|problem| (problem.row, problem.column, problem.text.as_str())).collect();
    assert_eq!(
        found,
        [
            (2, 2, "`Chat` does not go with `Phone` of `Origin`, with which goes Line 1, Any"),
            (4, 2, "`Line 1` does not go with `Web` of `Origin`, with which goes Chat, Any"),
        ]
    );
    assert!(json.contains(r#""Origin":"Phone","Channel__c":"Any""#));
}

#[test]
fn blk_7_a_value_that_depends_on_what_is_the_same_in_all_rows() {
    let object = case();
    let mut targets = filled(&object, &[("Channel__c", Some("Line 1"))]);
    let origin = object.fields.iter().find(|field| field.name == "Origin").unwrap();
    targets.push(Target { field: origin, source: Source::Text { text: "phone".to_owned() } });
    let header = ["Channel".to_owned()];
    let converter = Converter::compile(&object, targets, Options { header: &header, ..Options::default() }).unwrap();
    let (_, _, problems) = converted(&converter, b"a\nChat\n\"Line 1\"\n", COMMAS);
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["dependentValue"]);
}

#[test]
fn blk_7_ids() {
    check("ContactId", "003D000000IqhSL", "\"003D000000IqhSLIAZ\"");
    check("OwnerId", "005D000000IqhSLIAZ", "\"005D000000IqhSLIAZ\"");
    check("OwnerId", "00GD000000IqhSL", "\"00GD000000IqhSLMAZ\"");
    check("Thing__c", "a01D000000IqhSL", "\"a01D000000IqhSLIAZ\"");
    check(
        "ContactId",
        "003D000000IqhSLIAX",
        "MALFORMED_ID: `003D000000IqhSLIAX` is no record id: its last three characters do not belong to the others, it was mistyped or its case was changed",
    );
    check(
        "ContactId",
        "Ada Lovelace",
        "MALFORMED_ID: `Ada Lovelace` is no record id: give the 15 or 18 letters and digits of one",
    );
    check(
        "ContactId",
        "001D000000IqhSL",
        "MALFORMED_ID: `001D000000IqhSL` is the id of another object: `Contact` points to Contact, whose ids begin with `003`",
    );
}

#[test]
fn blk_7_required_fields_and_defaults() {
    let with = converter(&[("Code__c", None), ("Priority", Some("low")), ("Subject", None)], Options::default());
    let (json, csv, problems) = converted(&with, b"a,b,c\n,High,x\n1,,\n \t,,x\n", COMMAS);
    let found: Vec<_> = problems.iter().map(|problem| (problem.row, problem.line, problem.text.as_str())).collect();
    let text = "`Code` is required, and this cell is empty";
    assert_eq!(found, [(1, 2, text), (3, 4, text)]);
    assert_eq!(
        json,
        r#"{"allOrNone":false,"records":[{"attributes":{"type":"Case"},"Code__c":"1","Priority":"Low"}]}"#
    );
    assert_eq!(csv, "Code__c,Priority,Subject\n1,Low,\n");

    let with = converter(&[("Code__c", Some("none")), ("Subject", None)], Options::default());
    let (json, _, problems) = converted(&with, b"a,b\n,x\n", COMMAS);
    assert_eq!(problems, []);
    assert!(json.contains(r#""Code__c":"none","Subject":"x""#));
}

#[test]
fn blk_7_rows_without_anything_and_malformed_rows() {
    let converter = converter(&[("Subject", Some("none")), ("Count__c", None)], Options::default());
    let file = b"a,b\n,\nx\ny,1,2\n\"two\nlines\",ten\n\"z\"z,1\n6\" pipe,1\n\xff,1\n";
    let (json, _, problems) = converted(&converter, file, COMMAS);
    let found: Vec<String> = problems
        .iter()
        .map(|problem| {
            format!("{} {}:{} {}: {}", problem.row, problem.line, problem.column, problem.name, problem.text)
        })
        .collect();
    assert_eq!(
        found,
        [
            "1 2:1 Subject of the file: no column that fills a field has anything in this row",
            "2 3:2 Count__c of the file: the row has 1 fields where the first row has 2",
            "3 4:3 : the row has 3 fields where the first row has 2",
            "4 6:2 Count__c of the file: `ten` is not a number: write it like `1250.5`",
            "5 7:1 Subject of the file: there is text after the quote that closes this field",
            "7 9:1 Subject of the file: some bytes are no text in the file's encoding",
        ]
    );
    assert!(
        json.ends_with(r#"[{"attributes":{"type":"Case"},"Code__c":"C","Subject":"6\" pipe","Count__c":1}]}"#),
        "{json}"
    );
}

#[test]
fn blk_7_what_a_spreadsheet_shows_for_an_error_is_no_value() {
    check(
        "Subject",
        "#N/A",
        "notAvailable: `#N/A` is what a spreadsheet shows for an error: write the value, or leave the cell empty",
    );
    check("Subject", "#N/A?", r##""#N/A?""##);
    for (field, cell) in
        [("Subject", " #N/A\n"), ("Subject", "\u{a0}#N/A\n\u{a0}"), ("Origin", "#N/A "), ("Parts__c", ";#N/A")]
    {
        let why =
            "notAvailable: `#N/A` is what a spreadsheet shows for an error: write the value, or leave the cell empty";
        check(field, cell, why);
    }
}

#[test]
fn blk_8_each_record_has_the_key_of_its_job_and_row() {
    let key = Some(("Key__c", "job 7"));
    let converter = converter(&[("Subject", None)], Options { key, ..Options::default() });
    let file = b"\xEF\xBB\xBFa\r\n\r\none\r\n\"t,w\"\"o\"\r\n";
    let crlf = Dialect { line_end: LineEnd::CrLf, ..COMMAS };
    let (json, csv, problems) = converted(&converter, file, crlf);
    assert_eq!(problems, []);
    let record = r#"{"attributes":{"type":"Case"},"Code__c":"C","Key__c":"job 7-"#;
    assert_eq!(
        json,
        [r#"{"allOrNone":false,"records":["#, record, r#"1","Subject":"one"},"#, record, r#"2","Subject":"t,w\"o"}]}"#]
            .concat()
    );
    assert_eq!(csv, "Code__c,Key__c,Subject\nC,job 7-1,one\nC,job 7-2,\"t,w\"\"o\"\n");
}

#[test]
fn blk_10_bodies_are_full_at_200_records_and_parts_at_their_bytes_or_rows() {
    let converter = converter(&[("Subject", None)], Options::default());
    let mut feed = Feed::new(COMMAS);
    feed.push(["a\n".to_owned(), "x\n".repeat(450)].concat().as_bytes());
    feed.end();
    let (mut body, mut part) = (CollectionBody::new(), PartBody::new());
    let mut bodies = Vec::new();
    while let Some(row) = feed.next_row() {
        if body.is_full() {
            bodies.push((body.rows().first().copied(), body.len(), String::from_utf8(body.close().to_vec()).unwrap()));
            body.clear();
        }
        converter.json(&row, &mut body).unwrap();
        converter.csv(&row, &mut part).unwrap();
    }
    assert!(!body.is_full());
    bodies.push((body.rows().first().copied(), body.len(), String::from_utf8(body.finish()).unwrap()));
    let sizes: Vec<_> =
        bodies.iter().map(|(first, length, json)| (*first, *length, json.matches("\"x\"").count())).collect();
    assert_eq!(sizes, [(Some(1), 200, 200), (Some(201), 200, 200), (Some(401), 50, 50)]);
    assert_eq!(
        bodies.iter().map(|(_, _, json)| json.starts_with("{\"allOrNone\":false,\"records\":[{")).collect::<Vec<_>>(),
        [true; 3]
    );
    let bytes = part.bytes().len();
    assert!(part.is_full(bytes, 1_000) && part.is_full(bytes + 1, 450) && !part.is_full(bytes + 1, 451));
    part.clear();
    assert!(part.is_empty() && part.bytes().is_empty());
}

#[test]
fn blk_9_other_delimiters_and_encodings_end_in_the_same_body() {
    let converter = converter(&[("Subject", None), ("Url__c", None)], Options::default());
    let semicolons = Dialect { delimiter: Delimiter::SEMICOLON, ..COMMAS };
    let expected = r#","Subject":"é, b","Url__c":"x"}]}"#;
    let (json, csv, _) = converted(&converter, "a;b\né, b;x\n".as_bytes(), semicolons);
    assert!(json.ends_with(expected), "{json}");
    assert_eq!(csv, "Code__c,Subject,Url__c\nC,\"é, b\",x\n");
    let old = Dialect { encoding: Encoding::Windows1252, ..semicolons };
    assert!(converted(&converter, b"a;b\n\xE9, b;x\n", old).0.ends_with(expected));
    let wide: Vec<u8> = "a;b\né, b;x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(converted(&converter, &wide, Dialect { encoding: Encoding::Utf16Le, ..semicolons }).0.ends_with(expected));
}

#[test]
fn blk_4_what_cannot_be_filled_is_refused_before_any_row_is_read() {
    let object = case();
    let target = |name: &str, source: Source| Target {
        field: object.fields.iter().find(|field| field.name == name).unwrap(),
        source,
    };
    let column = |index, default: Option<&str>| Source::Column { index, default: default.map(str::to_owned) };
    let targets = vec![
        target("CaseNumber", column(0, None)),
        target("Secret__c", column(0, None)),
        target("Subject", column(0, None)),
        target("Subject", column(0, None)),
        target("Due__c", column(7, None)),
        target("Priority", column(0, Some("Urgent"))),
        target("Count__c", Source::Text { text: "1,5".to_owned() }),
        target("Code__c", Source::Fixed { json: "null".to_owned() }),
        target("Origin", Source::Fixed { json: "[]".to_owned() }),
    ];
    let header = ["only".to_owned()];
    let problems = Converter::compile(&object, targets, Options { header: &header, ..Options::default() }).unwrap_err();
    let found: Vec<_> =
        problems.iter().map(|problem| (problem.field.as_deref().unwrap(), problem.code.as_str())).collect();
    assert_eq!(
        found,
        [
            ("CaseNumber", "fieldNotCreatable"),
            ("Secret__c", "impossiblePair"),
            ("Subject", "duplicateField"),
            ("Due__c", "unknownColumn"),
            ("Priority", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
            ("Count__c", "notANumber"),
            ("Code__c", "REQUIRED_FIELD_MISSING"),
            ("Origin", "unreadableValue"),
        ]
    );
    let subject = vec![target("Subject", column(0, None))];
    let problems = Converter::compile(&object, subject, Options { header: &header, ..Options::default() }).unwrap_err();
    assert_eq!(problems.first().unwrap().text, "`Code` is required, and nothing fills it");
}

#[test]
fn blk_4_what_is_the_same_in_each_row() {
    let object = case();
    let same = |name: &str, json: &str| Target {
        field: object.fields.iter().find(|field| field.name == name).unwrap(),
        source: Source::Fixed { json: json.to_owned() },
    };
    let mut targets = filled(&object, &[("Subject", None)]);
    targets.extend([
        same("Description", r#""a, \"b\"\n""#),
        same("Amount__c", "12.5"),
        same("IsEscalated", "true"),
        same("Due__c", "null"),
    ]);
    let header = ["Subject".to_owned()];
    let converter = Converter::compile(&object, targets, Options { header: &header, ..Options::default() }).unwrap();
    let (json, csv, _) = converted(&converter, b"Subject\nx\n", COMMAS);
    let record = r#"{"attributes":{"type":"Case"},"Code__c":"C","Description":"a, \"b\"\n","Amount__c":12.5,"IsEscalated":true,"Subject":"x"}"#;
    assert_eq!(json, [r#"{"allOrNone":false,"records":["#, record, "]}"].concat());
    assert_eq!(csv, "Code__c,Description,Amount__c,IsEscalated,Subject\nC,\"a, \"\"b\"\"\n\",12.5,true,x\n");
}

/// Texts in which what the fields' rules look at is frequent.
fn cell() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a",
        "high",
        "Web",
        "true",
        "yes",
        "0",
        "12",
        ".",
        ",",
        "-",
        "+",
        "e",
        "@",
        "example.com",
        ";",
        "\"",
        "\\",
        "\n",
        " ",
        "'",
        "#N/A",
        "=",
        "2026-11-21",
        "T09:30",
        ":00",
        "Z",
        "+01:00",
        "003D000000IqhSL",
        "IAZ",
        "é",
        "😀",
        "\u{1}",
        "xxxxxxxxxxxxxxxxxxxx",
    ]);
    prop::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
}

/// What is read of the end of a file is copied in another way than what is read in its middle.
fn file_of(rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let row = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",");
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

proptest! {
    #[test]
    fn blk_7_whatever_the_cells_a_row_is_valid_json_or_refused_by_each_way_alike(
        rows in prop::collection::vec(prop::collection::vec(cell(), 20), 1..4), restores in any::<bool>(),
    ) {
        let fields: Vec<(&str, Option<&str>)> = [
            "Subject", "Code__c", "Description", "Rich__c", "IsEscalated", "Count__c", "Amount__c", "Due__c", "Started__c",
            "At__c", "SuppliedEmail", "Phone__c", "Url__c", "Priority", "Origin", "Channel__c", "Parts__c", "ContactId",
            "OwnerId", "RecordTypeId",
        ].into_iter().map(|name| (name, None)).collect();
        // One column at a time, so that most rows are good.
        for (index, field) in fields.iter().enumerate() {
            let fields = [*field, ("Key__c", None)];
            let fields = if field.0 == "Code__c" { &fields[..1] } else { &fields[..] };
            let converter = converter(fields, Options { restores, ..Options::default() });
            let cells = |row: &Vec<String>| vec![row[index].clone(), "k".to_owned()][..fields.len()].to_vec();
            let header = vec!["h".to_owned(); fields.len()];
            let table: Vec<Vec<String>> = std::iter::once(header).chain(rows.iter().map(cells)).collect();
            let (json, csv, _) = converted(&converter, file_of(&table).as_bytes(), COMMAS);
            let mut reader = json::Reader::new(&json);
            prop_assert!(reader.skip().and_then(|()| reader.end()).is_ok(), "{}", json);
            // Quoted or not, a field of this text would empty the record's.
            let (written, _) = read(csv.as_bytes(), COMMAS);
            prop_assert!(!written.iter().flat_map(|row| &row.fields).any(|field| field == "#N/A"), "{}", csv);
        }
    }

    #[test]
    fn blk_7_text_that_is_taken_is_taken_as_it_is(text in "[a-c\"\\\\\n\té😀]{0,12}") {
        let converter = converter(&[("Description", None), ("Url__c", None)], Options::default());
        let file = file_of(&[vec!["a".to_owned(), "b".to_owned()], vec![text.clone(), "x".to_owned()]]);
        let (json, _, problems) = converted(&converter, file.as_bytes(), COMMAS);
        prop_assert_eq!(problems, vec![]);
        let member = if text.trim_ascii().is_empty() { String::new() } else { format!(",\"Description\":{}", json::to_string(&text)) };
        prop_assert!(json.ends_with(&format!("{RECORD}{member},\"Url__c\":\"x\"}}]}}")), "{}", json);
    }
}
