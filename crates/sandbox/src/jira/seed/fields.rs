//! The site's fields: the system's, and custom ones of every type.

use super::super::model::{Field, FieldContext, FieldOption, Kind};
use super::projects::{ENG, HELP, SUP};

/// A system field's row: id, name, kind, schema type, items, clause names, then navigable, orderable, searchable as
/// letters.
type Row =
    (&'static str, &'static str, Kind, &'static str, Option<&'static str>, &'static [&'static str], &'static str);

const SYSTEM: [Row; 36] = [
    ("summary", "Summary", Kind::Text, "string", None, &["summary"], "nos"),
    ("issuetype", "Issue Type", Kind::IssueType, "issuetype", None, &["issuetype", "type"], "nos"),
    ("project", "Project", Kind::Project, "project", None, &["project"], "ns"),
    ("status", "Status", Kind::Computed, "status", None, &["status"], "ns"),
    ("priority", "Priority", Kind::Priority, "priority", None, &["priority"], "nos"),
    ("resolution", "Resolution", Kind::Resolution, "resolution", None, &["resolution"], "nos"),
    ("description", "Description", Kind::Paragraph, "string", None, &["description"], "nos"),
    ("environment", "Environment", Kind::Paragraph, "string", None, &["environment"], "nos"),
    ("assignee", "Assignee", Kind::User, "user", None, &["assignee"], "nos"),
    ("reporter", "Reporter", Kind::User, "user", None, &["reporter"], "nos"),
    ("creator", "Creator", Kind::Computed, "user", None, &["creator"], "ns"),
    ("labels", "Labels", Kind::Labels, "array", Some("string"), &["labels"], "nos"),
    ("components", "Components", Kind::Components, "array", Some("component"), &["component"], "nos"),
    ("fixVersions", "Fix versions", Kind::Versions, "array", Some("version"), &["fixVersion"], "nos"),
    ("versions", "Affects versions", Kind::Versions, "array", Some("version"), &["affectedVersion"], "nos"),
    ("duedate", "Due date", Kind::Date, "date", None, &["due", "duedate"], "nos"),
    ("created", "Created", Kind::Computed, "datetime", None, &["created", "createdDate"], "ns"),
    ("updated", "Updated", Kind::Computed, "datetime", None, &["updated", "updatedDate"], "ns"),
    ("resolutiondate", "Resolved", Kind::Computed, "datetime", None, &["resolutiondate", "resolved"], "ns"),
    (
        "statuscategorychangedate",
        "Status Category Changed",
        Kind::Computed,
        "datetime",
        None,
        &["statusCategoryChangedDate"],
        "ns",
    ),
    ("parent", "Parent", Kind::Parent, "", None, &["parent"], "n"),
    ("subtasks", "Sub-tasks", Kind::Computed, "array", Some("issuelinks"), &["subtasks"], "n"),
    ("issuelinks", "Linked Issues", Kind::Computed, "array", Some("issuelinks"), &["issueLink"], "nos"),
    ("attachment", "Attachment", Kind::Computed, "array", Some("attachment"), &["attachments"], "os"),
    ("comment", "Comment", Kind::Computed, "comments-page", None, &["comment"], "os"),
    ("worklog", "Log Work", Kind::Computed, "array", Some("worklog"), &[], "os"),
    ("watches", "Watchers", Kind::Computed, "watches", None, &["watchers"], "n"),
    ("votes", "Votes", Kind::Computed, "votes", None, &["votes"], "n"),
    ("timetracking", "Time tracking", Kind::Computed, "timetracking", None, &[], "os"),
    ("timespent", "Time Spent", Kind::Computed, "number", None, &["timespent"], "n"),
    ("timeestimate", "Remaining Estimate", Kind::Computed, "number", None, &["remainingEstimate", "timeestimate"], "n"),
    (
        "timeoriginalestimate",
        "Original estimate",
        Kind::Computed,
        "number",
        None,
        &["originalEstimate", "timeoriginalestimate"],
        "n",
    ),
    ("workratio", "Work Ratio", Kind::Computed, "number", None, &["workratio"], "ns"),
    ("progress", "Progress", Kind::Computed, "progress", None, &["progress"], "n"),
    ("lastViewed", "Last Viewed", Kind::Computed, "datetime", None, &["lastViewed"], "n"),
    ("security", "Security Level", Kind::Computed, "securitylevel", None, &["level"], "nos"),
];

