use super::*;

fn parts(reply: &Json) -> Vec<(u16, Json)> {
    let parts = reply["compositeResponse"].as_array().unwrap();
    parts
        .iter()
        .map(|one| (u16::try_from(one["httpStatusCode"].as_u64().unwrap()).unwrap(), one["body"].clone()))
        .collect()
}

#[test]
fn subrequests_refer_to_earlier_ones() {
    let mut face = Face::new();
    let body = json!({ "allOrNone": true, "compositeRequest": [
        { "method": "POST", "url": format!("{DATA}/sobjects/Account"), "referenceId": "acc", "body": { "Name": "Acme" } },
        { "method": "GET", "url": format!("{DATA}/sobjects/Account/@{{acc.id}}"), "referenceId": "read" },
        { "method": "POST", "url": format!("{DATA}/sobjects/Contact"), "referenceId": "con",
          "body": { "LastName": "X", "AccountId": "@{read.Id}", "Description": "at @{read.Name}" } },
        { "method": "GET", "url": format!("{DATA}/query?q=SELECT+Account.Name,Description+FROM+Contact+WHERE+Id='@{{con.id}}'"), "referenceId": "q" },
        { "method": "PATCH", "url": format!("{DATA}/sobjects/Contact/@{{con.id}}"), "referenceId": "patch", "body": { "Title": "Dr" } },
    ]});
    let (status, reply) = face.call("POST", "/composite", body);
    assert_eq!(status, 200);
    let parts = parts(&reply);
    assert_eq!(parts.iter().map(|part| part.0).collect::<Vec<_>>(), [201, 200, 201, 200, 204], "{reply}");
    assert_eq!(parts[3].1["records"][0]["Account"]["Name"], "Acme");
    assert_eq!(parts[3].1["records"][0]["Description"], "at Acme");
    assert_eq!(parts[4].1, Json::Null);
    assert!(
        reply["compositeResponse"][0]["httpHeaders"]["Location"].as_str().unwrap().contains("/sobjects/Account/001")
    );
}

#[test]
fn all_or_none_takes_everything_back() {
    let mut face = Face::new();
    let request = |all: bool| {
        json!({ "allOrNone": all, "compositeRequest": [
            { "method": "POST", "url": format!("{DATA}/sobjects/Account"), "referenceId": "acc", "body": { "Name": "Acme" } },
            { "method": "POST", "url": format!("{DATA}/sobjects/Contact"), "referenceId": "bad", "body": { "AccountId": "@{acc.id}" } },
            { "method": "POST", "url": format!("{DATA}/sobjects/Case"), "referenceId": "case", "body": { "ContactId": "@{bad.id}" } },
        ]})
    };
    let (status, reply) = face.call("POST", "/composite", request(true));
    assert_eq!(status, 200);
    let halted = json!([{
        "errorCode": "PROCESSING_HALTED",
        "message": "The transaction was rolled back since another operation in the same transaction failed.",
    }]);
    let found = parts(&reply);
    assert_eq!((found[0].0, &found[0].1), (400, &halted));
    assert_eq!(found[1].1[0]["errorCode"], "REQUIRED_FIELD_MISSING");
    assert_eq!(found[2].1, halted);
    assert_eq!(face.query("SELECT COUNT() FROM Account")["totalSize"], 0);

    let (_, reply) = face.call("POST", "/composite", request(false));
    let found = parts(&reply);
    assert_eq!(found[0].0, 201);
    assert_eq!(found[2].1[0]["message"], "Invalid reference specified. No value for bad.id found in bad");
    assert_eq!(face.query("SELECT COUNT() FROM Account")["totalSize"], 1);
}

