//! Request and response bodies. Names and limits follow the contract; additional fields are ours.

mod character;
mod room;

pub use character::{CharacterBody, CreateCharacterRequest};
pub use room::{AddParticipantRequest, CreateRoomRequest, ParticipantBody, RoomBody, TranscriptEntry};

use crate::{
    api::error::HttpError,
    clock::Timestamp,
    model::{
        ids::{AgentId, ProjectId, RoomHandle, TeamId},
        project::default_project,
        short_id::{self, ShortId},
    },
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use uuid::Uuid;

// Values of the examples.
const PROJECT: ShortId = ShortId("project", Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0001));
const ROOM: ShortId = ShortId("room", Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0002));
const CHARACTER: ShortId = ShortId("character", Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0003));

/// Writes the id of a room as this dialect does.
pub fn room_id(id: RoomHandle) -> String {
    ShortId("room", id.0).to_string()
}

/// Writes the id of a project; what belongs to the whole team shows the team's default project.
fn project_id(id: Option<ProjectId>, team: TeamId) -> String {
    let id = id.unwrap_or_else(|| default_project(team));
    ShortId("project", id.0).to_string()
}

fn character_id(id: AgentId) -> String {
    ShortId("character", id.0).to_string()
}

/// Parses an optional project id: with its prefix, or a UUID.
pub fn parse_project(id: Option<&str>) -> Result<Option<ProjectId>, HttpError> {
    let parse = |id| {
        let parsed = short_id::parse("project", id).map(ProjectId);
        let problem = "should be the id of a project, as project_…";
        parsed.ok_or_else(|| HttpError::invalid_field(&["body", "projectId"], problem))
    };
    id.map(parse).transpose()
}

/// Checks that a name has visible characters.
pub fn not_blank(name: &str) -> Result<(), HttpError> {
    if name.trim().is_empty() {
        return Err(HttpError::invalid_field(&["body", "name"], "should not be empty"));
    }
    Ok(())
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap_or_default()
}

/// Credentials for a person to join by voice.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct TokenBody {
    /// LiveKit join token, valid for five minutes.
    pub token: String,
    /// URL of LiveKit.
    pub url: String,
}

impl Example for TokenBody {
    fn example() -> Self {
        Self {
            token: "eyJ...".to_owned(),
            url: "wss://livekit.example.com".to_owned(),
        }
    }
}

/// Confirms that a room was started.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct StartedBody {
    /// Always true.
    pub started: bool,
}

impl Example for StartedBody {
    fn example() -> Self {
        Self { started: true }
    }
}

/// Confirms a deletion.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct DeletedBody {
    /// Always true.
    pub deleted: bool,
}

impl Example for DeletedBody {
    fn example() -> Self {
        Self { deleted: true }
    }
}
