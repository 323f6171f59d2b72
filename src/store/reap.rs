//! Ending many rooms at once, with the events that their ends cause: what is due, oldest deadline first, and what is
//! left of a deleted project.
//!
//! What becomes of a room is the model's to say ([`Status::when_due`]); here it is only carried out in bulk.

use super::{Result, Store, Transaction, changes};
use crate::{
    clock::Timestamp,
    model::{
        event::EventKind,
        ids::ProjectId,
        status::{EndReason, Status},
    },
};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement, Value};

/// How many rooms a batch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Links that nobody used in time.
    pub expired: u64,
    /// Interviews whose time was up.
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

/// PostgreSQL, in one statement: `$which` picks the rooms and locks them, `$moment` is when they ended.
macro_rules! postgres {
    ($which:literal, $moment:literal) => {
        concat!(
            "WITH due AS (SELECT id FROM room WHERE ",
            $which,
            "), ended AS (
               UPDATE room SET
                 status = CASE status WHEN $3 THEN $4 ELSE $6 END,
                 end_reason = CASE status WHEN $3 THEN $5 ELSE $7 END,
                 finished_at = ",
            $moment,
            ", deadline_at = NULL, event_count = event_count + 1
               WHERE id = ANY(ARRAY(SELECT id FROM due))
               RETURNING id, team_id, event_count, status, end_reason, finished_at
             ), told AS (
               INSERT INTO event (team_id, room_id, sequence, kind, reason, occurred_at)
               SELECT team_id, id, event_count, CASE status WHEN $4 THEN $8 ELSE $9 END, end_reason, finished_at
               FROM ended
             )
             SELECT status = $4 AS from_pending FROM ended"
        )
    };
}

/// SQLite, in two statements: the writer is alone, so both see the same rooms.
macro_rules! sqlite {
    ($which:literal, $moment:literal) => {
        [
            concat!(
                "INSERT INTO event (team_id, room_id, sequence, kind, reason, occurred_at)
                 SELECT team_id, id, event_count + 1, CASE status WHEN $3 THEN $8 ELSE $9 END,
                   CASE status WHEN $3 THEN $5 ELSE $7 END, ",
                $moment,
                " FROM room WHERE ",
                $which
            ),
            concat!(
                "UPDATE room SET
                   status = CASE status WHEN $3 THEN $4 ELSE $6 END,
                   end_reason = CASE status WHEN $3 THEN $5 ELSE $7 END,
                   finished_at = ",
                $moment,
                ", deadline_at = NULL, event_count = event_count + 1
                 WHERE rowid IN (SELECT rowid FROM room WHERE ",
                $which,
                ") RETURNING status = $4 AS from_pending"
            ),
        ]
    };
}

/// Replicas pass over what another has locked, so each room is ended once.
const DUE_POSTGRES: &str = postgres!(
    "deadline_at <= $1 ORDER BY deadline_at LIMIT $2 FOR UPDATE SKIP LOCKED",
    "deadline_at"
);
const DUE_SQLITE: [&str; 2] = sqlite!("deadline_at <= $1 ORDER BY deadline_at, rowid LIMIT $2", "deadline_at");
const DUE_IN_PROJECT_POSTGRES: &str = postgres!(
    "project_id = $10 AND deadline_at <= $1 ORDER BY id LIMIT $2 FOR UPDATE",
    "deadline_at"
);
const DUE_IN_PROJECT_SQLITE: [&str; 2] = sqlite!(
    "project_id = $10 AND deadline_at <= $1 ORDER BY id LIMIT $2",
    "deadline_at"
);
const OPEN_IN_PROJECT_POSTGRES: &str = postgres!(
    "project_id = $10 AND (deadline_at > $1 OR (deadline_at IS NULL AND status = 'active')) ORDER BY id LIMIT $2 FOR UPDATE",
    "$1::timestamptz"
);
const OPEN_IN_PROJECT_SQLITE: [&str; 2] = sqlite!(
    "project_id = $10 AND (deadline_at > $1 OR (deadline_at IS NULL AND status = 'active')) ORDER BY id LIMIT $2",
    "$1"
);

/// Ends up to `limit` rooms that are due at `now`, in one transaction.
pub async fn end_due(store: &Store, now: Timestamp, limit: u32) -> Result<Ended> {
    let values = outcomes(now, limit.into(), Status::when_due);
    if store.backend() == DatabaseBackend::Postgres {
        return end(store.writer(), DUE_POSTGRES, &[], values).await;
    }
    let transaction = store.begin().await?;
    let ended = end(&transaction, "", &DUE_SQLITE, values).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// Ends every room of a project that has not ended: by the clock what is due, as `project_deleted` the rest. The
/// project must be locked by the transaction.
pub async fn end_project(transaction: &Transaction, project: ProjectId, now: Timestamp) -> Result<()> {
    let mut due = outcomes(now, i64::MAX, Status::when_due);
    due.push(project.into());
    end(transaction, DUE_IN_PROJECT_POSTGRES, &DUE_IN_PROJECT_SQLITE, due).await?;
    let mut open = outcomes(now, i64::MAX, |_| Some((Status::Cancelled, EndReason::ProjectDeleted)));
    open.push(project.into());
    end(transaction, OPEN_IN_PROJECT_POSTGRES, &OPEN_IN_PROJECT_SQLITE, open).await?;
    changes::announce_many(transaction).await
}

async fn end(
    connection: &impl ConnectionTrait,
    postgres: &'static str,
    sqlite: &[&'static str],
    values: Vec<Value>,
) -> Result<Ended> {
    let backend = connection.get_database_backend();
    let statement = |sql| Statement::from_sql_and_values(backend, sql, values.clone());
    let rows = match (backend, sqlite) {
        (DatabaseBackend::Sqlite, [events, rooms]) => {
            connection.execute_raw(statement(*events)).await?;
            connection.query_all_raw(statement(*rooms)).await?
        }
        _ => connection.query_all_raw(statement(postgres)).await?,
    };
    let mut ended = Ended::default();
    for row in &rows {
        let from_pending: bool = row.try_get("", "from_pending")?;
        ended += Ended {
            expired: from_pending.into(),
            completed: (!from_pending).into(),
        };
    }
    Ok(ended)
}

/// The values that every statement takes: when, how many, and what becomes of a pending and of an active room.
fn outcomes(now: Timestamp, limit: i64, outcome: fn(Status) -> Option<(Status, EndReason)>) -> Vec<Value> {
    let of = |status| outcome(status).unwrap_or((status, EndReason::TimeUp));
    let ((pending, pending_reason), (active, active_reason)) = (of(Status::Pending), of(Status::Active));
    vec![
        now.into(),
        limit.into(),
        Status::Pending.into(),
        pending.into(),
        pending_reason.into(),
        active.into(),
        active_reason.into(),
        EventKind::of_ending(pending).into(),
        EventKind::of_ending(active).into(),
    ]
}
