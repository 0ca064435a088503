//! A linked issue, and what comes in.

use serde_json::Value;
use weftline_flow::engine::Run;
use weftline_sandbox::Host;
use weftline_simulation::{ADMIN, AGENT, Luck, Stage};
use weftline_wire::call::{Call, LinkCall, OutboundMessagesCall, Reply};
use weftline_wire::effect::{Effect, Settled};
use weftline_wire::job::{Job, Turn};
use weftline_wire::view::OutboundMessagesView;

/// SUP-1.
pub(crate) const ISSUE: &str = "10100";

/// The mark on it.
pub(crate) fn mark(stage: &mut Stage) -> Option<Value> {
    stage.document("work", &format!("sync:{ISSUE}"))
}

/// A stage on which SUP-1 has a linked case, and nothing is left to do.
pub(crate) fn linked(seed: u64) -> (Stage, String) {
    let mut stage = Stage::connected(seed);
    let case = link(&mut stage);
    stage.lose_messages();
    strike(&mut stage);
    (stage, case)
}

/// Links another case to SUP-1.
pub(crate) fn link(stage: &mut Stage) -> String {
    let linked = stage.keys("link", &format!("{ISSUE}:")).len();
    let case = stage.query("SELECT Id FROM Case ORDER BY CaseNumber")[linked]["Id"].as_str().unwrap().to_owned();
    let call = LinkCall { object: "Case".into(), record_ids: vec![case.clone()], share: true };
    match stage.call(AGENT, Call::Link(call)) {
        Ok(Reply::Link(_)) => case,
        other => panic!("the case cannot be linked: {other:?}"),
    }
}

/// Strikes out the mark on SUP-1, as a sync does that is through.
pub(crate) fn strike(stage: &mut Stage) {
    stage.remove_entity("work", &format!("sync:{ISSUE}"));
    assert_eq!(mark(stage), None);
}

/// Asks for the address of outbound messages, as an admin does.
pub(crate) fn outbound(stage: &mut Stage, renew: bool, remove: bool) -> OutboundMessagesView {
    match stage.call(ADMIN, Call::OutboundMessages(OutboundMessagesCall { connection: "main".into(), renew, remove })) {
        Ok(Reply::OutboundMessages(view)) => view,
        other => panic!("there is no answer about outbound messages: {other:?}"),
    }
}

/// Makes a new address: its token.
pub(crate) fn token(stage: &mut Stage) -> String {
    let url = outbound(stage, true, false).url.expect("a new address is told");
    url.split_once("?token=").expect("an address has a token").1.to_owned()
}

/// The org's id.
pub(crate) fn organization(stage: &mut Stage) -> String {
    stage.document("connection", "main").unwrap()["organizationId"].as_str().unwrap().to_owned()
}

/// The id of a notification.
pub(crate) fn notification(number: u32) -> String {
    format!("04l0000000{number:05}")
}

/// A message of an org with notifications, each of a record.
pub(crate) fn message(organization: &str, notifications: &[(String, &str)]) -> String {
    let each: String = notifications
        .iter()
        .map(|(id, record)| {
            format!(
                "<Notification><Id>{id}</Id><sObject xsi:type=\"sf:Case\" xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\">\
                 <sf:Id>{record}</sf:Id></sObject></Notification>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><notifications \
         xmlns=\"http://soap.sforce.com/2005/09/outbound\"><OrganizationId>{organization}</OrganizationId>{each}</notifications>\
         </soapenv:Body></soapenv:Envelope>"
    )
}

/// The job of a message that came.
pub(crate) fn job(token: &str, body: &str) -> Job {
    Job::Heard { token: token.to_owned(), body: body.to_owned() }
}

/// Has a message heard: the answer's status and envelope.
pub(crate) fn hear(stage: &mut Stage, token: &str, body: &str) -> (u16, String) {
    match stage.work(job(token, body)).finish(&mut stage.world) {
        Some(Turn::Soap { status, xml }) => (status, xml),
        other => panic!("a message was answered {other:?}"),
    }
}

/// The same with bad luck: whether it was acknowledged, and whether luck struck at all.
pub(crate) fn hear_unluckily(stage: &mut Stage, token: &str, body: &str, luck: Luck) -> (bool, bool) {
    let mut worker = stage.unlucky(job(token, body), luck);
    let acknowledged = match worker.finish(&mut stage.world) {
        Some(Turn::Soap { status, xml }) => status == 200 && xml.contains("<Ack>true</Ack>"),
        Some(Turn::Failed { .. }) | None => false,
        other => panic!("a message was answered {other:?}"),
    };
    (acknowledged, worker.struck().is_some())
}

/// Runs a job to its end, and gives what it asked of the world.
pub(crate) fn effects(stage: &mut Stage, job: Job) -> (Vec<Effect>, Turn) {
    let mut run = Run::start(job, stage.world.now_ms());
    let mut host = Host::new(None, 7);
    let (mut asked, mut settled) = (Vec::new(), Vec::new());
    loop {
        match run.resume(std::mem::take(&mut settled), stage.world.now_ms(), 55_000) {
            Turn::Perform { effects } => {
                for numbered in effects {
                    let (outcome, body) = host.perform(&mut stage.world, &numbered.effect);
                    settled.push(Settled { id: numbered.id, outcome, body });
                    asked.push(numbered.effect);
                }
            }
            end => return (asked, end),
        }
    }
}
