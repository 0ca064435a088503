//! Values that are passed over unread: a reply holds much that nobody needs.
//!
//! What is passed over is checked for its structure only: its strings end, its brackets are balanced, and the text goes
//! on behind it. Whether it is JSON in between, and UTF-8, shows when it is read; most of it never is.

use super::block::{self, BLOCK};
use super::members::Members;
use super::{Decode, Reader, Result};

/// A value that was passed over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unread<'a> {
    /// The text that it is in.
    pub(super) whole: &'a [u8],
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Unread<'a> {
    /// A text that is a value.
    #[must_use]
    pub fn of(json: &'a str) -> Unread<'a> {
        let whole = json.trim().as_bytes();
        Unread { whole, start: 0, end: whole.len() }
    }

    /// Its bytes; none when there was no value.
    #[must_use]
    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        self.whole.get(self.start..self.end).unwrap_or_default()
    }

    /// Its text, not yet known to be JSON.
    ///
    /// # Errors
    /// If it is not UTF-8.
    pub fn text(self) -> Result<&'a str> {
        self.reader().part(self.start, self.end)
    }

    /// Begins to read it, in the text that it is in.
    #[must_use]
    #[inline]
    pub fn reader(self) -> Reader<'a> {
        Reader { at: self.start, ..Reader::of_bytes(self.whole) }
    }

    /// Whether there was no value.
    #[must_use]
    #[inline]
    pub fn is_missing(self) -> bool {
        self.start == self.end
    }

    /// Whether there is no value, or it is `null`.
    #[must_use]
    #[inline]
    pub fn is_null(self) -> bool {
        self.is_missing() || self.bytes() == b"null"
    }
}

impl<'a> Decode<'a> for Unread<'a> {
    fn empty() -> Self {
        Unread::default()
    }

    fn decode(&mut self, reader: &mut Reader<'a>) -> Result<()> {
        *self = reader.pass()?;
        Ok(())
    }
}

/// Names of members that are wanted of an object.
#[derive(Clone, Debug)]
pub struct Wanted {
    names: Vec<String>,
    /// By the mark of a name, the position behind the first one's; by the position of a name, that behind the next
    /// one's with the same mark. None has position 0.
    first: [u16; MARKS],
    next: Vec<u16>,
}

/// Values that the mark of a name has.
const MARKS: usize = 256;

impl Wanted {
    /// These names, each of which comes once.
    pub fn new<'n>(names: impl Iterator<Item = &'n str>) -> Wanted {
        let mut wanted = Wanted { names: Vec::new(), first: [0; MARKS], next: Vec::new() };
        for name in names {
            wanted.names.push(name.to_owned());
            if let Some(first) = wanted.first.get_mut(mark(name.as_bytes())) {
                wanted.next.push(std::mem::replace(first, u16::try_from(wanted.names.len()).unwrap_or_default()));
            }
        }
        wanted
    }

    /// The names.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    #[inline]
    fn position(&self, name: &[u8]) -> Option<usize> {
        let mut behind = *self.first.get(mark(name))?;
        loop {
            let at = usize::from(behind).checked_sub(1)?;
            if self.names.get(at)?.as_bytes() == name {
                return Some(at);
            }
            behind = *self.next.get(at)?;
        }
    }
}

/// Names of custom fields differ in their last digits.
#[inline]
fn mark(name: &[u8]) -> usize {
    let end = match name {
        [.., hundred, ten, one] => u32::from(*hundred) * 100 + u32::from(*ten) * 10 + u32::from(*one),
        _ => 0,
    };
    (end as usize + name.len()) % MARKS
}

