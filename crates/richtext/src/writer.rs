//! Writes lines with prefixes: list markers, indents, quote signs.

use std::borrow::Cow;

/// One level of what stands before each line.
struct Prefix {
    /// Before the first line, until it was written.
    first: Option<Cow<'static, str>>,
    /// Before every other line.
    rest: Cow<'static, str>,
}

#[derive(Default)]
pub(crate) struct Writer {
    out: String,
    prefixes: Vec<Prefix>,
    /// Line breaks owed before the next text.
    breaks: usize,
}

impl Writer {
    /// Text; its line breaks count.
    pub(crate) fn push(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.breaks += 1;
            }
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.is_empty() {
                self.start_line();
                self.out.push_str(line);
            }
        }
    }

    /// One more line break, if text follows.
    pub(crate) fn line_break(&mut self) {
        self.breaks += 1;
    }

    /// At least so many line breaks, if text follows.
    pub(crate) fn gap(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
    }

    pub(crate) fn open(&mut self, first: Cow<'static, str>, rest: Cow<'static, str>) {
        self.prefixes.push(Prefix { first: Some(first), rest });
    }

    pub(crate) fn close(&mut self) {
        self.prefixes.pop();
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    fn start_line(&mut self) {
        let fresh = self.out.is_empty();
        if self.breaks == 0 && !fresh {
            return;
        }
        let breaks = std::mem::take(&mut self.breaks);
        if !fresh {
            // Levels whose first line is still to come do not reach up into the blank lines before it.
            let levels = self.prefixes.iter().take_while(|prefix| prefix.first.is_none());
            let levels = levels.count();
            self.out.push('\n');
            for _ in 1..breaks {
                let start = self.out.len();
                for prefix in self.prefixes.iter().take(levels) {
                    self.out.push_str(&prefix.rest);
                }
                let blank = self.out.get(start..).unwrap_or_default().trim_end().len();
                self.out.truncate(start + blank);
                self.out.push('\n');
            }
        }
        for prefix in &mut self.prefixes {
            match prefix.first.take() {
                Some(first) => self.out.push_str(&first),
                None => self.out.push_str(&prefix.rest),
            }
        }
    }
}
