//! Feeds by the Connect REST API.

use super::*;

fn post(face: &mut Face, record: &str, segments: Json) -> Json {
    let body = json!({ "body": { "messageSegments": segments }, "feedElementType": "FeedItem", "subjectId": record });
    let (status, element) = face.call("POST", "/chatter/feed-elements", body);
    assert_eq!(status, 201, "{element}");
    element
}

fn say(text: &str) -> Json {
    json!([{ "type": "Text", "text": text }])
}

fn feed(face: &mut Face, record: &str, query: &str) -> Json {
    let (status, page) = face.call("GET", &format!("/chatter/feeds/record/{record}/feed-elements{query}"), Json::Null);
    assert_eq!(status, 200, "{page}");
    page
}

fn texts(page: &Json) -> Vec<String> {
    let elements = page["elements"].as_array().unwrap();
    elements.iter().map(|one| one["body"]["text"].as_str().unwrap_or_default().to_owned()).collect()
}

/// An address without what every address begins with.
fn below(url: &Json) -> String {
    url.as_str().unwrap().strip_prefix(DATA).unwrap().to_owned()
}

fn user(face: &mut Face, alias: &str) -> String {
    let found = face.query(&format!("SELECT Id FROM User WHERE Alias = '{alias}'"));
    found["records"][0]["Id"].as_str().unwrap().to_owned()
}

#[test]
fn a_post_is_answered_whole_and_stands_in_the_feed() {
    let mut face = Face::new();
    let case = face.create("Case", json!({ "Subject": "The pump stops" }));
    let element = post(&mut face, &case, say("Looked at it, see https://a.example/x today #pump"));
    assert_eq!(element["type"], "TextPost");
    assert_eq!(element["feedElementType"], "FeedItem");
    assert_eq!(element["visibility"], "InternalUsers");
    assert_eq!(element["parent"]["id"], json!(case));
    assert_eq!(element["parent"]["type"], "Case");
    assert_eq!(element["actor"]["displayName"], "Weftline Integration");
    assert_eq!(element["createdDate"], "2026-11-21T09:30:00.000Z");
    assert_eq!(element["relativeCreatedDate"], "Just now");
    assert_eq!(element["body"]["isRichText"], false);
    let kinds: Vec<_> = element["body"]["messageSegments"].as_array().unwrap().iter().map(|one| &one["type"]).collect();
    assert_eq!(kinds, ["Text", "Link", "Text", "Hashtag"]);
    assert_eq!(element["capabilities"]["comments"]["page"]["total"], 0);
    assert_eq!(element["header"]["text"], "00001001 — Weftline Integration");
    let id = element["id"].as_str().unwrap();
    let (status, read) = face.call("GET", &format!("/chatter/feed-elements/{id}"), Json::Null);
    assert_eq!((status, &read), (200, &element));
    let page = feed(&mut face, &case, "");
    assert_eq!((page["elements"].as_array().unwrap().len(), &page["nextPageUrl"]), (1, &Json::Null));
    assert_eq!(page["elements"][0], element);
    let row = face.query("SELECT Body, IsRichText, Type, ParentId, InsertedBy.Name FROM CaseFeed");
    assert_eq!(row["records"][0]["attributes"]["type"], "CaseFeed");
    assert_eq!(row["records"][0]["Body"], "Looked at it, see https://a.example/x today #pump");
}

