//! What is kept of jobs: each job, its data as it came, its outcomes chunk by chunk.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::Bulk;
use super::job::{Job, Outcome};
use super::process::CHUNK_ROWS;
use crate::change::Change;
use crate::salesforce::id::Id;

/// The tables, in the order in which they have to be read.
const JOBS: &str = "salesforce_bulk";
const CHUNKS: &str = "salesforce_bulk_chunk";
const DATA: &str = "salesforce_bulk_data";

impl Bulk {
    /// Forgets a job, with everything that is kept of it.
    pub(super) fn remove(&mut self, id: Id) {
        let Some(job) = self.jobs.remove(&id) else { return };
        self.dirty_jobs.insert(id);
        self.dirty_data.insert(id);
        self.dirty_chunks.extend((0..job.outcomes.len()).step_by(CHUNK_ROWS).map(|row| (id, row)));
    }

    /// Everything that changed since the last call.
    pub(in crate::salesforce) fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for id in std::mem::take(&mut self.dirty_jobs) {
            let json = self.jobs.get(&id).and_then(|job| serde_json::to_string(job).ok());
            changes.push(Change::of(JOBS, id.to_string(), json));
        }
        for id in std::mem::take(&mut self.dirty_data) {
            changes.push(match self.jobs.get(&id) {
                Some(job) => Change::content(DATA, id.to_string(), Arc::clone(&job.data)),
                None => Change::removed(DATA, id.to_string()),
            });
        }
        let mut chunks = std::mem::take(&mut self.dirty_chunks).into_iter().peekable();
        while let Some((id, from)) = chunks.next() {
            let next = chunks.peek().filter(|(other, _)| *other == id).map(|(_, row)| *row);
            let key = format!("{id}/{from:09}");
            changes.push(match self.jobs.get(&id) {
                Some(job) => {
                    let outcomes = job.outcomes.get(from..next.unwrap_or(job.outcomes.len())).unwrap_or_default();
                    Change::put(CHUNKS, key, outcomes.iter().map(written).collect::<Json>().to_string())
                }
                None => Change::removed(CHUNKS, key),
            });
        }
        changes
    }

    /// Takes back a row; false when it is of another table.
    pub(in crate::salesforce) fn load(&mut self, table: &str, key: &str, json: &Json) -> Result<bool, String> {
        match table {
            JOBS => {
                let id = Id::parse(key).ok_or_else(|| format!("`{key}` is no job's id"))?;
                let job: Job = serde_json::from_value(json.clone()).map_err(|error| error.to_string())?;
                self.made = self.made.max(id.number());
                self.jobs.insert(id, job);
            }
            CHUNKS => {
                let id = key.split('/').next().and_then(Id::parse);
                let job = id.and_then(|id| self.jobs.get_mut(&id)).ok_or_else(|| format!("`{key}` is of no job"))?;
                let outcomes = json.as_array().ok_or_else(|| format!("`{key}` is no list"))?;
                job.outcomes.extend(outcomes.iter().filter_map(read));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes back a job's data.
    pub(in crate::salesforce) fn load_data(&mut self, table: &str, key: &str, bytes: Vec<u8>) -> Result<(), String> {
        let id = Id::parse(key).filter(|_| table == DATA);
        let job = id.and_then(|id| self.jobs.get_mut(&id)).ok_or_else(|| format!("the data of no job: `{key}`"))?;
        job.data = Arc::new(bytes);
        Ok(())
    }
}

fn written(outcome: &Outcome) -> Json {
    match outcome {
        Outcome::Done { id, created } => json!([id.to_string(), created]),
        Outcome::Refused { id, error } => json!([id.map(|id| id.to_string()), error]),
    }
}

fn read(kept: &Json) -> Option<Outcome> {
    let id = kept.get(0).and_then(Json::as_str).and_then(Id::parse);
    match (id, kept.get(1)?) {
        (Some(id), Json::Bool(created)) => Some(Outcome::Done { id, created: *created }),
        (id, Json::String(error)) => Some(Outcome::Refused { id, error: error.as_str().into() }),
        _ => None,
    }
}
