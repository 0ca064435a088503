use super::*;

fn record(kind: &str, reference: &str, members: Json) -> Json {
    let mut record = members;
    record["attributes"] = json!({ "type": kind, "referenceId": reference });
    record
}

#[test]
fn a_tree_is_created_whole() {
    let mut face = Face::new();
    let contact = record("Contact", "ref2", json!({ "LastName": "Young" }));
    let case = record("Case", "ref4", json!({ "Subject": "Below" }));
    let first = record(
        "Account",
        "ref1",
        json!({
            "Name": "Tree",
            "Contacts": { "records": [contact] },
            "Cases": { "records": [case] },
        }),
    );
    let body = json!({ "records": [first, record("Account", "ref3", json!({ "Name": "Second" }))] });
    let (status, reply) = face.call("POST", "/composite/tree/Account", body);
    assert_eq!((status, reply["hasErrors"].as_bool()), (201, Some(false)), "{reply}");
    let order: Vec<&str> =
        reply["results"].as_array().unwrap().iter().map(|one| one["referenceId"].as_str().unwrap()).collect();
    assert_eq!(order, ["ref1", "ref3", "ref2", "ref4"]);
    let found = face.query(
        "SELECT Name, (SELECT LastName FROM Contacts), (SELECT Subject FROM Cases) FROM Account WHERE Name = 'Tree'",
    );
    assert_eq!(found["records"][0]["Contacts"]["records"][0]["LastName"], "Young");
    assert_eq!(found["records"][0]["Cases"]["records"][0]["Subject"], "Below");
}

#[test]
fn a_tree_with_a_fault_is_not_created_at_all() {
    let mut face = Face::new();
    let contact = record("Contact", "ref2", json!({ "LastName": "Young", "Email": "123" }));
    let account = record("Account", "ref1", json!({ "Name": "Tree", "Contacts": { "records": [contact] } }));
    let (status, reply) = face.call("POST", "/composite/tree/Account/", json!({ "records": [account] }));
    assert_eq!(status, 400);
    let wanted = json!({ "hasErrors": true, "results": [{ "referenceId": "ref2", "errors": [{
        "statusCode": "INVALID_EMAIL_ADDRESS", "message": "Email: invalid email address: 123", "fields": ["Email"],
    }] }] });
    assert_eq!(reply, wanted);
    assert_eq!(face.query("SELECT COUNT() FROM Account")["totalSize"], 0);
    let twice = json!({ "records": [record("Account", "a", json!({ "Name": "1" })), record("Account", "a", json!({ "Name": "2" }))] });
    let (status, reply) = face.call("POST", "/composite/tree/Account", twice);
    assert_eq!((status, reply["results"][0]["errors"][0]["statusCode"].as_str()), (400, Some("INVALID_INPUT")));
    let many: Vec<Json> = (0..201).map(|one| record("Account", &format!("r{one}"), json!({ "Name": "x" }))).collect();
    assert_eq!(face.call("POST", "/composite/tree/Account", json!({ "records": many })).0, 400);
    assert_eq!(face.call("POST", "/composite/tree/Nope", json!({ "records": [] })).0, 404);
}
