//! Pictures that stand in rich text: they are carried as files, and shown in place on both sides.

use serde_json::{Value, json};
use weftline_simulation::mappings::{field, mapping, section};
use weftline_simulation::{ADMIN, AGENT, Luck, Stage, Stroke, base64};
use weftline_wire::call::{Call, Reply, SupportBundleCall};
use weftline_wire::configuration::{Direction, FilePolicy, Mapping, Policy};
use weftline_wire::job::Job;

use crate::support::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n-pixels-";

/// A stage whose issue's description and a linked case's resolution are kept in step.
fn described(seed: u64, files: FilePolicy) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    let fields = vec![field("Resolution__c", "description", Direction::Both, Policy::SalesforceWins)];
    stage.save_in_spite_of_warnings(vec![section("10000", Mapping { files, ..mapping("Case", fields) })]);
    describe(&mut stage, &[words("nothing yet")]);
    let id = case(&mut stage);
    link(&mut stage, &id);
    (stage, id)
}

fn words(text: &str) -> Value {
    json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] })
}

/// A picture as Jira's editor puts it there.
fn picture(name: &str, id: &str) -> Value {
    json!({ "type": "mediaSingle", "attrs": { "layout": "center" }, "content": [
        { "type": "media", "attrs": { "type": "file", "id": id, "collection": "", "alt": name, "width": 20, "height": 10 } }
    ] })
}

fn describe(stage: &mut Stage, blocks: &[Value]) {
    let document = json!({ "type": "doc", "version": 1, "content": blocks });
    let (status, answer) =
        stage.jira(AGENT, "PUT", &format!("issue/{ISSUE}"), &json!({ "fields": { "description": document } }));
    assert_eq!(status, 204, "{answer}");
}

fn description(stage: &mut Stage) -> Vec<Value> {
    let (_, issue) = stage.jira(AGENT, "GET", &format!("issue/{ISSUE}?fields=description"), &Value::Null);
    issue["fields"]["description"]["content"].as_array().unwrap().clone()
}

fn resolution(stage: &mut Stage, case: &str) -> String {
    let rows = stage.query(&format!("SELECT Resolution__c FROM Case WHERE Id = '{case}'"));
    rows[0]["Resolution__c"].as_str().unwrap_or_default().to_owned()
}

fn resolve(stage: &mut Stage, case: &str, html: &str) {
    let (status, answer) = stage.ask("PATCH", &format!("/sobjects/Case/{case}"), &json!({ "Resolution__c": html }));
    assert_eq!(status, 204, "{answer}");
}

fn attach_picture(stage: &mut Stage, name: &str) -> String {
    attach_to(stage, ISSUE, name, "image/png", PNG)
}

/// The version that an attachment became on the record.
fn version_of(stage: &mut Stage, attachment: &str) -> String {
    let files = stage.document("file", ISSUE).unwrap();
    let pair = files["files"].as_array().unwrap().iter().find(|pair| pair["attachment"] == attachment).cloned();
    pair.unwrap_or_else(|| panic!("not carried: {files}"))["version"].as_str().unwrap().to_owned()
}

fn address(version: &str) -> String {
    format!("/sfc/servlet.shepherd/version/download/{version}")
}

/// What says that something was written: the record's stamp and the issue's history.
fn traces(stage: &mut Stage, case: &str) -> (Value, usize) {
    let stamp =
        stage.query(&format!("SELECT SystemModstamp FROM Case WHERE Id = '{case}'"))[0]["SystemModstamp"].clone();
    let (_, history) = stage.jira(AGENT, "GET", &format!("issue/{ISSUE}/changelog?maxResults=1000"), &Value::Null);
    (stamp, history["values"].as_array().unwrap().len())
}

/// Whatever is looked at, nothing is written.
fn is_quiet(stage: &mut Stage, case: &str) {
    let before = traces(stage, case);
    for _ in 0..3 {
        poll(stage);
        mark(stage, true);
        settle(stage);
    }
    assert_eq!(traces(stage, case), before, "something went back and forth");
}

