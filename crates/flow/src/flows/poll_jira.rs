//! Looks which issues Jira has changed without telling, and notes them: events may be lost.
//!
//! Times are told in minutes before now, by Jira's own clock. What is younger than events may be late is left to the next
//! look. An issue is noted only when it was changed after what is known of it.

use weftline_jira::jql::Jql;
use weftline_jira::reply::{self as jira_reply, ChangedIssue, ChangedIssues};
use weftline_jira::request as jira_request;
use weftline_wire::configuration::EventSelection;
use weftline_wire::decision::Cause;
use weftline_wire::document::{IssueDocument, JiraParked, JiraPollDocument, Versioned};
use weftline_wire::failure::FailureCode;
use weftline_wire::job::Job;

use crate::configuration::{Configuration, connection_of};
use crate::engine::{End, World};
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::marks::{self, Bells, Heard, SyncMark};
use crate::site::{self, SiteError};
use crate::sorted;
use crate::store::{self, Among, Committed, Entity, Transaction};

/// Key of what is stored of it.
const KEY: &str = "jira";

/// Events are so late at most, in minutes.
/// <https://developer.atlassian.com/platform/forge/events/>
const LATE_MINUTES: u64 = 3;

/// How far windows overlap, in minutes: Jira's index lags behind, and it counts in whole minutes.
const OVERLAP_MINUTES: u64 = 2;

/// How far back the first look goes, in minutes.
const FIRST_MINUTES: u64 = 10;

/// A look so short a time after the last one is a message that came twice.
const AGAIN_MS: u64 = 3 * 60 * 1_000;

/// Pages that a run takes on, and below which time it takes no further one.
const PAGES_MAX: u32 = 20;
const LEAST_MS: u32 = 10_000;

/// When a look that found too much goes on.
const PAUSE_SECONDS: u32 = 60;

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

const MINUTE_MS: u64 = 60_000;

/// A look under way.
struct Look<'a> {
    cloud_id: &'a str,
    configuration: Configuration,
    /// The connection of each configured project.
    connections: Vec<(String, String)>,
    judges: bool,
    document: Option<Versioned<JiraPollDocument>>,
}

/// Looks. Where nothing follows issues, Jira is not asked.
pub(crate) async fn poll_jira(world: &World, cloud_id: &str) -> Result<End, Failure> {
    let (configuration, (document, linked)) = join(
        Configuration::read(world),
        join(
            store::entity::<JiraPollDocument>(world, Entity::Poll, KEY),
            store::query(world, Entity::Link, Among::Prefix(""), 1),
        ),
    )
    .await;
    let (configuration, document, linked) = (configuration?, document?, !linked?.0.is_empty());
    let projects = configuration.project_ids();
    let has_rules = configuration.has_rules(None);
    if projects.is_empty() || !(linked || has_rules) {
        return Ok(End::Done(None));
    }
    let (settings, events) = join(configuration.settings(world), configuration.events(world)).await;
    let (settings, events) = (settings?, events?);
    let judges = has_rules && follows_issues(&events);
    let now_ms = world.now_ms();
    let is_early = document.as_ref().is_some_and(|stored| {
        stored.document.parked.is_none()
            && stored.document.failure.is_none()
            && now_ms < stored.document.polled_at_ms + AGAIN_MS
    });
    if !settings.enabled || is_early || !(judges || linked && follows_any(&events)) {
        return Ok(End::Done(None));
    }
    let read = join_all(projects.iter().map(|id| configuration.project(world, id))).await;
    let mut connections = Vec::new();
    for (id, project) in projects.iter().zip(read) {
        connections.push((id.clone(), connection_of(project?.as_ref()).to_owned()));
    }
    let mut look = Look { cloud_id, configuration, connections, judges, document };
    let mut bells = Bells::default();
    let looked = Box::pin(look.run(world, &projects, &mut bells)).await;
    bells.ring(world).await;
    match looked {
        Ok(true) => Ok(End::Done(None)),
        Ok(false) => {
            let job = Job::PollJira { cloud_id: cloud_id.to_owned() };
            Ok(End::Park { job, delay_seconds: PAUSE_SECONDS })
        }
        Err(failure) => {
            let failure = *failure;
            look.change(world, &|document| {
                document.failure = Some(failure.clone());
                // A token that Jira does not take any more would stand in the way for ever.
                document.parked = None;
            })
            .await?;
            Ok(End::Done(None))
        }
    }
}

/// Whether any change of issues is followed (EVT-1).
fn follows_issues(events: &EventSelection) -> bool {
    events.issue_created || events.issue_updated || events.issue_transitioned || events.issue_assigned
}

fn follows_any(events: &EventSelection) -> bool {
    follows_issues(events) || events.commented || events.comment_deleted
}

