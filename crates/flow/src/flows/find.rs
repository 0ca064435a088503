//! Issues and records to try something on.

use weftline_jira::jql::{Jql, is_id, is_key};
use weftline_jira::reply::{self as jira_reply, IssueHead};
use weftline_jira::request as jira_request;
use weftline_salesforce::id::RecordId;
use weftline_salesforce::reply::{self, Record};
use weftline_salesforce::request;
use weftline_salesforce::soql::{Condition, Direction, FieldPath, Select};
use weftline_wire::call::{FindIssuesCall, FindRecordsCall};
use weftline_wire::document::{Connection, Versioned};
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{IssueChoice, IssuesView, LookupOption, LookupView};

use crate::configuration::{Configuration, connection_of};
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::flows::search::newest_first;
use crate::gate;
use crate::ground;
use crate::join::join;
use crate::org::{self, MAIN, Org};
use crate::queries;
use crate::site::{self, SiteError};

/// Issues or records shown at most.
const SHOWN_MAX: u32 = 20;

/// Looks for issues by words of their summary; what looks like a key is also asked for as one.
pub(crate) async fn issues(world: &World, call: &FindIssuesCall) -> Result<IssuesView, Failure> {
    let (admin, configuration) = join(gate::admin(world), Configuration::read(world)).await;
    admin?;
    let configured = configuration?.project_ids();
    let projects = match &call.project {
        Some(project) => vec![project.clone()],
        None => configured,
    };
    let text = call.text.trim();
    let (named, found) = join(named(world, text, &projects), search(world, &projects, text)).await;
    let mut heads: Vec<IssueHead> = named?.into_iter().collect();
    for head in found? {
        if !heads.iter().any(|before| before.id == head.id) {
            heads.push(head);
        }
    }
    heads.truncate(SHOWN_MAX as usize);
    Ok(IssuesView { issues: heads.into_iter().map(choice).collect() })
}

/// The issue that was named by its key.
async fn named(world: &World, text: &str, projects: &[String]) -> Result<Option<IssueHead>, Failure> {
    if !is_key(text) {
        return Ok(None);
    }
    let head = match site::ask(world, jira_request::issue_head(text)).await {
        Ok(reply) => jira_reply::issue_head(&reply.view()).map_err(|error| error.to_failure())?,
        Err(SiteError::Refused(error)) if matches!(error.status(), 403 | 404) => return Ok(None),
        Err(error) => return Err(error.into_failure()),
    };
    Ok(Some(head).filter(|head| projects.contains(&head.project_id)))
}

async fn search(world: &World, projects: &[String], text: &str) -> Result<Vec<IssueHead>, Failure> {
    match search_in(world, projects, text).await {
        // Jira refuses the whole query for one project that is not there any more.
        Err(SiteError::Refused(error)) if error.status() == 400 => {
            let there = projects_there(world, projects).await?;
            if there.len() == projects.len() {
                return Err(error.to_failure());
            }
            search_in(world, &there, text).await.map_err(SiteError::into_failure)
        }
        found => found.map_err(SiteError::into_failure),
    }
}

async fn search_in(world: &World, projects: &[String], text: &str) -> Result<Vec<IssueHead>, SiteError> {
    let Some(jql) = Jql::issues_of(projects, text) else {
        return Ok(Vec::new());
    };
    let reply = site::ask(world, jira_request::search_issues(&jql, SHOWN_MAX)).await?;
    jira_reply::issue_heads(&reply.view()).map_err(SiteError::Refused)
}

async fn projects_there(world: &World, projects: &[String]) -> Result<Vec<String>, Failure> {
    let mut there = Vec::new();
    for ids in projects.chunks(jira_request::ASKED_MAX) {
        let reply = site::ask(world, jira_request::projects_by_id(ids)).await.map_err(SiteError::into_failure)?;
        let page = jira_reply::projects(&reply.view()).map_err(|error| error.to_failure())?;
        there.extend(page.values.into_iter().map(|project| project.id).filter(|id| is_id(id)));
    }
    Ok(there)
}

