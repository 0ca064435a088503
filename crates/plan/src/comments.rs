//! Plans what becomes of comments: new and edited ones, towards either side.
//!
//! A copy is internal unless two things hold: a rule says that comments of this way may be seen by customers, and the
//! original is known to be seen by them. A copy is an echo and never travels back; only its original's edits do. What the
//! rules switch off is that copies come into being by themselves: one that is there follows its original.

mod split;
mod waiting;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use weftline_mapping::richtext::{adf_to_text, loss_sentences};
use weftline_wire::configuration::CommentDeletions;
use weftline_wire::document::Observed;
pub use weftline_wire::document::Visibility;
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::json::{self, Encode, Json, Writer};
use weftline_wire::plan::{Plan, Skipped, Trace, Waits, Way, Write};
use weftline_wire::salesforce::FieldValue;
use weftline_wire::{decode_object, encode_object};

use crate::PLANNER_VERSION;
use crate::base::{changed_text, observed};
use crate::inputs::question;
use crate::merge::Change;
use crate::short::{bounded, short};
pub use split::{comment_parts, comment_room};
use split::{join, marked, parts};

/// Requests that one composite request of Salesforce carries.
/// <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm>
const COMPOSITE_MAX: usize = 25;

/// A comment of the issue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssueComment {
    /// Its id.
    pub id: String,
    /// What it says, as an ADF document.
    pub body: Json,
    /// Who sees it.
    pub visibility: Visibility,
    /// The comment of the record of which it is the copy, as its own property says.
    pub copy_of: Option<String>,
    /// What a copy ends with, like `Jane Doe via Jira (SUP-12)`; empty for nothing.
    pub signature: String,
    /// Whether Weftline itself wrote it, as the app.
    #[serde(default)]
    pub own: bool,
}

/// A comment of the record.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordComment {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Who sees it.
    pub visibility: Visibility,
    /// Whether the connection's own user wrote it.
    pub own: bool,
    /// What a copy ends with.
    pub signature: String,
}

/// A comment and its copy.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentPair {
    /// Which way it was copied.
    pub way: Way,
    /// The issue's comment.
    pub issue_comment: String,
    /// The record's: several where it is long.
    pub record_comments: Vec<String>,
    /// The original's words when it was copied last.
    pub words: Observed,
    /// Who saw the original then.
    pub visibility: Visibility,
    /// Whether the copy was deleted: it is not made again, unless someone asks.
    #[serde(default)]
    pub gone: bool,
    /// Whether the other side refused the copy: a change of the original tries again.
    #[serde(default)]
    pub refused: bool,
}

/// A comment that was deleted, and its copy.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeletedComment {
    /// Which way it was copied.
    pub way: Way,
    /// The comment that is gone.
    pub id: String,
    /// Its copy, in its parts.
    pub copies: Vec<CommentCopyText>,
    /// Whether it is only not shown any more: then nobody knows who sees it, and customers do not see its copy.
    #[serde(default)]
    pub unseen: bool,
}

/// What a part of a copy says now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentCopyText {
    /// Its id.
    pub id: String,
    /// Its text, without formatting.
    pub text: String,
    /// Whether customers see it.
    pub public: bool,
}

/// What is copied by itself, and what customers may see of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentRules {
    /// Whether the issue's comments go to the record.
    pub to_salesforce: bool,
    /// Whether the record's comments go to the issue.
    pub to_jira: bool,
    /// Whether customers may see in Salesforce what they see in Jira.
    pub public_in_salesforce: bool,
    /// Whether customers may see in Jira what they see in Salesforce.
    pub public_in_jira: bool,
}

/// Everything that decides what becomes of comments.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommentInputs {
    /// The issue's id.
    pub issue_id: String,
    /// The record's id.
    pub record_id: String,
    /// What is copied.
    pub rules: CommentRules,
    /// The issue's comments, oldest first.
    pub issue: Vec<IssueComment>,
    /// The record's comments, oldest first.
    pub record: Vec<RecordComment>,
    /// The pairs that are known.
    pub pairs: Vec<CommentPair>,
    /// The names of people that are mentioned, by account id.
    pub names: BTreeMap<String, String>,
    /// Whether a comment may have been written of which no pair is known yet.
    pub writing: bool,
    /// Comments that someone wants copied, whatever the rules say.
    #[serde(default)]
    pub pushed: Vec<String>,
    /// Comments that were written before comments were followed.
    #[serde(default)]
    pub old: Vec<String>,
    /// Whether customers see everything that is written on the record, as in an idea: nothing internal goes there.
    #[serde(default)]
    pub open: bool,
    /// Comments that were deleted, of which copies are there.
    #[serde(default)]
    pub deleted: Vec<DeletedComment>,
    /// What becomes of their copies.
    #[serde(default)]
    pub deletions: CommentDeletions,
    /// Directions in which nothing goes as things are (SYNC-7).
    #[serde(default)]
    pub waits: Vec<Waits>,
}

