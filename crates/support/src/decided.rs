//! What a plan decides, without the values: which writes of which fields, what is skipped, held or wrong. It is the same of
//! a plan and of the one that stand-ins give, unless a decision hangs on what the values say.

use weftline_wire::plan::{Plan, Way, Write};

use crate::kept;

/// The decisions, a line each, in the plan's order. Fields are named, values and ids are not.
#[must_use]
pub fn decided(plan: &Plan) -> Vec<String> {
    let mut lines: Vec<String> = plan.writes.iter().map(write).collect();
    lines.extend(plan.skipped.iter().map(|skipped| ["skips ", name(&skipped.field)].concat()));
    lines.extend(plan.held.iter().map(|held| ["holds ", name(&held.field), " until a person decides"].concat()));
    for waits in &plan.waits {
        let fields: Vec<&str> = waits.fields.iter().map(|field| name(field)).collect();
        lines.push(["lets ", &fields.join(", "), " wait for conditions,", way_of(waits.way)].concat());
    }
    for trace in &plan.trace {
        let way = way_of(trace.way);
        let losses = if trace.losses.is_empty() { "" } else { ", with losses" };
        let seen = if trace.customers_see { ", customers see it" } else { "" };
        lines.push(["looks at ", name(&trace.field), " from ", name(&trace.source), way, losses, seen].concat());
    }
    for problem in &plan.problems {
        let field = problem.field.as_deref().map_or("the whole", name);
        lines.push(["finds ", name(&problem.code), " of ", field].concat());
    }
    lines.push(format!("takes {} calls of Salesforce and {} of Jira", plan.salesforce_calls, plan.jira_calls));
    lines
}

fn way_of(way: Way) -> &'static str {
    match way {
        Way::ToSalesforce => " to Salesforce",
        Way::ToJira => " to Jira",
    }
}

/// A name of an API; of anything else that it is not one.
fn name(text: &str) -> &str {
    if kept::is_name(text) { text } else { "(an id)" }
}

fn write(write: &Write) -> String {
    let fields = |names: Vec<&String>| {
        let names: Vec<&str> = names.into_iter().map(|field| name(field)).collect();
        if names.is_empty() { String::new() } else { [": ", &names.join(", ")].concat() }
    };
    let seen = |public: &bool| if *public { ", customers see it" } else { "" };
    let again = |existing: bool| if existing { "changes a comment on " } else { "writes a comment on " };
    match write {
        Write::CreateRecord { object, fields: values, .. } => {
            ["creates a record of ", name(object), &fields(values.keys().collect())].concat()
        }
        Write::LinkRecord { .. } => "links a record".to_owned(),
        Write::UnlinkRecord { .. } => "unlinks a record".to_owned(),
        Write::UpdateRecord { object, fields: values, .. } => {
            ["changes a record of ", name(object), &fields(values.keys().collect())].concat()
        }
        Write::UpdateIssue { fields: values, .. } => ["changes the issue", &fields(values.keys().collect())].concat(),
        Write::TransitionIssue { fields: values, .. } => {
            ["moves the issue to another status", &fields(values.keys().collect())].concat()
        }
        Write::CommentOnRecord { existing, public, part, parts, .. } => {
            format!("{}the record, part {part} of {parts}{}", again(existing.is_some()), seen(public))
        }
        Write::CommentOnIssue { existing, public, .. } => {
            [again(existing.is_some()), "the issue", seen(public)].concat()
        }
        Write::DeleteOnRecord { existing, .. } => format!("deletes {} comments on the record", existing.len()),
        Write::DeleteOnIssue { .. } => "deletes a comment on the issue".to_owned(),
        Write::AttachToRecord { bytes, .. } => format!("adds a file of {bytes} bytes to the record"),
        Write::AttachToIssue { bytes, .. } => format!("attaches a file of {bytes} bytes to the issue"),
    }
}
