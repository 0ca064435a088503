//! The objects of feeds: how they are made, changed and deleted, what SOQL reads of them, what feeds tell by
//! themselves.

use super::*;

fn element(face: &mut Face, record: &str, kind: &str) -> Json {
    let (_, page) = face.call("GET", &format!("/chatter/feeds/record/{record}/feed-elements"), Json::Null);
    let found = page["elements"].as_array().unwrap().iter().find(|one| one["type"] == kind);
    found.unwrap_or_else(|| panic!("{kind} is not in {page}")).clone()
}

fn file(face: &mut Face, name: &str, bytes: &str) -> (String, String) {
    let version = face.create("ContentVersion", json!({ "PathOnClient": name, "VersionData": bytes }));
    let found = face.query(&format!("SELECT ContentDocumentId FROM ContentVersion WHERE Id = '{version}'"));
    (version, found["records"][0]["ContentDocumentId"].as_str().unwrap().to_owned())
}

/// As somebody who may not do everything.
fn as_jane(face: &mut Face, method: &str, path: &str, body: Json) -> (u16, Json) {
    let token = format!(
        "grant_type=password&client_id={}&client_secret={}&username=jane.doe@weftline.example&password={}",
        face.org.options().client_id,
        face.org.options().client_secret,
        face.org.options().password
    );
    let form = [("content-type", "application/x-www-form-urlencoded"), ("authorization", "")];
    let login = face.raw("POST", "/services/oauth2/token", &form, token.as_bytes());
    let token: Json = serde_json::from_slice(&login.body).unwrap();
    let header = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let response = face.raw(method, &format!("{DATA}{path}"), &[("authorization", &header)], &bytes);
    (response.status, serde_json::from_slice(&response.body).unwrap_or(Json::Null))
}

