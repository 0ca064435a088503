//! Rich text. Whatever a document or a piece of HTML is, there is a result, or an error for what is no document; what
//! comes out is well formed, no larger than the input explains, and the same each time.

use weftline_richtext::{
    adf_to_html, adf_to_html_cut, adf_to_text, html_to_adf, html_to_text, sanitise_html, text_to_adf, text_to_html,
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
