//! Finds out what became of a creation whose invocation may have died or whose answer was lost, and links its record.
//!
//! With the org's key field the key finds it. Without, of what a rule created, a record is looked for that the
//! integration user has created since with the same values; of what a form created, a person decides in front of it.

use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply;
use weftline_salesforce::request;
use weftline_salesforce::soql::{Condition, FieldPath, Literal, Select};
use weftline_wire::decision::{Activity, Cause, RuleDecision, Verdict};
use weftline_wire::document::{
    CreationDocument, CreationState, NextStep, PostFunctionRun, Setback, SnapshotRecord, Versioned,
};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;
use weftline_wire::plan::Write;
use weftline_wire::salesforce::{FieldDescribe, FieldType, FieldValue};

use crate::activity;
use crate::configuration::Configuration;
use crate::creating;
use crate::creations::{self, Made};
use crate::describes;
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::fired;
use crate::ground;
use crate::join::{join, join_all};
use crate::ledger::{self, Mark};
use crate::links::{self, NewLink};
use crate::org::Org;
use crate::post_functions;
use crate::queries;
use crate::setbacks;
use crate::shown::{Shown, panel_paths};
use crate::store::{self, Transaction};

/// When a creation is looked at, in seconds after it was sent or looked at last. The last look is later than the ten
/// minutes that a transaction in Salesforce may take.
const LOOKS_SECONDS: [u32; 3] = [90, 300, 900];

/// Records that are looked at where there is no key: two are too many already, but some may be linked elsewhere.
const CANDIDATES_MAX: u32 = 20;

/// How far Salesforce's clock may be behind ours.
const CLOCK_SKEW_MS: u64 = 2 * 60 * 1_000;

/// What a look has found.
enum Found {
    /// The record.
    Record(String, Box<SnapshotRecord>),
    /// None.
    Nothing,
    /// Some that may be the one.
    Several,
}

/// Rings for a creation that is about to be sent.
pub(crate) async fn ring(world: &World, key: &str) -> Result<(), Failure> {
    let job = Job::SettleCreation { key: key.to_owned(), attempt: 0 };
    store::push(world, job, LOOKS_SECONDS.first().copied().unwrap_or_default()).await
}

/// Looks what became of a creation.
pub(crate) async fn settle(world: &World, key: &str, attempt: u32) -> Result<End, Failure> {
    let (intent, configuration) = join(creations::read(world, key), Configuration::read(world)).await;
    let Some(intent) = intent? else {
        ledger::strike_out(world, key).await?;
        return Ok(End::Done(None));
    };
    let known = intent.document.key_field.is_some() || creations::rule_of(key).is_some();
    if intent.document.state != CreationState::Intended || !known {
        return Ok(End::Done(None));
    }
    let configuration = configuration?;
    match Box::pin(find(world, &configuration, key, &intent)).await? {
        Found::Record(record_id, kept) => {
            // No base: the issue was not read, and what was not observed is not claimed.
            let link = NewLink { record_id, object: intent.document.object.clone(), base: Default::default() };
            let made = Made { link, kept: Some(*kept) };
            let activity = told(world, &configuration, key, &intent.document).await?;
            let also = |transaction: &mut Transaction, record_id: &str| {
                let mut activity = Activity { records: vec![record_id.to_owned()], ..activity.clone() };
                activity.decisions.iter_mut().for_each(|decision| decision.record_id = Some(record_id.to_owned()));
                activity::add(transaction, activity, key);
            };
            creations::finish(world, key, &intent, made, &also).await?;
            return Ok(End::Done(None));
        }
        // A person decides.
        Found::Several => {
            let name = rule_name(world, &configuration, key, &intent.document).await?;
            let rule = creations::rule_of(key).unwrap_or_default();
            let undertaking = post_functions::undertaking(rule, &name, &intent.document.object);
            let text = "several records may be the one that was created; link it, or have the rule run again";
            let failure = *failure::of(FailureCode::CreationUnclear, text);
            let setback = Setback { at_ms: world.now_ms(), undertaking, failure, next: NextStep::Person };
            setbacks::note(world, &intent.document.issue_id, setback).await?;
            ledger::strike_out(world, key).await?;
            return Ok(End::Done(None));
        }
        Found::Nothing => {}
    }
    let next = attempt + 1;
    match LOOKS_SECONDS.get(next as usize) {
        Some(&delay_seconds) => {
            Ok(End::Park { job: Job::SettleCreation { key: key.to_owned(), attempt: next }, delay_seconds })
        }
        None => given_up(world, key, &intent).await.map(|()| End::Done(None)),
    }
}

