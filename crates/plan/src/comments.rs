//! Plans what becomes of comments: new and edited ones, towards either side.
//!
//! A copy is internal unless two things hold: a rule says that comments of this way may be seen by customers, and the
//! original is known to be seen by them. A copy is an echo and never travels back; only its original's edits do.

mod split;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use weftline_mapping::richtext::{adf_to_text, loss_sentences};
use weftline_wire::decode_object;
use weftline_wire::document::Observed;
pub use weftline_wire::document::Visibility;
use weftline_wire::failure::{Problem, Severity};
use weftline_wire::json::{self, Encode, Json, Writer};
use weftline_wire::plan::{Plan, Skipped, Trace, Way, Write};
use weftline_wire::salesforce::FieldValue;

use crate::PLANNER_VERSION;
use crate::base::{changed_text, observed};
use crate::merge::Change;
use crate::short::{bounded, short};
pub use split::{comment_parts, comment_room};
use split::{join, parts};

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
}

decode_object! { refuse IssueComment { id, body, visibility, copy_of, signature } }
decode_object! { refuse RecordComment { id, text, visibility, own, signature } }
decode_object! { refuse CommentPair { way, issue_comment, record_comments, words, visibility } }
decode_object! { refuse CommentRules { to_salesforce, to_jira, public_in_salesforce, public_in_jira } }
decode_object! { refuse CommentInputs { issue_id, record_id, rules, issue, record, pairs, names, writing } }

/// Plans the copies of new comments and the changes of those whose originals were edited.
#[must_use]
pub fn plan_comments(inputs: &CommentInputs) -> Plan {
    let mut planning =
        Planning { inputs, writes: Vec::new(), skipped: Vec::new(), trace: Vec::new(), problems: Vec::new() };
    for comment in &inputs.issue {
        planning.of_issue(comment);
    }
    let on_record = planning.writes.len();
    for comment in &inputs.record {
        planning.of_record(comment);
    }
    let jira_calls = planning.writes.len() - on_record;
    bounded(Plan {
        planner: PLANNER_VERSION,
        writes: planning.writes,
        skipped: planning.skipped,
        trace: planning.trace,
        held: Vec::new(),
        problems: planning.problems,
        salesforce_calls: on_record.div_ceil(COMPOSITE_MAX) as u32,
        jira_calls: jira_calls as u32,
    })
}

/// What a pair keeps of the words of an original, as [`CommentInputs::words`] or the record has them.
#[must_use]
pub fn comment_seen(words: &str) -> Observed {
    observed(&json::to_string(&words))
}

impl CommentInputs {
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
        if pair.is_some_and(|pair| !changed(pair, &text, comment.visibility)) {
            return;
        }
        if !inputs.rules.to_salesforce {
            return self.skip(&comment.id, "comments do not go to Salesforce by themselves");
        }
        if text.trim().is_empty() {
            return self.skip(&comment.id, "it says nothing");
        }
        let public = inputs.rules.public_in_salesforce && comment.visibility == Visibility::Public;
        let existing = pair.map_or(&[][..], |pair| &pair.record_comments);
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
        if pair.is_some_and(|pair| !changed(pair, &comment.text, comment.visibility)) {
            return;
        }
        // The property that names the copy is written with it, so it is known before its pair is.
        let copy = inputs.issue.iter().find(|copy| copy.copy_of.as_ref() == Some(&comment.id));
        if pair.is_none() && copy.is_some() {
            return;
        }
        if pair.is_none() && comment.own && inputs.writing {
            return self.skip(&comment.id, "it may be one that Weftline is writing: it is looked at again");
        }
        if !inputs.rules.to_jira {
            return self.skip(&comment.id, "comments do not go to Jira by themselves");
        }
        if comment.text.trim().is_empty() {
            return self.skip(&comment.id, "it says nothing");
        }
        let public = inputs.rules.public_in_jira && comment.visibility == Visibility::Public;
        let text = join(&comment.text, &comment.signature);
        let Ok(body) = Json::parse(&json::to_string(&Document(&text))) else {
            return self.unreadable(&comment.id, "the text cannot be written");
        };
        self.look(&comment.id, Way::ToJira, &comment.text, Vec::new(), public);
        self.writes.push(Write::CommentOnIssue {
            issue_id: inputs.issue_id.clone(),
            comment_id: comment.id.clone(),
            existing: pair.map(|pair| pair.issue_comment.clone()),
            body,
            public,
        });
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
