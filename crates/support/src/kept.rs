//! What is left as it is, by name. What is not named here is replaced.

use weftline_salesforce::id::RecordId;

/// How long a name may be.
const NAME_MAX: usize = 120;

/// Members of Weftline's own structures whose texts are words of Weftline, names of the API of either side, or fields' ids.
const NAMES: [&str; 55] = [
    "action",
    "apiVersion",
    "ask",
    "bulkDefaults",
    "bulkLinks",
    "by",
    "causes",
    "code",
    "commentDeletions",
    "compact",
    "comparison",
    "connection",
    "controllerName",
    "custom",
    "customersSee",
    "deletions",
    "details",
    "direction",
    "editable",
    "field",
    "fields",
    "firstSync",
    "grant",
    "how",
    "items",
    "jiraField",
    "kind",
    "list",
    "next",
    "object",
    "objects",
    "origin",
    "part",
    "phase",
    "policy",
    "referenceTo",
    "relationshipName",
    "role",
    "search",
    "severity",
    "sharing",
    "source",
    "stage",
    "state",
    "system",
    "task",
    "timeZone",
    "type",
    "unmapped",
    "unread",
    "validFor",
    "verdict",
    "visibility",
    "way",
    "width",
];

/// Members of a describe of an object that name it, its fields, and what keys its records' ids have.
const DESCRIBED: [&str; 3] = ["name", "keyPrefix", "nameField"];

/// Members of values: of Jira's, of ADF documents, and of what people were asked for.
const OF_VALUES: [&str; 46] = [
    "accountId",
    "accountType",
    "active",
    "alt",
    "attrs",
    "child",
    "collection",
    "color",
    "colspan",
    "completed",
    "content",
    "disabled",
    "displayName",
    "emailAddress",
    "fields",
    "height",
    "href",
    "iconUrl",
    "id",
    "isNumberColumnEnabled",
    "key",
    "kind",
    "language",
    "layout",
    "level",
    "localId",
    "marks",
    "name",
    "names",
    "order",
    "originalEstimate",
    "panelType",
    "progress",
    "rowspan",
    "self",
    "shortName",
    "state",
    "statusCategory",
    "text",
    "timestamp",
    "timeZone",
    "type",
    "url",
    "value",
    "version",
    "width",
];

/// Numbers of ADF that are no values.
const NUMBERS: [&str; 8] = ["colspan", "height", "level", "order", "progress", "rowspan", "version", "width"];

/// Types of nodes and marks of ADF, and what their attributes may say.
/// <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>
const ADF: [&str; 62] = [
    "alignment",
    "annotation",
    "backgroundColor",
    "blockCard",
    "blockTaskItem",
    "blockquote",
    "border",
    "breakout",
    "bulletList",
    "code",
    "codeBlock",
    "date",
    "decisionItem",
    "decisionList",
    "doc",
    "em",
    "embedCard",
    "emoji",
    "error",
    "expand",
    "external",
    "file",
    "fragment",
    "hardBreak",
    "heading",
    "indentation",
    "info",
    "inlineCard",
    "inlineExtension",
    "layoutColumn",
    "layoutSection",
    "link",
    "listItem",
    "media",
    "mediaGroup",
    "mediaInline",
    "mediaSingle",
    "mention",
    "nestedExpand",
    "note",
    "orderedList",
    "panel",
    "paragraph",
    "placeholder",
    "rule",
    "status",
    "strike",
    "strong",
    "subsup",
    "success",
    "sub",
    "sup",
    "table",
    "tableCell",
    "tableHeader",
    "tableRow",
    "taskItem",
    "taskList",
    "text",
    "textColor",
    "underline",
    "warning",
];

/// Whether the texts of a member of Weftline's own structures are names.
pub(crate) fn is_name_of(member: &str) -> bool {
    NAMES.contains(&member)
}

/// Whether a member of a describe names something of the org's API.
pub(crate) fn is_described(member: &str) -> bool {
    DESCRIBED.contains(&member)
}

/// Whether a member has this name in every value of its kind.
pub(crate) fn is_of_values(member: &str) -> bool {
    OF_VALUES.contains(&member)
}

/// Whether a number of ADF says how a document is laid out.
pub(crate) fn is_layout(member: &str) -> bool {
    NUMBERS.contains(&member)
}

/// Whether a text is a word of ADF.
pub(crate) fn is_of_adf(member: &str, text: &str) -> bool {
    matches!(member, "type" | "panelType" | "layout") && ADF.contains(&text)
}

/// Whether a text is the id of a custom field, which means nothing outside of its site.
pub(crate) fn is_custom_field(text: &str) -> bool {
    text.strip_prefix("customfield_")
        .is_some_and(|digits| (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a text can be a name of an API: it begins with a letter, and is neither an id of a record nor an account's,
/// nor a file's name (`file:` and what people have called it).
pub(crate) fn is_name(text: &str) -> bool {
    let is_account = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (1..=NAME_MAX).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-' | b'/'))
        && !is_account
        && !text.starts_with("file:")
        && !(text.len() == 18 && RecordId::parse(text).is_ok())
}

/// Whether a text can be a picklist's bitmap.
pub(crate) fn is_bitmap(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

/// Whether a text is a version of an API.
pub(crate) fn is_version(text: &str) -> bool {
    text.len() <= 8 && text.trim_start_matches('v').bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}
