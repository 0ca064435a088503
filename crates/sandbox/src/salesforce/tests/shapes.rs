//! An org in the shape of another, told by describes.

use super::*;

/// A describe as another org would answer it: this org's own, with a field more, a record type and another label.
fn described() -> Json {
    let mut face = Face::new();
    let (_, mut describe) = face.call("GET", "/sobjects/Case/describe", Json::Null);
    describe["label"] = json!("Ticket");
    let fields = describe["fields"].as_array_mut().unwrap();
    fields.retain(|field| field["name"] != "Severity__c" && field["name"] != "Weftline_Key__c");
    let mut own = fields.iter().find(|field| field["name"] == "Product_Area__c").unwrap().clone();
    own["name"] = json!("ns__Impact__c");
    own["restrictedPicklist"] = json!(true);
    own["picklistValues"] =
        json!([{ "active": true, "defaultValue": true, "label": "Wide", "validFor": null, "value": "wide" }]);
    fields.insert(1, own);
    describe["recordTypeInfos"] = json!([
        { "available": true, "defaultRecordTypeMapping": true, "developerName": "Hotline", "master": false, "name": "Hotline", "recordTypeId": "01254000001upcKAAQ" },
        { "available": true, "defaultRecordTypeMapping": false, "developerName": "Master", "master": true, "name": "Master", "recordTypeId": "012000000000000AAA" },
    ]);
    describe
}

#[test]
fn an_org_takes_the_shape_of_another() {
    let describe = described();
    let org = Org::shaped(OrgOptions::default(), std::slice::from_ref(&describe)).unwrap();
    let mut face = Face { org, now: NOW };
    let (_, again) = face.call("GET", "/sobjects/Case/describe", Json::Null);
    assert_eq!(again["label"], "Ticket");
    assert_eq!(again["recordTypeInfos"][0]["recordTypeId"], "01254000001upcKAAQ");
    let by_name = |describe: &Json| {
        let fields = describe["fields"].as_array().unwrap().iter();
        fields.map(|field| (field["name"].to_string(), field.clone())).collect::<std::collections::BTreeMap<_, _>>()
    };
    assert_eq!(by_name(&again), by_name(&describe), "a describe comes back as it was given");

    let id = face.create("Case", json!({ "Subject": "x" }));
    let (_, case) = face.call("GET", &format!("/sobjects/Case/{id}"), Json::Null);
    assert_eq!(case["ns__Impact__c"], "wide");
    assert_eq!(case["RecordTypeId"], "01254000001upcKAAQ");
    assert_eq!(case["Status"], "New");
    let (_, refused) = face.call("POST", "/sobjects/Case", json!({ "ns__Impact__c": "none" }));
    assert_eq!(refused[0]["errorCode"], "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
    let found = face.query("SELECT DeveloperName FROM RecordType WHERE Id = '01254000001upcKAAQ'");
    assert_eq!(found["records"][0]["DeveloperName"], "Hotline");
}

#[test]
fn a_new_object_needs_its_key_prefix() {
    let describe = json!({
        "name": "Machine__c", "keyPrefix": "a7Q", "label": "Machine", "queryable": true, "createable": true,
        "fields": [
            { "name": "Name", "type": "string", "length": 80, "nameField": true, "createable": true, "filterable": true, "sortable": true },
            { "name": "Id", "type": "id", "length": 18, "filterable": true, "sortable": true, "defaultedOnCreate": true },
            { "name": "Load__c", "type": "percent", "precision": 5, "scale": 1, "nillable": true, "createable": true, "filterable": true },
        ],
    });
    let org = Org::shaped(OrgOptions::default(), std::slice::from_ref(&describe)).unwrap();
    let mut face = Face { org, now: NOW };
    let id = face.create("Machine__c", json!({ "Name": "M1", "Load__c": 12.34 }));
    assert!(id.starts_with("a7Q"));
    let found = face.query("SELECT Name, Load__c FROM Machine__c WHERE Load__c > 10");
    assert_eq!(found["records"][0]["Load__c"], 12.3);
    let mut without = describe;
    without["keyPrefix"] = Json::Null;
    let problem = Org::shaped(OrgOptions::default(), &[without]).unwrap_err();
    assert!(problem.contains("no key prefix"), "{problem}");
}

#[test]
fn records_are_taken_in_as_an_org_answers_with_them() {
    let mut face = Face::new();
    let record = json!({
        "attributes": { "type": "Account", "url": "/services/data/v48.0/sobjects/Account/001Da00000xnAk6IAE" },
        "Id": "001Da00000xnAk6IAE", "Name": "Account 5", "CreatedDate": "2022-03-17T15:37:35.000+0000", "Unknown__c": 1,
        "BillingAddress": { "city": "x" }, "Industry": null,
    });
    let id = face.org.take_record(&record).unwrap();
    assert_eq!(id.to_string(), "001Da00000xnAk6IAE");
    let found = face.query("SELECT Name, CreatedDate FROM Account");
    assert_eq!(found["records"][0]["CreatedDate"], "2022-03-17T15:37:35.000+0000");
    assert!(face.org.take_record(&json!({ "attributes": { "type": "Nothing" } })).is_err());
    let next = face.create("Account", json!({ "Name": "n" }));
    assert_ne!(next, "001Da00000xnAk6IAE");
}
