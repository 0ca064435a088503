//! Sends a creation and ends it: the same for what a person sends from the form and for what a rule decides.
//!
//! The intent is stored before. Exactly one record comes of it, whatever is lost, repeated or interrupted.

use std::collections::BTreeMap;

use weftline_plan::{CreationInputs, plan_creation};
use weftline_salesforce::address::Address;
use weftline_salesforce::error::{Duplicates, ErrorClass};
use weftline_salesforce::reply;
use weftline_salesforce::request::create_and_read;
use weftline_salesforce::soql::{FieldPath, Name};
use weftline_wire::configuration::FieldSelection;
use weftline_wire::document::{CreationDocument, CreationState, Versioned};
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::plan::{Plan, Write};
use weftline_wire::salesforce::FieldValue;

use crate::creations::{self, Made};
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::link::{base, mapped_paths};
use crate::gather::Gathered;
use crate::links::NewLink;
use crate::org::{CallError, Org};
use crate::queries;
use crate::retry;
use crate::shown::{Shown, panel_paths};
use crate::sorted;
use crate::store::Transaction;

/// Characters of a value that are kept with a creation.
const KEPT_CHARACTERS: usize = 200;

/// What is added to the transaction in which a creation ends well: it is told the record's id.
pub(crate) type Also<'a> = dyn Fn(&mut Transaction, &str) + 'a;

/// A record's fields, by API name.
pub(crate) type Fields = BTreeMap<String, FieldValue>;

/// A creation in progress.
pub(crate) struct Creating<'a> {
    pub(crate) key: String,
    pub(crate) org: Org,
    pub(crate) gathered: &'a Gathered,
    pub(crate) selection: &'a FieldSelection,
    pub(crate) shown: Shown<'a>,
    /// Whether it is created although a duplicate rule warns: a person has seen the records and wants it.
    pub(crate) save_duplicates: bool,
    /// Mapped Jira values as JSON text, by field.
    jira: BTreeMap<String, String>,
}

/// A record that was created, by this attempt or by one before.
pub(crate) struct Created {
    pub(crate) record_id: String,
    pub(crate) name: String,
    /// Whether an earlier attempt had created it.
    pub(crate) repeated: bool,
}

/// What came of a creation.
pub(crate) enum Outcome {
    /// The record exists and is linked.
    Created(Created),
    /// Salesforce refused it: nothing was created.
    Invalid(Vec<Problem>),
    /// The same, because duplicate rules know records that look the same.
    Duplicates(Duplicates, Vec<Problem>),
    /// It could not be sent, or not be carried out: nothing was created.
    Failed(Failure),
    /// Nobody knows.
    Unclear(Failure),
}

/// What came of sending it.
enum Sent {
    Created(Box<Made>),
    Invalid(Vec<Problem>),
    /// A record with a value that must be unique exists: ours, if it carries our key.
    Duplicate(Vec<Problem>),
    /// Duplicate rules know records that look the same: one of them may be ours, for they are asked first.
    Duplicates(Duplicates, Vec<Problem>),
    /// Nothing was created.
    Failed(Failure),
    /// Nobody knows.
    Ambiguous(Failure),
}

/// Plans a creation from what was gathered. Gives what it was planned from, too.
pub(crate) fn plan(
    gathered: &Gathered,
    form: Option<Fields>,
    assignment_rules: Option<bool>,
) -> (Plan, Box<CreationInputs>) {
    let inputs = Box::new(CreationInputs {
        mapping: gathered.mapping.clone(),
        object: gathered.object.clone(),
        jira: gathered.jira.clone(),
        issue: gathered.issue.clone(),
        resolved: gathered.resolved.clone(),
        form,
        assignment_rules,
    });
    (plan_creation(&inputs), inputs)
}

