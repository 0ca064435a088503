//! The server as a client sees it: ports, encodings, cut connections, long polls, a killed process.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::common::{directory, manifest};

struct Server {
    child: Child,
    line: Value,
}

impl Server {
    fn start(options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_weftline-sandbox"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { line: serde_json::from_str(&line).unwrap(), child }
    }

    fn text(&self, member: &str) -> &str {
        self.line[member].as_str().unwrap()
    }

    fn address(&self, door: &str) -> &str {
        self.text(door).trim_start_matches("http://")
    }

    fn forge(&self, method: &str, target: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let reply = exchange(self.address("forge"), method, target, "", body.as_bytes()).unwrap();
        (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

/// One request on a connection of its own; none when there is no reply.
fn exchange(address: &str, method: &str, target: &str, headers: &str, body: &[u8]) -> Option<Reply> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = if headers.contains("transfer-encoding") {
        String::new()
    } else {
        format!("content-length: {}\r\n", body.len())
    };
    let head = format!("{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{length}{headers}\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    // A server that refuses a body may stop reading it.
    let _ = stream.write_all(body);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let at = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Reply { status, head: head.to_lowercase(), body: bytes[at + 4..].to_vec() })
}

#[test]
fn it_says_where_everything_is() {
    let server = Server::start(&[]);
    for member in [
        "clientId",
        "clientSecret",
        "username",
        "password",
        "jiraUser",
        "jiraToken",
        "accessToken",
        "refreshToken",
        "apiVersion",
    ] {
        assert!(!server.text(member).is_empty(), "{member}");
    }
    let versions = exchange(server.address("salesforce"), "GET", "/services/data", "", b"").unwrap();
    assert_eq!(versions.status, 200);
    assert_eq!(exchange(server.address("jira"), "GET", "/rest/api/3/serverInfo", "", b"").unwrap().status, 200);
}

#[test]
fn bodies_come_chunked_and_zipped_both_ways() {
    let server = Server::start(&[]);
    let forge = server.address("forge");
    let text = json!({ "key": "k", "value": "x".repeat(4_000) }).to_string();
    let mut zipped = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped.write_all(text.as_bytes()).unwrap();
    let zipped = zipped.finish().unwrap();
    let mut chunked = Vec::new();
    for part in zipped.chunks(7) {
        chunked.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
        chunked.extend_from_slice(part);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    let headers = "transfer-encoding: chunked\r\ncontent-encoding: gzip\r\n";
    assert_eq!(exchange(forge, "POST", "/kvs/api/v1/set", headers, &chunked).unwrap().status, 200);
    let reply =
        exchange(forge, "POST", "/kvs/api/v1/get", "accept-encoding: gzip, deflate\r\n", b"{\"key\":\"k\"}").unwrap();
    assert!(reply.head.contains("content-encoding: gzip"), "{}", reply.head);
    let mut plain = String::new();
    GzDecoder::new(reply.body.as_slice()).read_to_string(&mut plain).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&plain).unwrap()["value"], "x".repeat(4_000));
    let broken = exchange(forge, "POST", "/kvs/api/v1/set", "content-encoding: gzip\r\n", b"no gzip").unwrap();
    assert_eq!(broken.status, 400);
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let server = Server::start(&["--max-body-mb", "1"]);
    let reply = exchange(server.address("salesforce"), "POST", "/services/data", "", &vec![b'x'; 1_100_000]);
    assert!(reply.is_none_or(|reply| reply.status == 413));
}

#[test]
fn a_lost_reply_cuts_the_connection_after_the_deed() {
    let server = Server::start(&[]);
    server.forge(
        "POST",
        "/control/faults",
        &json!({ "path": "/kvs/*/set", "count": 1, "fault": { "kind": "lostReply" } }),
    );
    let body = json!({ "key": "k", "value": 1 }).to_string();
    assert!(exchange(server.address("forge"), "POST", "/kvs/api/v1/set", "", body.as_bytes()).is_none());
    assert_eq!(server.forge("POST", "/kvs/api/v1/get", &json!({ "key": "k" })).1["value"], 1);
}

#[test]
fn a_long_poll_ends_with_the_first_delivery() {
    let server = Server::start(&[]);
    assert_eq!(server.forge("POST", "/install", &manifest()).0, 200);
    assert_eq!(server.forge("GET", "/deliveries", &Value::Null).1, json!({ "deliveries": [] }));
    let forge = server.address("forge").to_owned();
    let polling = std::thread::spawn(move || exchange(&forge, "GET", "/deliveries?wait_ms=60000", "", b"").unwrap());
    let push =
        json!({ "queueName": "work", "jobId": "j", "payload": [{ "body": { "n": 1 }, "delayInSeconds": 0.05 }] });
    assert_eq!(server.forge("POST", "/stargate/webhook/queue/publish/a/b/c/d", &push).0, 201);
    let polled: Value = serde_json::from_slice(&polling.join().unwrap().body).unwrap();
    assert_eq!(polled["deliveries"][0]["body"]["body"], json!({ "n": 1 }));
    let id = polled["deliveries"][0]["id"].as_str().unwrap();
    assert_eq!(server.forge("POST", &format!("/deliveries/{id}"), &json!({ "outcome": "done" })).0, 204);
    assert_eq!(server.forge("POST", &format!("/deliveries/{id}"), &json!({ "outcome": "done" })).0, 409);
}

#[test]
fn a_web_triggers_caller_waits_for_the_app() {
    let server = Server::start(&[]);
    server.forge("POST", "/install", &manifest());
    let create = json!({ "query": "createWebTriggerUrl", "variables": { "input": { "triggerKey": "callback" } } });
    let url = server.forge("POST", "/stargate/graphql", &create).1["data"]["createWebTriggerUrl"]["url"].clone();
    let url = url.as_str().unwrap().to_owned();
    let target = url.strip_prefix(server.text("forge")).unwrap().to_owned();
    let forge = server.address("forge").to_owned();
    let caller = std::thread::spawn(move || exchange(&forge, "GET", &target, "", b"").unwrap());
    let polled = server.forge("GET", "/deliveries?wait_ms=60000", &Value::Null).1;
    let id = polled["deliveries"][0]["id"].as_str().unwrap();
    let settled = json!({ "outcome": "done", "response": { "statusCode": 201, "headers": {}, "body": "hello" } });
    server.forge("POST", &format!("/deliveries/{id}"), &settled);
    let reply = caller.join().unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (201, b"hello".as_slice()));
}

