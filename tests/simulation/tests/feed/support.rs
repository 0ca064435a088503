//! Records with feeds and e-mails, and what calls cost.

use serde_json::json;
use weftline_simulation::{AGENT, Stage, base64};
use weftline_wire::call::{Call, ImageCall, LinkCall, Reply};
use weftline_wire::view::{ImageRef, ImageView};

/// The first bytes of a picture that is nothing but these.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A new case; with `link` linked to SUP-1.
pub(crate) fn case(stage: &mut Stage, link: bool) -> String {
    let id = stage.make("Case", &json!({ "Subject": "The pump is loud" }));
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
    let version = stage.make("ContentVersion", &values);
    let query = format!("SELECT ContentDocumentId FROM ContentVersion WHERE Id = '{version}'");
    (stage.query(&query)[0]["ContentDocumentId"].as_str().unwrap().to_owned(), version)
}

/// More turns nobody waits for: what is stored, the session, what Salesforce says, and for a post its intent and end.
const TURNS_MAX: u32 = 6;

/// Makes a call and says how many requests to Salesforce it took.
pub(crate) fn counted(stage: &mut Stage, account: &str, call: Call) -> (Reply, u32) {
    let name = serde_json::to_value(&call).unwrap()["name"].take();
    let (reply, price) = stage.priced(account, call);
    println!("{name}: {} turns, {} calls of Salesforce", price.turns, price.salesforce_calls);
    assert!(price.turns <= TURNS_MAX, "{name} took {} turns", price.turns);
    (reply, price.salesforce_calls)
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
