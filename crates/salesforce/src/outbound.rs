//! Outbound messages: what an org sends to a web trigger when records have changed, in SOAP 1.1, and what it is answered.
//! <https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm>
//!
//! Nothing of a message is believed but that it may be worth looking at the records that it names: so of each only ids are
//! read.

mod xml;

use crate::id::RecordId;
use xml::{Event, Name, Reader, XmlError};

/// How many bytes a message may have. Salesforce puts at most 100 notifications into one.
pub const BYTES_MAX: usize = 1024 * 1024;

/// Notifications of a message.
pub const NOTIFICATIONS_MAX: usize = 100;

/// Namespaces.
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const OUTBOUND: &str = "http://soap.sforce.com/2005/09/outbound";
const OBJECT: &str = "urn:sobject.enterprise.soap.sforce.com";
const OBJECT_OF_PARTNER: &str = "urn:sobject.partner.soap.sforce.com";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What an org tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The org.
    pub organization: RecordId,
    /// What has changed: 1 to 100.
    pub notifications: Vec<Notification>,
}

/// That a record has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The notification's id: the same when it is sent again.
    pub id: RecordId,
    /// The record.
    pub record: RecordId,
    /// The record that it belongs to, where the message has its `ParentId`: the case of a case comment.
    pub parent: Option<RecordId>,
}

/// Why a body is no outbound message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct OutboundError {
    text: &'static str,
}

/// Reads the body of a request.
///
/// # Errors
/// When it is too large, is no SOAP 1.1 message, has a document type, entities or processing instructions, asks for a
/// header to be understood, or is not what Salesforce sends.
pub fn read(body: &str) -> Result<Message, OutboundError> {
    if body.len() > BYTES_MAX {
        return Err(no("the message is too large"));
    }
    let mut reader = Reader::new(body).map_err(refused_xml)?;
    let mut reading = Reading::default();
    loop {
        match reader.next().map_err(refused_xml)? {
            Event::Open { name, attributes } => reading.open(name, &attributes, &reader)?,
            Event::Text(text) => reading.text(&text)?,
            Event::Close => reading.close()?,
            Event::End => return reading.message(),
        }
    }
}

/// The answer to a message that needs not be sent again.
#[must_use]
pub fn acknowledged() -> String {
    envelope(&["<notificationsResponse xmlns=\"", OUTBOUND, "\"><Ack>true</Ack></notificationsResponse>"].concat())
}

/// The answer to what is none, or comes from elsewhere: a fault. `reason` is our own text, in plain words.
#[must_use]
pub fn refused(reason: &str) -> String {
    let reason = reason.replace('&', "&amp;").replace('<', "&lt;");
    envelope(
        &[
            "<soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>",
            &reason,
            "</faultstring></soapenv:Fault>",
        ]
        .concat(),
    )
}

fn envelope(body: &str) -> String {
    let begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"";
    [begin, SOAP, "\"><soapenv:Body>", body, "</soapenv:Body></soapenv:Envelope>"].concat()
}

/// Where in a message an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Envelope,
    Header,
    Body,
    Notifications,
    Organization,
    Notification,
    NotificationId,
    Object,
    Record,
    Parent,
    /// What is not looked at, and all that is in it.
    Elsewhere,
}

/// A notification while it is read.
#[derive(Default)]
struct Draft {
    id: Option<RecordId>,
    objects: u32,
    record: Option<RecordId>,
    parent: Option<RecordId>,
}

#[derive(Default)]
struct Reading {
    places: Vec<Place>,
    /// The text of the element that is open, where it is one that counts.
    text: String,
    bodies: u32,
    messages: u32,
    organization: Option<RecordId>,
    draft: Draft,
    notifications: Vec<Notification>,
}

