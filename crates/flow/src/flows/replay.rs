//! Plans what is kept of an activity once more from its inputs, and compares byte for byte (D-5). Tells in what two plans
//! differ by the names of fields: of values, nothing.

use weftline_plan::{PLANNER_VERSION, answer};
use weftline_wire::call::ReplayCall;
use weftline_wire::decode_object;
use weftline_wire::failure::FailureCode;
use weftline_wire::json::{self, Encode, Json};
use weftline_wire::plan::Plan;
use weftline_wire::view::{ReplayDifference, ReplayPart, ReplayView};

use crate::activity;
use crate::creating;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::{join, join_all};
use crate::store;

/// What a question of replay is answered with.
struct Answered {
    plan: Plan,
}

decode_object! { refuse Answered { plan } }

/// Plans once more.
pub(crate) async fn replay(world: &World, call: &ReplayCall) -> Result<ReplayView, Failure> {
    let (admin, activity) = join(gate::admin(world), activity::one(world, &call.key)).await;
    admin?;
    let activity = activity?.ok_or_else(|| gone("this activity is not kept any more"))?;
    if activity.inputs == 0 {
        return Err(gone("nothing is kept of what this was planned from"));
    }
    let keys = activity::inputs_of(&call.key, &activity);
    let questions = join_all(keys.into_iter().map(|key| store::get::<Json>(world, key))).await;
    let mut view = ReplayView {
        plans: activity.inputs,
        same: 0,
        older: 0,
        differences: Vec::new(),
        planner_then: activity.plans.first().map_or(PLANNER_VERSION, |plan| plan.planner),
        planner_now: PLANNER_VERSION,
    };
    for (number, question) in (0..).zip(questions) {
        let question = question?.ok_or_else(|| gone("what this was planned from is not kept any more"))?;
        let kept = activity.plans.get(number as usize).zip(activity.digests.get(number as usize));
        let (then, digest) = kept.ok_or_else(|| gone("the plan is not kept any more"))?;
        match compared(question.get(), then, digest) {
            Compared::Same => view.same += 1,
            Compared::Older => view.older += 1,
            Compared::Differs(parts) => {
                let differences = parts.into_iter();
                let difference = |(part, fields)| ReplayDifference { plan: number, part, fields };
                view.differences.extend(differences.map(difference));
            }
        }
    }
    Ok(view)
}

/// Whether a question is answered with the plan that has this digest, but for the version of the planner.
pub(super) fn is_same(question: &str, then: &Plan, digest: &str) -> bool {
    matches!(compared(question, then, digest), Compared::Same)
}

/// A part of a plan that came out otherwise, and the fields of it.
type Part = (ReplayPart, Vec<String>);

enum Compared {
    Same,
    /// An older planner made it, and this one plans it otherwise.
    Older,
    Differs(Vec<Part>),
}

fn compared(question: &str, then: &Plan, digest: &str) -> Compared {
    let now = planned(question);
    // What an older planner made alike is the same but for the planner's version.
    let alike = now.clone().map(|now| Plan { planner: then.planner, ..now });
    match (now, alike) {
        (_, Some(alike)) if activity::digest(&alike) == digest => Compared::Same,
        _ if then.planner != PLANNER_VERSION => Compared::Older,
        (Some(now), _) => Compared::Differs(differences(then, &creating::compact(now))),
        (None, _) => Compared::Differs(vec![(ReplayPart::Inputs, Vec::new())]),
    }
}

/// What a plan is told to differ in from one that is kept, both cut where they are long. Fields are named, and no values.
fn differences(then: &Plan, now: &Plan) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    if then.writes != now.writes {
        parts.push((ReplayPart::Writes, Vec::new()));
    }
    let skipped = |plan: &Plan| -> Told { plan.skipped.iter().map(|one| told(Some(&one.field), one)).collect() };
    let trace = |plan: &Plan| -> Told { plan.trace.iter().map(|one| told(Some(&one.field), one)).collect() };
    let held = |plan: &Plan| -> Told { plan.held.iter().map(|one| told(Some(&one.field), one)).collect() };
    let problems = |plan: &Plan| -> Told { plan.problems.iter().map(|one| told(one.field.as_ref(), one)).collect() };
    for (part, then, now) in [
        (ReplayPart::Skipped, skipped(then), skipped(now)),
        (ReplayPart::Trace, trace(then), trace(now)),
        (ReplayPart::Held, held(then), held(now)),
        (ReplayPart::Problems, problems(then), problems(now)),
    ] {
        if then != now {
            parts.push((part, fields_of(&then, &now)));
        }
    }
    if (then.salesforce_calls, then.jira_calls) != (now.salesforce_calls, now.jira_calls) {
        parts.push((ReplayPart::Calls, Vec::new()));
    }
    if parts.is_empty() {
        parts.push((ReplayPart::Cut, Vec::new()));
    }
    parts
}

/// Entries of a part of a plan: the field of each, and all of it as JSON.
type Told = Vec<(String, String)>;

fn told(field: Option<&String>, entry: &dyn Encode) -> (String, String) {
    (field.cloned().unwrap_or_default(), json::to_string(entry))
}

/// The fields of entries that only one of the two has, each once.
fn fields_of(one: &Told, other: &Told) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    let only = |these: &Told, those: &Told, fields: &mut Vec<String>| {
        for entry in these.iter().filter(|entry| !those.contains(entry)) {
            if !entry.0.is_empty() && !fields.contains(&entry.0) {
                fields.push(entry.0.clone());
            }
        }
    };
    only(one, other, &mut fields);
    only(other, one, &mut fields);
    fields
}

/// What a question is answered with now; none when this planner does not understand the question.
fn planned(question: &str) -> Option<Plan> {
    let answered: Answered = json::from_str(&answer(question)).ok()?;
    Some(answered.plan)
}

fn gone(text: &str) -> Failure {
    failure::of(FailureCode::Invalid, text)
}
