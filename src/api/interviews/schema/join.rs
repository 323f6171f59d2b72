//! The bodies of a respondent's client.

use crate::{
    clock::Timestamp,
    model::email::Email,
    rooms::{Invitation, Joined},
};
use poem_openapi::Object;
use serde::Serialize;
use validator::Validate;

/// Response model for public room information.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoomInfoResponse {
    /// The room's name.
    pub room_name: String,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
    /// Where the room stands by the clock.
    pub status: String,
    /// The name of the project.
    pub project_name: Option<String>,
    /// Until when somebody may start.
    pub expires_at: Option<Timestamp>,
    /// Language of the interview.
    pub language: Option<String>,
    /// What it will be about.
    pub topics_for_respondent: Option<String>,
}

impl From<Invitation> for RoomInfoResponse {
    fn from(Invitation { room, project_name }: Invitation) -> Self {
        Self {
            room_name: room.name,
            max_duration_minutes: room.interview.terms.max_duration.minutes().into(),
            status: room.life.status.to_string(),
            project_name,
            expires_at: Some(room.interview.terms.expires_at),
            language: room.interview.manner.language,
            topics_for_respondent: room.interview.terms.topics_for_respondent,
        }
    }
}

/// Request model for joining an interview room.
#[derive(Clone, Debug, Object, Validate)]
pub struct JoinRoomRequest {
    /// Who joins.
    pub email: Email,
}

/// Response model for joining an interview room.
#[derive(Clone, Debug, Object, Serialize)]
pub struct JoinRoomResponse {
    /// The respondent's token: opaque and short-lived.
    pub token: String,
    /// Where the interview is held.
    pub url: String,
    /// The room's name.
    pub room_name: String,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
}

impl JoinRoomResponse {
    /// The answer to a respondent who is in.
    pub fn new(joined: Joined, public_url: &str) -> Self {
        Self {
            token: joined.token,
            url: public_url.to_owned(),
            max_duration_minutes: joined.room.interview.terms.max_duration.minutes().into(),
            room_name: joined.room.name,
        }
    }
}
