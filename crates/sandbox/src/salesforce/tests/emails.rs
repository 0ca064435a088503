use super::*;

/// A picture of one dot.
const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn file(face: &mut Face, name: &str) -> String {
    let version = face.create("ContentVersion", json!({ "PathOnClient": name, "VersionData": DOT }));
    let (_, row) = face.call("GET", &format!("/sobjects/ContentVersion/{version}"), Json::Null);
    row["ContentDocumentId"].as_str().unwrap().to_owned()
}

fn message(face: &mut Face, members: Json) -> (String, Json) {
    let id = face.create("EmailMessage", members);
    let (_, row) = face.call("GET", &format!("/sobjects/EmailMessage/{id}"), Json::Null);
    (id, row)
}

#[test]
fn a_message_belongs_to_its_case_and_has_a_thread() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let (first, row) = message(
        &mut face,
        json!({
            "ParentId": case, "Incoming": true, "Status": "0", "MessageIdentifier": "<1@example.com>",
            "ThreadIdentifier": "<1@example.com>", "HtmlBody": "<img src=\"cid:dot@1\">", "ToAddress": "a@b.example; c@d.example",
        }),
    );
    assert_eq!((row["RelatedToId"].as_str(), row["ParentId"].as_str()), (Some(case.as_str()), Some(case.as_str())));
    assert_eq!(row["MessageDate"], "2026-11-21T09:30:00.000+0000");
    assert_eq!((&row["HasAttachment"], &row["ContentDocumentIds"]), (&json!(false), &Json::Null));
    assert_eq!(
        row["HtmlBody"], "<img src=\"cid:dot@1\">",
        "a picture inside a message is named as the sender named it"
    );
    let (second, row) =
        message(&mut face, json!({ "RelatedToId": case, "Status": "3", "ReplyToEmailMessageId": first }));
    assert_eq!(row["ParentId"], case);
    let found = face.query(&format!(
        "SELECT Id, ReplyToEmailMessage.MessageIdentifier FROM EmailMessage WHERE ParentId = '{case}' AND Status = '3'"
    ));
    assert_eq!(found["records"][0]["Id"], second);
    assert_eq!(found["records"][0]["ReplyToEmailMessage"]["MessageIdentifier"], "<1@example.com>");
    let account = face.create("Account", json!({ "Name": "A" }));
    let (_, row) = message(&mut face, json!({ "RelatedToId": account }));
    assert_eq!((&row["ParentId"], &row["Status"]), (&Json::Null, &json!("5")));
}

#[test]
fn what_of_a_message_may_change_depends_on_its_status() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let insufficient = "insufficient access rights on object id";
    let code = "INSUFFICIENT_ACCESS_OR_READONLY";
    let (incoming, _) = message(&mut face, json!({ "ParentId": case, "Status": "0" }));
    let path = format!("/sobjects/EmailMessage/{incoming}");
    face.refused("PATCH", &path, json!({ "Subject": "x" }), 403, code, insufficient);
    face.refused("PATCH", &path, json!({ "Status": "2" }), 403, code, insufficient);
    assert_eq!(face.call("PATCH", &path, json!({ "Status": "1", "IsExternallyVisible": true })).0, 204);
    face.refused("PATCH", &path, json!({ "Status": "0" }), 403, code, insufficient);
    let (draft, _) = message(&mut face, json!({ "ParentId": case }));
    let path = format!("/sobjects/EmailMessage/{draft}");
    assert_eq!(face.call("PATCH", &path, json!({ "Subject": "x", "Status": "3" })).0, 204);
    face.refused("PATCH", &path, json!({ "Subject": "y" }), 403, code, insufficient);
}

