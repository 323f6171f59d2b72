//! Rooms and participants, as LiveKit describes them in replies and webhooks.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A room on the LiveKit server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LivekitRoom {
    /// LiveKit's id of this room; a later room of the same name has another.
    #[serde(deserialize_with = "storable")]
    pub sid: String,
    /// The name.
    #[serde(deserialize_with = "storable")]
    pub name: String,
}

/// A participant of a LiveKit room.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LivekitParticipant {
    /// LiveKit's id of this connection.
    #[serde(deserialize_with = "storable")]
    pub sid: String,
    /// The participant's identity.
    #[serde(deserialize_with = "storable")]
    pub identity: String,
    /// The kind of participant.
    pub kind: ParticipantKind,
}

/// Reads a text with NUL, which no database can store, as one with U+FFFD instead. Nothing of this service has such a name.
pub(super) fn storable<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    Ok(String::deserialize(source)?.replace('\0', "\u{fffd}"))
}

/// The kinds of participants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParticipantKind {
    /// A person; the default, which servers leave out.
    #[default]
    Person,
    /// A worker.
    Agent,
    /// A recorder, a telephone, or a kind that is unknown here.
    Other,
}

impl<'de> Deserialize<'de> for ParticipantKind {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        // protobuf's JSON has enum values as names or as numbers.
        Ok(match Value::deserialize(source)? {
            Value::Null => Self::Person,
            Value::String(name) if name == "STANDARD" => Self::Person,
            Value::String(name) if name == "AGENT" => Self::Agent,
            Value::Number(number) if number.as_i64() == Some(0) => Self::Person,
            Value::Number(number) if number.as_i64() == Some(4) => Self::Agent,
            _ => Self::Other,
        })
    }
}
