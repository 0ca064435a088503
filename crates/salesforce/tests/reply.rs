//! Replies, in the shapes that Salesforce sends.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::reply::{self, Reply, Scalar};
use weftline_wire::effect::Header;
use weftline_wire::salesforce::{FieldType, PicklistValue};

fn ok(body: &str) -> Reply<'_> {
    reply::read(200, &[], body.as_bytes()).unwrap()
}

const PAGE: &str = r#"{
  "totalSize" : 3,
  "done" : false,
  "nextRecordsUrl" : "/services/data/v62.0/query/01gWf00000KlMnO-2000",
  "records" : [ {
    "attributes" : { "type" : "Case", "url" : "/services/data/v62.0/sobjects/Case/500Wf00000AbCdEIAV" },
    "Id" : "500Wf00000AbCdEIAV",
    "CaseNumber" : "00001043",
    "Subject" : "Printer \u201con fire\u201d",
    "Effort__c" : 12.5,
    "Reopened__c" : 3,
    "Billable__c" : false,
    "Due_Date__c" : null,
    "Owner" : { "attributes" : { "type" : "User", "url" : "/services/data/v62.0/sobjects/User/005Wf00000XyZ12IAF" }, "Name" : "Jane Doe", "Manager" : { "attributes" : { "type" : "User" }, "Name" : "Max Roe" } },
    "Account" : null,
    "Place__c" : { "latitude" : 52.5, "longitude" : 13.4 },
    "CaseComments" : { "totalSize" : 1, "done" : true, "records" : [ { "Id" : "00aWf00000AbCdEIAV" } ] }
  } ]
}"#;

#[test]
fn a_page_of_records_is_read_in_one_pass() {
    let reply = ok(PAGE);
    let page = reply::query_page(&reply).unwrap();
    assert_eq!(page.total_size, 3);
    assert_eq!(page.next.unwrap().locator(), "01gWf00000KlMnO-2000");
    let record = &page.records[0];
    assert_eq!(record.object(), Some("Case"));
    assert_eq!(record.id().unwrap().as_str(), "500Wf00000AbCdEIAV");
    assert_eq!(record.get("casenumber"), Scalar::Text("00001043"));
    assert_eq!(record.get("Subject"), Scalar::Text("Printer \u{201c}on fire\u{201d}"));
    assert_eq!(record.get("Effort__c"), Scalar::Number(12.5));
    assert_eq!(record.get("Reopened__c"), Scalar::Number(3.0));
    assert_eq!(record.get("Billable__c"), Scalar::Boolean(false));
    assert_eq!(record.get("Due_Date__c"), Scalar::Null);
    assert_eq!(record.get("Owner.Name").text(), Some("Jane Doe"));
    assert_eq!(record.get("Owner.Manager.Name").text(), Some("Max Roe"));
    assert_eq!(record.get("Account.Name"), Scalar::Null);
    assert_eq!(record.get("Owner"), Scalar::Null);
    assert_eq!(record.get("Not_There__c.Name"), Scalar::Null);
    assert_eq!(record.part("Owner").unwrap().object(), Some("User"));
    assert_eq!(record.part("Place__c").unwrap().get("latitude"), Scalar::Number(52.5));
}

#[test]
fn the_last_page_has_no_next() {
    let page = r#"{"totalSize":0,"done":true,"records":[]}"#;
    assert_eq!(reply::query_page(&ok(page)).unwrap().next, None);
    for broken in [
        r#"{"totalSize":0,"done":false,"records":[]}"#,
        r#"{"totalSize":0,"done":false,"nextRecordsUrl":"https://evil.example/query/","records":[]}"#,
        r#"{"totalSize":0,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/..?x","records":[]}"#,
        r#"{"totalSize":1,"done":true}"#,
        "<html>Maintenance</html>",
        "",
    ] {
        let error = reply::query_page(&ok(broken)).unwrap_err();
        assert_eq!((error.class(), error.code()), (ErrorClass::Transient, "unreadable-reply"), "{broken}");
    }
}

