//! Leads, opportunities, solutions and the org's own object.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm>

use super::customer::{INDUSTRIES, LEAD_SOURCES};
use super::field::Source;
use super::make::{
    self, area, boolean, currency, date, email, instant, int, lookup, number, percent, phone, picklist, text, url,
};
use super::{Abilities, ObjectDraft, weftline_key};

/// The objects of sales, and `Field_Visit__c`, which is the org's own.
pub(super) fn objects() -> Vec<ObjectDraft> {
    vec![lead(), opportunity(), solution(), field_visit()]
}

fn lead() -> ObjectDraft {
    let person = "personname";
    let statuses = ["Open - Not Contacted*", "Working - Contacted", "Closed - Converted", "Closed - Not Converted"];
    ObjectDraft::new("Lead", *b"00Q", "Lead", "Leads")
        .abilities(Abilities { mergeable: true, ..Abilities::FULL })
        .with_bin()
        .fields([
            lookup("MasterRecordId", "Master Record ID", &["Lead"], "MasterRecord").read_only(),
            text("LastName", "Last Name", 80).required().part_of("Name").extra(person),
            text("FirstName", "First Name", 40).part_of("Name").extra(person),
            picklist("Salutation", "Salutation", 40, &["Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mx."])
                .part_of("Name")
                .extra(person),
            {
                let mut name = text("Name", "Full Name", 121).named().extra(person).from(Source::PersonName);
                name.nillable = false;
                name
            },
            text("Title", "Title", 128),
            text("Company", "Company", 255).required(),
        ])
        .fields(make::address("", ""))
        .fields([
            phone("Phone", "Phone"),
            phone("MobilePhone", "Mobile Phone"),
            phone("Fax", "Fax"),
            email("Email", "Email").id_lookup(),
            url("Website", "Website", 255),
            area("Description", "Description", 32_000),
            picklist("LeadSource", "Lead Source", 255, LEAD_SOURCES),
            picklist("Status", "Status", 255, &statuses).required().defaulted(),
            picklist("Industry", "Industry", 255, INDUSTRIES),
            picklist("Rating", "Rating", 255, &["Hot", "Warm", "Cold"]),
            currency("AnnualRevenue", "Annual Revenue", 18, 0),
            int("NumberOfEmployees", "Employees"),
            make::owner(&["Group", "User"]),
            boolean("IsConverted", "Converted").create_only(),
            date("ConvertedDate", "Converted Date").read_only(),
            lookup("ConvertedAccountId", "Converted Account ID", &["Account"], "ConvertedAccount").read_only(),
            lookup("ConvertedContactId", "Converted Contact ID", &["Contact"], "ConvertedContact").read_only(),
            boolean("IsUnreadByOwner", "Unread By Owner"),
        ])
        .with_audit()
        .fields([
            date("LastActivityDate", "Last Activity").read_only(),
            instant("LastViewedDate", "Last Viewed Date").read_only(),
            instant("LastReferencedDate", "Last Referenced Date").read_only(),
            weftline_key(),
        ])
}

fn opportunity() -> ObjectDraft {
    let stages = [
        "Prospecting",
        "Qualification",
        "Needs Analysis",
        "Value Proposition",
        "Id. Decision Makers",
        "Perception Analysis",
        "Proposal/Price Quote",
        "Negotiation/Review",
        "Closed Won",
        "Closed Lost",
    ];
    let kinds = [
        "Existing Customer - Upgrade",
        "Existing Customer - Replacement",
        "Existing Customer - Downgrade",
        "New Customer",
    ];
    ObjectDraft::new("Opportunity", *b"006", "Opportunity", "Opportunities")
        .with_bin()
        .fields([
            lookup("AccountId", "Account ID", &["Account"], "Account").child("Opportunities").cascade(),
            boolean("IsPrivate", "Private"),
            text("Name", "Name", 120).required().named().id_lookup(),
            area("Description", "Description", 32_000),
            picklist("StageName", "Stage", 255, &stages).required().closed(&["Closed Won", "Closed Lost"]),
            currency("Amount", "Amount", 18, 2),
            percent("Probability", "Probability (%)", 3, 0).defaulted(),
            currency("ExpectedRevenue", "Expected Amount", 18, 2).read_only(),
            number("TotalOpportunityQuantity", "Quantity", 18, 2),
            date("CloseDate", "Close Date").required(),
            picklist("Type", "Opportunity Type", 255, &kinds),
            text("NextStep", "Next Step", 255),
            picklist("LeadSource", "Lead Source", 255, LEAD_SOURCES),
            boolean("IsClosed", "Closed").system(),
            boolean("IsWon", "Won").system(),
            lookup("ContactId", "Contact ID", &["Contact"], "").create_only(),
            make::owner(&["User"]),
        ])
        .with_audit()
        .fields([
            date("LastActivityDate", "Last Activity").read_only(),
            instant("LastViewedDate", "Last Viewed Date").read_only(),
            instant("LastReferencedDate", "Last Referenced Date").read_only(),
            weftline_key(),
        ])
}

fn solution() -> ObjectDraft {
    ObjectDraft::new("Solution", *b"501", "Solution", "Solutions")
        .abilities(Abilities { feed_enabled: false, ..Abilities::FULL })
        .with_bin()
        .fields([
            {
                let mut number = text("SolutionNumber", "Solution Number", 30).system();
                number.auto_number = true;
                number
            },
            text("SolutionName", "Title", 255).required().named(),
            boolean("IsPublished", "Public"),
            boolean("IsPublishedInPublicKb", "Visible in Public Knowledge Base"),
            picklist("Status", "Status", 40, &["Draft*", "Reviewed", "Duplicate"]).required().defaulted(),
            boolean("IsReviewed", "Reviewed").system(),
            area("SolutionNote", "Description", 32_000),
            make::owner(&["User"]),
        ])
        .with_audit()
}

fn field_visit() -> ObjectDraft {
    let case = lookup("Case__c", "Case", &["Case"], "Case__r").child("Field_Visits__r");
    ObjectDraft::new("Field_Visit__c", *b"a00", "Field Visit", "Field Visits")
        .with_bin()
        .fields([make::owner(&["Group", "User"]), {
            let mut name = text("Name", "Field Visit Number", 80).system().named().id_lookup();
            name.auto_number = true;
            name
        }])
        .with_audit()
        .fields([
            case,
            lookup("Account__c", "Account", &["Account"], "Account__r").child("Field_Visits__r"),
            picklist("Status__c", "Status", 255, &["Planned*", "Under way", "Done", "Cancelled"]).restricted(),
            instant("Starts_At__c", "Starts At"),
            make::time("Arrival__c", "Arrival"),
            number("Hours__c", "Hours", 5, 2),
            currency("Cost__c", "Cost", 18, 2),
            percent("Discount__c", "Discount", 5, 2),
            email("Site_Email__c", "Site E-mail"),
            phone("Site_Phone__c", "Site Phone"),
            area("Notes__c", "Notes", 32_768),
            make::multi("Skills__c", "Skills", &["Electrical", "Mechanical", "Hydraulic", "Software"]),
            // Not unique: an upsert by it may find several.
            text("Route__c", "Route", 20).external_id(),
            weftline_key(),
        ])
}
