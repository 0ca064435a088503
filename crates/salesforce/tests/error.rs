//! Errors: their classes, what people are told, and what they are never told.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use expect_test::{Expect, expect};
use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply;
use weftline_wire::failure::FailureCode;

fn error(status: u16, body: &str) -> SalesforceError {
    reply::read(status, &[], body.as_bytes()).unwrap_err()
}

fn stated(status: u16, code: &str, message: &str) -> SalesforceError {
    error(status, &format!(r#"[{{"message":"{message}","errorCode":"{code}"}}]"#))
}

fn check(error: &SalesforceError, expect: Expect) {
    let failure = error.to_failure();
    let retry = if failure.retryable { ", try again" } else { "" };
    expect.assert_eq(&format!("{:?} -> {:?}: {}{retry}", error.class(), failure.code, failure.text));
}

#[test]
fn errors_are_classed_by_code_and_not_by_status() {
    let class = |status, code| stated(status, code, "").class();
    assert_eq!(class(400, "UNABLE_TO_LOCK_ROW"), ErrorClass::Lock);
    assert_eq!(class(403, "REQUEST_LIMIT_EXCEEDED"), ErrorClass::Limit);
    assert_eq!(class(403, "INSUFFICIENT_ACCESS_OR_READONLY"), ErrorClass::Forbidden);
    assert_eq!(class(400, "INSUFFICIENT_ACCESS_OR_READONLY"), ErrorClass::Forbidden);
    assert_eq!(class(400, "INVALID_FIELD_FOR_INSERT_UPDATE"), ErrorClass::Forbidden);
    assert_eq!(class(404, "INVALID_CROSS_REFERENCE_KEY"), ErrorClass::Data);
    assert_eq!(class(400, "INVALID_CROSS_REFERENCE_KEY"), ErrorClass::Data);
    assert_eq!(class(404, "ENTITY_IS_DELETED"), ErrorClass::Deleted);
    assert_eq!(class(404, "NOT_FOUND"), ErrorClass::NotFound);
    assert_eq!(class(400, "MALFORMED_QUERY"), ErrorClass::Configuration);
    assert_eq!(class(500, "UNKNOWN_EXCEPTION"), ErrorClass::Transient);
    assert_eq!(class(503, "SERVER_UNAVAILABLE"), ErrorClass::Transient);
    assert_eq!(class(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION"), ErrorClass::Data);
    assert_eq!(class(400, "SOME_CODE_OF_NEXT_YEAR"), ErrorClass::Unknown);
    assert_eq!(class(503, "SOME_CODE_OF_NEXT_YEAR"), ErrorClass::Transient);
    assert_eq!(
        stated(404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: X__c").class(),
        ErrorClass::Configuration
    );
}

#[test]
fn con_4_not_every_401_can_be_mended_by_a_new_token() {
    check(
        &stated(401, "INVALID_SESSION_ID", "Session expired or invalid"),
        expect!["SessionExpired -> ReconnectNeeded: Salesforce does not accept the connection's token"],
    );
    check(
        &stated(401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API"),
        expect![
            "SessionNotRefreshable -> SalesforceForbidden: the token is not good for the API: add the scope `Manage user data via APIs (api)` to the app and reconnect"
        ],
    );
    check(
        &error(403, "Bad_OAuth_Token"),
        expect!["SessionExpired -> ReconnectNeeded: Salesforce does not accept the connection's token"],
    );
}

#[test]
fn con_4_oauth_errors_say_who_has_to_act() {
    let oauth = |code: &str, description: &str| {
        error(400, &format!(r#"{{"error":"{code}","error_description":"{description}"}}"#))
    };
    check(
        &oauth("invalid_grant", "expired access/refresh token"),
        expect![
            "OAuthFinal -> ReconnectNeeded: Salesforce no longer accepts the connection: an admin has to reconnect"
        ],
    );
    check(
        &oauth("invalid_grant", "token request is already being processed"),
        expect!["OAuthBusy -> Conflict: the connection's token is just being renewed, try again"],
    );
    check(
        &oauth("invalid_grant", "no client credentials user enabled"),
        expect![
            "OAuthConfiguration -> CredentialsRefused: the app has no user to run as: enable the client credentials flow in its policies and name the integration user there"
        ],
    );
    check(
        &oauth("invalid_client_id", "client identifier invalid"),
        expect![
            "OAuthConfiguration -> CredentialsRefused: Salesforce does not know the consumer key: copy it again from the app's OAuth settings, and check the instance; a new app takes up to ten minutes until Salesforce knows it"
        ],
    );
    assert_eq!(oauth("invalid_grant", "ip restricted").message(), "ip restricted");
}

#[test]
fn con_7_refusals_by_address_by_policy_and_for_want_of_rights_have_their_own_words() {
    let login = |error: &str, description: &str| SalesforceError::of_login(error, description);
    check(
        &login("invalid_grant", "ip restricted"),
        expect![
            "SessionNotRefreshable -> SalesforceForbidden: Salesforce refuses the address that Weftline calls from: take the IP allowlist off the app or set its IP relaxation to `Relax IP restrictions`, since an app in Forge has no addresses of its own, or use client credentials"
        ],
    );
    check(
        &login("OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app"),
        expect![
            "OAuthConfiguration -> CredentialsRefused: a Salesforce admin has to permit the user: in the app's policies, under Permitted Users, let all users authorize themselves, or give the user's profile or permission set access to the app"
        ],
    );
    check(
        &login("OAUTH_EC_APP_NOT_FOUND", "external client app is not installed in this org"),
        expect![
            "OAuthConfiguration -> CredentialsRefused: the app is not installed in the org that was logged in to: log in to the org in which the External Client App was created, or create it there too"
        ],
    );
    check(
        &login("OAUTH_APP_BLOCKED", "this app is blocked by admin"),
        expect![
            "OAuthConfiguration -> CredentialsRefused: Salesforce blocks the app for this user: a Salesforce admin has to unblock it in Setup under Connected Apps OAuth Usage, and permit the user in the app's policies"
        ],
    );
    check(
        &login("access_denied", "end-user denied authorization"),
        expect!["OAuthFinal -> ReconnectNeeded: access was not allowed in Salesforce: log in again and choose Allow"],
    );
    check(
        &login("access-denied", ""),
        expect![
            "OAuthFinal -> ReconnectNeeded: Salesforce did not allow access: log in again and choose Allow, as a user whom the app's policies permit"
        ],
    );
    check(
        &login("redirect_uri_mismatch", "redirect_uri must match configuration"),
        expect![
            "OAuthConfiguration -> CredentialsRefused: the callback URL in the app is another one: copy it from Weftline's page into the app's OAuth settings, exactly, and wait up to ten minutes until Salesforce knows it"
        ],
    );
    check(
        &login("invalid_client", "invalid client credentials"),
        expect![
            "OAuthConfiguration -> CredentialsRefused: Salesforce does not accept the consumer secret: copy it again from the app's OAuth settings"
        ],
    );
    check(
        &login("invalid_request", "invalid code verifier"),
        expect![
            "OAuthConfiguration -> CredentialsRefused: Salesforce did not accept the proof that this login was begun here (PKCE): begin the login again"
        ],
    );
    check(
        &login("invalid_grant", "expired authorization code"),
        expect![
            "OAuthFinal -> ReconnectNeeded: the code from Salesforce has expired or was used: begin the login again"
        ],
    );
    check(
        &login("inactive_org", "organization is suspended"),
        expect![
            "OAuthFinal -> ReconnectNeeded: the org is locked, closed or its trial has ended: a Salesforce admin has to open it again"
        ],
    );
    check(
        &error(403, r#"[{"errorCode":"API_DISABLED_FOR_ORG","message":"API is not enabled for this Organization"}]"#),
        expect![
            "Forbidden -> SalesforceForbidden: the API is not enabled for the org or the user: the edition must include it, and the integration user needs the permission `API Enabled`"
        ],
    );
    let unknown = login("<b>new</b>", "code=abcdef and 5Aep861secret");
    assert_eq!(unknown.message(), "[hidden] and [hidden]");
}

#[test]
fn off_1_pages_of_gateways_are_no_words_for_people() {
    let page = error(503, "<html><head><title>Maintenance</title></head><body>00DWf000000aBcD!secret</body></html>");
    check(&page, expect!["Transient -> SalesforceUnavailable: Salesforce is not available at the moment, try again"]);
    assert_eq!(page.message(), "the reply with status 503 has no explanation");
    assert!(!page.surely_not_done());
    assert_eq!(error(500, "").class(), ErrorClass::Transient);
    assert_eq!(error(502, "[]").class(), ErrorClass::Transient);
    assert_eq!(error(403, "{}").class(), ErrorClass::Forbidden);
    assert_eq!(error(429, "Too many requests").class(), ErrorClass::Limit);
    check(
        &stated(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
        expect!["Limit -> SalesforceLimit: the org's API calls are used up for now, try again"],
    );
}

#[test]
fn crt_4_a_duplicate_names_its_record() {
    let named = stated(
        400,
        "DUPLICATE_VALUE",
        "duplicate value found: Weftline_Key__c duplicates value on record with id: 500Wf00000AbCdE",
    );
    let id = RecordId::parse("500Wf00000AbCdEIAV").unwrap();
    assert_eq!(named.class(), ErrorClass::Duplicate { record: Some(id) });
    assert_eq!(named.to_failure().values["record"], "500Wf00000AbCdEIAV");
    let unnamed = stated(
        400,
        "DUPLICATE_VALUE",
        "duplicate value found: <unknown> duplicates value on record with id: <unknown>",
    );
    assert_eq!(unnamed.class(), ErrorClass::Duplicate { record: None });
}

#[test]
fn a_duplicate_rule_s_records_are_found_in_both_spellings() {
    for spelling in ["duplicateResut", "duplicateResult"] {
        let body = format!(
            r#"[{{"{spelling}":{{"allowSave":true,"duplicateRule":"Standard","matchResults":[{{"matchEngine":"Exact","matchRecords":[{{"matchConfidence":100.0,"record":{{"attributes":{{"type":"Contact"}},"Id":"003Wf00000aBcDeIAK"}}}}],"size":1}}]}},"errorCode":"DUPLICATES_DETECTED","message":"Use one of these records?"}}]"#
        );
        let error = error(400, &body);
        assert_eq!(error.class(), ErrorClass::DuplicatesDetected);
        let duplicates = error.duplicates().unwrap();
        let contact = (String::from("Contact"), RecordId::parse("003Wf00000aBcDeIAK").unwrap());
        assert_eq!((duplicates.records.as_slice(), duplicates.may_save), ([contact].as_slice(), true));
        assert_eq!(duplicates.text, "Use one of these records?");
        assert_eq!(error.to_problems()[0].remedy.as_deref(), Some("link the existing record instead"));
    }
}

#[test]
fn crt_2_duplicates_of_several_rules_are_told_together_and_each_once() {
    let rule = |allow_save: bool, text: &str, object: &str, id: &str| {
        format!(
            r#"{{"duplicateResut":{{"allowSave":{allow_save},"duplicateRule":"{object}_Rule","duplicateRuleEntityType":"Lead","errorMessage":"{text}","matchResults":[{{"entityType":"{object}","errors":[],"matchEngine":"ExactMatchEngine","matchRecords":[{{"additionalInformation":[],"fieldDiffs":[],"matchConfidence":100,"record":{{"Id":"{id}"}}}}],"rule":"R","size":1,"success":true}}]}},"errorCode":"DUPLICATES_DETECTED","message":"{text}"}}"#
        )
    };
    let (lead, contact) = ("00QWf00000aBcDe", "003Wf00000aBcDeIAK");
    let rules =
        [rule(true, "Look here", "Lead", lead), rule(false, "No", "Contact", contact), rule(true, "x", "Lead", lead)];
    let error = error(400, &format!("[{}]", rules.join(",")));
    let found = error.duplicates().unwrap();
    assert_eq!((found.text.as_str(), found.may_save), ("Look here", false), "one that blocks is enough");
    let records: Vec<(&str, &str)> = found.records.iter().map(|(object, id)| (object.as_str(), id.as_str())).collect();
    assert_eq!(records.iter().map(|(object, _)| *object).collect::<Vec<_>>(), ["Lead", "Contact"]);
    assert!(records[0].1.starts_with("00QWf00000aBcDe") && records[1].1.starts_with("003Wf00000aBcDe"));
}

#[test]
fn crt_2_errors_appear_at_their_fields_with_what_to_do() {
    let body = r#"[
      {"message":"Required fields are missing: [LastName, Company]","errorCode":"REQUIRED_FIELD_MISSING","fields":["LastName","Company"]},
      {"message":"Subject: data value too large: ... (max length=255)","errorCode":"STRING_TOO_LONG","fields":["Subject"]},
      {"message":"Please call first","errorCode":"FIELD_CUSTOM_VALIDATION_EXCEPTION","fields":[]}
    ]"#;
    let problems: Vec<String> = error(400, body)
        .to_problems()
        .into_iter()
        .map(|problem| {
            format!(
                "{} {}: {} -> {}",
                problem.code,
                problem.field.unwrap_or_default(),
                problem.text,
                problem.remedy.unwrap_or_default()
            )
        })
        .collect();
    expect![[r#"
        REQUIRED_FIELD_MISSING LastName: Required fields are missing: [LastName, Company] -> fill in the field
        REQUIRED_FIELD_MISSING Company: Required fields are missing: [LastName, Company] -> fill in the field
        STRING_TOO_LONG Subject: Subject: data value too large: ... (max length=255) -> shorten the text
        FIELD_CUSTOM_VALIDATION_EXCEPTION : Please call first -> "#]]
    .assert_eq(&problems.join("\n"));
}

#[test]
fn a_collection_s_row_states_its_errors_alike() {
    let row = r#"{"success":false,"errors":[{"statusCode":"MALFORMED_ID","message":"Case ID: id value of incorrect type: x","fields":["Id"]}]}"#;
    assert_eq!(error(400, row).class(), ErrorClass::Data);
}

#[test]
fn no_secret_gets_into_a_message() {
    for secret in
        ["00DWf000000aBcD!AQ.secret", "5Aep861secret", "3MVG9secret", "access_token=secret", "client_secret=secret"]
    {
        for status in [400, 401, 403, 500] {
            let errors = [
                stated(status, "UNKNOWN_EXCEPTION", &format!("bad {secret} here")),
                stated(status, secret, "x"),
                error(status, &format!(r#"{{"error":"invalid_grant","error_description":"for '{secret}'"}}"#)),
                error(status, secret),
                error(status, &format!("<p>{secret}</p>")),
            ];
            for error in errors {
                let shown = format!("{error} {error:?} {:?} {:?}", error.to_failure(), error.to_problems());
                assert!(!shown.contains("secret\"") && !shown.contains(secret), "{shown}");
            }
        }
    }
}

#[test]
fn long_messages_are_cut_and_made_one_line() {
    let error = stated(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", &format!("a\\n\\t b {}", "\u{fc}".repeat(1000)));
    assert!(error.message().starts_with("a b \u{fc}"));
    assert_eq!(error.message().chars().count(), 503);
}

#[test]
fn what_surely_was_not_done_is_told_from_what_may_have_been() {
    assert!(stated(400, "STRING_TOO_LONG", "").surely_not_done());
    assert!(stated(400, "UNABLE_TO_LOCK_ROW", "").surely_not_done());
    assert!(stated(403, "REQUEST_LIMIT_EXCEEDED", "").surely_not_done());
    assert!(!stated(500, "UNKNOWN_EXCEPTION", "").surely_not_done());
    assert!(!error(504, "").surely_not_done());
    assert_eq!(stated(400, "STRING_TOO_LONG", "").to_failure().code, FailureCode::Invalid);
}

#[test]
fn errors_in_xml_are_read() {
    let bulk = error(
        400,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><error xmlns=\"http://www.force.com/2009/06/asyncapi/dataload\">\n \
         <exceptionCode>InvalidSessionId</exceptionCode>\n <exceptionMessage>Invalid session id</exceptionMessage>\n</error>",
    );
    assert_eq!((bulk.code(), bulk.message()), ("InvalidSessionId", "Invalid session id"));
    assert_eq!(bulk.class(), ErrorClass::SessionExpired);
    let rest =
        error(404, "<Errors><Error><errorCode>NOT_FOUND</errorCode><message>Not there</message></Error></Errors>");
    assert_eq!((rest.code(), rest.message(), rest.class()), ("NOT_FOUND", "Not there", ErrorClass::NotFound));
}

#[test]
fn several_records_with_an_external_id_are_duplicates() {
    let several = error(300, r#"["/services/data/v62.0/sobjects/Case/500000000000001AAA"]"#);
    assert_eq!((several.code(), several.class()), ("several-records", ErrorClass::Duplicate { record: None }));
    assert!(several.surely_not_done());
}
