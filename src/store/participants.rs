//! Seats in rooms.

use super::{Result, StoreError, one_of, rows::parsed};
use crate::{
    clock::Timestamp,
    model::{
        ids::{EntityId, ParticipantId, RoomId},
        participant::{Participant, ParticipantKind},
    },
};
use ::entity::participant;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

/// The most participants written by one statement: the databases take only so many values at a time.
const AT_ONCE: usize = 500;

/// The participants of rooms, in the order in which they were first taken; left ones, too.
pub async fn of_rooms(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<Vec<Participant>> {
    those(connection, rooms, Condition::all()).await
}

/// The participants in which agents are, of these rooms.
pub async fn agents_of(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<Vec<Participant>> {
    those(connection, rooms, of_agents()).await
}

/// The participants of agents that are there, and those that these entities have, or had.
pub async fn that_matter(
    connection: &impl ConnectionTrait,
    rooms: &[RoomId],
    entities: &[EntityId],
) -> Result<Vec<Participant>> {
    let theirs = of(connection, entities);
    those(connection, rooms, Condition::any().add(of_agents()).add(theirs)).await
}

/// The participants that these entities have, or had, in these rooms.
pub async fn of_entities(
    connection: &impl ConnectionTrait,
    rooms: &[RoomId],
    entities: &[EntityId],
) -> Result<Vec<Participant>> {
    let mut found = Vec::new();
    for some in entities.chunks(AT_ONCE) {
        found.extend(those(connection, rooms, Condition::all().add(of(connection, some))).await?);
    }
    Ok(found)
}

fn of_agents() -> Condition {
    Condition::all()
        .add(participant::Column::Kind.eq(ParticipantKind::Agent.as_str()))
        .add(participant::Column::LeftAt.is_null())
}

fn of(connection: &impl ConnectionTrait, entities: &[EntityId]) -> Expr {
    let ids = entities.iter().map(|id| id.0);
    one_of(connection, participant::Column::EntityId, ids)
}

/// Seats of these rooms, in the order in which they were first taken.
async fn those(connection: &impl ConnectionTrait, rooms: &[RoomId], chosen: Condition) -> Result<Vec<Participant>> {
    let ids = rooms.iter().map(|id| id.0);
    let rows = participant::Entity::find()
        .filter(one_of(connection, participant::Column::RoomId, ids))
        .filter(chosen)
        .order_by_asc(participant::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Participant::try_from).collect()
}

/// How many participants a room has, left ones included.
pub async fn count(connection: &impl ConnectionTrait, room: RoomId) -> Result<u64> {
    Ok(participant::Entity::find()
        .filter(participant::Column::RoomId.eq(room.0))
        .count(connection)
        .await?)
}

/// Writes new participants; one that there is already stays as it is.
pub async fn insert(connection: &impl ConnectionTrait, participants: &[Participant]) -> Result<()> {
    let kept = OnConflict::columns([participant::Column::RoomId, participant::Column::EntityId])
        .do_nothing()
        .to_owned();
    for some in participants.chunks(AT_ONCE) {
        participant::Entity::insert_many(some.iter().map(|participant| row(participant).into_active_model()))
            .on_conflict(kept.clone())
            .exec_without_returning(connection)
            .await?;
    }
    Ok(())
}

/// Writes what has become of a participant.
pub async fn update(connection: &impl ConnectionTrait, participant: &Participant) -> Result<()> {
    let row = row(participant);
    let changed = participant::ActiveModel {
        id: Set(row.id),
        kind: Set(row.kind),
        name: Set(row.name),
        state: Set(row.state),
        joined_at: Set(row.joined_at),
        left_at: Set(row.left_at),
        dispatched_at: Set(row.dispatched_at),
        dispatch_id: Set(row.dispatch_id),
        ..Default::default()
    };
    changed.update(connection).await?;
    Ok(())
}

/// Claims the right to send for a participant's worker; says whether nobody else has. A claim from before `stale` of which nothing
/// was heard does not count.
pub async fn claim(
    connection: &impl ConnectionTrait,
    id: ParticipantId,
    now: Timestamp,
    stale: Timestamp,
) -> Result<bool> {
    let unheard = Condition::all()
        .add(participant::Column::DispatchId.is_null())
        .add(participant::Column::DispatchedAt.lt(stale));
    let free = Condition::any()
        .add(participant::Column::DispatchedAt.is_null())
        .add(unheard);
    let claimed = participant::Entity::update_many()
        .col_expr(participant::Column::DispatchedAt, now.into())
        .filter(participant::Column::Id.eq(id.0))
        .filter(participant::Column::LeftAt.is_null())
        .filter(free)
        .exec(connection)
        .await?;
    Ok(claimed.rows_affected > 0)
}

/// Writes what came of a claim of `now`: the media server's id of the job, or that nobody was sent for.
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
        .filter(participant::Column::Id.eq(id.0))
        // Who left meanwhile, or was claimed anew, is not touched.
        .filter(participant::Column::DispatchedAt.eq(now))
        .exec(connection)
        .await?;
    Ok(())
}

/// Whoever was sent for to a room of the media server that is gone is to be sent for anew.
pub async fn forget_dispatches(connection: &impl ConnectionTrait, room: RoomId) -> Result<()> {
    participant::Entity::update_many()
        .col_expr(participant::Column::DispatchedAt, Expr::value(None::<Timestamp>))
        .col_expr(participant::Column::DispatchId, Expr::value(None::<String>))
        .filter(participant::Column::RoomId.eq(room.0))
        .exec(connection)
        .await?;
    Ok(())
}

pub(super) fn row(participant: &Participant) -> participant::Model {
    participant::Model {
        id: participant.id.0,
        room_id: participant.room.0,
        entity_id: participant.entity.0,
        kind: participant.kind.as_str().to_owned(),
        name: participant.name.clone(),
        state: participant.state.map(|state| state.as_str().to_owned()),
        joined_at: participant.joined_at,
        left_at: participant.left_at,
        dispatched_at: participant.dispatched_at,
        dispatch_id: participant.dispatch_id.clone(),
    }
}

impl TryFrom<participant::Model> for Participant {
    type Error = StoreError;

    fn try_from(row: participant::Model) -> Result<Self> {
        let state = row
            .state
            .as_deref()
            .map(|text| parsed(text, "participant", "the state is known"));
        Ok(Self {
            id: ParticipantId(row.id),
            room: RoomId(row.room_id),
            entity: EntityId(row.entity_id),
            kind: parsed(&row.kind, "participant", "the kind is known")?,
            name: row.name,
            state: state.transpose()?,
            joined_at: row.joined_at,
            left_at: row.left_at,
            dispatched_at: row.dispatched_at,
            dispatch_id: row.dispatch_id,
        })
    }
}
