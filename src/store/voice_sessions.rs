//! Attempts to hold interviews by voice, and which webhooks of the media server were heard.
//!
//! An attempt is changed only by a transaction that has locked its interview's room.

use super::Result;
use crate::{
    clock::Timestamp,
    model::{
        ids::RoomId,
        status::Status,
        voice_session::{DISPATCH_TIMEOUT, VoiceSession},
    },
};
use ::entity::{livekit_event, room, voice_session};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use voice_session::Column;

/// The attempt of a room that is under way.
pub async fn live(connection: &impl ConnectionTrait, room: RoomId) -> Result<Option<VoiceSession>> {
    let row = voice_session::Entity::find()
        .filter(Column::RoomId.eq(room.0))
        .filter(Column::EndedAt.is_null())
        .one(connection)
        .await?;
    Ok(row.map(VoiceSession::from))
}

/// The attempt with this name.
pub async fn find(connection: &impl ConnectionTrait, name: &str) -> Result<Option<VoiceSession>> {
    let row = voice_session::Entity::find_by_id(name).one(connection).await?;
    Ok(row.map(VoiceSession::from))
}

/// The number of the latest attempt of a room; 0 before the first.
pub async fn last_number(connection: &impl ConnectionTrait, room: RoomId) -> Result<i32> {
    let number = voice_session::Entity::find()
        .select_only()
        .column(Column::Number)
        .filter(Column::RoomId.eq(room.0))
        .order_by_desc(Column::Number)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(number.unwrap_or_default())
}

/// Writes a new attempt.
pub async fn insert(connection: &impl ConnectionTrait, attempt: VoiceSession) -> Result<()> {
    let row = voice_session::Model::from(attempt).into_active_model();
    voice_session::Entity::insert(row)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Writes what has become of an attempt.
pub async fn update(connection: &impl ConnectionTrait, attempt: VoiceSession) -> Result<()> {
    let row = voice_session::Model::from(attempt).into_active_model().reset_all();
    voice_session::Entity::update(row).validate()?.exec(connection).await?;
    Ok(())
}

/// Ends the attempts of rooms whose interview does not run at `now`.
pub async fn end_of_over(connection: &impl ConnectionTrait, now: Timestamp) -> Result<u64> {
    let over = Condition::any()
        .add(room::Column::Status.ne(Status::Active.as_str()))
        .add(room::Column::DeadlineAt.lte(now));
    let rooms = Query::select()
        .column(room::Column::Id)
        .from(room::Entity)
        .cond_where(over)
        .and_where(Expr::col((room::Entity, room::Column::Id)).equals((voice_session::Entity, Column::RoomId)))
        .to_owned();
    let ended = voice_session::Entity::update_many()
        .col_expr(Column::EndedAt, now.into())
        .filter(Column::EndedAt.is_null())
        .filter(Expr::exists(rooms))
        .exec(connection)
        .await?;
    Ok(ended.rows_affected)
}

/// The names of attempts that have ended and whose rooms may still stand on the media server, oldest first.
pub async fn unclosed(connection: &impl ConnectionTrait, limit: u64) -> Result<Vec<String>> {
    let names = voice_session::Entity::find()
        .select_only()
        .column(Column::Name)
        .filter(Column::ClosedAt.is_null())
        .filter(Column::EndedAt.is_not_null())
        .order_by_asc(Column::CreatedAt)
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(names)
}

/// Writes that the room of an ended attempt is gone.
pub async fn close(connection: &impl ConnectionTrait, name: &str, now: Timestamp) -> Result<()> {
    voice_session::Entity::update_many()
        .col_expr(Column::ClosedAt, now.into())
        .filter(Column::Name.eq(name))
        .filter(Column::EndedAt.is_not_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// The names of attempts in which a respondent may wait for a worker; [`VoiceSession::care`] judges.
pub async fn unattended(connection: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<String>> {
    let names = voice_session::Entity::find()
        .select_only()
        .column(Column::Name)
        .filter(Column::ClosedAt.is_null())
        .filter(Column::EndedAt.is_null())
        .filter(Column::AgentJoinedAt.is_null())
        .filter(Column::WithoutAgentAt.is_null())
        .filter(Column::RespondentJoinedAt.lte(now - DISPATCH_TIMEOUT))
        .order_by_asc(Column::CreatedAt)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(names)
}

/// The attempts that are under way or have ended after `since`, in the order of their names.
pub async fn under_way_or_ended_after(
    connection: &impl ConnectionTrait,
    since: Timestamp,
) -> Result<Vec<VoiceSession>> {
    let lately = Condition::any()
        .add(Column::EndedAt.is_null())
        .add(Column::EndedAt.gt(since));
    let rows = voice_session::Entity::find()
        .filter(lately)
        .order_by_asc(Column::Name)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(VoiceSession::from).collect())
}

/// Writes that an event was heard; `false` when it had been before.
pub async fn hear(connection: &impl ConnectionTrait, event: &str, now: Timestamp) -> Result<bool> {
    let row = livekit_event::Model {
        id: event.to_owned(),
        received_at: now,
    };
    let once = OnConflict::column(livekit_event::Column::Id).do_nothing().to_owned();
    let written = livekit_event::Entity::insert(row.into_active_model())
        .on_conflict(once)
        .exec_without_returning(connection)
        .await?;
    Ok(written > 0)
}

/// Forgets which events were heard at or before `until`.
pub async fn forget_events(connection: &impl ConnectionTrait, until: Timestamp) -> Result<u64> {
    let forgotten = livekit_event::Entity::delete_many()
        .filter(livekit_event::Column::ReceivedAt.lte(until))
        .exec(connection)
        .await?;
    Ok(forgotten.rows_affected)
}

impl From<voice_session::Model> for VoiceSession {
    fn from(row: voice_session::Model) -> Self {
        Self {
            name: row.name,
            room: RoomId(row.room_id),
            number: row.number,
            created_at: row.created_at,
            sid: row.sid,
            dispatches: row.dispatches,
            dispatched_at: row.dispatched_at,
            agent_joined_at: row.agent_joined_at,
            respondent_joined_at: row.respondent_joined_at,
            without_agent_at: row.without_agent_at,
            ended_at: row.ended_at,
            closed_at: row.closed_at,
        }
    }
}

impl From<VoiceSession> for voice_session::Model {
    fn from(attempt: VoiceSession) -> Self {
        Self {
            name: attempt.name,
            room_id: attempt.room.0,
            number: attempt.number,
            created_at: attempt.created_at,
            sid: attempt.sid,
            dispatches: attempt.dispatches,
            dispatched_at: attempt.dispatched_at,
            agent_joined_at: attempt.agent_joined_at,
            respondent_joined_at: attempt.respondent_joined_at,
            without_agent_at: attempt.without_agent_at,
            ended_at: attempt.ended_at,
            closed_at: attempt.closed_at,
        }
    }
}
