//! Writes HTML: the one place where text is escaped, and where it ends when a limit is reached.

/// A cut within reach of this many characters leaves sequences (an emoji of several parts) whole.
const SEQUENCE_MAX: usize = 16;

const NO_BREAK_SPACE: &str = "&nbsp;";

/// Escapes text and turns its line breaks into `<br>`.
#[must_use]
pub fn text_to_html(text: &str) -> String {
    text_to_html_cut(text, usize::MAX, usize::MAX).0
}

/// Like [`text_to_html`], but stops before the HTML has more than so many characters (UTF-16 units, as Salesforce
/// counts) or bytes. The second value says whether it stopped. Never ends within an entity, a tag, or what people see as
/// one character.
#[must_use]
pub fn text_to_html_cut(text: &str, units_max: usize, bytes_max: usize) -> (String, bool) {
    let mut html = Html::new(units_max, bytes_max);
    for character in text.chars() {
        match character {
            '\r' => {}
            '\n' => html.void("br"),
            _ => html.character(character),
        }
    }
    html.finish()
}

/// An element that was opened.
struct Open {
    name: &'static str,
    /// Where its start tag begins and its content begins.
    start: usize,
    content: usize,
}

/// HTML in the making, within a limit. Whatever is written, the tags that are open can still be closed; once something
/// did not fit, nothing is written any more.
pub(crate) struct Html {
    out: String,
    open: Vec<Open>,
    /// 16-bit units written.
    units: usize,
    /// What the end tags of open elements will take.
    reserved: usize,
    units_max: usize,
    bytes_max: usize,
    full: bool,
    /// Where what people see as the last character of the text began, of how many parts it is, and whether the last of
    /// them joins the next.
    sequence: usize,
    parts: usize,
    joins: bool,
    /// Whether `<pre>` was written last: whoever reads it leaves out a line break that comes now.
    after_pre: bool,
}

impl Html {
    pub(crate) fn new(units_max: usize, bytes_max: usize) -> Html {
        Html {
            out: String::new(),
            open: Vec::new(),
            units: 0,
            reserved: 0,
            units_max,
            bytes_max,
            full: false,
            sequence: 0,
            parts: 0,
            joins: false,
            after_pre: false,
        }
    }

    /// A start tag without attributes.
    pub(crate) fn start(&mut self, name: &'static str) {
        self.start_with(name, &[]);
    }

    /// A start tag. Its element is closed by [`Html::end`], in reverse order.
    pub(crate) fn start_with(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        let start = self.out.len();
        let closing = name.len() + 3;
        self.reserved += closing;
        self.markup(&tag(name, attributes));
        if self.full {
            return;
        }
        self.open.push(Open { name, start, content: self.out.len() });
        self.after_pre = name == "pre";
    }

    /// The end tag of the element that was opened last.
    pub(crate) fn end(&mut self) {
        if self.full {
            return;
        }
        if let Some(open) = self.open.pop() {
            self.reserved -= open.name.len() + 3;
            self.units += open.name.len() + 3;
            self.close(&open);
        }
    }

    /// An element without content.
    pub(crate) fn void(&mut self, name: &str) {
        self.void_with(name, &[]);
    }

    pub(crate) fn void_with(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.markup(&tag(name, attributes));
    }