impl Look<'_> {
    /// Looks at page after page. Gives whether all of it is looked at.
    async fn run(&mut self, world: &World, projects: &[String], bells: &mut Bells) -> Result<bool, Failure> {
        let now_ms = world.now_ms();
        let stored = self.document.as_ref().map(|stored| stored.document.clone()).unwrap_or_default();
        let (upto_ms, jql, mut token) = match stored.parked {
            Some(JiraParked { upto_ms, jql, token }) => (upto_ms, jql, Some(token)),
            None => {
                let minutes = match stored.upto_ms {
                    0 => {
                        // Should it fail, the next one begins where this one does.
                        let began_ms = now_ms.saturating_sub(FIRST_MINUTES * MINUTE_MS);
                        self.change(world, &|document| document.upto_ms = document.upto_ms.max(began_ms)).await?;
                        FIRST_MINUTES
                    }
                    upto_ms => now_ms.saturating_sub(upto_ms).div_ceil(MINUTE_MS) + OVERLAP_MINUTES,
                };
                let Some(jql) = Jql::changed(projects, minutes, LATE_MINUTES) else { return Ok(true) };
                (now_ms.saturating_sub(LATE_MINUTES * MINUTE_MS), jql.as_str().to_owned(), None)
            }
        };
        for page in 0.. {
            if page == PAGES_MAX || world.remaining_ms() < LEAST_MS {
                return Ok(false);
            }
            let found = ask(world, &jql, token.as_deref()).await?;
            let heard = self.heard(world, &found.issues).await?;
            marks::mark_heard(world, heard, bells).await?;
            token = found.next;
            let parked = token.clone().map(|token| JiraParked { upto_ms, jql: jql.clone(), token });
            if parked.is_none() {
                break;
            }
            self.change(world, &|document| document.parked.clone_from(&parked)).await?;
        }
        let now_ms = world.now_ms();
        self.change(world, &|document| {
            document.upto_ms = document.upto_ms.max(upto_ms);
            document.polled_at_ms = now_ms;
            (document.failure, document.parked) = (None, None);
        })
        .await?;
        Ok(true)
    }

    /// The marks that issues ask for which were changed after what is known of them.
    async fn heard(&self, world: &World, issues: &[ChangedIssue]) -> Result<Vec<Heard>, Failure> {
        let keys: Vec<String> = issues.iter().map(|issue| issue.id.clone()).collect();
        let documents = store::entities::<IssueDocument>(world, Entity::Issue, &keys).await?;
        let mut heard = Vec::new();
        let connections = sorted::map(self.connections.iter().map(|(id, connection)| (id.as_str(), connection)));
        for (issue, stored) in issues.iter().zip(documents) {
            let document = stored.map(|stored| stored.document).unwrap_or_default();
            if let Some(link) = document.links.first()
                && document.synced_updated_ms < issue.updated_ms
            {
                let project_id = Some(issue.project_id.clone());
                let mark = SyncMark::new(&issue.id, &link.connection, Cause::JiraPolled);
                heard.push(Heard::Sync(SyncMark { project_id, ..mark }));
            }
            let has_rules = self.configuration.has_rules(Some(&issue.project_id)) || !document.owed.is_empty();
            let rules = self.judges && has_rules;
            if let Some(&connection) = connections.get(issue.project_id.as_str())
                && rules
                && document.judged_updated_ms < issue.updated_ms
            {
                heard.push(Heard::Judge {
                    cloud_id: self.cloud_id.to_owned(),
                    issue_id: issue.id.clone(),
                    project_id: issue.project_id.clone(),
                    connection: connection.clone(),
                    causes: vec![Cause::JiraPolled],
                });
            }
        }
        Ok(heard)
    }

    /// Changes what is stored of it, whoever else does.
    async fn change(&mut self, world: &World, change: &dyn Fn(&mut JiraPollDocument)) -> Result<(), Failure> {
        for _ in 0..ATTEMPTS_MAX {
            let mut document = self.document.as_ref().map(|stored| stored.document.clone()).unwrap_or_default();
            change(&mut document);
            let mut transaction = Transaction::default();
            transaction.put(Entity::Poll, KEY, self.document.as_ref(), &document)?;
            if transaction.commit(world).await? == Committed::Yes {
                let revision = self.document.as_ref().map_or(0, |stored| stored.revision) + 1;
                self.document = Some(Versioned { revision, document });
                return Ok(());
            }
            self.document = store::entity(world, Entity::Poll, KEY).await?;
        }
        Err(failure::of(FailureCode::Conflict, "how far Jira was looked at is being changed by others"))
    }
}

async fn ask(world: &World, jql: &str, token: Option<&str>) -> Result<ChangedIssues, Failure> {
    let reply = site::ask(world, jira_request::changed_issues(jql, token)).await.map_err(SiteError::into_failure)?;
    jira_reply::changed_issues(&reply.view()).map_err(|error| error.to_failure())
}
