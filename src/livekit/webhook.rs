//! What the media server tells us by itself.
//!
//! A webhook is believed when one of our keys signed its token a short while ago and the token names the hash of
//! exactly these bytes. It is then read leniently: a server newer than this code sends events, fields and values that
//! we do not know, and leaves out whatever has its default. It may come twice, late, or not at all; what that means is
//! for the engine to say.

use super::{Livekit, claims};
use crate::clock::Timestamp;
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::DateTime;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Seconds by which the two clocks may differ.
const LEEWAY: i64 = 60;

/// A webhook that is not believed, or not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// None of our keys signed it, or not these bytes, or not now.
    #[error("the webhook's signature is missing, wrong or out of date")]
    Forged,
    /// It is signed, but is no event.
    #[error("the webhook is signed but holds no event")]
    Nonsense,
}

/// What happened on the media server.
#[derive(Clone, Debug, Deserialize)]
pub struct MediaEvent {
    /// The same when the server tells it again.
    pub id: String,
    /// What it is.
    #[serde(rename = "event", default)]
    pub kind: MediaEventKind,
    /// When the server says it happened.
    #[serde(rename = "createdAt", alias = "created_at", default, deserialize_with = "moment")]
    pub created_at: Option<Timestamp>,
    /// In which room.
    #[serde(default)]
    pub room: Option<super::MediaRoom>,
    /// To whom.
    #[serde(default)]
    pub participant: Option<super::MediaParticipant>,
}

/// The kinds of events that matter to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaEventKind {
    /// A room was made.
    RoomStarted,
    /// A room is over.
    RoomFinished,
    /// Somebody can be heard.
    ParticipantJoined,
    /// Somebody has left.
    ParticipantLeft,
    /// Anything else.
    #[default]
    #[serde(other)]
    Other,
}

/// What takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParticipantKind {
    /// A person; what is left out means this.
    #[default]
    Person,
    /// A worker.
    Agent,
    /// A recording, a telephone, or something newer.
    Other,
}

impl<'de> Deserialize<'de> for ParticipantKind {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        // Enumerations of protobuf come as names or as numbers.
        Ok(match Value::deserialize(source)? {
            Value::Null => Self::Person,
            Value::String(name) if name == "STANDARD" => Self::Person,
            Value::String(name) if name == "AGENT" => Self::Agent,
            Value::Number(number) if number.as_i64() == Some(0) => Self::Person,
            Value::Number(number) if number.as_i64() == Some(4) => Self::Agent,
            _ => Self::Other,
        })
    }
}

impl Livekit {
    /// The event that a webhook tells of. `authorization` is its header, `body` its bytes as they came.
    pub fn webhook(&self, authorization: Option<&str>, body: &[u8]) -> Result<MediaEvent, WebhookError> {
        let header = authorization.ok_or(WebhookError::Forged)?.trim();
        // The server sends the token bare; some proxies and tools put the scheme before it.
        let token = header.strip_prefix("Bearer ").unwrap_or(header).trim();
        let claims = claims::verified(token, |issuer| self.secret_of(issuer)).ok_or(WebhookError::Forged)?;
        let now = self.clock.now().timestamp();
        let (from, until) = (signed(claims.nbf), signed(claims.exp));
        let is_current = from <= now.saturating_add(LEEWAY) && now < until.saturating_add(LEEWAY);
        if !is_current || claims.sha256 != BASE64_STANDARD.encode(Sha256::digest(body)) {
            return Err(WebhookError::Forged);
        }
        let event: MediaEvent = serde_json::from_slice(body).map_err(|_| WebhookError::Nonsense)?;
        (!event.id.is_empty()).then_some(event).ok_or(WebhookError::Nonsense)
    }
}

fn signed(seconds: usize) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// Seconds since 1970, which protobuf's JSON writes as text because they have 64 bits.
fn moment<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Timestamp>, D::Error> {
    let seconds = match Value::deserialize(source)? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_i64(),
        _ => None,
    };
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}
