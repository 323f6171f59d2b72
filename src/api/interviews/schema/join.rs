//! The bodies of a respondent's client.

use super::InterviewRoomResponse;
use crate::{
    clock::Timestamp,
    engine::{
        interviews::{Joined, LinkPreview},
        voice::Voice,
    },
    model::{email::Email, room::InterviewRoom},
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use validator::Validate;

/// Response model for public room information.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
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

impl Example for RoomInfoResponse {
    fn example() -> Self {
        let room = InterviewRoomResponse::example();
        Self {
            room_name: room.room_name,
            max_duration_minutes: room.max_duration_minutes,
            status: room.status,
            project_name: Some("Planning".to_owned()),
            expires_at: room.expires_at,
            language: room.language,
            topics_for_respondent: room.topics_for_respondent,
        }
    }
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
#[oai(example)]
pub struct JoinRoomRequest {
    /// Who joins.
    pub email: Email,
}

impl Example for JoinRoomRequest {
    fn example() -> Self {
        Self {
            email: Email::example(),
        }
    }
}

/// Response model for joining an interview room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct JoinRoomResponse {
    /// The token that lets the respondent in there.
    pub token: String,
    /// Where the interview is held: LiveKit's URL, or this service's.
    pub url: String,
    /// The room's name there.
    pub room_name: String,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
}

impl Example for JoinRoomResponse {
    fn example() -> Self {
        let room = InterviewRoomResponse::example();
        Self {
            token: "b25seSBhbiBleGFtcGxlIG9mIGEgdG9rZW4".to_owned(),
            url: "https://rooms.example.org".to_owned(),
            room_name: room.room_name,
            max_duration_minutes: room.max_duration_minutes,
        }
    }
}

impl JoinRoomResponse {
    /// The answer to a respondent who is in.
    pub fn new(Joined { session, token }: Joined, public_url: &str) -> Self {
        let room = session.room;
        Self {
            token,
            url: public_url.to_owned(),
            max_duration_minutes: room.interview.terms.max_duration.minutes().into(),
            room_name: room.base.name,
        }
    }

    /// The answer to a respondent who is in, and who joins by voice.
    pub fn by_voice(room: &InterviewRoom, voice: Voice) -> Self {
        Self {
            token: voice.token,
            url: voice.url,
            max_duration_minutes: room.interview.terms.max_duration.minutes().into(),
            room_name: voice.room_name,
        }
    }
}
