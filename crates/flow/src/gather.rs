//! What a creation is planned from: the object's describe, the mapping, the issue, and the users that it names.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use weftline_configuration::working;
use weftline_jira::reply::Person;
use weftline_jira::{reply as jira_reply, request as jira_request};
use weftline_mapping::{
    IssueInput, JiraField, JiraFields, JiraSchema, LookupNeeded, Needs, Resolved, ResolvedRecord, ResolvedUser,
    Transition, TransitionField, compile,
};
use weftline_plan::{IssueSnapshot, issue_fields};
use weftline_salesforce::reply::Record;
use weftline_salesforce::soql::{Condition, FieldPath, Literal, Query, Select};
use weftline_wire::configuration::Mapping;
use weftline_wire::effect::{Effect, Outcome, Principal, Trouble};
use weftline_wire::failure::{FailureCode, Problem};
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::zone::Zone;

use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::org::Org;
use crate::queries::{self, QueryReply};
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

/// Gathers: the issue as the principal sees it, a describe of at most an hour, and in one call what the mapping needs
/// beside: users by e-mail, records that lookups point to.
pub(crate) async fn gather(
    world: &World,
    org: &mut Org,
    stored: Option<describes::Stored>,
    wanted: Wanted<'_>,
) -> Result<Gathered, Failure> {
    let (issue_id, principal) = (wanted.issue_id, wanted.principal.clone());
    let (mut gathered, needed) = read(world, org, stored, wanted).await?;
    gathered.resolved = resolve(world, org, issue_id, principal, &needed).await?;
    Ok(gathered)
}

/// The same without what the mapping needs beside, which is said.
pub(crate) async fn read(
    world: &World,
    org: &mut Org,
    stored: Option<describes::Stored>,
    wanted: Wanted<'_>,
) -> Result<(Gathered, Needs), Failure> {
    let (gathered, needed) = read_to_update(world, org, stored, wanted).await?;
    if !gathered.object.createable {
        let text = format!("the integration user may not create records of `{}`", gathered.object.label);
        return Err(failure::of(FailureCode::SalesforceForbidden, text));
    }
    Ok((gathered, needed))
}

/// The same where nothing is created.
pub(crate) async fn read_to_update(
    world: &World,
    org: &mut Org,
    stored: Option<describes::Stored>,
    wanted: Wanted<'_>,
) -> Result<(Gathered, Needs), Failure> {
    let Wanted { issue_id, principal, site_url, mapping, users } = wanted;
    let name = queries::name(&mapping.object)?;
    // Which Jira fields to read follows from the describe; when none is stored, it has to come first.
    let first = match &stored {
        Some(stored) => stored.object.clone(),
        None => describes::fresh(world, org, &name, None).await?,
    };
    let asked = issue_fields(&mapping, &JiraFields::default(), &first);
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let refresh = async {
        match stored {
            Some(stored) => describes::fresh(world, org, &name, Some(stored)).await,
            None => Ok(first.clone()),
        }
    };
    let (read, object) = join(site::ask(world, jira_request::issue(issue_id, &asked, principal)), refresh).await;
    let (read, object) = (read.map_err(SiteError::into_failure)?, object?);
    let (jira, snapshot) = issue_values(&read, site_url)?;
    let (mapping, resting) = working(&mapping, &jira, &object);
    let needed: Needs = {
        let mut mapping = mapping.clone();
        mapping.fields.retain(|field| users == Users::All || field.read_only);
        compile(&mapping, &jira, &object).needs(&snapshot.input())
    };
    let resolved = Resolved::default();
    Ok((Gathered { object, mapping, resting, jira, issue: snapshot, resolved }, needed))
}

