//! Product events and scheduled runs: what the site did, and what the clock says, as deliveries to the modules that
//! asked for them.
//! <https://developer.atlassian.com/platform/forge/events-reference/product_events/>

use serde_json::{Value, json};

use super::delivery::{DeliveryKind, Outgoing};
use super::{Forge, SCHEDULE_TABLE};
use crate::change::Change;

/// How long after installation a schedule runs first.
const FIRST_RUN_MS: u64 = 300_000;

impl Forge {
    /// Hands an event to every trigger that asked for it. `payload` is the event without what Forge adds.
    pub(crate) fn product_event(&mut self, name: &str, payload: &Value, by_app: bool, now_ms: u64) {
        let mut outgoing = Vec::new();
        for trigger in &self.manifest.triggers {
            for subscription in trigger.events.iter().filter(|subscription| subscription.event == name) {
                if by_app && subscription.ignore_self {
                    continue;
                }
                let mut body = payload.clone();
                if let Some(members) = body.as_object_mut() {
                    members.insert("eventType".into(), name.into());
                    members.insert("selfGenerated".into(), by_app.into());
                    members.insert("context".into(), self.context(&trigger.module));
                    members.insert("contextToken".into(), self.context_token().into());
                }
                let wanted = match &subscription.expression {
                    None => true,
                    Some(expression) => expression.holds(&body).unwrap_or(subscription.receive_on_error),
                };
                if wanted {
                    outgoing.push((trigger.function.clone(), trigger.module.clone(), body));
                }
            }
        }
        for (function, module, body) in outgoing {
            self.deliveries.add_event(run(DeliveryKind::Event, function, module, body), now_ms);
        }
    }

    /// Sets every schedule's first run, as after an installation or a change of the scheduled triggers.
    pub(super) fn start_schedules(&mut self, now_ms: u64) {
        for module in std::mem::take(&mut self.next_runs_ms).into_keys() {
            self.changes.push(Change::removed(SCHEDULE_TABLE, module));
        }
        for schedule in self.manifest.schedules.clone() {
            self.next_run(&schedule.module, now_ms.saturating_add(FIRST_RUN_MS));
        }
    }

    /// Makes the runs that are due. A clock that jumped over several runs makes one.
    pub(super) fn run_schedules(&mut self, now_ms: u64) {
        for schedule in self.manifest.schedules.clone() {
            let due_ms = self.next_runs_ms.get(&schedule.module).copied().unwrap_or(u64::MAX);
            if due_ms > now_ms {
                continue;
            }
            let missed = now_ms.saturating_sub(due_ms) / schedule.interval_ms.max(1);
            let next_ms = due_ms.saturating_add(missed.saturating_add(1).saturating_mul(schedule.interval_ms));
            self.next_run(&schedule.module, next_ms);
            let body = json!({ "context": self.context(&schedule.module), "contextToken": self.context_token() });
            self.deliveries.add(run(DeliveryKind::Schedule, schedule.function, schedule.module, body), now_ms);
        }
    }

    /// Calls what the app wants to run before it is uninstalled; gives the deliveries' numbers.
    pub(super) fn say_farewell(&mut self, now_ms: u64) -> Vec<u64> {
        let farewells = self.manifest.farewells.clone();
        let call = |(module, function): (String, String)| {
            let body = json!({ "context": self.context(&module), "contextToken": self.context_token() });
            self.deliveries.add(run(DeliveryKind::Schedule, function, module, body), now_ms)
        };
        farewells.into_iter().map(call).collect()
    }

    fn next_run(&mut self, module: &str, at_ms: u64) {
        self.next_runs_ms.insert(module.into(), at_ms);
        self.changes.push(Change::put(SCHEDULE_TABLE, module, at_ms.to_string()));
    }
}

fn run(kind: DeliveryKind, function: String, module: String, body: Value) -> Outgoing {
    Outgoing { kind, function, module, body, queue: None, concurrency: None, delay_ms: 0, chain: None }
}
