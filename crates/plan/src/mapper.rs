//! A mapping that is compiled once and applied to one issue after another, from Jira's own reply to the body of a
//! request that creates a record.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde::{Deserialize, Serialize};
use weftline_mapping::{Compiled, IssueInput, JiraFields, Resolved, Value, compile, is_required, required_missing};
use weftline_wire::configuration::Mapping;
use weftline_wire::decode_object;
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::json::{self, Encode, Reader, Unread, Unreadable, Wanted, Writer};
use weftline_wire::salesforce::{FieldDescribe, FieldValue, ObjectDescribe};

/// What a mapper is made from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MapperInputs {
    /// The mapping.
    pub mapping: Mapping,
    /// The object's describe.
    pub object: ObjectDescribe,
    /// What is known of Jira's fields.
    pub jira: JiraFields,
    /// The site's address, no trailing slash.
    pub site_url: String,
    /// The answers to what the mapping needs.
    pub resolved: Resolved,
}

decode_object! { refuse MapperInputs { mapping, object, jira, site_url, resolved } }

/// Why there is no body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBody {
    /// The reply is no issue.
    Unreadable(Box<Unreadable>),
    /// What stands against the creation.
    Refused(Vec<Problem>),
}

type Body = Result<Vec<u8>, NoBody>;

/// A compiled mapping.
///
/// What is compiled borrows the mapping and the describe, and both live in a future of which every step maps one issue:
/// like that they stay together without being looked at again.
pub struct Mapper {
    desk: Rc<RefCell<Desk>>,
    work: Pin<Box<dyn Future<Output = ()>>>,
}

/// What lies between a mapper and whoever asks it.
#[derive(Default)]
struct Desk {
    reply: Option<Vec<u8>>,
    body: Option<Body>,
}

impl Mapper {
    /// Compiles a mapping.
    #[must_use]
    pub fn new(inputs: MapperInputs) -> Mapper {
        let desk = Rc::<RefCell<Desk>>::default();
        Mapper { work: Box::pin(work(inputs, desk.clone())), desk }
    }

    /// Makes the body of a creation from Jira's reply to a request for an issue.
    ///
    /// # Errors
    /// If the reply cannot be read, or something stands against the creation.
    pub fn body(&mut self, reply: Vec<u8>) -> Body {
        self.desk.borrow_mut().reply = Some(reply);
        let _ = self.work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let body = self.desk.borrow_mut().body.take();
        body.unwrap_or_else(|| Err(NoBody::Refused(Vec::new())))
    }
}

async fn work(inputs: MapperInputs, desk: Rc<RefCell<Desk>>) {
    let compiled = compile(&inputs.mapping, &inputs.jira, &inputs.object);
    let wanted = Wanted::new(compiled.jira_fields().into_iter());
    loop {
        let reply = poll_fn(|_| desk.borrow_mut().reply.take().map_or(Poll::Pending, Poll::Ready)).await;
        let body = body(&inputs, &compiled, &wanted, &reply);
        desk.borrow_mut().body = Some(body);
    }
}

fn body(inputs: &MapperInputs, compiled: &Compiled<'_>, wanted: &Wanted, reply: &[u8]) -> Body {
    let mut found = vec![Unread::default(); wanted.names().len()];
    let (issue, fields) = issue(inputs, wanted, reply, &mut found).map_err(NoBody::Unreadable)?;
    let mut problems = Vec::new();
    let mistakes = compiled.problems().iter().filter(|problem| problem.field.is_none());
    problems.extend(mistakes.cloned());
    let mut made = compiled.values(&issue, &fields, &inputs.resolved);
    made.iter_mut().for_each(|mapped| problems.append(&mut mapped.problems));
    made.retain(|mapped| mapped.value != FieldValue::Null);
    let has = |field: &&FieldDescribe| made.iter().any(|mapped| mapped.field == field.name);
    let missing = inputs.object.fields.iter().filter(|field| is_required(field) && !has(field));
    problems.extend(missing.map(required_missing));
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(NoBody::Refused(problems));
    }
    let mut writer = Writer::with_capacity(made.iter().map(room).sum());
    Fields(&made).encode(&mut writer);
    Ok(writer.finish().into_bytes())
}

/// About how many bytes a value takes in a body.
fn room(value: &Value<'_>) -> usize {
    let text = match &value.value {
        FieldValue::Text(text) => text.len() + text.len() / 8,
        FieldValue::Null | FieldValue::Boolean(_) | FieldValue::Number(_) => 16,
    };
    value.field.len() + text + 8
}

/// The values by field, in the mapping's order.
struct Fields<'a>(&'a [Value<'a>]);

impl Encode for Fields<'_> {
    fn encode(&self, writer: &mut Writer) {
        writer.raw("{");
        for (index, mapped) in self.0.iter().enumerate() {
            writer.raw(if index == 0 { "" } else { "," });
            writer.string(mapped.field);
            writer.raw(":");
            mapped.value.encode(writer);
        }
        writer.raw("}");
    }
}

/// What the mapping reads of an issue, and the values of its fields in the order in which they are wanted; all else is
/// passed over.
fn issue<'a>(
    inputs: &'a MapperInputs,
    wanted: &'a Wanted,
    reply: &'a [u8],
    found: &mut [Unread<'a>],
) -> json::Result<(IssueInput<'a>, Vec<Option<&'a str>>)> {
    let (mut id, mut key) = (Unread::default(), Unread::default());
    let mut reader = Reader::of_bytes(reply);
    reader.open(b'{')?;
    let mut first = true;
    while let Some(name) = reader.pass_key(&mut first)? {
        match name {
            b"id" => id = reader.pass()?,
            b"key" => key = reader.pass()?,
            b"fields" => reader.members(wanted, found)?,
            _ => drop(reader.pass()?),
        }
    }
    reader.end()?;
    let mut values = Vec::with_capacity(found.len());
    for value in found {
        values.push(if value.is_null() { None } else { Some(value.text()?) });
    }
    let fields = BTreeMap::new();
    Ok((IssueInput { id: plain(id)?, key: plain(key)?, site_url: &inputs.site_url, fields }, values))
}

/// A string without escapes: ids and keys have none.
fn plain(value: Unread<'_>) -> json::Result<&str> {
    let text = value.text()?;
    let plain = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    plain.ok_or_else(|| value.reader().error("an issue with its id and key is expected"))
}