#[test]
fn subrequests_have_headers_of_their_own() {
    let mut face = Face::new();
    let id = face.create("Case", json!({}));
    let url = format!("{DATA}/sobjects/Case/{id}");
    let since = "Sat, 21 Nov 2026 09:30:00 GMT";
    face.now += 10_000;
    let body = json!({ "allOrNone": true, "compositeRequest": [
        { "method": "PATCH", "url": url, "referenceId": "p", "body": { "Subject": "x" }, "httpHeaders": { "If-Unmodified-Since": since } },
        { "method": "GET", "url": format!("{url}?fields=Subject"), "referenceId": "g" },
    ]});
    let (_, first) = face.call("POST", "/composite", body.clone());
    assert_eq!(parts(&first).iter().map(|part| part.0).collect::<Vec<_>>(), [204, 200]);
    let (_, second) = face.call("POST", "/composite", body);
    assert_eq!(parts(&second).iter().map(|part| part.0).collect::<Vec<_>>(), [412, 400]);
    let body = json!({ "compositeRequest": [
        { "method": "POST", "url": format!("{DATA}/sobjects/Case"), "referenceId": "c", "body": { "Origin": "Web" }, "httpHeaders": { "Sforce-Auto-Assign": "FALSE" } },
        { "method": "GET", "url": format!("{DATA}/sobjects/Case/describe"), "referenceId": "d", "httpHeaders": { "If-Modified-Since": since } },
    ]});
    let (_, reply) = face.call("POST", "/composite", body);
    let found = parts(&reply);
    assert_eq!((found[0].0, found[1].0), (201, 304));
    let owner = face.query(&format!("SELECT Owner.Name FROM Case WHERE Id = '{}'", found[0].1["id"].as_str().unwrap()));
    assert_eq!(owner["records"][0]["Owner"]["Name"], "Weftline Integration");
}

#[test]
fn composites_have_limits() {
    let mut face = Face::new();
    let many = |count: usize, url: &str| {
        let list: Vec<Json> = (0..count)
            .map(|one| json!({ "method": "GET", "url": format!("{DATA}{url}"), "referenceId": format!("r{one}") }))
            .collect();
        json!({ "compositeRequest": list })
    };
    assert_eq!(face.call("POST", "/composite", many(25, "/limits")).0, 200);
    assert_eq!(face.call("POST", "/composite", many(26, "/limits")).0, 400);
    assert_eq!(face.call("POST", "/composite", many(5, "/query?q=SELECT+Id+FROM+Case")).0, 200);
    assert_eq!(face.call("POST", "/composite", many(6, "/query?q=SELECT+Id+FROM+Case")).0, 400);
}

#[test]
fn collections_answer_in_order_and_keep_what_succeeds() {
    let mut face = Face::new();
    let records = json!([
        { "attributes": { "type": "Contact" }, "LastName": "One", "Weftline_Key__c": "1" },
        { "attributes": { "type": "Contact" } },
        { "attributes": { "type": "Account" }, "Name": "Two" },
    ]);
    let (status, reply) = face.call("POST", "/composite/sobjects", json!({ "allOrNone": false, "records": records }));
    assert_eq!(status, 200);
    assert_eq!(reply[0]["success"], true);
    assert_eq!(
        reply[1],
        json!({ "success": false, "errors": [{ "statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [LastName]", "fields": ["LastName"] }] })
    );
    let (one, two) = (reply[0]["id"].as_str().unwrap().to_owned(), reply[2]["id"].as_str().unwrap().to_owned());

    let (_, reply) = face.call(
        "POST",
        "/composite/sobjects",
        json!({ "allOrNone": true, "records": [
        { "attributes": { "type": "Account" }, "Name": "Three" }, { "attributes": { "type": "Account" } }] }),
    );
    assert_eq!(reply[0]["errors"][0]["statusCode"], "ALL_OR_NONE_OPERATION_ROLLED_BACK");
    assert_eq!(face.query("SELECT COUNT() FROM Account")["totalSize"], 1);

    let (_, reply) = face.call(
        "PATCH",
        "/composite/sobjects/Contact/Weftline_Key__c",
        json!({ "records": [
        { "attributes": { "type": "Contact" }, "Weftline_Key__c": "1", "Title": "Dr" },
        { "attributes": { "type": "Contact" }, "Weftline_Key__c": "2", "LastName": "New" }] }),
    );
    assert_eq!((reply[0]["created"].as_bool(), reply[1]["created"].as_bool()), (Some(false), Some(true)));
    assert_eq!(reply[0]["id"], json!(one));

    let (_, reply) = face.call(
        "PATCH",
        "/composite/sobjects",
        json!({ "records": [
        { "attributes": { "type": "Contact" }, "id": one, "Title": "Prof" },
        { "attributes": { "type": "Contact" }, "id": two, "Title": "Prof" }] }),
    );
    assert_eq!(
        (reply[0]["success"].as_bool(), reply[1]["errors"][0]["statusCode"].as_str()),
        (Some(true), Some("MALFORMED_ID"))
    );

    let (_, rows) = face.call(
        "POST",
        "/composite/sobjects/Contact",
        json!({ "ids": [one, "003Wf0000000zzz"], "fields": ["Title"] }),
    );
    assert_eq!((rows[0]["Title"].as_str(), &rows[1]), (Some("Prof"), &Json::Null));

    let (_, reply) = face.call("DELETE", &format!("/composite/sobjects?ids={one},{two},x"), Json::Null);
    assert_eq!(reply[0], json!({ "id": one, "success": true, "errors": [] }));
    assert_eq!(reply[2]["errors"][0]["statusCode"], "MALFORMED_ID");
    let records: Vec<Json> = (0..201).map(|_| json!({ "attributes": { "type": "Account" }, "Name": "x" })).collect();
    assert_eq!(face.call("POST", "/composite/sobjects", json!({ "records": records })).0, 400);
}