/// The issue's values and what Jira says of its fields.
pub(crate) fn issue_values(read: &SiteReply, site_url: &str) -> Result<(JiraFields, IssueSnapshot), Failure> {
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

/// What was asked of Salesforce in one query.
enum Asked<'a> {
    /// Users by these addresses.
    Users(&'a [String]),
    /// A record that a lookup points to.
    Lookup(&'a LookupNeeded),
}

/// Answers under way: a future of its own, made once and not for each flow that asks.
type Resolving<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + 'a>>;

/// Asks for all that values are made from, in one turn: of Salesforce in one call, and of nobody when nothing is needed.
pub(crate) fn resolve<'a>(
    world: &'a World,
    org: &'a mut Org,
    issue_id: &'a str,
    principal: Principal,
    needs: &'a Needs,
) -> Resolving<'a, Resolved> {
    Box::pin(
        async move { resolve_beside(world, org, issue_id, principal, needs, None).await.map(|(resolved, _)| resolved) },
    )
}

/// The same with a query of something else in the same call.
pub(crate) fn resolve_beside<'a>(
    world: &'a World,
    org: &'a mut Org,
    issue_id: &'a str,
    principal: Principal,
    needs: &'a Needs,
    beside: Option<Query>,
) -> Resolving<'a, (Resolved, Option<QueryReply>)> {
    Box::pin(async move {
        let mut resolved = Resolved::default();
        let (of_org, of_site) = join(
            ask_org(world, org, needs, beside),
            join(zone(world, needs), ask_site(world, issue_id, principal, needs)),
        )
        .await;
        let beside;
        (resolved.users_by_email, resolved.lookups, beside) = of_org?;
        let (zone, of_site) = of_site;
        resolved.zone = zone?;
        (resolved.accounts_by_email, resolved.transitions) = of_site?;
        Ok((resolved, beside))
    })
}

type ByEmail = BTreeMap<String, ResolvedUser>;

/// What an org has said of users and lookups, and what was asked beside.
type OfOrg = (ByEmail, Vec<ResolvedRecord>, Option<QueryReply>);

/// Users by e-mail address, and the records that lookups point to.
async fn ask_org(world: &World, org: &mut Org, needs: &Needs, beside: Option<Query>) -> Result<OfOrg, Failure> {
    let mut asked = Vec::new();
    let mut queries = Vec::new();
    if !needs.users.is_empty() {
        queries.push(users_query(&needs.users)?);
        asked.push(Asked::Users(&needs.users));
    }
    for lookup in &needs.lookups {
        queries.push(lookup_query(lookup)?);
        asked.push(Asked::Lookup(lookup));
    }
    let is_beside = beside.is_some();
    queries.extend(beside);
    let (mut users, mut lookups) = (ByEmail::new(), Vec::new());
    let mut replies = match queries::run(world, org, &queries).await {
        Ok(replies) => replies,
        Err(failure) => match (asked.as_slice(), refusal(&failure)) {
            ([Asked::Lookup(lookup)], Some(why)) if !is_beside => {
                return Ok((users, vec![found(lookup, None, Some(why))], None));
            }
            _ => return Err(failure),
        },
    };
    let beside = if is_beside { replies.pop() } else { None };
    for (asked, reply) in asked.iter().zip(&replies) {
        match (asked, reply.page()) {
            (Asked::Users(wanted), Ok(page)) => users_among(wanted, &page.records, &mut users),
            (Asked::Lookup(lookup), Ok(page)) => match page.records.as_slice() {
                [] => {}
                [one] => lookups.push(found(lookup, one.id().map(|id| id.to_string()), None)),
                _ => lookups.push(found(lookup, None, None)),
            },
            (Asked::Users(_), Err(failure)) => return Err(failure),
            (Asked::Lookup(lookup), Err(failure)) => match refusal(&failure) {
                Some(why) => lookups.push(found(lookup, None, Some(why))),
                None => return Err(failure),
            },
        }
    }
    Ok((users, lookups, beside))
}

/// Why Salesforce cannot look there: it has no such object or field, or none that can be looked for. That is the
/// mapping's mistake, and stops no other field.
fn refusal(failure: &Failure) -> Option<String> {
    let code = failure.values.get("code")?;
    code.starts_with("INVALID_").then(|| failure.text.clone())
}

