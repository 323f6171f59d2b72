//! Switching between voice and text. Voice needs the script; switching back to text does not.

use super::super::{
    error::PageResult,
    responses::{json, json_error, redirect},
    view::Localizer,
    visitor::Visitor,
};
use crate::model::error::EngineError;
use poem::{handler, http::StatusCode};
use serde_json::json;

/// Starts a voice session and returns the address and the token with which the script connects to it.
#[handler]
pub async fn start(visitor: Visitor) -> PageResult {
    let session = visitor.require_session().await?;
    let localizer = Localizer(visitor.language_for(&session.room, Some(&session)));
    let error = |status, message| Ok(json_error(status, &localizer.message(message)));
    match visitor.state.engine.voice.start(&session).await {
        Ok(voice) => Ok(json(&json!({ "url": voice.url, "token": voice.token }))),
        Err(EngineError::VoiceUnavailable) => error(StatusCode::SERVICE_UNAVAILABLE, "voice-failed"),
        Err(EngineError::LinkEnded(_)) => error(StatusCode::CONFLICT, "not-running"),
        Err(error) => Err(error.into()),
    }
}

/// Returns whether the respondent is alone in the voice session because no agent has come.
#[handler]
pub async fn agent_status(visitor: Visitor) -> PageResult {
    if !visitor.wants_json {
        visitor.link()?;
        return Ok(redirect(&visitor));
    }
    let session = visitor.require_session().await?;
    let alone = visitor.state.engine.voice.agent_is_missing(&session).await?;
    Ok(json(&json!({ "alone": alone })))
}

/// Switches back to text.
#[handler]
pub async fn stop(visitor: Visitor) -> PageResult {
    if let Some(session) = visitor.session().await? {
        match visitor.state.engine.voice.stop(&session).await {
            // The interview has already ended; the page shows how.
            Err(EngineError::LinkEnded(_) | EngineError::NoSession) => {}
            result => result?,
        }
    }
    Ok(redirect(&visitor))
}
