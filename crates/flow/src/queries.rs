//! Several queries in as few calls as Salesforce allows: one by itself, up to five in a composite; more calls side by
//! side.

use weftline_salesforce::reply::{self, QueryPage};
use weftline_salesforce::request::{COMPOSITE_MAX, COMPOSITE_QUERIES_MAX, Subrequest, composite, query};
use weftline_salesforce::soql::{Name, Query};
use weftline_wire::effect::Header;
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::ObjectDescribe;

use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join_all;
use crate::org::Org;

/// Describes that go beside queries: what is left of a composite's 25 subrequests.
const DESCRIBES_MAX: usize = COMPOSITE_MAX - COMPOSITE_QUERIES_MAX;

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
    run_and_describe(world, org, queries, &[]).await.map(|(replies, _)| replies)
}

/// The same, and describes of objects beside them, which are kept; none of an object that the org does not show.
pub(crate) async fn run_and_describe(
    world: &World,
    org: &mut Org,
    queries: &[Query],
    objects: &[&Name],
) -> Result<(Vec<QueryReply>, Vec<Option<ObjectDescribe>>), Failure> {
    if let ([single], []) = (queries, objects) {
        let reply = org.read(world, |session, timeout_ms| query(session, single, timeout_ms)).await?;
        let reply = QueryReply { status: reply.status, headers: reply.headers, body: reply.body };
        return Ok((vec![reply], Vec::new()));
    }
    let objects = objects.get(..DESCRIBES_MAX).unwrap_or(objects);
    let described = objects.iter().map(|object| Subrequest::describe(object, None)).collect();
    let mut parts: Vec<Vec<Subrequest<'_>>> = vec![described];
    for (at, part) in queries.chunks(COMPOSITE_QUERIES_MAX).enumerate() {
        let part = part.iter().map(Subrequest::query);
        match parts.get_mut(at) {
            Some(first) => first.extend(part),
            None => parts.push(part.collect()),
        }
    }
    parts.retain(|part| !part.is_empty());
    let beside = parts.iter().map(|part| together(world, org.beside(), part));
    let mut replies = Vec::with_capacity(objects.len() + queries.len());
    for part in join_all(beside).await {
        replies.extend(part?);
    }
    let answers = replies.split_off(objects.len());
    let mut described = Vec::with_capacity(replies.len());
    for reply in replies {
        described.push(kept(world, &org.id, &reply).await?);
    }
    Ok((answers, described))
}

/// Several subrequests in one call.
async fn together(world: &World, mut org: Org, parts: &[Subrequest<'_>]) -> Result<Vec<QueryReply>, Failure> {
    let reply = org.read(world, |session, timeout_ms| composite(session, parts, false, timeout_ms)).await?;
    let parts = reply::composite(&reply.view()).map_err(|error| error.to_failure())?;
    let owned = parts.into_iter().map(|part| QueryReply {
        status: part.status,
        headers: part.headers,
        body: part.body.get().as_bytes().to_vec(),
    });
    Ok(owned.collect())
}

async fn kept(world: &World, connection: &str, reply: &QueryReply) -> Result<Option<ObjectDescribe>, Failure> {
    let described = reply::read(reply.status, &reply.headers, &reply.body).and_then(|reply| reply::describe(&reply));
    let Ok(Some(described)) = described else { return Ok(None) };
    describes::save(world, connection, &described.object, described.last_modified.as_deref()).await?;
    Ok(Some(described.object))
}

/// An object's API name, checked.
pub(crate) fn name(object: &str) -> Result<Name, Failure> {
    Name::parse(object).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))
}
