//! Accounts, contacts, cases and what hangs on them.

use super::super::Org;
use super::super::id::Id;
use super::super::value::{Value, days_of};
use super::mail;
use super::text;
use super::texts::{MARKETS, Market};

const ACCOUNTS: usize = 240;
const CONTACTS: usize = 520;
const CASES: usize = 420;
const LEADS: usize = 60;
const OPPORTUNITIES: usize = 120;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A sequence of numbers that looks random and is always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.roll(list.len()))
    }

    fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list).copied().unwrap_or_default()
    }

    fn within(&mut self, range: i64) -> i64 {
        i64::try_from(self.roll(usize::try_from(range.max(1)).unwrap_or(1))).unwrap_or(0)
    }
}

/// Fills the org with work of the half year before `now`.
pub(crate) fn fill(org: &mut Org, now: i64) {
    let mut dice = Dice(2026);
    let accounts = accounts(org, &mut dice, now);
    let contacts = contacts(org, &mut dice, now, &accounts);
    cases(org, &mut dice, now, &contacts);
    sales(org, &mut dice, now, &accounts);
}

fn market(place: usize) -> Option<&'static Market> {
    // Half of the accounts are of the first market.
    let order = [0, 1, 0, 2, 0, 3, 1, 4, 0, 0];
    MARKETS.get(order.get(place % order.len()).copied().unwrap_or(0))
}

