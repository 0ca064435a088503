//! What settings and permissions keep from pages they keep from direct calls.

use serde_json::json;
use weftline_simulation::mappings::removal;
use weftline_simulation::{AGENT, Stage, VIEWER};
use weftline_wire::call::{Call, CommentsCall, DetailsCall, PostCommentCall, UnlinkCall};
use weftline_wire::configuration::Settings;
use weftline_wire::failure::FailureCode;

use crate::support::{linked, post_id, posted, posting, there};

fn reading(id: &str) -> Call {
    Call::Comments(CommentsCall { record_id: id.into(), after: None })
}

#[test]
fn tgl_6_tgl_7_what_is_switched_off_is_refused_to_direct_calls() {
    let (mut stage, id) = linked(40);
    let switch = |stage: &mut Stage, change: fn(&mut Settings)| {
        stage.set(change);
    };
    switch(&mut stage, |settings| settings.post_comments = false);
    assert_eq!(stage.refused(AGENT, posting(&id, 1, "Hello", false)), FailureCode::NotPermitted);
    stage.call(AGENT, reading(&id)).unwrap();
    switch(&mut stage, |settings| (settings.post_comments, settings.show_comments) = (true, false));
    assert_eq!(stage.refused(AGENT, posting(&id, 1, "Hello", false)), FailureCode::NotPermitted);
    assert_eq!(stage.refused(AGENT, reading(&id)), FailureCode::NotPermitted);
    switch(&mut stage, |settings| (settings.show_comments, settings.show_panel) = (true, false));
    for call in [reading(&id), posting(&id, 1, "Hello", false), Call::Details(DetailsCall { record_id: id.clone() })] {
        assert_eq!(stage.refused(AGENT, call), FailureCode::NotPermitted, "TGL-1");
    }
    switch(&mut stage, |settings| (settings.show_panel, settings.enabled) = (true, false));
    for call in [reading(&id), posting(&id, 1, "Hello", false), Call::Details(DetailsCall { record_id: id.clone() })] {
        assert_eq!(stage.refused(AGENT, call), FailureCode::NotPermitted, "CON-3");
    }
    assert_eq!(there(&mut stage, &id), []);
}

#[test]
fn tgl_14_in_a_project_that_is_not_configured_nothing_is_read_or_posted() {
    let (mut stage, id) = linked(41);
    stage.save(vec![removal("project:10000")]);
    for call in [reading(&id), posting(&id, 1, "Hello", false), Call::Details(DetailsCall { record_id: id.clone() })] {
        assert_eq!(stage.refused(AGENT, call), FailureCode::ProjectNotConfigured);
    }
}

#[test]
fn map_12_on_restricted_issue_types_comments_are_read_and_posted_all_the_same() {
    let (mut stage, id) = linked(42);
    stage.restrict(&["10001"]);
    stage.call(AGENT, reading(&id)).unwrap();
    posted(stage.call(AGENT, posting(&id, 1, "Hello", false)));
}

#[test]
fn view_3_whoever_may_not_edit_the_issue_posts_nothing() {
    let (mut stage, id) = linked(43);
    assert_eq!(stage.refused(VIEWER, posting(&id, 1, "Hello", true)), FailureCode::NotPermitted);
    stage.call(VIEWER, reading(&id)).unwrap();
    assert_eq!(there(&mut stage, &id), []);
    assert_eq!(stage.document("post", &format!("10100:{id}:{}", post_id(1))), None);
}

#[test]
fn view_3_only_of_linked_records_anything_is_read_or_posted() {
    let (mut stage, id) = linked(44);
    let other = stage.make("Case", &json!({ "Subject": "Somebody else's" }));
    for call in
        [reading(&other), posting(&other, 1, "Hello", true), Call::Details(DetailsCall { record_id: other.clone() })]
    {
        assert_eq!(stage.refused(AGENT, call), FailureCode::RecordNotFound);
    }
    stage.call(AGENT, Call::Unlink(UnlinkCall { record_ids: vec![id.clone()] })).unwrap();
    assert_eq!(stage.refused(AGENT, posting(&id, 1, "Hello", true)), FailureCode::RecordNotFound);
    assert_eq!((there(&mut stage, &id), there(&mut stage, &other)), (vec![], vec![]));
}

#[test]
fn view_3_what_is_no_post_is_refused() {
    let (mut stage, id) = linked(45);
    for text in ["", " \n\t "] {
        assert_eq!(stage.refused(AGENT, posting(&id, 1, text, false)), FailureCode::Invalid);
    }
    for post_id in ["", "x", &"g".repeat(32), &format!("{}:", &post_id(1)[1..])] {
        let call =
            PostCommentCall { record_id: id.clone(), post_id: post_id.into(), text: "Hello".into(), public: true };
        assert_eq!(stage.refused(AGENT, Call::PostComment(call)), FailureCode::Invalid);
    }
    for after in ["", "1", "1,2", "x,500000000000001AAA", "1,500000000000001AAA' OR Id != '"] {
        let call = Call::Comments(CommentsCall { record_id: id.clone(), after: Some(after.into()) });
        assert_eq!(stage.refused(AGENT, call), FailureCode::Invalid);
    }
    assert_eq!(there(&mut stage, &id), []);
}
