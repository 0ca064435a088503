//! Creates a record from the form and links it. Exactly one, whatever is lost, repeated or interrupted.

use std::collections::BTreeMap;

use crate::sorted;
use weftline_plan::{CreationInputs, has_assignment_rules, plan_creation};
use weftline_salesforce::error::ErrorClass;
use weftline_salesforce::reply;
use weftline_salesforce::request::{self, create_and_read};
use weftline_salesforce::soql::{Condition, Direction, FieldPath, Literal, Name, Select};
use weftline_wire::call::CreateCall;
use weftline_wire::configuration::FieldSelection;
use weftline_wire::document::{CreationDocument, CreationState, Snapshot, Versioned};
use weftline_wire::effect::Principal;
use weftline_wire::failure::{FailureCode, Problem, Severity};
use weftline_wire::job::Caller;
use weftline_wire::plan::{Plan, Write};
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::{CreateView, RecordRow};

use crate::creations::{self, Made};
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::form::not_mapped;
use crate::flows::link::{base, mapped_paths};
use crate::flows::settle;
use crate::gate;
use crate::gather::{Gathered, Users, Wanted, gather};
use crate::ground::{self, Ground};
use crate::join::join;
use crate::links::NewLink;
use crate::org::{CallError, Org, wait};
use crate::place::Intent;
use crate::queries;
use crate::retry;
use crate::shown::{Shown, panel_paths};
use crate::store::{self, key};

/// How often another worker's creation with the same key is looked at again, and after how long.
const LOOKS_MAX: u32 = 10;
const LOOK_MS: u32 = 800;

/// Candidates shown when nobody can know which record is the one.
const CANDIDATES_MAX: u32 = 5;

/// How far Salesforce's clock may be behind ours.
const CLOCK_SKEW_MS: u64 = 2 * 60 * 1_000;

/// A creation in progress.
struct Creation<'a> {
    key: String,
    org: Org,
    gathered: &'a Gathered,
    selection: &'a FieldSelection,
    shown: Shown<'a>,
    jira: BTreeMap<String, String>,
}

/// What came of sending it.
enum Sent {
    Created(Box<Made>),
    Invalid(Vec<Problem>),
    /// A record with a value that must be unique exists: ours, if it carries our key.
    Duplicate(Vec<Problem>),
    /// Nothing was created.
    Failed(Failure),
    /// Nobody knows.
    Ambiguous(Failure),
}

/// Creates the record.
pub(crate) async fn create(world: &World, caller: &Caller, call: &CreateCall) -> Result<CreateView, Failure> {
    let (issue, _) = gate::place(caller)?;
    let key = creations::form_key(&caller.cloud_id, &issue.id, &call.form_id)?;
    let (ground, before) = join(Ground::read(world, caller), creations::read(world, &key)).await;
    let (ground, before) = (ground?, before?);
    gate::may_edit(ground.rights)?;
    ground::configured(&ground.configuration, &call.object)?;
    let configuration = &ground.configuration;
    let (opened, (selection, mapping)) = join(
        ground.open(world, Intent::Change, &call.object),
        join(
            configuration.selection(world, &call.object),
            configuration.mapping(world, &ground.project.id, &call.object),
        ),
    )
    .await;
    let ((settings, mut org, stored), selection) = (opened?, selection?);
    let mapping = mapping?.ok_or_else(|| not_mapped(&call.object))?;
    gate::switched_on(settings.allow_linking, "creating")?;
    let redirect = ground::redirect(&org, &settings);

    let wanted = Wanted {
        issue_id: &ground.issue.id,
        principal: Principal::User,
        site_url: &caller.site_url,
        mapping,
        users: Users::ReadOnlyFields,
    };
    let gathered = gather(world, &mut org, stored, wanted).await?;
    let plan = plan(&gathered, call);
    if plan.problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Ok(CreateView::Invalid { problems: plan.problems });
    }
    let (fields, assignment_rules) = record_write(plan)?;

    let intent = CreationDocument {
        state: CreationState::Intended,
        issue_id: ground.issue.id.clone(),
        project_id: ground.project.id.clone(),
        object: call.object.clone(),
        connection: org.id.clone(),
        author: caller.account_id.clone(),
        key_field: creations::key_field(&gathered.object).map(str::to_owned),
        intended_at_ms: world.now_ms(),
        plan: None,
    };
    let creation = Creation {
        key,
        org,
        shown: Shown::new(&gathered.object, redirect.as_ref()),
        jira: sorted::map(gathered.issue.fields.iter().map(|(id, value)| (id.clone(), value.get().to_owned()))),
        gathered: &gathered,
        selection: &selection,
    };
    creation.run(world, before, intent, fields, assignment_rules).await
}