impl Reading {
    fn open(&mut self, name: Name, attributes: &[(Name, String)], reader: &Reader<'_>) -> Result<(), OutboundError> {
        let place = match self.places.last() {
            None if name.is(SOAP, "Envelope") => Place::Envelope,
            None => return Err(no("this is no SOAP 1.1 envelope")),
            Some(Place::Envelope) if name.is(SOAP, "Header") && self.bodies == 0 => Place::Header,
            Some(Place::Envelope) if name.is(SOAP, "Body") => {
                self.bodies += 1;
                Place::Body
            }
            Some(Place::Envelope) => return Err(no("an envelope has a header and a body, and nothing else")),
            Some(Place::Header) => {
                // <https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383500>
                if attributes.iter().any(|(name, value)| name.is(SOAP, "mustUnderstand") && value.trim() == "1") {
                    return Err(no("a header asks to be understood, and is not"));
                }
                Place::Elsewhere
            }
            Some(Place::Body) if name.is(OUTBOUND, "notifications") => {
                self.messages += 1;
                Place::Notifications
            }
            Some(Place::Body) => return Err(no("the body has no notifications")),
            Some(Place::Notifications) if name.is(OUTBOUND, "OrganizationId") => Place::Organization,
            Some(Place::Notifications) if name.is(OUTBOUND, "Notification") => {
                if self.notifications.len() == NOTIFICATIONS_MAX {
                    return Err(no("there are more than 100 notifications"));
                }
                self.draft = Draft::default();
                Place::Notification
            }
            Some(Place::Notification) if name.is(OUTBOUND, "Id") => Place::NotificationId,
            Some(Place::Notification) if name.is(OUTBOUND, "sObject") => {
                self.draft.objects += 1;
                is_object(attributes, reader)?;
                Place::Object
            }
            Some(Place::Object) if is_field(&name, "Id") => Place::Record,
            Some(Place::Object) if is_field(&name, "ParentId") && !is_nil(attributes) => Place::Parent,
            Some(Place::Organization | Place::NotificationId | Place::Record | Place::Parent) => {
                return Err(no("an id has elements in it"));
            }
            Some(Place::Notifications | Place::Notification | Place::Object | Place::Elsewhere) => Place::Elsewhere,
        };
        self.places.push(place);
        self.text.clear();
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), OutboundError> {
        match self.places.last() {
            Some(Place::Organization | Place::NotificationId | Place::Record | Place::Parent) => {
                self.text.push_str(text);
                Ok(())
            }
            Some(Place::Elsewhere) => Ok(()),
            _ if text.trim().is_empty() => Ok(()),
            _ => Err(no("there is text between the elements")),
        }
    }

    fn close(&mut self) -> Result<(), OutboundError> {
        match self.places.pop() {
            Some(Place::Organization) => take(&self.text, &mut self.organization, "00D"),
            Some(Place::NotificationId) => take(&self.text, &mut self.draft.id, "04l"),
            Some(Place::Record) => take(&self.text, &mut self.draft.record, ""),
            Some(Place::Parent) => take(&self.text, &mut self.draft.parent, ""),
            Some(Place::Notification) => {
                let Draft { id: Some(id), objects: 1, record: Some(record), parent } = std::mem::take(&mut self.draft)
                else {
                    return Err(no("a notification has one id and one record with its id"));
                };
                self.notifications.push(Notification { id, record, parent });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn message(self) -> Result<Message, OutboundError> {
        if self.bodies != 1 || self.messages != 1 {
            return Err(no("a message has one body with one list of notifications"));
        }
        let organization = self.organization.ok_or_else(|| no("the message does not say of which org it is"))?;
        if self.notifications.is_empty() {
            return Err(no("there is no notification"));
        }
        Ok(Message { organization, notifications: self.notifications })
    }
}

impl Name {
    fn is(&self, space: &str, local: &str) -> bool {
        self.space == space && self.local == local
    }
}

/// Keeps an id that begins so, once.
fn take(text: &str, into: &mut Option<RecordId>, prefix: &str) -> Result<(), OutboundError> {
    let id = RecordId::parse(text.trim()).map_err(|_| no("an id is none"))?;
    if !id.prefix().starts_with(prefix) {
        return Err(no("an id is one of something else"));
    }
    match into.replace(id) {
        None => Ok(()),
        Some(_) => Err(no("there are two ids where one belongs")),
    }
}

/// A record says of which object it is, in the namespace of records.
fn is_object(attributes: &[(Name, String)], reader: &Reader<'_>) -> Result<(), OutboundError> {
    let written = attributes.iter().find(|(name, _)| name.is(INSTANCE, "type"));
    let (_, written) = written.ok_or_else(|| no("a record does not say of which object it is"))?;
    let name = reader.resolve(written.trim()).map_err(refused_xml)?;
    if is_record_space(&name.space) { Ok(()) } else { Err(no("a record is of another namespace")) }
}

fn is_field(name: &Name, local: &str) -> bool {
    is_record_space(&name.space) && name.local == local
}

fn is_record_space(space: &str) -> bool {
    space == OBJECT || space == OBJECT_OF_PARTNER
}

fn is_nil(attributes: &[(Name, String)]) -> bool {
    attributes.iter().any(|(name, value)| name.is(INSTANCE, "nil") && matches!(value.trim(), "true" | "1"))
}

fn no(text: &'static str) -> OutboundError {
    OutboundError { text }
}

fn refused_xml(error: XmlError) -> OutboundError {
    no(error.words())
}

#[cfg(test)]
mod tests;