decode_object! { refuse IssueComment { id, body, visibility, copy_of, signature, own: optional } }
decode_object! { refuse RecordComment { id, text, visibility, own, signature } }
decode_object! {
    refuse CommentPair {
        way, issue_comment, record_comments, words, visibility, gone: optional, refused: optional
    }
}
decode_object! { refuse CommentRules { to_salesforce, to_jira, public_in_salesforce, public_in_jira } }
decode_object! { refuse CommentCopyText { id, text, public } }
decode_object! { refuse DeletedComment { way, id, copies, unseen: optional } }
decode_object! {
    refuse CommentInputs {
        issue_id, record_id, rules, issue, record, pairs, names, writing, pushed: optional, old: optional,
        open: optional, deleted: optional, deletions: optional, waits: optional
    }
}
encode_object! { IssueComment { id, body, visibility, copy_of, signature, own } }
encode_object! { RecordComment { id, text, visibility, own, signature } }
encode_object! { CommentPair { way, issue_comment, record_comments, words, visibility, gone, refused } }
encode_object! { CommentRules { to_salesforce, to_jira, public_in_salesforce, public_in_jira } }
encode_object! { CommentCopyText { id, text, public } }
encode_object! { DeletedComment { way, id, copies, unseen } }
encode_object! {
    CommentInputs {
        issue_id, record_id, rules, issue, record, pairs, names, writing, pushed, old, open, deleted, deletions,
        waits
    }
}

/// Plans the copies of new comments and the changes of those whose originals were edited.
#[must_use]
pub fn plan_comments(inputs: &CommentInputs) -> Plan {
    let mut planning =
        Planning { inputs, writes: Vec::new(), skipped: Vec::new(), trace: Vec::new(), problems: Vec::new() };
    for comment in &inputs.issue {
        planning.of_issue(comment);
    }
    for comment in inputs.deleted.iter().filter(|comment| comment.way == Way::ToSalesforce) {
        planning.deleted(comment);
    }
    let on_record = planning.writes.len();
    for comment in &inputs.record {
        planning.of_record(comment);
    }
    for comment in inputs.deleted.iter().filter(|comment| comment.way == Way::ToJira) {
        planning.deleted(comment);
    }
    let jira_calls = planning.writes.len() - on_record;
    waiting::hold_back(
        inputs,
        bounded(Plan {
            planner: PLANNER_VERSION,
            writes: planning.writes,
            skipped: planning.skipped,
            trace: planning.trace,
            held: Vec::new(),
            waits: inputs.waits.clone(),
            problems: planning.problems,
            salesforce_calls: on_record.div_ceil(COMPOSITE_MAX) as u32,
            jira_calls: jira_calls as u32,
        }),
    )
}

/// What a pair keeps of the words of an original, as [`CommentInputs::words`] or the record has them.
#[must_use]
pub fn comment_seen(words: &str) -> Observed {
    observed(&json::to_string(&words))
}

impl CommentInputs {
    /// The question that plans them again, as JSON: what [`crate::answer`] takes.
    #[must_use]
    pub fn question(&self) -> String {
        question("planComments", self)
    }

    /// The words of an issue's comment, by which its copy is told to be up to date: how they are formatted does not
    /// show in the copy. None when it cannot be read.
    #[must_use]
    pub fn words(&self, comment: &IssueComment) -> Option<String> {
        adf_to_text(comment.body.get()).ok().map(|converted| self.named(converted.text))
    }

    /// People who are mentioned by their account id, by name.
    fn named(&self, text: String) -> String {
        self.names.iter().fold(text, |text, (id, name)| {
            let mention = ["@", id].concat();
            if text.contains(&mention) { text.replace(&mention, &["@", name].concat()) } else { text }
        })
    }
}

struct Planning<'a> {
    inputs: &'a CommentInputs,
    writes: Vec<Write>,
    skipped: Vec<Skipped>,
    trace: Vec<Trace>,
    problems: Vec<Problem>,
}

