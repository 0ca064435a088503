//! Which test shows which feature.
//!
//! The features are the rows of `docs/features.md`. A test shows a feature when its name begins with the feature's id:
//! `lnk_2_links_several_at_once` in Rust; `LNK-2` or `lnk_2` anywhere in the title of a JavaScript test. Several ids may
//! follow one another.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::repository::{Repository, files_below};
use crate::stamp::write;

const PAGE: &str = "docs/features.md";
const BEGIN: &str = "<!-- begin: written by `cargo xtask features` -->";
const END: &str = "<!-- end -->";
const TEST_CALLS: &[&str] = &["test(", "it(", "describe(", "suite("];

/// Writes the table into the page (or with `check` compares it), prints it or writes it as JSON.
pub(crate) fn run(repository: &Repository, json: Option<&Path>, check: bool) -> Result<()> {
    let path = repository.path(PAGE);
    let page = std::fs::read_to_string(&path).with_context(|| PAGE.to_owned())?;
    let ids = ids_in(&page);
    if ids.is_empty() {
        bail!("{PAGE} lists no features");
    }
    let shown = shown_by(&ids, &tests(repository));
    let fresh = with_table(&page, &shown)?;
    if check {
        if fresh != page {
            bail!("the table in {PAGE} is not up to date: run `cargo xtask features` and commit it");
        }
        return Ok(());
    }
    if fresh != page {
        write(&path, fresh.as_bytes())?;
        eprintln!("  {PAGE} written");
    }
    let features: Vec<_> = shown.iter().map(|(id, tests)| json!({"id": id, "tests": tests})).collect();
    match json {
        Some(file) => {
            let text = serde_json::to_string_pretty(&json!({"features": features}))? + "\n";
            write(&std::path::absolute(file)?, text.as_bytes())?;
        }
        None => {
            for (id, tests) in shown.iter().filter(|(_, tests)| !tests.is_empty()) {
                println!("{id}");
                for test in tests {
                    println!("    {test}");
                }
            }
        }
    }
    let with_tests = shown.iter().filter(|(_, tests)| !tests.is_empty()).count();
    eprintln!("  {with_tests} of {} features are shown by tests", shown.len());
    Ok(())
}

/// The ids of the page's rows, in its order: `| LNK-2 | ...`.
fn ids_in(page: &str) -> Vec<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    rows.filter(|cell| {
        cell.split_once('-').is_some_and(|(group, number)| {
            !group.is_empty()
                && group.chars().all(|letter| letter.is_ascii_uppercase())
                && !number.is_empty()
                && number.chars().all(|digit| digit.is_ascii_digit())
        })
    })
    .map(str::to_owned)
    .collect()
}

/// A test: where it is, and what it is called.
#[derive(Debug, PartialEq, Eq)]
struct Test {
    file: String,
    name: String,
    is_rust: bool,
}

fn tests(repository: &Repository) -> Vec<Test> {
    let mut found = Vec::new();
    for place in ["crates", "tests", "host", "static"] {
        for path in files_below(&repository.path(place)) {
            let file = path.strip_prefix(&repository.root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            // The driver's own tests have examples of such names in them.
            if file.starts_with("crates/xtask/") {
                continue;
            }
            let is_rust = file.ends_with(".rs");
            if !is_rust && ![".test.mjs", ".test.ts", ".test.tsx"].iter().any(|suffix| file.ends_with(suffix)) {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let names = if is_rust { rust_tests(&text) } else { javascript_tests(&text) };
            found.extend(names.into_iter().map(|name| Test { file: file.clone(), name, is_rust }));
        }
    }
    found
}

/// Names of functions under an attribute that makes them tests.
fn rust_tests(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            is_test |= line.starts_with("#[test]") || line.ends_with("::test]");
        } else if let Some((before, rest)) = line.split_once("fn ")
            && before.split_whitespace().all(|word| ["pub", "async", "pub(crate)"].contains(&word))
        {
            let name = rest.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next();
            names.extend(name.filter(|_| is_test).map(str::to_owned));
            is_test = false;
        } else if !line.is_empty() && !line.starts_with("//") {
            is_test = false;
        }
    }
    names
}

/// Titles given to `test`, `it`, `describe` and `suite`, where they are plain strings.
fn javascript_tests(text: &str) -> Vec<String> {
    let mut titles = Vec::new();
    for call in TEST_CALLS {
        for (at, _) in text.match_indices(call) {
            let (before, rest) = text.split_at(at);
            if before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$') {
                continue;
            }
            let argument = rest.get(call.len()..).unwrap_or_default().trim_start();
            let Some(quote) = argument.chars().next().filter(|first| "\"'`".contains(*first)) else {
                continue;
            };
            let title = argument.get(1..).and_then(|inner| inner.split(quote).next());
            titles.extend(title.map(|title| (at, title.to_owned())));
        }
    }
    titles.sort();
    titles.into_iter().map(|(_, title)| title).collect()
}

