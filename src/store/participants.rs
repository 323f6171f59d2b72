//! Participants of rooms.

use super::{Result, any_of, bulk::BulkWrite, insert_row_if_absent, read::readable, update_row};
use crate::{
    clock::Timestamp,
    model::{
        ids::{EntityId, ParticipantId, RoomId},
        participant::{Participant, ParticipantKind},
    },
};
use ::entity::participant;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, sea_query::Expr,
};

/// All participants of rooms, including those that left, in the order in which they first joined.
pub async fn of_rooms(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<Vec<Participant>> {
    participants_where(connection, rooms, Condition::all()).await
}

/// The agents that take part in rooms.
pub async fn agents_of(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<Vec<Participant>> {
    participants_where(connection, rooms, is_present_agent()).await
}

/// The agents that take part in rooms, and the participants that these entities are or were.
pub async fn agents_and_entities(
    connection: &impl ConnectionTrait,
    rooms: &[RoomId],
    entities: &[EntityId],
) -> Result<Vec<Participant>> {
    let is_named = any_of(connection, participant::Column::EntityId, entities);
    let selected = Condition::any().add(is_present_agent()).add(is_named);
    participants_where(connection, rooms, selected).await
}

/// The participants that these entities are, or were, in these rooms.
pub async fn of_entities(
    connection: &impl ConnectionTrait,
    rooms: &[RoomId],
    entities: &[EntityId],
) -> Result<Vec<Participant>> {
    let is_named = any_of(connection, participant::Column::EntityId, entities);
    participants_where(connection, rooms, Condition::all().add(is_named)).await
}

fn is_present_agent() -> Condition {
    Condition::all()
        .add(participant::Column::Kind.eq(ParticipantKind::Agent))
        .add(participant::Column::LeftAt.is_null())
}

async fn participants_where(
    connection: &impl ConnectionTrait,
    rooms: &[RoomId],
    selected: Condition,
) -> Result<Vec<Participant>> {
    let participants = participant::Entity::find()
        .filter(any_of(connection, participant::Column::RoomId, rooms))
        .filter(selected)
        .order_by_asc(participant::Column::Id);
    readable(connection, participants).await
}

/// How many participants a room has, including those that left.
pub async fn count(connection: &impl ConnectionTrait, room: RoomId) -> Result<u64> {
    Ok(participant::Entity::find()
        .filter(participant::Column::RoomId.eq(room))
        .count(connection)
        .await?)
}

/// Inserts new participants of a room that is locked by the transaction.
pub async fn insert(connection: &impl ConnectionTrait, participants: &[Participant]) -> Result<()> {
    let rows = participants
        .iter()
        .map(|participant| row(participant).into_active_model());
    BulkWrite::default().insert(rows).execute(connection).await
}

/// Inserts a participant, unless its entity is a participant already.
pub async fn insert_if_absent(connection: &impl ConnectionTrait, participant: &Participant) -> Result<()> {
    insert_row_if_absent(connection, row(participant)).await.map(drop)
}

/// Deletes the respondent among the participants of a room.
pub(super) async fn delete_respondent(connection: &impl ConnectionTrait, room: RoomId) -> Result<()> {
    participant::Entity::delete_many()
        .filter(participant::Column::RoomId.eq(room))
        .filter(participant::Column::Kind.eq(ParticipantKind::Respondent))
        .exec(connection)
        .await?;
    Ok(())
}

/// Writes all columns of a participant.
pub async fn update(connection: &impl ConnectionTrait, participant: &Participant) -> Result<()> {
    let row = row(participant).into_active_model().reset_all();
    update_row(connection, row).await
}

/// Claims the right to dispatch a participant's worker. Returns whether nobody else has it: a claim from before `stale`
/// without a result does not count.
pub async fn claim(
    connection: &impl ConnectionTrait,
    id: ParticipantId,
    now: Timestamp,
    stale: Timestamp,
) -> Result<bool> {
    let is_stale = Condition::all()
        .add(participant::Column::DispatchId.is_null())
        .add(participant::Column::DispatchedAt.lt(stale));
    let is_free = Condition::any()
        .add(participant::Column::DispatchedAt.is_null())
        .add(is_stale);
    let claimed = participant::Entity::update_many()
        .col_expr(participant::Column::DispatchedAt, now.into())
        .filter(participant::Column::Id.eq(id))
        .filter(participant::Column::LeftAt.is_null())
        .filter(is_free)
        .exec(connection)
        .await?;
    Ok(claimed.rows_affected > 0)
}

/// Writes the result of the claim that was made at `now`: LiveKit's id of the dispatch, or that there is none.
pub async fn set_dispatch(
    connection: &impl ConnectionTrait,
    id: ParticipantId,
    now: Timestamp,
    dispatch: Option<&str>,
) -> Result<()> {
    participant::Entity::update_many()
        .col_expr(
            participant::Column::DispatchId,
            Expr::value(dispatch.map(str::to_owned)),
        )
        .col_expr(participant::Column::DispatchedAt, Expr::value(dispatch.map(|_| now)))
        .filter(participant::Column::Id.eq(id))
        // Not if the participant left, or was claimed again, in the meantime.
        .filter(participant::Column::DispatchedAt.eq(now))
        .exec(connection)
        .await?;
    Ok(())
}

/// Clears the dispatches of a room whose LiveKit room is gone, so that its workers are dispatched again.
pub async fn clear_dispatches(connection: &impl ConnectionTrait, room: RoomId) -> Result<()> {
    participant::Entity::update_many()
        .col_expr(participant::Column::DispatchedAt, Expr::value(None::<Timestamp>))
        .col_expr(participant::Column::DispatchId, Expr::value(None::<String>))
        .filter(participant::Column::RoomId.eq(room))
        .exec(connection)
        .await?;
    Ok(())
}

pub(super) fn row(participant: &Participant) -> participant::Model {
    participant::Model {
        id: participant.id,
        room_id: participant.room,
        entity_id: participant.entity,
        kind: participant.kind,
        name: participant.name.clone(),
        state: participant.state,
        joined_at: participant.joined_at,
        left_at: participant.left_at,
        dispatched_at: participant.dispatched_at,
        dispatch_id: participant.dispatch_id.clone(),
    }
}

impl From<participant::Model> for Participant {
    fn from(row: participant::Model) -> Self {
        Self {
            id: row.id,
            room: row.room_id,
            entity: row.entity_id,
            kind: row.kind,
            name: row.name,
            state: row.state,
            joined_at: row.joined_at,
            left_at: row.left_at,
            dispatched_at: row.dispatched_at,
            dispatch_id: row.dispatch_id,
        }
    }
}
