//! The bodies of storage requests.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Refusal;
use super::condition::Filters;

pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::bad("INVALID_REQUEST", error.to_string()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KeyBody {
    pub(super) entity_name: Option<String>,
    pub(super) key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetBody {
    pub(super) entity_name: Option<String>,
    pub(super) key: String,
    pub(super) value: Value,
    pub(super) options: Option<SetOptions>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetOptions {
    pub(super) ttl: Option<Ttl>,
    pub(super) key_policy: Option<String>,
    pub(super) return_value: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Ttl {
    pub(super) value: u64,
    pub(super) unit: String,
}

#[derive(Deserialize)]
pub(super) struct QueryBody {
    pub(super) limit: Option<u64>,
    pub(super) after: Option<String>,
    pub(super) r#where: Option<Vec<Clause>>,
}

#[derive(Deserialize)]
pub(super) struct Clause {
    pub(super) property: Option<String>,
    pub(super) condition: String,
    #[serde(default)]
    pub(super) values: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntityQueryBody {
    pub(super) entity_name: String,
    pub(super) index_name: String,
    #[serde(default)]
    pub(super) partition: Option<Vec<Value>>,
    pub(super) range: Option<Clause>,
    pub(super) filters: Option<Filters>,
    pub(super) sort: Option<String>,
    pub(super) cursor: Option<String>,
    pub(super) limit: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct TransactionBody {
    #[serde(default)]
    pub(super) set: Vec<TransactionItem>,
    #[serde(default)]
    pub(super) delete: Vec<TransactionItem>,
    #[serde(default)]
    pub(super) check: Vec<TransactionItem>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TransactionItem {
    pub(super) key: String,
    pub(super) value: Option<Value>,
    pub(super) entity_name: Option<String>,
    pub(super) conditions: Option<Filters>,
    pub(super) options: Option<SetOptions>,
}
