//! What has been kept longer than it may be.

use super::Result;
use crate::{clock::Timestamp, model::ids::RoomId};
use ::entity::{interview, room};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, Order, QueryFilter, QueryOrder, QuerySelect,
    RelationDef, Select,
    sea_query::{Expr, Func},
};

/// Rooms that ended by `moment`, whether or not that was written down.
fn ended_by(moment: Timestamp) -> Select<room::Entity> {
    let ended = Condition::any()
        .add(room::Column::FinishedAt.lte(moment))
        .add(room::Column::DeadlineAt.lte(moment));
    room::Entity::find()
        .filter(room::Column::ErasedAt.is_null())
        .filter(ended)
}

/// Interviews that ended by `moment` and have not been erased, the oldest first, and when they ended.
pub async fn transcripts(
    connection: &impl ConnectionTrait,
    moment: Timestamp,
    limit: u64,
) -> Result<Vec<(RoomId, Timestamp)>> {
    let started = ended_by(moment).filter(room::Column::StartedAt.is_not_null());
    oldest(connection, started, limit).await
}

/// Rooms that ended by `moment` and whose respondent is still known, the oldest first, and when they ended.
pub async fn respondents(
    connection: &impl ConnectionTrait,
    moment: Timestamp,
    limit: u64,
) -> Result<Vec<(RoomId, Timestamp)>> {
    let invitation: RelationDef = room::Entity::belongs_to(interview::Entity)
        .from(room::Column::Id)
        .to(interview::Column::RoomId)
        .into();
    let known = ended_by(moment)
        .join(JoinType::InnerJoin, invitation)
        .filter(interview::Column::RespondentEmail.is_not_null());
    oldest(connection, known, limit).await
}

async fn oldest(
    connection: &impl ConnectionTrait,
    rooms: Select<room::Entity>,
    limit: u64,
) -> Result<Vec<(RoomId, Timestamp)>> {
    let ended = Func::coalesce([
        room::Column::FinishedAt.into_expr(),
        room::Column::DeadlineAt.into_expr(),
    ]);
    let rows: Vec<(uuid::Uuid, Option<Timestamp>, Option<Timestamp>)> = rooms
        .select_only()
        .columns([room::Column::Id, room::Column::FinishedAt, room::Column::DeadlineAt])
        .order_by(Expr::from(ended), Order::Asc)
        .order_by_asc(room::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?;
    let found = rows.into_iter();
    Ok(found
        .filter_map(|(id, finished, deadline)| Some((RoomId(id), finished.or(deadline)?)))
        .collect())
}
