//! Rich text. Whatever a document or a piece of HTML is, there is a result, or an error for what is no document; what
//! comes out is well formed, no larger than the input explains, and the same each time.

use weftline_richtext::{
    Picture, Segment, adf_to_html, adf_to_html_cut, adf_to_text, html_to_adf, html_to_segments, html_to_text,
    sanitise_html, sanitise_html_with, sanitise_mail, segment_html, text_to_adf, text_to_html,
};

/// Anything that may be a document.
pub fn adf(data: &[u8]) {
    let json = String::from_utf8_lossy(data);
    let (text, html) = (adf_to_text(&json), adf_to_html(&json));
    assert_eq!(text.is_ok(), html.is_ok(), "a document is one for text and for HTML");
    if let (Ok(text), Ok(html)) = (text, html) {
        in_proportion(data, &text.text);
        in_proportion(data, &html.text);
        assert_well_formed(&html.text);
        let units_max = data.len() / 2;
        match adf_to_html_cut(&json, units_max, data.len()) {
            Ok((cut, _)) => {
                assert!(cut.text.encode_utf16().count() <= units_max, "HTML is cut to its limit: {}", cut.text);
                assert_well_formed(&cut.text);
            }
            Err(error) => panic!("a document can be cut: {error}"),
        }
        let back = html_to_adf(&html.text);
        assert!(adf_to_text(&back.text).is_ok(), "HTML of ours makes a document");
    }
    let document = text_to_adf(json.get(..20_000).unwrap_or(&json));
    assert!(adf_to_text(&document).is_ok(), "text makes a document");
    assert_well_formed(&text_to_html(&json));
}

/// HTML.
pub fn html(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    in_proportion(data, &html_to_text(&html));
    let document = html_to_adf(&html);
    in_proportion(data, &document.text);
    assert_eq!(document, html_to_adf(&html), "the same HTML makes the same document");
    match adf_to_html(&document.text) {
        Ok(again) => assert_well_formed(&again.text),
        Err(error) => panic!("HTML makes a document: {error}"),
    }
    let safe = sanitise_html(&html);
    in_proportion(data, &safe);
    assert_well_formed(&safe);
    let lower = safe.to_ascii_lowercase();
    for danger in
        ["<script", "<style", "<iframe", "<svg", "<math", "<form", "<object", "<embed", "<template", "<base", "<meta"]
    {
        assert!(!lower.contains(danger), "{danger} in {safe}");
    }
    assert_eq!(sanitise_html(&safe), safe, "what is safe stays the same");
}

/// HTML of a mail.
pub fn mail(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    let mut asked = 0;
    let mut pictures = |_: &str| {
        asked += 1;
        if asked % 2 == 0 { Picture::Named } else { Picture::Image(asked) }
    };
    let (safe, cut) = sanitise_mail(&html, &mut pictures, usize::MAX);
    assert!(!cut, "what has no limit is not cut");
    in_proportion(data, &safe);
    assert_well_formed(&safe);
    let (sheet, body) =
        safe.strip_prefix("<style>").and_then(|rest| rest.split_once("</style>")).unwrap_or(("", &safe));
    assert_harmless_style(sheet);
    assert_harmless(body);
    let bytes_max = data.len() / 2;
    let (short, _) = sanitise_mail(&html, &mut |_| Picture::Elsewhere, bytes_max);
    assert!(short.len() <= bytes_max, "a mail is cut to its limit: {short}");
    assert_well_formed(&short);
}

/// HTML as a post, and the bytes as the segments of one: each line is a segment, by its first letter.
pub fn feed(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let written = html_to_segments(&text, "Jane via Jira");
    in_proportion(data, &written.json);
    let mut open = Vec::new();
    for piece in written.json.split("{\"type\":\"Markup").skip(1) {
        let name = piece.split("\"markupType\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        if piece.starts_with("Begin") {
            open.push(name);
        } else {
            assert_eq!(open.pop(), Some(name), "segments overlap in {}", written.json);
        }
    }
    assert!(open.is_empty(), "{open:?} is left open in {}", written.json);

    let mut html = String::new();
    for line in text.lines() {
        let (kind, rest) = line.split_at(line.chars().next().map_or(0, char::len_utf8));
        segment_html(
            &mut html,
            match kind {
                "<" => Segment::Begin(rest, Some(rest)),
                "b" => Segment::Begin("Bold", None),
                "l" => Segment::Begin("ListItem", None),
                "h" => Segment::Begin("Hyperlink", Some(rest)),
                "e" => Segment::End("Bold"),
                ">" => Segment::End(rest),
                "@" => Segment::Link(rest, rest),
                "i" => Segment::Image(rest, rest),
                _ => Segment::Text(line),
            },
        );
    }
    let safe = sanitise_html_with(&html, &mut |_| Picture::Image(0));
    in_proportion(data, &safe);
    assert_well_formed(&safe);
    assert_harmless(&safe);
}

/// Nothing in it runs or loads anything.
fn assert_harmless(safe: &str) {
    let lower = safe.to_ascii_lowercase();
    for danger in [
        "<script",
        "<style",
        "<iframe",
        "<svg",
        "<math",
        "<form",
        "<object",
        "<embed",
        "<template",
        "<base",
        "<meta",
        "<link",
    ] {
        assert!(!lower.contains(danger), "{danger} in {safe}");
    }
    for tag in safe.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag) {
        // Values are in quotes, and a quote in one is escaped: what is left are names.
        let names: Vec<&str> = tag.split('"').step_by(2).collect();
        for name in names.iter().flat_map(|part| part.split([' ', '='])).filter(|name| !name.is_empty()).skip(1) {
            assert!(!name.starts_with("on") && !matches!(name, "src" | "srcset" | "background"), "{name} in {tag}");
        }
        for style in tag.split("style=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert_harmless_style(style);
        }
    }
}

fn assert_harmless_style(style: &str) {
    let style = style.to_ascii_lowercase();
    for danger in ["url(", "image(", "image-set", "expression(", "position:", "\\", "@", "/*", "<"] {
        assert!(!style.contains(danger), "{danger} in {style}");
    }
}

/// Tags close in the order in which they open. Text of ours has no `<` that is none.
fn assert_well_formed(html: &str) {
    let mut open = Vec::new();
    for piece in html.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else { panic!("a tag does not end in {html}") };
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "tags overlap in {html}"),
            None if matches!(name, "br" | "hr" | "img") => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?} is left open in {html}");
}

/// Each piece of text may be in as many elements of formatting as are kept, and in no more blocks.
fn in_proportion(data: &[u8], made: &str) {
    let most = 10_000 + 1_000 * data.len();
    assert!(made.len() <= most, "{} bytes made {}", data.len(), made.len());
}