impl Planning<'_> {
    fn of_issue(&mut self, comment: &IssueComment) {
        let inputs = self.inputs;
        let pair = inputs.pairs.iter().find(|pair| pair.issue_comment == comment.id);
        if comment.copy_of.is_some() || pair.is_some_and(|pair| pair.way == Way::ToJira) {
            return;
        }
        let (text, losses) = match adf_to_text(comment.body.get()) {
            Ok(converted) => (inputs.named(converted.text), loss_sentences(&converted.losses)),
            Err(error) => return self.unreadable(&comment.id, &error.text()),
        };
        let pushed = inputs.pushed.contains(&comment.id);
        if pair.is_some_and(|pair| settled(pair, &text, comment.visibility, pushed)) {
            return self.told(&comment.id, pair);
        }
        let existing = pair.filter(|pair| !pair.gone).map_or(&[][..], |pair| &pair.record_comments);
        if existing.is_empty() && !pushed {
            if !inputs.rules.to_salesforce {
                return self.skip(&comment.id, "comments do not go to Salesforce by themselves");
            }
            if comment.own {
                return self.skip(&comment.id, "Weftline wrote it");
            }
            if inputs.old.contains(&comment.id) {
                return self.skip(&comment.id, BEFORE);
            }
        }
        if text.trim().is_empty() {
            return self.skip(&comment.id, "it says nothing");
        }
        let public = inputs.rules.public_in_salesforce && comment.visibility == Visibility::Public;
        if inputs.open && !public {
            if !existing.is_empty() {
                self.look(&comment.id, Way::ToSalesforce, &text, losses, false);
                self.writes.push(Write::DeleteOnRecord {
                    record_id: inputs.record_id.clone(),
                    comment_id: comment.id.clone(),
                    existing: existing.to_vec(),
                });
            }
            return self.skip(&comment.id, "customers would see it there, and it is internal");
        }
        let texts = parts(&text, &comment.signature, existing.len());
        self.look(&comment.id, Way::ToSalesforce, &text, losses, public);
        let count = texts.len() as u32;
        for (index, text) in texts.into_iter().enumerate() {
            self.writes.push(Write::CommentOnRecord {
                record_id: inputs.record_id.clone(),
                comment_id: comment.id.clone(),
                existing: existing.get(index).cloned(),
                text,
                public,
                part: index as u32 + 1,
                parts: count,
            });
        }
    }

    fn of_record(&mut self, comment: &RecordComment) {
        let inputs = self.inputs;
        let pair = inputs.pairs.iter().find(|pair| pair.record_comments.contains(&comment.id));
        if pair.is_some_and(|pair| pair.way == Way::ToSalesforce) {
            return;
        }
        let pushed = inputs.pushed.contains(&comment.id);
        if pair.is_some_and(|pair| settled(pair, &comment.text, comment.visibility, pushed)) {
            return self.told(&comment.id, pair);
        }
        // The property that names the copy is written with it, so it is known before its pair is.
        let copy = inputs.issue.iter().find(|copy| copy.copy_of.as_ref() == Some(&comment.id));
        if pair.is_none() && copy.is_some() {
            return;
        }
        if pair.is_none() && comment.own && inputs.writing {
            return self.skip(&comment.id, "it may be one that Weftline is writing: it is looked at again");
        }
        let existing = pair.filter(|pair| !pair.gone && !pair.issue_comment.is_empty());
        if existing.is_none() && !pushed {
            if !inputs.rules.to_jira {
                return self.skip(&comment.id, "comments do not go to Jira by themselves");
            }
            if inputs.old.contains(&comment.id) {
                return self.skip(&comment.id, BEFORE);
            }
        }
        if comment.text.trim().is_empty() {
            return self.skip(&comment.id, "it says nothing");
        }
        let public = inputs.rules.public_in_jira && comment.visibility == Visibility::Public;
        let text = join(&comment.text, &comment.signature);
        let Ok(body) = comment_document(&text) else {
            return self.unreadable(&comment.id, "the text cannot be written");
        };
        self.look(&comment.id, Way::ToJira, &comment.text, Vec::new(), public);
        self.writes.push(Write::CommentOnIssue {
            issue_id: inputs.issue_id.clone(),
            comment_id: comment.id.clone(),
            existing: existing.map(|pair| pair.issue_comment.clone()),
            body,
            public,
        });
    }

    /// What becomes of the copy of a comment that is gone.
    fn deleted(&mut self, comment: &DeletedComment) {
        let inputs = self.inputs;
        if comment.unseen {
            return self.unseen(comment);
        }
        if inputs.deletions == CommentDeletions::Keep {
            return self.skip(&comment.id, "it was deleted, and its copy stays");
        }
        let is_deleted = inputs.deletions == CommentDeletions::Delete;
        let found = comment.copies.iter().map(|copy| copy.text.as_str()).collect::<Vec<_>>().join("\n");
        let (on_record, customers_see) =
            (comment.way == Way::ToSalesforce, !is_deleted && comment.copies.iter().any(|copy| copy.public));
        self.look(&comment.id, comment.way, &found, Vec::new(), customers_see);
        if is_deleted && on_record {
            let existing = comment.copies.iter().map(|copy| copy.id.clone()).collect();
            let (record_id, comment_id) = (inputs.record_id.clone(), comment.id.clone());
            return self.writes.push(Write::DeleteOnRecord { record_id, comment_id, existing });
        }
        let parts = comment.copies.len() as u32;
        for (index, copy) in comment.copies.iter().enumerate() {
            let comment_id = comment.id.clone();
            if is_deleted {
                let (issue_id, existing) = (inputs.issue_id.clone(), copy.id.clone());
                self.writes.push(Write::DeleteOnIssue { issue_id, comment_id, existing });
            } else if on_record {
                self.writes.push(Write::CommentOnRecord {
                    record_id: inputs.record_id.clone(),
                    comment_id,
                    existing: Some(copy.id.clone()),
                    text: marked("[deleted in Jira] ", &copy.text),
                    public: copy.public,
                    part: index as u32 + 1,
                    parts,
                });
            } else if let Ok(body) = comment_document(&["[deleted in Salesforce] ", &copy.text].concat()) {
                self.writes.push(Write::CommentOnIssue {
                    issue_id: inputs.issue_id.clone(),
                    comment_id,
                    existing: Some(copy.id.clone()),
                    body,
                    public: copy.public,
                });
            }
        }
    }

    /// Hides the copy of a comment that is not shown any more: it may have been made internal.
    fn unseen(&mut self, comment: &DeletedComment) {
        let parts = comment.copies.len() as u32;
        for (index, copy) in comment.copies.iter().enumerate().filter(|(_, copy)| copy.public) {
            self.look(&comment.id, comment.way, &copy.text, Vec::new(), false);
            self.writes.push(Write::CommentOnRecord {
                record_id: self.inputs.record_id.clone(),
                comment_id: comment.id.clone(),
                existing: Some(copy.id.clone()),
                text: copy.text.clone(),
                public: false,
                part: index as u32 + 1,
                parts,
            });
        }
    }

    /// Says of a comment that nothing becomes of it although it has no copy.
    fn told(&mut self, id: &str, pair: Option<&CommentPair>) {
        if pair.is_some_and(|pair| pair.gone) {
            self.skip(id, "its copy was deleted: it is not made again");
        }
    }

    fn look(&mut self, id: &str, way: Way, text: &str, losses: Vec<String>, customers_see: bool) {
        self.trace.push(Trace {
            field: id.to_owned(),
            way,
            jira_field: None,
            source: String::from("comment"),
            found: Some(short(text)),
            before: None,
            value: FieldValue::Text(short(text)),
            losses,
            customers_see,
        });
    }

    fn skip(&mut self, id: &str, reason: &str) {
        self.skipped.push(Skipped { field: id.to_owned(), reason: reason.to_owned() });
    }

    fn unreadable(&mut self, id: &str, why: &str) {
        self.skip(id, "it cannot be read");
        self.problems.push(Problem {
            severity: Severity::Warning,
            code: String::from("unreadableComment"),
            field: Some(id.to_owned()),
            text: ["the comment `", id, "` cannot be read: ", why].concat(),
            remedy: None,
        });
    }
}

