//! Tries a connection: does the org let Weftline in, and may the integration user do what the configuration asks of
//! it? (CON-5, CON-7)

mod checks;

use weftline_configuration::SectionName;
use weftline_salesforce::error::SalesforceError;
use weftline_salesforce::reply::{self, Record, Scalar, SubReply};
use weftline_salesforce::request::{COMPOSITE_MAX, Subrequest, composite};
use weftline_salesforce::side;
use weftline_salesforce::soql::{FieldPath, Name, Query, Select};
use weftline_wire::call::TestConnectionCall;
use weftline_wire::configuration::{FieldSelection, Section};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::ConnectionTestView;

use super::surroundings;
use crate::configuration::{ANY_PROJECT, Configuration, connection_of};
use crate::connections;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::side::is_not_there;
use crate::gate;
use crate::join::{join, join_all};
use crate::org::{self, Org};
use crate::queries;

/// What the integration user's profile and permission sets are asked for.
const API: &str = "PermissionsApiEnabled";
const MODIFY_METADATA: &str = "PermissionsModifyMetadata";
const CUSTOMIZE: &str = "PermissionsCustomizeApplication";
const AUTHOR_APEX: &str = "PermissionsAuthorApex";
const ASSIGN: &str = "PermissionsAssignPermissionSets";

/// Queries that come first in the first composite: the permissions, and the org's own mapping.
const QUERIES: usize = 2;

/// What the configuration asks of the org for one object.
struct Need {
    object: Name,
    selection: Option<FieldSelection>,
    /// The fields that a creation writes; none when records are only linked.
    mapped: Option<Vec<String>>,
}

/// What the org said.
struct Found {
    usage: Option<(u32, u32)>,
    permissions: Option<Permissions>,
    /// How many rows the org's own mapping has; none when it keeps none.
    rows: Option<usize>,
    objects: Vec<Result<ObjectDescribe, SalesforceError>>,
}

struct Permissions {
    api: bool,
    install: bool,
    assign: bool,
}

/// Tries the connection.
pub(crate) async fn test(world: &World, call: &TestConnectionCall) -> Result<ConnectionTestView, Failure> {
    let id = &call.connection;
    let (admin, (stored, (configuration, connections))) = join(
        gate::admin(world),
        join(org::stored(world, id), join(Configuration::read(world), surroundings::connections(world))),
    )
    .await;
    admin?;
    let configuration = configuration?;
    let stored = stored?.ok_or_else(|| failure::of(FailureCode::NotConnected, "there is no such connection"))?;
    let (opened, needs) = join(Org::open(world, id, Some(stored.clone())), needs(world, &configuration, id)).await;
    let needs = needs?;
    let asked = match opened {
        Ok(mut org) => ask(world, &mut org, &needs).await,
        Err(failure) => Err(failure),
    };
    let now = org::stored(world, id).await?.map_or(stored.document, |stored| stored.document);
    let (checks, usage) = match asked {
        Ok(found) => (checks::checks(&now, &needs, &found, connections?.len() > 1), found.usage),
        Err(failure) if is_final(&failure) => (vec![checks::shut_out(&now, &failure)], None),
        Err(failure) => return Err(failure),
    };
    Ok(ConnectionTestView {
        connection: connections::card(id, &now),
        checks,
        api_used: usage.map(|(used, _)| used),
        api_limit: usage.map(|(_, limit)| limit),
        at_ms: world.now_ms(),
    })
}

/// What the configuration asks for, object by object. What Weftline ships asks for nothing that an org may lack.
async fn needs(world: &World, configuration: &Configuration, connection: &str) -> Result<Vec<Need>, Failure> {
    let ids = configuration.project_ids();
    let mut projects = vec![ANY_PROJECT.to_owned()];
    for (id, project) in ids.iter().zip(join_all(ids.iter().map(|id| configuration.project(world, id))).await) {
        if connection_of(project?.as_ref()) == connection {
            projects.push(id.clone());
        }
    }
    let each = configuration.objects().into_iter().map(|object| {
        let projects = &projects;
        async move {
            let names = projects.iter().map(|project| SectionName::Mapping { project, object: &object }.to_string());
            let names = std::iter::once(SectionName::Fields(&object).to_string()).chain(names);
            let sections = configuration.sections(world, names).await?;
            let mut need = Need { object: queries::name(&object)?, selection: None, mapped: None };
            for section in sections.into_iter().flatten() {
                match section {
                    Section::Fields(selection) => need.selection = Some(selection),
                    Section::Mapping(mapping) => {
                        let mapped = need.mapped.get_or_insert_default();
                        for field in mapping.fields {
                            if !mapped.contains(&field.field) {
                                mapped.push(field.field);
                            }
                        }
                    }
                    _ => {}
                }
            }
            if configuration.version() == 0 {
                need.selection = None;
                need.mapped = need.mapped.map(|_| Vec::new());
            }
            Ok(need)
        }
    });
    join_all(each).await.into_iter().collect()
}

