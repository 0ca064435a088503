//! Faults: what goes wrong between a client and the world, by door, method, path, count and probability.

mod reply;
mod switch;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::reply::locked;
use self::switch::{SWITCHES, switch};
use crate::http::Request;
use crate::random::Random;
use crate::salesforce::{Stop, Trouble};
use crate::world::Door;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FaultKind {
    /// The request is carried out, and the connection is cut before the reply.
    LostReply,
    /// The connection is cut before the request is carried out.
    Cut,
    /// No reply comes.
    Hang {
        /// Whether the request is carried out.
        #[serde(default)]
        carried_out: bool,
    },
    /// The reply comes late.
    Slow {
        /// How late.
        delay_ms: u64,
    },
    /// 401, as for an expired or revoked session.
    SessionExpired,
    /// 401, as for a session that no refresh helps: it is not for the API.
    SessionNotForApi,
    /// Salesforce's token endpoint refuses every grant; elsewhere 401.
    TokenRevoked,
    /// Salesforce's token endpoint refuses the address that asks, as an IP allowlist does; elsewhere 401.
    AddressRefused,
    /// 403 as when an org has no calls left.
    LimitExceeded,
    /// 403 as when a permission is lacking.
    Forbidden,
    /// 429 with `Retry-After`.
    RateLimited {
        /// How long to wait.
        retry_after_s: u64,
    },
    /// A status from 500 on, with the body that the service gives.
    ServerError {
        /// The status.
        status: u16,
    },
    /// A status from 500 on, with an HTML page as load balancers give it.
    HtmlError {
        /// The status.
        status: u16,
    },
    /// The error of a row that another transaction holds: of each row in a collection or bulk job, halting a composite.
    /// Strikes only writes.
    LockRow,
    /// That error of some rows only, in a collection or in the bulk job that the request closes.
    LockRows {
        /// Each row at a multiple of this is locked.
        every: u32,
    },
    /// The bulk job that the request closes fails; what it has saved stays saved.
    JobFailed {
        /// After how many rows; after half of them without it.
        #[serde(default)]
        after_rows: Option<u32>,
    },
    /// The bulk job that the request closes never ends.
    JobStuck {
        /// After how many rows it stands still; after half of them without it.
        #[serde(default)]
        after_rows: Option<u32>,
    },
    /// The bulk job that the request closes is processed slowly.
    JobSlow {
        /// How many rows it gets done in a second.
        rows_per_second: u32,
    },
}

impl FaultKind {
    /// What goes wrong with the rows of a request that is carried out, and with the job that it closes.
    pub(crate) fn trouble(&self, door: Door, request: &Request) -> Option<Trouble> {
        let stop = |after: Option<u32>| Some(after.map_or(Stop::Half, Stop::Rows));
        let closes = closes_job(door, request);
        Some(match self {
            Self::LockRow if closes => Trouble { locked_every: Some(1), ..Trouble::default() },
            Self::LockRows { every } if closes || writes_collection(door, request) => {
                Trouble { locked_every: Some(*every), ..Trouble::default() }
            }
            Self::JobFailed { after_rows } if closes => {
                Trouble { fails_after: stop(*after_rows), ..Trouble::default() }
            }
            Self::JobStuck { after_rows } if closes => Trouble { stuck_after: stop(*after_rows), ..Trouble::default() },
            Self::JobSlow { rows_per_second } if closes => {
                Trouble { rows_per_second: Some(*rows_per_second), ..Trouble::default() }
            }
            _ => return None,
        })
    }

    /// Whether it can strike this request at all.
    fn suits(&self, door: Door, request: &Request) -> bool {
        match self {
            Self::LockRow => closes_job(door, request) || locked(door, request).is_some(),
            Self::LockRows { .. } | Self::JobFailed { .. } | Self::JobStuck { .. } | Self::JobSlow { .. } => {
                self.trouble(door, request).is_some()
            }
            _ => true,
        }
    }
}

/// Whether a request says that a bulk job's upload is complete, or uploads it all at once.
fn closes_job(door: Door, request: &Request) -> bool {
    let kind = request.header("content-type").unwrap_or_default();
    let jobs = door == Door::Salesforce && request.path().contains("/jobs/ingest");
    let says = || String::from_utf8_lossy(&request.body).contains("UploadComplete");
    match request.method.as_str() {
        "PATCH" => jobs && says(),
        "POST" => jobs && kind.starts_with("multipart/form-data"),
        _ => false,
    }
}

fn writes_collection(door: Door, request: &Request) -> bool {
    door == Door::Salesforce
        && request.path().contains("/composite/sobjects")
        && matches!(request.method.as_str(), "POST" | "PATCH" | "DELETE")
}