#[test]
fn rich_text_and_mentions_go_in_as_segments_and_come_out_as_segments_and_html() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let jane = user(&mut face, "jane");
    let markup = |kind: &str, at: &str| json!({ "type": format!("Markup{at}"), "markupType": kind });
    let segments = json!([
        markup("Paragraph", "Begin"),
        { "type": "Text", "text": "a < b & " },
        markup("Bold", "Begin"),
        { "type": "text", "text": "bold" },
        markup("Bold", "End"),
        markup("Paragraph", "End"),
        markup("UnorderedList", "Begin"),
        markup("ListItem", "Begin"),
        { "type": "MarkupBegin", "markupType": "Hyperlink", "url": "https://a.example/?a=1&b=2", "altText": "the page" },
        { "type": "Text", "text": "there" },
        markup("Hyperlink", "End"),
        markup("ListItem", "End"),
        markup("UnorderedList", "End"),
        markup("Code", "Begin"),
        { "type": "Text", "text": "<b>https://x.example #no</b>" },
        markup("Code", "End"),
        { "type": "mention", "id": jane },
        { "type": "Text", "text": " and " },
        { "type": "Mention", "username": "kenji.tanaka@weftline.example" },
    ]);
    let element = post(&mut face, &case, segments);
    assert_eq!(element["body"]["isRichText"], true);
    assert_eq!(element["body"]["text"], "a < b & boldthere<b>https://x.example #no</b>@Jane Doe and @Kenji Tanaka");
    let segments = element["body"]["messageSegments"].as_array().unwrap();
    assert_eq!(
        segments[0],
        json!({ "altText": null, "htmlTag": "p", "markupType": "Paragraph", "text": "", "type": "MarkupBegin", "url": null })
    );
    assert_eq!(segments[8]["url"], "https://a.example/?a=1&b=2");
    assert_eq!(segments[16]["record"]["id"], json!(jane));
    let row = face.query("SELECT Body, IsRichText FROM FeedItem");
    assert_eq!(row["records"][0]["IsRichText"], true);
    assert_eq!(
        row["records"][0]["Body"],
        "<p>a &lt; b &amp; <b>bold</b></p><ul><li><a href=\"https://a.example/?a=1&amp;b=2\" title=\"the page\">there</a></li></ul>\
         <code>&lt;b&gt;https://x.example #no&lt;/b&gt;</code>@Jane Doe and @Kenji Tanaka"
    );
}

#[test]
fn what_a_body_may_not_have_is_refused() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let rosa = user(&mut face, "rosa");
    let jane = user(&mut face, "jane");
    let begin = |kind: &str| json!({ "type": "MarkupBegin", "markupType": kind });
    let end = |kind: &str| json!({ "type": "MarkupEnd", "markupType": kind });
    let mentions: Vec<Json> = (0..26).map(|_| json!({ "type": "Mention", "id": jane })).collect();
    for segments in [
        json!([begin("Bold"), { "type": "Text", "text": "x" }]),
        json!([begin("Bold"), begin("Italic"), end("Bold"), end("Italic")]),
        json!([end("Bold")]),
        json!([begin("ListItem"), end("ListItem")]),
        json!([begin("OrderedList"), { "type": "Text", "text": "x" }, begin("Bold"), end("Bold"), end("OrderedList")]),
        json!([begin("Hyperlink"), end("Hyperlink")]),
        json!([{ "type": "MarkupBegin", "markupType": "Hyperlink", "url": "javascript:alert(1)" }, end("Hyperlink")]),
        json!([begin("Code"), { "type": "Mention", "id": jane }, end("Code")]),
        json!([begin("Blink"), end("Blink")]),
        json!([{ "type": "Mention", "id": rosa }]),
        json!([{ "type": "Mention", "id": case }]),
        json!([{ "type": "InlineImage", "fileId": case }]),
        json!([{ "type": "Text" }]),
        json!([{ "type": "Text", "text": "x", "colour": "red" }]),
        json!([{ "type": "Text", "text": "x".repeat(10_001) }]),
        json!(mentions),
        json!([]),
    ] {
        let body = json!({ "body": { "messageSegments": segments }, "feedElementType": "FeedItem", "subjectId": case });
        let (status, reply) = face.call("POST", "/chatter/feed-elements", body);
        assert_eq!(status, 400, "{segments}: {reply}");
    }
    for (body, status) in [
        (json!({ "body": { "messageSegments": say("x") }, "feedElementType": "FeedItem" }), 400),
        (json!({ "body": { "messageSegments": say("x") }, "subjectId": case }), 400),
        (
            json!({ "body": { "messageSegments": say("x") }, "feedElementType": "FeedItem", "subjectId": "500Wf000000zzzz" }),
            404,
        ),
        (
            json!({ "body": { "messageSegments": say("x") }, "feedElementType": "FeedItem", "subjectId": case, "visibility": "Nobody" }),
            400,
        ),
        (
            json!({ "body": { "messageSegments": say("x") }, "feedElementType": "FeedItem", "subjectId": case, "networkId": "x" }),
            400,
        ),
    ] {
        assert_eq!(face.call("POST", "/chatter/feed-elements", body.clone()).0, status, "{body}");
    }
    assert_eq!(face.query("SELECT COUNT() FROM FeedItem")["totalSize"], 0);
    let ten_thousand = post(&mut face, &case, say(&"x".repeat(10_000)));
    assert_eq!(ten_thousand["body"]["text"].as_str().unwrap().len(), 10_000);
}