/// Asks the org, in one call for every two dozen objects, and keeps what it says of them.
async fn ask(world: &World, org: &mut Org, needs: &[Need]) -> Result<Found, Failure> {
    let bug = |error: weftline_salesforce::soql::NameError| failure::bug(&error.to_string());
    let queries = [permissions_query().map_err(bug)?, side::mappings_query().map_err(bug)?];
    let mut found = Found { usage: None, permissions: None, rows: None, objects: Vec::new() };
    let (first, rest) = needs.split_at(needs.len().min(COMPOSITE_MAX - QUERIES));
    for (index, part) in std::iter::once(first).chain(rest.chunks(COMPOSITE_MAX)).enumerate() {
        let asked = if index == 0 { queries.as_slice() } else { &[] };
        let parts: Vec<Subrequest<'_>> = asked
            .iter()
            .map(Subrequest::query)
            .chain(part.iter().map(|need| Subrequest::describe(&need.object, None)))
            .collect();
        let reply = org.read(world, |session, timeout_ms| composite(session, &parts, false, timeout_ms)).await?;
        found.usage = reply::api_usage(&reply.headers).or(found.usage);
        let answers = reply::composite(&reply.view()).map_err(|error| error.to_failure())?;
        let mut answers = answers.iter();
        if index == 0 {
            found.permissions = answers.next().and_then(permissions);
            found.rows = rows(answers.next())?;
        }
        for answer in answers {
            found.objects.push(keep(world, &org.id, answer).await?);
        }
    }
    Ok(found)
}

fn permissions_query() -> Result<Query, weftline_salesforce::soql::NameError> {
    let mut select = Select::from(&Name::parse("UserPermissionAccess")?).limit(1);
    for field in [API, MODIFY_METADATA, CUSTOMIZE, AUTHOR_APEX, ASSIGN] {
        select = select.field(&FieldPath::parse(field)?);
    }
    Ok(select.build())
}

/// None where the org does not tell.
fn permissions(answer: &SubReply<'_>) -> Option<Permissions> {
    let reply = answer.read().ok()?;
    let page = reply::query_page(&reply).ok()?;
    let row: &Record<'_> = page.records.first()?;
    let has = |field| row.get(field) == Scalar::Boolean(true);
    // Custom metadata types are made by who may author Apex.
    // <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_custommetadatatypes.htm>
    let install = has(MODIFY_METADATA) && has(CUSTOMIZE) && has(AUTHOR_APEX);
    Some(Permissions { api: has(API), install, assign: has(ASSIGN) })
}

fn rows(answer: Option<&SubReply<'_>>) -> Result<Option<usize>, Failure> {
    let Some(answer) = answer else { return Ok(None) };
    match answer.read().and_then(|reply| reply::query_page(&reply).map(|page| page.records.len())) {
        Ok(rows) => Ok(Some(rows)),
        Err(error) if is_not_there(error.code()) => Ok(None),
        Err(error) => Err(error.to_failure()),
    }
}

/// A describe, kept for everyone; or why there is none.
async fn keep(
    world: &World,
    connection: &str,
    answer: &SubReply<'_>,
) -> Result<Result<ObjectDescribe, SalesforceError>, Failure> {
    let described = match answer.read().and_then(|reply| reply::describe(&reply)) {
        Ok(described) => described,
        Err(error) if error.class().is_retryable() => return Err(error.to_failure()),
        Err(error) => return Ok(Err(error)),
    };
    let described = described
        .ok_or_else(|| failure::bug("Salesforce said that nothing changed, though it was not asked for changes"))?;
    describes::save(world, connection, &described.object, described.last_modified.as_deref()).await?;
    Ok(Ok(described.object))
}

/// Whether it is the org that keeps Weftline out, and not the moment.
fn is_final(failure: &Failure) -> bool {
    matches!(
        failure.code,
        FailureCode::ReconnectNeeded
            | FailureCode::SalesforceForbidden
            | FailureCode::CredentialsRefused
            | FailureCode::HostRefused
    )
}
