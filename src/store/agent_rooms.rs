//! Rooms as agents and characters see them: with their agents' side, and with no more of an interview than its name.

mod list;
mod media;

pub use list::{Filter, RoomFilter, RoomSet, agents_of_server, list, servers};
pub use media::{expect_media, media_names, outlasting, set_media};

use super::{
    Result, StoreError, Transaction, events, one_of,
    rows::{object, parsed, written},
};
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        agent_room::{AgentRoomDetails, RoomKind},
        event::{EventKind, NewEvent},
        ids::{AgentId, RoomId, WorldId},
        room::{AgentRoom, InterviewName, Stored},
    },
};
use ::entity::{agent_room, interview, message, participant, room};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, RelationDef, Select, SelectTwo,
    sea_query::{Expr, ExprTrait, LockType, OnConflict},
};
use uuid::Uuid;

/// How many rooms are deleted by one statement.
const AT_ONCE: u64 = 500;

/// What stands beside a room.
#[derive(FromQueryResult)]
struct JoinedColumns {
    room_id: Option<Uuid>,
    agent_id: Option<Uuid>,
    world_id: Option<Uuid>,
    name: Option<String>,
    source: Option<String>,
    kind: Option<String>,
    channel_id: Option<String>,
    server_id: Option<String>,
    metadata: Option<String>,
    mode: Option<String>,
    scene_prompt: Option<String>,
    livekit_room: Option<String>,
    interview_id: Option<Uuid>,
    display_name: Option<String>,
}

fn agent_room_relation() -> RelationDef {
    room::Entity::belongs_to(agent_room::Entity)
        .from(room::Column::Id)
        .to(agent_room::Column::RoomId)
        .into()
}

fn interview_relation() -> RelationDef {
    room::Entity::belongs_to(interview::Entity)
        .from(room::Column::Id)
        .to(interview::Column::RoomId)
        .into()
}

fn participant_relation() -> RelationDef {
    room::Entity::belongs_to(participant::Entity)
        .from(room::Column::Id)
        .to(participant::Column::RoomId)
        .into()
}

fn within(scope: Scope) -> Select<room::Entity> {
    let mine = room::Entity::find().filter(room::Column::TeamId.eq(scope.team.0));
    match scope.project {
        Some(bound) => mine.filter(room::Column::ProjectId.eq(bound.0)),
        None => mine,
    }
}

fn whole(rooms: Select<room::Entity>) -> SelectTwo<room::Entity, agent_room::Entity> {
    let mut whole = rooms
        .join(JoinType::LeftJoin, agent_room_relation())
        .join(JoinType::LeftJoin, interview_relation())
        .select_also(agent_room::Entity);
    QueryTrait::query(&mut whole)
        .expr_as(
            Expr::col((interview::Entity, interview::Column::RoomId)),
            "B_interview_id",
        )
        .expr_as(
            Expr::col((interview::Entity, interview::Column::DisplayName)),
            "B_display_name",
        );
    whole
}

async fn all(
    connection: &impl ConnectionTrait,
    rooms: SelectTwo<room::Entity, agent_room::Entity>,
) -> Result<Vec<Stored<AgentRoom>>> {
    let rows = rooms.into_model::<room::Model, JoinedColumns>().all(connection).await?;
    rows.into_iter().map(stored).collect()
}

fn stored((room, joined): (room::Model, Option<JoinedColumns>)) -> Result<Stored<AgentRoom>> {
    let interview = joined.as_ref().filter(|joined| joined.interview_id.is_some());
    let interview = interview.map(|joined| InterviewName(joined.display_name.clone()));
    let details = joined.filter(|joined| joined.room_id.is_some());
    Ok(Stored::new(AgentRoom {
        base: room.try_into()?,
        details: details.map(AgentRoomDetails::try_from).transpose()?,
        interview,
    }))
}

impl TryFrom<JoinedColumns> for AgentRoomDetails {
    type Error = StoreError;

