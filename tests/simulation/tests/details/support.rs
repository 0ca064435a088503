//! A stage with a case that is linked, and what the dialog calls.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{AGENT, Luck, Stage};
use weftline_wire::call::{Call, CommentsCall, DetailsCall, LinkCall, PostCommentCall, Reply};
use weftline_wire::failure::Failure;
use weftline_wire::job::Turn;
use weftline_wire::view::{CommentsView, DetailsView, PostedCommentView};

/// A stage with an issue and a case of one's own that is linked to it.
pub(crate) fn linked(seed: u64) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    let id = make(&mut stage, "Case", &json!({ "Subject": "The display stays dark" }));
    link(&mut stage, "Case", &id);
    (stage, id)
}

pub(crate) fn link(stage: &mut Stage, object: &str, id: &str) {
    let call = LinkCall { object: object.into(), record_ids: vec![id.into()], share: true };
    let reply = stage.call(AGENT, Call::Link(call)).unwrap();
    assert!(matches!(&reply, Reply::Link(view) if view.linked == [id]), "{reply:?}");
}

/// Creates a record as an outside client does.
pub(crate) fn make(stage: &mut Stage, object: &str, values: &Value) -> String {
    let (status, made) = send(stage, "POST", &format!("sobjects/{object}"), values);
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

/// A request of an outside client, with its status and answer.
pub(crate) fn send(stage: &mut Stage, method: &str, resource: &str, values: &Value) -> (u16, Value) {
    let token = stage.world.access().access_token;
    let headers = [("authorization", format!("Bearer {token}")), ("content-type", "application/json".into())];
    let request = Request {
        method: method.into(),
        target: format!("/services/data/v62.0/{resource}"),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
        body: values.to_string().into_bytes(),
    };
    let response = stage.world.handle(Door::Salesforce, &request);
    (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
}

/// Writes many comments to a case, as an outside client does; customers see every third.
pub(crate) fn write_comments(stage: &mut Stage, case: &str, count: usize) {
    let numbers: Vec<usize> = (0..count).collect();
    for part in numbers.chunks(200) {
        let records = part.iter().map(|number| {
            json!({
                "attributes": { "type": "CaseComment" },
                "ParentId": case,
                "CommentBody": format!("comment {number}"),
                "IsPublished": number % 3 == 0,
            })
        });
        let body = json!({ "allOrNone": true, "records": records.collect::<Vec<_>>() });
        let (status, made) = send(stage, "POST", "composite/sobjects", &body);
        assert!(status == 200 && made.as_array().unwrap().iter().all(|row| row["success"] == true), "{made}");
    }
}

/// What a call cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) turns: u32,
    pub(crate) salesforce_calls: u32,
}

pub(crate) fn priced(stage: &mut Stage, call: Call) -> (Reply, Cost) {
    let mut worker = stage.worker(AGENT, call, Luck::good());
    match worker.finish(&mut stage.world) {
        Some(Turn::Done { reply: Some(reply) }) => {
            (reply, Cost { turns: worker.turns(), salesforce_calls: worker.salesforce_calls() })
        }
        other => panic!("a call ended with {other:?}"),
    }
}

pub(crate) fn details(stage: &mut Stage, id: &str) -> (DetailsView, Cost) {
    match priced(stage, Call::Details(DetailsCall { record_id: id.into() })) {
        (Reply::Details(view), cost) => (view, cost),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn comments(stage: &mut Stage, id: &str, after: Option<String>) -> (CommentsView, Cost) {
    match priced(stage, Call::Comments(CommentsCall { record_id: id.into(), after })) {
        (Reply::Comments(view), cost) => (view, cost),
        other => panic!("{other:?}"),
    }
}

/// The id of a post: the same number is the same post.
pub(crate) fn post_id(number: u32) -> String {
    format!("{number:032x}")
}

pub(crate) fn posting(id: &str, number: u32, text: &str, public: bool) -> Call {
    Call::PostComment(PostCommentCall { record_id: id.into(), post_id: post_id(number), text: text.into(), public })
}

pub(crate) fn posted(reply: Result<Reply, Failure>) -> PostedCommentView {
    match reply {
        Ok(Reply::PostComment(view)) => view,
        other => panic!("not posted: {other:?}"),
    }
}

/// The comments of a case as Salesforce has them, the oldest first: what they say, and whether customers see them.
pub(crate) fn there(stage: &mut Stage, case: &str) -> Vec<(String, bool)> {
    let soql =
        format!("SELECT CommentBody, IsPublished FROM CaseComment WHERE ParentId = '{case}' ORDER BY CreatedDate, Id");
    let found = stage.query(&soql);
    let read = |row: &Value| (row["CommentBody"].as_str().unwrap().into(), row["IsPublished"].as_bool().unwrap());
    found.iter().map(read).collect()
}
