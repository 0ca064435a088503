//! What a bundle is made of, and how it is written.

use weftline_plan::{PLANNER_VERSION, Question, answer};
use weftline_wire::decision::Activity;
use weftline_wire::json::{self, Json, Result};
use weftline_wire::plan::Plan;
use weftline_wire::{decode_object, encode_object};

use crate::decided::decided;
use crate::kept;
use crate::walk::Blanker;

/// What a bundle says that it is.
pub const FORMAT: &str = "weftline-support-bundle";

/// The version of what is written here.
pub(crate) const FORMAT_VERSION: u32 = 1;

/// A stored document.
#[derive(Clone, Debug)]
pub struct Document {
    /// What kind: an entity's name, or `section` of the configuration.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// It, as JSON.
    pub json: String,
}

/// What was decided once, with what its plans were made from.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The activity, with its plans.
    pub activity: Activity,
    /// The questions of replay that are kept of it, in their order, each with whether planning it again gave the very plan
    /// that was applied.
    pub inputs: Vec<(String, bool)>,
}

/// Everything that a bundle is made of.
#[derive(Clone, Debug)]
pub struct Material {
    /// The app's version.
    pub app: String,
    /// When it is made, in ms since 1970.
    pub made_at_ms: u64,
    /// The configuration's version.
    pub configuration: u32,
    /// Documents and sections.
    pub documents: Vec<Document>,
    /// What was decided, the newest first.
    pub entries: Vec<Entry>,
    /// Whether there was more than found room.
    pub more: bool,
}

/// A bundle, and what is in it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The file, JSON.
    pub json: String,
    /// How many documents and sections it has.
    pub documents: u32,
    /// How many entries of activity.
    pub entries: u32,
    /// How many plans can be made again from it.
    pub inputs: u32,
    /// Of how many of those the stand-ins change what is decided.
    pub changed: u32,
    /// Entries that went for want of room.
    pub left_out: u32,
}

/// The file.
#[derive(Clone, Debug, Default)]
pub(crate) struct File {
    pub(crate) format: String,
    pub(crate) format_version: u32,
    /// The app's version.
    pub(crate) app: String,
    pub(crate) planner: u32,
    pub(crate) made_at_ms: u64,
    pub(crate) configuration: u32,
    /// Whether there was more.
    pub(crate) more: bool,
    pub(crate) activity: Vec<FileEntry>,
    pub(crate) documents: Vec<FileDocument>,
}

/// An entry in it.
#[derive(Clone, Debug)]
pub(crate) struct FileEntry {
    /// The activity without its plans.
    pub(crate) activity: Json,
    /// What each of its plans decided, values left out.
    pub(crate) decided: Vec<Vec<String>>,
    pub(crate) inputs: Vec<FileInput>,
}

/// What a plan was made from.
#[derive(Clone, Debug)]
pub(crate) struct FileInput {
    /// The question of replay.
    pub(crate) question: Json,
    /// What it is answered with where the bundle was made.
    pub(crate) plan: Json,
    /// What was decided from the true values.
    pub(crate) decided: Vec<String>,
    /// Whether planning the true values again gave the plan that was applied.
    pub(crate) same: bool,
    /// Whether the stand-ins give the same decisions as the true values.
    pub(crate) kept: bool,
}

/// A document in it.
#[derive(Clone, Debug)]
pub(crate) struct FileDocument {
    pub(crate) kind: String,
    pub(crate) key: String,
    pub(crate) document: Json,
}

/// What a question of replay is answered with.
pub(crate) struct Answered {
    pub(crate) plan: Plan,
}

decode_object! { refuse Answered { plan } }
encode_object! { FileEntry { activity, decided, inputs } }
encode_object! { FileInput { question, plan, decided, same, kept } }
encode_object! { FileDocument { kind, key, document } }
encode_object! {
    File { format, format_version, app, planner, made_at_ms, configuration, more, activity, documents }
}
decode_object! { refuse FileEntry { activity, decided, inputs } }
decode_object! { refuse FileInput { question, plan, decided, same, kept } }
decode_object! { refuse FileDocument { kind, key, document } }
decode_object! {
    refuse File { format, format_version, app, planner, made_at_ms, configuration, more, activity, documents }
}

