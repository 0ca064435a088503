//! Cells that a spreadsheet would take for formulas.
//!
//! <https://owasp.org/www-community/attacks/CSV_Injection>

use std::borrow::Cow;

/// Puts an apostrophe before what a spreadsheet would take for a formula, so that it shows it as text. Numbers stay as
/// they are. So that [`restore`] can tell, text that has apostrophes before a formula already gets one more.
#[must_use]
pub fn neutralise(cell: &str) -> Cow<'_, str> {
    if is_number(cell) || !is_formula(cell.trim_start_matches('\'')) {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(["'", cell].concat())
}

/// Takes the apostrophe away that [`neutralise`] put there. Only for cells that it wrote.
#[must_use]
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// `-5`, `+1.5`, `-1,234.50`: what is nothing but a number computes nothing.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}
