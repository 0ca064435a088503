//! The configuration: which sections a flow needs, read when it needs them.

use std::collections::BTreeMap;

use weftline_configuration::{FIRST_CONNECTION, SectionName, canonical, hash, shipped};
use weftline_wire::configuration::{
    EventSelection, FieldSelection, Manifest, Mapping, ProjectConfiguration, Restrictions, Rule, SalesforceSide,
    Section, Settings,
};
use weftline_wire::document::Versioned;
use weftline_wire::failure::FailureCode;

use crate::engine::World;
use crate::failure::{self, Failure};
use crate::join::join_all;
use crate::since;
use crate::sorted;
use crate::store::{self, Entity, key};

pub(crate) use weftline_configuration::ANY_PROJECT;

/// Key of the manifest in force.
pub(crate) const CURRENT: &str = "current";

/// A configuration: the one in force, or an older version of it. Sections are read by need.
#[derive(Clone)]
pub(crate) struct Configuration {
    stored: Option<Versioned<Manifest>>,
}

impl Configuration {
    /// The manifest in force; what Weftline ships when nobody has saved one.
    pub(crate) async fn read(world: &World) -> Result<Self, Failure> {
        Ok(Self { stored: store::entity(world, Entity::Configuration, CURRENT).await? })
    }

    /// Any version by its number.
    pub(crate) async fn read_version(world: &World, version: u32) -> Result<Self, Failure> {
        if version == 0 {
            return Ok(Self { stored: None });
        }
        match store::entity(world, Entity::Configuration, &key::version(version)).await? {
            Some(stored) => Ok(Self { stored: Some(stored) }),
            None => Err(failure::of(FailureCode::Invalid, format!("there is no version {version}"))),
        }
    }

    /// A version that was just stored.
    pub(crate) fn of(stored: Versioned<Manifest>) -> Self {
        Self { stored: Some(stored) }
    }

    /// What is stored of it; nothing of what Weftline ships.
    pub(crate) fn stored(&self) -> Option<&Versioned<Manifest>> {
        self.stored.as_ref()
    }

    /// Its version; 0 is what Weftline ships.
    pub(crate) fn version(&self) -> u32 {
        self.manifest().map_or(0, |manifest| manifest.version)
    }

    /// The configured objects, in order.
    pub(crate) fn objects(&self) -> Vec<String> {
        match self.manifest() {
            Some(manifest) => manifest.objects.clone(),
            None => vec![shipped::OBJECT.to_owned()],
        }
    }

