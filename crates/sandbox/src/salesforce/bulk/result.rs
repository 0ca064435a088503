//! What became of a job's rows, as CSV, in another order than they came in.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_failed_results.htm>

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::csv::{fields, write_quoted};
use super::job::{Job, Outcome};
use crate::salesforce::call::{Call, Reply};
use crate::salesforce::error::ApiError;

/// How many rows a page has unless fewer are asked for.
const PAGE_MOST: usize = 100_000;

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Successful,
    Failed,
    Unprocessed,
}

impl Kind {
    /// The resource of this name: clients spell the last one in two ways.
    pub(super) fn named(name: &str) -> Option<Self> {
        let all = [
            ("successfulResults", Self::Successful),
            ("failedResults", Self::Failed),
            ("unprocessedrecords", Self::Unprocessed),
        ];
        all.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, kind)| kind)
    }
}

/// One page of a job's results.
pub(super) fn page(
    job: &mut Job,
    call: &Call<'_>,
    kind: Kind,
    shows_ids: bool,
    paged: bool,
) -> Result<Reply, ApiError> {
    let invalid = |what: &str| ApiError::new(400, "INVALID_QUERY_LOCATOR", format!("invalid {what}"));
    let most = match call.parameter("maxRecords") {
        _ if !paged => usize::MAX,
        None => PAGE_MOST,
        Some(text) => {
            let asked: usize = text.parse().ok().filter(|most| *most > 0).ok_or_else(|| invalid("maxRecords"))?;
            asked.min(PAGE_MOST)
        }
    };
    let from = match call.parameter("locator") {
        _ if !paged => 0,
        None | Some("" | "null") => 0,
        Some(text) => read_locator(text).ok_or_else(|| invalid("query locator"))?,
    };
    let records = job.records();
    let rows = records.len().saturating_sub(1);
    if from > rows {
        return Err(invalid("query locator"));
    }
    let data = std::str::from_utf8(&job.data).unwrap_or_default();
    let text = |place: usize| {
        records.get(place).and_then(|range| data.get(range.start as usize..range.end as usize)).unwrap_or_default()
    };
    let (delimiter, ending) = (job.delimiter.byte(), job.line_ending.bytes());
    let mut out = Vec::new();
    let own: &[&str] = match kind {
        Kind::Successful => &["sf__Id", "sf__Created"],
        Kind::Failed if shows_ids => &["sf__Id", "sf__Error"],
        Kind::Failed => &["sf__Error"],
        Kind::Unprocessed => &[],
    };
    for name in own {
        write_quoted(name, &mut out);
        out.push(delimiter);
    }
    out.extend_from_slice(text(0).as_bytes());
    out.extend_from_slice(ending);
    let step = step(rows);
    let (mut taken, mut at) = (0, from);
    while at < rows && taken < most {
        let row = shuffled(at, rows, step);
        at += 1;
        let outcome = job.outcomes.get(row);
        match (kind, outcome) {
            (Kind::Successful, Some(Outcome::Done { id, created })) => {
                write_quoted(&id.to_string(), &mut out);
                out.push(delimiter);
                write_quoted(if *created { "true" } else { "false" }, &mut out);
                out.push(delimiter);
            }
            (Kind::Failed, Some(Outcome::Refused { id, error })) => {
                if shows_ids {
                    write_quoted(&id.map(|id| id.to_string()).unwrap_or_default(), &mut out);
                    out.push(delimiter);
                }
                write_quoted(error, &mut out);
                out.push(delimiter);
            }
            (Kind::Unprocessed, None) => {}
            _ => continue,
        }
        taken += 1;
        write_own(text(row + 1), delimiter, &mut out);
        out.extend_from_slice(ending);
    }
    let more = (at..rows).any(|at| {
        let outcome = job.outcomes.get(shuffled(at, rows, step));
        match kind {
            Kind::Successful => matches!(outcome, Some(Outcome::Done { .. })),
            Kind::Failed => matches!(outcome, Some(Outcome::Refused { .. })),
            Kind::Unprocessed => outcome.is_none(),
        }
    });
    let locator = if more { STANDARD_NO_PAD.encode(at.to_string()) } else { "null".to_owned() };
    let reply = Reply { status: 200, headers: Vec::new(), body: out, kind: "text/csv;charset=UTF-8" };
    if !paged {
        return Ok(reply);
    }
    Ok(reply.with("Sforce-NumberOfRecords", taken.to_string()).with("Sforce-Locator", locator))
}

/// The row's own columns; a row that cannot be taken apart is given back as it came.
fn write_own(record: &str, delimiter: u8, out: &mut Vec<u8>) {
    let Ok(fields) = fields(record, char::from(delimiter)) else {
        out.extend_from_slice(record.as_bytes());
        return;
    };
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(delimiter);
        }
        write_quoted(field, out);
    }
}

fn read_locator(text: &str) -> Option<usize> {
    let bytes = STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    std::str::from_utf8(&bytes).ok()?.parse().ok()
}

/// The row that stands at a place of the results: the vendor keeps no order, so nobody may rely on one. Every row once.
fn shuffled(at: usize, rows: usize, step: usize) -> usize {
    (rows - 1 + at * step) % rows
}

/// How far apart in the file two rows were that follow one another in the results.
fn step(rows: usize) -> usize {
    let mut step = 7_919 % rows.max(1);
    while greatest_common(step, rows) > 1 {
        step += 1;
    }
    step
}

fn greatest_common(left: usize, right: usize) -> usize {
    if right == 0 { left } else { greatest_common(right, left % right) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_once_in_the_results_and_not_where_it_came() {
        for rows in [1, 2, 3, 7_919, 10, 200, 999, 15_838] {
            let mut order: Vec<usize> = (0..rows).map(|at| shuffled(at, rows, step(rows))).collect();
            assert!(rows == 1 || order.iter().enumerate().any(|(at, row)| at != *row), "{rows}");
            order.sort_unstable();
            assert!(order.iter().enumerate().all(|(at, row)| at == *row), "{rows}");
        }
    }

    #[test]
    fn locators_are_read_as_they_are_written() {
        for at in [0, 1, 99_999] {
            assert_eq!(read_locator(&STANDARD_NO_PAD.encode(at.to_string())), Some(at));
        }
        assert_eq!(read_locator("!"), None);
    }
}