#[test]
fn items_take_the_type_of_what_they_carry() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let (version, document) = file(&mut face, "log.txt", "YQ==");
    face.create("FeedItem", json!({ "ParentId": case, "Body": "words" }));
    face.create("FeedItem", json!({ "ParentId": case, "LinkUrl": "https://a.example", "Title": "A" }));
    face.create("FeedItem", json!({ "ParentId": case, "RelatedRecordId": version, "Type": "ContentPost" }));
    let found = face.query("SELECT Type, Visibility, HasLink, HasContent, Revision FROM FeedItem ORDER BY Id");
    let found: Vec<Vec<&Json>> = found["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| vec![&one["Type"], &one["Visibility"], &one["HasLink"], &one["HasContent"], &one["Revision"]])
        .collect();
    assert_eq!(json!(found[0]), json!(["TextPost", "InternalUsers", false, false, 1]));
    assert_eq!(json!(found[1]), json!(["LinkPost", "InternalUsers", true, false, 1]));
    assert_eq!(json!(found[2]), json!(["ContentPost", "InternalUsers", false, true, 1]));
    let shared =
        face.query(&format!("SELECT LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId = '{document}'"));
    assert!(shared["records"].as_array().unwrap().iter().any(|one| one["LinkedEntityId"] == json!(case)));
    let link = element(&mut face, &case, "LinkPost");
    assert_eq!(link["capabilities"]["link"], json!({ "url": "https://a.example", "urlName": "A" }));
    let content = element(&mut face, &case, "ContentPost");
    assert_eq!(content["capabilities"]["files"]["items"][0]["title"], "log");
    assert_eq!(content["capabilities"]["files"]["items"][0]["versionId"], json!(version));
    for (body, code) in [
        (json!({ "ParentId": case }), "REQUIRED_FIELD_MISSING"),
        (json!({ "Body": "x" }), "REQUIRED_FIELD_MISSING"),
        (json!({ "ParentId": case, "Type": "LinkPost", "Body": "x" }), "REQUIRED_FIELD_MISSING"),
        (json!({ "ParentId": case, "Type": "ContentPost" }), "REQUIRED_FIELD_MISSING"),
        (json!({ "ParentId": case, "Type": "TrackedChange" }), "FIELD_INTEGRITY_EXCEPTION"),
        (json!({ "ParentId": case, "Type": "UserStatus", "Body": "x" }), "FIELD_INTEGRITY_EXCEPTION"),
        (json!({ "ParentId": case, "Body": "x".repeat(10_001) }), "STRING_TOO_LONG"),
        (json!({ "ParentId": case, "Body": "x", "Visibility": "Me" }), "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        (json!({ "ParentId": case, "Body": "x", "Segments": "x" }), "INVALID_FIELD"),
    ] {
        let (status, reply) = face.call("POST", "/sobjects/FeedItem", body.clone());
        assert_eq!((status, reply[0]["errorCode"].as_str()), (400, Some(code)), "{body}: {reply}");
    }
}

#[test]
fn rich_text_has_the_documented_tags_and_no_others() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let html = "<p>One &amp; <b>two</b></p><p>&nbsp;</p><ul><li><a href=\"https://a.example\">three</a></li></ul>";
    let id = face.create("FeedItem", json!({ "ParentId": case, "Body": html, "IsRichText": true }));
    let post = element(&mut face, &case, "TextPost");
    assert_eq!(post["body"]["isRichText"], true);
    assert_eq!(post["body"]["text"], "One & two\u{a0}three");
    let tags: Vec<&str> =
        post["body"]["messageSegments"].as_array().unwrap().iter().filter_map(|one| one["htmlTag"].as_str()).collect();
    assert_eq!(tags, ["p", "b", "b", "p", "p", "p", "ul", "li", "a", "a", "li", "ul"]);
    for wrong in ["a<br>b", "<b>a</B>", "<h1>a</h1>", "<script>a</script>", "<b>a"] {
        let body = json!({ "ParentId": case, "Body": wrong, "IsRichText": true });
        assert_eq!(face.call("POST", "/sobjects/FeedItem", body).1[0]["errorCode"], "INVALID_MARKUP", "{wrong}");
        let comment = json!({ "FeedItemId": id, "CommentBody": wrong, "IsRichText": true });
        assert_eq!(face.call("POST", "/sobjects/FeedComment", comment).1[0]["errorCode"], "INVALID_MARKUP", "{wrong}");
        face.create("FeedComment", json!({ "FeedItemId": id, "CommentBody": wrong }));
    }
    let (_, page) =
        face.call("GET", &format!("/chatter/feed-elements/{id}/capabilities/comments/items?pageSize=1"), Json::Null);
    assert_eq!(page["items"][0]["body"]["messageSegments"], json!([{ "text": "<b>a", "type": "Text" }]));
}

#[test]
fn images_are_attachments_and_are_read_by_their_document() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let (_, image) = file(&mut face, "pump.png", "iVBORw==");
    let (_, log) = file(&mut face, "log.txt", "YQ==");
    let segments = |file: &str| json!([{ "type": "Text", "text": "see " }, { "type": "InlineImage", "fileId": file, "altText": "the pump" }]);
    let body = |file: &str| json!({ "body": { "messageSegments": segments(file) }, "feedElementType": "FeedItem", "subjectId": case });
    assert_eq!(face.call("POST", "/chatter/feed-elements", body(&log)).0, 400, "a log is no image");
    let (status, post) = face.call("POST", "/chatter/feed-elements", body(&image));
    assert_eq!(status, 201, "{post}");
    let segment = &post["body"]["messageSegments"][1];
    assert_eq!(
        (&segment["type"], &segment["altText"], &segment["fileExtension"]),
        (&json!("InlineImage"), &json!("the pump"), &json!("png"))
    );
    let response = face.raw("GET", segment["url"].as_str().unwrap(), &[], b"");
    assert_eq!((response.status, response.header("content-type")), (200, Some("image/png")));
    assert_eq!(response.body, b"\x89PNG");
    let (_, facts) = face.call("GET", &format!("/connect/files/{image}"), Json::Null);
    assert_eq!(
        (&facts["mimeType"], &facts["contentSize"], &facts["title"]),
        (&json!("image/png"), &json!(4), &json!("pump"))
    );
    let item = post["id"].as_str().unwrap();
    let stored = face
        .query(&format!("SELECT Body, (SELECT Type, RecordId FROM FeedAttachments) FROM FeedItem WHERE Id = '{item}'"));
    let stored = &stored["records"][0];
    assert_eq!(stored["Body"], json!(format!("see <img src=\"sfdc://{}\" alt=\"the pump\"></img>", &image[..15])));
    assert_eq!(stored["FeedAttachments"]["records"][0]["RecordId"], json!(image));
    let refused = json!({ "FeedEntityId": item, "Type": "InlineImage", "RecordId": image });
    assert_eq!(face.call("POST", "/sobjects/FeedAttachment", refused).0, 400);
    assert_eq!(face.call("GET", "/connect/files/069Wf000000zzzz/content", Json::Null).0, 404);
}

