//! Requests about memories as operations of the engine.

use super::{
    errors::HttpError,
    schema::{Content, CreateMemory, metadata},
};
use crate::{
    api::request::{AnyObject, Open},
    clock::Timestamp,
    engine::{AgentRooms, agent_rooms::MemoryFilter},
    model::{
        agent_room::Metadata,
        error::Result as EngineResult,
        ids::{EntityId, MessageId},
        memory::{MAX_LISTED, MemoryKind, NewMemory},
    },
};
use chrono::{Datelike, TimeDelta};
use serde_json::Value;

/// How many memories are listed unless told otherwise.
const LISTED: u16 = 50;

/// Which memories to list, as it is asked for.
pub struct Wanted<'a> {
    /// The most; what the documentation calls it.
    pub count: Option<i32>,
    /// The most; what the server calls it.
    pub limit: Option<i32>,
    /// How many to pass over.
    pub offset: Option<i32>,
    /// Only those that nothing was like before.
    pub unique: Option<bool>,
    /// From when, in milliseconds.
    pub start: Option<i64>,
    /// Until when, in milliseconds.
    pub end: Option<i64>,
    /// Until when, in milliseconds; the earlier of the two counts.
    pub before: Option<i64>,
    /// What they are.
    pub table_name: Option<&'a str>,
}

impl Wanted<'_> {
    /// The memories as the engine lists them.
    pub fn filter(self) -> Result<MemoryFilter, HttpError> {
        let limit = self
            .limit
            .or(self.count)
            .map_or(LISTED, |limit| match u16::try_from(limit) {
                // Without a limit, as the real server has it: as many as fit in one answer.
                Ok(0) | Err(_) => MAX_LISTED,
                Ok(limit) => limit.min(MAX_LISTED),
            });
        let until = self.end.into_iter().chain(self.before).min();
        Ok(MemoryFilter {
            kind: kind(self.table_name)?,
            unique: self.unique.unwrap_or(true),
            from: self.start.map(|millis| moment("start", millis)).transpose()?,
            until: until.map(|millis| moment("end", millis)).transpose()?.map(last_of),
            offset: self
                .offset
                .and_then(|offset| u64::try_from(offset).ok())
                .unwrap_or_default(),
            limit: limit.into(),
        })
    }
}

/// What a memory is, by its name.
pub fn kind(name: Option<&str>) -> Result<MemoryKind, HttpError> {
    let parse = |name: &str| {
        let parsed = name.parse();
        parsed.map_err(|_| HttpError::bad_request("tableName: should be messages, facts, documents or memories"))
    };
    name.map_or(Ok(MemoryKind::Messages), parse)
}

fn moment(name: &str, millis: i64) -> Result<Timestamp, HttpError> {
    let moment = Timestamp::from_timestamp_millis(millis);
    // What PostgreSQL keeps, and more than anybody needs.
    let known = moment.filter(|moment| (0..=9999).contains(&moment.year()));
    known.ok_or_else(|| HttpError::bad_request(format!("{name}: should be milliseconds since 1970")))
}

/// The last moment of a millisecond: what was said within it counts as said then.
fn last_of(millisecond: Timestamp) -> Timestamp {
    millisecond + TimeDelta::microseconds(999)
}

/// A memory as the engine keeps it, the `position`th of those made together; said by `agent` unless told otherwise.
pub fn new_memory(
    rooms: &AgentRooms,
    agent: EntityId,
    given: CreateMemory,
    position: usize,
) -> Result<NewMemory, HttpError> {
    let (text, content) = said(given.content)?;
    let id: EngineResult<MessageId> = match given.id {
        Some(id) => Ok(MessageId(id)),
        None => rooms.new_message_id(position),
    };
    Ok(NewMemory {
        id: id?,
        is_chosen: given.id.is_some(),
        author: given.entity_id.map_or(agent, EntityId),
        kind: kind(given.table_name.as_deref())?,
        text,
        content,
        metadata: metadata("metadata", given.metadata)?,
        unique: given.unique.unwrap_or(true),
        said_at: given.created_at.map(|millis| moment("createdAt", millis)).transpose()?,
    })
}

/// The words, and what belongs to them.
pub fn said(content: Open<Content>) -> Result<(String, Metadata), HttpError> {
    let mut content = content.0;
    let text = match content.remove("text") {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let rest = metadata("content", Some(AnyObject::from(content)))?.unwrap_or_default();
    if text.is_empty() && rest.is_empty() {
        return Err(HttpError::bad_request(
            "content: should have a text, or something else in it",
        ));
    }
    Ok((text, rest))
}
