//! Outbound messages: what an admin's rule sends to an address when a record is created or changed.
//!
//! A notification is queued when the transaction ends and names a record, whose values are read when it is sent. Up to a
//! hundred go in one message; without an acknowledgement a message is tried again with growing pauses, and dropped after
//! a day. Nothing promises an order, and a notification may come twice.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm>

mod message;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::Org;
use super::id::Id;
use super::settings::OrgSettings;
use super::xml;
use crate::http::Response;
use crate::random::Random;

/// The documented age at which a notification is dropped.
const KEPT_MS: i64 = 24 * 3_600_000;
/// The documented longest pause between tries.
const PAUSE_MAX_MS: i64 = 2 * 3_600_000;
/// The first pause, which the vendor does not tell.
const PAUSE_FIRST_MS: i64 = 15_000;
/// How long the receiver may take.
const TIMEOUT_MS: i64 = 60_000;
/// How many notifications a message has at most.
const BATCH_MAX: usize = 100;
/// So many delivered ones are remembered, to be sent again on demand.
const DELIVERED_MAX: usize = 1_000;

/// An outbound message and the rule that sends it each time a record is created or edited, as an admin sets them up.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_workflow.htm#WorkflowOutboundMessage>
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutboundMessage {
    /// The API name, unique within the org.
    pub name: String,
    /// The object whose records it tells of.
    pub object: String,
    /// Where it is sent.
    pub endpoint_url: String,
    /// The fields that it carries besides the id.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Whether the rule is active.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// How outbound messages are sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OutboundOptions {
    /// How long a notification waits before it is sent for the first time.
    pub delay_ms: u32,
    /// How many notifications a message has at most: 1 to 100.
    pub batch_max: usize,
    /// The probability with which an acknowledged notification comes once more.
    pub repeat_probability: f64,
    /// Whether they are sent in any order.
    pub reorder: bool,
}

impl Default for OutboundOptions {
    fn default() -> Self {
        Self { delay_ms: 0, batch_max: BATCH_MAX, repeat_probability: 0.0, reorder: false }
    }
}

/// A notification in the queue, or one that was acknowledged.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    id: String,
    /// The outbound message's name.
    message: String,
    record: String,
    queued_ms: i64,
    due_ms: i64,
    attempts: u32,
    /// Why it was not acknowledged the last time.
    failure: Option<String>,
    repeated: bool,
    /// The message under way that has it.
    #[serde(skip)]
    sent_in: Option<u64>,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundCall {
    /// By which its answer is told.
    pub number: u64,
    /// Where it goes.
    pub url: String,
    /// The SOAP envelope.
    pub body: String,
}

/// The queue.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Outbox {
    waiting: Vec<Notification>,
    delivered: VecDeque<Notification>,
    dropped: u64,
    made: u64,
    #[serde(skip)]
    messages: u64,
    #[serde(skip)]
    under_way: BTreeMap<u64, i64>,
    #[serde(skip)]
    random: Option<Random>,
    #[serde(skip)]
    changed: bool,
}

impl Outbox {
    fn random(&mut self) -> &mut Random {
        self.random.get_or_insert(Random::seeded(0x04C0))
    }

    /// What has to be kept, if it changed since the last call.
    pub(super) fn take(&mut self) -> Option<Json> {
        std::mem::take(&mut self.changed).then(|| serde_json::to_value(&*self).unwrap_or_default())
    }

    /// Takes back what was kept.
    pub(super) fn load(&mut self, kept: &Json) -> Result<(), String> {
        *self = serde_json::from_value(kept.clone()).map_err(|error| error.to_string())?;
        self.random = Some(Random::seeded(0x04C0 ^ self.made));
        Ok(())
    }

    /// Gives up what nobody has acknowledged within a day, and messages that nobody has answered in time.
    fn expire(&mut self, now_ms: i64) {
        let late: Vec<u64> =
            self.under_way.iter().filter(|(_, until_ms)| **until_ms <= now_ms).map(|(number, _)| *number).collect();
        for number in late {
            self.settle(number, Err("no answer in time".into()), now_ms, 0.0);
        }
        let before = self.waiting.len();
        self.waiting.retain(|one| one.sent_in.is_some() || now_ms < one.queued_ms.saturating_add(KEPT_MS));
        let dropped = before - self.waiting.len();
        self.dropped += dropped as u64;
        self.changed |= dropped > 0;
    }

