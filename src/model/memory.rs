//! Memories: messages as agents keep them. Of kind `messages` they are the turns of a room; of other kinds, such as
//! `facts`, an agent's notes beside them, which are no part of what was said.

use super::{
    agent_room::{Metadata, words},
    ids::{EntityId, MessageId, RoomId},
    room::INTERVIEW_SOURCE,
    turn::Speaker,
};
use crate::clock::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::str::FromStr;

/// The longest text of a memory, in characters.
pub const MAX_TEXT_CHARS: usize = 100_000;
/// The most memories made in one call.
pub const MAX_AT_ONCE: usize = 100;
/// The most memories in one answer.
pub const MAX_LISTED: u16 = 1_000;

words! {
    /// What a memory is: `tableName` of `ElizaOS`.
    MemoryKind {
        /// What was said in the room.
        Messages = "messages",
        /// What an agent knows.
        Facts = "facts",
        /// What an agent has read.
        Documents = "documents",
        /// Anything else.
        Memories = "memories",
    }
}

/// A memory that has no place in a room yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMemory {
    /// Its id; the same again is the same memory.
    pub id: MessageId,
    /// Whether the caller chose the id, so that there may be a memory that has it.
    pub is_chosen: bool,
    /// Who said it.
    pub author: EntityId,
    /// What it is.
    pub kind: MemoryKind,
    /// The words.
    pub text: String,
    /// What belongs to them, without the text.
    pub content: Metadata,
    /// Whatever the agent keeps with it.
    pub metadata: Option<Metadata>,
    /// Whether nothing like it was said before, as its agent judged.
    pub unique: bool,
    /// When it was said, where it was kept elsewhere before.
    pub said_at: Option<Timestamp>,
}

/// A memory as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// Its id.
    pub id: MessageId,
    /// The room.
    pub room: RoomId,
    /// Its number within the room.
    pub number: i32,
    /// As what its author spoke.
    pub speaker: Speaker,
    /// Who said it.
    pub author: EntityId,
    /// What it is.
    pub kind: MemoryKind,
    /// The words.
    pub text: String,
    /// What belongs to them, without the text.
    pub content: Metadata,
    /// Whatever an agent keeps with it.
    pub metadata: Option<Metadata>,
    /// Whether nothing like it was said before, as its agent judged.
    pub unique: bool,
    /// When it was said.
    pub at: Timestamp,
}

impl Memory {
    /// Words and what belongs to them, as agents read them.
    pub fn whole_content(&self) -> Metadata {
        let mut whole = Metadata::from_iter([("text".to_owned(), Value::from(self.text.as_str()))]);
        whole.extend(self.content.clone());
        if matches!(self.speaker, Speaker::Respondent | Speaker::Interviewer) {
            whole.entry("source").or_insert_with(|| Value::from(INTERVIEW_SOURCE));
        }
        whole
    }
}

/// Who speaks in an interview as its respondent, or as its built-in interviewer: the same in a room for good, and nothing
/// that tells who it is.
pub fn entity_of(room: RoomId, speaker: Speaker) -> EntityId {
    let digest = Sha256::new()
        .chain_update(room.0)
        .chain_update(speaker.as_str())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // RFC 9562, section 5.8: a UUID whose bits are the application's own.
    EntityId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
