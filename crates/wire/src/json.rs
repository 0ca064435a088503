//! Reads and writes JSON: the one reader of all shipped crates, step by step or into types ([`Decode`]), and the one
//! writer ([`Encode`]).
//!
//! A reader or writer that is generic over its types is made again for every type, and was a third of the module. These
//! are made once; a type adds a table of its members.

mod block;
mod decode;
mod encode;
mod members;
mod pass;
mod shape;

use std::borrow::Cow;
use std::fmt;

pub use decode::{Decode, Json, Raw};
pub use encode::{Encode, Writer, to_parts, to_string};
pub use members::Members;
pub use pass::{Unread, Wanted};
pub use shape::{Case, Member, Unknown};

/// Levels of objects and arrays that are decoded. What is passed over or read step by step may nest deeper.
const DEPTH_MAX: u32 = 128;

/// Text that is not JSON, or not the JSON that is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong, in English.
    pub what: Cow<'static, str>,
    /// Where in the document, like `call.payload.values`; empty when it is the whole.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl std::error::Error for Unreadable {}

impl Unreadable {
    /// What is wrong, with its path in the document.
    #[must_use]
    pub fn text(&self) -> Cow<'static, str> {
        match self.path.as_str() {
            "" => self.what.clone(),
            path => Cow::Owned([&self.what, " in `", path, "`"].concat()),
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {}, column {}", self.text(), self.line, self.column)
    }
}

/// What reading gives.
pub type Result<T> = std::result::Result<T, Box<Unreadable>>;

/// Reads a whole text.
///
/// # Errors
/// If it is not JSON, or not such a document.
pub fn from_str<'a, T: Decode<'a>>(text: &'a str) -> Result<T> {
    let mut value = T::empty();
    whole(text, &mut value)?;
    Ok(value)
}

/// Reads a whole text of bytes.
///
/// # Errors
/// If it is not UTF-8, not JSON, or not such a document.
pub fn from_slice<'a, T: Decode<'a>>(bytes: &'a [u8]) -> Result<T> {
    match std::str::from_utf8(bytes) {
        Ok(text) => from_str(text),
        Err(_) => Err(Reader::new("").error("the text is not UTF-8")),
    }
}

/// Reads a whole text of bytes that another system sent, lazily: see [`Reader::of_bytes`].
///
/// # Errors
/// If it is not JSON, not such a document, or not UTF-8 where it is read.
pub fn from_reply<'a, T: Decode<'a>>(bytes: &'a [u8]) -> Result<T> {
    let mut value = T::empty();
    let mut reader = Reader::of_bytes(bytes);
    value.decode(&mut reader)?;
    reader.end()?;
    Ok(value)
}

fn whole<'a>(text: &'a str, value: &mut dyn Decode<'a>) -> Result<()> {
    let mut reader = Reader::new(text);
    value.decode(&mut reader)?;
    reader.end()
}

