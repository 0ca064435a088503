use super::super::{Site, SiteOptions, seed};
use super::*;

const NOW: i64 = 1_795_253_400_000;

fn run(site: &Site, account: &str, jql: &str) -> Result<Vec<String>, Vec<String>> {
    let asker = Asker { account: Some(account), now: NOW, offset_minutes: 0 };
    let prepared = Prepared::new(site, asker, jql)?;
    Ok(prepared.run().into_iter().map(|issue| issue.key.clone()).collect())
}

#[test]
fn queries_find_what_they_say() {
    let site = Site::seed(SiteOptions::default(), NOW);
    let check = |jql: &str, expect: &[&str]| {
        let found = run(&site, seed::people::JANE, jql).unwrap_or_else(|errors| panic!("{jql}: {errors:?}"));
        assert_eq!(found, expect, "{jql}");
    };
    check("key = SUP-1", &["SUP-1"]);
    check("key in (SUP-1, ENG-2) order by key desc", &["SUP-1", "ENG-2"]);
    check("project = ENG and key > ENG-22", &["ENG-24", "ENG-23"]);
    check("issue = sup-2", &["SUP-2"]);
}

#[test]
fn counts_of_queries() {
    let site = Site::seed(SiteOptions::default(), NOW);
    let count =
        |jql: &str| run(&site, seed::people::JANE, jql).unwrap_or_else(|errors| panic!("{jql}: {errors:?}")).len();
    assert_eq!(count("project = SUP"), 36);
    assert_eq!(count("project = \"Support\" AND issuetype = Bug") + count("project = 10000 AND type != Bug"), 36);
    assert_eq!(count("project in (SUP, ENG)"), 60);
    assert_eq!(count("project = SUP and status = Done") + count("project = SUP and status != Done"), 36);
    assert_eq!(count("project = SUP and statusCategory = Done"), count("project = SUP and resolution is not EMPTY"));
    assert_eq!(count("project = SUP and resolution = Unresolved"), count("project = SUP and resolution is EMPTY"));
    assert_eq!(count("project = SUP and assignee is EMPTY") + count("project = SUP and assignee is not EMPTY"), 36);
    assert_eq!(
        count("project = SUP and not (priority = High or priority = Highest)"),
        count("project = SUP and priority < High")
    );
    assert_eq!(count("summary ~ \"invoice*\" and project = SUP"), 2);
    assert_eq!(count("text ~ \"LTE provider\" and project = SUP"), 1);
    assert_eq!(count("comment ~ \"0x8000\""), 1);
    assert_eq!(count("labels = billing"), 5);
    assert_eq!(count("labels in (i18n) and labels not in (billing)"), 1);
    assert_eq!(count("created >= -60d and project = SUP"), 36);
    assert_eq!(count("created >= \"2026-11-19\" and created < \"2026-11-20\" and project = SUP"), 1);
    assert_eq!(count("updated >= 2030-01-01"), 0);
    assert_eq!(count("Severity = High and project = SUP"), count("cf[10060] = 10602 and project = SUP"));
    assert_eq!(count("\"Product area\" = LTE"), count("\"Product area\" in cascadeOption(Gateway, LTE)"));
    assert_eq!(count("\"Customer reference\" ~ \"C-40000\""), 1);
    assert_eq!(count("Effort > 3 and Effort <= 3.5 and key = SUP-1"), 1);
    assert_eq!(count("duedate = 2026-12-04"), 1);
    assert_eq!(count("\"Account manager\" = currentUser()"), count("cf[10063] = 5b10a0000000000000000002"));
    assert_eq!(
        count("status was \"In Progress\" and status = Done and project = SUP"),
        count("project = SUP and status = Done")
    );
    assert_eq!(count("status changed from \"In Progress\" to Done before 2020-01-01"), 0);
    assert_eq!(
        count("reporter in membersOf(\"support-agents\") and project = ENG and reporter = 5b10a0000000000000000004"),
        0
    );
    assert_eq!(
        count("project = SUP && type = Task || project = SUP && type = Story"),
        count("project = SUP and type in (Task, Story)")
    );
}

#[test]
fn what_one_does_not_browse_is_not_found() {
    let site = Site::seed(SiteOptions::default(), NOW);
    assert_eq!(run(&site, seed::people::MIA, "project = LEGAL").unwrap().len(), 3);
    let refused = run(&site, seed::people::JANE, "project = LEGAL").unwrap_err();
    assert_eq!(refused, ["The value 'LEGAL' does not exist for the field 'project'."]);
}

#[test]
fn complaints_are_jiras() {
    let site = Site::seed(SiteOptions::default(), NOW);
    let check = |jql: &str, expect: &str| {
        assert_eq!(run(&site, seed::people::JANE, jql).unwrap_err(), [expect], "{jql}");
    };
    check("foo = 1", "Field 'foo' does not exist or you do not have permission to view it.");
    check("status = Nirvana", "The value 'Nirvana' does not exist for the field 'status'.");
    check("summary = x", "The operator '=' is not supported by the 'summary' field.");
    check("key = SUP-9999", "An issue with key 'SUP-9999' does not exist for field 'key'.");
    check(
        "project SUP",
        "Error in the JQL Query: Expecting operator but got 'SUP'. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'. (line 1, character 9)",
    );
    check(
        "project = and",
        "Error in JQL Query: Expecting either a value, list or function but got 'and'. You must surround 'and' in quotation marks to use it as a value. (line 1, character 11)",
    );
    check(
        "project = \"SUP",
        "Error in the JQL Query: The quoted string 'SUP' has not been completed. (line 1, character 11)",
    );
    check(
        "project = SUP)",
        "Error in the JQL Query: Expecting either 'OR' or 'AND' but got ')'. (line 1, character 14)",
    );
    check("project = SUP order by bogus", "Not able to sort using field 'bogus'.");
    check("key = LEGAL-1", "An issue with key 'LEGAL-1' does not exist for field 'key'.");
}

#[test]
fn order_by_several_fields() {
    let site = Site::seed(SiteOptions::default(), NOW);
    let found = run(&site, seed::people::JANE, "project = SUP order by priority desc, created asc").unwrap();
    assert_eq!(found.len(), 36);
    assert_eq!(&found[..3], ["SUP-2", "SUP-7", "SUP-36"]);
    let found = run(&site, seed::people::JANE, "project = ENG").unwrap();
    assert_eq!(found[0], "ENG-24");
}

#[test]
fn no_text_brings_the_parser_down() {
    let corpus = [
        "project = SUP and (status in (Done, \"To Do\") or not labels is EMPTY) order by created desc, key",
        "status was not in (Done) by currentUser() after \"-1d\" and cf[10060] changed from 10600 to 10601",
        "issue.property[a.b].c.d >= 2 && text !~ 'l\u{f6}we\\'s' || summary ~ \"\\\"a b\\\"\"",
    ];
    for text in corpus {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for &from in &places {
            let _ = parser::parse(&text[from..]);
            let _ = parser::parse(&text[..from]);
            for piece in ["(", ")", "\"", "not ", ",", "\u{1F600}", "=", " order by "] {
                let _ = parser::parse(&format!("{}{piece}{}", &text[..from], &text[from..]));
            }
        }
    }
    for piece in ["(", "not ", "a = (", "!"] {
        let refused = parser::parse(&piece.repeat(100_000)).unwrap_err();
        assert!(refused.starts_with("Error in"), "{refused}");
    }
}
