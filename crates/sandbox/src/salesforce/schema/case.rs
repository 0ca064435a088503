//! Cases and their comments.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_case.htm>

use super::field::Source;
use super::make::{self, area, boolean, date, email, instant, lookup, number, phone, picklist, text, url};
use super::{Abilities, ObjectDraft, RecordType, weftline_key};

/// `Case`.
pub(super) fn case() -> ObjectDraft {
    let of_contact = |field| Source::parent("ContactId", field);
    let mut internal = area("Comments", "Internal Comments", 4000).unfilterable();
    internal.byte_length = 4000;
    internal.sortable = true;
    internal.aggregatable = true;
    internal.permissionable = false;
    ObjectDraft::new("Case", *b"500", "Case", "Cases")
        .record_types(&[
            RecordType::numbered(1, "Support", true)
                .offers("Type", &["Mechanical", "Electrical", "Structural", "Other"]),
            RecordType::numbered(2, "Incident", false)
                .offers("Type", &["Mechanical", "Electrical", "Electronic"])
                .offers("Reason", &["Performance", "Breakdown", "Other"])
                .offers("Priority", &["High*", "Medium"])
                .offers("Severity__c", &["Medium", "High*", "Critical"])
                .offers("Product_Area__c", &["Hardware", "Software"])
                .offers("Component__c", &["Motor", "Gearbox", "Controller", "Portal"]),
        ])
        .with_bin()
        .fields([
            lookup("MasterRecordId", "Master Record ID", &["Case"], "MasterRecord").read_only(),
            {
                let mut number = text("CaseNumber", "Case Number", 30).system().named().id_lookup();
                number.auto_number = true;
                number.groupable = false;
                number
            },
            lookup("ContactId", "Contact ID", &["Contact"], "Contact").child("Cases"),
            lookup("AccountId", "Account ID", &["Account"], "Account").child("Cases"),
            lookup("ParentId", "Parent Case ID", &["Case"], "Parent").child("Cases"),
            text("SuppliedName", "Name", 80),
            email("SuppliedEmail", "Email Address"),
            text("SuppliedPhone", "Phone", 40),
            text("SuppliedCompany", "Company", 80),
            picklist("Type", "Case Type", 40, &["Mechanical", "Electrical", "Electronic", "Structural", "Other"]),
            lookup("RecordTypeId", "Record Type ID", &["RecordType"], "RecordType"),
            {
                let status = picklist("Status", "Status", 40, &["New*", "Working", "Escalated", "Closed"]);
                let mut status = status.defaulted().closed(&["Closed"]);
                status.permissionable = false;
                status
            },
            picklist(
                "Reason",
                "Case Reason",
                40,
                &[
                    "Installation",
                    "Equipment Complexity",
                    "Performance",
                    "Breakdown",
                    "Equipment Design",
                    "Feedback",
                    "Other",
                ],
            ),
            picklist("Origin", "Case Origin", 40, &["Phone", "Email", "Web"]),
            text("Subject", "Subject", 255),
            picklist("Priority", "Priority", 40, &["High", "Medium*", "Low"]).defaulted(),
            area("Description", "Description", 32_000),
            boolean("IsClosed", "Closed").system(),
            {
                let mut closed = instant("ClosedDate", "Closed Date").read_only();
                closed.permissionable = true;
                closed
            },
            boolean("IsEscalated", "Escalated"),
            make::owner(&["Group", "User"]),
        ])
        .with_audit()
        .fields([
            phone("ContactPhone", "Contact Phone").from(of_contact("Phone")),
            phone("ContactMobile", "Contact Mobile").from(of_contact("MobilePhone")),
            email("ContactEmail", "Contact Email").from(of_contact("Email")),
            phone("ContactFax", "Contact Fax").from(of_contact("Fax")),
            internal,
            instant("LastViewedDate", "Last Viewed Date").read_only(),
            instant("LastReferencedDate", "Last Referenced Date").read_only(),
            weftline_key(),
            url("Jira_Issue__c", "Jira Issue", 255).help("The issue in Jira that this case is worked on in"),
            picklist("Severity__c", "Severity", 255, &["Low", "Medium", "High", "Critical"]).restricted(),
            date("Due_Date__c", "Due Date"),
            boolean("Billable__c", "Billable"),
            number("Effort__c", "Effort", 18, 2).help("Hours spent"),
            picklist("Product_Area__c", "Product Area", 255, &["Hardware", "Software", "Billing"]),
            picklist(
                "Component__c",
                "Component",
                255,
                &["Motor", "Gearbox", "Controller", "Portal", "Mobile App", "Invoice", "Payment"],
            )
            .restricted()
            .controlled_by("Product_Area__c", &[&[0], &[0], &[0, 1], &[1], &[1], &[2], &[2]]),
            make::multi("Channels__c", "Channels", &["Phone", "Chat", "E-mail", "Portal"]),
            make::rich("Resolution__c", "Resolution", 32_768),
        ])
}

/// `CaseComment`. The body holds 4,000 bytes.
///
/// <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_casecomment.htm>
pub(super) fn case_comment() -> ObjectDraft {
    let mut body = area("CommentBody", "Body", 4000).opaque();
    body.byte_length = 4000;
    let comment = ObjectDraft::new("CaseComment", *b"00a", "Case Comment", "Case Comments");
    comment
        .abilities(Abilities {
            undeletable: false,
            feed_enabled: false,
            layoutable: false,
            mru_enabled: false,
            ..Abilities::FULL
        })
        .fields([
            lookup("ParentId", "Parent ID", &["Case"], "Parent")
                .required()
                .create_only()
                .child("CaseComments")
                .cascade(),
            boolean("IsPublished", "Published"),
            body,
        ])
        .with_audit()
        .fields([text("CreatorName", "Creator Name", 121).from(Source::parent("CreatedById", "Name")).opaque()])
        .with_bin()
        .fields([boolean("IsNotificationSelected", "Is Notification Selected").opaque()])
}
