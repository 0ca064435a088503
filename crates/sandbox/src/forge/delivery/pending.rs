//! What is on its way.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{DeliveryKind, RETENTION_MS};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Concurrency {
    pub(crate) key: String,
    pub(crate) limit: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Retry {
    pub(super) count: u32,
    pub(super) reason: String,
    pub(super) data: Value,
}

/// A delivery that is not settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pending {
    pub(super) kind: DeliveryKind,
    pub(super) function: String,
    pub(super) module: String,
    pub(super) body: Value,
    pub(super) event_id: String,
    pub(super) queue: Option<(String, String)>,
    pub(super) concurrency: Option<Concurrency>,
    pub(super) created_ms: u64,
    pub(super) due_ms: u64,
    pub(super) attempt: u32,
    pub(super) leased_until_ms: Option<u64>,
    pub(super) retry: Option<Retry>,
    /// The chain of pushes that it belongs to, and how many pushes the chain had when it was made.
    pub(super) chain: Option<(u64, u32)>,
    pub(super) repeated: bool,
}

/// A delivery to be made.
pub(crate) struct Outgoing {
    pub(crate) kind: DeliveryKind,
    pub(crate) function: String,
    pub(crate) module: String,
    pub(crate) body: Value,
    pub(crate) queue: Option<(String, String)>,
    pub(crate) concurrency: Option<Concurrency>,
    pub(crate) delay_ms: u64,
    pub(crate) chain: Option<(u64, u32)>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Job {
    pub(crate) queue: String,
    pub(crate) success: u64,
    pub(crate) in_progress: u64,
    pub(crate) failed: u64,
}

impl Pending {
    /// The handler's first argument at this attempt.
    pub(super) fn argument(&self, now_ms: u64) -> Value {
        let retry = self.retry.as_ref().map(|retry| {
            let ends_ms = self.created_ms.saturating_add(RETENTION_MS);
            json!({
                "retryCount": retry.count,
                "retryReason": retry.reason,
                "retryData": retry.data,
                "retentionWindow": {
                    "startTime": crate::clock::iso(self.created_ms),
                    "remainingTimeMs": ends_ms.saturating_sub(now_ms),
                },
            })
        });
        let mut argument = match &self.queue {
            Some((queue, job)) => json!({
                "queueName": queue,
                "jobId": job,
                "eventId": self.event_id,
                "body": self.body,
            }),
            None => self.body.clone(),
        };
        if let Some(members) = argument.as_object_mut() {
            if let Some(concurrency) = &self.concurrency {
                members.insert("concurrency".into(), json!(concurrency));
            }
            if let Some(retry) = retry {
                members.insert("retryContext".into(), retry);
            }
        }
        argument
    }
}
