//! The answer to a query, as JSON.

use super::plan::{FieldRef, Node, Out, Plan, Shape, Style, parent};
use super::run;
use crate::salesforce::id::Id;
use crate::salesforce::record::{View, write_attributes, write_value};
use crate::salesforce::schema::Object;
use crate::salesforce::schema::field::{Field, Kind};
use crate::salesforce::store::{Row, Slot};
use crate::salesforce::value::{Value, date_of, write_text};
use chrono::Datelike;
use std::cell::RefCell;
use std::io::Write;

/// How many records a page of a child relationship has at most.
const CHILDREN_PAGE: usize = 2000;

/// Writes records with the members that the query selects, and how many child records went with them.
pub(crate) struct Writer<'a> {
    /// The schema and the rows.
    pub(crate) view: View<'a>,
    /// The API version, for addresses.
    pub(crate) version: u32,
    /// The child records that did not fit into their page.
    pub(crate) rests: Rests,
}

/// Child records that are left for a further call.
#[derive(Debug, Default)]
pub(crate) struct Rests {
    /// The number of the first locator that is free.
    pub(crate) free: u64,
    /// The child queries and the records that they select, in the order of their locators.
    pub(crate) kept: RefCell<Vec<(Plan, Vec<Slot>)>>,
}

impl Rests {
    /// Takes in the records of a child query; the answer is their locator.
    fn keep(&self, plan: &Plan, slots: &[Slot]) -> Id {
        let mut kept = self.kept.borrow_mut();
        let id = locator(self.free + kept.len() as u64);
        kept.push((plan.clone(), slots.to_vec()));
        id
    }
}

/// The `number`th query locator.
pub(crate) fn locator(number: u64) -> Id {
    Id::numbered(*b"01g", number)
}

impl Writer<'_> {
    /// Writes the record at a place; the answer is how many child records it holds.
    pub(crate) fn record(&self, object: &Object, row: &Row, node: &Node, kind: &str, out: &mut Vec<u8>) -> usize {
        out.push(b'{');
        let id = row.id().map(Value::Id);
        write_attributes(kind, &object.name, id.as_ref(), self.version, out);
        let mut children = 0;
        for one in &node.outs {
            out.push(b',');
            children += self.member(object, row, one, out);
        }
        out.push(b'}');
        children
    }

    fn member(&self, object: &Object, row: &Row, member: &Out, out: &mut Vec<u8>) -> usize {
        let name = match member {
            Out::Field { name, .. }
            | Out::Parent { name, .. }
            | Out::Children { name, .. }
            | Out::TypeOf { name, .. } => name,
        };
        write_text(name, out);
        out.push(b':');
        match member {
            Out::Field { field, style, .. } => {
                self.field(object, row, field, *style, out);
                0
            }
            Out::Parent { lookup, several, node, .. } => match parent(self.view, row.get(*lookup)) {
                Some((target, row)) => {
                    let kind = if *several { "Name" } else { &target.name };
                    self.record(target, row, node, kind, out)
                }
                None => {
                    out.extend_from_slice(b"null");
                    0
                }
            },
            Out::TypeOf { lookup, branches, otherwise, .. } => match parent(self.view, row.get(*lookup)) {
                Some((target, row)) => {
                    let branch = branches.iter().find(|(object, _)| *object == target.index);
                    self.record(target, row, branch.map_or(otherwise, |(_, node)| node), &target.name, out)
                }
                None => {
                    out.extend_from_slice(b"null");
                    0
                }
            },
            Out::Children { child, plan, .. } => {
                let below = row.id().map(|id| self.view.store.table(child.object).with(child.field, &Value::Id(id)));
                let slots = run::select_among(plan, self.view, below.unwrap_or_default());
                self.children(plan, &slots, out)
            }
        }
    }

    fn children(&self, plan: &Plan, slots: &[Slot], out: &mut Vec<u8>) -> usize {
        let Shape::Records(node) = &plan.shape else { return 0 };
        if slots.is_empty() {
            out.extend_from_slice(b"null");
            return 0;
        }
        let object = self.view.schema.object(plan.object);
        let table = self.view.store.table(plan.object);
        // A write into a vector cannot fail.
        let _infallible = write!(out, "{{\"totalSize\":{},\"done\":{},", slots.len(), slots.len() <= CHILDREN_PAGE);
        if slots.len() > CHILDREN_PAGE {
            let id = self.rests.keep(plan, slots);
            let version = self.version;
            let _infallible =
                write!(out, "\"nextRecordsUrl\":\"/services/data/v{version}.0/query/{id}-{CHILDREN_PAGE}\",");
        }
        out.extend_from_slice(b"\"records\":[");
        let rows = slots.iter().take(CHILDREN_PAGE).filter_map(|slot| table.at(*slot));
        let mut written = 0;
        for (place, row) in rows.enumerate() {
            if place > 0 {
                out.push(b',');
            }
            written += 1 + self.record(object, row, node, &object.name, out);
        }
        out.extend_from_slice(b"]}");
        written
    }

    fn field(&self, object: &Object, row: &Row, field: &FieldRef, style: Style, out: &mut Vec<u8>) {
        let value = field.of(self.view, object, row);
        match (field.field(object), style) {
            (Some(details), Style::Plain) => write_value(object, row, details, &value, self.version, out),
            (Some(details), Style::Label) => match value.as_text().and_then(|text| details.pick(text)) {
                Some(pick) => write_text(&pick.label, out),
                None => value.write_json(out),
            },
            (Some(details), Style::Format) => match formatted(details, &value) {
                Some(text) => write_text(&text, out),
                None => value.write_json(out),
            },
            (None, _) => value.write_json(out),
        }
    }
}

/// As the locale `en_US` writes it; nothing for what it leaves alone.
fn formatted(field: &Field, value: &Value) -> Option<String> {
    let day = |days: i32| {
        let date = date_of(days);
        format!("{}/{}/{}", date.month(), date.day(), date.year())
    };
    match (field.kind, value) {
        (_, Value::Date(days)) => Some(day(*days)),
        (_, Value::DateTime(seconds)) => {
            let days = i32::try_from(seconds.div_euclid(86_400)).ok()?;
            let minutes = seconds.rem_euclid(86_400) / 60;
            let (hour, half) = (minutes / 60 % 12, if minutes >= 720 { "PM" } else { "AM" });
            let hour = if hour == 0 { 12 } else { hour };
            Some(format!("{}, {hour}:{:02} {half}", day(days), minutes % 60))
        }
        (kind, number) if kind.is_number() => {
            let number = number.as_number()?;
            let text = format!("{:.*}", field.scale as usize, number.abs());
            let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
            let mut grouped = String::new();
            for (place, digit) in whole.chars().enumerate() {
                if place > 0 && (whole.len() - place) % 3 == 0 {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            let sign = if number < 0.0 { "-" } else { "" };
            let mark = if kind == Kind::Currency { "$" } else { "" };
            let dot = if fraction.is_empty() { "" } else { "." };
            let percent = if kind == Kind::Percent { "%" } else { "" };
            Some(format!("{sign}{mark}{grouped}{dot}{fraction}{percent}"))
        }
        _ => None,
    }
}
