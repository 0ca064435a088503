//! The world in which every history begins: fifty issues with their records, in step. It is made once and cloned.

use std::sync::OnceLock;

use serde_json::{Value as Json, json};
use weftline_sandbox::World;
use weftline_sandbox::http::Request;
use weftline_sandbox::{CLOUD_ID, Door};
use weftline_wire::call::{Call, LinkCall, Reply, SectionDraft};
use weftline_wire::configuration::{FirstSync, Mapping, Section, Sharing};
use weftline_wire::job::{Caller, Job, Named, Turn};

use super::fields::{FIELDS, Kind, Value};
use crate::stage::EXTENSION;
use crate::{AGENT, Stage};

/// Issues of a history.
pub(crate) const ISSUES: usize = 50;
/// Those of them in project ENG, whose workflow goes from anywhere to anywhere; the others are in SUP.
pub(crate) const OF_ENG: usize = 30;

/// Who works in Salesforce.
pub(crate) const MIA: &str = "mia.admin@weftline.example";

/// An issue and the case that is linked to it.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) issue: String,
    pub(crate) key: String,
    pub(crate) case: String,
    /// Whether its project maps the status.
    pub(crate) eng: bool,
    /// What both sides have, field by field: Jira's value and Salesforce's.
    pub(crate) begins: Vec<(Value, Value)>,
}

/// Where histories begin.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    pub(crate) world: World,
    pub(crate) pairs: Vec<Pair>,
    /// A session of somebody who works in Salesforce, not of the integration's user.
    pub(crate) session: String,
}

/// Where histories begin: the same each time.
pub(crate) fn beginning() -> Beginning {
    static BEGINNING: OnceLock<Beginning> = OnceLock::new();
    BEGINNING.get_or_init(begin).clone()
}

fn begin() -> Beginning {
    let mut stage = Stage::connected(1);
    stage.set(|settings| {
        settings.sharing = Sharing::Allowed;
        settings.first_sync = FirstSync::Nothing;
    });
    let mapping = |fields: &[super::fields::Field]| Mapping {
        object: "Case".into(),
        fields: fields.iter().map(super::fields::Field::mapping).collect(),
        assignment_rules: false,
        time_zone: None,
        related: Vec::new(),
    };
    let section = |project: &str, fields: &[super::fields::Field]| SectionDraft {
        name: format!("mapping:{project}:Case"),
        content: Some(Section::Mapping(mapping(fields))),
    };
    let saved = stage.try_save(vec![section("*", &FIELDS[..FIELDS.len() - 1]), section("10001", &FIELDS)]);
    assert!(saved.is_ok(), "the mapping cannot be saved: {saved:?}");
    let session = log_in(&mut stage.world, MIA);
    let mut pairs = Vec::new();
    for number in 0..ISSUES {
        pairs.push(pair(&mut stage, &session, number));
    }
    for pair in &pairs {
        link(&mut stage, pair);
    }
    // Looking what has changed begins some time before anything changes.
    for _ in 0..4 {
        stage.settle_within(60_000);
        stage.world.advance(300_000);
        stage.work(Job::Sweep {}).finish(&mut stage.world);
        stage.work(Job::PollJira { cloud_id: CLOUD_ID.into() }).finish(&mut stage.world);
    }
    stage.settle();
    Beginning { world: stage.world, pairs, session }
}

/// An issue and a case that say the same.
fn pair(stage: &mut Stage, session: &str, number: usize) -> Pair {
    let eng = number < OF_ENG;
    let project = if eng { "10001" } else { "10000" };
    let mut fields = json!({ "project": { "id": project }, "issuetype": { "id": "10001" } });
    let mut case = json!({});
    let mut begins = Vec::new();
    for field in FIELDS {
        let jira = match field.kind {
            Kind::Line(_) => Some(format!("History {number}")),
            Kind::Prose | Kind::Rich => Some(format!("This is issue {number}.")),
            Kind::Number => Some(format!("{number}.25")),
            Kind::Day => Some("2026-11-23".to_owned()),
            Kind::Choice(pairs) | Kind::Status(pairs) => Some(pairs[0].0.to_owned()),
        };
        if !matches!(field.kind, Kind::Status(_)) {
            fields[field.jira] = field.jira_json(&jira);
        }
        let salesforce = field.to_salesforce(&jira);
        case[field.salesforce] = field.salesforce_json(&salesforce);
        begins.push((jira, salesforce));
    }
    let (status, answer) = stage.jira(AGENT, "POST", "issue", &json!({ "fields": fields }));
    assert_eq!(status, 201, "{answer}");
    let (issue, key) = (answer["id"].as_str().unwrap().into(), answer["key"].as_str().unwrap().into());
    let (status, made) = org(&mut stage.world, session, "POST", "/sobjects/Case", &case);
    assert_eq!(status, 201, "{made}");
    Pair { issue, key, case: made["id"].as_str().unwrap().into(), eng, begins }
}

/// The job of a call on an issue.
pub(crate) fn on(pair: &Pair, call: Call) -> Job {
    let (id, project) = if pair.eng { ("10001", "ENG") } else { ("10000", "SUP") };
    let caller = Caller {
        cloud_id: CLOUD_ID.into(),
        site_url: "https://weftline.atlassian.net".into(),
        account_id: AGENT.into(),
        issue: Some(Named { id: pair.issue.clone(), key: pair.key.clone() }),
        project: Some(Named { id: id.into(), key: project.into() }),
        issue_type: Some("10001".into()),
        module: "weftline-list".into(),
        extension: EXTENSION.into(),
    };
    Job::Call { caller, call }
}

/// Links the case, as somebody does on the panel.
pub(crate) fn link(stage: &mut Stage, pair: &Pair) {
    let call = LinkCall { object: "Case".into(), record_ids: vec![pair.case.clone()], share: true };
    let turn = stage.work_as(AGENT, on(pair, Call::Link(call))).finish(&mut stage.world);
    match turn {
        Some(Turn::Done { reply: Some(Reply::Link(view)) }) => {
            assert!(view.missing.is_empty() && view.elsewhere.is_empty(), "{view:?}");
        }
        other => panic!("the case cannot be linked: {other:?}"),
    }
}

/// A session of a user of the org.
pub(crate) fn log_in(world: &mut World, username: &str) -> String {
    let password = world.access().password;
    let body = format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>\
         <login xmlns=\"urn:partner.soap.sforce.com\"><username>{username}</username><password>{password}</password>\
         </login></soapenv:Body></soapenv:Envelope>"
    );
    let request = Request {
        method: "POST".into(),
        target: "/services/Soap/u/62.0".into(),
        headers: vec![("content-type".into(), "text/xml".into()), ("soapaction".into(), "login".into())],
        body: body.into_bytes(),
    };
    let response = world.handle(Door::Salesforce, &request);
    let text = String::from_utf8_lossy(&response.body).into_owned();
    let session = text.split_once("<sessionId>").and_then(|(_, rest)| rest.split_once("</sessionId>"));
    session.unwrap_or_else(|| panic!("nobody can log in: {text}")).0.to_owned()
}

/// A request to the org by somebody who works in it.
pub(crate) fn org(world: &mut World, session: &str, method: &str, path: &str, body: &Json) -> (u16, Json) {
    let request = Request {
        method: method.into(),
        target: format!("/services/data/v62.0{path}"),
        headers: vec![
            ("authorization".into(), format!("Bearer {session}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    };
    let response = world.handle(Door::Salesforce, &request);
    (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
}
