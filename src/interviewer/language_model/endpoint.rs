//! Requests to the endpoint: their form, and what is done about refusals.
//!
//! Servers differ in what they understand. A request that asks for structured output, with a system message, is tried
//! first; if the server calls that a bad request, the same is asked more simply, and the form that it accepted is used
//! from then on.

use super::{super::TurnContext, Failure, prompt, request_form::RequestForm};
use crate::config::LanguageModelConfig;
use async_openai::types::chat::CreateChatCompletionRequest;
use chrono::DateTime;
use reqwest::{Client, Response, StatusCode, header, redirect};
use secrecy::ExposeSecret;
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// The largest response body that is read, in bytes; leaves room for the output of reasoning models.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// The longest time after which an overloaded endpoint is tried once more.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(5);

/// A chat completions endpoint.
pub(super) struct Endpoint {
    client: Client,
    url: String,
    config: LanguageModelConfig,
    form: Mutex<RequestForm>,
}

impl Endpoint {
    pub(super) fn new(config: &LanguageModelConfig) -> Result<Self, reqwest::Error> {
        Ok(Self {
            // A redirect would send the transcript to a host that was not configured.
            client: Client::builder().redirect(redirect::Policy::none()).build()?,
            url: format!("{}/chat/completions", config.base_url.as_str().trim_end_matches('/')),
            config: config.clone(),
            form: Mutex::new(RequestForm::FULL),
        })
    }

    /// The model's name at the endpoint.
    pub(super) fn model(&self) -> &str {
        &self.config.model
    }

    /// The form that the endpoint accepted last.
    pub(super) fn form(&self) -> RequestForm {
        *self.form.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests the next reply and returns the body of the response. The caller limits the time; `deadline` is its end.
    pub(super) async fn complete(&self, context: &TurnContext<'_>, deadline: Instant) -> Result<Vec<u8>, Failure> {
        let mut form = self.form();
        loop {
            let response = self
                .send(&prompt::request(self.model(), form, context), deadline)
                .await?;
            let status = response.status();
            if status.is_success() {
                *self.form.lock().unwrap_or_else(PoisonError::into_inner) = form;
                return read_body(response).await;
            }
            if !is_bad_request(status) {
                return Err(Failure::Refused(status));
            }
            let complaint = read_body(response).await.unwrap_or_default();
            let simpler = form.simpler(&String::from_utf8_lossy(&complaint));
            form = simpler.ok_or(Failure::Refused(status))?;
        }
    }

    /// Sends the request, once more if the endpoint asks for that soon.
    async fn send(&self, request: &CreateChatCompletionRequest, deadline: Instant) -> Result<Response, Failure> {
        let response = self.post(request).await?;
        match retry_after(&response) {
            Some(wait) if Instant::now() + wait < deadline => {
                tokio::time::sleep(wait).await;
                self.post(request).await
            }
            _ => Ok(response),
        }
    }

    async fn post(&self, request: &CreateChatCompletionRequest) -> Result<Response, Failure> {
        let mut post = self.client.post(&self.url).json(request);
        if let Some(key) = &self.config.api_key {
            post = post.bearer_auth(key.expose_secret());
        }
        post.send().await.map_err(|_| Failure::Unreachable)
    }
}

/// The statuses with which servers refuse a parameter or a role that they do not know.
fn is_bad_request(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::NOT_IMPLEMENTED
    )
}

/// How long to wait before trying again, if the endpoint is overloaded and says so, and it is soon.
fn retry_after(response: &Response) -> Option<Duration> {
    let is_overloaded = matches!(
        response.status(),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS
    );
    let text = |name| response.headers().get(name)?.to_str().ok();
    let wait = wait(text(header::RETRY_AFTER).filter(|_| is_overloaded)?, text(header::DATE))?;
    (wait <= MAX_RETRY_AFTER).then_some(wait)
}

/// The time that `Retry-After` asks for, in seconds or as a date. A date is compared with the one of the response, which is
/// by the same clock.
fn wait(retry_after: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = retry_after.trim().parse() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let time = |text: &str| DateTime::parse_from_rfc2822(text.trim()).ok();
    let wait = time(retry_after)? - time(date?)?;
    Some(wait.to_std().unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_clock_of_the_endpoint() {
        let date = Some("Sun, 29 Nov 2026 00:00:01 GMT");
        for (retry_after, milliseconds) in [
            ("2", Some(2000)),
            (" 2.5 ", Some(2500)),
            ("0", Some(0)),
            ("Sun, 29 Nov 2026 00:00:03 GMT", Some(2000)),
            ("Sun, 29 Nov 2026 00:00:00 GMT", Some(0)),
            ("-1", None),
            ("NaN", None),
            ("inf", None),
            ("soon", None),
        ] {
            let expected = milliseconds.map(Duration::from_millis);
            assert_eq!(wait(retry_after, date), expected, "{retry_after}");
        }
        assert_eq!(wait("Sun, 29 Nov 2026 00:00:03 GMT", None), None);
    }
}