/// The run of a post function that a creation is of; none where it is a rule's.
async fn asked(
    world: &World,
    rule: &str,
    intent: &Versioned<CreationDocument>,
) -> Result<Option<PostFunctionRun>, Failure> {
    if !post_functions::is_post_function(rule) {
        return Ok(None);
    }
    let firing = fired::read(world, &intent.document.issue_id, rule).await?;
    Ok(firing.and_then(|firing| firing.fired.document.post_function))
}

/// Nothing was created, and nothing will be. Where a rule wanted it, the issue is judged again.
async fn given_up(world: &World, key: &str, intent: &Versioned<CreationDocument>) -> Result<(), Failure> {
    let refused = creations::over(&intent.document, CreationState::Refused);
    let Some(rule) = creations::rule_of(key) else {
        creations::write(world, key, Some(intent), refused).await?;
        return Ok(());
    };
    let asked = asked(world, rule, intent).await?;
    let CreationDocument { issue_id, project_id, connection, .. } = &intent.document;
    let mark = Mark {
        cloud_id: creations::cloud_of(key),
        issue_id,
        project_id: Some(project_id),
        connection,
        causes: &[Cause::Settled],
        post_functions: asked.as_slice(),
    };
    let before = ledger::read_mark(world, issue_id).await?;
    let also = |transaction: &mut Transaction| creations::put(transaction, world, key, Some(intent), &refused);
    ledger::mark_with(world, &mark, before, &also).await
}

async fn find(
    world: &World,
    configuration: &Configuration,
    key: &str,
    intent: &Versioned<CreationDocument>,
) -> Result<Found, Failure> {
    let CreationDocument { object, connection: id, .. } = &intent.document;
    let (org, (stored, selection)) = join(
        Org::read_and_open(world, id),
        join(describes::stored(world, id, object), configuration.selection(world, object)),
    )
    .await;
    let (mut org, selection) = (org?, selection?);
    let describe = ground::described(world, &mut org, object, stored?).await?;
    let shown = Shown::new(&describe, None);
    let paths = shown.query_paths(panel_paths(&selection));
    if let Some(field) = &intent.document.key_field {
        let found = creations::find(world, &mut org, object, field, key, &paths, |id, record| {
            shown.keep(id, record, panel_paths(&selection), world.now_ms())
        })
        .await?;
        return Ok(found.map_or(Found::Nothing, |(id, kept)| Found::Record(id, Box::new(kept))));
    }
    let Some(condition) = alike(&org, &describe.fields, &intent.document)? else {
        return Ok(Found::Several);
    };
    let select = Select::from(&queries::name(object)?).fields(&paths).only(condition).limit(CANDIDATES_MAX);
    let query = select.build();
    let found = org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?;
    let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
    let linked = join_all(page.records.iter().map(|record| async {
        let Some(id) = record.id() else { return Ok(true) };
        let linked = links::read_record(world, &org.id, &id.to_string()).await?;
        Ok::<bool, Failure>(linked.is_some_and(|linked| !linked.document.issue_ids.is_empty()))
    }))
    .await;
    let mut free = Vec::new();
    for (record, linked) in page.records.iter().zip(linked) {
        if !linked? {
            free.push(record);
        }
    }
    match (free.as_slice(), page.records.len() < CANDIDATES_MAX as usize) {
        ([], true) => Ok(Found::Nothing),
        ([record], true) => {
            let id = record.id().map(|id| id.to_string()).unwrap_or_default();
            let kept = shown.keep(&id, record, panel_paths(&selection), world.now_ms());
            Ok(Found::Record(id, Box::new(kept)))
        }
        _ => Ok(Found::Several),
    }
}

