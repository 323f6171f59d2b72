//! Rooms as agents and characters see them: with their agents' side, and with nothing of an interview but its name.
//!
//! Every query for a caller begins with [`seen_by`] or has its condition, [`is_seen_by`], so that one rule decides who reads
//! a room and what is in it.

mod list;
mod livekit;

pub use list::{agents_of_server, list, servers};
pub use livekit::{ended_with_livekit_room, livekit_rooms, mark_livekit_room_pending, set_livekit_room};

use super::{
    Result, Transaction, any_of,
    bulk::BulkWrite,
    events,
    read::{self, Reported, nested_key, partial_rows},
    rooms::is_in,
    update_row,
};
use crate::{
    clock::Timestamp,
    model::{
        access::RoomReader,
        agent_room::{AgentRoomDetails, RoomKind},
        event::{EventKind, JsonObject, NewEvent},
        ids::{AgentId, EntityId, RoomHandle, RoomId, TeamId, WorldId},
        listing::RoomOwner,
        memory::MemoryKind,
        participant::ParticipantKind,
        room::{AgentRoom, InterviewName, Stored, chosen_room_id},
    },
};
use ::entity::{agent_room, interview, message, participant, room};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{ColumnRef, Expr, ExprTrait, LockType, OnConflict},
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

/// What names a room.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "room::Entity")]
pub(super) struct RoomName {
    id: RoomId,
    chosen_id: Option<RoomHandle>,
}

impl RoomName {
    /// The id by which callers name the room.
    pub fn handle(&self) -> RoomHandle {
        self.chosen_id.unwrap_or(RoomHandle(self.id.0))
    }
}

/// The rooms that a reader sees.
fn seen_by(reader: RoomReader) -> Select<room::Entity> {
    with_sides().filter(is_seen_by(reader))
}

fn with_sides() -> Select<room::Entity> {
    room::Entity::find()
        .left_join(agent_room::Entity)
        .left_join(interview::Entity)
}

/// That a reader sees a room: the one rule, for every query of rooms, messages and participants. `RoomState::apply` says
/// the same of a room and participants that have been read.
pub(super) fn is_seen_by(reader: RoomReader) -> Condition {
    // A room without an interview is open to agents from its creation.
    let is_open = (!reader.sees_interviews).then(|| room::Column::OpenToAgents.eq(true));
    is_in(reader.scope)
        .add_option(is_open)
        .add_option(reader.acting_agent.map(is_of_agent))
}

/// That a room was created for an agent, or that the agent takes part in it as an agent: an entity of another kind, such as
/// a respondent, may have the agent's id.
fn is_of_agent(agent: AgentId) -> Condition {
    let is_of_room = |column: ColumnRef| Expr::col(column).equals((room::Entity, room::Column::Id));
    let created_for = agent_room::Entity::find()
        .select_only()
        .column(agent_room::Column::RoomId)
        .filter(is_of_room(agent_room::Column::RoomId.as_column_ref().into()))
        .filter(agent_room::Column::AgentId.eq(agent));
    let joined_by = participant::Entity::find()
        .select_only()
        .column(participant::Column::RoomId)
        .filter(is_of_room(participant::Column::RoomId.as_column_ref().into()))
        .filter(takes_part_as(agent));
    Condition::any()
        .add(Expr::exists(created_for.into_query()))
        .add(Expr::exists(joined_by.into_query()))
}

/// That a room of a team is named by one of these handles: has that id, or an id that is derived from it.
pub(super) fn has_handle(connection: &impl ConnectionTrait, team: TeamId, handles: &[RoomHandle]) -> Condition {
    let own = handles.iter().map(|handle| RoomId(handle.0));
    let derived = handles.iter().map(|handle| chosen_room_id(team, *handle));
    let ids: Vec<RoomId> = own.chain(derived).collect();
    let is_chosen =
        Condition::any()
            .add(room::Column::ChosenId.is_null())
            .add(any_of(connection, room::Column::ChosenId, handles));
    Condition::all()
        .add(room::Column::TeamId.eq(team))
        .add(any_of(connection, room::Column::Id, &ids))
        .add(is_chosen)
}

/// That a participant is an agent, which has not left.
pub(super) fn takes_part_as(agent: AgentId) -> Condition {
    Condition::all()
        .add(participant::Column::EntityId.eq(EntityId(agent.0)))
        .add(participant::Column::Kind.eq(ParticipantKind::Agent))
        .add(participant::Column::LeftAt.is_null())
}

async fn all(connection: &impl ConnectionTrait, rooms: Select<room::Entity>) -> Result<Vec<Stored<AgentRoom>>> {
    let rows = partial_rows(connection, rooms).await?.into_iter();
    Ok(rows.filter_map(readable).collect())
}

fn readable(row: read::Row<Row>) -> Option<Stored<AgentRoom>> {
    row.readable(|row| Ok(Stored::new(row.into())))
}

impl Reported for Row {
    fn table() -> String {
        room::Model::table()
    }

    fn key() -> Vec<String> {
        nested_key::<room::Model>("room")
    }
}

