//! LiveKit, for interviews by voice. An incomplete configuration is refused.

use super::de;
use poem::http::Uri;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

const AGENT_NAME: &str = "interviewer";

/// Settings of LiveKit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "Section")]
pub struct LivekitConfig {
    /// The LiveKit server; by default there is none, and interviews are in writing.
    pub server: Option<LivekitServer>,
}

/// A LiveKit server and the credentials for it.
#[derive(Clone, Debug)]
pub struct LivekitServer {
    /// The address, for this service and for browsers.
    pub url: LivekitUrl,
    /// The key pair that signs this service's tokens.
    pub key: LivekitKey,
    /// Further key pairs whose webhooks are accepted, for the time in which keys are exchanged.
    pub webhook_keys: Vec<LivekitKey>,
    /// The name under which the interviewer's workers register. Never empty: LiveKit sends unnamed workers to every room.
    pub agent_name: String,
}

/// A key pair of the LiveKit server.
#[derive(Clone, Debug)]
pub struct LivekitKey {
    /// The API key, which is the issuer of the tokens that the secret signs.
    pub key: String,
    /// The API secret.
    pub secret: SecretString,
}

/// The address of a LiveKit server: a `ws`, `wss`, `http` or `https` URL, optionally with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LivekitUrl {
    secure: bool,
    host: String,
    path: String,
}

/// The section as it is written.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Section {
    #[serde(deserialize_with = "de::text")]
    url: Option<String>,
    #[serde(deserialize_with = "de::text")]
    api_key: Option<String>,
    #[serde(deserialize_with = "de::secret")]
    api_secret: Option<SecretString>,
    #[serde(deserialize_with = "de::text")]
    agent_name: Option<String>,
    #[serde(deserialize_with = "de::secret")]
    webhook_keys: Option<SecretString>,
}

impl TryFrom<Section> for LivekitConfig {
    type Error = String;

    fn try_from(section: Section) -> Result<Self, Self::Error> {
        let (url, key, secret) = match (section.url, section.api_key, section.api_secret) {
            (None, None, None) => return Ok(Self { server: None }),
            (Some(url), Some(key), Some(secret)) => (url, key, secret),
            (url, key, secret) => {
                let settings = [
                    ("LIVEKIT__URL", url.is_some()),
                    ("LIVEKIT__API_KEY", key.is_some()),
                    ("LIVEKIT__API_SECRET", secret.is_some()),
                ];
                let missing = settings.iter().filter(|(_, is_set)| !is_set).map(|(name, _)| *name);
                let missing = missing.collect::<Vec<_>>().join(", ");
                return Err(format!(
                    "LiveKit's URL, key and secret must be set together; missing: {missing}"
                ));
            }
        };
        let server = LivekitServer {
            url: LivekitUrl::parse(&url).ok_or("LIVEKIT__URL is not a URL such as wss://livekit.example.org")?,
            key: LivekitKey { key, secret },
            webhook_keys: section.webhook_keys.map_or(Ok(Vec::new()), |list| key_pairs(&list))?,
            agent_name: section.agent_name.unwrap_or_else(|| AGENT_NAME.to_owned()),
        };
        Ok(Self { server: Some(server) })
    }
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
            _ => Err("LIVEKIT__WEBHOOK_KEYS is not a list such as key:secret,key:secret".to_owned()),
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
        let is_plain = uri.query().is_none() && !authority.as_str().contains('@');
        is_plain.then(|| Self {
            secure,
            host: authority.as_str().to_owned(),
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// The `ws` or `wss` URL to which browsers connect.
    pub fn socket(&self) -> String {
        format!("{}{}", self.socket_origin(), self.path)
    }

    /// The `http` or `https` URL of the server API.
    pub fn http(&self) -> String {
        format!("{}{}", self.http_origin(), self.path)
    }

    /// The origins to which the page's content security policy must allow connections. LiveKit's library requests the
    /// reason by HTTP when the socket fails.
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
    fn each_of_four_schemes_yields_the_urls_for_sockets_and_for_calls() {
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
    fn url_key_and_secret_are_set_together_or_not_at_all() {
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
        let error = read("url = 'wss://example.org'\napi_secret = ' '").unwrap_err();
        assert!(
            error.ends_with("missing: LIVEKIT__API_KEY, LIVEKIT__API_SECRET"),
            "{error}"
        );
    }

    #[test]
    fn webhook_keys_are_pairs_and_a_malformed_pair_is_not_repeated() {
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
