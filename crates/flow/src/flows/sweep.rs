//! The five-minute round: tells admins what they have to do, and rings for work that is overdue.

use weftline_jira::request::notify_watchers;
use weftline_wire::document::{Connection, ConnectionState, Versioned};

use crate::configuration::Configuration;
use crate::connections;
use crate::engine::World;
use crate::failure::Failure;
use crate::ledger;
use crate::renewal;
use crate::site::{self, SiteError};

/// Doorbells of one round: what is left waits for the next one.
const RINGS_MAX: u32 = 100;

/// Makes the round. The work of an org that has to be reconnected rests: it is not rung for, and nothing of it is lost.
pub(crate) async fn sweep(world: &World) -> Result<(), Failure> {
    let mut left = RINGS_MAX;
    for (id, connection) in connections::all(world).await? {
        if connection.document.trouble.is_some() && !connection.document.announced {
            announce(world, &id, &connection).await?;
        }
        if connection.document.state == ConnectionState::Connected && left > 0 {
            left -= ledger::ring(world, &id, left, false).await?.min(left);
        }
    }
    Ok(())
}

/// Has Jira tell those who watch the operations issue. Only what may go better later is tried again.
async fn announce(world: &World, id: &str, connection: &Versioned<Connection>) -> Result<(), Failure> {
    let settings = Configuration::read(world).await?.settings(world).await?;
    let (Some(issue), Some(trouble)) = (settings.operations_issue, &connection.document.trouble) else {
        return Ok(());
    };
    let name = &connection.document.organization_name;
    let subject = match connection.document.state {
        ConnectionState::ReconnectNeeded => ["Weftline: the Salesforce org ", name, " has to be reconnected"].concat(),
        ConnectionState::Connected => {
            ["Weftline: the connection to the Salesforce org ", name, " needs an admin"].concat()
        }
    };
    let what_next = "Open Weftline's page in Jira's administration. Nothing is lost: what has to be done for this org waits until then.";
    let text = [&subject, ".\n\nWhy: ", &trouble.text, ".\n\n", what_next].concat();
    match site::ask(world, notify_watchers(&issue, &subject, &text)).await {
        Err(SiteError::Failed(_)) => return Ok(()),
        Err(SiteError::Refused(error)) if error.is_retryable() => return Ok(()),
        Ok(_) | Err(SiteError::Refused(_)) => {}
    }
    let document = Connection { announced: true, ..connection.document.clone() };
    renewal::replace(world, id, connection, document).await.map(|_| ())
}
