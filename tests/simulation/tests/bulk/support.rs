//! Files that are attached, shown, checked.

use serde_json::{Value, json};
use weftline_sandbox::Door;
use weftline_sandbox::http::Request;
use weftline_simulation::{AGENT, Stage};
use weftline_wire::call::{
    BulkCheckCall, BulkChoice, BulkCreateCall, BulkFileCall, BulkJobCall, BulkUploadsCall, Call, Reply,
};
use weftline_wire::failure::Failure;
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::{BulkField, BulkFileView, BulkJobView, BulkPhase, BulkSource, BulkUploadsView};

/// A stage on which files may be uploaded.
pub(crate) fn stage(seed: u64) -> Stage {
    let mut stage = Stage::connected(seed);
    stage.set(|settings| settings.allow_bulk = true);
    stage
}

/// Attaches a file to an issue, as the page does through Jira; gives its id.
pub(crate) fn attach_to(stage: &mut Stage, issue: &str, name: &str, content: &[u8]) -> String {
    let head = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    let request = Request {
        method: "POST".into(),
        target: format!("/jira/rest/api/3/issue/{issue}/attachments"),
        headers: vec![
            ("x-forge-principal".into(), "user".into()),
            ("x-forge-account".into(), AGENT.into()),
            ("x-atlassian-token".into(), "no-check".into()),
            ("content-type".into(), "multipart/form-data; boundary=limit".into()),
        ],
        body: [head.as_bytes(), content, b"\r\n--limit--\r\n"].concat(),
    };
    let response = stage.world.handle(Door::Forge, &request);
    let answer: Value = serde_json::from_slice(&response.body).unwrap_or(json!(null));
    answer[0]["id"].as_str().unwrap_or_else(|| panic!("not attached: {answer}")).to_owned()
}

/// The same to SUP-1.
pub(crate) fn attach(stage: &mut Stage, name: &str, content: &[u8]) -> String {
    attach_to(stage, "SUP-1", name, content)
}

