//! Rich descriptions: headings, lists, mentions, code, links, emoji, tables, panels.

use serde_json::{Value, json};

use super::people::{JANE, KENJI};

/// Documents by issue key.
pub(super) fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("SUP-1", billing()),
        ("SUP-2", outage()),
        ("SUP-3", german()),
        ("SUP-14", marks()),
        ("SUP-20", picture()),
        ("SUP-30", tasks()),
        ("ENG-1", design()),
        ("ENG-2", japanese()),
    ]
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn marked(text: &str, mark: &str) -> Value {
    json!({"type": "text", "text": text, "marks": [{"type": mark}]})
}

fn link(text: &str, href: &str) -> Value {
    json!({"type": "text", "text": text, "marks": [{"type": "link", "attrs": {"href": href}}]})
}

fn paragraph(content: Vec<Value>) -> Value {
    json!({"type": "paragraph", "content": content})
}

fn heading(level: u32, title: &str) -> Value {
    json!({"type": "heading", "attrs": {"level": level}, "content": [text(title)]})
}

fn list(kind: &str, items: Vec<Vec<Value>>) -> Value {
    let items: Vec<Value> =
        items.into_iter().map(|item| json!({"type": "listItem", "content": [paragraph(item)]})).collect();
    json!({"type": kind, "content": items})
}

fn code(language: &str, code: &str) -> Value {
    json!({"type": "codeBlock", "attrs": {"language": language}, "content": [text(code)]})
}

fn mention(account: &str, name: &str) -> Value {
    json!({"type": "mention", "attrs": {"id": account, "text": format!("@{name}"), "accessLevel": ""}})
}

fn emoji(short: &str, glyph: &str) -> Value {
    json!({"type": "emoji", "attrs": {"shortName": short, "id": "1f642", "text": glyph}})
}

fn table(rows: &[&[&str]]) -> Value {
    let rows: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(index, cells)| {
            let kind = if index == 0 { "tableHeader" } else { "tableCell" };
            let cells: Vec<Value> = cells
                .iter()
                .map(|cell| json!({"type": kind, "attrs": {}, "content": [paragraph(vec![text(cell)])]}))
                .collect();
            json!({"type": "tableRow", "content": cells})
        })
        .collect();
    json!({"type": "table", "attrs": {"isNumberColumnEnabled": false, "layout": "default"}, "content": rows})
}

fn document(content: Vec<Value>) -> Value {
    json!({"type": "doc", "version": 1, "content": content})
}

fn billing() -> Value {
    document(vec![
        heading(2, "What happens"),
        paragraph(vec![
            text("The total on invoices with more than 40 lines is "),
            marked("one cent too high", "strong"),
            text(". The customer's bookkeeping rejects them, see "),
            link("their note", "https://portal.example.com/customers/1/notes/88"),
            text("."),
        ]),
        heading(2, "Expected"),
        list(
            "bulletList",
            vec![
                vec![text("Lines are rounded "), marked("after", "em"), text(" they are added up")],
                vec![text("The PDF and the export show the same sum")],
            ],
        ),
        code("json", "{\n  \"invoice\": 4711,\n  \"lines\": 119.98,\n  \"total\": 119.99\n}"),
        paragraph(vec![
            mention(JANE, "Jane Doe"),
            text(" promised an answer by Friday "),
            emoji(":slight_smile:", "🙂"),
        ]),
    ])
}

fn outage() -> Value {
    document(vec![
        json!({"type": "panel", "attrs": {"panelType": "warning"}, "content": [
            paragraph(vec![text("All gateways of this customer are affected.")])
        ]}),
        heading(3, "Timeline"),
        table(&[
            &["When", "What"],
            &["06:12", "first gateway offline"],
            &["06:40", "all 112 gateways offline"],
            &["07:05", "LTE provider confirms a fault"],
        ]),
        heading(3, "Done so far"),
        list(
            "orderedList",
            vec![
                vec![text("Restarted the broker")],
                vec![text("Ran "), marked("gatewayctl resync --all", "code")],
                vec![text("Called the provider, ticket 8812")],
            ],
        ),
        json!({"type": "rule"}),
        paragraph(vec![text("Next: "), mention(KENJI, "Kenji Tanaka"), text(" looks at the reconnect back-off.")]),
    ])
}

fn german() -> Value {
    document(vec![
        paragraph(vec![
            text("Guten Tag, nach dem Update auf 2026.10 fehlen in der Übersicht alle Geräte, deren Name ein "),
            marked("ß", "code"),
            text(" oder einen Umlaut enthält."),
            json!({"type": "hardBreak"}),
            text("Betroffen: „Straße 7“, „Kühlhaus Süd“, „Prüfstand“."),
        ]),
        json!({"type": "blockquote", "content": [
            paragraph(vec![text("Ohne diese Geräte können wir die Schicht nicht freigeben.")])
        ]}),
        paragraph(vec![text("Mit freundlichen Grüßen, Lager Süd")]),
    ])
}