/// What is true of the record that was created, and hardly of another; none when nothing can be said.
fn alike(org: &Org, fields: &[FieldDescribe], creation: &CreationDocument) -> Result<Option<Condition>, Failure> {
    let path = |name: &str| FieldPath::parse(name).map_err(|error| failure::bug(&error.to_string()));
    let Ok(user) = RecordId::parse(&org.connection.document.user_id) else {
        return Ok(None);
    };
    let since = creation.intended_at_ms.saturating_sub(CLOCK_SKEW_MS);
    let mut conditions = vec![
        Condition::equals(&path("CreatedById")?, &Literal::Id(user)),
        Condition::at_least(&path("CreatedDate")?, &Literal::Instant(since)),
    ];
    let known = conditions.len();
    let writes = creation.plan.iter().flat_map(|plan| &plan.writes);
    let values = writes.filter_map(|write| match write {
        Write::CreateRecord { fields, .. } => Some(fields),
        _ => None,
    });
    for (name, value) in values.flatten() {
        let Some(field) = fields.iter().find(|field| field.name == *name) else { continue };
        let comparable = match field.field_type {
            FieldType::String | FieldType::Picklist | FieldType::Email | FieldType::Phone | FieldType::Url => true,
            // An owner may be another at once: by an assignment rule.
            FieldType::Reference => field.name != "OwnerId",
            _ => false,
        };
        match value {
            FieldValue::Text(text) if comparable && field.filterable && creating::is_whole(text) => {
                conditions.push(Condition::equals(&path(name)?, &Literal::Text(text)));
            }
            _ => {}
        }
    }
    Ok(if conditions.len() > known { Condition::all(conditions) } else { None })
}

/// What the admin calls the rule by which a creation is; its id when it is not there any more. Of a post function the
/// transition.
async fn rule_name(
    world: &World,
    configuration: &Configuration,
    key: &str,
    creation: &CreationDocument,
) -> Result<String, Failure> {
    let id = creations::rule_of(key).unwrap_or_default();
    if post_functions::is_post_function(id) {
        let firing = fired::read(world, &creation.issue_id, id).await?;
        let run = firing.and_then(|firing| firing.fired.document.post_function);
        return Ok(run.map(|run| run.transition).unwrap_or_default());
    }
    let rules = configuration.rules_of(world, &creation.project_id).await?;
    Ok(rules.into_iter().find(|rule| rule.id == id).map_or_else(|| id.to_owned(), |rule| rule.name))
}

/// What is told of a creation that was found.
async fn told(
    world: &World,
    configuration: &Configuration,
    key: &str,
    creation: &CreationDocument,
) -> Result<Activity, Failure> {
    let mut decisions = Vec::new();
    if let Some(id) = creations::rule_of(key) {
        decisions.push(RuleDecision {
            rule: id.to_owned(),
            name: rule_name(world, configuration, key, creation).await?,
            object: creation.object.clone(),
            verdict: Verdict::Created,
            trigger: None,
            conditions: None,
            problems: Vec::new(),
            record_id: None,
        });
    }
    let activity = Activity {
        at_ms: world.now_ms(),
        issue_id: creation.issue_id.clone(),
        causes: vec![Cause::Settled],
        author: Some(creation.author.clone()).filter(|author| !author.is_empty()),
        configuration: configuration.version(),
        decisions,
        ..Activity::default()
    };
    Ok(activity::of_creation(activity, key, creation))
}
