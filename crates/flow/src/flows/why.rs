//! Why something happened on an issue, or did not (D-2): what each rule says of it now, and what was decided.
//!
//! Values are read as the user. What the app has seen and the user may not see is left out of what was decided.

mod standing;
mod told;
mod waiting;

use weftline_jira::reply as jira_reply;
use weftline_jira::request as jira_request;
use weftline_wire::call::RunAgainCall;
use weftline_wire::configuration::{Mapping, RoleAction};
use weftline_wire::decision::{Activity, Cause};
use weftline_wire::effect::Principal;
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Caller;
use weftline_wire::plan::{Plan, Write};
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::view::{RuleNow, WhyView};

use crate::activity;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::fired::{self, Firing};
use crate::gate;
use crate::ground::Ground;
use crate::join::{join, join_all};
use crate::judged;
use crate::ledger::{self, Mark};
use crate::links;
use crate::place::Intent;
use crate::site::{self, SiteError};

pub(crate) use standing::{Asks, Standing};
pub(in crate::flows) use told::{Teller, add_fields};

/// Entries shown at most.
const SHOWN_MAX: u32 = 20;

/// Says why. Salesforce is not asked.
pub(crate) async fn why(world: &World, caller: &Caller) -> Result<WhyView, Failure> {
    let ground = Ground::read(world, caller).await?;
    let configuration = &ground.configuration;
    let (issue_id, project_id) = (ground.issue.id.as_str(), ground.project.id.as_str());
    let ((place, (events, rules)), activity) = join(
        join(
            ground.place(world, Intent::Look),
            join(configuration.events(world), configuration.rules_of(world, project_id)),
        ),
        join(
            join(activity::read(world, issue_id, SHOWN_MAX), ledger::read_mark(world, issue_id)),
            waiting::read(world, &ground),
        ),
    )
    .await;
    let ((activity, mark), waiting) = activity;
    let (place, events, rules, waiting) = (place?, events?, rules?, waiting?);
    let ((activity, _), pending) = (activity?, mark?.is_some());

    let mut fields = judged::fields_of(&rules);
    told::add_fields(&activity, &mut fields);
    waiting.add_fields(&mut fields);
    let connection = place.connection();
    let (look, (firings, (kinds, people))) = join(
        judged::look(world, issue_id, &fields, Principal::User, ground.links.judged),
        join(
            join_all(rules.iter().map(|rule| fired::read(world, issue_id, &rule.id))),
            join(kinds(world, &ground, connection, &activity), people(world, &activity)),
        ),
    )
    .await;
    let look = look.map_err(SiteError::into_failure)?;
    let firings: Vec<Option<Firing>> = firings.into_iter().collect::<Result<_, _>>()?;
    let changes = look.changes();
    let facts = look.facts(&changes, ground.links.judged, &events, configuration);

    let standing = Standing {
        rest: place.rules_rest(look.issue_type.as_deref()),
        objects: &configuration.objects(),
        facts: &facts,
        links: &ground.links.links,
        asks: Asks::Why,
    };
    let may = ground.may(RoleAction::Retry) && standing.rest.is_none();
    let now = rules.iter().zip(&firings).map(|(rule, firing)| {
        let mut decision = standing.decide(rule, firing.as_ref());
        told::remember(&mut decision, &activity);
        let may_run_again = may && rule.enabled && standing.may_run_again(firing.as_ref(), pending);
        RuleNow { decision, may_run_again }
    });
    let now: Vec<RuleNow> = now.collect();
    let primary = primary(&ground);
    let teller = told::Teller { facts: &facts, kinds: &kinds?, people: &people?, primary: primary.as_deref() };
    Ok(WhyView {
        now: now.into_iter().map(|now| RuleNow { decision: teller.withheld(now.decision), ..now }).collect(),
        waiting: waiting.tell(&facts),
        activity: activity.into_iter().map(|activity| teller.tell(activity)).collect(),
        pending,
    })
}

