//! Requests for feeds and for bytes.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "these are tests")]

use weftline_salesforce::address::Address;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::{self, ContentOf, page_token};
use weftline_salesforce::session::{ApiVersion, Session};
use weftline_salesforce::soql::{Direction, FieldPath, Name, Select};
use weftline_wire::effect::{Body, Effect};

fn session() -> Session {
    Session {
        address: Address::parse_instance("https://acme.my.salesforce.com").unwrap(),
        api_version: ApiVersion::pinned(),
        access_token: "secret".to_owned(),
    }
}

fn id(text: &str) -> RecordId {
    RecordId::parse(text).unwrap()
}

fn path(effect: &Effect) -> &str {
    match effect {
        Effect::Salesforce { url, .. } => {
            url.strip_prefix("https://acme.my.salesforce.com/services/data/v62.0").unwrap()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn view_4_a_feed_is_read_newest_first_a_page_at_a_time() {
    let case = id("500Wf00000aBcDeIAK");
    assert_eq!(
        path(&request::feed(&session(), &case, None, 1)),
        "/chatter/feeds/record/500Wf00000aBcDeIAK/feed-elements?sort=CreatedDateDesc&elementsPerBundle=10&pageSize=20&recentCommentCount=5"
    );
    let next = "/services/data/v62.0/chatter/feeds/record/500Wf00000aBcDeIAK/feed-elements?pageSize=20&page=2026-11-21T09%3A30%3A00Z%2C0D5x";
    let page = page_token(next);
    assert_eq!(page, Some("2026-11-21T09%3A30%3A00Z%2C0D5x"));
    assert!(path(&request::feed(&session(), &case, page, 1)).ends_with("&page=2026-11-21T09%3A30%3A00Z%2C0D5x"));
    for odd in ["", "a&sort=x", "a#b", "a/b", "a b", "?page=", "?pageSize=1", "ü"] {
        assert_eq!(page_token(odd), None, "{odd}");
    }
}

#[test]
fn view_4_a_post_is_for_the_org_s_own_people() {
    let post = request::post_element(&session(), &id("500Wf00000aBcDeIAK"), r#"[{"type":"Text","text":"x"}]"#, 1);
    assert_eq!(path(&post), "/chatter/feed-elements");
    let Effect::Salesforce { body: Body::Text(body), .. } = post else { panic!("no body") };
    assert_eq!(
        body,
        r#"{"feedElementType":"FeedItem","visibility":"InternalUsers","subjectId":"500Wf00000aBcDeIAK","body":{"messageSegments":[{"type":"Text","text":"x"}]}}"#
    );
    let item = id("0D5Wf00000aBcDe");
    let comment = request::post_comment(&session(), &item, "[]", 1);
    assert_eq!(path(&comment), format!("/chatter/feed-elements/{item}/capabilities/comments/items"));
}

#[test]
fn tgl_12_bytes_are_asked_for_up_to_a_limit() {
    let (case, field) = (Name::parse("Case").unwrap(), Name::parse("Note__c").unwrap());
    let rich = ContentOf::RichText {
        object: &case,
        record: id("500Wf00000aBcDe"),
        field: &field,
        image: id("0EMWf00000aBcDe"),
    };
    let (file, image) = (id("068Wf00000aBcDe"), id("0EMWf00000aBcDe"));
    let (attachment, document) = (id("00PWf00000aBcDe"), id("069Wf00000aBcDe"));
    for (of, resource) in [
        (rich, format!("/sobjects/Case/500Wf00000aBcDeIAK/richTextImageFields/Note__c/{image}")),
        (ContentOf::Blob { record: attachment }, format!("/sobjects/Attachment/{attachment}/Body")),
        (ContentOf::Blob { record: file }, format!("/sobjects/ContentVersion/{file}/VersionData")),
        (ContentOf::File { document }, format!("/connect/files/{document}/content")),
    ] {
        let effect = request::content(&session(), &of, 1_000, 1);
        assert_eq!(path(&effect), resource);
        let Effect::Salesforce { headers, reply_bytes_max, .. } = effect else { panic!("no request") };
        assert_eq!(reply_bytes_max, Some(1_000));
        assert!(headers.contains(&("Accept".to_owned(), "*/*".to_owned())));
    }
}

#[test]
fn view_5_a_query_may_ask_for_what_points_to_each_record() {
    let (mail, files) = (Name::parse("EmailMessage").unwrap(), Name::parse("Attachments").unwrap());
    let named = Select::from(&files).field(&FieldPath::parse("Name").unwrap());
    let query = Select::from(&mail)
        .children(named)
        .field(&FieldPath::parse("Subject").unwrap())
        .order(&FieldPath::parse("MessageDate").unwrap(), Direction::Descending)
        .limit(1)
        .build();
    assert_eq!(
        query.as_str(),
        "SELECT Id, Subject, (SELECT Id, Name FROM Attachments) FROM EmailMessage ORDER BY MessageDate DESC LIMIT 1"
    );
}
