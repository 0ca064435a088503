//! How rows become cases, kept as it was when the job began: what an admin or the org changes meanwhile changes no row.

use weftline_bulk::{Continued, Converter, Options, Source, Target};
use weftline_wire::document::{BulkFill, BulkJob, BulkRecipe, BulkTarget, BulkTargets};
use weftline_wire::failure::FailureCode;
use weftline_wire::json;
use weftline_wire::salesforce::ObjectDescribe;
use weftline_wire::zone::ZoneOffset;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::{join, join_all};
use crate::store::{self, key};

/// Bytes of JSON in a stored value, so that it stays under 100 KB.
const SHARD_BYTES_MAX: usize = 90_000;

/// A recipe, whole.
pub(crate) struct Recipe {
    /// The object with the fields that matter.
    pub(crate) object: ObjectDescribe,
    /// What fills them, in the same order.
    pub(crate) fills: Vec<BulkFill>,
    /// The names of the file's columns.
    pub(crate) header: Vec<String>,
    /// The zone of times that say none.
    pub(crate) zone: Vec<ZoneOffset>,
}

impl Recipe {
    /// Makes what converts rows. `key` is the field that carries the rows' keys, and what they begin with.
    pub(crate) fn converter(
        &self,
        key: Option<(&str, &str)>,
    ) -> Result<Converter, Vec<weftline_wire::failure::Problem>> {
        let targets = self.object.fields.iter().zip(&self.fills).filter_map(|(field, fill)| {
            let source = match fill.clone() {
                BulkFill::Nothing {} => return None,
                BulkFill::Column { index, default } => Source::Column { index, default },
                BulkFill::Text { text } => Source::Text { text },
                BulkFill::Fixed { json } => Source::Fixed { json },
            };
            Some(Target { field, source })
        });
        let restores = Continued::of(&self.header).is_some();
        let options = Options { key, zone: &self.zone, header: &self.header, restores };
        Converter::compile(&self.object, targets.collect(), options)
    }

    /// The same for a job, which begins each key with its id.
    pub(crate) fn converter_of(&self, job_id: &str, job: &BulkJob) -> Result<Converter, Failure> {
        let made = self.converter(job.key_field.as_deref().map(|field| (field, job_id)));
        // It was made before the job was begun.
        made.map_err(|problems| {
            let text = problems.first().map_or("what fills the fields does not fit", |problem| problem.text.as_str());
            failure::of(FailureCode::ConfigurationInvalid, text)
        })
    }

    /// Stores it. The same job writes the same.
    pub(crate) async fn save(&self, world: &World, job_id: &str) -> Result<(), Failure> {
        let parts = self.shards();
        let head = BulkRecipe {
            object: ObjectDescribe { fields: Vec::new(), ..self.object.clone() },
            shards: parts.len() as u32,
            header: self.header.clone(),
            zone: self.zone.clone(),
        };
        let shards = parts.into_iter().zip(1..).map(|(list, number)| async move {
            store::set(world, key::bulk_targets(job_id, number), &BulkTargets { list }).await
        });
        let (head, shards) = join(store::set(world, key::bulk_targets(job_id, 0), &head), join_all(shards)).await;
        head?;
        shards.into_iter().collect()
    }

    /// Reads what a job stored.
    pub(crate) async fn read(world: &World, job_id: &str) -> Result<Self, Failure> {
        let shard = |number| store::get::<BulkTargets>(world, key::bulk_targets(job_id, number));
        let head = store::get::<BulkRecipe>(world, key::bulk_targets(job_id, 0));
        let (head, first) = join(head, shard(1)).await;
        let head = head?.ok_or_else(lost)?;
        let mut parts = vec![first];
        parts.extend(join_all((2..=head.shards).map(shard)).await);
        let (mut object, mut fills) = (head.object, Vec::new());
        for part in parts {
            for BulkTarget { field, fill } in part?.ok_or_else(lost)?.list {
                object.fields.push(field);
                fills.push(fill);
            }
        }
        Ok(Self { object, fills, header: head.header, zone: head.zone })
    }

    /// In parts of at most [`SHARD_BYTES_MAX`]; at least one.
    fn shards(&self) -> Vec<Vec<BulkTarget>> {
        let mut parts = vec![Vec::new()];
        let mut bytes = 0;
        for (field, fill) in self.object.fields.iter().zip(&self.fills) {
            let target = BulkTarget { field: field.clone(), fill: fill.clone() };
            let size = json::to_string(&target).len() + 1;
            if bytes > 0 && bytes + size > SHARD_BYTES_MAX {
                parts.push(Vec::new());
                bytes = 0;
            }
            bytes += size;
            if let Some(part) = parts.last_mut() {
                part.push(target);
            }
        }
        parts
    }
}

fn lost() -> Failure {
    failure::of(FailureCode::Invalid, "what this job was begun with is not stored any more: begin it anew")
}
