//! Batches: each item succeeds or fails by itself.
//! <https://developer.atlassian.com/platform/forge/storage-reference/batch-operations/>

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::request::{KeyBody, SetBody, parse};
use super::value::{check_key, expiry};
use super::{Kvs, Refusal};

const ITEMS_MAX: usize = 25;

impl Kvs {
    pub(super) fn batch_get(&self, body: &[u8]) -> Result<Value, Refusal> {
        let mut outcomes = Outcomes::default();
        for item in items::<KeyBody>(body)? {
            let found = self.space_of_item(item.entity_name.as_deref()).and_then(|space| {
                check_key(&item.key, item.entity_name.is_some())?;
                self.read(&space, &item.key).map(|record| record.view(&item.key)).ok_or_else(Refusal::not_found)
            });
            outcomes.add(&item.key, item.entity_name.as_deref(), found);
        }
        Ok(outcomes.answer())
    }

    pub(super) fn batch_set(&mut self, body: &[u8], now_ms: u64) -> Result<Value, Refusal> {
        let mut outcomes = Outcomes::default();
        for item in items::<SetBody>(body)? {
            let entity = item.entity_name.clone();
            let key = item.key.clone();
            let done = self.batch_set_one(item, now_ms).map(|()| json!({ "key": key }));
            outcomes.add(&key, entity.as_deref(), done);
        }
        Ok(outcomes.answer())
    }

    fn batch_set_one(&mut self, item: SetBody, now_ms: u64) -> Result<(), Refusal> {
        let space = self.space_of_item(item.entity_name.as_deref())?;
        check_key(&item.key, item.entity_name.is_some())?;
        self.check(&space, &item.value)?;
        let options = item.options.unwrap_or_default();
        if options.key_policy.is_some() || options.return_value.is_some() {
            return Err(Refusal::bad("INVALID_OPTIONS", "a batch takes no key policy and returns no values"));
        }
        let expire_at_ms = expiry(options.ttl.as_ref(), now_ms)?;
        self.write(&space, &item.key, item.value, expire_at_ms, now_ms);
        Ok(())
    }

    pub(super) fn batch_delete(&mut self, body: &[u8], now_ms: u64) -> Result<Value, Refusal> {
        let mut outcomes = Outcomes::default();
        for item in items::<KeyBody>(body)? {
            let space = self.space_of_item(item.entity_name.as_deref());
            let done = space.and_then(|space| {
                check_key(&item.key, item.entity_name.is_some())?;
                self.remove(&space, &item.key, now_ms);
                Ok(json!({ "key": item.key }))
            });
            outcomes.add(&item.key, item.entity_name.as_deref(), done);
        }
        Ok(outcomes.answer())
    }
}

#[derive(Default)]
struct Outcomes {
    successful: Vec<Value>,
    failed: Vec<Value>,
}

impl Outcomes {
    fn add(&mut self, key: &str, entity: Option<&str>, outcome: Result<Value, Refusal>) {
        let (list, mut item) = match outcome {
            Ok(item) => (&mut self.successful, item),
            Err(refusal) => (&mut self.failed, json!({ "key": key, "error": refusal.body() })),
        };
        if let (Some(entity), Some(members)) = (entity, item.as_object_mut()) {
            members.insert("entityName".into(), entity.into());
        }
        list.push(item);
    }

    fn answer(self) -> Value {
        json!({ "successfulKeys": self.successful, "failedKeys": self.failed })
    }
}

fn items<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Refusal> {
    let items: Vec<T> = parse(body)?;
    if items.is_empty() || items.len() > ITEMS_MAX {
        return Err(Refusal::bad("INVALID_REQUEST", format!("a batch has 1 to {ITEMS_MAX} items")));
    }
    Ok(items)
}
