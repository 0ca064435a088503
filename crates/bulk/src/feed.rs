//! Reads a file that comes in ranges.

use crate::dialect::{Dialect, Encoding};
use crate::encoding::{Decoder, length_in_file, without_mark};
use crate::faults;
use crate::problem::{Problem, ProblemKind};
use crate::row::Row;
use crate::scan::{Found, Scan};

/// A row may have as many bytes in UTF-8. No request to Salesforce could carry a longer one, and a quote that is never
/// closed does not take all of the file into memory.
pub const ROW_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Behind every file.
const OFFSET_END: u64 = (1 << 53) - 1;

/// More than most rows have.
const LEFT_OVER: usize = 4 * 1024;

/// What may stand before the header: a byte order mark and Excel's line `sep=;`.
const PREAMBLE_MAX: usize = 3 + 7;

/// A place between two rows of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// How many of the file's own bytes are before it. Behind a row that is too long nothing can be read; there it is
    /// greater than the length of any file.
    pub offset: u64,
    /// The line that begins there, from 1.
    pub line: u32,
    /// How many rows with content are before it, the header not counted.
    pub row: u32,
}

/// The first row with content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The line on which it begins.
    pub line: u32,
    /// How many columns there are.
    pub width: u32,
    /// The columns' names.
    pub names: Vec<String>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The row as the file has it, in UTF-8, without what ends it.
    pub source: Vec<u8>,
}

/// Reads a file that comes in ranges, in order. It holds at most one range and the unfinished row before it.
#[derive(Debug)]
pub struct Feed {
    dialect: Dialect,
    decoder: Decoder,
    scan: Scan,
    found: Found,
    /// What was pushed and not given yet, in UTF-8.
    text: Vec<u8>,
    /// The range of which the last bytes of the text are a copy, if there is more of it.
    ahead: Option<Ahead>,
    /// Where U+FFFD stands for what could not be decoded.
    damaged: Vec<usize>,
    /// Behind the last row given, in the text.
    at: usize,
    place: Place,
    /// How many of the file's bytes are before what is pushed next.
    pushed: u64,
    has_begun: bool,
    has_ended: bool,
    header: Option<Header>,
    width: u32,
}

/// A range that is not read yet but for its first bytes, which end the row that the range before began.
#[derive(Debug)]
struct Ahead {
    range: Vec<u8>,
    /// Where its first byte is in the text.
    joint: usize,
}

