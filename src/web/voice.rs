//! Speaking instead of writing, and back. A script does the speaking; going back takes none.

use super::{
    assets,
    turns::session_over,
    visit::{Visit, problem},
};
use crate::{livekit::Livekit, model::error::EngineError, web::tongue::Tongue};
use poem::{Response, handler, http::StatusCode};
use serde_json::{Value, json};

/// What pages need to know of voice, where it can be offered.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The address of its script.
    pub script: String,
    /// Where its script connects to, besides the service itself, as a policy names it.
    pub origins: String,
}

impl Voice {
    /// Voice for pages whose paths begin with `base`; none where the script was not built in.
    pub fn offered(livekit: &Livekit, base: &str) -> Option<Self> {
        assets::voice().map(|script| Self {
            script: base.to_owned() + &script.path(),
            origins: livekit.url().origins().join(" "),
        })
    }
}

/// Lets the script in: where to connect, and with what.
#[handler]
pub async fn enter(visit: Visit) -> poem::Result<Response> {
    let session = visit.session().await?.ok_or_else(|| session_over(&visit))?;
    let words = Tongue(visit.language(&session.room, Some(&session)));
    match visit.pages.engine.voice.start(&session).await {
        Ok(voice) => Ok(told(&json!({ "url": voice.url, "token": voice.token }))),
        Err(EngineError::VoiceUnavailable) => Err(problem(StatusCode::SERVICE_UNAVAILABLE, &words.say("voice-failed"))),
        Err(EngineError::LinkEnded(_)) => Err(problem(StatusCode::CONFLICT, &words.say("not-running"))),
        Err(error) => Err(visit.trouble(&error)),
    }
}

/// Whether the respondent waits for an interviewer in vain.
#[handler]
pub async fn look(visit: Visit) -> poem::Result<Response> {
    if !visit.wants_json() {
        visit.link()?;
        return Ok(visit.onwards(""));
    }
    let session = visit.session().await?.ok_or_else(|| session_over(&visit))?;
    let alone = visit.told(visit.pages.engine.voice.agent_is_missing(&session).await)?;
    Ok(told(&json!({ "alone": alone })))
}

/// Goes on in writing.
#[handler]
pub async fn write(visit: Visit) -> poem::Result<Response> {
    if let Some(session) = visit.session().await? {
        match visit.pages.engine.voice.stop(&session).await {
            // What is over is shown by the page.
            Err(EngineError::LinkEnded(_) | EngineError::NoSession) => {}
            result => visit.told(result)?,
        }
    }
    Ok(visit.onwards(""))
}

fn told(news: &Value) -> Response {
    Response::builder()
        .content_type("application/json")
        .body(news.to_string())
}
