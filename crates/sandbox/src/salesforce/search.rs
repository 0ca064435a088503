//! SOSL and parameterized search: words looked for in the text fields of records.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl.htm>

use super::Org;
use super::call::{Call, Reply};
use super::error::ApiError;
use super::schema::Object;
use super::schema::field::{Field, Kind};
use super::search_term::{Term, placed, plain, tokens};
use super::soql::plan::Shape;
use super::soql::run;
use super::soql::write::{Rests, Writer};
use super::store::Row;
use super::write::Context;
use serde_json::Value as Json;

/// How many records an answer holds at most.
const RESULTS_MAX: usize = 2000;

/// Which fields are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    All,
    Name,
    Email,
    Phone,
}

impl Scope {
    fn of(word: &str) -> Option<Self> {
        Some(match word.to_ascii_uppercase().as_str() {
            "ALL" => Self::All,
            "NAME" | "SIDEBAR" => Self::Name,
            "EMAIL" => Self::Email,
            "PHONE" => Self::Phone,
            _ => return None,
        })
    }

    fn covers(self, object: &Object, field: &Field) -> bool {
        match self {
            Self::All => field.kind.is_text(),
            Self::Name => field.name_field || object.name == "Case" && field.name == "Subject",
            Self::Email => field.kind == Kind::Email,
            Self::Phone => field.kind == Kind::Phone,
        }
    }
}

/// What is wanted of one object.
struct Wanted {
    /// The query that says which fields and which records.
    query: String,
    limit: usize,
}

fn malformed(message: &str) -> ApiError {
    ApiError::new(400, "MALFORMED_SEARCH", message)
}

impl Org {
    /// `/search?q=FIND...`
    pub(super) fn search(&mut self, context: &Context, call: &Call<'_>) -> Result<Reply, ApiError> {
        if call.method != "GET" {
            return Err(ApiError::method(&call.method, "HEAD,GET"));
        }
        let Some(text) = call.parameter("q") else {
            return Err(malformed("A search string has to be specified"));
        };
        let rest =
            strip_word(text.trim(), "FIND").ok_or_else(|| malformed("unexpected token: a search begins with FIND"))?;
        let (term, rest) = braced(rest)?;
        let term = Term::parse(&term).map_err(|message| malformed(&message))?;
        let (scope, rest) = scope(rest)?;
        let (wanted, limit) = self.returning(rest)?;
        self.found(context, &term, scope, &wanted, limit).map_err(|error| placed(error, text))
    }

