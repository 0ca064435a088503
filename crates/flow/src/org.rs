//! An org: its connection, its session, and requests that renew the session when it has expired.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use weftline_salesforce::address::Address;
use weftline_salesforce::error::{ErrorClass, SalesforceError};
use weftline_salesforce::reply;
use weftline_salesforce::session::{ApiVersion, Session};
use weftline_wire::document::{Connection, ConnectionState, TokenSet, Versioned};
use weftline_wire::effect::{Effect, Header, Outcome, Trouble};
use weftline_wire::failure::FailureCode;

use crate::engine::{World, is_ambiguous};
use crate::failure::{self, Failure};
use crate::renewal::{self, Renewed};
use crate::retry::{self, Fault, Policy, Verdict};
use crate::store::{self, Entity, key};

/// The id of the first connection, which is for projects that are bound to none.
pub(crate) const MAIN: &str = "main";

/// How long a request waits for Salesforce while someone is waiting in front of a page.
const PATIENCE_MS: u32 = 10_000;

/// How many newer sessions a request is tried with.
const RENEWALS_MAX: u32 = 3;

/// A reply with a status below 400.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<Header>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// As the readers of replies take it.
    pub(crate) fn view(&self) -> reply::Reply<'_> {
        reply::Reply { status: self.status, headers: &self.headers, body: &self.body }
    }
}

/// Why a request has no reply.
#[derive(Clone)]
pub(crate) enum CallError {
    /// Salesforce said no: it was not carried out.
    Refused(SalesforceError),
    /// It was not carried out, for another reason.
    Failed(Failure),
    /// Whether it was carried out is unknown.
    Ambiguous(Failure),
}

impl CallError {
    pub(crate) fn into_failure(self) -> Failure {
        match self {
            Self::Refused(error) => error.to_failure(),
            Self::Failed(failure) | Self::Ambiguous(failure) => failure,
        }
    }
}

/// Makes a request for a session, to be answered within so many ms.
type Request<'a> = Box<dyn Fn(&Session, u32) -> Effect + 'a>;

/// A request under way: a future of its own, so that it is made once and not for each flow that asks.
pub(crate) type Asking<'a, E> = Pin<Box<dyn Future<Output = Result<Reply, E>> + 'a>>;

/// API calls used and allowed in 24 hours, as the last reply says.
pub(crate) type Usage = Rc<Cell<Option<(u32, u32)>>>;

/// An org that is connected.
pub(crate) struct Org {
    /// The connection's id.
    pub(crate) id: String,
    pub(crate) connection: Versioned<Connection>,
    pub(crate) session: Session,
    /// What it has said of its API limit in this run.
    pub(crate) usage: Usage,
}

/// A connection as it is stored, or none.
pub(crate) async fn stored(world: &World, id: &str) -> Result<Option<Versioned<Connection>>, Failure> {
    store::entity(world, Entity::Connection, id).await
}

impl Org {
    /// Opens the connection that was read: reads its tokens.
    pub(crate) async fn open(
        world: &World,
        id: &str,
        connection: Option<Versioned<Connection>>,
    ) -> Result<Self, Failure> {
        let mut connection = connection.ok_or_else(not_connected)?;
        loop {
            if connection.document.state == ConnectionState::ReconnectNeeded {
                return Err(renewal::reconnect_needed());
            }
            let Connection { family, token_set, .. } = &connection.document;
            let tokens: Option<TokenSet> = store::get_secret(world, key::token_set(id, family, *token_set)).await?;
            if let Some(tokens) = tokens {
                let session = session(&connection.document, tokens)?;
                return Ok(Self { id: id.to_owned(), connection, session, usage: Usage::default() });
            }
            // The pointer was read, then moved by another worker, and the old tokens deleted: follow it.
            match stored(world, id).await? {
                Some(newer) if newer.revision != connection.revision => connection = newer,
                Some(_) => return Err(renewal::reconnect_needed()),
                None => return Err(not_connected()),
            }
        }
    }

    /// Reads a connection and opens it.
    pub(crate) async fn read_and_open(world: &World, id: &str) -> Result<Self, Failure> {
        let connection = stored(world, id).await?;
        Self::open(world, id, connection).await
    }

    /// The same org for a flow that runs beside this one.
    pub(crate) fn beside(&self) -> Self {
        let (connection, session) = (self.connection.clone(), self.session.clone());
        Self { id: self.id.clone(), connection, session, usage: Rc::clone(&self.usage) }
    }

