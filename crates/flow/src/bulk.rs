//! What the creation of cases from files needs beside its flows: the stored job, and who works on it.

pub(crate) mod jobs;
