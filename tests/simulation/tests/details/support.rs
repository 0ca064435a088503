//! A stage with a case that is linked, and what the dialog calls.

use serde_json::{Value, json};
use weftline_simulation::{AGENT, Price, Stage};
use weftline_wire::call::{Call, CommentsCall, DetailsCall, LinkCall, PostCommentCall, Reply};
use weftline_wire::failure::Failure;
use weftline_wire::view::{CommentsView, DetailsView, PostedCommentView};

/// A stage with an issue and a case of one's own that is linked to it.
pub(crate) fn linked(seed: u64) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    let id = stage.make("Case", &json!({ "Subject": "The display stays dark" }));
    link(&mut stage, "Case", &id);
    (stage, id)
}

pub(crate) fn link(stage: &mut Stage, object: &str, id: &str) {
    let call = LinkCall { object: object.into(), record_ids: vec![id.into()], share: true };
    let reply = stage.call(AGENT, Call::Link(call)).unwrap();
    assert!(matches!(&reply, Reply::Link(view) if view.linked == [id]), "{reply:?}");
}

/// Writes many comments to a case, as an outside client does; customers see every third.
pub(crate) fn write_comments(stage: &mut Stage, case: &str, count: usize) {
    let comments: Vec<Value> = (0..count)
        .map(|number| {
            json!({
                "attributes": { "type": "CaseComment" },
                "ParentId": case,
                "CommentBody": format!("comment {number}"),
                "IsPublished": number % 3 == 0,
            })
        })
        .collect();
    stage.make_many(&comments);
}

pub(crate) fn details(stage: &mut Stage, id: &str) -> (DetailsView, Price) {
    match stage.priced(AGENT, Call::Details(DetailsCall { record_id: id.into() })) {
        (Reply::Details(view), cost) => (view, cost),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn comments(stage: &mut Stage, id: &str, after: Option<String>) -> (CommentsView, Price) {
    match stage.priced(AGENT, Call::Comments(CommentsCall { record_id: id.into(), after })) {
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
