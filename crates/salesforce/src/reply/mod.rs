//! Replies: read in one pass from their bytes, and borrowed from them where that saves copying.
//!
//! Every reader takes the [`Reply`] that [`read`] made of a status below 400.

mod comments;
mod composite;
mod feed;
mod files;
mod ingest;
mod metadata;
mod oauth;
mod picklists;
mod poll;
mod record;

use weftline_wire::effect::Header;
use weftline_wire::json::{self, Decode};
use weftline_wire::salesforce::ObjectDescribe;

pub use comments::{
    CaseComment, PostedComments, RecordCommented, comments, hidden_ideas, posted_comments, record_comments,
    written_comments,
};
pub use composite::{CreatedAndRead, SubReply, composite, created, created_and_read};
pub use feed::{FeedPosts, feed_posts, shown_posts};
pub use files::{LinkedFile, Uploaded, file_links, linked_file, uploaded};
pub use ingest::{IngestJob, IngestPage, IngestState, ingest_error, ingest_job, ingest_page, saved};
pub use metadata::{Deployment, deployment};
pub use oauth::{TokenReply, UserInfo, token, user_info};
pub use picklists::{Picklist, Picklists, picklists};
pub use poll::{Change, changes, server_time};
pub(crate) use record::object_or_list;
pub use record::{NextPage, QueryPage, Record, Scalar, query_page, record, search_results};

use crate::error::SalesforceError;

/// A reply that is no error.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// The HTTP status: 2xx, or 304.
    pub status: u16,
    /// The headers.
    pub headers: &'a [Header],
    /// The body.
    pub body: &'a [u8],
}

/// Tells success from error.
///
/// # Errors
/// When the status is neither 2xx nor 304.
pub fn read<'a>(status: u16, headers: &'a [Header], body: &'a [u8]) -> Result<Reply<'a>, SalesforceError> {
    match status {
        200..=299 | 304 => Ok(Reply { status, headers, body }),
        _ => Err(SalesforceError::read(status, body)),
    }
}

impl<'a> Reply<'a> {
    /// A header's value, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        header(self.headers, name)
    }

    pub(crate) fn json<T: Decode<'a>>(&self, what: &str) -> Result<T, SalesforceError> {
        json::from_slice(self.body).map_err(|_| SalesforceError::unreadable(self.status, what))
    }
}

/// An object's description, and when it last changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// The object.
    pub object: ObjectDescribe,
    /// Salesforce's `Last-Modified`, to ask for changes only.
    pub last_modified: Option<String>,
}

/// Reads a describe. None when nothing changed since the time that was asked for.
///
/// # Errors
/// When the body is no describe.
pub fn describe(reply: &Reply<'_>) -> Result<Option<Described>, SalesforceError> {
    if reply.status == 304 {
        return Ok(None);
    }
    let object = reply.json("a describe")?;
    Ok(Some(Described { object, last_modified: reply.header("last-modified").map(str::to_owned) }))
}

/// One object among all of an org's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgObject {
    /// The API name.
    pub name: String,
    /// What people see for one.
    pub label: String,
    /// Whether it was made in the org, or installed.
    pub custom: bool,
    /// Whether the user may create records.
    pub createable: bool,
    /// Whether the user may read records.
    pub queryable: bool,
    /// Whether its records have pages: shares, histories, feeds and settings have none.
    pub layoutable: bool,
    /// Whether it is a custom setting.
    pub custom_setting: bool,
    /// Whether later versions of the API have it no more.
    pub deprecated_and_hidden: bool,
}

struct Global {
    sobjects: Vec<OrgObject>,
}

weftline_wire::decode_object! { ignore Global { sobjects } }
weftline_wire::decode_object! {
    ignore OrgObject {
        name, label, custom: optional, createable: optional, queryable: optional, layoutable: optional,
        custom_setting: optional, deprecated_and_hidden: optional
    }
}

/// Reads all objects of an org.
///
/// # Errors
/// When the body is no list of objects.
pub fn objects(reply: &Reply<'_>) -> Result<Vec<OrgObject>, SalesforceError> {
    let global: Global = reply.json("a list of objects")?;
    Ok(global.sobjects)
}

/// An org's limits, as far as Weftline looks at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// API calls in 24 hours.
    pub daily_api_requests: Allowance,
}

/// How much there is of something, and how much is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// All of it.
    pub max: u32,
    /// What is left.
    pub remaining: u32,
}

/// Reads the org's limits.
///
/// # Errors
/// When the body does not hold them.
pub fn limits(reply: &Reply<'_>) -> Result<Limits, SalesforceError> {
    let unreadable = || SalesforceError::unreadable(reply.status, "limits");
    let body = record(reply).map_err(|_| unreadable())?;
    let whole = |path| body.get(path).whole().ok_or_else(unreadable);
    let daily = Allowance { max: whole("DailyApiRequests.Max")?, remaining: whole("DailyApiRequests.Remaining")? };
    Ok(Limits { daily_api_requests: daily })
}

/// API calls used and allowed in 24 hours, from `Sforce-Limit-Info: api-usage=18/100000`, which comes with every reply,
/// errors too.
#[must_use]
pub fn api_usage(headers: &[Header]) -> Option<(u32, u32)> {
    let parts = header(headers, "sforce-limit-info")?.split([',', ';']);
    let usage = parts.map(str::trim).find_map(|part| part.strip_prefix("api-usage="))?;
    let (used, allowed) = usage.split_once('/')?;
    Some((used.parse().ok()?, allowed.parse().ok()?))
}

fn header<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
