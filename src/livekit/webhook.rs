//! LiveKit's webhooks: verifying that one is authentic, and reading its event.
//!
//! A webhook is authentic if its token is current, signed with a configured key, and contains the hash of exactly this
//! body. Its event is read leniently, because newer servers send events, fields and values that are unknown here, and
//! leave out defaults. An event may arrive twice, late, or never; handling that is left to the engine.

use super::{Livekit, LivekitParticipant, LivekitRoom, claims, room::storable};
use crate::clock::Timestamp;
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::DateTime;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Seconds by which the clocks of LiveKit and this service may differ.
const LEEWAY: i64 = 60;

/// A webhook that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// The token is missing, not current, not signed with a configured key, or for another body.
    #[error("the webhook's signature is missing, wrong or out of date")]
    BadSignature,
    /// The body is authentic but not an event.
    #[error("the webhook is signed but its body is not an event")]
    Malformed,
}

/// An event on the LiveKit server.
#[derive(Clone, Debug, Deserialize)]
pub struct WebhookEvent {
    /// The event's id, which is the same when it is delivered again.
    #[serde(deserialize_with = "storable")]
    pub id: String,
    /// What happened.
    #[serde(rename = "event", default)]
    pub kind: WebhookEventKind,
    /// When it happened, by the server's clock.
    #[serde(
        rename = "createdAt",
        alias = "created_at",
        default,
        deserialize_with = "unix_seconds"
    )]
    pub created_at: Option<Timestamp>,
    /// The room that it concerns.
    #[serde(default)]
    pub room: Option<LivekitRoom>,
    /// The participant that it concerns.
    #[serde(default)]
    pub participant: Option<LivekitParticipant>,
}

/// The kinds of events that the service acts on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookEventKind {
    /// A room was created.
    RoomStarted,
    /// A room ended.
    RoomFinished,
    /// A participant connected.
    ParticipantJoined,
    /// A participant disconnected.
    ParticipantLeft,
    /// Any other kind.
    #[default]
    #[serde(other)]
    Other,
}

impl Livekit {
    /// Verifies a webhook by its `Authorization` header and its unchanged body, and reads its event.
    ///
    /// # Errors
    /// [`WebhookError::BadSignature`] if it is not authentic, [`WebhookError::Malformed`] if the body is not an event.
    pub fn verify_webhook(&self, authorization: Option<&str>, body: &[u8]) -> Result<WebhookEvent, WebhookError> {
        let header = authorization.ok_or(WebhookError::BadSignature)?.trim();
        // The server sends the bare token; some proxies and tools add the scheme.
        let token = header.strip_prefix("Bearer ").unwrap_or(header).trim();
        let claims = claims::verify(token, |issuer| self.secret_of(issuer)).ok_or(WebhookError::BadSignature)?;
        let now = self.clock.now().timestamp();
        let (not_before, expires) = (to_i64(claims.nbf), to_i64(claims.exp));
        let is_current = not_before <= now.saturating_add(LEEWAY) && now < expires.saturating_add(LEEWAY);
        if !is_current || claims.sha256 != BASE64_STANDARD.encode(Sha256::digest(body)) {
            return Err(WebhookError::BadSignature);
        }
        let event: WebhookEvent = serde_json::from_slice(body).map_err(|_| WebhookError::Malformed)?;
        (!event.id.is_empty()).then_some(event).ok_or(WebhookError::Malformed)
    }
}

fn to_i64(seconds: usize) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// Reads seconds since 1970, which protobuf's JSON writes as text because they have 64 bits.
fn unix_seconds<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Timestamp>, D::Error> {
    let seconds = match Value::deserialize(source)? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_i64(),
        _ => None,
    };
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}
