//! The fixed seeds: who is there, which projects and fields, and some dozens of issues that look like work.
//!
//! | what | where |
//! |---|---|
//! | people | `5b10a0000000000000000001` Mia Admin (administers the site), `…2` Jane Doe (agent), `…3` Sam Viewer (browses only), `…4` Kenji Tanaka, `…5` Zoë Müller, `…6` Rosa Former (inactive), a portal customer, the app |
//! | projects | `SUP` 10000, `ENG` 10001 (software), `HELP` 10002 (service), `LEGAL` 10003 (business, administrators only) |
//! | issues | `SUP-1` has id 10100, `ENG-1` 10200, `HELP-1` 10300, `LEGAL-1` 10400 |
//! | custom fields | 10050 Customer reference (text), 10051 Steps to reproduce (rich text), 10052 Effort (number), 10053 Due (date), 10054 Promised by (date and time), 10060 Severity (select), 10061 Channels (checkboxes), 10062 Affected regions (multi-select), 10063 Account manager (user), 10064 Autocreate Salesforce record (select), 10065 Customer site (address), 10066 Impact (radio buttons), 10067 Product area (cascading), 10068 Keywords (labels), 10069 Stakeholders (users), 10070 and 10071 groups, 10072 project, 10073 and 10074 versions, 10075 read only, 10010 Request Type (service), 10016 Story point estimate, 10020 Sprint |

mod documents;
pub(super) mod fields;
pub(super) mod people;
pub(super) mod projects;
mod texts;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Site;
use super::attachment::Part;
use super::comment::NewComment;
use super::document::paragraphs;
use super::model::History;
use people::{CARLA, JANE, KENJI, MIA, ZOE};
use projects::{ENG, HELP, LEGAL, SUP};
use texts::Text;

/// The account of the installed app.
pub(super) const APP_ACCOUNT: &str = people::APP;

/// A picture of one pixel.
const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0xfc, 0xcf, 0xc0,
    0x50, 0x0f, 0, 0x04, 0x85, 0x01, 0x80, 0x84, 0xa9, 0x8c, 0x21, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42,
    0x60, 0x82,
];

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;

/// Fills a site.
pub(super) fn fill(site: &mut Site, now: i64) {
    fill_project(site, now, SUP, 10_100, &texts::SUPPORT);
    fill_project(site, now, ENG, 10_200, &texts::ENGINEERING);
    fill_project(site, now, HELP, 10_300, &texts::HELP_DESK);
    fill_project(site, now, LEGAL, 10_400, &texts::LEGAL);
    add_documents(site, now);
}

/// Numbers that look random and are always the same.
fn pick(index: usize, salt: usize, of: usize) -> usize {
    (index * 7 + salt * 13 + index / 3) % of.max(1)
}

fn chosen<'a>(list: &[&'a str], index: usize, salt: usize) -> &'a str {
    list.get(pick(index, salt, list.len())).copied().unwrap_or_default()
}

fn fill_project(site: &mut Site, now: i64, project: u64, first_id: u64, texts: &[Text]) {
    for (index, text) in texts.iter().enumerate() {
        let place = i64::try_from(index).unwrap_or_default();
        let count = i64::try_from(texts.len()).unwrap_or(1);
        // Spread over the sixty days before, the last some hours ago.
        let created = now - (count - place) * 60 * DAY_MS / count + (place % 7) * HOUR_MS;
        let reporter = match project {
            HELP => CARLA,
            LEGAL => MIA,
            _ => chosen(&[JANE, MIA, ZOE, KENJI], index, 1),
        };
        let mut values = values(project, index, text);
        values.insert("reporter".into(), json!(reporter));
        let id = first_id + u64::try_from(index).unwrap_or_default();
        let kind = text.issue_type.to_owned();
        if site.insert_issue(Some(id), project, kind, reporter, created, values).is_err() {
            continue;
        }
        move_on(site, id, index, created, now);
        for (number, (author, words)) in text.comments.iter().enumerate() {
            let at = created + (i64::try_from(number).unwrap_or_default() + 1) * 5 * HOUR_MS;
            let internal = project == HELP && *author != CARLA && number % 2 == 1;
            let properties = if internal {
                BTreeMap::from([("sd.public.comment".to_owned(), json!({"internal": true}))])
            } else {
                BTreeMap::new()
            };
            let comment = NewComment { body: paragraphs(&[words]), visibility: None, public: !internal, properties };
            site.insert_comment(id, author, at.min(now - HOUR_MS), comment);
        }
    }
}

fn values(project: u64, index: usize, text: &Text) -> BTreeMap<String, Value> {
    let mut values = BTreeMap::new();
    let mut set = |id: &str, value: Value| {
        values.insert(id.to_owned(), value);
    };
    set("summary", json!(text.summary));
    set("priority", json!(text.priority));
    if !text.description.is_empty() {
        set("description", paragraphs(text.description));
    }
    if !text.labels.is_empty() {
        set("labels", json!(text.labels));
    }
    if project != HELP && project != LEGAL && pick(index, 2, 5) != 0 {
        set("assignee", json!(chosen(&[JANE, KENJI, ZOE, MIA], index, 3)));
    }
    if project == SUP {
        set("customfield_10050", json!(format!("C-{:05}", 40_000 + index * 137)));
        set("customfield_10060", json!((10_600 + pick(index, 4, 4)).to_string()));
        set("components", json!([chosen(&["10000", "10001", "10002"], index, 5)]));
        if index.is_multiple_of(3) {
            set("customfield_10052", json!(0.5 + f64::from(u32::try_from(index).unwrap_or_default()) / 4.0));
            set("customfield_10061", json!(["10610", "10612"]));
        }
        if index % 4 == 1 {
            set("customfield_10062", json!(["10620", "10621"]));
            set("customfield_10065", json!("https://portal.example.com/customers/17"));
        }
        if index % 5 == 2 {
            set(
                "customfield_10067",
                json!({"parent": "10670", "child": if index.is_multiple_of(2) { json!("60681") } else { Value::Null }}),
            );
            set("customfield_10063", json!(JANE));
        }
    }
    if project == ENG {
        set("customfield_10016", json!(f64::from(u32::try_from(pick(index, 6, 8)).unwrap_or_default()) + 1.0));
        if index.is_multiple_of(5) {
            let sprint = if index.is_multiple_of(2) { "42" } else { "41" };
            set("customfield_10020", json!([sprint]));
        }
        if index.is_multiple_of(4) {
            set("fixVersions", json!(["10011"]));
        }
    }
    values
}

