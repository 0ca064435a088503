//! Files of tickets, made from a seed: rows that become cases, rows in which the check finds something, and rows that only
//! Salesforce refuses.

use std::collections::{BTreeMap, BTreeSet};

use weftline_sandbox::random::Random;
use weftline_wire::call::BulkChoice;
use weftline_wire::view::BulkSource;

/// A contact that no org has.
const NOBODY: &str = "003000000000000AAA";

const AWKWARD: [&str; 12] = [
    "printer on fire",
    "says \"help\"",
    "two\nlines",
    "a\r\nb",
    "50 €, now",
    "🚨 urgent 👩‍💻",
    "שלום עולם",
    "=1+1",
    "100\u{a0}km",
    "semi;colon",
    "tab\there",
    "日本語",
];

/// A file.
pub(crate) struct Tickets {
    /// Its bytes.
    pub(crate) csv: Vec<u8>,
    /// The subjects of rows that the check lets through, by row.
    pub(crate) good: BTreeMap<u32, String>,
    /// Those of them that Salesforce refuses.
    pub(crate) refused: BTreeSet<u32>,
    /// The rows in which the check finds something.
    pub(crate) flawed: BTreeSet<u32>,
}

impl Tickets {
    /// So many rows. About one in fifty is flawed, and one in a hundred refused.
    pub(crate) fn new(seed: u64, rows: u32) -> Self {
        let mut random = Random::seeded(seed);
        let mut tickets =
            Self { csv: Vec::new(), good: BTreeMap::new(), refused: BTreeSet::new(), flawed: BTreeSet::new() };
        let header: String = FIELDS.iter().map(|field| format!("{field},")).collect();
        tickets.csv.extend_from_slice(format!("{header}Ticket\r\n").as_bytes());
        for row in 1..=rows {
            let awkward = |random: &mut Random| AWKWARD[random.below(12) as usize];
            let subject = format!("{row} {}", awkward(&mut random)).replace(['\n', '\r', '\t'], " ");
            let mut cells = vec![subject.clone(), awkward(&mut random).to_owned(), "High".into(), String::new()];
            match random.below(100) {
                0 => cells[2] = "Catastrophic".into(),
                1 => cells.truncate(2),
                2 => cells[3] = NOBODY.into(),
                _ => {}
            }
            let flawed = cells.len() < 4 || cells[2] != "High";
            if flawed {
                tickets.flawed.insert(row);
            } else {
                tickets.good.insert(row, subject);
            }
            if cells.get(3).is_some_and(|contact| contact == NOBODY) {
                tickets.refused.insert(row);
            }
            cells.push(format!("T-{row}"));
            let line: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
            tickets.csv.extend_from_slice(format!("{}\r\n", line.join(",")).as_bytes());
            if random.below(50) == 0 {
                tickets.csv.extend_from_slice(b"\r\n");
            }
        }
        tickets
    }

    /// All rows.
    pub(crate) fn rows(&self) -> u32 {
        u32::try_from(self.good.len() + self.flawed.len()).unwrap()
    }
}

/// The fields that the columns fill.
const FIELDS: [&str; 4] = ["Subject", "Description", "Severity__c", "ContactId"];

/// What fills which field.
pub(crate) fn choices() -> Vec<BulkChoice> {
    let columns = (0..).zip(FIELDS);
    let choice = |(index, field): (u32, &str)| BulkChoice {
        field: field.into(),
        source: BulkSource::Column { index, default: None },
    };
    columns.map(choice).collect()
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.into() }
}

/// The rows of a CSV file, as RFC 4180 has it, read a character at a time.
pub(crate) fn read(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if is_quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(cell.is_empty() && row.is_empty() && !is_quoted, "a result file ends with a line end");
    rows
}
