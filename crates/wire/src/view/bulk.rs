//! Creating cases from a file (BLK-1 to BLK-10): the file, the table that says what fills which field, and the job.

use serde::{Deserialize, Serialize};

use crate::configuration::BulkDefaults;
use crate::failure::Failure;
use crate::salesforce::{FieldType, PicklistValue};

/// How a file's characters are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum CsvEncoding {
    /// UTF-8, ASCII among it.
    Utf8,
    /// Windows-1252, ISO-8859-1 among it.
    Windows1252,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// How a file's rows end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum CsvLineEnd {
    /// LF.
    Lf,
    /// CR and LF.
    CrLf,
    /// CR.
    Cr,
}

/// How a file is written: as it was found out, or as someone says (BLK-9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct CsvDialect {
    /// How its characters are encoded.
    pub encoding: CsvEncoding,
    /// What stands between two fields: one ASCII character.
    pub delimiter: String,
    /// How its rows end.
    pub line_end: CsvLineEnd,
}

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BulkPhase {
    /// Every row is being checked.
    Checking,
    /// It waits for someone to have it create, or to cancel it.
    Checked,
    /// Cases are being created.
    Creating,
    /// The result files are being made, and cases linked.
    Finishing,
    /// It is over.
    Done,
    /// Someone has cancelled it. What was created before is told, in the same way as by [`BulkPhase::Done`].
    Cancelled,
    /// It could not go on. Likewise.
    Failed,
}

/// By which way of Salesforce's cases are created (BLK-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BulkWay {
    /// Record collections of 200.
    Collections,
    /// Bulk API 2.0.
    BulkApi,
}

/// What a file's name, and its job, come to in a line: for the panel and the list of earlier files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkBrief {
    /// The job's id, 32 hex digits.
    pub job_id: String,
    /// The file's name.
    pub file: String,
    /// How far it has come.
    pub phase: BulkPhase,
    /// Rows with content in the file; 0 until they are counted.
    pub rows: u32,
    /// Cases created.
    pub created: u32,
    /// Rows of which none was created: those that were left out because of their problems too.
    pub failed: u32,
    /// When this was so, in ms since 1970.
    pub at_ms: u64,
}

/// A CSV file that is attached to the issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkAttachment {
    /// The attachment's id.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was attached, in ms since 1970.
    pub created_ms: u64,
    /// Who attached it; empty for someone who is not known any more.
    pub author: String,
}

/// What the dialog begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkUploadsView {
    /// The issue's CSV files, the newest first; no result files of Weftline's among them but failure files.
    pub attachments: Vec<BulkAttachment>,
    /// The largest file that is taken, in bytes: what Jira takes, and what Weftline was tested with.
    pub bytes_max: u64,
    /// The most rows that are taken.
    pub rows_max: u32,
    /// A job of this issue that is not over: the dialog shows it.
    pub running: Option<BulkBrief>,
    /// The issue's jobs that are over, the newest first; at most 10.
    pub earlier: Vec<BulkBrief>,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkColumn {
    /// Its place, from 0.
    pub index: u32,
    /// Its header; may be empty or the same as another's.
    pub name: String,
    /// What it holds in the first three rows, each cut at 200 characters.
    pub samples: Vec<String>,
    /// Its different values in the first rows, at most 50, to hold against a picklist; none when there are more.
    pub values: Option<Vec<String>>,
    /// Whether Weftline wrote it into a failure file: it is never mapped.
    pub is_result: bool,
}

/// What fills a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub enum BulkSource {
    /// Nothing: Salesforce's own default holds.
    Nothing {},
    /// What the mapping of creation takes from the issue; the same in each row.
    Jira {},
    /// A column; where a cell is empty, `default` (none: the field is left out of that row).
    Column {
        /// The column.
        index: u32,
        /// As a cell would have it.
        default: Option<String>,
    },
    /// The same value in each row, written as a cell would have it.
    Value {
        /// The value.
        text: String,
    },
}

/// A Case field in the table (BLK-4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkField {
    /// Its API name.
    pub field: String,
    /// What people see.
    pub label: String,
    /// Its type.
    pub field_type: FieldType,
    /// Whether each case has to have it.
    pub required: bool,
    /// Help text.
    pub help: Option<String>,
    /// Characters, for text; 0 when unlimited.
    pub length: u32,
    /// Active values of a picklist.
    pub options: Vec<PicklistValue>,
    /// Whether a picklist takes no other values.
    pub restricted: bool,
    /// What people see of the Jira side of the mapping: the field's name, or a template; none where the field is mapped
    /// to nothing in Jira.
    pub jira: Option<String>,
    /// What the mapping makes of that for this issue, as text: its default, where the issue gives nothing; empty when
    /// there is neither.
    pub jira_value: String,
    /// The default of the mapping, as a cell would have it; empty when there is none.
    pub default: String,
    /// What is preselected: Jira's field where one is mapped, else the column with the field's API name as header (BLK-3),
    /// else the default.
    pub source: BulkSource,
    /// Whether the mapping keeps people from changing it: what is preselected is all that is taken.
    pub read_only: bool,
}

