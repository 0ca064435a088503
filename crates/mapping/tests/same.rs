//! When two values are the same to Salesforce, and when to Jira.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use serde_json::{Value, json};
use weftline_mapping::{cleared, is_unplaced, is_unplaced_jira, same, same_jira};
use weftline_wire::json;
use weftline_wire::salesforce::{FieldDescribe, FieldValue};

fn check(field: Value, a: Value, b: Value, expected: bool) {
    let mut describe = json!({"name": "F", "label": "F"});
    describe.as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
    let describe: FieldDescribe = json::from_str(&describe.to_string()).unwrap();
    let read = |value: &Value| json::from_str::<FieldValue>(&value.to_string()).unwrap();
    for (a, b) in [(&a, &b), (&b, &a)] {
        assert_eq!(same(&describe, &read(a), &read(b)), expected, "{a} and {b} of {field}");
    }
}

#[test]
fn map_11_salesforce_trims_rounds_and_orders() {
    let text = json!({"type": "textarea"});
    check(text.clone(), json!(" a\r\nb "), json!("a\nb"), true);
    check(text.clone(), json!("a"), json!("A"), false);
    check(text.clone(), json!(""), json!(null), true);
    check(text, json!("a  b"), json!("a b"), false);
    check(json!({"type": "double", "scale": 2}), json!(0.125), json!(0.13), true);
    check(json!({"type": "double", "scale": 2}), json!(0.12), json!(0.13), false);
    check(json!({"type": "double", "scale": 2}), json!(0), json!(null), false);
    check(json!({"type": "int"}), json!(3.4), json!(3), true);
    check(json!({"type": "boolean"}), json!(false), json!(null), true);
    check(json!({"type": "boolean"}), json!(true), json!(null), false);
    check(json!({"type": "multipicklist"}), json!("A;B"), json!("B; A"), true);
    check(json!({"type": "multipicklist"}), json!("A;B"), json!("A"), false);
    check(json!({"type": "datetime"}), json!("2026-03-29T02:30:00.400+0200"), json!("2026-03-29T00:30:00.000Z"), true);
    check(json!({"type": "datetime"}), json!("2026-03-29T02:30:01+0200"), json!("2026-03-29T00:30:00.000Z"), false);
    check(json!({"type": "time"}), json!("09:30"), json!("09:30:00.000Z"), true);
    check(json!({"type": "reference"}), json!("001D000000IqhSL"), json!("001D000000IqhSLIAZ"), true);
    check(json!({"type": "reference"}), json!("001D000000IqhSL"), json!("001D000000IqhSM"), false);
    check(json!({"type": "email"}), json!("Jane@A.example"), json!("jane@a.example"), true);
    let html = json!({"type": "textarea", "htmlFormatted": true});
    check(html.clone(), json!("<p>a <strong>b</strong></p>"), json!("<p>a <b>b</b></p>"), true);
    check(html.clone(), json!("<p>a <b>b</b></p>"), json!("<p>a b</p>"), false);
    check(html, json!("<p>a &amp; b</p>"), json!("<p>a & b</p>"), true);
}

#[test]
fn a_checkbox_is_emptied_by_false() {
    let describe = |kind: &str| {
        json::from_str::<FieldDescribe>(&json!({"name": "F", "label": "F", "type": kind}).to_string()).unwrap()
    };
    assert_eq!(cleared(&describe("boolean")), FieldValue::Boolean(false));
    assert_eq!(cleared(&describe("picklist")), FieldValue::Null);
}

