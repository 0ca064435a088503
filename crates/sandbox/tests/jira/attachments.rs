//! Files: uploaded, described, downloaded, removed.

use serde_json::{Value, json};
use weftline_sandbox::http::{Request, Response};
use weftline_sandbox::jira::{Site, SiteOptions};

use crate::client::{Client, MIA, NOW, SAM, message};

const TYPE: &str = "multipart/form-data; boundary=\"cut here\"";

fn form(files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, kind, content) in files {
        let head = format!(
            "--cut here\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut here--\r\n");
    body
}

fn upload(client: &mut Client, files: &[(&str, &str, &[u8])]) -> (u16, Value) {
    let response = client.send(&Request {
        method: "POST".into(),
        target: "/rest/api/3/issue/SUP-2/attachments".into(),
        headers: vec![("content-type".into(), TYPE.into()), ("x-atlassian-token".into(), "no-check".into())],
        body: form(files),
    });
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

fn fetch(client: &mut Client, target: &str, range: Option<&str>) -> Response {
    client.send(&Request {
        method: "GET".into(),
        target: target.into(),
        headers: range.map(|range| ("range".to_owned(), range.to_owned())).into_iter().collect(),
        body: Vec::new(),
    })
}

#[test]
fn a_file_comes_back_as_it_went() {
    let mut client = Client::new();
    let bytes: Vec<u8> = (0..=255).chain(*b"\r\n--cut her\r\n\r\n").collect();
    let (status, body) =
        upload(&mut client, &[("a \u{fc}.bin", "application/x-thing", &bytes), ("b.txt", "text/plain", b"")]);
    assert_eq!((status, body.as_array().unwrap().len()), (200, 2));
    assert_eq!(body[0]["filename"], "a \u{fc}.bin");
    assert_eq!(body[0]["size"], json!(bytes.len()));
    let id = body[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(client.get(&format!("attachment/{id}"))["mimeType"], "application/x-thing");
    assert_eq!(client.get("issue/SUP-2")["fields"]["attachment"][1]["filename"], "b.txt");
    let target = format!("/rest/api/3/attachment/content/{id}");
    let whole = fetch(&mut client, &format!("{target}?redirect=false"), None);
    assert_eq!((whole.status, whole.body), (200, bytes.clone()));
    let part = fetch(&mut client, &format!("{target}?redirect=false"), Some("bytes=10-19"));
    assert_eq!((part.status, part.body), (206, bytes[10..20].to_vec()));
    assert!(part.headers.contains(&("content-range".to_owned(), format!("bytes 10-19/{}", bytes.len()))));
    assert_eq!(fetch(&mut client, &format!("{target}?redirect=false"), Some("bytes=9999-")).status, 416);
    let redirection = fetch(&mut client, &target, None);
    assert_eq!(redirection.status, 303);
    let location = &redirection.headers.iter().find(|(name, _)| name == "location").unwrap().1;
    let target = location.strip_prefix("https://weftline.atlassian.net").unwrap();
    assert_eq!(fetch(&mut client, target, None).body, bytes);
    let events = client.events();
    let added = events.iter().find(|event| event.event == "avi:jira:created:attachment").unwrap();
    assert_eq!(
        (&added.body["attachment"]["issueId"], &added.body["attachment"]["fileName"]),
        (&json!("10101"), &json!("a \u{fc}.bin"))
    );
}

#[test]
fn uploads_are_refused_for_reasons() {
    let mut client = Client::new();
    let options = SiteOptions { attachment_bytes_max: 1_048_576, ..SiteOptions::default() };
    client.site = Site::seed(options, NOW);
    let big = vec![0_u8; 1_048_577];
    assert_eq!(client.get("attachment/meta"), json!({"enabled": true, "uploadLimit": 1_048_576}));
    assert_eq!(
        upload(&mut client, &[("big", "text/plain", &big)]),
        (413, message("The file 'big' is too large to attach. The size limit is 1.00 MB."))
    );
    assert_eq!(upload(&mut client, &[]).0, 400);
    assert_eq!(upload(client.be(SAM), &[("a", "text/plain", b"x")]).0, 403);
    let response = client.be(MIA).send(&Request {
        method: "POST".into(),
        target: "/rest/api/3/issue/SUP-2/attachments".into(),
        headers: vec![("content-type".into(), TYPE.into())],
        body: form(&[("a", "text/plain", b"x")]),
    });
    assert_eq!(response.status, 403, "without the header against request forgery");
}

#[test]
fn a_file_is_removed_by_its_author_or_an_administrator() {
    let mut client = Client::new();
    let (_, body) = upload(client.be(MIA), &[("a", "text/plain", b"x")]);
    let path = format!("attachment/{}", body[0]["id"].as_str().unwrap());
    assert_eq!(client.be(crate::client::JANE).delete(&path).0, 403);
    assert_eq!(client.be(MIA).delete(&path).0, 204);
    assert_eq!(client.call("GET", &format!("/rest/api/3/{path}"), None).0, 404);
    assert!(client.event_names().contains(&"avi:jira:deleted:attachment".to_owned()));
}
