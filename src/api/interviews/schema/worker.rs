//! Workers that conduct interviews.

use crate::{
    api::request::AnyObject,
    engine::interviews::{AgentConfig, Reported},
    model::ids::RoomId,
};
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

/// Response model for agent configuration (full interview config).
#[derive(Clone, Debug, Object, Serialize)]
pub struct AgentConfigResponse {
    /// Id of the room.
    pub interview_room_id: String,
    /// Research goals: the room's override, or the project's. Fixed when the interview starts.
    pub research_goals: Option<String>,
    /// Interview guide: the room's override, or the project's. Fixed when the interview starts.
    pub interview_guide: Option<String>,
    /// Maximum duration of the interview, in minutes.
    pub max_duration_minutes: i32,
    /// E-mail address of the respondent.
    pub respondent_email: Option<String>,
    /// Voice of the interviewer.
    pub voice: Option<String>,
    /// Provider of the realtime model.
    pub realtime_provider: Option<String>,
    /// Language of the interview, if known.
    pub language: Option<String>,
}

impl From<AgentConfig> for AgentConfigResponse {
    fn from(config: AgentConfig) -> Self {
        let (id, interview) = (config.room.base.id, config.room.interview);
        Self {
            interview_room_id: id.to_string(),
            research_goals: config.research_goals,
            interview_guide: config.interview_guide,
            max_duration_minutes: interview.terms.max_duration.minutes().into(),
            respondent_email: interview.respondent.map(|email| email.expose().to_owned()),
            voice: interview.options.voice,
            realtime_provider: interview.options.realtime_provider,
            language: config.language,
        }
    }
}

/// Request model for session report from agent.
#[derive(Clone, Debug, Object, Validate)]
pub struct SessionReportRequest {
    /// Id of the room.
    pub interview_room_id: Uuid,
    /// The report: the result of `SessionReport.to_dict()` of LiveKit Agents, or any object.
    pub report: AnyObject,
}

/// The outcome of a session report.
#[derive(Clone, Debug, Object, Serialize)]
pub struct SessionReportResponse {
    /// What happened, for people.
    pub message: String,
    /// Id of the room.
    pub interview_room_id: String,
    /// Id of the interview's record, if it has one.
    pub record_id: Option<String>,
}

impl SessionReportResponse {
    /// The response to a report on a room.
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
