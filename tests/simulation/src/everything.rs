//! A world in which Weftline has done a bit of everything, some of it unfinished: every kind of document is stored.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_wire::call::{
    BeginBackfillCall, BulkCheckCall, BulkChoice, BulkCreateCall, BulkFileCall, Call, Choice, ConflictsCall,
    CreateCall, CreateFormCall, DecideConflictsCall, LinkCall, OutboundMessagesCall, PanelCall, PanelKind,
    PostCommentCall, Reply, SteerBackfillCall,
};
use weftline_wire::configuration::{Comparison, Condition, Direction, FieldMapping, FilePolicy, Mapping, Policy};
use weftline_wire::effect::{Effect, StorageOperation};
use weftline_wire::job::{Job, Named, Turn};
use weftline_wire::plan::Way;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{BackfillPlan, BackfillSource, BackfillStep, CreateView};

use crate::backfill::{JOB, NUMBER, by_number};
use crate::mappings::{field, mapping, section};
use crate::rules::{SWITCH, escalations};
use crate::{ADMIN, AGENT, Luck, Stage, Step};

const MINUTE_MS: u64 = 60_000;

/// The subject that the org refuses.
pub const REFUSED: &str = "Refused";

/// The job that is done, the one that broke off while cases were created, and the one that broke off when it had noted
/// what came of them.
pub const JOB_DONE: &str = "0000000000000000000000000000d00e";
/// See there.
pub const JOB_BROKEN_OFF: &str = "0000000000000000000000000000b0ff";
/// See there.
pub const JOB_NOTED: &str = "0000000000000000000000000000b07e";

/// The issue of the last one: of an issue there is one at a time.
pub const NOTED: &str = "SUP-5";

/// How many good rows the files of those two have. That of the last one has a bad one, too.
pub const ROWS: u32 = 5;

/// What the world is about, by name: ids of issues, records, comments and files.
pub type Names = BTreeMap<String, String>;

/// Plays it. The same seed gives the same world.
pub fn everything(seed: u64) -> (Stage, Names) {
    let mut stage = Stage::connected(seed);
    let mut names = Names::new();
    configure(&mut stage);
    for key in ["SUP-1", "SUP-2", "SUP-3", "SUP-4", NOTED] {
        let (_, issue) = stage.jira(ADMIN, "GET", &format!("issue/{key}?fields=summary"), &Value::Null);
        names.insert(key.into(), issue["id"].as_str().expect("an issue has an id").into());
    }
    link_and_create(&mut stage, &mut names);
    remarks(&mut stage, &mut names);
    files(&mut stage, &mut names);
    conflicts(&mut stage, &names);
    failures(&mut stage, &names);
    looks(&mut stage, &names);
    panels(&mut stage);
    carried(&mut stage);
    login(&mut stage, &mut names);
    backfill(&mut stage, &mut names);
    (stage, names)
}

fn configure(stage: &mut Stage) {
    stage.set(|settings| {
        settings.allow_bulk = true;
        settings.comments_to_salesforce = true;
        settings.comments_to_jira = true;
        settings.operations_issue = Some("SUP-4".into());
    });
    stage.save(vec![section("*", mapping("Case", fields()))]);
    let named = Condition::Compare { field: "summary".into(), comparison: Comparison::NotEmpty, values: Vec::new() };
    stage.save(vec![crate::rules::section("10000", vec![escalations(Condition::All { of: vec![named] })])]);
    stage.world.advance(MINUTE_MS);
}

fn fields() -> Vec<FieldMapping> {
    vec![
        field("Subject", "summary", Direction::Both, Policy::Ask),
        field("SuppliedName", "customfield_10050", Direction::Both, Policy::JiraWins),
        field("Description", "description", Direction::ToSalesforce, Policy::JiraWins),
    ]
}

/// An attachment that goes to the record, and one that does not.
fn carried(stage: &mut Stage) {
    let files = FilePolicy { to_salesforce: true, to_jira: true, bytes_max: 1_000_000, types: vec!["txt".into()] };
    stage.save(vec![section("*", Mapping { files, ..mapping("Case", fields()) })]);
    attach(stage, "SUP-2", "carried.txt", "carried");
    attach(stage, "SUP-2", "left.bin", "left");
    stage.settle_within(MINUTE_MS);
}

