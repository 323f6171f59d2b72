//! Logs and metrics. Neither ever contains tokens, keys, e-mails or answers.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Upper bounds of the histogram's buckets, in seconds.
const DURATION_BUCKETS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
const REQUEST_DURATION: &str = "interview_rooms_http_request_duration_seconds";

/// Starts logging to standard error, as text at a terminal and as lines of JSON otherwise, at the level of `RUST_LOG`.
pub fn init_logging() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Reporting on standard error that standard error cannot be written would panic, in the middle of any work.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    let result = if std::io::stderr().is_terminal() {
        subscriber.try_init()
    } else {
        subscriber.json().try_init()
    };
    // Fails only if the process has a subscriber already, which is then kept.
    drop(result);
}

/// The metrics of this process, in the text format of Prometheus.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts recording for the whole process.
    ///
    /// # Errors
    /// When the histogram's buckets are refused.
    pub fn init() -> Result<Self, BuildError> {
        let buckets = Matcher::Full(REQUEST_DURATION.to_owned());
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(buckets, &DURATION_BUCKETS)?
            .build_recorder();
        let handle = recorder.handle();
        // A second service in the process, as in tests, uses the recorder of the first.
        drop(metrics::set_global_recorder(recorder));
        describe();
        Ok(Self(handle))
    }

    /// All metrics as text.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Moves recorded values into the rendered histograms; to be called regularly.
    pub fn run_upkeep(&self) {
        self.0.run_upkeep();
    }
}

fn describe() {
    describe_histogram!(
        REQUEST_DURATION,
        Unit::Seconds,
        "Duration of requests, by method, route template and status."
    );
    describe_gauge!("interview_rooms_rooms", "Rooms by stored status.");
    describe_gauge!(
        "interview_rooms_reaper_lag_seconds",
        Unit::Seconds,
        "For how long the oldest due room of the last batch had been due."
    );
    describe_counter!(
        "interview_rooms_reaper_rooms_ended_total",
        "Rooms that the reaper ended, by final status."
    );
    describe_counter!(
        "interview_rooms_reaper_passes_total",
        "Batches of the reaper, by outcome."
    );
    describe_counter!(
        "interview_rooms_retention_rooms_total",
        "Rooms in which something was purged, by kind of data."
    );
    describe_counter!(
        "interview_rooms_voice_maintenance_total",
        "Rounds of voice maintenance, by outcome."
    );
    describe_gauge!(
        "interview_rooms_pool_connections",
        "Database connections, by pool and state."
    );
    describe_counter!(
        "interview_rooms_interviewer_replies_total",
        "Replies of the interviewer, by source and outcome."
    );
    describe_gauge!("interview_rooms_connections_open", "Open client connections.");
    describe_counter!(
        "interview_rooms_accept_errors_total",
        "Connections that could not be accepted."
    );
    describe_counter!(
        "interview_rooms_connections_timed_out_total",
        "Connections that were closed because the client stopped in the middle of an exchange."
    );
}