#[test]
fn files_are_attached_afterwards_and_ten_at_once() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let item = face.create("FeedItem", json!({ "ParentId": case, "Body": "x" }));
    let (version, document) = file(&mut face, "log.txt", "YQ==");
    face.create("FeedAttachment", json!({ "FeedEntityId": item, "Type": "Content", "RecordId": version }));
    assert_eq!(element(&mut face, &case, "ContentPost")["capabilities"]["files"]["items"][0]["id"], json!(document));
    let post = |count: usize| {
        let files: Vec<Json> = (0..count).map(|_| json!({ "id": document })).collect();
        json!({ "capabilities": { "files": { "items": files } }, "feedElementType": "FeedItem", "subjectId": case })
    };
    assert_eq!(face.call("POST", "/chatter/feed-elements", post(11)).0, 400);
    let (status, made) = face.call("POST", "/chatter/feed-elements", post(10));
    assert_eq!((status, made["capabilities"]["files"]["items"].as_array().unwrap().len()), (201, 10), "{made}");
    assert_eq!(made["body"], json!({ "isRichText": null, "messageSegments": [], "text": null }));
}

#[test]
fn changes_of_tracked_fields_are_told_and_stand_together() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let path = format!("/sobjects/Case/{case}");
    assert_eq!(face.call("PATCH", &path, json!({ "Subject": "not tracked" })).0, 204);
    assert_eq!(face.query("SELECT COUNT() FROM CaseFeed")["totalSize"], 0);
    face.now += 1_000;
    assert_eq!(face.call("PATCH", &path, json!({ "Status": "Working", "Priority": "High", "Subject": "x" })).0, 204);
    let change = element(&mut face, &case, "TrackedChange");
    assert_eq!(
        change["capabilities"]["trackedChanges"]["changes"],
        json!([
            { "fieldName": "Status", "newValue": "Working", "oldValue": "New" },
            { "fieldName": "Priority", "newValue": "High", "oldValue": "Medium" },
        ])
    );
    assert_eq!(
        change["header"]["text"],
        "00001001 — Weftline Integration changed Status from New to Working, Priority from Medium to High"
    );
    let found = face.query("SELECT Type, (SELECT FieldName, OldValue, NewValue FROM FeedTrackedChanges) FROM CaseFeed");
    assert_eq!(found["records"][0]["FeedTrackedChanges"]["records"][0]["FieldName"], "Case.Status");
    assert_eq!(
        face.call("GET", "/query?q=SELECT+Id+FROM+FeedTrackedChange", Json::Null).1[0]["errorCode"],
        "INVALID_TYPE"
    );
    face.now += 1_000;
    face.call("PATCH", &path, json!({ "Status": "Escalated" }));
    let feed = format!("/chatter/feeds/record/{case}/feed-elements");
    let (_, page) = face.call("GET", &format!("{feed}?elementsPerBundle=1"), Json::Null);
    let bundle = &page["elements"][0];
    assert_eq!((page["elements"].as_array().unwrap().len(), &bundle["feedElementType"]), (1, &json!("Bundle")));
    let bundle = &bundle["capabilities"]["bundle"];
    assert_eq!((bundle["totalElements"].as_i64(), bundle["changes"].as_array().unwrap().len()), (Some(2), 3));
    assert_eq!(bundle["page"]["elements"].as_array().unwrap().len(), 1);
    let (_, fewer) = face.call("GET", &format!("{feed}?density=FewerUpdates"), Json::Null);
    assert_eq!(fewer["elements"], json!([]));
    let own = face.org.options().settings.with(&json!({ "trackedFields": { "Case": ["Subject"] } })).unwrap();
    face.org.options_mut().settings = own;
    face.call("PATCH", &path, json!({ "Status": "Closed" }));
    assert_eq!(face.query("SELECT COUNT() FROM CaseFeed")["totalSize"], 2);
    face.call("PATCH", &path, json!({ "Subject": null }));
    let found = face.query("SELECT (SELECT FieldName, NewValue FROM FeedTrackedChanges) FROM CaseFeed ORDER BY CreatedDate DESC, Id DESC LIMIT 1");
    assert_eq!(found["records"][0]["FeedTrackedChanges"]["records"][0]["NewValue"], Json::Null);
}

