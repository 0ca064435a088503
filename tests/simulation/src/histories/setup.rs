//! The world in which every history begins: fifty issues with their records, in step. It is made once and cloned.

use std::sync::OnceLock;

use serde_json::{Value as Json, json};
use weftline_sandbox::{CLOUD_ID, World};
use weftline_wire::call::{Call, LinkCall, Reply};
use weftline_wire::configuration::{FirstSync, Mapping, Sharing};
use weftline_wire::job::{Caller, Job, Named, Turn};

use super::fields::{FIELDS, Kind, Value};
use super::places::Place;
use crate::mappings::{configured, mapping, project, section};
use crate::stage::EXTENSION;
use crate::{AGENT, MIA, Stage};

/// Issues of a history.
pub(crate) const ISSUES: usize = 50;
/// Those of them in project ENG.
const OF_ENG: usize = 25;
/// Those of them in project SUP; the others are requests of customers.
const OF_SUP: usize = 15;

/// A customer, who asks for help through the portal.
pub(crate) const CARLA: &str = "qm:c1d0beef-0000-4000-8000-000000000001:10001";

/// An issue and the case that is linked to it.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) issue: String,
    pub(crate) key: String,
    pub(crate) case: String,
    /// Where it is at the beginning.
    pub(crate) place: Place,
    /// What both sides have, field by field: Jira's value and Salesforce's.
    pub(crate) begins: Vec<(Value, Value)>,
}

/// Where histories begin.
#[derive(Clone, Debug)]
pub(crate) struct Beginning {
    pub(crate) world: World,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) accounts: Vec<super::lookups::Account>,
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
    let mut sections = super::lookups::sections();
    sections.push(configured(project(Place::Help.id(), Place::Help.key(), "Service desk")));
    sections.extend(mapped().into_iter().map(|(project, mapping)| section(project, mapping)));
    stage.save_in_spite_of_warnings(sections);
    automate(&mut stage);
    let session = stage.session_of(MIA);
    let accounts = super::lookups::make(&mut stage, &session);
    let mut pairs = Vec::new();
    for number in 0..ISSUES {
        let account = super::lookups::first_of(number).map(|at| accounts[at].id.as_str());
        pairs.push(pair(&mut stage, &session, number, account));
    }
    for pair in &pairs {
        link(&mut stage, pair, pair.place);
    }
    // Looking what has changed begins some time before anything changes.
    for _ in 0..4 {
        stage.settle_within(60_000);
        stage.world.advance(300_000);
        stage.work(Job::Sweep {}).finish(&mut stage.world);
        stage.work(Job::PollJira { cloud_id: CLOUD_ID.into() }).finish(&mut stage.world);
    }
    stage.settle();
    Beginning { world: stage.world, pairs, accounts, session }
}

