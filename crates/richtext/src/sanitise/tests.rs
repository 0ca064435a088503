use proptest::prelude::*;

use super::sanitise_html;
use crate::parse::{Node, Tree, parse};

#[track_caller]
fn check(html: &str, safe: &str) {
    assert_eq!(sanitise_html(html), safe, "{html}");
    assert_safe(html);
}

#[test]
fn formatting_lists_and_tables_stay() {
    check(
        "<p style='color:red' class=x id=y onclick=z>a <b>b<i>c</b>d</i></p><ul><li>e<li>f</ul>",
        "<p>a <b>b<i>c</i></b><i>d</i></p><ul><li>e</li><li>f</li></ul>",
    );
    check(
        "<table onload=x><tr><td colspan=2 rowspan='9999' width=3>a",
        r#"<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>"#,
    );
    check(
        "<ol start=3 type=a><li value=2>x</ol><pre>\n\na\n b</pre>",
        "<ol start=\"3\"><li>x</li></ol><pre>\n\na\n b</pre>",
    );
}

#[test]
fn links_lead_out_and_nowhere_else() {
    let link = |address: &str| format!(r#"<a href="{address}" target="_blank" rel="noopener noreferrer">x</a>"#);
    check("<a href=' https://a.example/?a=1&amp;b=2 ' target=_top>x</a>", &link("https://a.example/?a=1&amp;b=2"));
    check("<a href='mailto:a@b.example'>x</a>", &link("mailto:a@b.example"));
    for address in [
        "javascript:alert(1)",
        "/setup",
        "#x",
        "//a.example",
        "data:text/html,x",
        "&#1;javascript:x",
        "java&#10;script:x",
        "vbscript:x",
    ] {
        check(&format!("<a href='{address}'>x</a>"), "x");
    }
}

#[test]
fn pictures_of_mails_stay_and_others_are_named() {
    check("<img src='cid:a@b' alt='\"<x>' onerror=y>", r#"<img src="cid:a@b" alt="&quot;&lt;x&gt;">"#);
    check(
        "<img src='https://a.example/p.png' width=12><img src='https://a.example/counts' width=1>",
        r#"<a href="https://a.example/p.png" target="_blank" rel="noopener noreferrer">[p.png]</a>"#,
    );
    check("<img src='data:image/svg+xml,x'><img src=x alt=y>", "[image][y]");
}

/// What has been used to get a script past others.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<img/src/onerror=alert(1)>",
    "<img src='javascript:x'>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:x'><text>y</text></a></svg>",
    "<math><mi xlink:href='javascript:x'>y</mi></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src onerror=alert(1)>\"></textarea>",
    "<title><img title=\"</title><img src onerror=alert(1)>\">",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<noembed><img title='</noembed><img src onerror=alert(1)>'></noembed>",
    "<plaintext><img src onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml ><img src onerror=alert(1)>?>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"&#14; javascript:alert(1)\">x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='https://x' onmouseover=y>z</a>",
    "<a href='https://x\" onmouseover=\"alert(1)'>z</a>",
    "<a style='background:url(javascript:x)'>y</a>",
    "<div style='width:expression(alert(1))'>",
    "<style>@import 'javascript:x';</style>",
    "<link rel=stylesheet href=//x>",
    "<meta http-equiv=refresh content='0;url=javascript:x'>",
    "<base href='javascript://'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>x</script>'>",
    "<object data=javascript:x>",
    "<embed src=javascript:x>",
    "<applet code=x>",
    "<form action=javascript:x><input type=submit formaction=javascript:y>",
    "<button onclick=x>y</button>",
    "<isindex action=javascript:x>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=y>",
    "<details open ontoggle=x>y</details>",
    "<body onload=x>",
    "<frameset onload=x>",
    "<marquee onstart=x>y</marquee>",
    "<select onfocus=x autofocus><option>y</select>",
    "<table background='javascript:x'><td background=y>z",
    "<table><td><img src=x onerror=y></table>",
    "<b <script>alert(1)</script>0",
    "<b/onclick=x>y",
    "<p/\u{b}onclick=x>",
    "<<b>script>x</script>",
    "<img src=\"x\" alt=\"``onerror=y\">",
    "<a\u{0}href='javascript:x'>y",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<template><script>x</script></template>",
    "<template><img src=x onerror=y></template>",
    "<portal src=javascript:x>",
    "<dialog open>x</dialog>",
    "<p id=a name=b>x</p>",
    "<img name=getElementById>",
    "<a href='https://a\\@b'>x</a>",
    "<a href='HTTPS:\\\\a'>x</a>",
    "<a href='cid:x'>y</a>",
    "<img src='CID:\"onerror=alert(1)'>",
    "<select><template><img src onerror=x></template></select>",
    "<p><svg><desc><b onclick=y>z</desc></svg>",
];

#[test]
fn attacks_come_to_nothing() {
    for attack in ATTACKS {
        for html in [
            attack.to_string(),
            format!("<p>a{attack}b"),
            format!("<table><td>{attack}</td></table>"),
            format!("<pre>{attack}"),
        ] {
            assert_safe(&html);
        }
    }
}

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];

