//! What a team stores.

use super::{Result, Store};
use crate::model::{ids::TeamId, storage::StorageUse};
use sea_orm::{ConnectionTrait, Statement};

/// Measures what a team stores. Takes a second for some millions of rooms.
pub async fn of_team(store: &Store, team: TeamId) -> Result<StorageUse> {
    let sql = "SELECT
           (SELECT count(*) FROM project WHERE team_id = $1) + (SELECT count(*) FROM room WHERE team_id = $1)
             + (SELECT count(*) FROM agent WHERE team_id = $1) + (SELECT count(*) FROM world WHERE team_id = $1),
           CAST((SELECT coalesce(sum(message_bytes), 0) FROM room WHERE team_id = $1) AS bigint)
             + CAST((SELECT coalesce(sum(octet_length(report)), 0) FROM session_report
                     JOIN room ON room.id = room_id WHERE team_id = $1) AS bigint)";
    let reader = store.reader();
    let statement = Statement::from_sql_and_values(store.backend(), sql, [team.0.into()]);
    let Some(row) = reader.query_one_raw(statement).await? else {
        return Ok(StorageUse::default());
    };
    let count = |index| Ok::<_, super::StoreError>(row.try_get_by_index::<i64>(index)?.try_into().unwrap_or_default());
    Ok(StorageUse {
        rows: count(0)?,
        bytes: count(1)?,
    })
}
