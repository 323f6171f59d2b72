//! The bodies of the interviews dialect: names, types and defaults as in the outside contract, limits and additions ours.

mod create_rooms;
mod findings;
mod join;
mod project;
mod record;
mod room;
mod transcript;
mod update_room;
mod worker;

pub use create_rooms::{CreateRoomsRequest, CreateRoomsResponse, RespondentRequest};
pub use join::{JoinRoomRequest, JoinRoomResponse, RoomInfoResponse};
pub use project::{CreateProjectRequest, ProjectResponse, UpdateProjectRequest};
pub use record::{DetailedReportResponse, PaginatedRecordResponse, RecordItem, TEXT};
pub use room::InterviewRoomResponse;
pub use transcript::{Transcript, TranscriptFile};
pub use update_room::{ReopenRoomRequest, UpdateRoomRequest, change};
pub use worker::{AgentConfigResponse, SessionReportRequest, SessionReportResponse};

use poem_openapi::{Object, types::Example};
use serde::Serialize;

/// Where a room stands after leaving or cancelling.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct StatusResponse {
    /// What happened, for a person.
    pub message: String,
    /// The room's status.
    pub status: String,
}

impl Example for StatusResponse {
    fn example() -> Self {
        Self {
            message: "Room cancelled".to_owned(),
            status: "cancelled".to_owned(),
        }
    }
}

/// Public config for interview links (tokens per 30 min).
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct InterviewConfigResponse {
    /// What 30 minutes of interview cost.
    pub tokens_per_30_min: i32,
}

impl Example for InterviewConfigResponse {
    fn example() -> Self {
        Self { tokens_per_30_min: 0 }
    }
}

/// A sentence for a person.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct MessageResponse {
    /// What happened.
    pub message: String,
}

impl Example for MessageResponse {
    fn example() -> Self {
        Self {
            message: "Project deleted".to_owned(),
        }
    }
}

/// That an event was taken in.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct HeardResponse {
    /// Always `ok`.
    pub status: String,
}

impl Example for HeardResponse {
    fn example() -> Self {
        Self {
            status: "ok".to_owned(),
        }
    }
}

/// The text without the space around it; what is empty then is nothing.
pub fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
