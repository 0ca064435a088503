//! One question, one answer, both as JSON text: for the golden vectors, which native Rust and the compiled module
//! both answer, and for replay.

mod documents;

use std::collections::BTreeMap;

use weftline_configuration::{Checked as CheckedSections, Doubt, Known, check};
use weftline_mapping::richtext::adf_to_text;
use weftline_mapping::{
    BackValue, IssueInput, JiraFields, Mapped, MappedBack, Needs, RecordInput, Resolved, check_form_values, compile,
};
use weftline_wire::configuration::{Mapping, Section};
use weftline_wire::failure::Problem;
use weftline_wire::json::{self, Decode, Encode, Member, Raw, Unreadable, Writer};
use weftline_wire::salesforce::{FieldValue, ObjectDescribe};
use weftline_wire::{decode_object, encode_object};

use crate::comments::{CommentInputs, plan_comments};
pub use documents::{AdfToHtml, Html, PlainText};

use crate::creation::plan_creation;
use crate::first::plan_first;
use crate::inputs::{CreationInputs, FirstInputs, IssueSnapshot, UpdateInputs};
use crate::judging::JudgeRules;
use crate::links::{LinkInputs, plan_links};
use crate::update::plan_update;

/// What can be asked: `{"ask": "planCreation", "about": {...}}`.
#[derive(Clone, Debug)]
pub enum Question<'a> {
    /// `planCreation`: what is written when a record is created from an issue.
    PlanCreation(Box<CreationInputs>),
    /// `planUpdate`: what an issue and a record write to one another.
    PlanUpdate(Box<UpdateInputs>),
    /// `planFirst`: what is copied when a record is linked by hand.
    PlanFirst(Box<FirstInputs>),
    /// `planComments`: what becomes of comments.
    PlanComments(Box<CommentInputs>),
    /// `planLinks`: which records are linked.
    PlanLinks(Box<LinkInputs>),
    /// `compileMapping`: what is wrong with a mapping, and what it reads.
    CompileMapping(Box<CompileMapping>),
    /// `mapIssue`: what a mapping makes of an issue.
    MapIssue(Box<MapIssue>),
    /// `mapRecord`: what a mapping makes of a record, on its way to Jira.
    MapRecord(Box<MapRecord>),
    /// `checkForm`: what a person sent, read as the object's fields ask.
    CheckForm(Box<CheckForm>),
    /// `checkSections`: what is wrong with sections of a configuration, and what would mend it.
    CheckSections(Box<CheckSections>),
    /// `judgeRules`: what rules make of an issue.
    JudgeRules(Box<JudgeRules>),
    /// `adfToText`: a document as plain text.
    AdfToText(AdfToText<'a>),
    /// `adfToHtml`: a document as HTML for Salesforce, whole or within a limit.
    AdfToHtml(AdfToHtml<'a>),
    /// `htmlToAdf`: HTML as a document.
    HtmlToAdf(Html),
    /// `htmlToText`: HTML as plain text.
    HtmlToText(Html),
    /// `sanitiseHtml`: HTML as a page may show it.
    SanitiseHtml(Html),
    /// `textToAdf`: plain text as a document.
    TextToAdf(PlainText),
}

/// See [`Question::CompileMapping`].
#[derive(Clone, Debug)]
pub struct CompileMapping {
    /// The mapping.
    pub mapping: Mapping,
    /// What is known of Jira's fields.
    pub jira: JiraFields,
    /// The object's describe.
    pub object: ObjectDescribe,
}

/// See [`Question::MapIssue`].
#[derive(Clone, Debug)]
pub struct MapIssue {
    /// The mapping.
    pub mapping: Mapping,
    /// What is known of Jira's fields.
    pub jira: JiraFields,
    /// The object's describe.
    pub object: ObjectDescribe,
    /// The issue.
    pub issue: IssueSnapshot,
    /// The users that were looked for.
    pub resolved: Resolved,
}

/// See [`Question::MapRecord`].
#[derive(Clone, Debug)]
pub struct MapRecord {
    /// The mapping.
    pub mapping: Mapping,
    /// What is known of Jira's fields.
    pub jira: JiraFields,
    /// The object's describe.
    pub object: ObjectDescribe,
    /// The issue.
    pub issue: IssueSnapshot,
    /// The record's id.
    pub record_id: String,
    /// Its values, by path.
    pub values: BTreeMap<String, FieldValue>,
    /// What was asked for.
    pub resolved: Resolved,
}

/// See [`Question::CheckForm`].
#[derive(Clone, Debug)]
pub struct CheckForm {
    /// The object's describe.
    pub object: ObjectDescribe,
    /// The mapping.
    pub mapping: Mapping,
    /// What was sent.
    pub values: BTreeMap<String, FieldValue>,
}

/// See [`Question::CheckSections`].
#[derive(Clone, Debug)]
pub struct CheckSections {
    /// The sections by name: all that there are.
    pub sections: BTreeMap<String, Section>,
    /// What is known of orgs and site.
    pub known: Known,
}

/// See [`Question::AdfToText`].
#[derive(Clone, Copy, Debug)]
pub struct AdfToText<'a> {
    /// The document, of any depth.
    pub adf: Raw<'a>,
}

