//! The configuration: which sections a flow needs, read when it needs them.

use weftline_wire::configuration::{
    BulkDefaults, FieldMapping, FieldSelection, Manifest, Mapping, Section, Settings, Source, Unmapped, Width,
};
use weftline_wire::document::Versioned;
use weftline_wire::failure::FailureCode;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::sorted;
use crate::store::{self, Entity, key};

/// Key of the manifest in force.
const CURRENT: &str = "current";

/// Every project, where none of its own is configured.
pub(crate) const ANY_PROJECT: &str = "*";

/// The configuration in force. Sections are read by need.
#[derive(Clone)]
pub(crate) struct Configuration {
    stored: Option<Manifest>,
}

impl Configuration {
    /// The manifest in force; what Weftline ships when nobody has saved one.
    pub(crate) async fn read(world: &World) -> Result<Self, Failure> {
        let stored: Option<Versioned<Manifest>> = store::entity(world, Entity::Configuration, CURRENT).await?;
        Ok(Self { stored: stored.map(|stored| stored.document) })
    }

    /// Its version; 0 is what Weftline ships.
    pub(crate) fn version(&self) -> u32 {
        self.stored.as_ref().map_or(0, |manifest| manifest.version)
    }

    /// The configured objects, in order.
    pub(crate) fn objects(&self) -> Vec<String> {
        match &self.stored {
            Some(manifest) => manifest.objects.clone(),
            None => vec!["Case".to_owned()],
        }
    }

    /// The switches.
    pub(crate) async fn settings(&self, world: &World) -> Result<Settings, Failure> {
        match &self.stored {
            None => Ok(shipped_settings()),
            Some(manifest) => match section(world, manifest, "settings").await? {
                Some(Section::Settings(settings)) => Ok(settings),
                _ => Err(damaged("settings")),
            },
        }
    }

    /// Which fields of an object are shown where.
    pub(crate) async fn selection(&self, world: &World, object: &str) -> Result<FieldSelection, Failure> {
        let found = match &self.stored {
            None if object == "Case" => Some(shipped_selection()),
            None => None,
            Some(manifest) => match section(world, manifest, &format!("fields:{object}")).await? {
                Some(Section::Fields(selection)) => Some(selection),
                Some(_) => return Err(damaged(object)),
                None => None,
            },
        };
        found.ok_or_else(|| not_configured(object))
    }

    /// How records of an object are made from issues of a project.
    pub(crate) async fn mapping(
        &self,
        world: &World,
        project_id: &str,
        object: &str,
    ) -> Result<Option<Mapping>, Failure> {
        let Some(manifest) = &self.stored else {
            return Ok((object == "Case").then(shipped_mapping));
        };
        let own = mapping_name(project_id, object);
        let name = if manifest.sections.contains_key(&own) { own } else { mapping_name(ANY_PROJECT, object) };
        match section(world, manifest, &name).await? {
            Some(Section::Mapping(mapping)) => Ok(Some(mapping)),
            Some(_) => Err(damaged(&name)),
            None => Ok(None),
        }
    }

    /// Whether there is a mapping for an object in a project, without reading it.
    pub(crate) fn has_mapping(&self, project_id: &str, object: &str) -> bool {
        match &self.stored {
            None => object == "Case",
            Some(manifest) => [project_id, ANY_PROJECT]
                .iter()
                .any(|project| manifest.sections.contains_key(&mapping_name(project, object))),
        }
    }
}

fn mapping_name(project_id: &str, object: &str) -> String {
    format!("mapping:{project_id}:{object}")
}

async fn section(world: &World, manifest: &Manifest, name: &str) -> Result<Option<Section>, Failure> {
    let Some(hash) = manifest.sections.get(name) else {
        return Ok(None);
    };
    store::get(world, key::section(hash)).await?.map(Some).ok_or_else(|| damaged(name))
}

fn not_configured(object: &str) -> Failure {
    let text = format!("the object `{object}` is not configured");
    failure::with(failure::of(FailureCode::ObjectNotConfigured, text), "object", object)
}

fn damaged(name: &str) -> Failure {
    failure::of(FailureCode::ConfigurationInvalid, format!("the configuration's section `{name}` cannot be read"))
}

/// What holds before an admin decides.
fn shipped_settings() -> Settings {
    Settings {
        enabled: true,
        show_panel: true,
        allow_linking: true,
        allow_unlinking: true,
        show_potential_results: true,
        allow_redirect: true,
        show_comments: true,
        post_comments: true,
        show_feed: true,
        post_feed: true,
        allow_bulk: false,
        bulk_defaults: BulkDefaults::Editable,
        show_images: true,
        show_emails: true,
        every_issue: false,
        operations_issue: None,
    }
}

fn shipped_selection() -> FieldSelection {
    let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect();
    FieldSelection {
        object: "Case".to_owned(),
        search: names(&["CaseNumber", "Subject", "Contact.Name", "Account.Name", "Status"]),
        details: names(&[
            "CaseNumber",
            "Subject",
            "Status",
            "Priority",
            "Origin",
            "Type",
            "Reason",
            "Account.Name",
            "Contact.Name",
            "ContactEmail",
            "ContactPhone",
            "Owner.Name",
            "Description",
            "IsEscalated",
            "CreatedDate",
            "LastModifiedDate",
            "ClosedDate",
        ]),
        list: names(&[
            "CaseNumber",
            "Subject",
            "Status",
            "Priority",
            "Account.Name",
            "Contact.Name",
            "Owner.Name",
            "LastModifiedDate",
        ]),
        compact: names(&["CaseNumber", "Status", "Priority", "Account.Name", "Contact.Name"]),
    }
}

/// Fields that an org does not have are left out when it is read: see [`Configuration::mapping`].
fn shipped_mapping() -> Mapping {
    let field = |field: &str, source: Source, width: Width| FieldMapping {
        field: field.to_owned(),
        label: None,
        source,
        default: None,
        width,
        help: None,
        read_only: false,
        potential_results: false,
    };
    let jira = |field: &str| Source::Field { field: field.to_owned() };
    let priorities = [("Highest", "High"), ("High", "High"), ("Medium", "Medium"), ("Low", "Low"), ("Lowest", "Low")];
    Mapping {
        object: "Case".to_owned(),
        fields: vec![
            field("Subject", jira("summary"), Width::Two),
            field("Description", jira("description"), Width::Two),
            FieldMapping {
                default: Some("Medium".to_owned()),
                ..field(
                    "Priority",
                    Source::Picklist {
                        field: "priority".to_owned(),
                        values: sorted::map(priorities.iter().map(|&(jira, case)| (jira.to_owned(), case.to_owned()))),
                        unmapped: Unmapped::Default,
                    },
                    Width::One,
                )
            },
            FieldMapping { default: Some("New".to_owned()), ..field("Status", Source::Nothing, Width::One) },
            field("Origin", Source::Constant { value: "Web".to_owned() }, Width::One),
            field("Type", Source::Nothing, Width::One),
            field("AccountId", Source::Nothing, Width::One),
            field("ContactId", Source::Nothing, Width::One),
            field("OwnerId", jira("assignee"), Width::One),
            field("Due_Date__c", jira("duedate"), Width::One),
            field("Effort__c", Source::Nothing, Width::One),
            field("Billable__c", Source::Nothing, Width::One),
            FieldMapping {
                read_only: true,
                ..field("Jira_Issue__c", Source::Template { template: "{{issue.url}}".to_owned() }, Width::Two)
            },
        ],
        assignment_rules: false,
    }
}
