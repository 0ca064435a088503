//! The queue's routes below stargate, as `@forge/events` 3.0.8 calls them. The path's placeholders arrive literally.
//! Limits: <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/#async-events-limits>

use serde::Deserialize;
use serde_json::{Value, json};

use super::Forge;
use super::delivery::{Concurrency, DeliveryKind, Outgoing};
use crate::http::{Request, Response};

const EVENTS_PER_PUSH_MAX: usize = 50;
const BYTES_PER_PUSH_MAX: usize = 200 * 1_024;
const BYTES_PER_LONG_EVENT_MAX: usize = 100 * 1_024;
const LONG_FUNCTION_MS: u64 = 55_000;
const EVENTS_PER_MINUTE_MAX: usize = 500;
const DELAY_MAX_S: u64 = 900;
/// All pushes of all handlers that go back to one invocation.
/// <https://developer.atlassian.com/platform/forge/limits-async-events/>
const PUSHES_PER_CHAIN_MAX: u32 = 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Push {
    queue_name: String,
    job_id: String,
    payload: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobBody {
    queue_name: String,
    job_id: String,
}

impl Forge {
    /// Answers `/webhook/queue/publish/...`, `.../stats/...` and `.../cancel/...`; none for another route.
    pub(super) fn queue(&mut self, route: &str, request: &Request, now_ms: u64) -> Option<Response> {
        if request.method != "POST" {
            return None;
        }
        match route.split('/').next()? {
            "publish" => Some(self.publish(request, now_ms)),
            "stats" => Some(self.with_job(request, |forge, body| {
                let job = forge.deliveries.job(&body.queue_name, &body.job_id)?;
                let stats = json!({ "success": job.success, "inProgress": job.in_progress, "failed": job.failed });
                Some(Response::json(200, &stats))
            })),
            "cancel" => Some(self.with_job(request, |forge, body| {
                let cancelled = forge.deliveries.cancel(&body.queue_name, &body.job_id);
                cancelled.then(|| Response { status: 204, ..Response::default() })
            })),
            _ => None,
        }
    }

    fn publish(&mut self, request: &Request, now_ms: u64) -> Response {
        let push: Push = match serde_json::from_slice(&request.body) {
            Ok(push) => push,
            Err(error) => return refusal(400, &error.to_string()),
        };
        let Some(consumer) = self.manifest.consumer(&push.queue_name).cloned() else {
            return refusal(404, &format!("no consumer takes the queue `{}`", push.queue_name));
        };
        if push.payload.is_empty() || push.payload.len() > EVENTS_PER_PUSH_MAX {
            return refusal(400, &format!("a push has 1 to {EVENTS_PER_PUSH_MAX} events"));
        }
        let bytes: usize = push.payload.iter().map(size).sum();
        if bytes > BYTES_PER_PUSH_MAX {
            return Response::json(413, &json!({ "errorMessage": "the payload is larger than 200 KB" }));
        }
        if self.options.rates_enforced {
            let minute = now_ms / 60_000;
            if self.pushes.0 != minute {
                self.pushes = (minute, 0);
            }
            let pushed = self.pushes.1.saturating_add(push.payload.len());
            if pushed > EVENTS_PER_MINUTE_MAX {
                return refusal(429, "more than 500 events were pushed in this minute");
            }
            self.pushes.1 = pushed;
        }
        let chain = self.deliveries.count_push(request.header("x-forge-delivery"));
        if chain.1 > PUSHES_PER_CHAIN_MAX {
            return refusal(405, "the limit of cyclic invocations is reached");
        }
        let long = self.manifest.timeout_ms(&consumer.function) > LONG_FUNCTION_MS;
        let mut failed = Vec::new();
        for (index, event) in push.payload.iter().enumerate() {
            match check(event, long) {
                Err(message) => failed.push(json!({ "index": index.to_string(), "errorMessage": message })),
                Ok((delay_ms, concurrency)) => {
                    let outgoing = Outgoing {
                        kind: DeliveryKind::Queue,
                        function: consumer.function.clone(),
                        module: consumer.module.clone(),
                        body: event.get("body").cloned().unwrap_or_default(),
                        queue: Some((push.queue_name.clone(), push.job_id.clone())),
                        concurrency,
                        delay_ms,
                        chain: Some(chain),
                    };
                    self.deliveries.add(outgoing, now_ms);
                }
            }
        }
        if failed.is_empty() {
            Response { status: 201, ..Response::default() }
        } else {
            Response::json(202, &json!({ "failedEvents": failed }))
        }
    }

    fn with_job(&mut self, request: &Request, answer: impl Fn(&mut Self, &JobBody) -> Option<Response>) -> Response {
        match serde_json::from_slice::<JobBody>(&request.body) {
            Ok(body) => answer(self, &body).unwrap_or_else(|| refusal(404, "there is no such job")),
            Err(error) => refusal(400, &error.to_string()),
        }
    }
}

fn check(event: &Value, long: bool) -> Result<(u64, Option<Concurrency>), String> {
    let body = event.get("body").filter(|body| body.is_object()).ok_or("the event's body is not an object")?;
    if long && size(body) > BYTES_PER_LONG_EVENT_MAX {
        return Err("the event is larger than 100 KB, the limit for functions that run longer than 55 seconds".into());
    }
    let delay_ms = match event.get("delayInSeconds") {
        None | Some(Value::Null) => 0,
        Some(delay) => delay.as_f64().filter(|delay| *delay >= 0.0 && *delay <= DELAY_MAX_S as f64).map_or_else(
            || Err(format!("`delayInSeconds` is not between 0 and {DELAY_MAX_S}")),
            |delay| Ok((delay * 1_000.0) as u64),
        )?,
    };
    let concurrency = match event.get("concurrency") {
        None | Some(Value::Null) => None,
        Some(concurrency) => {
            let concurrency: Concurrency =
                serde_json::from_value(concurrency.clone()).map_err(|error| error.to_string())?;
            if concurrency.limit == 0 {
                return Err("the concurrency limit is zero".into());
            }
            Some(concurrency)
        }
    };
    Ok((delay_ms, concurrency))
}

fn size(value: &Value) -> usize {
    serde_json::to_vec(value).map_or(0, |bytes| bytes.len())
}

fn refusal(status: u16, message: &str) -> Response {
    Response::json(status, &json!({ "code": status, "message": message }))
}
