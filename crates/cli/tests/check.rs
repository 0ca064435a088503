//! `weftline check` as a pipeline runs it.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect;
use serde_json::Value;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The exit code, what it said, and what it complained of.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_weftline")).current_dir(fixtures()).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn d_9_a_configuration_that_fits_passes() {
    let (code, said, _) = run(&["check", "good.json", "--describes", "describes", "--fields", "fields.json"]);
    assert_eq!(code, 0, "{said}");
    expect![[r#"
        version 4: 5 sections, 2 objects described, 0 errors, 0 warnings
    "#]]
    .assert_eq(&said);
}

#[test]
fn d_9_a_configuration_that_does_not_fit_fails_with_section_field_reason_and_remedy() {
    let (code, said, _) = run(&["check", "bad.json", "--describes", "describes", "--fields", "fields.json"]);
    assert_eq!(code, 1, "{said}");
    expect![[r#"
        error fields:Case: Search: 6 fields are chosen; 5 are allowed (tooManySearchFields)
          choose fewer
        error fields:Case Removed__c: Details: `Case` has no field `Removed__c`, or the integration user may not see it (unknownField)
          choose another field, or give the integration user read access to it in Salesforce
        error fields:Case CaseNumber: List: `Case Number` names the record and cannot be left out (nameFieldMissing)
          choose it
        error fields:Case Description: Compact: `Description` is a long text; only fields of less than 256 characters fit (tooLongForList)
          choose it in Details instead
        error mapping:10000:Case Subject: Jira has no field `customfield_1` (unknownJiraField)
          choose another field
        error mapping:10000:Case CaseNumber: `CaseNumber` cannot be set when a record is created (fieldNotCreatable)
          remove it from the mapping, or allow it by field-level security in Salesforce
        error mapping:10000:Case Priority: `Urgent` is not a value of `Priority` (badMappedValue)
          map it to one of the values, or add it in Salesforce
        version 4: 5 sections, 2 objects described, 7 errors, 0 warnings
    "#]]
    .assert_eq(&said);
}

#[test]
fn d_9_the_same_is_given_as_json() {
    let (code, said, _) = run(&["check", "bad.json", "--describes", "describes", "--fields", "fields.json", "--json"]);
    assert_eq!(code, 1);
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(answer["errors"], 7);
    let first = &answer["problems"][0];
    assert_eq!((&first["section"], &first["problem"]["code"]), (&"fields:Case".into(), &"tooManySearchFields".into()));
    assert!(first["problem"]["remedy"].is_string());
}

#[test]
fn d_9_without_jiras_fields_they_are_not_checked() {
    let (code, said, _) = run(&["check", "bad.json", "--describes", "describes"]);
    assert_eq!(code, 1);
    assert!(!said.contains("unknownJiraField"), "{said}");
}

#[test]
fn d_9_an_object_that_is_not_described_does_not_pass() {
    let (code, said, _) = run(&["check", "good.json", "--describes", "only-account"]);
    assert_eq!(code, 1);
    assert!(said.contains("error fields:Case: the fields of `Case` are not known"), "{said}");
}

#[test]
fn d_9_what_cannot_be_read_is_no_verdict() {
    let complains = |arguments: &[&str], expected: &str| {
        let (code, said, complained) = run(arguments);
        assert_eq!((code, said.as_str()), (2, ""), "{arguments:?}");
        assert!(complained.contains(expected), "{arguments:?}: {complained}");
    };
    complains(&[], "say what to do");
    complains(&["sync"], "`sync` is no command");
    complains(&["check", "good.json"], "`--describes` is missing");
    complains(&["check", "good.json", "--describes"], "`--describes` needs a path");
    complains(&["check", "good.json", "bad.json"], "one file too many");
    complains(&["check", "good.json", "--quiet"], "`--quiet` is no option");
    complains(&["check", "missing.json", "--describes", "describes"], "missing.json: ");
    complains(&["check", "good.json", "--describes", "missing"], "missing: ");
    complains(&["check", "good.json", "--describes", "."], "this is no describe of an object");
    complains(&["check", "fields.json", "--describes", "describes"], "fields.json:1:1: ");
    complains(&["check", "typo.json", "--describes", "describes"], "typo.json:8:15: unknown field `address`");
    complains(&["check", "good.json", "--describes", "describes", "--fields", "typo.json"], "no list of Jira's fields");
}

#[test]
fn d_9_help_says_how() {
    let (code, said, _) = run(&["check", "--help"]);
    assert_eq!(code, 0);
    assert!(said.contains("usage: weftline check"), "{said}");
}
