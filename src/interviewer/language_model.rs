//! The interviewer that is a language model, behind any endpoint that implements `OpenAI`'s chat completions.
//!
//! It sends one request per reply. If that fails for any reason, the guide replies instead, from the same turns, and the
//! next turn tries the model again. Prompts, completions and the key are never logged; a failure is logged by its kind.
//!
//! Only the request types of the crate `async-openai` are used. Its client logs bodies that it cannot parse, retries
//! requests, reads responses of any size, and requires response fields that other servers omit.

mod completion;
mod prompt;

use super::{Interviewer, Reply, TurnContext, count_reply, guide};
use crate::{config::LanguageModelConfig, model::guide::Cue};
use async_trait::async_trait;
use reqwest::{Client, Response, StatusCode, redirect};
use secrecy::ExposeSecret;
use std::time::Duration;
use strum::IntoStaticStr;
use tracing::warn;

/// The largest response body that is read, in bytes; leaves room for the output of reasoning models.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Asks what a language model suggests.
pub struct LanguageModel {
    client: Client,
    url: String,
    config: LanguageModelConfig,
}

/// Why the guide replies instead; the names are values of the metric's label `outcome`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum Failure {
    /// The endpoint did not respond in time.
    Timeout,
    /// The connection could not be established, or broke.
    Unreachable,
    /// The endpoint responded with this status.
    Refused(StatusCode),
    /// The response or the reply is too long, or the reply was cut off.
    TooLong,
    /// The response is not a chat completion with text.
    Unreadable,
    /// The text cannot be shown to a respondent.
    OffForm,
}

impl Failure {
    fn report(self) {
        let status = match self {
            Self::Refused(status) => Some(status.as_u16()),
            _ => None,
        };
        let outcome: &str = self.into();
        warn!(outcome, status, "language model failed; the guide replies instead");
        count_reply("guide", outcome);
    }
}

impl LanguageModel {
    /// The model behind this endpoint. Fails if the TLS backend cannot be initialized.
    pub fn new(config: &LanguageModelConfig) -> Result<Self, reqwest::Error> {
        Ok(Self {
            // A redirect would send the transcript to a host that was not configured.
            client: Client::builder().redirect(redirect::Policy::none()).build()?,
            url: format!("{}/chat/completions", config.base_url.as_str().trim_end_matches('/')),
            config: config.clone(),
        })
    }

    async fn reply_in_time(&self, context: &TurnContext<'_>) -> Result<Reply, Failure> {
        let remaining: Duration = context.remaining.to_std().unwrap_or_default();
        let reply = tokio::time::timeout(self.config.timeout.min(remaining), self.reply(context));
        reply.await.unwrap_or(Err(Failure::Timeout))
    }

    async fn reply(&self, context: &TurnContext<'_>) -> Result<Reply, Failure> {
        let mut request = self.client.post(&self.url);
        request = request.json(&prompt::request(&self.config.model, context));
        if let Some(key) = &self.config.api_key {
            request = request.bearer_auth(key.expose_secret());
        }
        let response = request.send().await.map_err(|_| Failure::Unreachable)?;
        if !response.status().is_success() {
            return Err(Failure::Refused(response.status()));
        }
        completion::parse_reply(&read_body(response).await?, context)
    }
}

#[async_trait]
impl Interviewer for LanguageModel {
    async fn next(&self, context: &TurnContext<'_>) -> Reply {
        if let Some(reply) = self.immediate_reply(context) {
            return reply;
        }
        match self.reply_in_time(context).await {
            Ok(reply) => {
                count_reply("model", if reply.cue == Cue::Closing { "closed" } else { "asked" });
                reply
            }
            Err(failure) => {
                failure.report();
                guide::reply(context)
            }
        }
    }

    fn immediate_reply(&self, context: &TurnContext<'_>) -> Option<Reply> {
        guide::is_fixed(context).then(|| guide::scripted_reply(context))
    }
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| Failure::Unreachable)? {
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(Failure::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
