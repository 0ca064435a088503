//! Begins a backfill: its dry run.

use weftline_jira::jql::Jql;
use weftline_jira::request as jira_request;
use weftline_wire::call::BeginBackfillCall;
use weftline_wire::document::{BackfillIndex, BackfillJob, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::{Caller, Job};
use weftline_wire::view::{
    BackfillCounts, BackfillMatching, BackfillPhase, BackfillPlan, BackfillSource, BackfillView,
};

use crate::backfill::scene::{Scene, jira_of};
use crate::backfill::{jobs, records};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::backfill::show;
use crate::gate;
use crate::join::join;
use crate::site::{self, SiteError};
use crate::store::{self, Committed, Entity, Transaction};

/// Characters of a query that are taken.
const JQL_MAX: usize = 4_000;

/// Begins a backfill. Sent twice, it begins one; only one at a time is under way.
pub(crate) async fn begin(world: &World, caller: &Caller, call: &BeginBackfillCall) -> Result<BackfillView, Failure> {
    let id = &call.job_id;
    if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f')) {
        return Err(failure::of(FailureCode::Invalid, "a job's id has 32 hexadecimal digits in lower case"));
    }
    let (admin, (index, known)) = join(gate::admin(world), join(jobs::index(world), jobs::read(world, id))).await;
    admin?;
    let (mut index, known) = (index?, known?);
    if known.is_some() {
        return show::view(world).await;
    }
    check(world, &call.plan).await?;
    for _ in 0..jobs::ATTEMPTS_MAX {
        let listed = index.as_ref().map(|index| index.document.jobs.clone()).unwrap_or_default();
        if let Some(last) = listed.first()
            && let Some(last) = jobs::read(world, last).await?
            && !jobs::is_over(last.document.phase)
        {
            return Err(failure::of(FailureCode::Conflict, "another backfill is not over: let it end, or cancel it"));
        }
        let mut list = vec![id.clone()];
        list.extend(listed.into_iter().filter(|other| other != id).take(jobs::LISTED_MAX - 1));
        let mut transaction = Transaction::default();
        transaction.put(Entity::Backfill, jobs::INDEX, index.as_ref(), &BackfillIndex { jobs: list })?;
        jobs::write(&mut transaction, world, id, None::<&Versioned<BackfillJob>>, &job(world, caller, &call.plan))?;
        if transaction.commit(world).await? == Committed::Yes {
            store::push(world, Job::Backfill { job_id: id.clone() }, 0).await?;
            return show::view(world).await;
        }
        index = jobs::index(world).await?;
    }
    Err(failure::of(FailureCode::Conflict, "another backfill is being begun at the same time; look again"))
}

fn job(world: &World, caller: &Caller, plan: &BackfillPlan) -> BackfillJob {
    BackfillJob {
        cloud_id: caller.cloud_id.clone(),
        site_url: caller.site_url.clone(),
        author: caller.account_id.clone(),
        started_by: None,
        plan: plan.clone(),
        phase: BackfillPhase::Looking,
        paused: false,
        cancel: false,
        after: None,
        pieces: 0,
        rows: 0,
        piece: 0,
        begun: false,
        calls: 0,
        planned: BackfillCounts::default(),
        done: BackfillCounts::default(),
        doing: BackfillCounts::default(),
        planned_reasons: Vec::new(),
        done_reasons: Vec::new(),
        claim: None,
        began_ms: world.now_ms(),
        started_ms: None,
        moved_ms: world.now_ms(),
        failure: None,
        retry_at_ms: None,
        failures: 0,
    }
}

/// Refuses what cannot be carried out, before anything is stored: in Jira's words what Jira does not take.
async fn check(world: &World, plan: &BackfillPlan) -> Result<(), Failure> {
    let scene = Scene::read(world, plan).await?;
    gate::switched_on(scene.settings.enabled, "Weftline")?;
    gate::switched_on(scene.settings.allow_linking, "linking")?;
    scene.field(&plan.matching)?;
    if jira_of(&plan.matching).is_some_and(|field| !is_field(field)) {
        return Err(failure::of(FailureCode::Invalid, "choose a field of Jira"));
    }
    if plan.matching == (BackfillMatching::Linked {}) && plan.only_new && !plan.create {
        let text = "this would do nothing: what is linked stays as it is, and nothing is linked or created";
        return Err(failure::of(FailureCode::Invalid, text));
    }
    if plan.create && !scene.describe.createable {
        let text = format!("the integration user may not create records of `{}`", scene.describe.label);
        return Err(failure::of(FailureCode::SalesforceForbidden, text));
    }
    let projects = scene.configuration.project_ids();
    if projects.is_empty() {
        return Err(failure::of(FailureCode::ProjectNotConfigured, "no project is configured"));
    }
    match &plan.source {
        BackfillSource::Issues { jql } => {
            if jql.chars().count() > JQL_MAX {
                return Err(failure::of(FailureCode::Invalid, format!("the query has more than {JQL_MAX} characters")));
            }
            try_query(world, Jql::within(&projects, jql), "jql").await
        }
        BackfillSource::Records { condition } => {
            if plan.create {
                let text =
                    "records are gone through, and each of them is there already: switch off the creation of records";
                return Err(failure::of(FailureCode::Invalid, text));
            }
            records::sound(&scene, condition.as_ref())?;
            let jql = jira_of(&plan.matching).and_then(|field| Jql::holding(&projects, field, ["0"]));
            try_query(world, jql, "jiraField").await
        }
    }
}

/// Has Jira say what is wrong with a query, and with what that the user has chosen.
async fn try_query(world: &World, jql: Option<Jql>, field: &str) -> Result<(), Failure> {
    let Some(jql) = jql else { return Ok(()) };
    match site::ask(world, jira_request::try_search(&jql)).await {
        Ok(_) => Ok(()),
        Err(SiteError::Refused(error)) if error.status() == 400 => {
            let own = error.to_failure().text;
            let text = if error.message().is_empty() { own } else { error.message().to_owned() };
            Err(failure::with(failure::of(FailureCode::Invalid, text), "field", field))
        }
        Err(error) => Err(error.into_failure()),
    }
}

fn is_field(text: &str) -> bool {
    !text.is_empty() && text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