#[test]
fn a_single_record_and_what_a_search_found_are_read() {
    let body = r#"{"attributes":{"type":"Organization","url":"/x"},"Id":"00DWf000000aBcDMAU","Name":"Acme"}"#;
    assert_eq!(reply::record(&ok(body)).unwrap().get("Name"), Scalar::Text("Acme"));
    assert!(reply::record(&ok("[]")).is_err());
    let found = format!(r#"{{"searchRecords":[{body}]}}"#);
    assert_eq!(reply::search_results(&ok(&found)).unwrap()[0].object(), Some("Organization"));
}

const COMPOSITE: &str = r#"{"compositeResponse":[
  {"body":[{"message":"\nSELECT Id FROM Cas\n               ^\nERROR at Row:1:Column:16\nsObject type 'Cas' is not supported.","errorCode":"INVALID_TYPE"}],"httpHeaders":{},"httpStatusCode":400,"referenceId":"r1"},
  {"body":{"totalSize":0,"done":true,"records":[]},"httpHeaders":{},"httpStatusCode":200,"referenceId":"r0"},
  {"body":null,"httpHeaders":{"Last-Modified":"Fri, 20 Nov 2026 20:53:02 GMT"},"httpStatusCode":304,"referenceId":"r2"}
]}"#;

#[test]
fn the_parts_of_a_composite_stand_each_for_itself() {
    let reply = ok(COMPOSITE);
    let parts = reply::composite(&reply).unwrap();
    assert!(reply::query_page(&parts[0].read().unwrap()).unwrap().records.is_empty());
    let error = parts[1].read().unwrap_err();
    assert_eq!((error.class(), error.status()), (ErrorClass::Configuration, 400));
    assert_eq!(error.message(), "SELECT Id FROM Cas ERROR at Row:1:Column:16 sObject type 'Cas' is not supported.");
    assert_eq!(reply::describe(&parts[2].read().unwrap()).unwrap(), None);
    let missing = r#"{"compositeResponse":[{"body":null,"httpStatusCode":200,"referenceId":"r1"}]}"#;
    assert!(reply::composite(&ok(missing)).is_err());
}

fn creation(create: &str, create_status: u16, read: &str, read_status: u16) -> String {
    format!(
        r#"{{"compositeResponse":[{{"body":{create},"httpHeaders":{{}},"httpStatusCode":{create_status},"referenceId":"r0"}},{{"body":{read},"httpHeaders":{{}},"httpStatusCode":{read_status},"referenceId":"r1"}}]}}"#
    )
}

const CREATED: &str = r#"{"id":"500Wf00000AbCdEIAV","success":true,"errors":[]}"#;

#[test]
fn crt_4_a_creation_is_read_with_what_became_of_it() {
    let body = creation(
        CREATED,
        201,
        r#"{"attributes":{"type":"Case"},"Id":"500Wf00000AbCdEIAV","CaseNumber":"00001044"}"#,
        200,
    );
    let reply = ok(&body);
    let created = reply::created_and_read(&reply).unwrap();
    assert_eq!(created.id.as_str(), "500Wf00000AbCdEIAV");
    assert_eq!(created.record().unwrap().unwrap().get("CaseNumber"), Scalar::Text("00001044"));
}

