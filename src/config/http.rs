//! The HTTP server.

use super::{networks::networks, origins::origins};
use ipnet::IpNet;
use poem::http::Uri;
use serde::Deserialize;
use std::net::SocketAddr;

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
    /// The maximum number of open connections. Further clients wait to be accepted.
    pub max_connections: usize,
    /// Seconds within which a request must arrive, from its first byte to its last.
    pub request_seconds: u64,
    /// Seconds without a request after which a connection is closed.
    pub idle_seconds: u64,
    /// Seconds that requests in flight get to finish on shutdown.
    pub shutdown_seconds: u64,
    /// The largest request body, in bytes.
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
