//! Web triggers: their addresses, asked for by GraphQL at stargate as `@forge/api` 8.3.0 does, and calls of them.
//! <https://developer.atlassian.com/platform/forge/runtime-reference/web-trigger-api/>

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::delivery::{DeliveryKind, Outgoing};
use super::{Forge, WEB_TRIGGER_TABLE};
use crate::change::Change;
use crate::http::{Request, Response, query_pairs};

/// How long a caller is made to wait.
pub(super) const DEADLINE_MS: u64 = 55_000;

impl Forge {
    /// Answers `/graphql`.
    pub(super) fn graphql(&mut self, request: &Request) -> Option<Response> {
        let body: Value = serde_json::from_slice(&request.body).ok()?;
        let query = body.get("query").and_then(Value::as_str)?;
        let variables = body.get("variables").cloned().unwrap_or_default();
        let answer = if query.contains("createWebTriggerUrl") {
            let key = variables.pointer("/input/triggerKey").and_then(Value::as_str).unwrap_or_default();
            if self.manifest.web_trigger(key).is_none() {
                let message = format!("the manifest has no web trigger `{key}`");
                json!({ "data": { "createWebTriggerUrl": null }, "errors": [{ "message": message }] })
            } else {
                let anew = variables.get("forceCreate") == Some(&Value::Bool(true));
                let id = self.address(key, anew);
                json!({ "data": { "createWebTriggerUrl": { "url": url(request, &id) } } })
            }
        } else if query.contains("deleteWebTriggerUrl") {
            let id = variables.get("id").and_then(Value::as_str).unwrap_or_default();
            let answer = match self.addresses.remove(id) {
                Some(_) => {
                    self.changes.push(Change::removed(WEB_TRIGGER_TABLE, id));
                    json!({ "success": true, "message": null })
                }
                None => json!({ "success": false, "message": "there is no such web trigger address" }),
            };
            json!({ "data": { "deleteWebTriggerUrl": answer } })
        } else if query.contains("webTriggerUrlsByAppContext") {
            let addresses = self.addresses.iter();
            let urls = addresses.map(|(id, key)| json!({ "triggerKey": key, "url": url(request, id) }));
            json!({ "data": { "webTriggerUrlsByAppContext": urls.collect::<Vec<_>>() } })
        } else {
            return None;
        };
        Some(Response::json(200, &answer))
    }

    fn address(&mut self, key: &str, anew: bool) -> String {
        if let Some((id, _)) = self.addresses.iter().find(|(_, module)| *module == key)
            && !anew
        {
            return id.clone();
        }
        let id = self.deliveries.uuid().replace('-', "");
        self.addresses.insert(id.clone(), key.into());
        self.changes.push(Change::put(WEB_TRIGGER_TABLE, id.clone(), key));
        id
    }

    /// Begins a call of `/x1/<id>...`: the number of the delivery whose settlement answers it.
    pub(super) fn call(&mut self, request: &Request, now_ms: u64) -> Result<u64, Response> {
        let path = request.path().strip_prefix("/x1/").unwrap_or_default();
        let (id, user_path) = path.find('/').map_or((path, ""), |at| path.split_at(at));
        let trigger = self.addresses.get(id).and_then(|module| self.manifest.web_trigger(module)).cloned();
        let Some(trigger) = trigger else {
            return Err(Response::json(404, &json!({ "message": "there is no such web trigger" })));
        };
        let body = json!({
            "method": request.method,
            "path": request.path(),
            "userPath": user_path,
            "headers": lists(request.headers.iter().cloned()),
            "queryParameters": lists(query_pairs(request.query())),
            "body": String::from_utf8_lossy(&request.body),
            "context": self.context(&trigger.module),
            "contextToken": self.context_token(),
        });
        Ok(self.deliveries.add(
            Outgoing {
                kind: DeliveryKind::Webtrigger,
                function: trigger.function,
                module: trigger.module,
                body,
                queue: None,
                concurrency: None,
                delay_ms: 0,
                chain: None,
            },
            now_ms,
        ))
    }

    /// The answer to a call, or none while the function has not returned.
    pub(super) fn answer(&mut self, module: &str, number: u64) -> Option<Response> {
        let returned = self.deliveries.collect(number)?;
        let outputs = self.manifest.web_trigger(module).and_then(|trigger| trigger.outputs.as_ref());
        let response = returned.as_ref().and_then(|returned| match outputs {
            Some(outputs) => fixed(outputs, returned),
            None => dynamic(returned),
        });
        Some(response.unwrap_or_else(|| {
            Response::json(500, &json!({ "message": "the web trigger's function failed or returned no response" }))
        }))
    }

    /// The module behind an address.
    pub(super) fn module_of(&self, request: &Request) -> String {
        let path = request.path().strip_prefix("/x1/").unwrap_or_default();
        let id = path.split('/').next().unwrap_or_default();
        self.addresses.get(id).cloned().unwrap_or_default()
    }
}

fn dynamic(returned: &Value) -> Option<Response> {
    let status = returned.get("statusCode")?.as_u64().and_then(|status| u16::try_from(status).ok())?;
    if !(100..=599).contains(&status) {
        return None;
    }
    let mut headers = Vec::new();
    for (name, values) in returned.get("headers").and_then(Value::as_object).into_iter().flatten() {
        for value in values.as_array()? {
            headers.push((name.to_lowercase(), value.as_str()?.to_owned()));
        }
    }
    let body = match returned.get("body") {
        None | Some(Value::Null) => String::new(),
        Some(body) => body.as_str()?.to_owned(),
    };
    Some(Response { status, headers, body: body.into_bytes() })
}

fn fixed(outputs: &BTreeMap<String, Value>, returned: &Value) -> Option<Response> {
    let output = outputs.get(returned.get("outputKey")?.as_str()?)?;
    let status = output.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let text = |name: &str| output.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(Response {
        status: status.unwrap_or(200),
        headers: vec![("content-type".into(), text("contentType"))],
        body: text("body").into_bytes(),
    })
}

fn lists(pairs: impl IntoIterator<Item = (String, String)>) -> Value {
    let mut lists = Map::new();
    for (name, value) in pairs {
        if let Value::Array(values) = lists.entry(name).or_insert_with(|| json!([])) {
            values.push(value.into());
        }
    }
    Value::Object(lists)
}

fn url(request: &Request, id: &str) -> String {
    let host = request.header("x-forwarded-host").or(request.header("host")).unwrap_or("localhost");
    let scheme = request.header("x-forwarded-proto").unwrap_or("http");
    format!("{scheme}://{host}/x1/{id}")
}
