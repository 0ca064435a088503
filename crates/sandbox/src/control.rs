//! `/control/...` at the Forge door: the clock, faults and switches, how the services behave, what was asked in vain.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock;
use crate::fault::Fault;
use crate::forge::ForgeOptions;
use crate::http::{Request, Response};
use crate::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClockBody {
    set_ms: Option<u64>,
    advance_ms: Option<u64>,
    auto: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SwitchBody {
    name: String,
    on: bool,
}

impl World {
    pub(crate) fn control(&mut self, request: &Request) -> Response {
        let path = request.path().strip_prefix("/control").unwrap_or_default().trim_matches('/').to_owned();
        let mut parts = path.splitn(2, '/');
        let (subject, rest) = (parts.next().unwrap_or_default(), parts.next());
        let answer = match (request.method.as_str(), subject, rest) {
            ("GET", "clock", None) => Ok(self.clock_view()),
            ("POST", "clock", None) => read(request).map(|body: ClockBody| {
                if let Some(auto) = body.auto {
                    self.follow_time(auto);
                }
                if let Some(to_ms) = body.set_ms {
                    self.set_time(to_ms);
                }
                if let Some(by_ms) = body.advance_ms {
                    self.advance(by_ms);
                }
                self.clock_view()
            }),
            ("GET", "faults", None) => Ok(self.fault_list()),
            ("POST", "faults", None) => read(request).map(|fault: Fault| json!({ "id": self.add_fault(fault) })),
            ("DELETE", "faults", None) => {
                self.clear_faults();
                Ok(self.fault_list())
            }
            ("DELETE", "faults", Some(id)) => match id.parse() {
                Ok(id) if self.remove_fault(id) => Ok(self.fault_list()),
                _ => return refusal(404, &format!("there is no fault `{id}`")),
            },
            ("GET", "switches", None) => Ok(json!({ "switches": self.faults().switches() })),
            ("POST", "switches", None) => read(request).and_then(|body: SwitchBody| {
                if self.faults().switch(&body.name, body.on) {
                    Ok(json!({ "switches": self.faults().switches() }))
                } else {
                    Err(format!("there is no switch `{}`", body.name))
                }
            }),
            ("GET", "forge", None) => Ok(json!(self.forge_options())),
            ("POST", "forge", None) => read(request).map(|options: ForgeOptions| {
                self.set_forge_options(options);
                json!(self.forge_options())
            }),
            ("GET", "deliveries", None) => Ok(json!({ "deliveries": self.pending() })),
            ("GET", "unknown", None) => Ok(json!({ "unknown": self.unknown() })),
            ("DELETE", "unknown", None) => {
                self.clear_unknown();
                Ok(json!({ "unknown": [] }))
            }
            ("POST", "reset", None) => {
                self.reset();
                Ok(json!({}))
            }
            ("GET", "accounts", None) => Ok(self.accounts()),
            _ => return refusal(404, &format!("there is no `{} {}`", request.method, request.path())),
        };
        match answer {
            Ok(value) => Response::json(200, &value),
            Err(message) => refusal(400, &message),
        }
    }

    fn clock_view(&self) -> Value {
        let clock = self.clock();
        json!({ "nowMs": clock.now_ms(), "iso": clock::iso(clock.now_ms()), "auto": clock.auto() })
    }

    fn fault_list(&mut self) -> Value {
        let faults = self.faults().list().map(|(id, fault)| {
            let mut view = json!(fault);
            if let Some(members) = view.as_object_mut() {
                members.insert("id".into(), id.into());
            }
            view
        });
        json!({ "faults": faults.collect::<Vec<_>>() })
    }

    fn accounts(&self) -> Value {
        let people = self.site().people().into_iter().map(
            |(account_id, name, email)| json!({ "accountId": account_id, "displayName": name, "emailAddress": email }),
        );
        json!({ "accounts": people.collect::<Vec<_>>() })
    }
}

fn read<T: serde::de::DeserializeOwned>(request: &Request) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}

fn refusal(status: u16, message: &str) -> Response {
    Response::json(status, &json!({ "message": message }))
}
