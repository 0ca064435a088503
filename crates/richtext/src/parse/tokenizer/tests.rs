use std::borrow::Cow;

use html5gum::{DefaultEmitter, Token as Peer, Tokenizer as PeerTokenizer};
use proptest::prelude::*;

use super::{ATTRIBUTES_MAX, StartTag, Token, Tokenizer};

/// Our tokens, neighbouring texts joined.
fn ours(html: &str) -> Vec<Token<'static>> {
    let html = html.replace("\r\n", "\n").replace('\r', "\n");
    let mut tokenizer = Tokenizer::new(&html);
    let mut tokens = Vec::new();
    while let Some(token) = tokenizer.next() {
        push(
            &mut tokens,
            match token {
                Token::Text(text) => Token::Text(Cow::Owned(text.into_owned())),
                Token::End(name) => Token::End(name),
                Token::Start(tag) => Token::Start(StartTag {
                    name: tag.name,
                    attributes: tag
                        .attributes
                        .into_iter()
                        .map(|(name, value)| (name, Cow::Owned(value.into_owned())))
                        .collect(),
                    self_closing: tag.self_closing,
                }),
            },
        );
    }
    tokens.iter_mut().for_each(sort);
    tokens
}

/// Those of `html5gum`, which passes the tests that browsers pass.
fn theirs(html: &str) -> Vec<Token<'static>> {
    let mut tokens = Vec::new();
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    for token in PeerTokenizer::new_with_emitter(html, emitter) {
        match token.unwrap() {
            Peer::StartTag(tag) => {
                let attributes = tag.attributes.iter().map(|(name, value)| (text(name), Cow::Owned(text(value))));
                let tag = StartTag {
                    name: text(&tag.name),
                    attributes: attributes.collect(),
                    self_closing: tag.self_closing,
                };
                push(&mut tokens, Token::Start(tag));
            }
            Peer::EndTag(tag) => push(&mut tokens, Token::End(text(&tag.name))),
            Peer::String(string) => push(&mut tokens, Token::Text(Cow::Owned(text(&string)))),
            Peer::Comment(_) | Peer::Doctype(_) | Peer::Error(_) => {}
        }
    }
    tokens.iter_mut().for_each(sort);
    tokens
}

fn sort(token: &mut Token<'_>) {
    if let Token::Start(tag) = token {
        tag.attributes.sort();
    }
}

fn push(tokens: &mut Vec<Token<'static>>, token: Token<'static>) {
    match (tokens.last_mut(), &token) {
        (Some(Token::Text(last)), Token::Text(text)) => last.to_mut().push_str(text),
        _ => tokens.push(token),
    }
}

#[track_caller]
fn agree(html: &str) {
    assert_eq!(ours(html), theirs(html), "{html:?}");
}

#[test]
fn odd_html_is_read_as_browsers_read_it() {
    for html in [
        "a<b c=d e='f>' g=\"h\" i j = k/>x</b >",
        "1 < 2 <",
        "</",
        "</>",
        "<a",
        "<a b",
        "<a b=",
        "<a b='",
        "<a b='c'd>",
        "<a/b/>",
        "<a / >",
        "<a =b==c>",
        "<a b=>x",
        "<!-- a -->b<!-->c<!--->d<!----!>e<!---!>f-->g",
        "<!-- --!> -->x",
        "<!--!>-->x",
        "<!-- <!-- --> -->",
        "<!--",
        "<!doctype html \">\" x>y",
        "<!x>y",
        "<?xml ?>y",
        "<![CDATA[ <b>]]>x",
        "</ b>x",
        "</b c='>'>x",
        "<B A=1 a=2>",
        "<script><!--<script></script>x</script>y",
        "<script><!--x</script>y",
        "<script><!--<script>--></script>y",
        "<script><!--><script></script>y",
        "<script></scripty></script\n>z",
        "<script><!--<script></script/>--></script>",
        "<script><!--<scripty></script>x",
        "<script>-->x<!-- <script> </script> </script>y",
        "<style><b>&amp;</style>&amp;",
        "<title>&amp;</b></title>x",
        "<textarea></texta</textarea>x",
        "<xmp></XMP a='>'>x",
        "<plaintext></plaintext>&amp;<b>",
        "<iframe><p></iframe>x",
        "<title>",
        "<title></title",
        "<script></script",
        "a\0b<c\0 d\0='e\0'>\0<title>\0</title>",
        "a\r\nb\rc<d e='\r\n'>",
        "&amp;&amp&ampx&notit;&notin;&#65;&#x41;&#0;&#x80;&#xD800;&#x110000;&#99999999999;&#;&#x;&#65&",
        "&NotEqualTilde;&nGt;",
        "<a b='&amp=&ampx&amp;&copy=&copy &not;it&notit=1' c=&lt;&gt d=&copy>",
    ] {
        agree(html);
    }
}

#[test]
fn all_names_of_characters_are_known() {
    let name = |first: u8, rest: &str| format!("{}{rest}", char::from(first));
    let mut count = 0;
    for (section, names) in super::super::names::NAMES.iter().enumerate() {
        let first = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[section];
        let mut before = String::new();
        for entry in names.split_terminator(' ') {
            let shared = usize::from(entry.as_bytes()[0] - b'@');
            let end = entry.find([';', ',']).unwrap();
            before = format!("{}{}", &before[..shared], &entry[1..end]);
            let name = name(first, &before);
            let legacy = entry.as_bytes()[end] == b',';
            count += 1 + usize::from(legacy);
            for html in
                [format!("&{name};"), format!("&{name}"), format!("&{name}x;"), format!("<a b='&{name}' c=&{name};=>")]
            {
                agree(&html);
            }
            assert!(
                matches!(&ours(&format!("&{name};"))[..], [Token::Text(text)] if !text.starts_with('&') || name == "amp" || name == "AMP")
            );
        }
    }
    assert_eq!(count, 2231, "as many as the standard has");
}

#[test]
fn more_attributes_than_anything_has_are_left_out() {
    let html = format!("<a {}>x", (0..1_000).map(|index| format!("b{index}=1 ")).collect::<String>());
    let Some(Token::Start(tag)) = ours(&html).into_iter().next() else { panic!("a tag") };
    assert_eq!(tag.attributes.len(), ATTRIBUTES_MAX);
}

/// HTML out of what tokenizers stumble over.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "<",
            ">",
            "/",
            "</",
            "/>",
            "=",
            "'",
            "\"",
            " ",
            "\n",
            "\r",
            "\t",
            "\u{c}",
            "!",
            "-",
            "--",
            "<!--",
            "-->",
            "--!>",
            "?",
            "<!",
            "<![CDATA[",
            "]]>",
            "<!doctype",
            "a",
            "b=c",
            "B",
            "é",
            "漢",
            "\0",
            "&",
            "&amp",
            "&amp;",
            "&#",
            "&#x",
            "x4",
            "9;",
            "&not",
            "in;",
            "&copy",
            "script",
            "<script>",
            "</script>",
            "</script",
            "<style>",
            "</style>",
            "<title>",
            "</title ",
            "<textarea>",
            "</textarea>",
            "<plaintext>",
            "<p>",
            "</p>",
            "<a href='",
            "\u{a0}",
            "\u{80}",
            "😀",
            "&Not",
            "EqualTilde;",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z&;#0-9]{1,8}",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn any_html_is_read_as_browsers_read_it(html in pieces()) {
        prop_assert_eq!(ours(&html), theirs(&html));
    }
}
