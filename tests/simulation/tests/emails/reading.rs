//! Messages in a list, one of them whole, and orgs that have none.

use serde_json::{Value, json};
use weftline_simulation::{AGENT, Stage, VIEWER, base64};
use weftline_wire::call::{Call, EmailCall, EmailsCall, Reply};
use weftline_wire::failure::FailureCode;
use weftline_wire::view::{EmailView, EmailsView, ImageRef, TabMissing};

use crate::support::{PNG, case, counted, file};

pub(crate) fn emails_call(record_id: &str, after: Option<&str>) -> Call {
    Call::Emails(EmailsCall { record_id: record_id.into(), after: after.map(str::to_owned) })
}

pub(crate) fn emails(stage: &mut Stage, record_id: &str) -> EmailsView {
    match stage.call(AGENT, emails_call(record_id, None)) {
        Ok(Reply::Emails(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn email_call(record_id: &str, email_id: &str) -> Call {
    Call::Email(EmailCall { record_id: record_id.into(), email_id: email_id.into() })
}

fn email(stage: &mut Stage, record_id: &str, email_id: &str) -> EmailView {
    match stage.call(AGENT, email_call(record_id, email_id)) {
        Ok(Reply::Email(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// A message of a case, so many minutes old.
pub(crate) fn message(stage: &mut Stage, case: &str, minutes: u64, more: &Value) -> String {
    let at = weftline_sandbox::clock::iso(stage.world.now_ms() - minutes * 60_000);
    let mut values = json!({
        "ParentId": case, "Status": "1", "Incoming": true, "Subject": "The pump is loud", "MessageDate": at,
        "FromName": "Jo Customer", "FromAddress": "jo@customer.example",
        "ToAddress": "support@weftline.example; pumps@weftline.example", "TextBody": "It is.",
    });
    values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    stage.make("EmailMessage", &values)
}

#[test]
fn view_5_messages_are_in_threads_and_the_newest_is_there_at_once_in_one_call() {
    let mut stage = Stage::connected(700);
    let case = case(&mut stage, true);
    let first = message(&mut stage, &case, 50, &json!({ "ThreadIdentifier": "<t1@x>" }));
    let answer = message(
        &mut stage,
        &case,
        40,
        &json!({
            "Incoming": false, "Status": "3", "Subject": "Re: other words", "ReplyToEmailMessageId": first,
            "FromName": null, "FromAddress": "support@weftline.example", "ToAddress": "jo@customer.example",
        }),
    );
    let other = message(&mut stage, &case, 30, &json!({ "Subject": "FW: Invoice" }));
    let newest = message(&mut stage, &case, 20, &json!({ "Subject": "invoice", "HtmlBody": "<p>Pay <b>now</b></p>" }));

    let (reply, calls) = counted(&mut stage, AGENT, emails_call(&case, None));
    let Reply::Emails(view) = reply else { panic!("{reply:?}") };
    assert_eq!(calls, 1);
    let ids: Vec<&str> = view.emails.iter().map(|email| email.id.as_str()).collect();
    assert_eq!(ids, [&newest, &other, &answer, &first]);
    let threads: Vec<&str> = view.emails.iter().map(|email| email.thread.as_str()).collect();
    assert_eq!(threads, ["invoice", "invoice", "<t1@x>", "<t1@x>"]);
    assert_eq!(view.emails[3].from, "Jo Customer <jo@customer.example>");
    assert_eq!(view.emails[3].to, "support@weftline.example, pumps@weftline.example");
    assert_eq!(view.emails[2].from, "support@weftline.example");
    assert!(view.emails[3].incoming && !view.emails[2].incoming);
    let shown = view.newest.unwrap();
    assert_eq!(shown.head, view.emails[0]);
    assert_eq!(shown.html.as_deref(), Some("<p>Pay <b>now</b></p>"));
    assert_eq!(shown.text, "");
    let (reply, calls) = counted(&mut stage, VIEWER, email_call(&case, &first));
    let Reply::Email(view) = reply else { panic!("{reply:?}") };
    assert_eq!((view.html, view.text.as_str(), calls), (None, "It is.", 1));
    assert_eq!(view.url, Some(format!("https://weftline.my.salesforce.com/lightning/r/EmailMessage/{first}/view")));
}

#[test]
fn view_5_long_lists_come_in_pages_and_each_message_once() {
    let mut stage = Stage::connected(701);
    let case = case(&mut stage, true);
    // Several of the same minute: their ids decide.
    let mut made: Vec<String> = (0..120).map(|at| message(&mut stage, &case, 10 + at / 7, &json!({}))).collect();
    let mut read = Vec::new();
    let mut after = None;
    loop {
        let (reply, calls) = counted(&mut stage, AGENT, emails_call(&case, after.as_deref()));
        let Reply::Emails(view) = reply else { panic!("{reply:?}") };
        assert_eq!(calls, 1);
        assert!(view.emails.len() <= 50);
        assert_eq!(view.newest.is_some(), read.is_empty());
        read.extend(view.emails.into_iter().map(|email| email.id));
        after = view.after;
        if after.is_none() {
            break;
        }
    }
    made.sort();
    read.sort();
    assert_eq!(read, made);
    for after in ["", "x", "1,2", "1,500000000000000'"] {
        assert_eq!(stage.refused(AGENT, emails_call(&case, Some(after))), FailureCode::Invalid);
    }
}

#[test]
fn view_5_html_is_made_safe_and_loads_nothing() {
    let mut stage = Stage::connected(702);
    let case = case(&mut stage, true);
    let html = "<div style='color:red;background:url(https://spy.example/a)' onclick='x'>Hello\
        <script>alert(1)</script><img src='https://spy.example/p.png' alt='Banner'><img src='https://spy.example/1' width=1 height=1>\
        <a href='javascript:alert(1)'>a</a><a href='https://a.example/'>b</a><iframe src='//spy.example'></iframe>\
        <img src='cid:photo.png@01D8' width=40><img src='cid:nobody@x' alt='lost'></div>";
    let (report, _) = file(&mut stage, "report \u{202e}gnp.exe", b"MZ");
    let id = message(&mut stage, &case, 9, &json!({ "HtmlBody": html, "ContentDocumentIds": [report] }));
    stage.make("Attachment", &json!({ "ParentId": id, "Name": "photo.png", "Body": base64(PNG) }));
    stage.make("Attachment", &json!({ "ParentId": id, "Name": "chart.png", "Body": base64(PNG) }));
    let view = email(&mut stage, &case, &id);
    assert_eq!(
        view.html.as_deref().unwrap(),
        "<div style=\"color:red;\">Hello<img alt=\"Banner\">a\
         <a href=\"https://a.example/\" target=\"_blank\" rel=\"noopener noreferrer\">b</a>\
         <img data-image=\"0\" alt=\"image\" width=\"40\"><img alt=\"lost\"></div>"
    );
    assert!(view.remote_images && !view.cut && view.head.has_attachments);
    let [ImageRef::EmailFile { email_id, .. }] = &view.images[..] else { panic!("{:?}", view.images) };
    assert_eq!(*email_id, id);
    let files: Vec<(&str, bool)> = view.attachments.iter().map(|file| (&*file.name, file.image.is_some())).collect();
    assert_eq!(files, [("chart.png", true), ("report \u{202e}gnp.exe", false)]);
    assert_eq!(view.attachments[1].bytes, Some(2));
    assert!(view.attachments[1].url.as_ref().unwrap().contains(&format!("/ContentDocument/{report}")));

    stage.set(|settings| settings.allow_redirect = false);
    let view = email(&mut stage, &case, &id);
    assert!(view.url.is_none() && view.attachments.iter().all(|file| file.url.is_none()));
}

#[test]
fn view_5_an_org_without_e_mails_says_so() {
    let mut stage = Stage::connected(703);
    let case = case(&mut stage, true);
    assert_eq!(emails(&mut stage, &case).missing, None);
    stage.world.change_org(|options| options.settings.email_to_case = false);
    let view = emails(&mut stage, &case);
    assert_eq!((view.missing, view.emails.len()), (Some(TabMissing::EmailOff), 0));
}

#[test]
fn tgl_13_e_mails_are_kept_from_every_call() {
    let mut stage = Stage::connected(704);
    let (own, other) = (case(&mut stage, true), case(&mut stage, false));
    let (mine, theirs) = (message(&mut stage, &own, 5, &json!({})), message(&mut stage, &other, 5, &json!({})));
    assert_eq!(stage.refused(AGENT, emails_call(&other, None)), FailureCode::RecordNotFound);
    assert_eq!(stage.refused(AGENT, email_call(&other, &theirs)), FailureCode::RecordNotFound);
    assert_eq!(stage.refused(AGENT, email_call(&own, &theirs)), FailureCode::RecordNotFound);
    let draft = message(&mut stage, &own, 1, &json!({ "Status": "5", "Incoming": false }));
    assert_eq!(stage.refused(AGENT, email_call(&own, &draft)), FailureCode::RecordNotFound);
    assert_eq!(emails(&mut stage, &own).emails.len(), 1);
    stage.set(|settings| settings.show_emails = false);
    assert_eq!(stage.refused(AGENT, emails_call(&own, None)), FailureCode::NotPermitted);
    assert_eq!(stage.refused(AGENT, email_call(&own, &mine)), FailureCode::NotPermitted);
}
