//! Questions that are not understood are refused with their place.

use expect_test::{Expect, expect};
use weftline_plan::answer;

fn check(question: &str, expected: &Expect) {
    expected.assert_eq(&answer(question));
}

#[test]
fn what_is_not_a_question_is_refused() {
    check("", &expect![[r#"{"refused":{"text":"the text ends too early","line":1,"column":1}}"#]]);
    check("[]", &expect![[r#"{"refused":{"text":"an object is expected","line":1,"column":1}}"#]]);
    check(r#"{"ask":"adfToText"}"#, &expect![[r#"{"refused":{"text":"missing field `about`","line":1,"column":20}}"#]]);
    check(
        "{\"ask\":\"adfToText\",\n\"about\":{},\"more\":1}",
        &expect![[r#"{"refused":{"text":"unknown field `more`","line":2,"column":19}}"#]],
    );
    check(
        r#"{"ask":"sing","about":{}}"#,
        &expect![[r#"{"refused":{"text":"`sing` cannot be asked","line":1,"column":1}}"#]],
    );
}

#[test]
fn places_are_those_of_the_whole_question() {
    check(
        "{\"ask\":\"adfToText\",\n  \"about\": {\"adf\": null, \"sfd\": 1}}",
        &expect![[r#"{"refused":{"text":"unknown field `sfd`","line":2,"column":32}}"#]],
    );
    check(
        "{\"about\": {\n  \"adf\": {\"type\": \"doc\",\n    \"content\": 1 }}, \"ask\": \"adfToText\"}",
        &expect![[r#"{"text":{"text":"","losses":[]}}"#]],
    );
    check(
        "{\"about\":\n  {\"adf\": [1]}, \"ask\": \"adfToText\"}",
        &expect![[r#"{"refused":{"text":"a document is expected","line":2,"column":11}}"#]],
    );
    check(
        "{\"ask\":\"checkForm\",\"about\":{\"object\":{\"name\":\"Case\",\n\"label\":\"Case\",\"labelPlural\":7}}}",
        &expect![[r#"{"refused":{"text":"a string is expected in `object.labelPlural`","line":2,"column":30}}"#]],
    );
}

#[test]
fn documents_in_a_question_may_nest_deeply() {
    let mut adf = String::from(r#"{"type":"text","text":"deep"}"#);
    for _ in 0..1000 {
        adf = format!(r#"{{"type":"blockquote","content":[{adf}]}}"#);
    }
    let answer = answer(&format!(r#"{{"ask":"adfToText","about":{{"adf":{adf}}}}}"#));
    assert!(answer.contains(r#"deep""#) && answer.contains(r#""kind":"depth""#), "{answer}");
}
