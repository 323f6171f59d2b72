//! Ending many rooms at once, with their events: rooms that are due, oldest deadline first, and the open rooms of a deleted
//! project.
//!
//! The model says how a room ends ([`Status::when_due`]); these statements apply it in bulk. They are SQL text, because
//! sea-query builds no `UPDATE` whose rows feed an `INSERT`.

use super::{Result, Store, Transaction};
use crate::{
    clock::Timestamp,
    model::{
        event::EventKind,
        ids::{ProjectId, RoomId},
        status::{EndReason, Status},
    },
};
use sea_orm::{ConnectionTrait, DatabaseBackend, QueryResult, Statement, Value};

/// The number of rooms that a batch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Rooms whose link expired.
    pub expired: u64,
    /// Rooms whose interview ran out of time.
    pub completed: u64,
}

impl Ended {
    /// All of them.
    pub const fn total(self) -> u64 {
        self.expired + self.completed
    }
}

impl std::ops::AddAssign for Ended {
    fn add_assign(&mut self, more: Self) {
        self.expired += more.expired;
        self.completed += more.completed;
    }
}

/// Rooms to end: a condition, and the order, limit and lock of either database.
///
/// Parameters of all statements here: `$1` now, `$2` pending, `$3` active; `$4` to `$6` status, reason and event of a pending
/// room that ends, `$7` to `$9` of an active one; `$10` belongs to the selection.
struct Selection {
    condition: &'static str,
    postgres: &'static str,
    sqlite: &'static str,
}

/// At most `$10` rooms that are due. Replicas skip rooms that another one has locked, so each room ends once.
const DUE: Selection = Selection {
    condition: "deadline_at <= $1",
    postgres: "ORDER BY deadline_at LIMIT $10 FOR UPDATE SKIP LOCKED",
    sqlite: "ORDER BY deadline_at, rowid LIMIT $10",
};
/// The rooms of project `$10` that are due.
const DUE_IN_PROJECT: Selection = Selection {
    condition: "project_id = $10 AND deadline_at <= $1",
    postgres: "ORDER BY id FOR UPDATE",
    sqlite: "",
};
/// The rooms of project `$10` that have not ended.
const OPEN_IN_PROJECT: Selection = Selection {
    condition: "project_id = $10 AND status IN ($2, $3)",
    postgres: "ORDER BY id FOR UPDATE",
    sqlite: "",
};

/// Ends up to `limit` rooms that are due at `now`, in one transaction.
pub async fn end_due(store: &Store, now: Timestamp, limit: u32) -> Result<Ended> {
    let values = values(now, Status::when_due, i64::from(limit).into());
    if store.backend() == DatabaseBackend::Postgres {
        return count(&end_on_postgres(store.writer(), &DUE, values).await?);
    }
    let transaction = store.begin().await?;
    let ended = end_on_sqlite(&transaction, &DUE, values).await?;
    transaction.commit().await?;
    count(&ended)
}

/// Ends every open room of a project: at its deadline if it is due, else now as `project_deleted`. Returns these rooms. The
/// transaction must hold the lock of the project.
pub async fn end_project(transaction: &Transaction, project: ProjectId, now: Timestamp) -> Result<Vec<RoomId>> {
    let deleted = |_| Some((Status::Cancelled, EndReason::ProjectDeleted));
    let due = values(now, Status::when_due, project.0.into());
    let open = values(now, deleted, project.0.into());
    let mut rooms = Vec::new();
    for (selection, values) in [(&DUE_IN_PROJECT, due), (&OPEN_IN_PROJECT, open)] {
        let ended = match transaction.get_database_backend() {
            DatabaseBackend::Postgres => end_on_postgres(transaction, selection, values).await?,
            _ => end_on_sqlite(transaction, selection, values).await?,
        };
        for room in ended {
            rooms.push(room.try_get("", "id")?);
        }
    }
    Ok(rooms)
}

async fn end_on_postgres(
    connection: &impl ConnectionTrait,
    selection: &Selection,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>> {
    let Selection {
        condition, postgres, ..
    } = selection;
    // With an array of ids PostgreSQL uses the primary key; a join takes longer.
    let sql = format!(
        "WITH chosen AS (
           SELECT id FROM room WHERE {condition} {postgres}
         ), ended AS (
           UPDATE room SET
             status = CASE status WHEN $2 THEN $4 WHEN $3 THEN $7 END,
             end_reason = CASE status WHEN $2 THEN $5 WHEN $3 THEN $8 END,
             finished_at = LEAST(deadline_at, $1), deadline_at = NULL, event_count = event_count + 1
           WHERE id = ANY(ARRAY(SELECT id FROM chosen))
           RETURNING id, team_id, event_count, status, end_reason, finished_at
         ), events AS (
           INSERT INTO event (team_id, room_id, sequence, kind, reason, occurred_at)
           SELECT team_id, id, event_count, CASE status WHEN $4 THEN $6 ELSE $9 END, end_reason, finished_at FROM ended
         )
         SELECT id, status FROM ended"
    );
    let statement = Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, values);
    Ok(connection.query_all_raw(statement).await?)
}

/// Must run in a transaction: both statements choose the same rooms, because no other writer comes between them.
async fn end_on_sqlite(
    transaction: &Transaction,
    selection: &Selection,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>> {
    let Selection { condition, sqlite, .. } = selection;
    // `min` is null if any argument is, unlike PostgreSQL's LEAST.
    let finished_at = "min(coalesce(deadline_at, $1), $1)";
    let events = format!(
        "INSERT INTO event (team_id, room_id, sequence, kind, reason, occurred_at)
         SELECT team_id, id, event_count + 1, CASE status WHEN $2 THEN $6 WHEN $3 THEN $9 END,
           CASE status WHEN $2 THEN $5 WHEN $3 THEN $8 END, {finished_at}
         FROM room WHERE {condition} {sqlite}"
    );
    let ended = format!(
        "UPDATE room SET
           status = CASE status WHEN $2 THEN $4 WHEN $3 THEN $7 END,
           end_reason = CASE status WHEN $2 THEN $5 WHEN $3 THEN $8 END,
           finished_at = {finished_at}, deadline_at = NULL, event_count = event_count + 1
         WHERE rowid IN (SELECT rowid FROM room WHERE {condition} {sqlite})
         RETURNING id, status"
    );
    let statement = |sql| Statement::from_sql_and_values(DatabaseBackend::Sqlite, sql, values.clone());
    transaction.execute_raw(statement(events)).await?;
    Ok(transaction.query_all_raw(statement(ended)).await?)
}

fn count(ended: &[QueryResult]) -> Result<Ended> {
    let mut count = Ended::default();
    for row in ended {
        let status: Status = row.try_get("", "status")?;
        count += Ended {
            expired: (status == Status::Expired).into(),
            completed: (status == Status::Completed).into(),
        };
    }
    Ok(count)
}

/// The values of a statement. `outcome` says how an open room ends, `last` is the selection's.
fn values(now: Timestamp, outcome: fn(Status) -> Option<(Status, EndReason)>, last: Value) -> Vec<Value> {
    let open = [Status::Pending, Status::Active];
    let mut values = vec![now.into()];
    values.extend(open.map(Value::from));
    for (status, reason) in open.into_iter().filter_map(outcome) {
        let event = EventKind::of_ending(status);
        values.extend([status.into(), reason.into(), event.into()]);
    }
    values.push(last);
    values
}
