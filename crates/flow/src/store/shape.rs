//! Shapes of stored documents: what an earlier version of Weftline has written is brought up to date when it is read,
//! and what a later one has written is left alone (OPS-10).
//!
//! A document says its shape in its member `shape`; the first shape is not said. An entity's is within its `document`,
//! because what stands beside that has to be declared in the manifest.
//! A kind's number goes up whenever what is written of it changes, also by a member that may be missing: an app that was
//! rolled back would leave out what it does not know when it writes.

use weftline_wire::failure::FailureCode;
use weftline_wire::json::{self, Members, Reader};

use super::Entity;
use crate::failure::{self, Failure};

/// What comes before the members of an entity's document.
const DOCUMENT: &str = "\"document\":{";

/// Makes what is stored of one shape what is stored of the next; none where it is not such a document.
pub(crate) type Upcast = fn(&str) -> Option<String>;

/// A kind of stored document.
pub(crate) struct Kind {
    /// What failures call it.
    pub(crate) name: &'static str,
    /// The way to each shape behind the first one: what is written now has the last.
    pub(crate) upcasts: &'static [Upcast],
    /// Whether it holds nothing but what is asked for again: one of a later version counts as missing.
    pub(crate) cache: bool,
}

impl Kind {
    const fn of(name: &'static str) -> Self {
        Self { name, upcasts: &[], cache: false }
    }

    const fn cache(name: &'static str) -> Self {
        Self { name, upcasts: &[], cache: true }
    }

    /// The shape that is written now.
    fn shape(&self) -> u32 {
        1 + self.upcasts.len() as u32
    }

    /// What is stored, with its document's shape said: `json` is its text without.
    pub(crate) fn stamp(&self, json: String) -> String {
        let shape = self.shape();
        // Within a string its quotes would be escaped.
        let at = json.find(DOCUMENT).map_or(1, |at| at + DOCUMENT.len());
        match json.split_at_checked(at) {
            Some((before, members)) if shape > 1 && before.ends_with('{') => {
                let comma = if members.starts_with('}') { "" } else { "," };
                [before, "\"shape\":", &shape.to_string(), comma, members].concat()
            }
            _ => json,
        }
    }

    /// A stored document in the shape that is read now; none of a cache that a later version has filled.
    ///
    /// # Errors
    /// If a later version has written it: [`FailureCode::NewerData`]. Nothing may be written in its place.
    pub(crate) fn current(&self, json: String) -> Result<Option<String>, Failure> {
        let (stored, known) = (stored_shape(&json).ok_or_else(|| self.unreadable())?, self.shape());
        if stored > known {
            return if self.cache { Ok(None) } else { Err(self.newer(stored, known)) };
        }
        let mut json = json;
        for upcast in self.upcasts.iter().skip(stored as usize - 1) {
            json = upcast(&json).ok_or_else(|| self.unreadable())?;
        }
        Ok(Some(json))
    }

    fn newer(&self, stored: u32, known: u32) -> Failure {
        let text = format!(
            "a later version of Weftline has stored the {} (shape {stored}, and this version knows {known}): nothing is \
             changed until that version is back",
            self.name
        );
        failure::with(failure::of(FailureCode::NewerData, text), "document", self.name)
    }

    fn unreadable(&self) -> Failure {
        failure::bug(&format!("the stored {} cannot be brought up to date", self.name))
    }
}

/// The shape that a document says it has, from 1; none where its text is not one.
fn stored_shape(json: &str) -> Option<u32> {
    if !json.trim_start().starts_with('{') {
        return Some(1);
    }
    let mut reader = Reader::new(json);
    let mut members = Members::of(&mut reader).ok()?;
    while let Some((name, value)) = members.next(&mut reader).ok()? {
        match name {
            b"document" if value.first() == b'{' => return stored_shape(value.text().ok()?),
            b"shape" => return json::from_str::<u32>(value.text().ok()?).ok().filter(|shape| *shape > 0),
            _ => {}
        }
    }
    Some(1)
}

/// The kind of an entity's document.
pub(crate) fn of_entity(entity: Entity, key: &str) -> &'static Kind {
    match (entity, key) {
        (Entity::Connection, "index") => const { &Kind::of("list of connections") },
        (Entity::Connection, _) => const { &Kind::of("connection") },
        (Entity::Configuration, _) => const { &Kind::of("version of the configuration") },
        (Entity::Issue, _) => const { &Kind::of("issue") },
        (Entity::Link, _) => const { &Kind::of("link") },
        (Entity::Record, _) => const { &Kind::of("record") },
        (Entity::Creation, _) => const { &Kind::of("creation") },
        (Entity::Authorization, _) => const { &Kind::of("login") },
        (Entity::Work, _) => const { &Kind::of("work") },
        (Entity::Fired, _) => const { &Kind::of("memory of a rule") },
        (Entity::Activity, _) => const { &Kind::of("activity") },
        (Entity::Post, _) => const { &Kind::of("post") },
        (Entity::Bulk, _) => const { &Kind::of("job of a file") },
        (Entity::Backfill, "index") => const { &Kind::of("list of backfills") },
        (Entity::Backfill, _) => const { &Kind::of("backfill") },
        (Entity::Pair, _) => const { &Kind::of("pair of comments") },
        (Entity::File, _) => const { &Kind::of("list of files") },
        (Entity::Poll, "jira") => const { &Kind::of("place in Jira's changes") },
        (Entity::Poll, "notices") => const { &Kind::of("list of notices") },
        (Entity::Poll, key) if key.starts_with("heard:") => const { &Kind::cache("heard message") },
        (Entity::Poll, _) => const { &Kind::of("place in an org's changes") },
        (Entity::Account, _) => const { &Kind::of("account") },
    }
}

