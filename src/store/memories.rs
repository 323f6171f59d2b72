//! Messages as agents keep them: reading, changing and deleting. Writing new ones is a shared commit of its own.

use super::{
    Result, StoreError, one_of,
    rows::{object, parsed, written},
};
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        agent_room::Metadata,
        ids::{EntityId, MessageId, RoomId},
        memory::{Memory, MemoryKind, entity_of},
        turn::Channel,
    },
};
use ::entity::{message, participant, room};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select,
};

/// Which memories to list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Of what kind.
    pub kind: MemoryKind,
    /// Only those that nothing was like before.
    pub unique: bool,
    /// Only those said at this moment or after it.
    pub from: Option<Timestamp>,
    /// Only those said at this moment or before it.
    pub until: Option<Timestamp>,
    /// How many of the latest are passed over.
    pub offset: u64,
    /// At most this many.
    pub limit: u64,
}

fn chosen(filter: &Filter) -> Select<message::Entity> {
    let mut chosen = message::Entity::find()
        .filter(message::Column::Kind.eq(filter.kind.as_str()))
        .order_by_desc(message::Column::CreatedAt)
        .order_by_desc(message::Column::Number)
        .offset(filter.offset)
        .limit(filter.limit);
    if filter.unique {
        chosen = chosen.filter(message::Column::IsUnique.eq(true));
    }
    if let Some(from) = filter.from {
        chosen = chosen.filter(message::Column::CreatedAt.gte(from));
    }
    if let Some(until) = filter.until {
        chosen = chosen.filter(message::Column::CreatedAt.lte(until));
    }
    chosen
}

async fn read(connection: &impl ConnectionTrait, chosen: Select<message::Entity>) -> Result<Vec<Memory>> {
    let rows = chosen.all(connection).await?;
    rows.into_iter().map(Memory::try_from).collect()
}

/// The memories of rooms, the latest first.
pub async fn of_rooms(connection: &impl ConnectionTrait, rooms: &[RoomId], filter: &Filter) -> Result<Vec<Memory>> {
    let of = match rooms {
        [one] => message::Column::RoomId.eq(one.0),
        several => one_of(connection, message::Column::RoomId, several.iter().map(|id| id.0)),
    };
    read(connection, chosen(filter).filter(of)).await
}

/// The memories of all rooms that an entity takes part in, the latest first.
pub async fn of_entity(
    connection: &impl ConnectionTrait,
    scope: Scope,
    entity: EntityId,
    filter: &Filter,
) -> Result<Vec<Memory>> {
    let participant: RelationDef = message::Entity::belongs_to(participant::Entity)
        .from(message::Column::RoomId)
        .to(participant::Column::RoomId)
        .into();
    let of_room: RelationDef = message::Entity::belongs_to(room::Entity)
        .from(message::Column::RoomId)
        .to(room::Column::Id)
        .into();
    let mut mine = chosen(filter)
        .join(JoinType::InnerJoin, participant)
        .join(JoinType::InnerJoin, of_room)
        .filter(participant::Column::EntityId.eq(entity.0))
        .filter(participant::Column::LeftAt.is_null())
        .filter(room::Column::TeamId.eq(scope.team.0));
    if let Some(bound) = scope.project {
        mine = mine.filter(room::Column::ProjectId.eq(bound.0));
    }
    read(connection, mine).await
}

/// What was said in a room after a number, in the order of arrival.
pub async fn said_after(
    connection: &impl ConnectionTrait,
    room: RoomId,
    number: i32,
    limit: u64,
) -> Result<Vec<Memory>> {
    let said = message::Entity::find()
        .filter(message::Column::RoomId.eq(room.0))
        .filter(message::Column::Kind.eq(MemoryKind::Messages.as_str()))
        .filter(message::Column::Number.gt(number))
        .order_by_asc(message::Column::Number)
        .limit(limit);
    read(connection, said).await
}

/// Those of these memories that there are, of whichever team.
pub async fn by_ids(connection: &impl ConnectionTrait, ids: &[MessageId]) -> Result<Vec<Memory>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = message::Entity::find().filter(one_of(connection, message::Column::Id, ids.iter().map(|id| id.0)));
    read(connection, wanted).await
}

/// Writes what was changed of a memory.
pub async fn update(connection: &impl ConnectionTrait, memory: &Memory) -> Result<()> {
    let row = message::ActiveModel {
        id: Set(memory.id.0),
        text: Set(memory.text.clone()),
        content: Set(written(Some(&memory.content).filter(|content| !content.is_empty()))),
        metadata: Set(written(memory.metadata.as_ref())),
        ..Default::default()
    };
    row.update(connection).await?;
    Ok(())
}

/// Deletes a memory.
pub async fn delete(connection: &impl ConnectionTrait, id: MessageId) -> Result<()> {
    message::Entity::delete_by_id(id.0).exec(connection).await?;
    Ok(())
}

/// Deletes all memories of a room, and says how many there were.
pub async fn clear(connection: &impl ConnectionTrait, room: RoomId) -> Result<u64> {
    let deleted = message::Entity::delete_many()
        .filter(message::Column::RoomId.eq(room.0))
        .exec(connection)
        .await?;
    Ok(deleted.rows_affected)
}

pub(super) fn row(memory: &Memory) -> message::Model {
    message::Model {
        id: memory.id.0,
        room_id: memory.room.0,
        number: memory.number,
        speaker: memory.speaker.as_str().to_owned(),
        channel: Channel::Text.as_str().to_owned(),
        text: memory.text.clone(),
        created_at: memory.at,
        spoken_from: None,
        spoken_to: None,
        cue: None,
        origin: None,
        entity_id: Some(memory.author.0),
        kind: memory.kind.as_str().to_owned(),
        content: written(Some(&memory.content).filter(|content| !content.is_empty())),
        metadata: written(memory.metadata.as_ref()),
        is_unique: memory.unique,
    }
}

impl TryFrom<message::Model> for Memory {
    type Error = StoreError;

    fn try_from(row: message::Model) -> Result<Self> {
        let speaker = parsed(&row.speaker, "message", "the speaker is known")?;
        let room = RoomId(row.room_id);
        let content: Option<Metadata> = object(row.content.as_deref(), "message")?;
        Ok(Self {
            id: MessageId(row.id),
            room,
            number: row.number,
            speaker,
            author: row.entity_id.map_or_else(|| entity_of(room, speaker), EntityId),
            kind: parsed(&row.kind, "message", "the kind is known")?,
            text: row.text,
            content: content.unwrap_or_default(),
            metadata: object(row.metadata.as_deref(), "message")?,
            unique: row.is_unique,
            at: row.created_at,
        })
    }
}
