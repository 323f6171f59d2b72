//! Events: appending them to a room, and reading a team's feed.
//!
//! An event is appended with its number within the room and without a position in the feed. It gets its position when the
//! feed is next read, under a lock on the team. Positions therefore follow the order in which events become visible, and a
//! reader that asks for the events after N misses none, even when transactions commit out of order. Writers never wait for
//! one another.

use super::{Result, Store, any_of, bulk::BulkWrite, read::readable, update_row};
use crate::{
    clock::Timestamp,
    model::{
        event::{Event, EventKind, JsonObject, NewEvent},
        ids::{RoomId, TeamId},
        life_cycle::{LifeCycle, Transition},
        room::Room,
    },
};
use ::entity::{event, room, team};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, LockType},
};

/// The most events that get their positions in one transaction.
const POSITIONED_AT_ONCE: i64 = 10_000;

/// Raw SQL, because sea-query has no `UPDATE … FROM` that both databases take.
const ASSIGN_POSITIONS: &str = "
UPDATE event SET position = fresh.position
FROM (
  SELECT id, $1 + row_number() OVER (ORDER BY id) AS position
  FROM event WHERE team_id = $2 AND position IS NULL ORDER BY id LIMIT $3
) AS fresh
WHERE event.id = fresh.id";

/// The events of a transition of a room, which is still in its state before.
pub(super) fn of_transition(room: &Room, transition: &Transition, now: Timestamp) -> Vec<NewEvent> {
    // An ending by the clock that nobody has written yet happened at its deadline, not now.
    let judged = room.stored.at(now);
    let events = transition.events.iter().map(|kind| {
        let by_clock = judged.status != room.stored.status && *kind == EventKind::of_ending(judged.status);
        let ending = if by_clock { judged } else { transition.next };
        let LifeCycle {
            finished_at,
            end_reason,
            ..
        } = ending;
        NewEvent {
            kind: *kind,
            reason: match kind {
                EventKind::RecordErased => transition.erased_for,
                kind => end_reason.filter(|_| kind.is_ending()),
            },
            occurred_at: finished_at.filter(|_| kind.is_ending()).unwrap_or(now),
            payload: None,
        }
    });
    events.collect()
}

/// Events as rows, with the next numbers of their room. Counts them in `room`.
pub(super) fn numbered(room: &mut Room, events: impl IntoIterator<Item = NewEvent>) -> Vec<event::ActiveModel> {
    let mut row = |event: NewEvent| {
        room.event_count += 1;
        event::ActiveModel {
            id: NotSet,
            team_id: Set(room.team),
            room_id: Set(room.id),
            sequence: Set(room.event_count),
            kind: Set(event.kind),
            reason: Set(event.reason),
            occurred_at: Set(event.occurred_at),
            position: NotSet,
            payload: Set(event.payload),
        }
    };
    events.into_iter().map(&mut row).collect()
}

/// Appends events to a room that is locked by the transaction, and counts them in `room`.
pub async fn append(connection: &impl ConnectionTrait, room: &mut Room, events: Vec<NewEvent>) -> Result<()> {
    let rows = numbered(room, events);
    if rows.is_empty() {
        return Ok(());
    }
    BulkWrite::default().insert(rows).execute(connection).await?;
    let counted = room::ActiveModel {
        id: Set(room.id),
        event_count: Set(room.event_count),
        ..Default::default()
    };
    update_row(connection, counted).await
}

/// The last event number of each of these rooms that has events; deleted rooms have, too.
pub async fn last_of(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<Vec<(RoomId, i32)>> {
    Ok(event::Entity::find()
        .select_only()
        .column(event::Column::RoomId)
        .column_as(event::Column::Sequence.max(), "last")
        .filter(any_of(connection, event::Column::RoomId, rooms))
        .group_by(event::Column::RoomId)
        .into_tuple()
        .all(connection)
        .await?)
}

/// Erases the payloads of the events of these rooms.
pub(super) async fn erase_payloads(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    event::Entity::update_many()
        .col_expr(event::Column::Payload, Expr::value(None::<JsonObject>))
        .filter(event::Column::RoomId.is_in(rooms.iter().copied()))
        .filter(event::Column::Payload.is_not_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// The team's events after `position`, in the order of the feed, at most `limit`.
pub async fn feed(store: &Store, team: TeamId, position: i64, limit: u64) -> Result<Vec<Event>> {
    assign_positions(store, team).await?;
    let events = event::Entity::find()
        .filter(event::Column::TeamId.eq(team))
        .filter(event::Column::Position.gt(position))
        .order_by_asc(event::Column::Position)
        .limit(limit);
    readable(store.reader(), events).await
}

/// The events of a room, in order, with or without a position in the feed.
pub async fn of_room(connection: &impl ConnectionTrait, room: RoomId) -> Result<Vec<Event>> {
    of_room_after(connection, room, 0, u64::MAX / 2).await
}

/// At most `limit` events of a room after a number, in order.
pub async fn of_room_after(
    connection: &impl ConnectionTrait,
    room: RoomId,
    after: i32,
    limit: u64,
) -> Result<Vec<Event>> {
    let events = event::Entity::find()
        .filter(event::Column::RoomId.eq(room))
        .filter(event::Column::Sequence.gt(after))
        .order_by_asc(event::Column::Sequence)
        .limit(limit);
    readable(connection, events).await
}

/// Gives positions to all events of a team that have none.
pub(super) async fn assign_positions(store: &Store, team: TeamId) -> Result<()> {
    loop {
        let waiting = event::Entity::find()
            .filter(event::Column::TeamId.eq(team))
            .filter(event::Column::Position.is_null())
            .limit(1);
        if waiting.one(store.reader()).await?.is_none() {
            return Ok(());
        }
        let transaction = store.begin().await?;
        let Some(row) = team::Entity::find_by_id(team)
            // The weakest lock that keeps out other readers of the feed: rows that refer to the team can be written.
            .lock(LockType::NoKeyUpdate)
            .one(&transaction)
            .await?
        else {
            return Ok(());
        };
        let values = [row.feed_position.into(), team.into(), POSITIONED_AT_ONCE.into()];
        let assign = Statement::from_sql_and_values(store.backend(), ASSIGN_POSITIONS, values);
        let assigned = transaction.execute_raw(assign).await?.rows_affected();
        let row = team::ActiveModel {
            id: Set(team),
            feed_position: Set(row.feed_position + i64::try_from(assigned).unwrap_or(i64::MAX)),
            ..Default::default()
        };
        update_row(&transaction, row).await?;
        store.commit(transaction).await?;
    }
}

impl From<event::Model> for Event {
    fn from(row: event::Model) -> Self {
        Self {
            team: row.team_id,
            position: row.position.unwrap_or_default(),
            room: row.room_id,
            sequence: row.sequence,
            kind: row.kind,
            occurred_at: row.occurred_at,
            reason: row.reason,
            payload: row.payload,
        }
    }
}