    fn settle(&mut self, number: u64, outcome: Result<(), String>, now_ms: i64, repeat_probability: f64) {
        if self.under_way.remove(&number).is_none() {
            return;
        }
        self.changed = true;
        let mut kept = Vec::new();
        for mut one in std::mem::take(&mut self.waiting) {
            if one.sent_in != Some(number) {
                kept.push(one);
                continue;
            }
            one.sent_in = None;
            one.attempts = one.attempts.saturating_add(1);
            match &outcome {
                Ok(()) if !one.repeated && self.random().happens(repeat_probability) => {
                    one.repeated = true;
                    one.due_ms = now_ms;
                    kept.push(one);
                }
                Ok(()) => {
                    one.failure = None;
                    self.delivered.push_back(one);
                    if self.delivered.len() > DELIVERED_MAX {
                        self.delivered.pop_front();
                    }
                }
                Err(reason) => {
                    one.failure = Some(reason.clone());
                    one.due_ms = now_ms.saturating_add(pause_ms(one.attempts));
                    kept.push(one);
                }
            }
        }
        self.waiting = kept;
    }
}

/// How long to wait after so many tries.
fn pause_ms(attempts: u32) -> i64 {
    PAUSE_FIRST_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20)).min(PAUSE_MAX_MS)
}

/// Whether an answer acknowledges: a SOAP envelope with `Ack` that is true, and nothing else.
fn acknowledged(response: &Response) -> Result<(), String> {
    if response.status != 200 {
        return Err(format!("the endpoint answered {}", response.status));
    }
    let text = String::from_utf8_lossy(&response.body);
    let document = xml::parse(&text).map_err(|error| format!("the answer is no well-formed XML: {error}"))?;
    match document.find("Ack").map(|ack| ack.text.trim()) {
        Some("true") => Ok(()),
        Some(_) => Err("the endpoint did not acknowledge".into()),
        None => Err("the answer has no Ack".into()),
    }
}

impl OrgSettings {
    /// The active messages about an object, with their places.
    fn outbound_of<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a OutboundMessage> {
        let of = move |message: &&OutboundMessage| message.active && message.object.eq_ignore_ascii_case(object);
        self.outbound_messages.iter().filter(of)
    }
}

impl Org {
    /// Ends a transaction: what it changed stays, and rules tell of it.
    pub(super) fn end_transaction(&mut self, now_ms: i64) {
        self.writes += u64::from(self.store.changed().next().is_some());
        if self.options.settings.outbound_messages.iter().any(|message| message.active) {
            self.queue_notifications(now_ms);
        }
        if self.options.transaction_ms > 0 {
            let rows = self.store.changed().filter_map(|(object, slot, _)| self.store.table(object).at(slot)?.id());
            self.committed.extend(rows.map(|id| (id, now_ms.div_euclid(1_000))));
        }
        self.store.commit();
    }

    fn queue_notifications(&mut self, now_ms: i64) {
        let schema = self.schema();
        let mut told: Vec<(String, Id)> = Vec::new();
        for (index, slot, before) in self.store.changed() {
            let object = schema.object(index);
            let row = self.store.table(index).at(slot).filter(|row| !self.view().is_deleted(object, row));
            let Some(row) = row.filter(|row| before != Some(*row)) else { continue };
            let Some(id) = row.id() else { continue };
            let messages = self.options.settings.outbound_of(&object.name);
            told.extend(messages.map(|message| (message.name.clone(), id)));
        }
        let due_ms = now_ms + i64::from(self.options.outbound.delay_ms);
        for (message, record) in told {
            let outbox = &mut self.outbox;
            outbox.made += 1;
            outbox.changed = true;
            outbox.waiting.push(Notification {
                id: Id::numbered(*b"04l", outbox.made).to_string(),
                message,
                record: record.to_string(),
                queued_ms: now_ms,
                due_ms,
                attempts: 0,
                failure: None,
                repeated: false,
                sent_in: None,
            });
        }
    }

