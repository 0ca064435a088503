//! Records.

use std::borrow::Cow;

use weftline_wire::json::{self, Decode, Reader};

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

    /// The number, if it is a whole one that fits.
    #[must_use]
    pub fn whole(self) -> Option<u32> {
        match self {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and within the bounds")]
            Scalar::Number(number) if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) => {
                Some(number as u32)
            }
            Scalar::Null | Scalar::Boolean(_) | Scalar::Number(_) | Scalar::Text(_) => None,
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
    List(Vec<Node<'a>>),
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
        self.node(path).map_or(Scalar::Null, Node::scalar)
    }

    /// A parent or a compound value by its path: `Owner`, `MailingAddress`.
    #[must_use]
    pub fn part(&self, path: &str) -> Option<&Record<'a>> {
        match self.node(path)? {
            Node::Record(record) => Some(record),
            Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => None,
        }
    }

    /// The objects in a list, by its path; what else is in the list is left out.
    pub fn parts(&self, path: &str) -> impl Iterator<Item = &Record<'a>> {
        self.list(path).iter().filter_map(|node| match node {
            Node::Record(record) => Some(record),
            _ => None,
        })
    }

    /// The texts in a list, by its path; what else is in the list is left out.
    pub(crate) fn texts(&self, path: &str) -> impl Iterator<Item = &str> {
        self.list(path).iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_ref()),
            _ => None,
        })
    }

    /// The whole numbers in a list, by its path; what else is in the list is left out.
    pub(crate) fn wholes(&self, path: &str) -> impl Iterator<Item = u32> {
        self.list(path).iter().filter_map(|node| match node {
            Node::Number(number) => Scalar::Number(*number).whole(),
            _ => None,
        })
    }

    /// Every member and its value, in their order; what is no scalar is null.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, Scalar<'_>)> {
        self.fields.iter().map(|(name, node)| (name.as_ref(), node.scalar()))
    }

    fn list(&self, path: &str) -> &[Node<'a>] {
        match self.node(path) {
            Some(Node::List(list)) => list,
            _ => &[],
        }
    }

    /// Takes the records of a list at the top; none when there is no such list or something else is in it.
    fn take_records(&mut self, name: &str) -> Option<Vec<Record<'a>>> {
        let (_, node) = self.fields.iter_mut().find(|(field, _)| field == name)?;
        match std::mem::replace(node, Node::Null) {
            Node::List(list) => list.into_iter().map(Node::into_record).collect(),
            _ => None,
        }
    }

    fn into_text(self, name: &str) -> Option<Cow<'a, str>> {
        self.fields.into_iter().find(|(field, _)| field == name).and_then(|(_, node)| match node {
            Node::Text(text) => Some(text),
            _ => None,
        })
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
            (Some(_), Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) | Node::List(_)) => None,
        }
    }
}

impl<'a> Node<'a> {
    fn scalar(&self) -> Scalar<'_> {
        match self {
            Node::Null | Node::Record(_) | Node::List(_) => Scalar::Null,
            Node::Boolean(value) => Scalar::Boolean(*value),
            Node::Number(value) => Scalar::Number(*value),
            Node::Text(text) => Scalar::Text(text),
        }
    }

    fn into_record(self) -> Option<Record<'a>> {
        match self {
            Node::Record(record) => Some(record),
            Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => None,
        }
    }
}

/// Reads an object as it is, and a list as the member `""` of one that has nothing else.
pub(crate) fn object_or_list(body: &[u8]) -> Option<Record<'_>> {
    match json::from_slice(body).ok()? {
        Node::Record(record) => Some(record),
        list @ Node::List(_) => Some(Record { object: None, fields: vec![(Cow::Borrowed(""), list)] }),
        Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) => None,
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
    let unreadable = || SalesforceError::unreadable(reply.status, "a query's page");
    let mut page = record(reply).map_err(|_| unreadable())?;
    let records = page.take_records("records").ok_or_else(unreadable)?;
    let next = match (page.get("done"), page.get("nextRecordsUrl").text()) {
        (Scalar::Boolean(true), None) => None,
        (Scalar::Boolean(false), Some(url)) => Some(NextPage::parse(url).ok_or_else(unreadable)?),
        _ => return Err(unreadable()),
    };
    let total_size = page.get("totalSize").whole().ok_or_else(unreadable)?;
    Ok(QueryPage { records, total_size, next })
}

/// Reads one record.
///
/// # Errors
/// When the body is no record.
pub fn record<'a>(reply: &Reply<'a>) -> Result<Record<'a>, SalesforceError> {
    let node: Option<Node<'a>> = json::from_slice(reply.body).ok();
    node.and_then(Node::into_record).ok_or_else(|| SalesforceError::unreadable(reply.status, "a record"))
}

/// Reads what a search found.
///
/// # Errors
/// When the body is no search result.
pub fn search_results<'a>(reply: &Reply<'a>) -> Result<Vec<Record<'a>>, SalesforceError> {
    let mut found = record(reply)?;
    found.take_records("searchRecords").ok_or_else(|| SalesforceError::unreadable(reply.status, "search results"))
}

impl<'a> Decode<'a> for Node<'a> {
    fn empty() -> Self {
        Node::Null
    }

    fn decode(&mut self, reader: &mut Reader<'a>) -> json::Result<()> {
        *self = match reader.peek()? {
            b'{' => {
                let mut record = Record { object: None, fields: Vec::new() };
                reader.entries(&mut |name, reader| {
                    let mut node = Node::Null;
                    node.decode(reader)?;
                    match (name.as_ref(), node) {
                        ("attributes", Node::Record(attributes)) => record.object = attributes.into_text("type"),
                        (_, node) => record.fields.push((name, node)),
                    }
                    Ok(())
                })?;
                Node::Record(record)
            }
            b'[' => {
                let mut list = Vec::empty();
                list.decode(reader)?;
                Node::List(list)
            }
            b'"' => Node::Text(reader.string()?),
            b't' | b'f' => Node::Boolean(reader.scalar()? == "true"),
            b'n' if reader.null()? => Node::Null,
            _ => Node::Number(reader.number()?),
        };
        Ok(())
    }
}