impl Feed {
    /// From the file's first byte. A byte order mark and Excel's line `sep=` are passed over; the first row with
    /// content is the header.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            decoder: Decoder::new(dialect.encoding),
            scan: Scan::new(dialect.delimiter, dialect.line_end),
            found: Found::default(),
            text: Vec::new(),
            ahead: None,
            damaged: Vec::new(),
            at: 0,
            place: Place { offset: 0, line: 1, row: 0 },
            pushed: 0,
            has_begun: false,
            has_ended: false,
            header: None,
            width: 0,
        }
    }

    /// Goes on behind a place, in a file whose header has this many columns. The next byte that is pushed is the one
    /// there. At the file's first byte it is as good as new.
    #[must_use]
    pub fn at(dialect: Dialect, place: Place, width: u32) -> Self {
        let new = Self::new(dialect);
        if place.offset == 0 {
            return new;
        }
        let has_ended = place.offset >= OFFSET_END;
        Self { place, pushed: place.offset, has_begun: true, has_ended, width, ..new }
    }

    /// The next range.
    pub fn push(&mut self, range: &[u8]) {
        if self.has_ended {
            return;
        }
        self.pushed = self.pushed.saturating_add(range.len() as u64);
        self.keep_rest();
        // Room for what a row leaves over, and not twice the range.
        if self.text.capacity() - self.text.len() < range.len() {
            self.text.reserve_exact(range.len() + LEFT_OVER);
        }
        self.decoder.push(range, &mut self.text, &mut self.damaged);
    }

    /// The next range, of which nothing is copied but what ends the row before it.
    pub fn push_owned(&mut self, range: Vec<u8>) {
        if self.has_ended || self.dialect.encoding != Encoding::Utf8 {
            return self.push(&range);
        }
        self.pushed = self.pushed.saturating_add(range.len() as u64);
        self.keep_rest();
        if self.text.is_empty() {
            self.text = range;
            return;
        }
        self.text.shrink_to_fit();
        self.ahead = Some(Ahead { joint: self.text.len(), range });
        self.join_more();
    }

    /// There is no more.
    pub fn end(&mut self) {
        if !self.has_ended {
            self.has_ended = true;
            self.scan.forget();
            self.decoder.end(&mut self.text, &mut self.damaged);
        }
    }

    /// The next row with content behind the header. None: push more, or it is the end.
    pub fn next_row(&mut self) -> Option<Row<'_>> {
        if !self.has_begun {
            self.begin()?;
            self.pass()?;
            let row = self.row();
            let header = Header {
                line: row.line,
                width: self.width,
                names: (0..row.len()).map(|column| row.text(column).into_owned()).collect(),
                problems: row.problems().to_vec(),
                source: row.source().to_vec(),
            };
            self.header = Some(header);
            self.has_begun = true;
        }
        self.pass()?;
        self.place.row = self.place.row.saturating_add(1);
        Some(self.row())
    }

    /// Behind the last row given.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The header, once it is read. A feed that began behind it has none.
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// Forgets what was given.
    fn keep_rest(&mut self) {
        self.go_ahead();
        while self.join_more() {}
        self.text.drain(..self.at);
        self.damaged.retain(|place| *place >= self.at);
        self.damaged.iter_mut().for_each(|place| *place -= self.at);
        self.at = 0;
        self.scan.forget();
    }

    /// Copies more of the range ahead, and says whether there was some.
    fn join_more(&mut self) -> bool {
        let Some(ahead) = self.ahead.as_ref() else {
            return false;
        };
        let rest = ahead.range.get(self.text.len() - ahead.joint..).unwrap_or_default();
        // Twice as much each time: a row that is long is not begun again often.
        let more = rest.get(..LEFT_OVER.max(self.text.len()));
        self.text.extend_from_slice(more.unwrap_or(rest));
        if more.is_none() {
            self.ahead = None;
        }
        self.scan.forget();
        true
    }

    /// Goes on in the range ahead, once what is before it was given.
    fn go_ahead(&mut self) {
        if let Some(ahead) = self.ahead.take_if(|ahead| ahead.joint <= self.at) {
            self.at -= ahead.joint;
            self.text = ahead.range;
            self.scan.forget();
        }
    }

    /// Passes over what is before the header, once it is all there.
    fn begin(&mut self) -> Option<()> {
        if self.place.offset == 0 {
            if self.text.len() < PREAMBLE_MAX && !self.has_ended {
                return None;
            }
            let marked = self.text.len();
            let text = without_mark(&self.text);
            let mark = marked - text.len();
            let (length, lines) = separator_line(text).map_or((0, 0), |(_, length)| (length, 1));
            self.place.line = self.place.line.saturating_add(lines);
            self.go_to(mark + length);
        }
        Some(())
    }

    /// Passes over blank lines and a row.
    fn pass(&mut self) -> Option<()> {
        loop {
            self.go_ahead();
            let (start, line) = (self.at, self.place.line);
            if start >= self.text.len() {
                return None;
            }
            let is_last = self.has_ended && self.ahead.is_none();
            let is_whole = self.scan.row(&self.text, start, line, is_last, &mut self.found);
            let next = if is_whole { self.found.next } else { self.text.len() };
            if next - start > ROW_BYTES_MAX {
                self.stop(start, line);
            } else if is_whole {
                self.go_to(next);
            } else if self.join_more() {
                continue;
            } else {
                return None;
            }
            self.place.line = self.found.next_line;
            if !self.found.is_blank {
                break;
            }
        }
        if self.width == 0 {
            self.width = self.found.count();
        }
        faults::find(&self.text, self.width, &self.scan, &self.damaged, &mut self.found);
        Some(())
    }

    /// Reads as much of a row as is kept, and nothing behind it.
    fn stop(&mut self, start: usize, line: u32) {
        self.ahead = None;
        self.text.truncate(start + ROW_BYTES_MAX);
        self.scan.forget();
        self.has_ended = true;
        self.scan.row(&self.text, start, line, true, &mut self.found);
        // What it is in is where the quote stands that was not closed, if there is one.
        let (line, column) =
            match self.found.problems.iter().find(|problem| problem.kind == ProblemKind::UnterminatedQuote) {
                Some(open) => (open.line, open.column),
                None => (line, self.found.count()),
            };
        self.found.problems.retain(|problem| problem.kind != ProblemKind::UnterminatedQuote);
        self.found.problems.push(Problem { line, column, kind: ProblemKind::TooLong });
        self.at = self.text.len();
        self.place.offset = OFFSET_END;
    }

    fn go_to(&mut self, next: usize) {
        let passed = self.text.get(self.at..next).unwrap_or_default();
        // Half a unit of UTF-16 at the end of a file is counted as a whole one.
        self.place.offset = (self.place.offset + length_in_file(passed, self.dialect.encoding)).min(self.pushed);
        self.at = next;
    }

    fn row(&self) -> Row<'_> {
        Row { line: self.found.line, row: self.place.row, bytes: &self.text, found: &self.found }
    }
}

/// Excel's first line that names the delimiter, like `sep=;`: the delimiter, and the length of the line with its end.
/// What it ends with does not matter, because nobody but Excel's users writes it. The text has no byte order mark.
pub(crate) fn separator_line(text: &[u8]) -> Option<(char, usize)> {
    let (head, rest) = text.split_at_checked(4)?;
    let (sign, after) = rest.split_first()?;
    let end = match after {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        [] => 0,
        _ => return None,
    };
    (head.eq_ignore_ascii_case(b"sep=") && !matches!(sign, b'\r' | b'\n')).then_some((char::from(*sign), 5 + end))
}
