//! Who may depend on whom: the arrows of `ARCHITECTURE.md`, held over what cargo knows.

use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Dependencies that each crate may have within the workspace, outside of tests.
const ARROWS: &[(&str, &[&str])] = &[
    ("weftline-wire", &[]),
    ("weftline-richtext", &["weftline-wire"]),
    ("weftline-mapping", &["weftline-wire", "weftline-richtext"]),
    ("weftline-configuration", &["weftline-wire", "weftline-mapping", "weftline-rules", "weftline-salesforce"]),
    (
        "weftline-cli",
        &[
            "weftline-wire",
            "weftline-mapping",
            "weftline-configuration",
            "weftline-salesforce",
            "weftline-jira",
            "weftline-support",
        ],
    ),
    ("weftline-rules", &["weftline-wire", "weftline-richtext", "weftline-mapping"]),
    ("weftline-bulk", &["weftline-wire", "weftline-mapping"]),
    ("weftline-plan", &["weftline-wire", "weftline-mapping", "weftline-configuration", "weftline-rules"]),
    ("weftline-salesforce", &["weftline-wire"]),
    ("weftline-jira", &["weftline-wire"]),
    ("weftline-support", &["weftline-wire", "weftline-plan", "weftline-salesforce"]),
    (
        "weftline-flow",
        &[
            "weftline-wire",
            "weftline-richtext",
            "weftline-mapping",
            "weftline-rules",
            "weftline-bulk",
            "weftline-configuration",
            "weftline-plan",
            "weftline-support",
            "weftline-salesforce",
            "weftline-jira",
        ],
    ),
    ("weftline-wasm", &["weftline-flow", "weftline-wire"]),
    ("weftline-bench", &["weftline-bulk", "weftline-wire"]),
    ("weftline-sandbox", &["weftline-wire"]),
    ("weftline-simulation", &["weftline-wire", "weftline-flow", "weftline-sandbox"]),
    (
        "weftline-fixtures",
        &[
            "weftline-wire",
            "weftline-richtext",
            "weftline-bulk",
            "weftline-salesforce",
            "weftline-jira",
            "weftline-sandbox",
        ],
    ),
    ("xtask", &[]),
];

/// What tests and checks: it may use the sandbox.
const NEVER_SHIPPED: &[&str] = &["weftline-simulation", "weftline-fixtures"];

/// Who may name the libraries that speak with JavaScript. `wire` does so behind its feature `types` only.
const NAMES_JAVASCRIPT: &[&str] = &["weftline-wasm", "weftline-bench"];
const JAVASCRIPT: &[&str] =
    &["wasm-bindgen", "js-sys", "web-sys", "serde-wasm-bindgen", "wasm-bindgen-futures", "tsify"];

/// What must not be in the module: clocks, zone databases and engines that cost more than all the rest.
const KEPT_OUT: &[&str] = &["regex", "chrono-tz", "time-tz", "html5ever", "tokio", "rand", "uuid", "getrandom"];

struct Dependency {
    name: String,
    is_test: bool,
    is_optional: bool,
}

fn workspace() -> BTreeMap<String, Vec<Dependency>> {
    let metadata = MetadataCommand::new()
        .manifest_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let dependencies = package.dependencies.iter().map(|dependency| Dependency {
                name: dependency.name.clone(),
                is_test: dependency.kind == DependencyKind::Development,
                is_optional: dependency.optional,
            });
            (package.name.to_string(), dependencies.collect())
        })
        .collect()
}

#[test]
fn every_crate_depends_only_where_an_arrow_goes() {
    let crates = workspace();
    for (name, dependencies) in &crates {
        let allowed = ARROWS.iter().find(|(from, _)| from == name).map(|(_, to)| *to);
        let allowed = allowed.unwrap_or_else(|| panic!("`{name}` has no arrows: give it some in {}", file!()));
        for dependency in dependencies.iter().filter(|dependency| !dependency.is_test) {
            let is_ours = crates.contains_key(&dependency.name);
            assert!(
                !is_ours || allowed.contains(&dependency.name.as_str()),
                "`{name}` depends on `{}`: no arrow goes there",
                dependency.name
            );
        }
    }
}

#[test]
fn nothing_shipped_depends_on_the_sandbox_and_nothing_on_wasm() {
    for (name, dependencies) in workspace() {
        for dependency in dependencies {
            assert_ne!(dependency.name, "weftline-wasm", "`{name}` depends on the boundary");
            assert!(
                dependency.name != "weftline-sandbox" || NEVER_SHIPPED.contains(&name.as_str()),
                "`{name}` depends on the sandbox"
            );
        }
    }
}

#[test]
fn only_wasm_names_the_libraries_that_speak_with_javascript() {
    for (name, dependencies) in workspace() {
        for dependency in dependencies {
            if !JAVASCRIPT.contains(&dependency.name.as_str()) || NAMES_JAVASCRIPT.contains(&name.as_str()) {
                continue;
            }
            let is_for_types = name == "weftline-wire" && dependency.is_optional;
            assert!(is_for_types, "`{name}` names `{}`", dependency.name);
        }
    }
}

#[test]
fn the_module_holds_no_clock_no_zone_database_and_no_engine() {
    let metadata = MetadataCommand::new()
        .manifest_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .other_options(vec!["--filter-platform".into(), "wasm32-unknown-unknown".into()])
        .exec()
        .unwrap();
    let nodes = &metadata.resolve.as_ref().unwrap().nodes;
    let name_of = |id: &cargo_metadata::PackageId| metadata[id].name.to_string();
    let start = nodes.iter().find(|node| name_of(&node.id) == "weftline-wasm").unwrap();
    let mut open = vec![start.id.clone()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let node = nodes.iter().find(|node| node.id == id).unwrap();
        let is_macro = metadata[&id].targets.iter().any(|target| target.is_proc_macro());
        if is_macro {
            continue;
        }
        let linked = node
            .deps
            .iter()
            .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        open.extend(linked.map(|dependency| dependency.pkg.clone()));
    }
    let names: Vec<String> = seen.iter().map(name_of).collect();
    assert!(names.iter().any(|name| name == "weftline-flow"), "the walk found nothing: {names:?}");
    let wrong: Vec<&String> = names.iter().filter(|name| KEPT_OUT.contains(&name.as_str())).collect();
    assert!(wrong.is_empty(), "the module would hold {wrong:?}");
}