#[test]
fn a_killed_process_has_kept_what_it_answered() {
    let data = directory("killed");
    let options = ["--data", data.to_str().unwrap()];
    let mut server = Server::start(&options);
    server.forge("POST", "/install", &manifest());
    server.forge("POST", "/kvs/api/v1/set", &json!({ "key": "k", "value": { "n": 1 } }));
    server.forge("POST", "/kvs/api/v1/set", &json!({ "key": "gone", "value": 1 }));
    server.forge("POST", "/kvs/api/v1/delete", &json!({ "key": "gone" }));
    let push = json!({ "queueName": "work", "jobId": "j", "payload": [{ "body": { "n": 1 } }] });
    server.forge("POST", "/stargate/webhook/queue/publish/a/b/c/d", &push);
    let create = json!({ "query": "createWebTriggerUrl", "variables": { "input": { "triggerKey": "callback" } } });
    let id = |answer: (u16, Value)| {
        let url = answer.1["data"]["createWebTriggerUrl"]["url"].as_str().unwrap().to_owned();
        url.rsplit('/').next().unwrap().to_owned()
    };
    let address = id(server.forge("POST", "/stargate/graphql", &create));
    let mut edit = String::from("x-forge-principal: app\r\n");
    edit.push_str("content-type: application/json\r\n");
    let summary = json!({ "fields": { "summary": "kept through a kill" } }).to_string();
    let forge = server.address("forge").to_owned();
    let edited = exchange(&forge, "PUT", "/jira/rest/api/3/issue/SUP-1", &edit, summary.as_bytes()).unwrap();
    assert_eq!(edited.status, 204);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    drop(server);

    let server = Server::start(&options);
    assert_eq!(server.forge("POST", "/kvs/api/v1/get", &json!({ "key": "k" })).1["value"], json!({ "n": 1 }));
    assert_eq!(server.forge("POST", "/kvs/api/v1/get", &json!({ "key": "gone" })).0, 404);
    assert_eq!(id(server.forge("POST", "/stargate/graphql", &create)), address, "the manifest is kept too");
    let deliveries = server.forge("GET", "/deliveries", &Value::Null).1;
    let kinds: Vec<&str> =
        deliveries["deliveries"].as_array().unwrap().iter().filter_map(|d| d["kind"].as_str()).collect();
    assert_eq!(kinds, ["queue", "event"]);
    let forge = server.address("forge").to_owned();
    let issue =
        exchange(&forge, "GET", "/jira/rest/api/3/issue/SUP-1?fields=summary", "x-forge-principal: app\r\n", b"")
            .unwrap();
    let issue: Value = serde_json::from_slice(&issue.body).unwrap();
    assert_eq!(issue["fields"]["summary"], "kept through a kill");
    drop(server);

    let fresh = Server::start(&["--data", data.to_str().unwrap(), "--fresh"]);
    assert_eq!(fresh.forge("POST", "/kvs/api/v1/get", &json!({ "key": "k" })).0, 404);
    drop(fresh);
    std::fs::remove_dir_all(&data).unwrap();
}

