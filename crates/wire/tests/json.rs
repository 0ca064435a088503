//! What is read from JSON: as serde reads it, whose attributes on the types also decide how they are written, and
//! refused with its place where it is not.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Debug;

use expect_test::{Expect, expect};
use serde::de::DeserializeOwned;
use weftline_wire::call::{Call, CreateCall, Reply};
use weftline_wire::configuration::{Manifest, Section};
use weftline_wire::document::{
    Connection, CreationDocument, DescribeHead, DescribeShard, IssueDocument, LinkDocument, RecordDocument, Snapshot,
    Versioned,
};
use weftline_wire::effect::{
    Body, Effect, Expectation, Method, NumberedEffect, Principal, Settled, StorageOperation, TransactSet,
};
use weftline_wire::job::{Caller, Job, Named, Turn};
use weftline_wire::json::{self, Decode, Encode, Raw, Reader};
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::LoginProgress;

/// Reads `text` here and with serde: both give the same value.
fn agree<T>(text: &str)
where
    T: DeserializeOwned + for<'a> Decode<'a> + PartialEq + Debug,
{
    let expected: T = serde_json::from_str(text).unwrap();
    assert_eq!(json::from_str::<T>(text).unwrap(), expected, "{text}");
}

/// Reads `text` here, and makes sure that serde does not read it either.
fn refused<T>(text: &str, expected: &Expect)
where
    T: DeserializeOwned + for<'a> Decode<'a> + Debug,
{
    assert!(serde_json::from_str::<T>(text).is_err(), "{text}");
    expected.assert_eq(&json::from_str::<T>(text).unwrap_err().to_string());
}

fn job(call: &str) -> String {
    let caller = r#"{"cloudId":"c","siteUrl":"https://a.atlassian.net","accountId":"5b","issue":{"id":"1","key":"SUP-1"},
        "project":null,"issueType":null,"module":"weftline-list","extension":""}"#;
    format!(r#"{{"kind":"call","caller":{caller},"call":{call}}}"#)
}

#[test]
fn jobs_and_calls_are_read() {
    agree::<Job>(r#"{"attempt":3,"kind":"settleCreation","key":"a\n\u00e9\ud83d\ude00"}"#);
    agree::<Job>(r#"{"kind":"forgetIssue","issueId":"10100"}"#);
    for call in [
        r#"{"name":"panel","payload":{"view":"compact","stored":true}}"#,
        r#"{"payload":{"keywords":"x","object":"Case"},"name":"search"}"#,
        r#"{"name":"link","payload":{"object":"Case","recordIds":["1","2"],"share":false}}"#,
        r#"{"name":"unlink","payload":{"recordIds":[]}}"#,
        r#"{"name":"createForm","payload":{"object":"Case"}}"#,
        r#"{"name":"lookup","payload":{"object":"Case","field":"OwnerId","text":"a"}}"#,
        r#"{"name":"create","payload":{"object":"Case","formId":"f","assignmentRules":true,"saveDuplicates":false,
            "values":{"A":null,"B":true,"C":-1.5e2,"D":"text","E":12345678901234567890}}}"#,
        r#"{"name":"details","payload":{"recordId":"1"}}"#,
        r#"{"name":"postFeed","payload":{"recordId":"1","postId":"0","html":"<p>x","replyTo":null}}"#,
        r#"{"name":"image","payload":{"recordId":"1","image":{"kind":"feedFile","itemId":"2","commentId":null,"id":"3"}}}"#,
        r#"{"name":"connection","payload":{}}"#,
        r#"{"name":"connect","payload":{"connection":null,"myDomain":"a.my.salesforce.com","clientId":"i",
            "clientSecret":"s"}}"#,
        r#"{"name":"testConnection","payload":{"connection":"main"}}"#,
        r#"{"name":"disconnect","payload":{"connection":"main"}}"#,
        r#"{"name":"configuration","payload":{}}"#,
    ] {
        agree::<Job>(&job(call));
    }
}

#[test]
fn outcomes_are_read() {
    agree::<Vec<Settled>>(
        r#" [ {"id":1,"outcome":{"kind":"http","status":200,"headers":[["a","b"],["c","d"]]}},
            {"id":2,"outcome":{"kind":"value","json":"{}"}}, {"id":3,"outcome":{"kind":"value","json":null}},
            {"id":4,"outcome":{"kind":"page","items":[{"key":"k","json":"1"}],"cursor":"c"}},
            {"id":5,"outcome":{"kind":"done"}}, {"id":6,"outcome":{"kind":"conflict"}},
            {"id":7,"outcome":{"bytes":[0,255],"kind":"random"}},
            {"id":8,"outcome":{"kind":"trouble","reason":"rateLimited","message":"m","retryAfterMs":5}},
            {"id":9,"outcome":{"kind":"trouble","reason":"timeout","message":"m"}} ] "#,
    );
    agree::<Vec<Settled>>("[]");
}

