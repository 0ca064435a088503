//! The flows: one for each thing that is done, in the order gather, plan, apply.

pub(crate) mod connection;
pub(crate) mod create;
pub(crate) mod details;
pub(crate) mod exchange;
pub(crate) mod fields;
pub(crate) mod forget;
pub(crate) mod form;
pub(crate) mod install;
pub(crate) mod link;
pub(crate) mod lookup;
pub(crate) mod objects;
pub(crate) mod options;
pub(crate) mod overview;
pub(crate) mod panel;
pub(crate) mod placement;
pub(crate) mod projects;
pub(crate) mod save;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod settle;
pub(crate) mod side;
pub(crate) mod surroundings;
pub(crate) mod test;
pub(crate) mod versions;
