//! Rooms as agents and characters see them: with their agents' side, and with nothing of an interview but its name.

mod list;
mod livekit;

pub use list::{agents_of_server, list, servers};
pub use livekit::{ended_with_livekit_room, livekit_rooms, mark_livekit_room_pending, set_livekit_room};

use super::{Result, Transaction, any_of, bulk::BulkWrite, events, rooms::is_in, update_row};
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        agent_room::{AgentRoomDetails, RoomKind},
        event::{EventKind, JsonObject, NewEvent},
        ids::{RoomId, WorldId},
        listing::RoomOwner,
        room::{AgentRoom, InterviewName, Stored},
    },
};
use ::entity::{agent_room, interview, message, room};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{LockType, OnConflict},
};

/// How many rooms of an owner are locked by one transaction. The caller chooses how many there are.
pub const LOCKED_AT_ONCE: u64 = 100;

/// A room with its agents' side and the name of its interview.
#[derive(DerivePartialModel)]
struct Row {
    #[sea_orm(nested)]
    room: room::Model,
    #[sea_orm(nested)]
    details: Option<agent_room::Model>,
    #[sea_orm(nested)]
    interview: Option<InterviewRow>,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "interview::Entity")]
struct InterviewRow {
    /// Tells a room that has an interview from one that has none.
    #[sea_orm(from_col = "room_id")]
    _room_id: RoomId,
    display_name: Option<String>,
}

fn in_scope(scope: Scope) -> Select<room::Entity> {
    room::Entity::find()
        .left_join(agent_room::Entity)
        .left_join(interview::Entity)
        .filter(is_in(scope))
}

async fn all(connection: &impl ConnectionTrait, rooms: Select<room::Entity>) -> Result<Vec<Stored<AgentRoom>>> {
    let rows = rooms.into_partial_model::<Row>().all(connection).await?;
    Ok(rows.into_iter().map(|row| Stored::new(row.into())).collect())
}

/// Locks the rooms of a query until the end of the transaction, and not the rows that they are joined with: PostgreSQL
/// refuses to lock the nullable side of an outer join.
fn lock_rooms(mut rooms: Select<room::Entity>) -> Select<room::Entity> {
    QueryTrait::query(&mut rooms).lock_with_tables(LockType::Update, [room::Entity]);
    rooms
}

/// A room of a scope.
pub async fn find(connection: &impl ConnectionTrait, scope: Scope, id: RoomId) -> Result<Option<Stored<AgentRoom>>> {
    let room = in_scope(scope).filter(room::Column::Id.eq(id));
    Ok(all(connection, room).await?.pop())
}

/// The rooms with these ids, without those outside the scope.
pub async fn find_all(
    connection: &impl ConnectionTrait,
    scope: Scope,
    ids: &[RoomId],
) -> Result<Vec<Stored<AgentRoom>>> {
    all(
        connection,
        in_scope(scope).filter(any_of(connection, room::Column::Id, ids)),
    )
    .await
}

/// The rooms with these ids, without those outside the scope, locked until the end of the transaction in the order of
/// their ids. Joined rows may be stale; see [`lock`].
pub async fn lock_all(
    connection: &impl ConnectionTrait,
    scope: Scope,
    ids: &[RoomId],
) -> Result<Vec<Stored<AgentRoom>>> {
    let rooms = in_scope(scope)
        .filter(any_of(connection, room::Column::Id, ids))
        .order_by_asc(room::Column::Id);
    all(connection, lock_rooms(rooms)).await
}

/// A room of a scope, locked until the end of the transaction.
///
/// Locks first and reads again. Under READ COMMITTED, PostgreSQL re-evaluates only the locked row after a wait for the
/// lock; the rows that it is joined with may be stale.
pub async fn lock(connection: &impl ConnectionTrait, scope: Scope, id: RoomId) -> Result<Option<Stored<AgentRoom>>> {
    let room = room::Entity::find_by_id(id).filter(is_in(scope)).lock_exclusive();
    match room.one(connection).await? {
        Some(_) => find(connection, scope, id).await,
        None => Ok(None),
    }
}

/// Those of these ids that rooms of any team have.
pub async fn existing_ids(connection: &impl ConnectionTrait, ids: &[RoomId]) -> Result<Vec<RoomId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(any_of(connection, room::Column::Id, ids))
        .into_tuple()
        .all(connection)
        .await?)
}

