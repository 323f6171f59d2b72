//! A room as its team sees it.

use crate::{
    clock::Timestamp,
    engine::interviews::RoomView,
    model::{room::InterviewRoom, status::Status},
};
use chrono::TimeDelta;
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use uuid::Uuid;

/// Response model for interview room details.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct InterviewRoomResponse {
    /// The room's id.
    pub id: String,
    /// The project that it was made in.
    pub project_id: String,
    /// The record of the completed interview.
    pub record_id: Option<String>,
    /// The secret of the link; empty for a viewer.
    pub access_token: String,
    /// The respondent's link; empty for a viewer.
    pub url: String,
    /// The room's name on the media server.
    pub room_name: String,
    /// The only person who may join; null for a viewer.
    pub respondent_email: Option<String>,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
    /// Goals of this interview instead of the project's.
    pub research_goals_override: Option<String>,
    /// Guide of this interview instead of the project's.
    pub interview_guide_override: Option<String>,
    /// Where the room stands by the clock: `pending`, `active`, `completed`, `expired` or `cancelled`.
    pub status: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the respondent first joined.
    pub started_at: Option<Timestamp>,
    /// When it reached its final status.
    pub finished_at: Option<Timestamp>,
    /// Until when somebody may start.
    pub expires_at: Option<Timestamp>,
    /// The API key that made it.
    pub created_by: String,
    /// Voice of the interviewer.
    pub voice: Option<String>,
    /// Provider of the realtime model.
    pub realtime_provider: Option<String>,
    /// Language of the interview.
    pub language: Option<String>,
    /// What the respondent is told that it will be about.
    pub topics_for_respondent: Option<String>,
    /// The team's own name for the interview.
    #[oai(validator(max_length = 42))]
    pub display_name: Option<String>,
    /// The team's own key for the respondent.
    pub external_id: Option<String>,
    /// Why the room ended: `respondent_left`, `time_up`, `agent_reported`, `media_finished`, `link_expired`,
    /// `cancelled` or `project_deleted`.
    pub end_reason: Option<String>,
}

impl InterviewRoomResponse {
    /// The room as its team sees it.
    pub fn new(view: RoomView, public_url: &str) -> Self {
        let RoomView { room, token } = view;
        let record = room.record();
        let InterviewRoom {
            project,
            interview,
            room,
        } = room;
        let life = room.life;
        let token = token.map(|token| token.expose()).unwrap_or_default();
        let url = if token.is_empty() {
            String::new()
        } else {
            format!("{public_url}/interview/{token}")
        };
        Self {
            id: room.id.to_string(),
            project_id: project.to_string(),
            record_id: record.map(|id| id.to_string()),
            access_token: token,
            url,
            room_name: room.name,
            respondent_email: interview.respondent.map(|email| email.expose().to_owned()),
            max_duration_minutes: interview.terms.max_duration.minutes().into(),
            research_goals_override: interview.terms.research_goals_override,
            interview_guide_override: interview.terms.interview_guide_override,
            status: life.status.to_string(),
            created_at: room.created_at,
            started_at: life.started_at,
            finished_at: life.finished_at,
            expires_at: Some(interview.terms.expires_at),
            created_by: room.created_by.to_string(),
            voice: interview.manner.voice,
            realtime_provider: interview.manner.realtime_provider,
            language: interview.manner.language,
            topics_for_respondent: interview.terms.topics_for_respondent,
            display_name: interview.terms.display_name,
            external_id: interview.external_id,
            end_reason: life.end_reason.map(|reason| reason.to_string()),
        }
    }
}

impl Example for InterviewRoomResponse {
    fn example() -> Self {
        let id = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0002);
        let made = Timestamp::from_timestamp_secs(1_767_600_000).unwrap_or_default();
        Self {
            id: id.to_string(),
            project_id: Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0001).to_string(),
            record_id: None,
            access_token: "dGhpcyBpcyBvbmx5IGFuIGV4YW1wbGUu".to_owned(),
            url: "https://rooms.example.org/interview/dGhpcyBpcyBvbmx5IGFuIGV4YW1wbGUu".to_owned(),
            room_name: format!("interview-{}", id.simple()),
            respondent_email: None,
            max_duration_minutes: 30,
            research_goals_override: None,
            interview_guide_override: None,
            status: Status::Pending.to_string(),
            created_at: made,
            started_at: None,
            finished_at: None,
            expires_at: Some(made + TimeDelta::days(7)),
            created_by: Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0003).to_string(),
            voice: None,
            realtime_provider: None,
            language: Some("en".to_owned()),
            topics_for_respondent: Some("How you plan your week".to_owned()),
            display_name: None,
            external_id: None,
            end_reason: None,
        }
    }
}
