//! Plans what is kept of an activity once more from its inputs, and compares byte for byte (D-5).

use weftline_plan::{PLANNER_VERSION, answer};
use weftline_wire::call::ReplayCall;
use weftline_wire::decode_object;
use weftline_wire::failure::FailureCode;
use weftline_wire::json::{self, Json};
use weftline_wire::plan::Plan;
use weftline_wire::view::ReplayView;

use crate::activity;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::gate;
use crate::join::{join, join_all};
use crate::store::{self, key};

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
    let questions = (0..activity.inputs).map(|number| store::get::<Json>(world, key::inputs(&call.key, number)));
    let questions = join_all(questions).await;
    let mut view = ReplayView {
        plans: activity.inputs,
        same: 0,
        planner_then: activity.plans.first().map_or(PLANNER_VERSION, |plan| plan.planner),
        planner_now: PLANNER_VERSION,
    };
    for (question, then) in questions.into_iter().zip(&activity.digests) {
        let question = question?.ok_or_else(|| gone("what this was planned from is not kept any more"))?;
        view.same += u32::from(planned(question.get()).is_some_and(|plan| activity::digest(&plan) == *then));
    }
    Ok(view)
}

/// What a question is answered with now; none when this planner does not understand the question.
fn planned(question: &str) -> Option<Plan> {
    let answered: Answered = json::from_str(&answer(question)).ok()?;
    Some(answered.plan)
}

fn gone(text: &str) -> Failure {
    failure::of(FailureCode::Invalid, text)
}
