//! Weftline's side in an org: what is installed there, and what its records say.
//!
//! Three things: a custom metadata type whose records say which Jira projects and issue types belong to which objects;
//! on every object that Weftline creates a unique external id field that carries a creation's key; and a permission set
//! by which the integration user may use both.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_custommetadatatypes.htm>

mod xml;

use weftline_wire::configuration::SideMapping;

use self::xml::Document;
use crate::archive::{Archive, crc32};
use crate::reply::Record;
use crate::session::ApiVersion;
use crate::soql::{Condition, FieldPath, Literal, Name, NameError, Query, Select};

/// The field that carries a creation's key.
pub const KEY_FIELD: &str = "Weftline_Key__c";
/// The custom metadata type of the mapping.
pub const MAPPING_TYPE: &str = "Weftline_Mapping__mdt";
/// The permission set.
pub const PERMISSION_SET: &str = "Weftline";

const PROJECT_KEY: &str = "Project_Key__c";
const OBJECT: &str = "Object__c";
const ISSUE_TYPES: &str = "Issue_Types__c";

/// Characters of a custom metadata record's name and label.
const NAME_MAX: usize = 40;

/// What is to be installed.
#[derive(Clone, Debug)]
pub struct Installation<'a> {
    /// Objects that get the key field.
    pub objects: &'a [Name],
    /// Objects whose key field the permission set opens: those, and those that had it before. A deployed permission
    /// set replaces the one that is there.
    /// <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm>
    pub permitted: &'a [Name],
    /// Records of the mapping that are to be there too.
    pub records: &'a [SideMapping],
}

impl Installation<'_> {
    /// The archive of a deployment.
    #[must_use]
    pub fn archive(&self, version: &ApiVersion) -> Vec<u8> {
        let mut archive = Archive::default();
        archive.add("package.xml", &self.package(version));
        archive.add(&["objects/", MAPPING_TYPE, ".object"].concat(), &mapping_type());
        for object in self.objects {
            archive.add(&["objects/", object.as_str(), ".object"].concat(), &key_field());
        }
        for record in self.records {
            archive.add(&["customMetadata/", &full_name(record), ".md"].concat(), &mapping_record(record));
        }
        archive.add(&["permissionsets/", PERMISSION_SET, ".permissionset"].concat(), &self.permission_set());
        archive.finish()
    }

    fn package(&self, version: &ApiVersion) -> String {
        let mut package = Document::new("Package", xml::METADATA);
        let fields = self.objects.iter().map(|object| [object.as_str(), ".", KEY_FIELD].concat());
        let records = self.records.iter().map(full_name);
        members(&mut package, "CustomField", fields.collect());
        members(&mut package, "CustomMetadata", records.collect());
        members(&mut package, "CustomObject", vec![MAPPING_TYPE.to_owned()]);
        members(&mut package, "PermissionSet", vec![PERMISSION_SET.to_owned()]);
        package.leaf("version", version.as_str().trim_start_matches('v'));
        package.finish()
    }

    fn permission_set(&self) -> String {
        let mut set = Document::new("PermissionSet", xml::METADATA);
        set.open("customMetadataTypeAccesses");
        set.leaf("enabled", "true");
        set.leaf("name", MAPPING_TYPE);
        set.close("customMetadataTypeAccesses");
        let description = "What Weftline's integration user needs of what Weftline installs. Each installation replaces \
                           it: give other rights by another permission set.";
        set.leaf("description", description);
        for object in self.permitted {
            set.open("fieldPermissions");
            set.leaf("editable", "true");
            set.leaf("field", &[object.as_str(), ".", KEY_FIELD].concat());
            set.leaf("readable", "true");
            set.close("fieldPermissions");
        }
        set.leaf("hasActivationRequired", "false");
        set.leaf("label", "Weftline");
        set.finish()
    }
}

