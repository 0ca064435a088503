//! Deployments of metadata.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm>

use weftline_wire::effect::{Body, Effect, Method};

use super::{get, standard_headers, versioned};
use crate::archive::crc32;
use crate::id::RecordId;
use crate::session::Session;

/// All or nothing; production orgs ask for that. Without Apex in the archive no tests run.
const OPTIONS: &str = "{\"deployOptions\":{\"rollbackOnError\":true,\"singlePackage\":true}}";

/// Deploys an archive. Sending the same again changes nothing. Read by [`crate::reply::deployment`].
#[must_use]
pub fn deploy(session: &Session, archive: &[u8], timeout_ms: u32) -> Effect {
    // A boundary must not be found in what it bounds; a checksum of that could only be put there on purpose.
    let boundary = format!("weftline-{:08x}", crc32(archive));
    let mut body = Vec::with_capacity(archive.len() + 512);
    for (disposition, kind, content) in [
        ("name=\"json\"", "application/json", OPTIONS.as_bytes()),
        ("name=\"file\"; filename=\"deploy.zip\"", "application/zip", archive),
    ] {
        let head = ["--", &boundary, "\r\nContent-Disposition: form-data; ", disposition, "\r\nContent-Type: ", kind];
        body.extend(head.iter().flat_map(|part| part.bytes()));
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend(["--", &boundary, "--\r\n"].iter().flat_map(|part| part.bytes()));
    let mut headers = vec![("Content-Type".to_owned(), ["multipart/form-data; boundary=", &boundary].concat())];
    headers.extend(standard_headers(session));
    Effect::Salesforce {
        method: Method::Post,
        url: [session.address.as_str(), &versioned(&session.api_version, "/metadata/deployRequest")].concat(),
        headers,
        body: Body::Bytes(body.into()),
        timeout_ms,
        reply_bytes_max: None,
    }
}

/// Asks how far a deployment has come. Read by [`crate::reply::deployment`].
/// <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy_checkstatus.htm>
#[must_use]
pub fn deployment(session: &Session, id: &RecordId, timeout_ms: u32) -> Effect {
    let resource = ["/metadata/deployRequest/", id.as_str(), "?includeDetails=true"].concat();
    get(session, &resource, Vec::new(), timeout_ms)
}
