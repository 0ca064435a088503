use super::*;

#[test]
fn a_query_gives_records_with_their_parents() {
    let mut face = Face::new();
    let account = face.create("Account", json!({ "Name": "Acme" }));
    let contact = face.create(
        "Contact",
        json!({ "FirstName": "Ann", "LastName": "Lee", "AccountId": account, "Email": "ann@example.com" }),
    );
    let case = face.create("Case", json!({ "Subject": "Pump", "ContactId": contact }));
    let found =
        face.query("select id, subject, account.name, contact.account.name, ContactEmail, contact.name from case");
    assert_eq!(
        found,
        json!({
            "totalSize": 1, "done": true,
            "records": [{
                "attributes": { "type": "Case", "url": format!("{DATA}/sobjects/Case/{case}") },
                "Id": case, "Subject": "Pump",
                "Account": { "attributes": { "type": "Account", "url": format!("{DATA}/sobjects/Account/{account}") }, "Name": "Acme" },
                "Contact": {
                    "attributes": { "type": "Contact", "url": format!("{DATA}/sobjects/Contact/{contact}") },
                    "Account": { "attributes": { "type": "Account", "url": format!("{DATA}/sobjects/Account/{account}") }, "Name": "Acme" },
                    "Name": "Ann Lee",
                },
                "ContactEmail": "ann@example.com",
            }],
        })
    );
}

#[test]
fn long_results_come_in_pages() {
    let mut face = Face::new();
    for place in 0..5 {
        let records: Vec<Json> = (0..90)
            .map(|one| json!({ "attributes": { "type": "Account" }, "Name": format!("A{place:02}{one:03}") }))
            .collect();
        face.call("POST", "/composite/sobjects", json!({ "records": records }));
    }
    let options = [("sforce-query-options", "batchSize=200")];
    let target = format!("{DATA}/query?q={}", encode("SELECT Name FROM Account ORDER BY Name"));
    let page: Json = serde_json::from_slice(&face.raw("GET", &target, &options, b"").body).unwrap();
    assert_eq!((page["totalSize"].as_i64(), page["done"].as_bool()), (Some(450), Some(false)));
    let mut names: Vec<Json> = page["records"].as_array().unwrap().clone();
    let mut next = page["nextRecordsUrl"].as_str().map(str::to_owned);
    assert!(next.as_deref().unwrap().starts_with("/services/data/v62.0/query/01g"));
    while let Some(url) = next {
        let page: Json = serde_json::from_slice(&face.raw("GET", &url, &options, b"").body).unwrap();
        names.extend(page["records"].as_array().unwrap().clone());
        next = page["nextRecordsUrl"].as_str().map(str::to_owned);
    }
    assert_eq!(names.len(), 450);
    assert!(names.windows(2).all(|pair| pair[0]["Name"].as_str() < pair[1]["Name"].as_str()));
    face.refused(
        "GET",
        "/query/01gWf0000000zzz-200",
        Json::Null,
        400,
        "INVALID_QUERY_LOCATOR",
        "invalid query locator",
    );
}

#[test]
fn errors_show_the_place() {
    let mut face = Face::new();
    face.refused(
        "GET",
        &format!("/query?q={}", encode("select count() from XYZZY")),
        Json::Null,
        400,
        "INVALID_TYPE",
        "\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not \
         supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. \
         Please reference your WSDL or the describe call for the appropriate names.",
    );
    face.refused(
        "GET",
        &format!("/query?q={}", encode("SELECT Id FORM Case")),
        Json::Null,
        400,
        "MALFORMED_QUERY",
        "\nSELECT Id FORM Case\n               ^\nERROR at Row:1:Column:16\nunexpected token: 'Case'",
    );
}

#[test]
fn searches_find_words_in_several_languages() {
    let mut face = Face::seeded();
    let find = |face: &mut Face, text: &str| face.call("GET", &format!("/search?q={}", encode(text)), Json::Null);
    let everywhere = find(&mut face, "FIND {Quagga}");
    assert_eq!(
        (everywhere.0, &everywhere.1["searchRecords"]),
        (200, &json!([])),
        "objects that cannot be searched are left out"
    );
    let (status, found) = find(
        &mut face,
        "FIND {motor} IN ALL FIELDS RETURNING Case(Id, Subject WHERE IsClosed = false ORDER BY CreatedDate DESC LIMIT 3), Contact(Id)",
    );
    assert_eq!(status, 200, "{found}");
    let records = found["searchRecords"].as_array().unwrap();
    assert!(!records.is_empty() && records.len() <= 3);
    assert!(records.iter().all(|one| one["attributes"]["type"] == "Case" && one["Subject"].is_string()));
    let (_, found) = find(&mut face, "FIND {モーター} RETURNING Case(Subject)");
    assert!(found["searchRecords"][0]["Subject"].as_str().unwrap().contains("モーター"));
    face.refused(
        "GET",
        "/search?q=FIND",
        Json::Null,
        400,
        "MALFORMED_SEARCH",
        "No search term found. The search term must be enclosed in braces.",
    );
    let body = json!({ "q": "Müller*", "fields": ["Id"], "sobjects": [{ "name": "Contact", "fields": ["Name", "Email"], "limit": 2 }] });
    let (status, found) = face.call("POST", "/parameterizedSearch", body);
    assert_eq!((status, found["searchRecords"].as_array().unwrap().len()), (200, 2), "{found}");
}

