//! Plain text as HTML for Salesforce's rich text fields.

/// Escapes text and turns its line breaks into `<br>`.
#[must_use]
pub fn text_to_html(text: &str) -> String {
    text_to_html_cut(text, usize::MAX, usize::MAX).0
}

/// Like [`text_to_html`], but stops before the HTML has more than so many characters (UTF-16 units, as Salesforce
/// counts) or bytes. The second value says whether it stopped. Never ends within an entity or a tag.
#[must_use]
pub fn text_to_html_cut(text: &str, units_max: usize, bytes_max: usize) -> (String, bool) {
    let mut html = String::with_capacity(text.len());
    let mut units = 0;
    for character in text.chars() {
        let mut buffer = [0; 4];
        let piece = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\r' => continue,
            '\n' => "<br>",
            _ => character.encode_utf8(&mut buffer),
        };
        units += piece.encode_utf16().count();
        if units > units_max || html.len() + piece.len() > bytes_max {
            return (html, true);
        }
        html.push_str(piece);
    }
    (html, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_lines_break() {
        assert_eq!(text_to_html("a < b & \"c\"\r\n<script>"), "a &lt; b &amp; &quot;c&quot;<br>&lt;script&gt;");
    }

    #[test]
    fn html_is_cut_before_an_entity_and_not_within_it() {
        assert_eq!(text_to_html_cut("ab&c", 6, 100), (String::from("ab"), true));
        assert_eq!(text_to_html_cut("ab&c", 8, 100), (String::from("ab&amp;c"), false));
        assert_eq!(text_to_html_cut("a\u{1f600}", 2, 100), (String::from("a"), true));
        assert_eq!(text_to_html_cut("a\u{1f600}", 3, 4), (String::from("a"), true));
    }
}
