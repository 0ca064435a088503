//! Sessions and refresh tokens: rotation, reuse detection, idle expiry, revocation.
//!
//! <https://help.salesforce.com/s/articleView?id=sf.remoteaccess_rotate_refresh_tokens.htm>

use super::id::Id;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Access {
    /// Whose.
    pub(crate) user: Id,
    /// The family of tokens that one approval began.
    pub(crate) family: u64,
    /// When it ends unless it is used; `i64::MAX` for never.
    pub(crate) ends_ms: i64,
}

/// A refresh token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refresh {
    /// Whose.
    pub(crate) user: Id,
    /// Its family.
    pub(crate) family: u64,
    /// When it was last used, or made.
    pub(crate) touched_ms: i64,
    /// When it was replaced by another, if it was.
    pub(crate) replaced_ms: Option<i64>,
}

/// What became of a refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refreshed {
    /// A new session; with rotation, a new refresh token too.
    Done {
        /// Whose.
        user: Id,
        /// The session.
        access: String,
        /// The next refresh token.
        refresh: Option<String>,
    },
    /// Another request with the same token is being worked on.
    Busy,
    /// The token is unknown, expired, revoked, or was used before, which revoked its family.
    Expired,
}

/// The rules by which tokens live.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Whether a refresh token is good for one use.
    pub(crate) rotation: bool,
    /// How long a second use is taken for a race.
    pub(crate) busy_ms: i64,
    /// How long a session lives without being used.
    pub(crate) session_ms: i64,
    /// How long a refresh token lives without being used.
    pub(crate) idle_ms: i64,
}

/// All tokens.
#[derive(Clone, Debug)]
pub(crate) struct Auth {
    sessions: BTreeMap<String, Access>,
    refreshes: BTreeMap<String, Refresh>,
    revoked: BTreeSet<u64>,
    made: u64,
    changed: bool,
}

impl Auth {
    /// No tokens.
    pub(crate) fn new() -> Self {
        Self {
            sessions: BTreeMap::new(),
            refreshes: BTreeMap::new(),
            revoked: BTreeSet::new(),
            made: 0,
            changed: false,
        }
    }

    /// Puts in a session and a refresh token that are valid from the start.
    pub(crate) fn seed(&mut self, user: Id, access: &str, refresh: &str) {
        self.sessions.insert(access.to_owned(), Access { user, family: 0, ends_ms: i64::MAX });
        // Nobody has used it yet: its idle time begins with its first use.
        let token = Refresh { user, family: 0, touched_ms: i64::MAX, replaced_ms: None };
        self.refreshes.insert(refresh.to_owned(), token);
    }

    /// A number of its own for a new approval.
    pub(crate) fn new_family(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// A session of a family.
    pub(crate) fn open(&mut self, user: Id, family: u64, organization: &Id, rules: Rules, now_ms: i64) -> String {
        let token = format!("{}!AQ{}", organization.short(), self.secret("access", now_ms, 86));
        self.sessions.retain(|_, session| session.ends_ms > now_ms);
        self.sessions.insert(token.clone(), Access { user, family, ends_ms: now_ms + rules.session_ms });
        self.changed = true;
        token
    }

    /// A code to be exchanged for tokens.
    pub(crate) fn new_code(&mut self, now_ms: i64) -> String {
        format!("aPrx{}==", self.secret("code", now_ms, 60))
    }

    /// A refresh token of a family.
    pub(crate) fn grant(&mut self, user: Id, family: u64, now_ms: i64) -> String {
        let token = format!("5Aep861{}", self.secret("refresh", now_ms, 80));
        self.refreshes.insert(token.clone(), Refresh { user, family, touched_ms: now_ms, replaced_ms: None });
        self.changed = true;
        token
    }

    /// The user of a session, whose life this prolongs.
    pub(crate) fn user(&mut self, token: &str, rules: Rules, now_ms: i64) -> Option<Id> {
        let session = self.sessions.get_mut(token)?;
        if session.ends_ms <= now_ms {
            return None;
        }
        if session.ends_ms != i64::MAX {
            session.ends_ms = session.ends_ms.max(now_ms + rules.session_ms);
        }
        Some(session.user)
    }

    /// Refreshes a session.
    pub(crate) fn refresh(&mut self, token: &str, organization: &Id, rules: Rules, now_ms: i64) -> Refreshed {
        let Some(found) = self.refreshes.get(token).cloned() else {
            return Refreshed::Expired;
        };
        if self.revoked.contains(&found.family) {
            return Refreshed::Expired;
        }
        match found.replaced_ms {
            Some(replaced) if now_ms - replaced < rules.busy_ms => return Refreshed::Busy,
            Some(_) => {
                self.revoke_family(found.family);
                return Refreshed::Expired;
            }
            None if now_ms.saturating_sub(found.touched_ms) > rules.idle_ms => return Refreshed::Expired,
            None => {}
        }
        let refresh = rules.rotation.then(|| self.grant(found.user, found.family, now_ms));
        if let Some(used) = self.refreshes.get_mut(token) {
            used.touched_ms = now_ms;
            used.replaced_ms = rules.rotation.then_some(now_ms);
        }
        let access = self.open(found.user, found.family, organization, rules, now_ms);
        Refreshed::Done { user: found.user, access, refresh }
    }

    /// Revokes a token: a session alone, or a refresh token with everything of its family. False if it is unknown.
    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        self.changed = true;
        if self.sessions.remove(token).is_some() {
            return true;
        }
        match self.refreshes.get(token).map(|found| found.family) {
            Some(family) if !self.revoked.contains(&family) => {
                self.revoke_family(family);
                true
            }
            _ => false,
        }
    }

