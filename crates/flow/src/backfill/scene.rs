//! Where a backfill works: the configuration, the org and the object, and what holds in each project.

use std::collections::{BTreeMap, BTreeSet};

use weftline_salesforce::soql::FieldPath;
use weftline_wire::configuration::{Mapping, Settings, Sharing};
use weftline_wire::failure::FailureCode;
use weftline_wire::salesforce::{FieldDescribe, FieldType, ObjectDescribe};
use weftline_wire::view::{BackfillMatching, BackfillPlan};

use crate::configuration::Configuration;
use crate::describes;
use crate::engine::World;
use crate::failure::{self, Failure};
use crate::flows::link::jira_field;
use crate::ground;
use crate::join::{join, join_all};
use crate::org::Org;
use crate::place::Place;

/// What holds in a project.
pub(crate) struct Spot {
    pub(crate) place: Place,
    pub(crate) mapping: Option<Mapping>,
}

/// Where a backfill works.
pub(crate) struct Scene {
    pub(crate) configuration: Configuration,
    pub(crate) settings: Settings,
    pub(crate) org: Org,
    pub(crate) describe: ObjectDescribe,
    /// By the project's id.
    pub(crate) spots: BTreeMap<String, Spot>,
    /// The records that rows before are about to be linked to, as far as this invocation's dry run knows them.
    pub(crate) taken: Option<BTreeSet<String>>,
}

impl Scene {
    /// Reads it, without projects.
    pub(crate) async fn read(world: &World, plan: &BackfillPlan) -> Result<Self, Failure> {
        let (configuration, (org, stored)) = join(
            Configuration::read(world),
            join(Org::read_and_open(world, &plan.connection), describes::stored(world, &plan.connection, &plan.object)),
        )
        .await;
        let (configuration, mut org) = (configuration?, org?);
        ground::configured(&configuration, &plan.object)?;
        let (settings, describe) =
            join(configuration.settings(world), ground::described(world, &mut org, &plan.object, stored?)).await;
        Ok(Self { configuration, settings: settings?, org, describe: describe?, spots: BTreeMap::new(), taken: None })
    }

    /// Reads what holds in these projects, as far as it is not known yet.
    pub(crate) async fn enter<'a>(
        &mut self,
        world: &World,
        object: &str,
        project_ids: impl Iterator<Item = &'a str>,
    ) -> Result<(), Failure> {
        let mut unknown: Vec<&str> = project_ids.filter(|id| !id.is_empty() && !self.spots.contains_key(*id)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        let configuration = &self.configuration;
        let read = join_all(unknown.iter().map(|project| {
            join(Place::read(world, configuration, project), configuration.mapping(world, project, object))
        }))
        .await;
        for (project, (place, mapping)) in unknown.into_iter().zip(read) {
            self.spots.insert(project.to_owned(), Spot { place: place?, mapping: mapping? });
        }
        Ok(())
    }

    /// Whether a record that is linked to another issue is left alone (LNK-4). Nobody is there to be warned.
    pub(crate) fn is_exclusive(&self) -> bool {
        self.settings.sharing != Sharing::Allowed
    }

    /// The record field by which it is matched; none where links tell.
    pub(crate) fn field(&self, matching: &BackfillMatching) -> Result<Option<FieldPath>, Failure> {
        matching_field(&self.describe, matching)
    }

    /// The Jira fields that are read: the one by which it is matched, and for links those that mappings read.
    pub(crate) fn jira_fields(&self, matching: &BackfillMatching, mapped: bool) -> Vec<String> {
        let mut fields: Vec<String> = jira_of(matching).map(str::to_owned).into_iter().collect();
        let mappings = self.spots.values().filter_map(|spot| spot.mapping.as_ref().filter(|_| mapped));
        let sources = mappings.flat_map(|mapping| &mapping.fields).filter_map(|field| jira_field(&field.source));
        for field in sources {
            if !fields.iter().any(|known| known == field) {
                fields.push(field.to_owned());
            }
        }
        fields
    }
}

/// The Jira field by which it is matched.
pub(crate) fn jira_of(matching: &BackfillMatching) -> Option<&str> {
    match matching {
        BackfillMatching::Linked {} => None,
        BackfillMatching::Reference { jira_field } | BackfillMatching::Fields { jira_field, .. } => Some(jira_field),
    }
}

/// The record field by which it is matched, if it is one by which records can be looked for.
pub(crate) fn matching_field(
    describe: &ObjectDescribe,
    matching: &BackfillMatching,
) -> Result<Option<FieldPath>, Failure> {
    let found = match matching {
        BackfillMatching::Linked {} => return Ok(None),
        BackfillMatching::Reference { .. } => describe.fields.iter().find(|field| field.name_field && is_text(field)),
        BackfillMatching::Fields { field, .. } => {
            describe.fields.iter().find(|known| known.name == *field && is_text(known))
        }
    };
    let field = found.ok_or_else(|| {
        let text = format!("records of `{}` cannot be looked for by this field: choose one of text", describe.label);
        failure::of(FailureCode::Invalid, text)
    })?;
    FieldPath::parse(&field.name).map(Some).map_err(|error| failure::of(FailureCode::Invalid, error.to_string()))
}

fn is_text(field: &FieldDescribe) -> bool {
    let is_text = matches!(
        field.field_type,
        FieldType::String | FieldType::Email | FieldType::Phone | FieldType::Url | FieldType::Picklist
    );
    is_text && field.filterable
}
