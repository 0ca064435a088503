//! Broken queries and searches: whatever is asked, the org answers with a result or a typed error.

use crate::face::{Face, encode};
use serde_json::Value as Json;

const ROUNDS: usize = 4_000;

/// A sequence of numbers that looks random and is the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
}

fn broken(text: &str, dice: &mut Dice) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let pieces = [
        "'",
        "(",
        ")",
        "\\",
        ",",
        ".",
        ":",
        "=",
        "%",
        "{",
        "}",
        "\"",
        " NOT ",
        " AND ",
        " OR ",
        " NULLS ",
        "SELECT ",
        " IN ",
        "é",
        "漢",
        "\n",
        "\u{0}",
        "9999999999999999999",
        "-1",
        "2026-13-45",
        "2026-11-21T99:99:99Z",
        "LAST_N_DAYS:",
    ];
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(characters.len() + 1);
        match dice.roll(4) {
            0 => characters.truncate(at),
            1 => drop(characters.drain(at..(at + dice.roll(6)).min(characters.len())).collect::<Vec<_>>()),
            2 => drop(characters.splice(at..at, pieces[dice.roll(pieces.len())].chars()).collect::<Vec<_>>()),
            _ => {
                let end = (at + dice.roll(12)).min(characters.len());
                let part: Vec<char> = characters[at.min(end)..end].to_vec();
                characters.splice(at..at, part);
            }
        }
    }
    characters.into_iter().collect()
}

fn answers(face: &mut Face, path: &str, text: &str) {
    let response = face.send("GET", &format!("{}{path}?q={}", crate::face::DATA, encode(text)), &Json::Null);
    let reply: Json = serde_json::from_slice(&response.body).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    match response.status {
        200 => assert!(reply.is_object(), "{text:?}: {reply}"),
        400 => assert!(reply[0]["errorCode"].is_string() && reply[0]["message"].is_string(), "{text:?}: {reply}"),
        status => panic!("{text:?}: {status} {reply}"),
    }
}

#[test]
fn broken_queries_get_typed_errors() {
    let table: Json = serde_json::from_str(include_str!("soql.json")).unwrap();
    let queries: Vec<&str> =
        table["rows"].as_array().unwrap().iter().map(|row| row["query"].as_str().unwrap()).collect();
    let mut face = Face::new(1_795_253_400_000);
    let mut dice = Dice(7);
    for _ in 0..ROUNDS {
        let query = broken(queries[dice.roll(queries.len())], &mut dice);
        answers(&mut face, "/query", &query);
    }
}

#[test]
fn broken_searches_get_typed_errors() {
    let searches = [
        "FIND {motor} IN ALL FIELDS RETURNING Case(Id, Subject WHERE IsClosed = false ORDER BY CreatedDate DESC LIMIT 3), Contact(Id)",
        "FIND {\"north gate\" OR (pump AND NOT m?tor*)} IN NAME FIELDS RETURNING Account LIMIT 20",
        "FIND {a\\}b} RETURNING Lead(Name), Case",
    ];
    let mut face = Face::new(1_795_253_400_000);
    let mut dice = Dice(11);
    for _ in 0..ROUNDS {
        let search = broken(searches[dice.roll(searches.len())], &mut dice);
        answers(&mut face, "/search", &search);
    }
}

#[test]
fn deep_nesting_is_refused() {
    let mut face = Face::new(1_795_253_400_000);
    for (open, close) in [("(", ")"), ("NOT ", "")] {
        let query = format!("SELECT Id FROM Case WHERE {}IsClosed = true{}", open.repeat(800), close.repeat(800));
        answers(&mut face, "/query", &query);
    }
    let nested = format!("FIND {{{}aa{}}}", "(".repeat(800), ")".repeat(800));
    answers(&mut face, "/search", &nested);
}
