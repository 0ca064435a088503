//! E-mails by which Jira tells those who watch the operations issue what an admin has to do. They have languages of their
//! own, and one mail goes to all of them: so it says everything in English and in German.

use weftline_jira::request::notify_watchers;

use crate::engine::World;
use crate::site::{self, SiteError};

/// What somebody is told, in one language.
pub(crate) struct Words {
    /// Without the app's name.
    pub(crate) subject: String,
    pub(crate) text: String,
}

/// What is sent: the same twice.
pub(crate) struct Mail {
    pub(crate) english: Words,
    pub(crate) german: Words,
}

impl Mail {
    /// Has Jira send it. Gives whether that is done with: only what may go better later is tried again.
    pub(crate) async fn send(&self, world: &World, issue: &str) -> bool {
        let Self { english, german } = self;
        let subject = ["Weftline: ", &english.subject, " / ", &german.subject].concat();
        let text = [&english.text, "\n\n----\n\n", &german.text].concat();
        match site::ask(world, notify_watchers(issue, &subject, &text)).await {
            Err(SiteError::Failed(_)) => false,
            Err(SiteError::Refused(error)) => !error.is_retryable(),
            Ok(_) => true,
        }
    }
}