    /// Revokes everything that one approval gave.
    pub(crate) fn revoke_family(&mut self, family: u64) {
        self.revoked.insert(family);
        self.sessions.retain(|_, session| session.family != family);
        self.changed = true;
    }

    /// The session or refresh token with this text, for introspection.
    pub(crate) fn look_up(&self, token: &str, now_ms: i64) -> Option<(Id, &'static str, i64)> {
        if let Some(session) = self.sessions.get(token).filter(|session| session.ends_ms > now_ms) {
            return Some((session.user, "access_token", session.ends_ms));
        }
        let found = self.refreshes.get(token)?;
        let good = found.replaced_ms.is_none() && !self.revoked.contains(&found.family);
        good.then_some((found.user, "refresh_token", i64::MAX))
    }

    fn secret(&mut self, what: &str, now_ms: i64, length: usize) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
        self.made += 1;
        let mut out = String::with_capacity(length);
        let mut block = 0u32;
        while out.len() < length {
            let digest = Sha256::digest(format!("{what}:{}:{now_ms}:{block}", self.made));
            let letters = digest.iter().filter_map(|byte| LETTERS.get(usize::from(byte & 63)));
            out.extend(letters.map(|letter| char::from(*letter)));
            block += 1;
        }
        out.truncate(length);
        out
    }

    /// Everything as JSON, if it changed since the last call.
    pub(crate) fn take(&mut self) -> Option<Json> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let sessions: Vec<Json> = self
            .sessions
            .iter()
            .map(|(token, one)| json!([token, one.user.to_string(), one.family, one.ends_ms]))
            .collect();
        let refreshes: Vec<Json> = self
            .refreshes
            .iter()
            .map(|(token, one)| json!([token, one.user.to_string(), one.family, one.touched_ms, one.replaced_ms]))
            .collect();
        Some(json!({ "made": self.made, "revoked": self.revoked, "sessions": sessions, "refreshes": refreshes }))
    }

    /// Puts back what [`Auth::take`] gave.
    pub(crate) fn load(&mut self, json: &Json) {
        let list = |name: &str| json.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
        let user = |row: &Json| row.get(1).and_then(Json::as_str).and_then(Id::parse);
        self.made = json.get("made").and_then(Json::as_u64).unwrap_or(self.made);
        self.revoked = list("revoked").iter().filter_map(Json::as_u64).collect();
        self.sessions = BTreeMap::new();
        for row in list("sessions") {
            let (token, family) = (row.get(0).and_then(Json::as_str), row.get(2).and_then(Json::as_u64));
            if let (Some(token), Some(user), Some(family)) = (token, user(&row), family) {
                let ends_ms = row.get(3).and_then(Json::as_i64).unwrap_or(0);
                self.sessions.insert(token.to_owned(), Access { user, family, ends_ms });
            }
        }
        self.refreshes = BTreeMap::new();
        for row in list("refreshes") {
            let (token, family) = (row.get(0).and_then(Json::as_str), row.get(2).and_then(Json::as_u64));
            if let (Some(token), Some(user), Some(family)) = (token, user(&row), family) {
                let touched_ms = row.get(3).and_then(Json::as_i64).unwrap_or(0);
                let replaced_ms = row.get(4).and_then(Json::as_i64);
                self.refreshes.insert(token.to_owned(), Refresh { user, family, touched_ms, replaced_ms });
            }
        }
    }
}
