use super::{Segment, html_to_segments, segment_html};
use crate::{Picture, sanitise_html, sanitise_html_with, sanitise_mail};

/// Segments in short: `<Bold` begins, `Bold>` ends.
#[track_caller]
fn short(html: &str, signature: &str) -> String {
    let written = html_to_segments(html, signature);
    let segments: serde_json::Value = serde_json::from_str(&written.json).unwrap();
    let each = segments.as_array().unwrap().iter().map(|segment| {
        let markup = segment["markupType"].as_str().unwrap_or_default();
        match segment["type"].as_str().unwrap() {
            "Text" => format!("{:?}", segment["text"].as_str().unwrap()),
            "MarkupBegin" => format!("<{markup}{}", segment["url"].as_str().unwrap_or_default()),
            _ => format!("{markup}>"),
        }
    });
    each.collect::<Vec<_>>().join(" ")
}

/// What a reader makes of what was written.
fn back(html: &str) -> String {
    let written = html_to_segments(html, "");
    let segments: serde_json::Value = serde_json::from_str(&written.json).unwrap();
    let mut html = String::new();
    for segment in segments.as_array().unwrap() {
        let markup = segment["markupType"].as_str().unwrap_or_default();
        segment_html(
            &mut html,
            match segment["type"].as_str().unwrap() {
                "Text" => Segment::Text(segment["text"].as_str().unwrap()),
                "MarkupBegin" => Segment::Begin(markup, segment["url"].as_str()),
                _ => Segment::End(markup),
            },
        );
    }
    sanitise_html(&html)
}

#[test]
fn view_4_an_editor_s_html_becomes_segments() {
    assert_eq!(
        short("<p>Hello <b>big <i>world</i></b>,</p><p>again</p>", "Jane via Jira"),
        r#"<Paragraph "Hello " <Bold "big " <Italic "world" Italic> Bold> "," Paragraph> <Paragraph "again" Paragraph> <Paragraph "Jane via Jira" Paragraph>"#
    );
    assert_eq!(
        short("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul><ol><li>d</li></ol>e", ""),
        r#"<UnorderedList <ListItem "a" ListItem> <ListItem "b" ListItem> <ListItem "c" ListItem> UnorderedList> <OrderedList <ListItem "d" ListItem> OrderedList> <Paragraph "e" Paragraph>"#
    );
    assert_eq!(
        short("a<br><br>b<p></p><p>c</p>", ""),
        r#"<Paragraph "a" Paragraph> <Paragraph " " Paragraph> <Paragraph "b" Paragraph> <Paragraph " " Paragraph> <Paragraph "c" Paragraph>"#
            .replace("\" \"", "\"\u{a0}\"")
            .replace('\u{a0}', "\\u{a0}")
    );
    assert_eq!(
        short("<a href='https://a.example/?x=1&amp;y=2'>x</a><a href='javascript:alert(1)'>y</a>", ""),
        r#"<Paragraph <Hyperlinkhttps://a.example/?x=1&y=2 "x" Hyperlink> "y" Paragraph>"#
    );
    assert_eq!(
        short("<h2>T</h2><pre>a\n b</pre><table><tr><td>1</td><td>2</td></tr></table><img src=x.png alt=P>", ""),
        r#"<Paragraph <Bold "T" Bold> Paragraph> <Paragraph <Code "a" Code> Paragraph> <Paragraph <Code " b" Code> Paragraph> <Paragraph "1 | 2" Paragraph> <Paragraph "[P]" Paragraph>"#
    );
    assert_eq!(html_to_segments("<script>x</script> <p> </p>", "Jane"), super::Segments::default());
}

#[test]
fn view_4_what_is_posted_reads_the_same() {
    for html in [
        "<p>a <b>b</b></p>",
        "<p><b><i>a</i></b><i>b</i></p><ul><li>c</li><li><u>d</u></li></ul><p>&lt;e&gt; &amp; \u{202e}f</p>",
        "<ol><li><s>a</s><code>b</code></li></ol>",
    ] {
        assert_eq!(back(html), html);
    }
}

