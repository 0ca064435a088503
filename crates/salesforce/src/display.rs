//! Values as pages show them.

use weftline_wire::salesforce::{FieldDescribe, FieldType};
use weftline_wire::view::Cell;

use crate::address::Address;
use crate::encode::{self, percent_encode};
use crate::reply::{Record, Scalar};
use crate::time;

/// How values become cells.
#[derive(Clone, Copy, Debug)]
pub struct Display<'a> {
    /// The org, for the addresses of records; none when redirects are switched off.
    pub redirect: Option<&'a Address>,
    /// Makes plain text of a rich text field's HTML.
    pub html_to_text: fn(&str) -> String,
}

impl Display<'_> {
    /// A record's page in Salesforce.
    #[must_use]
    pub fn record_url(&self, object: &str, id: &str) -> Option<String> {
        let address = self.redirect?;
        Some([address.as_str(), "/lightning/r/", object, "/", id, "/view"].concat())
    }

    /// A field's value. `field` describes what `path` leads to; none when it leads to a parent whose object is not
    /// described: then the value is shown by what it is. A lookup shows its parent's name when `record` has it: ask for
    /// [`name_path`] too.
    #[must_use]
    pub fn cell(&self, field: Option<&FieldDescribe>, path: &str, record: &Record<'_>) -> Cell {
        let scalar = record.get(path);
        let Some(field) = field else {
            return by_value(scalar);
        };
        match field.field_type {
            FieldType::Address => postal_address(record.part(path)),
            FieldType::Location => position(record.part(path)),
            FieldType::Reference => self.reference(field, path, scalar, record),
            _ => self.scalar(field, scalar),
        }
    }

    fn scalar(&self, field: &FieldDescribe, scalar: Scalar<'_>) -> Cell {
        let Scalar::Text(value) = scalar else {
            return number_or_flag(field, scalar);
        };
        match field.field_type {
            FieldType::Picklist | FieldType::Combobox => {
                Cell::Picklist { value: value.to_owned(), label: picklist_label(field, value).to_owned() }
            }
            FieldType::MultiPicklist => {
                let values = value.split(';').filter(|value| !value.is_empty());
                Cell::MultiPicklist { labels: values.map(|value| picklist_label(field, value).to_owned()).collect() }
            }
            FieldType::Date if time::date(value).is_some() => Cell::Date { date: value.to_owned() },
            FieldType::DateTime => match time::instant(value) {
                Some(at_ms) => Cell::DateTime { at_ms },
                None => text(value),
            },
            FieldType::Time => text(value.get(..5).unwrap_or(value)),
            FieldType::Email => link(email_href(value), value),
            FieldType::Phone => link(phone_href(value), value),
            FieldType::Url => link(web_href(value), value),
            FieldType::Base64 => Cell::Empty,
            _ if field.html_formatted => text(&(self.html_to_text)(value)),
            _ => text(value),
        }
    }

    fn reference(&self, field: &FieldDescribe, path: &str, scalar: Scalar<'_>, record: &Record<'_>) -> Cell {
        let Scalar::Text(id) = scalar else {
            return Cell::Empty;
        };
        let name = name_path(field, path);
        let name = name.as_deref().and_then(|name| record.get(name).text());
        let parent = parent_path(field, path);
        let parent = parent.as_deref().and_then(|parent| record.part(parent)?.object());
        let only = match field.reference_to.as_slice() {
            [object] => Some(object.as_str()),
            _ => None,
        };
        Cell::Reference {
            id: id.to_owned(),
            name: name.unwrap_or(id).to_owned(),
            url: parent.or(only).and_then(|object| self.record_url(object, id)),
        }
    }
}

/// The path of the name of the record that a lookup at `path` points to: `Owner.Name` for `OwnerId`,
/// `Parent.CaseNumber` for a Case's `ParentId`. None when SOQL cannot follow it.
#[must_use]
pub fn name_path(field: &FieldDescribe, path: &str) -> Option<String> {
    let name = match field.reference_to.as_slice() {
        [object] => name_field(object),
        _ => "Name",
    };
    Some([parent_path(field, path)?.as_str(), ".", name].concat())
}

/// What the name field of an object is called: `CaseNumber` of Case.
#[must_use]
pub fn name_field(object: &str) -> &'static str {
    match object {
        "Case" => "CaseNumber",
        "Contract" => "ContractNumber",
        "Order" => "OrderNumber",
        "Solution" => "SolutionName",
        "Task" | "Event" => "Subject",
        _ => "Name",
    }
}