/// A text, and how far it was read.
pub struct Reader<'a> {
    bytes: &'a [u8],
    /// The same, where it is known to be UTF-8.
    text: Option<&'a str>,
    at: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    /// Begins at the text's beginning.
    pub fn new(text: &'a str) -> Reader<'a> {
        Reader { bytes: text.as_bytes(), text: Some(text), at: 0, depth: 0 }
    }

    /// The same of bytes, lazily: what is skipped is passed over as [`Reader::pass`] does it, and only what is taken out
    /// as text has to be UTF-8.
    pub fn of_bytes(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, text: None, at: 0, depth: 0 }
    }

    /// A part as text.
    fn part(&self, start: usize, end: usize) -> Result<&'a str> {
        let part = match self.text {
            Some(text) => text.get(start..end),
            None => self.bytes.get(start..end).and_then(|bytes| std::str::from_utf8(bytes).ok()),
        };
        part.ok_or_else(|| self.error("the text is not UTF-8"))
    }

    /// The next byte that is not white space.
    ///
    /// # Errors
    /// If something else comes there.
    #[inline(always)]
    pub fn peek(&mut self) -> Result<u8> {
        match self.byte() {
            Some(byte) if byte > b' ' => Ok(byte),
            _ => self.peek_behind_space(),
        }
    }

    #[cold]
    fn peek_behind_space(&mut self) -> Result<u8> {
        self.skip_space();
        match self.byte() {
            Some(byte) => Ok(byte),
            None => Err(self.error("the text ends too early")),
        }
    }

    /// Makes sure that nothing but white space is left.
    ///
    /// # Errors
    /// If something else comes there.
    pub fn end(&mut self) -> Result<()> {
        self.skip_space();
        match self.byte() {
            None => Ok(()),
            Some(_) => Err(self.error("there is more text after the document")),
        }
    }

    /// Takes `{` or `[`.
    ///
    /// # Errors
    /// If something else comes there.
    #[inline]
    pub fn open(&mut self, bracket: u8) -> Result<()> {
        if self.peek()? != bracket {
            return Err(self.error("another kind of value is expected"));
        }
        self.at += 1;
        Ok(())
    }

    /// The next key of an object that was opened, up to its colon; none takes the closing brace.
    ///
    /// # Errors
    /// If something else comes there.
    pub fn key(&mut self, first: &mut bool) -> Result<Option<Cow<'a, str>>> {
        if !self.next(first, b'}')? {
            return Ok(None);
        }
        let key = self.string()?;
        self.colon()?;
        Ok(Some(key))
    }

    /// The same, passed over: whether there is one.
    fn skip_key(&mut self, first: &mut bool) -> Result<bool> {
        if !self.next(first, b'}')? {
            return Ok(false);
        }
        if self.peek()? != b'"' {
            return Err(self.error("a string is expected"));
        }
        self.skip_string()?;
        self.colon()?;
        Ok(true)
    }

    #[inline(always)]
    fn colon(&mut self) -> Result<()> {
        if self.peek()? != b':' {
            return Err(self.error("`:` is expected"));
        }
        self.at += 1;
        Ok(())
    }

    /// Whether an array that was opened has another item; if not, takes the closing bracket.
    ///
    /// # Errors
    /// If something else comes there.
    #[inline]
    pub fn item(&mut self, first: &mut bool) -> Result<bool> {
        self.next(first, b']')
    }

    #[inline(always)]
    fn next(&mut self, first: &mut bool, close: u8) -> Result<bool> {
        let byte = self.peek()?;
        if byte == close {
            self.at += 1;
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            if byte != b',' {
                return Err(self.error("`,` is expected"));
            }
            self.at += 1;
            if self.peek()? == close {
                return Err(self.error("a value is expected"));
            }
        }
        Ok(true)
    }

    /// A string's bytes, without its quotes and escapes; whether they are UTF-8 is not known when it is read lazily.
    ///
    /// # Errors
    /// If something else comes there.
    #[inline(always)]
    pub fn string_bytes(&mut self) -> Result<Cow<'a, [u8]>> {
        if self.peek()? != b'"' {
            return Err(self.error("a string is expected"));
        }
        self.at += 1;
        let start = self.at;
        match self.plain()? {
            b'"' => {
                let bytes = self.bytes.get(start..self.at).unwrap_or_default();
                self.at += 1;
                Ok(Cow::Borrowed(bytes))
            }
            _ => self.escaped(start).map(|text| Cow::Owned(text.into_bytes())),
        }
    }

    /// A string, without its quotes and escapes.
    ///
    /// # Errors
    /// If something else comes there.
    pub fn string(&mut self) -> Result<Cow<'a, str>> {
        if self.peek()? != b'"' {
            return Err(self.error("a string is expected"));
        }
        self.at += 1;
        let start = self.at;
        match self.plain()? {
            b'"' => {
                let end = self.at;
                self.at += 1;
                self.part(start, end).map(Cow::Borrowed)
            }
            _ => self.escaped(start).map(Cow::Owned),
        }
    }

    /// The rest of a string from its first escape on.
    fn escaped(&mut self, start: usize) -> Result<String> {
        let mut text = self.part(start, self.at)?.to_owned();
        loop {
            let plain = self.at;
            let byte = self.plain()?;
            text.push_str(self.part(plain, self.at)?);
            self.at += 1;
            if byte == b'"' {
                return Ok(text);
            }
            text.push(self.escape()?);
        }
    }

    /// Goes on to where plain text ends, and says whether a quote or a backslash does it.
    #[inline(always)]
    fn plain(&mut self) -> Result<u8> {
        let mut at = self.at;
        while let Some(part) = self.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            if let Some(end) = block::plain(part) {
                at += end;
                if self.bytes.get(at) == Some(&b'"') {
                    self.at = at;
                    return Ok(b'"');
                }
                break;
            }
            at += block::PART;
        }
        self.at = at;
        self.plain_slowly()
    }

    /// The same, byte by byte.
    #[cold]
    fn plain_slowly(&mut self) -> Result<u8> {
        loop {
            match self.byte() {
                Some(byte @ (b'"' | b'\\')) => return Ok(byte),
                Some(0..0x20) => return Err(self.error("a control character is in a string")),
                Some(_) => self.at += 1,
                None => return Err(self.error("a string does not end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let Some(byte) = self.byte() else {
            return Err(self.error("a string does not end"));
        };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex4()?;
                match char::from_u32(unit) {
                    Some(character) => character,
                    None => self.surrogate(unit)?,
                }
            }
            _ => return Err(self.error("an escape is unknown")),
        })
    }

    /// JavaScript lets half a surrogate pair stand alone; it becomes the replacement character.
    fn surrogate(&mut self, high: u32) -> Result<char> {
        let pair = self.bytes.get(self.at..self.at + 2) == Some(b"\\u");
        if high >= 0xdc00 || !pair {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let back = self.at;
        self.at += 2;
        let low = self.hex4()?;
        if !(0xdc00..0xe000).contains(&low) {
            self.at = back;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex4(&mut self) -> Result<u32> {
        let mut value = 0;
        for _ in 0..4 {
            match self.byte().and_then(|byte| char::from(byte).to_digit(16)) {
                Some(digit) => value = value * 16 + digit,
                None => return Err(self.error("`\\u` needs four hexadecimal digits")),
            }
            self.at += 1;
        }
        Ok(value)
    }

    /// A string, which is checked and not kept.
    fn skip_string(&mut self) -> Result<()> {
        self.at += 1;
        while self.plain()? == b'\\' {
            self.at += 1;
            self.escape()?;
        }
        self.at += 1;
        Ok(())
    }

    /// A number, `true`, `false` or `null`, as it is written.
    ///
    /// # Errors
    /// If something else comes there.
    pub fn scalar(&mut self) -> Result<&'a str> {
        self.skip_space();
        let start = self.at;
        while let Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'-' | b'.') = self.byte() {
            self.at += 1;
        }
        let word = self.part(start, self.at)?;
        if !matches!(word, "true" | "false" | "null") && !is_number(word) {
            self.at = start;
            return Err(self.error("a value is expected"));
        }
        Ok(word)
    }

    /// Passes over a value of any depth, and checks it, unless it is read lazily.
    ///
    /// # Errors
    /// If something else comes there.
    pub fn skip(&mut self) -> Result<()> {
        if self.text.is_none() {
            return self.pass().map(drop);
        }
        let mut open: Vec<(u8, bool)> = Vec::new();
        loop {
            match self.peek()? {
                bracket @ (b'{' | b'[') => {
                    self.at += 1;
                    open.push((bracket, true));
                }
                b'"' => self.skip_string()?,
                _ => drop(self.scalar()?),
            }
            loop {
                let Some((bracket, first)) = open.last_mut() else {
                    return Ok(());
                };
                let more = match bracket {
                    b'{' => self.skip_key(first)?,
                    _ => self.item(first)?,
                };
                if more {
                    break;
                }
                open.pop();
            }
        }
    }

    /// That something is wrong here.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn error(&self, what: &'static str) -> Box<Unreadable> {
        self.wrong(Cow::Borrowed(what))
    }

    fn wrong(&self, what: Cow<'static, str>) -> Box<Unreadable> {
        let before = self.bytes.get(..self.at).unwrap_or(self.bytes);
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        let line = before.get(line_start..).unwrap_or_default();
        Box::new(Unreadable {
            what,
            path: String::new(),
            line: 1 + before.iter().filter(|&&byte| byte == b'\n').count(),
            // Every character has one byte that does not continue another.
            column: 1 + line.iter().filter(|&&byte| byte & 0xc0 != 0x80).count(),
        })
    }

    #[inline(always)]
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
    }
}

/// JSON's grammar: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (word, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}
