//! Installs Weftline's side in an org: sends a deployment, follows it, and lets the integration user use what it made.
//!
//! Everything may be done again: a deployment that is sent twice changes nothing the second time, and a permission set
//! that is assigned already counts as assigned.

use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, SubReply};
use weftline_salesforce::request::{self, Subrequest, composite};
use weftline_salesforce::session::Session;
use weftline_salesforce::side::{self, Installation, keyed_object};
use weftline_salesforce::soql::{Condition, FieldPath, Literal, Name, Select};
use weftline_wire::call::{InstallProgressCall, InstallSideCall};
use weftline_wire::configuration::SideMapping;
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::FieldValue;
use weftline_wire::view::InstallView;

use crate::configuration::{Configuration, connection_of};
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::side::{is_not_there, pull};
use crate::gate;
use crate::join::{join, join_all};
use crate::org::{self, CallError, Org};
use crate::queries;
use crate::retry;
use crate::sorted;

/// Objects in one installation at most.
const OBJECTS_MAX: usize = 50;

/// Sends the deployment. What the org's mapping says already stays; the projects and objects configured here that it
/// does not name are added.
pub(crate) async fn install(world: &World, call: &InstallSideCall) -> Result<InstallView, Failure> {
    let (admin, (stored, configuration)) =
        join(gate::admin(world), join(org::stored(world, &call.connection), Configuration::read(world))).await;
    admin?;
    let configuration = configuration?;
    let objects = objects(&call.objects)?;
    let (opened, configured) =
        join(Org::open(world, &call.connection, stored?), configured(world, &configuration, &call.connection)).await;
    let (mut org, configured) = (opened?, configured?);
    let there = match there(world, &mut org).await? {
        Ok(there) => there,
        Err(refused) => return Ok(refused),
    };
    let new: Vec<SideMapping> = configured.into_iter().filter(|row| !there.names(row)).collect();
    let mut permitted = objects.clone();
    permitted.extend(there.permitted.into_iter().filter(|object| !objects.contains(object)));
    let installation = Installation { objects: &objects, permitted: &permitted, records: &new };
    let archive = installation.archive(&org.session.api_version);
    let sent = org.send(world, &retry::PAGE_READ, |session, timeout_ms| request::deploy(session, &archive, timeout_ms));
    match sent.await {
        Ok(reply) => {
            let deployment = reply::deployment(&reply.view()).map_err(|error| error.to_failure())?;
            Ok(InstallView::Running { deployment: deployment.id.to_string() })
        }
        Err(error) => refused(error),
    }
}

