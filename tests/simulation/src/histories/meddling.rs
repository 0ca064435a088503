//! People who act at the worst moments: when a sync has noted what it is about to write, when it has just written, when
//! nobody knows whether it has. They edit the very field, on either side, or say more.

use weftline_wire::effect::{Effect, Method, StorageOperation};

use super::fields::{FIELDS, Kind};
use super::history::{Bond, History};
use crate::{Last, Mishap};

/// How often somebody acts then: one of so many times.
const SELDOM: u64 = 8;
/// The same where nobody knows what was done.
const OFTEN: u64 = 2;

/// Whether an effect ended so that nobody knows whether it was carried out.
fn is_unknown(last: &Last) -> bool {
    matches!(last.mishap, Some(Mishap::Stroke(_)))
}

/// Whether an effect changes an issue, and with it when that was changed last.
pub(super) fn is_edit(effect: &Effect) -> bool {
    match effect {
        Effect::Jira { method: Method::Put, path, .. } => path.contains("/issue/") && !path.contains("/comment"),
        Effect::Jira { method: Method::Post, path, .. } => path.ends_with("/transitions"),
        _ => false,
    }
}

/// The fields that an effect writes, or of which it notes that they are about to be written.
pub(super) fn written(effect: &Effect) -> Vec<usize> {
    let name_of = |text: &str, name: &str| text.contains(&format!("{name}\\\":"));
    let of = |is_in: &dyn Fn(usize) -> bool| (0..FIELDS.len()).filter(|field| is_in(*field)).collect();
    match effect {
        Effect::Jira { method: Method::Put, path, body, .. } if !path.contains("/comment") => {
            let text = format!("{body:?}");
            of(&|field| name_of(&text, FIELDS[field].jira))
        }
        Effect::Jira { method: Method::Post, path, .. } if path.ends_with("/transitions") => {
            of(&|field| matches!(FIELDS[field].kind, Kind::Status(_)))
        }
        Effect::Salesforce { method, body, .. } if *method != Method::Get => {
            let text = format!("{body:?}");
            if !text.contains("PATCH") {
                return Vec::new();
            }
            of(&|field| name_of(&text, FIELDS[field].salesforce))
        }
        Effect::Storage(StorageOperation::Transact { .. }) => {
            let text = format!("{effect:?}");
            match text.split_once("attempts\\\":[{") {
                Some((_, noted)) => of(&|field| noted.contains(&format!("\\\"{}\\\"", FIELDS[field].salesforce))),
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

impl History {
    /// Somebody acts right after this effect of a sync of this issue, or nobody does.
    pub(super) fn meddle(&mut self, at: usize, fields: &[usize], said: bool, unknown: bool) {
        if self.subjects[at].bond != Bond::Linked || self.random.below(if unknown { OFTEN } else { SELDOM }) != 0 {
            return;
        }
        if said {
            self.say("somebody says more at once");
            self.talk(at);
            self.figures.acts += 1;
        }
        if fields.is_empty() {
            return;
        }
        let field = fields[usize::try_from(self.random.below(fields.len() as u64)).unwrap()];
        self.say("somebody edits the very field");
        if self.random.below(2) == 0 {
            self.edit_issue(at, Some(field));
        } else {
            self.edit_record(at, Some(field));
        }
        self.figures.acts += 1;
        self.figures.meddled += 1;
    }

    /// What a sync did last that somebody may meddle with: the fields, whether it wrote a comment, and whether it is known.
    pub(super) fn moment(last: &Last) -> (Vec<usize>, bool, bool) {
        (written(&last.effect), Self::speaks(&last.effect), is_unknown(last))
    }
}
