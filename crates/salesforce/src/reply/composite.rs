//! Composite replies, and what came of a creation.

use std::collections::BTreeMap;

use weftline_wire::effect::Header;
use weftline_wire::json::Raw;

use super::{Record, Reply, Scalar, read, record};
use crate::error::SalesforceError;
use crate::id::RecordId;

/// A subrequest's answer.
#[derive(Clone, Debug)]
pub struct SubReply<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<Header>,
    /// The body, as JSON text.
    pub body: Raw<'a>,
}

impl SubReply<'_> {
    /// Tells success from error, as [`read`] does for a whole reply.
    ///
    /// # Errors
    /// When the status is neither 2xx nor 304.
    pub fn read(&self) -> Result<Reply<'_>, SalesforceError> {
        read(self.status, &self.headers, self.body.get().as_bytes())
    }
}

/// Reads the answers of a composite's subrequests, in the order of the requests. The composite itself is a success even
/// when all of them failed.
///
/// # Errors
/// When the body is no composite's, or an answer is missing.
pub fn composite<'a>(reply: &Reply<'a>) -> Result<Vec<SubReply<'a>>, SalesforceError> {
    let composite: Composite<'a> = reply.json("a composite's reply")?;
    let parts = &composite.composite_response;
    let in_order = (0..parts.len()).map(|position| {
        let part = parts.iter().find(|part| part.position() == Some(position))?;
        let headers = part.http_headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        Some(SubReply { status: part.http_status_code, headers, body: part.body })
    });
    in_order.collect::<Option<_>>().ok_or_else(|| SalesforceError::unreadable(reply.status, "a composite's reply"))
}

/// Reads the id of a created record.
///
/// # Errors
/// When the body holds none.
pub fn created(reply: &Reply<'_>) -> Result<RecordId, SalesforceError> {
    let unreadable = || SalesforceError::unreadable(reply.status, "a creation's reply");
    let saved = record(reply).map_err(|_| unreadable())?;
    match RecordId::parse(saved.get("id").text().unwrap_or_default()) {
        Ok(id) if saved.get("success") == Scalar::Boolean(true) => Ok(id),
        _ => Err(unreadable()),
    }
}

/// A created record.
#[derive(Debug)]
pub struct CreatedAndRead<'a> {
    /// Its id.
    pub id: RecordId,
    composite: Option<SubReply<'a>>,
}

impl CreatedAndRead<'_> {
    /// The record as it was read after its creation: what defaults, automation and assignment rules made of it. None
    /// when it was not read in the same call: see [`crate::request::create_and_read`].
    ///
    /// # Errors
    /// When the reading failed. The record exists all the same.
    pub fn record(&self) -> Option<Result<Record<'_>, SalesforceError>> {
        let reading = self.composite.as_ref()?.read();
        Some(reading.and_then(|reply| record(&reply)))
    }
}

/// Reads what came of [`crate::request::create_and_read`].
///
/// # Errors
/// When nothing was created, for the creation's reason; or, unreadable, when that cannot be told.
pub fn created_and_read<'a>(reply: &Reply<'a>) -> Result<CreatedAndRead<'a>, SalesforceError> {
    if reply.status == 201 {
        return Ok(CreatedAndRead { id: created(reply)?, composite: None });
    }
    let mut parts = composite(reply)?.into_iter();
    let (Some(creation), Some(reading)) = (parts.next(), parts.next()) else {
        return Err(SalesforceError::unreadable(reply.status, "a creation's reply"));
    };
    let id = created(&creation.read()?)?;
    Ok(CreatedAndRead { id, composite: Some(reading) })
}

struct Composite<'a> {
    composite_response: Vec<Part<'a>>,
}

struct Part<'a> {
    body: Raw<'a>,
    http_headers: BTreeMap<String, String>,
    http_status_code: u16,
    reference_id: String,
}

weftline_wire::decode_object! { ignore borrowing Composite { composite_response } }
weftline_wire::decode_object! {
    ignore borrowing Part { body, http_headers: optional, http_status_code, reference_id }
}

impl Part<'_> {
    fn position(&self) -> Option<usize> {
        self.reference_id.strip_prefix('r')?.parse().ok()
    }
}
