//! What may go wrong at any effect: the worker's own strokes of bad luck, and what the services refuse.

use weftline_sandbox::Door;
use weftline_sandbox::fault::{Fault, FaultKind};
use weftline_sandbox::random::Random;
use weftline_wire::effect::{Effect, Method};

use crate::Stroke;

/// Something that goes wrong at an effect.
#[derive(Clone, Debug)]
pub enum Mishap {
    /// The worker dies, or the connection breaks.
    Stroke(Stroke),
    /// The service answers with an error.
    Refusal(Fault),
}

/// How likely it is that something goes wrong at an effect.
#[derive(Clone, Debug)]
pub struct Weather {
    random: Random,
    per_mille: u64,
    at_writes: u64,
}

impl Weather {
    /// At so many of a thousand effects something goes wrong.
    pub fn new(seed: u64, per_mille: u64) -> Self {
        Self { random: Random::seeded(seed), per_mille, at_writes: 1 }
    }

    /// The same, where it is so many times as likely at requests that may write.
    #[must_use]
    pub fn rougher_at_writes(self, times: u64) -> Self {
        Self { at_writes: times, ..self }
    }

    pub(crate) fn strikes(&mut self, effect: &Effect) -> Option<Mishap> {
        let writes = match effect {
            Effect::Salesforce { method, .. } | Effect::Jira { method, .. } => *method != Method::Get,
            _ => false,
        };
        if self.random.below(1_000) >= self.per_mille * if writes { self.at_writes } else { 1 } {
            return None;
        }
        if self.random.below(2) == 0 {
            let stroke = usize::try_from(self.random.below(5)).unwrap_or(0);
            return Some(Mishap::Stroke(Stroke::ALL[stroke]));
        }
        let refusal = |door: Door, kind: FaultKind| Some(Mishap::Refusal(Fault::always(door, kind).once_after(0)));
        match effect {
            Effect::Salesforce { method, .. } => {
                let kind = match self.random.below(7) {
                    0 => FaultKind::SessionExpired,
                    1 => FaultKind::LimitExceeded,
                    2 => FaultKind::RateLimited { retry_after_s: 3 },
                    3 => FaultKind::ServerError { status: 503 },
                    4 => FaultKind::HtmlError { status: 502 },
                    5 if *method != Method::Get => FaultKind::LockRow,
                    _ => FaultKind::Slow { delay_ms: 4_000 },
                };
                refusal(Door::Salesforce, kind)
            }
            Effect::Jira { .. } => {
                let kind = match self.random.below(4) {
                    0 => FaultKind::RateLimited { retry_after_s: 5 },
                    1 => FaultKind::ServerError { status: 500 },
                    2 => FaultKind::ServerError { status: 503 },
                    _ => FaultKind::Slow { delay_ms: 3_000 },
                };
                refusal(Door::Jira, kind)
            }
            Effect::Storage(_) | Effect::Push { .. } => refusal(Door::Forge, FaultKind::ServerError { status: 500 }),
            _ => None,
        }
    }
}