/// One linked by hand, one created by the form, one by a rule, one that is deleted.
fn link_and_create(stage: &mut Stage, names: &mut Names) {
    let linked = stage.make("Case", &json!({ "Subject": "About SUP-1", "SuppliedName": "Nora" }));
    let deleted = stage.make("Case", &json!({ "Subject": "Soon gone" }));
    stage.world.advance(MINUTE_MS);
    for id in [&linked, &deleted] {
        let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id.clone()], share: false });
        stage.call(AGENT, call).expect("a case can be linked");
        stage.settle();
    }
    stage.delete("Case", &deleted);
    let call = form(stage);
    let formed = match stage.call(AGENT, call) {
        Ok(Reply::Create(CreateView::Created { id, .. })) => id,
        other => panic!("{other:?}"),
    };
    stage.settle();
    stage.edit(AGENT, "SUP-2", &json!({ SWITCH: { "value": "Yes" } }));
    stage.settle();
    let issue = &names["SUP-2"];
    let soql = format!("SELECT Id FROM Case WHERE Weftline_Key__c LIKE '%:{issue}:rule-%'");
    let ruled = stage.query(&soql)[0]["Id"].as_str().expect("a rule has created a case").to_owned();
    stage.world.advance(MINUTE_MS);
    for (name, id) in [("linked", linked), ("deleted", deleted), ("formed", formed), ("ruled", ruled)] {
        names.insert(name.into(), id);
    }
}

/// The create form of a case, sent as it is.
pub fn form(stage: &mut Stage) -> Call {
    let form = match stage.call(AGENT, Call::CreateForm(CreateFormCall { object: "Case".into() })) {
        Ok(Reply::CreateForm(form)) => form,
        other => panic!("{other:?}"),
    };
    let values = BTreeMap::from([("Subject".to_owned(), FieldValue::Text("Made by the form".into()))]);
    Call::Create(CreateCall {
        object: form.object,
        form_id: form.form_id,
        values,
        assignment_rules: form.assignment_rules,
        save_duplicates: false,
    })
}

/// Comments that are copied either way, and one that was posted from the panel.
fn remarks(stage: &mut Stage, names: &mut Names) {
    let text = json!({ "type": "text", "text": "What Jane says in Jira" });
    let body = json!({ "type": "doc", "version": 1, "content": [{ "type": "paragraph", "content": [text] }] });
    let (status, made) = stage.jira(AGENT, "POST", "issue/SUP-1/comment", &json!({ "body": body }));
    assert_eq!(status, 201, "{made}");
    names.insert("issueComment".into(), made["id"].as_str().expect("a comment has an id").into());
    stage.settle();
    let on_record = json!({ "ParentId": names["linked"], "CommentBody": "What Nora says there", "IsPublished": true });
    names.insert("recordComment".into(), stage.make("CaseComment", &on_record));
    let post = PostCommentCall {
        record_id: names["linked"].clone(),
        post_id: "0000000000000000000000000000c0de".into(),
        text: "Posted from the panel".into(),
        public: false,
    };
    stage.call(AGENT, Call::PostComment(post)).expect("a comment can be posted");
    look(stage);
}

/// Looks at the org once, and brings what has changed there in step.
pub fn look(stage: &mut Stage) {
    stage.world.advance(5 * MINUTE_MS);
    while let Some(Turn::Park { .. }) = stage.work(Job::Poll { connection: "main".into() }).finish(&mut stage.world) {
        stage.world.advance(MINUTE_MS);
    }
    stage.settle_within(10 * MINUTE_MS);
}

/// A file whose cases were created, and one of which a worker has died.
fn files(stage: &mut Stage, names: &mut Names) {
    let file = check(stage, names, (JOB_DONE, "SUP-1"), "done.csv", "Subject\nfirst of two\nsecond of two\n");
    names.insert("file".into(), file);
    confirm(stage, names, (JOB_DONE, "SUP-1"), 2);
    while let Some(Turn::Park { .. }) = stage.work(Job::Bulk { job_id: JOB_DONE.into() }).finish(&mut stage.world) {
        stage.world.advance(MINUTE_MS);
    }
    stage.settle();
    let rows: String = (1..=ROWS).map(|row| format!("row {row} of the file\n")).collect();
    let file = check(stage, names, (JOB_BROKEN_OFF, "SUP-1"), "broken-off.csv", &format!("Subject\n{rows}"));
    names.insert("brokenOff".into(), file);
    confirm(stage, names, (JOB_BROKEN_OFF, "SUP-1"), ROWS);
    break_off(
        stage,
        JOB_BROKEN_OFF,
        |effect| matches!(effect, Effect::Salesforce { url, .. } if url.contains("/composite/sobjects")),
    );
    let bad = "more,fields than the heading";
    let file = check(stage, names, (JOB_NOTED, NOTED), "noted.csv", &format!("Subject\n{rows}{bad}\n"));
    names.insert("noted".into(), file);
    confirm(stage, names, (JOB_NOTED, NOTED), ROWS);
    break_off(
        stage,
        JOB_NOTED,
        |effect| matches!(effect, Effect::Storage(StorageOperation::Set { key, .. }) if key.contains(":outcomes:")),
    );
}

