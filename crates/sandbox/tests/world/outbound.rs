//! Salesforce's outbound messages on their way to the app's web trigger, and to listeners elsewhere.

use serde_json::{Value, json};
use weftline_sandbox::forge::{Delivery, DeliveryKind, Settlement};
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::{Door, World};

use super::common::{forge, post, world};

const ACK: &str = "<Envelope><Body><notificationsResponse><Ack>true</Ack></notificationsResponse></Body></Envelope>";

fn address(world: &mut World) -> String {
    let query = "mutation { createWebTriggerUrl(input: $input) { url } }";
    let body = json!({ "query": query, "variables": { "input": { "triggerKey": "callback" } } });
    let (_, answer) = post(world, "/stargate/graphql", body);
    answer["data"]["createWebTriggerUrl"]["url"].as_str().unwrap().to_owned()
}

fn listen(world: &mut World, url: &str) {
    let message = json!({ "name": "Told", "object": "Case", "endpointUrl": url, "fields": ["Subject"] });
    let (status, told) = post(world, "/control/org", json!({ "outboundMessages": [message] }));
    assert_eq!(status, 200, "{told}");
}

fn create_case(world: &mut World) {
    let token = world.access().access_token;
    let request = Request {
        method: "POST".into(),
        target: "/services/data/v62.0/sobjects/Case".into(),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: json!({ "Subject": "Pump" }).to_string().into_bytes(),
    };
    assert_eq!(world.handle(Door::Salesforce, &request).status, 201);
}

/// What the app is to do about web triggers: schedules may be due as well.
fn calls(world: &mut World) -> Vec<Delivery> {
    world.deliveries().into_iter().filter(|delivery| delivery.kind == DeliveryKind::Webtrigger).collect()
}

fn answered(world: &mut World, delivery: &Delivery, status: u16, body: &str) {
    let response = json!({ "statusCode": status, "headers": { "content-type": ["text/xml"] }, "body": body });
    assert!(world.settle(&delivery.id, Settlement::Done { response: Some(response) }));
}

fn queue(world: &mut World) -> Value {
    forge(world, "GET", "/control/outbound", Value::Null).1
}

#[test]
fn a_message_calls_the_web_trigger_until_it_is_acknowledged() {
    let mut world = world();
    let url = address(&mut world);
    listen(&mut world, &url);
    create_case(&mut world);
    let [call] = calls(&mut world).try_into().unwrap();
    assert_eq!((call.function_key.as_str(), &call.body["method"]), ("callback", &json!("POST")));
    assert_eq!(call.body["headers"]["content-type"], json!(["text/xml; charset=utf-8"]));
    assert!(call.body["body"].as_str().unwrap().contains("<sf:Subject>Pump</sf:Subject>"));
    answered(&mut world, &call, 500, "no");
    assert_eq!(queue(&mut world)["waiting"][0]["failure"], "the endpoint answered 500");
    assert!(calls(&mut world).is_empty());
    let due_ms = world.next_due_ms().unwrap();
    assert_eq!(due_ms, world.now_ms() + 15_000);
    world.set_time(due_ms);
    let [again] = calls(&mut world).try_into().unwrap();
    assert_eq!(again.body["body"], call.body["body"]);
    answered(&mut world, &again, 200, ACK);
    let told = queue(&mut world);
    assert_eq!((told["waiting"].as_array().unwrap().len(), told["delivered"].as_array().unwrap().len()), (0, 1));
    post(&mut world, "/control/outbound", json!({ "repeatAll": true }));
    let [third] = calls(&mut world).try_into().unwrap();
    assert_eq!(third.body["body"], call.body["body"]);
}

#[test]
fn an_address_that_is_gone_or_silent_counts_as_not_acknowledged() {
    let mut world = world();
    listen(&mut world, "https://forge.example/x1/0123");
    create_case(&mut world);
    assert!(calls(&mut world).is_empty());
    assert_eq!(queue(&mut world)["waiting"][0]["failure"], "the endpoint answered 404");
    let url = address(&mut world);
    listen(&mut world, &url);
    post(&mut world, "/control/outbound", json!({ "hasten": true }));
    assert_eq!(calls(&mut world).len(), 1);
    world.advance(61_000);
    assert!(calls(&mut world).is_empty());
    let waiting = queue(&mut world)["waiting"][0].clone();
    assert_eq!((&waiting["attempts"], &waiting["failure"]), (&json!(2), &json!("the endpoint answered 504")));
}

#[test]
fn messages_to_other_addresses_are_taken_by_whoever_sends_them() {
    let mut world = world();
    listen(&mut world, "http://127.0.0.1:9/in");
    create_case(&mut world);
    let taken = world.take_outbound();
    assert_eq!((taken.len(), taken[0].url.as_str()), (1, "http://127.0.0.1:9/in"));
    world.settle_outbound(taken[0].number, Some(&Response { status: 200, body: ACK.into(), ..Response::default() }));
    assert_eq!(queue(&mut world)["delivered"].as_array().unwrap().len(), 1);
}

#[test]
fn salesforce_is_switched_by_control_calls() {
    let mut world = world();
    let body = json!({ "transactionMs": 300_000, "dailyRequests": 1_000, "requestsUsed": 900 });
    assert_eq!(post(&mut world, "/control/salesforce", body.clone()), (200, body));
    let switch = |world: &mut World| {
        let (_, list) = forge(world, "GET", "/control/switches", Value::Null);
        list["switches"].as_array().unwrap().iter().find(|one| one["name"] == "commitsLate").unwrap()["on"].clone()
    };
    assert_eq!(switch(&mut world), true);
    post(&mut world, "/control/switches", json!({ "name": "commitsLate", "on": false }));
    assert_eq!(switch(&mut world), false);
    assert_eq!(forge(&mut world, "GET", "/control/salesforce", Value::Null).1["transactionMs"], 0);
    assert_eq!(post(&mut world, "/control/outbound", json!({ "loud": true })).0, 400);
}