#[test]
fn stored_documents_are_read_and_what_a_newer_version_added_is_passed_over() {
    let stored = |document: &str| format!(r#"{{"revision":7,"document":{document},"later":[{{"x":1}}]}}"#);
    agree::<Versioned<Connection>>(&stored(
        r#"{"state":"reconnectNeeded","grant":"clientCredentials","loginUrl":"l","instanceUrl":"i","family":"f",
            "tokenSet":3,"oldestSet":2,"announced":true,"retired":{"family":"g","tokenSet":4,"oldestSet":3},
            "lease":{"holder":"h","untilMs":1700000000000},"organizationId":"o","organizationName":"n","username":"u",
            "userId":"i","apiVersion":"v62.0","connectedAtMs":1,"later":null}"#,
    ));
    agree::<Versioned<IssueDocument>>(&stored(
        r#"{"links":[{"recordId":"r","object":"Case","connection":"c","linkedAtMs":1}]}"#,
    ));
    agree::<Versioned<LinkDocument>>(&stored(
        r#"{"issueId":"1","recordId":"r","object":"Case","connection":"c","primary":true,"origin":"created",
            "author":"a","linkedAtMs":1,"base":{"Subject":{"salesforce":{"kind":"value","json":"1"},
            "jira":{"kind":"digest","sha256":"00","length":600}},"B":{"salesforce":{"kind":"unknown"},
            "jira":{"kind":"unknown"}}}}"#,
    ));
    agree::<Versioned<RecordDocument>>(&stored(r#"{"issueIds":["1","2"]}"#));
    for state in [r#"{"kind":"intended"}"#, r#"{"kind":"refused"}"#, r#"{"recordId":"r","kind":"created","x":0}"#] {
        agree::<Versioned<CreationDocument>>(&stored(&format!(
            r#"{{"state":{state},"issueId":"1","projectId":"2","object":"Case","connection":"c","author":"a",
                "keyField":null,"intendedAtMs":5}}"#
        )));
    }
    agree::<Manifest>(
        r#"{"version":1,"author":"a","savedAtMs":2,"reason":"saved","changed":["settings"],"objects":["Case"],
            "sections":{"settings":"h","a":"b"}}"#,
    );
    agree::<Section>(
        r#"{"kind":"settings","content":{"enabled":true,"showPanel":true,"allowLinking":true,"allowUnlinking":false,
            "showPotentialResults":true,"allowRedirect":true,"showComments":true,"postComments":false,"showFeed":true,
            "postFeed":false,"allowBulk":false,"bulkDefaults":"fixed","showImages":true,"showEmails":true,
            "everyIssue":false,"operationsIssue":"OPS-1","whatANewerVersionAdded":1,"sharing":"warned","firstSync":"nothing",
            "bulkLinks":"all","bulkComment":true,
            "commentsToSalesforce":true,"commentsToJira":false,"publicInSalesforce":false,"publicInJira":true,
            "commentDeletions":"mark","pollMinutes":5}}"#,
    );
    agree::<Section>(r#"{"kind":"restrictions","content":{"issueTypes":[{"id":"10001","name":"Bug"}]}}"#);
    agree::<Section>(
        r#"{"content":{"object":"Case","search":["A"],"details":[],"list":["B"],"compact":[]},"kind":"fields"}"#,
    );
    agree::<Section>(
        r#"{"kind":"mapping","content":{"object":"Case","assignmentRules":true,"fields":[
            {"field":"A","label":"l","source":{"kind":"nothing"},"default":"d","width":"one","help":"h","readOnly":true},
            {"field":"B","source":{"kind":"field","field":"summary"},"width":"two","readOnly":false},
            {"field":"C","source":{"kind":"picklist","field":"priority","values":{"High":"1"},"unmapped":"report"},
             "width":"two","readOnly":false},
            {"field":"D","source":{"kind":"constant","value":"Web"},"width":"two","readOnly":false},
            {"field":"E","source":{"kind":"template","template":"{{issue.key}}"},"width":"two","readOnly":false}]}}"#,
    );
    agree::<Snapshot>(
        r#"{"records":{"r":{"name":"n","seenAtMs":1,"cells":{"a":{"kind":"empty"},"b":{"kind":"text","text":"t"},
            "c":{"kind":"number","value":1.25,"decimals":2},"d":{"kind":"percent","value":50,"decimals":0},
            "e":{"kind":"currency","value":-1,"decimals":2,"code":"EUR"},"f":{"kind":"boolean","value":true},
            "g":{"kind":"date","date":"2026-11-21"},"h":{"kind":"dateTime","atMs":1},
            "i":{"kind":"picklist","value":"v","label":"l"},"j":{"kind":"multiPicklist","labels":["a"]},
            "k":{"kind":"reference","id":"i","name":"n","url":null},"l":{"kind":"link","href":"tel:1","text":"1"}}}}}"#,
    );
}

