//! Who asks the questions in text interviews: the guide, or a language model behind an endpoint.

use super::given;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;

const DEFAULT_SECONDS: u64 = 20;
const MAX_SECONDS: u64 = 120;

/// Settings of the interviewer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "Given")]
pub struct InterviewerConfig {
    /// The language model that asks; without one, the guide does.
    pub language_model: Option<LanguageModelConfig>,
}

/// A language model behind an endpoint that speaks `OpenAI`'s chat completions.
#[derive(Clone, Debug)]
pub struct LanguageModelConfig {
    /// The endpoint's `http` or `https` address, under which `chat/completions` stands.
    pub base_url: Url,
    /// The model's name there.
    pub model: String,
    /// The endpoint's key; local servers need none. Goes into a header as it stands.
    pub api_key: Option<SecretString>,
    /// How long a reply may take in all.
    pub timeout: Duration,
}

/// The section as it is written. Container files like to pass empty variables: they are as good as none.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Given {
    #[serde(deserialize_with = "given::text")]
    base_url: Option<String>,
    #[serde(deserialize_with = "given::text")]
    model: Option<String>,
    api_key: Option<SecretString>,
    timeout_seconds: u64,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            base_url: None,
            model: None,
            api_key: None,
            timeout_seconds: DEFAULT_SECONDS,
        }
    }
}

impl TryFrom<Given> for InterviewerConfig {
    type Error = &'static str;

    fn try_from(given: Given) -> Result<Self, Self::Error> {
        if !(1..=MAX_SECONDS).contains(&given.timeout_seconds) {
            return Err("timeout_seconds is a number from 1 to 120");
        }
        let api_key = given.api_key.filter(|key| !key.expose_secret().is_empty());
        let (base_url, model) = match (given.base_url, given.model) {
            (Some(base_url), Some(model)) => (endpoint(&base_url)?, model),
            (Some(_), None) => return Err("base_url is given without model"),
            (None, Some(_)) => return Err("model is given without base_url"),
            (None, None) if api_key.is_some() => return Err("api_key is given without base_url and model"),
            (None, None) => return Ok(Self::default()),
        };
        let printable = |key: &SecretString| key.expose_secret().chars().all(|c| c.is_ascii_graphic());
        if !api_key.as_ref().is_none_or(printable) {
            return Err("api_key holds a space or another character that no key has");
        }
        Ok(Self {
            language_model: Some(LanguageModelConfig {
                base_url,
                model,
                api_key,
                timeout: Duration::from_secs(given.timeout_seconds),
            }),
        })
    }
}

/// The reason does not repeat the text: it may hold a password.
fn endpoint(text: &str) -> Result<Url, &'static str> {
    let refused = "base_url is no http or https URL such as https://api.openai.com/v1";
    let url: Url = text.trim().parse().map_err(|_| refused)?;
    let plain =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    let served = matches!(url.scheme(), "http" | "https") && url.has_host();
    (plain && served).then_some(url).ok_or(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(section: serde_json::Value) -> Result<Option<LanguageModelConfig>, String> {
        let read: Result<InterviewerConfig, _> = serde_json::from_value(section);
        read.map(|config| config.language_model)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_endpoint_and_a_model_make_a_language_model() {
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
    fn what_does_not_fit_together_is_refused_in_words_that_repeat_no_value() {
        let url = "https://api.example.org/v1";
        for (section, words) in [
            (json!({ "base_url": url }), "base_url is given without model"),
            (json!({ "model": "hunter2" }), "model is given without base_url"),
            (json!({ "api_key": "hunter2" }), "api_key is given without"),
            (json!({ "base_url": "hunter2", "model": "m" }), "base_url is no http"),
            (
                json!({ "base_url": "ftp://hunter2/v1", "model": "m" }),
                "base_url is no http",
            ),
            (
                json!({ "base_url": "https://me:hunter2@a.example/v1", "model": "m" }),
                "base_url is no http",
            ),
            (
                json!({ "base_url": "https://a.example/v1?key=hunter2", "model": "m" }),
                "base_url is no http",
            ),
            (
                json!({ "base_url": url, "model": "m", "api_key": "hunter2\n" }),
                "api_key holds",
            ),
            (json!({ "timeout_seconds": 0 }), "timeout_seconds"),
            (json!({ "timeout_seconds": 121 }), "timeout_seconds"),
            (json!({ "modell": "m" }), "unknown field `modell`"),
        ] {
            let refused = read(section).unwrap_err();
            assert!(refused.contains(words) && !refused.contains("hunter2"), "{refused}");
        }
    }
}