    /// The names of all its sections, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        match self.manifest() {
            Some(manifest) => manifest.sections.keys().cloned().collect(),
            None => shipped::sections().into_keys().collect(),
        }
    }

    /// What its sections hash to, by name.
    pub(crate) fn hashes(&self) -> BTreeMap<String, String> {
        match self.manifest() {
            Some(manifest) => manifest.sections.clone(),
            None => {
                sorted::map(shipped::sections().into_iter().map(|(name, section)| (name, hash(&canonical(&section)))))
            }
        }
    }

    /// Whether there is such a section, without reading it.
    pub(crate) fn has(&self, name: SectionName<'_>) -> bool {
        self.has_named(&name.to_string())
    }

    /// The same by the whole name.
    pub(crate) fn has_named(&self, name: &str) -> bool {
        match self.manifest() {
            Some(manifest) => manifest.sections.contains_key(name),
            None => shipped::sections().contains_key(name),
        }
    }

    /// All its sections by name, in one turn.
    pub(crate) async fn all(&self, world: &World) -> Result<BTreeMap<String, Section>, Failure> {
        let names = self.names();
        let contents = self.sections(world, names.clone()).await?;
        Ok(sorted::map(names.into_iter().zip(contents).filter_map(|(name, content)| Some((name, content?)))))
    }

    /// One section; none when there is no such section.
    pub(crate) async fn section(&self, world: &World, name: SectionName<'_>) -> Result<Option<Section>, Failure> {
        self.named(world, name.to_string()).await
    }

    /// Several sections in one turn, in the order of their names.
    pub(crate) async fn sections(
        &self,
        world: &World,
        names: impl IntoIterator<Item = String>,
    ) -> Result<Vec<Option<Section>>, Failure> {
        let each = names.into_iter().map(|name| self.named(world, name));
        join_all(each).await.into_iter().collect()
    }

    async fn named(&self, world: &World, name: String) -> Result<Option<Section>, Failure> {
        let Some(manifest) = self.manifest() else {
            return Ok(shipped::sections().remove(&name));
        };
        let Some(hash) = manifest.sections.get(&name) else {
            return Ok(None);
        };
        store::get(world, key::section(hash)).await?.map(Some).ok_or_else(|| damaged(&name))
    }

    /// The switches.
    pub(crate) async fn settings(&self, world: &World) -> Result<Settings, Failure> {
        match self.section(world, SectionName::Settings).await? {
            Some(Section::Settings(settings)) => Ok(settings),
            Some(_) => Err(damaged("settings")),
            None => Ok(shipped::settings()),
        }
    }

    /// The events that are followed.
    pub(crate) async fn events(&self, world: &World) -> Result<EventSelection, Failure> {
        match self.section(world, SectionName::Events).await? {
            Some(Section::Events(events)) => Ok(events),
            Some(_) => Err(damaged("events")),
            None => Ok(shipped::events()),
        }
    }

    /// What holds on some issue types.
    pub(crate) async fn restrictions(&self, world: &World) -> Result<Restrictions, Failure> {
        match self.section(world, SectionName::Restrictions).await? {
            Some(Section::Restrictions(restrictions)) => Ok(restrictions),
            Some(_) => Err(damaged("restrictions")),
            None => Ok(Restrictions::default()),
        }
    }

    /// The ids of the configured projects, without reading them.
    pub(crate) fn project_ids(&self) -> Vec<String> {
        let Some(manifest) = self.manifest() else {
            return Vec::new();
        };
        let names = manifest.sections.keys();
        names
            .filter_map(|name| match SectionName::parse(name) {
                Some(SectionName::Project(id)) => Some(id.to_owned()),
                _ => None,
            })
            .collect()
    }

    /// A configured project; none when it is not configured.
    pub(crate) async fn project(
        &self,
        world: &World,
        project_id: &str,
    ) -> Result<Option<ProjectConfiguration>, Failure> {
        match self.section(world, SectionName::Project(project_id)).await? {
            Some(Section::Project(project)) => Ok(Some(project)),
            Some(_) => Err(damaged("project")),
            None => Ok(None),
        }
    }

    /// The mapping that an org keeps itself, as it was last pulled; none when it keeps none.
    pub(crate) async fn side(&self, world: &World, connection: &str) -> Result<Option<SalesforceSide>, Failure> {
        match self.section(world, SectionName::Side(connection)).await? {
            Some(Section::Side(side)) => Ok(Some(side)),
            Some(_) => Err(damaged("side")),
            None => Ok(None),
        }
    }

    /// Which fields of an object are shown where.
    pub(crate) async fn selection(&self, world: &World, object: &str) -> Result<FieldSelection, Failure> {
        match self.section(world, SectionName::Fields(object)).await? {
            Some(Section::Fields(selection)) => Ok(selection),
            Some(_) => Err(damaged(object)),
            None => Err(not_configured(object)),
        }
    }

    /// How records of an object are made from issues of a project.
    pub(crate) async fn mapping(
        &self,
        world: &World,
        project_id: &str,
        object: &str,
    ) -> Result<Option<Mapping>, Failure> {
        let own = SectionName::Mapping { project: project_id, object };
        let name = if self.has(own) { own } else { SectionName::Mapping { project: ANY_PROJECT, object } };
        match self.section(world, name).await? {
            Some(Section::Mapping(mapping)) => Ok(Some(mapping)),
            Some(_) => Err(damaged(object)),
            None => Ok(None),
        }
    }

    /// Whether there is a mapping for an object in a project, without reading it.
    pub(crate) fn has_mapping(&self, project_id: &str, object: &str) -> bool {
        [project_id, ANY_PROJECT].iter().any(|project| self.has(SectionName::Mapping { project, object }))
    }

    /// The rules that hold in a project, in order: its own, then those of every project. What happened while Weftline
    /// was switched off, or before the project was configured, does not set them off.
    pub(crate) async fn rules_of(&self, world: &World, project_id: &str) -> Result<Vec<Rule>, Failure> {
        let names = [project_id, ANY_PROJECT].map(|project| SectionName::Rules(project).to_string());
        let mut rules = Vec::new();
        for section in self.sections(world, names).await? {
            match section {
                Some(Section::Rules(set)) => rules.extend(set.rules),
                Some(_) => return Err(damaged("rules")),
                None => {}
            }
        }
        let project = SectionName::Project(project_id).to_string();
        let since_ms = self.since(since::ENABLED).max(self.since(&project));
        for rule in &mut rules {
            rule.since_ms = rule.since_ms.max(since_ms);
        }
        Ok(rules)
    }

    /// Since when something that rules hang on is switched on, in ms since 1970; 0 when it always was.
    pub(crate) fn since(&self, what: &str) -> u64 {
        self.manifest().and_then(|manifest| manifest.on_since.get(what).copied()).unwrap_or(0)
    }

    /// The same of all of it.
    pub(crate) fn on_since(&self) -> BTreeMap<String, u64> {
        self.manifest().map(|manifest| manifest.on_since.clone()).unwrap_or_default()
    }

    /// What a section hashes to; none when nothing is stored of it.
    pub(crate) fn hash_of(&self, name: &str) -> Option<String> {
        self.manifest().and_then(|manifest| manifest.sections.get(name).cloned())
    }

    /// Whether a project has rules, without reading them; without a project, whether any has.
    pub(crate) fn has_rules(&self, project_id: Option<&str>) -> bool {
        let Some(project_id) = project_id else {
            let name = |name: &String| matches!(SectionName::parse(name), Some(SectionName::Rules(_)));
            return self.manifest().is_some_and(|manifest| manifest.sections.keys().any(name));
        };
        [project_id, ANY_PROJECT].iter().any(|project| self.has(SectionName::Rules(project)))
    }

    fn manifest(&self) -> Option<&Manifest> {
        self.stored.as_ref().map(|stored| &stored.document)
    }
}

/// The connection that a project is bound to.
pub(crate) fn connection_of(project: Option<&ProjectConfiguration>) -> &str {
    project.and_then(|project| project.connection.as_deref()).unwrap_or(FIRST_CONNECTION)
}

fn not_configured(object: &str) -> Failure {
    let text = format!("the object `{object}` is not configured");
    failure::with(failure::of(FailureCode::ObjectNotConfigured, text), "object", object)
}

fn damaged(name: &str) -> Failure {
    failure::of(FailureCode::ConfigurationInvalid, format!("the configuration's section `{name}` cannot be read"))
}
