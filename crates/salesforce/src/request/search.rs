//! Searches.

use std::collections::BTreeMap;

use serde::Serialize;
use weftline_wire::effect::Effect;

use super::{post, query};
use crate::session::Session;
use crate::soql::{Direction, FieldPath, KeywordsError, Name, Searched, Select, keywords_condition};

/// A search for records by keywords in chosen fields.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// The object.
    pub object: &'a Name,
    /// What to look for, as typed. Every word must be found.
    pub keywords: &'a str,
    /// Where to look.
    pub searched: &'a [Searched],
    /// What to read of what is found; `Id` comes always.
    pub returned: &'a [FieldPath],
    /// How to sort; none leaves it to Salesforce.
    pub order: Option<(&'a FieldPath, Direction)>,
    /// How many records at most. Ask for one more than is shown to know whether there are more.
    pub limit: u32,
}

/// Searches by `LIKE` in exactly the chosen fields, those of parents among them: sees what was saved a moment ago,
/// which Salesforce's search index does not. Read by [`crate::reply::query_page`].
///
/// # Errors
/// When there is nothing to look for, or more than one query holds.
pub fn search(session: &Session, search: &Search<'_>, timeout_ms: u32) -> Result<Effect, KeywordsError> {
    let condition = keywords_condition(search.keywords, search.searched)?;
    let mut select = Select::from(search.object).fields(search.returned).only(condition).limit(search.limit);
    if let Some((path, direction)) = search.order {
        select = select.order(path, direction);
    }
    Ok(query(session, &select.build(), timeout_ms))
}

/// Searches all text of an object by Salesforce's search index (SOSL), which ranks, knows word stems, and lags. Read
/// by [`crate::reply::search_results`].
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search_parameterized.htm>
#[must_use]
pub fn parameterized_search(
    session: &Session,
    object: &Name,
    keywords: &str,
    returned: &[FieldPath],
    limit: u32,
    timeout_ms: u32,
) -> Effect {
    let fields = returned.iter().map(FieldPath::as_str).collect();
    let content = Parameterized {
        q: sosl_escape(keywords),
        sobjects: [Searchable { name: object.as_str(), fields, limit }],
        overall_limit: limit,
    };
    post(session, "/parameterizedSearch", &BTreeMap::new(), &content, timeout_ms)
}

/// <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm>
fn sosl_escape(keywords: &str) -> String {
    let mut escaped = String::with_capacity(keywords.len());
    for character in keywords.chars() {
        if "?&|!{}[]()^~*:\\\"'+-".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Parameterized<'a> {
    q: String,
    sobjects: [Searchable<'a>; 1],
    overall_limit: u32,
}

#[derive(Serialize)]
struct Searchable<'a> {
    name: &'a str,
    fields: Vec<&'a str>,
    limit: u32,
}
