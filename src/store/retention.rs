//! Interviews whose retention period is over.

use super::Result;
use crate::{
    clock::Timestamp,
    model::{ids::RoomId, retention::RetainedData},
};
use ::entity::{interview, room};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Func},
};

/// Rooms that ended by `moment` and have not been erased, whether or not the ending was written.
fn ended_by(moment: Timestamp) -> Select<room::Entity> {
    let ended = Condition::any()
        .add(room::Column::FinishedAt.lte(moment))
        .add(room::Column::DeadlineAt.lte(moment));
    room::Entity::find()
        .filter(room::Column::ErasedAt.is_null())
        .filter(ended)
}

/// Rooms that ended by `moment` and still have `data`, the oldest first, with the moment of their end.
pub async fn ended_with(
    connection: &impl ConnectionTrait,
    data: RetainedData,
    moment: Timestamp,
    limit: u64,
) -> Result<Vec<(RoomId, Timestamp)>> {
    let rooms = match data {
        RetainedData::Transcript => ended_by(moment).filter(room::Column::StartedAt.is_not_null()),
        RetainedData::Email => ended_by(moment)
            .inner_join(interview::Entity)
            .filter(interview::Column::RespondentEmail.is_not_null()),
    };
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
