//! Requests and responses as they go over the wire: whole, unzipped, and zipped where that is asked for.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::json;

use crate::http::{Request, Response};

const GZIP_FROM_BYTES: usize = 1_024;

/// A request with its whole body, or why it is not taken.
pub(super) async fn read(request: hyper::Request<Incoming>, bytes_max: usize) -> Result<Request, Response> {
    let refusal = |status, message: &str| Response::json(status, &json!({ "message": message }));
    let (parts, body) = request.into_parts();
    let Ok(body) = whole(Limited::new(body, bytes_max)).await else {
        return Err(refusal(413, "the body is too large or broke off"));
    };
    let encoding = parts.headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = if encoding.eq_ignore_ascii_case("gzip") {
        let mut plain = Vec::new();
        let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX);
        if MultiGzDecoder::new(body.as_slice()).take(limit).read_to_end(&mut plain).is_err() {
            return Err(refusal(400, "the body is not gzip"));
        }
        plain
    } else {
        body
    };
    let headers = parts.headers.iter().filter(|(name, _)| **name != CONTENT_ENCODING);
    Ok(Request {
        method: parts.method.as_str().to_uppercase(),
        target: parts.uri.path_and_query().map_or_else(|| "/".into(), |target| target.as_str().into()),
        headers: headers
            .map(|(name, value)| (name.as_str().into(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body,
    })
}

/// A body in one piece of memory, which is as large as the body is said to be.
async fn whole<B: Body<Data = Bytes> + Unpin>(mut body: B) -> Result<Vec<u8>, B::Error> {
    let said = usize::try_from(body.size_hint().lower()).unwrap_or(0);
    let mut bytes = Vec::with_capacity(said);
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}

/// A response, zipped if the client takes that.
pub(super) fn write(response: Response, gzip: bool) -> hyper::Response<Full<Bytes>> {
    let mut body = response.body;
    let mut written = hyper::Response::new(Full::default());
    *written.status_mut() = hyper::StatusCode::from_u16(response.status).unwrap_or_default();
    let headers = written.headers_mut();
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // A range is of the file's own bytes.
    let whole = response.status != 206;
    let text = kind.starts_with("application/json") || kind.starts_with("text/") || kind.contains("xml");
    if gzip && whole && text && body.len() >= GZIP_FROM_BYTES && !headers.contains_key(CONTENT_ENCODING) {
        let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
        if let Ok(zipped) = encoder.write_all(&body).and_then(|()| encoder.finish()) {
            body = zipped;
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            headers.remove(CONTENT_LENGTH);
        }
    }
    *written.body_mut() = Full::new(Bytes::from(body));
    written
}
