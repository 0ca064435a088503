//! Creates a record from the form and links it. Exactly one, whatever is lost, repeated or interrupted.

mod alike;

use weftline_plan::has_assignment_rules;
use weftline_salesforce::error::Duplicates;
use weftline_salesforce::reply;
use weftline_salesforce::request;
use weftline_salesforce::soql::{Condition, Direction, FieldPath, Literal, Select};
use weftline_wire::call::CreateCall;
use weftline_wire::decision::{Activity, Cause};
use weftline_wire::document::{CreationDocument, CreationState, Versioned};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::view::{CreateView, DuplicateRow, RecordRow};

use self::alike::{Alike, Of};
use crate::accounts;
use crate::activity::{self, Kept};
use crate::creating::{self, Created, Creating, Fields, Outcome};
use crate::creations;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::form::offer_record_types;
use crate::flows::settle;
use crate::gate;
use crate::gather::{Users, Wanted, gather};
use crate::ground::{self, Ground};
use crate::join::join;
use crate::links;
use crate::org::wait;
use crate::queries;
use crate::snapshots;
use crate::store::Transaction;

/// How often another worker's creation with the same key is looked at again, and after how long.
const LOOKS_MAX: u32 = 10;
const LOOK_MS: u32 = 800;

/// Candidates shown when nobody can know which record is the one.
const CANDIDATES_MAX: u32 = 5;

/// How far Salesforce's clock may be behind ours.
const CLOCK_SKEW_MS: u64 = 2 * 60 * 1_000;

/// A creation from the form.
struct Creation<'a> {
    creating: Creating<'a>,
    ground: &'a Ground<'a>,
    /// What is sent now, as it is kept.
    kept: Kept,
    /// What is told of it when it went well, beside its plan.
    activity: Activity,
}

