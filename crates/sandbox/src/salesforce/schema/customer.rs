//! Accounts and contacts.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_account.htm>

use super::field::Source;
use super::make::{self, area, boolean, currency, date, email, instant, int, lookup, phone, picklist, text, url};
use super::{Abilities, ObjectDraft, weftline_key};

/// Industries, as a new org offers them.
pub(super) const INDUSTRIES: &[&str] = &[
    "Agriculture",
    "Apparel",
    "Banking",
    "Biotechnology",
    "Chemicals",
    "Communications",
    "Construction",
    "Consulting",
    "Education",
    "Electronics",
    "Energy",
    "Engineering",
    "Entertainment",
    "Environmental",
    "Finance",
    "Food & Beverage",
    "Government",
    "Healthcare",
    "Hospitality",
    "Insurance",
    "Machinery",
    "Manufacturing",
    "Media",
    "Not For Profit",
    "Recreation",
    "Retail",
    "Shipping",
    "Technology",
    "Telecommunications",
    "Transportation",
    "Utilities",
    "Other",
];

/// Sources of leads, as a new org offers them.
pub(super) const LEAD_SOURCES: &[&str] = &["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"];

const CLEAN: &[&str] =
    &["Matched", "Different", "Acknowledged", "NotFound", "Inactive", "Pending*", "SelectMatch", "Skipped"];

/// `Account` and `Contact`.
pub(super) fn objects() -> Vec<ObjectDraft> {
    vec![account(), contact()]
}

fn account() -> ObjectDraft {
    ObjectDraft::new("Account", *b"001", "Account", "Accounts")
        .abilities(Abilities { mergeable: true, ..Abilities::FULL })
        .with_bin()
        .fields([
            lookup("MasterRecordId", "Master Record ID", &["Account"], "MasterRecord").read_only(),
            text("Name", "Account Name", 255).required().named().extra("switchablepersonname"),
            picklist(
                "Type",
                "Account Type",
                40,
                &[
                    "Prospect",
                    "Customer - Direct",
                    "Customer - Channel",
                    "Channel Partner / Reseller",
                    "Installation Partner",
                    "Technology Partner",
                    "Other",
                ],
            ),
            lookup("ParentId", "Parent Account ID", &["Account"], "Parent").child("ChildAccounts"),
        ])
        .fields(make::address("Billing", "Billing"))
        .fields(make::address("Shipping", "Shipping"))
        .fields([
            phone("Phone", "Account Phone"),
            phone("Fax", "Account Fax"),
            text("AccountNumber", "Account Number", 40),
            url("Website", "Website", 255),
            url("PhotoUrl", "Photo URL", 255).extra("imageurl").from(Source::Photo),
            text("Sic", "SIC Code", 20),
            picklist("Industry", "Industry", 40, INDUSTRIES),
            currency("AnnualRevenue", "Annual Revenue", 18, 0),
            int("NumberOfEmployees", "Employees"),
            picklist("Ownership", "Ownership", 40, &["Public", "Private", "Subsidiary", "Other"]),
            text("TickerSymbol", "Ticker Symbol", 20),
            area("Description", "Account Description", 32_000),
            picklist("Rating", "Account Rating", 40, &["Hot", "Warm", "Cold"]),
            text("Site", "Account Site", 80),
            make::owner(&["User"]),
        ])
        .with_audit()
        .fields([
            date("LastActivityDate", "Last Activity").read_only(),
            instant("LastViewedDate", "Last Viewed Date").read_only(),
            instant("LastReferencedDate", "Last Referenced Date").read_only(),
            text("Jigsaw", "Data.com Key", 20),
            picklist("CleanStatus", "Clean Status", 40, CLEAN).restricted(),
            picklist("AccountSource", "Account Source", 40, LEAD_SOURCES),
            text("SicDesc", "SIC Description", 80),
            weftline_key(),
            picklist("Support_Level__c", "Support Level", 255, &["Basic*", "Business", "Premium"]).restricted(),
            date("Contract_End__c", "Contract End"),
        ])
}

fn contact() -> ObjectDraft {
    let person = "personname";
    ObjectDraft::new("Contact", *b"003", "Contact", "Contacts")
        .abilities(Abilities { mergeable: true, ..Abilities::FULL })
        .with_bin()
        .fields([
            lookup("MasterRecordId", "Master Record ID", &["Contact"], "MasterRecord").read_only(),
            lookup("AccountId", "Account ID", &["Account"], "Account").child("Contacts").cascade(),
            text("LastName", "Last Name", 80).required().part_of("Name").extra(person),
            text("FirstName", "First Name", 40).part_of("Name").extra(person),
            picklist("Salutation", "Salutation", 40, &["Mr.", "Ms.", "Mrs.", "Dr.", "Prof."])
                .part_of("Name")
                .extra(person),
            {
                let mut name = text("Name", "Full Name", 121).named().extra(person).from(Source::PersonName);
                name.nillable = false;
                name
            },
        ])
        .fields(make::address("Other", "Other"))
        .fields(make::address("Mailing", "Mailing"))
        .fields([
            phone("Phone", "Business Phone"),
            phone("Fax", "Business Fax"),
            phone("MobilePhone", "Mobile Phone"),
            phone("HomePhone", "Home Phone"),
            phone("OtherPhone", "Other Phone"),
            phone("AssistantPhone", "Asst. Phone"),
            lookup("ReportsToId", "Reports To ID", &["Contact"], "ReportsTo").child("Contacts"),
            email("Email", "Email").id_lookup(),
            text("Title", "Title", 128),
            text("Department", "Department", 80),
            text("AssistantName", "Assistant's Name", 40),
            picklist("LeadSource", "Lead Source", 255, LEAD_SOURCES),
            date("Birthdate", "Birthdate"),
            area("Description", "Contact Description", 32_000),
            make::owner(&["User"]),
        ])
        .with_audit()
        .fields([
            date("LastActivityDate", "Last Activity").read_only(),
            instant("LastViewedDate", "Last Viewed Date").read_only(),
            instant("LastReferencedDate", "Last Referenced Date").read_only(),
            text("EmailBouncedReason", "Email Bounced Reason", 255),
            instant("EmailBouncedDate", "Email Bounced Date"),
            boolean("IsEmailBounced", "Is Email Bounced").system(),
            url("PhotoUrl", "Photo URL", 255).extra("imageurl").from(Source::Photo),
            text("Jigsaw", "Data.com Key", 20),
            picklist("CleanStatus", "Clean Status", 40, CLEAN).restricted(),
            weftline_key(),
            make::multi("Languages__c", "Languages", &["English", "German", "French", "Spanish", "Japanese"]),
        ])
}