#[test]
fn file_1_a_picture_of_the_description_is_named_until_it_is_there_and_then_in_place() {
    let (mut stage, case) = described(60, both_ways());
    describe(&mut stage, &[words("before"), picture("shot.png", "m-1"), words("after")]);
    settle(&mut stage);
    assert_eq!(resolution(&mut stage, &case), "<p>before</p><p>[image: shot.png]</p><p>after</p>");
    let attachment = attach_picture(&mut stage, "shot.png");
    settle(&mut stage);
    let version = version_of(&mut stage, &attachment);
    let shown = format!("<p>before</p><p><img src=\"{}\" alt=\"shot.png\"></p><p>after</p>", address(&version));
    assert_eq!(resolution(&mut stage, &case), shown);
    assert_eq!(visibility(&mut stage, &case), ["InternalUsers"; 2], "the log that the issue had, and the picture");
    is_quiet(&mut stage, &case);
    // A second one, beside the first.
    let blocks = [words("before"), picture("shot.png", "m-1"), words("after"), picture("next.png", "m-2")];
    describe(&mut stage, &blocks);
    let next = attach_to(&mut stage, ISSUE, "next.png", "image/png", &[PNG, b"2"].concat());
    settle(&mut stage);
    let next = version_of(&mut stage, &next);
    let html = resolution(&mut stage, &case);
    assert!(html.contains(&address(&version)) && html.contains(&address(&next)), "{html}");
    is_quiet(&mut stage, &case);
    assert_eq!(description(&mut stage), blocks, "nothing of it came back");
}

#[test]
fn file_1_an_edit_in_salesforce_leaves_jira_s_pictures_where_they_are() {
    let (mut stage, case) = described(61, both_ways());
    let blocks = [words("before"), picture("shot.png", "m-1"), picture("large.png", "m-2"), words("after")];
    describe(&mut stage, &blocks);
    attach_picture(&mut stage, "shot.png");
    settle(&mut stage);
    let html = resolution(&mut stage, &case);
    assert!(html.contains("<img ") && html.contains("[image: large.png]"), "{html}");
    resolve(&mut stage, &case, &html.replace("before", "somebody's"));
    poll(&mut stage);
    let mut expected = blocks.clone();
    expected[0] = words("somebody's");
    assert_eq!(description(&mut stage), expected);
    is_quiet(&mut stage, &case);
}

#[test]
fn file_1_an_edit_of_plain_text_leaves_jira_s_pictures_where_they_are() {
    let mut stage = Stage::connected(69);
    let fields = vec![field("Description", "description", Direction::Both, Policy::SalesforceWins)];
    stage.save_in_spite_of_warnings(vec![section("10000", mapping("Case", fields))]);
    describe(&mut stage, &[words("nothing yet")]);
    let case = case(&mut stage);
    link(&mut stage, &case);
    let blocks = [words("before"), picture("shot.png", "m-1"), words("after")];
    describe(&mut stage, &blocks);
    settle(&mut stage);
    let text = stage.query(&format!("SELECT Description FROM Case WHERE Id = '{case}'"))[0]["Description"].clone();
    assert_eq!(text, "before\n\n[image: shot.png]\n\nafter");
    let edited = json!({ "Description": text.as_str().unwrap().replace("before", "somebody's") });
    assert_eq!(stage.ask("PATCH", &format!("/sobjects/Case/{case}"), &edited).0, 204);
    poll(&mut stage);
    let mut expected = blocks.clone();
    expected[0] = words("somebody's");
    assert_eq!(description(&mut stage), expected);
}

