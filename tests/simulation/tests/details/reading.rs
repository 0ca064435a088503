//! What the dialog tells, and in how many calls.

use serde_json::json;
use weftline_simulation::mappings::{selection, shown};
use weftline_simulation::{AGENT, Price, Stage, VIEWER};
use weftline_wire::call::{Call, CommentsCall, Reply};
use weftline_wire::configuration::FieldSelection;
use weftline_wire::view::{Cell, ImageRef, TabMissing};

use crate::support::{comments, details, link, linked, write_comments};

#[test]
fn view_1_details_and_the_counts_of_the_tabs_come_in_one_call() {
    let (mut stage, id) = linked(1);
    write_comments(&mut stage, &id, 3);
    let (view, cost) = details(&mut stage, &id);
    assert_eq!(cost, Price { turns: 3, salesforce_calls: 1 });
    assert_eq!(view.comments.as_ref().and_then(|head| head.count), Some(3));
    assert_eq!(view.emails.as_ref().map(|head| (head.count, head.missing)), Some((Some(0), None)));
    assert!(view.feed.as_ref().is_some_and(|head| head.count.is_some() && head.missing.is_none()), "{:?}", view.feed);
}

#[test]
fn view_1_a_tab_says_what_the_org_lacks() {
    let (mut stage, id) = linked(2);
    stage.world.set_up_org(&json!({ "emailToCase": false, "withoutFeeds": ["Case"] })).unwrap();
    let (view, _) = details(&mut stage, &id);
    assert_eq!(view.emails.and_then(|head| head.missing), Some(TabMissing::EmailOff));
    assert_eq!(view.feed.and_then(|head| head.missing), Some(TabMissing::FeedsOff));
    assert_eq!(view.comments.and_then(|head| head.missing), None);
}

#[test]
fn tgl_6_tgl_8_tgl_13_what_is_switched_off_has_no_tab_and_is_not_asked_for() {
    let (mut stage, id) = linked(3);
    stage.set(|settings| {
        settings.show_comments = false;
        settings.show_feed = false;
        settings.show_emails = false;
    });
    let (view, cost) = details(&mut stage, &id);
    assert_eq!((view.comments, view.feed, view.emails), (None, None, None));
    assert_eq!(cost.salesforce_calls, 1);
}

/// Fields that the details show of cases.
fn show(stage: &mut Stage, fields: &[&str]) {
    let details = fields.iter().map(|&field| field.to_owned()).collect();
    stage.save(vec![shown(FieldSelection { details, ..selection("Case", &["CaseNumber"]) })]);
}