/// The kind of a plain value or a secret.
pub(crate) fn of_value(key: &str) -> &'static Kind {
    let (first, rest) = key.split_once(':').unwrap_or((key, ""));
    match first {
        "configuration" => const { &Kind::of("section of the configuration") },
        "describe" => const { &Kind::cache("description of an object") },
        "snapshot" => const { &Kind::cache("snapshot") },
        "inputs" => const { &Kind::of("inputs of a plan") },
        "use" | "recent" | "swept" => const { &Kind::cache("note") },
        "connection" if rest.ends_with(":client") => const { &Kind::of("client of a connection") },
        "connection" => const { &Kind::of("token set") },
        "authorization" if rest.ends_with(":code") => const { &Kind::of("code of a login") },
        "authorization" => const { &Kind::of("secret of a login") },
        "bulk" if rest.starts_with("seen:") => const { &Kind::of("memory of a file") },
        "bulk" if rest.contains(":targets:") => const { &Kind::of("recipe of a file") },
        "bulk" if rest.contains(":outcomes:") => const { &Kind::of("outcomes of a file") },
        "bulk" => const { &Kind::of("problems of a file") },
        "backfill" => const { &Kind::of("rows of a backfill") },
        _ => const { &Kind::of("document") },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    /// A link as three versions wrote it: first with the record's `name`, then with its `record`, then with a `state`.
    const LINK: Kind = Kind { name: "link", upcasts: &[named, with_state], cache: false };

    fn named(json: &str) -> Option<String> {
        Some(json.replace("\"name\"", "\"record\""))
    }

    fn with_state(json: &str) -> Option<String> {
        Some([json.strip_suffix('}')?, ",\"state\":\"linked\"}"].concat())
    }

    fn read(kind: &Kind, json: &str) -> String {
        kind.current(json.to_owned()).unwrap().unwrap()
    }

    #[test]
    fn ops_10_a_document_goes_through_each_shape_behind_its_own() {
        assert_eq!(read(&LINK, r#"{"name":"a"}"#), r#"{"record":"a","state":"linked"}"#);
        assert_eq!(read(&LINK, r#"{"record":"a","shape":2}"#), r#"{"record":"a","shape":2,"state":"linked"}"#);
        let now = r#"{"shape":3,"record":"a","state":"gone"}"#;
        assert_eq!(read(&LINK, now), now);
    }

    #[test]
    fn ops_10_what_is_written_says_its_shape_once_there_is_more_than_one() {
        assert_eq!(LINK.stamp(r#"{"name":1}"#.to_owned()), r#"{"shape":3,"name":1}"#);
        assert_eq!(LINK.stamp("{}".to_owned()), r#"{"shape":3}"#);
        let entity = r#"{"revision":1,"by":"\"document\":{","document":{"name":1}}"#;
        let stamped = r#"{"revision":1,"by":"\"document\":{","document":{"shape":3,"name":1}}"#;
        assert_eq!(LINK.stamp(entity.to_owned()), stamped);
        assert_eq!(read(&LINK, stamped), stamped);
        assert_eq!(Kind::of("link").stamp(entity.to_owned()), entity);
        assert_eq!(LINK.stamp("[]".to_owned()), "[]");
    }

    #[test]
    fn ops_10_what_a_later_version_wrote_is_not_read() {
        let failure = LINK.current(r#"{"revision":7,"document":{"of":"","shape":4}}"#.to_owned()).unwrap_err();
        assert_eq!((failure.code, failure.retryable), (FailureCode::NewerData, true));
        assert_eq!(failure.values.get("document").unwrap(), "link");
        let cache = Kind::cache("snapshot");
        assert_eq!(cache.current(r#"{"shape":2}"#.to_owned()).unwrap(), None);
    }

    #[test]
    fn ops_10_only_a_document_s_own_shape_counts() {
        let inner = r#"{"revision":1,"document":{"in":{"shape":9},"text":"\"shape\":9"}}"#;
        assert_eq!(read(&Kind::of("link"), inner), inner);
        assert_eq!(read(&Kind::of("note"), "[1,2]"), "[1,2]");
        assert_eq!(read(&Kind::of("note"), "17"), "17");
        assert_eq!(Kind::of("link").current(r#"{"shape":0}"#.to_owned()).unwrap_err().code, FailureCode::Bug);
        assert_eq!(Kind::of("link").current(r#"{"shape":"x"}"#.to_owned()).unwrap_err().code, FailureCode::Bug);
    }
}