/// A fault that is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// At which door; at every one without it.
    #[serde(default)]
    pub door: Option<Door>,
    /// For which method; for every one without it.
    #[serde(default)]
    pub method: Option<String>,
    /// For which paths, query excluded; `*` stands for any number of characters. Every path without it.
    #[serde(default)]
    pub path: Option<String>,
    /// How many matching requests pass first.
    #[serde(default)]
    pub skip: u32,
    /// How many requests it strikes, and is gone then; all of them without it.
    #[serde(default)]
    pub count: Option<u32>,
    /// The probability with which it strikes a matching request.
    #[serde(default = "always")]
    pub probability: f64,
    /// The seed by which it strikes or not.
    #[serde(default)]
    pub seed: u64,
    /// What goes wrong.
    pub fault: FaultKind,
    /// The switch that set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<String>,
}

impl Fault {
    /// A fault that strikes every request at a door.
    pub fn always(door: Door, kind: FaultKind) -> Self {
        Self {
            door: Some(door),
            method: None,
            path: None,
            skip: 0,
            count: None,
            probability: 1.0,
            seed: 0,
            fault: kind,
            switch: None,
        }
    }

    /// Strikes only the request after the next `skip` matching ones.
    #[must_use]
    pub fn once_after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self.count = Some(1);
        self
    }

    /// Strikes only paths that match the pattern.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Strikes only this method.
    #[must_use]
    pub fn on(mut self, method: &str) -> Self {
        self.method = Some(method.into());
        self
    }

    fn matches(&self, door: Door, request: &Request) -> bool {
        self.door.is_none_or(|wanted| wanted == door)
            && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(&request.method))
            && self.path.as_deref().is_none_or(|pattern| glob(pattern, request.path()))
            && self.fault.suits(door, request)
    }
}

/// The faults that are set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    set: Vec<(u64, Fault, Random)>,
    next: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) -> u64 {
        self.next = self.next.saturating_add(1);
        let random = Random::seeded(fault.seed);
        self.set.push((self.next, fault, random));
        self.next
    }

    /// Takes a fault away; false when there is none of this id.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.set.len();
        self.set.retain(|(candidate, _, _)| *candidate != id);
        self.set.len() != before
    }

    pub(crate) fn clear(&mut self) {
        self.set.clear();
    }

    pub(crate) fn list(&self) -> impl Iterator<Item = (u64, &Fault)> {
        self.set.iter().map(|(id, fault, _)| (*id, fault))
    }

    /// What strikes this request: the first that matches and falls due. Counts down.
    pub(crate) fn strike(&mut self, door: Door, request: &Request) -> Option<FaultKind> {
        let mut struck = None;
        for (_, fault, random) in &mut self.set {
            if !fault.matches(door, request) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip = fault.skip.saturating_sub(1);
                continue;
            }
            if fault.count == Some(0) || !random.happens(fault.probability) {
                continue;
            }
            fault.count = fault.count.map(|count| count.saturating_sub(1));
            struck = Some(fault.fault.clone());
            break;
        }
        self.set.retain(|(_, fault, _)| fault.count != Some(0));
        struck
    }

    pub(crate) fn switch(&mut self, name: &str, on: bool) -> bool {
        let Some(faults) = switch(name) else {
            return false;
        };
        self.set.retain(|(_, fault, _)| fault.switch.as_deref() != Some(name));
        if on {
            for mut fault in faults {
                fault.switch = Some(name.into());
                self.add(fault);
            }
        }
        true
    }

    pub(crate) fn switches(&self) -> Vec<Value> {
        let on = |name: &str| self.set.iter().any(|(_, fault, _)| fault.switch.as_deref() == Some(name));
        SWITCHES.iter().map(|(name, label)| json!({ "name": name, "label": label, "on": on(name) })).collect()
    }
}

fn always() -> f64 {
    1.0
}

/// Whether a text matches a pattern in which `*` stands for any number of characters.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(head) else {
        return false;
    };
    let starts = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    starts.into_iter().any(|at| text.get(at..).is_some_and(|tail| glob(rest, tail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match() {
        for (pattern, text, wanted) in [
            ("/a", "/a", true),
            ("/a", "/ab", false),
            ("/a/*", "/a/b/c", true),
            ("*/token", "/services/oauth2/token", true),
            ("/v*/x", "/v62.0/x", true),
            ("/v*/x", "/v62.0/y", false),
            ("*", "", true),
        ] {
            assert_eq!(glob(pattern, text), wanted, "{pattern} {text}");
        }
    }
}
