//! Memories.

use super::{AGENT, MEMORY, PERSON, ROOM, THEN};
use crate::{
    api::{
        agents::answer::millis,
        request::{AnyObject, Open},
    },
    model::{ids::AgentId, memory::Memory},
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use validator::Validate;

/// What was said: these fields, and any others that an agent's runtime knows.
#[derive(Clone, Debug, Object)]
#[oai(rename_all = "camelCase")]
pub struct Content {
    /// Text content of the message; at most 100000 characters.
    #[oai(validator(max_length = 100_000))]
    pub text: Option<String>,
    /// Agent's internal thought process.
    pub thought: Option<String>,
    /// Agent's plan or reasoning.
    pub plan: Option<String>,
    /// Actions the agent wants to take.
    pub actions: Option<Vec<String>>,
    /// Source of the message.
    pub source: Option<String>,
    /// ID of the message this is in reply to.
    pub in_reply_to: Option<Uuid>,
}

impl Example for Open<Content> {
    fn example() -> Self {
        Self::from_iter([
            ("text".to_owned(), json!("Hello, world!")),
            ("source".to_owned(), json!("discord")),
        ])
    }
}

/// What to keep.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateMemory {
    /// Its id, if the caller chooses one: the same again is the same memory.
    pub id: Option<Uuid>,
    /// Who said it; the agent itself when left out.
    pub entity_id: Option<Uuid>,
    /// What was said.
    pub content: Open<Content>,
    /// Whatever is to be kept with it: an object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
    /// Whether nothing like it was said before, as the agent judges; true when left out.
    pub unique: Option<bool>,
    /// When it was said, in milliseconds since 1970; now when left out, in the future or in an interview.
    pub created_at: Option<i64>,
    /// What it is: `messages`, which it is when left out, `facts`, `documents` or `memories`.
    #[oai(validator(max_length = 20))]
    pub table_name: Option<String>,
}

impl Example for CreateMemory {
    fn example() -> Self {
        Self {
            id: None,
            entity_id: Some(PERSON),
            content: Open::example(),
            metadata: Some(AnyObject::from_iter([("type".to_owned(), json!("message"))])),
            unique: None,
            created_at: None,
            table_name: None,
        }
    }
}

/// Memories to be kept together, all or none.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct CreateMemories {
    /// 1 to 100 of them, in their order.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub memories: Vec<CreateMemory>,
}

impl Example for CreateMemories {
    fn example() -> Self {
        Self {
            memories: vec![CreateMemory::example()],
        }
    }
}

/// What to change of a memory.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct UpdateMemory {
    /// What was said; replaces all that was there.
    pub content: Option<Open<Content>>,
    /// What is kept with it; replaces all that was there.
    pub metadata: Option<AnyObject>,
}

impl Example for UpdateMemory {
    fn example() -> Self {
        Self {
            content: Some(Open::example()),
            metadata: None,
        }
    }
}

/// A memory.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Memory", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct MemoryBody {
    /// Unique identifier for the memory.
    pub id: String,
    /// What it is: `messages`, `facts`, `documents` or `memories`.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    pub kind: String,
    /// Unix timestamp when the memory was created, in milliseconds.
    pub created_at: i64,
    /// What was said.
    pub content: Open<Content>,
    /// ID of the entity associated with this memory.
    pub entity_id: String,
    /// ID of the agent associated with this memory: the one that asks, since all in a room share its memories.
    pub agent_id: String,
    /// ID of the room this memory belongs to.
    pub room_id: String,
    /// Whether nothing like it was said before, as its agent judged.
    pub unique: bool,
    /// What is kept with it.
    pub metadata: Option<AnyObject>,
}

impl MemoryBody {
    /// A memory as an agent sees it.
    pub fn new(memory: Memory, agent: AgentId) -> Self {
        Self {
            id: memory.id.to_string(),
            kind: memory.kind.to_string(),
            created_at: millis(memory.at),
            content: memory.whole_content().into(),
            entity_id: memory.author.to_string(),
            agent_id: agent.to_string(),
            room_id: memory.room.to_string(),
            unique: memory.unique,
            metadata: memory.metadata.map(AnyObject::from),
        }
    }
}

impl Example for MemoryBody {
    fn example() -> Self {
        Self {
            id: MEMORY.to_string(),
            kind: "messages".to_owned(),
            created_at: THEN,
            content: Open::example(),
            entity_id: PERSON.to_string(),
            agent_id: AGENT.to_string(),
            room_id: ROOM.to_string(),
            unique: true,
            metadata: None,
        }
    }
}

/// Memories.
#[derive(Clone, Debug, Object, Serialize)]
pub struct MemoryList {
    /// The memories: the latest first in a list, and as they were sent after making them.
    pub memories: Vec<MemoryBody>,
}

impl MemoryList {
    /// Memories as an agent sees them.
    pub fn new(memories: Vec<Memory>, agent: AgentId) -> Self {
        let body = |memory| MemoryBody::new(memory, agent);
        Self {
            memories: memories.into_iter().map(body).collect(),
        }
    }
}

impl Example for MemoryList {
    fn example() -> Self {
        Self {
            memories: vec![MemoryBody::example()],
        }
    }
}

/// That a memory was changed.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Changed {
    /// The memory.
    pub id: String,
    /// What happened, for a person.
    pub message: String,
}

impl Example for Changed {
    fn example() -> Self {
        Self {
            id: MEMORY.to_string(),
            message: "Memory updated successfully".to_owned(),
        }
    }
}

/// That a memory was deleted.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Deleted {
    /// What happened, for a person.
    pub message: String,
}

impl Example for Deleted {
    fn example() -> Self {
        Self {
            message: "Memory deleted successfully".to_owned(),
        }
    }
}

/// That memories were deleted.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Cleared {
    /// How many there were.
    pub deleted: i64,
    /// What happened, for a person.
    pub message: String,
}

impl Cleared {
    /// The answer after so many were deleted.
    pub fn new(deleted: u64) -> Self {
        Self {
            deleted: i64::try_from(deleted).unwrap_or(i64::MAX),
            message: "All agent memories cleared successfully".to_owned(),
        }
    }
}

impl Example for Cleared {
    fn example() -> Self {
        Self::new(2)
    }
}