fn found(lookup: &LookupNeeded, id: Option<String>, refused: Option<String>) -> ResolvedRecord {
    let LookupNeeded { object, by, text } = lookup.clone();
    ResolvedRecord { object, by, text, id, refused }
}

fn users_query(emails: &[String]) -> Result<Query, Failure> {
    let (email, name, active) = (path("Email")?, path("Name")?, path("IsActive")?);
    let by_email = emails.iter().map(|user| Condition::equals(&email, &Literal::Text(user)));
    let select = Select::from(&queries::name("User")?).field(&name).field(&email);
    let only_active = Condition::equals(&active, &Literal::Boolean(true));
    Ok(Condition::any(by_email).into_iter().fold(select.only(only_active), Select::only).build())
}

/// Two records are enough to know that there is not one.
fn lookup_query(lookup: &LookupNeeded) -> Result<Query, Failure> {
    let has = Condition::equals(&path(&lookup.by)?, &Literal::Text(&lookup.text));
    Ok(Select::from(&queries::name(&lookup.object)?).only(has).limit(2).build())
}

fn path(field: &str) -> Result<FieldPath, Failure> {
    FieldPath::parse(field).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))
}

/// Active users by e-mail address. An address that several users share belongs to none of them.
fn users_among(wanted: &[String], records: &[Record<'_>], users: &mut ByEmail) {
    for user in wanted {
        let mut mine = records
            .iter()
            .filter(|record| record.get("Email").text().is_some_and(|email| email.eq_ignore_ascii_case(user)));
        if let (Some(record), None) = (mine.next(), mine.next())
            && let (Some(id), Some(name)) = (record.id(), record.get("Name").text())
        {
            users.insert(user.clone(), ResolvedUser { id: id.to_string(), name: name.to_owned() });
        }
    }
}

/// The mapping's time zone; none when nobody knows it, which the mapping then says where it matters.
async fn zone(world: &World, needs: &Needs) -> Result<Option<Zone>, Failure> {
    let Some(zone) = &needs.zone else {
        return Ok(None);
    };
    match world.perform(Effect::TimeZone { zone: zone.clone() }).await.outcome {
        Outcome::Zone { zone } => Ok(Some(zone)),
        Outcome::Trouble { reason: Trouble::Refused, .. } => Ok(None),
        _ => Err(failure::bug("a time zone came back with another effect's outcome")),
    }
}

/// Accounts by e-mail address, and the issue's transitions. An address that several accounts show belongs to none.
async fn ask_site(
    world: &World,
    issue_id: &str,
    principal: Principal,
    needs: &Needs,
) -> Result<(ByEmail, Vec<Transition>), Failure> {
    let people =
        needs.accounts.iter().map(|email| site::ask(world, jira_request::people_by_email(email, principal.clone())));
    let steps = async {
        match needs.transitions {
            true => site::ask(world, jira_request::transitions(issue_id, principal.clone())).await.map(Some),
            false => Ok(None),
        }
    };
    let (people, steps) = join(join_all(people), steps).await;
    let mut accounts = ByEmail::new();
    for (email, reply) in needs.accounts.iter().zip(people) {
        let reply = reply.map_err(SiteError::into_failure)?;
        let found = jira_reply::accounts_of(&reply.view(), email).map_err(|error| error.to_failure())?;
        if let [Person { account_id, display_name }] = found.as_slice() {
            let account = ResolvedUser { id: account_id.clone(), name: display_name.clone() };
            accounts.insert(email.clone(), account);
        }
    }
    let Some(reply) = steps.map_err(SiteError::into_failure)? else {
        return Ok((accounts, Vec::new()));
    };
    let read = jira_reply::transitions(&reply.view()).map_err(|error| error.to_failure())?;
    let transitions = read.into_iter().map(|step| {
        let fields = step.fields.into_iter();
        let fields = fields.map(|field| TransitionField { id: field.id, name: field.name, required: field.required });
        Transition { id: step.id, name: step.name, to: step.to, fields: fields.collect() }
    });
    Ok((accounts, transitions.collect()))
}
