//! How a world begins, and who gets in.

use crate::forge::ForgeOptions;
use crate::jira::Limits;

/// How a world begins.
#[derive(Clone, Debug)]
pub struct WorldOptions {
    /// The time at which it begins; seeded content lies before it.
    pub now_ms: u64,
    /// How far each request moves the clock.
    pub step_ms: u64,
    /// Whether the clock follows the times it is told by [`World::tell_time`](super::World::tell_time).
    pub auto: bool,
    /// The seed of everything that is random.
    pub seed: u64,
    /// Whether the seeded records and issues are made; without them there are only people, schemas and settings.
    pub seeded: bool,
    /// Whether somebody has set the app up before: its issue panels are pinned to the projects SUP and ENG when it is
    /// installed. Without it nothing is pinned, as on the first day.
    pub configured: bool,
    /// Forge's services.
    pub forge: ForgeOptions,
    /// Jira's limits.
    pub jira_limits: Limits,
}

impl Default for WorldOptions {
    fn default() -> Self {
        Self {
            now_ms: 1_795_000_000_000,
            step_ms: 1,
            auto: false,
            seed: 0,
            seeded: true,
            configured: true,
            forge: ForgeOptions::default(),
            jira_limits: Limits::documented(),
        }
    }
}

/// By what a client from outside gets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The external client app's consumer key.
    pub client_id: String,
    /// Its consumer secret.
    pub client_secret: String,
    /// A Salesforce user who may use the API.
    pub username: String,
    /// The password, security token appended.
    pub password: String,
    /// A session of that user.
    pub access_token: String,
    /// The refresh token beside it.
    pub refresh_token: String,
    /// The newest API version, such as `62.0`.
    pub api_version: String,
    /// An e-mail address for basic authentication at Jira.
    pub jira_user: String,
}
