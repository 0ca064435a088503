//! Writes lines with prefixes: list markers, indents, quote signs.

/// One level of what stands before each line.
struct Prefix {
    /// Before the first line, until it was written.
    first: Option<String>,
    /// Before every other line.
    rest: String,
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

    pub(crate) fn open(&mut self, first: &str, rest: &str) {
        self.prefixes.push(Prefix { first: Some(first.to_owned()), rest: rest.to_owned() });
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
            let blank: String = levels.map(|prefix| prefix.rest.as_str()).collect();
            for index in 0..breaks {
                if index > 0 {
                    self.out.push_str(blank.trim_end());
                }
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
