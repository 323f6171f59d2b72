//! The interviewer that is a language model, behind any endpoint that implements `OpenAI`'s chat completions.
//!
//! The model is not trusted. [`completion`] reads the response, [`draft`] finds the last well-formed reply in it, and
//! [`check`] lets through only plain prose with one of three effects: a question of the guide, a follow-up, the end. If a
//! reply fails for any reason, the guide replies instead, from the same turns, and the next turn tries the model again;
//! after several failures of the endpoint in a row, [`Breaker`] stops asking it for a while. Prompts, completions and the
//! key are never logged; a failure is logged by its kind.
//!
//! Only the request types of the crate `async-openai` are used. Its client logs bodies that it cannot parse, retries
//! requests, reads responses of any size, and requires response fields that other servers omit.

mod breaker;
mod check;
mod completion;
mod draft;
mod endpoint;
mod probe;
mod prompt;
mod prose;
mod request_form;
mod stop_wish;

use super::{Interviewer, Reply, TurnContext, count_reply, guide};
use crate::{config::LanguageModelConfig, model::guide::Cue};
use async_trait::async_trait;
use breaker::Breaker;
use endpoint::Endpoint;
use reqwest::StatusCode;
use std::time::Duration;
use strum::IntoStaticStr;
use tokio::time::{Instant, timeout_at};
use tracing::warn;

/// Asks what a language model suggests.
pub struct LanguageModel {
    endpoint: Endpoint,
    breaker: Breaker,
    /// Time for a whole reply.
    timeout: Duration,
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
    /// The endpoint failed several times in a row and is not asked at present.
    Paused,
    /// The response or the reply is too long, or the reply was cut off.
    TooLong,
    /// The model did not finish its reply by itself, for example because a content filter stopped it.
    Unfinished,
    /// The response is not a chat completion.
    Unreadable,
    /// The model wrote no text, or only thoughts.
    #[strum(serialize = "unreadable")]
    Empty,
    /// The text cannot be shown to a respondent.
    OffForm,
    /// The text repeats the research goals or the notes of the guide.
    Leak,
    /// The model ends the interview although there are questions and time left.
    EarlyEnd,
}

impl Failure {
    /// Whether the endpoint is to blame. What the model writes is not counted against the endpoint: a respondent can
    /// provoke it, and would stop the model for everybody.
    const fn is_of_endpoint(self) -> bool {
        matches!(
            self,
            Self::Timeout | Self::Unreachable | Self::Refused(_) | Self::Unreadable
        )
    }

    fn status(self) -> Option<u16> {
        match self {
            Self::Refused(status) => Some(status.as_u16()),
            _ => None,
        }
    }

    fn report(self) {
        let outcome: &str = self.into();
        warn!(
            outcome,
            status = self.status(),
            "language model failed; the guide replies instead"
        );
        count_reply("guide", outcome);
    }
}

impl LanguageModel {
    /// The model behind this endpoint. Fails if the TLS backend cannot be initialized.
    pub fn new(config: &LanguageModelConfig) -> Result<Self, reqwest::Error> {
        Ok(Self {
            endpoint: Endpoint::new(config)?,
            breaker: Breaker::default(),
            timeout: config.timeout,
        })
    }

    /// The model's reply, unless the endpoint is not asked at present.
    async fn reply(&self, context: &TurnContext<'_>) -> Result<Reply, Failure> {
        if !self.breaker.admits(Instant::now()) {
            return Err(Failure::Paused);
        }
        let reply = self.ask(context).await;
        let endpoint_failed = reply.as_ref().is_err_and(|failure| failure.is_of_endpoint());
        self.breaker.record(endpoint_failed, Instant::now());
        reply
    }

    async fn ask(&self, context: &TurnContext<'_>) -> Result<Reply, Failure> {
        let remaining: Duration = context.remaining.to_std().unwrap_or_default();
        let deadline = Instant::now() + self.timeout.min(remaining);
        let body = timeout_at(deadline, self.endpoint.complete(context, deadline)).await;
        let content = completion::content(&body.unwrap_or(Err(Failure::Timeout))?)?;
        check::admit(&draft::last(&content)?, context)
    }
}

#[async_trait]
impl Interviewer for LanguageModel {
    async fn next(&self, context: &TurnContext<'_>) -> Reply {
        if let Some(reply) = self.immediate_reply(context) {
            return reply;
        }
        match self.reply(context).await {
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

    async fn introduce(&self) {
        self.probe().await;
    }
}
