//! The agents' side of a room: what agents and characters see of it. At most one per room.

use super::ids::{AgentId, WorldId};
use serde_json::{Map, Value};
use std::str::FromStr;

/// The longest name of a room, an agent or a participant, in characters (`MindForge`'s limit, which serves all dialects).
pub const MAX_NAME_CHARS: usize = 200;
/// The longest scene prompt, in characters (`MindForge`'s limit).
pub const MAX_SCENE_CHARS: usize = 5_000;
/// The largest metadata, in bytes of JSON.
pub const MAX_METADATA_BYTES: usize = 64 * 1024;

/// A JSON object that a team keeps with something and whose meaning is its own.
pub type Metadata = Map<String, Value>;

/// The agents' side.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentRoomDetails {
    /// The agent that the room was made for.
    pub agent: Option<AgentId>,
    /// The world that it belongs to; may be one that is kept elsewhere.
    pub world: Option<WorldId>,
    /// Its name for people.
    pub name: String,
    /// The platform that it comes from.
    pub source: String,
    /// Its type.
    pub kind: RoomKind,
    /// What that platform calls it.
    pub channel_id: Option<String>,
    /// What that platform calls the server.
    pub server_id: Option<String>,
    /// Whatever the team keeps with it.
    pub metadata: Option<Metadata>,
    /// How characters speak in it.
    pub mode: Mode,
    /// The scene that they play.
    pub scene_prompt: Option<String>,
    /// The media server's id of the room that stands there for it; empty while one may, whose id is not known.
    pub media_sid: Option<String>,
}

impl AgentRoomDetails {
    /// The agents' side of a room of which only name and type are known.
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
            media_sid: None,
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As the database and the dialects write it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or(())
            }
        }
    };
}
pub(super) use words;

words! {
    /// The type of a room: `ChannelType` of `ElizaOS`.
    RoomKind {
        /// An agent's own room; its id is the agent's.
        Own = "SELF",
        /// Two who write to each other.
        Dm = "DM",
        /// Several.
        Group = "GROUP",
        /// Two who speak with each other.
        VoiceDm = "VOICE_DM",
        /// Several who speak.
        VoiceGroup = "VOICE_GROUP",
        /// A feed of posts.
        Feed = "FEED",
        /// A thread.
        Thread = "THREAD",
        /// The channel of a whole world.
        World = "WORLD",
        /// Questions and answers.
        Forum = "FORUM",
        /// Made by a program.
        Api = "API",
    }
}

words! {
    /// How characters speak in a room: `mode` of `MindForge`.
    Mode {
        /// With each other and with people, as they like.
        Freeform = "freeform",
        /// As the scene prompt has it.
        Scripted = "scripted",
    }
}
