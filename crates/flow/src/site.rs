//! Requests to Jira.

use weftline_jira::error::JiraError;
use weftline_jira::reply;
use weftline_wire::effect::{Effect, Header, Outcome, Trouble};
use weftline_wire::failure::FailureCode;

use crate::engine::World;
use crate::failure::{self, Failure};

/// Why Jira gave no reply.
pub(crate) enum SiteError {
    /// Jira said no.
    Refused(JiraError),
    /// Jira could not be asked.
    Failed(Failure),
}

impl SiteError {
    pub(crate) fn into_failure(self) -> Failure {
        match self {
            Self::Refused(error) => error.to_failure(),
            Self::Failed(failure) => failure,
        }
    }
}

/// A reply that is no error.
pub(crate) struct SiteReply {
    status: u16,
    pub(crate) headers: Vec<Header>,
    pub(crate) body: Vec<u8>,
}

impl SiteReply {
    /// As the readers of replies take it.
    pub(crate) fn view(&self) -> reply::Reply<'_> {
        reply::Reply { status: self.status, body: &self.body }
    }
}

/// One request, one answer.
pub(crate) async fn ask(world: &World, effect: Effect) -> Result<SiteReply, SiteError> {
    let answer = world.perform(effect).await;
    match answer.outcome {
        Outcome::Http { status, headers } => match reply::read(status, &headers, &answer.body) {
            Ok(_) => Ok(SiteReply { status, headers, body: answer.body }),
            Err(error) => Err(SiteError::Refused(error)),
        },
        Outcome::Trouble { reason, message, retry_after_ms } => {
            let text = match reason {
                Trouble::Timeout => "Jira did not answer in time".to_owned(),
                _ => format!("Jira could not be reached: {message}"),
            };
            let mut failure = failure::of(FailureCode::JiraUnavailable, text);
            failure.retry_after_ms = retry_after_ms;
            Err(SiteError::Failed(failure))
        }
        _ => Err(SiteError::Failed(failure::bug("a request came back with another effect's outcome"))),
    }
}