/// Makes a bundle. `key`: at least 32 bytes that nobody knows or keeps. What would make the file longer than `bytes_max` is
/// left out, the oldest first.
///
/// # Errors
/// If something that is put in is not JSON.
pub fn make(material: &Material, key: &[u8], bytes_max: usize) -> Result<Made> {
    let mut blanker = Blanker::new(key);
    let mut bytes = 0;
    let mut made = Made { json: String::new(), documents: 0, entries: 0, inputs: 0, changed: 0, left_out: 0 };
    let mut file = File {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        app: material.app.clone(),
        planner: PLANNER_VERSION,
        made_at_ms: material.made_at_ms,
        configuration: material.configuration,
        more: material.more,
        ..File::default()
    };
    for entry in &material.entries {
        let blanked = blanked(&mut blanker, entry)?;
        let size = json::to_string(&blanked).len();
        if bytes + size > bytes_max {
            made.left_out += 1;
            file.more = true;
            continue;
        }
        bytes += size;
        made.inputs += blanked.inputs.len() as u32;
        made.changed += blanked.inputs.iter().filter(|input| !input.kept).count() as u32;
        file.activity.push(blanked);
    }
    // After the values, whose digests they have.
    for document in &material.documents {
        let name = if document.kind == "section" { "content" } else { "document" };
        let blanked = FileDocument {
            kind: document.kind.clone(),
            key: match document.kind.as_str() {
                "section" => section(&mut blanker, &document.key),
                _ => blanker.text(&document.key),
            },
            document: Json::parse(&blanker.own(&document.json, name)?)?,
        };
        let size = blanked.document.get().len();
        if bytes + size > bytes_max {
            file.more = true;
            continue;
        }
        bytes += size;
        file.documents.push(blanked);
    }
    (made.documents, made.entries) = (file.documents.len() as u32, file.activity.len() as u32);
    made.json = json::to_string(&file);
    Ok(made)
}

fn blanked(blanker: &mut Blanker, entry: &Entry) -> Result<FileEntry> {
    let mut inputs = Vec::with_capacity(entry.inputs.len());
    for (question, same) in &entry.inputs {
        let other = question_of(blanker, question)?;
        let (before, after) = (planned(question), planned(&other));
        let decisions = |plan: &Option<Plan>| plan.as_ref().map(decided).unwrap_or_default();
        inputs.push(FileInput {
            plan: Json::parse(&after.as_ref().map_or("null".to_owned(), |plan| json::to_string(plan)))?,
            decided: decisions(&before),
            kept: decisions(&before) == decisions(&after),
            same: *same,
            question: Json::parse(&other)?,
        });
    }
    let decided = entry.activity.plans.iter().map(decided).collect();
    let activity = Activity {
        plans: Vec::new(),
        digests: Vec::new(),
        people: Vec::new(),
        inputs_of: None,
        ..entry.activity.clone()
    };
    let activity = Json::parse(&blanker.own(&json::to_string(&activity), "")?)?;
    Ok(FileEntry { activity, decided, inputs })
}

/// The name of a section: its kind and its object stay, a project's id does not.
fn section(blanker: &mut Blanker, name: &str) -> String {
    let parts = name.split(':').map(|part| if kept::is_name(part) { part.to_owned() } else { blanker.text(part) });
    parts.collect::<Vec<_>>().join(":")
}

/// A question with stand-ins. Bases of comments have the words that were made of their documents, which are nowhere in the
/// question: what stands for them is made of the stand-ins.
fn question_of(blanker: &mut Blanker, question: &str) -> Result<String> {
    let other = blanker.own(question, "")?;
    let (Ok(Question::PlanComments(before)), Ok(Question::PlanComments(after))) =
        (Question::decode(question), Question::decode(&other))
    else {
        return Ok(other);
    };
    for (before_it, after_it) in before.issue.iter().zip(&after.issue) {
        if let (Some(words), Some(others)) = (before.words(before_it), after.words(after_it)) {
            blanker.know(&json::to_string(&words), &json::to_string(&others));
        }
    }
    for (before_it, after_it) in before.record.iter().zip(&after.record) {
        blanker.know(&json::to_string(&before_it.text), &json::to_string(&after_it.text));
    }
    blanker.own(question, "")
}

/// What a question is answered with; none when this planner does not understand it.
pub(crate) fn planned(question: &str) -> Option<Plan> {
    let answered: Answered = json::from_str(&answer(question)).ok()?;
    Some(answered.plan)
}
