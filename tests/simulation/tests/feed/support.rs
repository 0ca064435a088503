//! Records with feeds and e-mails, and what calls cost.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{AGENT, Luck, Stage};
use weftline_wire::call::{Call, ImageCall, LinkCall, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Turn;
use weftline_wire::view::{ImageRef, ImageView};

/// The first bytes of a picture that is nothing but these.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What the org says to an outside client.
pub(crate) fn api(stage: &mut Stage, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let token = stage.world.access().access_token;
    let request = Request {
        method: method.into(),
        target: format!("/services/data/v62.0{path}"),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
}

/// Creates a record as an outside client does.
pub(crate) fn make(stage: &mut Stage, object: &str, values: &Value) -> String {
    let (status, made) = api(stage, "POST", &format!("/sobjects/{object}"), values);
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

/// A new case; with `link` linked to SUP-1.
pub(crate) fn case(stage: &mut Stage, link: bool) -> String {
    let id = make(stage, "Case", &json!({ "Subject": "The pump is loud" }));
    if link {
        let call = LinkCall { object: "Case".into(), record_ids: vec![id.clone()], share: true };
        assert!(matches!(stage.call(AGENT, Call::Link(call)), Ok(Reply::Link(_))));
    }
    id
}

/// A file as a document, with the version of it; where nobody else sees it yet.
pub(crate) fn file(stage: &mut Stage, name: &str, bytes: &[u8]) -> (String, String) {
    let stem = name.split('.').next().unwrap();
    let values = json!({ "Title": stem, "PathOnClient": name, "VersionData": base64(bytes) });
    let version = make(stage, "ContentVersion", &values);
    let query = format!("SELECT ContentDocumentId FROM ContentVersion WHERE Id = '{version}'");
    (stage.query(&query)[0]["ContentDocumentId"].as_str().unwrap().to_owned(), version)
}

/// More turns nobody waits for: what is stored, the session, what Salesforce says, and for a post its intent and end.
const TURNS_MAX: u32 = 6;

/// Makes a call and says how many requests to Salesforce it took.
pub(crate) fn counted(stage: &mut Stage, account: &str, call: Call) -> (Reply, u32) {
    let name = serde_json::to_value(&call).unwrap()["name"].take();
    let mut worker = stage.worker(account, call, Luck::good());
    match worker.finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(reply) }) => {
            let (turns, calls) = (worker.turns(), worker.salesforce_calls());
            println!("{name}: {turns} turns, {calls} calls of Salesforce");
            assert!(turns <= TURNS_MAX, "{name} took {turns} turns");
            (reply, calls)
        }
        other => panic!("a call ended with {other:?}"),
    }
}

/// Why a call is refused.
pub(crate) fn refused(stage: &mut Stage, account: &str, call: Call) -> FailureCode {
    match stage.call(account, call) {
        Err(failure) => failure.code,
        Ok(reply) => panic!("answered with {reply:?}"),
    }
}

/// A call for an image.
pub(crate) fn image_call(record_id: &str, image: &ImageRef) -> Call {
    Call::Image(ImageCall { record_id: record_id.into(), image: image.clone() })
}

/// Fetches an image as a page does.
pub(crate) fn image(stage: &mut Stage, record_id: &str, image: &ImageRef) -> ImageView {
    match stage.call(AGENT, image_call(record_id, image)) {
        Ok(Reply::Image(view)) => view,
        other => panic!("{image:?}: {other:?}"),
    }
}

/// Bytes in Base64.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default()));
        let letters = (0..=chunk.len()).map(|place| char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]));
        text.extend(letters);
        text.extend(std::iter::repeat_n('=', 3 - chunk.len()));
    }
    text
}
