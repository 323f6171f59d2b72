//! Messages as the memories of agents: reading, changing and deleting. [`post`](super::post) writes new ones.

use super::{Result, any_of, rooms::is_in, update_row};
use crate::model::{
    access::Scope,
    agent_room::Metadata,
    event::JsonObject,
    ids::{EntityId, MessageId, RoomId},
    listing::{Listed, MAX_LISTED_BYTES, MemoryFilter},
    memory::{Memory, MemoryKind, entity_of},
    turn::Channel,
};
use ::entity::{message, participant, room};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, Related,
    Select,
    sea_query::{Expr, ExprTrait, Func},
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
}

async fn all(connection: &impl ConnectionTrait, messages: Select<message::Entity>) -> Result<Vec<Memory>> {
    Ok(messages.all(connection).await?.into_iter().map(Memory::from).collect())
}

/// So many memories fit into the budget of an answer, give or take a few megabytes, however long they are.
const FEW: u64 = 16;

/// At most `limit` messages, as many of the first ones as fit into the budget of an answer. The others are not even read.
async fn within_budget(
    connection: &impl ConnectionTrait,
    messages: Select<message::Entity>,
    limit: u64,
) -> Result<Listed<Memory>> {
    let messages = messages.limit(limit);
    if limit <= FEW {
        let items = all(connection, messages).await?;
        return Ok(Listed { items, is_cut: false });
    }
    let sizes = messages.clone().select_only().expr_as(size(), "size");
    let sizes: Vec<i64> = sizes.into_tuple().all(connection).await?;
    let mut left = MAX_LISTED_BYTES;
    let fits = sizes.iter().take_while(|size| {
        left -= **size;
        left >= 0
    });
    let count = fits.count().max(1);
    let items = all(connection, messages.limit(count as u64)).await?;
    Ok(Listed {
        items,
        is_cut: count < sizes.len(),
    })
}

/// The bytes of a message's text and content. Neither database reads a long text for its length.
fn size() -> Expr {
    use message::Column;
    let length = |column: Column| {
        let text = Expr::col((message::Entity, column)).cast_as("text");
        Expr::expr(Func::cust("octet_length").arg(Func::coalesce([text, Expr::value("")])))
    };
    let size = length(Column::Text)
        .add(length(Column::Content))
        .add(length(Column::Metadata));
    size.cast_as("bigint")
}

/// The memories of rooms, the latest first.
pub async fn of_rooms(
    connection: &impl ConnectionTrait,
    rooms: &[RoomId],
    filter: &MemoryFilter,
) -> Result<Listed<Memory>> {
    let of_rooms = match rooms {
        // PostgreSQL reads the memories of one room in the order of the index, and sorts those of several.
        [one] => message::Column::RoomId.eq(*one),
        several => any_of(connection, message::Column::RoomId, several),
    };
    within_budget(connection, selected(filter).filter(of_rooms), filter.limit).await
}

/// The memories of all rooms of a scope that an entity takes part in, the latest first.
pub async fn of_entity(
    connection: &impl ConnectionTrait,
    scope: Scope,
    entity: EntityId,
    filter: &MemoryFilter,
) -> Result<Listed<Memory>> {
    let messages = selected(filter)
        .inner_join(room::Entity)
        .join(
            JoinType::InnerJoin,
            <room::Entity as Related<participant::Entity>>::to(),
        )
        .filter(is_in(scope))
        .filter(participant::Column::EntityId.eq(entity))
        .filter(participant::Column::LeftAt.is_null());
    within_budget(connection, messages, filter.limit).await
}

/// The turns of a room after a number, in order.
pub async fn turns_after(
    connection: &impl ConnectionTrait,
    room: RoomId,
    number: i32,
    limit: u64,
) -> Result<Listed<Memory>> {
    let turns = message::Entity::find()
        .filter(message::Column::RoomId.eq(room))
        .filter(message::Column::Kind.eq(MemoryKind::Messages))
        .filter(message::Column::Number.gt(number))
        .order_by_asc(message::Column::Number);
    within_budget(connection, turns, limit).await
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
