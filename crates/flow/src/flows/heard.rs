//! What an org tells by outbound messages (SYNC-5): hints that make immediate what the poll would find anyway.
//!
//! Whoever knows the address is heard, so it holds a token of which only the digest is stored; and the message has to name the org. Of a
//! message no value is believed: what it names is looked at. It is acknowledged only when all of it is in the ledger;
//! otherwise Salesforce sends it again, for 24 hours. A notification that comes again is acknowledged and changes nothing: its first
//! acknowledgement was lost.

use sha2::{Digest, Sha256};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::outbound::{self, Message, Notification};
use weftline_wire::decision::Cause;
use weftline_wire::document::{PollDocument, RecordDocument, Versioned};

use crate::configuration::Configuration;
use crate::connections;
use crate::engine::{End, World};
use crate::failure::Failure;
use crate::join::{join, join_all};
use crate::links::hex;
use crate::marks::{self, SyncMark};
use crate::org;
use crate::store::{self, Entity, Transaction, key};

/// Bytes of a token, and of its digest in digits.
pub(crate) const TOKEN_BYTES: u32 = 32;

/// How long a notification is known: longer than Salesforce repeats it.
/// <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_understanding.htm>
const KNOWN_MS: u64 = 24 * 60 * 60 * 1_000;

/// After that the platform may delete it.
const KNOWN_SECONDS: u32 = 26 * 60 * 60;

/// Notifications that a transaction writes.
const BATCH: usize = 25;

/// How exactly it is said when an org was last heard of. Each writing of that disturbs the poll.
const HEARD_MS: u64 = 60 * 1_000;

/// A notification that was heard. Entity `poll`, key `heard:<connection>:<notification>`.
struct Known {
    record: String,
    at_ms: u64,
}

weftline_wire::json_object! { ignore Known { record, at_ms } }

/// The digest of a token, as it is stored.
pub(crate) fn digest(token: &str) -> String {
    hex(&Sha256::digest(token))
}

/// Hears a message, and answers it.
pub(crate) async fn heard(world: &World, token: &str, body: &str) -> Result<End, Failure> {
    let Some((connection, poll)) = listening(world, token).await? else {
        return Ok(refused("this address is not answered: it was renewed, or taken away"));
    };
    let message = match outbound::read(body) {
        Ok(message) => message,
        Err(error) => return Ok(refused(&error.to_string())),
    };
    let (stored, configuration) = join(org::stored(world, &connection), Configuration::read(world)).await;
    let organization = stored?.map(|stored| stored.document.organization_id).unwrap_or_default();
    if !is_organization(&message, &organization) {
        return Ok(refused("the message is of another org"));
    }
    if !configuration?.settings(world).await?.enabled {
        // What happens meanwhile is found by the poll once Weftline is switched on again.
        return Ok(acknowledged());
    }
    let Some(new) = unknown(world, &connection, message.notifications).await? else {
        return Ok(refused("a notification was sent before, about another record"));
    };
    marks::mark_all(world, marks_of(world, &connection, &new).await?).await?;
    let (known, ()) = join(remember(world, &connection, &new), note(world, &connection, &poll)).await;
    known?;
    Ok(acknowledged())
}

/// The connection whose address has this token, with how far it was looked at.
async fn listening(world: &World, token: &str) -> Result<Option<(String, Versioned<PollDocument>)>, Failure> {
    if token.len() != TOKEN_BYTES as usize * 2 || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let ids = connections::ids(world).await?;
    let polls = store::entities::<PollDocument>(world, Entity::Poll, &ids).await?;
    let token = digest(token);
    let mut found = None;
    for (id, poll) in ids.into_iter().zip(polls) {
        let Some(poll) = poll else { continue };
        let listener = poll.document.listener.as_deref().unwrap_or_default();
        if is_same(listener, &token) {
            found = Some((id, poll));
        }
    }
    Ok(found)
}

