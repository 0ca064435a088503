//! What was found, for people and for pipelines.

use std::fmt::Write as _;

use weftline_wire::failure::Severity;
use weftline_wire::json;

use crate::check::Found;

/// A line of text for each problem, its remedy below it, and a summary.
pub(crate) fn text(found: &Found) -> String {
    let mut text = String::new();
    for problem in &found.problems {
        let section = &problem.section;
        let problem = &problem.problem;
        let severity = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = write!(text, "{severity} {section}");
        if let Some(field) = &problem.field {
            let _ = write!(text, " {field}");
        }
        let _ = writeln!(text, ": {} ({})", problem.text, problem.code);
        if let Some(remedy) = &problem.remedy {
            let _ = writeln!(text, "  {remedy}");
        }
    }
    let (errors, all) = (found.errors(), found.problems.len());
    let _ = writeln!(
        text,
        "version {}: {} sections, {} objects described, {errors} errors, {} warnings",
        found.version,
        found.sections,
        found.objects,
        all - errors
    );
    text
}

/// The same as one JSON object.
pub(crate) fn json(found: &Found) -> String {
    let problems: Vec<String> = found.problems.iter().map(|problem| json::to_string(problem)).collect();
    format!(
        "{{\"version\":{},\"sections\":{},\"objects\":{},\"errors\":{},\"problems\":[{}]}}\n",
        found.version,
        found.sections,
        found.objects,
        found.errors(),
        problems.join(",")
    )
}
