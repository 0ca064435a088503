//! What is stored, taken out of a world and put into another one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use weftline_simulation::Stage;
use weftline_simulation::everything::{Names, everything};

/// The world that is played. Fixtures and tests have the same.
pub(crate) const SEED: u64 = 100;

/// The entities of the manifest.
pub(crate) const ENTITIES: [&str; 17] = [
    "account",
    "activity",
    "authorization",
    "backfill",
    "bulk",
    "configuration",
    "connection",
    "creation",
    "file",
    "fired",
    "issue",
    "link",
    "pair",
    "poll",
    "post",
    "record",
    "work",
];

/// Where plain values and secrets are kept, as if they were entities.
pub(crate) const VALUES: &str = "values";
/// See there.
pub(crate) const SECRETS: &str = "secrets";

const NAMES: &str = "names.json";

/// Everything that a version has stored: whole values by entity and key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kept {
    pub(crate) tables: BTreeMap<String, BTreeMap<String, Value>>,
    pub(crate) names: Names,
}

impl Kept {
    /// What is stored in a world. Of the descriptions of objects, which Salesforce gives again, that of cases is enough.
    pub(crate) fn of(stage: &mut Stage, names: &Names) -> Self {
        let mut tables: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for (entity, key, _) in stage.stored(&ENTITIES) {
            let (table, value) = match entity.as_str() {
                "" => (VALUES.to_owned(), stage.value(&key)),
                _ => (entity.clone(), stage.entity(&entity, &key)),
            };
            let is_of_another_object = key.starts_with("describe:") && !key.starts_with("describe:main:Case");
            if let Some(value) = value.filter(|_| !is_of_another_object) {
                tables.entry(table).or_default().insert(key, value);
            }
        }
        let secrets = secret_keys(stage, names).into_iter().filter_map(|key| Some((key.clone(), stage.secret(&key)?)));
        tables.insert(SECRETS.to_owned(), secrets.collect());
        Self { tables, names: names.clone() }
    }

    /// What a version has stored, as it was kept.
    pub(crate) fn read(directory: &Path) -> Self {
        let read = |path: PathBuf| {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            serde_json::from_str::<Value>(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let names = serde_json::from_value(read(directory.join(NAMES))).expect("names are strings");
        let mut tables = BTreeMap::new();
        for table in ENTITIES.into_iter().chain([VALUES, SECRETS]) {
            let rows = serde_json::from_value(read(directory.join(format!("{table}.json")))).expect("rows by key");
            tables.insert(table.to_owned(), rows);
        }
        Self { tables, names }
    }

    /// Keeps it as a fixture: a row is a line, so that a difference can be read.
    pub(crate) fn write(&self, directory: &Path) {
        std::fs::create_dir_all(directory).expect("the directory can be made");
        let lines = |rows: Vec<(&String, String)>| {
            let rows: Vec<String> =
                rows.into_iter().map(|(key, value)| format!("  {}: {value}", Value::from(key.as_str()))).collect();
            format!("{{\n{}\n}}\n", rows.join(",\n"))
        };
        for (table, rows) in &self.tables {
            let rows = rows.iter().map(|(key, value)| (key, value.to_string())).collect();
            std::fs::write(directory.join(format!("{table}.json")), lines(rows)).expect("it can be written");
        }
        let names = self.names.iter().map(|(name, id)| (name, Value::from(id.as_str()).to_string())).collect();
        std::fs::write(directory.join(NAMES), lines(names)).expect("it can be written");
    }

    /// Puts it into a world in place of all that is stored there. Ids are those that things have in that world.
    pub(crate) fn fill(&self, stage: &mut Stage, names: &Names) {
        for (entity, key, _) in stage.stored(&ENTITIES) {
            if entity.is_empty() { stage.forget(&key) } else { stage.remove_entity(&entity, &key) }
        }
        for key in secret_keys(stage, names) {
            stage.forget_secret(&key);
        }
        let moved = |text: &str| {
            let mut text = text.to_owned();
            for (name, id) in self.names.iter().filter(|(name, _)| !name.starts_with("SUP-")) {
                text = text.replace(id, &names[name]);
            }
            text
        };
        for (table, rows) in &self.tables {
            for (key, value) in rows {
                let (key, value) = (moved(key), serde_json::from_str(&moved(&value.to_string())).expect("it is JSON"));
                match table.as_str() {
                    VALUES => stage.put_value(&key, &value),
                    SECRETS => stage.put_secret(&key, &value),
                    entity => stage.put_entity(entity, &key, &value),
                }
            }
        }
    }
}

fn secret_keys(stage: &mut Stage, names: &Names) -> Vec<String> {
    let login = format!("authorization:{}", names["login"]);
    let mut keys = vec![format!("{login}:code"), login];
    if let Some(connection) = stage.document("connection", "main") {
        let family = format!("connection:main:{}", connection["family"].as_str().unwrap());
        keys.push(format!("{family}:client"));
        let (oldest, newest) = (connection["oldestSet"].as_u64().unwrap(), connection["tokenSet"].as_u64().unwrap());
        keys.extend((oldest..=newest).map(|number| format!("{family}:{number}")));
    }
    keys
}

/// Where the fixtures are, by version.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../migration")
}

/// The versions of which there are fixtures, with their directories.
pub(crate) fn versions() -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(fixtures()).expect("there are fixtures");
    let directories = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut found: Vec<(String, PathBuf)> =
        directories.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path)).collect();
    found.sort();
    found
}

/// A world in which all that happened, happened, and what is stored is what a version had stored then.
pub(crate) fn updated(kept: &Kept) -> (Stage, Names) {
    let (mut stage, names) = everything(SEED);
    kept.fill(&mut stage, &names);
    (stage, names)
}
