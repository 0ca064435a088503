//! Plans what is in a bundle once more.

use std::fmt;

use weftline_plan::PLANNER_VERSION;
use weftline_wire::decision::Activity;
use weftline_wire::json;

use crate::bundle::{FORMAT, FORMAT_VERSION, File, planned};
use crate::decided::decided;

/// Why a file cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreplayable(String);

impl fmt::Display for Unreplayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreplayable {}

/// What became of a bundle.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The app's version that made it.
    pub app: String,
    /// Its planner's version.
    pub planner_then: u32,
    /// This planner's.
    pub planner_now: u32,
    /// Each plan that could be made again, the newest first.
    pub inputs: Vec<ReplayedInput>,
    /// Entries of activity without inputs: what they decided can be read, not made again.
    pub others: u32,
}

impl Replayed {
    /// Whether all plans came out the same, byte for byte.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.inputs.iter().all(|input| input.same)
    }
}

/// A plan that was made again.
#[derive(Clone, Debug)]
pub struct ReplayedInput {
    /// When it was applied, in ms since 1970.
    pub at_ms: u64,
    /// What set it off, in the words of activity.
    pub causes: Vec<String>,
    /// What was decided, from the true values.
    pub then: Vec<String>,
    /// What is decided now, from the stand-ins.
    pub now: Vec<String>,
    /// Whether the plan is the one that is in the bundle, byte for byte.
    pub same: bool,
    /// Whether the stand-ins kept what was decided from the true values, as the bundle says.
    pub kept: bool,
    /// Whether planning the true values again gave the plan that was applied, as the bundle says.
    pub same_then: bool,
}

/// Plans all again.
///
/// # Errors
/// If the file is no bundle, or one of a later format.
pub fn replay(bundle: &str) -> Result<Replayed, Unreplayable> {
    let file: File = json::from_str(bundle)
        .map_err(|error| Unreplayable(["this is no support bundle: ", &error.text()].concat()))?;
    if file.format != FORMAT || file.format_version != FORMAT_VERSION {
        let what =
            format!("this is `{}` of version {}, not a support bundle of version 1", file.format, file.format_version);
        return Err(Unreplayable(what));
    }
    let mut replayed = Replayed {
        app: file.app,
        planner_then: file.planner,
        planner_now: PLANNER_VERSION,
        inputs: Vec::new(),
        others: 0,
    };
    for entry in file.activity {
        let activity: Activity = json::from_str(entry.activity.get())
            .map_err(|error| Unreplayable(["an entry cannot be read: ", &error.text()].concat()))?;
        if entry.inputs.is_empty() {
            replayed.others += 1;
        }
        for input in entry.inputs {
            let now = planned(input.question.get());
            let plan = now.as_ref().map_or("null".to_owned(), |plan| json::to_string(plan));
            replayed.inputs.push(ReplayedInput {
                at_ms: activity.at_ms,
                causes: activity
                    .causes
                    .iter()
                    .map(|cause| json::to_string(cause).trim_matches('"').to_owned())
                    .collect(),
                now: now.as_ref().map(decided).unwrap_or_default(),
                same: plan == input.plan.get(),
                then: input.decided,
                kept: input.kept,
                same_then: input.same,
            });
        }
    }
    Ok(replayed)
}