#[test]
fn view_2_rich_text_keeps_its_formatting_and_loses_what_could_run() {
    let (mut stage, id) = linked(4);
    show(&mut stage, &["Subject", "Resolution__c"]);
    let html = "<p>Now <b>it</b> works<script>alert(1)</script><img src=\"https://e.vil/x.png\" onerror=\"alert(1)\"></p>\
                <a href=\"javascript:alert(1)\">here</a>";
    stage.change("Case", &id, &json!({ "Subject": html, "Resolution__c": html }));
    let (view, _) = details(&mut stage, &id);
    assert_eq!(view.fields[0].cell, Cell::Text { text: html.into() }, "plain text stays what it is");
    match &view.fields[1].cell {
        Cell::RichText { html, images } => {
            assert!(html.contains("<strong>it</strong>") || html.contains("<b>it</b>"), "{html}");
            assert!(!html.contains("alert") || !html.contains("script"), "{html}");
            assert!(!html.contains("onerror") && !html.contains("javascript:") && !html.contains("<img"), "{html}");
            assert_eq!(images, &[], "pictures of elsewhere are not fetched");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn view_2_tgl_12_images_of_rich_text_are_named_and_can_be_asked_for_where_they_are_shown() {
    let (mut stage, id) = linked(8);
    show(&mut stage, &["Resolution__c"]);
    let image = "0EM000000000001GAA";
    let html = format!(
        "<p><img src=\"/servlet/rtaImage?eid={id}&amp;feoid=00N000000000001&amp;refid={image}\" alt=\"Plan\"></p>"
    );
    stage.change("Case", &id, &json!({ "Resolution__c": html }));
    let shown = |stage: &mut Stage| match &details(stage, &id).0.fields[0].cell {
        Cell::RichText { html, images } => (html.clone(), images.clone()),
        other => panic!("{other:?}"),
    };
    let (html, images) = shown(&mut stage);
    assert_eq!(html, "<p><img data-image=\"0\" alt=\"Plan\"></p>");
    assert_eq!(images, [ImageRef::Field { field: "Resolution__c".into(), id: image.into() }]);
    stage.set(|settings| settings.show_images = false);
    assert_eq!(shown(&mut stage), ("<p><img alt=\"Plan\"></p>".to_owned(), Vec::new()));
}

#[test]
fn view_1_tabs_of_other_objects_are_those_that_their_records_have() {
    let mut stage = Stage::connected(9);
    for (object, emails) in [("Account", true), ("Contact", false), ("Field_Visit__c", true)] {
        let id = stage.query(&format!("SELECT Id FROM {object} LIMIT 1"))[0]["Id"].as_str().unwrap().to_owned();
        stage.save(vec![shown(selection(object, &["Name"]))]);
        link(&mut stage, object, &id);
        let (view, cost) = details(&mut stage, &id);
        assert_eq!(cost.salesforce_calls, 1, "{object}");
        assert_eq!(view.comments, None, "{object}");
        assert!(view.feed.is_some_and(|head| head.count.is_some() || head.missing.is_some()), "{object}");
        assert_eq!(view.emails.is_some(), emails, "{object}");
    }
}

#[test]
fn view_3_comments_come_newest_first_a_page_at_a_time_and_each_once() {
    let (mut stage, id) = linked(5);
    write_comments(&mut stage, &id, 130);
    let mut read = Vec::new();
    let mut after = None;
    for page in 0.. {
        let (view, cost) = comments(&mut stage, &id, after.take());
        assert_eq!(cost.salesforce_calls, 1);
        assert_eq!(view.composer.is_some(), page == 0, "who may write is told with the first page");
        read.extend(view.comments);
        after = view.after;
        if after.is_none() {
            break;
        }
    }
    let texts: Vec<String> = read.iter().map(|comment| comment.text.clone()).collect();
    let expected: Vec<String> = (0..130).rev().map(|number| format!("comment {number}")).collect();
    assert_eq!(texts, expected);
    assert!(read.iter().enumerate().all(|(at, comment)| comment.public == ((129 - at) % 3 == 0)));
    assert!(read.iter().all(|comment| !comment.author.is_empty() && comment.edited_at_ms.is_none()));
}

#[test]
fn view_3_whoever_may_only_look_reads_and_is_offered_nothing_to_write() {
    let (mut stage, id) = linked(6);
    write_comments(&mut stage, &id, 1);
    let read = Call::Comments(CommentsCall { record_id: id.clone(), after: None });
    match stage.call(VIEWER, read.clone()) {
        Ok(Reply::Comments(view)) => assert!(view.comments.len() == 1 && view.composer.is_none(), "{view:?}"),
        other => panic!("{other:?}"),
    }
    stage.set(|settings| settings.post_comments = false);
    match stage.call(AGENT, read) {
        Ok(Reply::Comments(view)) => assert!(view.comments.len() == 1 && view.composer.is_none(), "{view:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn view_3_the_composer_shows_the_signature_that_will_be_added() {
    let (mut stage, id) = linked(7);
    let (view, _) = comments(&mut stage, &id, None);
    let composer = view.composer.unwrap();
    assert_eq!(composer.signature, "Jane Doe via Jira (SUP-1)");
    assert_eq!(composer.room, 4000 - 27);
    stage.set(|settings| settings.signature = Some(String::new()));
    let composer = comments(&mut stage, &id, None).0.composer.unwrap();
    assert_eq!((composer.signature.as_str(), composer.room), ("", 4000));
}

#[test]
fn view_3_of_5000_comments_each_page_is_one_call() {
    let (mut stage, id) = linked(10);
    write_comments(&mut stage, &id, 5_000);
    let (view, cost) = details(&mut stage, &id);
    assert_eq!((view.comments.and_then(|head| head.count), cost.salesforce_calls), (Some(5_000), 1));
    let (mut pages, mut read, mut after) = (0, 0, None);
    loop {
        let (view, cost) = comments(&mut stage, &id, after.take());
        assert_eq!(cost.salesforce_calls, 1);
        (pages, read, after) = (pages + 1, read + view.comments.len(), view.after);
        if after.is_none() {
            break;
        }
    }
    assert_eq!((pages, read), (100, 5_000));
}
