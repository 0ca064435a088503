//! Counts of what becomes of rows, and why some are left out.

use weftline_wire::document::BackfillRow;
use weftline_wire::view::{BackfillCause, BackfillCounts, BackfillFate, BackfillReason};

/// Different reasons that are told, and examples of each.
const REASONS_MAX: usize = 40;
const EXAMPLES_MAX: usize = 5;

/// Bytes of a reason's text that are kept: 400 rows have to fit into a value, of at most 240 KiB.
const TEXT_BYTES_MAX: usize = 240;

fn of(counts: &mut BackfillCounts, fate: BackfillFate) -> &mut u32 {
    match fate {
        BackfillFate::Link => &mut counts.link,
        BackfillFate::Create => &mut counts.create,
        BackfillFate::Update => &mut counts.update,
        BackfillFate::Already => &mut counts.already,
        BackfillFate::Unmatched => &mut counts.unmatched,
        BackfillFate::Conflict => &mut counts.conflict,
        BackfillFate::Cannot => &mut counts.cannot,
    }
}

/// Counts rows.
pub(crate) fn count<'a>(rows: impl IntoIterator<Item = &'a BackfillRow>) -> BackfillCounts {
    let mut counts = BackfillCounts::default();
    for row in rows {
        *of(&mut counts, row.fate) += 1;
    }
    counts
}

/// Two counts together.
pub(crate) fn sum(one: BackfillCounts, other: BackfillCounts) -> BackfillCounts {
    BackfillCounts {
        link: one.link + other.link,
        create: one.create + other.create,
        update: one.update + other.update,
        already: one.already + other.already,
        unmatched: one.unmatched + other.unmatched,
        conflict: one.conflict + other.conflict,
        cannot: one.cannot + other.cannot,
    }
}

/// How many that are.
pub(crate) fn all(counts: &BackfillCounts) -> u32 {
    let BackfillCounts { link, create, update, already, unmatched, conflict, cannot } = counts;
    link + create + update + already + unmatched + conflict + cannot
}

/// Adds why rows are left out.
pub(crate) fn explain<'a>(reasons: &mut Vec<BackfillReason>, rows: impl IntoIterator<Item = &'a BackfillRow>) {
    for row in rows {
        let Some(cause) = row.cause else { continue };
        // Which issues these are is told of each row.
        let text = if cause == BackfillCause::SeveralIssues { "" } else { &row.text };
        let same =
            |reason: &&mut BackfillReason| reason.fate == row.fate && reason.cause == cause && reason.text == text;
        let example = if row.issue_key.is_empty() { &row.record_id } else { &row.issue_key };
        let has_room = reasons.len() < REASONS_MAX;
        match reasons.iter_mut().find(same) {
            Some(reason) => {
                reason.count += 1;
                if reason.examples.len() < EXAMPLES_MAX {
                    reason.examples.push(example.clone());
                }
            }
            None if has_room => reasons.push(BackfillReason {
                fate: row.fate,
                cause,
                text: text.to_owned(),
                count: 1,
                examples: vec![example.clone()],
            }),
            None => {}
        }
    }
    reasons.sort_by(|one, other| other.count.cmp(&one.count).then(one.cause.cmp(&other.cause)));
}

/// A text as it is kept with a row.
pub(crate) fn cut(text: &str) -> String {
    text.get(..text.floor_char_boundary(TEXT_BYTES_MAX)).unwrap_or_default().to_owned()
}
