//! Finds out what became of a creation whose invocation may have died, and links its record.

use weftline_wire::document::CreationState;
use weftline_wire::job::Job;

use crate::configuration::Configuration;
use crate::creations::{self, Made};
use crate::describes;
use crate::engine::{End, World};
use crate::failure::Failure;
use crate::ground;
use crate::join::join;
use crate::ledger;
use crate::links::NewLink;
use crate::org::Org;
use crate::shown::{Shown, panel_paths};
use crate::store;

/// When a creation is looked at, in seconds after it was sent or looked at last. The last look is later than the ten
/// minutes that a transaction in Salesforce may take.
const LOOKS_SECONDS: [u32; 3] = [90, 300, 900];

/// Rings for a creation that is about to be sent.
pub(crate) async fn ring(world: &World, key: &str) -> Result<(), Failure> {
    let job = Job::SettleCreation { key: key.to_owned(), attempt: 0 };
    store::push(world, job, LOOKS_SECONDS.first().copied().unwrap_or_default()).await
}

/// Looks what became of a creation. Where the org has no key field a person decides, in front of the form.
pub(crate) async fn settle(world: &World, key: &str, attempt: u32) -> Result<End, Failure> {
    let (intent, configuration) = join(creations::read(world, key), Configuration::read(world)).await;
    let Some(intent) = intent? else {
        ledger::strike_out(world, key).await?;
        return Ok(End::Done(None));
    };
    let (CreationState::Intended, Some(field)) = (&intent.document.state, &intent.document.key_field) else {
        return Ok(End::Done(None));
    };
    let object = &intent.document.object;
    let configuration = configuration?;
    let id = &intent.document.connection;
    let (org, (stored, selection)) = join(
        Org::read_and_open(world, id),
        join(describes::stored(world, id, object), configuration.selection(world, object)),
    )
    .await;
    let (mut org, selection) = (org?, selection?);
    let describe = ground::described(world, &mut org, object, stored?).await?;
    let shown = Shown::new(&describe, None);
    let paths = shown.query_paths(panel_paths(&selection));
    let found = creations::find(world, &mut org, object, field, key, &paths, |id, record| {
        shown.keep(id, record, panel_paths(&selection), world.now_ms())
    })
    .await?;
    if let Some((record_id, kept)) = found {
        // No base: the issue was not read, and what was not observed is not claimed.
        let link = NewLink { record_id, object: object.clone(), base: Default::default() };
        creations::finish(world, key, &intent, Made { link, kept: Some(kept) }).await?;
        return Ok(End::Done(None));
    }
    let next = attempt + 1;
    match LOOKS_SECONDS.get(next as usize) {
        Some(&delay_seconds) => {
            Ok(End::Park { job: Job::SettleCreation { key: key.to_owned(), attempt: next }, delay_seconds })
        }
        None => {
            let refused =
                weftline_wire::document::CreationDocument { state: CreationState::Refused, ..intent.document.clone() };
            creations::write(world, key, Some(&intent), refused).await?;
            Ok(End::Done(None))
        }
    }
}
