//! Serving: opens what the application stands on, listens, and stops gracefully.

use crate::{
    app::{App, Dependencies},
    clock::SystemClock,
    config::{Config, KeyError},
    connections::{ConnectionLimits, GuardedAcceptor},
    entropy::SystemEntropy,
    interviewer, jobs,
    livekit::Livekit,
    model::error::EngineError,
    store::{self, OpenError},
    teams::{CreateKeyError, FirstStart, ForeignDatabase},
    telemetry::Metrics,
};
use metrics_exporter_prometheus::BuildError;
use poem::Server;
use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long a response may wait for a client that takes none of it.
const WRITE_STALL: Duration = Duration::from_mins(1);
/// How long to rest when no connection can be accepted.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);
/// By how much a connection outlives the time for a body, so that the answer to a slow one still arrives.
const AFTER_BODY: Duration = Duration::from_secs(2);

/// The service cannot start, or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The instance key cannot be had.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database belongs to another instance key.
    #[error(transparent)]
    Foreign(#[from] ForeignDatabase),
    /// An operation failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The first start failed.
    #[error(transparent)]
    FirstStart(#[from] CreateKeyError),
    /// Calls to other services, a language model or LiveKit, cannot be made.
    #[error("other services cannot be called: {0}")]
    Outside(#[from] reqwest::Error),
    /// The metrics cannot be gathered.
    #[error(transparent)]
    Metrics(#[from] BuildError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The server failed.
    #[error("the server failed: {0}")]
    Server(io::Error),
}

/// The machine's clock and randomness, the configured database, and its instance key.
pub async fn dependencies(config: &Config) -> Result<Dependencies, ServeError> {
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let sealer = config.secrets.sealer(&config.database, &*entropy)?;
    let store = store::connect(&config.database).await?;
    ForeignDatabase::check(&store, &sealer, &*clock, &*entropy).await??;
    let server = config.livekit.server.clone();
    let livekit = server.map(|server| Livekit::new(server, clock.clone())).transpose()?;
    Ok(Dependencies {
        store,
        clock,
        entropy,
        sealer,
        interviewer: interviewer::configured(&config.interviewer)?,
        metrics: Metrics::start()?,
        livekit,
    })
}

/// A service that listens but does not answer yet.
pub struct BoundServer {
    /// The application.
    pub app: App,
    /// Where it listens.
    pub address: SocketAddr,
    /// What the first start made.
    pub first_start: Option<FirstStart>,
    listener: TcpListener,
}

impl BoundServer {
    /// Opens the database, makes what a first start makes, and listens.
    pub async fn start(config: Config) -> Result<Self, ServeError> {
        allow_descriptors();
        let dependencies = dependencies(&config).await?;
        let address = config.http.listen;
        let listen = |source| ServeError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (clock, entropy) = (dependencies.clock.clone(), dependencies.entropy.clone());
        let public_url = config
            .http
            .public_url
            .as_ref()
            .map_or_else(|| local_url(address), |url| url.as_str().to_owned());
        let app = App::new(dependencies, config, &public_url);
        let first_start = FirstStart::create(&app.store, &app.keys, &*clock, &*entropy).await?;
        Ok(Self {
            app,
            address,
            first_start,
            listener,
        })
    }

    /// Answers until `stop` completes; then finishes what is in flight within the configured time, stops the jobs
    /// between two steps, and closes the pools.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let Self { app, listener, .. } = self;
        let http = app.config().http.clone();
        let limits = ConnectionLimits {
            max_connections: http.max_connections,
            request_deadline: Duration::from_secs(http.request_seconds) + AFTER_BODY,
            write_stall: WRITE_STALL,
            accept_backoff: ACCEPT_BACKOFF,
        };
        let acceptor = GuardedAcceptor::new(listener, limits).map_err(ServeError::Server)?;
        let (jobs, stop_jobs) = (TaskTracker::new(), CancellationToken::new());
        jobs::start(&app, &jobs, &stop_jobs);
        let grace = Duration::from_secs(http.shutdown_seconds);
        let hub = app.engine.hub().clone();
        // Live streams end by themselves never; the stop would wait for them.
        let stop = async move {
            stop.await;
            hub.close();
        };
        let served = Server::new_with_acceptor(acceptor)
            .idle_timeout(Duration::from_secs(http.idle_seconds))
            .run_with_graceful_shutdown(app.endpoint(), stop, Some(grace))
            .await;
        stop_jobs.cancel();
        jobs.close();
        jobs.wait().await;
        app.store.close().await;
        served.map_err(ServeError::Server)
    }
}

/// Every respondent's live stream holds a connection: takes as many file descriptors as the system lets a process have.
fn allow_descriptors() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it was");
    }
}

/// The address as somebody on this machine reaches it.
pub fn local_url(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}
