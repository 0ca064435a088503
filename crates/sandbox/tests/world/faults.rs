//! Faults and the control routes.

use std::time::Duration;

use serde_json::{Value, json};
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::http::Request;
use weftline_sandbox::{Door, Exchange, World};

use super::common::{NOW_MS, forge, kvs, post, read, request, world};

const SET: &str = "/kvs/api/v1/set";

fn set(world: &mut World, key: &str) -> Exchange {
    world.exchange(Door::Forge, &request("POST", SET, &json!({ "key": key, "value": 1 })))
}

fn there(world: &mut World, key: &str) -> bool {
    kvs(world, "get", json!({ "key": key })).0 == 200
}

fn status(exchange: Exchange) -> u16 {
    match exchange {
        Exchange::Reply { response, .. } => response.status,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lost_reply_is_carried_out_and_a_cut_is_not() {
    let mut world = world();
    world.add_fault(Fault::always(Door::Forge, FaultKind::LostReply).once_after(0));
    assert_eq!(set(&mut world, "lost"), Exchange::Lost { carried_out: true });
    assert!(there(&mut world, "lost"));
    world.add_fault(Fault::always(Door::Forge, FaultKind::Cut).once_after(0));
    assert_eq!(set(&mut world, "cut"), Exchange::Lost { carried_out: false });
    assert!(!there(&mut world, "cut"));
    world.add_fault(Fault::always(Door::Forge, FaultKind::Hang { carried_out: true }).once_after(0));
    assert_eq!(set(&mut world, "hung"), Exchange::Hang { carried_out: true });
    assert!(there(&mut world, "hung"));
    world.add_fault(Fault::always(Door::Forge, FaultKind::Hang { carried_out: false }).once_after(0));
    assert_eq!(set(&mut world, "never"), Exchange::Hang { carried_out: false });
    assert!(!there(&mut world, "never"));
}

#[test]
fn a_slow_reply_says_how_slow() {
    let mut world = world();
    world.add_fault(Fault::always(Door::Forge, FaultKind::Slow { delay_ms: 250 }).once_after(0));
    match set(&mut world, "k") {
        Exchange::Reply { response, delay } => assert_eq!((response.status, delay), (200, Duration::from_millis(250))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fault_strikes_where_and_as_often_as_it_is_set() {
    let mut world = world();
    let fault = Fault::always(Door::Forge, FaultKind::ServerError { status: 503 });
    world.add_fault(Fault { skip: 1, count: Some(2), ..fault.clone().at("/kvs/*/set").on("post") });
    let statuses: Vec<u16> = (0..5).map(|_| status(set(&mut world, "k"))).collect();
    assert_eq!(statuses, [200, 503, 503, 200, 200]);
    let id = world.add_fault(fault.at("/kvs/api/v1/get"));
    assert_eq!(status(set(&mut world, "k")), 200);
    assert!(!there(&mut world, "k"));
    assert!(world.remove_fault(id) && !world.remove_fault(id));
    assert!(there(&mut world, "k"));
}

#[test]
fn a_probability_strikes_the_same_requests_for_the_same_seed() {
    let run = |seed: u64| -> Vec<u16> {
        let mut world = world();
        let fault = Fault::always(Door::Forge, FaultKind::ServerError { status: 500 });
        world.add_fault(Fault { probability: 0.5, seed, ..fault });
        (0..32).map(|_| status(set(&mut world, "k"))).collect()
    };
    assert_eq!(run(3), run(3));
    assert_ne!(run(3), run(4));
    assert!(run(3).contains(&200) && run(3).contains(&500));
}

#[test]
fn errors_have_the_words_of_the_service() {
    let mut world = world();
    let mut strike = |door: Door, kind: FaultKind, target: &str| {
        world.clear_faults();
        world.add_fault(Fault::always(door, kind));
        let response = world.handle(door, &request("GET", target, &Value::Null));
        let retry_after = response.header("retry-after").map(str::to_owned);
        let (status, body) = read(response);
        (status, body, retry_after)
    };
    let query = "/services/data/v62.0/query?q=x";
    let expired = strike(Door::Salesforce, FaultKind::SessionExpired, query);
    assert_eq!(expired.0, 401);
    assert_eq!(expired.1, json!([{ "message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID" }]));
    assert_eq!(strike(Door::Salesforce, FaultKind::LimitExceeded, query).1[0]["errorCode"], "REQUEST_LIMIT_EXCEEDED");
    let wrong = strike(Door::Salesforce, FaultKind::SessionNotForApi, query);
    assert_eq!((wrong.0, &wrong.1[0]["message"]), (401, &json!("This session is not valid for use with the REST API")));
    let limited = strike(Door::Jira, FaultKind::RateLimited { retry_after_s: 7 }, "/rest/api/3/myself");
    assert_eq!((limited.0, limited.2.as_deref()), (429, Some("7")));
    assert!(limited.1["errorMessages"].is_array());
    let revoked = strike(Door::Salesforce, FaultKind::TokenRevoked, "/services/oauth2/token");
    assert_eq!((revoked.0, &revoked.1["error"]), (400, &json!("invalid_grant")));
    let refused = strike(Door::Salesforce, FaultKind::AddressRefused, "/services/oauth2/token");
    assert_eq!((refused.0, &refused.1["error_description"]), (400, &json!("ip restricted")));
}

#[test]
fn a_locked_row_is_told_where_salesforce_tells_it() {
    let mut world = world();
    post(&mut world, "/control/switches", json!({ "name": "rowsLocked", "on": true }));
    let mut ask =
        |method: &str, target: &str, body: Value| read(world.handle(Door::Salesforce, &request(method, target, &body)));
    let (status, rows) = ask("PATCH", "/services/data/v62.0/composite/sobjects", json!({ "records": [{}, {}] }));
    assert_eq!((status, rows.as_array().unwrap().len()), (200, 2));
    assert_eq!(rows[1]["errors"][0]["statusCode"], "UNABLE_TO_LOCK_ROW");
    assert_eq!(
        ask("DELETE", "/services/data/v62.0/composite/sobjects?ids=a,b,c", Value::Null).1.as_array().unwrap().len(),
        3
    );
    let part = |method: &str, reference: &str| json!({ "method": method, "url": "/services/data/v62.0/sobjects/Case/x", "referenceId": reference });
    let composite = json!({ "allOrNone": true, "compositeRequest": [part("GET", "before"), part("PATCH", "write"), part("GET", "after")] });
    let codes = |answer: &Value| -> Vec<String> {
        let parts = answer["compositeResponse"].as_array().unwrap().iter();
        parts.map(|part| part["body"][0]["errorCode"].as_str().unwrap().to_owned()).collect()
    };
    let (status, answer) = ask("POST", "/services/data/v62.0/composite", composite);
    assert_eq!(status, 200);
    assert_eq!(codes(&answer), ["PROCESSING_HALTED", "UNABLE_TO_LOCK_ROW", "PROCESSING_HALTED"]);
    let composite = json!({ "compositeRequest": [part("PATCH", "one"), part("GET", "between"), part("POST", "two")] });
    let (_, answer) = ask("POST", "/services/data/v62.0/composite", composite);
    assert_eq!(
        codes(&answer),
        ["UNABLE_TO_LOCK_ROW", "PROCESSING_HALTED", "UNABLE_TO_LOCK_ROW"],
        "each write by itself"
    );
    let (status, errors) = ask("PATCH", "/services/data/v62.0/sobjects/Case/x", json!({}));
    assert_eq!((status, &errors[0]["errorCode"]), (400, &json!("UNABLE_TO_LOCK_ROW")));
    world.clear_faults();
    world.add_fault(Fault::always(Door::Salesforce, FaultKind::LockRow).once_after(0));
    let mut codes = Vec::new();
    for method in ["GET", "PATCH", "PATCH"] {
        let answer =
            read(world.handle(Door::Salesforce, &request(method, "/services/data/v62.0/limits", &Value::Null)));
        codes.push(answer.1[0]["errorCode"] == "UNABLE_TO_LOCK_ROW");
    }
    assert_eq!(codes, [false, true, false], "only a write is struck, and counted");
}

/// A bulk job of so many rows, from its creation to what it says of itself a minute later.
fn bulk_job(world: &mut World, rows: usize) -> (String, Value) {
    let token = format!("Bearer {}", world.access().access_token);
    let ask = |world: &mut World, method: &str, target: &str, kind: &str, body: Vec<u8>| {
        let headers = [("authorization", token.as_str()), ("content-type", kind)];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let target = format!("/services/data/v62.0/jobs/ingest{target}");
        world.handle(Door::Salesforce, &Request { method: method.into(), target, headers, body })
    };
    let json = "application/json";
    let body = json!({ "object": "Case", "operation": "insert" }).to_string().into_bytes();
    let id = read(ask(world, "POST", "", json, body)).1["id"].as_str().unwrap().to_owned();
    let csv = format!("Subject\n{}", "bulk\n".repeat(rows)).into_bytes();
    assert_eq!(ask(world, "PUT", &format!("/{id}/batches"), "text/csv", csv).status, 201);
    let closed = json!({ "state": "UploadComplete" }).to_string().into_bytes();
    ask(world, "PATCH", &format!("/{id}"), json, closed);
    world.advance(60_000);
    let info = read(ask(world, "GET", &format!("/{id}"), json, Vec::new())).1;
    (id, info)
}

#[test]
fn bulk_jobs_go_wrong_as_they_are_told() {
    let told = |info: &Value| {
        let count = |name: &str| info[name].as_u64().unwrap();
        let state = info["state"].as_str().unwrap().to_owned();
        (state, count("numberRecordsProcessed"), count("numberRecordsFailed"))
    };
    let mut world = world();
    for (fault, state, processed, failed) in [
        (json!({ "kind": "lockRows", "every": 7 }), "JobComplete", 1_000, 142),
        (json!({ "kind": "lockRow" }), "JobComplete", 1_000, 1_000),
        (json!({ "kind": "jobFailed" }), "Failed", 500, 0),
        (json!({ "kind": "jobFailed", "afterRows": 0 }), "Failed", 0, 0),
        (json!({ "kind": "jobStuck", "afterRows": 300 }), "InProgress", 300, 0),
        (json!({ "kind": "jobSlow", "rowsPerSecond": 10 }), "InProgress", 400, 0),
    ] {
        let once = json!({ "door": "salesforce", "count": 1, "fault": fault });
        assert_eq!(post(&mut world, "/control/faults", once).0, 200);
        let (_, info) = bulk_job(&mut world, 1_000);
        assert_eq!(told(&info), (state.to_owned(), processed, failed), "{fault}");
        let (_, info) = bulk_job(&mut world, 10);
        assert_eq!(told(&info), ("JobComplete".to_owned(), 10, 0), "the next job is not struck");
    }
}

#[test]
fn a_lost_reply_at_each_call_of_a_bulk_job_leaves_the_call_done() {
    for (method, target, done) in [
        ("POST", "*/jobs/ingest", "Open"),
        ("PUT", "*/jobs/ingest/*/batches", "Open"),
        ("PATCH", "*/jobs/ingest/*", "UploadComplete"),
        ("GET", "*/jobs/ingest/*", "JobComplete"),
    ] {
        let mut world = world();
        let token = format!("Bearer {}", world.access().access_token);
        world.add_fault(Fault::always(Door::Salesforce, FaultKind::LostReply).on(method).at(target).once_after(0));
        let mut lost = 0;
        let mut ask = |world: &mut World, method: &str, target: &str, kind: &str, body: &str| {
            let headers = [("authorization", token.as_str()), ("content-type", kind)];
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let target = format!("/services/data/v62.0/jobs/ingest{target}");
            let request = Request { method: method.into(), target, headers, body: body.into() };
            match world.exchange(Door::Salesforce, &request) {
                Exchange::Reply { response, .. } => Some(read(response).1),
                other => {
                    assert_eq!(other, Exchange::Lost { carried_out: true });
                    lost += 1;
                    None
                }
            }
        };
        let create = r#"{"object":"Case","operation":"insert"}"#;
        let steps = [
            ("POST", "", "application/json", create),
            ("PUT", "/batches", "text/csv", "Subject\nx\n"),
            ("PATCH", "", "application/json", r#"{"state":"UploadComplete"}"#),
            ("GET", "", "application/json", ""),
        ];
        let mut id = String::new();
        for (step, rest, kind, body) in steps {
            if step == "GET" {
                world.advance(60_000);
            }
            let path = if step == "POST" { String::new() } else { format!("/{id}{rest}") };
            let told = ask(&mut world, step, &path, kind, body);
            if step == "POST" {
                let listed = told.map(|job| job["id"].clone());
                let known = listed.unwrap_or_else(|| {
                    ask(&mut world, "GET", "", "application/json", "").unwrap()["records"][0]["id"].clone()
                });
                id = known.as_str().unwrap().to_owned();
            }
            if step == method {
                let state = ask(&mut world, "GET", &format!("/{id}"), "application/json", "").unwrap()["state"].clone();
                assert_eq!(state, done, "{method} {target}");
            }
        }
        assert_eq!(lost, 1, "{method} {target}");
    }
}

#[test]
fn some_rows_of_a_collection_are_locked_and_the_others_saved() {
    let mut world = world();
    post(&mut world, "/control/switches", json!({ "name": "someRowsLocked", "on": true }));
    let record = json!({ "attributes": { "type": "Case" }, "Subject": "x" });
    let mut ask = request("POST", "/services/data/v62.0/composite/sobjects", &json!({ "records": vec![record; 10] }));
    ask.headers.push(("authorization".into(), format!("Bearer {}", world.access().access_token)));
    let (status, rows) = read(world.handle(Door::Salesforce, &ask));
    let saved: Vec<bool> = rows.as_array().unwrap().iter().map(|row| row["success"].as_bool().unwrap()).collect();
    assert_eq!((status, saved), (200, vec![true, true, true, true, true, true, false, true, true, true]));
    assert_eq!(rows[6]["errors"][0]["statusCode"], "UNABLE_TO_LOCK_ROW");
}

#[test]
fn the_speed_of_bulk_jobs_is_set() {
    let mut world = world();
    let (status, now) = post(&mut world, "/control/bulk", json!({ "rowsPerSecond": 10, "queueMs": 30_000 }));
    assert_eq!(
        (status, now),
        (200, json!({ "queueMs": 30_000, "rowsPerSecond": 10, "dailyBatches": 15_000, "pagedResults": true }))
    );
    let (_, info) = bulk_job(&mut world, 1_000);
    assert_eq!((info["state"].as_str(), info["numberRecordsProcessed"].as_u64()), (Some("InProgress"), Some(200)));
    assert_eq!(post(&mut world, "/control/bulk", json!({ "speed": 1 })).0, 400);
}

#[test]
fn an_html_page_comes_as_html() {
    let mut world = world();
    world.add_fault(Fault::always(Door::Salesforce, FaultKind::HtmlError { status: 502 }));
    let response = world.handle(Door::Salesforce, &request("GET", "/services/data", &Value::Null));
    assert_eq!((response.status, response.header("content-type")), (502, Some("text/html; charset=utf-8")));
}

#[test]
fn faults_at_jiras_door_strike_the_app_too() {
    let mut world = world();
    world.add_fault(Fault::always(Door::Jira, FaultKind::ServerError { status: 503 }).at("/rest/api/3/*"));
    let mut call = request("GET", "/jira/rest/api/3/myself", &Value::Null);
    call.headers.push(("x-forge-principal".into(), "app".into()));
    assert_eq!(world.handle(Door::Forge, &call).status, 503);
}

#[test]
fn faults_are_set_and_taken_away_by_http() {
    let mut world = world();
    let fault =
        json!({ "door": "forge", "path": "/kvs/*", "count": 1, "fault": { "kind": "serverError", "status": 500 } });
    let (status, made) = post(&mut world, "/control/faults", fault);
    assert_eq!((status, &made["id"]), (200, &json!(1)));
    let listed = forge(&mut world, "GET", "/control/faults", Value::Null).1;
    assert_eq!((&listed["faults"][0]["id"], &listed["faults"][0]["fault"]["status"]), (&json!(1), &json!(500)));
    assert_eq!(forge(&mut world, "DELETE", "/control/faults/1", Value::Null).1, json!({ "faults": [] }));
    assert_eq!(forge(&mut world, "DELETE", "/control/faults/1", Value::Null).0, 404);
    let misspelt = json!({ "doors": "forge", "fault": { "kind": "cut" } });
    assert_eq!(post(&mut world, "/control/faults", misspelt).0, 400);
}

#[test]
fn switches_turn_on_and_off() {
    let mut world = world();
    let mut throw = |name: &str, on: bool| post(&mut world, "/control/switches", json!({ "name": name, "on": on }));
    assert_eq!(throw("nothing", true).0, 400);
    let (_, answer) = throw("salesforceDown", true);
    let on: Vec<&Value> = answer["switches"].as_array().unwrap().iter().filter(|switch| switch["on"] == true).collect();
    assert_eq!((on.len(), &on[0]["name"]), (1, &json!("salesforceDown")));
    throw("salesforceDown", true);
    throw("salesforceDown", false);
    throw("tokenRevoked", true);
    let ask = |world: &mut World, method: &str, target: &str| {
        world.handle(Door::Salesforce, &request(method, target, &Value::Null)).status
    };
    assert_eq!(ask(&mut world, "GET", "/services/data/v62.0/limits"), 401);
    assert_eq!(ask(&mut world, "POST", "/services/oauth2/token"), 400);
    post(&mut world, "/control/switches", json!({ "name": "tokenRevoked", "on": false }));
    assert_eq!(forge(&mut world, "GET", "/control/faults", Value::Null).1, json!({ "faults": [] }));
}

#[test]
fn every_way_to_fail_has_a_switch() {
    let mut world = world();
    let query = "/services/data/v62.0/query?q=SELECT+Id+FROM+Case";
    let myself = |world: &mut World| {
        let mut ask = request("GET", "/jira/rest/api/3/myself", &Value::Null);
        ask.headers.push(("x-forge-principal".into(), "app".into()));
        world.exchange(Door::Forge, &ask)
    };
    let mut with = |name: &str, ask: &mut dyn FnMut(&mut World) -> Exchange| {
        post(&mut world, "/control/switches", json!({ "name": name, "on": true }));
        let came = ask(&mut world);
        post(&mut world, "/control/switches", json!({ "name": name, "on": false }));
        came
    };
    let mut read = |world: &mut World| world.exchange(Door::Salesforce, &request("GET", query, &Value::Null));
    let mut write = |world: &mut World| {
        world.exchange(Door::Salesforce, &request("POST", "/services/data/v62.0/sobjects/Case", &json!({})))
    };
    assert_eq!(status(with("salesforceDown", &mut read)), 503);
    assert!(matches!(with("salesforceUnreachable", &mut read), Exchange::Hang { .. }));
    assert!(matches!(with("salesforceSlow", &mut read), Exchange::Reply { delay, .. } if delay.as_secs() == 8));
    assert_eq!(status(with("outOfCalls", &mut read)), 403);
    assert_eq!(status(with("accessLacking", &mut read)), 403);
    assert_eq!(status(with("tokenRevoked", &mut read)), 401);
    assert_eq!(status(with("addressRefused", &mut read)), 401);
    assert_eq!(status(with("rowsLocked", &mut write)), 400);
    assert_eq!(with("repliesLost", &mut write), Exchange::Lost { carried_out: true });
    match with("errorPages", &mut read) {
        Exchange::Reply { response, .. } => {
            assert_eq!((response.status, response.header("content-type")), (502, Some("text/html; charset=utf-8")));
        }
        other => panic!("{other:?}"),
    }
    let mut chatter = |world: &mut World| {
        world.exchange(Door::Salesforce, &request("GET", "/services/data/v62.0/chatter/users/me", &Value::Null))
    };
    assert_eq!(status(with("chatterBusy", &mut chatter)), 503);
    assert_eq!(
        status(with("chatterBusy", &mut read)),
        401,
        "everything else is answered, here to one without a session"
    );
    assert_eq!(status(with("jiraDown", &mut myself.clone())), 503);
    match with("jiraBusy", &mut myself.clone()) {
        Exchange::Reply { response, .. } => {
            assert_eq!((response.status, response.header("retry-after")), (429, Some("30")));
        }
        other => panic!("{other:?}"),
    }
    let codes = with("sessionExpired", &mut |world| {
        let first = read(world);
        assert_eq!(status(read(world)), 401, "without a token of its own");
        first
    });
    assert_eq!(status(codes), 401);
}

#[test]
fn a_switch_leaves_jiras_searches_behind() {
    let mut world = world();
    post(&mut world, "/control/switches", json!({ "name": "searchesBehind", "on": true }));
    let limits = json!({ "perIssue": true, "burst": false, "pointsPerHour": 65_000 });
    let jira = |lag_ms: u32, bytes_max: u32| json!({ "searchLagMs": lag_ms, "attachmentBytesMax": bytes_max, "limits": limits });
    assert_eq!(forge(&mut world, "GET", "/control/jira", Value::Null).1, jira(10_000, 104_857_600));
    assert_eq!(post(&mut world, "/control/jira", json!({ "searchLagMs": 50 })).1, jira(50, 104_857_600));
    assert_eq!(post(&mut world, "/control/jira", json!({ "attachmentBytesMax": 1_000 })).1, jira(50, 1_000));
    post(&mut world, "/control/switches", json!({ "name": "searchesBehind", "on": false }));
    assert_eq!(world.search_lag_ms(), 0);
}

#[test]
fn jiras_rate_limits_are_set() {
    let mut world = world();
    let limits = json!({ "perIssue": false, "burst": true, "pointsPerHour": null });
    let (_, told) = post(&mut world, "/control/jira", json!({ "limits": limits }));
    assert_eq!(told["limits"], limits);
    assert_eq!(post(&mut world, "/control/jira", json!({ "limits": { "perDay": 1 } })).0, 400);
}

#[test]
fn nothing_strikes_a_person_at_salesforces_pages_and_what_anyone_changes_is_counted() {
    let mut world = world();
    let token = world.access().access_token;
    let create = |world: &mut World, person: bool| {
        let mut asked = request("POST", "/services/data/v62.0/sobjects/Case", &json!({ "Subject": "Pump" }));
        asked.headers.push(("authorization".into(), format!("Bearer {token}")));
        if person {
            asked.headers.push(("x-sandbox-person".into(), "mia".into()));
        }
        world.handle(Door::Salesforce, &asked).status
    };
    let writes = |world: &mut World| forge(world, "GET", "/control/writes", Value::Null).1["salesforce"].as_u64();
    let before = writes(&mut world).unwrap();
    post(&mut world, "/control/switches", json!({ "name": "salesforceDown", "on": true }));
    post(&mut world, "/control/salesforce", json!({ "dailyRequests": 10, "requestsUsed": 10 }));
    assert_eq!((create(&mut world, false), create(&mut world, true)), (503, 201));
    assert_eq!(writes(&mut world), Some(before + 1));
    assert_eq!(forge(&mut world, "GET", "/control/salesforce", Value::Null).1["requestsUsed"], 10);
}

#[test]
fn the_orgs_admin_switches_features_off_and_sets_rules() {
    let mut world = world();
    post(&mut world, "/control/switches", json!({ "name": "emailToCaseOff", "on": true }));
    let (_, view) = forge(&mut world, "GET", "/control/org", Value::Null);
    assert_eq!((&view["settings"]["emailToCase"], &view["settings"]["chatter"]), (&json!(false), &json!(true)));
    post(&mut world, "/control/switches", json!({ "name": "emailToCaseOff", "on": false }));
    let rule = json!({
        "name": "Needs_Reason", "object": "Case", "message": "Why?", "field": "Reason",
        "refusedWhen": { "blank": { "field": "Reason" } },
    });
    let (status, view) = post(&mut world, "/control/org", json!({ "validationRules": [rule], "chatter": false }));
    assert_eq!((status, &view["settings"]["validationRules"][0]["active"]), (200, &json!(true)));
    assert_eq!(view["settings"]["emailToCase"], true, "what is not named stays");
    let (_, switches) = forge(&mut world, "GET", "/control/switches", Value::Null);
    let on = switches["switches"].as_array().unwrap().iter().filter(|switch| switch["on"] == true);
    assert_eq!(on.map(|switch| switch["name"].as_str().unwrap()).collect::<Vec<_>>(), ["chatterOff"]);
    assert_eq!(post(&mut world, "/control/org", json!({ "chater": true })).0, 400);
    post(&mut world, "/control/reset", json!({}));
    assert!(world.org_settings().validation_rules.is_empty());
}

#[test]
fn switches_of_the_platform_change_its_behaviour() {
    let mut world = world();
    for name in ["eventsLate", "eventsLost", "deliveriesRepeated", "queriesBehind"] {
        let before = world.forge_options().clone();
        let (_, answer) = post(&mut world, "/control/switches", json!({ "name": name, "on": true }));
        assert_ne!(world.forge_options(), &before, "{name}");
        let on: Vec<&Value> =
            answer["switches"].as_array().unwrap().iter().filter(|switch| switch["on"] == true).collect();
        assert_eq!((on.len(), &on[0]["name"]), (1, &json!(name)));
        post(&mut world, "/control/switches", json!({ "name": name, "on": false }));
        assert_eq!(world.forge_options(), &before, "{name}");
    }
}

#[test]
fn the_clock_is_read_set_and_advanced() {
    let mut world = world();
    let read = |world: &mut World| forge(world, "GET", "/control/clock", Value::Null).1;
    assert_eq!(read(&mut world), json!({ "nowMs": NOW_MS, "iso": "2026-11-18T11:06:40.000Z", "auto": false }));
    assert_eq!(post(&mut world, "/control/clock", json!({ "advanceMs": 1_000 })).1["nowMs"], NOW_MS + 1_000);
    assert_eq!(post(&mut world, "/control/clock", json!({ "setMs": 5 })).1["nowMs"], 5);
    assert_eq!(post(&mut world, "/control/clock", json!({ "setms": 5 })).0, 400);
    world.tell_time(NOW_MS);
    assert_eq!(world.now_ms(), 5, "it stands");
    post(&mut world, "/control/clock", json!({ "auto": true }));
    world.tell_time(NOW_MS + 50);
    assert_eq!(world.now_ms(), 55);
}

#[test]
fn forges_behaviour_is_a_switch() {
    let mut world = world();
    let options = json!({ "storage": { "queryLagMs": 500 }, "deliveries": { "reorder": true } });
    assert_eq!(post(&mut world, "/control/forge", options).0, 200);
    assert_eq!((world.forge_options().storage.query_lag_ms, world.forge_options().deliveries.reorder), (500, true));
    assert_eq!(post(&mut world, "/control/forge", json!({ "storages": {} })).0, 400);
}

#[test]
fn a_reset_begins_anew() {
    let mut world = world();
    set(&mut world, "k");
    world.add_fault(Fault::always(Door::Salesforce, FaultKind::Cut));
    let _ = world.take_changes();
    assert_eq!(post(&mut world, "/control/reset", json!({})).0, 200);
    assert!(!there(&mut world, "k"));
    assert_eq!(forge(&mut world, "GET", "/control/faults", Value::Null).1, json!({ "faults": [] }));
    let (emptied, changes) = world.take_changes();
    assert!(emptied && changes.iter().all(|change| change.json.is_some() || change.bytes.is_some()));
}

#[test]
fn the_sites_people_are_listed() {
    let mut world = world();
    let accounts = forge(&mut world, "GET", "/control/accounts", Value::Null).1;
    let names: Vec<&str> =
        accounts["accounts"].as_array().unwrap().iter().filter_map(|a| a["displayName"].as_str()).collect();
    for name in ["Mia Admin", "Jane Doe", "Sam Viewer"] {
        assert!(names.contains(&name), "{names:?}");
    }
}

#[test]
fn outside_clients_log_in_at_jira_by_mail_and_token() {
    let mut world = world();
    let mut ask = |authorization: Option<&str>| {
        let mut call = request("GET", "/rest/api/3/myself", &Value::Null);
        call.headers.extend(authorization.map(|value| ("authorization".to_owned(), value.to_owned())));
        read(world.handle(Door::Jira, &call))
    };
    // Of `jane.doe@weftline.example` and `weftline-jira-token`.
    let jane = "Basic amFuZS5kb2VAd2VmdGxpbmUuZXhhbXBsZTp3ZWZ0bGluZS1qaXJhLXRva2Vu";
    let (status, myself) = ask(Some(jane));
    assert_eq!((status, &myself["displayName"]), (200, &json!("Jane Doe")), "{myself}");
    assert_eq!(ask(Some("Basic amFuZTp4")).0, 401);
    assert_eq!(ask(Some("Bearer amFuZTp4")).0, 401);
    assert_eq!(ask(None).0, 401);
}

#[test]
fn replies_carry_the_worlds_date() {
    let mut world = world();
    let response = world.handle(
        Door::Salesforce,
        &Request { method: "GET".into(), target: "/services/data".into(), ..Request::default() },
    );
    assert_eq!(response.header("date"), Some("Wed, 18 Nov 2026 11:06:40 GMT"));
}
