//! The five-minute round: tells admins what they have to do, rings for work that is overdue, and for looking what has
//! changed in orgs.

use weftline_wire::configuration::Settings;
use weftline_wire::document::{Connection, ConnectionState, Versioned};
use weftline_wire::job::Job;

use crate::configuration::Configuration;
use crate::connections;
use crate::engine::World;
use crate::failure::Failure;
use crate::join::join;
use crate::ledger;
use crate::notices::{self, Mail, Words};
use crate::poll::{self, kept};
use crate::renewal;
use crate::store::{self, Among, Entity, key};

/// Doorbells of one round: Forge lets an app push 500 messages a minute.
/// <https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/>
const RINGS_MAX: u32 = 200;

/// When the next round comes where this one was not enough.
const AGAIN_SECONDS: u32 = 60;

/// Another round was rung for so short a time ago that it is still to come.
const AGAIN_MS: u64 = 50_000;

/// Makes the round. The work of an org that has to be reconnected rests: it is not rung for, and nothing of it is lost.
pub(crate) async fn sweep(world: &World) -> Result<(), Failure> {
    let mut left = RINGS_MAX;
    let mut settings = None;
    let connections = connections::all(world).await?;
    // What cannot be told now is told in the next round.
    let _ = notices::tell(world, &connections).await;
    for (id, connection) in connections {
        if connection.document.trouble.is_some() && !connection.document.announced {
            announce(world, &id, &connection).await?;
        }
        if connection.document.state != ConnectionState::Connected {
            continue;
        }
        if left > 0 {
            left -= ledger::ring(world, &id, left, false).await?.min(left);
        }
        if settings.is_none() {
            settings = Some(Configuration::read(world).await?.settings(world).await?);
        }
        if let Some(settings) = settings.as_ref().filter(|settings| settings.enabled) {
            look(world, &id, settings).await?;
        }
    }
    if left == 0 { again(world).await } else { Ok(()) }
}

/// Rings for looking what has changed in an org, when it is time and somebody follows it.
async fn look(world: &World, connection: &str, settings: &Settings) -> Result<(), Failure> {
    let prefix = key::record(connection, "");
    let (document, linked) =
        join(kept::read(world, connection), store::query(world, Entity::Record, Among::Prefix(&prefix), 1)).await;
    let document = document?.map(|document| document.document);
    if linked?.0.is_empty() || !poll::is_due(settings, document.as_ref(), world.now_ms()) {
        return Ok(());
    }
    store::push(world, Job::Poll { connection: connection.to_owned() }, 0).await
}

/// Rings for another round, unless one is on the way: more than one would only multiply.
async fn again(world: &World) -> Result<(), Failure> {
    let rung: Option<u64> = store::get(world, key::swept()).await?;
    if rung.is_some_and(|rung| world.now_ms() < rung + AGAIN_MS) {
        return Ok(());
    }
    let now_ms = world.now_ms();
    let (kept, rung) =
        join(store::set(world, key::swept(), &now_ms), store::push(world, Job::Sweep {}, AGAIN_SECONDS)).await;
    kept.and(rung)
}

/// What those are told who watch the operations issue.
fn mail_about(state: ConnectionState, name: &str, why: &str) -> Mail {
    let (english, german) = match state {
        ConnectionState::ReconnectNeeded => (
            ["the Salesforce org ", name, " has to be reconnected"].concat(),
            ["die Salesforce-Org ", name, " muss neu verbunden werden"].concat(),
        ),
        ConnectionState::Connected => (
            ["the connection to the Salesforce org ", name, " needs an admin"].concat(),
            ["die Verbindung zur Salesforce-Org ", name, " braucht einen Administrator"].concat(),
        ),
    };
    let in_english = "Open Weftline's page in Jira's administration. Nothing is lost: what has to be done for this org waits until then.";
    let in_german = "Öffnen Sie die Seite von Weftline in der Jira-Administration; dort steht auch der Grund. Es geht nichts verloren: Was für diese Org zu tun ist, wartet bis dahin.";
    let english = Words { text: ["Why: ", why, ".\n\n", in_english].concat(), subject: english };
    let german = Words { text: in_german.to_owned(), subject: german };
    Mail { english, german }
}

/// Has Jira tell those who watch the operations issue. Only what may go better later is tried again.
async fn announce(world: &World, id: &str, connection: &Versioned<Connection>) -> Result<(), Failure> {
    let settings = Configuration::read(world).await?.settings(world).await?;
    let (Some(issue), Some(trouble)) = (settings.operations_issue, &connection.document.trouble) else {
        return Ok(());
    };
    let name = &connection.document.organization_name;
    if !mail_about(connection.document.state, name, &trouble.text).send(world, &issue).await {
        return Ok(());
    }
    let document = Connection { announced: true, ..connection.document.clone() };
    renewal::replace(world, id, connection, document).await.map(|_| ())
}
