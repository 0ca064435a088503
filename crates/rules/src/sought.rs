//! What values are compared with, made ready once.

use weftline_wire::configuration::Operand;

use crate::text::Pattern;

/// A value that is looked for.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    pub(crate) id: Option<String>,
    pub(crate) text: Pattern,
    /// The text as a number, where it is one.
    pub(crate) number: Option<f64>,
    /// Whether the text is a day, like `2026-11-21`.
    pub(crate) is_day: bool,
}

impl Sought {
    pub(crate) fn new(operand: &Operand) -> Sought {
        let text = operand.text.trim();
        Sought {
            id: operand.id.clone(),
            text: Pattern::new(text),
            number: text.parse().ok().filter(|number: &f64| number.is_finite()),
            is_day: is_day(text.as_bytes()) && text.len() == DAY,
        }
    }

    pub(crate) fn all(operands: &[Operand]) -> Vec<Sought> {
        operands.iter().map(Sought::new).collect()
    }
}

/// Bytes of a day.
pub(crate) const DAY: usize = 10;

/// Whether a text begins with a day.
pub(crate) fn is_day(text: &[u8]) -> bool {
    text.len() >= DAY
        && text.iter().take(DAY).enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
