//! What a backfill needs beside its flows (OPS-6): the stored job and who works on it, what is seen of a piece, what
//! becomes of each row, and the counts.

pub(crate) mod fate;
pub(crate) mod jobs;
pub(crate) mod records;
pub(crate) mod scene;
pub(crate) mod sight;
pub(crate) mod tally;