/// Lets a rule run again whose record is not linked any more, or was refused: AUTO-7. It is judged as if its field had
/// just been set.
pub(crate) async fn run_again(world: &World, caller: &Caller, call: &RunAgainCall) -> Result<WhyView, Failure> {
    let ground = Ground::read(world, caller).await?;
    gate::may_edit(ground.rights)?;
    let configuration = &ground.configuration;
    let issue_id = ground.issue.id.as_str();
    let ((place, rules), (firing, mark)) = join(
        join(ground.place(world, Intent::Change), configuration.rules_of(world, &ground.project.id)),
        join(fired::read(world, issue_id, &call.rule), ledger::read_mark(world, issue_id)),
    )
    .await;
    let place = place?;
    gate::switched_on(place.settings.allow_linking, "creating")?;
    if place.rules_rest(caller.issue_type.as_deref()).is_some() {
        let text = "this project or issue type is not configured in Weftline: rules create nothing here";
        return Err(failure::of(FailureCode::ProjectNotConfigured, text));
    }
    let (firing, pending) = (firing?, mark?.is_some());
    if !rules?.iter().any(|rule| rule.id == call.rule && rule.enabled) {
        return Err(failure::of(FailureCode::Invalid, "there is no such rule here, or it is switched off"));
    }
    if !standing::may_run_again(firing.as_ref(), &ground.links.links, pending) {
        let text =
            "this rule has nothing to run again: it has not created a record here, or its record is still linked";
        return Err(failure::of(FailureCode::Invalid, text));
    }
    if firing.is_some_and(|firing| !firing.is_refused()) {
        fired::reset(world, issue_id, &call.rule).await?;
    }
    let mark = Mark {
        cloud_id: &caller.cloud_id,
        issue_id,
        project_id: Some(&ground.project.id),
        connection: place.connection(),
        causes: &[Cause::RunAgain],
        post_functions: &[],
    };
    ledger::mark(world, &mark).await?;
    Box::pin(why(world, caller)).await
}

/// What is known of an object whose records were created.
pub(crate) struct Kind {
    pub(in crate::flows) object: String,
    pub(in crate::flows) mapping: Option<Mapping>,
    pub(in crate::flows) describe: Option<ObjectDescribe>,
}

/// What is stored of the objects of plans.
async fn kinds(
    world: &World,
    ground: &Ground<'_>,
    connection: &str,
    activity: &[Activity],
) -> Result<Vec<Kind>, Failure> {
    let mut objects: Vec<&str> = Vec::new();
    let primary = primary(ground).filter(|_| !activity.is_empty());
    let planned = activity.iter().flat_map(|activity| activity.plans.iter().filter_map(object_of));
    for object in planned.chain(primary.as_deref()) {
        if !objects.contains(&object) {
            objects.push(object);
        }
    }
    let each = objects.iter().map(|object| {
        join(
            ground.configuration.mapping(world, &ground.project.id, object),
            describes::stored(world, connection, object),
        )
    });
    let mut kinds = Vec::new();
    for (object, (mapping, stored)) in objects.iter().zip(join_all(each).await) {
        let describe = stored?.map(|stored| stored.object);
        kinds.push(Kind { object: (*object).to_owned(), mapping: mapping?, describe });
    }
    Ok(kinds)
}

/// The object of the issue's primary record.
fn primary(ground: &Ground<'_>) -> Option<String> {
    let id = links::primary(&ground.links, &ground.configuration.objects())?;
    ground.links.links.iter().find(|link| link.record_id == id).map(|link| link.object.clone())
}

pub(in crate::flows) fn object_of(plan: &Plan) -> Option<&str> {
    plan.writes.iter().find_map(|write| match write {
        Write::CreateRecord { object, .. } | Write::UpdateRecord { object, .. } => Some(object.as_str()),
        _ => None,
    })
}

/// The names of who did something, by account.
pub(in crate::flows) async fn people(world: &World, activity: &[Activity]) -> Result<Vec<(String, String)>, Failure> {
    let mut accounts: Vec<String> = Vec::new();
    for author in activity.iter().filter_map(|activity| activity.author.as_ref()) {
        if !accounts.contains(author) {
            accounts.push(author.clone());
        }
    }
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let reply = site::ask(world, jira_request::people(&accounts)).await.map_err(SiteError::into_failure)?;
    let people = jira_reply::people(&reply.view()).map_err(|error| error.to_failure())?;
    Ok(people.into_iter().map(|person| (person.account_id, person.display_name)).collect())
}
