//! Requests through the doors: the faults that strike them, the service that answers, what follows.

use std::time::Duration;

use serde_json::json;

use super::identity::{base_url, proxy_identity};
use super::{Door, Exchange, Unknown, World, signed};
use crate::clock;
use crate::fault::FaultKind;
use crate::http::{Request, Response};
use crate::jira::Identity;
use crate::salesforce::Trouble;

/// By which a page says that a person works with it, as with Salesforce's own pages: no fault strikes the request, and it
/// does not count as a use of the API.
pub(crate) const PERSON_HEADER: &str = "x-sandbox-person";

impl World {
    /// Answers a request: the plain case of [`World::exchange`]. What has no reply is answered with 504.
    pub fn handle(&mut self, door: Door, request: &Request) -> Response {
        match self.exchange(door, request) {
            Exchange::Reply { response, .. } => response,
            Exchange::Lost { .. } | Exchange::Hang { .. } | Exchange::Waiting { .. } => {
                Response::json(504, &json!({ "message": "no reply" }))
            }
        }
    }

    /// Takes a request in, through the faults that are set.
    pub fn exchange(&mut self, door: Door, request: &Request) -> Exchange {
        if door == Door::Forge && request.target.starts_with("/jira/") {
            self.exchange_in_place(door, &mut request.clone())
        } else {
            self.exchange_other(door, request)
        }
    }

    /// As [`World::exchange`], without copying what is passed on to Jira: files are large. The request is the same
    /// afterwards.
    pub fn exchange_in_place(&mut self, door: Door, request: &mut Request) -> Exchange {
        if door != Door::Forge || !request.target.starts_with("/jira/") {
            return self.exchange_other(door, request);
        }
        self.clock.step();
        let identity = match proxy_identity(request) {
            Ok(identity) => identity,
            Err(refused) => return reply(refused),
        };
        let passed_on = request.target.split_off("/jira".len());
        let asked = std::mem::replace(&mut request.target, passed_on);
        let exchange = self.faulted(Door::Jira, request, Some(identity));
        request.target.insert_str(0, &asked);
        exchange
    }

    fn exchange_other(&mut self, door: Door, request: &Request) -> Exchange {
        self.clock.step();
        let path = request.path();
        if door == Door::Forge {
            if path == "/control" || path.starts_with("/control/") {
                return reply(self.control(request));
            }
            let hosts = ["/install", "/panels", "/expression", "/deliveries"];
            if path == "/workflows" || path.starts_with("/workflows/") {
                return reply(self.workflow_route(request));
            }
            if hosts.contains(&path) || path.starts_with("/deliveries/") {
                return reply(self.host_route(request));
            }
            if path.starts_with("/x1/") {
                return match self.forge.begin_call(request, self.clock.now_ms()) {
                    Ok(call) => Exchange::Waiting { call },
                    Err(refused) => reply(refused),
                };
            }
        }
        self.faulted(door, request, None)
    }

    fn faulted(&mut self, door: Door, request: &Request, identity: Option<Identity>) -> Exchange {
        // What goes wrong goes wrong for programs: people at Salesforce's own pages go on working.
        let by_person = door == Door::Salesforce && request.header(PERSON_HEADER).is_some();
        let struck = if by_person { None } else { self.faults.strike(door, request) };
        let delay = match &struck {
            Some(FaultKind::Slow { delay_ms }) => Duration::from_millis(*delay_ms),
            _ => Duration::ZERO,
        };
        if let Some(response) = struck.as_ref().and_then(|kind| kind.reply(door, request)) {
            return Exchange::Reply { response, delay };
        }
        match struck {
            Some(FaultKind::Cut) => return Exchange::Lost { carried_out: false },
            Some(FaultKind::Hang { carried_out: false }) => return Exchange::Hang { carried_out: false },
            _ => {}
        }
        let trouble = struck.as_ref().and_then(|kind| kind.trouble(door, request));
        let spoiled = trouble.is_some();
        if let Some(trouble) = trouble {
            self.org.trouble_rows(trouble);
        }
        let response = self.carry_out(door, request, identity);
        if spoiled {
            self.org.trouble_rows(Trouble::default());
        }
        match struck {
            Some(FaultKind::LostReply) => Exchange::Lost { carried_out: true },
            Some(FaultKind::Hang { .. }) => Exchange::Hang { carried_out: true },
            _ => Exchange::Reply { response, delay },
        }
    }

    fn carry_out(&mut self, door: Door, request: &Request, identity: Option<Identity>) -> Response {
        let now_ms = self.clock.now_ms();
        self.follow_aliases();
        let mut response = match door {
            Door::Salesforce => self.org.handle(request, signed(now_ms)),
            Door::Jira => {
                let from_outside = identity.is_none();
                match identity.map_or_else(|| self.basic_identity(request), Ok) {
                    Err(refused) => refused,
                    Ok(identity) if from_outside => {
                        let base = base_url(request);
                        self.site.handle_at(request, &identity, signed(now_ms), &base)
                    }
                    Ok(identity) => self.site.handle(request, &identity, signed(now_ms)),
                }
            }
            Door::Forge => self.forge.handle(request, now_ms).unwrap_or_else(|| {
                let message = format!("the sandbox has no route `{} {}`", request.method, request.path());
                Response::json(501, &json!({ "code": "NOT_IMPLEMENTED", "message": message }))
            }),
        };
        for event in self.site.take_events() {
            self.forge.product_event(&event.event, &event.body, event.self_generated, now_ms);
        }
        for step in self.site.take_steps() {
            self.forge.step_taken(&step, now_ms);
        }
        if door != Door::Forge && !response.headers.iter().any(|(name, _)| name == "date") {
            response.headers.push(("date".into(), clock::http_date(now_ms)));
        }
        if response.status == 501 {
            self.unknown.push(Unknown { door, method: request.method.clone(), target: request.target.clone() });
        }
        response
    }
}

fn reply(response: Response) -> Exchange {
    Exchange::Reply { response, delay: Duration::ZERO }
}