fn members(package: &mut Document, kind: &str, names: Vec<String>) {
    if names.is_empty() {
        return;
    }
    package.open("types");
    for name in &names {
        package.leaf("members", name);
    }
    package.leaf("name", kind);
    package.close("types");
}

fn mapping_type() -> String {
    let mut kind = Document::new("CustomObject", xml::METADATA);
    kind.leaf("description", "Which Jira projects and issue types Weftline connects with which objects.");
    let field = |kind: &mut Document, name: &str, label: &str, help: &str, shape: &[(&str, &str)]| {
        kind.open("fields");
        kind.leaf("fullName", name);
        kind.leaf("fieldManageability", "DeveloperControlled");
        kind.leaf("inlineHelpText", help);
        kind.leaf("label", label);
        for (name, value) in shape {
            kind.leaf(name, value);
        }
        kind.close("fields");
    };
    let line = [("length", "255"), ("required", "true"), ("type", "Text"), ("unique", "false")];
    field(&mut kind, PROJECT_KEY, "Project Key", "The key of a Jira project, like SUP.", &line);
    field(&mut kind, OBJECT, "Object", "The API name of an object, like Case.", &line);
    let lines = [("length", "32768"), ("type", "LongTextArea"), ("visibleLines", "6")];
    let help = "Names of Jira issue types, each on a line of its own. Empty means all.";
    field(&mut kind, ISSUE_TYPES, "Issue Types", help, &lines);
    kind.leaf("label", "Weftline Mapping");
    kind.leaf("pluralLabel", "Weftline Mappings");
    kind.leaf("visibility", "Public");
    kind.finish()
}

/// The key field alone: what an object's file does not name stays as it is.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm>
fn key_field() -> String {
    let mut file = Document::new("CustomObject", xml::METADATA);
    file.open("fields");
    file.leaf("fullName", KEY_FIELD);
    file.leaf("caseSensitive", "false");
    let description = "By this Weftline knows a record that it made, so that none is made twice.";
    file.leaf("description", description);
    file.leaf("externalId", "true");
    file.leaf("label", "Weftline Key");
    file.leaf("length", "255");
    file.leaf("required", "false");
    file.leaf("type", "Text");
    file.leaf("unique", "true");
    file.close("fields");
    file.finish()
}

/// <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_custommetadata.htm>
fn mapping_record(record: &SideMapping) -> String {
    let mut file = Document::new("CustomMetadata", xml::METADATA_WITH_TYPES);
    let label: String = [&record.project_key, " ", &record.object].concat().chars().take(NAME_MAX).collect();
    file.leaf("label", &label);
    file.leaf("protected", "false");
    let issue_types = record.issue_types.join("\n");
    for (field, value) in [(ISSUE_TYPES, &issue_types), (OBJECT, &record.object), (PROJECT_KEY, &record.project_key)] {
        file.open("values");
        file.leaf("field", field);
        file.typed("value", value);
        file.close("values");
    }
    file.finish()
}

/// `Weftline_Mapping.SUP_Case`: the type without its ending, and the record.
fn full_name(record: &SideMapping) -> String {
    [MAPPING_TYPE.trim_end_matches("__mdt"), ".", &developer_name(record)].concat()
}

/// A record's own name: letters, digits and single underscores, beginning with a letter and not ending with an
/// underscore. What would not be such a name, or be cut, tells itself from others by a checksum.
fn developer_name(record: &SideMapping) -> String {
    let whole = [&record.project_key, "_", &record.object].concat();
    let mut name = String::new();
    for character in whole.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_matches('_');
    if name == whole && name.len() <= NAME_MAX && name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return whole;
    }
    let kept: String = name.chars().take(NAME_MAX - "W__12345678".len()).collect();
    ["W_", kept.trim_matches('_'), "_", &format!("{:08x}", crc32(whole.as_bytes()))].concat()
}