/// Reads what came out with the tokenizer of others, and looks at each tag and attribute.
#[track_caller]
fn assert_safe(html: &str) {
    let safe = sanitise_html(html);
    assert_eq!(sanitise_html(&safe), safe, "once more, from {html:?}");
    let mut open: Vec<String> = Vec::new();
    for token in html5gum::Tokenizer::new(&safe) {
        match token.unwrap() {
            html5gum::Token::StartTag(tag) => {
                let name = String::from_utf8(tag.name.to_vec()).unwrap();
                assert!(TAGS.contains(&name.as_str()), "<{name}> in {safe:?} from {html:?}");
                for (attribute, value) in &tag.attributes {
                    let value = String::from_utf8(value.to_vec()).unwrap();
                    let lower = value.to_ascii_lowercase();
                    let number = || value.bytes().all(|byte| byte.is_ascii_digit());
                    let allowed = match (name.as_str(), std::str::from_utf8(attribute).unwrap()) {
                        ("a", "href") => {
                            ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme))
                        }
                        ("a", "target") => value == "_blank",
                        ("a", "rel") => value == "noopener noreferrer",
                        ("img", "src") => lower.starts_with("cid:"),
                        ("img", "alt") => true,
                        ("td" | "th", "colspan" | "rowspan") | ("ol", "start") => number(),
                        _ => false,
                    };
                    assert!(allowed, "{attribute:?}={value:?} in {safe:?} from {html:?}");
                }
                if !matches!(name.as_str(), "br" | "hr" | "img") {
                    open.push(name);
                }
            }
            html5gum::Token::EndTag(tag) => {
                assert_eq!(open.pop().map(String::into_bytes), Some(tag.name.to_vec()), "{safe:?} from {html:?}");
            }
            html5gum::Token::String(_) => {}
            other => panic!("{other:?} in {safe:?} from {html:?}"),
        }
    }
    assert_eq!(open, [""; 0], "{safe:?} from {html:?}");
    assert_eq!(shape(&safe), shape(&sanitise_html(&safe)), "the same tree, from {html:?}");
}

fn shape(html: &str) -> String {
    fn push(tree: &Tree, node: &Node, shape: &mut String) {
        shape.push_str(&format!("({}{:?}", node.name, node.text));
        tree.children(node).for_each(|child| push(tree, child, shape));
        shape.push(')');
    }
    let tree = parse(html);
    let mut shape = String::new();
    tree.root().into_iter().for_each(|root| push(&tree, root, &mut shape));
    shape
}

fn soup() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "p",
        "div",
        "b",
        "i",
        "a href='https://a.example'",
        "a href=javascript:x",
        "ul",
        "ol start=2",
        "li",
        "table",
        "tr",
        "td",
        "th colspan=2",
        "tbody",
        "caption",
        "h1",
        "h2",
        "pre",
        "br",
        "hr",
        "img src=cid:x",
        "img src='https://a.example/b.png'",
        "blockquote",
        "span",
        "article",
        "dd",
        "dt",
        "dl",
        "form",
        "option",
        "select",
        "textarea",
        "xmp",
        "svg",
        "math",
        "style",
        "script",
        "title",
        "template",
        "iframe",
        "button",
        "center",
        "font color=red",
        "x",
        "listing",
        "plaintext",
        "optgroup",
        "section",
        "address",
        "code",
        "menu",
        "nobr",
        "noscript",
        "details",
        "summary",
        "object",
        "input",
    ]);
    let piece = prop_oneof![
        4 => names.clone().prop_map(|name| format!("<{name}>")),
        3 => names.prop_map(|name| format!("</{}>", name.split(' ').next().unwrap())),
        2 => prop::sample::select(vec!["a", " ", "\n", "&lt;b&gt;", "&amp;", "&nbsp;", "\u{0}", "'\"", "<!-- x -->", "\r\n", "\u{b}", "é", "\u{2610} "])
            .prop_map(str::to_owned),
        1 => prop::sample::select(ATTACKS).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn whatever_is_made_safe_is_safe_and_stays_the_same(html in soup()) {
        assert_safe(&html);
    }
}
