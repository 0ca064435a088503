//! A configuration as one JSON file: written for people and pipelines, read strictly, carried to another site and org.

mod file;
mod read;
mod translate;

pub use file::{
    Dictionary, ExportFile, ExportedOrg, ExportedSite, FORMAT_VERSION, custom_fields, custom_fields_of_rules, write,
};
pub use read::read;
pub use translate::{Here, HereOrg, HereProject, Translated, translate};
