//! Messages as the memories of agents: reading, changing and deleting. [`post`](super::post) writes new ones.

use super::{
    Result,
    agent_rooms::{RoomName, has_handle, is_seen_by, takes_part_as},
    any_of,
    read::{self, FEW, Reported, bytes_of, nested_key, partial_rows},
    turns, update_row,
};
use crate::model::{
    access::RoomReader,
    agent_room::Metadata,
    event::JsonObject,
    ids::{AgentId, MessageId, RoomHandle, RoomId, TeamId},
    listing::{Listed, MemoryFilter, count_within_budget},
    memory::{Memory, MemoryKind, entity_of},
    room::Room,
    turn::Channel,
};
use ::entity::{message, participant, room};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Related, Select,
    sea_query::{Expr, ExprTrait},
};

/// A message, and what names its room.
#[derive(DerivePartialModel)]
struct Row {
    #[sea_orm(nested)]
    message: message::Model,
    #[sea_orm(nested)]
    room: RoomName,
}

/// All messages, joined with their rooms.
fn with_rooms() -> Select<message::Entity> {
    message::Entity::find().inner_join(room::Entity)
}

/// That a message is of a kind and, if `unique`, is marked as unique.
fn is_of_kind(kind: &MemoryKind, unique: bool) -> Condition {
    Condition::all()
        .add(message::Column::Kind.eq(kind.clone()))
        .add_option(unique.then(|| message::Column::IsUnique.eq(true)))
}

/// The messages that a filter selects, the latest first, of rooms that the reader sees.
fn seen_by(reader: RoomReader, filter: &MemoryFilter) -> Select<message::Entity> {
    let conditions = is_of_kind(&filter.kind, filter.unique)
        .add_option(filter.from.map(|from| message::Column::CreatedAt.gte(from)))
        .add_option(filter.until.map(|until| message::Column::CreatedAt.lte(until)));
    with_rooms()
        .filter(is_seen_by(reader))
        .filter(conditions)
        .order_by_desc(message::Column::CreatedAt)
        .order_by_desc(message::Column::Number)
        .offset(filter.offset)
}

/// The messages of a query that are consistent.
async fn all(connection: &impl ConnectionTrait, messages: Select<message::Entity>) -> Result<Vec<Memory>> {
    let rows = partial_rows::<Row, _>(connection, messages).await?.into_iter();
    Ok(rows.filter_map(|row| row.readable(|row| Ok(row.into()))).collect())
}

impl Reported for Row {
    fn table() -> String {
        message::Model::table()
    }

    fn key() -> Vec<String> {
        nested_key::<message::Model>("message")
    }
}

/// At most `limit` messages, as many of the first ones as fit into the budget of an answer. The others are not even read.
async fn within_budget(
    connection: &impl ConnectionTrait,
    messages: Select<message::Entity>,
    limit: u64,
) -> Result<Listed<Memory>> {
    let messages = messages.limit(limit);
    if limit <= FEW.into() {
        let items = all(connection, messages).await?;
        return Ok(Listed { items, is_cut: false });
    }
    let sizes = messages.clone().select_only().expr_as(size(), "size");
    let sizes: Vec<i64> = sizes.into_tuple().all(connection).await?;
    let count = count_within_budget(sizes.iter().copied());
    let items = all(connection, messages.limit(count as u64)).await?;
    Ok(Listed {
        items,
        is_cut: count < sizes.len(),
    })
}

/// The bytes of a message's text and content.
fn size() -> Expr {
    use message::Column;
    bytes_of(&[Column::Text, Column::Content, Column::Metadata].map(|column| column.as_column_ref().into()))
}

/// The memories of a room, if the reader sees it, the latest first. PostgreSQL reads them in the order of the index; it would
/// sort those of several rooms.
pub async fn of_room(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    room: RoomId,
    filter: &MemoryFilter,
) -> Result<Listed<Memory>> {
    let messages = seen_by(reader, filter).filter(message::Column::RoomId.eq(room));
    within_budget(connection, messages, filter.limit).await
}

/// The memories of those of these rooms that the reader sees, the latest first.
pub async fn of_rooms(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    rooms: &[RoomHandle],
    filter: &MemoryFilter,
) -> Result<Listed<Memory>> {
    let messages = seen_by(reader, filter).filter(has_handle(connection, reader.scope.team, rooms));
    within_budget(connection, messages, filter.limit).await
}

/// The memories of all rooms that the reader sees and an agent takes part in, the latest first.
pub async fn of_agent(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    agent: AgentId,
    filter: &MemoryFilter,
) -> Result<Listed<Memory>> {
    let messages = seen_by(reader, filter)
        .join(
            JoinType::InnerJoin,
            <room::Entity as Related<participant::Entity>>::to(),
        )
        .filter(takes_part_as(agent));
    within_budget(connection, messages, filter.limit).await
}