    fn try_from(row: JoinedColumns) -> Result<Self> {
        let text = |text: Option<String>| text.unwrap_or_default();
        Ok(Self {
            agent: row.agent_id.map(AgentId),
            world: row.world_id.map(WorldId),
            name: text(row.name),
            source: text(row.source),
            kind: parsed(&text(row.kind), "details", "the kind is known")?,
            channel_id: row.channel_id,
            server_id: row.server_id,
            metadata: object(row.metadata.as_deref(), "details")?,
            mode: parsed(&text(row.mode), "details", "the mode is known")?,
            scene_prompt: row.scene_prompt,
            media_sid: row.livekit_room,
        })
    }
}

/// A room of the caller's.
pub async fn find(connection: &impl ConnectionTrait, scope: Scope, id: RoomId) -> Result<Option<Stored<AgentRoom>>> {
    let one = whole(within(scope).filter(room::Column::Id.eq(id.0)));
    Ok(all(connection, one).await?.pop())
}

/// Those of the caller's rooms that have these ids.
pub async fn of_ids(connection: &impl ConnectionTrait, scope: Scope, ids: &[RoomId]) -> Result<Vec<Stored<AgentRoom>>> {
    let chosen = within(scope).filter(one_of(connection, room::Column::Id, ids.iter().map(|id| id.0)));
    all(connection, whole(chosen)).await
}

/// Rooms of the caller's, locked until the end of the transaction in the order of their ids. What stands beside a room may
/// be as it was before a wait for the lock; see [`lock`].
pub async fn lock_all(
    connection: &impl ConnectionTrait,
    scope: Scope,
    ids: &[RoomId],
) -> Result<Vec<Stored<AgentRoom>>> {
    let chosen = within(scope)
        .filter(one_of(connection, room::Column::Id, ids.iter().map(|id| id.0)))
        .order_by_asc(room::Column::Id);
    let mut chosen = whole(chosen);
    // The rows beside it may be missing, and PostgreSQL locks no such row.
    QueryTrait::query(&mut chosen).lock_with_tables(LockType::Update, [room::Entity]);
    all(connection, chosen).await
}

/// A room of the caller's, locked until the end of the transaction.
///
/// Locked first and read afterwards: PostgreSQL reads what it waited for anew only of the locked row itself, and what
/// stands beside the room would be as it was before the wait.
pub async fn lock(connection: &impl ConnectionTrait, scope: Scope, id: RoomId) -> Result<Option<Stored<AgentRoom>>> {
    let row = within(scope)
        .filter(room::Column::Id.eq(id.0))
        .lock_exclusive()
        .one(connection)
        .await?;
    match row {
        Some(_) => find(connection, scope, id).await,
        None => Ok(None),
    }
}

/// Which of these ids are taken by a room, of whichever team.
pub async fn taken(connection: &impl ConnectionTrait, ids: &[RoomId]) -> Result<Vec<RoomId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Uuid> = room::Entity::find()
        .select_only()
        .column(room::Column::Id)
        .filter(one_of(connection, room::Column::Id, ids.iter().map(|id| id.0)))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(RoomId).collect())
}