#[test]
fn comments_and_messages_of_a_case_stand_in_its_feed() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let comment =
        face.create("CaseComment", json!({ "ParentId": case, "CommentBody": "call them", "IsPublished": false }));
    let told = element(&mut face, &case, "CaseCommentPost");
    assert_eq!(told["visibility"], "InternalUsers");
    assert_eq!(told["capabilities"]["caseComment"]["id"], json!(comment));
    assert_eq!(told["capabilities"]["caseComment"]["eventType"], "NewInternal");
    assert_eq!(told["capabilities"]["caseComment"]["text"], "call them");
    assert_eq!(told["capabilities"]["caseComment"]["published"], false);
    face.now += 1_000;
    face.call("PATCH", &format!("/sobjects/CaseComment/{comment}"), json!({ "IsPublished": true }));
    let again = element(&mut face, &case, "CaseCommentPost");
    assert_eq!(again["capabilities"]["caseComment"]["eventType"], "PublishExisting");
    assert_eq!(again["visibility"], "AllUsers");
    let message = json!({
        "ParentId": case, "Subject": "Re: pump", "TextBody": "hello", "HtmlBody": "<p>hello</p>", "Incoming": true, "Status": "0",
        "FromAddress": "ann@acme.example", "FromName": "Ann", "ToAddress": "a@b.example; c@d.example",
    });
    let message = face.create("EmailMessage", message);
    let mail = element(&mut face, &case, "EmailMessageEvent")["capabilities"]["emailMessage"].clone();
    assert_eq!(
        (&mail["emailMessageId"], &mail["direction"], &mail["status"]),
        (&json!(message), &json!("Inbound"), &json!("NewStatus"))
    );
    assert_eq!((&mail["body"], &mail["isRichText"]), (&json!("<p>hello</p>"), &json!(true)));
    assert_eq!(mail["toAddresses"][1]["emailAddress"], "c@d.example");
    assert_eq!(
        mail["fromAddress"],
        json!({ "displayName": "Ann", "emailAddress": "ann@acme.example", "relatedRecord": null })
    );
    let found = face.query("SELECT Type, RelatedRecordId FROM CaseFeed ORDER BY Id");
    assert_eq!(found["records"][0]["RelatedRecordId"], json!(comment));
    assert_eq!(found["records"][2]["RelatedRecordId"], json!(message));
}

