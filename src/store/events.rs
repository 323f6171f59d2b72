//! Events: appending them to a room, and reading a team's feed.
//!
//! An event is appended with its number within the room and without a place in the feed. It gets that place when the
//! feed is next read, under a lock on the team: so places are given in the order in which they become visible, and a
//! reader who asks for what comes after N misses nothing, even when transactions commit out of order. Writers never wait
//! for one another.

use super::{Result, Store, rows::parsed};
use crate::{
    clock::Timestamp,
    model::{
        event::{Event, EventKind},
        ids::{RoomId, TeamId},
        life_cycle::{LifeCycle, Transition},
        room::Room,
    },
};
use ::entity::{event, team};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, LockType},
};

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
pub(super) async fn append(
    connection: &impl ConnectionTrait,
    room: &Room,
    transition: &Transition,
    now: Timestamp,
) -> Result<i32> {
    // An ending that only the clock had brought happened at its deadline, not now.
    let judged = room.life.at(now);
    let rows: Vec<_> = (room.event_count + 1..)
        .zip(&transition.events)
        .map(|(sequence, kind)| {
            let by_clock = judged.status != room.life.status && *kind == EventKind::of_ending(judged.status);
            let ending = if by_clock { judged } else { transition.next };
            let LifeCycle {
                finished_at,
                end_reason,
                ..
            } = ending;
            let reason = match kind {
                EventKind::RecordErased => transition.erased_for,
                kind => end_reason.filter(|_| kind.is_ending()),
            };
            event::ActiveModel {
                id: NotSet,
                team_id: Set(room.team.0),
                room_id: Set(room.id.0),
                sequence: Set(sequence),
                kind: Set(kind.as_str().to_owned()),
                reason: Set(reason.map(|reason| reason.as_str().to_owned())),
                occurred_at: Set(finished_at.filter(|_| kind.is_ending()).unwrap_or(now)),
                position: NotSet,
            }
        })
        .collect();
    let appended = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    event::Entity::insert_many(rows)
        .exec_without_returning(connection)
        .await?;
    Ok(appended)
}

/// The team's events after `position`, in the order of the feed, at most `limit`.
pub async fn feed(store: &Store, team: TeamId, position: i64, limit: u64) -> Result<Vec<Event>> {
    let after = event::Entity::find()
        .filter(event::Column::TeamId.eq(team.0))
        .filter(event::Column::Position.gt(position))
        .order_by_asc(event::Column::Position)
        .limit(limit);
    enter_feed(store, team).await?;
    after.all(store.reading()).await?.iter().map(told).collect()
}

/// The events of one room, in order, whether or not they have entered the feed.
pub async fn of_room(connection: &impl ConnectionTrait, room: RoomId) -> Result<Vec<Event>> {
    let rows = event::Entity::find()
        .filter(event::Column::RoomId.eq(room.0))
        .order_by_asc(event::Column::Sequence)
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
        if waiting.one(store.reading()).await?.is_none() {
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
    })
}