#[test]
fn a_large_file_goes_in_and_its_parts_come_out_also_after_a_kill() {
    let data = directory("large-file");
    let options = ["--data", data.to_str().unwrap()];
    let mut server = Server::start(&options);
    let content: Vec<u8> = (0..6_000_000_u32).map(|at| b"0123456789abcdef\n"[(at % 17) as usize]).collect();
    let mut form = b"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cases.csv\"\r\nContent-Type: text/csv\r\n\r\n".to_vec();
    form.extend_from_slice(&content);
    form.extend_from_slice(b"\r\n--cut--\r\n");
    let app = "x-forge-principal: app\r\n";
    let headers = format!("{app}content-type: multipart/form-data; boundary=cut\r\nx-atlassian-token: no-check\r\n");
    let upload = "/jira/rest/api/3/issue/SUP-1/attachments";
    let reply = exchange(server.address("forge"), "POST", upload, &headers, &form).unwrap();
    let file: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!((reply.status, &file[0]["size"]), (200, &json!(content.len())));
    let target = format!("/jira/rest/api/3/attachment/content/{}?redirect=false", file[0]["id"].as_str().unwrap());
    let part = |server: &Server, from: usize, to: usize| {
        let headers = format!("{app}accept-encoding: gzip\r\nrange: bytes={from}-{}\r\n", to - 1);
        exchange(server.address("forge"), "GET", &target, &headers, b"").unwrap()
    };
    let middle = part(&server, 1_000_000, 3_200_000);
    assert_eq!((middle.status, middle.body.as_slice()), (206, &content[1_000_000..3_200_000]));
    assert!(middle.head.contains("content-range: bytes 1000000-3199999/6000000"), "{}", middle.head);
    assert!(!middle.head.contains("content-encoding"), "{}", middle.head);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    drop(server);
    let server = Server::start(&options);
    let last = part(&server, 5_999_000, 9_000_000);
    assert_eq!((last.status, last.body.as_slice()), (206, &content[5_999_000..]));
    drop(server);
    std::fs::remove_dir_all(&data).unwrap();
}

#[test]
fn nothing_that_was_answered_is_lost_when_the_process_is_killed_in_the_middle_of_writing() {
    let data = directory("stormed");
    let options = ["--data", data.to_str().unwrap(), "--no-rates"];
    let mut answered = Vec::new();
    for round in 0..3 {
        let mut server = Server::start(&options);
        let (sender, receiver) = std::sync::mpsc::channel();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (sender, forge) = (sender.clone(), server.address("forge").to_owned());
                std::thread::spawn(move || {
                    for number in 0.. {
                        let key = format!("{round}:{writer}:{number}");
                        let body = json!({ "key": key, "value": number }).to_string();
                        let sent = exchange(&forge, "POST", "/kvs/api/v1/set", "", body.as_bytes());
                        if sent.is_none_or(|reply| reply.status != 200) || sender.send(key).is_err() {
                            break;
                        }
                    }
                })
            })
            .collect();
        drop(sender);
        answered.extend(receiver.iter().take(200));
        server.child.kill().unwrap();
        answered.extend(receiver.iter());
        for writer in writers {
            writer.join().unwrap();
        }
    }
    let server = Server::start(&options);
    for key in &answered {
        assert_eq!(server.forge("POST", "/kvs/api/v1/get", &json!({ "key": key })).0, 200, "{key}");
    }
    drop(server);
    std::fs::remove_dir_all(&data).unwrap();
}

