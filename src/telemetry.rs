//! Logs and metrics. Neither ever holds a token, a key, an e-mail or an answer.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// From half a millisecond to ten seconds.
const DURATION_BUCKETS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
const REQUESTS: &str = "interview_rooms_http_request_duration_seconds";

/// Starts the log: on standard error, as text for a terminal and as JSON lines otherwise, as much as `RUST_LOG` asks
/// for.
pub fn start_log() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn,poem=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = if std::io::stderr().is_terminal() {
        log.try_init()
    } else {
        log.json().try_init()
    };
    // Only a second start in the same process fails; the first log goes on then.
    drop(started);
}

/// The metrics of this process, in the text format of Prometheus.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts to gather, for the whole process.
    pub fn start() -> Result<Self, BuildError> {
        let buckets = Matcher::Full(REQUESTS.to_owned());
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(buckets, &DURATION_BUCKETS)?
            .build_recorder();
        let handle = recorder.handle();
        // A test that starts a second service in one process shares the first one's metrics.
        drop(metrics::set_global_recorder(recorder));
        describe();
        Ok(Self(handle))
    }

    /// All metrics as text.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Moves what was gathered to where it is rendered from; to be called now and then.
    pub fn tidy(&self) {
        self.0.run_upkeep();
    }
}

fn describe() {
    describe_histogram!(
        REQUESTS,
        Unit::Seconds,
        "How long requests took, by method, route template and status."
    );
    describe_gauge!("interview_rooms_rooms", "Rooms by the status that is written.");
    describe_gauge!(
        "interview_rooms_reaper_lag_seconds",
        Unit::Seconds,
        "How long the oldest due room had been due."
    );
    describe_counter!(
        "interview_rooms_reaper_rooms_ended_total",
        "Rooms that the reaper ended, by final status."
    );
    describe_counter!(
        "interview_rooms_reaper_passes_total",
        "Batches that the reaper worked on, by outcome."
    );
    describe_gauge!(
        "interview_rooms_pool_connections",
        "Database connections, by pool and state."
    );
    describe_counter!(
        "interview_rooms_interviewer_replies_total",
        "Replies of the interviewer, by who made them and with what outcome."
    );
    describe_gauge!("interview_rooms_connections_open", "Client connections.");
    describe_counter!(
        "interview_rooms_accept_errors_total",
        "Connections that could not be accepted."
    );
    describe_counter!(
        "interview_rooms_connections_timed_out_total",
        "Connections closed for leaving an exchange half done."
    );
}
