//! Requests, as they go out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use weftline_salesforce::address::Address;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::request::{self, Search, Subrequest};
use weftline_salesforce::session::{ApiVersion, Session};
use weftline_salesforce::soql::{
    Condition, Direction, FieldPath, IDS_PER_QUERY, Name, Searched, Select, select_by_ids,
};
use weftline_wire::document::ClientSecret;
use weftline_wire::effect::{Body, Effect};
use weftline_wire::salesforce::FieldValue;

const PATIENCE_MS: u32 = 10_000;

fn session() -> Session {
    Session {
        address: Address::parse_instance("acme.my.salesforce.com").unwrap(),
        api_version: ApiVersion::pinned(),
        access_token: "00D!token".to_owned(),
    }
}

fn client() -> ClientSecret {
    ClientSecret { client_id: "key+1".to_owned(), client_secret: "sec&ret=".to_owned() }
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn path(text: &str) -> FieldPath {
    FieldPath::parse(text).unwrap()
}

fn url(effect: &Effect) -> &str {
    match effect {
        Effect::Salesforce { url, .. } => url,
        _ => panic!("not a request to Salesforce: {effect:?}"),
    }
}

fn check(effect: &Effect, expect: Expect) {
    let Effect::Salesforce { method, url, headers, body, timeout_ms, reply_bytes_max: None } = effect else {
        panic!("not a request to Salesforce: {effect:?}");
    };
    assert_eq!(*timeout_ms, PATIENCE_MS);
    let mut shown = format!("{method:?} {url}\n");
    for (name, value) in headers {
        shown += &format!("{name}: {value}\n");
    }
    if let Body::Text(text) = body {
        shown += text;
        shown += "\n";
    }
    expect.assert_eq(&shown);
}

#[test]
fn a_query_travels_encoded() {
    let query = Select::from(&name("Case")).only(Condition::contains(&path("Subject"), "50% \u{fc}+&#")).build();
    check(
        &request::query(&session(), &query, PATIENCE_MS),
        expect![[r#"
            Get https://acme.my.salesforce.com/services/data/v62.0/query?q=SELECT%20Id%20FROM%20Case%20WHERE%20Subject%20LIKE%20%27%2550%5C%25%20%C3%BC%2B%26%23%25%27
            Accept: application/json
            Authorization: Bearer 00D!token
        "#]],
    );
}

#[test]
fn the_longest_query_by_ids_fits_into_an_address() {
    let ids: Vec<RecordId> =
        (0..IDS_PER_QUERY).map(|number| RecordId::parse(&format!("500Wf{number:010}")).unwrap()).collect();
    let fields: Vec<FieldPath> = (0..20).map(|number| path(&format!("Quite_A_Long_Field_Name_{number}__c"))).collect();
    let queries = select_by_ids(&name("Case"), &fields, &ids);
    let length = url(&request::query(&session(), &queries[0], PATIENCE_MS)).len();
    assert!(length < 16_384 - 2_000, "{length}");
}

#[test]
fn records_are_read_by_id_and_by_key() {
    let id = RecordId::parse("500Wf00000AbCdE").unwrap();
    check(
        &request::retrieve(&session(), &name("Case"), &id, &[name("Subject"), name("Status")], PATIENCE_MS),
        expect![[r#"
            Get https://acme.my.salesforce.com/services/data/v62.0/sobjects/Case/500Wf00000AbCdEIAV?fields=Subject,Status
            Accept: application/json
            Authorization: Bearer 00D!token
        "#]],
    );
    let key = name("Weftline_Key__c");
    check(
        &request::read_by_key(
            &session(),
            &name("Case"),
            &key,
            "c1d0:10100:form-x@y.inc",
            &[path("Subject")],
            PATIENCE_MS,
        ),
        expect![[r#"
            Get https://acme.my.salesforce.com/services/data/v62.0/query?q=SELECT%20Id%2C%20Weftline_Key__c%2C%20Subject%20FROM%20Case%20WHERE%20Weftline_Key__c%20%3D%20%27c1d0%3A10100%3Aform-x%40y.inc%27%20LIMIT%202
            Accept: application/json
            Authorization: Bearer 00D!token
        "#]],
    );
}

#[test]
fn an_unchanged_describe_is_not_sent_again() {
    check(
        &request::describe(&session(), &name("Case"), Some("Fri, 20 Nov 2026 20:53:02 GMT"), PATIENCE_MS),
        expect![[r#"
            Get https://acme.my.salesforce.com/services/data/v62.0/sobjects/Case/describe
            If-Modified-Since: Fri, 20 Nov 2026 20:53:02 GMT
            Accept: application/json
            Authorization: Bearer 00D!token
        "#]],
    );
    assert!(url(&request::limits(&session(), PATIENCE_MS)).ends_with("/services/data/v62.0/limits"));
}

fn values(description: &str) -> BTreeMap<String, FieldValue> {
    BTreeMap::from([
        ("Subject".to_owned(), FieldValue::Text("Printer \"on fire\"\n".to_owned())),
        ("Description".to_owned(), FieldValue::Text(description.to_owned())),
        ("Billable__c".to_owned(), FieldValue::Boolean(true)),
        ("Effort__c".to_owned(), FieldValue::Number(3.0)),
        ("Hours__c".to_owned(), FieldValue::Number(0.25)),
        ("Due_Date__c".to_owned(), FieldValue::Null),
    ])
}

#[test]
fn crt_4_a_creation_and_its_reading_are_one_call() {
    let read = [name("CaseNumber"), name("OwnerId")];
    let create = |rules| {
        request::create_and_read(&session(), &name("Case"), &values("It burns"), rules, false, &read, PATIENCE_MS)
    };
    check(
        &create(Some(true)),
        expect![[r#"
            Post https://acme.my.salesforce.com/services/data/v62.0/composite
            Content-Type: application/json
            Accept: application/json
            Authorization: Bearer 00D!token
            {"allOrNone":false,"collateSubrequests":false,"compositeRequest":[{"method":"POST","url":"/services/data/v62.0/sobjects/Case","referenceId":"r0","httpHeaders":{"Sforce-Auto-Assign":"TRUE"},"body":{"Billable__c":true,"Description":"It burns","Due_Date__c":null,"Effort__c":3,"Hours__c":0.25,"Subject":"Printer \"on fire\"\n"}},{"method":"GET","url":"/services/data/v62.0/sobjects/Case/@{r0.id}?fields=CaseNumber,OwnerId","referenceId":"r1"}]}
        "#]],
    );
    for rules in [Some(false), None] {
        let Effect::Salesforce { body: Body::Text(body), .. } = create(rules) else { panic!("no body") };
        assert!(body.contains(r#""Sforce-Auto-Assign":"FALSE""#), "{body}");
    }
}

#[test]
fn crt_4_duplicates_are_saved_only_where_a_person_said_so() {
    let create = |description: &str, save: bool| {
        request::create_and_read(&session(), &name("Lead"), &values(description), None, save, &[], PATIENCE_MS)
    };
    let Effect::Salesforce { body: Body::Text(body), .. } = create("It burns", true) else { panic!("no body") };
    assert!(body.contains(r#""Sforce-Duplicate-Rule-Header":"allowSave=true""#), "{body}");
    let Effect::Salesforce { headers, .. } = create("@{x}", true) else { panic!("no request") };
    assert!(headers.contains(&("Sforce-Duplicate-Rule-Header".to_owned(), "allowSave=true".to_owned())));
    let Effect::Salesforce { body: Body::Text(body), .. } = create("It burns", false) else { panic!("no body") };
    assert!(!body.contains("Duplicate-Rule"), "{body}");
}

#[test]
fn crt_2_a_record_type_s_picklists_are_one_call() {
    let record_type = RecordId::parse("012Wf00000aBcDe").unwrap();
    assert_eq!(
        url(&request::picklists(&session(), &name("Case"), &record_type, PATIENCE_MS)),
        format!(
            "https://acme.my.salesforce.com/services/data/v62.0/ui-api/object-info/Case/picklist-values/{}",
            record_type.as_str()
        )
    );
}

#[test]
fn text_that_looks_like_a_reference_is_not_put_into_a_composite() {
    let fields = values("Run: @{Name='x'; Value=1}");
    let read = [name("CaseNumber")];
    check(
        &request::create_and_read(&session(), &name("Case"), &fields, Some(true), false, &read, PATIENCE_MS),
        expect![[r#"
            Post https://acme.my.salesforce.com/services/data/v62.0/sobjects/Case
            Content-Type: application/json
            Sforce-Auto-Assign: TRUE
            Accept: application/json
            Authorization: Bearer 00D!token
            {"Billable__c":true,"Description":"Run: @{Name='x'; Value=1}","Due_Date__c":null,"Effort__c":3,"Hours__c":0.25,"Subject":"Printer \"on fire\"\n"}
        "#]],
    );
}

#[test]
fn pnl_1_a_panel_of_several_objects_is_one_call() {
    let ids = [RecordId::parse("500Wf00000AbCdE").unwrap()];
    let query = &select_by_ids(&name("Case"), &[path("Owner.Name")], &ids)[0];
    let subrequests = [
        Subrequest::query(query),
        Subrequest::retrieve(&name("Account"), &RecordId::parse("001Wf00000aBcDe").unwrap(), &[name("Name")]),
        Subrequest::describe(&name("Case"), Some("Fri, 20 Nov 2026 20:53:02 GMT")),
    ];
    check(
        &request::composite(&session(), &subrequests, true, PATIENCE_MS),
        expect![[r#"
            Post https://acme.my.salesforce.com/services/data/v62.0/composite
            Content-Type: application/json
            Accept: application/json
            Authorization: Bearer 00D!token
            {"allOrNone":true,"collateSubrequests":false,"compositeRequest":[{"method":"GET","url":"/services/data/v62.0/query?q=SELECT%20Id%2C%20Owner.Name%20FROM%20Case%20WHERE%20Id%20IN%20%28%27500Wf00000AbCdEIAV%27%29","referenceId":"r0"},{"method":"GET","url":"/services/data/v62.0/sobjects/Account/001Wf00000aBcDeIAK?fields=Name","referenceId":"r1"},{"method":"GET","url":"/services/data/v62.0/sobjects/Case/describe","referenceId":"r2","httpHeaders":{"If-Modified-Since":"Fri, 20 Nov 2026 20:53:02 GMT"}}]}
        "#]],
    );
}

#[test]
fn lnk_1_a_search_is_one_call() {
    let object = name("Case");
    let searched = [Searched::parent_text(&path("Owner.Name"))];
    let returned = [path("CaseNumber"), path("Owner.Name")];
    let modified = path("LastModifiedDate");
    let search = Search {
        object: &object,
        keywords: "doe",
        searched: &searched,
        returned: &returned,
        order: Some((&modified, Direction::Descending)),
        limit: 26,
    };
    check(
        &request::search(&session(), &search, PATIENCE_MS).unwrap(),
        expect![[r#"
            Get https://acme.my.salesforce.com/services/data/v62.0/query?q=SELECT%20Id%2C%20CaseNumber%2C%20Owner.Name%20FROM%20Case%20WHERE%20Owner.Name%20LIKE%20%27%25doe%25%27%20ORDER%20BY%20LastModifiedDate%20DESC%20LIMIT%2026
            Accept: application/json
            Authorization: Bearer 00D!token
        "#]],
    );
    assert!(request::search(&session(), &Search { keywords: " ", ..search }, PATIENCE_MS).is_err());
    check(
        &request::parameterized_search(&session(), &object, "C++ {doe}", &returned, 5, PATIENCE_MS),
        expect![[r#"
            Post https://acme.my.salesforce.com/services/data/v62.0/parameterizedSearch
            Content-Type: application/json
            Accept: application/json
            Authorization: Bearer 00D!token
            {"q":"C\\+\\+ \\{doe\\}","sobjects":[{"name":"Case","fields":["Id","CaseNumber","Owner.Name"],"limit":5}],"overallLimit":5}
        "#]],
    );
}

#[test]
fn con_4_a_login_is_begun_with_the_challenge_of_its_verifier() {
    // The example of RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let login = Address::parse_login("https://test.salesforce.com").unwrap();
    let url = request::authorize_url(&login, "key+1", "https://x.example/x1/abc", "state", verifier);
    expect!["https://test.salesforce.com/services/oauth2/authorize?response_type=code&client_id=key%2B1&redirect_uri=https%3A%2F%2Fx.example%2Fx1%2Fabc&scope=api%20refresh_token&state=state&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&prompt=login"].assert_eq(&url);
}

#[test]
fn con_4_tokens_are_asked_for_in_a_form() {
    let login = Address::parse_login("login.salesforce.com").unwrap();
    check(
        &request::token_client_credentials(&login, &client(), PATIENCE_MS),
        expect![[r#"
            Post https://login.salesforce.com/services/oauth2/token
            Accept: application/json
            Content-Type: application/x-www-form-urlencoded
            grant_type=client_credentials&client_id=key%2B1&client_secret=sec%26ret%3D
        "#]],
    );
    check(
        &request::token_refresh(&login, &client(), "5Aep/==", PATIENCE_MS),
        expect![[r#"
            Post https://login.salesforce.com/services/oauth2/token
            Accept: application/json
            Content-Type: application/x-www-form-urlencoded
            grant_type=refresh_token&refresh_token=5Aep%2F%3D%3D&client_id=key%2B1&client_secret=sec%26ret%3D
        "#]],
    );
    check(
        &request::token_authorization_code(
            &login,
            &client(),
            "aPrx==",
            "https://x.example/cb",
            "verifier",
            PATIENCE_MS,
        ),
        expect![[r#"
            Post https://login.salesforce.com/services/oauth2/token
            Accept: application/json
            Content-Type: application/x-www-form-urlencoded
            grant_type=authorization_code&code=aPrx%3D%3D&client_id=key%2B1&client_secret=sec%26ret%3D&redirect_uri=https%3A%2F%2Fx.example%2Fcb&code_verifier=verifier
        "#]],
    );
    check(
        &request::revoke(&login, "5Aep", PATIENCE_MS),
        expect![[r#"
            Post https://login.salesforce.com/services/oauth2/revoke
            Accept: application/json
            Content-Type: application/x-www-form-urlencoded
            token=5Aep
        "#]],
    );
    check(
        &request::user_info(&session(), PATIENCE_MS),
        expect![[r#"
            Get https://acme.my.salesforce.com/services/oauth2/userinfo
            Accept: application/json
            Authorization: Bearer 00D!token
        "#]],
    );
}

#[test]
fn a_session_does_not_show_its_token() {
    assert!(!format!("{:?}", session()).contains("token\""));
    assert!(!format!("{:?}", session()).contains("00D!"));
}

#[test]
fn api_versions_are_whole() {
    assert_eq!(ApiVersion::parse("v62.0"), Some(ApiVersion::pinned()));
    assert_eq!(ApiVersion::parse("67.0").unwrap().as_str(), "v67.0");
    for text in ["", "v", "v62", "v62.1", "v.0", "v62.0/../x", "vxx.0"] {
        assert_eq!(ApiVersion::parse(text), None, "{text}");
    }
}