/// Writes the agents' side of a room, for the first time or again. If there is one, agent, source, type, mode, scene and
/// LiveKit room stay as they are.
pub async fn set(connection: &impl ConnectionTrait, id: RoomId, details: &AgentRoomDetails) -> Result<()> {
    use agent_room::Column;
    let again = OnConflict::column(Column::RoomId)
        .update_columns([
            Column::WorldId,
            Column::Name,
            Column::ChannelId,
            Column::ServerId,
            Column::Metadata,
        ])
        .to_owned();
    agent_room::Entity::insert(row(id, details.clone()).into_active_model())
        .on_conflict(again)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Marks a room as open to agents.
pub async fn set_open_to_agents(connection: &impl ConnectionTrait, id: RoomId) -> Result<()> {
    let row = room::ActiveModel {
        id: Set(id),
        open_to_agents: Set(true),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Some rooms of an owner, at most 100, locked until the end of the transaction.
pub async fn lock_some(
    connection: &impl ConnectionTrait,
    scope: Scope,
    owner: RoomOwner,
) -> Result<Vec<Stored<AgentRoom>>> {
    let rooms = owned_by(scope, owner)
        .order_by_asc(room::Column::Id)
        .limit(LOCKED_AT_ONCE);
    all(connection, lock_rooms(rooms)).await
}

/// Some rooms of an owner that have messages, at most 100, locked until the end of the transaction.
pub async fn lock_some_with_messages(
    connection: &impl ConnectionTrait,
    scope: Scope,
    owner: RoomOwner,
) -> Result<Vec<Stored<AgentRoom>>> {
    let with_messages = message::Entity::find()
        .select_only()
        .column(message::Column::RoomId)
        .into_query();
    let rooms = owned_by(scope, owner)
        .filter(room::Column::MessageCount.gt(0))
        .filter(room::Column::Id.in_subquery(with_messages))
        .order_by_asc(room::Column::Id)
        .limit(LOCKED_AT_ONCE);
    all(connection, lock_rooms(rooms)).await
}

fn owned_by(scope: Scope, owner: RoomOwner) -> Select<room::Entity> {
    use agent_room::Column;
    let rooms = in_scope(scope).filter(interview::Column::RoomId.is_null());
    match owner {
        RoomOwner::Agent(agent) => rooms.filter(Column::AgentId.eq(agent)),
        RoomOwner::AgentInWorld(agent, world) => rooms
            .filter(Column::AgentId.eq(agent))
            .filter(Column::WorldId.eq(world)),
        RoomOwner::Group(group) => rooms
            .filter(
                Condition::any()
                    .add(Column::WorldId.eq(WorldId(group)))
                    .add(Column::ServerId.eq(group.to_string())),
            )
            .filter(Column::Kind.ne(RoomKind::Own)),
    }
}

/// Deletes rooms that are locked by the transaction, with all that belongs to them. Their events stay, without payloads.
pub async fn delete(transaction: &Transaction, rooms: &mut [AgentRoom], now: Timestamp) -> Result<()> {
    let ids: Vec<RoomId> = rooms.iter().map(|room| room.base.id).collect();
    let deleted = rooms
        .iter_mut()
        .flat_map(|room| events::numbered(&mut room.base, [NewEvent::now(EventKind::RoomDeleted, now)]));
    BulkWrite::default().insert(deleted).execute(transaction).await?;
    events::erase_payloads(transaction, &ids).await?;
    // Foreign keys delete the rows of all other tables.
    room::Entity::delete_many()
        .filter(any_of(transaction, room::Column::Id, &ids))
        .exec(transaction)
        .await?;
    Ok(())
}

pub(super) fn row(id: RoomId, details: AgentRoomDetails) -> agent_room::Model {
    agent_room::Model {
        room_id: id,
        agent_id: details.agent,
        world_id: details.world,
        name: details.name,
        source: details.source,
        kind: details.kind,
        channel_id: details.channel_id,
        server_id: details.server_id,
        metadata: details.metadata.map(JsonObject),
        mode: details.mode,
        scene_prompt: details.scene_prompt,
        livekit_room: details.livekit_room,
    }
}

impl From<agent_room::Model> for AgentRoomDetails {
    fn from(row: agent_room::Model) -> Self {
        Self {
            agent: row.agent_id,
            world: row.world_id,
            name: row.name,
            source: row.source,
            kind: row.kind,
            channel_id: row.channel_id,
            server_id: row.server_id,
            metadata: row.metadata.map(|metadata| metadata.0),
            mode: row.mode,
            scene_prompt: row.scene_prompt,
            livekit_room: row.livekit_room,
        }
    }
}

impl From<Row> for AgentRoom {
    fn from(row: Row) -> Self {
        Self {
            base: row.room.into(),
            details: row.details.map(AgentRoomDetails::from),
            interview: row.interview.map(|interview| InterviewName(interview.display_name)),
        }
    }
}
