//! The agents' side of a room: what agents and characters see of it. At most one per room.

pub use ::entity::values::agent_room::{LivekitRoom, Mode, RoomKind};

use super::ids::{AgentId, WorldId};
use serde_json::{Map, Value};

/// The longest name of a room, an agent or a participant, in characters (`MindForge`'s limit, which serves all dialects).
pub const MAX_NAME_CHARS: usize = 200;
/// The largest metadata, in bytes of JSON.
pub const MAX_METADATA_BYTES: usize = 64 * 1024;

/// A JSON object that a team keeps with something; its meaning is the team's own.
pub type Metadata = Map<String, Value>;

/// The agents' side of a room.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentRoomDetails {
    /// The agent that the room was made for.
    pub agent: Option<AgentId>,
    /// The world that it belongs to, which may be kept elsewhere.
    pub world: Option<WorldId>,
    /// Its display name.
    pub name: String,
    /// The platform that it comes from.
    pub source: String,
    /// Its type.
    pub kind: RoomKind,
    /// The platform's id for it.
    pub channel_id: Option<String>,
    /// The platform's id of its message server.
    pub server_id: Option<String>,
    /// Data that the team keeps with it.
    pub metadata: Option<Metadata>,
    /// How characters speak in it.
    pub mode: Mode,
    /// The scene that they play.
    pub scene_prompt: Option<String>,
    /// Its room on LiveKit; `None` while there certainly is none.
    pub livekit_room: Option<LivekitRoom>,
}

impl AgentRoomDetails {
    /// The agents' side of a room with a name and a type, and nothing else.
    pub fn new(name: String, kind: RoomKind) -> Self {
        Self {
            agent: None,
            world: None,
            name,
            source: String::new(),
            kind,
            channel_id: None,
            server_id: None,
            metadata: None,
            mode: Mode::Freeform,
            scene_prompt: None,
            livekit_room: None,
        }
    }
}