#[test]
fn file_1_a_picture_that_is_there_before_files_are_switched_on_gets_to_its_place() {
    let (mut stage, case) = described(70, FilePolicy::default());
    describe(&mut stage, &[words("before"), picture("shot.png", "m-1")]);
    attach_picture(&mut stage, "shot.png");
    settle(&mut stage);
    assert_eq!(resolution(&mut stage, &case), "<p>before</p><p>[image: shot.png]</p>");
    let fields = vec![field("Resolution__c", "description", Direction::Both, Policy::SalesforceWins)];
    stage.save_in_spite_of_warnings(vec![section("10000", Mapping { files: both_ways(), ..mapping("Case", fields) })]);
    mark(&mut stage, false);
    settle(&mut stage);
    carry(&mut stage);
    settle(&mut stage);
    assert!(resolution(&mut stage, &case).contains("<p>before</p><p><img "), "{}", resolution(&mut stage, &case));
    is_quiet(&mut stage, &case);
}

#[test]
fn file_1_pictures_are_only_named_where_nobody_has_switched_files_on() {
    let (mut stage, case) = described(62, FilePolicy::default());
    describe(&mut stage, &[words("before"), picture("shot.png", "m-1")]);
    attach_picture(&mut stage, "shot.png");
    settle(&mut stage);
    assert_eq!(resolution(&mut stage, &case), "<p>before</p><p>[image: shot.png]</p>");
    resolve(&mut stage, &case, &data("<p>mine ", "</p>"));
    poll(&mut stage);
    let document = Value::from(description(&mut stage)).to_string();
    assert!(document.contains("[image: pump]") && !document.contains("media"), "{document}");
    assert_eq!(on_record(&mut stage, &case), []);
    // What is edited in Jira then leaves Salesforce's picture where it is.
    let mut blocks = description(&mut stage);
    blocks.push(words("edited"));
    describe(&mut stage, &blocks);
    settle(&mut stage);
    let html = resolution(&mut stage, &case);
    assert!(html.contains("<img ") && html.contains("refid=0EM") && html.ends_with("<p>edited</p>"), "{html}");
    is_quiet(&mut stage, &case);
}

/// HTML with a picture, as Salesforce takes it.
fn data(before: &str, after: &str) -> String {
    format!("{before}<img src=\"data:image/png;base64,{}\" alt=\"pump\">{after}", base64(PNG))
}

fn elsewhere(attachment: &str) -> Value {
    let url = format!("https://weftline.atlassian.net/rest/api/3/attachment/content/{attachment}");
    json!({ "type": "mediaSingle", "attrs": { "layout": "center" }, "content": [
        { "type": "media", "attrs": { "type": "external", "url": url, "alt": "pump" } }
    ] })
}

/// The attachment that a picture of the record became.
fn carried(stage: &mut Stage) -> String {
    let files = stage.document("file", ISSUE).unwrap_or_else(|| panic!("nothing was carried"));
    let pairs = files["files"].as_array().unwrap();
    let found = pairs.iter().find(|pair| pair["shown"].is_string()).unwrap_or_else(|| panic!("not carried: {files}"));
    found["attachment"].as_str().unwrap_or_else(|| panic!("not attached: {files}")).to_owned()
}

#[test]
fn file_1_a_picture_of_a_record_becomes_an_attachment_and_is_in_place() {
    let (mut stage, case) = described(63, both_ways());
    let before = attachments(&mut stage).len();
    resolve(&mut stage, &case, &data("<p>before</p><p>", "</p><p>after</p>"));
    poll(&mut stage);
    let attachment = carried(&mut stage);
    assert_eq!(description(&mut stage), [words("before"), elsewhere(&attachment), words("after")]);
    let all = attachments(&mut stage);
    assert_eq!(all.len(), before + 1);
    let name = all.iter().find(|(id, _)| *id == attachment).unwrap().1.clone();
    assert!(name.starts_with("image-0EM") && name.ends_with(".png"), "{name}");
    is_quiet(&mut stage, &case);
    // What is edited in Jira leaves Salesforce's picture where it is.
    let html = resolution(&mut stage, &case);
    let reference = html.split("refid=").nth(1).unwrap()[..15].to_owned();
    describe(&mut stage, &[words("edited"), elsewhere(&attachment), words("after")]);
    settle(&mut stage);
    let html = resolution(&mut stage, &case);
    assert!(html.starts_with("<p>edited</p><p><img ") && html.contains(&format!("refid={reference}")), "{html}");
    is_quiet(&mut stage, &case);
    assert_eq!(visibility(&mut stage, &case).len(), 1, "it did not come back as a file");
}

