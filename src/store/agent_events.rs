//! The events of the rooms that a reader sees, in the order of the team's feed.

use super::{Result, Store, agent_rooms::is_seen_by, events};
use crate::model::{
    access::RoomReader,
    event::Event,
    ids::{RoomHandle, RoomId},
};
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
        .limit(u64::from(limit))
        .into_partial_model::<EventRow>()
        .all(connection)
        .await?;
    let events: Vec<(Event, RoomHandle)> = events.into_iter().map(EventRow::into_event).collect();
    let is_full = events.len() == usize::from(limit);
    let next = events
        .last()
        .filter(|_| is_full)
        .map_or(last, |(event, _)| event.position);
    Ok((events, next))
}

/// An event, and what names its room.
#[derive(DerivePartialModel)]
struct EventRow {
    #[sea_orm(nested)]
    event: event::Model,
    #[sea_orm(nested)]
    room: RoomName,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "room::Entity")]
struct RoomName {
    id: RoomId,
    chosen_id: Option<RoomHandle>,
}

impl EventRow {
    fn into_event(self) -> (Event, RoomHandle) {
        let handle = self.room.chosen_id.unwrap_or(RoomHandle(self.room.id.0));
        (self.event.into(), handle)
    }
}

fn room_of_event() -> RelationDef {
    event::Entity::belongs_to(room::Entity)
        .from(event::Column::RoomId)
        .to(room::Column::Id)
        .into()
}
