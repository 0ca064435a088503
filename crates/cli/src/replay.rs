//! A support bundle, planned again and told line by line.

use std::fmt::Write;
use std::path::Path;

use weftline_support::{Replayed, ReplayedInput};

/// What planning a bundle again gives, as text, and whether all of it came out the same.
///
/// # Errors
/// If the file cannot be read, or is no support bundle.
pub(crate) fn replay(path: &Path) -> Result<(String, bool), String> {
    let bundle = std::fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
    let replayed = weftline_support::replay(&bundle).map_err(|problem| format!("`{}`: {problem}", path.display()))?;
    Ok((told(&replayed), replayed.is_same()))
}

fn told(replayed: &Replayed) -> String {
    let Replayed { app, planner_then, planner_now, inputs, others } = replayed;
    let mut text = format!("made by Weftline {app}, planner {planner_then}; planned again by planner {planner_now}\n");
    for (number, input) in (1..).zip(inputs) {
        let _ = write!(text, "\nplan {number}, applied at {} ms, after {}\n", input.at_ms, input.causes.join(", "));
        text.push_str(&decisions(input));
        let outcome = match (input.same, planner_then == planner_now) {
            (true, _) => "comes out the same",
            (false, true) => "COMES OUT DIFFERENT",
            (false, false) => "comes out different, by another planner",
        };
        let _ = writeln!(text, "  => {outcome}{}", remarks(input));
    }
    let same = inputs.iter().filter(|input| input.same).count();
    let _ = writeln!(text, "\n{same} of {} plans come out the same", inputs.len());
    if *others > 0 {
        let _ = writeln!(text, "{others} entries of activity have no inputs: what they decided is in the file");
    }
    text
}

/// What is decided: what was decided then and is not now with a minus, and the other way round with a plus.
fn decisions(input: &ReplayedInput) -> String {
    let mut text = String::new();
    for line in &input.now {
        let sign = if input.then.contains(line) { ' ' } else { '+' };
        let _ = writeln!(text, "  {sign} {line}");
    }
    for line in input.then.iter().filter(|line| !input.now.contains(line)) {
        let _ = writeln!(text, "  - {line}");
    }
    text
}

fn remarks(input: &ReplayedInput) -> String {
    let mut remarks = String::new();
    if !input.kept {
        remarks.push_str("; the true values decide otherwise than their stand-ins (-)");
    }
    if !input.same_then {
        remarks.push_str("; on its site it did not come out as it was applied");
    }
    remarks
}
