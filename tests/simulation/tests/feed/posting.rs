//! Posting: once for each click, by whom may, and only for the org's own people.

use serde_json::Value;
use weftline_simulation::{AGENT, Luck, Stage, Stroke, VIEWER};
use weftline_wire::call::{Call, PostFeedCall, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Turn;
use weftline_wire::view::{FeedComment, FeedItem, PostedFeedView};

use crate::reading::feed;
use crate::support::{case, counted};

fn post_call(record_id: &str, number: u8, html: &str, reply_to: Option<&str>) -> Call {
    Call::PostFeed(PostFeedCall {
        record_id: record_id.into(),
        post_id: format!("{number:032x}"),
        html: html.into(),
        reply_to: reply_to.map(str::to_owned),
    })
}

fn item(reply: Reply) -> (FeedItem, bool) {
    match reply {
        Reply::PostFeed(PostedFeedView::Item { item, repeated }) => (item, repeated),
        other => panic!("{other:?}"),
    }
}

fn comment(reply: Reply) -> (FeedComment, bool) {
    match reply {
        Reply::PostFeed(PostedFeedView::Comment { comment, repeated }) => (comment, repeated),
        other => panic!("{other:?}"),
    }
}

/// Posts of people on a record, as the org has them: what they say, and who sees them.
fn there(stage: &mut Stage, record: &str) -> Vec<(String, String)> {
    let soql = format!(
        "SELECT Body, Visibility FROM FeedItem WHERE ParentId = '{record}' AND Type = 'TextPost' ORDER BY CreatedDate LIMIT 100"
    );
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    stage.query(&soql).iter().map(|row| (text(row, "Body"), text(row, "Visibility"))).collect()
}

fn comments_there(stage: &mut Stage, item: &str) -> usize {
    stage.query(&format!("SELECT Id FROM FeedComment WHERE FeedItemId = '{item}'")).len()
}

#[test]
fn view_4_a_post_is_one_call_signed_formatted_and_internal() {
    let mut stage = Stage::connected(730);
    let case = case(&mut stage, true);
    let html = "<p>The <b>pump</b></p><ul><li>is <i>loud</i></li></ul>";
    let (reply, calls) = counted(&mut stage, AGENT, post_call(&case, 1, html, None));
    let (posted, repeated) = item(reply);
    assert_eq!((calls, repeated, posted.public), (1, false, false));
    assert_eq!(posted.html, [html, "<p>Jane Doe via Jira (SUP-1)</p>"].concat());
    let there = there(&mut stage, &case);
    assert_eq!(there.len(), 1);
    assert_eq!(there[0].1, "InternalUsers");
    assert!(there[0].0.contains("<b>pump</b>"), "{there:?}");
    let view = feed(&mut stage, AGENT, &case);
    assert!(view.items.iter().any(|shown| shown.id == posted.id && shown.html == posted.html));

    let (reply, _) = counted(&mut stage, AGENT, post_call(&case, 2, "I <u>hear</u> it", Some(&posted.id)));
    let (answer, repeated) = comment(reply);
    assert_eq!(answer.html, "<p>I <u>hear</u> it</p><p>Jane Doe via Jira (SUP-1)</p>");
    assert!(!repeated);
    assert_eq!(comments_there(&mut stage, &posted.id), 1);
}

#[test]
fn view_4_whatever_breaks_off_a_post_is_there_once() {
    for stroke in Stroke::ALL {
        for at in 0.. {
            let mut stage = Stage::connected(731);
            let case = case(&mut stage, true);
            let call = || post_call(&case, 7, "<p>Once, and <b>only</b> once</p>", None);
            let mut worker = stage.worker(AGENT, call(), Luck::bad(at, stroke));
            let ended = worker.finish(&mut stage.world);
            let struck = worker.struck().is_some();
            let mut done = matches!(ended, Some(Turn::Done { .. }));
            for _ in 0..5 {
                if done {
                    break;
                }
                stage.world.advance(31_000);
                done = stage.call(AGENT, call()).is_ok();
            }
            assert!(done, "{stroke:?} at {at}: never posted");
            assert_eq!(there(&mut stage, &case).len(), 1, "{stroke:?} at {at}");
            let (again, repeated) = item(stage.call(AGENT, call()).unwrap());
            assert!(repeated && again.html.contains("<b>only</b>"), "{stroke:?} at {at}");
            assert_eq!(there(&mut stage, &case).len(), 1, "{stroke:?} at {at}, sent again");
            if !struck {
                break;
            }
        }
    }
}

#[test]
fn view_4_a_lost_answer_to_a_comment_is_looked_for() {
    let mut stage = Stage::connected(732);
    let case = case(&mut stage, true);
    let (posted, _) = item(stage.call(AGENT, post_call(&case, 1, "Post", None)).unwrap());
    let mut lost = 0;
    for at in 0.. {
        let number = u8::try_from(at).unwrap() + 10;
        let call = || post_call(&case, number, "Same words", Some(&posted.id));
        let mut worker = stage.worker(AGENT, call(), Luck::bad(at, Stroke::AnswerLost));
        let ended = worker.finish(&mut stage.world);
        lost += usize::from(!matches!(ended, Some(Turn::Done { .. })));
        stage.world.advance(31_000);
        let (_, repeated) = comment(stage.call(AGENT, call()).unwrap());
        assert_eq!(comments_there(&mut stage, &posted.id), at + 1, "at {at}, {repeated}");
        stage.world.advance(200_000);
        if worker.struck().is_none() {
            break;
        }
    }
    assert!(lost > 2);
}

#[test]
fn tgl_9_who_may_not_post_cannot() {
    let mut stage = Stage::connected(733);
    let (own, other) = (case(&mut stage, true), case(&mut stage, false));
    let (theirs, _) = {
        let (status, made) = stage.ask(
            "POST",
            "/chatter/feed-elements",
            &serde_json::json!({
                "feedElementType": "FeedItem", "subjectId": other,
                "body": { "messageSegments": [{ "type": "Text", "text": "theirs" }] },
            }),
        );
        assert_eq!(status, 201, "{made}");
        (made["id"].as_str().unwrap().to_owned(), made)
    };
    let long = "x".repeat(10_000);
    for (account, call, code) in [
        (VIEWER, post_call(&own, 1, "a", None), FailureCode::NotPermitted),
        (AGENT, post_call(&other, 1, "a", None), FailureCode::RecordNotFound),
        (AGENT, post_call(&own, 1, "a", Some(&theirs)), FailureCode::RecordNotFound),
        (AGENT, post_call(&own, 1, " <p><br></p> ", None), FailureCode::Invalid),
        (AGENT, post_call(&own, 1, &long, None), FailureCode::Invalid),
    ] {
        assert_eq!(stage.refused(account, call.clone()), code, "{call:?}");
    }
    let mut odd = post_call(&own, 1, "a", None);
    if let Call::PostFeed(call) = &mut odd {
        call.post_id = "short".into();
    }
    assert_eq!(stage.refused(AGENT, odd), FailureCode::Invalid);
    for off in [
        |settings: &mut weftline_wire::configuration::Settings| settings.post_feed = false,
        |settings: &mut weftline_wire::configuration::Settings| settings.show_feed = false,
    ] {
        stage.set(off);
        assert_eq!(stage.refused(AGENT, post_call(&own, 1, "a", None)), FailureCode::NotPermitted);
    }
    assert_eq!(there(&mut stage, &own), []);
    assert_eq!(comments_there(&mut stage, &theirs), 0);
}

#[test]
fn view_4_one_post_id_is_for_one_text() {
    let mut stage = Stage::connected(734);
    let case = case(&mut stage, true);
    item(stage.call(AGENT, post_call(&case, 1, "one", None)).unwrap());
    assert_eq!(stage.refused(AGENT, post_call(&case, 1, "two", None)), FailureCode::Invalid);
    item(stage.call(AGENT, post_call(&case, 2, "one", None)).unwrap());
    assert_eq!(there(&mut stage, &case).len(), 2, "the same words may be posted twice");
}

#[test]
fn view_4_while_chatter_is_busy_nothing_is_posted_and_afterwards_once() {
    let mut stage = Stage::connected(735);
    let case = case(&mut stage, true);
    let switch = |stage: &mut Stage, on: bool| {
        let request = weftline_sandbox::http::Request {
            method: "POST".into(),
            target: "/control/switches".into(),
            headers: vec![("content-type".into(), "application/json".into())],
            body: serde_json::json!({ "name": "chatterBusy", "on": on }).to_string().into_bytes(),
        };
        let response = stage.world.handle(weftline_sandbox::Door::Forge, &request);
        assert!(response.status < 300, "{}", String::from_utf8_lossy(&response.body));
    };
    switch(&mut stage, true);
    for call in [crate::reading::feed_call(&case, None), post_call(&case, 1, "once", None)] {
        let failure = stage.call(AGENT, call).unwrap_err();
        assert!(failure.retryable, "{failure:?}");
    }
    switch(&mut stage, false);
    assert_eq!(there(&mut stage, &case), []);
    stage.world.advance(31_000);
    let (_, repeated) = item(stage.call(AGENT, post_call(&case, 1, "once", None)).unwrap());
    assert_eq!((there(&mut stage, &case).len(), repeated), (1, false));
}
