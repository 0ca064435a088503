//! The mapped fields as the model knows them: what a value of one side is on the other. Nothing here asks what is tested.
//!
//! A value is its plain text: a number as people write it, a document as its lines. None is no value.

use serde_json::{Value as Json, json};
use weftline_sandbox::random::Random;
use weftline_wire::configuration::{Direction, FieldMapping, Part, Policy, Source, Unmapped};

use crate::mappings::{from, whole};

/// A value as plain text.
pub(crate) type Value = Option<String>;

/// What a field holds, on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line of text, cut to so many characters in Salesforce.
    Line(usize),
    /// The same, and a flow of the org writes it in capitals.
    Capitals(usize),
    /// A document in Jira, plain text in Salesforce.
    Prose,
    /// A document in Jira, HTML in Salesforce.
    Rich,
    /// A number, rounded to two places in Salesforce.
    Number,
    /// A day.
    Day,
    /// One of these: Jira's value, and Salesforce's. Of several Jira values of one Salesforce value the first goes back.
    Choice(&'static [(&'static str, &'static str)]),
    /// The same, by the issue's workflow.
    Status(&'static [(&'static str, &'static str)]),
}

/// A mapped field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) salesforce: &'static str,
    pub(crate) jira: &'static str,
    pub(crate) direction: Direction,
    pub(crate) policy: Policy,
    pub(crate) kind: Kind,
}

const LEVELS: Kind =
    Kind::Choice(&[("High", "High"), ("Highest", "High"), ("Medium", "Medium"), ("Low", "Low"), ("Lowest", "Low")]);
const SEVERITIES: Kind =
    Kind::Choice(&[("Low", "Low"), ("Medium", "Medium"), ("High", "High"), ("Critical", "Critical")]);
const IMPACTS: Kind = Kind::Choice(&[("One user", "Phone"), ("One team", "Email"), ("Everyone", "Web")]);
const STATES: Kind = Kind::Status(&[("To Do", "New"), ("In Progress", "Working"), ("Done", "Closed")]);

/// All of them. The last is mapped in one of the two projects only.
pub(crate) const FIELDS: [Field; 10] = [
    field("Subject", "summary", Direction::Both, Policy::SalesforceWins, Kind::Line(255)),
    field("Description", "description", Direction::Both, Policy::LatestWins, Kind::Prose),
    field("Priority", "priority", Direction::Both, Policy::JiraWins, LEVELS),
    field("Severity__c", "customfield_10060", Direction::Both, Policy::Ask, SEVERITIES),
    field("Due_Date__c", "customfield_10053", Direction::Both, Policy::LatestWins, Kind::Day),
    field("Effort__c", "customfield_10052", Direction::Both, Policy::JiraWins, Kind::Number),
    field("SuppliedName", "customfield_10050", Direction::ToSalesforce, Policy::SalesforceWins, Kind::Capitals(80)),
    field("Resolution__c", "customfield_10051", Direction::Both, Policy::SalesforceWins, Kind::Rich),
    field("Origin", "customfield_10066", Direction::ToJira, Policy::JiraWins, IMPACTS),
    field("Status", "status", Direction::Both, Policy::SalesforceWins, STATES),
];

const fn field(
    salesforce: &'static str,
    jira: &'static str,
    direction: Direction,
    policy: Policy,
    kind: Kind,
) -> Field {
    Field { salesforce, jira, direction, policy, kind }
}

impl Field {
    /// As an admin maps it.
    pub(crate) fn mapping(&self) -> FieldMapping {
        let source = match self.kind {
            Kind::Choice(pairs) | Kind::Status(pairs) => Source::Picklist {
                field: self.jira.to_owned(),
                part: Part::Whole,
                values: pairs.iter().map(|(jira, record)| ((*jira).to_owned(), (*record).to_owned())).collect(),
                back: pairs.iter().rev().map(|(jira, record)| ((*record).to_owned(), (*jira).to_owned())).collect(),
                unmapped: Unmapped::Report,
            },
            _ => whole(self.jira),
        };
        from(self.salesforce, source, self.direction, self.policy)
    }

    /// What a value of the issue is in the record.
    pub(crate) fn to_salesforce(self, value: &Value) -> Value {
        let value = value.as_ref()?;
        Some(match self.kind {
            Kind::Line(most) => value.chars().take(most).collect(),
            Kind::Capitals(most) => value.chars().take(most).collect::<String>().to_uppercase(),
            Kind::Prose | Kind::Rich | Kind::Day => value.clone(),
            Kind::Number => places(value.parse().unwrap(), 2),
            Kind::Choice(pairs) | Kind::Status(pairs) => {
                pairs.iter().find(|(jira, _)| jira == value).map_or("?", |(_, record)| record).to_owned()
            }
        })
    }

    /// What a value of the record is in the issue.
    pub(crate) fn to_jira(self, value: &Value) -> Value {
        let value = value.as_ref()?;
        Some(match self.kind {
            Kind::Choice(pairs) | Kind::Status(pairs) => {
                pairs.iter().find(|(_, record)| record == value).map_or("?", |(jira, _)| jira).to_owned()
            }
            _ => value.clone(),
        })
    }

    /// Whether a flow of the org changes what is written to it.
    pub(crate) fn is_rewritten(&self) -> bool {
        matches!(self.kind, Kind::Capitals(_))
    }

    /// Whether both sides say the same.
    pub(crate) fn agree(&self, jira: &Value, salesforce: &Value) -> bool {
        self.to_salesforce(jira) == *salesforce || self.to_jira(salesforce) == *jira
    }

