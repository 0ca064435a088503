use expect_test::{Expect, expect};

use super::html_to_adf;
use crate::{LossKind, adf_to_html, adf_to_text, loss_sentences};

/// The document in short: a node is its type, attributes and marks, then its content.
fn check(html: &str, expected: &Expect) {
    let converted = html_to_adf(html);
    let document: serde_json::Value = serde_json::from_str(&converted.text).unwrap();
    let mut short = String::new();
    for node in document["content"].as_array().unwrap() {
        push(node, &mut short);
        short.push('\n');
    }
    for loss in loss_sentences(&converted.losses) {
        short.push_str(&format!("! {loss}\n"));
    }
    expected.assert_eq(short.trim_end());
}

/// Attributes by their names: whether JSON keeps its order depends on what else is compiled.
fn in_order(attributes: &serde_json::Value) -> String {
    let sorted: std::collections::BTreeMap<&String, &serde_json::Value> =
        attributes.as_object().into_iter().flatten().collect();
    serde_json::to_string(&sorted).unwrap()
}

fn push(node: &serde_json::Value, short: &mut String) {
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let kind = node["type"].as_str().unwrap();
    let marks: String = list(&node["marks"])
        .iter()
        .map(|mark| {
            let attributes = mark.get("attrs").map(in_order).unwrap_or_default();
            format!("+{}{attributes}", mark["type"].as_str().unwrap())
        })
        .collect();
    if kind == "text" {
        short.push_str(&format!("{}{marks}", node["text"]));
        return;
    }
    // The word for an open task stands for unfinished work elsewhere.
    let open = serde_json::json!("TO\u{44}O");
    let mut attributes = node.get("attrs").cloned();
    if let Some(state) =
        attributes.as_mut().and_then(|attributes| attributes.get_mut("state")).filter(|state| **state == open)
    {
        *state = "open".into();
    }
    let attributes = attributes.filter(|attributes| *attributes != serde_json::json!({}));
    short.push_str(&format!("{kind}{}{marks}", attributes.as_ref().map(in_order).unwrap_or_default()));
    if let Some(content) =
        node.get("content").and_then(|content| content.as_array()).filter(|content| !content.is_empty())
    {
        short.push('(');
        for (index, child) in content.iter().enumerate() {
            if index > 0 {
                short.push(' ');
            }
            push(child, short);
        }
        short.push(')');
    }
}

