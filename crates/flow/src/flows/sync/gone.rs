//! Records that are not there any more: deleted, merged, or out of sight (SYNC-6).

use std::collections::BTreeMap;

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply;
use weftline_salesforce::request::{COMPOSITE_QUERIES_MAX, Subrequest};
use weftline_salesforce::soql::{Condition, FieldPath, Select};
use weftline_wire::document::Gone;
use weftline_wire::salesforce::FieldValue;

use super::members::Member;
use super::records::{IDS_MAX, Wanted, by_sheet, send};
use crate::engine::World;
use crate::failure::Failure;
use crate::org::{CallError, Org};
use crate::queries;
use crate::updating;

const MASTER: &str = "MasterRecordId";

/// What became of records that the org does not show.
pub(super) async fn lost(
    world: &World,
    org: &mut Org,
    missing: &[Wanted<'_>],
) -> Result<BTreeMap<String, Gone>, Failure> {
    let mut queries = Vec::new();
    for (sheet, ids) in by_sheet(missing) {
        let fields = [Some("IsDeleted"), sheet.has(MASTER).then_some(MASTER)];
        let fields: Vec<FieldPath> = fields
            .into_iter()
            .flatten()
            .filter(|field| sheet.has(field))
            .filter_map(|field| FieldPath::parse(field).ok())
            .collect();
        for part in ids.chunks(IDS_MAX) {
            let select = Select::from(&queries::name(&sheet.describe.name)?).field(&FieldPath::id()).fields(&fields);
            queries.push(select.only(Condition::id_in(part)).build());
        }
    }
    let at_ms = world.now_ms();
    let mut gone = BTreeMap::new();
    for part in queries.chunks(COMPOSITE_QUERIES_MAX) {
        let requests: Vec<Subrequest<'_>> = part.iter().map(Subrequest::query_all).collect();
        let sent = send(world, org, &requests, true).await.map_err(CallError::into_failure)?;
        for reply in reply::composite(&sent.view()).map_err(|error| error.to_failure())? {
            let reply = reply.read().map_err(|error| error.to_failure())?;
            let page = reply::query_page(&reply).map_err(|error| error.to_failure())?;
            for record in &page.records {
                let Some(id) = record.id() else { continue };
                let became = match record.get(MASTER).text().and_then(|master| RecordId::parse(master).ok()) {
                    Some(master) => Gone::Merged { at_ms, into: master.to_string() },
                    None if updating::value(record.get("IsDeleted")) == FieldValue::Boolean(true) => {
                        Gone::Deleted { at_ms }
                    }
                    None => Gone::OutOfSight { at_ms },
                };
                gone.insert(id.to_string(), became);
            }
        }
    }
    for one in missing {
        // What is not even in the recycle bin was deleted for good, or was never to be seen again: nobody can know.
        gone.entry(one.id.to_string()).or_insert(Gone::OutOfSight { at_ms });
    }
    Ok(gone)
}

impl Member {
    /// Notes that the org does not show the record. What is known of it stays: it may come back.
    pub(super) fn lose(&mut self, became: Option<Gone>) {
        self.read = None;
        if let Some(became) = became
            && self.gone.as_ref().is_none_or(|before| !is_same(before, &became))
        {
            self.gone = Some(became);
        }
    }
}

fn is_same(one: &Gone, other: &Gone) -> bool {
    match (one, other) {
        (Gone::Deleted { .. }, Gone::Deleted { .. }) | (Gone::OutOfSight { .. }, Gone::OutOfSight { .. }) => true,
        (Gone::Merged { into, .. }, Gone::Merged { into: other, .. }) => into == other,
        _ => false,
    }
}