#[test]
fn bodies_are_edited_by_their_authors_and_likes_are_counted() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let id = face.create("FeedItem", json!({ "ParentId": case, "Body": "first" }));
    let body = json!({ "body": { "messageSegments": [{ "type": "Text", "text": "second" }] } });
    face.now += 60_000;
    let (status, edited) = face.call("PATCH", &format!("/chatter/feed-elements/{id}"), body.clone());
    assert_eq!(
        (status, &edited["body"]["text"], &edited["capabilities"]["edit"]["latestRevision"]),
        (200, &json!("second"), &json!(2))
    );
    assert_eq!(edited["capabilities"]["edit"]["lastEditedDate"], "2026-11-21T09:31:00.000Z");
    face.call("PATCH", &format!("/sobjects/FeedItem/{id}"), json!({ "Body": "third" }));
    assert_eq!(element(&mut face, &case, "TextPost")["body"]["text"], "third");
    assert_eq!(as_jane(&mut face, "PATCH", &format!("/chatter/feed-elements/{id}"), body).0, 403);
    assert_eq!(as_jane(&mut face, "DELETE", &format!("/sobjects/FeedItem/{id}"), Json::Null).0, 403);
    let likes = format!("/chatter/feed-elements/{id}/capabilities/chatter-likes/items");
    let (status, like) = as_jane(&mut face, "POST", &likes, Json::Null);
    assert_eq!((status, &like["user"]["displayName"]), (201, &json!("Jane Doe")));
    face.call("POST", &likes, Json::Null);
    face.call("POST", &likes, Json::Null);
    let liked = element(&mut face, &case, "TextPost");
    assert_eq!(
        (
            &liked["capabilities"]["chatterLikes"]["page"]["total"],
            &liked["capabilities"]["chatterLikes"]["isLikedByCurrentUser"]
        ),
        (&json!(2), &json!(true))
    );
    assert_eq!(face.call("DELETE", &format!("/chatter/likes/{}", like["id"].as_str().unwrap()), Json::Null).0, 204);
    assert_eq!(face.query("SELECT LikeCount FROM FeedItem")["records"][0]["LikeCount"], 1);
    let (_, me) = as_jane(&mut face, "GET", "/chatter/users/me", Json::Null);
    assert_eq!((&me["username"], &me["hasChatter"]), (&json!("jane.doe@weftline.example"), &json!(true)));
}

#[test]
fn feeds_skip_the_recycle_bin_and_go_with_their_record() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let id = face.create("FeedItem", json!({ "ParentId": case, "Body": "x" }));
    let other = face.create("FeedItem", json!({ "ParentId": case, "Body": "y" }));
    face.create("FeedComment", json!({ "FeedItemId": id, "CommentBody": "c" }));
    assert_eq!(face.call("DELETE", &format!("/sobjects/CaseFeed/{id}"), Json::Null).0, 204);
    let all = format!("/queryAll?q={}", encode("SELECT Id FROM FeedItem"));
    assert_eq!(face.call("GET", &all, Json::Null).1["totalSize"], 1);
    assert_eq!(face.query("SELECT COUNT() FROM FeedComment")["totalSize"], 0);
    assert_eq!(face.call("GET", &format!("/sobjects/AccountFeed/{other}"), Json::Null).0, 404);
    assert_eq!(face.call("GET", &format!("/sobjects/CaseFeed/{other}"), Json::Null).1["Body"], "y");
    assert_eq!(face.call("DELETE", &format!("/sobjects/Case/{case}"), Json::Null).0, 204);
    assert_eq!(face.query("SELECT COUNT() FROM FeedItem")["totalSize"], 0);
}

#[test]
fn those_who_do_not_see_all_data_ask_through_the_record_s_feed() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    face.create("FeedItem", json!({ "ParentId": case, "Body": "x" }));
    let mut ask = |text: &str| {
        let (status, reply) = as_jane(&mut face, "GET", &format!("/query?q={}", encode(text)), Json::Null);
        (status, reply["totalSize"].as_i64())
    };
    assert_eq!(ask("SELECT Id FROM FeedItem LIMIT 1").0, 400);
    assert_eq!(ask("SELECT Id FROM FeedComment").0, 400);
    assert_eq!(ask("SELECT Id FROM CaseFeed").0, 400);
    assert_eq!(ask("SELECT Id FROM CaseFeed LIMIT 1001").0, 400);
    assert_eq!(ask("SELECT Id FROM CaseFeed LIMIT 1000"), (200, Some(1)));
    assert_eq!(ask("SELECT Id, (SELECT Id FROM Feeds) FROM Case"), (200, Some(1)));
    for text in [
        "SELECT Type, COUNT(Id) FROM FeedItem GROUP BY Type",
        "SELECT Id FROM CaseFeed ORDER BY CreatedBy.Name",
        "SELECT Id FROM FeedItem WHERE SystemModstamp > 2026-01-01T00:00:00Z",
    ] {
        assert_eq!(face.call("GET", &format!("/query?q={}", encode(text)), Json::Null).0, 400, "{text}");
    }
}