/// Writes the agents' side of a room, for the first time or anew; what stands for it on the media server stays as it is.
pub async fn set(connection: &impl ConnectionTrait, id: RoomId, side: &AgentRoomDetails) -> Result<()> {
    use agent_room::Column;
    let anew = OnConflict::column(Column::RoomId)
        .update_columns([
            Column::WorldId,
            Column::Name,
            Column::ChannelId,
            Column::ServerId,
            Column::Metadata,
        ])
        .to_owned();
    agent_room::Entity::insert(row(id, side).into_active_model())
        .on_conflict(anew)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Marks a room as one that agents were let into.
pub async fn mark(connection: &impl ConnectionTrait, id: RoomId) -> Result<()> {
    room::Entity::update_many()
        .col_expr(room::Column::OpenToAgents, Expr::value(true))
        .filter(room::Column::Id.eq(id.0))
        .exec(connection)
        .await?;
    Ok(())
}

pub(super) fn row(id: RoomId, side: &AgentRoomDetails) -> agent_room::Model {
    agent_room::Model {
        room_id: id.0,
        agent_id: side.agent.map(|id| id.0),
        world_id: side.world.map(|id| id.0),
        name: side.name.clone(),
        source: side.source.clone(),
        kind: side.kind.as_str().to_owned(),
        channel_id: side.channel_id.clone(),
        server_id: side.server_id.clone(),
        metadata: written(side.metadata.as_ref()),
        mode: side.mode.as_str().to_owned(),
        scene_prompt: side.scene_prompt.clone(),
        livekit_room: side.media_sid.clone(),
    }
}

/// The next of these rooms, locked.
pub async fn lock_some(
    connection: &impl ConnectionTrait,
    scope: Scope,
    of: RoomOwner,
) -> Result<Vec<Stored<AgentRoom>>> {
    let mut some = whole(own(scope, of).order_by_asc(room::Column::Id).limit(AT_ONCE));
    QueryTrait::query(&mut some).lock_with_tables(LockType::Update, [room::Entity]);
    all(connection, some).await
}

fn own(scope: Scope, of: RoomOwner) -> Select<room::Entity> {
    let details = |column: agent_room::Column| Expr::col((agent_room::Entity, column));
    let of_agent = |agent: AgentId| details(agent_room::Column::AgentId).eq(agent.0);
    let of_world = |world: WorldId| details(agent_room::Column::WorldId).eq(world.0);
    let rooms = within(scope).filter(Expr::col((interview::Entity, interview::Column::RoomId)).is_null());
    match of {
        RoomOwner::Agent(agent) => rooms.filter(of_agent(agent)),
        RoomOwner::AgentInWorld(agent, world) => rooms.filter(of_agent(agent)).filter(of_world(world)),
        RoomOwner::Group(group) => rooms
            .filter(
                Condition::any()
                    .add(of_world(WorldId(group)))
                    .add(details(agent_room::Column::ServerId).eq(group.to_string())),
            )
            .filter(details(agent_room::Column::Kind).ne(RoomKind::Own.as_str())),
    }
}

/// Rooms that stand or fall with something else; none of them is an interview's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomOwner {
    /// Those that were made for an agent.
    Agent(AgentId),
    /// Those that were made for an agent and belong to a world.
    AgentInWorld(AgentId, WorldId),
    /// Those that belong to the world, or to the outside server, with this id, whichever agent they were made for; agents'
    /// own rooms are not among them.
    Group(Uuid),
}

/// Deletes rooms that are locked by the transaction, with all that belongs to them. That there were some, and what became
/// of them, stays in the events; which things those were about does not.
pub async fn delete(transaction: &Transaction, rooms: &[AgentRoom], now: Timestamp) -> Result<()> {
    let ids: Vec<RoomId> = rooms.iter().map(|room| room.base.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let told = rooms
        .iter()
        .flat_map(|room| events::numbered(&room.base, [NewEvent::now(EventKind::RoomDeleted, now, None)]));
    events::insert(transaction, told.collect()).await?;
    events::forget_payloads(transaction, &ids).await?;
    // The rows of all other tables go with the room's own, by their foreign keys.
    room::Entity::delete_many()
        .filter(one_of(transaction, room::Column::Id, ids.iter().map(|id| id.0)))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Those of these rooms in which something was said, locked.
pub async fn lock_spoken_in(
    connection: &impl ConnectionTrait,
    scope: Scope,
    of: RoomOwner,
) -> Result<Vec<Stored<AgentRoom>>> {
    let spoken = message::Entity::find()
        .select_only()
        .column(message::Column::RoomId)
        .into_query();
    let rooms = own(scope, of)
        .filter(room::Column::MessageCount.gt(0))
        .filter(room::Column::Id.in_subquery(spoken))
        .order_by_asc(room::Column::Id);
    let mut rooms = whole(rooms);
    QueryTrait::query(&mut rooms).lock_with_tables(LockType::Update, [room::Entity]);
    all(connection, rooms).await
}
