//! Queues, product events, schedules and web triggers.

use serde_json::{Value, json};
use weftline_sandbox::forge::{Delivery, DeliveryKind, Disorder, ForgeOptions, Settlement};
use weftline_sandbox::http::Request;
use weftline_sandbox::{Called, Door, Exchange, World, WorldOptions};

use super::common::{JANE, NOW_MS, forge, manifest, post, read, request, world, world_with};

const PUBLISH: &str = "/stargate/webhook/queue/publish/{contextAri}/{environmentId}/{appId}/{appVersion}";
const STATS: &str = "/stargate/webhook/queue/stats/{contextAri}/{environmentId}/{appId}/{appVersion}";
const CANCEL: &str = "/stargate/webhook/queue/cancel/{contextAri}/{environmentId}/{appId}/{appVersion}";
const DONE: Settlement = Settlement::Done { response: None };

fn push(world: &mut World, payload: Value) -> (u16, Value) {
    post(
        world,
        PUBLISH,
        json!({
            "queueName": "work",
            "jobId": "job-1",
            "type": "avi:forge:app:event",
            "schema": "ari:cloud:ecosystem::forge/app-event-2",
            "payload": payload,
            "time": "2026-11-18T00:00:00.000Z",
        }),
    )
}

fn stats(world: &mut World) -> Value {
    post(world, STATS, json!({ "queueName": "work", "jobId": "job-1" })).1
}

fn one(world: &mut World) -> Delivery {
    let mut deliveries = world.deliveries();
    assert_eq!(deliveries.len(), 1, "{deliveries:?}");
    deliveries.remove(0)
}

fn retry(seconds: u64, data: Value) -> Settlement {
    Settlement::Retry {
        retry_after_seconds: Some(seconds),
        retry_reason: Some("FUNCTION_UPSTREAM_RATE_LIMITED".into()),
        retry_data: Some(data),
    }
}

#[test]
fn a_queue_event_is_delivered_and_counted() {
    let mut world = world();
    assert_eq!(push(&mut world, json!([{ "body": { "n": 1 } }])), (201, Value::Null));
    assert_eq!(stats(&mut world), json!({ "success": 0, "inProgress": 1, "failed": 0 }));
    let delivery = one(&mut world);
    assert_eq!((delivery.kind, delivery.function_key.as_str()), (DeliveryKind::Queue, "consume"));
    assert_eq!(delivery.timeout_ms, 300_000);
    let body = &delivery.body;
    assert_eq!(
        (&body["queueName"], &body["jobId"], &body["body"]),
        (&json!("work"), &json!("job-1"), &json!({ "n": 1 }))
    );
    assert!(body["eventId"].is_string() && body.get("retryContext").is_none());
    assert!(world.deliveries().is_empty(), "leased");
    assert!(world.settle(&delivery.id, DONE));
    assert!(!world.settle(&delivery.id, DONE), "settled once");
    assert_eq!(stats(&mut world), json!({ "success": 1, "inProgress": 0, "failed": 0 }));
    assert_eq!(post(&mut world, STATS, json!({ "queueName": "work", "jobId": "other" })).0, 404);
}

#[test]
fn a_delay_is_kept() {
    let mut world = world();
    push(&mut world, json!([{ "body": {}, "delayInSeconds": 900 }]));
    world.advance(299_000);
    assert!(world.deliveries().is_empty());
    assert_eq!(push(&mut world, json!([{ "body": {}, "delayInSeconds": 901 }])).0, 202);
}

#[test]
fn the_app_asks_to_be_called_again() {
    let mut world = world();
    push(&mut world, json!([{ "body": {} }]));
    let first = one(&mut world);
    world.settle(&first.id, retry(20, json!({ "page": 2 })));
    world.advance(19_000);
    assert!(world.deliveries().is_empty());
    world.advance(1_000);
    let again = one(&mut world);
    assert_ne!(again.id, first.id);
    assert_eq!(
        again.body["retryContext"],
        json!({
            "retryCount": 1,
            "retryReason": "FUNCTION_UPSTREAM_RATE_LIMITED",
            "retryData": { "page": 2 },
            "retentionWindow": { "startTime": "2026-11-18T11:06:40.000Z", "remainingTimeMs": 86_380_000 },
        })
    );
    assert_eq!(again.body["eventId"], first.body["eventId"]);
}

