//! Documents and HTML that are broken, deep, long and odd, by the targets in `fuzz`.

#![allow(clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

#[path = "../../../fuzz/src/replay.rs"]
mod replay;
#[path = "../../../fuzz/src/richtext.rs"]
pub mod richtext;

use std::path::Path;

use replay::Replay;

const ROUNDS: usize = 4_000;

fn replay(name: &'static str, target: fn(&[u8])) -> Replay {
    Replay::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz"), name, target)
}

#[test]
fn broken_documents_give_a_result_or_an_error() {
    replay("adf", richtext::adf).with(["", "null", "\"text\"", "[]", "{}", "7"]).run(ROUNDS);
}

#[test]
fn deep_and_long_documents_give_a_result_or_an_error() {
    let adf = replay("adf", richtext::adf);
    for kind in [
        "doc",
        "blockquote",
        "bulletList",
        "listItem",
        "taskList",
        "table",
        "tableRow",
        "panel",
        "x",
        "inlineExtension",
        "codeBlock",
    ] {
        for depth in [60, 64, 65, 128, 9_999, 10_001] {
            let open = format!(r#"{{"type":"{kind}","content":["#).repeat(depth);
            let closed = format!(r#"{open}{{"type":"text","text":"x"}}{}"#, "]}".repeat(depth));
            adf.feed(&format!("{depth} times {kind}"), closed.as_bytes());
            adf.feed(&format!("{depth} times {kind}, left open"), open.as_bytes());
        }
    }
    adf.feed("100,000 times doc", r#"{"type":"doc","content":["#.repeat(100_000).as_bytes());
    for (before, part, after) in [
        (r#"{"type":"doc","content":["#, r#"{"type":"paragraph"},"#, "{}]}"),
        (r#"{"type":"paragraph","content":["#, r#"{"type":"text","text":" ","marks":[{"type":"em"}]},"#, "{}]}"),
        (r#"{"type":"text","text":""#, "  ", "\"}"),
        (r#"{"type":"text","text":""#, r"\n", "\"}"),
        (r#"{"type":"text","text":"x","marks":["#, r#"{"type":"strong"},"#, "{}]}"),
        (
            r#"{"type":"tableRow","content":["#,
            r#"{"type":"tableCell","attrs":{"colspan":100,"rowspan":1000}},"#,
            "{}]}",
        ),
        ("\"", "https://a.example/))))", "\""),
        ("\"", "www.", "\""),
        ("\"", ")", "\""),
        ("\"", "a@", "\""),
    ] {
        let length = 20_000;
        let text = format!("{before}{}{after}", part.repeat(length / part.len()));
        adf.feed(&format!("{length} bytes of `{part}`"), text.as_bytes());
    }
}

#[test]
fn broken_html_makes_documents() {
    replay("html", richtext::html).with(["<", "&", "</", "<!", "x"]).run(ROUNDS);
}

#[test]
fn deep_and_long_html_makes_documents() {
    let html = replay("html", richtext::html);
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<font color=red>", "</font>"),
        ("<span>", "</span>"),
        ("<ul><li>", "</ul>"),
        ("<table><tr><td>", "</table>"),
        ("<table>", "</table>"),
        ("<blockquote>", "</blockquote>"),
        ("<a href=https://a.example>", "</a>"),
        ("<x>", "</x>"),
        ("<p><b>", "</p>"),
        ("<dl><dd>", "</dl>"),
        ("<pre>", "</pre>"),
        ("<ul><li>\u{2610} ", "</ul>"),
    ] {
        for depth in [31, 33, 95, 97, 101, 5_000] {
            html.feed(
                &format!("{depth} times {open}"),
                format!("{}x{}y", open.repeat(depth), close.repeat(depth)).as_bytes(),
            );
            html.feed(&format!("{depth} times {open}, left open"), format!("{}x", open.repeat(depth)).as_bytes());
        }
    }
    html.feed("100,000 times <div>", "<div>x".repeat(100_000).as_bytes());
    for part in [
        "<b><p>",
        "<b><i><u><p>x",
        "<p>x",
        "<li>",
        "<td>",
        "<br>",
        "&",
        "&a",
        "&#",
        "<!--",
        "<!-- -->",
        "<!---",
        "--!>",
        "<",
        "</",
        "<a ",
        "<a b=",
        "<a b='",
        "</b>",
        "</p>",
        "\u{a0} ",
        " ",
        "<script>",
        "</script",
        "<textarea>",
        "<li class=ql-indent-8>",
        "<i></b>",
        "<a href=https://a.example>x",
        "x<hr>",
    ] {
        let text = part.repeat(30_000 / part.len());
        html.feed(&format!("30,000 bytes of `{part}`"), text.as_bytes());
    }
}

#[test]
fn view_5_any_mail_is_made_safe() {
    let mail = replay("mail", richtext::mail).with(["<", "style=\"", "url(", "</", "x"]);
    mail.run(ROUNDS);
    for (open, close) in
        [("<span style='color:red'>", "</span>"), ("<table><tr><td>", "</table>"), ("<font>", "</font>")]
    {
        for depth in [31, 33, 97, 5_000] {
            mail.feed(
                &format!("{depth} times {open}"),
                format!("{}x{}", open.repeat(depth), close.repeat(depth)).as_bytes(),
            );
        }
    }
    let style = "color:red;".repeat(20_000);
    mail.feed("a long style", format!("<p style='{style}'>x").as_bytes());
}

#[test]
fn view_4_any_post_and_any_segments_make_sense() {
    let feed = replay("feed", richtext::feed).with(["<p>", "b", "e", "\n", "x"]);
    feed.run(ROUNDS);
    for part in ["<ul><li>", "<b>", "<p>x", "<br>", "b\n", "<Paragraph\n", "<ol>"] {
        feed.feed(&format!("20,000 bytes of `{part}`"), part.repeat(20_000 / part.len()).as_bytes());
    }
}
