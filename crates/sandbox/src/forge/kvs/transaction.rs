//! Transactions: all conditions are looked at first, then everything is written or nothing.
//! <https://developer.atlassian.com/platform/forge/storage-reference/transactions-entities/>

use std::collections::BTreeSet;

use super::request::{TransactionBody, TransactionItem, parse};
use super::value::{check_key, expiry};
use super::{Kvs, Refusal};

const OPERATIONS_MAX: usize = 25;
const BODY_BYTES_MAX: usize = 4 * 1_024 * 1_024;

impl Kvs {
    pub(super) fn transact(&mut self, body: &[u8], now_ms: u64) -> Result<(), Refusal> {
        if body.len() > BODY_BYTES_MAX {
            return Err(Refusal::bad("MAX_SIZE", "the transaction has more than 4 MB"));
        }
        let body: TransactionBody = parse(body)?;
        let operations = || body.set.iter().chain(&body.delete).chain(&body.check);
        let count = operations().count();
        if count == 0 || count > OPERATIONS_MAX {
            let message = format!("a transaction has 1 to {OPERATIONS_MAX} operations, not {count}");
            return Err(Refusal::bad("INVALID_REQUEST", message));
        }
        let mut seen = BTreeSet::new();
        for item in operations() {
            check_key(&item.key, item.entity_name.is_some())?;
            self.check_conditions(item)?;
            if !seen.insert((item.entity_name.as_deref(), item.key.as_str())) {
                return Err(Refusal::bad("INVALID_REQUEST", format!("key `{}` is used twice", item.key)));
            }
        }
        if let Some(item) = body.check.iter().find(|item| item.conditions.is_none()) {
            return Err(Refusal::bad("INVALID_REQUEST", format!("the check of `{}` has no conditions", item.key)));
        }
        let mut writes = Vec::new();
        for item in body.set.iter() {
            let space = self.space_of_item(item.entity_name.as_deref())?;
            let Some(value) = &item.value else {
                return Err(Refusal::bad("INVALID_REQUEST", format!("`{}` has no value", item.key)));
            };
            self.check(&space, value)?;
            let options = item.options.as_ref();
            if options.is_some_and(|options| options.key_policy.is_some() || options.return_value.is_some()) {
                return Err(Refusal::bad("INVALID_OPTIONS", "a transaction takes no key policy and returns no values"));
            }
            writes.push((space, expiry(options.and_then(|options| options.ttl.as_ref()), now_ms)?));
        }
        for item in operations() {
            let space = self.space_of_item(item.entity_name.as_deref())?;
            let record = self.read(&space, &item.key);
            if item.conditions.as_ref().is_some_and(|filters| !filters.hold(record.map(|record| &record.value))) {
                let message = format!("a condition on `{}` does not hold", item.key);
                return Err(Refusal::conflict("CONDITION_FAILED", message));
            }
        }
        for item in &body.delete {
            let space = self.space_of_item(item.entity_name.as_deref())?;
            self.remove(&space, &item.key, now_ms);
        }
        for (item, (space, expire_at_ms)) in body.set.into_iter().zip(writes) {
            self.write(&space, &item.key, item.value.unwrap_or_default(), expire_at_ms, now_ms);
        }
        Ok(())
    }

    fn check_conditions(&self, item: &TransactionItem) -> Result<(), Refusal> {
        let Some(filters) = &item.conditions else {
            return Ok(());
        };
        let Some(entity) = item.entity_name.as_deref() else {
            return Err(Refusal::bad("INVALID_REQUEST", "conditions are for entities only"));
        };
        match self.entities.get(entity) {
            Some(entity) => filters.check(entity),
            None => Err(Refusal::bad("INVALID_ENTITY_TYPE", format!("the manifest declares no entity `{entity}`"))),
        }
    }
}
