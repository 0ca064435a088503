//! In what two sections differ, in words.

use weftline_wire::configuration::{
    BulkDefaults, BulkLinks, CommentDeletions, Comparison, Condition, Direction, EventSelection, FilePolicy, FirstSync,
    Mapping, NamedId, Operand, Part, Policy, ProjectConfiguration, Roles, RuleSet, SalesforceSide, Section, Settings,
    Sharing, Source, Unmapped, Width,
};
use weftline_wire::view::Change;

use crate::roles::role_words;

/// What a section says, thing by thing: a path like `Priority.default`, and a text.
type Lines = Vec<(String, String)>;

/// In what `after` differs from `before`, in the order in which the pages show it. None is no such section.
#[must_use]
pub fn changes(name: &str, before: Option<&Section>, after: Option<&Section>) -> Vec<Change> {
    let old = before.map(lines).unwrap_or_default();
    let new = after.map(lines).unwrap_or_default();
    let find = |lines: &Lines, path: &str| lines.iter().find(|(known, _)| known == path).map(|(_, text)| text.clone());
    let change = |path: &str, before: Option<String>, after: Option<String>| Change {
        section: name.to_owned(),
        path: path.to_owned(),
        before,
        after,
    };
    let mut all = Vec::new();
    for (path, text) in &new {
        let was = find(&old, path);
        if was.as_deref() != Some(text) && !(path == ORDER && same_order(was.as_deref(), text)) {
            all.push(change(path, was, Some(text.clone())));
        }
    }
    for (path, text) in old {
        if find(&new, &path).is_none() {
            all.push(change(&path, Some(text), None));
        }
    }
    all
}

/// The path of a mapping's order of fields.
const ORDER: &str = "order";

/// Whether the fields that are in both orders come in the same order: that one is there no more, or new, is said by
/// its own lines.
fn same_order(before: Option<&str>, after: &str) -> bool {
    let common = |one: &str, other: &str| -> Vec<String> {
        one.split(", ").filter(|field| other.split(", ").any(|known| known == *field)).map(str::to_owned).collect()
    };
    before.is_none_or(|before| common(before, after) == common(after, before))
}

fn lines(section: &Section) -> Lines {
    match section {
        Section::Settings(settings) => of_settings(settings),
        Section::Events(events) => of_events(events),
        Section::Restrictions(restrictions) => vec![line("issueTypes", types(&restrictions.issue_types, "none"))],
        Section::Project(project) => of_project(project),
        Section::Side(side) => of_side(side),
        Section::Fields(fields) => [
            ("search", &fields.search),
            ("details", &fields.details),
            ("list", &fields.list),
            ("compact", &fields.compact),
        ]
        .into_iter()
        .map(|(path, names)| line(path, names.join(", ")))
        .collect(),
        Section::Mapping(mapping) => of_mapping(mapping),
        Section::Rules(rules) => of_rules(rules),
        Section::Roles(roles) => of_roles(roles),
    }
}

fn of_settings(settings: &Settings) -> Lines {
    let mut lines = switches(&[
        ("enabled", settings.enabled),
        ("showPanel", settings.show_panel),
        ("allowLinking", settings.allow_linking),
        ("allowUnlinking", settings.allow_unlinking),
        ("showPotentialResults", settings.show_potential_results),
        ("allowRedirect", settings.allow_redirect),
        ("showComments", settings.show_comments),
        ("postComments", settings.post_comments),
        ("showFeed", settings.show_feed),
        ("postFeed", settings.post_feed),
        ("allowBulk", settings.allow_bulk),
        ("bulkComment", settings.bulk_comment),
        ("showImages", settings.show_images),
        ("showEmails", settings.show_emails),
        ("everyIssue", settings.every_issue),
        ("commentsToSalesforce", settings.comments_to_salesforce),
        ("commentsToJira", settings.comments_to_jira),
        ("publicInSalesforce", settings.public_in_salesforce),
        ("publicInJira", settings.public_in_jira),
    ]);
    let deletions = match settings.comment_deletions {
        CommentDeletions::Keep => "the copy stays",
        CommentDeletions::Mark => "the copy says so",
        CommentDeletions::Delete => "the copy is deleted",
    };
    lines.push(line("commentDeletions", deletions));
    // Settings that say nothing of it mean the least.
    let minutes = if settings.poll_minutes == 0 { 5 } else { settings.poll_minutes };
    lines.push(line("pollMinutes", ["every ", &minutes.to_string(), " minutes"].concat()));
    let cap = settings.api_cap.map(|cap| [&cap.to_string(), " a day"].concat());
    lines.push(line("apiCap", cap.unwrap_or_else(|| "the org's own limit".to_owned())));
    let defaults = match settings.bulk_defaults {
        BulkDefaults::Editable => "editable",
        BulkDefaults::Fixed => "fixed",
    };
    lines.push(line("bulkDefaults", defaults));
    let links = match settings.bulk_links {
        BulkLinks::All => "all",
        BulkLinks::First => "the first 50",
        BulkLinks::None => "none",
    };
    lines.push(line("bulkLinks", links));
    let first_sync = match settings.first_sync {
        FirstSync::Nothing => "nothing",
        FirstSync::EmptyFields => "only empty fields",
        FirstSync::SalesforceFillsJira => "Salesforce fills Jira",
        FirstSync::JiraFillsSalesforce => "Jira fills Salesforce",
    };
    lines.push(line("firstSync", first_sync));
    let sharing = match settings.sharing {
        Sharing::Warned => "asked about",
        Sharing::Allowed => "allowed",
        Sharing::Refused => "refused",
    };
    lines.push(line("sharing", sharing));
    let signature = settings.signature.as_deref().map(|text| if text.is_empty() { "none" } else { text });
    lines.push(line("signature", signature.unwrap_or("the default")));
    lines.extend(settings.operations_issue.as_ref().map(|key| line("operationsIssue", key.as_str())));
    lines
}

