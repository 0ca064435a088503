//! Records.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Reply;
use crate::error::SalesforceError;
use crate::id::RecordId;

/// A field's value as it came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// No value, no such field among those asked for, or no such parent.
    Null,
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// Text; also dates, instants, ids, picklist values.
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    /// The text, if it is one.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self {
            Scalar::Text(text) => Some(text),
            Scalar::Null | Scalar::Boolean(_) | Scalar::Number(_) => None,
        }
    }
}

/// A record with the fields that were asked for, in their order. Parents and compound values are records within.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'a> {
    object: Option<Cow<'a, str>>,
    fields: Vec<(Cow<'a, str>, Node<'a>)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node<'a> {
    Null,
    Boolean(bool),
    Number(f64),
    Text(Cow<'a, str>),
    Record(Record<'a>),
}

impl<'a> Record<'a> {
    /// The object's API name; none for a compound value.
    #[must_use]
    pub fn object(&self) -> Option<&str> {
        self.object.as_deref()
    }

    /// The record's id, if it was asked for.
    #[must_use]
    pub fn id(&self) -> Option<RecordId> {
        RecordId::parse(self.get("Id").text()?).ok()
    }

    /// A field's value by its path, in any case: `Subject`, `Owner.Name`.
    #[must_use]
    pub fn get(&self, path: &str) -> Scalar<'_> {
        match self.node(path) {
            None | Some(Node::Null | Node::Record(_)) => Scalar::Null,
            Some(Node::Boolean(value)) => Scalar::Boolean(*value),
            Some(Node::Number(value)) => Scalar::Number(*value),
            Some(Node::Text(text)) => Scalar::Text(text),
        }
    }

    /// A parent or a compound value by its path: `Owner`, `MailingAddress`.
    #[must_use]
    pub fn part(&self, path: &str) -> Option<&Record<'a>> {
        match self.node(path)? {
            Node::Record(record) => Some(record),
            Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) => None,
        }
    }

    fn node(&self, path: &str) -> Option<&Node<'a>> {
        let (name, rest) = match path.split_once('.') {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let (_, node) = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name))?;
        match (rest, node) {
            (None, node) => Some(node),
            (Some(rest), Node::Record(record)) => record.node(rest),
            (Some(_), Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_)) => None,
        }
    }
}

/// Where a query's next page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextPage(String);

impl NextPage {
    /// The last part of the address, like `01gD0000002HU6KIAW-2000`.
    #[must_use]
    pub fn locator(&self) -> &str {
        &self.0
    }

    /// Only the locator is taken from what Salesforce gives; the rest is known.
    fn parse(url: &str) -> Option<Self> {
        let (_, locator) = url.rsplit_once("/query/")?;
        let valid = !locator.is_empty() && locator.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        valid.then(|| NextPage(locator.to_owned()))
    }
}

/// A page of a query's records.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryPage<'a> {
    /// The records in order.
    pub records: Vec<Record<'a>>,
    /// How many records the query has in all.
    pub total_size: u32,
    /// Where the next page is; none when this is the last.
    pub next: Option<NextPage>,
}

/// Reads a page of a query.
///
/// # Errors
/// When the body is no such page.
pub fn query_page<'a>(reply: &Reply<'a>) -> Result<QueryPage<'a>, SalesforceError> {
    let page: Page<'a> = reply.json("a query's page")?;
    let next = page.next_records_url.as_deref().map(NextPage::parse);
    if next == Some(None) || page.done == next.is_some() {
        return Err(SalesforceError::unreadable(reply.status, "a query's page"));
    }
    Ok(QueryPage { records: page.records, total_size: page.total_size, next: next.flatten() })
}

/// Reads one record.
///
/// # Errors
/// When the body is no record.
pub fn record<'a>(reply: &Reply<'a>) -> Result<Record<'a>, SalesforceError> {
    reply.json("a record")
}

/// Reads what a search found.
///
/// # Errors
/// When the body is no search result.
pub fn search_results<'a>(reply: &Reply<'a>) -> Result<Vec<Record<'a>>, SalesforceError> {
    let found: Found<'a> = reply.json("search results")?;
    Ok(found.search_records)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    total_size: u32,
    done: bool,
    #[serde(default)]
    next_records_url: Option<String>,
    #[serde(borrow)]
    records: Vec<Record<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    #[serde(borrow)]
    search_records: Vec<Record<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Record<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record { object: None, fields: Vec::new() };
        while let Some(Key(name)) = map.next_key()? {
            if name == "attributes" {
                let Attributes { object } = map.next_value()?;
                record.object = (!object.is_empty()).then_some(object);
            } else {
                record.fields.push((name, map.next_value()?));
            }
        }
        Ok(record)
    }
}

#[derive(Deserialize)]
struct Attributes<'a> {
    #[serde(rename = "type", borrow, default)]
    object: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Boolean(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers are doubles in Salesforce")]
    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers are doubles in Salesforce")]
    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Node<'de>, A::Error> {
        RecordVisitor.visit_map(map).map(Node::Record)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node<'de>, A::Error> {
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Node::Null)
    }
}
