//! The demonstration org's records: people and queues that every org has, and hundreds of accounts, contacts and
//! cases that look like work. The same options and time give the same org.

mod mail;
mod texts;
mod work;

use super::id::Id;
use super::permission::PERMISSIONS;
use super::rules::assignment::{LEAD_QUEUE, SUPPORT_QUEUE};
use super::value::Value;
use super::write::{AutoAssign, Context};
use super::{Org, OrgOptions, VERSION_NEWEST};

/// When the org was set up: 2024-01-08, 09:00 UTC.
const SET_UP: i64 = 1_704_704_400;

/// The users: alias, first name, last name, address, profile.
const USERS: &[(&str, &str, &str, &str, u64)] = &[
    ("integ", "Weftline", "Integration", "", 1),
    ("mia", "Mia", "Admin", "mia.admin@weftline.example", 1),
    ("jane", "Jane", "Doe", "jane.doe@weftline.example", 2),
    ("sam", "Sam", "Viewer", "sam.viewer@weftline.example", 2),
    ("kenji", "Kenji", "Tanaka", "kenji.tanaka@weftline.example", 2),
    ("zoe", "Zoë", "Müller", "zoe.mueller@weftline.example", 2),
    ("rosa", "Rosa", "Former", "rosa.former@weftline.example", 2),
];

impl Org {
    /// An org with its business records. `now_ms` is when the newest of them were made.
    pub fn seed(options: OrgOptions, now_ms: i64) -> Self {
        let mut org = Self::new(options);
        work::fill(&mut org, now_ms.div_euclid(1000));
        org.store.commit();
        org
    }

    /// The organization, its users and queues.
    pub(super) fn set_up(&mut self) {
        let by = self.context(1, SET_UP);
        let name = self.options.name.clone();
        let organization = self.put(
            &by,
            "Organization",
            &[
                ("Name", text(&name)),
                ("OrganizationType", text("Enterprise Edition")),
                ("InstanceName", text("WFT1")),
                ("TimeZoneSidKey", text("GMT")),
                ("DefaultLocaleSidKey", text("en_US")),
                ("LanguageLocaleKey", text("en_US")),
                ("FiscalYearStartMonth", Value::Int(1)),
                ("PrimaryContact", text("Mia Admin")),
                ("Country", text("US")),
            ],
        );
        if let Some(made) = organization {
            self.renumber(made, self.organization_id());
        }
        for (name, all) in [("System Administrator", true), ("Standard User", false)] {
            let names: Vec<String> = PERMISSIONS.iter().map(|(name, ..)| format!("Permissions{name}")).collect();
            let given = PERMISSIONS.iter().map(|(.., ordinary)| Value::Bool(all || *ordinary));
            let given: Vec<(&str, Value)> = names.iter().map(String::as_str).zip(given).collect();
            let mut rights = vec![("Name", text(name)), ("UserType", text("Standard"))];
            rights.extend(given.iter().cloned());
            if let Some(profile) = self.put(&by, "Profile", &rights) {
                let owned = format!("X{}", profile.short());
                let mut set = vec![
                    ("Name", text(&owned)),
                    ("Label", text(name)),
                    ("ProfileId", Value::Id(profile)),
                    ("IsOwnedByProfile", Value::Bool(true)),
                ];
                set.extend(given);
                self.put(&by, "PermissionSet", &set);
            }
        }
        let own = self.options.username.clone();
        for (alias, first, last, address, profile) in USERS {
            let address = if address.is_empty() { own.as_str() } else { address };
            let person = [
                ("Username", text(address)),
                ("FirstName", text(first)),
                ("LastName", text(last)),
                ("Email", text(address)),
                ("Alias", text(alias)),
                ("CommunityNickname", text(alias)),
                ("ProfileId", Value::Id(Id::numbered(*b"00e", *profile))),
                ("IsActive", Value::Bool(*alias != "rosa")),
            ];
            self.put(&by, "User", &person);
        }
        let queues = [
            ("Support Queue", SUPPORT_QUEUE, "Case"),
            ("Tier 2", "Tier_2", "Case"),
            ("Inbound Leads", LEAD_QUEUE, "Lead"),
        ];
        for (name, developer_name, of) in queues {
            let queue = [("Name", text(name)), ("DeveloperName", text(developer_name)), ("Type", text("Queue"))];
            if let Some(queue) = self.put(&by, "Group", &queue) {
                self.put(&by, "QueueSobject", &[("QueueId", Value::Id(queue)), ("SobjectType", text(of))]);
            }
        }
        let zone =
            [("Name", text("Customer Ideas")), ("IsActive", Value::Bool(true)), ("IsPublished", Value::Bool(true))];
        self.put(&by, "Community", &zone);
        let schema = self.schema();
        for object in schema.objects() {
            for record_type in &object.record_types {
                let values = [
                    ("Name", text(&record_type.name)),
                    ("DeveloperName", text(&record_type.developer_name)),
                    ("SobjectType", text(&object.name)),
                    ("IsActive", Value::Bool(true)),
                ];
                if let Some(made) = self.put(&by, "RecordType", &values) {
                    self.renumber(made, record_type.id);
                }
            }
        }
        for object in schema.objects() {
            for (_, field) in object.indexed().filter(|(_, field)| field.custom()) {
                let metadata = super::definition::metadata(field);
                self.field_row(&by, &object.name, &field.name, &metadata);
            }
        }
        let (access, refresh) = (self.options.access_token.clone(), self.options.refresh_token.clone());
        std::sync::Arc::make_mut(&mut self.schema).modified = SET_UP;
        self.list_assignment_rules();
        self.auth.seed(Id::numbered(*b"005", 1), &access, &refresh);
        self.store.commit();
    }

    /// What the `user`th user does at a time, without assignment rules.
    pub(super) fn context(&self, user: u64, now: i64) -> Context {
        Context {
            user: Id::numbered(*b"005", user),
            version: VERSION_NEWEST,
            now,
            stamped: now,
            auto_assign: AutoAssign::Off,
            duplicates: None,
            tooling: false,
            batch_size: 2000,
        }
    }

    /// Makes a record of named values, which is never refused.
    fn put(&mut self, by: &Context, object: &str, values: &[(&str, Value)]) -> Option<Id> {
        let made = self.insert_named(by, object, values);
        debug_assert!(made.is_ok(), "a seeded {object} is refused: {made:?}");
        made.ok()
    }
}

/// A text.
fn text(text: &str) -> Value {
    Value::text(text)
}