/// What rings for a job is lost, but for one worker, who dies when it has done something.
fn break_off(stage: &mut Stage, job_id: &str, is_last: fn(&Effect) -> bool) {
    stage.lose_messages();
    let mut worker = stage.unlucky(Job::Bulk { job_id: job_id.into() }, Luck::good()).watched();
    while !worker.last().is_some_and(|last| is_last(&last.effect)) {
        assert!(matches!(worker.step(&mut stage.world), Step::Worked), "cases are created");
    }
}

fn check(stage: &mut Stage, names: &Names, (job_id, key): (&str, &str), name: &str, csv: &str) -> String {
    let id = attach(stage, key, name, csv);
    let call = Call::BulkFile(BulkFileCall { attachment_id: id.clone(), dialect: None });
    let view = match of_issue(stage, names, key, call) {
        Some(Turn::Done { reply: Some(Reply::BulkFile(view)) }) => view,
        other => panic!("{other:?}"),
    };
    let choice = |field: &weftline_wire::view::BulkField| BulkChoice {
        field: field.field.clone(),
        source: field.source.clone(),
    };
    let call = BulkCheckCall {
        job_id: job_id.into(),
        attachment_id: id.clone(),
        fingerprint: view.fingerprint.clone(),
        dialect: view.dialect.clone(),
        fields: view.fields.iter().map(choice).collect(),
        assignment_rules: None,
        again: false,
    };
    let checked = of_issue(stage, names, key, Call::BulkCheck(call));
    assert!(matches!(checked, Some(Turn::Done { .. })), "a file is checked: {checked:?}");
    stage.settle_within(MINUTE_MS);
    id
}

fn confirm(stage: &mut Stage, names: &Names, (job_id, key): (&str, &str), rows: u32) {
    let call = Call::BulkCreate(BulkCreateCall { job_id: job_id.into(), rows });
    let confirmed = of_issue(stage, names, key, call);
    assert!(matches!(confirmed, Some(Turn::Done { .. })), "a file is confirmed: {confirmed:?}");
}

