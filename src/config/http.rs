//! The HTTP server.

use super::{de::number, networks::networks, origins::origins};
use ipnet::IpNet;
use poem::http::Uri;
use serde::Deserialize;
use std::net::SocketAddr;

/// A day, in seconds.
const DAY: u64 = 86_400;

/// Settings of the HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// The address to listen on. Port 0 takes a free port.
    pub listen: SocketAddr,
    /// The URL at which respondents reach the service; links begin with it. By default the listening address.
    pub public_url: Option<PublicUrl>,
    /// The networks of the proxies whose `X-Forwarded-For` header is trusted. None by default.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// The origins of web pages whose scripts may call the API, or `*` for all. None by default.
    #[serde(deserialize_with = "origins")]
    pub cors_origins: Vec<String>,
    /// The maximum number of open connections, 1 to 1,000,000. Further clients wait to be accepted.
    #[serde(deserialize_with = "number::<1, 1_000_000, _, _>")]
    pub max_connections: usize,
    /// The maximum number of open connections of one address (one /64 network for IPv6), 0 to 1,000,000; 0 disables the
    /// limit. Further ones are closed at once. Trusted proxies are not counted.
    #[serde(deserialize_with = "number::<0, 1_000_000, _, _>")]
    pub max_connections_per_address: usize,
    /// Seconds within which a request must arrive, from its first byte to its last; 1 to 86,400.
    #[serde(deserialize_with = "number::<1, DAY, _, _>")]
    pub request_seconds: u64,
    /// Seconds without a request after which a connection is closed; 1 to 86,400.
    #[serde(deserialize_with = "number::<1, DAY, _, _>")]
    pub idle_seconds: u64,
    /// Seconds that requests in flight get to finish on shutdown; 0 to 86,400.
    #[serde(deserialize_with = "number::<0, DAY, _, _>")]
    pub shutdown_seconds: u64,
    /// The largest request body, in bytes; 1,024 to 67,108,864 (64 MiB).
    #[serde(deserialize_with = "number::<1024, 67_108_864, _, _>")]
    pub max_body_bytes: usize,
}

/// An `http` or `https` URL without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        // Everybody sees the address. The part before an @ is a user name and a password.
        if text.contains('@') {
            return Err("a user name or a password in public_url would be in every link; leave it out".to_owned());
        }
        let invalid = || format!("'{text}' is not an http or https URL such as https://rooms.example.org");
        let uri: Uri = text.parse().map_err(|_| invalid())?;
        let is_valid = matches!(uri.scheme_str(), Some("http" | "https")) && uri.query().is_none();
        is_valid
            .then(|| Self(text.trim_end_matches('/').to_owned()))
            .ok_or_else(invalid)
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
            max_connections: 20_000,
            max_connections_per_address: 5_000,
            request_seconds: 15,
            idle_seconds: 75,
            shutdown_seconds: 10,
            max_body_bytes: 1024 * 1024,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PublicUrl;

    #[test]
    fn a_public_url_has_a_scheme_and_a_host_and_may_have_a_path() {
        let url = |text: &str| PublicUrl::try_from(text.to_owned());
        assert_eq!(
            url("https://rooms.example.org/").unwrap().as_str(),
            "https://rooms.example.org"
        );
        assert_eq!(
            url("http://localhost:8080/rooms").unwrap().as_str(),
            "http://localhost:8080/rooms"
        );
        for text in [
            "",
            "rooms.example.org",
            "ftp://example.org",
            "https://",
            "https://example.org?a=b",
        ] {
            assert!(url(text).is_err(), "{text}");
        }
        for text in [
            "https://me:hunter2@rooms.example.org",
            "https://hunter2@rooms.example.org/",
            "me:hunter2@x",
        ] {
            let error = url(text).unwrap_err();
            assert!(error.contains("password") && !error.contains("hunter2"), "{error}");
        }
    }
}