fn of_events(events: &EventSelection) -> Lines {
    switches(&[
        ("issueCreated", events.issue_created),
        ("issueUpdated", events.issue_updated),
        ("issueTransitioned", events.issue_transitioned),
        ("issueAssigned", events.issue_assigned),
        ("commented", events.commented),
        ("commentDeleted", events.comment_deleted),
        ("attachmentAdded", events.attachment_added),
        ("attachmentDeleted", events.attachment_deleted),
        ("issueDeleted", events.issue_deleted),
    ])
}

fn of_project(project: &ProjectConfiguration) -> Lines {
    let mut lines = vec![
        line("key", project.key.as_str()),
        line("name", project.name.as_str()),
        line("issueTypes", types(&project.issue_types, "all")),
    ];
    lines.extend(project.connection.as_ref().map(|connection| line("connection", connection.as_str())));
    lines
}

/// When it was pulled is no difference.
fn of_side(side: &SalesforceSide) -> Lines {
    let each = side.mappings.iter().map(|row| {
        let names = if row.issue_types.is_empty() { "all".to_owned() } else { row.issue_types.join(", ") };
        line(&[&row.project_key, ".", &row.object].concat(), names)
    });
    each.collect()
}

fn of_mapping(mapping: &Mapping) -> Lines {
    let names: Vec<&str> = mapping.fields.iter().map(|field| field.field.as_str()).collect();
    let mut lines = vec![line("assignmentRules", switch(mapping.assignment_rules)), line(ORDER, names.join(", "))];
    for field in &mapping.fields {
        let mut add = |what: &str, text: &str| lines.push(line(&[&field.field, ".", what].concat(), text));
        match &field.source {
            Source::Nothing => add("source", "nothing"),
            Source::Field { field, part } => add("source", &["issue.", field, of_part(*part)].concat()),
            Source::Picklist { field, part, values, back, unmapped } => {
                add("source", &["issue.", field, of_part(*part), ", value by value"].concat());
                for (value, becomes) in values {
                    add(&["values.", value].concat(), becomes);
                }
                for (value, becomes) in back {
                    add(&["back.", value].concat(), becomes);
                }
                let other = match unmapped {
                    Unmapped::Copy => "copied",
                    Unmapped::Default => "the default",
                    Unmapped::Empty => "left empty",
                    Unmapped::Report => "reported",
                };
                add("otherValues", other);
            }
            Source::Constant { value } => add("source", &["always `", value, "`"].concat()),
            Source::Template { template } => add("source", template),
            Source::Lookup { field, object, by } => {
                add("source", &["the ", object, " whose ", by, " is issue.", field].concat());
            }
        }
        for (what, text) in [("label", &field.label), ("default", &field.default), ("help", &field.help)] {
            if let Some(text) = text {
                add(what, text);
            }
        }
        let width = match field.width {
            Width::One => "one column",
            Width::Two => "two columns",
        };
        add("width", width);
        add("readOnly", switch(field.read_only));
        add("potentialResults", switch(field.potential_results));
        let direction = match field.direction {
            Direction::Creation => "to Salesforce, at creation only",
            Direction::ToSalesforce => "to Salesforce",
            Direction::ToJira => "to Jira",
            Direction::Both => "both ways",
        };
        add("direction", direction);
        let policy = match field.policy {
            Policy::SalesforceWins => "Salesforce wins",
            Policy::JiraWins => "Jira wins",
            Policy::LatestWins => "the latest wins",
            Policy::Ask => "a person is asked",
        };
        add("conflicts", policy);
    }
    lines.extend(mapping.time_zone.as_ref().map(|zone| line("timeZone", zone.as_str())));
    for (path, condition) in [("toSalesforceWhen", &mapping.to_salesforce_when), ("toJiraWhen", &mapping.to_jira_when)]
    {
        lines.extend(condition.as_ref().map(|condition| line(path, of_condition(condition))));
    }
    for related in &mapping.related {
        lines.push(line(&["related.", &related.field].concat(), ["the ", &related.object, " is linked"].concat()));
    }
    let FilePolicy { to_salesforce, to_jira, bytes_max, types } = &mapping.files;
    if *to_salesforce || *to_jira {
        lines.push(line("files", of_ways(*to_salesforce, *to_jira)));
        if *bytes_max > 0 {
            lines.push(line("files.size", ["at most ", &bytes_max.to_string(), " bytes"].concat()));
        }
        if !types.is_empty() {
            lines.push(line("files.types", types.join(", ")));
        }
    }
    if mapping.feed.is_on() {
        lines.push(line("feed", of_ways(mapping.feed.to_salesforce, mapping.feed.to_jira)));
    }
    lines
}

