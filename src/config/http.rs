//! Where and how the service listens.

use super::lists::comma_separated;
use ipnet::IpNet;
use serde::Deserialize;
use std::net::SocketAddr;

/// Settings of the HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address at which respondents reach the service, for their links; by default the listening address.
    pub public_url: Option<String>,
    /// Networks of proxies whose `X-Forwarded-For` is believed; comma-separated. None by default.
    #[serde(deserialize_with = "comma_separated")]
    pub trusted_proxies: Vec<IpNet>,
    /// The most connections at a time; more wait to be accepted.
    pub max_connections: usize,
    /// Seconds in which a request must have arrived, from its first byte to its last.
    pub request_seconds: u64,
    /// Seconds after which a connection without a request is closed.
    pub idle_seconds: u64,
    /// Seconds that requests in flight are given at the stop.
    pub shutdown_seconds: u64,
    /// The largest request body, in bytes.
    pub max_body_bytes: usize,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            max_connections: 10_000,
            request_seconds: 15,
            idle_seconds: 75,
            shutdown_seconds: 10,
            max_body_bytes: 1024 * 1024,
        }
    }
}
