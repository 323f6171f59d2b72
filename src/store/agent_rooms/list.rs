//! Lists of rooms as agents and characters see them, and of what they belong to.

use super::{agent_room_relation, participant_relation, whole, within};
use crate::{
    clock::Timestamp,
    model::{
        access::Scope,
        agent_room::RoomKind,
        cursor::Cursor,
        ids::{AgentId, EntityId, RoomId, WorldId},
        participant::ParticipantKind,
        room::AgentRoom,
        status::Status,
    },
    store::{Result, one_of, rooms::has_status_at},
};
use ::entity::{agent_room, participant, room};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

/// Which rooms to list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The team that owns it.
    pub of: RoomSet,
    /// Only those that come after this place, the highest id first.
    pub after: Option<Cursor>,
    /// At most this many.
    pub limit: u64,
}

/// Which rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomSet {
    /// Those that were open_to_agents and have not ended, but for agents' own.
    Active,
    /// Those of these that an agent takes part in.
    Of(AgentId, RoomFilter),
    /// Those of an outside server.
    Server(String),
}

/// Which rooms, of all that somebody takes part in; those that fit all that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomFilter {
    /// Those of a world.
    pub world: Option<WorldId>,
    /// Those that any of these entities takes part in, too.
    pub with: Option<Vec<EntityId>>,
    /// Those with these ids.
    pub ids: Option<Vec<RoomId>>,
}

/// The caller's rooms, the highest id first.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    now: Timestamp,
) -> Result<Vec<AgentRoom>> {
    let rooms = within(scope);
    let details = |column: agent_room::Column| Expr::col((agent_room::Entity, column));
    let not_own = Condition::any()
        .add(details(agent_room::Column::Kind).is_null())
        .add(details(agent_room::Column::Kind).ne(RoomKind::Own.as_str()));
    let place = Expr::col((room::Entity, room::Column::Id));
    let rooms = match filter.of {
        RoomSet::Active => rooms
            .filter(Expr::cust("room.open_to_agents = TRUE"))
            .filter(has_status_at(Status::Active, now))
            .filter(not_own),
        RoomSet::Of(agent, among) => {
            let page = page_of(connection, scope, agent, among, (filter.after, filter.limit)).await?;
            rooms.filter(one_of(connection, room::Column::Id, page))
        }
        RoomSet::Server(server) => rooms
            .filter(details(agent_room::Column::ServerId).eq(server))
            .filter(not_own),
    };
    let rooms = match filter.after {
        Some(Cursor(after)) => rooms.filter(place.clone().lt(after)),
        None => rooms,
    };
    let rooms = rooms.order_by_desc(place).limit(filter.limit);
    super::all(connection, whole(rooms)).await
}

/// A page of the rooms that an agent takes part in. Read along the index of its participants, row by row, and by itself: left to
/// themselves, both databases would rather read all rooms of the team, and PostgreSQL would do so for an agent that sits in
/// old rooms only even with this as a part of the query for the rooms.
async fn page_of(
    connection: &impl ConnectionTrait,
    scope: Scope,
    agent: AgentId,
    among: RoomFilter,
    (after, limit): (Option<Cursor>, u64),
) -> Result<Vec<Uuid>> {
    use participant::Column;
    let mut page = participant::Entity::find()
        .select_only()
        .column(Column::RoomId)
        .filter(Column::EntityId.eq(agent.0))
        .filter(Column::Kind.eq(ParticipantKind::Agent.as_str()))
        .filter(Column::LeftAt.is_null())
        .filter(participant_exists(room::Entity, room::Column::Id, room::Column::TeamId).eq(scope.team.0))
        .order_by_desc(Column::RoomId)
        .limit(limit);
    if let Some(bound) = scope.project {
        page = page.filter(participant_exists(room::Entity, room::Column::Id, room::Column::ProjectId).eq(bound.0));
    }
    if let Some(world) = among.world {
        page = page.filter(
            participant_exists(
                agent_room::Entity,
                agent_room::Column::RoomId,
                agent_room::Column::WorldId,
            )
            .eq(world.0),
        );
    }
    if let Some(with) = among.with {
        page = page.filter(Column::RoomId.in_subquery(rooms_of(connection, &with)));
    }
    if let Some(ids) = among.ids {
        page = page.filter(one_of(connection, Column::RoomId, ids.iter().map(|id| id.0)));
    }
    if let Some(Cursor(after)) = after {
        page = page.filter(Column::RoomId.lt(after));
    }
    Ok(page.into_tuple().all(connection).await?)
}

/// What stands in a column of the row beside a participant, one by one: a join could be turned round.
fn participant_exists<E: EntityTrait + Copy>(table: E, room: E::Column, column: E::Column) -> Expr {
    let mut row = Query::select();
    row.column((table, column))
        .from(table)
        .and_where(Expr::col((table, room)).equals((participant::Entity, participant::Column::RoomId)));
    Expr::SubQuery(None, Box::new(row.into()))
}

fn rooms_of(connection: &impl ConnectionTrait, entities: &[EntityId]) -> SelectStatement {
    participant::Entity::find()
        .select_only()
        .column(participant::Column::RoomId)
        .filter(one_of(
            connection,
            participant::Column::EntityId,
            entities.iter().map(|id| id.0),
        ))
        .filter(participant::Column::LeftAt.is_null())
        .into_query()
}

/// The outside servers that rooms of the caller's belong to.
pub async fn servers(connection: &impl ConnectionTrait, scope: Scope, limit: u64) -> Result<Vec<String>> {
    let details = |column: agent_room::Column| Expr::col((agent_room::Entity, column));
    Ok(within(scope)
        .join(JoinType::InnerJoin, agent_room_relation())
        .select_only()
        .column(agent_room::Column::ServerId)
        .distinct()
        .filter(details(agent_room::Column::ServerId).is_not_null())
        .filter(details(agent_room::Column::Kind).ne(RoomKind::Own.as_str()))
        .order_by_asc(details(agent_room::Column::ServerId))
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?)
}

/// The agents that sit in the rooms of an outside server.
pub async fn agents_of_server(
    connection: &impl ConnectionTrait,
    scope: Scope,
    server: &str,
    limit: u64,
) -> Result<Vec<AgentId>> {
    let rows: Vec<Uuid> = within(scope)
        .join(JoinType::InnerJoin, agent_room_relation())
        .join(JoinType::InnerJoin, participant_relation())
        .select_only()
        .column(participant::Column::EntityId)
        .distinct()
        .filter(agent_room::Column::ServerId.eq(server))
        .filter(agent_room::Column::Kind.ne(RoomKind::Own.as_str()))
        .filter(participant::Column::Kind.eq(ParticipantKind::Agent.as_str()))
        .filter(participant::Column::LeftAt.is_null())
        .order_by_asc(participant::Column::EntityId)
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(AgentId).collect())
}
