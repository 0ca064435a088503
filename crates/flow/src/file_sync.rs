//! Files, carried between issues and records (FILE-1).
//!
//! A file and what became of it on the other side are one entry of the list of files. Before a file is sent, its
//! entry says so; what was sent and whose answer was lost is looked for, and it is not sent again while it may be under way.
//!
//! - **No echo.** What the app has attached to an issue goes nowhere, its result files among it; of a record's files
//!   those that have an entry do not.
//! - **Once.** What the other side has already, byte for byte, is not sent: of files that are as long the contents are
//!   compared.
//! - **Who sees it.** In Salesforce the org's own people. In service projects Jira is told in the same request that
//!   customers do not see it.
//! - **Which records:** those that someone has linked or created, and not those that another record points to.
//! - **Deletions are not carried**, and what somebody deletes on the other side is not carried again.

pub(crate) mod images;
pub(crate) mod kept;
pub(crate) mod marks;
pub(crate) mod policy;

/// What the name of a file begins with where a plan tells why it is not carried.
pub(crate) const OF_FILE: &str = "file:";

/// After this, what was sent is surely over: requests are given up before, and the other side may take a while to see what
/// came of one.
pub(crate) const UNDER_WAY_MS: u64 = 60_000;