/// Asks for the mapping that an org keeps. Refused with `INVALID_TYPE` where it is not installed, or may not be read.
///
/// # Errors
/// Never: the names are names.
pub fn mappings_query() -> Result<Query, NameError> {
    let field = FieldPath::parse;
    let fields = [field(PROJECT_KEY)?, field(OBJECT)?, field(ISSUE_TYPES)?];
    Ok(Select::from(&Name::parse(MAPPING_TYPE)?).fields(&fields).build())
}

/// Asks which key fields the permission set opens.
///
/// # Errors
/// Never: the names are names.
pub fn permitted_query() -> Result<Query, NameError> {
    let only = Condition::equals(&FieldPath::parse("Parent.Name")?, &Literal::Text(PERMISSION_SET));
    let field = FieldPath::parse("Field")?;
    Ok(Select::from(&Name::parse("FieldPermissions")?).field(&field).only(only).build())
}

/// The row that a record of the mapping stands for; none when it names no project or no object.
#[must_use]
pub fn mapping(record: &Record<'_>) -> Option<SideMapping> {
    let text = |field: &str| record.get(field).text().unwrap_or_default().trim().to_owned();
    let (project_key, object) = (text(PROJECT_KEY).to_ascii_uppercase(), text(OBJECT));
    if project_key.is_empty() || Name::parse(&object).is_err() {
        return None;
    }
    let mut issue_types: Vec<String> = Vec::new();
    for name in text(ISSUE_TYPES).split(['\n', '\r', ';']).map(str::trim) {
        if !name.is_empty() && !issue_types.iter().any(|known| known == name) {
            issue_types.push(name.to_owned());
        }
    }
    Some(SideMapping { project_key, object, issue_types })
}

/// The object whose key field a field permission or a deployed field is about: `Case` of `Case.Weftline_Key__c`.
#[must_use]
pub fn keyed_object(field: &str) -> Option<Name> {
    let (object, field) = field.split_once('.')?;
    Name::parse(object).ok().filter(|_| field == KEY_FIELD)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn row(project_key: &str, object: &str, issue_types: &[&str]) -> SideMapping {
        SideMapping {
            project_key: project_key.to_owned(),
            object: object.to_owned(),
            issue_types: issue_types.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn records_are_named_as_salesforce_takes_them() {
        let name = |project, object| developer_name(&row(project, object, &[]));
        assert_eq!(name("SUP", "Case"), "SUP_Case");
        assert_eq!(name("SUP", "Order__c"), "W_SUP_Order_c_2b95e3cb");
        assert_ne!(name("SUP", "Order_c"), name("SUP", "Order__c"));
        for (project, object) in [("A", "x".repeat(80).as_str()), ("P_", "Y__c"), ("1A", "Case")] {
            let name = name(project, object);
            assert!(name.len() <= NAME_MAX && name.starts_with(|c: char| c.is_ascii_alphabetic()), "{name}");
            assert!(!name.contains("__") && !name.ends_with('_'), "{name}");
        }
    }

    fn check(document: &str, expect: &Expect) {
        expect.assert_eq(document);
    }

    #[test]
    fn what_people_typed_is_escaped() {
        check(
            &mapping_record(&row("SUP", "Case", &["Bug & <b>\"Fix\"</b>", "Task"])),
            &expect![[r#"
                <?xml version="1.0" encoding="UTF-8"?>
                <CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
                <label>SUP Case</label>
                <protected>false</protected>
                <values>
                <field>Issue_Types__c</field>
                <value xsi:type="xsd:string">Bug &amp; &lt;b&gt;&quot;Fix&quot;&lt;/b&gt;
                Task</value>
                </values>
                <values>
                <field>Object__c</field>
                <value xsi:type="xsd:string">Case</value>
                </values>
                <values>
                <field>Project_Key__c</field>
                <value xsi:type="xsd:string">SUP</value>
                </values>
                </CustomMetadata>
            "#]],
        );
    }
}
