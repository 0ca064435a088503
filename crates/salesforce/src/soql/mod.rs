//! SOQL: queries that can only be made of validated names and escaped literals.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql.htm>

mod condition;
mod keywords;

use std::fmt;

pub use condition::{Condition, Literal, like_escape, quote};
pub use keywords::{KeywordsError, Searched, keywords_condition};

use crate::id::RecordId;

/// How many ids fit into one query: with 400, names and encoding included, the address stays under the 16,384
/// characters that Salesforce takes.
pub const IDS_PER_QUERY: usize = 400;

/// Text that is no API name: where the name came from must be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an API name")]
pub struct NameError(String);

/// The API name of an object or field, like `Case` or `Severity__c`: letters, digits and underscores, beginning with
/// a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// Checks a name.
    ///
    /// # Errors
    /// When it could not be an API name.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if is_name(text) { Ok(Name(text.to_owned())) } else { Err(NameError(text.to_owned())) }
    }

    /// A name that this crate knows to be one.
    pub(crate) fn known(name: &'static str) -> Self {
        Name(name.to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A field, or a field of a parent: `Subject`, `Owner.Name`; at most five parents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(String);

impl FieldPath {
    /// Checks a path.
    ///
    /// # Errors
    /// When a part of it could not be an API name, or when it follows more than five parents.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.split('.').count() <= 6 && text.split('.').all(is_name) {
            Ok(FieldPath(text.to_owned()))
        } else {
            Err(NameError(text.to_owned()))
        }
    }

    /// A path that this crate knows to be one.
    pub(crate) fn known(path: &'static str) -> Self {
        FieldPath(path.to_owned())
    }

    /// The path of every record's id.
    #[must_use]
    pub fn id() -> Self {
        FieldPath("Id".to_owned())
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Name> for FieldPath {
    fn from(name: Name) -> Self {
        FieldPath(name.0)
    }
}

fn is_name(text: &str) -> bool {
    text.len() <= 255
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Which way to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

/// A query in the making. Always asks for `Id`, first; a field named twice is asked for once.
#[derive(Clone, Debug)]
pub struct Select {
    object: Name,
    fields: Vec<FieldPath>,
    children: Vec<Select>,
    conditions: Vec<Condition>,
    order: Vec<(FieldPath, Direction)>,
    limit: Option<u32>,
}

/// A finished query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query(String);

impl Query {
    /// The query's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Select {
    /// Begins a query for records of an object.
    #[must_use]
    pub fn from(object: &Name) -> Self {
        Select {
            object: object.clone(),
            fields: vec![FieldPath::id()],
            children: Vec::new(),
            conditions: Vec::new(),
            order: Vec::new(),
            limit: None,
        }
    }

    /// Adds a field. Names are the same in any case, as they are to Salesforce.
    #[must_use]
    pub fn field(mut self, path: &FieldPath) -> Self {
        if !self.fields.iter().any(|field| field.0.eq_ignore_ascii_case(&path.0)) {
            self.fields.push(path.clone());
        }
        self
    }

    /// Adds fields.
    #[must_use]
    pub fn fields<'a>(self, paths: impl IntoIterator<Item = &'a FieldPath>) -> Self {
        paths.into_iter().fold(self, Select::field)
    }

    /// Adds records that point to each record: a query of its own, from the relationship's name. They are a list,
    /// `Attachments.records` of the record.
    /// <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_understanding.htm>
    #[must_use]
    pub fn children(mut self, children: Select) -> Self {
        self.children.push(children);
        self
    }

    /// Adds a condition; all of them must hold.
    #[must_use]
    pub fn only(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Sorts; what is given first counts most.
    #[must_use]
    pub fn order(mut self, path: &FieldPath, direction: Direction) -> Self {
        self.order.push((path.clone(), direction));
        self
    }

    /// Returns at most so many records.
    #[must_use]
    pub fn limit(mut self, records: u32) -> Self {
        self.limit = Some(records);
        self
    }

    /// Writes the query.
    #[must_use]
    pub fn build(self) -> Query {
        let mut text = String::from("SELECT ");
        for (index, field) in self.fields.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { ", " });
            text.push_str(&field.0);
        }
        for children in self.children {
            text.extend([", (", &children.build().0, ")"]);
        }
        text.push_str(" FROM ");
        text.push_str(&self.object.0);
        if let Some(condition) = Condition::all(self.conditions) {
            text.push_str(" WHERE ");
            text.push_str(condition.as_str());
        }
        for (index, (path, direction)) in self.order.iter().enumerate() {
            text.push_str(if index == 0 { " ORDER BY " } else { ", " });
            text.push_str(&path.0);
            text.push_str(match direction {
                Direction::Ascending => " ASC",
                Direction::Descending => " DESC",
            });
        }
        if let Some(limit) = self.limit {
            text.push_str(" LIMIT ");
            text.push_str(&limit.to_string());
        }
        Query(text)
    }
}

/// Counts records: the answer's page holds none of them, and has their number as its size.
#[must_use]
pub fn count(object: &Name, only: &Condition) -> Query {
    Query(["SELECT COUNT() FROM ", &object.0, " WHERE ", only.as_str()].concat())
}

/// Queries for the records with these ids: one for every [`IDS_PER_QUERY`], in order, each id asked for once.
#[must_use]
pub fn select_by_ids(object: &Name, fields: &[FieldPath], ids: &[RecordId]) -> Vec<Query> {
    let mut once: Vec<RecordId> = Vec::with_capacity(ids.len());
    for id in ids {
        if !once.contains(id) {
            once.push(*id);
        }
    }
    let chunks = once.chunks(IDS_PER_QUERY);
    chunks.map(|chunk| Select::from(object).fields(fields).only(Condition::id_in(chunk)).build()).collect()
}
