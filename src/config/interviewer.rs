//! The interviewer of interviews in writing: the interview guide, or a language model behind an endpoint.

use super::de;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;

const DEFAULT_SECONDS: u64 = 20;
const MAX_SECONDS: u64 = 120;

/// Settings of the interviewer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "Section")]
pub struct InterviewerConfig {
    /// The language model that asks the questions; by default the interview guide is followed.
    pub language_model: Option<LanguageModelConfig>,
}

/// A language model behind an endpoint that implements `OpenAI`'s chat completions.
#[derive(Clone, Debug)]
pub struct LanguageModelConfig {
    /// The endpoint's URL, to which `chat/completions` is appended.
    pub base_url: Url,
    /// The model's name at the endpoint.
    pub model: String,
    /// The endpoint's API key, if it needs one; sent in a header unchanged.
    pub api_key: Option<SecretString>,
    /// Time for a whole reply.
    pub timeout: Duration,
}

/// The section as it is written.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Section {
    #[serde(deserialize_with = "de::text")]
    base_url: Option<String>,
    #[serde(deserialize_with = "de::text")]
    model: Option<String>,
    api_key: Option<SecretString>,
    timeout_seconds: u64,
}

impl Default for Section {
    fn default() -> Self {
        Self {
            base_url: None,
            model: None,
            api_key: None,
            timeout_seconds: DEFAULT_SECONDS,
        }
    }
}

impl TryFrom<Section> for InterviewerConfig {
    type Error = &'static str;

    fn try_from(section: Section) -> Result<Self, Self::Error> {
        if !(1..=MAX_SECONDS).contains(&section.timeout_seconds) {
            return Err("timeout_seconds must be from 1 to 120");
        }
        let api_key = section.api_key.filter(|key| !key.expose_secret().is_empty());
        let (base_url, model) = match (section.base_url, section.model) {
            (Some(base_url), Some(model)) => (endpoint(&base_url)?, model),
            (Some(_), None) => return Err("base_url is set without model"),
            (None, Some(_)) => return Err("model is set without base_url"),
            (None, None) if api_key.is_some() => return Err("api_key is set without base_url and model"),
            (None, None) => return Ok(Self::default()),
        };
        let printable = |key: &SecretString| key.expose_secret().chars().all(|c| c.is_ascii_graphic());
        if !api_key.as_ref().is_none_or(printable) {
            return Err("api_key contains a character that is not visible ASCII");
        }
        Ok(Self {
            language_model: Some(LanguageModelConfig {
                base_url,
                model,
                api_key,
                timeout: Duration::from_secs(section.timeout_seconds),
            }),
        })
    }
}

/// Parses the URL. The error does not repeat it, because it may contain a password.
fn endpoint(text: &str) -> Result<Url, &'static str> {
    let invalid = "base_url is not an http or https URL such as https://api.openai.com/v1";
    let url: Url = text.trim().parse().map_err(|_| invalid)?;
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    let is_http = matches!(url.scheme(), "http" | "https") && url.has_host();
    (is_plain && is_http).then_some(url).ok_or(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(section: serde_json::Value) -> Result<Option<LanguageModelConfig>, String> {
        let config: Result<InterviewerConfig, _> = serde_json::from_value(section);
        config
            .map(|config| config.language_model)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_url_and_a_model_configure_a_language_model() {
        let model = read(json!({ "base_url": "http://127.0.0.1:11434/v1/", "model": "small" }))
            .unwrap()
            .unwrap();
        assert_eq!(
            (model.model.as_str(), model.timeout),
            ("small", Duration::from_secs(20))
        );
        assert!(model.api_key.is_none(), "a local server needs no key");
        let empty = json!({ "base_url": "", "model": " ", "api_key": "" });
        for none in [json!({}), json!({ "timeout_seconds": 5 }), empty] {
            assert!(read(none).unwrap().is_none());
        }
    }

    #[test]
    fn an_inconsistent_section_is_refused_without_repeating_its_values() {
        let url = "https://api.example.org/v1";
        for (section, message) in [
            (json!({ "base_url": url }), "base_url is set without model"),
            (json!({ "model": "hunter2" }), "model is set without base_url"),
            (json!({ "api_key": "hunter2" }), "api_key is set without"),
            (
                json!({ "base_url": "hunter2", "model": "m" }),
                "base_url is not an http",
            ),
            (
                json!({ "base_url": "ftp://hunter2/v1", "model": "m" }),
                "base_url is not an http",
            ),
            (
                json!({ "base_url": "https://me:hunter2@a.example/v1", "model": "m" }),
                "base_url is not an http",
            ),
            (
                json!({ "base_url": "https://a.example/v1?key=hunter2", "model": "m" }),
                "base_url is not an http",
            ),
            (
                json!({ "base_url": url, "model": "m", "api_key": "hunter2\n" }),
                "api_key contains",
            ),
            (json!({ "timeout_seconds": 0 }), "timeout_seconds"),
            (json!({ "timeout_seconds": 121 }), "timeout_seconds"),
            (json!({ "modell": "m" }), "unknown field `modell`"),
        ] {
            let error = read(section).unwrap_err();
            assert!(error.contains(message) && !error.contains("hunter2"), "{error}");
        }
    }
}
