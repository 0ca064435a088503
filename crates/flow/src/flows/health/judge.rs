//! The plain judgements of the health page. Pure.

use weftline_wire::configuration::Settings;
use weftline_wire::document::{
    ApiUse, Connection, ConnectionState, GrantKind, JiraPollDocument, PollDocument, Reconciled,
};
use weftline_wire::view::{BudgetStage, Judgement};

use crate::budget;
use crate::connections::IDLE_MS;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// Tokens that lie unused for this much less than what they last are worth a look.
const IDLE_WARNING_MS: u64 = 7 * DAY_MS;

/// How much later than its interval a look may be: the round that rings for it comes every five minutes, and a look
/// takes its time.
const LATE_MS: u64 = 11 * MINUTE_MS;

/// From when on a look that does not come is a failure.
const MISSING_MS: u64 = 2 * HOUR_MS;

/// Work that waits so long is worth a look, and so long is stuck.
const SLOW_MS: u64 = HOUR_MS;
const STUCK_MS: u64 = 12 * HOUR_MS;

/// How often Jira is looked at.
const JIRA_MINUTES: u64 = 5;

/// What is judged, now.
pub(super) struct Judge {
    now_ms: u64,
    /// Whether anything is to be kept in step: Weftline is on, and a project configured.
    works: bool,
    poll_ms: u64,
    api_cap: Option<u32>,
}

impl Judge {
    pub(super) fn new(now_ms: u64, settings: &Settings, has_projects: bool) -> Self {
        let minutes = if settings.poll_minutes == 0 { 5 } else { settings.poll_minutes };
        let works = settings.enabled && has_projects;
        Self { now_ms, works, poll_ms: u64::from(minutes) * MINUTE_MS, api_cap: settings.api_cap }
    }

    pub(super) fn is_of_today(&self, at_ms: u64) -> bool {
        self.since(at_ms) < DAY_MS
    }

    pub(super) fn connection(&self, connection: &Connection) -> Judgement {
        let idles = connection.grant == GrantKind::RefreshToken;
        if connection.state == ConnectionState::ReconnectNeeded {
            Judgement::Bad
        } else if connection.trouble.is_some()
            || idles && self.since(connection.renewed_at_ms) > IDLE_MS - IDLE_WARNING_MS
        {
            Judgement::Watch
        } else {
            Judgement::Fine
        }
    }

    /// What follows from the calls of the last 24 hours: against the org's limit, or the admin's where that is less.
    pub(super) fn budget(&self, api: Option<&ApiUse>) -> BudgetStage {
        api.map_or(BudgetStage::Free, |api| budget::stage(api, self.api_cap))
    }

    pub(super) fn api(&self, budget: BudgetStage) -> Judgement {
        match budget {
            BudgetStage::Free => Judgement::Fine,
            BudgetStage::Slow | BudgetStage::PollOnly => Judgement::Watch,
            BudgetStage::Stopped => Judgement::Bad,
        }
    }

    /// A look at an org: when it came last, how it ended, and up to when all is known.
    pub(super) fn poll(&self, connection: &Connection, poll: Option<&PollDocument>, upto_ms: Option<u64>) -> Judgement {
        if connection.state == ConnectionState::ReconnectNeeded {
            return Judgement::Bad;
        }
        let polled_at_ms = poll.map_or(0, |poll| poll.polled_at_ms).max(connection.connected_at_ms);
        let failed = poll.is_some_and(|poll| poll.failure.is_some());
        self.look(polled_at_ms, self.poll_ms, failed).max(upto_ms.map_or(Judgement::Fine, |upto_ms| {
            if self.works && self.since(upto_ms) > self.poll_ms + LATE_MS + MISSING_MS / 4 {
                Judgement::Watch
            } else {
                Judgement::Fine
            }
        }))
    }

    /// A look at Jira.
    pub(super) fn jira(&self, jira: Option<&JiraPollDocument>, has_no_org: bool) -> Judgement {
        match jira.filter(|_| !has_no_org) {
            None => Judgement::Fine,
            Some(jira) => self.look(jira.polled_at_ms, JIRA_MINUTES * MINUTE_MS, jira.failure.is_some()),
        }
    }

    fn look(&self, at_ms: u64, every_ms: u64, failed: bool) -> Judgement {
        let since_ms = self.since(at_ms);
        if !self.works {
            Judgement::Fine
        } else if since_ms > every_ms + MISSING_MS {
            Judgement::Bad
        } else if failed || since_ms > every_ms + LATE_MS {
            Judgement::Watch
        } else {
            Judgement::Fine
        }
    }

    /// What had drifted apart was healed: it is worth a look why, and more than a tenth is no accident.
    pub(super) fn drift(&self, reconciled: Option<&Reconciled>) -> Judgement {
        match reconciled {
            None => Judgement::Fine,
            Some(found) if found.drifted == 0 => Judgement::Fine,
            Some(found) if u64::from(found.drifted) * 10 > u64::from(found.links) => Judgement::Bad,
            Some(_) => Judgement::Watch,
        }
    }

    pub(super) fn work(&self, oldest_ms: Option<u64>) -> Judgement {
        match oldest_ms.map(|oldest_ms| self.since(oldest_ms)).filter(|_| self.works) {
            Some(waits_ms) if waits_ms > STUCK_MS => Judgement::Bad,
            Some(waits_ms) if waits_ms > SLOW_MS => Judgement::Watch,
            _ => Judgement::Fine,
        }
    }

    /// Nothing happens by itself any more to what has failed.
    pub(super) fn failed(&self, failed: u32) -> Judgement {
        if failed == 0 { Judgement::Fine } else { Judgement::Bad }
    }

    fn since(&self, at_ms: u64) -> u64 {
        self.now_ms.saturating_sub(at_ms)
    }
}
