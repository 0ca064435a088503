//! What has changed in an org since it was looked at.

use weftline_wire::effect::Header;

use super::{Record, Reply, Scalar, header, query_page};
use crate::error::SalesforceError;
use crate::id::RecordId;
use crate::time::instant;

/// A record that has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: RecordId,
    /// Its `SystemModstamp`, in ms since 1970; of posts in feeds `LastModifiedDate`.
    pub stamp_ms: u64,
    /// Who changed it last, as far as it is known.
    pub by: Option<RecordId>,
    /// Whether it is in the recycle bin.
    pub deleted: bool,
    /// To what it belongs, where that was asked for.
    pub parent: Option<RecordId>,
}

/// Reads a page of changes, in its order, and whether Salesforce has kept back more of what was asked for: it promises no
/// size of pages.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_queryoptions.htm>
///
/// # Errors
/// When the body is no page, or a record has no id or stamp.
pub fn changes(reply: &Reply<'_>, parent: Option<&str>) -> Result<(Vec<Change>, bool), SalesforceError> {
    let page = query_page(reply)?;
    let changes = page.records.iter().map(|record| {
        let id = |path: &str| record.get(path).text().and_then(|text| RecordId::parse(text).ok());
        Some(Change {
            id: record.id()?,
            stamp_ms: stamp(record).and_then(instant)?,
            // Whoever answers a post has changed it, and a feed does not say who: only who wrote what has no answer is known.
            by: id("LastModifiedById").or_else(|| id("CreatedById").filter(|_| is_unanswered(record))),
            deleted: record.get("IsDeleted") == Scalar::Boolean(true),
            parent: parent.and_then(id),
        })
    });
    let changes = changes.collect::<Option<_>>();
    let changes = changes.ok_or_else(|| SalesforceError::unreadable(reply.status, "a page of changes"))?;
    Ok((changes, page.next.is_some()))
}

/// When it was changed: of posts in feeds there is no other stamp to go by.
fn stamp<'a>(record: &'a Record<'_>) -> Option<&'a str> {
    record.get("SystemModstamp").text().or_else(|| record.get("LastModifiedDate").text())
}

fn is_unanswered(record: &Record<'_>) -> bool {
    record.get("CommentCount").whole() == Some(0)
}

/// The server's time, from `Date`, in ms since 1970: whole seconds.
/// <https://www.rfc-editor.org/rfc/rfc9110#name-date>
#[must_use]
pub fn server_time(headers: &[Header]) -> Option<u64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = header(headers, "date")?.split(' ').skip(1);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (time, zone) = (parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let month = [if month < 10 { "0" } else { "" }, &month.to_string()].concat();
    if zone != "GMT" {
        return None;
    }
    instant(&[year, "-", &month, "-", day, "T", time, "Z"].concat())
}