/// Locks the rooms of a query until the end of the transaction, and not the rows that they are joined with: PostgreSQL
/// refuses to lock the nullable side of an outer join.
fn lock_rooms(mut rooms: Select<room::Entity>) -> Select<room::Entity> {
    QueryTrait::query(&mut rooms).lock_with_tables(LockType::Update, [room::Entity]);
    rooms
}

/// A room that the reader sees.
pub async fn find(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    handle: RoomHandle,
) -> Result<Option<Stored<AgentRoom>>> {
    let room = seen_by(reader).filter(has_handle(connection, reader.scope.team, &[handle]));
    let found = partial_rows::<Row, _>(connection, room).await?.pop();
    let found: Option<AgentRoom> = found.map(read::Row::read).transpose()?;
    Ok(found.map(Stored::new))
}

/// A room without an interview, of any team, for a worker with the agent secret.
pub async fn find_for_worker(connection: &impl ConnectionTrait, id: RoomId) -> Result<Option<Stored<AgentRoom>>> {
    let room = with_sides()
        .filter(room::Column::Id.eq(id))
        .filter(interview::Column::RoomId.is_null());
    Ok(all(connection, room).await?.pop())
}

/// The rooms with these handles that the reader sees.
pub async fn find_all(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    handles: &[RoomHandle],
) -> Result<Vec<Stored<AgentRoom>>> {
    let rooms = seen_by(reader).filter(has_handle(connection, reader.scope.team, handles));
    all(connection, rooms).await
}

/// The rooms with these handles that the reader sees, locked until the end of the transaction in the order of
/// their ids. Joined rows may be stale; see [`lock`].
pub async fn lock_all(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    handles: &[RoomHandle],
) -> Result<Vec<Stored<AgentRoom>>> {
    let rooms = seen_by(reader)
        .filter(has_handle(connection, reader.scope.team, handles))
        .order_by_asc(room::Column::Id);
    all(connection, lock_rooms(rooms)).await
}

/// A room that the reader sees, locked until the end of the transaction.
///
/// Locks first and reads again. Under READ COMMITTED, PostgreSQL re-evaluates only the locked row after a wait for the
/// lock; the rows that it is joined with may be stale.
pub async fn lock(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    handle: RoomHandle,
) -> Result<Option<Stored<AgentRoom>>> {
    let room = room::Entity::find()
        .filter(has_handle(connection, reader.scope.team, &[handle]))
        .filter(is_in(reader.scope))
        .lock_exclusive();
    match room.one(connection).await? {
        Some(_) => find(connection, reader, handle).await,
        None => Ok(None),
    }
}

/// How many rooms of a team have one of these handles. Counts rooms that the caller does not see, too.
pub async fn count_existing(connection: &impl ConnectionTrait, team: TeamId, handles: &[RoomHandle]) -> Result<u64> {
    if handles.is_empty() {
        return Ok(0);
    }
    let rooms = room::Entity::find().filter(has_handle(connection, team, handles));
    Ok(rooms.count(connection).await?)
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

/// Opens a room to agents, or closes it to them.
pub async fn set_open_to_agents(connection: &impl ConnectionTrait, id: RoomId, is_open: bool) -> Result<()> {
    let row = room::ActiveModel {
        id: Set(id),
        open_to_agents: Set(is_open),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Some rooms of an owner, at most 100, locked until the end of the transaction.
pub async fn lock_some(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    owner: RoomOwner,
) -> Result<Vec<Stored<AgentRoom>>> {
    let rooms = owned_by(reader, owner)
        .order_by_asc(room::Column::Id)
        .limit(LOCKED_AT_ONCE);
    all(connection, lock_rooms(rooms)).await
}

/// Some rooms of an owner that have memories, of one kind if that is given; at most 100, locked until the end of the
/// transaction.
pub async fn lock_some_with_messages(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    owner: RoomOwner,
    kind: Option<&MemoryKind>,
) -> Result<Vec<Stored<AgentRoom>>> {
    let with_messages = message::Entity::find()
        .select_only()
        .column(message::Column::RoomId)
        .filter(Condition::all().add_option(kind.map(|kind| message::Column::Kind.eq(kind.clone()))))
        .into_query();
    let rooms = owned_by(reader, owner)
        .filter(room::Column::MessageCount.gt(0))
        .filter(room::Column::Id.in_subquery(with_messages))
        .order_by_asc(room::Column::Id)
        .limit(LOCKED_AT_ONCE);
    all(connection, lock_rooms(rooms)).await
}

fn owned_by(reader: RoomReader, owner: RoomOwner) -> Select<room::Entity> {
    use agent_room::Column;
    let rooms = seen_by(reader).filter(interview::Column::RoomId.is_null());
    match owner {
        RoomOwner::Agent(agent) => rooms.filter(Column::AgentId.eq(agent)),
        RoomOwner::AgentInWorld(agent, world) => rooms
            .filter(Column::AgentId.eq(agent))
            .filter(Column::WorldId.eq(world))
            .filter(Column::Kind.ne(RoomKind::Own)),
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
