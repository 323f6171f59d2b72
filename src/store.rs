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
pub mod idempotency;
pub mod instance;
pub mod interview_starts;
pub mod keys;
pub mod memories;
mod open;
pub mod participants;
pub mod post;
pub mod projects;
pub mod reap;
pub mod records;
pub mod retention;
pub mod rooms;
mod rows;
pub mod session_reports;
pub mod teams;
pub mod turns;
pub mod voice_sessions;

pub use open::{OpenError, PoolUse, connect};
/// A connection or a transaction, for the layers above, which do not name the database library.
pub use sea_orm::ConnectionTrait as Connection;

use crate::model::{api_key::KeyHash, cursor::Cursor, posting::PostBatch};
use batcher::Batcher;
use create_agent_rooms::NewAgentRoom;
use create_interview_rooms::NewInterviewRooms;
use create_rooms::Created;
use keys::FoundKey;
use post::Posted;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseBackend,
    DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder,
    QuerySelect, RuntimeErr, Select, SqlErr, SqliteTransactionMode, TransactionOptions, TransactionTrait, Value,
    sea_query::{Expr, ExprTrait, OnConflict, extension::postgres::PgFunc},
};

/// An open transaction. Dropped without a commit, it is undone.
pub type Transaction = DatabaseTransaction;

/// PostgreSQL's name for a deadlock that it has ended.
const DEADLOCK: &str = "40P01";

/// A query failed, or a row broke a rule.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused the query or could not be reached.
    #[error("the database failed: {0}")]
    Database(#[source] DbErr),
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
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error {
            // The source repeats the text for some types, and the text may be what a respondent said.
            DbErr::TryIntoErr { into, .. } => Self::NoSuchValue(into),
            error => Self::Database(error),
        }
    }
}

impl StoreError {
    /// Whether another transaction was first: a unique index refused a row, or PostgreSQL ended a deadlock by giving up
    /// this transaction.
    pub fn is_conflict(&self) -> bool {
        let Self::Database(error) = self else { return false };
        matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) || is_deadlock(error)
    }
}

fn is_deadlock(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error else {
        return false;
    };
    let reported = error.as_database_error();
    reported.is_some_and(|reported| reported.code().as_deref() == Some(DEADLOCK))
}

/// The result of a query.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The database of the service.
#[derive(Clone)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    interview_rooms: Batcher<NewInterviewRooms, Result<Created>>,
    agent_rooms: Batcher<Vec<NewAgentRoom>, Result<Created>>,
    posts: Batcher<PostBatch, Result<Posted>>,
    key_lookups: Batcher<KeyHash, Result<Option<FoundKey>>>,
}

impl Store {
    /// A store over a pool to read from and one to write to, which may be the same.
    ///
    /// Must be called within a tokio runtime: tasks begin, which end when the store is dropped.
    pub fn new(read: DatabaseConnection, write: DatabaseConnection) -> Self {
        Self {
            interview_rooms: create_rooms::batcher(write.clone()),
            agent_rooms: create_rooms::batcher(write.clone()),
            posts: post::batcher(write.clone()),
            key_lookups: keys::batcher(read.clone()),
            read,
            write,
        }
    }

    /// The pool to read from, outside of a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The pool to write to.
    pub fn writer(&self) -> &DatabaseConnection {
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

    /// Which database this is.
    pub fn backend(&self) -> DatabaseBackend {
        self.write.get_database_backend()
    }

    /// Whether the database answers and has every migration.
    pub async fn is_ready(&self) -> Result<bool> {
        use migration::MigratorTrait;
        Ok(migration::Migrator::get_pending_migrations_read_only(&self.read)
            .await?
            .is_empty())
    }

    /// Closes the pools once their connections are idle.
    pub async fn close(&self) {
        for pool in [&self.read, &self.write] {
            if let Err(error) = pool.clone().close().await {
                tracing::warn!(%error, "a connection pool did not close cleanly");
            }
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
async fn update_row(
    connection: &impl ConnectionTrait,
    row: impl ActiveModelTrait + ActiveModelBehavior + Send,
) -> Result<()> {
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

async fn begin(write: &DatabaseConnection) -> Result<Transaction, DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    write.begin_with_options(immediate).await
}

impl From<StoreError> for crate::model::error::EngineError {
    fn from(error: StoreError) -> Self {
        Self::Internal(Box::new(error))
    }
}
