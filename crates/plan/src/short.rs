//! Plans are kept: what they say about values is bounded, whatever the values are. What they write is whole.

use weftline_wire::plan::Plan;
use weftline_wire::salesforce::FieldValue;

/// Characters of a value that a plan shows.
const VALUE_MAX: usize = 200;

/// Characters of a sentence, which may quote a value.
const SENTENCE_MAX: usize = 500;

/// Losses of one field.
const LOSSES_MAX: usize = 20;

/// The beginning of a value.
pub(crate) fn short(text: &str) -> String {
    cut(text, VALUE_MAX).to_owned()
}

/// The plan with bounded words.
pub(crate) fn bounded(mut plan: Plan) -> Plan {
    for trace in &mut plan.trace {
        if let FieldValue::Text(text) = &mut trace.value {
            shorten(text, VALUE_MAX);
        }
        for text in [&mut trace.found, &mut trace.before].into_iter().flatten() {
            shorten(text, VALUE_MAX);
        }
        trace.losses.truncate(LOSSES_MAX);
        trace.losses.iter_mut().for_each(|loss| shorten(loss, SENTENCE_MAX));
    }
    for held in &mut plan.held {
        for text in [&mut held.salesforce, &mut held.jira, &mut held.base].into_iter().flatten() {
            shorten(text, VALUE_MAX);
        }
    }
    for skipped in &mut plan.skipped {
        shorten(&mut skipped.reason, SENTENCE_MAX);
    }
    for problem in &mut plan.problems {
        shorten(&mut problem.text, SENTENCE_MAX);
        problem.remedy.iter_mut().for_each(|remedy| shorten(remedy, SENTENCE_MAX));
    }
    plan
}

fn shorten(text: &mut String, characters_max: usize) {
    let length = cut(text, characters_max).len();
    text.truncate(length);
}

fn cut(text: &str, characters_max: usize) -> &str {
    match text.char_indices().nth(characters_max) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}
