use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::adf_to_text;
use crate::loss_sentences;

/// Checks text and losses of a document with this content.
fn check(content: &str, expected: &Expect) {
    check_json(&format!(r#"{{"version":1,"type":"doc","content":[{content}]}}"#), expected);
}

fn check_json(json: &str, expected: &Expect) {
    expected.assert_eq(&match adf_to_text(json) {
        Ok(converted) => {
            let losses = loss_sentences(&converted.losses);
            let losses = losses.iter().map(|loss| format!("\n! {loss}"));
            format!("{}{}", converted.text, losses.collect::<String>())
        }
        Err(error) => format!("error: {error}"),
    });
}

fn p(text: &str) -> String {
    format!(r#"{{"type":"paragraph","content":[{{"type":"text","text":"{text}"}}]}}"#)
}

#[test]
fn paragraphs_are_a_blank_line_apart_and_breaks_a_line() {
    let broken = r#"{"type":"paragraph","content":[{"type":"text","text":"b"},{"type":"hardBreak"},{"type":"text","text":"c"},{"type":"hardBreak"}]}"#;
    let empty = r#"{"type":"paragraph"}"#;
    check(
        &format!("{},{broken},{empty},{}", p("a"), p("d")),
        &expect![[r#"
        a

        b
        c

        d"#]],
    );
}

#[test]
fn formatting_is_lost_and_counted() {
    check(
        r#"{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"Title"}]},
           {"type":"paragraph","marks":[{"type":"alignment","attrs":{"align":"center"}}],"content":[
             {"type":"text","text":"bold","marks":[{"type":"strong"}]},{"type":"text","text":" "},
             {"type":"text","text":"more","marks":[{"type":"strong"},{"type":"textColor","attrs":{"color":"red"}},{"type":"glow"}]}]}"#,
        &expect![[r#"
            Title

            bold more
            ! formatting is lost: alignment, heading, bold (2), text color
            ! only the text is kept of what is unknown: glow"#]],
    );
}

#[test]
fn lists_keep_their_markers_and_nest() {
    let item = |content: &str| format!(r#"{{"type":"listItem","content":[{content}]}}"#);
    let inner = format!(
        r#"{{"type":"orderedList","attrs":{{"order":9}},"content":[{},{}]}}"#,
        item(&p("nine")),
        item(&format!("{},{}", p("ten"), p("ten again")))
    );
    let bullets = format!(
        r#"{{"type":"bulletList","content":[{},{},{}]}}"#,
        item(&p("one")),
        item(&format!("{},{inner}", p("two"))),
        item(
            r#"{"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"deep"}]}]}]}"#
        ),
    );
    check(
        &format!("{},{bullets},{}", p("before"), p("after")),
        &expect![[r#"
        before

        - one
        - two
          9. nine
          10. ten
              ten again
        - - deep

        after"#]],
    );
}

#[test]
fn tasks_and_decisions_keep_their_state() {
    // The state of an open task is escaped, because the word stands for unfinished work elsewhere.
    check(
        r#"{"type":"taskList","attrs":{"localId":"l"},"content":[
             {"type":"taskItem","attrs":{"localId":"1","state":"DONE"},"content":[{"type":"text","text":"done"}]},
             {"type":"taskItem","attrs":{"localId":"2","state":"TO\u0044O"},"content":[{"type":"text","text":"open"}]},
             {"type":"taskList","attrs":{"localId":"m"},"content":[{"type":"taskItem","attrs":{"localId":"3","state":"TO\u0044O"},"content":[{"type":"text","text":"inner"}]}]}]},
           {"type":"decisionList","attrs":{"localId":"d"},"content":[{"type":"decisionItem","attrs":{"localId":"4","state":"DECIDED"},"content":[{"type":"text","text":"go"}]}]}"#,
        &expect![[r#"
            [x] done
            [ ] open
                [ ] inner

            <> go"#]],
    );
}

#[test]
fn code_quotes_and_rules() {
    check(
        r#"{"type":"codeBlock","attrs":{"language":"rust"},"content":[{"type":"text","text":"fn main() {\n    a();\n\n    b();\n}"}]},
           {"type":"rule"},
           {"type":"blockquote","content":[{"type":"paragraph","content":[{"type":"text","text":"said"}]},{"type":"paragraph","content":[{"type":"text","text":"again"}]}]}"#,
        &expect![[r#"
            fn main() {
                a();

                b();
            }

            ----

            > said
            >
            > again
            ! formatting is lost: code block"#]],
    );
}

#[test]
fn panels_expands_and_columns_keep_their_text() {
    check(
        &format!(
            r#"{{"type":"panel","attrs":{{"panelType":"warning"}},"content":[{}]}},
               {{"type":"expand","attrs":{{"title":"More"}},"content":[{},{{"type":"nestedExpand","attrs":{{"title":""}},"content":[{}]}}]}},
               {{"type":"layoutSection","content":[{{"type":"layoutColumn","attrs":{{"width":50}},"content":[{}]}},{{"type":"layoutColumn","attrs":{{"width":50}},"content":[{}]}}]}}"#,
            p("careful"),
            p("inside"),
            p("deeper"),
            p("left"),
            p("right")
        ),
        &expect![[r#"
            careful

            More

            inside

            deeper

            left

            right
            ! layout is lost: expand, layout column (2), layout section, nested expand, panel"#]],
    );
}

#[test]
fn tables_are_rows_of_cells_between_tabs_and_spans_keep_columns() {
    let cell =
        |attrs: &str, text: &str| format!(r#"{{"type":"tableCell","attrs":{{{attrs}}},"content":[{}]}}"#, p(text));
    let row = |cells: &[String]| format!(r#"{{"type":"tableRow","content":[{}]}}"#, cells.join(","));
    let table = [
        row(&[cell("", "a"), cell(r#""colspan":2"#, "b\\nb"), cell("", "c")]),
        row(&[cell(r#""rowspan":2"#, "d"), cell("", "e"), cell("", ""), cell("", "f")]),
        row(&[cell("", "g"), cell("", "h"), cell("", "i")]),
    ];
    let text =
        adf_to_text(&format!(r#"{{"type":"doc","content":[{{"type":"table","content":[{}]}}]}}"#, table.join(",")));
    let text = text.unwrap().text.replace('\t', "|");
    expect![[r#"
        a|b b||c
        d|e||f
        |g|h|i"#]]
    .assert_eq(&text);
}

#[test]
fn inline_nodes_show_what_a_reader_sees() {
    check(
        r#"{"type":"paragraph","content":[
             {"type":"mention","attrs":{"id":"5b10","text":"@Jane Doe"}},{"type":"text","text":" "},{"type":"mention","attrs":{"id":"5b11"}},{"type":"hardBreak"},
             {"type":"emoji","attrs":{"shortName":":smile:","text":"😄"}},{"type":"emoji","attrs":{"shortName":":acme:"}},{"type":"hardBreak"},
             {"type":"date","attrs":{"timestamp":"1795219200000"}},{"type":"text","text":" "},{"type":"date","attrs":{"timestamp":"soon"}},{"type":"hardBreak"},
             {"type":"status","attrs":{"text":"IN PROGRESS","color":"blue"}},{"type":"hardBreak"},
             {"type":"inlineCard","attrs":{"url":"https://a.example/x"}},{"type":"text","text":" "},{"type":"inlineCard","attrs":{"data":{"@type":"Document","url":"https://a.example/y"}}},{"type":"hardBreak"},
             {"type":"mediaInline","attrs":{"id":"m1","type":"file","alt":"log.txt"}},
             {"type":"placeholder","attrs":{"text":"type here"}}]}"#,
        &expect![[r#"
            @Jane Doe @5b11
            😄:acme:
            2026-11-21 soon
            IN PROGRESS
            https://a.example/x https://a.example/y
            [log.txt]type here
            ! only the names of files are kept: media inline
            ! mentions become plain names: mention (2)
            ! only the text is kept of what is unknown: placeholder"#]],
    );
}

#[test]
fn links_show_their_address_once() {
    let text = |text: &str, marks: &str| format!(r#"{{"type":"text","text":"{text}","marks":[{marks}]}}"#);
    let link = |href: &str| format!(r#"{{"type":"link","attrs":{{"href":"{href}"}}}}"#);
    let paragraph = |content: &[String]| format!(r#"{{"type":"paragraph","content":[{}]}}"#, content.join(","));
    check(
        &[
            paragraph(&[
                text("our ", &link("https://a.example/")),
                text("site", &format!(r#"{},{{"type":"em"}}"#, link("https://a.example/"))),
                text("!", ""),
            ]),
            paragraph(&[text("a.example", &link("https://a.example/"))]),
            paragraph(&[text("jane@a.example", &link("mailto:jane@a.example"))]),
        ]
        .join(","),
        &expect![[r#"
            our site (https://a.example/)!

            a.example

            jane@a.example
            ! formatting is lost: italics"#]],
    );
}

#[test]
fn media_is_named() {
    check(
        r#"{"type":"mediaSingle","attrs":{"layout":"center"},"content":[{"type":"media","attrs":{"id":"6e7c","type":"file","collection":"","alt":"screen.png"}},{"type":"caption","content":[{"type":"text","text":"What I saw"}]}]},
           {"type":"mediaGroup","content":[{"type":"media","attrs":{"id":"6e7d","type":"file","collection":""}},{"type":"media","attrs":{"type":"external","url":"https://a.example/p.png"}}]}"#,
        &expect![[r#"
            [image: screen.png]

            What I saw

            [6e7d]

            [image: https://a.example/p.png]
            ! only the names of files are kept: media (3)"#]],
    );
}

#[test]
fn extensions_and_unknown_nodes_keep_their_text() {
    check(
        &format!(
            r#"{{"type":"extension","attrs":{{"extensionType":"com.atlassian.macro","extensionKey":"chart","text":"Chart","parameters":{{"a":{{"b":1}}}}}}}},
               {{"type":"bodiedExtension","attrs":{{"extensionKey":"excerpt"}},"content":[{}]}},
               {{"type":"hologram","content":[{},{{"type":"spark","text":"s"}}]}},
               {{"type":"paragraph","content":[{{"type":"text","text":"x"}},{{"type":"sparkle","attrs":{{"text":"y"}}}},{{"type":"inlineExtension","attrs":{{"extensionKey":"k","text":"z"}}}}]}}"#,
            p("body"),
            p("kept")
        ),
        &expect![[r#"
            Chart

            body

            kept

            s

            xyz
            ! what an extension shows is lost: chart, excerpt, k
            ! only the text is kept of what is unknown: hologram, spark, sparkle"#]],
    );
}

#[test]
fn null_and_plain_strings_are_read() {
    check_json("null", &expect![[""]]);
    check_json(
        r#""plain\r\ntext""#,
        &expect![[r#"
        plain
        text"#]],
    );
}

#[test]
fn what_is_not_adf_is_refused_with_its_place() {
    check_json("", &expect!["error: the text ends too early at line 1, column 1"]);
    check_json("17", &expect!["error: a document is expected at line 1, column 1"]);
    check_json("{\"type\":\n  \"döc\",,}", &expect!["error: a string is expected at line 2, column 9"]);
    check_json(r#"{"type":"doc"} x"#, &expect!["error: there is more text after the document at line 1, column 16"]);
    check_json(
        r#"{"type":"doc","content":[1,{"type":"rule"},01]}"#,
        &expect!["error: a value is expected at line 1, column 44"],
    );
}

#[test]
fn keys_may_come_in_any_order_and_values_of_other_types_are_passed_over() {
    check_json(
        r#"{"content":[null,{"content":[{"text":"a","marks":[3,{"attrs":{"href":"https://a.example"},"type":"link"}],"type":"text"}],"extra":[{"deep":[1,2,{}]}],"type":"paragraph","attrs":{"x":[1]}}],"type":"doc"}"#,
        &expect!["a (https://a.example)"],
    );
}

#[test]
fn deep_nesting_keeps_its_text_and_says_so() {
    let mut json = p("bottom");
    for level in 0..500 {
        json = format!(r#"{{"type":"blockquote","content":[{},{json}]}}"#, p(&level.to_string()));
    }
    let converted = adf_to_text(&json).unwrap();
    for level in 0..500 {
        assert!(
            converted.text.lines().any(|line| line.trim_start_matches("> ") == level.to_string()),
            "{level} is kept"
        );
    }
    assert!(converted.text.ends_with("bottom"));
    assert_eq!(loss_sentences(&converted.losses), ["deep nesting is flattened: blockquote (436), paragraph (438)"]);
}

#[test]
fn nesting_without_end_is_refused() {
    let json = r#"{"content":["#.repeat(50_000);
    assert_eq!(adf_to_text(&json).unwrap_err().what, "the document is nested too deeply");
    let skipped = format!(r#"{{"other":{}"#, "[".repeat(200_000));
    assert_eq!(adf_to_text(&skipped).unwrap_err().what, "the text ends too early");
}

/// Any JSON value, with ADF's words in it more often than chance would put them.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let word = prop::sample::select(vec![
        "doc",
        "paragraph",
        "text",
        "table",
        "tableRow",
        "tableCell",
        "bulletList",
        "orderedList",
        "listItem",
        "taskList",
        "taskItem",
        "mention",
        "link",
        "strong",
        "date",
        "blockquote",
        "media",
        "hardBreak",
        "panel",
        "\u{1f600}\"\\\n\u{7}",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        word.clone().prop_map(serde_json::Value::from),
        ".*".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        let key = prop::sample::select(vec![
            "type",
            "text",
            "content",
            "attrs",
            "marks",
            "href",
            "order",
            "colspan",
            "rowspan",
            "timestamp",
            "state",
            "other",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(|pairs| serde_json::Value::Object(
                pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in json()) {
        let json = value.to_string();
        let first = adf_to_text(&json);
        prop_assert_eq!(first.is_ok(), value.is_object() || value.is_string() || value.is_null());
        prop_assert_eq!(first, adf_to_text(&json));
    }

    #[test]
    fn our_reader_takes_what_serde_json_takes(text in r#"[\[\]{},:"\\u0-9a-f.eE+\- tlnrs]{0,24}"#) {
        let wrapped = format!(r#"{{"skipped":{text}}}"#);
        let ours = adf_to_text(&wrapped).is_ok();
        let theirs = serde_json::from_str::<serde_json::Value>(&wrapped);
        // A number too large for serde_json, or half a surrogate pair, is text to us.
        let tolerated = theirs.as_ref().is_err_and(|error| {
            let error = error.to_string();
            error.contains("number out of range") || error.contains("surrogate") || error.contains("hex escape")
        });
        prop_assert!(ours == theirs.is_ok() || tolerated, "{} {:?}", wrapped, theirs);
    }

    #[test]
    fn strings_are_read_as_serde_json_reads_them(text in ".*") {
        let converted = adf_to_text(&serde_json::to_string(&text).unwrap()).unwrap().text;
        let lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
        let expected = lines.join("\n");
        prop_assert_eq!(converted, expected.trim_matches('\n'));
    }
}
