//! Request and response bodies. Names, types and defaults follow the contract; limits and additional fields are ours.

mod correction;
mod create_rooms;
mod findings;
mod join;
mod project;
mod record;
mod room;
mod transcript;
mod update_room;
mod worker;

pub use correction::{
    RecordMetaResponse, RecordResponse, SpeakerRenameRequest, SpeakerToggleRespondentRequest, UpdateRecordsRequest,
    UtteranceAssignSpeakerRequest, UtteranceUpdateRequest,
};
pub use create_rooms::{CreateRoomsRequest, CreateRoomsResponse, RespondentRequest};
pub use join::{JoinRoomRequest, JoinRoomResponse, RoomInfoResponse};
pub use project::{CreateProjectRequest, ProjectResponse, UpdateProjectRequest};
pub use record::{DetailedReportResponse, PaginatedRecordResponse, RecordItem, TEXT};
pub use room::InterviewRoomResponse;
pub use transcript::{Transcript, TranscriptFile};
pub use update_room::{ReopenRoomRequest, UpdateRoomRequest, change};
pub use worker::{AgentConfigResponse, SessionReportRequest, SessionReportResponse};

use poem_openapi::Object;
use serde::Serialize;

/// The status of a room after it was left or cancelled.
#[derive(Clone, Debug, Object, Serialize)]
pub struct StatusResponse {
    /// What happened, for people.
    pub message: String,
    /// Status of the room.
    pub status: String,
}

/// Public config for interview links (tokens per 30 min).
#[derive(Clone, Debug, Object, Serialize)]
pub struct InterviewConfigResponse {
    /// Price of 30 minutes of interview, in tokens.
    pub tokens_per_30_min: i32,
}

/// A message for people.
#[derive(Clone, Debug, Object, Serialize)]
pub struct MessageResponse {
    /// The message.
    pub message: String,
}

impl MessageResponse {
    /// A response with this message.
    pub fn new(message: &str) -> Self {
        Self {
            message: message.to_owned(),
        }
    }
}

/// Confirms that a webhook was received.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "HeardResponse")]
pub struct WebhookResponse {
    /// Always `ok`.
    pub status: String,
}

/// The text without surrounding whitespace, or nothing if no text is left.
pub fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
