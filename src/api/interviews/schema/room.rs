//! A room as its team sees it.

use crate::{
    clock::Timestamp,
    engine::interviews::{RoomOfRow, RoomView},
    model::room::InterviewRoom,
};
use poem_openapi::Object;
use serde::Serialize;

/// Response model for interview room details.
#[derive(Clone, Debug, Object, Serialize)]
pub struct InterviewRoomResponse {
    /// Id of the room.
    pub id: String,
    /// Id of the project.
    pub project_id: String,
    /// Id of the record, once the interview is completed.
    pub record_id: Option<String>,
    /// Access token of the link. Empty for viewers.
    pub access_token: String,
    /// The respondent's link. Empty for viewers.
    pub url: String,
    /// Name of the room.
    pub room_name: String,
    /// The only address that may join. Null for viewers.
    pub respondent_email: Option<String>,
    /// Maximum duration of the interview, in minutes.
    pub max_duration_minutes: i32,
    /// Overrides the project's research goals for this interview.
    pub research_goals_override: Option<String>,
    /// Overrides the project's interview guide for this interview.
    pub interview_guide_override: Option<String>,
    /// Current status: `pending`, `active`, `completed`, `expired` or `cancelled`.
    pub status: String,
    /// When the room was created.
    pub created_at: Timestamp,
    /// When the respondent first joined.
    pub started_at: Option<Timestamp>,
    /// When the room reached its final status.
    pub finished_at: Option<Timestamp>,
    /// When the link expires.
    pub expires_at: Option<Timestamp>,
    /// Id of the API key that created the room.
    pub created_by: String,
    /// Voice of the interviewer.
    pub voice: Option<String>,
    /// Provider of the realtime model.
    pub realtime_provider: Option<String>,
    /// Language of the interview.
    pub language: Option<String>,
    /// Topics announced to the respondent.
    pub topics_for_respondent: Option<String>,
    /// The team's name for the interview.
    #[oai(validator(max_length = 42))]
    pub display_name: Option<String>,
    /// The team's key for the respondent.
    pub external_id: Option<String>,
    /// Why the room ended: `respondent_left`, `time_up`, `agent_reported`, `media_finished`, `link_expired`,
    /// `cancelled`, `withdrawn`, `project_deleted` or `ended`.
    pub end_reason: Option<String>,
    /// In the answer to a creation: `created`, or `existing` if the respondent's `external_id` had this room already, which is
    /// as it was. Otherwise null.
    pub outcome: Option<String>,
}

impl InterviewRoomResponse {
    /// The room as its team sees it.
    pub fn new(view: RoomView, public_url: &str) -> Self {
        let RoomView { room, token } = view;
        let record = room.base.record();
        let InterviewRoom {
            project,
            interview,
            base,
        } = room;
        let life = base.life;
        let token = token.map(|token| token.expose()).unwrap_or_default();
        let url = if token.is_empty() {
            String::new()
        } else {
            format!("{public_url}/interview/{token}")
        };
        Self {
            id: base.id.to_string(),
            project_id: project.to_string(),
            record_id: record.map(|id| id.to_string()),
            access_token: token,
            url,
            room_name: base.name,
            respondent_email: interview.respondent.map(|email| email.expose().to_owned()),
            max_duration_minutes: interview.terms.max_duration.minutes().into(),
            research_goals_override: interview.terms.research_goals_override,
            interview_guide_override: interview.terms.interview_guide_override,
            status: life.status.to_string(),
            created_at: base.created_at,
            started_at: life.started_at,
            finished_at: life.finished_at,
            expires_at: Some(interview.terms.expires_at),
            created_by: base.created_by.to_string(),
            voice: interview.options.voice,
            realtime_provider: interview.options.realtime_provider,
            language: interview.options.language,
            topics_for_respondent: interview.terms.topics_for_respondent,
            display_name: interview.terms.display_name,
            external_id: interview.external_id,
            end_reason: life.end_reason.map(|reason| reason.to_string()),
            outcome: None,
        }
    }

    /// The room of a row of a request to create rooms.
    pub fn of_row(row: RoomOfRow, public_url: &str) -> Self {
        Self {
            outcome: Some(row.outcome.to_string()),
            ..Self::new(row.view, public_url)
        }
    }
}
