//! What holds before an admin decides: version 0.

use std::collections::BTreeMap;

use weftline_wire::configuration::{
    BulkDefaults, BulkLinks, CommentDeletions, Direction, EventSelection, FeedPolicy, FieldMapping, FieldSelection,
    FilePolicy, FirstSync, Mapping, Part, Policy, Restrictions, Section, Settings, Sharing, Source, Unmapped, Width,
};

use crate::name::{ANY_PROJECT, SectionName};

/// The only object that is configured at first.
pub const OBJECT: &str = "Case";

/// All sections, by name in the order of a manifest.
#[must_use]
pub fn sections() -> BTreeMap<String, Section> {
    let mut sections = BTreeMap::new();
    for (name, section) in [
        (SectionName::Settings, Section::Settings(settings())),
        (SectionName::Events, Section::Events(events())),
        (SectionName::Restrictions, Section::Restrictions(Restrictions::default())),
        (SectionName::Fields(OBJECT), Section::Fields(selection())),
        (SectionName::Mapping { project: ANY_PROJECT, object: OBJECT }, Section::Mapping(mapping())),
    ] {
        sections.insert(name.to_string(), section);
    }
    sections
}

/// The events that are followed: all of them.
#[must_use]
pub fn events() -> EventSelection {
    EventSelection {
        issue_created: true,
        issue_updated: true,
        issue_transitioned: true,
        issue_assigned: true,
        commented: true,
        comment_deleted: true,
        attachment_added: true,
        attachment_deleted: true,
        issue_deleted: true,
    }
}

/// The switches.
#[must_use]
pub fn settings() -> Settings {
    Settings {
        enabled: true,
        show_panel: true,
        allow_linking: true,
        allow_unlinking: true,
        show_potential_results: true,
        allow_redirect: true,
        show_comments: true,
        post_comments: true,
        show_feed: true,
        post_feed: true,
        allow_bulk: false,
        bulk_defaults: BulkDefaults::Editable,
        bulk_links: BulkLinks::First,
        bulk_comment: false,
        show_images: true,
        show_emails: true,
        every_issue: false,
        operations_issue: None,
        signature: None,
        sharing: Sharing::Warned,
        first_sync: FirstSync::Nothing,
        comments_to_salesforce: true,
        comments_to_jira: true,
        public_in_salesforce: false,
        public_in_jira: false,
        comment_deletions: CommentDeletions::Keep,
        poll_minutes: 5,
        api_cap: None,
    }
}

/// The fields of [`OBJECT`]. Those that an org does not show are left out.
#[must_use]
pub fn selection() -> FieldSelection {
    let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect();
    FieldSelection {
        object: OBJECT.to_owned(),
        search: names(&["CaseNumber", "Subject", "Contact.Name", "Account.Name", "Status"]),
        details: names(&[
            "CaseNumber",
            "Subject",
            "Status",
            "Priority",
            "Origin",
            "Type",
            "Reason",
            "Account.Name",
            "Contact.Name",
            "ContactEmail",
            "ContactPhone",
            "Owner.Name",
            "Description",
            "IsEscalated",
            "CreatedDate",
            "LastModifiedDate",
            "ClosedDate",
        ]),
        list: names(&[
            "CaseNumber",
            "Subject",
            "Status",
            "Priority",
            "Account.Name",
            "Contact.Name",
            "Owner.Name",
            "LastModifiedDate",
        ]),
        compact: names(&["CaseNumber", "Status", "Priority", "Account.Name", "Contact.Name"]),
    }
}

/// A field of a mapping that takes its value from nowhere, as it stands when nothing else is said of it.
#[must_use]
pub fn unfilled(field: &str) -> FieldMapping {
    FieldMapping {
        field: field.to_owned(),
        label: None,
        source: Source::Nothing,
        default: None,
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
        direction: Direction::Creation,
        policy: Policy::SalesforceWins,
    }
}

/// The mapping of [`OBJECT`] in every project. Fields that an org does not show are left out.
#[must_use]
pub fn mapping() -> Mapping {
    let field = |field: &str, source: Source, width: Width| FieldMapping { source, width, ..unfilled(field) };
    let jira = |field: &str| Source::Field { field: field.to_owned(), part: Part::Whole };
    let mut values = BTreeMap::new();
    for (jira, case) in [("Highest", "High"), ("High", "High"), ("Medium", "Medium"), ("Low", "Low"), ("Lowest", "Low")]
    {
        values.insert(jira.to_owned(), case.to_owned());
    }
    Mapping {
        object: OBJECT.to_owned(),
        fields: vec![
            FieldMapping { potential_results: true, ..field("Subject", jira("summary"), Width::Two) },
            field("Description", jira("description"), Width::Two),
            FieldMapping {
                default: Some("Medium".to_owned()),
                ..field(
                    "Priority",
                    Source::Picklist {
                        field: "priority".to_owned(),
                        part: Part::Whole,
                        values,
                        back: BTreeMap::new(),
                        unmapped: Unmapped::Default,
                    },
                    Width::One,
                )
            },
            FieldMapping { default: Some("New".to_owned()), ..field("Status", Source::Nothing, Width::One) },
            field("Origin", Source::Constant { value: "Web".to_owned() }, Width::One),
            field("Type", Source::Nothing, Width::One),
            field("AccountId", Source::Nothing, Width::One),
            field("ContactId", Source::Nothing, Width::One),
            field("OwnerId", jira("assignee"), Width::One),
            field("Due_Date__c", jira("duedate"), Width::One),
            field("Effort__c", Source::Nothing, Width::One),
            field("Billable__c", Source::Nothing, Width::One),
            FieldMapping {
                read_only: true,
                ..field("Jira_Issue__c", Source::Template { template: "{{issue.url}}".to_owned() }, Width::Two)
            },
        ],
        assignment_rules: false,
        time_zone: None,
        related: Vec::new(),
        to_salesforce_when: None,
        to_jira_when: None,
        files: FilePolicy::default(),
        feed: FeedPolicy::default(),
    }
}
