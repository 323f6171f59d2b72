//! Session reports as workers sent them, one for each job of a room.

use super::{Result, insert_row, read::bytes_of};
use crate::{clock::Timestamp, model::ids::RoomId};
use ::entity::session_report;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

/// Whether a job has reported. The room must be locked by the transaction, so that the answer stays true.
pub async fn exists(connection: &impl ConnectionTrait, room: RoomId, job: &str) -> Result<bool> {
    let report = session_report::Entity::find_by_id((room, job.to_owned()));
    Ok(report.count(connection).await? > 0)
}

/// How many reports of a room are stored, and how many bytes they have together.
pub async fn stored(connection: &impl ConnectionTrait, room: RoomId) -> Result<(u64, i64)> {
    let report = [session_report::Column::Report.as_column_ref().into()];
    let sizes: Vec<i64> = session_report::Entity::find()
        .filter(session_report::Column::RoomId.eq(room))
        .select_only()
        .expr_as(bytes_of(&report), "size")
        .into_tuple()
        .all(connection)
        .await?;
    Ok((sizes.len() as u64, sizes.iter().sum()))
}

/// Stores the report of a job.
pub async fn insert(
    connection: &impl ConnectionTrait,
    room: RoomId,
    job: String,
    report: String,
    now: Timestamp,
) -> Result<()> {
    let row = session_report::Model {
        room_id: room,
        job_id: job,
        report,
        received_at: now,
    };
    insert_row(connection, row).await
}

/// Erases the reports of these rooms.
pub(super) async fn erase(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    session_report::Entity::delete_many()
        .filter(session_report::Column::RoomId.is_in(rooms.iter().copied()))
        .exec(connection)
        .await?;
    Ok(())
}