    /// Text of the document, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        for character in text.chars() {
            self.character(character);
        }
    }

    /// A space that is neither folded nor left out.
    pub(crate) fn fixed_space(&mut self) {
        self.character('\u{a0}');
    }

    /// A character of the document, escaped. What HTML has no place for, control characters, is left out.
    pub(crate) fn character(&mut self, character: char) {
        let mut buffer = [0; 4];
        let piece = match escape(character) {
            None if character == '\n' && self.after_pre => "\n\n",
            Some(piece) => piece,
            None if is_control(character) => return,
            None => character.encode_utf8(&mut buffer),
        };
        let continues = self.parts > 0 && (self.joins || extends(character));
        if self.fits(piece) {
            if !continues {
                (self.sequence, self.parts) = (self.out.len(), 0);
            }
            self.parts += 1;
            self.joins = character == ZERO_WIDTH_JOINER;
            self.put(piece);
        } else if !self.full {
            if continues && self.parts <= SEQUENCE_MAX {
                self.out.truncate(self.sequence);
            }
            self.fill();
        }
    }

    /// The HTML, and whether it was cut.
    pub(crate) fn finish(mut self) -> (String, bool) {
        while !self.open.is_empty() {
            self.end();
        }
        (self.out, self.full)
    }

    fn markup(&mut self, markup: &str) {
        if self.fits(markup) {
            self.put(markup);
            self.parts = 0;
        } else if !self.full {
            self.fill();
        }
    }

    fn fits(&self, piece: &str) -> bool {
        !self.full
            && self.units.saturating_add(units(piece)).saturating_add(self.reserved) <= self.units_max
            && self.out.len().saturating_add(piece.len()).saturating_add(self.reserved) <= self.bytes_max
    }

    fn put(&mut self, piece: &str) {
        self.units += units(piece);
        self.out.push_str(piece);
        self.after_pre = false;
    }

    /// Ends here: elements that have got no content go, the others are closed.
    fn fill(&mut self) {
        self.full = true;
        while let Some(open) = self.open.pop() {
            if open.content == self.out.len() && !matches!(open.name, "td" | "th") {
                self.out.truncate(open.start);
            } else {
                self.close(&open);
            }
        }
    }

    fn close(&mut self, open: &Open) {
        self.out.push_str("</");
        self.out.push_str(open.name);
        self.out.push('>');
        self.parts = 0;
        self.after_pre = false;
    }
}

fn tag(name: &str, attributes: &[(&str, &str)]) -> String {
    let mut tag = String::from("<");
    tag.push_str(name);
    for (name, value) in attributes {
        tag.push(' ');
        tag.push_str(name);
        tag.push_str("=\"");
        for character in value.chars().filter(|&character| !is_control(character)) {
            match escape(character) {
                Some(piece) => tag.push_str(piece),
                None => tag.push(character),
            }
        }
        tag.push('"');
    }
    tag.push('>');
    tag
}

/// Salesforce escapes the apostrophe too, and counts it so.
fn escape(character: char) -> Option<&'static str> {
    Some(match character {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '\u{a0}' => NO_BREAK_SPACE,
        _ => return None,
    })
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Whether a character belongs with the one before: combining marks, variation selectors, skin tones, joiners.
fn extends(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | ZERO_WIDTH_JOINER
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_lines_break() {
        assert_eq!(text_to_html("a < b & \"c\"\r\n<script>'"), "a &lt; b &amp; &quot;c&quot;<br>&lt;script&gt;&#39;");
    }

    #[test]
    fn html_is_cut_before_an_entity_and_not_within_it() {
        assert_eq!(text_to_html_cut("ab&c", 6, 100), (String::from("ab"), true));
        assert_eq!(text_to_html_cut("ab&c", 8, 100), (String::from("ab&amp;c"), false));
        assert_eq!(text_to_html_cut("a\u{1f600}", 2, 100), (String::from("a"), true));
        assert_eq!(text_to_html_cut("a\u{1f600}", 3, 4), (String::from("a"), true));
        assert_eq!(text_to_html_cut("a&\u{301}b", 6, 99), (String::from("a"), true), "the accent belongs to the sign");
        assert_eq!(text_to_html_cut("x👩\u{200d}🚀", 4, 99), (String::from("x"), true), "an astronaut is not a woman");
    }

    #[test]
    fn open_elements_are_closed_within_the_limit_and_empty_ones_left_out() {
        let cut = |units_max| {
            let mut html = Html::new(units_max, 1_000);
            html.start("p");
            html.text("ab");
            html.start("strong");
            html.text("cd");
            html.end();
            html.end();
            html.finish()
        };
        assert_eq!(cut(7), (String::new(), true));
        assert_eq!(cut(9), (String::from("<p>ab</p>"), true));
        assert_eq!(cut(26), (String::from("<p>ab</p>"), true), "the next letter would need 27");
        assert_eq!(cut(27), (String::from("<p>ab<strong>c</strong></p>"), true));
        assert_eq!(cut(28), (String::from("<p>ab<strong>cd</strong></p>"), false));
    }
}