/// Takes an issue some steps along its workflow.
fn move_on(site: &mut Site, id: u64, index: usize, created: i64, now: i64) {
    let steps: &[&str] = match pick(index, 8, 4) {
        0 => &[],
        1 => &["3"],
        2 => &["3", "10001"],
        _ => &["3", "10002"],
    };
    let Some(project) = site.issues.get(&id).and_then(|issue| site.catalogue.project(issue.project)) else {
        return;
    };
    let steps = match project.type_key {
        "software" => steps,
        "service_desk" if !steps.is_empty() => &["10001"],
        _ => &[],
    };
    let by_engineers = project.id == ENG;
    let mut at = created;
    for to in steps.iter().filter(|to| !by_engineers || **to != "10001") {
        at = (at + 26 * HOUR_MS).min(now - HOUR_MS);
        let Some(from) = site.issues.get(&id).map(|issue| issue.status.clone()) else {
            return;
        };
        let mut items = vec![site.status_item(&from, to)];
        let author = if by_engineers { KENJI } else { JANE };
        if *to == "10002" {
            let values = vec![("resolution".to_owned(), Some(json!("10000")))];
            site.apply(id, author, at, values, std::mem::take(&mut items));
        } else {
            let history = History { id: site.next_id(), author: author.to_owned(), created: at, items };
            if let Some(issue) = site.issues.get_mut(&id) {
                issue.histories.push(history);
                issue.updated = at;
            }
        }
        if let Some(issue) = site.issues.get_mut(&id) {
            issue.status = (*to).to_owned();
            issue.status_changed = at;
        }
    }
}

/// The first issues of the support project have rich descriptions, a file, and every custom field.
fn add_documents(site: &mut Site, now: i64) {
    for (key, document) in documents::all() {
        let Some(id) = site.keys.get(key).copied() else {
            continue;
        };
        if let Some(issue) = site.issues.get_mut(&id) {
            issue.values.insert("description".into(), document);
        }
    }
    if let Some(id) = site.keys.get("SUP-20").copied() {
        let file = Part { filename: documents::PICTURE.into(), mime_type: "image/png".into(), content: PIXEL.to_vec() };
        site.insert_attachment(id, JANE, now - 12 * DAY_MS, file, false);
    }
    let Some(id) = site.keys.get("SUP-1").copied() else {
        return;
    };
    if let Some(issue) = site.issues.get_mut(&id) {
        let every = [
            ("assignee", json!(JANE)),
            ("reporter", json!(JANE)),
            ("duedate", json!("2026-12-04")),
            ("labels", json!(["billing", "escalated"])),
            ("customfield_10050", json!("C-40000")),
            ("customfield_10051", documents::steps()),
            ("customfield_10052", json!(3.5)),
            ("customfield_10053", json!("2026-12-01")),
            ("customfield_10054", json!(now + 9 * DAY_MS)),
            ("customfield_10060", json!("10602")),
            ("customfield_10061", json!(["10610", "10611"])),
            ("customfield_10062", json!(["10621"])),
            ("customfield_10063", json!(MIA)),
            ("customfield_10064", json!("10641")),
            ("customfield_10065", json!("https://portal.example.com/customers/1")),
            ("customfield_10066", json!("10661")),
            ("customfield_10067", json!({"parent": "10670", "child": "60681"})),
            ("customfield_10068", json!(["invoice", "rounding"])),
            ("customfield_10069", json!([JANE, ZOE])),
            ("customfield_10070", json!("support-agents")),
            ("customfield_10071", json!(["support-agents", "jira-users"])),
            ("customfield_10072", json!("10001")),
            ("customfield_10073", json!("10000")),
            ("customfield_10074", json!(["10000", "10001"])),
            ("customfield_10075", json!("00001043")),
        ];
        issue.values.extend(every.map(|(id, value)| (id.to_owned(), value)));
    }
    let log = "2026-11-02 08:14:07 WARN  invoice 4711: sum of lines 119.98, total 119.99\n";
    let file =
        Part { filename: "billing.log".into(), mime_type: "text/plain".into(), content: log.as_bytes().to_vec() };
    site.insert_attachment(id, JANE, now - 20 * DAY_MS, file, false);
}

#[cfg(test)]
mod tests {
    use super::super::document::is_valid;
    use super::super::{Site, SiteOptions};

    #[test]
    fn seeded_documents_are_what_jira_takes() {
        let site = Site::seed(SiteOptions::default(), 1_795_253_400_000);
        assert_eq!(site.issues.len(), 36 + 24 + 14 + 3);
        for issue in site.issues.values() {
            for document in issue.values.values().filter(|value| value.get("version").is_some()) {
                assert!(is_valid(document), "{}: {document}", issue.key);
            }
            assert!(issue.created < issue.updated + 1 && issue.updated <= 1_795_253_400_000, "{}", issue.key);
        }
        assert!(site.comments.values().all(|comment| is_valid(&comment.body)));
    }
}