impl<'a> Reader<'a> {
    /// Passes over a value of any depth without reading it.
    ///
    /// # Errors
    /// If there is none, or it does not end.
    #[inline(always)]
    pub fn pass(&mut self) -> Result<Unread<'a>> {
        let first = self.peek()?;
        let start = self.at;
        match first {
            b'"' => self.pass_string()?,
            b'{' | b'[' => self.pass_brackets(0)?,
            _ => self.pass_word()?,
        }
        Ok(Unread { whole: self.bytes, start, end: self.at })
    }

    /// The values of those members of an object that are wanted, at the positions of their names; of a member that is
    /// there twice, the first. The others are passed over.
    ///
    /// # Errors
    /// If there is no object, or it does not end.
    pub fn members(&mut self, wanted: &Wanted, found: &mut [Unread<'a>]) -> Result<()> {
        let mut members = Members::of(self)?;
        let mut left = wanted.names.len();
        while left > 0 {
            let Some((name, value)) = members.next(self)? else {
                return Ok(());
            };
            let place = wanted.position(name).and_then(|at| found.get_mut(at));
            if let Some(place) = place.filter(|place| place.is_missing()) {
                *place = value;
                left -= 1;
            }
        }
        members.finish(self)
    }

    /// The next key of an object that was opened, as it is written; none takes the closing brace.
    ///
    /// # Errors
    /// If something else comes there.
    #[inline(always)]
    pub fn pass_key(&mut self, first: &mut bool) -> Result<Option<&'a [u8]>> {
        if !self.next(first, b'}')? {
            return Ok(None);
        }
        if self.peek()? != b'"' {
            return Err(self.error("a string is expected"));
        }
        let start = self.at + 1;
        self.pass_string()?;
        let name = self.bytes.get(start..self.at - 1).unwrap_or_default();
        self.colon()?;
        Ok(Some(name))
    }

    #[inline(always)]
    fn pass_string(&mut self) -> Result<()> {
        self.at += 1;
        while self.plain()? == b'\\' {
            self.at += 2;
        }
        self.at += 1;
        Ok(())
    }

    /// `null` is the most frequent of all values.
    #[inline]
    fn pass_word(&mut self) -> Result<()> {
        if self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) == Some(b"null") {
            self.at += 4;
            return Ok(());
        }
        self.scalar().map(drop)
    }

    /// Goes on behind the bracket that closes `depth` open ones, or with none the one that opens here.
    #[inline(never)]
    fn pass_brackets(&mut self, mut depth: u32) -> Result<()> {
        let (mut inside, mut carry) = (0, 0);
        let mut at = self.at;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let found = match rest.first_chunk() {
                Some(full) => block::read(full),
                None if rest.is_empty() => {
                    self.at = self.bytes.len();
                    return Err(self.error("the text ends too early"));
                }
                None => block::read_last(rest),
            };
            let quotes = found.quotes & !block::escaped(found.backslashes, &mut carry);
            let within = block::within(quotes) ^ inside;
            inside = if within >> 63 == 1 { u64::MAX } else { 0 };
            let (open, mut close) = (found.open & !within, found.close & !within);
            let (opened, closed) = (open.count_ones(), close.count_ones());
            if closed >= depth {
                // The closing bracket before which as many are open as are closed is the end.
                let mut level = 0;
                while close != 0 {
                    let bit = close & close.wrapping_neg();
                    level += 1;
                    if depth + (open & (bit - 1)).count_ones() == level {
                        self.at = at + bit.trailing_zeros() as usize + 1;
                        return Ok(());
                    }
                    close ^= bit;
                }
            }
            depth = (depth + opened).saturating_sub(closed);
            at += BLOCK;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["a", "customfield_10001", "customfield_10010", "é", ""];

    /// Some value, deterministically: nested, with escapes, quotes and brackets in strings, and white space.
    fn value(random: &mut u64, depth: u32, text: &mut String) {
        let mut next = |below: u64| {
            *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (*random >> 33) % below
        };
        let strings = [
            r#""""#,
            r#""{[\"}""#,
            r#""\\""#,
            r#""\\\\\"]""#,
            "\"ж 😀\"",
            r#""\u00e9\n""#,
            r#""a long text, longer than a part of a block: [{""#,
        ];
        match next(if depth > 5 { 3 } else { 6 }) {
            0 => text.push_str(["null", "true", "false", "-1.5e3", "0", "12345"][next(6) as usize]),
            1 | 2 => text.push_str(strings[next(7) as usize]),
            kind => {
                let count = next(5);
                text.push(if kind == 3 { '[' } else { '{' });
                for at in 0..count {
                    if at > 0 {
                        text.push_str(if at % 2 == 0 { "," } else { " ,\n" });
                    }
                    if kind != 3 {
                        text.push_str(&format!("\"{}\" : ", NAMES[at as usize % 5]));
                    }
                    value(random, depth + 1, text);
                }
                text.push(if kind == 3 { ']' } else { '}' });
            }
        }
    }

    #[test]
    fn what_is_passed_over_is_what_checking_it_passes_over() {
        let mut random = 7;
        for _ in 0..5_000 {
            let mut text = String::from(" ");
            value(&mut random, 0, &mut text);
            let whole = text.len();
            text.push_str(",\"x\":{}}");
            let (mut strictly, mut lazily) = (Reader::new(&text), Reader::of_bytes(text.as_bytes()));
            strictly.skip().unwrap();
            assert_eq!(lazily.pass().unwrap().bytes(), &text.as_bytes()[1..whole]);
            assert_eq!(strictly.at, lazily.at, "{text}");
        }
    }

    #[test]
    fn a_text_that_was_cut_off_is_noticed() {
        let text = r#"{"id":"1","fields":{"a":{"b":["]"]},"customfield_10001":"\"}","z":[1,{}]},"k":[]}"#;
        let wanted = Wanted::new(["a", "customfield_10001", "none"].into_iter());
        for end in 0..=text.len() {
            let mut reader = Reader::of_bytes(&text.as_bytes()[..end]);
            let read = reader.pass().and_then(|_| reader.end());
            assert_eq!(read.is_ok(), end == text.len(), "{end}");
            let mut found = [Unread::default(); 3];
            let cut = &text[19..end.max(19)];
            let read = Reader::of_bytes(cut.as_bytes()).members(&wanted, &mut found);
            assert_eq!(read.is_ok(), end >= text.len() - 8, "{end}");
            if read.is_ok() {
                assert_eq!(found.map(|found| found.text().unwrap()), [r#"{"b":["]"]}"#, r#""\"}""#, ""]);
            }
        }
    }

    #[test]
    fn any_bytes_are_passed_over_or_refused() {
        let signs = b"{}[]\",:\\ntu0-1e.\x00\xff\xc3\xa9 ";
        let wanted = Wanted::new(NAMES.into_iter());
        let mut random = 11_u64;
        for _ in 0..50_000 {
            let mut bytes = [0_u8; 80];
            for byte in &mut bytes {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                *byte = signs[(random >> 33) as usize % signs.len()];
            }
            bytes[0] = b'{';
            let length = (random >> 40) as usize % 80;
            let mut found = [Unread::default(); 5];
            let mut reader = Reader::of_bytes(&bytes[..length]);
            let _ = reader.members(&wanted, &mut found);
            assert!(reader.at <= length + 1);
            let _ = Reader::of_bytes(&bytes[..length]).skip();
            if let Ok(text) = std::str::from_utf8(&bytes[..length]) {
                let _ = Reader::new(text).skip();
            }
        }
    }
}
