//! Memories: messages as agents keep them. Those of kind `messages` are the turns of a room; those of other kinds, such as
//! `facts`, are an agent's notes beside the conversation.

pub use ::entity::values::message::MemoryKind;

use super::{
    agent_room::Metadata,
    ids::{EntityId, MessageId, RoomHandle, RoomId, from_digest},
    room::INTERVIEW_SOURCE,
    turn::Speaker,
};
use crate::clock::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The most memories in one answer.
pub const MAX_LISTED: u16 = 1_000;

/// A memory that has not been appended to a room yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMemory {
    /// Its id. A second memory with the id is the same memory.
    pub id: MessageId,
    /// Whether the caller chose the id, so that a memory may already have it.
    pub is_chosen: bool,
    /// The author.
    pub author: EntityId,
    /// Its kind.
    pub kind: MemoryKind,
    /// The text.
    pub text: String,
    /// The content besides the text.
    pub content: Metadata,
    /// Data that the agent keeps with it.
    pub metadata: Option<Metadata>,
    /// The agent's claim that it is not a near-duplicate of another.
    pub unique: bool,
    /// When it was said, if it was kept elsewhere before.
    pub said_at: Option<Timestamp>,
}

/// A memory of a room.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// Its id.
    pub id: MessageId,
    /// The room.
    pub room: RoomId,
    /// The id by which callers name the room.
    pub room_handle: RoomHandle,
    /// Its number within the room.
    pub number: i32,
    /// The role in which its author spoke.
    pub speaker: Speaker,
    /// The author.
    pub author: EntityId,
    /// Its kind.
    pub kind: MemoryKind,
    /// The text.
    pub text: String,
    /// The content besides the text.
    pub content: Metadata,
    /// Data that an agent keeps with it.
    pub metadata: Option<Metadata>,
    /// The agent's claim that it is not a near-duplicate of another.
    pub unique: bool,
    /// When it was said.
    pub at: Timestamp,
}

impl NewMemory {
    /// The bytes of its text, content and metadata.
    pub fn bytes(&self) -> usize {
        content_bytes(&self.text, Some(&self.content), self.metadata.as_ref())
    }
}

/// The bytes of a text, its content and its metadata.
pub fn content_bytes(text: &str, content: Option<&Metadata>, metadata: Option<&Metadata>) -> usize {
    let objects = content.into_iter().chain(metadata);
    let of_object = |object: &Metadata| serde_json::to_string(object).map_or(0, |json| json.len());
    text.len() + objects.map(of_object).sum::<usize>()
}

impl Memory {
    /// The bytes of its text, content and metadata.
    pub fn bytes(&self) -> usize {
        content_bytes(&self.text, Some(&self.content), self.metadata.as_ref())
    }

    /// The text and the rest of the content, as agents read them.
    pub fn whole_content(&self) -> Metadata {
        let mut whole = Metadata::from_iter([("text".to_owned(), Value::from(self.text.as_str()))]);
        whole.extend(self.content.clone());
        if matches!(self.speaker, Speaker::Respondent | Speaker::Interviewer) {
            whole.entry("source").or_insert_with(|| Value::from(INTERVIEW_SOURCE));
        }
        whole
    }
}

/// The entity of a party of an interview, respondent or interviewer: constant within the room, and a digest that reveals
/// nobody.
pub fn entity_of(room: RoomId, speaker: Speaker) -> EntityId {
    let digest = Sha256::new().chain_update(room.0).chain_update(speaker.to_string());
    EntityId(from_digest(digest))
}