/// A file, and the table of what fills which field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkFileView {
    /// The file.
    pub attachment: BulkAttachment,
    /// Tells this content from another; sent back with the job.
    pub fingerprint: String,
    /// A job that has had the same content before, on this issue or another (BLK-1's "a file seen before asks first").
    pub seen: Option<BulkSeen>,
    /// How it is written.
    pub dialect: CsvDialect,
    /// Whether someone said so; otherwise it was found out.
    pub chosen: bool,
    /// Its columns.
    pub columns: Vec<BulkColumn>,
    /// The first rows as they are read with this dialect, at most 5, cut as the samples are.
    pub head: Vec<Vec<String>>,
    /// What is wrong with the first rows, in a sentence each, with line and column; at most 10.
    pub troubles: Vec<String>,
    /// The fields: required ones first.
    pub fields: Vec<BulkField>,
    /// How defaults behave (TGL-11).
    pub defaults: BulkDefaults,
    /// Whether assignment rules are offered, and preset so (MAP-2).
    pub assignment_rules: Option<bool>,
    /// How many rows, by the file's size and its first rows; at least 0.
    pub rows_about: u32,
    /// The connection's org.
    pub organization: String,
}

/// An earlier job with the same content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkSeen {
    /// The job.
    pub brief: BulkBrief,
    /// The key of the issue it ran on; none where this user may not see that.
    pub issue_key: Option<String>,
}

/// What is wrong with a cell, or a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkProblem {
    /// The row with content, from 1.
    pub row: u32,
    /// The line on which it stands, from 1.
    pub line: u32,
    /// The column's place, from 1; none for the whole row.
    pub column: Option<u32>,
    /// The column's header, or the field's label; empty for the whole row.
    pub name: String,
    /// What is wrong, and what to do.
    pub text: String,
}

/// Rows that failed for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkCause {
    /// Salesforce's code, or `CHECK` for rows that were left out.
    pub code: String,
    /// Its words.
    pub message: String,
    /// How many rows.
    pub rows: u32,
    /// The first of them.
    pub first_row: u32,
}

/// A result file that is attached to the issue (BLK-6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkResultFile {
    /// Its name.
    pub name: String,
    /// Whether it has the rows that failed.
    pub failure: bool,
    /// How many rows.
    pub rows: u32,
    /// The attachment's id; none where Jira did not say.
    pub attachment_id: Option<String>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkJobView {
    /// Its id, file, phase and counts.
    pub brief: BulkBrief,
    /// How much of the file this phase has been through, in thousandths.
    pub thousandths: u32,
    /// Rows that may be created; final once the phase is `checked`.
    pub good: u32,
    /// Rows that have problems; likewise.
    pub bad: u32,
    /// The first problems, at most 1,000; only when asked for.
    pub problems: Vec<BulkProblem>,
    /// How many problems there are in all.
    pub problems_count: u32,
    /// Rows that are still to be created.
    pub remaining: u32,
    /// About how long that takes, in ms; none while nobody knows.
    pub estimate_ms: Option<u64>,
    /// By which way; none before the check is over.
    pub way: Option<BulkWay>,
    /// Why rows failed, the commonest first, at most 20.
    pub causes: Vec<BulkCause>,
    /// The result files.
    pub files: Vec<BulkResultFile>,
    /// How many of the created cases are linked to the issue.
    pub linked: u32,
    /// Whether someone has asked for it to be cancelled, and it has not stopped yet.
    pub cancelling: bool,
    /// Why it waits or has failed; none when all is well.
    pub failure: Option<Failure>,
    /// When it is tried again, in ms since 1970; none when it is not waiting for anything.
    pub retry_at_ms: Option<u64>,
    /// Whether whoever asks may start and cancel it.
    pub may_change: bool,
}

/// A part of the list of all problems, as CSV.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(tsify::Tsify))]
pub struct BulkProblemsView {
    /// CSV in UTF-8, at most 1 MB; the first part begins with the header.
    pub csv: String,
    /// Where the next part begins; none after the last one.
    pub after: Option<String>,
}

crate::json_words! { CsvEncoding { Utf8, Windows1252, Utf16Le, Utf16Be } }
crate::json_words! { CsvLineEnd { Lf, CrLf, Cr } }
crate::json_object! { refuse CsvDialect { encoding, delimiter, line_end } }
crate::json_words! { BulkPhase { Checking, Checked, Creating, Finishing, Done, Cancelled, Failed } }
crate::json_words! { BulkWay { Collections, BulkApi } }
crate::json_object! { ignore BulkBrief { job_id, file, phase, rows, created, failed, at_ms } }
crate::encode_object! { BulkAttachment { id, name, bytes, created_ms, author } }
crate::encode_object! { BulkUploadsView { attachments, bytes_max, rows_max, running, earlier } }
crate::encode_object! { BulkColumn { index, name, samples, values, is_result } }
crate::json_tagged! {
    refuse BulkSource by "kind" { Nothing {}, Jira {}, Column { index, default }, Value { text } }
}
crate::encode_object! {
    BulkField {
        field, label, field_type, required, help, length, options, restricted, jira, jira_value, default, source,
        read_only
    }
}
crate::encode_object! {
    BulkFileView {
        attachment, fingerprint, seen, dialect, chosen, columns, head, troubles, fields, defaults, assignment_rules,
        rows_about, organization
    }
}
crate::encode_object! { BulkSeen { brief, issue_key } }
crate::json_object! { ignore BulkProblem { row, line, column, name, text } }
crate::json_object! { ignore BulkCause { code, message, rows, first_row } }
crate::json_object! { ignore BulkResultFile { name, failure, rows, attachment_id } }
crate::encode_object! {
    BulkJobView {
        brief, thousandths, good, bad, problems, problems_count, remaining, estimate_ms, way, causes, files, linked,
        cancelling, failure, retry_at_ms, may_change
    }
}
crate::encode_object! { BulkProblemsView { csv, after } }