#[test]
fn describes_are_read_without_what_they_may_lack() {
    agree::<DescribeHead>(
        r#"{"object":{"name":"Case","label":"Case","labelPlural":"Cases"},"shards":1,"checkedAtMs":5}"#,
    );
    agree::<DescribeShard>(
        r#"{"lastModified":"x","fields":[{"name":"A","label":"a","type":"string"},{"name":"B","label":"b",
            "type":"inventedlater"},{"name":"C","label":"c","type":"multipicklist","length":1,"byteLength":2,
            "precision":3,"scale":4,"nillable":true,"defaultedOnCreate":true,"createable":true,"updateable":true,
            "filterable":true,"sortable":true,"calculated":true,"nameField":true,"autoNumber":true,"externalId":true,
            "unique":true,"htmlFormatted":true,"restrictedPicklist":true,"dependentPicklist":true,
            "picklistValues":[{"value":"v","label":"l","active":true,"defaultValue":true,"validFor":null}],
            "referenceTo":["User"],"relationshipName":"Owner","inlineHelpText":"help","soapType":"xsd:string"}]}"#,
    );
}

#[test]
fn what_a_page_or_the_host_must_not_send_is_refused_with_its_place() {
    refused::<Job>("", &expect!["the text ends too early at line 1, column 1"]);
    refused::<Job>("[]", &expect!["an object is expected at line 1, column 1"]);
    refused::<Job>("{}", &expect!["missing field `kind` at line 1, column 3"]);
    refused::<Job>(r#"{"kind":"sing"}"#, &expect!["an unknown variant in `kind` at line 1, column 15"]);
    refused::<Job>(
        "{\"kind\":\"forgetIssue\",\n \"issueId\":\"1\",\"x\":2}",
        &expect!["unknown field `x` at line 2, column 20"],
    );
    refused::<Job>(r#"{"kind":"forgetIssue"}"#, &expect!["missing field `issueId` at line 1, column 23"]);
    refused::<Job>(
        r#"{"kind":"forgetIssue","issueId":"1","issueId":"2"}"#,
        &expect!["duplicate field `issueId` at line 1, column 47"],
    );
    refused::<Job>(
        r#"{"kind":"forgetIssue","issueId":"1"} x"#,
        &expect!["there is more text after the document at line 1, column 38"],
    );
    refused::<Job>(
        &job(r#"{"name":"link","payload":{"object":"Case","recordIds":["1",2]}}"#),
        &expect!["a string is expected in `call.payload.recordIds.1` at line 2, column 148"],
    );
    refused::<Job>(
        &job(r#"{"name":"panel","payload":{"view":"compact","who":"me"}}"#),
        &expect!["unknown field `who` in `call.payload` at line 2, column 139"],
    );
    refused::<Job>(
        &job(r#"{"name":"create","payload":{"object":"Case","formId":"f","values":{"A":[1]}}}"#),
        &expect![
            "a text, a number, `true`, `false` or `null` is expected in `call.payload.values.A` at line 2, column 160"
        ],
    );
    refused::<Vec<Settled>>(
        r#"[{"id":4294967296,"outcome":{"kind":"done"}}]"#,
        &expect!["a whole number is expected, and not so large in `0.id` at line 1, column 18"],
    );
    refused::<Vec<Settled>>(
        r#"[{"id":1,"outcome":{"kind":"random","bytes":[256]}}]"#,
        &expect!["a whole number is expected, and not so large in `0.outcome.bytes.0` at line 1, column 49"],
    );
    refused::<Vec<Settled>>(
        r#"[{"id":1,"outcome":{"kind":"http","status":200,"headers":[["a"]]}}]"#,
        &expect!["two strings are expected in `0.outcome.headers.0` at line 1, column 64"],
    );
    refused::<FieldValue>("1e400", &expect!["a number is out of range at line 1, column 6"]);
    refused::<FieldValue>("\"\u{1}\"", &expect!["a control character is in a string at line 1, column 2"]);
    refused::<FieldValue>("01", &expect!["a value is expected at line 1, column 1"]);
    refused::<FieldValue>("nul", &expect!["a value is expected at line 1, column 1"]);
}

#[test]
fn a_variant_without_members_refuses_them_too() {
    let settled = json::from_str::<Vec<Settled>>(r#"[{"id":1,"outcome":{"kind":"done","more":1}}]"#);
    expect!["unknown field `more` in `0.outcome` at line 1, column 42"].assert_eq(&settled.unwrap_err().to_string());
}

#[test]
fn what_is_passed_over_may_nest_deeper_than_what_is_decoded() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(json::from_str::<Raw<'_>>(&deep).unwrap().get(), deep);
    assert!(Reader::new("[1,]").skip().is_err());
}

/// Writes `value` here and with serde: both give the same document.
fn written_alike<T: Encode + serde::Serialize>(value: &T) {
    let ours: serde_json::Value = serde_json::from_str(&json::to_string(value)).unwrap();
    assert_eq!(ours, serde_json::to_value(value).unwrap());
}

#[test]
fn what_is_written_is_what_serde_writes() {
    let caller = Caller {
        cloud_id: "c".into(),
        site_url: "https://a.atlassian.net".into(),
        account_id: "quotes \" and \\ and \u{1} and \u{1f} and \u{7f} and é 😀\r\n\t\u{8}\u{c}".into(),
        issue: Some(Named { id: "1".into(), key: "SUP-1".into() }),
        project: None,
        issue_type: None,
        module: "weftline-list".into(),
        extension: String::new(),
    };
    let values = [("A", FieldValue::Null), ("b", FieldValue::Boolean(true)), ("c", FieldValue::Number(-1.5e300))];
    let call = CreateCall {
        object: "Case".into(),
        form_id: "f".into(),
        values: values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        assignment_rules: Some(false),
        save_duplicates: false,
    };
    let job = Job::Call { caller, call: Call::Create(call) };
    written_alike(&job);
    let effects = [
        Effect::Push { queue: "work".into(), job: Box::new(job.clone()), delay_seconds: 0 },
        Effect::Jira {
            principal: Principal::App,
            method: Method::Delete,
            path: "/rest/api/3/x".into(),
            headers: vec![("a".into(), "b".into())],
            body: Body::Text("x".into()),
        },
        Effect::Salesforce {
            method: Method::Get,
            url: "https://a.my.salesforce.com".into(),
            headers: Vec::new(),
            body: Body::Empty,
            timeout_ms: u32::MAX,
            reply_bytes_max: Some(1),
        },
        Effect::Storage(StorageOperation::Transact {
            set: vec![TransactSet {
                entity: Some("issue".into()),
                key: "k".into(),
                json: "{}".into(),
                expect: Some(Expectation::Revision { revision: 3 }),
                ttl_seconds: None,
            }],
            delete: Vec::new(),
            check: Vec::new(),
        }),
        Effect::Wait { delay_ms: 10 },
    ];
    let effects = effects.into_iter().zip(0..).map(|(effect, id)| NumberedEffect { id, effect }).collect();
    written_alike(&Turn::Perform { effects });
    written_alike(&Turn::Park { job, delay_seconds: 90 });
    let view = LoginProgress::Waiting {};
    written_alike(&Turn::Done { reply: Some(Reply::FinishLogin(view)) });
    for number in [0.0, -0.0, 1.0, 0.1, 1e21, 1e-7, 123_456_789.125, f64::MAX, f64::MIN_POSITIVE] {
        written_alike(&number);
        assert_eq!(json::from_str::<f64>(&json::to_string(&number)).unwrap().to_bits(), number.to_bits());
    }
    assert_eq!(json::to_string(&f64::NAN), "null");
}

#[test]
fn bytes_travel_beside_the_text() {
    let body = Body::Bytes(vec![0, 255].into());
    let (text, blobs) = json::to_parts(&body);
    assert_eq!((text.as_str(), blobs), (r#"{"kind":"bytes","data":0}"#, vec![vec![0, 255]]));
}