#[test]
fn view_4_hostile_segments_make_safe_html() {
    let mut html = String::new();
    for segment in [
        Segment::End("Bold"),
        Segment::Begin("Bold", Some("x")),
        Segment::Begin("script", None),
        Segment::Text("<script>alert(1)</script>\nb"),
        Segment::End("Paragraph"),
        Segment::Begin("Hyperlink", Some("javascript:alert(1)")),
        Segment::Text("x"),
        Segment::Link("https://a.example/\"onclick=\"y", ""),
        Segment::Image("feed:\"><script>", "\"><img src=x onerror=y>"),
    ] {
        segment_html(&mut html, segment);
    }
    let mut asked = Vec::new();
    let safe = sanitise_html_with(&html, &mut |source| {
        asked.push(source.to_owned());
        Picture::Image(0)
    });
    assert_eq!(
        safe,
        "<b>&lt;script&gt;alert(1)&lt;/script&gt;<br>bx\
         <a href=\"https://a.example/&quot;onclick=&quot;y\" target=\"_blank\" rel=\"noopener noreferrer\">https://a.example/&quot;onclick=&quot;y</a>\
         <img data-image=\"0\" alt=\"&quot;&gt;&lt;img src=x onerror=y&gt;\"></b>"
    );
    assert_eq!(asked, ["feed:\"><script>"]);
}

#[test]
fn view_2_pictures_are_numbered_named_or_linked() {
    let html = "<p><img src='ours:1' alt=A onerror=x><img src='ours:2' alt=B><img src='https://a.example/c.png'></p>";
    let safe = sanitise_html_with(html, &mut |source| match source {
        "ours:1" => Picture::Image(0),
        "ours:2" => Picture::Named,
        _ => Picture::Elsewhere,
    });
    assert_eq!(
        safe,
        "<p><img data-image=\"0\" alt=\"A\"><img alt=\"B\"><a href=\"https://a.example/c.png\" target=\"_blank\" rel=\"noopener noreferrer\">[c.png]</a></p>"
    );
}

#[test]
fn view_5_a_mail_keeps_its_looks_and_loads_nothing() {
    let html = "<style>p{background:url(//x)} .a{margin:0} </style><body onload=x><table width=600 cellpadding=0 background=//x>\
        <tr><td bgcolor=#fff style='padding:4px;background:url(//x)' valign=top>\
        <font color=red><span style='font-size:9px'>a<span style='color:blue'>b</span></span></font>\
        <img src=cid:x width=20 height=10 style='position:fixed'><img src=//x.example/c.gif width=1>\
        <a href='https://a.example' style='color:#123' onclick=x>c</a></table><iframe src=//x></iframe><link href=//x>";
    let (safe, cut) =
        sanitise_mail(html, &mut |source| if source == "cid:x" { Picture::Image(3) } else { Picture::Named }, 10_000);
    assert_eq!(
        safe,
        "<style>.a{margin:0;}</style><table width=\"600\" cellpadding=\"0\"><tbody><tr><td bgcolor=\"#fff\" style=\"padding:4px;\" valign=\"top\">\
         <font color=\"red\"><span style=\"font-size:9px;\">a<span style=\"color:blue;\">b</span></span></font>\
         <img data-image=\"3\" alt=\"image\" width=\"20\" height=\"10\">\
         <a href=\"https://a.example\" target=\"_blank\" rel=\"noopener noreferrer\" style=\"color:#123;\">c</a></td></tr></tbody></table>"
    );
    assert!(!cut);
    let (short, cut) =
        sanitise_mail(&format!("<div>{}</div>", "<p>word</p>".repeat(1_000)), &mut |_| Picture::Named, 999);
    assert!(cut && short.len() <= 999 && short.ends_with("</p></div>"), "{short}");
}