#[test]
fn crt_4_a_failed_reading_does_not_hide_the_creation() {
    let body = creation(CREATED, 201, r#"[{"message":"No such column 'X'","errorCode":"INVALID_FIELD"}]"#, 400);
    let reply = ok(&body);
    let created = reply::created_and_read(&reply).unwrap();
    assert_eq!(created.id.as_str(), "500Wf00000AbCdEIAV");
    assert_eq!(created.record().unwrap().unwrap_err().class(), ErrorClass::Configuration);
}

#[test]
fn crt_2_a_refused_creation_says_why_and_not_that_the_reading_failed() {
    let body = creation(
        r#"[{"message":"Required fields are missing: [LastName]","errorCode":"REQUIRED_FIELD_MISSING","fields":["LastName"]}]"#,
        400,
        r#"[{"errorCode":"PROCESSING_HALTED","message":"Invalid reference specified. No value for r0.id found in r0."}]"#,
        400,
    );
    let error = reply::created_and_read(&ok(&body)).unwrap_err();
    assert_eq!((error.class(), error.code()), (ErrorClass::Data, "REQUIRED_FIELD_MISSING"));
    assert!(error.surely_not_done());
}

#[test]
fn a_creation_that_was_not_read_has_its_id_only() {
    let reply = reply::read(201, &[], CREATED.as_bytes()).unwrap();
    let created = reply::created_and_read(&reply).unwrap();
    assert!(created.record().is_none());
    assert_eq!(created.id, reply::created(&reply).unwrap());
    let garbled = reply::read(201, &[], b"<html>").unwrap();
    assert!(!reply::created_and_read(&garbled).unwrap_err().surely_not_done());
}

#[test]
fn a_describe_keeps_what_weftline_looks_at() {
    let body = r#"{"actionOverrides":[],"name":"Case","label":"Case","labelPlural":"Cases","keyPrefix":"500","createable":true,"updateable":true,"queryable":true,"searchable":true,"feedEnabled":true,"childRelationships":[],
      "fields":[{"name":"Status","label":"Status","type":"picklist","length":255,"byteLength":765,"nillable":true,"defaultedOnCreate":true,"createable":true,"updateable":true,"filterable":true,"sortable":true,"soapType":"xsd:string","defaultValue":null,
        "picklistValues":[{"active":true,"defaultValue":true,"label":"New","validFor":null,"value":"New"}],"referenceTo":[],"relationshipName":null,"inlineHelpText":null},
        {"name":"OwnerId","label":"Owner ID","type":"reference","referenceTo":["Group","User"],"relationshipName":"Owner"},
        {"name":"Later__c","label":"Later","type":"hologram"}]}"#;
    let headers: [Header; 1] = [("last-modified".to_owned(), "Fri, 20 Nov 2026 20:53:02 GMT".to_owned())];
    let described = reply::describe(&reply::read(200, &headers, body.as_bytes()).unwrap()).unwrap().unwrap();
    assert_eq!(described.last_modified.as_deref(), Some("Fri, 20 Nov 2026 20:53:02 GMT"));
    assert_eq!(described.object.key_prefix.as_deref(), Some("500"));
    let fields = described.object.fields;
    assert_eq!(fields[0].field_type, FieldType::Picklist);
    assert!(fields[0].picklist_values[0].default_value);
    assert_eq!(fields[1].reference_to, ["Group", "User"]);
    assert_eq!(fields[2].field_type, FieldType::Other);
}

#[test]
fn limits_and_usage_are_read() {
    let body = r#"{"ConcurrentAsyncGetReportInstances":{"Max":200,"Remaining":200},"DailyApiRequests":{"Max":15000,"Remaining":14998,"Some App":{"Max":0,"Remaining":0}}}"#;
    let limits = reply::limits(&ok(body)).unwrap();
    assert_eq!((limits.daily_api_requests.max, limits.daily_api_requests.remaining), (15_000, 14_998));

    let usage = |value: &str| reply::api_usage(&[("Sforce-Limit-Info".to_owned(), value.to_owned())]);
    assert_eq!(usage("api-usage=18/100000"), Some((18, 100_000)));
    assert_eq!(usage("per-app-api-usage=17/250(appName=x), api-usage=25/5000"), Some((25, 5_000)));
    assert_eq!(usage("api-usage=many"), None);
    assert_eq!(reply::api_usage(&[]), None);
}

#[test]
fn con_4_a_token_reply_is_read_and_not_shown() {
    let body = r#"{"access_token":"00DWf000000aBcD!AQ.secret","refresh_token":"5Aep861secret","signature":"c2ln","scope":"refresh_token api","instance_url":"https://Acme.my.salesforce.com","id":"https://login.salesforce.com/id/00DWf000000aBcDMAU/005Wf00000XyZ12IAF","token_type":"Bearer","issued_at":"1795426201005"}"#;
    let token = reply::token(&ok(body)).unwrap();
    assert_eq!(token.access_token, "00DWf000000aBcD!AQ.secret");
    assert_eq!(token.refresh_token.as_deref(), Some("5Aep861secret"));
    assert_eq!(token.instance.as_str(), "https://acme.my.salesforce.com");
    assert_eq!(token.organization_id.unwrap().as_str(), "00DWf000000aBcDMAU");
    assert_eq!(token.user_id.unwrap().as_str(), "005Wf00000XyZ12IAF");
    assert_eq!(token.issued_at_ms, Some(1_795_426_201_005));
    assert!(!format!("{token:?}").contains("secret"), "{token:?}");
}

