//! What happened to an issue, and where the site is.

use std::borrow::Cow;

use weftline_wire::decode_object;

use super::Reply;
use crate::error::JiraError;
use crate::time::instant_ms;

/// What somebody changed at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History<'a> {
    /// The entry's id. Ids grow from one entry to the next.
    pub id: u64,
    /// When, in ms since 1970.
    pub at_ms: u64,
    /// The account that did it; none when Jira does not say.
    pub author: Option<Cow<'a, str>>,
    /// What was changed.
    pub items: Vec<HistoryItem<'a>>,
}

/// A field that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryItem<'a> {
    /// The field's name, or its id among Jira's own.
    pub field: Cow<'a, str>,
    /// The field's id; none in entries of old.
    pub field_id: Option<Cow<'a, str>>,
    /// The value before, where it has an id.
    pub from: Option<Cow<'a, str>>,
    /// The value before, as people read it.
    pub from_string: Option<Cow<'a, str>>,
    /// The value after, where it has an id.
    pub to: Option<Cow<'a, str>>,
    /// The value after, as people read it.
    pub to_string: Option<Cow<'a, str>>,
}

/// Some entries of a changelog, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histories<'a> {
    /// The entries.
    pub entries: Vec<History<'a>>,
    /// How many there are in all.
    pub total: u32,
}

/// Reads the newest entries, which came with an issue.
///
/// # Errors
/// When the body is no issue with a changelog.
pub fn recent_history<'a>(reply: &Reply<'a>) -> Result<Histories<'a>, JiraError> {
    let issue: WithChangelog<'a> = reply.json("an issue with its changelog")?;
    in_order(reply, issue.changelog.histories, issue.changelog.total)
}

/// Reads a page of entries.
///
/// # Errors
/// When the body is no page of a changelog.
pub fn history<'a>(reply: &Reply<'a>) -> Result<Histories<'a>, JiraError> {
    let page: Page<'a> = reply.json("a page of a changelog")?;
    in_order(reply, page.values, page.total)
}

/// Reads where the site is: like `https://acme.atlassian.net`, no trailing slash.
///
/// # Errors
/// When the body says nothing of it.
pub fn site_url(reply: &Reply<'_>) -> Result<String, JiraError> {
    let info: ServerInfo<'_> = reply.json("what the site says of itself")?;
    Ok(info.base_url.trim_end_matches('/').to_owned())
}

fn in_order<'a>(reply: &Reply<'_>, raw: Vec<RawHistory<'a>>, total: u32) -> Result<Histories<'a>, JiraError> {
    let mut entries = Vec::with_capacity(raw.len());
    for entry in raw {
        let (Ok(id), Some(at_ms)) = (entry.id.parse(), instant_ms(&entry.created)) else {
            return Err(JiraError::unreadable(reply.status, "a changelog"));
        };
        let author = entry.author.map(|author| author.account_id);
        entries.push(History { id, at_ms, author, items: entry.items });
    }
    // The newest come first within an issue, the oldest in pages.
    if entries.first().zip(entries.last()).is_some_and(|(first, last)| first.id > last.id) {
        entries.reverse();
    }
    Ok(Histories { entries, total })
}

struct WithChangelog<'a> {
    changelog: Within<'a>,
}

#[derive(Default)]
struct Within<'a> {
    histories: Vec<RawHistory<'a>>,
    total: u32,
}

struct Page<'a> {
    values: Vec<RawHistory<'a>>,
    total: u32,
}

struct RawHistory<'a> {
    id: Cow<'a, str>,
    created: Cow<'a, str>,
    author: Option<Author<'a>>,
    items: Vec<HistoryItem<'a>>,
}

struct Author<'a> {
    account_id: Cow<'a, str>,
}

struct ServerInfo<'a> {
    base_url: Cow<'a, str>,
}

decode_object! { ignore borrowing HistoryItem { field, field_id, from, from_string, to, to_string } }
decode_object! { ignore borrowing Author { account_id } }
decode_object! { ignore borrowing RawHistory { id, created, author, items } }
decode_object! { ignore borrowing Within { histories, total } }
decode_object! { ignore borrowing WithChangelog { changelog } }
decode_object! { ignore borrowing Page { values, total } }
decode_object! { ignore borrowing ServerInfo { base_url } }
