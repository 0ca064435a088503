//! What the creation of cases from files needs beside its flows: the stored job and who works on it, the attached file,
//! and how its rows become cases.

pub(crate) mod dialects;
pub(crate) mod files;
pub(crate) mod forgetting;
pub(crate) mod gates;
pub(crate) mod jobs;
pub(crate) mod outcomes;
pub(crate) mod proposal;
pub(crate) mod recipe;
pub(crate) mod seen;
pub(crate) mod source;
pub(crate) mod table;
