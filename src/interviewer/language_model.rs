//! The interviewer that is a language model, behind any endpoint that speaks `OpenAI`'s chat completions.
//!
//! It asks once for each reply. Whatever goes wrong, the guide replies instead, from the same turns, and the model is
//! asked again at the next turn. Prompts, answers and the key are never logged: of a failure only its kind is told.
//!
//! Of the crate `async-openai` the types of the request are used, not its client, which logs bodies that it cannot read,
//! repeats requests, reads answers of any size, and demands fields of an answer that other servers leave out.

mod answer;
mod prompt;

use super::{Interviewer, Reply, TurnContext, count, guide};
use crate::{config::LanguageModelConfig, model::guide::Cue};
use async_trait::async_trait;
use reqwest::{Client, Response, StatusCode, redirect};
use secrecy::ExposeSecret;
use std::time::Duration;
use tracing::warn;

/// The largest body that is read: room for a model that tells its thoughts.
const MAX_BYTES: usize = 1024 * 1024;

/// Asks what a language model says.
pub struct LanguageModel {
    client: Client,
    completions: String,
    config: LanguageModelConfig,
}

/// Why the guide has to reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    /// Nobody answered in time.
    Timeout,
    /// There is no connection, or it broke.
    Unreachable,
    /// The endpoint answered with this status.
    Refused(StatusCode),
    /// The answer is longer than anything that can be said, or was cut off.
    TooLong,
    /// The answer is no chat completion with a text.
    Unreadable,
    /// The text is nothing that can be said to a respondent.
    OffForm,
}

impl Failure {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Refused(_) => "refused",
            Self::TooLong => "too_long",
            Self::Unreadable => "unreadable",
            Self::OffForm => "off_form",
        }
    }

    fn tell(self) {
        let status = match self {
            Self::Refused(status) => Some(status.as_u16()),
            _ => None,
        };
        warn!(
            outcome = self.as_str(),
            status, "the guide replies instead of the language model"
        );
        count("guide", self.as_str());
    }
}

impl LanguageModel {
    /// The model behind this endpoint. Fails when the system has no way to speak TLS.
    pub fn new(config: &LanguageModelConfig) -> Result<Self, reqwest::Error> {
        Ok(Self {
            // What a respondent said goes to the configured endpoint and is sent on nowhere.
            client: Client::builder().redirect(redirect::Policy::none()).build()?,
            completions: format!("{}/chat/completions", config.base_url.as_str().trim_end_matches('/')),
            config: config.clone(),
        })
    }

    async fn ask_in_time(&self, situation: &TurnContext<'_>) -> Result<Reply, Failure> {
        let left: Duration = situation.remaining.to_std().unwrap_or_default();
        let asked = tokio::time::timeout(self.config.timeout.min(left), self.ask(situation));
        asked.await.unwrap_or(Err(Failure::Timeout))
    }

    async fn ask(&self, situation: &TurnContext<'_>) -> Result<Reply, Failure> {
        let request = prompt::request(&self.config.model, situation);
        let mut call = self.client.post(&self.completions).json(&request);
        if let Some(key) = &self.config.api_key {
            call = call.bearer_auth(key.expose_secret());
        }
        let response = call.send().await.map_err(|_| Failure::Unreachable)?;
        if !response.status().is_success() {
            return Err(Failure::Refused(response.status()));
        }
        answer::reply(&body(response).await?, situation)
    }
}

#[async_trait]
impl Interviewer for LanguageModel {
    async fn next(&self, situation: &TurnContext<'_>) -> Reply {
        if let Some(reply) = self.immediate_reply(situation) {
            return reply;
        }
        match self.ask_in_time(situation).await {
            Ok(reply) => {
                count("model", if reply.cue == Cue::Closing { "closed" } else { "asked" });
                reply
            }
            Err(failure) => {
                failure.tell();
                guide::reply(situation)
            }
        }
    }

    fn immediate_reply(&self, situation: &TurnContext<'_>) -> Option<Reply> {
        guide::is_fixed(situation).then(|| {
            count("guide", "scripted");
            guide::reply(situation)
        })
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| Failure::Unreachable)? {
        if body.len() + chunk.len() > MAX_BYTES {
            return Err(Failure::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
