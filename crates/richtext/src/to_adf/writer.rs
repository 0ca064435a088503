//! Writes ADF: nodes that hold others are written once they hold something.

use crate::from_text::push_string;

/// A document in the making.
#[derive(Default)]
pub(super) struct Adf {
    out: String,
    open: Vec<Open>,
}

struct Open {
    /// What the node begins with, up to the bracket of its content; empty once it was written.
    head: String,
    /// Whether it holds something.
    filled: bool,
}

impl Adf {
    /// Opens a node that is left out if it stays empty.
    pub(super) fn open(&mut self, head: impl Into<String>) {
        self.open.push(Open { head: head.into(), filled: false });
    }

    /// Opens a node that is there even when it is empty.
    pub(super) fn open_now(&mut self, head: &str) {
        self.open(head);
        self.begin();
    }

    /// Ends the node that was opened last.
    pub(super) fn close(&mut self) {
        if self.open.pop().is_some_and(|open| open.head.is_empty()) {
            self.out.push_str("]}");
        }
    }

    /// Ends the node that was opened last, which has to hold a block.
    pub(super) fn close_filled(&mut self) {
        if self.is_empty() {
            self.leaf(EMPTY_PARAGRAPH);
        }
        self.close();
    }

    /// Whether the node that was opened last holds nothing yet.
    pub(super) fn is_empty(&self) -> bool {
        !self.open.last().is_some_and(|open| open.filled)
    }

    /// A node that is written already.
    pub(super) fn leaf(&mut self, json: &str) {
        self.begin();
        self.separate();
        self.out.push_str(json);
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Writes what the open nodes begin with.
    fn begin(&mut self) {
        let from = self.open.iter().position(|open| !open.head.is_empty()).unwrap_or(self.open.len());
        for at in from..self.open.len() {
            if let Some(above) = at.checked_sub(1) {
                self.separate_in(above);
            }
            if let Some(open) = self.open.get_mut(at) {
                self.out.push_str(&std::mem::take(&mut open.head));
            }
        }
    }

    fn separate(&mut self) {
        if let Some(last) = self.open.len().checked_sub(1) {
            self.separate_in(last);
        }
    }

    fn separate_in(&mut self, at: usize) {
        if let Some(open) = self.open.get_mut(at)
            && std::mem::replace(&mut open.filled, true)
        {
            self.out.push(',');
        }
    }
}

pub(super) const EMPTY_PARAGRAPH: &str = r#"{"type":"paragraph","content":[]}"#;

/// A member of an object whose value is a string, with a comma before it unless it is the first.
pub(super) fn push_member(json: &mut String, name: &str, value: &str) {
    if !json.ends_with('{') {
        json.push(',');
    }
    push_string(json, name);
    json.push(':');
    push_string(json, value);
}
