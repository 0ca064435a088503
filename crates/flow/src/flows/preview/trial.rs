//! What a rule would do on an issue.

use weftline_wire::call::TryRuleCall;
use weftline_wire::configuration::{Mapping, Rule};
use weftline_wire::decision::{RuleDecision, Verdict};
use weftline_wire::document::{Connection, Versioned};
use weftline_wire::effect::Principal;
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::job::Caller;
use weftline_wire::view::{PlanView, RuleTrialView};

use super::{creation, head, wanted};
use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::failure::Failure;
use crate::fired;
use crate::flows::find::{begin, choice, org_of};
use crate::flows::why::{Asks, Standing};
use crate::gather::gather;
use crate::ground::not_mapped;
use crate::join::join;
use crate::judged;
use crate::links;
use crate::place::Place;
use crate::site::SiteError;

/// Shows what a rule would do, saved or not, as if its field had just taken the value it has.
pub(crate) async fn rule(world: &World, caller: &Caller, call: &TryRuleCall) -> Result<RuleTrialView, Failure> {
    describes::current(world, &call.rule.object, || rule_once(world, caller, call)).await
}

async fn rule_once(world: &World, caller: &Caller, call: &TryRuleCall) -> Result<RuleTrialView, Failure> {
    let rule = &call.rule;
    let (begun, head) = join(begin(world), head(world, &call.issue)).await;
    let ((configuration, main), head) = (begun?, head?);
    let (issue_id, project_id) = (head.id.as_str(), head.project_id.as_str());
    let fields = judged::fields_of(std::slice::from_ref(rule));
    let ((place, (events, mapping)), (issue, firing)) = join(
        join(
            Place::read(world, &configuration, project_id),
            join(configuration.events(world), configuration.mapping(world, project_id, &rule.object)),
        ),
        join(links::read_issue(world, issue_id), fired::read(world, issue_id, &rule.id)),
    )
    .await;
    let (place, events, mapping) = (place?, events?, mapping?);
    let document = issue?.map(|issue| issue.document).unwrap_or_default();
    let look = judged::look(world, issue_id, &fields, Principal::User, document.judged).await;
    let look = look.map_err(SiteError::into_failure)?;
    let changes = look.changes();
    let facts = look.facts(&changes, document.judged, &events, &configuration);
    let standing = Standing {
        rest: place.rules_rest(Some(&head.issue_type_id)),
        objects: &configuration.objects(),
        facts: &facts,
        links: &document.links,
        asks: Asks::Trial,
    };
    let mut decision = standing.decide(rule, firing?.as_ref());
    let mut created = None;
    if decision.verdict == Verdict::Creates {
        let trial = Trial { caller, configuration: &configuration, main, issue_id, project_id };
        created = trial.creation(world, rule, mapping, &mut decision).await?;
    }
    Ok(RuleTrialView { issue: choice(head), decision, creation: created })
}

/// Where a rule is tried.
struct Trial<'a> {
    caller: &'a Caller,
    configuration: &'a Configuration,
    main: Option<Versioned<Connection>>,
    issue_id: &'a str,
    project_id: &'a str,
}

impl Trial<'_> {
    /// The record that would be created; what stands against it is added to the decision.
    async fn creation(
        self,
        world: &World,
        rule: &Rule,
        mapping: Option<Mapping>,
        decision: &mut RuleDecision,
    ) -> Result<Option<PlanView>, Failure> {
        let planned = match mapping {
            Some(mapping) => self.plan(world, rule, &mapping).await,
            None => Err(not_mapped(&rule.object)),
        };
        match planned {
            Ok(plan) => {
                let errors = plan.problems.iter().filter(|problem| problem.severity == Severity::Error);
                decision.problems.extend(errors.cloned());
                if !decision.problems.is_empty() {
                    decision.verdict = Verdict::Refused;
                }
                Ok(Some(plan))
            }
            // A field that is gone from the org is asked about anew.
            Err(failure) if describes::is_outdated(&failure) => Err(failure),
            Err(failure) => {
                decision.verdict = Verdict::Refused;
                decision.problems.push(Problem {
                    severity: Severity::Error,
                    code: "notCreated".to_owned(),
                    field: None,
                    text: failure.text,
                    remedy: None,
                });
                Ok(None)
            }
        }
    }

    async fn plan(self, world: &World, rule: &Rule, mapping: &Mapping) -> Result<PlanView, Failure> {
        let (configuration, project) = (self.configuration, Some(self.project_id));
        let (mut org, stored) = org_of(world, configuration, self.main, project, &rule.object).await?;
        let gathered = gather(world, &mut org, stored, wanted(self.caller, self.issue_id, mapping)).await?;
        Ok(creation(&gathered))
    }
}
