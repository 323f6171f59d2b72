//! Events: appending them to a room, and reading a team's feed.
//!
//! An event is appended with its number within the room and without a place in the feed. It gets that place when the
//! feed is next read, under a lock on the team: so places are given in the order in which they become visible, and a
//! reader who asks for what comes after N misses nothing, even when transactions commit out of order. Writers never wait
//! for one another.

use super::{
    Result, Store, one_of,
    rows::{object, parsed},
};
use crate::{
    clock::Timestamp,
    model::{
        event::{Event, EventKind, NewEvent},
        ids::{RoomId, TeamId},
        life_cycle::{LifeCycle, Transition},
        room::Room,
    },
};
use ::entity::{event, room, team};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, LockType},
};
use serde_json::Value;

/// The most events written by one statement: the databases take only so many values at a time.
const AT_ONCE: usize = 1_000;
/// The most events that are given their places at once.
const NUMBERED_AT_ONCE: i64 = 10_000;

const NUMBER: &str = "
UPDATE event SET position = fresh.position
FROM (
  SELECT id, $1 + row_number() OVER (ORDER BY id) AS position
  FROM event WHERE team_id = $2 AND position IS NULL ORDER BY id LIMIT $3
) AS fresh
WHERE event.id = fresh.id";

/// Appends the events of a transition and answers how many they are.
pub(super) async fn append_transition(
    connection: &impl ConnectionTrait,
    room: &Room,
    transition: &Transition,
    now: Timestamp,
) -> Result<i32> {
    // An ending that only the clock had brought happened at its deadline, not now.
    let judged = room.life.at(now);
    let events = transition.events.iter().map(|kind| {
        let by_clock = judged.status != room.life.status && *kind == EventKind::of_ending(judged.status);
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
    insert(connection, numbered(room, events)).await
}

/// Events as rows, with the next numbers of their room.
pub(super) fn numbered(room: &Room, events: impl IntoIterator<Item = NewEvent>) -> Vec<event::ActiveModel> {
    let row = |(sequence, event): (i32, NewEvent)| event::ActiveModel {
        id: NotSet,
        team_id: Set(room.team.0),
        room_id: Set(room.id.0),
        sequence: Set(sequence),
        kind: Set(event.kind.as_str().to_owned()),
        reason: Set(event.reason.map(|reason| reason.as_str().to_owned())),
        occurred_at: Set(event.occurred_at),
        position: NotSet,
        payload: Set(event.payload.map(|payload| payload.to_string())),
    };
    (room.event_count + 1..).zip(events).map(row).collect()
}

/// Writes events, of one room or of many, and answers how many they are.
pub(super) async fn insert(connection: &impl ConnectionTrait, rows: Vec<event::ActiveModel>) -> Result<i32> {
    let count = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    for some in rows.chunks(AT_ONCE) {
        event::Entity::insert_many(some.to_vec())
            .exec_without_returning(connection)
            .await?;
    }
    Ok(count)
}

/// Appends what happened to a room that is locked by the transaction, and counts it there.
pub async fn append(connection: &impl ConnectionTrait, room: &mut Room, events: Vec<NewEvent>) -> Result<()> {
    let rows = numbered(room, events);
    if rows.is_empty() {
        return Ok(());
    }
    room.event_count += insert(connection, rows).await?;
    let counted = room::ActiveModel {
        id: Set(room.id.0),
        event_count: Set(room.event_count),
        ..Default::default()
    };
    room::Entity::update(counted).validate()?.exec(connection).await?;
    Ok(())
}

/// The number of the last event of each of these rooms that has any, and whose room it is or was: what was told of a
/// deleted room stays.
pub async fn last_of(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<Vec<(RoomId, TeamId, i32)>> {
    let rows: Vec<(uuid::Uuid, uuid::Uuid, i32)> = event::Entity::find()
        .select_only()
        .columns([event::Column::RoomId, event::Column::TeamId])
        .column_as(event::Column::Sequence.max(), "last")
        .filter(one_of(connection, event::Column::RoomId, rooms.iter().map(|id| id.0)))
        .group_by(event::Column::RoomId)
        .group_by(event::Column::TeamId)
        .into_tuple()
        .all(connection)
        .await?;
    let known = rows.into_iter();
    Ok(known
        .map(|(room, team, last)| (RoomId(room), TeamId(team), last))
        .collect())
}

/// Takes from the events of these rooms which things they were about.
pub(super) async fn forget_payloads(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    event::Entity::update_many()
        .col_expr(event::Column::Payload, Expr::value(None::<String>))
        .filter(event::Column::RoomId.is_in(rooms.iter().map(|id| id.0)))
        .filter(event::Column::Payload.is_not_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// The team's events after `position`, in the order of the feed, at most `limit`.
pub async fn feed(store: &Store, team: TeamId, position: i64, limit: u64) -> Result<Vec<Event>> {
    let after = event::Entity::find()
        .filter(event::Column::TeamId.eq(team.0))
        .filter(event::Column::Position.gt(position))
        .order_by_asc(event::Column::Position)
        .limit(limit);
    enter_feed(store, team).await?;
    after.all(store.reader()).await?.iter().map(told).collect()
}

/// The events of one room, in order, whether or not they have entered the feed.
pub async fn of_room(connection: &impl ConnectionTrait, room: RoomId) -> Result<Vec<Event>> {
    of_room_after(connection, room, 0, u64::MAX / 2).await
}

/// At most `limit` events of one room after a number, in order.
pub async fn of_room_after(
    connection: &impl ConnectionTrait,
    room: RoomId,
    after: i32,
    limit: u64,
) -> Result<Vec<Event>> {
    let rows = event::Entity::find()
        .filter(event::Column::RoomId.eq(room.0))
        .filter(event::Column::Sequence.gt(after))
        .order_by_asc(event::Column::Sequence)
        .limit(limit)
        .all(connection)
        .await?;
    rows.iter().map(told).collect()
}

async fn enter_feed(store: &Store, team: TeamId) -> Result<()> {
    loop {
        let waiting = event::Entity::find()
            .filter(event::Column::TeamId.eq(team.0))
            .filter(event::Column::Position.is_null())
            .limit(1);
        if waiting.one(store.reader()).await?.is_none() {
            return Ok(());
        }
        let transaction = store.begin().await?;
        let Some(row) = team::Entity::find_by_id(team.0)
            .lock(LockType::NoKeyUpdate)
            .one(&transaction)
            .await?
        else {
            return Ok(());
        };
        let values = [row.feed_position.into(), team.0.into(), NUMBERED_AT_ONCE.into()];
        let number = Statement::from_sql_and_values(store.backend(), NUMBER, values);
        let numbered = transaction.execute_raw(number).await?.rows_affected();
        team::Entity::update_many()
            .col_expr(
                team::Column::FeedPosition,
                Expr::col(team::Column::FeedPosition).add(i64::try_from(numbered).unwrap_or(i64::MAX)),
            )
            .filter(team::Column::Id.eq(team.0))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
    }
}

fn told(row: &event::Model) -> Result<Event> {
    let reason = row
        .reason
        .as_deref()
        .map(|text| parsed(text, "event", "the reason is known"));
    Ok(Event {
        team: TeamId(row.team_id),
        position: row.position.unwrap_or_default(),
        room: RoomId(row.room_id),
        sequence: row.sequence,
        kind: parsed(&row.kind, "event", "the kind is known")?,
        occurred_at: row.occurred_at,
        reason: reason.transpose()?,
        payload: object(row.payload.as_deref(), "event")?.map(Value::Object),
    })
}
