//! The address to which an org sends outbound messages (SYNC-5): made, renewed, and taken away by admins.

use weftline_wire::call::OutboundMessagesCall;
use weftline_wire::document::PollDocument;
use weftline_wire::failure::FailureCode;
use weftline_wire::view::OutboundMessagesView;

use super::heard::{TOKEN_BYTES, digest};
use crate::connections;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::join;
use crate::links::hex;
use crate::org::random_bytes;
use crate::store::{self, Committed, Entity, Transaction};

/// The web trigger, by its key in the manifest.
const DOOR: &str = "outbound-message";

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// Shows whether there is an address; makes a new one, or takes it away. The token is in the answer only: of it the digest
/// is stored, so nobody is told it a second time.
pub(crate) async fn outbound_messages(
    world: &World,
    call: &OutboundMessagesCall,
) -> Result<OutboundMessagesView, Failure> {
    gate::admin(world).await?;
    let id = &call.connection;
    let connection = connections::existing(world, id).await?.document;
    let (token, address) = if call.renew && !call.remove {
        let (bytes, address) = join(random_bytes(world, TOKEN_BYTES), connections::web_trigger_url(world, DOOR)).await;
        (Some(hex(&bytes?)), address?)
    } else {
        (None, String::new())
    };
    for _ in 0..ATTEMPTS_MAX {
        let before = store::entity::<PollDocument>(world, Entity::Poll, id).await?;
        let mut document = before.as_ref().map(|before| before.document.clone()).unwrap_or_default();
        if token.is_some() || call.remove {
            document.listener = token.as_deref().map(digest);
            let mut transaction = Transaction::default();
            transaction.put(Entity::Poll, id, before.as_ref(), &document)?;
            if transaction.commit(world).await? == Committed::Conflict {
                continue;
            }
        }
        return Ok(OutboundMessagesView {
            connection: id.clone(),
            set_up: document.listener.is_some(),
            url: token.map(|token| with_token(&address, &token)),
            organization_id: connection.organization_id,
            heard_at_ms: (document.heard_at_ms > 0).then_some(document.heard_at_ms),
        });
    }
    Err(failure::of(FailureCode::Conflict, "this connection is being looked at by others; try again"))
}

fn with_token(address: &str, token: &str) -> String {
    let mark = if address.contains('?') { "&token=" } else { "?token=" };
    [address, mark, token].concat()
}
