//! HTML from Salesforce as plain text: for places that show text only.
//!
//! Tags are read as the HTML standard's tokenizer reads them, as far as text needs it: attributes in quotes may hold
//! `>`, comments and the contents of scripts and styles are no text, character references are decoded.
//! <https://html.spec.whatwg.org/multipage/parsing.html#tokenization>

/// The text of an HTML fragment. Blocks become lines, list items begin with a dash; runs of white space are one space,
/// as a browser shows them. Never fails: what is no tag is text.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while let Some((before, from)) = split_at_tag(rest) {
        text.push(before);
        let Some((tag, after)) = read_tag(from) else {
            text.push("<");
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        rest = after;
        match tag.name.as_str() {
            "script" | "style" | "template" if !tag.closing => rest = skip_raw(rest, &tag.name),
            "br" => text.line(),
            "li" if !tag.closing => {
                text.begin_block();
                text.literal("- ");
            }
            "td" | "th" if tag.closing => text.literal("\t"),
            name if is_block(name) => text.begin_block(),
            _ => {}
        }
    }
    text.push(rest);
    text.finish()
}

struct Tag {
    name: String,
    closing: bool,
}

/// The text before the next `<`, and from there.
fn split_at_tag(html: &str) -> Option<(&str, &str)> {
    html.find('<').and_then(|at| Some((html.get(..at)?, html.get(at..)?)))
}

/// Reads a tag or comment at the start, and gives what follows it. None when the `<` is text.
fn read_tag(html: &str) -> Option<(Tag, &str)> {
    let inner = html.strip_prefix('<')?;
    if let Some(comment) = inner.strip_prefix("!--") {
        let after = comment.split_once("-->").map_or("", |(_, after)| after);
        return Some((Tag { name: String::new(), closing: false }, after));
    }
    let (closing, name_on) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
    let first = name_on.chars().next()?;
    if !first.is_ascii_alphabetic() && first != '!' && first != '?' {
        return None;
    }
    let end = name_on.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(name_on.len());
    let name = name_on.get(..end)?.to_ascii_lowercase();
    Some((Tag { name, closing }, after_tag(name_on.get(end..)?)))
}

/// What follows the tag's `>`, which may not be one within a quoted attribute.
fn after_tag(attributes: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in attributes.char_indices() {
        match (quote, character) {
            (None, '>') => return attributes.get(at + 1..).unwrap_or_default(),
            (None, '"' | '\'') if before == '=' => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        if !character.is_ascii_whitespace() {
            before = character;
        }
    }
    ""
}

/// What follows the element whose content is no text.
fn skip_raw<'a>(html: &'a str, name: &str) -> &'a str {
    let mut rest = html;
    while let Some((_, from)) = split_at_tag(rest) {
        if let Some((tag, after)) = read_tag(from)
            && tag.closing
            && tag.name == name
        {
            return after;
        }
        rest = from.get(1..).unwrap_or_default();
    }
    ""
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Text in the making.
#[derive(Default)]
struct Text {
    out: String,
    space: bool,
}

impl Text {
    /// Adds text of the document: white space is folded, character references are decoded.
    fn push(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some(character) = rest.chars().next() {
            if character.is_ascii_whitespace() {
                self.space = true;
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let (decoded, after) = match character {
                '&' => reference(rest).unwrap_or(('&', rest.get(1..).unwrap_or_default())),
                other => (other, rest.get(other.len_utf8()..).unwrap_or_default()),
            };
            self.put(decoded);
            rest = after;
        }
    }

    fn put(&mut self, character: char) {
        if self.space && !self.out.is_empty() && !self.out.ends_with(['\n', ' ', '\t']) {
            self.out.push(' ');
        }
        self.space = false;
        self.out.push(character);
    }

    /// Adds our own text as it is.
    fn literal(&mut self, text: &str) {
        self.space = false;
        self.out.push_str(text);
    }

    fn line(&mut self) {
        self.space = false;
        self.out.push('\n');
    }

    /// Begins a line, unless one has just begun.
    fn begin_block(&mut self) {
        self.space = false;
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn finish(self) -> String {
        self.out.trim_matches(['\n', ' ', '\t']).to_owned()
    }
}

/// Decodes the character reference at the start, and gives what follows it.
fn reference(text: &str) -> Option<(char, &str)> {
    let (name, after) = text.strip_prefix('&')?.split_once(';')?;
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|&character| character != '\0').unwrap_or('\u{fffd}')
        }
        None => named(name)?,
    };
    Some((character, after))
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "euro" => '€',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bull" => '•',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "ccedil" => 'ç',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::html_to_text;

    #[test]
    fn blocks_become_lines_and_white_space_is_folded() {
        assert_eq!(html_to_text("<p>One\n  two</p><p>three<br>four</p>"), "One two\nthree\nfour");
        assert_eq!(html_to_text("<ul><li>a</li><li><b>b</b> c</li></ul>"), "- a\n- b c");
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        assert_eq!(html_to_text("a<!-- <b>x</b> --><script>if (1<2) '</b>'</script>b<style>p{}</style>"), "ab");
        assert_eq!(html_to_text(r#"<a href="x>y" title='>'>link</a>"#), "link");
    }

    #[test]
    fn character_references_are_decoded_once() {
        assert_eq!(html_to_text("&lt;b&gt; &amp;amp; &#8364;&#x1F600; &unknown; a&b"), "<b> &amp; €😀 &unknown; a&b");
    }

    #[test]
    fn broken_html_is_text() {
        assert_eq!(html_to_text("1 < 2 <"), "1 < 2 <");
        assert_eq!(html_to_text("a<b"), "a");
        assert_eq!(html_to_text("<script>never ends"), "");
        assert_eq!(html_to_text("<p title=\"open"), "");
    }
}
