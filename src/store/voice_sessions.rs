//! Voice sessions, and the LiveKit webhooks that were handled.
//!
//! A voice session is changed only by a transaction that has locked its interview's room, except for its closing.

use super::{Result, insert_row, insert_row_if_absent, read::readable, update_row};
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
    sea_query::{Expr, Query},
};
use voice_session::Column;

/// The live session of a room.
pub async fn live(connection: &impl ConnectionTrait, room: RoomId) -> Result<Option<VoiceSession>> {
    let row = voice_session::Entity::find()
        .filter(Column::RoomId.eq(room))
        .filter(Column::EndedAt.is_null())
        .one(connection)
        .await?;
    Ok(row.map(VoiceSession::from))
}

/// The session with this name.
pub async fn find(connection: &impl ConnectionTrait, name: &str) -> Result<Option<VoiceSession>> {
    let row = voice_session::Entity::find_by_id(name).one(connection).await?;
    Ok(row.map(VoiceSession::from))
}

/// The number of the latest session of a room; 0 before the first.
pub async fn last_number(connection: &impl ConnectionTrait, room: RoomId) -> Result<i32> {
    let number = voice_session::Entity::find()
        .select_only()
        .column(Column::Number)
        .filter(Column::RoomId.eq(room))
        .order_by_desc(Column::Number)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(number.unwrap_or_default())
}

/// Writes a new session.
pub async fn insert(connection: &impl ConnectionTrait, session: VoiceSession) -> Result<()> {
    insert_row(connection, voice_session::Model::from(session)).await
}

/// Writes a session as it is now. All columns, because a signal may change most of them.
pub async fn update(connection: &impl ConnectionTrait, session: VoiceSession) -> Result<()> {
    let row = voice_session::Model::from(session).into_active_model().reset_all();
    update_row(connection, row).await
}

/// Ends the voice session of a room, if one is under way. Maintenance then closes its room on LiveKit.
pub async fn end_of_room(connection: &impl ConnectionTrait, room: RoomId, now: Timestamp) -> Result<()> {
    voice_session::Entity::update_many()
        .col_expr(Column::EndedAt, now.into())
        .filter(Column::RoomId.eq(room))
        .filter(Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Ends the live sessions of rooms that are over at `now` (a room that is about to start has one, too): the reaper and the deletion of a project end many rooms by one
/// statement, which leaves their sessions to this.
pub async fn end_for_finished_rooms(connection: &impl ConnectionTrait, now: Timestamp) -> Result<()> {
    let is_finished = Condition::any()
        .add(room::Column::Status.is_not_in([Status::Pending, Status::Active]))
        .add(room::Column::DeadlineAt.lte(now));
    let room = Query::select()
        .column(room::Column::Id)
        .from(room::Entity)
        .cond_where(is_finished)
        .and_where(Expr::col((room::Entity, room::Column::Id)).equals((voice_session::Entity, Column::RoomId)))
        .to_owned();
    voice_session::Entity::update_many()
        .col_expr(Column::EndedAt, now.into())
        .filter(Column::EndedAt.is_null())
        .filter(Expr::exists(room))
        .exec(connection)
        .await?;
    Ok(())
}

/// The names of sessions that have ended and whose LiveKit rooms may exist, oldest first.
pub async fn ended_not_closed(connection: &impl ConnectionTrait, limit: u64) -> Result<Vec<String>> {
    Ok(voice_session::Entity::find()
        .select_only()
        .column(Column::Name)
        .filter(Column::ClosedAt.is_null())
        .filter(Column::EndedAt.is_not_null())
        .order_by_asc(Column::CreatedAt)
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?)
}

/// Records that the LiveKit room of an ended session is gone.
pub async fn close(connection: &impl ConnectionTrait, name: &str, now: Timestamp) -> Result<()> {
    voice_session::Entity::update_many()
        .col_expr(Column::ClosedAt, now.into())
        .filter(Column::Name.eq(name))
        .filter(Column::EndedAt.is_not_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// The names of sessions whose respondent may be waiting for a worker. A superset: [`VoiceSession::recovery`] decides.
pub async fn waiting_for_agent(connection: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<String>> {
    Ok(voice_session::Entity::find()
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
        .await?)
}

/// The sessions that are live or ended after `since`, in the order of their names.
pub async fn live_or_ended_after(connection: &impl ConnectionTrait, since: Timestamp) -> Result<Vec<VoiceSession>> {
    let selected = Condition::any()
        .add(Column::EndedAt.is_null())
        .add(Column::EndedAt.gt(since));
    let sessions = voice_session::Entity::find()
        .filter(selected)
        .order_by_asc(Column::Name);
    readable(connection, sessions).await
}

/// Records that a webhook is handled. Returns `false` if it was handled before.
pub async fn insert_livekit_event(connection: &impl ConnectionTrait, id: &str, now: Timestamp) -> Result<bool> {
    let row = livekit_event::Model {
        id: id.to_owned(),
        received_at: now,
    };
    insert_row_if_absent(connection, row).await
}

/// Deletes the webhooks that were received at or before `until`.
pub async fn delete_livekit_events(connection: &impl ConnectionTrait, until: Timestamp) -> Result<()> {
    livekit_event::Entity::delete_many()
        .filter(livekit_event::Column::ReceivedAt.lte(until))
        .exec(connection)
        .await?;
    Ok(())
}

impl From<voice_session::Model> for VoiceSession {
    fn from(row: voice_session::Model) -> Self {
        Self {
            name: row.name,
            room: row.room_id,
            number: row.number,
            created_at: row.created_at,
            sid: row.livekit_sid,
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
    fn from(session: VoiceSession) -> Self {
        Self {
            name: session.name,
            room_id: session.room,
            number: session.number,
            created_at: session.created_at,
            livekit_sid: session.sid,
            dispatches: session.dispatches,
            dispatched_at: session.dispatched_at,
            agent_joined_at: session.agent_joined_at,
            respondent_joined_at: session.respondent_joined_at,
            without_agent_at: session.without_agent_at,
            ended_at: session.ended_at,
            closed_at: session.closed_at,
        }
    }
}