#[test]
fn a_function_that_runs_too_long_is_killed_and_called_again() {
    let mut world = world();
    push(&mut world, json!([{ "body": {} }]));
    let first = one(&mut world);
    world.advance(299_999);
    assert!(world.deliveries().is_empty(), "still leased");
    world.advance(1);
    let others = world.deliveries();
    assert!(others.iter().all(|delivery| delivery.kind == DeliveryKind::Schedule), "a pause first");
    assert!(!world.settle(&first.id, DONE), "too late");
    world.advance(10_000);
    let again = one(&mut world);
    assert_eq!(again.body["retryContext"]["retryReason"], "FUNCTION_TIME_OUT");
}

#[test]
fn an_event_is_dropped_after_a_day() {
    let mut world = world();
    push(&mut world, json!([{ "body": {} }]));
    let mut attempts = 0;
    while stats(&mut world)["inProgress"] == 1 {
        for delivery in world.deliveries().into_iter().filter(|delivery| delivery.kind == DeliveryKind::Queue) {
            attempts += 1;
            world.settle(&delivery.id, Settlement::Failed { reason: None });
        }
        world.advance(60_000);
    }
    assert_eq!(stats(&mut world), json!({ "success": 0, "inProgress": 0, "failed": 1 }));
    // Pauses grow to a quarter of an hour: about four an hour, not one a minute.
    assert!((90..110).contains(&attempts), "{attempts}");
    assert!(world.now_ms() >= NOW_MS + 24 * 3_600_000);
}

#[test]
fn a_concurrency_limit_holds() {
    let mut world = world();
    let event = |key: &str| json!({ "body": {}, "concurrency": { "key": key, "limit": 1 } });
    push(&mut world, json!([event("a"), event("a"), event("b")]));
    let leased = world.deliveries();
    assert_eq!(leased.len(), 2);
    assert_eq!(leased[0].body["concurrency"], json!({ "key": "a", "limit": 1 }));
    world.settle(&leased[0].id, DONE);
    assert_eq!(world.deliveries().len(), 1);
}

#[test]
fn a_job_is_cancelled() {
    let mut world = world();
    push(&mut world, json!([{ "body": {} }, { "body": {}, "delayInSeconds": 60 }]));
    one(&mut world);
    let job = json!({ "queueName": "work", "jobId": "job-1" });
    assert_eq!(post(&mut world, CANCEL, job).0, 204);
    assert_eq!(stats(&mut world)["inProgress"], 1, "what runs goes on");
    world.advance(61_000);
    assert!(world.deliveries().is_empty());
    assert_eq!(post(&mut world, CANCEL, json!({ "queueName": "work", "jobId": "other" })).0, 404);
}

#[test]
fn pushes_have_limits() {
    let mut world = world_with(ForgeOptions { rates_enforced: true, ..ForgeOptions::default() });
    assert_eq!(push(&mut world, json!([{ "body": { "text": "x".repeat(201 * 1_024) } }])).0, 413);
    let large = push(&mut world, json!([{ "body": {} }, { "body": { "text": "x".repeat(110 * 1_024) } }]));
    assert_eq!((large.0, &large.1["failedEvents"][0]["index"]), (202, &json!("1")), "100 KB for a long function");
    assert_eq!(push(&mut world, json!([])).0, 400);
    assert_eq!(push(&mut world, json!(vec![json!({ "body": {} }); 51])).0, 400);
    assert_eq!(push(&mut world, json!([{ "body": "text" }])).0, 202);
    for _ in 0..9 {
        assert_eq!(push(&mut world, json!(vec![json!({ "body": {} }); 50])).0, 201);
    }
    assert_eq!(push(&mut world, json!(vec![json!({ "body": {} }); 50])).0, 429, "500 a minute");
    assert_eq!(push(&mut world, json!(vec![json!({ "body": {} }); 40])).0, 201, "what was refused does not count");
    let unknown = json!({ "queueName": "nothing", "jobId": "j", "payload": [{ "body": {} }] });
    assert_eq!(post(&mut world, PUBLISH, unknown).0, 404);
}

