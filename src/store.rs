//! Every query, named for the question that it answers. Takes and gives values of the model.
//!
//! SQLite is written through one connection, so that writers queue instead of failing, and read through a pool of its own.
//! PostgreSQL has one pool for both. Time and randomness are arguments; SQL never asks for them.
//!
//! There is one style:
//!
//! - Reads go by entity, through the relations that the entities declare.
//! - A single row is written by `insert_row`, `insert_row_if_absent` or `update_row`. Only a write that depends on a condition, or of
//!   several existing rows, is an `update_many`.
//! - Many new rows are written by `bulk`.
//! - Nothing else without a comment that says why, above all no other raw SQL.
//!
//! A function whose name begins with `is_` or `has_`, and which takes no connection, is a condition of a query.

pub mod agent_events;
pub mod agent_rooms;
pub mod agents;
mod batcher;
mod bulk;
pub mod changes;
pub mod create_agent_rooms;
pub mod create_interview_rooms;
pub mod create_rooms;
pub mod events;
mod heartbeat;
pub mod idempotency;
pub mod instance;
pub mod interview_starts;
pub mod keys;
pub mod memories;
mod open;
pub mod participants;
mod pool;
pub mod post;
pub mod projects;
mod read;
mod readiness;
pub mod reap;
pub mod record_corrections;
pub mod records;
pub mod retention;
pub mod rooms;
mod rows;
pub mod session_reports;
pub mod storage_use;
pub mod teams;
mod transaction;
pub mod turns;
pub mod voice_sessions;
mod write_log;

pub use open::{OpenError, connect};
pub use pool::{Pool, PoolUse};
/// A connection or a transaction, for the layers above, which do not name the database library.
pub use sea_orm::ConnectionTrait as Connection;
pub use transaction::Transaction;

use crate::model::{api_key::KeyHash, cursor::Cursor, posting::PostBatch};
use batcher::Batcher;
use create_agent_rooms::NewAgentRoom;
use create_interview_rooms::NewInterviewRooms;
use create_rooms::Created;
use keys::FoundKey;
use post::Posted;
use sea_orm::{
    ActiveModelBehavior, ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, RuntimeErr, Select, SqlErr, Statement, Value,
    sea_query::{Expr, ExprTrait, OnConflict, extension::postgres::PgFunc},
    sqlx::{self, sqlite::SqliteError},
};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::Mutex;
use transaction::begin;

/// PostgreSQL's name for a deadlock that it has ended.
const DEADLOCK: &str = "40P01";
/// SQLite's kinds of errors of a database that cannot be used at present: it is locked by another process, out of memory,
/// read-only, not readable, full, or cannot be opened.
const UNAVAILABLE_ON_SQLITE: [i32; 7] = [5, 6, 7, 8, 10, 13, 14];
/// The beginnings of PostgreSQL's codes for the same: the connection failed, the server is out of resources, is read-only,
/// cancelled the statement (`statement_timeout`), ended an idle transaction, shuts down, or has trouble with its files.
const UNAVAILABLE_ON_POSTGRES: [&str; 7] = ["08", "53", "25006", "25P03", "57014", "57P", "58"];

/// A query failed, or a row broke a rule.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused the query.
    #[error("the database failed: {0}")]
    Database(#[source] DbErr),
    /// The database cannot be reached, does not answer in time, or cannot write at present.
    #[error("the database is unavailable: {0}")]
    Unavailable(#[source] DbErr),
    /// A row that this version cannot have written.
    #[error("inconsistent row in {table}: {rule}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The rule that the row breaks.
        rule: &'static str,
    },
    /// A column holds a text that this version cannot have written, such as an unknown status.
    #[error("inconsistent row: a column holds no {0}")]
    NoSuchValue(&'static str),
    /// The service is stopping.
    #[error("the store is closed")]
    Closed,
    /// A fault ended the work on a group of requests; the log says which.
    #[error("the group of the request was abandoned")]
    Abandoned,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error {
            // The source repeats the text for some types, and the text may be what a respondent said.
            DbErr::TryIntoErr { into, .. } => Self::NoSuchValue(into),
            error if is_unavailable(&error) => Self::Unavailable(error),
            error => Self::Database(error),
        }
    }
}

impl From<Infallible> for StoreError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl StoreError {
    /// Whether the error is that of one row, which this version cannot have written.
    pub fn is_inconsistency(&self) -> bool {
        matches!(self, Self::Inconsistent { .. } | Self::NoSuchValue(_))
    }

    /// Whether another transaction was first: a unique index refused a row, or PostgreSQL ended a deadlock by giving up
    /// this transaction.
    pub fn is_conflict(&self) -> bool {
        let Self::Database(error) = self else { return false };
        matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) || is_deadlock(error)
    }
}

fn is_deadlock(error: &DbErr) -> bool {
    let reported = driver_error(error).and_then(sqlx::Error::as_database_error);
    reported.is_some_and(|reported| reported.code().as_deref() == Some(DEADLOCK))
}

/// Whether an error says that the database cannot be used at present, and nothing about the statement.
fn is_unavailable(error: &DbErr) -> bool {
    if matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) {
        return true;
    }
    match driver_error(error) {
        Some(sqlx::Error::Database(reported)) => {
            let code = reported.code().unwrap_or_default();
            match reported.try_downcast_ref::<SqliteError>() {
                // The lowest byte of SQLite's code is the kind of the error.
                Some(_) => code
                    .parse()
                    .is_ok_and(|code: i32| UNAVAILABLE_ON_SQLITE.contains(&(code & 0xff))),
                None => UNAVAILABLE_ON_POSTGRES.iter().any(|class| code.starts_with(class)),
            }
        }
        Some(error) => matches!(
            error,
            sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed
        ),
        None => false,
    }
}

fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// The error that the database cannot be used at present, for this reason.
fn unavailable(reason: &str) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(reason.to_owned()))
}

/// The result of a query.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The database of the service.
#[derive(Clone)]
pub struct Store {
    read: Pool,
    write: Pool,
    /// Held by the readiness check that writes.
    proof: Arc<Mutex<()>>,
    interview_rooms: Batcher<NewInterviewRooms, Result<Created>>,
    agent_rooms: Batcher<Vec<NewAgentRoom>, Result<Created>>,
    posts: Batcher<PostBatch, Result<Posted>>,
    key_lookups: Batcher<KeyHash, Result<Option<FoundKey>>>,
    /// The write-ahead log may hold what was deleted. True at first: a process may have ended between the two.
    must_scrub: Arc<AtomicBool>,
}

impl Store {
    /// A store over a pool to read from and one to write to, which may be the same.
    ///
    /// Must be called within a tokio runtime: tasks begin, which end when the store is dropped.
    pub fn new(read: Pool, write: Pool) -> Self {
        Self {
            interview_rooms: create_rooms::batcher(write.clone()),
            agent_rooms: create_rooms::batcher(write.clone()),
            posts: post::batcher(write.clone()),
            key_lookups: keys::batcher(read.clone()),
            must_scrub: Arc::new(AtomicBool::new(true)),
            proof: Arc::default(),
            read,
            write,
        }
    }

    /// The pool to read from, outside of a transaction.
    pub fn reader(&self) -> &Pool {
        &self.read
    }

    /// The pool to write to.
    pub fn writer(&self) -> &Pool {
        &self.write
    }

    /// Begins a transaction. On SQLite it holds the only writer, so what it reads is what it changes.
    pub async fn begin(&self) -> Result<Transaction> {
        Ok(begin(&self.write).await?)
    }

    /// Makes what a transaction did last.
    pub async fn commit(&self, transaction: Transaction) -> Result<()> {
        Ok(transaction.commit().await?)
    }

    /// Records that content was deleted, for the next [`scrub`](Self::scrub).
    pub fn mark_deleted(&self) {
        self.must_scrub.store(true, Ordering::Release);
    }

    /// Removes what was deleted from the files of SQLite: its pages are overwritten when they change (`secure_delete`), and
    /// this empties the write-ahead log, which has their former content. Readers may make that wait for the busy timeout at
    /// most; if it fails, the next call tries again. PostgreSQL does this on its own, by vacuum and by recycling its log.
    pub async fn scrub(&self) {
        if self.backend() != DatabaseBackend::Sqlite || !self.must_scrub.swap(false, Ordering::AcqRel) {
            return;
        }
        let truncate = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
        let done = self.write.query_one_raw(truncate).await;
        // The first column says whether readers or writers kept the log from being emptied.
        let done = done.and_then(|row| row.map_or(Ok(1), |row| row.try_get_by_index::<i32>(0)));
        if !matches!(done, Ok(0)) {
            self.mark_deleted();
            tracing::warn!("the write-ahead log could not be emptied of what was erased; trying again within a minute");
        }
    }

    /// Which database this is.
    pub fn backend(&self) -> DatabaseBackend {
        self.write.get_database_backend()
    }

    /// Closes the pools once their connections are idle.
    pub async fn close(&self) {
        for pool in [&self.read, &self.write] {
            pool.close().await;
        }
    }
}

/// Inserts a row.
async fn insert_row<M>(connection: &impl ConnectionTrait, row: M) -> Result<()>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    let insert = M::Entity::insert(row.into_active_model());
    insert.exec_without_returning(connection).await?;
    Ok(())
}

/// Inserts a row, unless a unique column already has its value. Returns whether it was inserted.
async fn insert_row_if_absent<M>(connection: &impl ConnectionTrait, row: M) -> Result<bool>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    let insert = M::Entity::insert(row.into_active_model()).on_conflict(OnConflict::new().do_nothing().to_owned());
    Ok(insert.exec_without_returning(connection).await? > 0)
}

/// Writes the columns that are set in `row` to the row with its primary key.
async fn update_row(connection: &impl ConnectionTrait, row: impl ActiveModelBehavior + Send) -> Result<()> {
    row.update_without_returning(connection).await?;
    Ok(())
}

/// A page of a list: the highest id first, from the cursor on; one row more than the limit, if there are more.
fn page<E: EntityTrait>(rows: Select<E>, id: E::Column, after: Option<Cursor>, limit: u16) -> Select<E> {
    rows.filter(Condition::all().add_option(after.map(|Cursor(after)| id.lt(after))))
        .order_by_desc(id)
        .limit(Cursor::fetch_limit(limit))
}

/// That a column holds one of these ids. On PostgreSQL they are one array, so that the statement has the same text for any
/// number and is prepared once.
fn any_of<I>(connection: &impl ConnectionTrait, column: impl ColumnTrait, ids: &[I]) -> Expr
where
    I: Copy + Into<Value>,
    Vec<I>: Into<Value>,
{
    if connection.get_database_backend() == DatabaseBackend::Postgres {
        Expr::col(column.as_column_ref()).eq(PgFunc::any(Expr::val(ids.to_vec())))
    } else {
        column.is_in(ids.iter().copied())
    }
}

impl From<StoreError> for crate::model::error::EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(Box::new(error)),
            error if error.is_inconsistency() => Self::Inconsistent(Box::new(error)),
            error => Self::Internal(Box::new(error)),
        }
    }
}
