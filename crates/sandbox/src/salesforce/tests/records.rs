use super::*;

#[test]
fn a_case_is_created_read_changed_and_deleted() {
    let mut face = Face::new();
    let response =
        face.raw("POST", &format!("{DATA}/sobjects/case/"), &[], br#"{"subject":"  Pump  ","Priority":"high"}"#);
    assert_eq!(response.status, 201);
    let reply: Json = serde_json::from_slice(&response.body).unwrap();
    let id = reply["id"].as_str().unwrap().to_owned();
    assert_eq!(reply, json!({ "id": id, "success": true, "errors": [] }));
    assert!(response.headers.contains(&("location".into(), format!("{DATA}/sobjects/Case/{id}"))));
    assert!(id.starts_with("500") && id.len() == 18);

    let (_, case) = face.call("GET", &format!("/sobjects/Case/{}", &id[..15]), Json::Null);
    assert_eq!(case["attributes"], json!({ "type": "Case", "url": format!("{DATA}/sobjects/Case/{id}") }));
    assert_eq!(case["Subject"], "Pump");
    assert_eq!(case["Priority"], "High");
    assert_eq!(case["Status"], "New");
    assert_eq!(case["IsClosed"], false);
    assert_eq!(case["CaseNumber"], "00001001");
    assert_eq!(case["CreatedDate"], "2026-11-21T09:30:00.000+0000");

    face.now += 61_500;
    let (status, _) =
        face.call("PATCH", &format!("/sobjects/Case/{id}"), json!({ "Status": "Closed", "Subject": null }));
    assert_eq!(status, 204);
    let (_, case) = face.call(
        "GET",
        &format!("/sobjects/Case/{id}?fields=Status,IsClosed,ClosedDate,Subject,SystemModstamp"),
        Json::Null,
    );
    assert_eq!(
        case,
        json!({
            "attributes": { "type": "Case", "url": format!("{DATA}/sobjects/Case/{id}") },
            "Status": "Closed", "IsClosed": true, "ClosedDate": "2026-11-21T09:31:01.000+0000", "Subject": null,
            "SystemModstamp": "2026-11-21T09:31:01.000+0000", "Id": id,
        })
    );

    assert_eq!(face.call("DELETE", &format!("/sobjects/Case/{id}"), Json::Null).0, 204);
    face.refused("PATCH", &format!("/sobjects/Case/{id}"), json!({}), 404, "ENTITY_IS_DELETED", "entity is deleted");
    assert_eq!(face.query("SELECT COUNT() FROM Case")["totalSize"], 0);
    let (_, all) = face.call("GET", &format!("/queryAll?q={}", encode("SELECT Id, IsDeleted FROM Case")), Json::Null);
    assert_eq!(all["records"][0]["IsDeleted"], true);
}

#[test]
fn what_a_record_cannot_hold_is_refused() {
    let mut face = Face::new();
    let case = "/sobjects/Case";
    let mut refused = |body: Json, code: &str, message: &str| face.refused("POST", case, body, 400, code, message);
    refused(json!({ "Foo": 1 }), "INVALID_FIELD", "No such column 'Foo' on sobject of type Case");
    refused(
        json!({ "Id": "500000000000001" }),
        "INVALID_FIELD",
        "The Id field should not be specified in the sobject data.",
    );
    refused(
        json!({ "CaseNumber": "1" }),
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "Unable to create/update fields: CaseNumber. Please check the security settings of this field and verify that \
         it is read/write for your profile or permission set.",
    );
    let long = "x".repeat(256);
    refused(
        json!({ "Subject": long }),
        "STRING_TOO_LONG",
        &format!("Subject: data value too large: {long} (max length=255)"),
    );
    refused(
        json!({ "Severity__c": "Awful" }),
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "Severity: bad value for restricted picklist field: Awful",
    );
    refused(
        json!({ "SuppliedEmail": "nobody" }),
        "INVALID_EMAIL_ADDRESS",
        "Email Address: invalid email address: nobody",
    );
    refused(
        json!({ "ContactId": "500000000000001" }),
        "MALFORMED_ID",
        "Contact ID: id value of incorrect type: 500000000000001AAA",
    );
    refused(json!({ "ContactId": "003Wf0000000zzz" }), "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
    refused(
        json!({ "Effort__c": 1e17 }),
        "NUMBER_OUTSIDE_VALID_RANGE",
        "Effort: value outside of valid range on numeric field: 100000000000000000",
    );
    refused(
        json!({ "Due_Date__c": "tomorrow" }),
        "JSON_PARSER_ERROR",
        "Cannot deserialize instance of date from VALUE_STRING value tomorrow or request may be missing a required field at [line:1, column:16]",
    );
    face.refused(
        "POST",
        "/sobjects/Contact",
        json!({ "FirstName": "A" }),
        400,
        "REQUIRED_FIELD_MISSING",
        "Required fields are missing: [LastName]",
    );
    face.refused("POST", "/sobjects/Nothing", json!({}), 404, "NOT_FOUND", "The requested resource does not exist");
    face.refused(
        "GET",
        "/sobjects/Case/500Wf0000000zzz",
        Json::Null,
        404,
        "NOT_FOUND",
        "The requested resource does not exist",
    );
    face.refused(
        "GET",
        "/sobjects/Case/nonsense",
        Json::Null,
        404,
        "NOT_FOUND",
        "Provided external ID field does not exist or is not accessible: nonsense",
    );
    face.refused(
        "PUT",
        "/sobjects/Case",
        json!({}),
        405,
        "METHOD_NOT_ALLOWED",
        "HTTP Method 'PUT' not allowed. Allowed are HEAD,GET,POST",
    );
    let response = face.raw("POST", &format!("{DATA}/sobjects/Case"), &[], b"{oops");
    let reply: Json = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((response.status, &reply[0]["errorCode"]), (400, &json!("JSON_PARSER_ERROR")));
    assert_eq!(face.query("SELECT COUNT() FROM Case")["totalSize"], 0, "nothing was kept");
}

#[test]
fn picklists_that_are_not_restricted_take_any_value() {
    let mut face = Face::new();
    let id = face.create("Case", json!({ "Status": "Waiting for moon" }));
    assert_eq!(face.call("GET", &format!("/sobjects/Case/{id}"), Json::Null).1["Status"], "Waiting for moon");
}

#[test]
fn a_comment_holds_four_thousand_bytes() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    face.create("CaseComment", json!({ "ParentId": case, "CommentBody": "é".repeat(2000) }));
    let body = json!({ "ParentId": case, "CommentBody": "é".repeat(2001) });
    let (status, reply) = face.call("POST", "/sobjects/CaseComment", body);
    assert_eq!((status, reply[0]["errorCode"].as_str()), (400, Some("STRING_TOO_LONG")));
    let case = face.create("Case", json!({ "Comments": "only for us" }));
    let found = face.query(&format!("SELECT CommentBody, IsPublished FROM CaseComment WHERE ParentId = '{case}'"));
    assert_eq!(found["records"][0]["CommentBody"], "only for us");
    assert_eq!(found["records"][0]["IsPublished"], false);
}

#[test]
fn unique_keys_name_the_record_that_has_them() {
    let mut face = Face::new();
    let id = face.create("Case", json!({ "Weftline_Key__c": "cloud:1" }));
    let message = format!("duplicate value found: Weftline_Key__c duplicates value on record with id: {}", &id[..15]);
    face.refused("POST", "/sobjects/Case", json!({ "Weftline_Key__c": "CLOUD:1" }), 400, "DUPLICATE_VALUE", &message);
    face.call("DELETE", &format!("/sobjects/Case/{id}"), Json::Null);
    face.create("Case", json!({ "Weftline_Key__c": "cloud:1" }));
}

#[test]
fn rows_are_found_and_upserted_by_external_id() {
    let mut face = Face::new();
    let path = "/sobjects/Case/Weftline_Key__c/a%2Fb%20c";
    let (status, created) = face.call("PATCH", path, json!({ "Subject": "one" }));
    assert_eq!((status, created["created"].as_bool()), (201, Some(true)));
    let (status, updated) = face.call("PATCH", path, json!({ "Subject": "two" }));
    assert_eq!(
        (status, updated),
        (200, json!({ "id": created["id"], "success": true, "errors": [], "created": false }))
    );
    let (_, case) = face.call("GET", path, Json::Null);
    assert_eq!((case["Subject"].as_str(), case["Weftline_Key__c"].as_str()), (Some("two"), Some("a/b c")));
    let old = face.raw("PATCH", "/services/data/v45.0/sobjects/Case/Weftline_Key__c/a%2Fb%20c", &[], b"{}");
    assert_eq!((old.status, old.body.len()), (204, 0));
    face.refused(
        "PATCH",
        "/sobjects/Case/Weftline_Key__c/new?updateOnly=true",
        json!({}),
        404,
        "NOT_FOUND",
        "The requested resource does not exist",
    );
    face.refused(
        "PATCH",
        "/sobjects/Case/Weftline_Key__c/new",
        json!({ "Weftline_Key__c": "new" }),
        400,
        "INVALID_FIELD",
        "The Weftline_Key__c field should not be specified in the sobject data.",
    );
    face.refused(
        "PATCH",
        "/sobjects/Case/Subject/x",
        json!({}),
        404,
        "NOT_FOUND",
        "Provided external ID field does not exist or is not accessible: Subject",
    );
    let first = face.create("Contact", json!({ "LastName": "A", "Email": "twice@example.com" }));
    let second = face.create("Contact", json!({ "LastName": "B", "Email": "twice@example.com" }));
    let (status, urls) = face.call("GET", "/sobjects/Contact/Email/twice@example.com", Json::Null);
    let url = |id: &str| format!("{DATA}/sobjects/Contact/{id}");
    assert_eq!((status, urls), (300, json!([url(&first), url(&second)])));
}

#[test]
fn a_lookup_can_be_given_by_external_id() {
    let mut face = Face::new();
    let account = face.create("Account", json!({ "Name": "Acme", "Weftline_Key__c": "acme" }));
    let contact = face.create("Contact", json!({ "LastName": "X", "Account": { "Weftline_Key__c": "acme" } }));
    assert_eq!(face.call("GET", &format!("/sobjects/Contact/{contact}"), Json::Null).1["AccountId"], json!(account));
    face.refused(
        "POST",
        "/sobjects/Contact",
        json!({ "LastName": "X", "Account": { "Weftline_Key__c": "gone" } }),
        400,
        "INVALID_FIELD",
        "Foreign key external ID: gone not found for field Weftline_Key__c in entity Account",
    );
}

#[test]
fn the_assignment_rule_runs_unless_it_is_told_not_to() {
    let mut face = Face::new();
    let mut owner_of = |headers: &[(&str, &str)]| {
        let response = face.raw("POST", &format!("{DATA}/sobjects/Case"), headers, br#"{"Origin":"Web"}"#);
        let reply: Json = serde_json::from_slice(&response.body).unwrap();
        let id = reply["id"].as_str().unwrap().to_owned();
        face.query(&format!("SELECT Owner.Name, Owner.Type FROM Case WHERE Id = '{id}'"))["records"][0]["Owner"].clone()
    };
    assert_eq!(owner_of(&[])["Name"], "Support Queue");
    assert_eq!(owner_of(&[])["Type"], "Queue");
    assert_eq!(owner_of(&[("sforce-auto-assign", "FALSE")])["Name"], "Weftline Integration");
    let (id, headers) = (face.create("Case", json!({})), [("sforce-auto-assign", "FALSE")]);
    let path = format!("{DATA}/sobjects/Case/{id}");
    face.raw("PATCH", &path, &headers, br#"{"Origin":"Web"}"#);
    let owner = format!("SELECT Owner.Name FROM Case WHERE Id = '{id}'");
    assert_eq!(face.query(&owner)["records"][0]["Owner"]["Name"], "Weftline Integration");
    face.raw("PATCH", &path, &[], br#"{"Subject":"x"}"#);
    assert_eq!(face.query(&owner)["records"][0]["Owner"]["Name"], "Support Queue", "an update moves it too");
}

#[test]
fn reads_and_writes_can_be_conditional() {
    let mut face = Face::new();
    let id = face.create("Case", json!({}));
    let path = format!("{DATA}/sobjects/Case/{id}");
    let read = face.raw("GET", &path, &[], b"");
    let modified = read.headers.iter().find(|(name, _)| name == "last-modified").unwrap().1.clone();
    assert_eq!(modified, "Sat, 21 Nov 2026 09:30:00 GMT");
    let unchanged = face.raw("GET", &path, &[("if-modified-since", &modified)], b"");
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    face.now += 5000;
    assert_eq!(face.raw("PATCH", &path, &[("if-unmodified-since", &modified)], b"{}").status, 204);
    assert_eq!(face.raw("PATCH", &path, &[("if-unmodified-since", &modified)], b"{}").status, 412);
    let describe = face.raw("GET", &format!("{DATA}/sobjects/Case/describe"), &[], b"");
    let modified = describe.headers.iter().find(|(name, _)| name == "last-modified").unwrap().1.clone();
    let again = face.raw("GET", &format!("{DATA}/sobjects/case/describe"), &[("if-modified-since", &modified)], b"");
    assert_eq!(again.status, 304);
}

#[test]
fn what_has_cases_cannot_be_deleted_and_children_go_with_their_parent() {
    let mut face = Face::new();
    let account = face.create("Account", json!({ "Name": "Acme" }));
    let contact = face.create("Contact", json!({ "LastName": "X", "AccountId": account }));
    let case = face.create("Case", json!({ "ContactId": contact }));
    face.create("CaseComment", json!({ "ParentId": case, "CommentBody": "hello" }));
    let (status, reply) = face.call("DELETE", &format!("/sobjects/Account/{account}"), Json::Null);
    assert_eq!((status, reply[0]["errorCode"].as_str()), (400, Some("DELETE_FAILED")), "{reply}");
    assert_eq!(face.call("DELETE", &format!("/sobjects/Case/{case}"), Json::Null).0, 204);
    assert_eq!(face.query("SELECT COUNT() FROM CaseComment")["totalSize"], 0);
    assert_eq!(face.call("DELETE", &format!("/sobjects/Account/{account}"), Json::Null).0, 204);
    assert_eq!(face.query("SELECT COUNT() FROM Contact")["totalSize"], 0);
}

#[test]
fn updated_and_deleted_rows_are_listed() {
    let mut face = Face::new();
    let (kept, gone) = (face.create("Case", json!({})), face.create("Case", json!({})));
    face.call("DELETE", &format!("/sobjects/Case/{gone}"), Json::Null);
    face.now += 120_000;
    let period = "start=2026-11-21T09:00:00%2B00:00&end=2026-11-21T10:00:00%2B00:00";
    let (_, updated) = face.call("GET", &format!("/sobjects/Case/updated/?{period}"), Json::Null);
    assert_eq!(updated, json!({ "ids": [kept], "latestDateCovered": "2026-11-21T09:32:00.000+0000" }));
    let (_, deleted) = face.call("GET", &format!("/sobjects/Case/deleted/?{period}"), Json::Null);
    assert_eq!(deleted["deletedRecords"], json!([{ "id": gone, "deletedDate": "2026-11-21T09:30:00.000+0000" }]));
}

#[test]
fn a_file_makes_its_document_and_link() {
    let mut face = Face::new();
    let case = face.create("Case", json!({}));
    let body = json!({ "Title": "Log", "PathOnClient": "a/log.txt", "VersionData": "aGVsbG8=", "FirstPublishLocationId": case });
    let version = face.create("ContentVersion", body);
    let path = format!("{DATA}/sobjects/ContentVersion/{version}/VersionData");
    let (_, row) = face.call("GET", &format!("/sobjects/ContentVersion/{version}"), Json::Null);
    assert_eq!((row["VersionData"].as_str(), row["ContentSize"].as_i64()), (Some(path.as_str()), Some(5)));
    assert_eq!(row["FileExtension"], "txt");
    assert_eq!(face.raw("GET", &path, &[], b"").body, b"hello");
    let links = face.query(&format!(
        "SELECT ContentDocument.Title, ContentDocument.LatestPublishedVersionId, ShareType FROM ContentDocumentLink WHERE LinkedEntityId = '{case}'"
    ));
    assert_eq!(links["records"][0]["ContentDocument"]["LatestPublishedVersionId"], json!(version));
    let document = row["ContentDocumentId"].as_str().unwrap();
    face.create(
        "ContentVersion",
        json!({ "PathOnClient": "log2.txt", "VersionData": "aGk=", "ContentDocumentId": document }),
    );
    let versions = face.query(&format!("SELECT IsLatest, VersionNumber FROM ContentVersion WHERE ContentDocumentId = '{document}' ORDER BY VersionNumber"));
    assert_eq!(versions["records"][0]["IsLatest"], false);
    assert_eq!(versions["records"][1]["VersionNumber"], "2");
}

#[test]
fn what_changed_is_kept_and_taken_back() {
    let mut face = Face::new();
    face.org.take_changes();
    let id = face.create(
        "Case",
        json!({ "Subject": "kept", "Effort__c": 2.5, "Due_Date__c": "2026-12-24", "Weftline_Key__c": "k" }),
    );
    let gone = face.create("Case", json!({ "Subject": "gone" }));
    let changes = face.org.take_changes();
    assert_eq!(changes.iter().filter(|change| change.json.is_some()).count(), 2);
    assert!(face.org.take_changes().is_empty());
    let mut other = Face::new();
    for change in &changes {
        other.org.load(change.table, &change.key, change.json.as_deref().unwrap()).unwrap();
    }
    assert_eq!(
        other.call("GET", &format!("/sobjects/Case/{id}"), Json::Null),
        face.call("GET", &format!("/sobjects/Case/{id}"), Json::Null)
    );
    let next = other.create("Case", json!({}));
    assert!(next != id && next != gone, "ids and numbers go on after those that were loaded");
    assert_eq!(other.call("GET", &format!("/sobjects/Case/{next}"), Json::Null).1["CaseNumber"], "00001003");
    let (status, _) = other.call("PATCH", "/sobjects/Case/Weftline_Key__c/K", json!({ "Subject": "found" }));
    assert_eq!(status, 200, "indexes are rebuilt");
}

#[test]
fn the_transport_is_forgiving_where_the_service_is() {
    let mut face = Face::new();
    let id = face.create("ACCOUNT", json!({ "NAME": "Acme" }));
    let response =
        face.raw("POST", &format!("{DATA}/sobjects/Account/{id}?_HttpMethod=PATCH"), &[], br#"{"Site":"North"}"#);
    assert_eq!(response.status, 204);
    let pretty = face.raw("GET", &format!("{DATA}/query/?q=SELECT+Id%20FROM+Account"), &[("x-prettyprint", "1")], b"");
    assert!(String::from_utf8(pretty.body).unwrap().starts_with("{\n  \"totalSize\": 1,"));
    let head = face.raw("HEAD", &format!("{DATA}/sobjects/Account/{id}"), &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    let long = format!("{DATA}/query?q={}", "x".repeat(17_000));
    assert_eq!(face.raw("GET", &long, &[], b"").status, 414);
}

#[test]
fn a_record_is_seen_after_the_time_of_its_stamp() {
    let mut face = Face::new();
    face.org.options_mut().transaction_ms = 600_000;
    let id = face.create("Case", json!({}));
    let (_, case) = face.call("GET", &format!("/sobjects/Case/{id}?fields=SystemModstamp"), Json::Null);
    assert_eq!(case["SystemModstamp"], "2026-11-21T09:20:00.000+0000");
}

#[test]
fn the_recycle_bin_forgets_after_fifteen_days() {
    let mut face = Face::new();
    let id = face.create("Case", json!({}));
    face.call("DELETE", &format!("/sobjects/Case/{id}"), Json::Null);
    let all = format!("/queryAll?q={}", encode("SELECT Id FROM Case"));
    face.now += 14 * 86_400_000;
    assert_eq!(face.call("GET", &all, Json::Null).1["totalSize"], 1);
    face.now += 2 * 86_400_000;
    assert_eq!(face.call("GET", &all, Json::Null).1["totalSize"], 0);
}

#[test]
fn owners_and_record_types_are_enforced() {
    let mut face = Face::new();
    let id = face.create("Case", json!({}));
    let path = format!("/sobjects/Case/{id}");
    let rosa = face.query("SELECT Id FROM User WHERE IsActive = false")["records"][0]["Id"].clone();
    let message =
        format!("operation performed with inactive user [{}] as owner of case", &rosa.as_str().unwrap()[..15]);
    face.refused("PATCH", &path, json!({ "OwnerId": rosa }), 400, "INACTIVE_OWNER_OR_USER", &message);
    let incident = face.query("SELECT Id FROM RecordType WHERE DeveloperName = 'Incident'")["records"][0]["Id"].clone();
    assert_eq!(face.call("PATCH", &path, json!({ "RecordTypeId": incident })).0, 204);
}

#[test]
fn field_level_security_hides_and_locks() {
    let mut face = Face::new();
    let before = face.raw("GET", &format!("{DATA}/sobjects/Case/describe"), &[], b"");
    let modified = before.headers.iter().find(|(name, _)| name == "last-modified").unwrap().1.clone();
    face.org.options_mut().hidden_fields.push("Case.Effort__c".into());
    face.org.options_mut().read_only_fields.push("Case.Subject".into());
    let after = face.raw("GET", &format!("{DATA}/sobjects/Case/describe"), &[("if-modified-since", &modified)], b"");
    assert_eq!(after.status, 200);
    let describe: Json = serde_json::from_slice(&after.body).unwrap();
    let fields = describe["fields"].as_array().unwrap();
    assert!(fields.iter().all(|field| field["name"] != "Effort__c"));
    let subject = fields.iter().find(|field| field["name"] == "Subject").unwrap();
    assert_eq!((&subject["createable"], &subject["updateable"]), (&json!(false), &json!(false)));
    face.refused(
        "POST",
        "/sobjects/Case",
        json!({ "Effort__c": 1 }),
        400,
        "INVALID_FIELD",
        "No such column 'Effort__c' on sobject of type Case",
    );
    assert_eq!(
        face.call("POST", "/sobjects/Case", json!({ "Subject": "x" })).1[0]["errorCode"],
        "INVALID_FIELD_FOR_INSERT_UPDATE"
    );
    assert_eq!(face.call("GET", "/query?q=SELECT+Effort__c+FROM+Case", Json::Null).1[0]["errorCode"], "INVALID_FIELD");
}
