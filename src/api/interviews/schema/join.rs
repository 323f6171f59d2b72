//! Joining by a link.

use crate::{
    clock::Timestamp,
    engine::{
        interviews::{Joined, LinkPreview},
        voice::Voice,
    },
    model::{email::Email, room::InterviewRoom},
};
use poem_openapi::Object;
use serde::Serialize;
use validator::Validate;

/// Response model for public room information.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoomInfoResponse {
    /// Name of the room.
    pub room_name: String,
    /// Maximum duration of the interview, in minutes.
    pub max_duration_minutes: i32,
    /// Current status of the room.
    pub status: String,
    /// Name of the project.
    pub project_name: Option<String>,
    /// When the link expires.
    pub expires_at: Option<Timestamp>,
    /// Language of the interview.
    pub language: Option<String>,
    /// Topics announced to the respondent.
    pub topics_for_respondent: Option<String>,
}

impl From<LinkPreview> for RoomInfoResponse {
    fn from(LinkPreview { room, project_name, .. }: LinkPreview) -> Self {
        Self {
            room_name: room.base.name.clone(),
            max_duration_minutes: room.interview.terms.max_duration.minutes().into(),
            status: room.base.life.status.to_string(),
            project_name,
            expires_at: Some(room.interview.terms.expires_at),
            language: room.interview.options.language,
            topics_for_respondent: room.interview.terms.topics_for_respondent,
        }
    }
}

/// Request model for joining an interview room.
#[derive(Clone, Debug, Object, Validate)]
pub struct JoinRoomRequest {
    /// E-mail address of the respondent.
    pub email: Email,
}

/// Response model for joining an interview room.
#[derive(Clone, Debug, Object, Serialize)]
pub struct JoinRoomResponse {
    /// Token to join the interview at `url`.
    pub token: String,
    /// URL of LiveKit, or of this service for a written interview.
    pub url: String,
    /// Name of the room.
    pub room_name: String,
    /// Maximum duration of the interview, in minutes.
    pub max_duration_minutes: i32,
}

impl JoinRoomResponse {
    /// The response for a written interview.
    pub fn new(Joined { session, token }: Joined, public_url: &str) -> Self {
        let room = session.room;
        Self {
            token,
            url: public_url.to_owned(),
            max_duration_minutes: room.interview.terms.max_duration.minutes().into(),
            room_name: room.base.name,
        }
    }

    /// The response for an interview by voice.
    pub fn with_voice(room: &InterviewRoom, voice: Voice) -> Self {
        Self {
            token: voice.token,
            url: voice.url,
            max_duration_minutes: room.interview.terms.max_duration.minutes().into(),
            room_name: room.base.name.clone(),
        }
    }
}
