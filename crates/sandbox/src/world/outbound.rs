//! Salesforce's outbound messages on their way: to the app's web triggers, or to an address elsewhere.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{World, signed};
use crate::forge;
use crate::http::{Request, Response};
use crate::salesforce::{OutboundCall, OutboundOptions};

/// Messages that are under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Mail {
    /// Calls of web triggers, by message.
    calls: BTreeMap<u64, u64>,
    /// Those for other addresses, until somebody takes them.
    elsewhere: Vec<OutboundCall>,
}

/// What a person may ask of the queue.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OutboundBody {
    options: Option<OutboundOptions>,
    /// Delivered notifications to be sent again, by id.
    repeat: Option<Vec<String>>,
    /// Whether all delivered ones are to be sent again.
    #[serde(default)]
    repeat_all: bool,
    /// Whether everything that waits is to be sent now.
    #[serde(default)]
    hasten: bool,
}

impl World {
    /// Sends the outbound messages that are due to the app's web triggers, and takes in how they were answered.
    pub(super) fn run_outbound(&mut self) {
        let now_ms = self.clock.now_ms();
        for (message, call) in std::mem::take(&mut self.mail.calls) {
            match self.forge.collect_call(call, now_ms) {
                forge::Called::Answered(response) => {
                    self.org.settle_outbound(message, Some(&response), signed(now_ms));
                }
                forge::Called::Waiting => {
                    self.mail.calls.insert(message, call);
                }
            }
        }
        for message in self.org.take_outbound(signed(now_ms)) {
            let Some(request) = web_trigger_call(&message) else {
                self.mail.elsewhere.push(message);
                continue;
            };
            match self.forge.begin_call(&request, now_ms) {
                Ok(call) => {
                    self.mail.calls.insert(message.number, call);
                }
                Err(refused) => self.org.settle_outbound(message.number, Some(&refused), signed(now_ms)),
            }
        }
    }

    /// The outbound messages that are to be sent to addresses that are no web triggers of the app.
    pub fn take_outbound(&mut self) -> Vec<OutboundCall> {
        self.run_outbound();
        std::mem::take(&mut self.mail.elsewhere)
    }

    /// Tells how an outbound message was answered that was taken; without a response, nobody was reached.
    pub fn settle_outbound(&mut self, number: u64, response: Option<&Response>) {
        self.org.settle_outbound(number, response, signed(self.clock.now_ms()));
    }

    /// The queue of outbound messages.
    pub fn outbound(&self) -> Value {
        self.org.outbound_view()
    }

    /// How outbound messages are sent from now on.
    pub fn set_outbound_options(&mut self, options: OutboundOptions) {
        self.org.set_outbound_options(options);
    }

    /// Sends delivered notifications once more, those of these ids, or all.
    pub fn repeat_outbound(&mut self, ids: Option<&[String]>) {
        self.org.repeat_outbound(ids, signed(self.clock.now_ms()));
    }

    pub(crate) fn direct_outbound(&mut self, body: OutboundBody) -> Value {
        if let Some(options) = body.options {
            self.set_outbound_options(options);
        }
        match body.repeat {
            _ if body.repeat_all => self.repeat_outbound(None),
            Some(ids) => self.repeat_outbound(Some(&ids)),
            None => {}
        }
        if body.hasten {
            self.org.hasten_outbound(signed(self.clock.now_ms()));
        }
        self.outbound()
    }
}

/// The call of a web trigger that a message is, if it goes to one: their addresses end with `/x1/` and an id.
fn web_trigger_call(message: &OutboundCall) -> Option<Request> {
    let (host, path) = message.url.split_once("://")?.1.split_once('/')?;
    let path = format!("/{path}");
    path.starts_with("/x1/").then(|| Request {
        method: "POST".into(),
        target: path,
        headers: vec![
            ("host".into(), host.into()),
            ("content-type".into(), "text/xml; charset=utf-8".into()),
            ("soapaction".into(), "\"\"".into()),
            ("accept".into(), "text/xml".into()),
        ],
        body: message.body.clone().into_bytes(),
    })
}