#[test]
fn a_chain_of_pushes_ends() {
    let mut world = world();
    push(&mut world, json!([{ "body": {} }]));
    let mut statuses = Vec::new();
    for _ in 0..1_000 {
        let delivery = one(&mut world);
        let mut next =
            request("POST", PUBLISH, &json!({ "queueName": "work", "jobId": "j", "payload": [{ "body": {} }] }));
        next.headers.push(("x-forge-delivery".into(), delivery.id.clone()));
        statuses.push(world.handle(Door::Forge, &next).status);
        world.settle(&delivery.id, DONE);
    }
    assert_eq!((statuses[998], statuses[999]), (201, 405));
}

#[test]
fn all_pushes_of_a_chain_count_whichever_handler_makes_them() {
    let mut world = world();
    let next = |world: &mut World, made_by: &str| {
        let mut next =
            request("POST", PUBLISH, &json!({ "queueName": "work", "jobId": "j", "payload": [{ "body": {} }] }));
        next.headers.push(("x-forge-delivery".into(), made_by.into()));
        world.handle(Door::Forge, &next).status
    };
    push(&mut world, json!([{ "body": {} }]));
    let first = one(&mut world);
    for _ in 0..500 {
        assert_eq!(next(&mut world, &first.id), 201);
    }
    world.settle(&first.id, DONE);
    let second = world.deliveries().remove(0);
    for _ in 0..499 {
        assert_eq!(next(&mut world, &second.id), 201);
    }
    assert_eq!(next(&mut world, &second.id), 405);
    assert_eq!(push(&mut world, json!([{ "body": {} }])).0, 201, "another chain begins");

    let (_, kept) = world.take_changes();
    let mut again = World::empty(WorldOptions { now_ms: NOW_MS, step_ms: 0, ..WorldOptions::default() }, None);
    for change in kept {
        if let Some(json) = change.json {
            again.load(change.table, &change.key, &json).unwrap();
        }
    }
    let third = again.deliveries().remove(0);
    assert!((401..=405).contains(&next(&mut again, &third.id)), "a kept world has counted them");
}

#[test]
fn too_much_retry_data_is_not_given_back() {
    let mut world = world();
    push(&mut world, json!([{ "body": {} }, { "body": {} }]));
    let leased = world.deliveries();
    world.settle(&leased[0].id, retry(1, json!({ "text": "x".repeat(4_000) })));
    world.settle(&leased[1].id, retry(1, json!({ "text": "x".repeat(4_096) })));
    assert_eq!(stats(&mut world), json!({ "success": 0, "inProgress": 1, "failed": 1 }));
}

