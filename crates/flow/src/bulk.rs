//! What the creation of cases from files needs beside its flows: the stored job and who works on it, the attached file,
//! and how its rows become cases.

pub(crate) mod dialects;
pub(crate) mod jobs;
pub(crate) mod recipe;
pub(crate) mod source;
