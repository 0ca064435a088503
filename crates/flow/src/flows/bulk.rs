//! Creates cases from a CSV file that is attached to the issue (BLK-1 to BLK-10).

mod cancel;
mod check;
mod create;
mod file;
mod job;
mod problems;
mod uploads;
mod work;

pub(crate) use cancel::cancel;
pub(crate) use check::check;
pub(crate) use create::create;
pub(crate) use file::file;
pub(crate) use job::job;
pub(crate) use problems::problems;
pub(crate) use uploads::uploads;
pub(crate) use work::work;
