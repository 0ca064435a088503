//! Keeping a site: rows out, rows in.
//!
//! Only content is kept. To restore: [`Site::new`](super::Site::new), then [`load`] for every row.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Site;
use crate::change::Change;

pub(super) const ISSUE: &str = "jira_issue";
pub(super) const COMMENT: &str = "jira_comment";
pub(super) const ATTACHMENT: &str = "jira_attachment";
pub(super) const CONTENT: &str = "jira_attachment_content";
pub(super) const LINK: &str = "jira_link";
pub(super) const REMOTE_LINK: &str = "jira_remote_link";
pub(super) const TASK: &str = "jira_task";
pub(super) const PROPERTY: &str = "jira_property";
pub(super) const PINNED: &str = "jira_pinned";
pub(super) const COUNTERS: &str = "jira_counters";

impl Site {
    /// Notes that a row changed.
    pub(super) fn mark(&mut self, table: &'static str, key: impl ToString) {
        self.dirty.insert((table, key.to_string()));
    }

    /// The next id of anything.
    pub(super) fn next_id(&mut self) -> u64 {
        let id = self.counters.next_id;
        self.counters.next_id += 1;
        self.mark(COUNTERS, "site");
        id
    }
}

/// The changed rows since the last call.
pub(super) fn take_changes(site: &mut Site) -> Vec<Change> {
    std::mem::take(&mut site.dirty)
        .into_iter()
        .map(|(table, key)| match content(site, table, &key) {
            Some(bytes) => Change::content(table, key, bytes),
            None => {
                let json = row(site, table, &key);
                Change::of(table, key, json)
            }
        })
        .collect()
}

fn content(site: &Site, table: &str, key: &str) -> Option<Arc<Vec<u8>>> {
    let file = (table == CONTENT).then(|| site.attachments.get(&key.parse().ok()?)).flatten()?;
    Some(Arc::clone(&file.content))
}

fn row(site: &Site, table: &str, key: &str) -> Option<String> {
    let id = key.parse::<u64>().unwrap_or_default();
    match table {
        ISSUE => text(site.issues.get(&id)?),
        COMMENT => text(site.comments.get(&id)?),
        ATTACHMENT => text(site.attachments.get(&id)?),
        CONTENT => None,
        LINK => text(site.links.get(&id)?),
        REMOTE_LINK => text(site.remote_links.get(&id)?),
        TASK => text(site.tasks.get(&id)?),
        PROPERTY => {
            let (entity, property) = key.split_once(' ')?;
            text(site.entity_properties.get(&(entity.to_owned(), property.to_owned()))?)
        }
        PINNED => text(site.pinned.get(key)?),
        _ => text(&site.counters),
    }
}

fn text(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// Puts one kept row back.
pub(super) fn load(site: &mut Site, table: &str, key: &str, json: &str) -> Result<(), String> {
    match table {
        ISSUE => {
            let issue: super::model::Issue = read(json)?;
            let keys = issue.former_keys.iter().chain([&issue.key]);
            site.keys.extend(keys.map(|key| (key.clone(), issue.id)));
            site.issues.insert(issue.id, issue);
        }
        COMMENT => {
            let comment: super::model::Comment = read(json)?;
            site.comments.insert(comment.id, comment);
        }
        ATTACHMENT => {
            let attachment: super::model::Attachment = read(json)?;
            site.attachments.insert(attachment.id, attachment);
        }
        LINK => {
            let link: super::model::Link = read(json)?;
            site.links.insert(link.id, link);
        }
        REMOTE_LINK => {
            let link: super::model::RemoteLink = read(json)?;
            site.remote_links.insert(link.id, link);
        }
        TASK => {
            let task: super::model::Task = read(json)?;
            site.tasks.insert(task.id, task);
        }
        PROPERTY => {
            let (entity, property) = key.split_once(' ').ok_or_else(|| format!("bad property key `{key}`"))?;
            let value: Value = read(json)?;
            site.entity_properties.insert((entity.to_owned(), property.to_owned()), value);
        }
        PINNED => {
            site.pinned.insert(key.to_owned(), read(json)?);
        }
        COUNTERS => site.counters = read(json)?,
        _ => return Err(format!("unknown table `{table}`")),
    }
    Ok(())
}

/// Puts a file's kept content back, after its row.
pub(super) fn load_content(site: &mut Site, table: &str, key: &str, bytes: Vec<u8>) -> Result<(), String> {
    let id = key.parse().ok().filter(|_| table == CONTENT).ok_or_else(|| format!("no content `{table}` `{key}`"))?;
    let file = site.attachments.get_mut(&id).ok_or_else(|| format!("the content of no file: `{key}`"))?;
    file.content = Arc::new(bytes);
    Ok(())
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}