fn design() -> Value {
    document(vec![
        heading(1, "Reconnect with back-off"),
        paragraph(vec![text("All gateways reconnect at once after an outage and take the broker down again.")]),
        code("rust", "let delay = base * 2u32.pow(attempt.min(6)) + jitter;"),
        list(
            "bulletList",
            vec![
                vec![text("jitter from the device id, so that it spreads the same way each time")],
                vec![text("at most "), marked("64 × base", "strong")],
            ],
        ),
        paragraph(vec![
            text("Status: "),
            json!({"type": "status", "attrs": {"text": "In review", "color": "blue", "localId": "s1"}}),
            text(" since "),
            json!({"type": "date", "attrs": {"timestamp": "1793664000000"}}),
        ]),
    ])
}

fn japanese() -> Value {
    document(vec![
        paragraph(vec![text("振動センサーの値が、ファームウェア 7.1.0 以降で二倍になっています。")]),
        list("bulletList", vec![vec![text("再現率: 100%")], vec![text("対象: VS-20、VS-30")]]),
        paragraph(vec![text("ログ: "), link("センサーのログ", "https://logs.example.com/vs?from=2026-10-30&q=raw")]),
    ])
}

/// Every mark that text can have.
fn marks() -> Value {
    let with = |text: &str, marks: Value| json!({"type": "text", "text": text, "marks": marks});
    document(vec![
        paragraph(vec![
            text("The sensor reads exactly "),
            with("−40.0 °C", json!([{"type": "strong"}, {"type": "em"}])),
            text(", raw value "),
            with("0x8000", json!([{"type": "code"}])),
            text(", which is −2"),
            with("15", json!([{"type": "subsup", "attrs": {"type": "sup"}}])),
            text(". Humidity (H"),
            with("2", json!([{"type": "subsup", "attrs": {"type": "sub"}}])),
            text("O) is "),
            with("wrong", json!([{"type": "strike"}])),
            text(" "),
            with("right", json!([{"type": "underline"}])),
            text(", the alarm is "),
            with("red", json!([{"type": "textColor", "attrs": {"color": "#ff5630"}}])),
            text("."),
        ]),
        paragraph(vec![
            text("See "),
            json!({"type": "inlineCard", "attrs": {"url": "https://weftline.atlassian.net/browse/ENG-23"}}),
            text(" and "),
            with(
                "the data sheet",
                json!([{"type": "link", "attrs": {"href": "https://docs.example.com/vs?p=1&q=2"}}, {"type": "em"}]),
            ),
            text("."),
        ]),
    ])
}

/// The picture in the description of an issue, which is attached to it too.
pub(super) const PICTURE: &str = "import-error.png";

fn picture() -> Value {
    document(vec![
        paragraph(vec![text("Plik CSV ma 1 200 wierszy, separator to średnik. Import kończy się błędem 500:")]),
        json!({
            "type": "mediaSingle", "attrs": {"layout": "center"},
            "content": [{"type": "media", "attrs": {
                "type": "file", "id": "7d3f1c52-0000-4000-8000-000000000001", "collection": "", "alt": PICTURE, "width": 1, "height": 1
            }}]
        }),
        paragraph(vec![text("Proszę o pilną pomoc.")]),
    ])
}

/// Lists within lists, tasks, decisions, and a part that is folded away.
fn tasks() -> Value {
    let task = |id: &str, state: &str, words: &str| json!({"type": "taskItem", "attrs": {"localId": id, "state": state}, "content": [text(words)]});
    let nested = json!({"type": "listItem", "content": [
        paragraph(vec![text("Berichte, die vor dem 25. Oktober angelegt wurden")]),
        list("bulletList", vec![vec![text("täglich")], vec![text("wöchentlich, nur montags")]])
    ]});
    document(vec![
        paragraph(vec![text("Seit der Zeitumstellung beginnen Tagesberichte um 23:00 Uhr des Vortags.")]),
        json!({"type": "bulletList", "content": [nested]}),
        json!({"type": "taskList", "attrs": {"localId": "t0"}, "content": [
            task("t1", "DONE", "Zeitzone des Kontos prüfen"),
            task("t2", "TODO", "Berichte neu berechnen")
        ]}),
        json!({"type": "decisionList", "attrs": {"localId": "d0"}, "content": [
            {"type": "decisionItem", "attrs": {"localId": "d1", "state": "DECIDED"}, "content": [text("Wir speichern die Zone, nicht den Versatz.")]}
        ]}),
        json!({"type": "expand", "attrs": {"title": "Log"}, "content": [
            code("text", "2026-10-25T23:00:00+01:00 daily report started")
        ]}),
    ])
}

/// What stands in *Steps to reproduce* of the first issue.
pub(super) fn steps() -> Value {
    document(vec![list(
        "orderedList",
        vec![
            vec![text("Make an invoice with 41 lines of 2.9263")],
            vec![text("Export it")],
            vec![text("Compare the sum")],
        ],
    )])
}
