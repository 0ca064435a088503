//! The world behind three loopback ports.
//!
//! One lock around the world: a request is carried out and kept on disk before the next one begins and before its reply
//! is sent, so that a killed process has kept everything that it told anyone.

mod message;
mod outbound;

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::ACCEPT_ENCODING;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use self::message::{read, write};
use crate::http::{Request, Response, query_pairs};
use crate::record::Record;
use crate::store::{Store, StoreError};
use crate::world::{Called, Door, Exchange, OrgShape, World, WorldOptions};

const HANG_MAX: Duration = Duration::from_secs(600);
const POLL_MAX: Duration = Duration::from_secs(60);
const WORK_EVERY: Duration = Duration::from_millis(50);
const WORK_ROWS: usize = 2_000;
const END_WITHIN: Duration = Duration::from_secs(2);

/// How a server begins.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// The ports of Salesforce, Jira and Forge; zero for any.
    pub ports: [u16; 3],
    /// Where the world is kept; in memory without it.
    pub data: Option<PathBuf>,
    /// Whether what is kept is thrown away first.
    pub fresh: bool,
    /// A directory with the shape of a real org, for a new world.
    pub org: Option<PathBuf>,
    /// A file to which exchanges with Jira are appended.
    pub record: Option<PathBuf>,
    /// The largest body taken.
    pub body_bytes_max: usize,
    /// The world.
    pub world: WorldOptions,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            ports: [0; 3],
            data: None,
            fresh: false,
            org: None,
            record: None,
            body_bytes_max: 160 * 1_024 * 1_024,
            world: WorldOptions { now_ms: machine_ms(), step_ms: 0, auto: true, ..WorldOptions::default() },
        }
    }
}

/// Why a server cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// A port cannot be had.
    #[error("port {port} cannot be used: {error}")]
    Port {
        /// The port.
        port: u16,
        /// Why.
        error: std::io::Error,
    },
    /// The record cannot be written.
    #[error("the record `{path}` cannot be written: {error}")]
    Record {
        /// The file.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// The org's shape cannot be read.
    #[error("{0}")]
    Shape(String),
    /// There is a world already, which has its shape.
    #[error(
        "a world is kept there already, and its org has its shape: begin anew with `--fresh`, or leave out `--org`"
    )]
    Kept,
    /// The world cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A server whose ports are open.
#[derive(Debug)]
pub struct Server {
    listeners: Vec<(Door, TcpListener)>,
    addresses: [SocketAddr; 3],
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Rung after every request: something may have fallen due.
    bell: Notify,
    ending: watch::Sender<bool>,
    body_bytes_max: usize,
}

#[derive(Debug)]
struct State {
    world: World,
    store: Option<Store>,
    record: Option<Record>,
}

/// The connection is to be cut without a reply.
#[derive(Debug, thiserror::Error)]
#[error("the connection is cut on purpose")]
struct Cut;

