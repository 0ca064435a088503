//! Posts, changes and comments in a feed, and what keeps them from pages.

use serde_json::{Value, json};
use weftline_simulation::{AGENT, Stage, VIEWER, base64};
use weftline_wire::call::{Call, FeedCall, FeedCommentsCall, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{FeedCommentsView, FeedItem, FeedKind, FeedView, ImageRef, TabMissing};

use crate::support::{PNG, case, counted, file, image, image_call};

pub(crate) fn feed_call(record_id: &str, after: Option<&str>) -> Call {
    Call::Feed(FeedCall { record_id: record_id.into(), after: after.map(str::to_owned) })
}

pub(crate) fn feed(stage: &mut Stage, account: &str, record_id: &str) -> FeedView {
    match stage.call(account, feed_call(record_id, None)) {
        Ok(Reply::Feed(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn older(record_id: &str, item_id: &str, after: &str) -> Call {
    Call::FeedComments(FeedCommentsCall { record_id: record_id.into(), item_id: item_id.into(), after: after.into() })
}

/// Posts as an outside client does.
fn post(stage: &mut Stage, on: &str, segments: &Value, more: &Value) -> String {
    let mut body = json!({ "feedElementType": "FeedItem", "subjectId": on, "body": { "messageSegments": segments } });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, made) = stage.ask("POST", "/chatter/feed-elements", &body);
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

fn comment(stage: &mut Stage, on: &str, text: &str) {
    let body = json!({ "body": { "messageSegments": [{ "type": "Text", "text": text }] } });
    let path = format!("/chatter/feed-elements/{on}/capabilities/comments/items");
    let (status, made) = stage.ask("POST", &path, &body);
    assert_eq!(status, 201, "{made}");
}

fn text(text: &str) -> Value {
    json!([{ "type": "Text", "text": text }])
}

fn of(view: &FeedView, id: &str) -> FeedItem {
    view.items.iter().find(|item| item.id == id).unwrap_or_else(|| panic!("no {id}: {view:#?}")).clone()
}

#[test]
fn view_4_posts_are_read_with_their_formatting_files_and_links_in_one_call() {
    let mut stage = Stage::connected(720);
    let case = case(&mut stage, true);
    let (picture, _) = file(&mut stage, "pump.png", PNG);
    let (report, _) = file(&mut stage, "report.pdf", b"%PDF");
    let mark = |kind: &str, markup: &str| json!({ "type": kind, "markupType": markup });
    let rich = post(
        &mut stage,
        &case,
        &json!([
            mark("MarkupBegin", "Paragraph"), { "type": "Text", "text": "A <b> & " }, mark("MarkupBegin", "Bold"),
            { "type": "Text", "text": "loud" }, mark("MarkupEnd", "Bold"), mark("MarkupEnd", "Paragraph"),
            mark("MarkupBegin", "UnorderedList"), mark("MarkupBegin", "ListItem"), { "type": "Text", "text": "pump" },
            mark("MarkupEnd", "ListItem"), mark("MarkupEnd", "UnorderedList"),
            { "type": "InlineImage", "fileId": picture, "altText": "The pump" },
        ]),
        &json!({ "visibility": "AllUsers" }),
    );
    stage.world.advance(1_000);
    let linked = post(
        &mut stage,
        &case,
        &text("Look"),
        &json!({ "capabilities": { "link": { "url": "https://a.example/x", "urlName": "Manual" } } }),
    );
    stage.world.advance(1_000);
    let filed =
        post(&mut stage, &case, &text("See"), &json!({ "capabilities": { "files": { "items": [{ "id": report }] } } }));

    let (reply, calls) = counted(&mut stage, AGENT, feed_call(&case, None));
    let Reply::Feed(view) = reply else { panic!("{reply:?}") };
    assert_eq!(calls, 1);
    let order: Vec<&str> = view
        .items
        .iter()
        .map(|item| item.id.as_str())
        .filter(|id| [&rich, &linked, &filed].iter().any(|known| known == id))
        .collect();
    assert_eq!(order, [&filed, &linked, &rich]);
    let item = of(&view, &rich);
    assert_eq!(
        item.html,
        "<p>A &lt;b&gt; &amp; <b>loud</b></p><ul><li>pump</li></ul><img data-image=\"0\" alt=\"The pump\">"
    );
    assert_eq!((item.kind, item.public, item.commentable), (FeedKind::Post, true, true));
    assert!(!item.author.is_empty() && item.at_ms > 0);
    let shown = ImageRef::FeedFile { item_id: rich.clone(), comment_id: None, id: picture.clone() };
    assert_eq!(item.images, std::slice::from_ref(&shown));
    assert_eq!(image(&mut stage, &case, &shown).base64, base64(PNG));
    let item = of(&view, &linked);
    let link = item.link.unwrap();
    assert_eq!((item.kind, link.href.as_str(), link.text.as_str()), (FeedKind::Link, "https://a.example/x", "Manual"));
    let item = of(&view, &filed);
    assert_eq!(
        (item.kind, item.attachments.len(), item.attachments[0].name.as_str()),
        (FeedKind::File, 1, "report.pdf")
    );
    assert_eq!((item.attachments[0].bytes, item.attachments[0].image.as_ref()), (Some(4), None));
    let composer = view.composer.unwrap();
    assert_eq!(composer.signature, "Jane Doe via Jira (SUP-1)");
    assert_eq!(composer.room, 10_000 - 25);

    // An image is one of the element that is named, and the element one of the record.
    for asked in [
        ImageRef::FeedFile { item_id: linked.clone(), comment_id: None, id: picture.clone() },
        ImageRef::FeedFile { item_id: rich.clone(), comment_id: None, id: report },
    ] {
        assert_eq!(stage.refused(AGENT, image_call(&case, &asked)), FailureCode::RecordNotFound, "{asked:?}");
    }
    let other = crate::support::case(&mut stage, false);
    assert_eq!(stage.refused(AGENT, image_call(&other, &shown)), FailureCode::RecordNotFound);

    stage.set(|settings| settings.show_images = false);
    let item = of(&feed(&mut stage, AGENT, &case), &rich);
    assert!(item.images.is_empty() && item.html.ends_with("<img alt=\"The pump\">"), "{}", item.html);
}

#[test]
fn view_4_changes_of_tracked_fields_are_told() {
    let mut stage = Stage::connected(721);
    let case = case(&mut stage, true);
    stage.world.advance(2_000);
    let (status, _) = stage.ask("PATCH", &format!("/sobjects/Case/{case}"), &json!({ "Status": "Working" }));
    assert_eq!(status, 204);
    let view = feed(&mut stage, AGENT, &case);
    let change = view.items.iter().flat_map(|item| &item.changes).find(|change| change.label == "Status").unwrap();
    assert_eq!(change.after.as_deref(), Some("Working"));
    assert!(view.items.iter().any(|item| item.kind == FeedKind::TrackedChange && !item.author.is_empty()));
}

#[test]
fn view_4_comments_on_posts_come_with_them_and_older_ones_when_asked_for() {
    let mut stage = Stage::connected(722);
    let case = case(&mut stage, true);
    let item = post(&mut stage, &case, &text("Post"), &json!({}));
    for number in 0..40 {
        stage.world.advance(1_000);
        comment(&mut stage, &item, &format!("comment {number}"));
    }
    let shown = of(&feed(&mut stage, AGENT, &case), &item);
    assert_eq!(shown.comment_count, 40);
    let mut read: Vec<String> = shown.comments.iter().map(|comment| comment.html.clone()).collect();
    assert_eq!(read, ["comment 35", "comment 36", "comment 37", "comment 38", "comment 39"]);
    let mut after = shown.more_comments;
    while let Some(token) = after {
        let Ok(Reply::FeedComments(FeedCommentsView { comments, after: next })) =
            stage.call(VIEWER, older(&case, &item, &token))
        else {
            panic!("no older comments");
        };
        read.splice(0..0, comments.into_iter().map(|comment| comment.html));
        after = next;
    }
    let all: Vec<String> = (0..40).map(|number| format!("comment {number}")).collect();
    assert_eq!(read, all);

    let other = crate::support::case(&mut stage, false);
    let theirs = post(&mut stage, &other, &text("Theirs"), &json!({}));
    assert_eq!(stage.refused(AGENT, older(&case, &theirs, "x")), FailureCode::RecordNotFound);
    for token in ["", "a&b", "x/y", "?page=1"] {
        assert_eq!(stage.refused(AGENT, older(&case, &item, token)), FailureCode::Invalid, "{token}");
    }
}

#[test]
fn view_4_long_feeds_come_in_pages() {
    let mut stage = Stage::connected(723);
    let case = case(&mut stage, true);
    let made: Vec<String> = (0..45)
        .map(|number| {
            stage.world.advance(1_000);
            post(&mut stage, &case, &text(&format!("post {number}")), &json!({}))
        })
        .collect();
    let mut read = Vec::new();
    let mut after = None;
    loop {
        let (reply, calls) = counted(&mut stage, AGENT, feed_call(&case, after.as_deref()));
        let Reply::Feed(view) = reply else { panic!("{reply:?}") };
        assert_eq!((calls, view.composer.is_some()), (1, read.is_empty()));
        read.extend(view.items.into_iter().map(|item| item.id));
        after = view.after;
        if after.is_none() {
            break;
        }
    }
    read.retain(|id| made.contains(id));
    assert!(read.iter().eq(made.iter().rev()), "{read:?}");
}

#[test]
fn view_4_what_is_switched_off_elsewhere_is_not_shown_in_the_feed() {
    let mut stage = Stage::connected(724);
    let case = case(&mut stage, true);
    stage.make("CaseComment", &json!({ "ParentId": case, "CommentBody": "just between us" }));
    let kinds = |view: &FeedView| view.items.iter().map(|item| item.kind).collect::<Vec<_>>();
    let view = feed(&mut stage, AGENT, &case);
    let told = view.items.iter().find(|item| item.kind == FeedKind::CaseComment).unwrap_or_else(|| panic!("{view:?}"));
    assert_eq!((told.html.as_str(), told.public), ("just between us", false));
    stage.set(|settings| settings.show_comments = false);
    assert!(!kinds(&feed(&mut stage, AGENT, &case)).contains(&FeedKind::CaseComment));
}

#[test]
fn view_4_a_record_without_a_feed_says_so() {
    let mut stage = Stage::connected(725);
    let case = case(&mut stage, true);
    stage.world.change_org(|options| options.settings.chatter = false);
    let view = feed(&mut stage, AGENT, &case);
    assert_eq!((view.missing, view.items.len()), (Some(TabMissing::FeedsOff), 0));
    stage.world.change_org(|options| {
        options.settings.chatter = true;
        options.settings.without_feeds = vec!["Case".into()];
    });
    assert_eq!(feed(&mut stage, AGENT, &case).missing, Some(TabMissing::FeedsOff));
}

#[test]
fn tgl_8_feeds_are_kept_from_every_call() {
    let mut stage = Stage::connected(726);
    let (own, other) = (case(&mut stage, true), case(&mut stage, false));
    let item = post(&mut stage, &own, &text("Post"), &json!({}));
    assert_eq!(stage.refused(AGENT, feed_call(&other, None)), FailureCode::RecordNotFound);
    assert_eq!(feed(&mut stage, VIEWER, &own).composer, None);
    assert!(!of(&feed(&mut stage, VIEWER, &own), &item).commentable);
    stage.set(|settings| settings.show_feed = false);
    assert_eq!(stage.refused(AGENT, feed_call(&own, None)), FailureCode::NotPermitted);
    assert_eq!(stage.refused(AGENT, older(&own, &item, "x")), FailureCode::NotPermitted);
}

#[test]
fn view_4_hostile_posts_are_text() {
    let mut stage = Stage::connected(727);
    let case = case(&mut stage, true);
    let hostile = "<script>alert(1)</script> javascript:alert(1) \u{202e}evil <img src=x onerror=alert(1)>";
    let item = post(&mut stage, &case, &text(hostile), &json!({}));
    let shown = of(&feed(&mut stage, AGENT, &case), &item);
    assert_eq!(
        shown.html,
        "&lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1) \u{202e}evil &lt;img src=x onerror=alert(1)&gt;"
    );
}
