//! Access tokens: for browsers that join a LiveKit room, and for this service's own calls.
//!
//! The holder of a token can read it, so it contains opaque ids only. Browsers may publish a microphone and subscribe, and
//! neither publish video nor change their own metadata.

use super::{Livekit, LivekitError, claims};
use crate::{clock::Timestamp, model::ids::RoomId};
use chrono::TimeDelta;
use livekit_token::{Claims, VideoGrants};
use serde_json::json;

/// Minutes for which a token lets its holder join. Its end disconnects nobody: LiveKit issues new tokens to participants
/// for reconnecting.
pub const JOIN_MINUTES: i64 = 5;
/// Seconds for which the token of a call is valid.
const CALL_SECONDS: i64 = 60;

/// A respondent who joins an interview by voice.
#[derive(Clone, Copy, Debug)]
pub struct JoinToken<'a> {
    /// The name of the LiveKit room.
    pub room: &'a str,
    /// The respondent. A second connection with the same identity replaces the first.
    pub identity: &'a str,
    /// The interview, by which the worker requests its configuration.
    pub interview: RoomId,
}

impl Livekit {
    /// A token with which a respondent joins, valid for [`JOIN_MINUTES`].
    ///
    /// # Errors
    /// [`LivekitError::Signing`].
    pub fn join_token(&self, join: JoinToken<'_>) -> Result<String, LivekitError> {
        self.sign(TimeDelta::minutes(JOIN_MINUTES), |claims| Claims {
            sub: join.identity.to_owned(),
            metadata: json!({ "interview_room_id": join.interview.to_string() }).to_string(),
            video: join_grants(join.room),
            ..claims
        })
    }

    /// A token with which a person joins an agent room, valid for [`JOIN_MINUTES`]. It also allows to exchange data with
    /// the agents.
    ///
    /// # Errors
    /// [`LivekitError::Signing`].
    pub fn agent_room_token(&self, room: &str, identity: &str) -> Result<String, LivekitError> {
        self.sign(TimeDelta::minutes(JOIN_MINUTES), |claims| Claims {
            sub: identity.to_owned(),
            video: VideoGrants {
                can_publish_data: Some(true),
                ..join_grants(room)
            },
            ..claims
        })
    }

    /// A token for one call of this service.
    pub(super) fn call_token(&self, grants: VideoGrants) -> Result<String, LivekitError> {
        self.sign(TimeDelta::seconds(CALL_SECONDS), |claims| Claims {
            video: grants,
            ..claims
        })
    }

    fn sign(&self, valid: TimeDelta, fill: impl FnOnce(Claims) -> Claims) -> Result<String, LivekitError> {
        let now = self.clock.now();
        let claims = fill(Claims {
            iss: self.server.key.key.clone(),
            nbf: unix_seconds(now),
            exp: unix_seconds(now + valid),
            ..Claims::default()
        });
        claims::sign(&claims, &self.server.key.secret).ok_or(LivekitError::Signing)
    }
}

fn join_grants(room: &str) -> VideoGrants {
    VideoGrants {
        room_join: true,
        room: room.to_owned(),
        can_publish: Some(true),
        can_publish_sources: vec!["microphone".to_owned()],
        can_subscribe: Some(true),
        can_publish_data: Some(false),
        can_update_own_metadata: Some(false),
        ..VideoGrants::default()
    }
}

fn unix_seconds(time: Timestamp) -> usize {
    usize::try_from(time.timestamp()).unwrap_or_default()
}
