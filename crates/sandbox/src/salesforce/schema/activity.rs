//! Tasks: what people have to do about a person (`Who`) and a thing (`What`), each of several objects.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm>

use super::ObjectDraft;
use super::make::{self, area, boolean, date, instant, int, lookup, picklist};

/// The objects of the calendar and of the list of things to do.
pub(super) fn objects() -> Vec<ObjectDraft> {
    vec![task()]
}

fn task() -> ObjectDraft {
    let what = ["Account", "Case", "Opportunity", "Solution", "Field_Visit__c"];
    let mut subject = make::text("Subject", "Subject", 255).named();
    subject.nillable = true;
    ObjectDraft::new("Task", *b"00T", "Task", "Tasks")
        .fields([
            lookup("WhoId", "Name ID", &["Contact", "Lead"], "Who").child("Tasks"),
            lookup("WhatId", "Related To ID", &what, "What").child("Tasks"),
            subject,
            date("ActivityDate", "Due Date Only"),
            picklist(
                "Status",
                "Status",
                40,
                &["Not Started*", "In Progress", "Completed", "Waiting on someone else", "Deferred"],
            )
            .defaulted()
            .closed(&["Completed"]),
            picklist("Priority", "Priority", 40, &["High", "Normal*", "Low"]).defaulted(),
            boolean("IsHighPriority", "High Priority").system(),
            make::owner(&["Group", "User"]),
            area("Description", "Description", 32_000),
            boolean("IsDeleted", "Deleted").read_only(),
            lookup("AccountId", "Account ID", &["Account"], "Account").read_only(),
            boolean("IsClosed", "Closed").system(),
        ])
        .with_audit()
        .fields([
            boolean("IsArchived", "Archived").system(),
            int("CallDurationInSeconds", "Call Duration"),
            picklist("CallType", "Call Type", 40, &["Internal", "Inbound", "Outbound"]),
            instant("CompletedDateTime", "Completed Date/Time").read_only(),
            picklist("TaskSubtype", "Task Subtype", 40, &["Task*", "Email", "Call"]).restricted().create_only(),
        ])
}
