//! The shape of a real org, as files that an org's own answers are saved in.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::change::Change;
use crate::salesforce::{Org, OrgOptions};

/// The table in which a world keeps the shape of its org.
pub(crate) const TABLE: &str = "world-shape";

const DESCRIBE: &str = "describe ";
const RECORD: &str = "record ";

/// Objects and records of a real org.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrgShape {
    describes: Vec<Value>,
    records: Vec<Value>,
    problems: Vec<String>,
}

impl OrgShape {
    /// Reads a directory: each JSON file directly in it is an sObject's describe, as `/sobjects/{name}/describe` answers
    /// it, or nothing that is read; each in `records` is a list of records, or a query's answer. What cannot be read is
    /// among the problems.
    ///
    /// # Errors
    /// When the directory cannot be read or has no describe.
    pub fn read(directory: &Path) -> Result<Self, String> {
        let mut shape = Self::default();
        for (name, value) in files(directory, &mut shape.problems)? {
            // The sf CLI puts what the org answered below `result`.
            let value = value.get("result").filter(|result| result.is_object()).cloned().unwrap_or(value);
            if value.get("fields").is_some_and(Value::is_array) {
                shape.describes.push(value);
            } else if value.get("sobjects").is_none() {
                shape.problems.push(format!("`{name}` is no describe of an object"));
            }
        }
        if shape.describes.is_empty() {
            return Err(format!("`{}` has no describe of an object", directory.display()));
        }
        let records = directory.join("records");
        if records.is_dir() {
            for (name, value) in files(&records, &mut shape.problems)? {
                match value.get("records").unwrap_or(&value) {
                    Value::Array(list) => shape.records.extend(list.iter().cloned()),
                    _ => shape.problems.push(format!("`{name}` is no list of records")),
                }
            }
        }
        Ok(shape)
    }

    /// The org: every describe that can be taken, then every record; what cannot be is a problem.
    pub(super) fn org(&self, options: &OrgOptions, with_records: bool) -> (Org, Vec<String>) {
        let mut problems = self.problems.clone();
        let fits = |describe: &&Value| match Org::shaped(options.clone(), std::slice::from_ref(*describe)) {
            Ok(_) => true,
            Err(problem) => {
                problems.push(problem);
                false
            }
        };
        let describes: Vec<Value> = self.describes.iter().filter(fits).cloned().collect();
        let mut org = Org::shaped(options.clone(), &describes).unwrap_or_else(|problem| {
            problems.push(problem);
            Org::new(options.clone())
        });
        let records = if with_records { self.records.as_slice() } else { &[] };
        problems.extend(records.iter().filter_map(|record| org.take_record(record).err()));
        (org, problems)
    }

    /// The rows by which the shape is kept.
    pub(super) fn rows(&self) -> Vec<Change> {
        let describes = self.describes.iter().enumerate().map(|(at, value)| (format!("{DESCRIBE}{at:06}"), value));
        let records = self.records.iter().enumerate().map(|(at, value)| (format!("{RECORD}{at:06}"), value));
        describes.chain(records).map(|(key, value)| Change::put(TABLE, key, value.to_string())).collect()
    }

    /// The shape of which these rows were kept, in order of their keys; none of none.
    pub(crate) fn kept(rows: &[(String, String)]) -> Option<Self> {
        let mut shape = Self::default();
        for (key, text) in rows {
            let value = serde_json::from_str(text).unwrap_or_default();
            if key.starts_with(DESCRIBE) { &mut shape.describes } else { &mut shape.records }.push(value);
        }
        (!rows.is_empty()).then_some(shape)
    }

    /// The objects' names, and what could not be taken.
    pub(super) fn view(&self, problems: &[String]) -> Value {
        let names = self.describes.iter().filter_map(|describe| describe.get("name")).collect::<Vec<_>>();
        json!({ "objects": names, "records": self.records.len(), "problems": problems })
    }
}

/// The JSON files directly in a directory, by name.
fn files(directory: &Path, problems: &mut Vec<String>) -> Result<Vec<(String, Value)>, String> {
    let unreadable = |error: std::io::Error| format!("`{}` cannot be read: {error}", directory.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read = fs::read(&path).map_err(|error| error.to_string());
        match read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string())) {
            Ok(value) => files.push((name, value)),
            Err(error) => problems.push(format!("`{name}` cannot be read: {error}")),
        }
    }
    Ok(files)
}