/// Why a question was not understood. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong, in English.
    pub text: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

encode_object! { Refused { text, line, column } }

struct Compiled {
    problems: Vec<Problem>,
    jira_fields: Vec<String>,
}

encode_object! { Compiled { problems, jira_fields } }

struct MappedIssue {
    needs: Needed,
    values: Vec<MappedValue>,
}

encode_object! { MappedIssue { needs, values } }

struct MappedRecord {
    paths: Vec<String>,
    needs: Needed,
    values: Vec<BackwardValue>,
}

encode_object! { MappedRecord { paths, needs, values } }

/// What there is none of is left out.
fn written(members: &[(&'static str, Option<&dyn Encode>)], writer: &mut Writer) {
    let there = members.iter().filter_map(|&(name, value)| Some((name, value?)));
    let (names, values): (Vec<Member>, Vec<&dyn Encode>) =
        there.map(|(name, value)| (Member { name, optional: false }, value)).unzip();
    writer.object(&[], &names, &values);
}

struct Needed(Needs);

impl Encode for Needed {
    fn encode(&self, writer: &mut Writer) {
        let Needs { users, accounts, lookups, zone, transitions } = &self.0;
        let lookups: Vec<Vec<String>> =
            lookups.iter().map(|one| vec![one.object.clone(), one.by.clone(), one.text.clone()]).collect();
        let members: [(&'static str, Option<&dyn Encode>); 5] = [
            ("users", (!users.is_empty()).then_some(users)),
            ("accounts", (!accounts.is_empty()).then_some(accounts)),
            ("lookups", (!lookups.is_empty()).then_some(&lookups)),
            ("zone", zone.as_ref().map(|zone| zone as &dyn Encode)),
            ("transitions", transitions.then_some(transitions)),
        ];
        written(&members, writer);
    }
}

struct BackwardValue(MappedBack);

impl Encode for BackwardValue {
    fn encode(&self, writer: &mut Writer) {
        let MappedBack { field, jira_field, value, text, source, found, losses, problems } = &self.0;
        let (set, clear, status): (Option<&dyn Encode>, _, Option<&dyn Encode>) = match value {
            BackValue::Nothing => (None, false, None),
            BackValue::Clear => (None, true, None),
            BackValue::Set(json) => (Some(json), false, None),
            BackValue::Status { name } => (None, false, Some(name)),
        };
        let members: [(&'static str, Option<&dyn Encode>); 10] = [
            ("field", Some(field)),
            ("jira_field", Some(jira_field)),
            ("set", set),
            ("clear", if clear { Some(&true) } else { None }),
            ("status", status),
            ("text", text.as_ref().map(|text| text as &dyn Encode)),
            ("source", Some(source)),
            ("found", found.as_ref().map(|found| found as &dyn Encode)),
            ("losses", Some(losses)),
            ("problems", Some(problems)),
        ];
        written(&members, writer);
    }
}

struct Checked {
    values: BTreeMap<String, FieldValue>,
    problems: Vec<Problem>,
}

encode_object! { Checked { values, problems } }

struct MappedValue(Mapped);

impl Encode for MappedValue {
    fn encode(&self, writer: &mut Writer) {
        let Mapped { field, value, value_label, source, found, losses, problems } = &self.0;
        let members: [(&'static str, Option<&dyn Encode>); 7] = [
            ("field", Some(field)),
            ("value", Some(value)),
            ("value_label", value_label.as_ref().map(|label| label as &dyn Encode)),
            ("source", Some(source)),
            ("found", found.as_ref().map(|found| found as &dyn Encode)),
            ("losses", Some(losses)),
            ("problems", Some(problems)),
        ];
        written(&members, writer);
    }
}

/// Answers a question: `{"plan": ...}`, `{"compiled": ...}`, `{"mapped": ...}`, `{"mappedBack": ...}`, `{"checked": ...}`,
/// `{"sections": ...}`, `{"text": ...}`, `{"html": ...}` or `{"adf": ...}`; `{"refused": {"text", "line", "column"}}` when it is not understood. The same question always
/// gets the same answer.
#[must_use]
pub fn answer(question_json: &str) -> String {
    match Question::decode(question_json) {
        Err(refused) => text("refused", &refused),
        Ok(Question::PlanCreation(inputs)) => text("plan", &plan_creation(&inputs)),
        Ok(Question::PlanUpdate(inputs)) => text("plan", &plan_update(&inputs)),
        Ok(Question::PlanFirst(about)) => text("plan", &plan_first(&about.inputs, about.how, about.primary)),
        Ok(Question::PlanComments(inputs)) => text("plan", &plan_comments(&inputs)),
        Ok(Question::PlanLinks(inputs)) => text("plan", &plan_links(&inputs)),
        Ok(Question::CompileMapping(about)) => {
            let compiled = compile(&about.mapping, &about.jira, &about.object);
            let jira_fields = compiled.jira_fields().into_iter().map(str::to_owned).collect();
            text("compiled", &Compiled { problems: compiled.problems().to_vec(), jira_fields })
        }
        Ok(Question::MapIssue(about)) => {
            let compiled = compile(&about.mapping, &about.jira, &about.object);
            let issue: IssueInput<'_> = about.issue.input();
            text(
                "mapped",
                &MappedIssue {
                    needs: Needed(compiled.needs(&issue)),
                    values: compiled.apply(&issue, &about.resolved).into_iter().map(MappedValue).collect(),
                },
            )
        }
        Ok(Question::MapRecord(about)) => {
            let compiled = compile(&about.mapping, &about.jira, &about.object);
            let issue: IssueInput<'_> = about.issue.input();
            let record = RecordInput { id: &about.record_id, values: &about.values };
            let values = compiled.apply_back(record, &issue, &about.resolved);
            let answer = MappedRecord {
                paths: compiled.record_paths(),
                needs: Needed(compiled.needs_back(record, &issue)),
                values: values.into_iter().map(BackwardValue).collect(),
            };
            text("mappedBack", &answer)
        }
        Ok(Question::CheckForm(about)) => {
            let (values, problems) = check_form_values(&about.object, &about.mapping, &about.values);
            text("checked", &Checked { values, problems })
        }
        Ok(Question::CheckSections(about)) => {
            let names: Vec<String> = about.sections.keys().cloned().collect();
            let CheckSections { sections, known } = &*about;
            let checked = CheckedSections { names: &names, sections, known, doubt: Doubt::Refused };
            text("sections", &check(&checked, names.iter()))
        }
        Ok(Question::JudgeRules(about)) => match about.decisions() {
            Ok(decisions) => text("judged", &decisions),
            Err(error) => text("refused", &refused(&error)),
        },
        Ok(Question::AdfToText(about)) => match adf_to_text(about.adf.get()) {
            Ok(converted) => text("text", &converted),
            Err(error) => unreadable(question_json, about.adf, &error),
        },
        Ok(Question::AdfToHtml(about)) => match documents::to_html(&about) {
            Ok(converted) => text("html", &converted),
            Err(error) => unreadable(question_json, about.adf, &error),
        },
        Ok(Question::HtmlToAdf(about)) => text("adf", &documents::to_adf(&about)),
        Ok(Question::HtmlToText(about)) => text("text", &documents::to_text(&about)),
        Ok(Question::SanitiseHtml(about)) => text("html", &documents::sanitised(&about)),
        Ok(Question::TextToAdf(about)) => text("adf", &documents::of_text(&about)),
    }
}

/// That a document within a question cannot be read.
fn unreadable(question_json: &str, document: Raw<'_>, error: &Unreadable) -> String {
    let at = Place { question: question_json, about: document.get() };
    text("refused", &at.refused(error.text().into_owned(), error.line, error.column))
}

fn text(name: &'static str, answer: &dyn Encode) -> String {
    struct Answer<'a>(&'static str, &'a dyn Encode);
    impl Encode for Answer<'_> {
        fn encode(&self, writer: &mut Writer) {
            writer.object(&[], &[Member { name: self.0, optional: false }], &[self.1]);
        }
    }
    json::to_string(&Answer(name, answer))
}

decode_object! { refuse CompileMapping { mapping, jira, object } }
decode_object! { refuse MapIssue { mapping, jira, object, issue, resolved } }
decode_object! { refuse MapRecord { mapping, jira, object, issue, record_id, values, resolved } }
decode_object! { refuse CheckForm { object, mapping, values } }
decode_object! { refuse CheckSections { sections, known } }
decode_object! { refuse borrowing AdfToText { adf } }

/// A question is read in two steps: what `about` is follows from `ask`, which may come after it.
struct Head<'a> {
    ask: String,
    about: Raw<'a>,
}

decode_object! { refuse borrowing Head { ask, about } }

impl<'a> Question<'a> {
    /// Reads a question, strictly: what is not known is refused.
    ///
    /// # Errors
    /// If it is not one, with its place in the text.
    pub fn decode(question_json: &'a str) -> Result<Question<'a>, Refused> {
        let head: Head<'_> = json::from_str(question_json).map_err(|error| refused(&error))?;
        let about = Place { question: question_json, about: head.about.get() };
        match head.ask.as_str() {
            "planCreation" => about.decode().map(|about| Question::PlanCreation(Box::new(about))),
            "planUpdate" => about.decode().map(|about| Question::PlanUpdate(Box::new(about))),
            "planFirst" => about.decode().map(|about| Question::PlanFirst(Box::new(about))),
            "planComments" => about.decode().map(|about| Question::PlanComments(Box::new(about))),
            "planLinks" => about.decode().map(|about| Question::PlanLinks(Box::new(about))),
            "compileMapping" => about.decode().map(|about| Question::CompileMapping(Box::new(about))),
            "mapIssue" => about.decode().map(|about| Question::MapIssue(Box::new(about))),
            "mapRecord" => about.decode().map(|about| Question::MapRecord(Box::new(about))),
            "checkForm" => about.decode().map(|about| Question::CheckForm(Box::new(about))),
            "checkSections" => about.decode().map(|about| Question::CheckSections(Box::new(about))),
            "judgeRules" => about.decode().map(|about| Question::JudgeRules(Box::new(about))),
            "adfToText" => about.decode().map(Question::AdfToText),
            "adfToHtml" => about.decode().map(Question::AdfToHtml),
            "htmlToAdf" => about.decode().map(Question::HtmlToAdf),
            "htmlToText" => about.decode().map(Question::HtmlToText),
            "sanitiseHtml" => about.decode().map(Question::SanitiseHtml),
            "textToAdf" => about.decode().map(Question::TextToAdf),
            other => Err(Refused { text: format!("`{other}` cannot be asked"), line: 1, column: 1 }),
        }
    }
}

/// A part of a question.
struct Place<'a> {
    question: &'a str,
    about: &'a str,
}

impl<'a> Place<'a> {
    fn decode<T: Decode<'a>>(&self) -> Result<T, Refused> {
        json::from_str(self.about).map_err(|error| {
            let Refused { text, line, column } = refused(&error);
            self.refused(text, line, column)
        })
    }

    /// A place within the part as a place within the question.
    fn refused(&self, text: String, line: usize, column: usize) -> Refused {
        let offset = (self.about.as_ptr() as usize).wrapping_sub(self.question.as_ptr() as usize);
        let before = self.question.get(..offset).unwrap_or_default();
        let (lines, last) =
            before.rsplit_once('\n').map_or((0, before), |(lines, last)| (lines.matches('\n').count() + 1, last));
        let column = if line <= 1 { column + last.chars().count() } else { column };
        Refused { text, line: lines + line.max(1), column }
    }
}

fn refused(error: &Unreadable) -> Refused {
    Refused { text: error.text().into_owned(), line: error.line, column: error.column }
}
