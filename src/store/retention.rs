//! Interviews whose retention period is over.

use super::Result;
use crate::{clock::Timestamp, model::ids::RoomId};
use ::entity::{interview, room};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Func},
};

/// Rooms that ended by `moment`, whether or not the ending was written.
fn ended_by(moment: Timestamp) -> Select<room::Entity> {
    let ended = Condition::any()
        .add(room::Column::FinishedAt.lte(moment))
        .add(room::Column::DeadlineAt.lte(moment));
    room::Entity::find()
        .filter(room::Column::ErasedAt.is_null())
        .filter(ended)
}

/// Interviews that ended by `moment` and have not been erased, the oldest first, with the moment of their end.
pub async fn transcripts(
    connection: &impl ConnectionTrait,
    moment: Timestamp,
    limit: u64,
) -> Result<Vec<(RoomId, Timestamp)>> {
    let started = ended_by(moment).filter(room::Column::StartedAt.is_not_null());
    oldest(connection, started, limit).await
}

/// Rooms that ended by `moment` and whose respondent is still known, the oldest first, with the moment of their end.
pub async fn respondents(
    connection: &impl ConnectionTrait,
    moment: Timestamp,
    limit: u64,
) -> Result<Vec<(RoomId, Timestamp)>> {
    let known = ended_by(moment)
        .inner_join(interview::Entity)
        .filter(interview::Column::RespondentEmail.is_not_null());
    oldest(connection, known, limit).await
}

async fn oldest(
    connection: &impl ConnectionTrait,
    rooms: Select<room::Entity>,
    limit: u64,
) -> Result<Vec<(RoomId, Timestamp)>> {
    let ended = Expr::from(Func::coalesce([
        room::Column::FinishedAt.into_expr(),
        room::Column::DeadlineAt.into_expr(),
    ]));
    Ok(rooms
        .select_only()
        .column(room::Column::Id)
        .column_as(ended.clone(), "ended_at")
        .order_by(ended, Order::Asc)
        .order_by_asc(room::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?)
}