#[test]
fn map_11_jira_writes_what_it_takes_in_other_words() {
    let check = |a: Value, b: Value, expected| {
        let (a, b) = (a.to_string(), b.to_string());
        assert_eq!(same_jira(&a, &b), expected, "{a} and {b}");
        assert_eq!(same_jira(&b, &a), expected, "{b} and {a}");
    };
    check(json!({"self": "x", "id": "1", "value": "High"}), json!({"value": "high"}), true);
    check(json!({"value": "High"}), json!({"value": "Low"}), false);
    check(json!({"id": "3", "name": "Medium", "iconUrl": "x"}), json!({"name": "Medium"}), true);
    check(
        json!({"value": "A", "child": {"id": "2", "value": "B"}}),
        json!({"value": "A", "child": {"value": "b"}}),
        true,
    );
    check(json!({"value": "A", "child": {"value": "B"}}), json!({"value": "A"}), false);
    check(
        json!({"accountId": "1", "displayName": "Jane", "emailAddress": "j@a.example"}),
        json!({"accountId": "1"}),
        true,
    );
    check(json!({"accountId": "1"}), json!({"accountId": "2"}), false);
    check(json!([{"name": "b", "id": "2"}, {"name": "a"}]), json!([{"name": "A"}, {"name": "B"}]), true);
    check(json!([{"name": "a"}]), json!([{"name": "a"}, {"name": "b"}]), false);
    check(json!(["one", "two"]), json!(["two", "one"]), true);
    check(json!(["One"]), json!(["one"]), false);
    check(json!([]), json!(null), true);
    check(json!(" a "), json!("a"), true);
    check(json!(""), json!(null), true);
    check(json!(3.50), json!(3.5), true);
    check(json!(3), json!(4), false);
    check(json!(0), json!(null), false);
    check(json!("2026-03-29T02:30:00.000+0200"), json!("2026-03-29T00:30:00.000+0000"), true);
    check(json!({"id": "10001", "key": "SUP-1", "fields": {"summary": "x"}}), json!({"key": "SUP-1"}), true);
    let document = |text: &str, marks: Value, attrs: Value| {
        json!({"version": 1, "type": "doc", "content": [{"type": "paragraph", "attrs": attrs,
            "content": [{"type": "text", "text": text, "marks": marks}]}]})
    };
    check(document("a", json!([]), json!({"localId": "1"})), document("a", json!([]), json!({})), true);
    check(document("a", json!([{"type": "strong"}]), json!({})), document("a", json!([]), json!({})), false);
    check(json!({"version": 1, "type": "doc", "content": []}), json!(null), true);
}

#[test]
fn file_1_only_pictures_that_are_named_are_put_in_place_without_an_edit() {
    let describe = json!({"name": "F", "label": "F", "type": "textarea", "htmlFormatted": true}).to_string();
    let describe: FieldDescribe = json::from_str(&describe).unwrap();
    let picture =
        |id: &str| format!(r#"<img src="/sfc/servlet.shepherd/version/download/068Wf000000000{id}" alt="a.png">"#);
    let is = |value: String, stands: &str| {
        is_unplaced(&describe, &FieldValue::Text(value), &FieldValue::Text(stands.to_owned()))
    };
    assert!(is(format!("<p>one</p><p>{}</p>", picture("1")), "<p>one</p><p>[image: a.png]</p>"));
    // One is in place, another one is not yet.
    let both = format!("<p>{}</p><p>{}</p>", picture("1"), picture("2"));
    assert!(is(both, &format!("<p>{}</p><p>[image: a.png]</p>", picture("1"))));
    // It is there; somebody has written something; what names it is gone, or was never there.
    assert!(!is(format!("<p>{}</p>", picture("1")), &format!("<p><b>{}</b></p>", picture("1"))));
    assert!(!is(format!("<p>one {}</p>", picture("1")), "<p>two [image: a.png]</p>"));
    assert!(!is(format!("<p>one {}</p>", picture("1")), "<p>one</p>"));
    assert!(!is("<p>one [image: a.png]</p>".to_owned(), &format!("<p>one {}</p>", picture("1"))));

    let document = |node: Value| json!({"type": "doc", "version": 1, "content": [node]}).to_string();
    let media = |url: &str| {
        let attrs = json!({"type": "external", "url": url, "alt": "a.png"});
        json!({"type": "mediaSingle", "attrs": {"layout": "center"}, "content": [{"type": "media", "attrs": attrs}]})
    };
    let words = |text: &str| json!({"type": "paragraph", "content": [{"type": "text", "text": text}]});
    let shown = document(media("https://a.example/rest/api/3/attachment/content/1"));
    assert!(is_unplaced_jira(&shown, &document(words("[image: a.png]"))));
    assert!(!is_unplaced_jira(&shown, &document(words("something else"))));
    assert!(!is_unplaced_jira(&shown, &shown));
    assert!(!is_unplaced_jira(&document(words("[image: a.png]")), &shown));
    assert!(!is_unplaced_jira(&shown, "null"));
}
