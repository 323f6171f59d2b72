//! Serving: opens the application's dependencies, listens, and shuts down gracefully.

use crate::{
    app::{App, Dependencies},
    clock::SystemClock,
    config::{Config, KeyError},
    entropy::SystemEntropy,
    http, interviewer,
    livekit::Livekit,
    model::error::EngineError,
    store::{self, OpenError},
    teams::{CreateKeyError, FirstStart, ForeignDatabase},
    telemetry::Metrics,
};
use metrics_exporter_prometheus::BuildError;
use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Time for which a response may wait for a client that takes none of it.
const WRITE_STALL: Duration = Duration::from_mins(1);
/// Pause after a failed accept.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);
/// Time by which a connection outlives the deadline of a body, so that the client still receives the 408.
const REQUEST_MARGIN: Duration = Duration::from_secs(2);

/// The service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no usable instance key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database was created with another instance key.
    #[error(transparent)]
    Foreign(#[from] ForeignDatabase),
    /// An operation failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The first start failed.
    #[error(transparent)]
    FirstStart(#[from] CreateKeyError),
    /// The HTTP client for LiveKit or a language model cannot be built.
    #[error("cannot build an HTTP client: {0}")]
    HttpClient(#[from] reqwest::Error),
    /// The metrics recorder cannot be built.
    #[error(transparent)]
    Metrics(#[from] BuildError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The reason.
        source: io::Error,
    },
}

/// Opens the configured database with its instance key, and prepares the other dependencies of the application.
///
/// # Errors
/// When one of them cannot be opened.
pub async fn dependencies(config: &Config) -> Result<Dependencies, ServeError> {
    let (clock, entropy) = (Arc::new(SystemClock::default()), Arc::new(SystemEntropy));
    let store = store::connect(&config.database).await?;
    let has_key = ForeignDatabase::has_key(&store).await?;
    let sealer = config.secrets.sealer(&config.database, has_key, &*entropy)?;
    ForeignDatabase::check(&store, &sealer, &*clock, &*entropy).await??;
    let server = config.livekit.server.clone();
    let livekit = server.map(|server| Livekit::new(server, clock.clone())).transpose()?;
    Ok(Dependencies {
        store,
        clock,
        entropy,
        sealer,
        interviewer: interviewer::configured(&config.interviewer)?,
        metrics: Metrics::init()?,
        livekit,
    })
}

/// A service that is bound to its address and does not answer yet.
pub struct BoundServer {
    /// The application.
    pub app: App,
    /// The bound address.
    pub address: SocketAddr,
    /// What the first start created; `None` on later starts.
    pub first_start: Option<FirstStart>,
    listener: TcpListener,
}

impl BoundServer {
    /// Opens the dependencies, binds the address, and creates the first team, project and key if there are none.
    ///
    /// # Errors
    /// When one of these steps fails.
    pub async fn start(config: Config) -> Result<Self, ServeError> {
        raise_descriptor_limit();
        let dependencies = dependencies(&config).await?;
        let address = config.http.listen;
        let cannot_listen = |source| ServeError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;
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

    /// Serves until `stop` completes. Then finishes requests in flight within the configured time, stops the jobs between
    /// two steps, and closes the database.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { app, listener, .. } = self;
        let (jobs, stop_jobs) = (TaskTracker::new(), CancellationToken::new());
        app.start_jobs(&jobs, &stop_jobs);
        let settings = &app.config().http;
        let limits = http::Limits {
            max_connections: settings.max_connections,
            max_connections_per_address: settings.max_connections_per_address,
            idle: Duration::from_secs(settings.idle_seconds),
            request: Duration::from_secs(settings.request_seconds) + REQUEST_MARGIN,
            write_stall: WRITE_STALL,
            accept_backoff: ACCEPT_BACKOFF,
        };
        let grace = Duration::from_secs(settings.shutdown_seconds);
        let hub = app.engine.hub().clone();
        let stop = async move {
            stop.await;
            // Live streams never end by themselves and would delay the shutdown.
            hub.close();
        };
        let trusted_proxies = settings.trusted_proxies.clone();
        http::serve(listener, app.endpoint(), limits, trusted_proxies, stop, grace).await;
        stop_jobs.cancel();
        jobs.close();
        jobs.wait().await;
        app.store.close().await;
    }
}

/// Raises the soft limit of file descriptors to the hard limit: each live stream needs one.
fn raise_descriptor_limit() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "could not raise the limit of open files");
    }
}

/// The URL of an address for clients on this machine.
pub fn local_url(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}