#[test]
fn feeds_describe_themselves() {
    let mut face = Face::new();
    let (_, feed) = face.call("GET", "/sobjects/CaseFeed/describe", Json::Null);
    assert_eq!(
        (&feed["keyPrefix"], &feed["associateParentEntity"], &feed["createable"]),
        (&Json::Null, &json!("Case"), &json!(false))
    );
    let fields = feed["fields"].as_array().unwrap();
    assert!(fields.iter().all(|field| field["createable"] == false && field["name"] != "Segments"));
    let (_, case) = face.call("GET", "/sobjects/Case/describe", Json::Null);
    let children = case["childRelationships"].as_array().unwrap();
    let named = |object: &str| children.iter().find(|one| one["childSObject"] == object).unwrap();
    assert_eq!(
        (&named("CaseFeed")["relationshipName"], &named("CaseFeed")["cascadeDelete"]),
        (&json!("Feeds"), &json!(true))
    );
    assert_eq!(
        (&named("FeedItem")["relationshipName"], &named("FeedComment")["cascadeDelete"]),
        (&Json::Null, &json!(false))
    );
    let (_, custom) = face.call("GET", "/sobjects/Field_Visit__Feed/describe", Json::Null);
    assert_eq!(custom["associateParentEntity"], "Field_Visit__c");
    let (_, item) = face.call("GET", "/sobjects/FeedItem/describe", Json::Null);
    let body = item["fields"].as_array().unwrap().iter().find(|field| field["name"] == "Body").unwrap();
    assert_eq!(body["length"], 10_000);
}

#[test]
fn mentions_survive_being_kept() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let segments = json!([{ "type": "Mention", "username": "jane.doe@weftline.example" }]);
    let body = json!({ "body": { "messageSegments": segments }, "feedElementType": "FeedItem", "subjectId": case });
    face.call("POST", "/chatter/feed-elements", body);
    face.call("PATCH", &format!("/sobjects/Case/{case}"), json!({ "Status": "Working" }));
    let before = face.call("GET", &format!("/chatter/feeds/record/{case}/feed-elements"), Json::Null);
    let mut other = Face::new();
    for change in face.org.take_changes() {
        if let Some(text) = &change.json {
            other.org.load(change.table, &change.key, text).unwrap();
        }
    }
    assert_eq!(other.call("GET", &format!("/chatter/feeds/record/{case}/feed-elements"), Json::Null), before);
    assert_eq!(before.1["elements"].as_array().unwrap().len(), 2);
}

#[test]
fn a_deployed_object_has_feeds_when_its_definition_says_so() {
    let mut face = Face::new();
    let object = |feeds: &str| {
        format!(
            "<CustomObject><label>Part</label><pluralLabel>Parts</pluralLabel>{feeds}\
             <nameField><type>Text</type></nameField></CustomObject>"
        )
    };
    let files = [
        ("package.xml", installs::PACKAGE),
        ("objects/Part__c.object", &object("<enableFeeds>true</enableFeeds>")),
        ("objects/Screw__c.object", &object("")),
    ];
    let result = installs::deploy(&mut face, &files);
    assert_eq!(result["success"], true, "{result}");
    let part = face.create("Part__c", json!({ "Name": "Motor" }));
    let screw = face.create("Screw__c", json!({ "Name": "M4" }));
    face.create("FeedItem", json!({ "ParentId": part, "Body": "arrived" }));
    assert_eq!(element(&mut face, &part, "TextPost")["parent"]["name"], "Motor");
    assert_eq!(face.query("SELECT Parent.Name FROM Part__Feed")["records"][0]["Parent"]["Name"], "Motor");
    assert_eq!(face.call("POST", "/sobjects/FeedItem", json!({ "ParentId": screw, "Body": "x" })).0, 400);
    let (_, described) = face.call("GET", "/sobjects", Json::Null);
    let named = |name: &str| described["sobjects"].as_array().unwrap().iter().find(|one| one["name"] == name).cloned();
    assert_eq!(named("Screw__c").unwrap()["feedEnabled"], false);
    assert_eq!((named("Part__Feed").is_some(), named("Screw__Feed").is_some()), (true, false));
}