#[test]
fn the_seed_is_full_of_work_and_the_same_each_time() {
    let (mut one, mut other) = (Face::seeded(), Face::seeded());
    for (object, at_least) in
        [("Account", 200), ("Contact", 400), ("Case", 400), ("CaseComment", 300), ("Lead", 50), ("Opportunity", 100)]
    {
        let count = one.query(&format!("SELECT COUNT() FROM {object}"))["totalSize"].as_i64().unwrap();
        assert!(count >= at_least, "{object}: {count}");
    }
    let text = "SELECT Id, Subject, Owner.Name, Contact.Email FROM Case ORDER BY CreatedDate LIMIT 50";
    assert_eq!(one.query(text), other.query(text));
}

#[test]
fn a_query_can_be_explained_and_its_columns_told() {
    let mut face = Face::seeded();
    let text = encode("SELECT Id, Owner.Name, COUNT_DISTINCT(Id) FROM Case WHERE Weftline_Key__c = 'x'");
    assert_eq!(face.call("GET", &format!("/query?columns=true&q={text}"), Json::Null).0, 400);
    let text =
        encode("SELECT Id, Account.Name, (SELECT CommentBody FROM CaseComments) FROM Case WHERE Weftline_Key__c = 'x'");
    let (_, columns) = face.call("GET", &format!("/query?columns=true&q={text}"), Json::Null);
    assert_eq!(columns["entityName"], "Case");
    let columns = columns["columnMetadata"].as_array().unwrap().clone();
    assert_eq!(columns[1]["joinColumns"][0]["columnName"], "Name");
    assert_eq!(
        (columns[2]["aggregate"].as_bool(), columns[2]["columnName"].as_str()),
        (Some(true), Some("CaseComments"))
    );
    let (_, plan) = face.call("GET", &format!("/query?explain={text}"), Json::Null);
    assert_eq!(plan["plans"][0]["leadingOperationType"], "Index");
    let scan = encode("SELECT Id FROM Case WHERE Subject LIKE '%x'");
    let (_, plan) = face.call("GET", &format!("/query?explain={scan}"), Json::Null);
    assert_eq!(
        (plan["plans"][0]["leadingOperationType"].as_str(), plan["plans"][0]["cardinality"].as_i64()),
        (Some("TableScan"), Some(420))
    );
}

#[test]
fn a_search_s_errors_show_the_place_in_the_search() {
    let mut face = Face::new();
    let text = "FIND {Ac*} RETURNING Account(Foo)";
    let wanted = format!(
        "\n{text}\n                             ^\nERROR at Row:1:Column:30\nNo such column 'Foo' on entity 'Account'."
    );
    let (status, found) = face.call("GET", &format!("/search?q={}", encode(text)), Json::Null);
    assert_eq!((status, found[0]["errorCode"].as_str()), (400, Some("INVALID_FIELD")));
    assert!(found[0]["message"].as_str().unwrap().starts_with(&wanted), "{found}");
    let body = json!({ "q": "Acme", "sobjects": [{ "name": "Nope" }] });
    let (_, found) = face.call("POST", "/parameterizedSearch", body);
    assert!(found[0]["message"].as_str().unwrap().starts_with("sObject type 'Nope' is not supported."), "{found}");
}

#[test]
fn a_key_that_is_not_unique_finds_several() {
    let mut face = Face::seeded();
    let found =
        face.query("SELECT Route__c, COUNT(Id) n FROM Field_Visit__c GROUP BY Route__c HAVING COUNT(Id) > 1 LIMIT 1");
    let route = found["records"][0]["Route__c"].as_str().unwrap().to_owned();
    let several = found["records"][0]["n"].as_u64().unwrap();
    let path = format!("/sobjects/Field_Visit__c/Route__c/{route}");
    for (method, body) in [("GET", Json::Null), ("PATCH", json!({ "Status__c": "Done" }))] {
        let (status, list) = face.call(method, &path, body);
        assert_eq!((status, list.as_array().unwrap().len() as u64), (300, several));
        assert!(list[0].as_str().unwrap().starts_with(&format!("{DATA}/sobjects/Field_Visit__c/a00")));
    }
}

#[test]
fn children_beyond_a_page_are_fetched_on() {
    let mut face = Face::new();
    let account = face.create("Account", json!({ "Name": "Many" }));
    for place in 0..11 {
        let one = |one| json!({ "attributes": { "type": "Contact" }, "LastName": format!("C{place:02}{one:03}"), "AccountId": account });
        let records: Vec<Json> = (0..200).map(one).collect();
        face.call("POST", "/composite/sobjects", json!({ "records": records }));
    }
    let found = face.query("SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName) FROM Account");
    let children = &found["records"][0]["Contacts"];
    assert_eq!((children["totalSize"].as_i64(), children["done"].as_bool()), (Some(2200), Some(false)));
    assert_eq!(children["records"].as_array().unwrap().len(), 2000);
    let next = children["nextRecordsUrl"].as_str().unwrap().to_owned();
    let rest: Json = serde_json::from_slice(&face.raw("GET", &next, &[], b"").body).unwrap();
    assert_eq!((rest["records"].as_array().unwrap().len(), rest["done"].as_bool()), (200, Some(true)));
    assert_eq!(rest["records"][199]["LastName"], "C10199");
    let other = face.query("SELECT Name, (SELECT LastName FROM Contacts) FROM Account");
    assert_ne!(other["records"][0]["Contacts"]["nextRecordsUrl"], json!(next));
}
