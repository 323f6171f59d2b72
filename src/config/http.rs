//! Where and how the service listens.

use super::networks::networks;
use ipnet::IpNet;
use poem::http::Uri;
use serde::Deserialize;
use std::net::SocketAddr;

/// Settings of the HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The `http` or `https` address at which respondents reach the service, for their links; by default the listening
    /// address.
    pub public_url: Option<PublicUrl>,
    /// Networks of proxies whose `X-Forwarded-For` is believed; comma-separated. None by default.
    #[serde(deserialize_with = "networks")]
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

/// An `http` or `https` URL, without a slash at the end.
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
        let refused = || format!("'{text}' is no http or https URL such as https://rooms.example.org");
        let uri: Uri = text.parse().map_err(|_| refused())?;
        let served = matches!(uri.scheme_str(), Some("http" | "https")) && uri.query().is_none();
        served
            .then(|| Self(text.trim_end_matches('/').to_owned()))
            .ok_or_else(refused)
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
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
    }
}