/// Asks how far the deployment has come, and when it is done, assigns the permission set and reads the objects anew.
pub(crate) async fn progress(world: &World, call: &InstallProgressCall) -> Result<InstallView, Failure> {
    let (admin, (stored, configuration)) =
        join(gate::admin(world), join(org::stored(world, &call.connection), Configuration::read(world))).await;
    admin?;
    let id = RecordId::parse(&call.deployment)
        .map_err(|_| failure::of(FailureCode::Invalid, "the deployment's id is not one of Salesforce's"))?;
    let mut org = Org::open(world, &call.connection, stored?).await?;
    let asked = |session: &Session, timeout_ms| request::deployment(session, &id, timeout_ms);
    let found = match org.send(world, &retry::PAGE_READ, asked).await {
        Ok(found) => found,
        Err(error) => return refused(error),
    };
    let deployment = reply::deployment(&found.view()).map_err(|error| error.to_failure())?;
    if !deployment.done {
        return Ok(InstallView::Running { deployment: id.to_string() });
    }
    if !deployment.success {
        let not_permitted = deployment.problems.iter().any(|problem| is_about_rights(problem));
        return Ok(InstallView::Refused { reasons: deployment.problems, not_permitted });
    }
    if let Some(refused) = assign(world, &mut org).await? {
        return Ok(refused);
    }
    let mut names: Vec<Name> = deployment.fields.iter().filter_map(|field| keyed_object(field)).collect();
    for object in configuration?.objects() {
        let name = queries::name(&object)?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in &names {
        match describes::fresh(world, &mut org, name, None).await {
            // A configured object that this org does not have is none of the installation's business.
            Err(failure) if failure.code == FailureCode::RecordNotFound => {}
            described => drop(described?),
        }
    }
    Ok(InstallView::Installed {})
}

fn objects(names: &[String]) -> Result<Vec<Name>, Failure> {
    let mut objects: Vec<Name> = Vec::new();
    for name in names {
        let name = queries::name(name)?;
        if !objects.contains(&name) {
            objects.push(name);
        }
    }
    if objects.len() > OBJECTS_MAX {
        let text = format!("at most {OBJECTS_MAX} objects are installed at once");
        return Err(failure::of(FailureCode::Invalid, text));
    }
    Ok(objects)
}

/// A row for each configured project that is bound to the org, and each configured object.
async fn configured(
    world: &World,
    configuration: &Configuration,
    connection: &str,
) -> Result<Vec<SideMapping>, Failure> {
    let ids = configuration.project_ids();
    let mut rows = Vec::new();
    for project in join_all(ids.iter().map(|id| configuration.project(world, id))).await {
        let Some(project) = project?.filter(|project| connection_of(Some(project)) == connection) else {
            continue;
        };
        for object in configuration.objects() {
            let issue_types = project.issue_types.iter().map(|named| named.name.clone()).collect();
            rows.push(SideMapping { project_key: project.key.clone(), object, issue_types });
        }
    }
    Ok(rows)
}

/// What is installed already.
struct There {
    mappings: Vec<SideMapping>,
    permitted: Vec<Name>,
}

impl There {
    fn names(&self, row: &SideMapping) -> bool {
        self.mappings.iter().any(|known| {
            known.project_key.eq_ignore_ascii_case(&row.project_key) && known.object.eq_ignore_ascii_case(&row.object)
        })
    }
}

/// Asks what is installed already; refused when the integration user may not even look.
async fn there(world: &World, org: &mut Org) -> Result<Result<There, InstallView>, Failure> {
    let mappings = match pull(world, org).await {
        Ok(mappings) => mappings.unwrap_or_default(),
        Err(error) => return refused(error).map(Err),
    };
    let query = side::permitted_query().map_err(|error| failure::bug(&error.to_string()))?;
    let asked = org.send(world, &retry::PAGE_READ, |session, timeout_ms| request::query(session, &query, timeout_ms));
    let found = match asked.await {
        Ok(found) => found,
        Err(CallError::Refused(error)) if is_not_there(error.code()) => {
            let reasons = vec!["the integration user may not see permission sets".to_owned()];
            return Ok(Err(InstallView::Refused { reasons, not_permitted: true }));
        }
        Err(error) => return refused(error).map(Err),
    };
    let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
    let fields = page.records.iter().filter_map(|record| keyed_object(record.get("Field").text()?));
    Ok(Ok(There { mappings, permitted: fields.collect() }))
}

/// Gives the permission set to the integration user: finds it and assigns it in one call. Refused when that failed.
async fn assign(world: &World, org: &mut Org) -> Result<Option<InstallView>, Failure> {
    let path = |text: &str| FieldPath::parse(text).map_err(|error| failure::bug(&error.to_string()));
    let only = Condition::equals(&path("Name")?, &Literal::Text(side::PERMISSION_SET));
    let own = Condition::equals(&path("IsOwnedByProfile")?, &Literal::Boolean(false));
    let set = Select::from(&queries::name("PermissionSet")?).only(only).only(own).limit(1).build();
    let assignment = sorted::map([
        ("AssigneeId".to_owned(), FieldValue::Text(org.connection.document.user_id.clone())),
        ("PermissionSetId".to_owned(), FieldValue::Text("@{r0.records[0].Id}".to_owned())),
    ]);
    let object = queries::name("PermissionSetAssignment")?;
    let parts = [Subrequest::query(&set), Subrequest::create(&object, &assignment, false)];
    let asked = |session: &Session, timeout_ms| composite(session, &parts, false, timeout_ms);
    let found = match org.send(world, &retry::PAGE_READ, asked).await {
        Ok(found) => found,
        Err(error) => return refused(error).map(Some),
    };
    let replies = reply::composite(&found.view()).map_err(|error| error.to_failure())?;
    for error in replies.iter().filter_map(|reply: &SubReply<'_>| reply.read().err()) {
        if !matches!(error.class(), ErrorClass::Duplicate { .. }) {
            return told(&error).map(Some);
        }
    }
    Ok(None)
}

fn refused(error: CallError) -> Result<InstallView, Failure> {
    match error {
        CallError::Refused(error) => told(&error),
        CallError::Failed(failure) | CallError::Ambiguous(failure) => Err(failure),
    }
}

/// What an admin is told of an error: a refusal, with Salesforce's reasons; or, where trying again may help, a failure.
fn told(error: &SalesforceError) -> Result<InstallView, Failure> {
    match error.class() {
        ErrorClass::Transient
        | ErrorClass::Lock
        | ErrorClass::Limit
        | ErrorClass::SessionExpired
        | ErrorClass::SessionNotRefreshable
        | ErrorClass::OAuthFinal
        | ErrorClass::OAuthBusy
        | ErrorClass::OAuthConfiguration
        | ErrorClass::HostRefused => Err(error.to_failure()),
        class => {
            let reasons: Vec<String> = error.statements().map(|statement| statement.message.clone()).collect();
            let not_permitted = class == ErrorClass::Forbidden || reasons.iter().any(|reason| is_about_rights(reason));
            Ok(InstallView::Refused { reasons, not_permitted })
        }
    }
}

/// Whether Salesforce's words are about a missing right.
fn is_about_rights(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    ["insufficient access", "insufficient privileges", "permission", "not have access"]
        .iter()
        .any(|about| words.contains(about))
}
