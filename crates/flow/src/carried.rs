//! What the mappings of all projects carry besides fields: files (FILE-1), and posts of feeds (CMT-5).

use weftline_wire::configuration::Section;

use crate::configuration::Configuration;
use crate::engine::World;
use crate::failure::Failure;

/// What goes anywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Carried {
    /// Whether files of records go to issues.
    pub(crate) files_to_jira: bool,
    /// Objects whose posts go to issues.
    pub(crate) feeds_to_jira: Vec<String>,
    /// Objects to whose feeds comments of issues go.
    pub(crate) feeds_to_salesforce: Vec<String>,
}

impl Carried {
    /// Reads it from all mappings.
    pub(crate) async fn read(world: &World, configuration: &Configuration) -> Result<Self, Failure> {
        let names: Vec<String> =
            configuration.names().into_iter().filter(|name| name.starts_with("mapping:")).collect();
        let mut carried = Self::default();
        for section in configuration.sections(world, names).await? {
            let Some(Section::Mapping(mapping)) = section else { continue };
            carried.files_to_jira |= mapping.files.to_jira;
            let feeds = [
                (mapping.feed.to_jira, &mut carried.feeds_to_jira),
                (mapping.feed.to_salesforce, &mut carried.feeds_to_salesforce),
            ];
            for (goes, objects) in feeds {
                if goes && !objects.contains(&mapping.object) {
                    objects.push(mapping.object.clone());
                }
            }
        }
        Ok(carried)
    }
}
