//! The sandbox's query languages under broken, deep, long and odd questions, by the targets in `fuzz`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

#[path = "../../../fuzz/src/replay.rs"]
mod replay;
#[path = "../../../fuzz/src/sandbox.rs"]
pub mod sandbox;

use std::path::Path;

use replay::Replay;
use serde_json::Value;

const ROUNDS: usize = 10_000;

fn replay(name: &'static str, target: fn(&[u8])) -> Replay {
    Replay::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz"), name, target)
}

/// A member of each row of a table of queries.
fn column<'a>(table: &'a Value, rows: &str, member: &str) -> Vec<&'a str> {
    table[rows].as_array().unwrap().iter().map(|row| row[member].as_str().unwrap()).collect()
}

/// A question that nests `open` and `close` around `middle`, at several depths, closed and left open.
fn nested(replay: &Replay, [before, open, middle, close, after]: [&str; 5]) {
    for depth in [50, 99, 100, 101, 128, 129, 1_000, 20_000] {
        let closed = format!("{before}{}{middle}{}{after}", open.repeat(depth), close.repeat(depth));
        replay.feed(&format!("{depth} times `{open}`"), closed.as_bytes());
        let left_open = format!("{before}{}", open.repeat(depth));
        replay.feed(&format!("{depth} times `{open}`, left open"), left_open.as_bytes());
    }
}

/// A question in which `part` is repeated.
fn long(replay: &Replay, [before, part, after]: [&str; 3]) {
    for length in [5_000, 90_000] {
        let text = format!("{before}{}{after}", part.repeat(length / part.len()));
        replay.feed(&format!("{length} bytes of `{part}`"), text.as_bytes());
    }
}

#[test]
fn broken_queries_get_typed_errors() {
    let table: Value = serde_json::from_str(include_str!("salesforce/soql.json")).unwrap();
    replay("soql", sandbox::soql).with(column(&table, "rows", "query")).run(ROUNDS);
}

#[test]
fn deep_and_long_queries_are_refused_or_answered() {
    let soql = replay("soql", sandbox::soql);
    for case in [
        ["SELECT Id FROM Case WHERE ", "(", "IsClosed = true", ")", ""],
        ["SELECT Id FROM Case WHERE ", "NOT ", "IsClosed = true", "", ""],
        ["SELECT Id FROM Case WHERE ", "NOT (", "IsClosed = true", ")", " LIMIT 1"],
        ["SELECT Id FROM Case WHERE ", "Id IN (SELECT Id FROM Case WHERE ", "IsClosed = true", ")", ""],
        ["SELECT ", "(SELECT ", "Id", " FROM Cases)", " FROM Case"],
        ["SELECT ", "FORMAT(", "Effort__c", ")", " FROM Case"],
        ["SELECT Id FROM Case WHERE ", "DAY_ONLY(", "CreatedDate", ")", " = TODAY"],
        ["SELECT Status FROM Case GROUP BY ", "DAY_ONLY(", "CreatedDate", ")", ""],
        ["SELECT Status FROM Case GROUP BY Status HAVING ", "(", "COUNT(Id) > 1", ")", ""],
        ["SELECT ", "Parent.", "Id", "", " FROM Case"],
    ] {
        nested(&soql, case);
    }
    for case in [
        ["SELECT Id", ", Id", " FROM Case"],
        ["SELECT Id", ", Parent.Parent.Id", " FROM Case"],
        ["SELECT Id", ", (SELECT Id FROM CaseComments)", " FROM Case"],
        ["SELECT Id FROM Case WHERE Id != null", " AND Subject LIKE '%a%b%c%'", ""],
        ["SELECT Id FROM Case WHERE Id != null", " OR IsClosed = true", " ORDER BY Id"],
        ["SELECT Id FROM Case WHERE Subject IN ('a'", ", 'b'", ")"],
        ["SELECT Id FROM Case WHERE Subject LIKE '", "%a_", "'"],
        ["SELECT Id FROM Case WHERE Subject = '", "\\'", "'"],
        ["SELECT Id FROM Case ORDER BY Id", ", Subject", ""],
        ["SELECT Status FROM Case GROUP BY CUBE(Status", ", Status", ")"],
        ["SELECT Status FROM Case GROUP BY ROLLUP(Status", ", Priority", ")"],
        ["SELECT Id FROM Case", " FOR VIEW", ""],
        ["SELECT Id FROM ", "Account.", "Contacts"],
        ["SELECT Id FROM Case c", ", c.Parent c", ""],
        ["SELECT Id FROM Case WHERE Effort__c = ", "9", ""],
        ["SELECT TYPEOF Owner", " WHEN User THEN Name", " END FROM Case"],
        ["", "\n", "SELECT Id FROM Nothing"],
        ["SELECT Id FROM Case WHERE Subject = '", "漢", "' AND Nothing = 1"],
    ] {
        long(&soql, case);
    }
    let over = format!("SELECT Id FROM Case WHERE Subject = '{}'", "x".repeat(150_000));
    soql.feed("more than a query may have", over.as_bytes());
}

#[test]
fn broken_searches_get_typed_errors() {
    replay("sosl", sandbox::sosl).run(ROUNDS);
}

#[test]
fn deep_and_long_searches_are_refused_or_answered() {
    let sosl = replay("sosl", sandbox::sosl);
    for case in [
        ["FIND {", "(", "pump", ")", "} RETURNING Case"],
        ["FIND {pump", " AND NOT ", "motor", "", "}"],
        ["FIND {pump} RETURNING Case", "(", "Id", ")", ""],
        ["FIND {pump} RETURNING Case(Id WHERE ", "(", "IsClosed = true", ")", ")"],
    ] {
        nested(&sosl, case);
    }
    for case in [
        ["FIND {", "pump ", "}"],
        ["FIND {pump", " OR motor", "} RETURNING Case"],
        ["FIND {pump", " AND motor", "} RETURNING Case"],
        ["FIND {pump", "*?", "} RETURNING Case"],
        ["FIND {\"", "north gate ", "\"} RETURNING CaseComment"],
        ["FIND {pump} RETURNING Case", ", Case", ""],
        ["FIND {pump} RETURNING Case(Id", ", Subject", ")"],
    ] {
        long(&sosl, case);
    }
}

#[test]
fn broken_jql_gets_complaints() {
    let table: Value = serde_json::from_str(include_str!("jira/jql.json")).unwrap();
    replay("jql", sandbox::jql).with(column(&table, "queries", "jql")).run(ROUNDS);
}

#[test]
fn deep_and_long_jql_is_refused_or_answered() {
    let jql = replay("jql", sandbox::jql);
    for case in [
        ["", "(", "project = SUP", ")", ""],
        ["", "not ", "project = SUP", "", ""],
        ["", "!", "project = SUP", "", ""],
        ["project in ", "(", "SUP", ")", ""],
        ["due < ", "endOfDay(", "1d", ")", ""],
        ["cf", "[", "10050", "]", " = 1"],
    ] {
        nested(&jql, case);
    }
    for case in [
        ["project = SUP", " and labels = login", ""],
        ["project = SUP", " or labels = login", ""],
        ["project in (SUP", ", ENG", ")"],
        ["labels in (login", ", login", ")"],
        ["summary ~ \"", "pump* ", "\""],
        ["status was Done", " after -1d", ""],
        ["project = SUP order by key", ", priority", ""],
        ["issue.property[a]", ".b", " = 1"],
        ["nothing", "漢", " = 1"],
        ["", "\n", "nothing = 1"],
    ] {
        long(&jql, case);
    }
}
