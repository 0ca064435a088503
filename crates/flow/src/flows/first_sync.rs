//! What is copied when a record is linked by hand (LNK-3).

use weftline_wire::configuration::FirstSync;
use weftline_wire::document::Task;
use weftline_wire::job::{Caller, Job};

use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::ledger;
use crate::store::{self, Transaction, key};

/// Records that are about to be linked to an issue.
pub(crate) struct Entering<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) issue_id: &'a str,
    pub(crate) connection: &'a str,
    pub(crate) how: FirstSync,
}

impl Entering<'_> {
    /// Enters into the ledger, in the transaction that links these records (at most a transaction's), that they and the
    /// issue are to be filled from one another: one operation, or none where nothing is copied.
    pub(crate) fn enter(&self, transaction: &mut Transaction, world: &World, record_ids: &[String]) {
        if self.how == FirstSync::Nothing {
            return;
        }
        let Some(first) = record_ids.first() else { return };
        let task = Task::FirstSync {
            cloud_id: self.caller.cloud_id.clone(),
            site_url: self.caller.site_url.clone(),
            issue_id: self.issue_id.to_owned(),
            record_ids: record_ids.to_vec(),
            how: self.how,
        };
        ledger::note(transaction, world, &key::first_sync_work(self.issue_id, first), self.connection, task);
    }

    /// Rings for it, once the transaction is through.
    pub(crate) async fn ring(&self, world: &World, record_ids: &[String]) -> Result<(), Failure> {
        match record_ids.first() {
            Some(first) if self.how != FirstSync::Nothing => {
                store::push(world, Job::FirstSync { key: key::first_sync_work(self.issue_id, first) }, 0).await
            }
            _ => Ok(()),
        }
    }
}

/// Carries out what the ledger says under this key.
pub(crate) async fn first_sync(_world: &World, _key: &str) -> Result<End, Failure> {
    Err(failure::bug("not there"))
}
