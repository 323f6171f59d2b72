//! The token with which a respondent's browser joins a room of the media server.
//!
//! Its holder can read it, so it holds opaque ids only. It allows to be heard, to hear, and nothing else: no camera, no
//! data, no change of one's own description.

use super::{Livekit, LivekitError, claims};
use crate::{clock::Timestamp, model::ids::RoomId};
use chrono::TimeDelta;
use livekit_token::{Claims, VideoGrants};
use serde_json::json;

/// Minutes for which a token is good for joining. Who is connected is not cut by its end: the server hands out fresh
/// ones for reconnecting.
pub const JOIN_MINUTES: i64 = 5;
/// Seconds for which a token of our own is good, for one call.
const CALL_SECONDS: i64 = 60;

/// Who joins what.
#[derive(Clone, Copy, Debug)]
pub struct JoinToken<'a> {
    /// The name of the room of the media server.
    pub room: &'a str,
    /// Who joins; the same for the same person, so that a second tab replaces the first.
    pub identity: &'a str,
    /// The interview, which the worker asks us about.
    pub interview: RoomId,
}

impl Livekit {
    /// A token for joining, good for [`JOIN_MINUTES`].
    pub fn join_token(&self, join: JoinToken<'_>) -> Result<String, LivekitError> {
        let grants = VideoGrants {
            room_join: true,
            room: join.room.to_owned(),
            can_publish: Some(true),
            can_publish_sources: vec!["microphone".to_owned()],
            can_subscribe: Some(true),
            can_publish_data: Some(false),
            can_update_own_metadata: Some(false),
            ..VideoGrants::default()
        };
        self.signed(TimeDelta::minutes(JOIN_MINUTES), |claims| Claims {
            sub: join.identity.to_owned(),
            // The contract's form of it: the one thing a worker needs to ask us the rest.
            metadata: json!({ "interview_room_id": join.interview.to_string() }).to_string(),
            video: grants,
            ..claims
        })
    }

    /// A token with which a person joins a room of characters, good for joining as long: to be heard, to hear, and to
    /// exchange data with the characters.
    pub fn agent_room_token(&self, room: &str, identity: &str) -> Result<String, LivekitError> {
        let grants = VideoGrants {
            room_join: true,
            room: room.to_owned(),
            can_publish: Some(true),
            can_publish_sources: vec!["microphone".to_owned()],
            can_subscribe: Some(true),
            can_publish_data: Some(true),
            can_update_own_metadata: Some(false),
            ..VideoGrants::default()
        };
        self.signed(TimeDelta::minutes(JOIN_MINUTES), |claims| Claims {
            sub: identity.to_owned(),
            video: grants,
            ..claims
        })
    }

    /// A token for one call of our own.
    pub(super) fn call_token(&self, grants: VideoGrants) -> Result<String, LivekitError> {
        self.signed(TimeDelta::seconds(CALL_SECONDS), |claims| Claims {
            video: grants,
            ..claims
        })
    }

    fn signed(&self, valid: TimeDelta, fill: impl FnOnce(Claims) -> Claims) -> Result<String, LivekitError> {
        let now = self.clock.now();
        let claims = fill(Claims {
            iss: self.server.key.key.clone(),
            nbf: seconds(now),
            exp: seconds(now + valid),
            ..Claims::default()
        });
        claims::sign(&claims, &self.server.key.secret).ok_or(LivekitError::Unsigned)
    }
}

fn seconds(moment: Timestamp) -> usize {
    usize::try_from(moment.timestamp()).unwrap_or_default()
}