impl Server {
    /// Opens the ports and the world.
    ///
    /// # Errors
    /// When a port or the data directory cannot be used.
    pub async fn open(options: ServerOptions) -> Result<Self, ServerError> {
        let mut store = options.data.as_deref().map(|data| Store::open(data, options.fresh)).transpose()?;
        let shape = match &options.org {
            Some(_) if store.as_ref().map(Store::is_empty).transpose()? == Some(false) => {
                return Err(ServerError::Kept);
            }
            Some(directory) => Some(OrgShape::read(directory).map_err(ServerError::Shape)?),
            None => None,
        };
        let world = match (&mut store, shape) {
            (Some(store), shape) => store.world(options.world, shape)?,
            (None, Some(shape)) => World::shaped(options.world, shape),
            (None, None) => World::new(options.world),
        };
        let record = options.record.map(|path| {
            Record::open(&path).map_err(|error| ServerError::Record { path: path.display().to_string(), error })
        });
        let mut listeners = Vec::new();
        let mut addresses = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)); 3];
        let doors = [Door::Salesforce, Door::Jira, Door::Forge];
        for ((door, port), address) in doors.into_iter().zip(options.ports).zip(&mut addresses) {
            let refused = |error| ServerError::Port { port, error };
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refused)?;
            *address = listener.local_addr().map_err(refused)?;
            listeners.push((door, listener));
        }
        let shared = Shared {
            state: Mutex::new(State { world, store, record: record.transpose()? }),
            bell: Notify::new(),
            ending: watch::Sender::new(false),
            body_bytes_max: options.body_bytes_max,
        };
        Ok(Self { listeners, addresses, shared: Arc::new(shared) })
    }

    /// The address of a door, such as `http://127.0.0.1:4000`.
    pub fn url(&self, door: Door) -> String {
        let [salesforce, jira, forge] = self.addresses;
        let address = match door {
            Door::Salesforce => salesforce,
            Door::Jira => jira,
            Door::Forge => forge,
        };
        format!("http://{address}")
    }

    /// Looks at the world.
    pub fn look<T>(&self, at: impl FnOnce(&mut World) -> T) -> T {
        at(&mut self.shared.state().world)
    }

    /// Serves until `end` is ready, then lets running requests finish for a moment.
    pub async fn serve(self, end: impl Future<Output = ()>) {
        let mut accepting = tokio::task::JoinSet::new();
        for (door, listener) in self.listeners {
            accepting.spawn(accept(self.shared.clone(), door, listener));
        }
        accepting.spawn(work(self.shared.clone()));
        end.await;
        self.shared.ending.send_replace(true);
        let ended = async { while accepting.join_next().await.is_some() {} };
        let _ = timeout(END_WITHIN, ended).await;
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.world.tell_time(machine_ms());
        state
    }

    async fn ended(&self) {
        let mut ending = self.ending.subscribe();
        let _ = ending.wait_for(|ending| *ending).await;
    }
}

impl State {
    fn keep(&mut self) -> Result<(), StoreError> {
        match &mut self.store {
            Some(store) => store.keep(&mut self.world),
            None => {
                let _ = self.world.take_changes();
                Ok(())
            }
        }
    }

    /// Adds an exchange to the record, if one is kept.
    fn note(&mut self, door: Door, request: &Request, exchange: &Exchange) -> std::io::Result<()> {
        let Some(record) = &mut self.record else { return Ok(()) };
        match exchange {
            Exchange::Reply { response, .. } => record.through(door, request, Some(response)),
            Exchange::Lost { .. } | Exchange::Hang { .. } | Exchange::Waiting { .. } => {
                record.through(door, request, None)
            }
        }
    }
}

/// Bulk jobs go on by themselves, a little at a time, so that requests come between; outbound messages go out.
async fn work(shared: Arc<Shared>) {
    let mut sending = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            () = sleep(WORK_EVERY) => {}
            Some(_) = sending.join_next() => {}
            () = shared.ended() => return,
        }
        let messages = {
            let mut state = shared.state();
            if state.world.work(WORK_ROWS) {
                // When the database fails, the next request meets it too, and says so.
                let _ = state.keep();
            }
            state.world.take_outbound()
        };
        for message in messages {
            let shared = shared.clone();
            sending.spawn(async move {
                let response = outbound::send(&message).await;
                let mut state = shared.state();
                state.world.settle_outbound(message.number, response.as_ref());
                let _ = state.keep();
            });
        }
    }
}

async fn accept(shared: Arc<Shared>, door: Door, listener: TcpListener) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => {
                    // Out of file handles, say: the next try has a better chance a little later.
                    sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            _ = connections.join_next(), if !connections.is_empty() => continue,
            () = shared.ended() => break,
        };
        let _ = stream.set_nodelay(true);
        let shared = shared.clone();
        connections.spawn(async move {
            let answering = shared.clone();
            let service = service_fn(move |request| answer(answering.clone(), door, request));
            let connection = hyper::server::conn::http1::Builder::new()
                // A client may keep its connection for as long as it likes.
                .header_read_timeout(None)
                .max_buf_size(512 * 1_024)
                .serve_connection(TokioIo::new(stream), service);
            tokio::pin!(connection);
            tokio::select! {
                _ = connection.as_mut() => {}
                () = shared.ended() => {
                    connection.as_mut().graceful_shutdown();
                    let _ = timeout(END_WITHIN / 2, connection).await;
                }
            }
        });
    }
    while connections.join_next().await.is_some() {}
}