/// Compares without telling by its time how much is the same.
fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |differences, (one, other)| differences | (one ^ other));
    one.len() == other.len() && differences == 0
}

/// Whether the message names the org, in 15 characters or 18.
fn is_organization(message: &Message, organization: &str) -> bool {
    RecordId::parse(organization)
        .is_ok_and(|organization| is_same(organization.as_str(), message.organization.as_str()))
}

/// Those that were not heard before, each once; none when one says something else than it did.
async fn unknown(
    world: &World,
    connection: &str,
    notifications: Vec<Notification>,
) -> Result<Option<Vec<Notification>>, Failure> {
    let keys: Vec<String> = notifications.iter().map(|one| key::heard(connection, one.id.as_str())).collect();
    let known = store::entities::<Known>(world, Entity::Poll, &keys).await?;
    let mut new: Vec<Notification> = Vec::with_capacity(notifications.len());
    for (notification, known) in notifications.into_iter().zip(known) {
        let known = known.map(|known| known.document).filter(|known| world.now_ms() < known.at_ms + KNOWN_MS);
        let known = known.map(|known| known.record);
        let earlier = new.iter().find(|earlier| earlier.id == notification.id);
        match known.or_else(|| earlier.map(|earlier| earlier.record.to_string())) {
            None => new.push(notification),
            Some(record) if record == notification.record.as_str() => {}
            Some(_) => return Ok(None),
        }
    }
    Ok(Some(new))
}

/// What follows for the issues that the records are linked to.
async fn marks_of(world: &World, connection: &str, new: &[Notification]) -> Result<Vec<SyncMark>, Failure> {
    let mut records: Vec<&str> = Vec::new();
    for record in new.iter().flat_map(|one| [Some(&one.record), one.parent.as_ref()]).flatten() {
        if !records.contains(&record.as_str()) {
            records.push(record.as_str());
        }
    }
    let keys: Vec<String> = records.iter().map(|record| key::record(connection, record)).collect();
    let linked = store::entities::<RecordDocument>(world, Entity::Record, &keys).await?;
    let mut marks = Vec::new();
    for (record, linked) in records.into_iter().zip(linked) {
        for issue_id in linked.map(|linked| linked.document.issue_ids).unwrap_or_default() {
            let records = vec![record.to_owned()];
            marks.push(SyncMark { records, ..SyncMark::new(&issue_id, connection, Cause::Heard) });
        }
    }
    Ok(marks)
}

/// Keeps in mind what was heard.
async fn remember(world: &World, connection: &str, new: &[Notification]) -> Result<(), Failure> {
    let at_ms = world.now_ms();
    let parts = new.chunks(BATCH).map(|part| async move {
        let mut transaction = Transaction::default();
        for Notification { id, record, .. } in part {
            let known = Known { record: record.to_string(), at_ms };
            let value = Versioned { revision: 1, document: known };
            transaction.write_for(Entity::Poll, &key::heard(connection, id.as_str()), &value, KNOWN_SECONDS);
        }
        transaction.commit(world).await.map(|_| ())
    });
    join_all(parts).await.into_iter().collect()
}

/// Notes for the health page when the org was heard of. Where somebody else writes, that is not worth another try.
async fn note(world: &World, connection: &str, poll: &Versioned<PollDocument>) {
    if world.now_ms() < poll.document.heard_at_ms + HEARD_MS {
        return;
    }
    let mut transaction = Transaction::default();
    let document = PollDocument { heard_at_ms: world.now_ms(), ..poll.document.clone() };
    if transaction.put(Entity::Poll, connection, Some(poll), &document).is_ok() {
        let _ = transaction.commit(world).await;
    }
}

fn acknowledged() -> End {
    End::Soap { status: 200, xml: outbound::acknowledged() }
}

/// SOAP 1.1 has faults answered with 500. <https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383529>
fn refused(reason: &str) -> End {
    End::Soap { status: 500, xml: outbound::refused(reason) }
}