/// Sprints: id, name, state, beginning, end.
pub(in super::super) const SPRINTS: [(&str, &str, &str, &str, &str); 3] = [
    ("41", "ENG Sprint 41", "closed", "2026-11-02T09:00:00.000Z", "2026-11-16T09:00:00.000Z"),
    ("42", "ENG Sprint 42", "active", "2026-11-16T09:00:00.000Z", "2026-11-30T09:00:00.000Z"),
    ("43", "ENG Sprint 43", "future", "", ""),
];

/// All fields.
pub(in super::super) fn fields() -> Vec<Field> {
    let mut all: Vec<Field> = SYSTEM.iter().map(system).collect();
    all.extend(custom_fields());
    all
}

fn system((id, name, kind, schema_type, items, clauses, flags): &Row) -> Field {
    Field {
        id: (*id).to_owned(),
        name,
        description: "",
        kind: *kind,
        schema_type,
        items: *items,
        custom: None,
        clause_names: clauses.iter().map(|&clause| clause.to_owned()).collect(),
        navigable: flags.contains('n'),
        orderable: flags.contains('o'),
        searchable: flags.contains('s'),
        contexts: Vec::new(),
    }
}

fn custom_fields() -> Vec<Field> {
    let plain = |number, name, kind| custom(number, name, kind, Vec::new());
    let choice = |number, name, kind, values: &[&'static str]| custom(number, name, kind, options(number, values));
    let mut severity = choice(10060, "Severity", "select", &["Low", "Medium", "High", "Critical"]);
    severity.contexts.push(FieldContext {
        id: 20_060,
        name: "Service desk severities".to_owned(),
        projects: vec![HELP],
        issue_types: Vec::new(),
        options: options(10090, &["SEV-1", "SEV-2", "SEV-3"]),
    });
    let mut product = custom(10067, "Product area", "cascadingselect", product_areas());
    product.description = "The part of the product, and the part of that part.";
    let mut request_type = plain(10010, "Request Type", "vp-origin");
    request_type.kind = Kind::Computed;
    request_type.custom = Some(("com.atlassian.servicedesk:vp-origin", 10010));
    request_type.schema_type = "sd-customerrequesttype";
    let mut points = plain(10016, "Story point estimate", "float");
    points.custom = Some(("com.pyxis.greenhopper.jira:jsw-story-points", 10016));
    limit(&mut request_type, &[HELP]);
    limit(&mut points, &[SUP, ENG]);
    let mut sprint = plain(10020, "Sprint", "sprint");
    sprint.kind = Kind::Sprints;
    sprint.custom = Some(("com.pyxis.greenhopper.jira:gh-sprint", 10020));
    (sprint.schema_type, sprint.items) = ("array", Some("json"));
    limit(&mut sprint, &[SUP, ENG]);
    vec![
        request_type,
        points,
        sprint,
        plain(10050, "Customer reference", "textfield"),
        plain(10051, "Steps to reproduce", "textarea"),
        plain(10052, "Effort", "float"),
        plain(10053, "Due", "datepicker"),
        plain(10054, "Promised by", "datetime"),
        severity,
        choice(10061, "Channels", "multicheckboxes", &["Phone", "E-mail", "Chat", "Portal"]),
        choice(10062, "Affected regions", "multiselect", &["Americas", "Europe", "Asia", "Oceania"]),
        plain(10063, "Account manager", "userpicker"),
        choice(10064, "Autocreate Salesforce record", "select", &["Yes", "No"]),
        plain(10065, "Customer site", "url"),
        choice(10066, "Impact", "radiobuttons", &["One user", "One team", "Everyone"]),
        product,
        plain(10068, "Keywords", "labels"),
        plain(10069, "Stakeholders", "multiuserpicker"),
        plain(10070, "Owning group", "grouppicker"),
        plain(10071, "Informed groups", "multigrouppicker"),
        plain(10072, "Related project", "project"),
        plain(10073, "Found in", "version"),
        plain(10074, "Reported in", "multiversion"),
        plain(10075, "Salesforce number", "readonlyfield"),
    ]
}

/// Restricts a field to projects.
fn limit(field: &mut Field, projects: &[u64]) {
    for context in &mut field.contexts {
        context.projects = projects.to_vec();
    }
}

fn custom(number: u64, name: &'static str, type_name: &'static str, options: Vec<FieldOption>) -> Field {
    let (kind, schema_type, items, key) = match type_name {
        "textarea" => (Kind::Paragraph, "string", None, "textarea"),
        "float" => (Kind::Number, "number", None, "float"),
        "datepicker" => (Kind::Date, "date", None, "datepicker"),
        "datetime" => (Kind::DateTime, "datetime", None, "datetime"),
        "select" | "radiobuttons" => (Kind::Option, "option", None, type_name),
        "multicheckboxes" | "multiselect" => (Kind::Options, "array", Some("option"), type_name),
        "cascadingselect" => (Kind::Cascade, "option-with-child", None, type_name),
        "userpicker" => (Kind::User, "user", None, type_name),
        "multiuserpicker" => (Kind::Users, "array", Some("user"), type_name),
        "grouppicker" => (Kind::Group, "group", None, type_name),
        "multigrouppicker" => (Kind::Groups, "array", Some("group"), type_name),
        "project" => (Kind::ProjectPick, "project", None, type_name),
        "version" => (Kind::VersionPick, "version", None, type_name),
        "multiversion" => (Kind::Versions, "array", Some("version"), type_name),
        "labels" => (Kind::Labels, "array", Some("string"), type_name),
        "url" => (Kind::Url, "string", None, type_name),
        "readonlyfield" => (Kind::Text, "string", None, type_name),
        _ => (Kind::Text, "string", None, "textfield"),
    };
    Field {
        id: format!("customfield_{number}"),
        name,
        description: "",
        kind,
        schema_type,
        items,
        custom: Some((type_key(key), number)),
        clause_names: vec![format!("cf[{number}]"), name.to_owned()],
        navigable: true,
        orderable: true,
        searchable: true,
        contexts: vec![FieldContext {
            id: number + 1_000,
            name: format!("Default configuration scheme for {name}"),
            projects: Vec::new(),
            issue_types: Vec::new(),
            options,
        }],
    }
}

/// The full key of one of Jira's own types.
fn type_key(name: &'static str) -> &'static str {
    macro_rules! keys {
        ($($type_name:literal)*) => {
            match name {
                $($type_name => concat!("com.atlassian.jira.plugin.system.customfieldtypes:", $type_name),)*
                _ => "com.atlassian.jira.plugin.system.customfieldtypes:textfield",
            }
        };
    }
    keys!("textarea" "float" "datepicker" "datetime" "select" "radiobuttons" "multicheckboxes" "multiselect"
        "cascadingselect" "userpicker" "multiuserpicker" "grouppicker" "multigrouppicker" "project" "version"
        "multiversion" "labels" "url" "readonlyfield")
}

/// Choices with ids made from the field's number: 10060 gives 10600, 10601 and so on.
fn options(number: u64, values: &[&'static str]) -> Vec<FieldOption> {
    values
        .iter()
        .zip(0..)
        .map(|(&value, index)| FieldOption {
            id: (number - 9_000) * 10 + index,
            value,
            disabled: false,
            children: Vec::new(),
        })
        .collect()
}

fn product_areas() -> Vec<FieldOption> {
    let mut areas = options(10067, &["Gateway", "Sensor", "Cloud", "Discontinued"]);
    let children: [&[&'static str]; 3] =
        [&["Ethernet", "LTE", "Wi-Fi"], &["Temperature", "Vibration"], &["Dashboards", "Alerts", "Export"]];
    for ((area, values), block) in areas.iter_mut().zip(children).zip(1..) {
        area.children = options(10067, values)
            .into_iter()
            .map(|option| FieldOption { id: option.id + block * 10 + 50_000, ..option })
            .collect();
    }
    if let Some(last) = areas.last_mut() {
        last.disabled = true;
    }
    areas
}
