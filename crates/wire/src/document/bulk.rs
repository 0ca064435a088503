//! What is stored of the creation of cases from a file. One writer at a time: who changes a job does so on condition of
//! its revision, and whoever does something in the world claims it first.

use serde::{Deserialize, Serialize};

use crate::configuration::BulkLinks;
use crate::failure::Failure;
use crate::salesforce::{FieldDescribe, ObjectDescribe};
use crate::view::{BulkCause, BulkPhase, BulkProblem, BulkResultFile, BulkWay, CsvDialect};
use crate::zone::ZoneOffset;

/// A place between two rows of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkPlace {
    /// Bytes before it.
    pub offset: u64,
    /// The line that begins there, from 1.
    pub line: u32,
    /// Rows with content before it, the header not counted.
    pub row: u32,
}

/// The attached file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkFile {
    /// The attachment's id.
    pub attachment_id: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Tells its content from another.
    pub fingerprint: String,
    /// How it is written.
    pub dialect: CsvDialect,
    /// How many fields its header has.
    pub width: u32,
}

/// A worker's right to do the job's next piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkClaim {
    /// Random, so that a worker knows its own.
    pub worker: String,
    /// Until when nobody else may take it, in ms since 1970: later than the longest invocation.
    pub until_ms: u64,
}

/// A piece of the file that is being created: written before the first request is sent, and gone once the outcomes of
/// all of its rows are stored. What a worker finds here may have been sent by one that died.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkPiece {
    /// Where it begins.
    pub from: BulkPlace,
    /// Where it ends; the same as `from` while nobody knows.
    pub to: BulkPlace,
    /// When it was written, in ms since 1970.
    pub since_ms: u64,
    /// How many of its rows may be created.
    pub rows: u32,
    /// From when on nothing of it can be under way in Salesforce any more, in ms since 1970: requests whose answers did
    /// not come, and a job that was stopped, have ended by then. 0 while all that was sent of it was answered.
    pub quiet_ms: u64,
    /// How often rows of it were refused for what passes by itself, and are sent once more.
    pub tries: u32,
    /// Its job in Salesforce, for Bulk API 2.0.
    pub ingest: Option<BulkIngest>,
    /// Why the last of its jobs failed, in Salesforce's words; empty when none has.
    pub job_error: String,
}

/// A job of Bulk API 2.0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkIngest {
    /// Its id, `750…`.
    pub id: String,
    /// Whether its rows were taken and it was closed.
    pub closed: bool,
    /// How often it was asked for its state.
    pub polls: u32,
    /// Rows that it had been through when it was asked last, refused ones among them.
    pub processed: u32,
    /// How many of those were refused.
    pub refused: u32,
}

/// What is done when nothing more is created, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BulkEnding {
    /// The files of what was created are attached.
    #[default]
    Success,
    /// The files of what was not.
    Failure,
    /// Cases are linked.
    Links,
    /// A comment says what came of it.
    Comment,
}

/// A result file that is being attached: written before it is sent, and gone once it is attached. What a worker finds
/// here may have been attached by one that died.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkSending {
    /// Where its rows end; they begin at the job's place.
    pub to: BulkPlace,
    /// How many rows it has.
    pub rows: u32,
    /// How many bytes it has.
    pub bytes: u64,
}

/// The creation of cases from a file. Entity `bulk`, key: the job's id. Beside the document it has the attributes
/// `issue` (the issue's id) and `at` (when it began, in seconds since 1970), by which it is found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkJob {
    /// The site's id.
    pub cloud_id: String,
    /// The site's address.
    pub site_url: String,
    /// The issue's id.
    pub issue_id: String,
    /// Its key.
    pub issue_key: String,
    /// Its project's id.
    pub project_id: String,
    /// Who began it.
    pub author: String,
    /// The connection.
    pub connection: String,
    /// The external id field that carries the rows' keys, if the org has one.
    pub key_field: Option<String>,
    /// Whether assignment rules run; none says nothing to Salesforce.
    pub assignment_rules: Option<bool>,
    /// The rule that runs, for Bulk API 2.0, which has to be told its id; none before it was asked for.
    pub assignment_rule: Option<String>,
    /// Which of the created cases are linked.
    pub links: BulkLinks,
    /// Whether a comment says what came of it.
    pub comment: bool,
    /// The file.
    pub file: BulkFile,
    /// Whether the user wants cases of a file of which some were created before.
    pub again: bool,
    /// How far it has come.
    pub phase: BulkPhase,
    /// How far the phase's pass over the file has come: all before it is in the counts and in what is stored beside.
    pub place: BulkPlace,
    /// Rows with content; final once they are checked.
    pub rows: u32,
    /// Rows that may be created.
    pub good: u32,
    /// Rows that have problems.
    pub bad: u32,
    /// How many problems there are.
    pub problems: u32,
    /// By which way; none before the check is over.
    pub way: Option<BulkWay>,
    /// Cases created.
    pub created: u32,
    /// Rows that were sent, and refused.
    pub refused: u32,
    /// The piece in progress.
    pub piece: Option<BulkPiece>,
    /// What is being done once nothing more is created.
    pub finishing: BulkEnding,
    /// The highest id of the issue's attachments before the first result file was attached; none before that. What has a
    /// higher one may be an earlier attempt's, what has not is another job's.
    pub attached_before: Option<u64>,
    /// The result file that is being attached.
    pub sending: Option<BulkSending>,
    /// Whether the source cannot be read any more: result files are made of what is stored of its rows alone.
    pub sourceless: bool,
    /// Whether someone wants it ended without what cannot be done.
    pub skips: bool,
    /// Who works on it.
    pub claim: Option<BulkClaim>,
    /// Why rows failed, the commonest first.
    pub causes: Vec<BulkCause>,
    /// The result files that are attached.
    pub files: Vec<BulkResultFile>,
    /// How many of the created cases are linked.
    pub linked: u32,
    /// Whether someone wants it cancelled.
    pub cancel: bool,
    /// How it ends: what the phase becomes once it has finished.
    pub ending: BulkPhase,
    /// When it began, in ms since 1970.
    pub began_ms: u64,
    /// When it began to create; none before.
    pub creating_ms: Option<u64>,
    /// When it was last got on with, in ms since 1970.
    pub moved_ms: u64,
    /// Why it waits or failed.
    pub failure: Option<Failure>,
    /// When it is tried again; none when it is not waiting.
    pub retry_at_ms: Option<u64>,
    /// How often the same step has failed in a row.
    pub failures: u32,
}