/// Those of these memories that are in rooms that the reader sees.
fn named(connection: &impl ConnectionTrait, reader: RoomReader, ids: &[MessageId]) -> Select<message::Entity> {
    with_rooms()
        .filter(is_seen_by(reader))
        .filter(message::Column::TeamId.eq(reader.scope.team))
        .filter(any_of(connection, message::Column::Id, ids))
}

/// A memory in a room that the reader sees.
pub async fn find(connection: &impl ConnectionTrait, reader: RoomReader, id: MessageId) -> Result<Option<Memory>> {
    let memory = named(connection, reader, &[id]);
    let found = partial_rows::<Row, _>(connection, memory).await?.pop();
    found.map(read::Row::read).transpose()
}

/// Those of these memories that are in rooms that the reader sees.
pub async fn find_all(connection: &impl ConnectionTrait, reader: RoomReader, ids: &[MessageId]) -> Result<Vec<Memory>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    all(connection, named(connection, reader, ids)).await
}

/// The bytes of those of these memories that are in rooms that the reader sees.
pub async fn sizes(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    ids: &[MessageId],
) -> Result<Vec<(MessageId, i64)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sizes = named(connection, reader, ids)
        .select_only()
        .column(message::Column::Id)
        .expr_as(size(), "size");
    Ok(sizes.into_tuple().all(connection).await?)
}

/// How many memories of one kind a room has; all, or those that are unique.
pub async fn count(connection: &impl ConnectionTrait, room: RoomId, kind: &MemoryKind, unique: bool) -> Result<u64> {
    let memories = message::Entity::find()
        .filter(message::Column::RoomId.eq(room))
        .filter(is_of_kind(kind, unique));
    Ok(memories.count(connection).await?)
}

/// The turns of a room after a number, in order.
pub async fn turns_after(
    connection: &impl ConnectionTrait,
    room: &Room,
    number: i32,
    limit: u64,
) -> Result<Listed<Memory>> {
    let turns = with_rooms()
        .filter(message::Column::RoomId.eq(room.id))
        .filter(message::Column::Kind.eq(MemoryKind::MESSAGES))
        .filter(message::Column::Number.gt(number))
        .order_by_asc(message::Column::Number);
    within_budget(connection, turns, limit).await
}

/// Those of these memories that a team has, in whichever room.
pub async fn by_ids(connection: &impl ConnectionTrait, team: TeamId, ids: &[MessageId]) -> Result<Vec<Memory>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let messages =
        with_rooms()
            .filter(message::Column::TeamId.eq(team))
            .filter(any_of(connection, message::Column::Id, ids));
    all(connection, messages).await
}

/// Writes text, content and metadata of a memory.
pub async fn update(connection: &impl ConnectionTrait, team: TeamId, memory: &Memory) -> Result<()> {
    let row = message::ActiveModel {
        id: Set(memory.id),
        team_id: Set(team),
        text: Set(memory.text.clone()),
        content: Set(content(&memory.content)),
        metadata: Set(memory.metadata.clone().map(JsonObject)),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Deletes a memory.
pub async fn delete(connection: &impl ConnectionTrait, team: TeamId, id: MessageId) -> Result<()> {
    message::Entity::delete_by_id((id, team)).exec(connection).await?;
    Ok(())
}

/// Deletes all memories of a locked room, or those of one kind, and no longer counts their bytes. Returns how many there
/// were.
pub async fn clear(connection: &impl ConnectionTrait, room: &mut Room, kind: Option<&MemoryKind>) -> Result<u64> {
    let is_of_kind = kind.map(|kind| message::Column::Kind.eq(kind.clone()));
    let cleared = Condition::all()
        .add(message::Column::RoomId.eq(room.id))
        .add_option(is_of_kind);
    let sizes = message::Entity::find().filter(cleared.clone()).select_only();
    let sum: Option<Option<i64>> = sizes
        .expr_as(Expr::expr(size()).sum().cast_as("bigint"), "bytes")
        .into_tuple()
        .one(connection)
        .await?;
    let deleted = message::Entity::delete_many()
        .filter(cleared)
        .exec(connection)
        .await?
        .rows_affected;
    room.uncount_messages(deleted, sum.flatten().unwrap_or_default());
    turns::set_message_bytes(connection, room.id, room.message_bytes).await?;
    Ok(deleted)
}

fn content(content: &Metadata) -> Option<JsonObject> {
    (!content.is_empty()).then(|| JsonObject(content.clone()))
}

pub(super) fn row(team: TeamId, memory: &Memory) -> message::Model {
    message::Model {
        id: memory.id,
        team_id: team,
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
        kind: memory.kind.clone(),
        content: content(&memory.content),
        metadata: memory.metadata.clone().map(JsonObject),
        is_unique: memory.unique,
    }
}

impl From<Row> for Memory {
    fn from(Row { message: row, room }: Row) -> Self {
        Self {
            id: row.id,
            room: row.room_id,
            room_handle: room.handle(),
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