#[test]
fn paragraphs_headings_and_line_breaks() {
    check(
        "<h2 style='text-align:center'>Title</h2> text <p>one\n two<br>three<br></p><p><br></p><p></p><p>&nbsp;</p><div>a<div>b</div>c</div>",
        &expect![[r#"
            heading{"level":2}+alignment{"align":"center"}("Title")
            paragraph("text")
            paragraph("one two" hardBreak "three")
            paragraph
            paragraph(" ")
            paragraph("a")
            paragraph("b")
            paragraph("c")"#]],
    );
}

#[test]
fn formatting_overlaps_and_nests() {
    check(
        "<p>a<b>b<i>c</b>d</i> <b><p>e</p>f</b> g <a href='https://a.example'><u>h</u>i<a href='/x'>j</a>",
        &expect![[r#"
            paragraph("a" "b"+strong "c"+strong+em "d"+em)
            paragraph("e"+strong)
            paragraph("f"+strong " g " "h"+underline+link{"href":"https://a.example"} "i"+link{"href":"https://a.example"} "j")
            ! formatting is lost: link"#]],
    );
    check(
        "<span style='color: rgb(255, 0, 0); font-weight: 700; font-size: 9pt'>a</span><font color=blue face=x>b</font><sub>c</sub><code>d<b>e</b></code>
         <b style='font-weight:normal'>f</b><mark>g</mark><o:p>h</o:p><glow>i</glow>",
        &expect![[r##"
            paragraph("a"+strong+textColor{"color":"#ff0000"} "b"+textColor{"color":"#0000ff"} "c"+subsup{"type":"sub"} "d"+code "e"+code " f" "g"+backgroundColor{"color":"#ffff00"} "hi")
            ! formatting is lost: font family, font size, bold
            ! only the text is kept of what is unknown: glow"##]],
    );
}

#[test]
fn spaces_that_are_fixed_stay() {
    check(
        "<p>&nbsp; a &nbsp;b&nbsp;c&nbsp;<br>&nbsp;d&nbsp;</p>",
        &expect![[r#"paragraph("  a  b c " hardBreak " d ")"#]],
    );
}

#[test]
fn lists_nest_however_they_are_written() {
    check(
        "<ul><li>a<ul><li>b<li>c</ul><li><p>d</p><p>e</p></ul><ol start=3><li>f</ol>",
        &expect![[r#"
            bulletList(listItem(paragraph("a") bulletList(listItem(paragraph("b")) listItem(paragraph("c")))) listItem(paragraph("d") paragraph("e")))
            orderedList{"order":3}(listItem(paragraph("f")))"#]],
    );
    check(
        "<ul><li>a</li><ul><li>b</li></ul><li>c</li>text</ul><ol><li><ol><li>x</ol></ol>",
        &expect![[r#"
        bulletList(listItem(paragraph("a") bulletList(listItem(paragraph("b")))) listItem(paragraph("c") paragraph("text")))
        orderedList(listItem(paragraph orderedList(listItem(paragraph("x")))))"#]],
    );
    check(
        "<ol><li>a</li><li class='ql-indent-1'>b</li><li class='ql-indent-2'>c</li><li>d</li><li class='ql-indent-2'>e</li></ol>",
        &expect![[
            r#"orderedList(listItem(paragraph("a") orderedList(listItem(paragraph("b") orderedList(listItem(paragraph("c")))))) listItem(paragraph("d") orderedList(listItem(paragraph orderedList(listItem(paragraph("e")))))))"#
        ]],
    );
    check("<ul></ul><ul><li></li></ul>", &expect!["bulletList(listItem(paragraph))"]);
}

#[test]
fn lists_whose_items_begin_with_signs_are_tasks_and_decisions() {
    check(
        "<ul><li>\u{2610} a<ul><li>\u{2611} b</li></ul></li><li><p>\u{2611} <b>c</b></p><h3>d</h3></li></ul><ul><li>\u{25c7} e</li></ul>",
        &expect![[r#"
            taskList{"localId":"1"}(taskItem{"localId":"2","state":"open"}("a") taskList{"localId":"3"}(taskItem{"localId":"4","state":"DONE"}("b")) taskItem{"localId":"5","state":"DONE"}("c"+strong hardBreak "d"))
            decisionList{"localId":"6"}(decisionItem{"localId":"7","state":"DECIDED"}("e"))
            ! formatting is lost: heading"#]],
    );
    check(
        "<ul><li>\u{2610} a</li><li>b</li></ul><blockquote><ul><li>\u{2610} c</ul></blockquote>",
        &expect![[r#"
        bulletList(listItem(paragraph("☐ a")) listItem(paragraph("b")))
        blockquote(bulletList(listItem(paragraph("☐ c"))))"#]],
    );
}

#[test]
fn tables_keep_spans_and_implied_parts() {
    check(
        "<table border=1><caption>t</caption><thead><tr><th colspan=2 bgcolor=red>h</thead><tr><td rowspan='2'>a<td><p>b</p><ul><li>c</ul><tr><td></table>d",
        &expect![[r##"
            paragraph("t")
            table(tableRow(tableHeader{"background":"#ff0000","colspan":2}(paragraph("h"))) tableRow(tableCell{"rowspan":2}(paragraph("a")) tableCell(paragraph("b") bulletList(listItem(paragraph("c"))))) tableRow(tableCell(paragraph)))
            paragraph("d")"##]],
    );
    check(
        "<table>stray<tr>row<td>cell</td></tr></table><td>no table</td>",
        &expect![[r#"
        table(tableRow(tableCell(paragraph("stray"))) tableRow(tableCell(paragraph("row")) tableCell(paragraph("cell"))))
        paragraph("no table")"#]],
    );
}

#[test]
fn tables_where_none_may_be_become_their_content() {
    check(
        "<table><tr><td>a<table><tr><td>b<td>c</table></table><ul><li><table><tr><td>d</table></ul><table role=presentation><td>e</table>",
        &expect![[r#"
            paragraph("a")
            table(tableRow(tableCell(paragraph("b")) tableCell(paragraph("c"))))
            bulletList(listItem(paragraph("d")))
            paragraph("e")
            ! layout is lost: table (2)"#]],
    );
}

#[test]
fn what_may_not_stand_somewhere_becomes_paragraphs() {
    check(
        "<blockquote><h1>a</h1><blockquote>b</blockquote><hr><p style='text-align:right'>c</p></blockquote><ul><li><blockquote>d</blockquote><h2>e</h2><pre>f</pre></ul>",
        &expect![[r#"
            blockquote(paragraph("a"+strong) paragraph("b") paragraph("c"))
            bulletList(listItem(paragraph("d") paragraph("e"+strong) codeBlock("f")))
            ! formatting is lost: alignment, heading (2)
            ! layout is lost: blockquote (2), rule"#]],
    );
}

#[test]
fn code_keeps_its_lines() {
    check(
        "<pre class='ql-syntax' spellcheck=false>\n\n  a &lt;b>\n</pre><pre><code class='language-rust'>x<b>y</b></code></pre><pre></pre><p><code>a  b</code></p>",
        &expect![[r#"
            codeBlock("\n  a <b>")
            codeBlock{"language":"rust"}("xy")
            codeBlock
            paragraph("a b"+code)
            ! formatting is lost: bold"#]],
    );
}

#[test]
fn panels_are_known_by_their_colour() {
    check(
        "<div style='background-color: #DEEBFF'><p>a</p><blockquote>b</blockquote></div><div style='background-color: pink; color: red'>c</div><div style='background: red'>d</div>",
        &expect![[r##"
            panel{"panelType":"info"}(paragraph("a") paragraph("b"))
            paragraph("c"+textColor{"color":"#ff0000"})
            paragraph("d")
            ! formatting is lost: background color (2)
            ! layout is lost: blockquote"##]],
    );
}

#[test]
fn pictures_become_links_with_their_names() {
    check(
        "<p>see <img alt='User-added image' src='https://a.example/servlet/rtaImage?eid=1&amp;feoid=2&amp;refid=3'> <img src='cid:x@y'>
         <a href='https://b.example'><img src='https://c.example/logo.png'></a><img src='/servlet/rtaImage?x'><iframe src='https://v.example/1'>x</iframe><input value=x><svg><p>y</svg>",
        &expect![[r#"
            paragraph("see " "User-added image"+link{"href":"https://a.example/servlet/rtaImage?eid=1&feoid=2&refid=3"} " [image] " "logo.png"+link{"href":"https://b.example"} "[image]" "iframe"+link{"href":"https://v.example/1"})
            paragraph("y")
            ! only the names of files are kept: iframe, image (4), svg
            ! only the text is kept of what is unknown: input"#]],
    );
}

#[test]
fn scripts_and_styles_are_no_text() {
    check(
        "<html><head><title>t</title><style>p{}</style></head><body>a<script>alert('</b>')</script><!-- c --><template>x</template><noscript>b</noscript>",
        &expect![[r#"
            paragraph("ab")
            ! only the text is kept of what is unknown: template"#]],
    );
}

#[test]
fn html_of_any_depth_gives_a_document() {
    let tags = [
        "<div>",
        "<b>",
        "<ul><li>",
        "<blockquote>",
        "<table><td>",
        "<ol><li><p>",
        "<h1>",
        "<span style='color:red'>",
        "<dl><dd>",
    ];
    for (tag, depth) in tags.into_iter().zip(std::iter::once(100_000).chain(std::iter::repeat(10_000))) {
        let html = format!("{}deep<p>down", tag.repeat(depth));
        let converted = html_to_adf(&html);
        let text = adf_to_text(&converted.text).unwrap().text;
        assert!(text.contains("deep") && text.contains("down"), "{tag}");
        assert!(converted.losses.iter().any(|loss| loss.kind == LossKind::Depth) || tag == "<h1>", "{tag}");
        assert!(adf_to_html(&converted.text).unwrap().text.contains("deep"));
    }
}
