//! LiveKit, the media server for interviews by voice. All of it or nothing: half a configuration stops the start.

use super::given;
use poem::http::Uri;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

const AGENT_NAME: &str = "interviewer";

/// Settings of voice; the default is without.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "Given")]
pub struct LivekitConfig {
    /// The media server, when voice is configured.
    pub server: Option<LivekitServer>,
}

/// A media server and how to be known there.
#[derive(Clone, Debug)]
pub struct LivekitServer {
    /// Where it is, for this service and for browsers.
    pub url: LivekitUrl,
    /// The key pair that signs what we send.
    pub key: LivekitKey,
    /// More key pairs that may sign webhooks, for the time in which keys are exchanged.
    pub webhook_keys: Vec<LivekitKey>,
    /// The name under which the interviewer's workers register. Never empty: an unnamed worker joins every room.
    pub agent_name: String,
}

/// A key pair of the media server.
#[derive(Clone, Debug)]
pub struct LivekitKey {
    /// Names the pair; the issuer of what it signs.
    pub key: String,
    /// Signs.
    pub secret: SecretString,
}

/// Where the media server is: `ws`, `wss`, `http` or `https`, a host, and perhaps a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LivekitUrl {
    secure: bool,
    host: String,
    path: String,
}

/// What stands in the settings.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Given {
    #[serde(deserialize_with = "given::text")]
    url: Option<String>,
    #[serde(deserialize_with = "given::text")]
    api_key: Option<String>,
    #[serde(deserialize_with = "given::secret")]
    api_secret: Option<SecretString>,
    #[serde(deserialize_with = "given::text")]
    agent_name: Option<String>,
    #[serde(deserialize_with = "given::secret")]
    webhook_keys: Option<SecretString>,
}

impl TryFrom<Given> for LivekitConfig {
    type Error = String;

    fn try_from(given: Given) -> Result<Self, Self::Error> {
        let (url, key, secret) = match (given.url, given.api_key, given.api_secret) {
            (None, None, None) => return Ok(Self { server: None }),
            (Some(url), Some(key), Some(secret)) => (url, key, secret),
            (url, key, secret) => return Err(incomplete(url.is_some(), key.is_some(), secret.is_some())),
        };
        let server = LivekitServer {
            url: LivekitUrl::parse(&url).ok_or("LIVEKIT__URL is no URL such as wss://livekit.example.org")?,
            key: LivekitKey { key, secret },
            webhook_keys: given.webhook_keys.map_or(Ok(Vec::new()), |list| key_pairs(&list))?,
            agent_name: given.agent_name.unwrap_or_else(|| AGENT_NAME.to_owned()),
        };
        Ok(Self { server: Some(server) })
    }
}

fn incomplete(url: bool, key: bool, secret: bool) -> String {
    let parts = [
        ("LIVEKIT__URL", url),
        ("LIVEKIT__API_KEY", key),
        ("LIVEKIT__API_SECRET", secret),
    ];
    let missing: Vec<&str> = parts
        .iter()
        .filter(|(_, given)| !given)
        .map(|(name, _)| *name)
        .collect();
    format!(
        "voice needs all three of LiveKit's settings; {} is missing",
        missing.join(" and ")
    )
}

fn key_pairs(list: &SecretString) -> Result<Vec<LivekitKey>, String> {
    let pairs = list
        .expose_secret()
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| match pair.split_once(':') {
            Some((key, secret)) if !key.trim().is_empty() && !secret.trim().is_empty() => Ok(LivekitKey {
                key: key.trim().to_owned(),
                secret: secret.trim().into(),
            }),
            _ => Err("LIVEKIT__WEBHOOK_KEYS is no list such as key:secret,key:secret".to_owned()),
        })
        .collect()
}

impl LivekitUrl {
    fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.trim().parse().ok()?;
        let secure = match uri.scheme_str()? {
            "ws" | "http" => false,
            "wss" | "https" => true,
            _ => return None,
        };
        let authority = uri.authority()?;
        let plain = uri.query().is_none() && !authority.as_str().contains('@');
        plain.then(|| Self {
            secure,
            host: authority.as_str().to_owned(),
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// Where a browser connects, with `ws` or `wss`.
    pub fn socket(&self) -> String {
        format!("{}{}", self.socket_origin(), self.path)
    }

    /// Where this service calls, with `http` or `https`.
    pub fn http(&self) -> String {
        format!("{}{}", self.http_origin(), self.path)
    }

    /// The two origins that a page must be allowed to connect to: when the socket fails, the browser's library asks by
    /// HTTP why.
    pub fn origins(&self) -> [String; 2] {
        [self.socket_origin(), self.http_origin()]
    }

    fn socket_origin(&self) -> String {
        format!("{}://{}", if self.secure { "wss" } else { "ws" }, self.host)
    }

    fn http_origin(&self) -> String {
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<LivekitConfig, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn any_of_four_schemes_gives_the_address_for_sockets_and_the_one_for_calls() {
        for (text, socket, http) in [
            ("ws://127.0.0.1:7880", "ws://127.0.0.1:7880", "http://127.0.0.1:7880"),
            ("http://localhost:7880/", "ws://localhost:7880", "http://localhost:7880"),
            (
                "wss://media.example.org/",
                "wss://media.example.org",
                "https://media.example.org",
            ),
            (
                "https://example.org/media/",
                "wss://example.org/media",
                "https://example.org/media",
            ),
        ] {
            let url = LivekitUrl::parse(text).unwrap();
            assert_eq!((url.socket().as_str(), url.http().as_str()), (socket, http));
        }
        assert_eq!(
            LivekitUrl::parse("https://example.org/media").unwrap().origins(),
            ["wss://example.org", "https://example.org"]
        );
        for text in [
            "",
            "media.example.org",
            "ftp://example.org",
            "wss://me:secret@example.org",
            "wss://a?b=c",
        ] {
            assert_eq!(LivekitUrl::parse(text), None, "{text}");
        }
    }

    #[test]
    fn all_three_settings_or_none_are_given() {
        let complete = "url = 'wss://example.org'\napi_key = 'key'\napi_secret = 'hunter2'";
        let server = read(complete).unwrap().server.unwrap();
        assert_eq!(server.agent_name, "interviewer");
        assert!(!format!("{server:?}").contains("hunter2"));
        assert!(read("").unwrap().server.is_none());
        assert!(
            read("url = ''\napi_key = ''\napi_secret = ''")
                .unwrap()
                .server
                .is_none()
        );
        let refused = read("url = 'wss://example.org'\napi_secret = ' '").unwrap_err();
        assert!(
            refused.ends_with("LIVEKIT__API_KEY and LIVEKIT__API_SECRET is missing"),
            "{refused}"
        );
    }

    #[test]
    fn more_keys_for_webhooks_are_pairs_and_a_wrong_one_is_not_repeated() {
        let keys = |list: &str| key_pairs(&list.into());
        let pairs = keys("old:secret:with:colons, other:b ,").unwrap();
        let read: Vec<_> = pairs
            .iter()
            .map(|pair| (pair.key.as_str(), pair.secret.expose_secret()))
            .collect();
        assert_eq!(read, [("old", "secret:with:colons"), ("other", "b")]);
        for list in ["hunter2", ":hunter2", "hunter2:"] {
            assert!(!keys(list).unwrap_err().contains("hunter2"));
        }
    }
}