#[test]
fn a_feed_is_read_page_by_page() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let other = face.create("Case", json!({}));
    for number in 0..7 {
        post(&mut face, &case, say(&format!("post {number}")));
        face.now += if number % 2 == 0 { 0 } else { 60_000 };
    }
    post(&mut face, &other, say("elsewhere"));
    let mut page = feed(&mut face, &case, "?pageSize=3");
    let mut all = texts(&page);
    while !page["nextPageUrl"].is_null() {
        let (_, next) = face.call("GET", &below(&page["nextPageUrl"]), Json::Null);
        assert!(next["elements"].as_array().unwrap().len() <= 3);
        all.extend(texts(&next));
        page = next;
    }
    assert_eq!(all, ["post 6", "post 5", "post 4", "post 3", "post 2", "post 1", "post 0"]);
    for wrong in [
        "pageSize=0",
        "pageSize=101",
        "sort=Relevance",
        "density=None",
        "recentCommentCount=26",
        "elementsPerBundle=11",
        "page=x",
    ] {
        let path = format!("/chatter/feeds/record/{case}/feed-elements?{wrong}");
        assert_eq!(face.call("GET", &path, Json::Null).0, 400, "{wrong}");
    }
    assert_eq!(texts(&feed(&mut face, &case, "?q=post+3")), ["post 3"]);
}

