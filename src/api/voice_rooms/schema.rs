//! The bodies of the voice rooms dialect: names and limits as in the outside contract, additions ours.

use crate::{
    clock::Timestamp,
    model::{
        agent::Agent,
        ids::{AgentId, ProjectId, RoomId},
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

const ROOM: ShortId = ShortId("room", Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0002));
const CHARACTER: ShortId = ShortId("character", Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0003));

/// The id of a room in this dialect.
pub fn room_id(id: RoomId) -> String {
    ShortId("room", id.0).to_string()
}

fn project_id(id: Option<ProjectId>) -> Option<String> {
    id.map(|id| ShortId("project", id.0).to_string())
}

fn character_id(id: AgentId) -> String {
    ShortId("character", id.0).to_string()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or_default()
}

/// What to make a room of.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateRoomRequest {
    /// Its name.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub name: String,
    /// How characters speak in it: `freeform`, which it is when left out, or `scripted`.
    #[oai(default = "freeform", validator(max_length = 20))]
    pub mode: String,
    /// The scene that they play, for the scripted mode.
    #[oai(validator(max_length = 5000))]
    pub scene_prompt: Option<String>,
    /// The project that it belongs to; a key that is bound to one needs none. Without any, the room is the whole team's.
    #[oai(validator(max_length = 64))]
    pub project_id: Option<String>,
}

fn freeform() -> String {
    "freeform".to_owned()
}

impl Example for CreateRoomRequest {
    fn example() -> Self {
        Self {
            name: "Town Square".to_owned(),
            mode: freeform(),
            scene_prompt: None,
            project_id: None,
        }
    }
}

/// Whom to let in.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct AddParticipantRequest {
    /// The character.
    #[oai(validator(max_length = 64))]
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
    /// Its id.
    pub id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The project that it belongs to; null for one of the whole team.
    pub project_id: Option<String>,
    /// Its name.
    pub name: String,
    /// How characters speak in it: `freeform` or `scripted`.
    pub mode: String,
    /// The scene that they play.
    pub scene_prompt: Option<String>,
    /// When it ended; null while it has not.
    pub ended_at: Option<Timestamp>,
    /// The characters that take part, or did: who left has `leftAt`.
    pub participants: Vec<ParticipantBody>,
}

impl RoomBody {
    /// A room with those of these participants that are in it.
    pub fn new(room: &AgentRoom, participants: &[Participant]) -> Self {
        let characters = participants
            .iter()
            .filter(|participant| participant.room == room.id && participant.kind == ParticipantKind::Agent);
        let details = room.details_or_default();
        Self {
            id: room_id(room.id),
            created_at: room.created_at,
            project_id: project_id(room.project),
            name: room.title().to_owned(),
            mode: details.mode.to_string(),
            scene_prompt: details.scene_prompt,
            ended_at: room.life.finished_at,
            participants: characters.map(ParticipantBody::new).collect(),
        }
    }
}

impl Example for RoomBody {
    fn example() -> Self {
        Self {
            id: ROOM.to_string(),
            created_at: moment("2026-04-20T12:00:00Z"),
            project_id: Some(
                ShortId("project", Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0001)).to_string(),
            ),
            name: "Town Square".to_owned(),
            mode: freeform(),
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
    /// Its id: the same when the character comes back.
    pub id: String,
    /// When it came, or came back.
    pub created_at: Timestamp,
    /// The room.
    pub room_id: String,
    /// The character.
    pub character_id: String,
    /// Its conversation, of its own in each room.
    pub conversation_id: String,
    /// Who it is on the media server.
    pub livekit_identity: String,
    /// When it left; null while it is there.
    pub left_at: Option<Timestamp>,
}

impl ParticipantBody {
    /// The participant of a character.
    pub fn new(participant: &Participant) -> Self {
        let character = character_id(AgentId(participant.entity.0));
        Self {
            id: ShortId("participant", participant.id.0).to_string(),
            created_at: participant.joined_at,
            room_id: room_id(participant.room),
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
            created_at: moment("2026-04-20T12:00:01Z"),
            room_id: ROOM.to_string(),
            character_id: CHARACTER.to_string(),
            conversation_id: ShortId("conv", id).to_string(),
            livekit_identity: format!("agent-{CHARACTER}"),
            left_at: None,
        }
    }
}

/// Something that was said in a room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example, rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct TranscriptEntry {
    /// Its id.
    pub id: String,
    /// When it was said.
    pub created_at: Timestamp,
    /// The room.
    pub room_id: String,
    /// Who said it: `agent`, or `user` for a person.
    pub speaker_type: String,
    /// The character; null for a person, and for the built-in interviewer.
    pub character_id: Option<String>,
    /// What was said.
    pub content: String,
}

