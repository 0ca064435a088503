//! The members of an object, found by the bits of its quotes and brackets: keys and values are not looked at byte by
//! byte, and nested values not at all.

use std::borrow::Cow;

use super::block::{self, BLOCK};
use super::pass::Unread;
use super::{Reader, Result};

/// Goes through the members of an object.
///
/// Like everything that is passed over, the object is checked for its structure only: its keys and strings end, a colon
/// follows each key, brackets are balanced. That commas are where they should be, nobody looks.
pub struct Members<'a> {
    bytes: &'a [u8],
    /// Where the current block begins.
    base: usize,
    /// In the current block, from where it was read to: the quotes that no backslash escapes, and the brackets outside
    /// of strings.
    marks: u64,
    /// The opening brackets outside of strings.
    open: u64,
    /// The closing ones.
    close: u64,
    /// All bits where the block before ended within a string.
    inside: u64,
    /// Whether it ended in a backslash that escapes.
    carry: u64,
}

/// A position that is none.
const NOWHERE: usize = usize::MAX;

impl<'a> Members<'a> {
    /// Takes the brace of the object that begins here.
    ///
    /// # Errors
    /// If there is none.
    #[inline]
    pub fn of(reader: &mut Reader<'a>) -> Result<Members<'a>> {
        reader.open(b'{')?;
        let mut members =
            Members { bytes: reader.bytes, base: reader.at, marks: 0, open: 0, close: 0, inside: 0, carry: 0 };
        members.load();
        Ok(members)
    }

    /// The next member, its key as it is written; none behind the last, where `reader` goes on behind the object.
    ///
    /// # Errors
    /// If something else comes there.
    #[inline(always)]
    pub fn next(&mut self, reader: &mut Reader<'a>) -> Result<Option<(&'a [u8], Unread<'a>)>> {
        let key = self.mark();
        match self.bytes.get(key) {
            Some(b'"') => {}
            Some(b'}') => {
                reader.at = key + 1;
                return Ok(None);
            }
            _ => return Err(self.wrong(reader, key, "a key is expected")),
        }
        let end = self.mark();
        let Some(name) = self.bytes.get(key + 1..end) else {
            return Err(self.wrong(reader, end, "a string does not end"));
        };
        let start = match self.bytes.get(end + 1..end + 3) {
            Some([b':', first]) if *first > b' ' => end + 2,
            _ => self.behind_colon(reader, end + 1)?,
        };
        let end = match self.bytes.get(start) {
            Some(b'"') => {
                self.mark();
                self.mark()
            }
            Some(b'{' | b'[') => {
                self.mark();
                self.closing(1)
            }
            _ => return Ok(Some((name, self.word(start)))),
        };
        if end == NOWHERE {
            return Err(self.wrong(reader, end, "the text ends too early"));
        }
        Ok(Some((name, Unread { whole: self.bytes, start, end: end + 1 })))
    }

    /// Goes on behind the object.
    ///
    /// # Errors
    /// If it does not end.
    pub fn finish(mut self, reader: &mut Reader<'a>) -> Result<()> {
        match self.closing(1) {
            NOWHERE => Err(self.wrong(reader, NOWHERE, "the text ends too early")),
            end => {
                reader.at = end + 1;
                Ok(())
            }
        }
    }

    /// Takes the next mark, and says where it is.
    #[inline(always)]
    fn mark(&mut self) -> usize {
        while self.marks == 0 {
            self.base += BLOCK;
            if !self.load() {
                return NOWHERE;
            }
        }
        let at = self.base + self.marks.trailing_zeros() as usize;
        self.marks &= self.marks - 1;
        at
    }

    /// Reads the current block; false when there is none.
    #[inline(never)]
    fn load(&mut self) -> bool {
        let rest = self.bytes.get(self.base..).unwrap_or_default();
        let found = match rest.first_chunk() {
            Some(full) => block::read(full),
            None if rest.is_empty() => return false,
            None => block::read_last(rest),
        };
        let quotes = found.quotes & !block::escaped(found.backslashes, &mut self.carry);
        let within = block::within(quotes) ^ self.inside;
        self.inside = if within >> 63 == 1 { u64::MAX } else { 0 };
        self.open = found.open & !within;
        self.close = found.close & !within;
        self.marks = quotes | self.open | self.close;
        true
    }

    /// Goes behind the bracket that closes `depth` open ones, and says where it is.
    fn closing(&mut self, mut depth: u32) -> usize {
        loop {
            // What was read of the block has no marks any more.
            let (open, mut close) = (self.open & self.marks, self.close & self.marks);
            let closed = close.count_ones();
            if closed >= depth {
                let mut level = 0;
                while close != 0 {
                    let bit = close & close.wrapping_neg();
                    level += 1;
                    if depth + (open & (bit - 1)).count_ones() == level {
                        self.marks &= !(bit | (bit - 1));
                        return self.base + bit.trailing_zeros() as usize;
                    }
                    close ^= bit;
                }
            }
            depth = (depth + open.count_ones()).saturating_sub(closed);
            self.base += BLOCK;
            if !self.load() {
                self.marks = 0;
                return NOWHERE;
            }
        }
    }

    /// A number, `true`, `false` or `null`: it ends before the next mark, and the comma or space before that.
    #[inline]
    fn word(&self, start: usize) -> Unread<'a> {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let length = match rest {
            [b'n', b'u', b'l', b'l', ..] => 4,
            _ => rest.iter().position(|byte| matches!(byte, b',' | b'}' | 0..=b' ')).unwrap_or(rest.len()),
        };
        Unread { whole: self.bytes, start, end: start + length }
    }

    /// Where the value begins that comes behind a colon and any space.
    #[cold]
    fn behind_colon(&self, reader: &mut Reader<'a>, at: usize) -> Result<usize> {
        reader.at = at;
        reader.colon()?;
        reader.peek()?;
        Ok(reader.at)
    }

    #[cold]
    fn wrong(&self, reader: &mut Reader<'a>, at: usize, what: &'static str) -> Box<super::Unreadable> {
        reader.at = at.min(self.bytes.len());
        reader.error(what)
    }
}

impl<'a> Unread<'a> {
    /// Its first byte; 0 when there is no value.
    #[must_use]
    #[inline]
    pub fn first(self) -> u8 {
        self.bytes().first().copied().unwrap_or_default()
    }

    /// A string's bytes, without its quotes and escapes, or those of a number; none of other values.
    ///
    /// # Errors
    /// If something is wrong within the string.
    #[inline]
    pub fn word_bytes(self) -> Result<Option<Cow<'a, [u8]>>> {
        match self.first() {
            b'"' => self.reader().string_bytes().map(Some),
            b'-' | b'0'..=b'9' => Ok(Some(Cow::Borrowed(self.bytes()))),
            _ => Ok(None),
        }
    }
}
