//! The files: an export, describes, the site's fields.

use std::fs;
use std::path::Path;

use weftline_configuration::KnownObject;
use weftline_configuration::exchange::{ExportFile, read};
use weftline_jira::reply as jira;
use weftline_mapping::{JiraField, JiraFields, JiraSchema};
use weftline_salesforce::reply as salesforce;
use weftline_wire::json::{self, Raw, Reader};

/// Reads an exported configuration.
pub(crate) fn configuration(path: &Path) -> Result<ExportFile, String> {
    let text = text(path)?;
    read(&text).map_err(|error| format!("{}:{}:{}: {}", path.display(), error.line, error.column, error.text()))
}

/// Reads all describes of a directory, by file name.
pub(crate) fn describes(directory: &Path) -> Result<Vec<KnownObject>, String> {
    let unreadable = |error: std::io::Error| format!("{}: {error}", directory.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let mut objects = Vec::new();
    for path in paths {
        objects.push(describe(&path)?);
    }
    if objects.is_empty() {
        return Err(format!("{}: there is no describe (`.json`)", directory.display()));
    }
    Ok(objects)
}

fn describe(path: &Path) -> Result<KnownObject, String> {
    let text = text(path)?;
    let body = result(&text).unwrap_or(&text);
    let reply = salesforce::Reply { status: 200, headers: &[], body: body.as_bytes() };
    match salesforce::describe(&reply) {
        Ok(Some(described)) => Ok(KnownObject {
            connection: None,
            object: described.object.name.clone(),
            describe: Some(described.object),
        }),
        Ok(None) | Err(_) => Err(format!("{}: this is no describe of an object{}", path.display(), place(body))),
    }
}

/// What the sf CLI puts an answer below.
fn result(text: &str) -> Option<&str> {
    let mut found = None;
    Reader::new(text)
        .entries(&mut |name, reader| {
            let value = reader.raw()?;
            if name == "result" && value.starts_with('{') {
                found = Some(value);
            }
            Ok(())
        })
        .ok()?;
    found
}

/// Where a text stops being JSON, if it is none.
fn place(text: &str) -> String {
    match json::from_str::<Raw<'_>>(text) {
        Ok(_) => String::new(),
        Err(error) => format!(": {error}"),
    }
}

/// Reads the site's fields.
pub(crate) fn fields(path: &Path) -> Result<JiraFields, String> {
    let text = text(path)?;
    let reply = jira::Reply { status: 200, body: text.as_bytes() };
    let read = jira::fields(&reply)
        .map_err(|_| format!("{}: this is no list of Jira's fields{}", path.display(), place(&text)))?;
    let fields = read.into_iter().map(|field| JiraField {
        id: field.id,
        name: field.name,
        schema: field.schema.map(|schema| JiraSchema {
            schema_type: schema.kind,
            items: schema.items,
            system: schema.system,
            custom: schema.custom,
        }),
    });
    Ok(JiraFields { fields: fields.collect(), complete: true })
}

fn text(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    String::from_utf8(bytes).map_err(|_| format!("{}: the text is not UTF-8", path.display()))
}