fn accounts(org: &mut Org, dice: &mut Dice, now: i64) -> Vec<(Id, &'static Market, String)> {
    let mut made: Vec<(Id, &'static Market, String)> = Vec::new();
    for place in 0..ACCOUNTS {
        let Some(market) = market(place) else { continue };
        let base = dice.word(market.companies);
        let name = if place < 12 { base.to_owned() } else { format!("{base} {}", place + 1) };
        let domain = format!("customer{}.{}", place + 1, market.ending);
        let parent = if place % 9 == 8 { made.get(dice.roll(made.len())).map(|(id, ..)| *id) } else { None };
        let (city, state, code) = dice.pick(market.places).copied().unwrap_or_default();
        let industry =
            dice.word(&["Manufacturing", "Food & Beverage", "Technology", "Retail", "Energy", "Transportation"]);
        let by = org.context(1 + dice.roll(3) as u64, now - 360 * DAY + dice.within(180 * DAY));
        let values = [
            ("Name", text(&name)),
            ("ParentId", parent.map_or(Value::Null, Value::Id)),
            ("Type", text(dice.word(&["Customer - Direct", "Customer - Channel", "Prospect"]))),
            ("Industry", text(industry)),
            ("BillingStreet", text(&format!("{} Main Street", 10 + dice.roll(900)))),
            ("BillingCity", text(city)),
            ("BillingState", text(state)),
            ("BillingPostalCode", text(code)),
            ("BillingCountry", text(market.country)),
            ("Phone", text(&format!("{}-{:04}", market.prefix, dice.roll(10_000)))),
            ("Website", text(&format!("https://{domain}"))),
            ("AccountNumber", text(&format!("C-{:05}", 10_000 + place))),
            (
                "AnnualRevenue",
                if place % 4 == 0 { Value::Null } else { Value::Double(dice.within(90_000) as f64 * 1000.0) },
            ),
            ("NumberOfEmployees", if place % 5 == 0 { Value::Null } else { Value::Int(5 + dice.within(4000)) }),
            ("Rating", text(dice.word(&["Hot", "Warm", "Cold", ""]))),
            ("Support_Level__c", text(dice.word(&["Basic", "Business", "Premium"]))),
            ("Contract_End__c", Value::Date(day(now) + i32::try_from(dice.within(700)).unwrap_or(0))),
        ];
        if let Some(id) = org.put(&by, "Account", &values) {
            made.push((id, market, domain));
        }
    }
    made
}

fn day(now: i64) -> i32 {
    i32::try_from(now.div_euclid(DAY)).unwrap_or_else(|_| days_of(chrono::NaiveDate::default()))
}

fn contacts(
    org: &mut Org,
    dice: &mut Dice,
    now: i64,
    accounts: &[(Id, &'static Market, String)],
) -> Vec<(Id, Id, &'static Market, String)> {
    let mut made = Vec::new();
    for place in 0..CONTACTS {
        let Some((account, market, domain)) = accounts.get(place % accounts.len().max(1)) else {
            continue;
        };
        let (first, last) = (dice.word(market.first), dice.word(market.last));
        let email = format!("contact{}@{domain}", place + 1);
        let by = org.context(1 + dice.roll(3) as u64, now - 350 * DAY + dice.within(170 * DAY));
        let values = [
            ("FirstName", text(first)),
            ("LastName", text(last)),
            ("AccountId", Value::Id(*account)),
            ("Email", text(&email)),
            ("Phone", text(&format!("{}-{:04}", market.prefix, dice.roll(10_000)))),
            (
                "MobilePhone",
                if place % 3 == 0 { text(&format!("{}-{:04}", market.prefix, dice.roll(10_000))) } else { Value::Null },
            ),
            ("Title", text(dice.word(&["Plant Manager", "Head of IT", "Buyer", "Service Technician", "CEO", ""]))),
            ("Department", text(dice.word(&["Operations", "IT", "Finance", ""]))),
            ("MailingCountry", text(market.country)),
        ];
        if let Some(id) = org.put(&by, "Contact", &values) {
            made.push((id, *account, *market, email));
        }
    }
    made
}

fn cases(org: &mut Org, dice: &mut Dice, now: i64, contacts: &[(Id, Id, &'static Market, String)]) {
    let queue = Id::numbered(*b"00G", 1);
    for place in 0..CASES {
        let Some((contact, account, market, email)) = contacts.get(dice.roll(contacts.len())) else {
            continue;
        };
        let Some((subject, description)) = dice.pick(market.cases) else {
            continue;
        };
        // The older a case, the likelier it is closed.
        let age = i64::try_from(CASES - place).unwrap_or(0) * (170 * DAY) / i64::try_from(CASES).unwrap_or(1);
        let opened = now - age - dice.within(12 * HOUR);
        let owner = match dice.roll(4) {
            0 => queue,
            user => Id::numbered(*b"005", 2 + user as u64),
        };
        let closed = dice.roll(100) < 60 && age > 10 * DAY;
        let area = dice.roll(3);
        let component = [["Motor", "Gearbox"], ["Portal", "Mobile App"], ["Invoice", "Payment"]];
        let component = component.get(area).map(|list| dice.word(list)).unwrap_or_default();
        let by = org.context(1, opened);
        let values = [
            ("Subject", text(subject)),
            ("Description", text(description)),
            ("ContactId", Value::Id(*contact)),
            ("AccountId", Value::Id(*account)),
            ("Status", text(if closed { "Closed" } else { dice.word(&["New", "New", "Working", "Escalated"]) })),
            ("Priority", text(dice.word(&["High", "Medium", "Medium", "Low"]))),
            ("Origin", text(dice.word(&["Phone", "Email", "Web"]))),
            ("Type", text(dice.word(&["Mechanical", "Electrical", "Electronic", "Other", ""]))),
            ("Reason", text(dice.word(&["Installation", "Performance", "Breakdown", "Other", ""]))),
            ("OwnerId", Value::Id(owner)),
            ("SuppliedEmail", text(email)),
            ("IsEscalated", Value::Bool(dice.roll(12) == 0)),
            ("Severity__c", text(dice.word(&["Low", "Medium", "High", "Critical", ""]))),
            ("Product_Area__c", text(["Hardware", "Software", "Billing"].get(area).copied().unwrap_or_default())),
            ("Component__c", text(component)),
            ("Due_Date__c", if place % 3 == 0 { Value::Date(day(opened) + 14) } else { Value::Null }),
            ("Billable__c", Value::Bool(dice.roll(4) == 0)),
            ("Effort__c", if place % 2 == 0 { Value::Double(dice.within(160) as f64 / 4.0) } else { Value::Null }),
            ("Channels__c", text(dice.word(&["Phone", "E-mail;Portal", "Chat;Phone", ""]))),
            (
                "Resolution__c",
                if closed {
                    text("<p>The part was replaced.<br>Checked with the <b>customer</b>.</p>")
                } else {
                    Value::Null
                },
            ),
        ];
        if let Some(case) = org.put(&by, "Case", &values) {
            talk(org, dice, case, market, email, opened, now);
        }
    }
}

/// What was said about a case: comments, mails, posts, files, visits.
fn talk(org: &mut Org, dice: &mut Dice, case: Id, market: &Market, email: &str, opened: i64, now: i64) {
    let mut at = opened;
    for turn in 0..dice.roll(4) {
        at = (at + HOUR + dice.within(2 * DAY)).min(now - HOUR);
        let by = org.context(2 + dice.roll(4) as u64, at.max(opened));
        let body = market.comments.get(turn % market.comments.len().max(1)).copied().unwrap_or_default();
        let published = Value::Bool(dice.roll(3) > 0);
        org.put(
            &by,
            "CaseComment",
            &[("ParentId", Value::Id(case)), ("CommentBody", text(body)), ("IsPublished", published)],
        );
    }
    let by = org.context(1, (opened + HOUR).min(now));
    match dice.roll(8) {
        0 => mail::thread(org, case, market.comments, email, by.now),
        1 => {
            let post = [
                ("ParentId", Value::Id(case)),
                ("Body", text("<p>Spoke to the customer, <b>waiting</b> for the log.</p>")),
                ("IsRichText", Value::Bool(true)),
            ];
            let Some(item) = org.put(&by, "FeedItem", &post) else { return };
            let by = org.context(2, (by.now + HOUR).min(now));
            let comment = text(market.comments.last().copied().unwrap_or_default());
            org.put(&by, "FeedComment", &[("FeedItemId", Value::Id(item)), ("CommentBody", comment)]);
        }
        2 => {
            let file = [
                ("PathOnClient", text("controller-log.txt")),
                ("Title", text("Controller log")),
                ("VersionData", Value::Bytes(b"09:14:02 E-17 overheat\n09:14:05 motor off\n".as_slice().into())),
                ("FirstPublishLocationId", Value::Id(case)),
            ];
            org.put(&by, "ContentVersion", &file);
        }
        3 => {
            let visit = [
                ("Case__c", Value::Id(case)),
                ("Status__c", text("Planned")),
                ("Starts_At__c", Value::DateTime(opened + 3 * DAY)),
                ("Arrival__c", Value::Time(8 * 3_600_000)),
                ("Hours__c", Value::Double(2.5)),
                ("Cost__c", Value::Double(180.0)),
                ("Skills__c", text("Electrical;Mechanical")),
                (
                    "Route__c",
                    text(["North", "South", "West"].get(opened.rem_euclid(3) as usize).copied().unwrap_or("East")),
                ),
            ];
            org.put(&by, "Field_Visit__c", &visit);
        }
        _ => {}
    }
}

fn sales(org: &mut Org, dice: &mut Dice, now: i64, accounts: &[(Id, &'static Market, String)]) {
    for place in 0..LEADS {
        let Some(market) = market(place) else { continue };
        let by = org.context(2 + dice.roll(4) as u64, now - dice.within(120 * DAY));
        let lead = [
            ("FirstName", text(dice.word(market.first))),
            ("LastName", text(dice.word(market.last))),
            ("Company", text(&format!("{} Group", dice.word(market.companies)))),
            ("Email", text(&format!("lead{}@{}", place + 1, market.ending))),
            ("Status", text(dice.word(&["Open - Not Contacted", "Working - Contacted", "Closed - Not Converted"]))),
            ("LeadSource", text(dice.word(&["Web", "Partner Referral", "Other"]))),
            ("Country", text(market.country)),
        ];
        org.put(&by, "Lead", &lead);
    }
    for place in 0..OPPORTUNITIES {
        let Some((account, ..)) = accounts.get(dice.roll(accounts.len())) else {
            continue;
        };
        let by = org.context(2 + dice.roll(4) as u64, now - dice.within(160 * DAY));
        let stages = ["Prospecting", "Qualification", "Proposal/Price Quote", "Closed Won", "Closed Lost"];
        let opportunity = [
            (
                "Name",
                text(&format!("{} {}", dice.word(&["Maintenance contract", "New line", "Spare parts"]), place + 1)),
            ),
            ("AccountId", Value::Id(*account)),
            ("StageName", text(dice.word(&stages))),
            ("Amount", if place % 7 == 0 { Value::Null } else { Value::Double(dice.within(5000) as f64 * 50.0) }),
            ("CloseDate", Value::Date(day(now) - 60 + i32::try_from(dice.within(150)).unwrap_or(0))),
            ("LeadSource", text(dice.word(&["Web", "Phone Inquiry", ""]))),
        ];
        org.put(&by, "Opportunity", &opportunity);
    }
    let by = org.context(2, now - 200 * DAY);
    for (name, note) in [
        ("Error E-17 after ten minutes", "Clean the fan and update the controller to 4.2."),
        ("Portal password reset mail missing", "Ask the customer to allow mail from portal.weftline.example."),
        ("Getriebe: Ölwechsel", "Alle 2.000 Betriebsstunden, spätestens nach zwölf Monaten."),
    ] {
        let solution = [("SolutionName", text(name)), ("SolutionNote", text(note)), ("Status", text("Reviewed"))];
        org.put(&by, "Solution", &solution);
    }
    let zone = Value::Id(Id::numbered(*b"09a", 1));
    for (title, body, categories, said) in [
        ("Readings by the minute", "Hourly readings hide short peaks.", "Software", "We would pay for that."),
        ("A quieter fan", "The cabinet stands in our office.", "Hardware;Service", "Seconded."),
        ("Handbuch auf Deutsch", "Die Wartungsfristen stehen nur auf Englisch darin.", "Documentation", ""),
    ] {
        let idea = [
            ("Title", text(title)),
            ("Body", text(body)),
            ("CommunityId", zone.clone()),
            ("Categories", text(categories)),
            ("Status", text("Under Review")),
        ];
        if let (Some(idea), false) = (org.put(&by, "Idea", &idea), said.is_empty()) {
            org.put(&by, "IdeaComment", &[("IdeaId", Value::Id(idea)), ("CommentBody", text(said))]);
        }
    }
}