/// What the dialog begins with.
pub(crate) fn uploads(stage: &mut Stage) -> BulkUploadsView {
    match stage.call(AGENT, Call::BulkUploads(BulkUploadsCall {})) {
        Ok(Reply::BulkUploads(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// A file's head and table.
pub(crate) fn try_file(stage: &mut Stage, id: &str) -> Result<BulkFileView, Failure> {
    let call = BulkFileCall { attachment_id: id.into(), dialect: None };
    match stage.call(AGENT, Call::BulkFile(call))? {
        Reply::BulkFile(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

/// The same of a file that is taken.
pub(crate) fn file(stage: &mut Stage, id: &str) -> BulkFileView {
    try_file(stage, id).unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// A field of the table.
pub(crate) fn of<'a>(view: &'a BulkFileView, name: &str) -> &'a BulkField {
    view.fields.iter().find(|field| field.field == name).unwrap_or_else(|| panic!("no field {name}"))
}

/// A choice.
pub(crate) fn choice(field: &str, source: BulkSource) -> BulkChoice {
    BulkChoice { field: field.into(), source }
}

/// A column, without anything for empty cells.
pub(crate) fn column(index: u32) -> BulkSource {
    BulkSource::Column { index, default: None }
}

/// What the table proposes, as the page sends it when nobody changes anything.
pub(crate) fn proposed(view: &BulkFileView) -> Vec<BulkChoice> {
    view.fields.iter().map(|field| choice(&field.field, field.source.clone())).collect()
}

/// The same with some choices changed.
pub(crate) fn with(view: &BulkFileView, changes: &[(&str, BulkSource)]) -> Vec<BulkChoice> {
    let mut choices = proposed(view);
    for (field, source) in changes {
        choices.iter_mut().find(|choice| choice.field == *field).expect("a field of the table").source = source.clone();
    }
    choices
}

/// A job's id, made of a number.
pub(crate) fn job_id(number: u32) -> String {
    format!("{number:032x}")
}

/// The call that begins a job.
pub(crate) fn check_call(number: u32, view: &BulkFileView, fields: Vec<BulkChoice>) -> BulkCheckCall {
    BulkCheckCall {
        job_id: job_id(number),
        attachment_id: view.attachment.id.clone(),
        fingerprint: view.fingerprint.clone(),
        dialect: view.dialect.clone(),
        fields,
        assignment_rules: None,
        again: false,
    }
}

/// Begins a job.
pub(crate) fn try_check(stage: &mut Stage, call: BulkCheckCall) -> Result<BulkJobView, Failure> {
    match stage.call(AGENT, Call::BulkCheck(call))? {
        Reply::BulkCheck(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

/// Begins a job with what is proposed but for these, and goes on until it is checked.
pub(crate) fn checked(stage: &mut Stage, number: u32, csv: &[u8], changes: &[(&str, BulkSource)]) -> BulkJobView {
    let id = attach(stage, "cases.csv", csv);
    let view = file(stage, &id);
    let begun = try_check(stage, check_call(number, &view, with(&view, changes))).expect("the job begins");
    assert_eq!(begun.brief.phase, BulkPhase::Checking);
    stage.settle_within(60_000);
    job(stage, number)
}

/// How far a job has come.
pub(crate) fn job(stage: &mut Stage, number: u32) -> BulkJobView {
    match stage.call(AGENT, Call::BulkJob(BulkJobCall { job_id: job_id(number), problems: true })) {
        Ok(Reply::BulkJob(view)) => view,
        other => panic!("{other:?}"),
    }
}

/// Confirms.
pub(crate) fn try_create(stage: &mut Stage, number: u32, rows: u32) -> Result<BulkJobView, Failure> {
    match stage.call(AGENT, Call::BulkCreate(BulkCreateCall { job_id: job_id(number), rows }))? {
        Reply::BulkCreate(view) => Ok(view),
        other => panic!("{other:?}"),
    }
}

/// Goes on with a job in one invocation after the other until it is over, and counts its calls of Salesforce.
pub(crate) fn run(stage: &mut Stage, number: u32) -> u32 {
    let mut calls = 0;
    for _ in 0..2_000 {
        let mut worker = stage.work(Job::Bulk { job_id: job_id(number) });
        let turn = worker.finish(&mut stage.world);
        calls += worker.salesforce_calls();
        match turn {
            Some(Turn::Park { delay_seconds, .. }) => stage.world.advance(u64::from(delay_seconds) * 1_000),
            Some(Turn::Done { .. }) => return calls,
            other => panic!("{other:?}"),
        }
    }
    panic!("it goes on and on: {:?}", job(stage, number));
}

/// Begins a job with what is proposed but for these, confirms it and goes on to the end. How it ended, and its calls of
/// Salesforce.
pub(crate) fn created(
    stage: &mut Stage,
    number: u32,
    csv: &[u8],
    changes: &[(&str, BulkSource)],
) -> (BulkJobView, u32) {
    let view = checked(stage, number, csv, changes);
    assert_eq!(view.brief.phase, BulkPhase::Checked, "{view:?}");
    try_create(stage, number, view.good).expect("it is confirmed");
    let calls = run(stage, number);
    (job(stage, number), calls)
}

/// A file of so many rows with subjects of their own.
pub(crate) fn rows(rows: u32) -> Vec<u8> {
    let mut csv = String::from("Subject\n");
    for row in 1..=rows {
        csv.push_str(&format!("bulk case {row}\n"));
    }
    csv.into_bytes()
}

/// The result files that are attached to an issue: names and contents, in their order.
pub(crate) fn results(stage: &mut Stage, issue: &str) -> Vec<(String, String)> {
    let (_, answer) = stage.jira(AGENT, "GET", &format!("issue/{issue}?fields=attachment"), &Value::Null);
    let files = answer["fields"]["attachment"].as_array().cloned().unwrap_or_default();
    let mut results = Vec::new();
    for file in files {
        let (id, name) = (file["id"].as_str().unwrap(), file["filename"].as_str().unwrap());
        if name.contains("-success") || name.contains("-failure") {
            let request = Request {
                method: "GET".into(),
                target: format!("/jira/rest/api/3/attachment/content/{id}?redirect=false"),
                headers: vec![("x-forge-principal".into(), "app".into())],
                body: Vec::new(),
            };
            let response = stage.world.handle(Door::Forge, &request);
            results.push((name.to_owned(), String::from_utf8(response.body).expect("UTF-8")));
        }
    }
    results
}