impl From<Memory> for TranscriptEntry {
    fn from(said: Memory) -> Self {
        let speaker_type = if said.speaker.is_machine() { "agent" } else { "user" };
        let character = (said.speaker == Speaker::Agent).then_some(AgentId(said.author.0));
        Self {
            id: ShortId("entry", said.id.0).to_string(),
            created_at: said.at,
            room_id: room_id(said.room),
            speaker_type: speaker_type.to_owned(),
            character_id: character.map(character_id),
            content: said.text,
        }
    }
}

impl Example for TranscriptEntry {
    fn example() -> Self {
        Self {
            id: ShortId("entry", Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0005)).to_string(),
            created_at: moment("2026-04-20T12:01:00Z"),
            room_id: ROOM.to_string(),
            speaker_type: "agent".to_owned(),
            character_id: Some(CHARACTER.to_string()),
            content: "Welcome to the town square!".to_owned(),
        }
    }
}

/// How a person joins by voice.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example)]
pub struct TokenBody {
    /// A LiveKit token, good for joining within five minutes.
    pub token: String,
    /// Where LiveKit is.
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

/// That the characters speak.
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

/// That something was deleted.
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

/// What to make a character of.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateCharacterRequest {
    /// Its name.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub name: String,
    /// Who it is.
    #[oai(validator(max_length = 20000))]
    pub description: Option<String>,
    /// Its voice, as the workers know it.
    #[oai(validator(max_length = 200))]
    pub voice_id: Option<String>,
    /// What its voice is like.
    #[oai(validator(max_length = 2000))]
    pub voice_description: Option<String>,
    /// Names of what it can do; kept, and told to nobody.
    #[oai(validator(max_items = 100))]
    pub capability_group_ids: Option<Vec<String>>,
    /// The project that it belongs to; a key that is bound to one needs none. Without any, the whole team shares it.
    #[oai(validator(max_length = 64))]
    pub project_id: Option<String>,
}

impl Example for CreateCharacterRequest {
    fn example() -> Self {
        Self {
            name: "Mira".to_owned(),
            description: Some("A baker who knows everybody in town".to_owned()),
            voice_id: None,
            voice_description: Some("warm, unhurried".to_owned()),
            capability_group_ids: None,
            project_id: None,
        }
    }
}

/// A character.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(example, rename = "Character", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct CharacterBody {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The project that it belongs to; null for one that the whole team shares.
    pub project_id: Option<String>,
    /// Its name.
    pub name: String,
    /// Who it is.
    pub description: Option<String>,
    /// Its voice, as the workers know it.
    pub voice_id: Option<String>,
    /// What its voice is like.
    pub voice_description: Option<String>,
    /// Always false: pictures are not kept here.
    pub has_avatar: bool,
    /// Names of what it can do.
    pub capability_group_ids: Vec<String>,
}

/// Under which name the capabilities are kept with an agent.
pub const CAPABILITIES: &str = "capabilityGroupIds";

impl From<Agent> for CharacterBody {
    fn from(agent: Agent) -> Self {
        let character = agent.profile.character.unwrap_or_default();
        let capabilities = character.get(CAPABILITIES).and_then(|ids| ids.as_array());
        let capabilities = capabilities.into_iter().flatten();
        Self {
            id: character_id(agent.id),
            created_at: agent.created_at,
            project_id: project_id(agent.project),
            name: agent.profile.name,
            description: agent.profile.description,
            voice_id: agent.profile.voice_id,
            voice_description: agent.profile.voice_description,
            has_avatar: false,
            capability_group_ids: capabilities.filter_map(|id| id.as_str().map(str::to_owned)).collect(),
        }
    }
}

impl Example for CharacterBody {
    fn example() -> Self {
        Self {
            id: CHARACTER.to_string(),
            created_at: moment("2026-04-20T11:59:00Z"),
            project_id: RoomBody::example().project_id,
            name: "Mira".to_owned(),
            description: Some("A baker who knows everybody in town".to_owned()),
            voice_id: None,
            voice_description: Some("warm, unhurried".to_owned()),
            has_avatar: false,
            capability_group_ids: Vec::new(),
        }
    }
}
