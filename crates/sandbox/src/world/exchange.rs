//! Requests on their way in, and what comes of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::http::Response;

/// Where a request arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// Salesforce, `/services/...`.
    Salesforce,
    /// Jira, `/rest/...`, with basic authentication.
    Jira,
    /// Forge's services, and Jira for the app under `/jira/...`.
    Forge,
}

/// What comes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// A reply, after a delay.
    Reply {
        /// The reply.
        response: Response,
        /// How long it takes. The world's clock does not move for it.
        delay: Duration,
    },
    /// The connection is cut.
    Lost {
        /// Whether the request was carried out.
        carried_out: bool,
    },
    /// No reply comes, ever.
    Hang {
        /// Whether the request was carried out.
        carried_out: bool,
    },
    /// A web trigger was called; [`World::collect`](super::World::collect) has the reply once the app has answered.
    Waiting {
        /// By which it is collected.
        call: u64,
    },
}

/// What came of a web trigger's call so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// The reply.
    Answered(Response),
    /// The function has not returned.
    Waiting,
}

/// A request to a route that the world does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unknown {
    /// Where it arrived.
    pub door: Door,
    /// Its method.
    pub method: String,
    /// Its path and query.
    pub target: String,
}