fn edit(world: &mut World, principal: &[(&str, &str)]) {
    let mut edit = request("PUT", "/jira/rest/api/3/issue/SUP-1", &json!({ "fields": { "summary": "changed" } }));
    edit.headers.extend(principal.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let (status, body) = read(world.handle(Door::Forge, &edit));
    assert!(status < 300, "{status} {body}");
}

fn seeded(disorder: Disorder) -> World {
    let forge = ForgeOptions { deliveries: disorder, ..ForgeOptions::default() };
    let mut world = World::new(WorldOptions { now_ms: NOW_MS, step_ms: 0, forge, ..WorldOptions::default() });
    world.install(&manifest()).unwrap();
    world
}

fn functions(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries.iter().map(|delivery| delivery.function_key.as_str()).collect()
}

#[test]
fn an_edit_reaches_the_triggers_that_asked_for_it() {
    let mut world = seeded(Disorder::default());
    edit(&mut world, &[("x-forge-principal", "user"), ("x-forge-account", JANE)]);
    let deliveries = world.deliveries();
    assert_eq!(functions(&deliveries), ["updated", "updated-by-others"]);
    let body = &deliveries[0].body;
    assert_eq!((&body["eventType"], &body["selfGenerated"]), (&json!("avi:jira:updated:issue"), &json!(false)));
    assert_eq!(body["context"], json!({ "cloudId": "c1d0beef-0000-4000-8000-000000000001", "moduleKey": "on-update" }));
    assert_eq!((&body["issue"]["key"], &body["changelog"]["items"][0]["field"]), (&json!("SUP-1"), &json!("summary")));
}

#[test]
fn the_apps_own_edit_is_marked_and_can_be_ignored() {
    let mut world = seeded(Disorder::default());
    edit(&mut world, &[("x-forge-principal", "app")]);
    let deliveries = world.deliveries();
    assert_eq!(functions(&deliveries), ["updated"]);
    assert_eq!(deliveries[0].body["selfGenerated"], true);
}

#[test]
fn events_can_be_lost_late_and_repeated() {
    let mut lost = seeded(Disorder { lost_probability: 1.0, ..Disorder::default() });
    edit(&mut lost, &[("x-forge-principal", "app")]);
    assert!(lost.deliveries().is_empty());

    let mut late = seeded(Disorder { late_ms: 180_000, ..Disorder::default() });
    for _ in 0..5 {
        edit(&mut late, &[("x-forge-principal", "app")]);
    }
    assert!(late.deliveries().len() < 5);
    late.advance(180_000);
    assert!(!late.deliveries().is_empty());

    let mut repeated = seeded(Disorder { repeat_probability: 1.0, ..Disorder::default() });
    edit(&mut repeated, &[("x-forge-principal", "app")]);
    let first = one(&mut repeated);
    repeated.settle(&first.id, DONE);
    let second = one(&mut repeated);
    assert_eq!(first.body, second.body);
    repeated.settle(&second.id, DONE);
    assert!(repeated.deliveries().is_empty(), "twice, not for ever");
}

#[test]
fn deliveries_can_come_in_another_order_the_same_each_time() {
    let order = || {
        let deliveries = Disorder { reorder: true, ..Disorder::default() };
        let mut world = world_with(ForgeOptions { deliveries, ..ForgeOptions::default() });
        push(&mut world, (0..10).map(|number| json!({ "body": { "n": number } })).collect());
        let numbers = world.deliveries().into_iter().map(|delivery| delivery.body["body"]["n"].as_u64().unwrap());
        numbers.collect::<Vec<_>>()
    };
    let mut numbers = order();
    assert_eq!(numbers, order());
    assert_ne!(numbers, (0..10).collect::<Vec<_>>());
    numbers.sort_unstable();
    assert_eq!(numbers, (0..10).collect::<Vec<_>>());
}

#[test]
fn a_product_event_is_tried_again_four_times_when_the_app_asks() {
    let mut world = seeded(Disorder::default());
    edit(&mut world, &[("x-forge-principal", "app")]);
    for _ in 0..5 {
        let delivery = one(&mut world);
        world.settle(&delivery.id, retry(1, json!({})));
        world.advance(1_000);
    }
    assert!(world.deliveries().is_empty());
}

#[test]
fn schedules_run_five_minutes_after_installation_and_then_at_their_interval() {
    let mut world = world();
    world.advance(299_000);
    assert!(world.deliveries().is_empty());
    world.advance(1_000);
    let runs = world.deliveries();
    assert_eq!(functions(&runs), ["poll", "nightly"]);
    assert_eq!(runs[0].kind, DeliveryKind::Schedule);
    assert_eq!(runs[0].body["context"]["moduleKey"], "poll");
    for run in runs {
        world.settle(&run.id, Settlement::Failed { reason: None });
    }
    world.advance(300_000);
    assert_eq!(functions(&world.deliveries()), ["poll"], "a failed run is not tried again");
    world.advance(3_600_000);
    assert_eq!(world.deliveries().len(), 1, "a clock that jumps makes one run");
    world.install(&manifest()).unwrap();
    assert!(world.next_due_ms().unwrap() <= world.now_ms() + 300_000);
}

fn callback_url(world: &mut World, force: bool) -> String {
    let body = json!({
        "query": "mutation forge_app_createWebTriggerUrl($input: WebTriggerUrlInput!) { createWebTriggerUrl(input: $input) { url } }",
        "variables": { "input": { "appId": "a", "envId": "e", "triggerKey": "callback", "contextId": "c" }, "forceCreate": force },
    });
    let answer = post(world, "/stargate/graphql", body).1;
    answer["data"]["createWebTriggerUrl"]["url"].as_str().unwrap().to_owned()
}

fn call(world: &mut World, target: &str) -> Exchange {
    let headers = vec![("x-test".into(), "1".into()), ("x-test".into(), "2".into())];
    let request = Request { method: "GET".into(), target: target.into(), headers, body: b"text".to_vec() };
    world.exchange(Door::Forge, &request)
}

#[test]
fn a_web_trigger_is_called_and_answers() {
    let mut world = world();
    let url = callback_url(&mut world, false);
    assert!(url.starts_with("http://127.0.0.1:1/x1/"));
    assert_eq!(callback_url(&mut world, false), url, "stable");
    let target = url.trim_start_matches("http://127.0.0.1:1");
    let Exchange::Waiting { call: number } = call(&mut world, &format!("{target}/sub?code=a%20b&code=c")) else {
        panic!("a call waits for the app");
    };
    assert_eq!(world.collect(number), Called::Waiting);
    let delivery = one(&mut world);
    assert_eq!((delivery.kind, delivery.function_key.as_str()), (DeliveryKind::Webtrigger, "callback"));
    let body = &delivery.body;
    assert_eq!(body["queryParameters"], json!({ "code": ["a b", "c"] }));
    assert_eq!(
        (&body["headers"]["x-test"], &body["userPath"], &body["body"]),
        (&json!(["1", "2"]), &json!("/sub"), &json!("text"))
    );
    let response = json!({ "statusCode": 302, "headers": { "Location": ["https://example.org/"] }, "body": "" });
    world.settle(&delivery.id, Settlement::Done { response: Some(response) });
    let Called::Answered(response) = world.collect(number) else { panic!("answered") };
    assert_eq!((response.status, response.header("location")), (302, Some("https://example.org/")));
}

#[test]
fn a_web_trigger_that_fails_gives_500_and_one_that_is_silent_504() {
    let mut world = world();
    let url = callback_url(&mut world, false);
    let target = url.trim_start_matches("http://127.0.0.1:1").to_owned();
    for settlement in
        [Settlement::Failed { reason: None }, DONE, Settlement::Done { response: Some(json!({ "statusCode": "200" })) }]
    {
        let Exchange::Waiting { call: number } = call(&mut world, &target) else { panic!("waits") };
        let delivery = one(&mut world);
        world.settle(&delivery.id, settlement);
        let Called::Answered(response) = world.collect(number) else { panic!("answered") };
        assert_eq!(response.status, 500);
    }
    let Exchange::Waiting { call: number } = call(&mut world, &target) else { panic!("waits") };
    world.advance(55_000);
    let Called::Answered(response) = world.collect(number) else { panic!("answered") };
    assert_eq!(response.status, 504);
    assert!(world.deliveries().is_empty(), "nobody waits for it any more");
}

#[test]
fn web_trigger_addresses_are_listed_made_anew_and_deleted() {
    let mut world = world();
    let first = callback_url(&mut world, false);
    let second = callback_url(&mut world, true);
    assert_ne!(first, second);
    let list =
        json!({ "query": "query { webTriggerUrlsByAppContext(appId: $a) { triggerKey url } }", "variables": {} });
    let listed = post(&mut world, "/stargate/graphql", list.clone()).1;
    assert_eq!(listed["data"]["webTriggerUrlsByAppContext"].as_array().unwrap().len(), 2);
    let id = first.rsplit('/').next().unwrap();
    let delete =
        json!({ "query": "mutation { deleteWebTriggerUrl(id: $id) { success message } }", "variables": { "id": id } });
    assert_eq!(post(&mut world, "/stargate/graphql", delete.clone()).1["data"]["deleteWebTriggerUrl"]["success"], true);
    assert_eq!(post(&mut world, "/stargate/graphql", delete).1["data"]["deleteWebTriggerUrl"]["success"], false);
    assert_eq!(forge(&mut world, "GET", &format!("/x1/{id}"), Value::Null).0, 404);
}

#[test]
fn a_static_web_trigger_gives_a_declared_output() {
    let mut world = world();
    let create = json!({ "query": "createWebTriggerUrl", "variables": { "input": { "triggerKey": "ping" } } });
    let url = post(&mut world, "/stargate/graphql", create).1["data"]["createWebTriggerUrl"]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let Exchange::Waiting { call: number } = call(&mut world, url.trim_start_matches("http://127.0.0.1:1")) else {
        panic!("waits");
    };
    let delivery = one(&mut world);
    world.settle(&delivery.id, Settlement::Done { response: Some(json!({ "outputKey": "ok" })) });
    let Called::Answered(response) = world.collect(number) else { panic!("answered") };
    assert_eq!((response.status, response.body.as_slice()), (202, b"thanks".as_slice()));
}

#[test]
fn a_user_call_without_a_user_needs_authentication() {
    let mut world = world();
    let mut call = request("GET", "/jira/rest/api/3/myself", &Value::Null);
    call.headers.push(("x-forge-principal".into(), "user".into()));
    let response = world.handle(Door::Forge, &call);
    assert_eq!((response.status, response.header("forge-proxy-error")), (401, Some("NEEDS_AUTHENTICATION_ERR")));
}

#[test]
fn uninstalling_takes_everything_away() {
    let mut world = world();
    super::common::kvs(&mut world, "set", json!({ "key": "k", "value": 1 }));
    assert_eq!(forge(&mut world, "DELETE", "/install", Value::Null).0, 204);
    assert_eq!(super::common::kvs(&mut world, "get", json!({ "key": "k" })).0, 404);
    assert_eq!(push(&mut world, json!([{ "body": {} }])).0, 404);
}

#[test]
fn what_runs_before_an_uninstallation_can_still_read_storage() {
    for settled in [true, false] {
        let mut world = world();
        let mut leaving = manifest();
        leaving["modules"]["preUninstall"] = json!([{ "key": "farewell", "function": "farewell" }]);
        world.install(&leaving).unwrap();
        world.deliveries();
        super::common::kvs(&mut world, "set", json!({ "key": "k", "value": 1 }));
        assert_eq!(forge(&mut world, "DELETE", "/install", Value::Null).0, 202);
        let farewell = one(&mut world);
        assert_eq!(
            (farewell.function_key.as_str(), &farewell.body["context"]["moduleKey"]),
            ("farewell", &json!("farewell"))
        );
        assert_eq!(super::common::kvs(&mut world, "get", json!({ "key": "k" })).0, 200);
        if settled {
            world.settle(&farewell.id, Settlement::Failed { reason: None });
        } else {
            world.advance(55_000);
        }
        assert_eq!(super::common::kvs(&mut world, "get", json!({ "key": "k" })).0, 404);
        assert_eq!(forge(&mut world, "DELETE", "/install", Value::Null).0, 204);
    }
}

#[test]
fn a_manifest_that_cannot_be_read_is_refused() {
    let mut world = world();
    let mut broken = manifest();
    broken["modules"]["scheduledTrigger"][0]["interval"] = json!("minute");
    let (status, body) = post(&mut world, "/install", broken);
    assert_eq!(
        (status, body["message"].as_str().unwrap()),
        (400, "a scheduled trigger has the unknown interval `minute`")
    );
}