/// What fills a field of each case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BulkFill {
    /// Nothing: the field is kept because others are checked against it.
    Nothing {},
    /// A column.
    Column {
        /// Its place, from 0.
        index: u32,
        /// What stands for an empty cell.
        default: Option<String>,
    },
    /// The same in each row, written as a cell would have it.
    Text {
        /// The text.
        text: String,
    },
    /// The same in each row, as a JSON value.
    Fixed {
        /// The JSON.
        json: String,
    },
}

/// A field of the cases as it was when the job began, and what fills it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkTarget {
    /// The field.
    pub field: FieldDescribe,
    /// What fills it.
    pub fill: BulkFill,
}

/// How rows become cases: all that it takes beside the file, as it was when the job began. Value
/// `bulk:<job id>:targets:0`; the fields are in values with the numbers from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkRecipe {
    /// The object, with no fields.
    pub object: ObjectDescribe,
    /// How many further values there are.
    pub shards: u32,
    /// The names of the file's columns.
    pub header: Vec<String>,
    /// The zone of times that say none; empty is UTC.
    pub zone: Vec<ZoneOffset>,
}

/// A part of a recipe's fields. See [`BulkRecipe`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkTargets {
    /// The fields.
    pub list: Vec<BulkTarget>,
}

/// What came of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BulkOutcome {
    /// Its case exists.
    Created {
        /// The case's id, 18 characters.
        id: String,
    },
    /// There is none.
    Failed {
        /// Which of [`BulkOutcomes::causes`].
        cause: u32,
    },
}

/// Why a row failed, as the result file says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkReason {
    /// Salesforce's code, or `CHECK`.
    pub code: String,
    /// The message.
    pub message: String,
}

/// The outcomes of rows that follow one another. Value `bulk:<job id>:outcomes:<number>`, numbers from 0: the rows
/// `1000 * number + 1` to `1000 * (number + 1)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkOutcomes {
    /// One for each row; none while nothing is known of it.
    pub rows: Vec<Option<BulkOutcome>>,
    /// The different reasons.
    pub causes: Vec<BulkReason>,
}

/// The first problems that the check found. Value `bulk:<job id>:problems`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkProblems {
    /// At most 1,000, and as many as a value holds.
    pub list: Vec<BulkProblem>,
}

crate::json_object! { ignore BulkPlace { offset, line, row } }
crate::json_object! { ignore BulkFile { attachment_id, name, bytes, fingerprint, dialect, width } }
crate::json_object! { ignore BulkClaim { worker, until_ms } }
crate::json_object! { ignore BulkPiece { from, to, since_ms, rows, quiet_ms, tries, ingest, job_error } }
crate::json_words! { BulkEnding { Success, Failure, Links, Comment } }
crate::json_object! { ignore BulkSending { to, rows, bytes } }
crate::json_object! { ignore BulkIngest { id, closed, polls, processed, refused } }
crate::json_object! {
    ignore BulkJob {
        cloud_id, site_url, issue_id, issue_key, project_id, author, connection, key_field, assignment_rules,
        assignment_rule, finishing, attached_before, sending, sourceless: optional, skips: optional, links,
        comment, file, again: optional, phase, place, rows, good, bad, problems, way, created, refused, piece, claim,
        causes, files, linked, cancel, ending, began_ms, creating_ms, moved_ms, failure, retry_at_ms, failures
    }
}
crate::json_tagged! {
    ignore BulkFill by "kind" { Nothing {}, Column { index, default }, Text { text }, Fixed { json } }
}
crate::json_object! { ignore BulkTarget { field, fill } }
crate::json_object! { ignore BulkRecipe { object, shards, header, zone } }
crate::json_object! { ignore BulkTargets { list } }
crate::json_tagged! { ignore BulkOutcome by "kind" { Created { id }, Failed { cause } } }
crate::json_object! { ignore BulkReason { code, message } }
crate::json_object! { ignore BulkOutcomes { rows, causes } }
crate::json_object! { ignore BulkProblems { list } }
