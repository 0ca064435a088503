//! What is installed in an org: the deployment that is sent, what comes of it, and what the org's records say.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

use weftline_salesforce::address::Address;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Reply};
use weftline_salesforce::request;
use weftline_salesforce::session::{ApiVersion, Session};
use weftline_salesforce::side::{self, Installation};
use weftline_salesforce::soql::Name;
use weftline_wire::configuration::SideMapping;
use weftline_wire::effect::{Body, Effect, Method};

fn session() -> Session {
    Session {
        address: Address::parse_instance("acme.my.salesforce.com").unwrap(),
        api_version: ApiVersion::pinned(),
        access_token: "00D!token".to_owned(),
    }
}

fn archive() -> Vec<u8> {
    let (case, lead) = (Name::parse("Case").unwrap(), Name::parse("Lead").unwrap());
    let record = SideMapping { project_key: "SUP".into(), object: "Case".into(), issue_types: vec!["Bug".into()] };
    let permitted = [case.clone(), lead];
    Installation { objects: &[case], permitted: &permitted, records: &[record] }.archive(&ApiVersion::pinned())
}

#[test]
fn a_deployment_is_sent_as_two_parts() {
    let archive = archive();
    let effect = request::deploy(&session(), &archive, 10_000);
    let Effect::Salesforce { method, url, headers, body: Body::Bytes(body), .. } = &effect else {
        unreachable!("{effect:?}");
    };
    assert_eq!(*method, Method::Post);
    assert_eq!(url, "https://acme.my.salesforce.com/services/data/v62.0/metadata/deployRequest");
    let boundary = headers[0].1.strip_prefix("multipart/form-data; boundary=").unwrap();
    let mark = format!("--{boundary}");
    let marks = body.windows(mark.len()).filter(|window| *window == mark.as_bytes()).count();
    assert_eq!(marks, 3, "the boundary stands around two parts and nowhere else");
    assert!(body.ends_with(format!("\r\n--{boundary}--\r\n").as_bytes()));
    assert!(body.windows(archive.len()).any(|window| window == archive), "the archive travels as it is");
}

#[test]
fn the_archive_names_all_that_it_holds() {
    let text = String::from_utf8_lossy(&archive()).into_owned();
    for member in [
        "<members>Case.Weftline_Key__c</members>",
        "<members>Weftline_Mapping.SUP_Case</members>",
        "<members>Weftline_Mapping__mdt</members>",
        "<members>Weftline</members>",
        "<version>62.0</version>",
        "<field>Lead.Weftline_Key__c</field>",
    ] {
        assert!(text.contains(member), "{member}");
    }
    for path in [
        "package.xml",
        "objects/Weftline_Mapping__mdt.object",
        "objects/Case.object",
        "customMetadata/Weftline_Mapping.SUP_Case.md",
        "permissionsets/Weftline.permissionset",
    ] {
        assert_eq!(text.matches(path).count(), 2, "{path} is an entry and in the directory");
    }
    assert!(!text.contains("objects/Lead.object"), "what is only permitted is not made");
}

fn read(body: &str) -> reply::Deployment {
    reply::deployment(&Reply { status: 200, headers: &[], body: body.as_bytes() }).unwrap()
}

#[test]
fn what_came_of_a_deployment_is_told_with_salesforces_reasons() {
    let running = r#"{"id":"0Af000000000001CAA","deployResult":{"done":false,"success":false,"status":"Pending","details":null}}"#;
    assert!(!read(running).done);
    let failed = r#"{"id":"0Af000000000001CAA","deployResult":{"done":true,"success":false,"status":"Failed","details":{
        "componentFailures":[{"fullName":"Solution.Weftline_Key__c","problem":"no such object","componentType":"CustomField"}],
        "componentSuccesses":[]}}}"#;
    assert_eq!(read(failed).problems, ["Solution.Weftline_Key__c: no such object"]);
    let told_by_texts = r#"{"id":"0Af000000000001CAA","deployResult":{"checkOnly":"false","status":"InProgress"}}"#;
    assert!(!read(told_by_texts).done);
    let ended = read(&told_by_texts.replace("InProgress", "Succeeded"));
    assert!(ended.done && ended.success && ended.problems.is_empty());
    let canceled = r#"{"id":"0Af000000000001CAA","deployResult":{"done":true,"success":false,"status":"Canceled"}}"#;
    assert_eq!(read(canceled).problems, ["Canceled"]);
    let done = r#"{"id":"0Af000000000001CAA","deployResult":{"done":true,"success":true,"status":"Succeeded","details":{
        "componentSuccesses":[{"fullName":"Case.Weftline_Key__c","componentType":"CustomField"},
        {"fullName":"Weftline","componentType":"PermissionSet"}],"componentFailures":[]}}}"#;
    let deployment = read(done);
    assert_eq!((deployment.success, deployment.fields.as_slice()), (true, &["Case.Weftline_Key__c".to_owned()][..]));
    assert_eq!(deployment.id, RecordId::parse("0Af000000000001CAA").unwrap());
    assert_eq!(side::keyed_object("Case.Weftline_Key__c"), Some(Name::parse("Case").unwrap()));
    assert_eq!(side::keyed_object("Case.Subject"), None);
}

#[test]
fn rows_are_read_with_all_ways_to_separate_issue_types() {
    let page = r#"{"totalSize":3,"done":true,"records":[
        {"Project_Key__c":" sup ","Object__c":"Case","Issue_Types__c":"Bug\r\nTask; Epic;\n\nBug"},
        {"Project_Key__c":"ENG","Object__c":"Case","Issue_Types__c":null},
        {"Project_Key__c":"","Object__c":"Case"},{"Project_Key__c":"ENG","Object__c":"no name"}]}"#;
    let reply = Reply { status: 200, headers: &[], body: page.as_bytes() };
    let rows: Vec<SideMapping> = reply::query_page(&reply).unwrap().records.iter().filter_map(side::mapping).collect();
    let shown: Vec<String> =
        rows.iter().map(|row| format!("{} {} {:?}", row.project_key, row.object, row.issue_types)).collect();
    assert_eq!(shown, [r#"SUP Case ["Bug", "Task", "Epic"]"#, "ENG Case []"]);
}

#[test]
fn objects_are_read_with_what_may_be_done_with_them() {
    let body = r#"{"encoding":"UTF-8","sobjects":[{"name":"Case","label":"Case","custom":false,"createable":true,
        "queryable":true,"layoutable":true,"customSetting":false,"deprecatedAndHidden":false,"urls":{}}]}"#;
    let objects = reply::objects(&Reply { status: 200, headers: &[], body: body.as_bytes() }).unwrap();
    assert!(objects[0].layoutable && objects[0].createable && !objects[0].custom);
}
