//! What a creation is planned from: the object's describe, the mapping, the issue, and the users that it names.

use weftline_configuration::working;
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_mapping::{IssueInput, JiraField, JiraFields, JiraSchema, Resolved, ResolvedUser, compile};
use weftline_plan::IssueSnapshot;
use weftline_salesforce::soql::{Condition, FieldPath, Literal, Select};
use weftline_salesforce::{reply, request};
use weftline_wire::configuration::Mapping;
use weftline_wire::effect::Principal;
use weftline_wire::failure::{FailureCode, Problem};
use weftline_wire::salesforce::ObjectDescribe;

use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join;
use crate::org::Org;
use crate::queries;
use crate::site::{self, SiteError, SiteReply};
use crate::sorted;

/// What was gathered.
pub(crate) struct Gathered {
    pub(crate) object: ObjectDescribe,
    /// The mapping as it can be worked with.
    pub(crate) mapping: Mapping,
    /// What of the saved mapping rests because it does not fit the org any more.
    pub(crate) resting: Vec<Problem>,
    pub(crate) jira: JiraFields,
    pub(crate) issue: IssueSnapshot,
    pub(crate) resolved: Resolved,
}

/// Which users are looked for in Salesforce.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Users {
    /// All that the mapping names: they prefill the form.
    All,
    /// Those of fields that people cannot change: the form has the others.
    ReadOnlyFields,
}

/// What is asked for.
pub(crate) struct Wanted<'a> {
    pub(crate) issue_id: &'a str,
    /// As whom the issue is read.
    pub(crate) principal: Principal,
    /// The site's address, for the issue's own.
    pub(crate) site_url: &'a str,
    pub(crate) mapping: Mapping,
    pub(crate) users: Users,
}

/// Gathers: the issue as the principal sees it, a describe of at most an hour, and users by e-mail in one call if the
/// mapping names any.
pub(crate) async fn gather(
    world: &World,
    org: &mut Org,
    stored: Option<describes::Stored>,
    wanted: Wanted<'_>,
) -> Result<Gathered, Failure> {
    let Wanted { issue_id, principal, site_url, mapping, users } = wanted;
    let name = queries::name(&mapping.object)?;
    // Which Jira fields to read follows from the describe; when none is stored, it has to come first.
    let first = match &stored {
        Some(stored) => stored.object.clone(),
        None => describes::fresh(world, org, &name, None).await?,
    };
    let compiled = compile(&mapping, &JiraFields::default(), &first);
    let asked = compiled.jira_fields();
    let refresh = async {
        match stored {
            Some(stored) => describes::fresh(world, org, &name, Some(stored)).await,
            None => Ok(first.clone()),
        }
    };
    let (read, object) = join(site::ask(world, jira_request::issue(issue_id, &asked, principal)), refresh).await;
    let (read, object) = (read.map_err(SiteError::into_failure)?, object?);
    if !object.createable {
        let text = format!("the integration user may not create records of `{}`", object.label);
        return Err(failure::of(FailureCode::SalesforceForbidden, text));
    }
    let (jira, snapshot) = issue_values(&read, site_url)?;
    let (mapping, resting) = working(&mapping, &jira, &object);
    let needed = {
        let mut mapping = mapping.clone();
        mapping.fields.retain(|field| users == Users::All || field.read_only);
        compile(&mapping, &jira, &object).needs(&snapshot.input())
    };
    let resolved = find_users(world, org, &needed.users).await?;
    Ok(Gathered { object, mapping, resting, jira, issue: snapshot, resolved })
}

/// The issue's values and what Jira says of its fields.
fn issue_values(read: &SiteReply, site_url: &str) -> Result<(JiraFields, IssueSnapshot), Failure> {
    let issue = jira_reply::issue(&read.view()).map_err(|error| error.to_failure())?;
    let field = |id: &str| JiraField {
        id: id.to_owned(),
        name: issue.name(id).unwrap_or(id).to_owned(),
        schema: issue.schema(id).map(|schema| JiraSchema {
            schema_type: schema.kind.clone(),
            items: schema.items.clone(),
            system: schema.system.clone(),
            custom: schema.custom.clone(),
        }),
    };
    let jira = JiraFields { fields: issue.fields().map(|(id, _)| field(id)).collect(), complete: false };
    let input = IssueInput {
        id: &issue.id,
        key: &issue.key,
        site_url,
        fields: sorted::map(issue.fields().map(|(id, value)| (id, value.get()))),
    };
    let snapshot = IssueSnapshot::of(&input)
        .map_err(|error| failure::bug(&format!("the value of `{}` is not JSON", error.field)))?;
    Ok((jira, snapshot))
}

/// Active users by e-mail address. An address that several users share belongs to none of them.
async fn find_users(world: &World, org: &mut Org, needed: &[String]) -> Result<Resolved, Failure> {
    let mut resolved = Resolved::default();
    let (Ok(email), Ok(name), Ok(active)) =
        (FieldPath::parse("Email"), FieldPath::parse("Name"), FieldPath::parse("IsActive"))
    else {
        return Ok(resolved);
    };
    let by_email = needed.iter().map(|user| Condition::equals(&email, &Literal::Text(user)));
    let Some(condition) = Condition::any(by_email) else {
        return Ok(resolved);
    };
    let select = Select::from(&queries::name("User")?).field(&name).field(&email);
    let query = select.only(Condition::equals(&active, &Literal::Boolean(true))).only(condition).build();
    let found = org.read(world, |session, timeout_ms| request::query(session, &query, timeout_ms)).await?;
    let page = reply::query_page(&found.view()).map_err(|error| error.to_failure())?;
    for user in needed {
        let mut mine = page
            .records
            .iter()
            .filter(|record| record.get("Email").text().is_some_and(|email| email.eq_ignore_ascii_case(user)));
        if let (Some(record), None) = (mine.next(), mine.next())
            && let (Some(id), Some(name)) = (record.id(), record.get("Name").text())
        {
            let found = ResolvedUser { id: id.to_string(), name: name.to_owned() };
            resolved.users_by_email.insert(user.clone(), found);
        }
    }
    Ok(resolved)
}