const BEFORE: &str = "it was written before comments were followed here";

/// Whether there is nothing to do about an original with this pair.
fn settled(pair: &CommentPair, words: &str, visibility: Visibility, pushed: bool) -> bool {
    match (pair.gone, pair.refused) {
        (true, _) => !pushed,
        (false, true) => !pushed && !changed(pair, words, visibility),
        (false, false) => !changed(pair, words, visibility),
    }
}

/// Plain text as the body of an issue's comment.
///
/// # Errors
/// When it cannot be written.
pub fn comment_document(text: &str) -> json::Result<Json> {
    Json::parse(&json::to_string(&Document(text)))
}

/// Whether an original is not what it was when it was copied. What cannot be told counts as the same: a copy that is
/// missed is seen and mended, a loop is not.
fn changed(pair: &CommentPair, words: &str, visibility: Visibility) -> bool {
    changed_text(&pair.words, &json::to_string(&words)) == Change::Yes || pair.visibility != visibility
}

/// Plain text as an ADF document: a blank line begins another paragraph, other line breaks stay.
struct Document<'a>(&'a str);

impl Encode for Document<'_> {
    fn encode(&self, writer: &mut Writer) {
        writer.raw(r#"{"type":"doc","version":1,"content":["#);
        let text = self.0.replace("\r\n", "\n").replace('\r', "\n");
        let paragraphs = text.split("\n\n").map(|text| text.trim_matches('\n'));
        for (index, paragraph) in paragraphs.filter(|text| !text.trim().is_empty()).enumerate() {
            writer.raw(if index == 0 { "" } else { "," });
            writer.raw(r#"{"type":"paragraph","content":["#);
            for (index, line) in paragraph.split('\n').enumerate() {
                writer.raw(if index == 0 { "" } else { r#",{"type":"hardBreak"}"# });
                if !line.is_empty() {
                    writer.raw(if index == 0 { "" } else { "," });
                    writer.raw(r#"{"type":"text","text":"#);
                    writer.string(line);
                    writer.raw("}");
                }
            }
            writer.raw("]}");
        }
        writer.raw("]}");
    }
}
