//! Rooms, their participants and transcripts.

use super::{CHARACTER, PROJECT, ROOM, character_id, not_blank, parse_project, project_id, room_id, time};
use crate::{
    api::error::HttpError,
    clock::Timestamp,
    engine::agent_rooms::CreateAgentRoom,
    model::{
        agent_room::{AgentRoomDetails, Mode, RoomKind},
        ids::{AgentId, ProjectId, RoomHandle},
        memory::Memory,
        participant::{Participant, ParticipantKind},
        room::AgentRoom,
        short_id::ShortId,
        turn::Speaker,
    },
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

/// The source of rooms that are created in this dialect.
const SOURCE: &str = "voice";

/// Request to create a room.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateRoomRequest {
    /// Name of the room.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub name: String,
    /// Conversation mode: `freeform` or `scripted`.
    #[oai(default = "default_mode", validator(max_length = 20))]
    pub mode: String,
    /// Scene for the characters to play in scripted mode.
    #[oai(validator(max_length = 5000))]
    pub scene_prompt: Option<String>,
    /// Id of the project. Defaults to the project of the API key, then to the team's default project.
    #[oai(validator(max_length = 64))]
    pub project_id: Option<String>,
}

impl CreateRoomRequest {
    /// The project of the new room, and the command to create it.
    pub fn into_command(self) -> Result<(Option<ProjectId>, CreateAgentRoom), HttpError> {
        let problem = "should be freeform or scripted";
        let mode: Mode = self
            .mode
            .parse()
            .map_err(|_| HttpError::invalid_field(&["body", "mode"], problem))?;
        let project = parse_project(self.project_id.as_deref())?;
        not_blank(&self.name)?;
        let command = CreateAgentRoom {
            id: None,
            details: AgentRoomDetails {
                source: SOURCE.to_owned(),
                mode,
                scene_prompt: self.scene_prompt.filter(|prompt| !prompt.is_empty()),
                ..AgentRoomDetails::new(self.name, RoomKind::VoiceGroup)
            },
            makes_world: false,
            participants: Vec::new(),
        };
        Ok((project, command))
    }
}

fn default_mode() -> String {
    "freeform".to_owned()
}

impl Example for CreateRoomRequest {
    fn example() -> Self {
        Self {
            name: "Town Square".to_owned(),
            mode: default_mode(),
            scene_prompt: None,
            project_id: None,
        }
    }
}

/// Request to add a character to a room.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct AddParticipantRequest {
    /// Id of the character.
    pub character_id: String,
}

impl Example for AddParticipantRequest {
    fn example() -> Self {
        Self {
            character_id: CHARACTER.to_string(),
        }
    }
}

/// A room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example, rename = "Room", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct RoomBody {
    /// Id of the room.
    pub id: String,
    /// When the room was created.
    pub created_at: Timestamp,
    /// Id of the project; the team's default project for a room of the whole team.
    pub project_id: String,
    /// Name of the room.
    pub name: String,
    /// Conversation mode: `freeform` or `scripted`.
    pub mode: String,
    /// Scene for the characters to play.
    pub scene_prompt: Option<String>,
    /// When the room ended. Null while it is active.
    pub ended_at: Option<Timestamp>,
    /// Current and former participants. Those that left have `leftAt`.
    pub participants: Vec<ParticipantBody>,
}

impl RoomBody {
    /// A room with those of `participants` that belong to it and are characters.
    pub fn new(room: &AgentRoom, participants: &[Participant]) -> Self {
        let characters = participants
            .iter()
            .filter(|participant| participant.room == room.base.id && participant.kind == ParticipantKind::Agent);
        let details = room.details_or_default();
        Self {
            id: room_id(room.base.handle()),
            created_at: room.base.created_at,
            project_id: project_id(room.base.project, room.base.team),
            name: room.title().to_owned(),
            mode: details.mode.to_string(),
            scene_prompt: details.scene_prompt,
            ended_at: room.base.life.finished_at,
            participants: characters
                .map(|participant| ParticipantBody::new(participant, room.base.handle()))
                .collect(),
        }
    }
}

impl Example for RoomBody {
    fn example() -> Self {
        Self {
            id: ROOM.to_string(),
            created_at: time("2026-04-20T12:00:00Z"),
            project_id: PROJECT.to_string(),
            name: "Town Square".to_owned(),
            mode: default_mode(),
            scene_prompt: None,
            ended_at: None,
            participants: vec![ParticipantBody::example()],
        }
    }
}

/// A character in a room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example, rename = "Participant", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ParticipantBody {
    /// Id of the participant. Stays the same when the character leaves and returns.
    pub id: String,
    /// When the character last joined.
    pub created_at: Timestamp,
    /// Id of the room.
    pub room_id: String,
    /// Id of the character.
    pub character_id: String,
    /// Id of the character's conversation in this room.
    pub conversation_id: String,
    /// Identity of the character on LiveKit.
    pub livekit_identity: String,
    /// When the character left. Null while it takes part.
    pub left_at: Option<Timestamp>,
}

impl ParticipantBody {
    /// The participant of a character in a room.
    pub fn new(participant: &Participant, room: RoomHandle) -> Self {
        let character = character_id(AgentId(participant.entity.0));
        Self {
            id: ShortId("participant", participant.id.0).to_string(),
            created_at: participant.joined_at,
            room_id: room_id(room),
            conversation_id: ShortId("conv", participant.id.0).to_string(),
            livekit_identity: format!("agent-{character}"),
            character_id: character,
            left_at: participant.left_at,
        }
    }
}

impl Example for ParticipantBody {
    fn example() -> Self {
        let id = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0004);
        Self {
            id: ShortId("participant", id).to_string(),
            created_at: time("2026-04-20T12:00:01Z"),
            room_id: ROOM.to_string(),
            character_id: CHARACTER.to_string(),
            conversation_id: ShortId("conv", id).to_string(),
            livekit_identity: format!("agent-{CHARACTER}"),
            left_at: None,
        }
    }
}

/// An entry of a room's transcript.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example, rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct TranscriptEntry {
    /// Id of the entry.
    pub id: String,
    /// When the message arrived.
    pub created_at: Timestamp,
    /// Id of the room.
    pub room_id: String,
    /// Kind of speaker: `agent`, or `user` for a person.
    pub speaker_type: String,
    /// Id of the character. Null for people and for the built-in interviewer.
    pub character_id: Option<String>,
    /// Text of the message.
    pub content: String,
}

impl From<Memory> for TranscriptEntry {
    fn from(message: Memory) -> Self {
        let speaker_type = if message.speaker.is_machine() { "agent" } else { "user" };
        let character = (message.speaker == Speaker::Agent).then_some(AgentId(message.author.0));
        Self {
            id: ShortId("entry", message.id.0).to_string(),
            created_at: message.at,
            room_id: room_id(message.room_handle),
            speaker_type: speaker_type.to_owned(),
            character_id: character.map(character_id),
            content: message.text,
        }
    }
}

impl Example for TranscriptEntry {
    fn example() -> Self {
        Self {
            id: ShortId("entry", Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0005)).to_string(),
            created_at: time("2026-04-20T12:01:00Z"),
            room_id: ROOM.to_string(),
            speaker_type: "agent".to_owned(),
            character_id: Some(CHARACTER.to_string()),
            content: "Welcome to the town square!".to_owned(),
        }
    }
}