    /// `/parameterizedSearch`
    pub(super) fn parameterized_search(&mut self, context: &Context, call: &mut Call<'_>) -> Result<Reply, ApiError> {
        let request = match call.method.as_str() {
            "GET" => from_query(call),
            "POST" => Json::Object(call.members()?),
            method => return Err(ApiError::method(method, "HEAD,GET,POST")),
        };
        let text = |json: &Json, name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let count = |json: &Json, name: &str| {
            let found = json.get(name)?;
            found.as_u64().or_else(|| found.as_str()?.parse().ok()).and_then(|count| usize::try_from(count).ok())
        };
        let fields = |json: &Json| {
            let list = json.get("fields").and_then(Json::as_array).cloned().unwrap_or_default();
            list.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", ")
        };
        let Some(term) = text(&request, "q") else {
            return Err(malformed("A search string has to be specified"));
        };
        let term = Term::parse(&term).map_err(|message| malformed(&message))?;
        let scope = match text(&request, "in") {
            Some(word) => Scope::of(&word).ok_or_else(|| malformed(&format!("unknown value of `in`: {word}")))?,
            None => Scope::All,
        };
        let default_limit = count(&request, "defaultLimit").unwrap_or(RESULTS_MAX);
        let objects = request.get("sobjects").and_then(Json::as_array).cloned().unwrap_or_default();
        let mut wanted = Vec::new();
        for object in &objects {
            let name = text(object, "name").ok_or_else(|| malformed("an element of sobjects has no name"))?;
            let own = fields(object);
            let selected = [own, fields(&request), "Id".to_owned()].into_iter().find(|list| !list.is_empty());
            let mut query = format!("SELECT {} FROM {name}", selected.unwrap_or_default());
            for (member, clause) in [("where", "WHERE"), ("orderBy", "ORDER BY")] {
                if let Some(text) = text(object, member) {
                    query.push_str(&format!(" {clause} {text}"));
                }
            }
            wanted.push(Wanted { query, limit: count(object, "limit").unwrap_or(default_limit) });
        }
        if wanted.is_empty() {
            wanted = self.everything();
        }
        let limit = count(&request, "overallLimit").unwrap_or(RESULTS_MAX);
        self.found(context, &term, scope, &wanted, limit).map_err(|error| ApiError { message: plain(&error), ..error })
    }

    /// Every object that is searched, by the id alone.
    fn everything(&self) -> Vec<Wanted> {
        let objects = self.schema.objects().iter().filter(|object| object.abilities.searchable && !object.off);
        objects.map(|object| Wanted { query: format!("SELECT Id FROM {}", object.name), limit: RESULTS_MAX }).collect()
    }

    /// `RETURNING Account(Name WHERE ... LIMIT 5), Contact LIMIT 20`
    fn returning(&self, rest: &str) -> Result<(Vec<Wanted>, usize), ApiError> {
        let rest = rest.trim();
        let mut limit = RESULTS_MAX;
        let Some(list) = strip_word(rest, "RETURNING") else {
            if !rest.is_empty() {
                limit = ending(rest)?;
            }
            return Ok((self.everything(), limit));
        };
        let mut wanted = Vec::new();
        let mut rest = list.trim_start();
        loop {
            let length = rest.find(|one: char| !one.is_ascii_alphanumeric() && one != '_').unwrap_or(rest.len());
            let (name, after) = rest.split_at(length);
            if name.is_empty() {
                return Err(malformed("unexpected token: an object's name was expected"));
            }
            rest = after.trim_start();
            let inside = if rest.starts_with('(') {
                let (inside, after) = bracketed(rest)?;
                rest = after.trim_start();
                inside
            } else {
                ""
            };
            wanted.push(wanted_of(name, inside));
            match rest.strip_prefix(',') {
                Some(next) => rest = next.trim_start(),
                None => break,
            }
        }
        if !rest.is_empty() {
            limit = ending(rest)?;
        }
        Ok((wanted, limit))
    }

    fn found(
        &mut self,
        context: &Context,
        term: &Term,
        scope: Scope,
        wanted: &[Wanted],
        limit: usize,
    ) -> Result<Reply, ApiError> {
        let mut out = b"{\"searchRecords\":[".to_vec();
        let mut left = limit.min(RESULTS_MAX);
        let mut first = true;
        for one in wanted {
            let plan = self.plan(context, &one.query, false)?;
            let view = self.view();
            let object = view.schema.object(plan.object);
            if !object.abilities.searchable {
                return Err(ApiError::new(
                    400,
                    "INVALID_TYPE",
                    format!("entity type {} does not support search", object.name),
                ));
            }
            let Shape::Records(node) = &plan.shape else {
                return Err(malformed("a search returns records only"));
            };
            let fields: Vec<_> = object
                .indexed()
                .filter(|(_, field)| scope.covers(object, field) && self.access(context.user, object, field).0)
                .map(|(index, _)| index)
                .collect();
            let relevance = |row: &Row| {
                let texts = fields.iter().filter_map(|index| Some(tokens(view.value(object, row, *index).as_text()?)));
                term.relevance(&texts.collect::<Vec<_>>())
            };
            let table = view.store.table(plan.object);
            let writer = Writer { view, version: context.version, rests: Rests::default() };
            let slots = run::select(&plan, view);
            let rows = slots.into_iter().filter_map(|slot| table.at(slot));
            let mut rows: Vec<(usize, &Row)> = rows.filter_map(|row| Some((relevance(row)?, row))).collect();
            // Without an order of its own, the most relevant come first.
            if find_word(&one.query, "ORDER").is_none() {
                rows.sort_by_key(|(relevance, _)| std::cmp::Reverse(*relevance));
            }
            for (_, row) in rows.into_iter().take(one.limit.min(left)) {
                if !first {
                    out.push(b',');
                }
                first = false;
                left -= 1;
                writer.record(object, row, node, &object.name, &mut out);
            }
        }
        out.extend_from_slice(b"]}");
        Ok(Reply::written(200, out))
    }
}

