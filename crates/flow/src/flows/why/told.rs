//! What was decided, as far as the user may know it.

use std::collections::BTreeMap;

use weftline_rules::Facts;
use weftline_wire::configuration::{FieldMapping, Source};
use weftline_wire::decision::{Activity, Judged, RuleDecision, Verdict};
use weftline_wire::failure::Failure;
use weftline_wire::plan::{Plan, Way};
use weftline_wire::view::{ActivityView, PlanView};

use super::{Kind, object_of};
use crate::planned::{self, Names};

const WITHHELD: &str = "you may not see the field that it comes from";
const MAY_QUOTE: &str = "what stands against it may quote a field that you may not see";

/// The Jira fields that activity names, for which the user is asked too.
pub(in crate::flows) fn add_fields<'a>(activity: &'a [Activity], fields: &mut Vec<&'a str>) {
    let mut add = |field: &'a str| {
        if !fields.contains(&field) {
            fields.push(field);
        }
    };
    for activity in activity {
        for decision in &activity.decisions {
            for judged in decision.trigger.iter().chain(&decision.conditions) {
                names(judged, &mut add);
            }
        }
        for trace in activity.plans.iter().flat_map(|plan| &plan.trace) {
            trace.source.strip_prefix("issue.").into_iter().chain(trace.jira_field.as_deref()).for_each(&mut add);
        }
        for held in activity.plans.iter().flat_map(|plan| &plan.held) {
            add(&held.jira_field);
        }
        for waits in activity.plans.iter().flat_map(|plan| &plan.waits).filter(|waits| waits.way == Way::ToSalesforce) {
            names(&waits.conditions, &mut add);
        }
    }
}

pub(super) fn names<'a>(judged: &'a Judged, add: &mut impl FnMut(&'a str)) {
    let mut open = vec![judged];
    while let Some(judged) = open.pop() {
        judged.field.as_deref().into_iter().for_each(&mut *add);
        open.extend(&judged.of);
    }
}

/// What stood against a rule whose record was refused, from when it was.
pub(super) fn remember(decision: &mut RuleDecision, activity: &[Activity]) {
    if decision.verdict != Verdict::Refused {
        return;
    }
    let mut earlier = activity.iter().flat_map(|activity| &activity.decisions);
    let refusal = earlier.find(|earlier| earlier.rule == decision.rule && earlier.verdict == Verdict::Refused);
    if let Some(refusal) = refusal {
        decision.problems.clone_from(&refusal.problems);
    }
}

/// Tells what was decided to one user.
pub(in crate::flows) struct Teller<'a> {
    /// The issue as the user sees it: what is missing there is not for this user.
    pub(in crate::flows) facts: &'a Facts<'a>,
    pub(in crate::flows) kinds: &'a [Kind],
    pub(in crate::flows) people: &'a [(String, String)],
    /// The primary record's object: a plan that writes no record fills the issue from it.
    pub(in crate::flows) primary: Option<&'a str>,
}

