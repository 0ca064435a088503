//! Deliveries as the host gets them, and what it says became of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryKind {
    /// A queue's event, for a consumer.
    Queue,
    /// A product event, for a trigger.
    Event,
    /// A scheduled run.
    Schedule,
    /// A call of a web trigger's address.
    Webtrigger,
}

/// One leased delivery, as the host gets it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// By this it is settled; different for each attempt.
    pub id: String,
    /// What it is.
    pub kind: DeliveryKind,
    /// The function to invoke.
    pub function_key: String,
    /// The module that names the function.
    pub module_key: String,
    /// How long the function may run.
    pub timeout_ms: u64,
    /// The handler's first argument.
    pub body: Value,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Settlement {
    /// The handler returned.
    Done {
        /// What a web trigger's handler returned.
        #[serde(default)]
        response: Option<Value>,
    },
    /// The handler asked to be called again.
    Retry {
        /// After how long, 1 to 900 seconds.
        #[serde(default)]
        retry_after_seconds: Option<u64>,
        /// Why, as it said.
        #[serde(default)]
        retry_reason: Option<String>,
        /// What it wants to be given.
        #[serde(default)]
        retry_data: Option<Value>,
    },
    /// The handler threw, timed out or ran out of memory.
    Failed {
        /// Forge's code, such as `FUNCTION_TIME_OUT`.
        #[serde(default)]
        reason: Option<String>,
    },
}

/// How deliveries go wrong, within what Forge allows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Disorder {
    /// Product events come up to this much late, at random.
    pub late_ms: u64,
    /// The probability that a delivery comes a second time after it was settled.
    pub repeat_probability: f64,
    /// The probability that a product event is lost.
    pub lost_probability: f64,
    /// Whether what is due comes in random order.
    pub reorder: bool,
}