/// `Owner` for `OwnerId`, `Account.Owner` for `Account.OwnerId`.
fn parent_path(field: &FieldDescribe, path: &str) -> Option<String> {
    let relationship = field.relationship_name.as_deref()?;
    Some(match path.rsplit_once('.') {
        Some((before, _)) => [before, ".", relationship].concat(),
        None => relationship.to_owned(),
    })
}

fn number_or_flag(field: &FieldDescribe, scalar: Scalar<'_>) -> Cell {
    match (scalar, field.field_type) {
        (Scalar::Number(value), FieldType::Percent) => Cell::Percent { value, decimals: field.scale },
        (Scalar::Number(value), FieldType::Currency) => Cell::Currency { value, decimals: field.scale, code: None },
        (Scalar::Number(value), _) => Cell::Number { value, decimals: field.scale },
        (Scalar::Boolean(value), _) => Cell::Boolean { value },
        (Scalar::Null | Scalar::Text(_), _) => Cell::Empty,
    }
}

fn by_value(scalar: Scalar<'_>) -> Cell {
    match scalar {
        Scalar::Null => Cell::Empty,
        Scalar::Boolean(value) => Cell::Boolean { value },
        Scalar::Number(value) => Cell::Number { value, decimals: if value.fract() == 0.0 { 0 } else { 2 } },
        Scalar::Text(value) => text(value),
    }
}

fn text(value: &str) -> Cell {
    if value.is_empty() { Cell::Empty } else { Cell::Text { text: value.to_owned() } }
}

fn picklist_label<'a>(field: &'a FieldDescribe, value: &'a str) -> &'a str {
    field.picklist_values.iter().find(|entry| entry.value == value).map_or(value, |entry| &entry.label)
}

fn link(href: Option<String>, value: &str) -> Cell {
    match href {
        Some(href) => Cell::Link { href, text: value.to_owned() },
        None => text(value),
    }
}

/// One address and nothing behind it: `?` would begin further headers of the mail.
fn email_href(value: &str) -> Option<String> {
    let (local, domain) = value.split_once('@')?;
    let plain = |part: &str, more: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.as_bytes().contains(&byte))
    };
    (plain(local, ".!#$'*+-/=^_`{|}~") && plain(domain, ".-")).then(|| {
        let mut href = String::from("mailto:");
        percent_encode(&mut href, local);
        href.push('@');
        href.push_str(domain);
        href
    })
}

/// Digits as they are dialled; what follows a letter is an extension: `(415) 555-1212 x12`.
fn phone_href(value: &str) -> Option<String> {
    let (number, extension) = match value.find(|character: char| character.is_alphabetic()) {
        Some(at) => value.split_at(at),
        None => (value, ""),
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (dialled, extension) = (digits(number), digits(extension));
    if dialled.len() < 3 {
        return None;
    }
    let plus = if number.trim_start().starts_with('+') { "+" } else { "" };
    let joint = if extension.is_empty() { "" } else { ";ext=" };
    Some(["tel:", plus, &dialled, joint, &extension].concat())
}

/// `http` and `https` only. Without a scheme, as in `www.acme.com`, Salesforce itself follows `http`.
fn web_href(value: &str) -> Option<String> {
    let value = value.trim();
    if value.is_empty()
        || value.chars().any(|character| character.is_whitespace() || character.is_control() || character == '\\')
    {
        return None;
    }
    let starts_with = |scheme: &str| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if starts_with("https://") || starts_with("http://") {
        return Some(value.to_owned());
    }
    let host = value.split(['/', '?', '#']).next().unwrap_or_default();
    let bare =
        host.contains('.') && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    bare.then(|| ["http://", value].concat())
}

fn postal_address(address: Option<&Record<'_>>) -> Cell {
    let Some(address) = address else {
        return Cell::Empty;
    };
    let part = |name: &str| address.get(name).text().unwrap_or_default().to_owned();
    let city = join(&[part("postalCode"), part("city")], " ");
    text(&join(&[part("street"), city, part("state"), part("country")], "\n"))
}

fn position(position: Option<&Record<'_>>) -> Cell {
    let part = |name: &str| match position?.get(name) {
        Scalar::Number(number) => Some(encode::number(number)),
        Scalar::Null | Scalar::Boolean(_) | Scalar::Text(_) => None,
    };
    match (part("latitude"), part("longitude")) {
        (Some(latitude), Some(longitude)) => text(&[latitude, longitude].join(", ")),
        _ => Cell::Empty,
    }
}

fn join(parts: &[String], separator: &str) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}