/// Whether something stands against a plan.
pub(crate) fn is_refused(plan: &Plan) -> bool {
    plan.problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// What a plan sends.
pub(crate) fn record_write(plan: &Plan) -> Result<(Fields, Option<bool>), Failure> {
    let write = plan.writes.iter().find_map(|write| match write {
        Write::CreateRecord { fields, assignment_rules, .. } => Some((fields.clone(), *assignment_rules)),
        _ => None,
    });
    write.ok_or_else(|| failure::bug("a plan without problems creates nothing"))
}

/// The plan as it is kept: what it writes is cut where it is long.
pub(crate) fn compact(mut plan: Plan) -> Plan {
    for write in &mut plan.writes {
        match write {
            Write::CreateRecord { fields, .. } | Write::UpdateRecord { fields, .. } => {
                for value in fields.values_mut() {
                    if let FieldValue::Text(text) = value {
                        cut(text);
                    }
                }
            }
            Write::CommentOnRecord { text, .. } => cut(text),
            _ => {}
        }
    }
    plan
}

fn cut(text: &mut String) {
    if let Some((at, _)) = text.char_indices().nth(KEPT_CHARACTERS) {
        text.truncate(at);
        text.push('…');
    }
}

/// Whether a kept text is the whole of what was sent.
pub(crate) fn is_whole(text: &str) -> bool {
    text.chars().nth(KEPT_CHARACTERS).is_none()
}

impl<'a> Creating<'a> {
    /// Prepares it. `redirect` is the org's address when pages may lead there.
    pub(crate) fn new(
        key: String,
        org: Org,
        gathered: &'a Gathered,
        selection: &'a FieldSelection,
        redirect: Option<&'a Address>,
    ) -> Self {
        Self {
            key,
            org,
            shown: Shown::new(&gathered.object, redirect),
            save_duplicates: false,
            jira: sorted::map(gathered.issue.fields.iter().map(|(id, value)| (id.clone(), value.get().to_owned()))),
            gathered,
            selection,
        }
    }

    /// Sends what was intended, and ends it; `also` adds to the transaction in which it ends well.
    pub(crate) async fn send_and_end(
        &mut self,
        world: &World,
        intent: &Versioned<CreationDocument>,
        mut fields: Fields,
        assignment_rules: Option<bool>,
        also: &Also<'_>,
    ) -> Result<Outcome, Failure> {
        if let Some(field) = &intent.document.key_field {
            fields.insert(field.clone(), FieldValue::Text(self.key.clone()));
        }
        match self.send(world, &fields, assignment_rules).await {
            Sent::Created(made) => self.end(world, intent, *made, false, also).await,
            Sent::Duplicate(problems) => match self.find(world, intent).await? {
                Some(made) => self.end(world, intent, made, true, also).await,
                None => self.refused(world, intent, Outcome::Invalid(problems)).await,
            },
            Sent::Duplicates(found, problems) => match self.find(world, intent).await? {
                Some(made) => self.end(world, intent, made, true, also).await,
                None => self.refused(world, intent, Outcome::Duplicates(found, problems)).await,
            },
            Sent::Invalid(problems) => self.refused(world, intent, Outcome::Invalid(problems)).await,
            Sent::Failed(failure) => self.refused(world, intent, Outcome::Failed(failure)).await,
            Sent::Ambiguous(failure) => match self.find(world, intent).await {
                Ok(Some(made)) => self.end(world, intent, made, false, also).await,
                Ok(None) | Err(_) => Ok(Outcome::Unclear(failure)),
            },
        }
    }

    /// Looks for the record that an earlier attempt may have created, by its key; ends it when it is there.
    pub(crate) async fn find_and_end(
        &mut self,
        world: &World,
        intent: &Versioned<CreationDocument>,
        also: &Also<'_>,
    ) -> Result<Option<Created>, Failure> {
        let Some(made) = self.find(world, intent).await? else {
            return Ok(None);
        };
        match self.end(world, intent, made, true, also).await? {
            Outcome::Created(created) => Ok(Some(created)),
            _ => Ok(None),
        }
    }

    async fn send(&mut self, world: &World, fields: &Fields, assignment_rules: Option<bool>) -> Sent {
        let object = match queries::name(&self.gathered.object.name) {
            Ok(object) => object,
            Err(failure) => return Sent::Failed(failure),
        };
        let read = self.read_back();
        let save_duplicates = self.save_duplicates;
        let sent = self
            .org
            .send(world, &retry::PAGE_WRITE, |session, timeout_ms| {
                create_and_read(session, &object, fields, assignment_rules, save_duplicates, &read, timeout_ms)
            })
            .await;
        let error = match &sent {
            Ok(reply) => match reply::created_and_read(&reply.view()) {
                Ok(created) => {
                    let id = created.id.to_string();
                    let record = created.record().and_then(Result::ok);
                    return Sent::Created(Box::new(self.made(world, &id, record.as_ref())));
                }
                Err(error) => error,
            },
            Err(CallError::Refused(error)) => error.clone(),
            Err(CallError::Failed(failure)) => return Sent::Failed(failure.clone()),
            Err(CallError::Ambiguous(failure)) => return Sent::Ambiguous(failure.clone()),
        };
        if !error.surely_not_done() {
            return Sent::Ambiguous(error.to_failure());
        }
        if describes::is_outdated(&error.to_failure())
            && let Err(failure) = describes::forget(world, &self.org.id, object.as_str()).await
        {
            return Sent::Failed(failure);
        }
        match error.class() {
            ErrorClass::Duplicate { .. } => Sent::Duplicate(error.to_problems()),
            ErrorClass::DuplicatesDetected if let Some(found) = error.duplicates() => {
                Sent::Duplicates(found.clone(), error.to_problems())
            }
            ErrorClass::DuplicatesDetected | ErrorClass::Data | ErrorClass::Configuration | ErrorClass::NotFound => {
                Sent::Invalid(error.to_problems())
            }
            _ => Sent::Failed(error.to_failure()),
        }
    }

    /// The object's own fields that are read back with the creation.
    fn read_back(&self) -> Vec<Name> {
        let paths = self.paths();
        let own = paths.iter().filter(|path| !path.as_str().contains('.'));
        let mut names: Vec<Name> = own.filter_map(|path| Name::parse(path.as_str()).ok()).collect();
        names.dedup();
        names
    }

    fn paths(&self) -> Vec<FieldPath> {
        let mut paths = self.shown.query_paths(panel_paths(self.selection));
        for path in mapped_paths(&self.shown, Some(&self.gathered.mapping)) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }

    fn made(&self, world: &World, id: &str, record: Option<&reply::Record<'_>>) -> Made {
        let mapping = Some(&self.gathered.mapping);
        Made {
            link: NewLink {
                record_id: id.to_owned(),
                object: self.gathered.object.name.clone(),
                base: record.map(|record| base(mapping, record, &self.jira)).unwrap_or_default(),
            },
            kept: record.map(|record| self.shown.keep(id, record, panel_paths(self.selection), world.now_ms())),
        }
    }

    /// The record that carries the key, if there is one.
    async fn find(&mut self, world: &World, intent: &Versioned<CreationDocument>) -> Result<Option<Made>, Failure> {
        let Some(field) = &intent.document.key_field else {
            return Ok(None);
        };
        let paths = self.paths();
        let object = &self.gathered.object.name;
        let (shown, selection, mapping, jira) = (&self.shown, self.selection, &self.gathered.mapping, &self.jira);
        let found = creations::find(world, &mut self.org, object, field, &self.key, &paths, |id, record| {
            let kept = shown.keep(id, record, panel_paths(selection), world.now_ms());
            (kept, base(Some(mapping), record, jira))
        })
        .await?;
        Ok(found.map(|(record_id, (kept, base))| Made {
            link: NewLink { record_id, object: object.clone(), base },
            kept: Some(kept),
        }))
    }

    async fn end(
        &self,
        world: &World,
        intent: &Versioned<CreationDocument>,
        made: Made,
        repeated: bool,
        also: &Also<'_>,
    ) -> Result<Outcome, Failure> {
        let record_id = made.link.record_id.clone();
        let name = made.kept.as_ref().map_or_else(|| record_id.clone(), |kept| kept.name.clone());
        creations::finish(world, &self.key, intent, made, also).await?;
        Ok(Outcome::Created(Created { record_id, name, repeated }))
    }

    /// Nothing was created: it may be sent again with other values.
    async fn refused(
        &self,
        world: &World,
        intent: &Versioned<CreationDocument>,
        outcome: Outcome,
    ) -> Result<Outcome, Failure> {
        let refused = creations::over(&intent.document, CreationState::Refused);
        creations::write(world, &self.key, Some(intent), refused).await?;
        Ok(outcome)
    }
}
