//! The routes by which a host runs the app.

use serde_json::{Value, json};

use super::World;
use crate::forge::{self, Settlement};
use crate::http::{Request, Response};

impl World {
    /// Answers `/install`, `/panels`, `/expression` and `/deliveries`.
    pub(super) fn host_route(&mut self, request: &Request) -> Response {
        let body = || serde_json::from_slice::<Value>(&request.body).map_err(|error| error.to_string());
        let refusal = |message: String| Response::json(400, &json!({ "code": "INVALID_REQUEST", "message": message }));
        match (request.method.as_str(), request.path()) {
            ("POST", "/install") => match body().and_then(|manifest| self.install(&manifest)) {
                Ok(installation) => Response::json(200, &installation),
                Err(message) => refusal(message),
            },
            ("DELETE", "/install") => {
                let gone = self.forge.uninstall(self.clock.now_ms());
                Response { status: if gone { 204 } else { 202 }, ..Response::default() }
            }
            ("GET", "/deliveries") => {
                let deliveries = self.deliveries();
                Response::json(200, &json!({ "deliveries": deliveries }))
            }
            ("GET", "/panels") => self.panels(request),
            ("POST", "/panels") => match body().and_then(|action| self.add_panel(action)) {
                Ok(()) => Response { status: 204, ..Response::default() },
                Err(message) => refusal(message),
            },
            ("POST", "/expression") => match body().and_then(|asked| forge::evaluate(&asked)) {
                Ok(holds) => Response::json(200, &json!({ "value": holds })),
                Err(message) => refusal(message),
            },
            ("POST", path) => {
                let id = path.trim_start_matches("/deliveries/");
                match serde_json::from_slice::<Settlement>(&request.body) {
                    Err(error) => refusal(error.to_string()),
                    Ok(settlement) => {
                        if self.settle(id, settlement) {
                            Response { status: 204, ..Response::default() }
                        } else {
                            let message = "this delivery is not leased under this id any more";
                            Response::json(409, &json!({ "code": "NOT_LEASED", "message": message }))
                        }
                    }
                }
            }
            _ => Response::json(405, &json!({ "code": "METHOD_NOT_ALLOWED", "message": "no such method here" })),
        }
    }
}