impl Teller<'_> {
    pub(in crate::flows) fn tell(&self, activity: Activity) -> ActivityView {
        let author = activity.author.map(|account| {
            let known = self.people.iter().find(|(id, _)| *id == account);
            known.map_or(account, |(_, name)| name.clone())
        });
        let plans: Vec<PlanView> = activity.plans.iter().map(|plan| self.plan(plan)).collect();
        let hides = |plan: &PlanView| plan.rows.iter().any(|row| row.reason.as_deref() == Some(WITHHELD));
        let hidden = plans.iter().any(hides);
        ActivityView {
            at_ms: activity.at_ms,
            causes: activity.causes,
            author,
            configuration: activity.configuration,
            decisions: activity.decisions.into_iter().map(|decision| self.withheld(decision)).collect(),
            plans,
            failure: activity.failure.map(|failure| self.failure(failure, hidden)),
            noticed: activity.noticed,
        }
    }

    /// A failure, without its words where they may quote a field that the user may not see: `hidden` says whether there is
    /// one among what was planned.
    fn failure(&self, mut failure: Failure, hidden: bool) -> Failure {
        let is_of_values = failure.values.contains_key("problem");
        let hides = match failure.values.get("field") {
            Some(field) => !self.kinds.iter().all(|kind| self.may_know(Some(kind), field, None)),
            None => hidden,
        };
        if is_of_values && hides {
            failure.text = MAY_QUOTE.to_owned();
        }
        failure
    }

    /// A decision without what the user may not see.
    pub(super) fn withheld(&self, mut decision: RuleDecision) -> RuleDecision {
        for judged in decision.trigger.iter_mut().chain(&mut decision.conditions) {
            self.withhold(judged);
        }
        let kind = self.kinds.iter().find(|kind| kind.object == decision.object);
        for problem in &mut decision.problems {
            let hidden = problem.field.as_deref().is_some_and(|field| !self.may_know(kind, field, None));
            if hidden {
                problem.text = WITHHELD.to_owned();
            }
        }
        decision
    }

    fn withhold(&self, judged: &mut Judged) {
        if judged.field.as_deref().is_some_and(|field| !self.sees(field)) {
            judged.found = None;
        }
        judged.of.iter_mut().for_each(|judged| self.withhold(judged));
    }

    /// Whether the user sees a Jira field on this issue. What is no field everybody sees who sees the issue.
    fn sees(&self, field: &str) -> bool {
        matches!(field, "key" | "issuekey" | "id" | "url") || self.facts.fields.contains_key(field)
    }

    /// Whether the user sees all that a value was made from: what the plan says, else what the mapping says now.
    fn may_know(&self, kind: Option<&Kind>, field: &str, source: Option<&str>) -> bool {
        if let Some(id) = source.and_then(|source| source.strip_prefix("issue.")) {
            return self.sees(id);
        }
        if matches!(source, Some("constant" | "default" | "form" | "")) {
            return true;
        }
        let mapping = kind.and_then(|kind| kind.mapping.as_ref());
        let mapped = mapping.and_then(|mapping| mapping.fields.iter().find(|mapped| mapped.field == field));
        match mapped {
            Some(mapped) => self.sees_source(mapped),
            // Nobody can say any more what it was made from.
            None => source.is_none(),
        }
    }

    fn sees_source(&self, mapped: &FieldMapping) -> bool {
        match &mapped.source {
            Source::Nothing | Source::Constant { .. } => true,
            Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => {
                self.sees(field)
            }
            Source::Template { template } => placeholders(template).all(|field| self.sees(field)),
        }
    }

    fn plan(&self, plan: &Plan) -> PlanView {
        let object = object_of(plan).or(self.primary);
        let kind = object.and_then(|object| self.kinds.iter().find(|kind| kind.object == object));
        let mut jira = BTreeMap::new();
        jira.extend(self.facts.names.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())));
        let names = Names { object: kind.and_then(|kind| kind.describe.as_ref()), jira, ..Names::default() };
        let mut view = planned::view(plan, &names);
        for row in &mut view.rows {
            let trace = plan.trace.iter().find(|trace| match trace.way {
                Way::ToSalesforce => trace.field == row.field,
                Way::ToJira => trace.jira_field.as_ref() == Some(&row.field),
            });
            let held = plan.held.iter().find(|held| held.field == row.field || held.jira_field == row.field);
            let knows = match trace {
                _ if held.is_some_and(|held| !self.sees(&held.jira_field)) => false,
                Some(trace) if trace.way == Way::ToJira => self.sees(&row.field),
                Some(trace) => self.may_know(kind, &row.field, Some(&trace.source)),
                None => self.may_know(kind, &row.field, None),
            };
            if !knows {
                (row.before, row.after, row.losses) = (None, None, Vec::new());
                // That it waits says nothing of its value.
                if !row.waits {
                    row.reason = Some(WITHHELD.to_owned());
                }
            }
        }
        for waits in view.waits.iter_mut().filter(|waits| waits.way == Way::ToSalesforce) {
            self.withhold(&mut waits.conditions);
        }
        view.problems.retain(|problem| problem.field.as_deref().is_none_or(|field| self.may_know(kind, field, None)));
        view
    }
}

/// The Jira fields that a template names.
fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split("{{").skip(1).filter_map(|rest| {
        let inside = rest.split("}}").next()?.trim().strip_prefix("issue.")?;
        inside.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').next()
    })
}
