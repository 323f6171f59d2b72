//! The bodies of interviewers' workers.

use super::InterviewRoomResponse;
use crate::{
    api::open_object::AnyObject,
    engine::interviews::{AgentConfig, Reported},
    model::ids::RoomId,
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use validator::Validate;

/// Response model for agent configuration (full interview config).
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct AgentConfigResponse {
    /// The room.
    pub interview_room_id: String,
    /// What the team wants to learn: the room's own goals, else the project's. From the start of the interview as they
    /// stood then.
    pub research_goals: Option<String>,
    /// What is asked, in the same way.
    pub interview_guide: Option<String>,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
    /// Who is interviewed.
    pub respondent_email: Option<String>,
    /// Voice of the interviewer.
    pub voice: Option<String>,
    /// Provider of the realtime model.
    pub realtime_provider: Option<String>,
    /// Language of the interview, if it is known.
    pub language: Option<String>,
}

impl From<AgentConfig> for AgentConfigResponse {
    fn from(brief: AgentConfig) -> Self {
        let (id, interview) = (brief.room.base.id, brief.room.interview);
        Self {
            interview_room_id: id.to_string(),
            research_goals: brief.research_goals,
            interview_guide: brief.interview_guide,
            max_duration_minutes: interview.terms.max_duration.minutes().into(),
            respondent_email: interview.respondent.map(|email| email.expose().to_owned()),
            voice: interview.options.voice,
            realtime_provider: interview.options.realtime_provider,
            language: brief.language,
        }
    }
}

impl Example for AgentConfigResponse {
    fn example() -> Self {
        let room = InterviewRoomResponse::example();
        Self {
            interview_room_id: room.id,
            research_goals: Some("Learn where people lose time in their week".to_owned()),
            interview_guide: Some("- How did you plan the last week?".to_owned()),
            max_duration_minutes: room.max_duration_minutes,
            respondent_email: Some("anna@example.org".to_owned()),
            voice: room.voice,
            realtime_provider: room.realtime_provider,
            language: room.language,
        }
    }
}

/// Request model for session report from agent.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct SessionReportRequest {
    /// The room.
    pub interview_room_id: Uuid,
    /// The report: what `SessionReport.to_dict()` of LiveKit Agents gives, or any object.
    pub report: AnyObject,
}

impl Example for SessionReportRequest {
    fn example() -> Self {
        let hello = json!({
            "id": "item_1", "type": "message", "role": "assistant", "content": ["How did you plan the last week?"],
            "created_at": 1_767_600_002.5,
        });
        Self {
            interview_room_id: Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0002),
            report: AnyObject::from_iter([
                ("job_id".to_owned(), json!("AJ_example")),
                ("chat_history".to_owned(), json!({ "items": [hello] })),
            ]),
        }
    }
}

/// What became of a report.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct SessionReportResponse {
    /// What happened, for a person.
    pub message: String,
    /// The room.
    pub interview_room_id: String,
    /// The record of the interview, if there is one.
    pub record_id: Option<String>,
}

impl SessionReportResponse {
    /// The answer to a report on a room.
    pub fn new(room: RoomId, reported: Reported) -> Self {
        let (message, record) = match reported {
            Reported::Saved { record } => ("Session report saved", record),
            Reported::Duplicate { record } => ("Session report already saved", record),
            Reported::Erased => ("The interview was erased; the session report was not saved", None),
        };
        Self {
            message: message.to_owned(),
            interview_room_id: room.to_string(),
            record_id: record.map(|id| id.to_string()),
        }
    }
}

impl Example for SessionReportResponse {
    fn example() -> Self {
        let room = RoomId(Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0002));
        Self::new(room, Reported::Saved { record: Some(room) })
    }
}
