//! What admins are told of by an e-mail from Jira to those who watch the operations issue: work that is left to people, and looks that
//! have failed for an hour. Once for each incident: what was told is kept, and forgotten when it is over. Trouble of a connection is told
//! by the round itself.

mod mail;

use weftline_wire::document::{Connection, ConnectionState, JiraPollDocument, PollDocument, Versioned};

use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;
use crate::flows::health::BY_STATE;
use crate::join::join;
use crate::ledger;
use crate::store::{self, Among, Entity, Transaction};

pub(crate) use mail::{Mail, Words};

/// How long looks may fail before anybody is told.
const FAILING_MS: u64 = 60 * 60 * 1_000;

/// Keys among the polls: what was told, and how far Jira was looked at.
const NOTICES: &str = "notices";
const JIRA: &str = "jira";

/// What was told and is not over. Entity `poll`, key `notices`.
#[derive(Clone, Default, PartialEq)]
struct Notices {
    /// That work has failed.
    work: bool,
    /// Of which connections, and of Jira as `jira`, that looks fail.
    polls: Vec<String>,
}

weftline_wire::json_object! { ignore Notices { work, polls } }

/// A look that has failed for long.
struct Failing {
    /// The connection, or `jira`.
    key: String,
    /// What people call it.
    name: String,
    german_name: String,
    why: String,
}

impl Failing {
    fn mail(&self) -> Mail {
        let english = Words {
            subject: [&self.name, " could not be looked at for an hour"].concat(),
            text: ["Why: ", &self.why, ".\n\nChanges there are noticed late. Nothing is lost: the next look that gets through finds them all. Open Health on Weftline's page in Jira's administration."].concat(),
        };
        let german = Words {
            subject: [&self.german_name, " konnte seit einer Stunde nicht abgefragt werden"].concat(),
            text: "Änderungen dort werden verspätet bemerkt. Es geht nichts verloren: Die nächste Abfrage, die gelingt, findet sie alle. Den Grund nennt „Zustand“ auf der Seite von Weftline in der Jira-Administration.".to_owned(),
        };
        Mail { english, german }
    }
}

fn of_work() -> Mail {
    let english = Words {
        subject: "something could not be kept in step".to_owned(),
        text: "Weftline has tried, and leaves it to people now. Open Health on Weftline's page in Jira's administration: it lists what has failed by its cause, and tries it again when you say so. Nothing else waits for it.".to_owned(),
    };
    let german = Words {
        subject: "etwas konnte nicht abgeglichen werden".to_owned(),
        text: "Weftline hat es versucht und überlässt es nun Menschen. Öffnen Sie „Zustand“ auf der Seite von Weftline in der Jira-Administration: Dort steht nach Ursachen geordnet, was nicht gelungen ist, und Sie lassen es dort noch einmal versuchen. Sonst wartet nichts darauf.".to_owned(),
    };
    Mail { english, german }
}

/// Tells what is new, and forgets what is over.
pub(crate) async fn tell(world: &World, connections: &[(String, Versioned<Connection>)]) -> Result<(), Failure> {
    let ((failed, notices), (failing, settings)) = join(
        join(
            store::query(world, Entity::Work, Among::Index(BY_STATE, ledger::FAILED), 1),
            store::entity::<Notices>(world, Entity::Poll, NOTICES),
        ),
        join(failing(world, connections), async { Configuration::read(world).await?.settings(world).await }),
    )
    .await;
    let (failed, before, failing, settings) = (!failed?.0.is_empty(), notices?, failing?, settings?);
    let told = before.as_ref().map(|before| before.document.clone()).unwrap_or_default();
    let mut now = Notices { work: told.work && failed, polls: told.polls.clone() };
    now.polls.retain(|key| failing.iter().any(|failing| failing.key == *key));
    if let (Some(issue), true) = (&settings.operations_issue, settings.enabled) {
        if failed && !now.work {
            now.work = of_work().send(world, issue).await;
        }
        for failing in &failing {
            if now.polls.contains(&failing.key) {
                continue;
            }
            if failing.mail().send(world, issue).await {
                now.polls.push(failing.key.clone());
            }
        }
    }
    if now != told {
        let mut transaction = Transaction::default();
        transaction.put(Entity::Poll, NOTICES, before.as_ref(), &now)?;
        transaction.commit(world).await?;
    }
    Ok(())
}

/// Which looks have failed for long, of what is connected.
async fn failing(world: &World, connections: &[(String, Versioned<Connection>)]) -> Result<Vec<Failing>, Failure> {
    let connected: Vec<&(String, Versioned<Connection>)> =
        connections.iter().filter(|(_, connection)| connection.document.state == ConnectionState::Connected).collect();
    let ids: Vec<String> = connected.iter().map(|(id, _)| id.clone()).collect();
    let (polls, jira) = join(
        store::entities::<PollDocument>(world, Entity::Poll, &ids),
        store::entity::<JiraPollDocument>(world, Entity::Poll, JIRA),
    )
    .await;
    let is_long = |since_ms: u64| world.now_ms() >= since_ms + FAILING_MS;
    let mut failing = Vec::new();
    for ((id, connection), poll) in connected.into_iter().zip(polls?) {
        let Connection { organization_name, connected_at_ms, .. } = &connection.document;
        let Some(PollDocument { failure: Some(failure), polled_at_ms, .. }) = poll.map(|poll| poll.document) else {
            continue;
        };
        if is_long(polled_at_ms.max(*connected_at_ms)) {
            let name = ["the Salesforce org ", organization_name].concat();
            let german_name = ["die Salesforce-Org ", organization_name].concat();
            failing.push(Failing { key: id.clone(), name, german_name, why: failure.text });
        }
    }
    if let Some(JiraPollDocument { failure: Some(failure), polled_at_ms, .. }) = jira?.map(|jira| jira.document)
        && is_long(polled_at_ms)
    {
        let name = || "Jira".to_owned();
        failing.push(Failing { key: JIRA.to_owned(), name: name(), german_name: name(), why: failure.text });
    }
    Ok(failing)
}