fn of_ways(to_salesforce: bool, to_jira: bool) -> &'static str {
    match (to_salesforce, to_jira) {
        (true, true) => "both ways",
        (true, false) => "to Salesforce",
        _ => "to Jira",
    }
}

fn of_part(part: Part) -> &'static str {
    match part {
        Part::Whole => "",
        Part::First => ", first level",
        Part::Second => ", second level",
    }
}

fn of_rules(rules: &RuleSet) -> Lines {
    let names: Vec<&str> = rules.rules.iter().map(|rule| rule.name.as_str()).collect();
    let mut lines = vec![line(ORDER, names.join(", "))];
    for rule in &rules.rules {
        let mut add = |what: &str, text: &str| lines.push(line(&[&rule.name, ".", what].concat(), text));
        add("enabled", switch(rule.enabled));
        add("object", &rule.object);
        add("trigger", &[&rule.trigger.field, " becomes ", &operands(&rule.trigger.values)].concat());
        add("conditions", &of_condition(&rule.conditions));
        add("again", switch(rule.again));
        add("whileLinked", switch(rule.while_linked));
    }
    lines
}

fn of_roles(roles: &Roles) -> Lines {
    let each = roles.grants.iter().map(|grant| {
        let words = if grant.everyone { Some("everyone".to_owned()) } else { role_words(grant) };
        line(grant.action.word(), words.unwrap_or_else(|| "nobody".to_owned()))
    });
    each.collect()
}

fn operands(values: &[Operand]) -> String {
    let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
    if texts.is_empty() { "anything".to_owned() } else { texts.join(" or ") }
}

fn of_condition(condition: &Condition) -> String {
    let joined = |of: &[Condition], word: &str| {
        let parts: Vec<String> = of.iter().map(of_condition).collect();
        ["(", &parts.join(word), ")"].concat()
    };
    let (field, comparison, values) = match condition {
        Condition::All { of } if of.is_empty() => return "none".to_owned(),
        Condition::All { of } => return joined(of, " and "),
        Condition::Any { of } if of.is_empty() => return "never".to_owned(),
        Condition::Any { of } => return joined(of, " or "),
        Condition::Not { of } => return ["none of ", &joined(of, ", ")].concat(),
        Condition::Compare { field, comparison, values } => (field, comparison, values),
    };
    let words = match comparison {
        Comparison::Equals => " is ",
        Comparison::NotEquals => " is not ",
        Comparison::Contains => " contains ",
        Comparison::OneOf => " is one of ",
        Comparison::Empty => " is empty",
        Comparison::NotEmpty => " is not empty",
        Comparison::Changed => " has changed",
        Comparison::ChangedTo => " has changed to ",
        Comparison::ChangedFrom => " has changed from ",
    };
    let alone = matches!(comparison, Comparison::Empty | Comparison::NotEmpty | Comparison::Changed);
    [field, words, &if alone { String::new() } else { operands(values) }].concat()
}