#[test]
fn the_files_of_a_message_are_linked_to_it() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let (one, two) = (file(&mut face, "one.png"), file(&mut face, "two.png"));
    let (id, row) = message(&mut face, json!({ "ParentId": case, "Status": "3", "ContentDocumentIds": [one] }));
    assert_eq!((&row["HasAttachment"], &row["ContentDocumentIds"]), (&json!(true), &json!([one])));
    let found = face.query(&format!(
        "SELECT Id, ContentDocumentIds, (SELECT ContentDocument.Title, ContentDocument.LatestPublishedVersionId FROM ContentDocumentLinks) \
         FROM EmailMessage WHERE ParentId = '{case}'"
    ));
    let found = &found["records"][0];
    assert_eq!(found["ContentDocumentIds"], json!([one]));
    assert_eq!(found["ContentDocumentLinks"]["records"][0]["ContentDocument"]["Title"], "one");
    let links = |face: &mut Face, filter: String| {
        let text = format!("SELECT Id FROM ContentDocumentLink WHERE {filter} AND ContentDocument.FileType = 'PNG'");
        face.call("GET", &format!("/query?q={}", encode(&text)), Json::Null)
    };
    assert_eq!(links(&mut face, format!("LinkedEntityId = '{id}'")).1["totalSize"], 1);
    let (status, reply) = links(&mut face, format!("LinkedEntityId IN ('{id}')"));
    assert_eq!((status, &reply[0]["errorCode"]), (400, &json!("MALFORMED_QUERY")));
    let link = json!({ "LinkedEntityId": id, "ContentDocumentId": two, "ShareType": "V" });
    let (status, reply) = face.call("POST", "/sobjects/ContentDocumentLink", link);
    assert_eq!((status, &reply[0]["errorCode"]), (403, &json!("INSUFFICIENT_ACCESS_OR_READONLY")), "it is sent");
    let (draft, _) = message(&mut face, json!({ "ParentId": case, "ContentDocumentIds": [one] }));
    let path = format!("/sobjects/EmailMessage/{draft}");
    let list = |face: &mut Face| face.call("GET", &path, Json::Null).1["ContentDocumentIds"].clone();
    face.call("PATCH", &path, json!({ "ContentDocumentIds": [two] }));
    assert_eq!(list(&mut face), json!([two]));
    face.call("PATCH", &path, json!({ "ContentDocumentIds": null }));
    assert_eq!(list(&mut face), Json::Null);
    face.create("ContentDocumentLink", json!({ "LinkedEntityId": draft, "ContentDocumentId": two }));
    let again = json!({ "LinkedEntityId": draft, "ContentDocumentId": two });
    let (status, reply) = face.call("POST", "/sobjects/ContentDocumentLink", again);
    assert_eq!((status, &reply[0]["errorCode"]), (400, &json!("DUPLICATE_VALUE")));
    let (status, reply) = face.call("POST", "/sobjects/EmailMessage", json!({ "ContentDocumentIds": [case] }));
    assert_eq!((status, &reply[0]["errorCode"]), (400, &json!("MALFORMED_ID")));
    let (_, describe) = face.call("GET", "/sobjects/EmailMessage/describe", Json::Null);
    let links = describe["childRelationships"].as_array().unwrap();
    let links = links.iter().find(|one| one["childSObject"] == "ContentDocumentLink").unwrap();
    assert_eq!(links["junctionIdListNames"], json!(["ContentDocumentIds"]));
}

#[test]
fn attachments_are_read_as_they_are() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let (id, _) = message(&mut face, json!({ "ParentId": case, "Status": "0", "Incoming": true }));
    let body = json!({ "ParentId": id, "Name": "dot.png", "ContentType": "image/png", "Body": DOT });
    let attachment = face.create("Attachment", body);
    let found = face.query(&format!("SELECT Name, BodyLength, Body FROM Attachment WHERE ParentId = '{id}'"));
    let found = &found["records"][0];
    assert_eq!((&found["Name"], &found["BodyLength"]), (&json!("dot.png"), &json!(70)));
    let response = face.raw("GET", found["Body"].as_str().unwrap(), &[], b"");
    assert_eq!((response.status, response.body.len()), (200, 70));
    assert_eq!(face.query("SELECT HasAttachment FROM EmailMessage")["records"][0]["HasAttachment"], true);
    let message = "Required fields are missing: [Body]";
    let body = json!({ "ParentId": id, "Name": "empty" });
    face.refused("POST", "/sobjects/Attachment", body, 400, "REQUIRED_FIELD_MISSING", message);
    face.call("DELETE", &format!("/sobjects/EmailMessage/{id}"), Json::Null);
    assert_eq!(face.call("GET", &format!("/sobjects/Attachment/{attachment}"), Json::Null).0, 404);
}