async fn answer(
    shared: Arc<Shared>,
    door: Door,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Cut> {
    let gzip = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let gzip = gzip.is_some_and(|value| value.contains("gzip"));
    let response = match read(request, shared.body_bytes_max).await {
        Ok(request) => carry_out(&shared, door, request).await?,
        Err(response) => response,
    };
    Ok(write(response, gzip))
}

async fn carry_out(shared: &Shared, door: Door, mut request: Request) -> Result<Response, Cut> {
    if door == Door::Forge && request.method == "GET" && request.path() == "/deliveries" {
        return Ok(poll(shared, &request).await);
    }
    let exchange = {
        let mut state = shared.state();
        let exchange = state.world.exchange_in_place(door, &mut request);
        if let Err(error) = state.keep() {
            return Ok(Response::json(500, &json!({ "message": error.to_string() })));
        }
        if let Err(error) = state.note(door, &request, &exchange) {
            return Ok(Response::json(500, &json!({ "message": format!("the record cannot be written: {error}") })));
        }
        exchange
    };
    drop(request);
    shared.bell.notify_waiters();
    match exchange {
        Exchange::Reply { response, delay } => {
            if !delay.is_zero() {
                sleep(delay).await;
            }
            Ok(response)
        }
        Exchange::Lost { .. } => Err(Cut),
        Exchange::Hang { .. } => {
            tokio::select! {
                () = sleep(HANG_MAX) => {}
                () = shared.ended() => {}
            }
            Err(Cut)
        }
        Exchange::Waiting { call } => loop {
            let bell = shared.bell.notified();
            tokio::pin!(bell);
            bell.as_mut().enable();
            let called = shared.state().world.collect(call);
            if let Called::Answered(response) = called {
                return Ok(response);
            }
            tokio::select! {
                () = bell => {}
                () = sleep(Duration::from_secs(1)) => {}
                () = shared.ended() => return Err(Cut),
            }
        },
    }
}

/// Waits until something is due, or as long as was asked for.
async fn poll(shared: &Shared, request: &Request) -> Response {
    let pairs = query_pairs(request.query());
    let asked = |name: &str| pairs.iter().find(|(given, _)| given == name).and_then(|(_, value)| value.parse().ok());
    let wait_ms = asked("wait_ms").unwrap_or(0);
    let known_ms = asked("advanced_ms");
    let until = Instant::now() + Duration::from_millis(wait_ms).min(POLL_MAX);
    loop {
        let bell = shared.bell.notified();
        tokio::pin!(bell);
        bell.as_mut().enable();
        let due_in = {
            let mut state = shared.state();
            let deliveries = state.world.deliveries();
            if let Err(error) = state.keep() {
                return Response::json(500, &json!({ "message": error.to_string() }));
            }
            // Who runs the app has to know when the clock is moved: what runs has less time then.
            let advanced_ms = state.world.advanced_ms();
            let moved = known_ms.is_some_and(|known_ms: u64| known_ms != advanced_ms);
            if !deliveries.is_empty() || moved || Instant::now() >= until || *shared.ending.borrow() {
                let answer = match known_ms {
                    Some(_) => json!({ "deliveries": deliveries, "advancedMs": advanced_ms }),
                    None => json!({ "deliveries": deliveries }),
                };
                return Response::json(200, &answer);
            }
            let now_ms = state.world.now_ms();
            let due_ms = state.world.next_due_ms().map_or(u64::MAX, |due_ms| due_ms.saturating_sub(now_ms));
            Duration::from_millis(due_ms.clamp(5, 60_000))
        };
        tokio::select! {
            () = bell => {}
            () = sleep(due_in) => {}
            () = sleep_until(until) => {}
            () = shared.ended() => {}
        }
    }
}

fn machine_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
