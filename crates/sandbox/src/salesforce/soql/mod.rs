//! SOQL: text to tokens, tokens to a query, the query bound to the schema, the bound query run over the rows.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql.htm>

pub(crate) mod aggregate;
pub(crate) mod ast;
pub(crate) mod bind;
pub(crate) mod candidate;
pub(crate) mod columns;
mod condition;
pub(crate) mod date;
mod feed;
pub(crate) mod lexer;
mod narrow;
pub(crate) mod parser;
pub(crate) mod plan;
pub(crate) mod resolve;
mod restrict;
pub(crate) mod run;
pub(crate) mod write;

use super::error::ApiError;

/// An error at a place in the text, as the service shows it: the line, a caret, and the row and column.
pub(crate) fn error_at(text: &str, at: usize, code: &'static str, message: &str) -> ApiError {
    let before = text.get(..at).unwrap_or(text);
    let row = before.matches('\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |place| place + 1);
    let line_end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |place| at + place);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    let start = excerpt_start(text, line_start, at);
    let end = excerpt_end(text, at, line_end);
    let excerpt = text.get(start..end).unwrap_or_default();
    let indent = text.get(start..at.min(text.len())).unwrap_or_default().chars().count();
    let caret = " ".repeat(indent);
    let message = format!("\n{excerpt}\n{caret}^\nERROR at Row:{row}:Column:{column}\n{message}");
    ApiError::new(400, code, message)
}

/// The excerpt begins at a word, some forty characters before the place.
fn excerpt_start(text: &str, line_start: usize, at: usize) -> usize {
    if at.saturating_sub(line_start) <= 40 {
        return line_start;
    }
    let from = (at - 40..at).find(|place| text.is_char_boundary(*place)).unwrap_or(at);
    let word = text.get(from..at).and_then(|part| part.find(' ')).map_or(from, |place| from + place + 1);
    word.min(at)
}

/// The excerpt ends at a word, some forty characters after the place.
fn excerpt_end(text: &str, at: usize, line_end: usize) -> usize {
    if line_end.saturating_sub(at) <= 40 {
        return line_end;
    }
    let to = (at + 40..line_end).find(|place| text.is_char_boundary(*place)).unwrap_or(line_end);
    text.get(at..to).and_then(|part| part.rfind(' ')).filter(|place| *place > 0).map_or(to, |place| at + place)
}