fn from_query(call: &Call<'_>) -> Json {
    let list = |text: &str| Json::Array(text.split(',').map(|one| Json::String(one.trim().to_owned())).collect());
    let mut request = serde_json::Map::new();
    for name in ["q", "in", "overallLimit", "defaultLimit"] {
        if let Some(value) = call.parameter(name) {
            request.insert(name.into(), Json::String(value.to_owned()));
        }
    }
    if let Some(fields) = call.parameter("fields") {
        request.insert("fields".into(), list(fields));
    }
    let names = call.query.iter().filter(|(name, _)| name == "sobject");
    let objects = names.flat_map(|(_, value)| value.split(',').map(|one| one.trim().to_owned()).collect::<Vec<_>>());
    let objects = objects.map(|name| {
        let mut object = serde_json::Map::new();
        for member in ["fields", "where", "limit", "orderBy"] {
            if let Some(value) = call.parameter(&format!("{name}.{member}")) {
                let json = if member == "fields" { list(value) } else { Json::String(value.to_owned()) };
                object.insert(member.into(), json);
            }
        }
        object.insert("name".into(), Json::String(name));
        Json::Object(object)
    });
    request.insert("sobjects".into(), Json::Array(objects.collect()));
    Json::Object(request)
}

/// `Name, Id WHERE ... ORDER BY ... LIMIT 5` becomes a query and a limit.
fn wanted_of(name: &str, inside: &str) -> Wanted {
    let clause = ["WHERE", "ORDER", "LIMIT", "USING", "OFFSET"]
        .into_iter()
        .filter_map(|word| find_word(inside, word))
        .min()
        .unwrap_or(inside.len());
    let (fields, clauses) = inside.split_at(clause);
    let fields = if fields.trim().is_empty() { "Id" } else { fields.trim() };
    let (clauses, limit) = match find_word(clauses, "LIMIT") {
        Some(place) => {
            let (before, after) = clauses.split_at(place);
            let number = after.get("LIMIT".len()..).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
            (before, number.unwrap_or(RESULTS_MAX))
        }
        None => (clauses, RESULTS_MAX),
    };
    Wanted { query: format!("SELECT {fields} FROM {name} {clauses}").trim_end().to_owned(), limit }
}

/// Where a word begins that stands outside of quotes.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let (mut quoted, mut escaped, mut before) = (false, false, ' ');
    for (place, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' => quoted = !quoted,
            _ if !quoted && !before.is_ascii_alphanumeric() && before != '_' => {
                let found = text.get(place..place + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
                let ends = text.get(place + word.len()..).and_then(|rest| rest.chars().next());
                if found && !ends.is_some_and(|next| next.is_ascii_alphanumeric() || next == '_') {
                    return Some(place);
                }
            }
            _ => {}
        }
        before = character;
    }
    None
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.get(word.len()..)?;
    let matches = text.get(..word.len())?.eq_ignore_ascii_case(word);
    let ends = rest.chars().next().is_none_or(|next| !next.is_ascii_alphanumeric());
    (matches && ends).then_some(rest)
}

/// The term between braces; a brace or backslash within is escaped.
fn braced(text: &str) -> Result<(String, &str), ApiError> {
    let none = "No search term found. The search term must be enclosed in braces.";
    let inside = text.trim_start().strip_prefix('{').ok_or_else(|| malformed(none))?;
    let mut escaped = false;
    for (place, character) in inside.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '}' => {
                return Ok((
                    inside.get(..place).unwrap_or_default().to_owned(),
                    inside.get(place + 1..).unwrap_or_default(),
                ));
            }
            _ => {}
        }
    }
    Err(malformed(none))
}

/// What stands between an opening bracket and the closing one that belongs to it.
fn bracketed(text: &str) -> Result<(&str, &str), ApiError> {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for (place, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Ok((text.get(1..place).unwrap_or_default(), text.get(place + 1..).unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
    Err(malformed("unexpected token: '<EOF>'"))
}

fn scope(text: &str) -> Result<(Scope, &str), ApiError> {
    let text = text.trim_start();
    let Some(rest) = strip_word(text, "IN").map(str::trim_start) else {
        return Ok((Scope::All, text));
    };
    let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let scope = Scope::of(word);
    match (scope, strip_word(rest.trim_start(), "FIELDS")) {
        (Some(scope), Some(rest)) => Ok((scope, rest)),
        _ => Err(malformed(&format!("unexpected token: {word}"))),
    }
}

/// What may follow: `WITH ...`, which narrows nothing here, `LIMIT n`, `UPDATE ...`.
fn ending(text: &str) -> Result<usize, ApiError> {
    let known = ["WITH", "LIMIT", "UPDATE"].iter().any(|word| strip_word(text, word).is_some());
    if !known {
        let token = text.split_whitespace().next().unwrap_or_default();
        return Err(malformed(&format!("unexpected token: {token}")));
    }
    let Some(place) = find_word(text, "LIMIT") else {
        return Ok(RESULTS_MAX);
    };
    let number = text.get(place + "LIMIT".len()..).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| malformed("unexpected token: a number was expected after LIMIT"))
}
