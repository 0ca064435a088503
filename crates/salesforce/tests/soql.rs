//! Queries: their text, and that nothing breaks out of a literal.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use chrono::NaiveDate;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::soql::{
    Condition, Direction, FieldPath, IDS_PER_QUERY, KeywordsError, Literal, Name, Searched, Select, keywords_condition,
    like_escape, quote, select_by_ids,
};
use weftline_wire::salesforce::FieldDescribe;

fn path(text: &str) -> FieldPath {
    FieldPath::parse(text).unwrap()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn field(json: &str) -> FieldDescribe {
    serde_json::from_str(json).unwrap()
}

fn check_keywords(keywords: &str, searched: &[Searched], expect: Expect) {
    let condition = keywords_condition(keywords, searched);
    expect.assert_eq(&condition.map_or_else(|error| error.to_string(), |condition| condition.as_str().to_owned()));
}

#[test]
fn a_query_is_written_in_order() {
    let query = Select::from(&name("Case"))
        .fields(&[path("CaseNumber"), path("Owner.Name"), path("casenumber")])
        .only(Condition::equals(&path("Status"), &Literal::Text("Won't do")))
        .only(Condition::differs(&path("OwnerId"), &Literal::Null))
        .only(Condition::at_least(&path("CreatedDate"), &Literal::Instant(1_795_426_201_005)))
        .only(Condition::less_than(&path("Due_Date__c"), &Literal::Date(NaiveDate::from_ymd_opt(2026, 1, 2).unwrap())))
        .order(&path("LastModifiedDate"), Direction::Descending)
        .order(&path("Id"), Direction::Ascending)
        .limit(26)
        .build();
    expect![[r#"SELECT Id, CaseNumber, Owner.Name FROM Case WHERE (Status = 'Won\'t do' AND OwnerId != null AND CreatedDate >= 2026-11-23T09:30:01.005Z AND Due_Date__c < 2026-01-02) ORDER BY LastModifiedDate DESC, Id ASC LIMIT 26"#]]
    .assert_eq(query.as_str());
}

#[test]
fn literals_are_written_by_their_type() {
    let write = |literal: Literal<'_>| Condition::equals(&path("F"), &literal).as_str().to_owned();
    assert_eq!(write(Literal::Number(12.5)), "F = 12.5");
    assert_eq!(write(Literal::Number(-3.0)), "F = -3");
    assert_eq!(write(Literal::Number(f64::NAN)), "F = null");
    assert_eq!(write(Literal::Boolean(true)), "F = true");
    assert_eq!(write(Literal::Id(RecordId::parse("500Wf00000AbCdE").unwrap())), "F = '500Wf00000AbCdEIAV'");
    assert_eq!(write(Literal::Text("a\\b\"c\nd\te\r\u{8}\u{c}")), r#"F = 'a\\b\"c\nd\te\r\b\f'"#);
    assert_eq!(Condition::starts_with(&path("F"), "50%_").as_str(), r"F LIKE '50\%\_%'");
}

#[test]
fn names_that_are_none_are_refused() {
    for text in ["", "1A", "A B", "A'", "A)", "Owner.Name", "_A", "\u{c4}", "A\n"] {
        assert!(Name::parse(text).is_err(), "{text}");
    }
    for text in ["", ".", "Owner.", ".Name", "Owner..Name", "A.B.C.D.E.F.G", "Owner.Name FROM User", "COUNT()"] {
        assert!(FieldPath::parse(text).is_err(), "{text}");
    }
    assert_eq!(Name::parse("x'y").unwrap_err().to_string(), "`x'y` is not an API name");
    assert!(FieldPath::parse("Account.Owner.Manager.Name").is_ok());
}

#[test]
fn ids_are_asked_for_once_and_in_parts_that_fit() {
    let ids: Vec<RecordId> = (0..801).map(|number| RecordId::parse(&format!("500Wf{number:010}")).unwrap()).collect();
    let twice: Vec<RecordId> = ids.iter().chain(&ids).copied().collect();
    let queries = select_by_ids(&name("Case"), &[path("CaseNumber")], &twice);
    let counts: Vec<usize> = queries.iter().map(|query| query.as_str().matches("'500").count()).collect();
    assert_eq!(counts, [IDS_PER_QUERY, IDS_PER_QUERY, 1]);
    assert_eq!(Condition::id_in(&[]).as_str(), "Id = null");
    assert!(select_by_ids(&name("Case"), &[], &[]).is_empty());
}

#[test]
fn lnk_1_every_word_is_looked_for_in_every_searched_field() {
    let subject = field(r#"{"name": "Subject", "label": "Subject", "type": "string", "filterable": true}"#);
    let effort = field(r#"{"name": "Effort__c", "label": "Effort", "type": "double", "filterable": true}"#);
    let due = field(r#"{"name": "Due_Date__c", "label": "Due", "type": "date", "filterable": true}"#);
    let long = field(r#"{"name": "Description", "label": "Description", "type": "textarea", "filterable": false}"#);
    assert_eq!(Searched::field(&long), None);
    let mut searched: Vec<Searched> = [&subject, &effort, &due].into_iter().filter_map(Searched::field).collect();
    searched.push(Searched::parent_text(&path("Owner.Name")));

    check_keywords(
        " 100%  o'hara ",
        &searched,
        expect![[
            r"((Subject LIKE '%100\%%' OR Owner.Name LIKE '%100\%%') AND (Subject LIKE '%o\'hara%' OR Owner.Name LIKE '%o\'hara%'))"
        ]],
    );
    check_keywords("42", &searched, expect!["(Subject LIKE '%42%' OR Effort__c = 42 OR Owner.Name LIKE '%42%')"]);
    check_keywords(
        "2026-11-21",
        &searched,
        expect!["(Subject LIKE '%2026-11-21%' OR Due_Date__c = 2026-11-21 OR Owner.Name LIKE '%2026-11-21%')"],
    );
    check_keywords("500Wf00000AbCdE", &searched[1..2], expect!["Id IN ('500Wf00000AbCdEIAV')"]);
    check_keywords("printer", &searched[1..3], expect!["Id = null"]);
    check_keywords(" \t", &searched, expect!["type what to look for"]);
    check_keywords(&"x".repeat(151), &searched, expect!["look for at most 10 words of 150 characters in all"]);
    assert_eq!(keywords_condition("a b c d e f g h i j k", &searched), Err(KeywordsError::TooLong));
}

/// Reads a literal as Salesforce does, from behind its opening quote: its text and what stands behind it. None when
/// an escape is unknown or the literal does not end.
fn literal(query: &str, like: bool) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = query.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\'' => return Some((text, &query[at + 1..])),
            '\\' => match characters.next()?.1 {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                'b' => text.push('\u{8}'),
                'f' => text.push('\u{c}'),
                same @ ('\\' | '\'' | '"') => text.push(same),
                same @ ('%' | '_') if like => text.push(same),
                _ => return None,
            },
            '%' | '_' if like => return None,
            other => text.push(other),
        }
    }
    None
}

fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("'".to_owned()),
        Just("\\".to_owned()),
        Just("\\'".to_owned()),
        Just("%".to_owned()),
        Just("_".to_owned()),
        Just("\"".to_owned()),
        Just("\n".to_owned()),
        Just("' OR Name != '".to_owned()),
        Just("\u{2019}".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn text_never_breaks_out_of_a_literal(text in nasty()) {
        let quoted = format!("{}'rest", quote(&text));
        prop_assert_eq!(literal(&quoted, false), Some((text.clone(), "rest")));
        let quoted = format!("{}'rest", like_escape(&text));
        prop_assert_eq!(literal(&quoted, true), Some((text, "rest")));
    }

    #[test]
    fn keywords_change_nothing_but_literals(keywords in nasty()) {
        let searched = [Searched::parent_text(&path("Owner.Name"))];
        if let Ok(condition) = keywords_condition(&keywords, &searched) {
            let mut words = keywords.split_whitespace();
            let mut rest = condition.as_str().trim_matches(['(', ')']);
            while !rest.is_empty() {
                let inner = rest.strip_prefix("Owner.Name LIKE '%").unwrap();
                let end = inner.char_indices().scan(false, |escaped, (at, character)| {
                    let ends = character == '\'' && !*escaped;
                    *escaped = character == '\\' && !*escaped;
                    Some((at, ends))
                }).find(|(_, ends)| *ends).unwrap().0;
                let pattern = format!("{}'", inner[..end].strip_suffix('%').unwrap());
                let (word, _) = literal(&pattern, true).unwrap();
                prop_assert_eq!(Some(word.as_str()), words.next());
                rest = inner[end + 1..].strip_prefix(" AND ").unwrap_or(&inner[end + 1..]);
            }
            prop_assert_eq!(words.next(), None);
        }
    }
}