fn plan(gathered: &Gathered, call: &CreateCall) -> Plan {
    plan_creation(&CreationInputs {
        mapping: gathered.mapping.clone(),
        object: gathered.object.clone(),
        jira: gathered.jira.clone(),
        issue: gathered.issue.clone(),
        resolved: gathered.resolved.clone(),
        form: Some(call.values.clone()),
        assignment_rules: call.assignment_rules.filter(|_| has_assignment_rules(&call.object)),
    })
}

type Fields = BTreeMap<String, FieldValue>;

fn record_write(plan: Plan) -> Result<(Fields, Option<bool>), Failure> {
    let write = plan.writes.into_iter().find_map(|write| match write {
        Write::CreateRecord { fields, assignment_rules, .. } => Some((fields, assignment_rules)),
        _ => None,
    });
    write.ok_or_else(|| failure::bug("a plan without problems creates nothing"))
}

impl Creation<'_> {
    /// Makes sure that the intent is ours to carry out, sends, and ends.
    async fn run(
        mut self,
        world: &World,
        mut before: Option<Versioned<CreationDocument>>,
        intent: CreationDocument,
        fields: Fields,
        assignment_rules: Option<bool>,
    ) -> Result<CreateView, Failure> {
        let mut looks = 0;
        let intent = loop {
            let document = before.as_ref().map(|before| &before.document);
            if document.is_some_and(|document| document.object != intent.object) {
                return Err(failure::of(FailureCode::Invalid, "this form belongs to another object"));
            }
            match document.map(|document| &document.state) {
                Some(CreationState::Created { record_id }) => {
                    return self.created_before(world, record_id).await;
                }
                None | Some(CreationState::Refused) => {
                    let (written, rung) = join(
                        creations::write(world, &self.key, before.as_ref(), intent.clone()),
                        settle::ring(world, &self.key),
                    )
                    .await;
                    rung?;
                    if let Some(written) = written? {
                        break written;
                    }
                }
                Some(CreationState::Intended) => {
                    let Some(open) = before.take() else { continue };
                    if open.document.key_field.is_some() {
                        // Sent before, perhaps: the key finds what came of it, and lets no second one be.
                        match self.find(world, &open).await? {
                            Some(made) => return self.end(world, &open, made, true).await,
                            None => break open,
                        }
                    }
                    if looks == LOOKS_MAX {
                        return self.unclear(world, &open.document).await;
                    }
                    looks += 1;
                    wait(world, LOOK_MS).await?;
                }
            }
            before = creations::read(world, &self.key).await?;
        };
        self.send_and_end(world, intent, fields, assignment_rules).await
    }

    async fn send_and_end(
        mut self,
        world: &World,
        intent: Versioned<CreationDocument>,
        mut fields: Fields,
        assignment_rules: Option<bool>,
    ) -> Result<CreateView, Failure> {
        let has_key = intent.document.key_field.is_some();
        if let Some(field) = &intent.document.key_field {
            fields.insert(field.clone(), FieldValue::Text(self.key.clone()));
        }
        match self.send(world, &fields, assignment_rules).await {
            Sent::Created(made) => self.end(world, &intent, *made, false).await,
            Sent::Duplicate(problems) => match self.find(world, &intent).await? {
                Some(made) => self.end(world, &intent, made, true).await,
                None => self.refused(world, &intent, Ok(CreateView::Invalid { problems })).await,
            },
            Sent::Invalid(problems) => self.refused(world, &intent, Ok(CreateView::Invalid { problems })).await,
            Sent::Failed(failure) => self.refused(world, &intent, Err(failure)).await,
            Sent::Ambiguous(failure) if has_key => match self.find(world, &intent).await {
                Ok(Some(made)) => self.end(world, &intent, made, false).await,
                Ok(None) | Err(_) => Err(unclear_with_key(&failure)),
            },
            Sent::Ambiguous(failure) => {
                self.unclear(world, &intent.document).await.map_err(|_| unclear_without_key(&failure))
            }
        }
    }

    async fn send(&mut self, world: &World, fields: &Fields, assignment_rules: Option<bool>) -> Sent {
        let object = match queries::name(&self.gathered.object.name) {
            Ok(object) => object,
            Err(failure) => return Sent::Failed(failure),
        };
        let read = self.read_back();
        let sent = self
            .org
            .send(world, &retry::PAGE_WRITE, |session, timeout_ms| {
                create_and_read(session, &object, fields, assignment_rules, &read, timeout_ms)
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
    ) -> Result<CreateView, Failure> {
        let id = made.link.record_id.clone();
        let name = made.kept.as_ref().map_or_else(|| id.clone(), |kept| kept.name.clone());
        creations::finish(world, &self.key, intent, made).await?;
        Ok(CreateView::Created { url: self.shown.url(&id), id, name, repeated })
    }

    /// This form was sent before, and its record is there.
    async fn created_before(&self, world: &World, record_id: &str) -> Result<CreateView, Failure> {
        let snapshot: Option<Snapshot> = store::get(world, key::snapshot(&self.gathered.issue.id)).await?;
        let name = snapshot.and_then(|snapshot| snapshot.records.get(record_id).map(|record| record.name.clone()));
        Ok(CreateView::Created {
            id: record_id.to_owned(),
            name: name.unwrap_or_else(|| record_id.to_owned()),
            url: self.shown.url(record_id),
            repeated: true,
        })
    }

    /// Nothing was created: the form may be sent again with other values.
    async fn refused(
        &self,
        world: &World,
        intent: &Versioned<CreationDocument>,
        result: Result<CreateView, Failure>,
    ) -> Result<CreateView, Failure> {
        let refused = CreationDocument { state: CreationState::Refused, ..intent.document.clone() };
        creations::write(world, &self.key, Some(intent), refused).await?;
        result
    }

    /// Without a key nobody can know: the records that may be the one, for a person to decide.
    async fn unclear(&mut self, world: &World, intent: &CreationDocument) -> Result<CreateView, Failure> {
        let object = queries::name(&self.gathered.object.name)?;
        let path = |name: &str| FieldPath::parse(name).map_err(|error| failure::bug(&error.to_string()));
        let (created, author) = (path("CreatedDate")?, path("CreatedById")?);
        let since = intent.intended_at_ms.saturating_sub(CLOCK_SKEW_MS);
        let mut select = Select::from(&object)
            .fields(&self.shown.query_paths(self.selection.compact.iter().map(String::as_str)))
            .only(Condition::at_least(&created, &Literal::Instant(since)))
            .order(&created, Direction::Descending)
            .limit(CANDIDATES_MAX);
        if let Ok(user) = weftline_salesforce::id::RecordId::parse(&self.org.connection.document.user_id) {
            select = select.only(Condition::equals(&author, &Literal::Id(user)));
        }
        let query = select.build();
        let found = self.org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?;
        let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
        let columns = self.shown.columns(&self.selection.compact);
        let candidates: Vec<RecordRow> = page
            .records
            .iter()
            .filter_map(|record| {
                let id = record.id()?.to_string();
                Some(self.shown.row(&id, record, &columns, false, world.now_ms()))
            })
            .collect();
        Ok(CreateView::Unclear { candidates })
    }
}

fn unclear_with_key(cause: &Failure) -> Failure {
    let text = format!(
        "Salesforce's answer was lost ({}); if the record was created, it will be linked by itself, and trying again makes no second one",
        cause.text
    );
    failure::of(FailureCode::CreationUnclear, text)
}

fn unclear_without_key(cause: &Failure) -> Failure {
    let text = format!("Salesforce's answer was lost ({}); look in Salesforce before you create it again", cause.text);
    let mut failure = failure::of(FailureCode::CreationUnclear, text);
    failure.retryable = false;
    failure
}