#[test]
fn pictures_of_rich_text_are_kept_apart_and_read_by_their_ids() {
    let mut face = Face::new();
    let html = format!("<p>see <img src=\"data:image/png;base64,{DOT}\" alt=\"dot\"></p>");
    let id = face.create("Case", json!({ "Resolution__c": html }));
    let path = format!("/sobjects/Case/{id}");
    let text = face.call("GET", &path, Json::Null).1["Resolution__c"].as_str().unwrap().to_owned();
    let field =
        face.call("GET", "/tooling/query?q=SELECT+Id+FROM+CustomField+WHERE+FullName='Case.Resolution__c'", Json::Null);
    let field = field.1["records"][0]["Id"].as_str().unwrap()[..15].to_owned();
    let address = "https://weftline.file.force.com/servlet/rtaImage";
    let (before, reference) = text.split_once("&amp;refid=").unwrap();
    assert_eq!(before, format!("<p>see <img src=\"{address}?eid={}&amp;feoid={field}", &id[..15]));
    let (reference, after) = reference.split_once('"').unwrap();
    assert_eq!((&reference[..3], after), ("0EM", " alt=\"dot\"></p>"));
    let response = face.raw("GET", &format!("{DATA}{path}/richTextImageFields/Resolution__c/{reference}"), &[], b"");
    assert_eq!((response.status, response.header("content-type"), response.body.len()), (200, Some("image/png"), 70));
    let other = face.create("Case", json!({}));
    for wrong in [
        format!("/sobjects/Case/{other}/richTextImageFields/Resolution__c/{reference}"),
        format!("{path}/richTextImageFields/Subject/{reference}"),
        format!("{path}/richTextImageFields/Resolution__c/0EM000000000000"),
    ] {
        assert_eq!(face.call("GET", &wrong, Json::Null).0, 404, "{wrong}");
    }
    assert_eq!(face.raw("GET", &format!("/servlet/rtaImage?refid={reference}"), &[], b"").status, 302);
    face.call("PATCH", &path, json!({ "Resolution__c": text }));
    assert_eq!(face.call("GET", &path, Json::Null).1["Resolution__c"], text, "an address that is written back stays");
    let found = face.call("GET", "/query?q=SELECT+Id+FROM+ContentReference", Json::Null);
    assert_eq!(found.1[0]["errorCode"], "INVALID_TYPE");
}

#[test]
fn only_who_may_change_all_cases_changes_their_comments() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let comment = face.create("CaseComment", json!({ "ParentId": case, "CommentBody": "a" }));
    let path = format!("{DATA}/sobjects/CaseComment/{comment}");
    face.org.auth.seed(Id::numbered(*b"005", 3), "jane", "jane-refresh");
    let jane = [("authorization", "Bearer jane")];
    assert_eq!(face.raw("PATCH", &path, &jane, br#"{"CommentBody":"b"}"#).status, 403);
    assert_eq!(face.raw("DELETE", &path, &jane, b"").status, 403);
    assert_eq!(face.raw("PATCH", &path, &jane, br#"{"IsPublished":true}"#).status, 204);
    let set = face.create("PermissionSet", json!({ "Name": "All_Cases", "Label": "All cases" }));
    let all = ["Read", "Create", "Edit", "Delete", "ViewAllRecords", "ModifyAllRecords"];
    let mut grant = json!({ "ParentId": set, "SobjectType": "Case" });
    all.iter().for_each(|name| grant[format!("Permissions{name}")] = json!(true));
    face.create("ObjectPermissions", grant);
    let jane_id = Id::numbered(*b"005", 3).to_string();
    face.create("PermissionSetAssignment", json!({ "PermissionSetId": set, "AssigneeId": jane_id }));
    assert_eq!(face.raw("PATCH", &path, &jane, br#"{"CommentBody":"b"}"#).status, 204);
    assert_eq!(face.raw("DELETE", &path, &jane, b"").status, 204);
}

#[test]
fn thousands_of_comments_are_made_in_collections_and_read_in_pages() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    for call in 0..25 {
        let comment = |place: i32| {
            json!({
                "attributes": { "type": "CaseComment" }, "ParentId": case, "IsPublished": place % 2 == 0,
                "CommentBody": format!("comment {}", call * 200 + place),
            })
        };
        let records: Vec<Json> = (0..200).map(comment).collect();
        let (_, reply) = face.call("POST", "/composite/sobjects", json!({ "records": records }));
        assert!(reply.as_array().unwrap().iter().all(|one| one["success"] == true), "{reply}");
    }
    let text = format!(
        "SELECT Id, CommentBody, IsPublished, CreatedBy.Name FROM CaseComment WHERE ParentId = '{case}' ORDER BY CreatedDate DESC, Id DESC"
    );
    let page = face.query(&text);
    assert_eq!((page["totalSize"].as_i64(), page["done"].as_bool()), (Some(5000), Some(false)));
    let page = face.query(&format!("{text} LIMIT 50 OFFSET 100"));
    assert_eq!(page["records"][0]["CommentBody"], "comment 4899");
}