#[test]
fn a_batch_goes_on_unless_it_is_to_halt() {
    let mut face = Face::new();
    let body = |halt: bool| {
        json!({ "haltOnError": halt, "batchRequests": [
            { "method": "POST", "url": "v62.0/sobjects/Account", "richInput": { "Name": "Acme" } },
            { "method": "GET", "url": "v62.0/sobjects/Account/001Wf0000000zzz" },
            { "method": "GET", "url": "/services/data/v62.0/limits" },
        ]})
    };
    let (_, reply) = face.call("POST", "/composite/batch", body(false));
    assert_eq!(reply["hasErrors"], true);
    let codes = |reply: &Json| {
        reply["results"].as_array().unwrap().iter().map(|one| one["statusCode"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&reply), [201, 404, 200]);
    let (_, reply) = face.call("POST", "/composite/batch", body(true));
    assert_eq!(codes(&reply), [201, 404, 412]);
}

#[test]
fn a_graph_that_fails_takes_no_other_with_it() {
    let mut face = Face::new();
    let graph = |id: &str, contact: Json| {
        json!({ "graphId": id, "compositeRequest": [
            { "method": "POST", "url": format!("{DATA}/sobjects/Account"), "referenceId": "acc", "body": { "Name": id } },
            { "method": "POST", "url": format!("{DATA}/sobjects/Contact"), "referenceId": "con", "body": contact },
        ]})
    };
    let graphs = json!({ "graphs": [graph("good", json!({ "LastName": "X", "AccountId": "@{acc.id}" })), graph("bad", json!({}))] });
    let (status, reply) = face.call("POST", "/composite/graph", graphs);
    assert_eq!(status, 200);
    assert_eq!(reply["graphs"][0]["isSuccessful"], true);
    assert_eq!(reply["graphs"][1]["isSuccessful"], false);
    assert_eq!(parts(&reply["graphs"][1]["graphResponse"])[0].1[0]["errorCode"], "PROCESSING_HALTED");
    let left = face.query("SELECT Name FROM Account");
    assert_eq!((left["totalSize"].as_i64(), left["records"][0]["Name"].as_str()), (Some(1), Some("good")));
}

#[test]
fn a_conditional_update_in_a_composite_is_refused_after_another_change() {
    let mut face = Face::new();
    let case = face.create("Case", json!({ "Subject": "One" }));
    let seen = "Sat, 21 Nov 2026 09:30:00 GMT";
    let update = |face: &mut Face, subject: &str, since: &str| {
        let url = format!("{DATA}/sobjects/Case/{case}");
        let patch = json!({
            "method": "PATCH", "url": url, "referenceId": "write", "body": { "Subject": subject },
            "httpHeaders": { "If-Unmodified-Since": since, "Sforce-Auto-Assign": "FALSE" },
        });
        let read =
            json!({ "method": "GET", "url": format!("{url}?fields=Subject,LastModifiedDate"), "referenceId": "read" });
        let (status, reply) = face.call("POST", "/composite", json!({ "compositeRequest": [patch, read] }));
        assert_eq!(status, 200);
        let part = |place: usize| reply["compositeResponse"][place].clone();
        (part(0)["httpStatusCode"].clone(), part(1)["body"]["Subject"].clone())
    };
    face.now += 60_000;
    assert_eq!(update(&mut face, "Two", seen), (json!(204), json!("Two")));
    assert_eq!(update(&mut face, "Three", seen), (json!(412), json!("Two")));
    // In whole seconds: what is changed within the second in which it was seen is not noticed.
    assert_eq!(update(&mut face, "Three", "Sat, 21 Nov 2026 09:31:00 GMT"), (json!(204), json!("Three")));
}
