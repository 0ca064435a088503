//! Reads the head of a file, and proposes what fills which field.

use weftline_bulk::{Continued, Feed, Header, Row, detect, restore};
use weftline_plan::has_assignment_rules;
use weftline_wire::call::BulkFileCall;
use weftline_wire::job::Caller;
use weftline_wire::view::{BulkColumn, BulkFileView};

use crate::bulk::proposal::Proposal;
use crate::bulk::{dialects, gates, seen};
use crate::engine::World;
use crate::failure::Failure;
use crate::ground::Ground;

/// Rows that are shown as they are read, and of them those that samples are taken of.
const HEAD_ROWS: usize = 5;
const SAMPLES: usize = 3;

/// Characters of a cell that are shown.
const SHOWN_MAX: usize = 200;

/// Different values of a column that are held against a picklist, their characters, and those of all columns in bytes.
const VALUES_MAX: usize = 50;
const VALUE_MAX: usize = 100;
const VALUES_BYTES_MAX: usize = 200_000;

/// Faults of the first rows that are told.
const TROUBLES_MAX: usize = 10;

/// Reads the head of a file that is attached to the issue, and proposes what fills which field (BLK-3, BLK-4, BLK-9).
pub(crate) async fn file(world: &World, caller: &Caller, call: &BulkFileCall) -> Result<BulkFileView, Failure> {
    let ground = Ground::read(world, caller).await?;
    let proposal = Proposal::read(world, caller, &ground, &call.attachment_id).await?;
    let head = &proposal.head;
    let dialect = call.dialect.clone().unwrap_or_else(|| dialects::shown(detect(&head.bytes)));
    let mut feed = head.feed(&dialect)?;
    let seen = seen::shown(world, &head.fingerprint, &ground.issue.id).await?;
    let mut first = First::default();
    first.read(&mut feed);
    let header = head.header(&feed)?;
    let rows_about = rows_about(&feed, head.file.bytes);
    let mut troubles: Vec<String> = header.problems.iter().map(ToString::to_string).collect();
    troubles.extend(first.apostrophe.clone().filter(|_| Continued::of(&header.names).is_none()));
    troubles.extend(first.troubles.iter().cloned());
    troubles.truncate(TROUBLES_MAX);
    let lines = proposal.lines(&header);
    Ok(BulkFileView {
        attachment: head.file.clone(),
        fingerprint: head.fingerprint.clone(),
        seen,
        dialect,
        chosen: call.dialect.is_some(),
        head: first.head.clone(),
        columns: first.columns(&header),
        troubles,
        fields: lines.into_iter().map(|line| line.field).collect(),
        defaults: proposal.settings.bulk_defaults,
        assignment_rules: has_assignment_rules(gates::OBJECT).then_some(proposal.gathered.mapping.assignment_rules),
        rows_about,
        organization: proposal.org.connection.document.organization_name.clone(),
    })
}

/// How many rows the whole file has if the rest is like its head.
fn rows_about(feed: &Feed, bytes: u64) -> u32 {
    let place = feed.place();
    if place.offset == 0 || place.row == 0 {
        return place.row;
    }
    let about = u64::from(place.row).saturating_mul(bytes) / place.offset.min(bytes).max(1);
    u32::try_from(about).unwrap_or(u32::MAX).max(place.row)
}

/// What the first rows hold.
#[derive(Default)]
struct First {
    head: Vec<Vec<String>>,
    /// The different values of each column; none when they are too many.
    values: Vec<Option<Vec<String>>>,
    bytes: usize,
    troubles: Vec<String>,
    /// What is told of the first cell that looks as the files of what came of rows write formulas.
    apostrophe: Option<String>,
}

impl First {
    fn read(&mut self, feed: &mut Feed) {
        while let Some(row) = feed.next_row() {
            if self.head.len() < HEAD_ROWS {
                self.head.push((0..row.len()).map(|column| cut(&row.text(column))).collect());
            }
            let wanted = TROUBLES_MAX.saturating_sub(self.troubles.len());
            self.troubles.extend(row.problems().iter().take(wanted).map(ToString::to_string));
            if self.apostrophe.is_none() {
                self.apostrophe = apostrophe(&row);
            }
            self.gather(&row);
        }
    }

    fn gather(&mut self, row: &Row<'_>) {
        while self.values.len() < row.len() {
            self.values.push(Some(Vec::new()));
        }
        for (column, known) in self.values.iter_mut().enumerate() {
            let Some(values) = known else { continue };
            let text = row.text(column);
            let text = text.trim();
            if text.is_empty() || values.iter().any(|value| value == text) {
                continue;
            }
            self.bytes += text.len();
            let too_long = text.chars().nth(VALUE_MAX).is_some();
            if too_long || values.len() == VALUES_MAX || self.bytes > VALUES_BYTES_MAX {
                *known = None;
            } else {
                values.push(text.to_owned());
            }
        }
    }

    fn columns(mut self, header: &Header) -> Vec<BulkColumn> {
        let continued = Continued::of(&header.names);
        let column = |(index, name): (usize, &String)| BulkColumn {
            index: index as u32,
            name: name.clone(),
            samples: self.head.iter().take(SAMPLES).map(|row| row.get(index).cloned().unwrap_or_default()).collect(),
            values: match self.values.get_mut(index) {
                Some(values) => values.take(),
                None => Some(Vec::new()),
            },
            is_result: continued.is_some_and(|continued| continued.is_added(index)),
        };
        header.names.iter().enumerate().map(column).collect()
    }
}

/// Tells of a cell with an apostrophe before a formula: where nothing says that Weftline put it there, it is sent.
fn apostrophe(row: &Row<'_>) -> Option<String> {
    let column =
        (0..row.len()).find(|column| row.raw(*column).first() == Some(&b'\'') && is_neutralised(&row.text(*column)))?;
    let cell = cut(&row.text(column));
    Some(format!(
        "line {}, column {}: the apostrophe before the formula in `{cell}` is sent to Salesforce as it stands, like all others; if this is a corrected failure file, keep its column `Error code` or `Error message` in front, and they are taken away",
        row.line,
        column + 1
    ))
}

fn is_neutralised(text: &str) -> bool {
    restore(text).len() < text.len()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => [text.get(..end).unwrap_or_default(), "…"].concat(),
        None => text.to_owned(),
    }
}