/// Attaches a file to an issue, as the page does through Jira; gives its id.
pub fn attach(stage: &mut Stage, key: &str, name: &str, content: &str) -> String {
    let body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n\
         {content}\r\n--limit--\r\n"
    );
    let headers = [
        ("x-forge-principal", "user"),
        ("x-forge-account", AGENT),
        ("x-atlassian-token", "no-check"),
        ("content-type", "multipart/form-data; boundary=limit"),
    ];
    let request = Request {
        method: "POST".into(),
        target: format!("/jira/rest/api/3/issue/{key}/attachments"),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        body: body.into_bytes(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    let answer: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    answer[0]["id"].as_str().unwrap_or_else(|| panic!("not attached: {answer}")).to_owned()
}

/// A field that both sides have changed: of one record it waits, of the other one it is decided, and not yet carried out.
fn conflicts(stage: &mut Stage, names: &Names) {
    for (issue, record) in [("SUP-1", "linked"), ("SUP-2", "ruled")] {
        stage.change("Case", &names[record], &json!({ "Subject": format!("{record} in Salesforce") }));
        stage.edit(AGENT, issue, &json!({ "summary": format!("{issue} in Jira") }));
        stage.settle_within(MINUTE_MS);
        look(stage);
    }
    let rows = match of_issue(stage, names, "SUP-2", Call::Conflicts(ConflictsCall {})) {
        Some(Turn::Done { reply: Some(Reply::Conflicts(view)) }) => view.rows,
        other => panic!("{other:?}"),
    };
    let row = rows.first().expect("both sides have changed");
    let choice = Choice {
        record_id: row.record_id.clone(),
        field: row.field.clone(),
        way: Way::ToSalesforce,
        digest: row.digest.clone(),
    };
    of_issue(stage, names, "SUP-2", Call::DecideConflicts(DecideConflictsCall { choices: vec![choice] }));
    stage.lose_messages();
}

/// A call of Jane on another issue than SUP-1.
pub fn of_issue(stage: &mut Stage, names: &Names, key: &str, call: Call) -> Option<Turn> {
    let mut job = stage.job(AGENT, call);
    if let Job::Call { caller, .. } = &mut job {
        caller.issue = Some(Named { id: names[key].clone(), key: key.to_owned() });
    }
    stage.work_as(AGENT, job).finish(&mut stage.world)
}

/// Work that is left to people, and that admins were told of.
fn failures(stage: &mut Stage, names: &Names) {
    let id = stage.make("Case", &json!({ "Subject": "About SUP-3" }));
    let call = Call::Link(LinkCall { object: "Case".into(), record_ids: vec![id], share: false });
    of_issue(stage, names, "SUP-3", call);
    stage.settle_within(MINUTE_MS);
    let rule = json!({
        "name": "No_Refused", "object": "Case", "field": "Subject", "active": true, "message": "This subject is not wanted",
        "refusedWhen": { "is": { "field": "Subject", "values": [REFUSED] } },
    });
    stage.world.set_up_org(&json!({ "validationRules": [rule] })).expect("the org takes a rule");
    stage.edit(AGENT, "SUP-3", &json!({ "summary": REFUSED }));
    stage.settle_within(30 * MINUTE_MS);
}

/// Looks of either side, and a message of the org's.
fn looks(stage: &mut Stage, names: &Names) {
    look(stage);
    stage.work(Job::PollJira { cloud_id: weftline_sandbox::CLOUD_ID.into() }).finish(&mut stage.world);
    stage.settle_within(MINUTE_MS);
    stage.work(Job::Sweep {}).finish(&mut stage.world);
    let call = OutboundMessagesCall { connection: "main".into(), renew: true, remove: false };
    let url = match stage.call(ADMIN, Call::OutboundMessages(call)) {
        Ok(Reply::OutboundMessages(view)) => view.url.expect("a new address is told"),
        other => panic!("{other:?}"),
    };
    let token = url.split_once("?token=").expect("an address has a token").1.to_owned();
    let organization = stage.document("connection", "main").expect("the org is connected")["organizationId"].take();
    let body = message(organization.as_str().expect("an org has an id"), &names["linked"]);
    stage.work(Job::Heard { token, body }).finish(&mut stage.world);
    stage.lose_messages();
}

fn message(organization: &str, record: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><notifications \
         xmlns=\"http://soap.sforce.com/2005/09/outbound\"><OrganizationId>{organization}</OrganizationId>\
         <Notification><Id>04l000000000001</Id><sObject xsi:type=\"sf:Case\" xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\">\
         <sf:Id>{record}</sf:Id></sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>"
    )
}

/// A backfill that was begun, and whose worker has died in the midst of its rows.
fn backfill(stage: &mut Stage, names: &mut Names) {
    let case = stage.make("Case", &json!({ "Subject": "Was there before" }));
    let fields = json!({
        "project": { "id": "10000" }, "issuetype": { "id": "10001" }, "summary": "Was there before",
        "labels": ["backfill"], NUMBER: case,
    });
    let (status, made) = stage.jira(AGENT, "POST", "issue", &json!({ "fields": fields }));
    assert_eq!(status, 201, "{made}");
    names.insert("before".into(), case);
    names.insert("issueBefore".into(), made["id"].as_str().expect("an issue has an id").into());
    stage.lose_messages();
    let plan = BackfillPlan {
        source: BackfillSource::Issues { jql: "labels = backfill OR key = SUP-4".into() },
        ..by_number(false)
    };
    let call = Call::BeginBackfill(BeginBackfillCall { job_id: JOB.into(), plan });
    stage.call(ADMIN, call).expect("a backfill can be begun");
    stage.work(Job::Backfill { job_id: JOB.into() }).finish(&mut stage.world);
    let call = Call::SteerBackfill(SteerBackfillCall { job_id: JOB.into(), step: BackfillStep::Start, rows: 2 });
    stage.call(ADMIN, call).expect("it can be started");
    let mut worker = stage.unlucky(Job::Backfill { job_id: JOB.into() }, Luck::good());
    while stage.document("backfill", JOB).is_some_and(|job| job["begun"] != json!(true)) {
        assert!(matches!(worker.step(&mut stage.world), Step::Worked), "it is at work");
    }
    stage.lose_messages();
}

fn panels(stage: &mut Stage) {
    for stored in [false, true] {
        stage.call(AGENT, Call::Panel(PanelCall { view: PanelKind::List, stored })).expect("the panel opens");
    }
}

/// A login that has come back and was not finished.
fn login(stage: &mut Stage, names: &mut Names) {
    let login = stage.begin_login(Some("main")).expect("a login begins");
    let back = stage.allow(&login.authorize_url);
    stage.go_back(&back);
    names.insert("login".into(), login.state);
}
