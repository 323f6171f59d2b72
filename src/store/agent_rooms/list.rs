//! Lists of agent rooms, and of the message servers and agents that they belong to.

use super::{has_handle, is_seen_by, readable, seen_by, takes_part_as};
use crate::{
    clock::Timestamp,
    model::{
        access::RoomReader,
        agent_room::RoomKind,
        ids::{AgentId, EntityId, RoomHandle, RoomId},
        listing::{RoomFilter, RoomSet, Rows},
        participant::ParticipantKind,
        room::{AgentRoom, Stored},
        status::Status,
    },
    store::{
        Result, any_of, page,
        read::{FilledPage, partial_rows},
        rooms::has_status_at,
    },
};
use ::entity::{agent_room, participant, room};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

/// A `page` of the rooms of a set that the reader sees.
pub async fn list(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    set: RoomSet,
    rows: Rows,
    now: Timestamp,
) -> Result<Vec<Stored<AgentRoom>>> {
    use agent_room::Column;
    let is_not_own = Condition::any()
        .add(Column::Kind.is_null())
        .add(Column::Kind.ne(RoomKind::Own));
    let rooms = match set {
        RoomSet::Active => seen_by(reader)
            // A literal: with a parameter, PostgreSQL does not choose the partial index `room_open_to_agents`.
            .filter(Expr::cust("room.open_to_agents = TRUE"))
            .filter(has_status_at(Status::Active, now))
            .filter(is_not_own),
        RoomSet::Of(_, filter) if filter.names_rooms() => {
            seen_by(reader).filter(is_selected(connection, reader, filter))
        }
        RoomSet::Of(agent, filter) => {
            let page = page_of(connection, reader, agent, filter.with, rows).await?;
            seen_by(reader).filter(any_of(connection, room::Column::Id, &page))
        }
        RoomSet::Server(server) => seen_by(reader).filter(Column::ServerId.eq(server)).filter(is_not_own),
    };
    let mut filled = FilledPage::new(rows.after, rows.limit);
    while !filled.is_done() {
        let page = page(rooms.clone(), room::Column::Id, filled.after(), rows.limit);
        let found = partial_rows(connection, page).await?.into_iter();
        filled.add(found.map(|row| (row.id(), readable(row))));
    }
    Ok(filled.items())
}

/// That a filter selects a room.
fn is_selected(connection: &impl ConnectionTrait, reader: RoomReader, filter: RoomFilter) -> Condition {
    let is_named = |ids: Vec<RoomHandle>| has_handle(connection, reader.scope.team, &ids);
    let is_joined = |with: Vec<EntityId>| room::Column::Id.in_subquery(rooms_of(connection, &with));
    Condition::all()
        .add_option(filter.world.map(|wanted| agent_room::Column::WorldId.eq(wanted)))
        .add_option(filter.with.map(is_joined))
        .add_option(filter.ids.map(is_named))
}

/// A page of the rooms that an agent takes part in, in the reader's scope.
///
/// A query of its own, whose conditions are scalar subqueries, so that both planners read it along the index of the
/// agent's participants: as part of the query for the rooms, or with joins, they would scan all rooms of the team.
async fn page_of(
    connection: &impl ConnectionTrait,
    RoomReader { scope, .. }: RoomReader,
    agent: AgentId,
    with: Option<Vec<EntityId>>,
    rows: Rows,
) -> Result<Vec<RoomId>> {
    use participant::Column;
    let conditions = Condition::all()
        .add(takes_part_as(agent))
        .add(column_of_room(room::Column::TeamId).eq(scope.team))
        .add_option(
            scope
                .project
                .map(|bound| column_of_room(room::Column::ProjectId).eq(bound)),
        )
        .add_option(with.map(|with| Column::RoomId.in_subquery(rooms_of(connection, &with))));
    let rooms = participant::Entity::find()
        .select_only()
        .column(Column::RoomId)
        .filter(conditions);
    Ok(page(rooms, Column::RoomId, rows.after, rows.limit)
        .into_tuple()
        .all(connection)
        .await?)
}

/// A column of a participant's room.
fn column_of_room(column: room::Column) -> Expr {
    let mut row = Query::select();
    row.column((room::Entity, column)).from(room::Entity).and_where(
        Expr::col((room::Entity, room::Column::Id)).equals((participant::Entity, participant::Column::RoomId)),
    );
    Expr::SubQuery(None, Box::new(row.into()))
}

fn rooms_of(connection: &impl ConnectionTrait, entities: &[EntityId]) -> SelectStatement {
    participant::Entity::find()
        .select_only()
        .column(participant::Column::RoomId)
        .filter(any_of(connection, participant::Column::EntityId, entities))
        .filter(participant::Column::LeftAt.is_null())
        .into_query()
}

/// The message servers of the rooms that the reader sees, in order.
pub async fn servers(connection: &impl ConnectionTrait, reader: RoomReader, limit: u16) -> Result<Vec<String>> {
    use agent_room::Column;
    Ok(room::Entity::find()
        .inner_join(agent_room::Entity)
        .filter(is_seen_by(reader))
        .select_only()
        .column(Column::ServerId)
        .distinct()
        .filter(Column::ServerId.is_not_null())
        .filter(Column::Kind.ne(RoomKind::Own))
        .order_by_asc(Column::ServerId)
        .limit(u64::from(limit))
        .into_tuple()
        .all(connection)
        .await?)
}

/// The agents that take part in those rooms of a message server that the reader sees, in order.
pub async fn agents_of_server(
    connection: &impl ConnectionTrait,
    reader: RoomReader,
    server: &str,
    limit: u16,
) -> Result<Vec<AgentId>> {
    Ok(room::Entity::find()
        .inner_join(agent_room::Entity)
        .inner_join(participant::Entity)
        .filter(is_seen_by(reader))
        .select_only()
        .column(participant::Column::EntityId)
        .distinct()
        .filter(agent_room::Column::ServerId.eq(server))
        .filter(agent_room::Column::Kind.ne(RoomKind::Own))
        .filter(participant::Column::Kind.eq(ParticipantKind::Agent))
        .filter(participant::Column::LeftAt.is_null())
        .order_by_asc(participant::Column::EntityId)
        .limit(u64::from(limit))
        .into_tuple()
        .all(connection)
        .await?)
}