    /// The messages that are to be sent now. Each has to be [settled](Org::settle_outbound), or counts as unanswered
    /// after a minute.
    pub fn take_outbound(&mut self, now_ms: i64) -> Vec<OutboundCall> {
        self.outbox.expire(now_ms);
        let is_due = |one: &Notification| one.sent_in.is_none() && one.due_ms <= now_ms;
        let mut due: Vec<usize> =
            (0..).zip(&self.outbox.waiting).filter(|(_, one)| is_due(one)).map(|(place, _)| place).collect();
        if due.is_empty() {
            return Vec::new();
        }
        let options = self.options.outbound.clone();
        if options.reorder {
            let mut keyed: Vec<(u64, usize)> =
                due.into_iter().map(|place| (self.outbox.random().number(), place)).collect();
            keyed.sort_unstable();
            due = keyed.into_iter().map(|(_, place)| place).collect();
        }
        let mut batches: Vec<(String, Vec<usize>)> = Vec::new();
        for place in due {
            let Some(one) = self.outbox.waiting.get(place) else { continue };
            let most = options.batch_max.clamp(1, BATCH_MAX);
            let open = batches.iter_mut().rev().find(|(name, _)| *name == one.message);
            match open.filter(|(_, places)| places.len() < most) {
                Some((_, places)) => places.push(place),
                None => batches.push((one.message.clone(), vec![place])),
            }
        }
        let mut calls = Vec::new();
        for (name, places) in batches {
            let found = self.options.settings.outbound_messages.iter().position(|message| message.name == name);
            let Some((place, message)) =
                found.and_then(|place| Some((place, self.options.settings.outbound_messages.get(place)?)))
            else {
                // Without the message there is nowhere to send its notifications.
                self.outbox.waiting.retain(|one| one.message != name);
                self.outbox.changed = true;
                return self.take_outbound(now_ms);
            };
            let told: Vec<(&str, Id)> = places
                .iter()
                .filter_map(|place| self.outbox.waiting.get(*place))
                .filter_map(|one| Some((one.id.as_str(), Id::parse(&one.record)?)))
                .collect();
            let body = self.outbound_envelope(message, place, &told);
            let url = message.endpoint_url.clone();
            self.outbox.messages += 1;
            let number = self.outbox.messages;
            for place in places {
                if let Some(one) = self.outbox.waiting.get_mut(place) {
                    one.sent_in = Some(number);
                }
            }
            self.outbox.under_way.insert(number, now_ms + TIMEOUT_MS);
            calls.push(OutboundCall { number, url, body });
        }
        calls
    }

    /// Tells how a message was answered; without a response, nobody was reached.
    pub fn settle_outbound(&mut self, number: u64, response: Option<&Response>, now_ms: i64) {
        let outcome = response.map_or_else(|| Err("the endpoint was not reached".to_owned()), acknowledged);
        self.outbox.settle(number, outcome, now_ms, self.options.outbound.repeat_probability);
    }

    /// When a message is to be sent, or has not been answered in time, if nothing else happens.
    pub fn outbound_due_ms(&self) -> Option<i64> {
        let due = self.outbox.waiting.iter().filter(|one| one.sent_in.is_none()).map(|one| one.due_ms);
        due.chain(self.outbox.under_way.values().copied()).min()
    }

    /// Sends delivered notifications once more, those of these ids, or all.
    pub(crate) fn repeat_outbound(&mut self, ids: Option<&[String]>, now_ms: i64) {
        let (again, rest): (Vec<Notification>, Vec<Notification>) = std::mem::take(&mut self.outbox.delivered)
            .into_iter()
            .partition(|one| ids.is_none_or(|ids| ids.contains(&one.id)));
        self.outbox.delivered = rest.into();
        self.outbox.waiting.extend(again.into_iter().map(|one| Notification {
            due_ms: now_ms,
            queued_ms: now_ms,
            repeated: true,
            ..one
        }));
        self.outbox.changed = true;
    }

    /// Lets everything that waits be sent now.
    pub(crate) fn hasten_outbound(&mut self, now_ms: i64) {
        for one in &mut self.outbox.waiting {
            one.due_ms = one.due_ms.min(now_ms);
        }
        self.outbox.changed = true;
    }

    /// The queue, for people to look at.
    pub(crate) fn outbound_view(&self) -> Json {
        let list = |of: &mut dyn Iterator<Item = &Notification>| -> Json {
            of.map(|one| serde_json::to_value(one).unwrap_or_default()).collect()
        };
        json!({
            "options": self.options.outbound,
            "waiting": list(&mut self.outbox.waiting.iter()),
            "delivered": list(&mut self.outbox.delivered.iter()),
            "dropped": self.outbox.dropped,
        })
    }
}