/// The tests of each feature, in the order of the features.
fn shown_by(ids: &[String], tests: &[Test]) -> Vec<(String, Vec<String>)> {
    let mut shown: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for test in tests {
        for id in ids.iter().filter(|id| names_feature(test, id)) {
            shown.entry(id).or_default().push(format!("{}: {}", test.file, test.name));
        }
    }
    ids.iter().map(|id| (id.clone(), shown.remove(id.as_str()).unwrap_or_default())).collect()
}

fn names_feature(test: &Test, id: &str) -> bool {
    if test.is_rust {
        return leading_ids(&test.name).any(|leading| leading == id);
    }
    let in_code = id.to_lowercase().replace('-', "_");
    has_id(&test.name, id) || has_id(&test.name, &in_code)
}

fn has_id(title: &str, id: &str) -> bool {
    title.match_indices(id).any(|(at, _)| {
        let (before, rest) = title.split_at(at);
        let after = rest.get(id.len()..).unwrap_or_default();
        !before.ends_with(|letter: char| letter.is_alphanumeric() || "-_".contains(letter))
            && !after.starts_with(|letter: char| letter.is_ascii_digit())
    })
}

/// `LNK-1` and `LNK-2` of `lnk_1_lnk_2_searches_and_links`; also with `and` between them.
fn leading_ids(name: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = name.split('_').filter(|word| *word != "and").collect();
    let ids: Vec<String> = words
        .chunks_exact(2)
        .map_while(|pair| match pair {
            [group, number] => number.parse::<u32>().ok().map(|number| format!("{}-{number}", group.to_uppercase())),
            _ => None,
        })
        .collect();
    ids.into_iter()
}

fn with_table(page: &str, shown: &[(String, Vec<String>)]) -> Result<String> {
    let (Some((before, rest)), true) = (page.split_once(BEGIN), page.contains(END)) else {
        bail!("{PAGE} has no place for the table, between `{BEGIN}` and `{END}`");
    };
    let Some((_, after)) = rest.split_once(END) else {
        bail!("`{END}` stands before `{BEGIN}` in {PAGE}");
    };
    let mut table = String::from("\n\n");
    for (id, tests) in shown.iter().filter(|(_, tests)| !tests.is_empty()) {
        table.push_str(&format!("- **{id}**\n"));
        for test in tests {
            let (file, name) = test.split_once(": ").unwrap_or(("", test));
            table.push_str(&format!("  - {} (`{file}`)\n", name.replace('_', " ").replace('<', "&lt;")));
        }
    }
    table.push('\n');
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_TEXT: &str = "| id | what |\n|---|---|\n| LNK-1 | search |\n| LNK-2 | link |\n| LNK-12 | more |\n";

    #[test]
    fn ids_come_from_the_rows_of_the_page() {
        assert_eq!(ids_in(PAGE_TEXT), ["LNK-1", "LNK-2", "LNK-12"]);
    }

    #[test]
    fn rust_tests_are_functions_under_a_test_attribute() {
        let text = "#[test]\nfn lnk_1_finds() {}\nfn lnk_2_helper() {}\n#[tokio::test]\nasync fn crt_4_once() {}\n\
                    #[derive(Debug)]\nstruct Fn;\nproptest! {\n    #[test]\n    fn sync_3_merges(a in 0..9) {}\n}\n";
        assert_eq!(rust_tests(text), ["lnk_1_finds", "crt_4_once", "sync_3_merges"]);
    }

    #[test]
    fn javascript_tests_are_calls_with_a_title() {
        let text = "test(\"LNK-1 finds\", async () => {});\nawait t.test('LNK-2: links', f);\nlatest(\"LNK-12\");\n\
                    test(name, f);\nconst s = \"LNK-12\";\n";
        assert_eq!(javascript_tests(text), ["LNK-1 finds", "LNK-2: links"]);
    }

    #[test]
    fn a_feature_is_shown_by_tests_that_begin_with_its_id() {
        let test = |name: &str, is_rust| Test { file: "f".into(), name: name.into(), is_rust };
        let tests = [
            test("lnk_1_and_lnk_2_search_then_link", true),
            test("repeats_lnk_2_later", true),
            test("LNK-12: more", false),
            test("links, lnk_2 at once, clnk_1", false),
        ];
        let shown = shown_by(&ids_in(PAGE_TEXT), &tests);
        let names: Vec<(&str, usize)> = shown.iter().map(|(id, tests)| (id.as_str(), tests.len())).collect();
        assert_eq!(names, [("LNK-1", 1), ("LNK-2", 2), ("LNK-12", 1)]);
    }

    #[test]
    fn the_table_replaces_the_one_before() {
        let page = format!("{PAGE_TEXT}{BEGIN}\nold\n{END}\n");
        let shown = [("LNK-1".to_owned(), vec!["crates/a.rs: lnk_1_finds".to_owned()]), ("LNK-2".to_owned(), vec![])];
        let fresh = with_table(&page, &shown).unwrap();
        assert!(fresh.contains("- **LNK-1**\n  - lnk 1 finds (`crates/a.rs`)\n"));
        assert!(!fresh.contains("old") && !fresh.contains("**LNK-2**"));
        assert_eq!(with_table(&fresh, &shown).unwrap(), fresh);
        assert!(with_table(PAGE_TEXT, &shown).is_err());
    }
}
