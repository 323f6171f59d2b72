//! The events of the rooms that a reader sees, in the order of the team's feed.

use super::{
    Result, Store,
    agent_rooms::{RoomName, is_seen_by},
    events,
    read::{Reported, Row, nested_key, partial_rows},
};
use crate::model::{access::RoomReader, event::Event, ids::RoomHandle};
use ::entity::{event, room, team};
use sea_orm::{
    ColumnTrait, DerivePartialModel, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

/// The most events of a team that are looked through for one reader.
const LOOKED_THROUGH: i64 = 10_000;

/// The events after `position`, in the order of the feed, of the rooms that a reader sees, each with the handle of its room;
/// at most `limit`. And the position from which to go on: also rooms that the reader does not see have been looked through.
pub async fn after(
    store: &Store,
    reader: RoomReader,
    position: i64,
    limit: u16,
) -> Result<(Vec<(Event, RoomHandle)>, i64)> {
    let team = reader.scope.team;
    events::assign_positions(store, team).await?;
    let connection = store.reader();
    let head = team::Entity::find_by_id(team).one(connection).await?;
    let head = head.map_or(0, |team| team.feed_position);
    let last = position.saturating_add(LOOKED_THROUGH).min(head).max(position);
    let events = event::Entity::find()
        .join(JoinType::InnerJoin, room_of_event())
        .filter(event::Column::TeamId.eq(team))
        .filter(event::Column::Position.gt(position))
        .filter(event::Column::Position.lte(last))
        .filter(is_seen_by(reader))
        .order_by_asc(event::Column::Position)
        .limit(u64::from(limit));
    let rows = partial_rows::<EventRow, _>(connection, events).await?;
    let is_full = rows.len() == usize::from(limit);
    let events: Vec<(Event, RoomHandle)> = rows.into_iter().filter_map(readable).collect();
    let last_listed = events.last().filter(|_| is_full);
    let next = last_listed.map_or(last, |(event, _)| event.position);
    Ok((events, next))
}

fn readable(row: Row<EventRow>) -> Option<(Event, RoomHandle)> {
    row.readable(|EventRow { event, room }| Ok((event.into(), room.handle())))
}

/// An event, and what names its room.
#[derive(DerivePartialModel)]
struct EventRow {
    #[sea_orm(nested)]
    event: event::Model,
    #[sea_orm(nested)]
    room: RoomName,
}

impl Reported for EventRow {
    fn table() -> String {
        event::Model::table()
    }

    fn key() -> Vec<String> {
        nested_key::<event::Model>("event")
    }
}

fn room_of_event() -> RelationDef {
    event::Entity::belongs_to(room::Entity)
        .from(event::Column::RoomId)
        .to(room::Column::Id)
        .into()
}
