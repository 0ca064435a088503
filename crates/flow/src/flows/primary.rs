//! The issue's primary record (LNK-4).

use weftline_salesforce::id::RecordId;
use weftline_wire::call::ChoosePrimaryCall;
use weftline_wire::document::IssueDocument;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::PrimaryView;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::ground::Ground;
use crate::links;
use crate::place::Intent;
use crate::store::{Committed, Entity, Transaction};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Makes a linked record the primary one. Salesforce is not asked.
pub(crate) async fn choose(world: &World, caller: &Caller, call: &ChoosePrimaryCall) -> Result<PrimaryView, Failure> {
    let id = RecordId::parse(&call.record_id).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))?;
    let ground = Ground::read(world, caller).await?;
    gate::may_edit(ground.rights)?;
    ground.place(world, Intent::Look).await?;
    let issue_id = &ground.issue.id;
    for _ in 0..ATTEMPTS_MAX {
        let issue = links::read_issue(world, issue_id).await?;
        let linked = |document: &IssueDocument| document.links.iter().any(|link| link.record_id == id.as_str());
        let Some(issue) = issue.filter(|issue| linked(&issue.document)) else {
            return Err(failure::of(FailureCode::RecordNotFound, "this record is not linked to this issue"));
        };
        let primary = Some(id.to_string());
        let mut transaction = Transaction::default();
        if issue.document.primary != primary {
            let document = IssueDocument { primary, ..issue.document.clone() };
            transaction.put(Entity::Issue, issue_id, Some(&issue), &document)?;
        }
        if transaction.is_empty() || transaction.commit(world).await? == Committed::Yes {
            return Ok(PrimaryView { record_id: id.to_string() });
        }
    }
    Err(failure::of(FailureCode::Conflict, "this issue's links are being changed by others; try again"))
}
