//! A line of text in the making: white space is folded as browsers fold it.

use super::marks::Marks;
use super::writer::push_member;
use crate::loss::{LossKind, Losses};

/// A stretch of text with the same formatting, or a line break.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text {
        text: String,
        marks: Marks,
        verbatim: bool,
    },
    /// A node that is written already.
    Node(String),
    Break,
}

/// The content of a block up to where it ends.
#[derive(Debug, Default)]
pub(super) struct Line {
    pieces: Vec<Piece>,
    /// Whether the sign is left out that the line begins with.
    skips_sign: bool,
}

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether there is nothing but white space.
    pub(super) fn is_blank(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece, Piece::Text { text, .. } if text.trim_ascii().is_empty()))
    }

    /// The sign that a task or decision begins with, and the space after it, are no text.
    pub(super) fn skip_sign(&mut self) {
        self.skips_sign = true;
    }

    /// Makes all of it bold.
    pub(super) fn embolden(&mut self) {
        for piece in &mut self.pieces {
            if let Piece::Text { marks, .. } = piece {
                marks.strong = true;
            }
        }
    }

    pub(super) fn line_break(&mut self) {
        self.pieces.push(Piece::Break);
    }

    /// A node in the line, as ADF.
    pub(super) fn node(&mut self, json: String) {
        self.pieces.push(Piece::Node(json));
    }

    /// Whether it ends with a line break.
    pub(super) fn ends_broken(&self) -> bool {
        self.pieces.last() == Some(&Piece::Break)
    }

    pub(super) fn text(&mut self, text: &str, marks: &Marks, verbatim: bool) {
        if verbatim {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    self.line_break();
                }
                self.piece(line, marks, true);
            }
        } else {
            self.piece(text, marks, false);
        }
    }

    fn piece(&mut self, text: &str, marks: &Marks, verbatim: bool) {
        let mut text = text;
        if self.skips_sign && !text.trim_ascii().is_empty() {
            self.skips_sign = false;
            let mut characters = text.trim_ascii_start().chars();
            characters.next();
            text = characters.as_str();
            text = text.strip_prefix(' ').unwrap_or(text);
        }
        if text.is_empty() {
            return;
        }
        if let Some(Piece::Text { text: last, marks: same, verbatim: kept }) = self.pieces.last_mut()
            && same == marks
            && *kept == verbatim
        {
            return last.push_str(text);
        }
        self.pieces.push(Piece::Text { text: text.to_owned(), marks: marks.clone(), verbatim });
    }

    /// The line as ADF's inline nodes, and leaves it empty. None if a browser shows nothing of it. The last line break
    /// of a block is not shown by browsers, and stands there so that an empty one is.
    pub(super) fn take(&mut self, losses: &mut Losses) -> Option<String> {
        self.skips_sign = false;
        let blank = self.is_blank();
        let mut pieces = fold(std::mem::take(&mut self.pieces));
        if blank && pieces.is_empty() {
            return None;
        }
        if pieces.last() == Some(&Piece::Break) {
            pieces.pop();
        }
        let mut json = String::new();
        for piece in &pieces {
            if !json.is_empty() {
                json.push(',');
            }
            if let Piece::Node(node) = piece {
                json.push_str(node);
                continue;
            }
            json.push('{');
            match piece {
                Piece::Node(_) => {}
                Piece::Break => push_member(&mut json, "type", "hardBreak"),
                Piece::Text { text, marks, .. } => {
                    push_member(&mut json, "type", "text");
                    push_member(&mut json, "text", text);
                    marks.push(&mut json);
                    for lost in marks.beside_code().filter(|_| marks.code) {
                        losses.add(LossKind::Formatting, lost);
                    }
                }
            }
            json.push('}');
        }
        Some(json)
    }
}

/// What stands before a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The beginning of a line.
    Edge,
    Space,
    Text,
}

/// Folds white space, over the borders of pieces. A no-break space beside a space, or at an end of the line, is how
/// editors keep a space from being folded, and becomes one.
fn fold(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut folded: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut before = Before::Edge;
    // White space that may turn out to be at the end: a space, or a no-break space, and where it belongs.
    let mut held: Option<(char, usize)> = None;
    for piece in pieces {
        if let Piece::Node(_) = piece {
            release(&mut folded, held.take(), false);
            folded.push(piece);
            before = Before::Text;
            continue;
        }
        let Piece::Text { text, marks, verbatim } = piece else {
            release(&mut folded, held.take(), true);
            folded.push(Piece::Break);
            before = Before::Edge;
            continue;
        };
        let at = folded.len();
        folded.push(Piece::Text { text: String::with_capacity(text.len()), marks, verbatim });
        for character in text.chars() {
            match character {
                ' ' | '\t' | '\n' | '\u{c}' if !verbatim => match held {
                    Some((' ', _)) => {}
                    None if before == Before::Edge => {}
                    held_before => {
                        release(&mut folded, held_before, true);
                        held = Some((' ', at));
                    }
                },
                '\u{a0}' if !verbatim => {
                    let after_space = held.is_some_and(|(space, _)| space == ' ') || before != Before::Text;
                    release(&mut folded, held.take(), false);
                    if after_space {
                        push(&mut folded, at, ' ');
                        before = Before::Space;
                    } else {
                        before = Before::Text;
                        held = Some(('\u{a0}', at));
                    }
                }
                _ => {
                    release(&mut folded, held.take(), false);
                    push(&mut folded, at, character);
                    before = if character == ' ' { Before::Space } else { Before::Text };
                }
            }
        }
    }
    release(&mut folded, held, true);
    folded.retain(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty()));
    join(folded)
}

/// Writes white space that was held back. At the end of a line a space is left out; a no-break space is one there and
/// before white space.
fn release(folded: &mut [Piece], held: Option<(char, usize)>, at_end: bool) {
    match held {
        Some((' ', _)) if at_end => {}
        Some((_, at)) if at_end => push(folded, at, ' '),
        Some((space, at)) => push(folded, at, space),
        None => {}
    }
}

fn push(folded: &mut [Piece], at: usize, character: char) {
    if let Some(Piece::Text { text, .. }) = folded.get_mut(at) {
        text.push(character);
    }
}

fn join(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (joined.last_mut(), &piece) {
            (Some(Piece::Text { text: last, marks: same, .. }), Piece::Text { text, marks, .. }) if same == marks => {
                last.push_str(text);
            }
            _ => joined.push(piece),
        }
    }
    joined
}