fn switches(switches: &[(&str, bool)]) -> Lines {
    switches.iter().map(|(path, on)| line(path, switch(*on))).collect()
}

fn switch(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn types(types: &[NamedId], of_none: &str) -> String {
    if types.is_empty() {
        return of_none.to_owned();
    }
    let names: Vec<&str> = types.iter().map(|named| named.name.as_str()).collect();
    names.join(", ")
}

fn line(path: &str, text: impl Into<String>) -> (String, String) {
    (path.to_owned(), text.into())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use weftline_wire::configuration::{
        BulkLinks, CommentDeletions, Comparison, Condition, FirstSync, Operand, RelatedLookup, Section, Settings,
        Sharing,
    };

    use super::changes;
    use crate::shipped;

    /// What the change of some settings is told as.
    fn check(change: impl FnOnce(&mut Settings), expect: &Expect) {
        let before = shipped::settings();
        let mut after = before.clone();
        change(&mut after);
        let lines: Vec<String> = changes("settings", Some(&Section::Settings(before)), Some(&Section::Settings(after)))
            .into_iter()
            .map(|change| {
                [&change.path, ": ", &change.before.unwrap_or_default(), " -> ", &change.after.unwrap_or_default()]
                    .concat()
            })
            .collect();
        expect.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn ops_4_each_setting_of_several_choices_is_told() {
        check(|_| (), &expect![[""]]);
        check(
            |settings| {
                settings.bulk_links = BulkLinks::All;
                settings.bulk_comment = !settings.bulk_comment;
                settings.first_sync = FirstSync::JiraFillsSalesforce;
                settings.sharing = Sharing::Refused;
            },
            &expect![[r#"
                bulkComment: off -> on
                bulkLinks: the first 50 -> all
                firstSync: nothing -> Jira fills Salesforce
                sharing: asked about -> refused"#]],
        );
    }

    #[test]
    fn ops_4_a_signature_is_told_and_that_there_is_none() {
        check(|settings| settings.signature = Some("Yours".to_owned()), &expect!["signature: the default -> Yours"]);
        check(|settings| settings.signature = Some(String::new()), &expect!["signature: the default -> none"]);
    }

    #[test]
    fn ops_4_how_both_sides_are_kept_in_step_is_told() {
        check(
            |settings| {
                settings.comments_to_jira = false;
                settings.public_in_salesforce = true;
                settings.comment_deletions = CommentDeletions::Mark;
                settings.poll_minutes = 15;
                settings.api_cap = Some(9_000);
            },
            &expect![[r#"
                commentsToJira: on -> off
                publicInSalesforce: off -> on
                commentDeletions: the copy stays -> the copy says so
                pollMinutes: every 5 minutes -> every 15 minutes
                apiCap: the org's own limit -> 9000 a day"#]],
        );
        check(|settings| settings.poll_minutes = 0, &expect![[""]]);
    }

    #[test]
    fn ops_4_lookups_that_are_linked_by_themselves_are_told() {
        let before = shipped::mapping();
        let mut after = before.clone();
        after.related.push(RelatedLookup { field: "AccountId".into(), object: "Account".into() });
        let told = changes("mapping:*:Case", Some(&Section::Mapping(before)), Some(&Section::Mapping(after)));
        let told: Vec<_> = told.iter().map(|change| (change.path.as_str(), change.after.as_deref())).collect();
        assert_eq!(told, [("related.AccountId", Some("the Account is linked"))]);
    }

    #[test]
    fn sync_7_conditions_are_told_each_direction_by_itself() {
        let before = shipped::mapping();
        let mut after = before.clone();
        let label = Condition::Compare {
            field: "labels".to_owned(),
            comparison: Comparison::Contains,
            values: vec![Operand { id: None, text: "customer".to_owned() }],
        };
        after.to_salesforce_when = Some(Condition::Not { of: vec![label] });
        after.to_jira_when = Some(Condition::All { of: vec![Condition::Any { of: Vec::new() }] });
        let told = changes("mapping:*:Case", Some(&Section::Mapping(before)), Some(&Section::Mapping(after)));
        let told: Vec<_> = told
            .iter()
            .map(|change| (change.path.as_str(), change.before.as_deref(), change.after.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("toSalesforceWhen", None, Some("none of (labels contains customer)")),
                ("toJiraWhen", None, Some("(never)"))
            ]
        );
    }
}
