//! Conditional requests: by the time of the last change, in whole seconds, and for accounts by entity tag.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_if_modified_since.htm>

use super::call::{Call, Reply};
use super::schema::Object;
use super::store::Row;
use super::value::{Value, http_date, parse_http_date};
use sha2::{Digest, Sha256};

/// What a conditional request compares with.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    /// The time of the last change, in seconds.
    pub(crate) modified: i64,
    /// The entity tag, for objects that have one.
    pub(crate) tag: Option<String>,
}

impl Version {
    /// A row's.
    pub(crate) fn of(object: &Object, row: &Row) -> Self {
        let stamp = object.system.modified.or(object.system.modstamp).map(|field| row.get(field));
        let modified = stamp.and_then(Value::as_seconds).unwrap_or(0);
        let tag = (object.name == "Account").then(|| {
            let digest = Sha256::digest(format!("{:?}{row:?}", row.id()));
            let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            format!("\"{hex}\"")
        });
        Self { modified, tag }
    }

    /// 304 for a read of what has not changed.
    pub(crate) fn unchanged(&self, call: &Call<'_>) -> Option<Reply> {
        let same_tag = call.header("if-none-match").zip(self.tag.as_deref()).map(|(list, tag)| lists(list, tag));
        let since = call.header("if-modified-since").and_then(parse_http_date);
        let unchanged = same_tag.unwrap_or_else(|| since.is_some_and(|since| self.modified <= since));
        unchanged.then(|| self.stamp(Reply::written(304, Vec::new())))
    }

    /// 412 for a call that holds only for an older version.
    pub(crate) fn changed(&self, call: &Call<'_>) -> Option<Reply> {
        let wrong_tag = call.header("if-match").zip(self.tag.as_deref()).is_some_and(|(list, tag)| !lists(list, tag));
        let since = call.header("if-unmodified-since").and_then(parse_http_date);
        let changed = wrong_tag || since.is_some_and(|since| self.modified > since);
        changed.then(|| Reply::written(412, Vec::new()))
    }

    /// Puts the version into an answer's headers.
    pub(crate) fn stamp(&self, reply: Reply) -> Reply {
        let reply = reply.with("Last-Modified", http_date(self.modified));
        match &self.tag {
            Some(tag) => reply.with("ETag", tag.clone()),
            None => reply,
        }
    }
}

/// Whether a header lists a tag; the suffix that compression adds does not count.
fn lists(header: &str, tag: &str) -> bool {
    let plain = |text: &str| text.trim().trim_start_matches("W/").replace("--gzip", "").replace("-gzip", "");
    header.split(',').any(|one| one.trim() == "*" || plain(one) == plain(tag))
}
