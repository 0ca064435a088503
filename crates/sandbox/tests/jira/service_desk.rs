//! Requests of the portal, and who reads which comments.

use serde_json::{Value, json};
use weftline_sandbox::http::Request;

use crate::client::{CARLA, Client, JANE, SAM, doc};

fn comments(client: &mut Client, query: &str) -> Vec<(String, bool)> {
    let (status, body) = client.call("GET", &format!("/rest/servicedeskapi/request/HELP-1/comment{query}"), None);
    assert_eq!(status, 200, "{body}");
    let values = body["values"].as_array().unwrap();
    values
        .iter()
        .map(|comment| (comment["body"].as_str().unwrap().to_owned(), comment["public"].as_bool().unwrap()))
        .collect()
}

#[test]
fn internal_comments_are_not_for_customers() {
    let mut client = Client::new();
    let post = |public: bool| Some(json!({"body": format!("public: {public}"), "public": public}));
    let path = "/rest/servicedeskapi/request/HELP-1/comment";
    let (status, internal) = client.call("POST", path, post(false));
    assert_eq!((status, &internal["public"]), (201, &json!(false)));
    client.call("POST", path, post(true));
    let agents = comments(&mut client, "");
    assert!(
        agents.contains(&("public: false".to_owned(), false)) && agents.contains(&("public: true".to_owned(), true))
    );
    assert!(comments(&mut client, "?public=false").iter().all(|(_, public)| !public));
    client.be(CARLA);
    let seen = comments(&mut client, "");
    assert!(seen.iter().all(|(_, public)| *public) && seen.contains(&("public: true".to_owned(), true)), "{seen:?}");
    let hidden = format!("{path}/{}", internal["id"].as_str().unwrap());
    assert_eq!(client.call("GET", &hidden, None).0, 404);
    assert_eq!(client.call("POST", path, post(false)).0, 403);
    assert_eq!(client.call("POST", path, post(true)).0, 201);
    assert_eq!(client.call("GET", "/rest/servicedeskapi/request/HELP-1", None).0, 200);
}

#[test]
fn the_platform_says_which_comments_are_public() {
    let mut client = Client::new();
    let (_, public) = client.post("issue/HELP-1/comment", json!({"body": doc("x")}));
    assert_eq!(public["jsdPublic"], true);
    let internal = json!({"body": doc("x"), "properties": [{"key": "sd.public.comment", "value": {"internal": true}}]});
    let (_, internal) = client.post("issue/HELP-1/comment", internal);
    assert_eq!(internal["jsdPublic"], false);
    assert!(!comments(client.be(CARLA), "").iter().any(|(_, public)| !public));
}

#[test]
fn requests_are_of_service_projects() {
    let mut client = Client::new();
    assert_eq!(client.call("GET", "/rest/servicedeskapi/request/SUP-1/comment", None).0, 404);
    let (_, desks) = client.call("GET", "/rest/servicedeskapi/servicedesk", None);
    assert_eq!(desks["values"][0]["projectKey"], "HELP");
    let (_, request) = client.call("GET", "/rest/servicedeskapi/request/HELP-1", None);
    assert_eq!(request["reporter"]["accountId"], CARLA);
    assert_eq!(client.get("issue/HELP-1")["fields"]["customfield_10010"]["requestType"]["name"], "Get IT help");
    assert_eq!(client.get("issue/SUP-1")["fields"]["customfield_10010"], Value::Null);
    let body = json!({"body": "hello", "public": true});
    assert_eq!(client.be(SAM).call("POST", "/rest/servicedeskapi/request/HELP-1/comment", Some(body)).0, 403);
    client.be(JANE);
}

#[test]
fn internal_files_are_not_for_customers() {
    let mut client = Client::new();
    let upload = |client: &mut Client, target: &str, name: &str| -> Value {
        let form =
            format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\nx\r\n--b--\r\n");
        let response = client.send(&Request {
            method: "POST".into(),
            target: target.into(),
            headers: vec![
                ("content-type".into(), "multipart/form-data; boundary=b".into()),
                ("x-atlassian-token".into(), "no-check".into()),
            ],
            body: form.into_bytes(),
        });
        assert!(response.status < 300, "{}", response.status);
        serde_json::from_slice(&response.body).unwrap()
    };
    upload(&mut client, "/rest/api/3/issue/HELP-1/attachments", "by-platform.csv");
    for public in [true, false] {
        let name = format!("public-{public}.csv");
        let uploaded = upload(&mut client, "/rest/servicedeskapi/servicedesk/1/attachTemporaryFile", &name);
        let id = &uploaded["temporaryAttachments"][0]["temporaryAttachmentId"];
        let ask =
            json!({"temporaryAttachmentIds": [id], "public": public, "additionalComment": {"body": "see the file"}});
        let path = "/rest/servicedeskapi/request/HELP-1/attachment";
        let (status, body) = client.call("POST", path, Some(ask.clone()));
        assert_eq!((status, &body["comment"]["public"]), (201, &json!(public)));
        assert_eq!(client.call("POST", path, Some(ask)).0, 400, "a temporary file is used once");
    }
    let names = |client: &mut Client| -> Vec<String> {
        let (_, body) = client.call("GET", "/rest/servicedeskapi/request/HELP-1/attachment", None);
        body["values"].as_array().unwrap().iter().map(|file| file["filename"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&mut client), ["by-platform.csv", "public-true.csv", "public-false.csv"]);
    assert_eq!(names(client.be(CARLA)), ["public-true.csv"]);
}