#[test]
fn a_kept_world_keeps_the_shape_of_its_org() {
    let (customer, data) = (directory("kept-customer"), directory("kept-shape"));
    super::shape::write(&customer);
    let options = ["--data", data.to_str().unwrap(), "--org", customer.to_str().unwrap()];
    let machines = |server: &Server| {
        let token = format!("authorization: Bearer {}\r\n", server.text("accessToken"));
        let query = "/services/data/v62.0/query?q=SELECT+Name+FROM+Machine__c";
        let reply = exchange(server.address("salesforce"), "GET", query, &token, b"").unwrap();
        serde_json::from_slice::<Value>(&reply.body).unwrap()["records"][0]["Name"].clone()
    };
    let server = Server::start(&options);
    assert_eq!(machines(&server), "Press 7");
    drop(server);
    let server = Server::start(&options[..2]);
    assert_eq!(machines(&server), "Press 7");
    drop(server);
    let run = Command::new(env!("CARGO_BIN_EXE_weftline-sandbox")).args(options).output().unwrap();
    let message = String::from_utf8(run.stderr).unwrap();
    assert!(!run.status.success() && message.contains("--fresh"), "{message}");
    for used in [customer, data] {
        std::fs::remove_dir_all(used).unwrap();
    }
}

#[test]
fn it_ends_when_its_parent_does() {
    let mut server = Server::start(&["--die-with-parent"]);
    drop(server.child.stdin.take());
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn an_unknown_option_is_an_error() {
    let run = Command::new(env!("CARGO_BIN_EXE_weftline-sandbox")).arg("--nothing").output().unwrap();
    assert!(!run.status.success());
    assert!(String::from_utf8(run.stderr).unwrap().contains("unknown option `--nothing`"));
}

#[test]
fn every_exchange_with_jira_is_recorded_without_credentials() {
    let data = directory("record");
    std::fs::create_dir_all(&data).unwrap();
    let file = data.join("record.jsonl");
    let server = Server::start(&["--record", file.to_str().unwrap()]);
    let jira = server.address("jira");
    let token = "authorization: Basic bWlhLmFkbWluQHdlZnRsaW5lLmV4YW1wbGU6d2VmdGxpbmUtamlyYS10b2tlbg==\r\n";
    assert_eq!(exchange(jira, "GET", "/rest/api/3/issue/SUP-1?fields=summary", token, b"").unwrap().status, 200);
    exchange(server.address("salesforce"), "GET", "/services/data", "", b"").unwrap();
    let app = "x-forge-principal: app\r\ncontent-type: application/json\r\n";
    let body = json!({ "globalPermissions": [] }).to_string();
    let forge = server.address("forge");
    exchange(forge, "POST", "/jira/rest/api/3/permissions/check", app, body.as_bytes()).unwrap();
    let fault = json!({ "door": "jira", "count": 1, "fault": { "kind": "lostReply" } });
    server.forge("POST", "/control/faults", &fault);
    assert!(exchange(jira, "GET", "/rest/api/3/myself", token, b"").is_none());
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let brief = |line: &Value| {
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        (text("as"), text("method"), text("url"), text("requestBody"), line["status"].as_u64().unwrap())
    };
    let expected = [
        ("outside", "GET", "/rest/api/3/issue/SUP-1?fields=summary", "", 200),
        ("app", "POST", "/rest/api/3/permissions/check", body.as_str(), 200),
        ("outside", "GET", "/rest/api/3/myself", "", 0),
    ];
    let expected = expected.map(|(asker, method, url, body, status)| {
        (asker.to_owned(), method.to_owned(), url.to_owned(), body.to_owned(), status)
    });
    assert_eq!(lines.iter().map(brief).collect::<Vec<_>>(), expected);
    assert!(lines[0]["responseBody"].as_str().unwrap().contains("\"key\":\"SUP-1\""));
    assert!(!text.contains("bWlhLmFkbWlu"), "{text}");
}
