//! What holds whatever the documents are.

mod documents;
mod schema;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::html::Html;
use crate::parse::{Node, Tree, is_block, parse};
use crate::runs::{Runs, Tag};
use crate::{adf_to_html, adf_to_html_cut, adf_to_text, html_to_adf, html_to_text, text_to_adf};

fn html_of(document: &Value) -> String {
    adf_to_html(&document.to_string()).unwrap().text
}

fn adf_of(html: &str) -> Value {
    serde_json::from_str(&html_to_adf(html).text).unwrap()
}

/// The tree that a browser reads, written as HTML again. Attributes that nobody reads are not in it.
fn written(html: &str) -> String {
    fn write(tree: &Tree, node: &Node, out: &mut Runs) {
        for child in tree.children(node) {
            if is_block(child.name) {
                out.format(&[]);
                let attributes: Vec<(&str, &str)> =
                    child.attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
                if child.name == "hr" {
                    out.html.void("hr");
                    continue;
                }
                out.html.start_with(child.name, &attributes);
                write(tree, child, out);
                out.html.end();
            } else {
                let tags: Vec<Tag> = tree
                    .formats(child.format)
                    .map(|element| Tag { name: element.name, attributes: element.attributes.clone() })
                    .collect();
                out.format(&tags.into_iter().rev().collect::<Vec<_>>());
                match child.name {
                    "" => out.html.text(&child.text),
                    name => out.html.void(name),
                }
            }
        }
        out.format(&[]);
    }
    let tree = parse(html);
    let mut out = Runs::new(Html::new(usize::MAX, usize::MAX));
    write(&tree, tree.root().unwrap(), &mut out);
    out.html.finish().0
}

fn unread_attributes_left_out(html: &str) -> String {
    html.replace(r#" target="_blank""#, "")
}

fn balanced(html: &str) -> bool {
    let mut open = Vec::new();
    for token in html5gum::Tokenizer::new(html) {
        match token.unwrap() {
            html5gum::Token::StartTag(tag) if !matches!(&tag.name[..], b"br" | b"hr" | b"img") => open.push(tag.name),
            html5gum::Token::EndTag(tag) if open.pop() != Some(tag.name.clone()) => return false,
            html5gum::Token::StartTag(_) | html5gum::Token::EndTag(_) | html5gum::Token::String(_) => {}
            _ => return false,
        }
    }
    open.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn what_html_can_say_comes_back_the_same(document in documents::expressible()) {
        let html = html_of(&document);
        prop_assert_eq!(documents::normal(&adf_of(&html)), documents::normal(&document), "{}", html);
        let losses = adf_to_html(&document.to_string()).unwrap().losses;
        prop_assert!(losses.is_empty() && html_to_adf(&html).losses.is_empty());
    }

    #[test]
    fn html_is_read_as_it_was_written(document in prop_oneof![documents::expressible(), documents::anything()]) {
        let html = html_of(&document);
        prop_assert!(balanced(&html), "{}", html);
        prop_assert_eq!(written(&html), unread_attributes_left_out(&html));
    }

    #[test]
    fn html_that_is_cut_is_within_its_limit_and_well_formed(
        document in prop_oneof![documents::expressible(), documents::anything()], units_max in 0_usize..300, bytes_max in 0_usize..400,
    ) {
        let (cut, was_cut) = adf_to_html_cut(&document.to_string(), units_max, bytes_max).unwrap();
        prop_assert!(cut.text.encode_utf16().count() <= units_max && cut.text.len() <= bytes_max);
        prop_assert!(balanced(&cut.text), "{}", cut.text);
        prop_assert_eq!(written(&cut.text), unread_attributes_left_out(&cut.text));
        let whole = html_of(&document);
        prop_assert_eq!(was_cut, cut.text != whole);
        let fits = whole.encode_utf16().count() <= units_max && whole.len() <= bytes_max;
        prop_assert!(!fits || !was_cut);
        let start = html_to_text(&cut.text);
        prop_assert!(html_to_text(&whole).starts_with(start.trim_end_matches(['-', ' ', '.', '1'])), "{:?}", start);
    }

    #[test]
    fn no_word_is_lost_on_the_way_to_html(document in documents::anything()) {
        let text = html_to_text(&html_of(&document));
        for word in documents::words(&document) {
            prop_assert!(text.contains(&word), "{} in {:?}", word, text);
        }
    }

    #[test]
    fn no_word_is_lost_on_the_way_back_and_jira_takes_it(html in documents::soup()) {
        let document = adf_of(&html);
        let text = adf_to_text(&document.to_string()).unwrap().text;
        for word in html.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() == 4) {
            prop_assert!(text.contains(word), "{} in {:?}", word, text);
            prop_assert!(html_to_text(&html).contains(word));
        }
        schema::check(&document);
        prop_assert_eq!(html_to_adf(&html), html_to_adf(&html));
    }

    #[test]
    fn jira_takes_what_it_sent_once_it_comes_back(document in documents::anything()) {
        schema::check(&adf_of(&html_of(&document)));
    }

    #[test]
    fn text_comes_back_the_same(text in "([a-z<&\"'é😀.:/@ ]{0,12}|https?://[a-z./)]{1,9}|[a-z]{1,3}@[a-z]{1,3}\\.[a-z]{2}|\n){0,12}") {
        let adf = text_to_adf(&text);
        schema::check(&serde_json::from_str(&adf).unwrap());
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let wanted = lines.join("\n").trim_matches('\n').to_owned();
        let mut wanted_folded = wanted.clone();
        while wanted_folded.contains("\n\n\n") {
            wanted_folded = wanted_folded.replace("\n\n\n", "\n\n");
        }
        prop_assert_eq!(adf_to_text(&adf).unwrap().text, wanted_folded);
    }
}

#[test]
fn a_document_of_nothing_has_no_html_and_no_html_is_an_empty_document() {
    for empty in
        [json!(null), json!({"type": "doc", "content": []}), json!({"type": "doc", "content": [{"type": "paragraph"}]})]
    {
        assert_eq!(html_of(&empty), "");
    }
    for html in ["", " \n", "<p></p>", "<!-- x -->", "<ul></ul><table></table>"] {
        assert_eq!(adf_of(html), json!({"version": 1, "type": "doc", "content": []}), "{html}");
    }
}