#[test]
fn con_4_a_token_reply_that_leads_elsewhere_is_refused() {
    let body = |token: &str, url: &str| format!(r#"{{"access_token":"{token}","instance_url":"{url}"}}"#);
    for url in ["https://evil.example", "http://acme.my.salesforce.com", "https://evil.example\\\\.my.salesforce.com"] {
        let error = reply::token(&ok(&body("t", url))).unwrap_err();
        assert_eq!(error.class(), ErrorClass::HostRefused, "{url}");
        assert!(!error.to_failure().text.contains("evil"));
    }
    for token in ["", "a b", "a\\r\\nX-Evil: 1"] {
        assert!(reply::token(&ok(&body(token, "https://acme.my.salesforce.com"))).is_err(), "{token}");
    }
}

#[test]
fn con_2_who_is_connected_is_read() {
    let body = r#"{"sub":"https://login.salesforce.com/id/00DWf000000aBcDMAU/005Wf00000XyZ12IAF","user_id":"005Wf00000XyZ12IAF","organization_id":"00DWf000000aBcDMAU","preferred_username":"integration@acme.example","name":"Integration","active":true,"urls":{"rest":"https://acme.my.salesforce.com/services/data/v{version}/"}}"#;
    let user = reply::user_info(&ok(body)).unwrap();
    assert_eq!(user.username, "integration@acme.example");
    assert_eq!(user.organization_id.as_str(), "00DWf000000aBcDMAU");
}

/// <https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_picklist_values_collection.htm>
#[test]
fn crt_2_a_record_type_s_picklists_are_read_with_what_depends_on_what() {
    let body = r#"{"eTag":"9a","picklistFieldValues":{
        "Area__c":{"controllerValues":{},"defaultValue":{"attributes":null,"label":"Soft","validFor":[],"value":"Software"},"eTag":"1","url":"/x","values":[
            {"attributes":null,"label":"Soft","validFor":[],"value":"Software"},
            {"attributes":null,"label":"Bills","validFor":[],"value":"Billing"}]},
        "Component__c":{"controllerValues":{"Software":0,"v1.2":1},"defaultValue":null,"eTag":"2","url":"/y","values":[
            {"attributes":null,"label":"Portal","validFor":[0,1],"value":"Portal"},
            {"attributes":{"closed":true,"picklistAtrributesValueType":"CaseStatus"},"label":"Nowhere","validFor":[],"value":"Nowhere"}]}}}"#;
    let picklists = reply::picklists(&ok(body)).unwrap();
    let area = picklists.field("Area__c").unwrap();
    let values = |picklist: &reply::Picklist| -> Vec<(String, String, bool)> {
        let option = |value: &PicklistValue| (value.value.clone(), value.label.clone(), value.default_value);
        picklist.options.iter().map(option).collect()
    };
    assert_eq!(values(&area), [("Software".into(), "Soft".into(), true), ("Billing".into(), "Bills".into(), false)]);
    assert_eq!(area.dependent, None);
    let component = picklists.field("Component__c").unwrap();
    assert_eq!(component.options.len(), 2);
    assert_eq!(
        component.dependent.unwrap(),
        [("Software".to_owned(), vec!["Portal".to_owned()]), ("v1.2".to_owned(), vec!["Portal".to_owned()])]
    );
    assert_eq!(picklists.field("Origin"), None);
    assert!(reply::picklists(&ok("[]")).is_err());
    assert!(reply::picklists(&ok(r#"{"records":[]}"#)).is_err());
}
