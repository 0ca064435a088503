//! An issue took a transition that has a post function of the app (a door like a rule's trigger): notes in the ledger what
//! it asks for. Jira may tell of one transition several times; it is noted once.

use sha2::{Digest, Sha256};
use weftline_wire::configuration::PostFunction;
use weftline_wire::decision::{Activity, Cause};
use weftline_wire::document::{PostFunctionRun, Versioned};
use weftline_wire::failure::{self as wire, FailureCode};
use weftline_wire::job::Job;
use weftline_wire::json;

use crate::activity;
use crate::configuration::{Configuration, connection_of};
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::ledger::{self, Mark};
use crate::links::{hex, read_issue};
use crate::marks::{self, SyncMark};
use crate::store::{self, Committed, Entity, Transaction, key};

/// How often a lost race is run again.
const ATTEMPTS_MAX: u32 = 8;

/// How long a transition is known. Jira tells of it again within about an hour, four times at most.
/// <https://developer.atlassian.com/platform/forge/events-reference/product_events/#retry-product-events>
const KNOWN_SECONDS: u32 = 26 * 60 * 60;

/// What Jira told.
pub(crate) struct Told<'a> {
    pub(crate) cloud_id: &'a str,
    pub(crate) issue_id: &'a str,
    pub(crate) project_id: Option<&'a str>,
    pub(crate) execution: &'a str,
    pub(crate) transition: &'a str,
    pub(crate) configuration: &'a str,
}

/// A transition that was told of. Entity `poll`, key `heard:transition:<digest>`.
struct Known {
    at_ms: u64,
}

weftline_wire::json_object! { ignore Known { at_ms } }

impl Told<'_> {
    /// Notes it. While Weftline is switched off, nothing is.
    pub(crate) async fn note(&self, world: &World) -> Result<(), Failure> {
        if self.execution.is_empty() {
            // Told again, it would not say so either.
            return Err(failure::of(FailureCode::Invalid, "Jira told of a transition without saying which"));
        }
        let known_key = key::heard("transition", &self.digest());
        for _ in 0..ATTEMPTS_MAX {
            let ((configuration, issue), (known, (to_judge, to_sync))) = join(
                join(Configuration::read(world), read_issue(world, self.issue_id)),
                join(
                    store::entity::<Known>(world, Entity::Poll, &known_key),
                    join(ledger::read_mark(world, self.issue_id), marks::read(world, self.issue_id)),
                ),
            )
            .await;
            let (configuration, issue, to_judge, to_sync) = (configuration?, issue?, to_judge?, to_sync?);
            if known?.is_some() {
                return Ok(());
            }
            let project = async {
                match self.project_id {
                    Some(id) => configuration.project(world, id).await,
                    None => Ok(None),
                }
            };
            let (settings, project) = join(configuration.settings(world), project).await;
            let (settings, project) = (settings?, project?);
            if !settings.enabled {
                return Ok(());
            }
            let mut transaction = Transaction::default();
            let mut bells = Vec::new();
            let heard = Versioned { revision: 1, document: Known { at_ms: world.now_ms() } };
            transaction.put_for(Entity::Poll, &known_key, None::<&Versioned<Known>>, &heard.document, KNOWN_SECONDS)?;
            match self.wanted() {
                Ok(wanted) => {
                    if let Some(object) = wanted.object.filter(|_| wanted.act.creates()) {
                        let run = PostFunctionRun {
                            execution: self.execution.to_owned(),
                            object,
                            transition: self.transition.to_owned(),
                        };
                        let mark = Mark {
                            cloud_id: self.cloud_id,
                            issue_id: self.issue_id,
                            project_id: self.project_id,
                            connection: connection_of(project.as_ref()),
                            causes: &[Cause::PostFunction],
                            post_functions: &[run],
                        };
                        mark.put(&mut transaction, world, to_judge.as_ref(), true);
                        bells.push(mark.doorbell());
                    }
                    let linked = issue.as_ref().and_then(|issue| issue.document.links.first());
                    if let Some(linked) = linked.filter(|_| wanted.act.syncs()) {
                        let mark = SyncMark {
                            project_id: self.project_id.map(str::to_owned),
                            look: true,
                            ..SyncMark::new(self.issue_id, &linked.connection, Cause::PostFunction)
                        };
                        marks::put(&mut transaction, world, to_sync.as_ref(), &mark);
                        bells.push(Job::Sync { issue_id: self.issue_id.to_owned() });
                    }
                }
                Err(failure) => {
                    activity::add(&mut transaction, self.refused(world, &configuration, *failure), "transition")
                }
            }
            // Who comes before the marks are written would find nothing to do; what is not heard is rung again by the ledger.
            let rung = join_all(bells.into_iter().map(|bell| store::push(world, bell, 1)));
            let (committed, _) = join(transaction.commit(world), rung).await;
            if committed? == Committed::Yes {
                return Ok(());
            }
        }
        Err(failure::of(FailureCode::Conflict, "this issue is being noted by others; try again"))
    }

    /// One run of one post function: several of one transition are told apart by what they are to do.
    fn digest(&self) -> String {
        let parts = [self.issue_id, self.execution, self.configuration];
        hex(&Sha256::digest(parts.join("\n")))
    }

    /// What the post function is to do.
    fn wanted(&self) -> Result<PostFunction, Failure> {
        let text = "a post function of the workflow does not say what it is to do: open it in the editor of workflows, choose \
                    again and save it";
        let wrong = || failure::of(FailureCode::ConfigurationInvalid, text);
        let wanted = json::from_str::<PostFunction>(self.configuration).map_err(|_| wrong())?;
        match &wanted.object {
            None if wanted.act.creates() => Err(wrong()),
            _ => Ok(wanted),
        }
    }

    /// What is told where nothing could be made of it.
    fn refused(&self, world: &World, configuration: &Configuration, failure: wire::Failure) -> Activity {
        Activity {
            at_ms: world.now_ms(),
            issue_id: self.issue_id.to_owned(),
            causes: vec![Cause::PostFunction],
            configuration: configuration.version(),
            failure: Some(failure),
            ..Activity::default()
        }
    }
}