    /// Reads: may be repeated.
    pub(crate) fn read<'a>(
        &'a mut self,
        world: &'a World,
        request: impl Fn(&Session, u32) -> Effect + 'a,
    ) -> Asking<'a, Failure> {
        Box::pin(self.read_boxed(world, Box::new(request)))
    }

    /// Sends a request, renewing the session once if it has expired.
    pub(crate) fn send<'a>(
        &'a mut self,
        world: &'a World,
        policy: &'a Policy,
        request: impl Fn(&Session, u32) -> Effect + 'a,
    ) -> Asking<'a, CallError> {
        Box::pin(self.send_boxed(world, policy, Box::new(request)))
    }

    async fn read_boxed(&mut self, world: &World, request: Request<'_>) -> Result<Reply, Failure> {
        self.send_boxed(world, &retry::PAGE_READ, request).await.map_err(CallError::into_failure)
    }

    async fn send_boxed(&mut self, world: &World, policy: &Policy, request: Request<'_>) -> Result<Reply, CallError> {
        let mut attempt = 1;
        let mut renewals = 0;
        loop {
            let timeout_ms = PATIENCE_MS.min(world.remaining_ms());
            let (error, fault) = match noting(world, request(&self.session, timeout_ms), &self.usage).await {
                Ok(reply) => return Ok(reply),
                Err(CallError::Refused(error)) if error.class() == ErrorClass::SessionExpired => {
                    if renewals >= RENEWALS_MAX {
                        return Err(CallError::Failed(refused_at_once()));
                    }
                    // Another worker's token may be a while old, and have ended too.
                    renewals = match renewal::renew(world, self).await.map_err(CallError::Failed)? {
                        Renewed::Adopted => renewals + 1,
                        Renewed::Made => RENEWALS_MAX,
                    };
                    continue;
                }
                Err(CallError::Refused(error)) => {
                    let fault = match error.class() {
                        ErrorClass::Lock => Fault::Busy,
                        ErrorClass::Transient => Fault::Ambiguous,
                        _ => Fault::Final,
                    };
                    (CallError::Refused(error), fault)
                }
                // Who waited ten seconds does not want to wait ten more.
                Err(CallError::Ambiguous(failure)) if failure.code == FailureCode::SalesforceTimeout => {
                    (CallError::Ambiguous(failure), Fault::Final)
                }
                Err(CallError::Ambiguous(failure)) => (CallError::Ambiguous(failure), Fault::Ambiguous),
                Err(CallError::Failed(failure)) => (CallError::Failed(failure), Fault::Final),
            };
            if fault == Fault::Final {
                return Err(error);
            }
            let Verdict::Retry { delay_ms } = retry::decide(policy, attempt, fault, None, spread(world).await) else {
                return Err(error);
            };
            if let Err(failure) = wait(world, delay_ms).await {
                // What may have been done stays so, whatever keeps us from asking again.
                return Err(if fault == Fault::Ambiguous { error } else { CallError::Failed(failure) });
            }
            attempt += 1;
        }
    }
}

/// A session made of a connection and its tokens.
pub(crate) fn session(connection: &Connection, tokens: TokenSet) -> Result<Session, Failure> {
    Ok(Session {
        address: Address::parse_instance(&connection.instance_url).map_err(|error| error.to_failure())?,
        api_version: ApiVersion::parse(&connection.api_version).unwrap_or_else(ApiVersion::pinned),
        access_token: tokens.access_token,
    })
}

/// One request, one answer: no retry.
pub(crate) async fn exchange(world: &World, effect: Effect) -> Result<Reply, CallError> {
    noting(world, effect, &Usage::default()).await
}

/// The same, with what is said of the API limit.
async fn noting(world: &World, effect: Effect, usage: &Usage) -> Result<Reply, CallError> {
    let answer = world.perform(effect).await;
    if let Outcome::Http { headers, .. } = &answer.outcome {
        usage.set(reply::api_usage(headers).or(usage.get()));
    }
    match answer.outcome {
        Outcome::Http { status, headers } => match reply::read(status, &headers, &answer.body) {
            Ok(_) => Ok(Reply { status, headers, body: answer.body }),
            Err(error) => Err(CallError::Refused(error)),
        },
        Outcome::Trouble { reason, message, retry_after_ms } => {
            let mut failure = unreachable(reason, &message);
            failure.retry_after_ms = retry_after_ms;
            Err(if is_ambiguous(reason) { CallError::Ambiguous(failure) } else { CallError::Failed(failure) })
        }
        _ => Err(CallError::Failed(failure::bug("a request came back with another effect's outcome"))),
    }
}

fn unreachable(reason: Trouble, message: &str) -> Failure {
    let code = match reason {
        Trouble::Timeout => FailureCode::SalesforceTimeout,
        Trouble::Egress => FailureCode::HostRefused,
        Trouble::TooLarge => FailureCode::Invalid,
        Trouble::Network | Trouble::RateLimited | Trouble::Refused | Trouble::Unauthenticated | Trouble::Internal => {
            FailureCode::SalesforceUnavailable
        }
    };
    let text = match reason {
        Trouble::Timeout => "Salesforce did not answer in time".to_owned(),
        Trouble::TooLarge => "Salesforce's answer is too large".to_owned(),
        _ => format!("Salesforce could not be reached: {message}"),
    };
    failure::of(code, text)
}

fn refused_at_once() -> Failure {
    failure::of(
        FailureCode::SalesforceForbidden,
        "Salesforce does not accept a token that it has just given: a Salesforce admin has to check the session settings, the login policies of the integration user and the app's policies",
    )
}

fn not_connected() -> Failure {
    failure::of(FailureCode::NotConnected, "no Salesforce org is connected")
}

/// A number that spreads retries: a random one, or the middle where there is none. What a request came to does not
/// depend on it.
async fn spread(world: &World) -> u32 {
    match random_bytes(world, 4).await {
        Ok(bytes) => bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte)),
        Err(_) => u32::MAX / 2,
    }
}

/// Random bytes.
pub(crate) async fn random_bytes(world: &World, bytes: u32) -> Result<Vec<u8>, Failure> {
    match world.perform(Effect::Random { bytes }).await.outcome {
        Outcome::Random { bytes } => Ok(bytes),
        _ => Err(failure::bug("the host gave no random bytes")),
    }
}

/// Lets time pass.
pub(crate) async fn wait(world: &World, delay_ms: u32) -> Result<(), Failure> {
    if delay_ms > world.remaining_ms() {
        return Err(failure::of(FailureCode::OutOfTime, "there was not enough time left to wait for Salesforce"));
    }
    match world.perform(Effect::Wait { delay_ms }).await.outcome {
        Outcome::Done => Ok(()),
        _ => Err(failure::bug("the host did not wait")),
    }
}