/// Creates the record.
pub(crate) async fn create(world: &World, caller: &Caller, call: &CreateCall) -> Result<CreateView, Failure> {
    let (issue, _) = gate::place(caller)?;
    let key = creations::form_key(&caller.cloud_id, &issue.id, &call.form_id)?;
    let (ground, before) = join(Ground::read(world, caller), creations::read(world, &key)).await;
    let (ground, before) = (ground?, before?);
    let configuration = &ground.configuration;
    let (opened, selection) =
        join(ground.open_to_create(world, &call.object), configuration.selection(world, &call.object)).await;
    let ((settings, mut org, stored, mapping), selection) = (opened?, selection?);
    let redirect = ground::redirect(&org, &settings);

    let wanted = Wanted {
        issue_id: &ground.issue.id,
        principal: Principal::User,
        site_url: &caller.site_url,
        mapping,
        users: Users::ReadOnlyFields,
    };
    let mut gathered = gather(world, &mut org, stored, wanted).await?;
    offer_record_types(&mut gathered.mapping, &gathered.object);
    let assignment_rules = call.assignment_rules.filter(|_| has_assignment_rules(&call.object));
    let (plan, inputs) = creating::plan(&gathered, Some(call.values.clone()), assignment_rules);
    if creating::is_refused(&plan) {
        return Ok(CreateView::Invalid { problems: plan.problems });
    }
    let (fields, assignment_rules) = creating::record_write(&plan)?;
    let kept = Kept::of(vec![(plan, inputs.narrowed().question())]);
    accounts::note(world, &kept.people).await;

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
        recorded: None,
    };
    let activity = Activity {
        at_ms: world.now_ms(),
        issue_id: ground.issue.id.clone(),
        causes: vec![Cause::Form],
        author: Some(caller.account_id.clone()),
        configuration: configuration.version(),
        ..Activity::default()
    };
    let mut creating = Creating::new(key, org, &gathered, &selection, redirect.as_ref());
    creating.save_duplicates = call.save_duplicates;
    let creation = Creation { creating, ground: &ground, kept, activity };
    creation.run(world, before, intent, fields, assignment_rules).await
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
                        creations::intend(world, &self.creating.key, before.as_ref(), intent.clone(), &self.kept),
                        settle::ring(world, &self.creating.key),
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
                        let also = self.told(&open.document);
                        if let Some(created) = self.creating.find_and_end(world, &open, &also).await? {
                            return Ok(self.created(created));
                        }
                        // What is sent now may be something else.
                        let key = &self.creating.key;
                        let again = creations::intend(world, key, Some(&open), open.document.clone(), &self.kept);
                        if let Some(open) = again.await? {
                            break open;
                        }
                    } else if looks == LOOKS_MAX {
                        return self.unclear(world, &open.document).await;
                    } else {
                        looks += 1;
                        wait(world, LOOK_MS).await?;
                    }
                }
            }
            before = creations::read(world, &self.creating.key).await?;
        };
        self.send(world, &intent, fields, assignment_rules).await
    }

    async fn send(
        mut self,
        world: &World,
        intent: &Versioned<CreationDocument>,
        fields: Fields,
        assignment_rules: Option<bool>,
    ) -> Result<CreateView, Failure> {
        let has_key = intent.document.key_field.is_some();
        let also = self.told(&intent.document);
        match self.creating.send_and_end(world, intent, fields, assignment_rules, &also).await? {
            Outcome::Created(created) => Ok(self.created(created)),
            Outcome::Invalid(problems) => Ok(CreateView::Invalid { problems }),
            Outcome::Duplicates(found, _) => self.duplicates(world, found).await,
            Outcome::Failed(failure) => Err(failure),
            Outcome::Unclear(failure) if has_key => Err(unclear_with_key(&failure)),
            Outcome::Unclear(failure) => {
                self.unclear(world, &intent.document).await.map_err(|_| unclear_without_key(&failure))
            }
        }
    }

    /// Keeps what was done for those who ask why.
    fn told(&self, creation: &CreationDocument) -> impl Fn(&mut Transaction, &str) + use<> {
        let key = self.creating.key.clone();
        let activity = activity::of_creation(self.activity.clone(), &key, creation);
        move |transaction: &mut Transaction, record_id: &str| {
            let activity = Activity { records: vec![record_id.to_owned()], ..activity.clone() };
            activity::add(transaction, activity, &key);
        }
    }

    fn created(&self, created: Created) -> CreateView {
        let Created { record_id, name, repeated } = created;
        CreateView::Created { url: self.creating.shown.url(&record_id), id: record_id, name, repeated }
    }

    /// This form was sent before, and its record is there.
    async fn created_before(&self, world: &World, record_id: &str) -> Result<CreateView, Failure> {
        let snapshot = snapshots::read(world, &self.ground.issue.id).await?;
        let name = snapshot.records.get(record_id).map(|record| record.name.clone());
        Ok(CreateView::Created {
            id: record_id.to_owned(),
            name: name.unwrap_or_else(|| record_id.to_owned()),
            url: self.creating.shown.url(record_id),
            repeated: true,
        })
    }

    /// What the duplicate rules found, as far as the integration user sees it.
    async fn duplicates(mut self, world: &World, found: Duplicates) -> Result<CreateView, Failure> {
        let creating = &mut self.creating;
        let alike =
            Alike { object: creating.shown.object, configuration: &self.ground.configuration, records: &found.records };
        let (mut rows, of) = alike.read(world, &mut creating.org).await;
        links::tell_elsewhere(world, &creating.org.id, &self.ground.issue.id, &mut rows).await?;
        let row = |(mut record, Of { object, label, linkable }): (RecordRow, Of)| {
            record.linked = self.ground.is_linked(&record.id);
            record.url = match object == creating.shown.object.name {
                true => creating.shown.url(&record.id),
                false => creating.shown.reference_url(&record.id),
            };
            DuplicateRow { object, label, linkable, record }
        };
        let records = rows.into_iter().zip(of).map(row).collect();
        Ok(CreateView::Duplicates { text: found.text, may_save: found.may_save, records })
    }

    /// Without a key nobody can know: the records that may be the one, for a person to decide.
    async fn unclear(&mut self, world: &World, intent: &CreationDocument) -> Result<CreateView, Failure> {
        let object = queries::name(&self.creating.gathered.object.name)?;
        let path = |name: &str| FieldPath::parse(name).map_err(|error| failure::bug(&error.to_string()));
        let (created, author) = (path("CreatedDate")?, path("CreatedById")?);
        let since = intent.intended_at_ms.saturating_sub(CLOCK_SKEW_MS);
        let mut select = Select::from(&object)
            .fields(&self.creating.shown.query_paths(self.creating.selection.compact.iter().map(String::as_str)))
            .only(Condition::at_least(&created, &Literal::Instant(since)))
            .order(&created, Direction::Descending)
            .limit(CANDIDATES_MAX);
        if let Ok(user) = weftline_salesforce::id::RecordId::parse(&self.creating.org.connection.document.user_id) {
            select = select.only(Condition::equals(&author, &Literal::Id(user)));
        }
        let query = select.build();
        let found =
            self.creating.org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?;
        let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
        let columns = self.creating.shown.columns(&self.creating.selection.compact);
        let mut candidates: Vec<RecordRow> = page
            .records
            .iter()
            .filter_map(|record| {
                let id = record.id()?.to_string();
                let linked = self.ground.is_linked(&id);
                Some(self.creating.shown.row(&id, record, &columns, linked, world.now_ms()))
            })
            .collect();
        links::tell_elsewhere(world, &self.creating.org.id, &self.ground.issue.id, &mut candidates).await?;
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