#[test]
fn comments_are_posted_counted_and_paged_from_the_newest() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let element = post(&mut face, &case, say("a question"));
    let older = post(&mut face, &case, say("older activity"));
    let path = format!("/chatter/feed-elements/{}/capabilities/comments/items", element["id"].as_str().unwrap());
    for number in 0..8 {
        face.now += 1_000;
        let (status, comment) =
            face.call("POST", &path, json!({ "body": { "messageSegments": say(&format!("c{number}")) } }));
        assert_eq!(status, 201, "{comment}");
        assert_eq!(comment["feedElement"]["id"], element["id"]);
        assert_eq!(comment["parent"]["id"], json!(case));
        assert_eq!(comment["type"], "TextComment");
    }
    let said = |page: &Json| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|one| one["body"]["text"].as_str().unwrap().to_owned()).collect()
    };
    let (_, page) = face.call("GET", &path, Json::Null);
    assert_eq!((said(&page), page["total"].as_i64()), (vec!["c5".into(), "c6".into(), "c7".into()], Some(8)));
    let (_, next) = face.call("GET", &below(&page["nextPageUrl"]), Json::Null);
    assert_eq!(said(&next), ["c2", "c3", "c4"]);
    let (_, last) = face.call("GET", &below(&next["nextPageUrl"]), Json::Null);
    assert_eq!((said(&last), &last["nextPageUrl"]), (vec!["c0".into(), "c1".into()], &Json::Null));
    let (_, oldest) = face.call("GET", &format!("{path}?sort=CreatedDateOldestAsc&pageSize=5"), Json::Null);
    assert_eq!(said(&oldest), ["c0", "c1", "c2", "c3", "c4"]);
    let (_, rest) = face.call("GET", &below(&oldest["nextPageUrl"]), Json::Null);
    assert_eq!(said(&rest), ["c5", "c6", "c7"]);
    let page = feed(&mut face, &case, "?sort=LastModifiedDateDesc&recentCommentCount=1");
    assert_eq!(page["elements"][0]["id"], element["id"], "the comment is activity");
    assert_eq!(said(&page["elements"][0]["capabilities"]["comments"]["page"]), ["c7"]);
    assert_eq!(page["elements"][1]["id"], older["id"]);
    let found = face.query("SELECT CommentCount, (SELECT CommentBody FROM FeedComments ORDER BY CreatedDate) FROM CaseFeed WHERE CommentCount > 0");
    assert_eq!(found["records"][0]["CommentCount"], 8);
    assert_eq!(found["records"][0]["FeedComments"]["records"][0]["CommentBody"], "c0");
    let comment =
        page["elements"][0]["capabilities"]["comments"]["page"]["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(face.call("DELETE", &format!("/chatter/comments/{comment}"), Json::Null).0, 204);
    assert_eq!(face.call("GET", &format!("/chatter/comments/{comment}"), Json::Null).0, 404);
    assert_eq!(face.query("SELECT CommentCount FROM FeedItem WHERE CommentCount > 0")["records"][0]["CommentCount"], 7);
}

#[test]
fn without_chatter_or_a_feed_nothing_is_read_or_posted() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let body = json!({ "body": { "messageSegments": say("x") }, "feedElementType": "FeedItem", "subjectId": case });
    let path = format!("/chatter/feeds/record/{case}/feed-elements");
    let without = face.org.options().settings.with(&json!({ "withoutFeeds": ["Case"] })).unwrap();
    face.org.options_mut().settings = without;
    assert_eq!(face.call("GET", &path, Json::Null).0, 400);
    assert_eq!(face.call("POST", "/chatter/feed-elements", body.clone()).0, 400);
    let (status, reply) = face.call("POST", "/sobjects/FeedItem", json!({ "ParentId": case, "Body": "x" }));
    assert_eq!((status, reply[0]["fields"][0].as_str()), (400, Some("ParentId")));
    assert_eq!(face.call("GET", "/query?q=SELECT+Id+FROM+CaseFeed", Json::Null).1[0]["errorCode"], "INVALID_TYPE");
    assert_eq!(face.call("GET", "/query?q=SELECT+Id+FROM+AccountFeed", Json::Null).0, 200);
    let off = face.org.options().settings.with(&json!({ "chatter": false })).unwrap();
    face.org.options_mut().settings = off;
    face.refused(
        "GET",
        &path,
        Json::Null,
        403,
        "API_DISABLED_FOR_ORG",
        "The Chatter Connect API is not enabled for this organization or user type.",
    );
    assert_eq!(face.call("POST", "/chatter/feed-elements", body).0, 403);
}

#[test]
fn feeds_are_read_in_batches_and_not_in_composites() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    post(&mut face, &case, say("x"));
    let path = format!("chatter/feeds/record/{case}/feed-elements");
    let batch = json!({ "batchRequests": [{ "method": "GET", "url": format!("v62.0/{path}") }] });
    let (_, reply) = face.call("POST", "/composite/batch", batch);
    assert_eq!(reply["results"][0]["result"]["elements"][0]["body"]["text"], "x");
    let composite =
        json!({ "compositeRequest": [{ "method": "GET", "url": format!("{DATA}/{path}"), "referenceId": "f" }] });
    let (_, reply) = face.call("POST", "/composite", composite);
    assert_eq!(reply["compositeResponse"][0]["httpStatusCode"], 404);
}
