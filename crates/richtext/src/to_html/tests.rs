use expect_test::{Expect, expect};

use super::{adf_to_html, adf_to_html_cut};
use crate::{LossKind, loss_sentences};

fn check(content: &str, expected: &Expect) {
    let converted = adf_to_html(&document(content)).unwrap();
    let losses = loss_sentences(&converted.losses);
    let losses = losses.iter().map(|loss| format!("\n! {loss}"));
    expected.assert_eq(&format!("{}{}", converted.text, losses.collect::<String>()));
}

fn document(content: &str) -> String {
    format!(r#"{{"version":1,"type":"doc","content":[{content}]}}"#)
}

fn p(content: &str) -> String {
    format!(r#"{{"type":"paragraph","content":[{content}]}}"#)
}

fn t(text: &str) -> String {
    format!(r#"{{"type":"text","text":"{text}"}}"#)
}

#[test]
fn formatting_nests_however_it_overlaps() {
    let bold = r#"{"type":"text","text":"b","marks":[{"type":"strong"},{"type":"link","attrs":{"href":"https://a.example"}}]}"#;
    let both = r#"{"type":"text","text":"i","marks":[{"type":"em"},{"type":"strong"},{"type":"link","attrs":{"href":"https://a.example"}}]}"#;
    let em = r#"{"type":"text","text":"e","marks":[{"type":"em"}]}"#;
    check(
        &p(&[&t("a "), bold, both, em].map(|node| node.to_owned()).join(",")),
        &expect![[
            r#"<p>a <a href="https://a.example" target="_blank"><strong>b<em>i</em></strong></a><em>e</em></p>"#
        ]],
    );
}

#[test]
fn spaces_and_line_breaks_are_shown() {
    check(&p(&t("  a  b ")), &expect!["<p>&nbsp;&nbsp;a &nbsp;b&nbsp;</p>"]);
    check(&p(&t("a\\nb \\n")), &expect!["<p>a<br>b&nbsp;<br><br></p>"]);
    check(&[p(""), p(&t("x"))].join(","), &expect!["<p><br></p><p>x</p>"]);
    check(&p(""), &expect![""]);
}

#[test]
fn addresses_that_lead_nowhere_safe_are_told() {
    let linked = |text: &str, mark: &str| {
        format!(
            r#"{{"type":"text","text":"{text}","marks":[{mark}{{"type":"link","attrs":{{"href":"javascript:alert(1)"}}}}]}}"#
        )
    };
    check(
        &p(&[linked("a", ""), linked("b", r#"{"type":"strong"},"#), t("c")].join(",")),
        &expect![[r#"
            <p>a<strong>b</strong> (javascript:alert(1))c</p>
            ! formatting is lost: link"#]],
    );
}

#[test]
fn html_that_is_cut_is_well_formed() {
    let list = |text: &str| {
        format!(r#"{{"type":"bulletList","content":[{{"type":"listItem","content":[{}]}}]}}"#, p(&t(text)))
    };
    let json = document(&[p(&t("ab&")), list("cd")].join(","));
    let cut = |units_max| adf_to_html_cut(&json, units_max, usize::MAX).map(|(html, cut)| (html.text, cut)).unwrap();
    assert_eq!(cut(36), ("<p>ab&amp;</p><ul><li>cd</li></ul>".into(), false));
    assert_eq!(cut(33), ("<p>ab&amp;</p><ul><li>c</li></ul>".into(), true));
    assert_eq!(cut(32), ("<p>ab&amp;</p>".into(), true));
    assert_eq!(cut(13), ("<p>ab</p>".into(), true));
    assert_eq!(cut(0), (String::new(), true));
}

#[test]
fn documents_of_any_depth_give_html_or_an_error() {
    let nested = |depth: usize| {
        let open = r#"{"type":"blockquote","content":["#.repeat(depth);
        document(&format!("{open}{}{}", p(&t("x")), "]}".repeat(depth)))
    };
    let converted = adf_to_html(&nested(5_000)).unwrap();
    assert!(converted.text.contains('x'));
    assert!(converted.losses.iter().all(|loss| loss.kind == LossKind::Depth));
    assert!(adf_to_html(&nested(100_000)).is_err());
}
