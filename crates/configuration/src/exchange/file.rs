//! The file and how it is written.

use std::collections::BTreeMap;

use weftline_wire::configuration::{Condition, Mapping, RuleSet, Section, Source};
use weftline_wire::json;

/// What the file says it is.
pub(super) const FORMAT: &str = "weftline-configuration";

/// The format that is written, and the newest that is read.
pub const FORMAT_VERSION: u32 = 1;

/// An exported configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportFile {
    /// The configuration's version.
    pub version: u32,
    /// When it was exported, in ms since 1970.
    pub exported_at_ms: u64,
    /// From which site.
    pub site: ExportedSite,
    /// The orgs that it speaks of.
    pub orgs: Vec<ExportedOrg>,
    /// What ids of the site mean.
    pub dictionary: Dictionary,
    /// The objects in order.
    pub objects: Vec<String>,
    /// The sections by name.
    pub sections: BTreeMap<String, Section>,
}

/// The site of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportedSite {
    /// Its id.
    pub cloud_id: String,
    /// Its address.
    pub url: String,
}

/// An org of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedOrg {
    /// The connection's id.
    pub connection: String,
    /// The org's id.
    pub organization_id: String,
    /// The org's name.
    pub name: String,
}

/// What ids of the site mean, so that another site can tell its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// Keys of projects by id.
    pub projects: BTreeMap<String, String>,
    /// Names of issue types by id.
    pub issue_types: BTreeMap<String, String>,
    /// Names of custom fields by id.
    pub fields: BTreeMap<String, String>,
}

/// The file's first two members, then the rest.
pub(super) struct Frame<'a> {
    pub(super) format: String,
    pub(super) format_version: u32,
    pub(super) version: u32,
    pub(super) exported_at_ms: u64,
    pub(super) site: ExportedSite,
    pub(super) orgs: Vec<ExportedOrg>,
    pub(super) dictionary: Dictionary,
    pub(super) objects: Vec<String>,
    pub(super) sections: BTreeMap<String, json::Raw<'a>>,
}

weftline_wire::json_object! { refuse ExportedSite { cloud_id, url } }
weftline_wire::json_object! { refuse ExportedOrg { connection, organization_id, name } }
weftline_wire::json_object! { refuse Dictionary { projects, issue_types, fields } }
weftline_wire::decode_object! {
    refuse borrowing Frame {
        format, format_version, version, exported_at_ms, site, orgs, dictionary, objects, sections
    }
}

/// The file's text: indented, so that a repository shows what changed line by line.
#[must_use]
pub fn write(file: &ExportFile) -> String {
    let mut text = String::from("{");
    let mut member = |name: &str, value: String| {
        text.push_str(if text.len() > 1 { ",\"" } else { "\"" });
        text.push_str(name);
        text.push_str("\":");
        text.push_str(&value);
    };
    member("format", json::to_string(&FORMAT));
    member("formatVersion", FORMAT_VERSION.to_string());
    member("version", file.version.to_string());
    member("exportedAtMs", file.exported_at_ms.to_string());
    member("site", json::to_string(&file.site));
    member("orgs", json::to_string(&file.orgs));
    member("dictionary", json::to_string(&file.dictionary));
    member("objects", json::to_string(&file.objects));
    member("sections", json::to_string(&file.sections));
    text.push('}');
    indented(&text)
}

/// Compact JSON with a member or item a line, two spaces a level.
fn indented(compact: &str) -> String {
    let mut text = String::with_capacity(compact.len() * 2);
    let mut depth = 0_usize;
    let (mut in_string, mut escaped) = (false, false);
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        for _ in 0..depth {
            text.push_str("  ");
        }
    };
    let mut characters = compact.chars().peekable();
    while let Some(character) = characters.next() {
        if in_string {
            text.push(character);
            in_string = escaped || character != '"';
            escaped = character == '\\' && !escaped;
            continue;
        }
        match character {
            '{' | '[' => {
                text.push(character);
                if matches!(characters.peek(), Some('}' | ']')) {
                    text.extend(characters.next());
                    continue;
                }
                depth += 1;
                line(&mut text, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(character);
            }
            ',' => {
                text.push(character);
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                in_string = character == '"';
                text.push(character);
            }
        }
    }
    text.push('\n');
    text
}

/// The ids of the custom fields that a mapping reads.
#[must_use]
pub fn custom_fields(mapping: &Mapping) -> Vec<String> {
    let mut ids = Vec::new();
    for field in &mapping.fields {
        match &field.source {
            Source::Field { field, .. } | Source::Picklist { field, .. } | Source::Lookup { field, .. } => {
                ids.extend(in_text(field))
            }
            Source::Template { template } => ids.extend(in_text(template)),
            Source::Nothing | Source::Constant { .. } => {}
        }
    }
    ids.extend(mapping.to_salesforce_when.iter().flat_map(custom_fields_of_condition));
    ids
}

/// The ids of the custom fields that conditions compare.
pub(super) fn custom_fields_of_condition(condition: &Condition) -> Vec<String> {
    weftline_rules::compared_fields(condition).into_iter().flat_map(in_text).collect()
}

/// The ids of the custom fields that rules read.
#[must_use]
pub fn custom_fields_of_rules(rules: &RuleSet) -> Vec<String> {
    rules.rules.iter().flat_map(weftline_rules::fields).flat_map(in_text).collect()
}

fn in_text(text: &str) -> Vec<String> {
    let after = text.split(CUSTOM).skip(1);
    after
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
        .filter(|digits| !digits.is_empty())
        .map(|digits| [CUSTOM, &digits].concat())
        .collect()
}

/// What ids of custom fields begin with.
pub(super) const CUSTOM: &str = "customfield_";
