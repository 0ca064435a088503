//! Text into tags and text, as browsers do it.
//! <https://html.spec.whatwg.org/multipage/parsing.html#tokenization>
//!
//! Written here and not taken from a crate: `html5gum`, the smallest there is, was 47 KB of the zipped module, a quarter
//! of what the whole may have. It is what the tests hold this one against. Comments, declarations and what goes wrong
//! are of no use here, so they make no tokens.

use std::borrow::Cow;

use super::references::decode;

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, with its references decoded.
    Text(Cow<'a, str>),
    Start(StartTag<'a>),
    /// An end tag, its name in lower case.
    End(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StartTag<'a> {
    /// In lower case.
    pub(super) name: String,
    /// Names in lower case; of several with the same name the first.
    pub(super) attributes: Vec<(String, Cow<'a, str>)>,
    pub(super) self_closing: bool,
}

/// How the content of an element is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Markup,
    /// Text up to the end tag, in which references are decoded.
    Escapable,
    /// Text up to the end tag.
    Raw,
    /// Like raw, but comments within may hold the end tag.
    Script,
    /// Text up to the end.
    Plain,
}

/// Attributes that are kept of one tag: nothing has more, and each is compared with those before it.
const ATTRIBUTES_MAX: usize = 64;

/// Reads HTML without carriage returns.
pub(super) struct Tokenizer<'a> {
    rest: &'a str,
    content: Content,
    /// The element whose content is read.
    element: String,
}

impl<'a> Tokenizer<'a> {
    pub(super) fn new(html: &'a str) -> Tokenizer<'a> {
        Tokenizer { rest: html, content: Content::Markup, element: String::new() }
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        while !self.rest.is_empty() {
            let token = match self.content {
                Content::Markup => self.markup(),
                Content::Plain => Some(Token::Text(self.replaced(self.rest.len(), false))),
                Content::Escapable | Content::Raw | Content::Script => self.raw(),
            };
            if token.is_some() {
                return token;
            }
        }
        None
    }

    /// Text or a tag; none for what makes no token.
    fn markup(&mut self) -> Option<Token<'a>> {
        let text = self.rest.find('<').unwrap_or(self.rest.len());
        if text > 0 {
            return Some(Token::Text(decode(self.take(text), false)));
        }
        let after = self.rest.get(1..).unwrap_or_default();
        match after.bytes().next() {
            Some(byte) if byte.is_ascii_alphabetic() => {
                self.take(1);
                return self.start_tag();
            }
            Some(b'/') => match after.as_bytes().get(1) {
                Some(byte) if byte.is_ascii_alphabetic() => {
                    self.take(2);
                    return self.tag().map(|tag| Token::End(tag.name));
                }
                None => return Some(Token::Text(Cow::Borrowed(self.take(2)))),
                Some(_) => self.skip_past('>'),
            },
            Some(b'!') if after.starts_with("!--") => self.comment(),
            Some(b'!' | b'?') => self.skip_past('>'),
            _ => return Some(Token::Text(Cow::Borrowed(self.take(1)))),
        }
        None
    }

    fn start_tag(&mut self) -> Option<Token<'a>> {
        let tag = self.tag()?;
        self.content = match tag.name.as_str() {
            "textarea" | "title" => Content::Escapable,
            "style" | "iframe" | "xmp" | "noembed" | "noframes" => Content::Raw,
            "script" => Content::Script,
            "plaintext" => Content::Plain,
            _ => Content::Markup,
        };
        if self.content != Content::Markup {
            self.element.clone_from(&tag.name);
        }
        Some(Token::Start(tag))
    }

    /// A tag from its name on; none when the text ends within it.
    fn tag(&mut self) -> Option<StartTag<'a>> {
        let end = |c: char| is_space(c) || matches!(c, '/' | '>');
        let name = self.take(self.rest.find(end).unwrap_or(self.rest.len()));
        let mut tag = StartTag { name: lower(name), ..StartTag::default() };
        loop {
            self.rest = self.rest.trim_start_matches(is_space);
            match self.rest.bytes().next()? {
                b'>' => {
                    self.take(1);
                    return Some(tag);
                }
                b'/' => {
                    self.take(1);
                    tag.self_closing = self.rest.starts_with('>');
                }
                _ => {
                    let (name, value) = self.attribute()?;
                    if tag.attributes.len() < ATTRIBUTES_MAX && !tag.attributes.iter().any(|(known, _)| *known == name)
                    {
                        tag.attributes.push((name, value));
                    }
                }
            }
        }
    }

    fn attribute(&mut self) -> Option<(String, Cow<'a, str>)> {
        // An equals sign at the beginning is part of the name.
        let first = self.rest.chars().next()?.len_utf8();
        let end = |c: char| is_space(c) || matches!(c, '/' | '>' | '=');
        let length = self.rest.get(first..)?.find(end).map_or(self.rest.len(), |length| first + length);
        let name = lower(self.take(length));
        let value = self.rest.trim_start_matches(is_space);
        let Some(value) = value.strip_prefix('=') else { return Some((name, Cow::Borrowed(""))) };
        self.rest = value.trim_start_matches(is_space);
        let raw = match self.rest.bytes().next()? {
            b'>' => "",
            quote @ (b'"' | b'\'') => {
                let (value, after) = self.rest.get(1..)?.split_once(char::from(quote)).unwrap_or((self.rest, ""));
                self.rest = after;
                value
            }
            _ => self.take(self.rest.find(|c| is_space(c) || c == '>').unwrap_or(self.rest.len())),
        };
        Some((name, nulls_replaced(decode(raw, true))))
    }

    /// Text of an element that holds no markup, or its end tag.
    fn raw(&mut self) -> Option<Token<'a>> {
        let length = match self.content {
            Content::Script => self.script_length(),
            _ => self.length_to_end_tag(0),
        };
        if length > 0 {
            return Some(Token::Text(self.replaced(length, self.content == Content::Escapable)));
        }
        self.take(2);
        self.content = Content::Markup;
        self.tag().map(|tag| Token::End(tag.name))
    }

    /// How much text there is from the start before the end tag of the element, looked for from `from` on.
    fn length_to_end_tag(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = self.rest.get(at..).and_then(|rest| rest.find("</")) {
            at += found;
            if self.is_tag(at + 2, &self.element) {
                return at;
            }
            at += 2;
        }
        self.rest.len()
    }

    /// The same for scripts: in a comment that holds a start tag of a script, an end tag belongs to that one.
    fn script_length(&self) -> usize {
        let mut at = 0;
        let (mut in_comment, mut in_inner) = (false, false);
        loop {
            let Some(found) = self.rest.get(at..).and_then(|rest| rest.find(['<', '-'])) else {
                return self.rest.len();
            };
            at += found;
            let rest = self.rest.get(at..).unwrap_or_default();
            if in_comment && rest.starts_with("-->") {
                (in_comment, in_inner) = (false, false);
                at += 3;
            } else if rest.starts_with("</") && self.is_tag(at + 2, "script") {
                if !in_inner {
                    return at;
                }
                in_inner = false;
                at += 8;
            } else if !in_comment && rest.starts_with("<!--") {
                in_comment = true;
                // Its dashes may be those of its end: `<!-->`.
                at += 2;
            } else if in_comment && !in_inner && rest.starts_with('<') && self.is_tag(at + 1, "script") {
                in_inner = true;
                at += 7;
            } else {
                at += 1;
            }
        }
    }

    /// Whether a tag's name stands there, as a whole.
    fn is_tag(&self, at: usize, name: &str) -> bool {
        let Some(rest) = self.rest.as_bytes().get(at..) else { return false };
        let Some((found, after)) = rest.split_at_checked(name.len()) else { return false };
        found.eq_ignore_ascii_case(name.as_bytes())
            && after.first().is_some_and(|&next| is_space(char::from(next)) || matches!(next, b'/' | b'>'))
    }

    fn comment(&mut self) {
        // From the dashes that open it: `<!-->` and `<!--->` are whole comments.
        let mut at = 2;
        while let Some(rest) = self.rest.get(at..) {
            let Some(found) = rest.find("--") else { break };
            let after = rest.get(found + 2..).unwrap_or_default();
            let length = match after.as_bytes() {
                [b'>', ..] => 3,
                [b'!', b'>', ..] if at + found >= 4 => 4,
                _ => {
                    at += found + 1;
                    continue;
                }
            };
            self.take(at + found + length);
            return;
        }
        self.rest = "";
    }

    fn skip_past(&mut self, end: char) {
        self.rest = self.rest.split_once(end).map_or("", |(_, after)| after);
    }

    /// Text in which the null character is no longer one.
    fn replaced(&mut self, length: usize, decoded: bool) -> Cow<'a, str> {
        let raw = self.take(length);
        nulls_replaced(if decoded { decode(raw, false) } else { Cow::Borrowed(raw) })
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\u{c}')
}

fn lower(name: &str) -> String {
    let mut name = name.to_ascii_lowercase();
    if name.contains('\0') {
        name = name.replace('\0', "\u{fffd}");
    }
    name
}

fn nulls_replaced(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { text }
}

#[cfg(test)]
mod tests;
