//! Tries a connection: does the org let Weftline in, and may the integration user do what the configuration asks of
//! it? (CON-5, CON-7)

use weftline_configuration::SectionName;
use weftline_salesforce::error::{Barrier, SalesforceError};
use weftline_salesforce::reply::{self, Record, Scalar, SubReply};
use weftline_salesforce::request::{COMPOSITE_MAX, Subrequest, composite};
use weftline_salesforce::side;
use weftline_salesforce::soql::{FieldPath, Name, Query, Select};
use weftline_wire::call::TestConnectionCall;
use weftline_wire::configuration::{FieldSelection, Section};
use weftline_wire::document::{Connection, ConnectionState};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{CheckOutcome, ConnectionCheck, ConnectionTestView};

use super::connection;
use super::surroundings;
use crate::configuration::{ANY_PROJECT, Configuration, connection_of};
use crate::creations;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::side::is_not_there;
use crate::gate;
use crate::join::{join, join_all};
use crate::org::{self, Org};
use crate::queries;
use crate::shown::Shown;

/// What the integration user's profile and permission sets are asked for.
const API: &str = "PermissionsApiEnabled";
const MODIFY_METADATA: &str = "PermissionsModifyMetadata";
const CUSTOMIZE: &str = "PermissionsCustomizeApplication";
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
        Ok(found) => (checks(&now, &needs, &found, connections?.len() > 1), found.usage),
        Err(failure) if is_final(&failure) => (vec![shut_out(&now, &failure)], None),
        Err(failure) => return Err(failure),
    };
    Ok(ConnectionTestView {
        connection: connection::card(id, &now),
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
    for field in [API, MODIFY_METADATA, CUSTOMIZE, ASSIGN] {
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
    Some(Permissions { api: has(API), install: has(MODIFY_METADATA) && has(CUSTOMIZE), assign: has(ASSIGN) })
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

/// The login, as it failed: by the words that Salesforce said when it did.
fn shut_out(connection: &Connection, failure: &Failure) -> ConnectionCheck {
    let trouble = connection.trouble.as_ref().filter(|_| connection.state == ConnectionState::ReconnectNeeded);
    let said = trouble.unwrap_or(failure);
    let value = |name: &str| said.values.get(name).map(String::as_str).unwrap_or_default();
    let barrier = Barrier::of(value("code"), value("message"));
    let (text, remedy) = match barrier {
        Some(barrier) => (barrier.text().to_owned(), barrier.remedy()),
        None if said.code == FailureCode::ReconnectNeeded => {
            (said.text.clone(), "reconnect: log in again with the integration user")
        }
        None => (said.text.clone(), "check the app's policies and the integration user's permissions in Salesforce"),
    };
    check("login", CheckOutcome::Missing, text, Some(remedy))
}

fn checks(connection: &Connection, needs: &[Need], found: &Found, several: bool) -> Vec<ConnectionCheck> {
    let logged_in = ["logged in to ", &connection.organization_name, " as ", &connection.username].concat();
    let mut all = vec![check("login", CheckOutcome::Fine, logged_in, None)];
    all.extend(found.usage.map(|(used, limit)| api_calls(used, limit)));
    all.extend(found.permissions.as_ref().map(|permissions| api_enabled(permissions.api)));
    for (need, object) in needs.iter().zip(&found.objects) {
        match object {
            Ok(object) => all.extend(object_checks(need, object)),
            Err(_) => all.push(no_object(need.object.as_str(), several)),
        }
    }
    all.push(own_mapping(found.rows));
    all.extend(found.permissions.as_ref().map(installing));
    let missing = all.iter().any(|check| check.outcome == CheckOutcome::Missing);
    all.push(permission_set(needs, missing));
    all
}

fn api_calls(used: u32, limit: u32) -> ConnectionCheck {
    let left = limit.saturating_sub(used);
    let text = [&left.to_string(), " of ", &limit.to_string(), " API calls are left in these 24 hours"].concat();
    let outcome = match left {
        0 => CheckOutcome::Missing,
        left if left < limit / 10 => CheckOutcome::Weaker,
        _ => CheckOutcome::Fine,
    };
    let remedy = "wait, let other integrations call less, or buy API calls";
    check("apiCalls", outcome, text, (outcome != CheckOutcome::Fine).then_some(remedy))
}

fn api_enabled(enabled: bool) -> ConnectionCheck {
    if enabled {
        return check("apiEnabled", CheckOutcome::Fine, "the integration user may use the API".to_owned(), None);
    }
    check("apiEnabled", CheckOutcome::Missing, Barrier::Api.text().to_owned(), Some(Barrier::Api.remedy()))
}

fn no_object(object: &str, several: bool) -> ConnectionCheck {
    let text = ["this org has no object `", object, "`, or the integration user may not see it"].concat();
    let outcome = if several { CheckOutcome::Weaker } else { CheckOutcome::Missing };
    let remedy = "give the integration user read access to the object, or remove it from the configuration";
    check(&["object:", object].concat(), outcome, text, Some(remedy))
}

/// What may be done with an object's records and fields.
fn object_checks(need: &Need, object: &ObjectDescribe) -> Vec<ConnectionCheck> {
    let name = need.object.as_str();
    let creates = need.mapped.is_some();
    let code = ["object:", name].concat();
    let record = |verb: &str| [object.label_plural.as_str(), " ", verb].concat();
    let mut all = Vec::new();
    all.push(match (object.queryable, creates && !object.createable, creates && !object.updateable) {
        (false, ..) => {
            let remedy = "give the integration user `Read` on the object, under Object Settings of a permission set";
            check(&code, CheckOutcome::Missing, record("cannot be read"), Some(remedy))
        }
        (_, true, _) => {
            let remedy = "give the integration user `Create` on the object, under Object Settings of a permission set";
            check(&code, CheckOutcome::Missing, record("can be read, but not created"), Some(remedy))
        }
        (_, _, true) => {
            let remedy = "give the integration user `Edit` on the object, under Object Settings of a permission set";
            check(&code, CheckOutcome::Weaker, record("can be read and created, but not changed"), Some(remedy))
        }
        _ if creates => check(&code, CheckOutcome::Fine, record("can be read, created and changed"), None),
        _ => check(&code, CheckOutcome::Fine, record("can be read"), None),
    });
    let before = all.len();
    all.extend(shown_fields(need, object));
    all.extend(mapped_fields(need, object));
    if all.len() == before {
        let text = ["all fields of ", &object.label_plural, " that are shown or mapped can be used"].concat();
        all.push(check(&["fields:", name].concat(), CheckOutcome::Fine, text, None));
    }
    if creates {
        all.push(key_field(name, object));
    }
    all
}

fn shown_fields(need: &Need, object: &ObjectDescribe) -> Vec<ConnectionCheck> {
    let Some(selection) = &need.selection else { return Vec::new() };
    let shown = Shown::new(object, None);
    let mut hidden: Vec<&String> = Vec::new();
    for path in [&selection.search, &selection.details, &selection.list, &selection.compact].into_iter().flatten() {
        if shown.column(path).is_none() && !hidden.contains(&path) {
            hidden.push(path);
        }
    }
    let remedy =
        "let the integration user read the field, under Field Permissions of a permission set, or choose another";
    let one = |path: &String| {
        let text = ["`", path, "` is to be shown, but is not there or may not be read"].concat();
        check(&field_code(need, path), CheckOutcome::Weaker, text, Some(remedy))
    };
    hidden.into_iter().map(one).collect()
}

fn mapped_fields(need: &Need, object: &ObjectDescribe) -> Vec<ConnectionCheck> {
    let one = |name: &String| {
        let field = object.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        let (text, remedy) = match field {
            Some(field) if field.createable => return None,
            Some(_) => (
                "is mapped, but may not be written",
                "let the integration user edit the field, under Field Permissions of a permission set, or unmap it",
            ),
            None => (
                "is mapped, but is not there or may not be seen",
                "let the integration user read and edit the field, under Field Permissions of a permission set, or \
                 unmap it",
            ),
        };
        let text = ["`", name, "` ", text].concat();
        Some(check(&field_code(need, name), CheckOutcome::Missing, text, Some(remedy)))
    };
    need.mapped.iter().flatten().filter_map(one).collect()
}

fn field_code(need: &Need, field: &str) -> String {
    ["field:", need.object.as_str(), ".", field].concat()
}

/// The field that makes creation safe to repeat.
fn key_field(name: &str, object: &ObjectDescribe) -> ConnectionCheck {
    let code = ["field:", name, ".", side::KEY_FIELD].concat();
    if creations::key_field(object).is_some() {
        let text = ["each creation is known by its key in `", side::KEY_FIELD, "`"].concat();
        return check(&code, CheckOutcome::Fine, text, None);
    }
    let there = object.fields.iter().any(|field| field.name == side::KEY_FIELD);
    let what = if there { "is there, but is not what creation needs" } else { "is not there, or may not be seen" };
    let text = [
        "`",
        side::KEY_FIELD,
        "` ",
        what,
        ": after a lost answer nobody can know whether a record was created, and a person has to look",
    ];
    let remedy = "install Weftline's side; or add the field by hand: text of 255 characters, unique without regard to case, \
                  an external id, which the integration user may read and edit";
    check(&code, CheckOutcome::Weaker, text.concat(), Some(remedy))
}

fn own_mapping(rows: Option<usize>) -> ConnectionCheck {
    let text = match rows {
        Some(rows) => ["the org keeps a mapping of its own, with ", &rows.to_string(), " rows"].concat(),
        None => "the org keeps no mapping of its own: projects and objects are chosen here".to_owned(),
    };
    check("side", CheckOutcome::Fine, text, None)
}

/// Whether Weftline can install its side by itself. It works without.
fn installing(permissions: &Permissions) -> ConnectionCheck {
    let (outcome, text, remedy) = match (permissions.install, permissions.assign) {
        (true, true) => (CheckOutcome::Fine, "Weftline can install its side in the org by itself", None),
        (true, false) => (
            CheckOutcome::Weaker,
            "Weftline can install its side, but not give the permission set to the integration user",
            Some("give the integration user `Assign Permission Sets`, or assign the permission set by hand"),
        ),
        (false, _) => (
            CheckOutcome::Weaker,
            "the integration user may not install Weftline's side",
            Some(
                "for the installation give it `Modify Metadata Through Metadata API Functions`, `Customize Application` \
                 and `Assign Permission Sets`, or install by hand; none of them is needed afterwards",
            ),
        ),
    };
    check("install", outcome, text.to_owned(), remedy)
}

/// The least that the integration user needs, as a list that an admin can hold against the org.
fn permission_set(needs: &[Need], missing: bool) -> ConnectionCheck {
    let mut list = "the integration user needs: API Enabled".to_owned();
    for need in needs {
        list.push_str("; ");
        list.push_str(need.object.as_str());
        list.push_str(if need.mapped.is_some() { ": Read, Create, Edit" } else { ": Read" });
    }
    list.push_str("; Read on each field that is shown, Read and Edit on each that is mapped");
    let outcome = if missing { CheckOutcome::Missing } else { CheckOutcome::Fine };
    let remedy = "make a permission set with these rights in Setup, and assign it to the integration user";
    check("permissionSet", outcome, list, missing.then_some(remedy))
}

fn check(code: &str, outcome: CheckOutcome, text: String, remedy: Option<&str>) -> ConnectionCheck {
    ConnectionCheck { code: code.to_owned(), outcome, text, remedy: remedy.map(str::to_owned) }
}