/// An issue as it is chosen.
pub(crate) fn choice(head: IssueHead) -> IssueChoice {
    let IssueHead { id, key, summary, project_id, issue_type, .. } = head;
    IssueChoice { id, key, summary, project_id, issue_type }
}

/// Looks for records of an object in the project's org: by name, and by subject where there is one; those that changed
/// last when nothing was typed. One Salesforce call.
pub(crate) async fn records(world: &World, call: &FindRecordsCall) -> Result<LookupView, Failure> {
    describes::current(world, &call.object, || records_once(world, call)).await
}

async fn records_once(world: &World, call: &FindRecordsCall) -> Result<LookupView, Failure> {
    let object = queries::name(&call.object)?;
    let (configuration, main) = begin(world).await?;
    let (mut org, stored) = org_of(world, &configuration, main, call.project.as_deref(), &call.object).await?;
    let describe = ground::described(world, &mut org, &call.object, stored).await?;
    let names = name_fields(&describe);
    let mut select = Select::from(&object).fields(&names).limit(SHOWN_MAX);
    let text = call.text.trim();
    if !text.is_empty() {
        let by_name = names.iter().map(|name| Condition::contains(name, text));
        let by_id = RecordId::parse(text).ok().map(|id| Condition::id_in(&[id]));
        if let Some(condition) = Condition::any(by_name.chain(by_id)) {
            select = select.only(condition);
        }
    }
    if let Some(path) = newest_first(&describe) {
        select = select.order(&path, Direction::Descending);
    }
    let query = select.build();
    let found = org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?;
    let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
    let options = page.records.iter().filter_map(|record| {
        let id = record.id()?.to_string();
        Some(LookupOption {
            name: name_of(record, &names).unwrap_or_else(|| id.clone()),
            id,
            object: call.object.clone(),
        })
    });
    Ok(LookupView { options: options.collect() })
}

/// What admins' tries begin with, read in one turn: that it is an admin, the configuration, and the first org.
pub(crate) async fn begin(world: &World) -> Result<(Configuration, Option<Versioned<Connection>>), Failure> {
    let (admin, (configuration, main)) =
        join(gate::admin(world), join(Configuration::read(world), org::stored(world, MAIN))).await;
    admin?;
    Ok((configuration?, main?))
}

/// A project's org with what is stored of an object; the first org without a project.
pub(crate) async fn org_of(
    world: &World,
    configuration: &Configuration,
    main: Option<Versioned<Connection>>,
    project: Option<&str>,
    object: &str,
) -> Result<(Org, Option<describes::Stored>), Failure> {
    let bound = async {
        match project {
            Some(project) => configuration.project(world, project).await,
            None => Ok(None),
        }
    };
    let (project, (org, stored)) =
        join(bound, join(Org::open(world, MAIN, main), describes::stored(world, MAIN, object))).await;
    let project = project?;
    let connection = connection_of(project.as_ref());
    if connection == MAIN {
        return Ok((org?, stored?));
    }
    let (org, stored) = join(Org::read_and_open(world, connection), describes::stored(world, connection, object)).await;
    Ok((org?, stored?))
}

/// What people call records by: the name field, and the subject, which says more than a case's number.
pub(crate) fn name_fields(describe: &ObjectDescribe) -> Vec<FieldPath> {
    let named = describe.fields.iter().filter(|field| field.name_field);
    let subject = describe.fields.iter().filter(|field| field.name == "Subject" && !field.name_field);
    named
        .chain(subject)
        .filter(|field| field.filterable)
        .filter_map(|field| FieldPath::parse(&field.name).ok())
        .collect()
}

/// What people call a record.
pub(crate) fn name_of(record: &Record<'_>, names: &[FieldPath]) -> Option<String> {
    let texts: Vec<&str> = names.iter().filter_map(|path| record.get(path.as_str()).text()).collect();
    Some(texts.join(": ")).filter(|name| !name.is_empty())
}
