//! Messages as the memories of agents: reading, changing and deleting. [`post`](super::post) writes new ones.

use super::{
    Result,
    agent_rooms::{is_seen_by, takes_part_as},
    any_of, update_row,
};
use crate::model::{
    access::RoomReader,
    agent_room::Metadata,
    event::JsonObject,
    ids::{AgentId, MessageId, RoomId},
    listing::MemoryFilter,
    memory::{Memory, MemoryKind, entity_of},
    turn::Channel,
};
use ::entity::{message, participant, room};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, Related, Select,
};

fn selected(filter: &MemoryFilter) -> Select<message::Entity> {
    let conditions = Condition::all()
        .add(message::Column::Kind.eq(filter.kind))
        .add_option(filter.unique.then(|| message::Column::IsUnique.eq(true)))
        .add_option(filter.from.map(|from| message::Column::CreatedAt.gte(from)))
        .add_option(filter.until.map(|until| message::Column::CreatedAt.lte(until)));
    message::Entity::find()
        .filter(conditions)
        .order_by_desc(message::Column::CreatedAt)
        .order_by_desc(message::Column::Number)
        .offset(filter.offset)
        .limit(filter.limit)
}

/// Those of these messages that are in rooms that the reader sees.
fn seen_by(reader: RoomReader, messages: Select<message::Entity>) -> Select<message::Entity> {
    messages.inner_join(room::Entity).filter(is_seen_by(reader))
}

async fn all(connection: &impl ConnectionTrait, messages: Select<message::Entity>) -> Result<Vec<Memory>> {
    Ok(messages.all(connection).await?.into_iter().map(Memory::from).collect())
}

/// The memories of those of these rooms that the reader sees, the latest first.
pub async fn of_rooms(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    rooms: &[RoomId],
    filter: &MemoryFilter,
) -> Result<Vec<Memory>> {
    let of_rooms = match rooms {
        // PostgreSQL reads the memories of one room in the order of the index, and sorts those of several.
        [one] => message::Column::RoomId.eq(*one),
        several => any_of(connection, message::Column::RoomId, several),
    };
    all(connection, seen_by(reader, selected(filter)).filter(of_rooms)).await
}

/// The memories of all rooms that the reader sees and an agent takes part in, the latest first.
pub async fn of_agent(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    agent: AgentId,
    filter: &MemoryFilter,
) -> Result<Vec<Memory>> {
    let messages = seen_by(reader, selected(filter))
        .join(
            JoinType::InnerJoin,
            <room::Entity as Related<participant::Entity>>::to(),
        )
        .filter(takes_part_as(agent));
    all(connection, messages).await
}

/// The turns of a room after a number, in order.
pub async fn turns_after(
    connection: &impl ConnectionTrait,
    room: RoomId,
    number: i32,
    limit: u64,
) -> Result<Vec<Memory>> {
    let turns = message::Entity::find()
        .filter(message::Column::RoomId.eq(room))
        .filter(message::Column::Kind.eq(MemoryKind::Messages))
        .filter(message::Column::Number.gt(number))
        .order_by_asc(message::Column::Number)
        .limit(limit);
    all(connection, turns).await
}

/// Those of these memories that exist, of any team.
pub async fn by_ids(connection: &impl ConnectionTrait, ids: &[MessageId]) -> Result<Vec<Memory>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let messages = message::Entity::find().filter(any_of(connection, message::Column::Id, ids));
    all(connection, messages).await
}

/// Writes text, content and metadata of a memory.
pub async fn update(connection: &impl ConnectionTrait, memory: &Memory) -> Result<()> {
    let row = message::ActiveModel {
        id: Set(memory.id),
        text: Set(memory.text.clone()),
        content: Set(content(&memory.content)),
        metadata: Set(memory.metadata.clone().map(JsonObject)),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Deletes a memory.
pub async fn delete(connection: &impl ConnectionTrait, id: MessageId) -> Result<()> {
    message::Entity::delete_by_id(id).exec(connection).await?;
    Ok(())
}

/// Deletes all memories of a room. Returns how many there were.
pub async fn clear(connection: &impl ConnectionTrait, room: RoomId) -> Result<u64> {
    let deleted = message::Entity::delete_many()
        .filter(message::Column::RoomId.eq(room))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}

fn content(content: &Metadata) -> Option<JsonObject> {
    (!content.is_empty()).then(|| JsonObject(content.clone()))
}

pub(super) fn row(memory: &Memory) -> message::Model {
    message::Model {
        id: memory.id,
        room_id: memory.room,
        number: memory.number,
        speaker: memory.speaker,
        channel: Channel::Text,
        text: memory.text.clone(),
        created_at: memory.at,
        spoken_from: None,
        spoken_to: None,
        cue: None,
        origin: None,
        entity_id: Some(memory.author),
        kind: memory.kind,
        content: content(&memory.content),
        metadata: memory.metadata.clone().map(JsonObject),
        is_unique: memory.unique,
    }
}

impl From<message::Model> for Memory {
    fn from(row: message::Model) -> Self {
        Self {
            id: row.id,
            room: row.room_id,
            number: row.number,
            speaker: row.speaker,
            author: row.entity_id.unwrap_or_else(|| entity_of(row.room_id, row.speaker)),
            kind: row.kind,
            text: row.text,
            content: row.content.unwrap_or_default().0,
            metadata: row.metadata.map(|metadata| metadata.0),
            unique: row.is_unique,
            at: row.created_at,
        }
    }
}
