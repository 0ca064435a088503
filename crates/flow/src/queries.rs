//! Several queries in as few calls as Salesforce allows: one by itself, up to five in a composite.

use weftline_salesforce::reply::{self, QueryPage};
use weftline_salesforce::request::{COMPOSITE_QUERIES_MAX, Subrequest, composite, query};
use weftline_salesforce::soql::{Name, Query};
use weftline_wire::effect::Header;
use weftline_wire::failure::FailureCode;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::org::Org;

/// A query's answer.
pub(crate) struct QueryReply {
    status: u16,
    headers: Vec<Header>,
    body: Vec<u8>,
}

impl QueryReply {
    /// The records, or why there are none.
    pub(crate) fn page(&self) -> Result<QueryPage<'_>, Failure> {
        reply::read(self.status, &self.headers, &self.body)
            .and_then(|reply| reply::query_page(&reply))
            .map_err(|error| error.to_failure())
    }
}

/// Runs queries; the answers are in their order. An error of one query leaves the others alone; none of them is run
/// when Salesforce cannot be asked at all.
pub(crate) async fn run(world: &World, org: &mut Org, queries: &[Query]) -> Result<Vec<QueryReply>, Failure> {
    let mut replies = Vec::with_capacity(queries.len());
    for part in queries.chunks(COMPOSITE_QUERIES_MAX) {
        if let [single] = part {
            let reply = org.read(world, |session, timeout_ms| query(session, single, timeout_ms)).await?;
            replies.push(QueryReply { status: reply.status, headers: reply.headers, body: reply.body });
            continue;
        }
        let subrequests: Vec<Subrequest<'_>> = part.iter().map(Subrequest::query).collect();
        let reply = org.read(world, |session, timeout_ms| composite(session, &subrequests, false, timeout_ms)).await?;
        let parts = reply::composite(&reply.view()).map_err(|error| error.to_failure())?;
        replies.extend(parts.into_iter().map(|part| QueryReply {
            status: part.status,
            headers: part.headers,
            body: part.body.get().as_bytes().to_vec(),
        }));
    }
    Ok(replies)
}

/// An object's API name, checked.
pub(crate) fn name(object: &str) -> Result<Name, Failure> {
    Name::parse(object).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))
}