/// How cases are mapped, by project.
pub(crate) fn mapped() -> [(&'static str, Mapping); 3] {
    let mapped = |place: Place| {
        let fields = FIELDS.iter().filter(|field| place.maps(field)).map(super::fields::Field::mapping).collect();
        Mapping { related: super::lookups::related(), ..mapping("Case", fields) }
    };
    [("*", mapped(Place::Sup)), (Place::Eng.id(), mapped(Place::Eng)), (Place::Help.id(), mapped(Place::Help))]
}

/// What the org does by itself whenever a case is saved: it writes a mapped field in capitals, and touches another one.
fn automate(stage: &mut Stage) {
    let flows = json!({ "beforeSaveFlows": [
        {
            "name": "Names in capitals", "object": "Case",
            "startsWhen": { "any": ["new", { "changed": { "field": "SuppliedName" } }] },
            "assignments": [{ "field": "SuppliedName", "value": { "upper": "SuppliedName" } }],
        },
        {
            "name": "Who asked last", "object": "Case", "startsWhen": { "all": [] },
            "assignments": [{ "field": "SuppliedCompany", "value": { "field": "SuppliedName" } }],
        },
    ] });
    stage.world.change_org(|org| org.settings = org.settings.with(&flows).unwrap());
}

/// An issue and a case that say the same.
fn pair(stage: &mut Stage, session: &str, number: usize, account: Option<&str>) -> Pair {
    let place = if number < OF_ENG {
        Place::Eng
    } else if number < OF_ENG + OF_SUP {
        Place::Sup
    } else {
        Place::Help
    };
    let mut fields = json!({ "project": { "id": place.id() }, "issuetype": { "id": place.issue_type() } });
    if place == Place::Help {
        fields["reporter"] = json!({ "id": CARLA });
    }
    let mut case = json!({ "AccountId": account });
    let mut begins = Vec::new();
    for field in FIELDS {
        let jira = match field.kind {
            Kind::Line(_) | Kind::Capitals(_) => Some(format!("History {number}")),
            Kind::Prose | Kind::Rich => Some(format!("This is issue {number}.")),
            Kind::Number => Some(format!("{number}.25")),
            Kind::Day => Some("2026-11-23".to_owned()),
            Kind::Choice(pairs) | Kind::Status(pairs) => Some(pairs[0].0.to_owned()),
        };
        if place.maps(&field) && !matches!(field.kind, Kind::Status(_)) {
            fields[field.jira] = field.jira_json(&jira);
        }
        let salesforce = field.to_salesforce(&jira);
        case[field.salesforce] = field.salesforce_json(&salesforce);
        begins.push((jira, salesforce));
    }
    let (status, answer) = stage.jira(AGENT, "POST", "issue", &json!({ "fields": fields }));
    assert_eq!(status, 201, "{answer}");
    let (issue, key) = (answer["id"].as_str().unwrap().into(), answer["key"].as_str().unwrap().into());
    // What is not mapped there has what Jira gives it.
    let names: Vec<&str> = FIELDS.iter().map(|field| field.jira).collect();
    let (status, there) = stage.jira(AGENT, "GET", &format!("issue/{issue}?fields={}", names.join(",")), &Json::Null);
    assert_eq!(status, 200, "{there}");
    for (field, (jira, _)) in FIELDS.iter().zip(&mut begins).filter(|(field, _)| !place.maps(field)) {
        *jira = field.of_jira(&there["fields"][field.jira]);
    }
    let (status, made) = stage.ask_as(session, "POST", "/sobjects/Case", &case);
    assert_eq!(status, 201, "{made}");
    Pair { issue, key, case: made["id"].as_str().unwrap().into(), place, begins }
}

/// The job of a call on an issue.
pub(crate) fn on(pair: &Pair, place: Place, call: Call) -> Job {
    let caller = Caller {
        cloud_id: CLOUD_ID.into(),
        site_url: "https://weftline.atlassian.net".into(),
        account_id: AGENT.into(),
        issue: Some(Named { id: pair.issue.clone(), key: pair.key.clone() }),
        project: Some(Named { id: place.id().into(), key: place.key().into() }),
        issue_type: Some(place.issue_type().into()),
        module: "weftline-list".into(),
        extension: EXTENSION.into(),
    };
    Job::Call { caller, call }
}

/// Links the case, as somebody does on the panel.
pub(crate) fn link(stage: &mut Stage, pair: &Pair, place: Place) {
    link_of(stage, pair, place, "Case", &pair.case);
}

/// Links a record of any object.
pub(crate) fn link_of(stage: &mut Stage, pair: &Pair, place: Place, object: &str, id: &str) {
    let call = LinkCall { object: object.into(), record_ids: vec![id.to_owned()], share: true };
    let turn = stage.work_as(AGENT, on(pair, place, Call::Link(call))).finish(&mut stage.world);
    match turn {
        Some(Turn::Done { reply: Some(Reply::Link(view)) }) => {
            assert!(view.missing.is_empty() && view.elsewhere.is_empty(), "{view:?}");
        }
        other => panic!("the record cannot be linked: {other:?}"),
    }
}