    /// Some value that a user of Jira gives it. `number` is different each time.
    pub(crate) fn in_jira(&self, random: &mut Random, number: u64) -> Value {
        let empties = !matches!(self.kind, Kind::Status(_)) && !["summary", "priority"].contains(&self.jira);
        if empties && random.below(8) == 0 {
            return None;
        }
        Some(match self.kind {
            Kind::Line(most) | Kind::Capitals(most) if most < 255 && random.below(3) == 0 => {
                format!("Customer {number} {}", "long ".repeat(24)).trim().into()
            }
            Kind::Line(_) | Kind::Capitals(_) => format!("Text {number} of Jira"),
            Kind::Prose | Kind::Rich => prose(random, number, "Jira"),
            Kind::Number => places(number as f64 + random.below(10_000) as f64 / 10_000.0, 4),
            Kind::Day => day(random),
            Kind::Choice(pairs) | Kind::Status(pairs) => chosen(random, pairs).0.to_owned(),
        })
    }

    /// Some value that a user of Salesforce gives it.
    pub(crate) fn in_salesforce(&self, random: &mut Random, number: u64) -> Value {
        let needed = ["Subject", "Priority", "Status"].contains(&self.salesforce);
        if !needed && random.below(8) == 0 {
            return None;
        }
        Some(match self.kind {
            Kind::Line(_) => format!("Text {number} of Salesforce"),
            // What the org makes of it.
            Kind::Capitals(_) => format!("TEXT {number} OF SALESFORCE"),
            Kind::Prose | Kind::Rich => prose(random, number, "Salesforce"),
            Kind::Number => places(number as f64 + random.below(100) as f64 / 100.0, 2),
            Kind::Day => day(random),
            Kind::Choice(pairs) | Kind::Status(pairs) => chosen(random, pairs).1.to_owned(),
        })
    }

    /// The value as Jira takes it.
    pub(crate) fn jira_json(&self, value: &Value) -> Json {
        let Some(value) = value else { return Json::Null };
        match self.kind {
            Kind::Prose | Kind::Rich => document(value),
            Kind::Number => json!(value.parse::<f64>().unwrap()),
            Kind::Choice(_) if self.jira == "priority" => json!({ "name": value }),
            Kind::Choice(_) => json!({ "value": value }),
            _ => json!(value),
        }
    }

    /// The value as Salesforce takes it.
    pub(crate) fn salesforce_json(&self, value: &Value) -> Json {
        let Some(value) = value else { return Json::Null };
        match self.kind {
            Kind::Number => json!(value.parse::<f64>().unwrap()),
            Kind::Rich => json!(value.split('\n').map(|line| format!("<p>{line}</p>")).collect::<String>()),
            _ => json!(value),
        }
    }

    /// The value as Jira shows it.
    pub(crate) fn of_jira(&self, json: &Json) -> Value {
        match self.kind {
            Kind::Prose | Kind::Rich => lines(&document_text(json)),
            Kind::Number => json.as_f64().map(|number| places(number, 4)),
            Kind::Choice(_) if self.jira != "priority" => json["value"].as_str().map(str::to_owned),
            Kind::Choice(_) | Kind::Status(_) => json["name"].as_str().map(str::to_owned),
            _ => json.as_str().map(str::to_owned),
        }
    }

    /// The value as Salesforce shows it.
    pub(crate) fn of_salesforce(&self, json: &Json) -> Value {
        match self.kind {
            Kind::Number => json.as_f64().map(|number| places(number, 4)),
            Kind::Prose => lines(json.as_str()?),
            Kind::Rich => lines(&html_text(json.as_str()?)),
            _ => json.as_str().map(str::to_owned),
        }
    }
}

fn chosen(random: &mut Random, pairs: &'static [(&'static str, &'static str)]) -> (&'static str, &'static str) {
    pairs[usize::try_from(random.below(pairs.len() as u64)).unwrap()]
}

/// A number with at most so many places, half away from zero, and no zeros at the end.
fn places(number: f64, most: usize) -> String {
    let factor = 10f64.powi(i32::try_from(most).unwrap());
    // What is a half in decimals is a bit less or more in binary.
    let rounded = (number * factor + 1e-6 * number.signum()).round() / factor;
    let text = format!("{rounded:.most$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn day(random: &mut Random) -> String {
    format!("2026-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28))
}

fn prose(random: &mut Random, number: u64, side: &str) -> String {
    let first = format!("What {side} wrote as number {number}.");
    match random.below(4) {
        0 => format!("{first}\nAnd a second line."),
        1 => {
            format!("{first} {}", "More words, so that a base keeps a digest of it. ".repeat(14)).trim_end().to_owned()
        }
        _ => first,
    }
}

fn document(text: &str) -> Json {
    let paragraphs: Vec<Json> = text
        .split('\n')
        .map(|line| json!({ "type": "paragraph", "content": [{ "type": "text", "text": line }] }))
        .collect();
    json!({ "type": "doc", "version": 1, "content": paragraphs })
}

pub(crate) fn document_text(json: &Json) -> String {
    match json["type"].as_str() {
        Some("text") => json["text"].as_str().unwrap_or_default().to_owned(),
        Some("hardBreak") => "\n".to_owned(),
        kind => {
            let parts = json["content"].as_array().cloned().unwrap_or_default();
            let inside: String = parts.iter().map(document_text).collect();
            if kind == Some("paragraph") { inside + "\n" } else { inside }
        }
    }
}

fn html_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tagged)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tagged.split_once('>').unwrap_or((tagged, ""));
        if ["/p", "br", "br/", "br /", "/div", "/li"].contains(&tag) {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The lines that have words.
fn lines(text: &str) -> Value {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
