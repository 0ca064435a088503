//! How everything stands (OPS-3): what is known of each org, of Jira, and of work, with a plain judgement beside each.
//! All of it is read from storage; neither Salesforce nor Jira is asked for more than whether the user may look.

mod judge;

use weftline_plan::PLANNER_VERSION;
use weftline_wire::configuration::Settings;
use weftline_wire::document::{ApiUse, Connection, JiraPollDocument, PollDocument};
use weftline_wire::view::{ConnectionHealth, HealthView};

use crate::configuration::Configuration;
use crate::connections;
use crate::engine::World;
use crate::failure::Failure;
use crate::gate;
use crate::join::{join, join_all};
use crate::ledger::{self, Entry};
use crate::store::{self, Among, Entity, key};
use judge::Judge;

/// Work that is counted at most, of an org and of what has failed.
pub(crate) const COUNTED_MAX: u32 = 100;

/// The index of work by connection and by when it is due.
const BY_DUE: &str = "due";

/// The index of work by state.
pub(crate) const BY_STATE: &str = "state";

/// How far Jira was looked at: its key among the polls.
const JIRA: &str = "jira";

/// Shows how everything stands.
pub(crate) async fn health(world: &World) -> Result<HealthView, Failure> {
    let ((admin, configuration), ((orgs, jira), failed)) = join(
        join(gate::admin(world), Configuration::read(world)),
        join(
            join(connections::all(world), store::entity::<JiraPollDocument>(world, Entity::Poll, JIRA)),
            store::query(world, Entity::Work, Among::Index(BY_STATE, ledger::FAILED), COUNTED_MAX),
        ),
    )
    .await;
    admin?;
    let (configuration, orgs) = (configuration?, orgs?);
    let has_projects = !configuration.project_ids().is_empty();
    let (settings, orgs) = join(
        configuration.settings(world),
        join_all(orgs.iter().map(|(id, connection)| async move { Known::read(world, id, &connection.document).await })),
    )
    .await;
    let settings = settings?;
    let judge = Judge::new(world.now_ms(), &settings, has_projects);
    let mut view = HealthView {
        enabled: settings.enabled,
        connections: Vec::new(),
        jira_polled_at_ms: None,
        jira_poll_failure: None,
        jira_judgement: judge.jira(None, orgs.is_empty()),
        failed: 0,
        failed_judgement: judge.failed(0),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        planner: PLANNER_VERSION,
        help_url: concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/administration.md").to_owned(),
        at_ms: world.now_ms(),
    };
    for org in orgs {
        view.connections.push(org?.shown(&judge, &settings));
    }
    if let Some(jira) = jira?.map(|jira| jira.document) {
        view.jira_judgement = judge.jira(Some(&jira), view.connections.is_empty());
        view.jira_polled_at_ms = (jira.polled_at_ms > 0).then_some(jira.polled_at_ms);
        view.jira_poll_failure = jira.failure;
    }
    let (failed, _) = failed?;
    view.failed = u32::try_from(failed.len()).unwrap_or(COUNTED_MAX);
    view.failed_judgement = judge.failed(view.failed);
    Ok(view)
}

/// What is known of an org.
struct Known {
    id: String,
    connection: Connection,
    poll: Option<PollDocument>,
    api: Option<ApiUse>,
    open: u32,
    oldest_ms: Option<u64>,
}

impl Known {
    async fn read(world: &World, id: &str, connection: &Connection) -> Result<Self, Failure> {
        let ((poll, api), work) = join(
            join(store::entity::<PollDocument>(world, Entity::Poll, id), store::get::<ApiUse>(world, key::api_use(id))),
            store::query(world, Entity::Work, Among::Index(BY_DUE, id), COUNTED_MAX),
        )
        .await;
        let (mut open, mut oldest_ms) = (0, None);
        for item in work?.0 {
            let Some(entry) = store::read_known::<Entry>(Entity::Work, &item)? else { continue };
            if entry.state != ledger::FAILED {
                let since_ms = entry.document.since_ms;
                open += 1;
                oldest_ms = Some(oldest_ms.map_or(since_ms, |oldest: u64| oldest.min(since_ms)));
            }
        }
        let poll = poll?.map(|poll| poll.document);
        Ok(Self { id: id.to_owned(), connection: connection.clone(), poll, api: api?, open, oldest_ms })
    }

    fn shown(self, judge: &Judge, settings: &Settings) -> ConnectionHealth {
        let Self { id, connection, poll, api, open, oldest_ms } = self;
        // What was said more than a day ago says nothing of the last 24 hours.
        let api = api.filter(|api| judge.is_of_today(api.at_ms));
        let budget = judge.budget(api.as_ref());
        // Of objects that are looked at, the one that was left behind counts.
        let followed = poll.iter().flat_map(|poll| poll.objects.values()).map(|mark| mark.upto_ms);
        let upto_ms = followed.filter(|upto_ms| *upto_ms > 0).min();
        ConnectionHealth {
            connection_judgement: judge.connection(&connection),
            api_judgement: judge.api(budget),
            poll_judgement: judge.poll(&connection, poll.as_ref(), upto_ms),
            drift_judgement: judge.drift(poll.as_ref().and_then(|poll| poll.reconciled.as_ref())),
            work_judgement: judge.work(oldest_ms),
            connection: id,
            organization_name: connection.organization_name,
            state: connection.state,
            trouble: connection.trouble,
            renewed_at_ms: connection.renewed_at_ms,
            api_cap: settings.api_cap.filter(|cap| api.is_none_or(|api| *cap < api.max)),
            api,
            budget,
            polled_at_ms: poll.as_ref().map(|poll| poll.polled_at_ms).filter(|polled_at_ms| *polled_at_ms > 0),
            upto_ms,
            heard_at_ms: poll.as_ref().map(|poll| poll.heard_at_ms).filter(|heard_at_ms| *heard_at_ms > 0),
            reconciled: poll.as_ref().and_then(|poll| poll.reconciled),
            poll_failure: poll.and_then(|poll| poll.failure),
            open,
            oldest_ms,
        }
    }
}