/// The attachments of the issue, by id and name.
fn attachments(stage: &mut Stage) -> Vec<(String, String)> {
    let (_, page) = stage.jira(AGENT, "GET", &format!("issue/{ISSUE}?fields=attachment"), &Value::Null);
    let all = page["fields"]["attachment"].as_array().unwrap().iter();
    all.map(|one| (one["id"].as_str().unwrap().to_owned(), one["filename"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn file_1_a_file_that_only_the_app_may_see_is_not_carried_because_a_text_names_it() {
    let (mut stage, case) = described(71, both_ways());
    let other = self::case(&mut stage);
    let secret = add(&mut stage, &other, "salaries.png", PNG);
    let before = attachments(&mut stage);
    resolve(&mut stage, &case, &format!("<p>mine <img src=\"{}\" alt=\"pump\"></p>", address(&secret)));
    poll(&mut stage);
    assert_eq!(attachments(&mut stage), before);
    let document = Value::from(description(&mut stage)).to_string();
    assert!(document.contains("[image: pump]") && !document.contains("media"), "{document}");
    let told = told(&mut stage);
    assert!(told.iter().any(|line| line.contains("it is no file of the record")), "{told:?}");
    is_quiet(&mut stage, &case);
    // Once the record has it, it is carried like any other.
    let rows = stage.query(&format!("SELECT ContentDocumentId FROM ContentVersion WHERE Id = '{secret}'"));
    let link = json!({ "ContentDocumentId": rows[0]["ContentDocumentId"], "LinkedEntityId": case, "ShareType": "V" });
    let (status, answer) = stage.ask("POST", "/sobjects/ContentDocumentLink", &link);
    assert_eq!(status, 201, "{answer}");
    mark(&mut stage, true);
    carry(&mut stage);
    settle(&mut stage);
    assert_eq!(attachments(&mut stage).len(), before.len() + 1);
    let document = Value::from(description(&mut stage)).to_string();
    assert!(document.contains("/rest/api/3/attachment/content/"), "{document}");
    is_quiet(&mut stage, &case);
}

#[test]
fn file_1_a_picture_with_an_endless_name_is_carried_under_one_of_its_own() {
    let (mut stage, case) = described(72, both_ways());
    let alt = ["long ".repeat(4_000), "end.png".into()].concat();
    let html = data("<p>mine ", "</p>").replace("alt=\"pump\"", &format!("alt=\"{alt}\""));
    resolve(&mut stage, &case, &html);
    poll(&mut stage);
    let attachment = carried(&mut stage);
    let name = attachments(&mut stage).into_iter().find(|(id, _)| *id == attachment).unwrap().1;
    assert!(name.starts_with("image-0EM") && name.ends_with(".png"), "{name}");
    let kept = stage.document("file", ISSUE).unwrap().to_string();
    assert!(kept.len() < 10_000, "{} bytes are kept", kept.len());
    is_quiet(&mut stage, &case);
}

#[test]
fn file_1_what_is_kept_of_files_fits_into_a_stored_value() {
    let (mut stage, case) = linked(73, both_ways());
    mark(&mut stage, true);
    carry(&mut stage);
    let mut kept = stage.document("file", ISSUE).unwrap();
    let pairs = kept["files"].as_array_mut().unwrap();
    for number in 0..220 {
        let mut pair = pairs[0].clone();
        pair["attachment"] = json!(format!("9{number:04}"));
        pair["name"] = json!(["é—ﷺ".repeat(85), ".txt".into()].concat());
        pairs.push(pair);
    }
    let count = pairs.len();
    let bytes = kept.to_string().len();
    assert!((200_000..235_000).contains(&bytes), "{bytes}");
    stage.put_entity("file", ISSUE, &json!({ "revision": 9, "document": kept }));
    add(&mut stage, &case, "one more.txt", b"content");
    mark(&mut stage, true);
    carry(&mut stage);
    let kept = stage.document("file", ISSUE).unwrap();
    assert_eq!(
        (kept["full"].clone(), kept["files"].as_array().unwrap().len()),
        (json!(true), count),
        "there is no room"
    );
    assert!(told(&mut stage).iter().any(|line| line.contains("more files")), "{:?}", told(&mut stage));
}

#[test]
fn file_1_what_the_rules_leave_out_is_named() {
    let only_text = FilePolicy { types: vec!["txt".into()], ..both_ways() };
    let (mut stage, case) = described(64, only_text);
    resolve(&mut stage, &case, &data("<p>mine ", "</p>"));
    poll(&mut stage);
    let document = Value::from(description(&mut stage)).to_string();
    assert!(document.contains("[image: pump]") && !document.contains("media"), "{document}");
    let told = told(&mut stage);
    assert!(told.iter().any(|line| line.contains("files of this type do not go")), "{told:?}");
    is_quiet(&mut stage, &case);
}

#[test]
fn file_1_a_picture_in_a_comment_is_named_in_its_copy() {
    let (mut stage, case) = described(65, both_ways());
    let body = json!({ "type": "doc", "version": 1, "content": [words("look"), picture("shot.png", "m-1")] });
    let (status, answer) = stage.jira(AGENT, "POST", &format!("issue/{ISSUE}/comment"), &json!({ "body": body }));
    assert_eq!(status, 201, "{answer}");
    settle(&mut stage);
    let comments = stage.query(&format!("SELECT CommentBody FROM CaseComment WHERE ParentId = '{case}'"));
    let text = comments.iter().map(|row| row["CommentBody"].as_str().unwrap()).collect::<Vec<_>>().join("\n");
    assert!(text.contains("look\n\n[image: shot.png]"), "{text}");
}

#[test]
fn file_1_a_support_bundle_decides_the_same_of_pictures() {
    let (mut stage, case) = described(68, both_ways());
    describe(&mut stage, &[words("before"), picture("secret-plan.png", "m-1"), words("after")]);
    settle(&mut stage);
    attach_picture(&mut stage, "secret-plan.png");
    settle(&mut stage);
    let html = resolution(&mut stage, &case);
    resolve(&mut stage, &case, &data(&html, "<p>more</p>"));
    poll(&mut stage);
    let call = Call::SupportBundle(SupportBundleCall { about: "SUP-1".into() });
    let Ok(Reply::SupportBundle(view)) = stage.call(ADMIN, call) else { panic!("no bundle") };
    assert!(view.inputs >= 4 && !view.json.contains("secret"), "{view:?}");
    for input in weftline_support::replay(&view.json).unwrap().inputs {
        assert!(input.same && input.same_then, "{input:?}");
    }
    assert_eq!(view.changed, 0);
}

/// Both jobs until nothing is left of either.
fn work_off(stage: &mut Stage) {
    for _ in 0..8 {
        let sync = stage.document("work", &format!("sync:{ISSUE}")).is_some();
        if !sync && !is_marked(stage) {
            return;
        }
        stage.world.advance(61_000);
        stage.unlucky(Job::Files { issue_id: ISSUE.into() }, Luck::good()).finish(&mut stage.world);
        stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).finish(&mut stage.world);
    }
    panic!("it does not end");
}

/// Runs a job with each stroke at each of its effects, and then all that is left.
fn strikes(stage: &mut Stage, job: impl Fn() -> Job, check: impl Fn(&mut Stage, &str)) {
    let ready = stage.world.clone();
    let mut worker = stage.unlucky(job(), Luck::good());
    worker.finish(&mut stage.world);
    work_off(stage);
    check(stage, "nothing goes wrong");
    for index in 0..worker.performed() {
        for stroke in Stroke::ALL {
            stage.world = ready.clone();
            stage.unlucky(job(), Luck::bad(index, stroke)).finish(&mut stage.world);
            work_off(stage);
            check(stage, &format!("{stroke:?} at effect {index}"));
        }
    }
}

#[test]
fn file_1_a_picture_gets_to_its_place_in_salesforce_whatever_breaks_off() {
    let (mut stage, case) = described(66, both_ways());
    describe(&mut stage, &[words("before"), picture("shot.png", "m-1")]);
    settle(&mut stage);
    let attachment = attach_picture(&mut stage, "shot.png");
    stage.lose_messages();
    mark(&mut stage, false);
    let versions_before = versions(&mut stage);
    let check = |stage: &mut Stage, what: &str| {
        let version = version_of(stage, &attachment);
        let shown = format!("<p>before</p><p><img src=\"{}\" alt=\"shot.png\"></p>", address(&version));
        assert_eq!(resolution(stage, &case), shown, "{what}");
        assert_eq!(versions(stage), versions_before + 1, "{what}");
        assert_eq!(description(stage), [words("before"), picture("shot.png", "m-1")], "{what}");
    };
    strikes(&mut stage, || Job::Files { issue_id: ISSUE.into() }, check);
    // The same where it breaks off while it is put in place.
    let (mut stage, case) = described(66, both_ways());
    describe(&mut stage, &[words("before"), picture("shot.png", "m-1")]);
    settle(&mut stage);
    let attachment = attach_picture(&mut stage, "shot.png");
    stage.lose_messages();
    mark(&mut stage, false);
    stage.unlucky(Job::Files { issue_id: ISSUE.into() }, Luck::good()).finish(&mut stage.world);
    assert_eq!(resolution(&mut stage, &case), "<p>before</p><p>[image: shot.png]</p>");
    let check = |stage: &mut Stage, what: &str| {
        let version = version_of(stage, &attachment);
        assert!(resolution(stage, &case).contains(&address(&version)), "{what}");
    };
    strikes(&mut stage, || Job::Sync { issue_id: ISSUE.into() }, check);
}

#[test]
fn file_1_a_picture_gets_to_its_place_in_jira_whatever_breaks_off() {
    let (mut stage, case) = described(67, both_ways());
    let before = attachments(&mut stage).len();
    resolve(&mut stage, &case, &data("<p>before</p><p>", "</p>"));
    stage.world.advance(60_000);
    let task = json!({
        "kind": "sync", "issueId": ISSUE, "projectId": null, "causes": ["heard"], "records": [case], "look": false,
        "comments": [], "pushed": [], "attempts": []
    });
    let document = json!({ "task": task, "rung": 0, "sinceMs": stage.world.now_ms(), "trouble": null });
    let value = json!({ "revision": 1, "connection": "main", "due": 1, "state": "open", "document": document });
    stage.put_entity("work", &format!("sync:{ISSUE}"), &value);
    let ready = stage.world.clone();
    let check = |stage: &mut Stage, what: &str| {
        let attachment = carried(stage);
        assert_eq!(description(stage), [words("before"), elsewhere(&attachment)], "{what}");
        assert_eq!(attachments(stage).len(), before + 1, "{what}");
    };
    strikes(&mut stage, || Job::Sync { issue_id: ISSUE.into() }, check);
    // Where it breaks off while the picture is carried.
    stage.world = ready;
    stage.unlucky(Job::Sync { issue_id: ISSUE.into() }, Luck::good()).finish(&mut stage.world);
    assert!(is_marked(&mut stage), "the sync has noted what the text shows");
    stage.lose_messages();
    strikes(&mut stage, || Job::Files { issue_id: ISSUE.into() }, check);
}
