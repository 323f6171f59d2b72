//! A transaction, whose success means that it was committed.
//!
//! After a statement has failed, nobody knows without asking whether the transaction still exists. PostgreSQL refuses what
//! follows but answers a COMMIT as if it had succeeded; SQLite undoes the whole transaction when the disk is full, and
//! would carry out what follows each by itself, for good. A [`Transaction`] therefore executes nothing after a statement
//! that failed and refuses to commit.

use super::pool::{Generation, Pool};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, ExecResult, QueryResult, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::sync::atomic::{AtomicBool, Ordering};

/// An open transaction. Dropped without a commit, it is undone.
pub struct Transaction {
    inner: DatabaseTransaction,
    pool: Pool,
    generation: Generation,
    /// A statement has failed.
    has_failed: AtomicBool,
}

/// How every transaction begins. A transaction of SQLite that reads first and writes later would fail with "database is
/// locked" instead of waiting.
pub(super) fn options() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

/// Begins a transaction. On SQLite it takes the write lock at once, so that it never has to give up later.
pub(super) async fn begin(pool: &Pool) -> Result<Transaction, DbErr> {
    let generation = pool.current();
    let begin = generation.connections().begin_with_options(options());
    let inner = pool.step(&generation, begin).await?;
    Ok(Transaction {
        inner,
        pool: pool.clone(),
        generation,
        has_failed: AtomicBool::new(false),
    })
}

impl Transaction {
    /// Makes what the transaction did last. After an error it is not known whether the database did; usually it did not.
    ///
    /// # Errors
    ///
    /// If the database does not commit, or a statement of the transaction has failed.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.require_intact()?;
        let outcome = self.pool.step(&self.generation, self.inner.commit()).await;
        self.pool.writes().note(outcome.is_ok());
        outcome
    }

    /// Undoes what the transaction did.
    ///
    /// # Errors
    ///
    /// If the database cannot be reached; the transaction is undone then, too.
    pub async fn rollback(self) -> Result<(), DbErr> {
        self.pool.step(&self.generation, self.inner.rollback()).await
    }

    fn require_intact(&self) -> Result<(), DbErr> {
        if self.has_failed.load(Ordering::Relaxed) {
            let reason = "the transaction goes on after a statement that failed";
            return Err(DbErr::Exec(RuntimeErr::Internal(reason.to_owned())));
        }
        Ok(())
    }

    async fn step<T>(&self, step: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        self.require_intact()?;
        let outcome = self.pool.step(&self.generation, step).await;
        if let Err(error) = &outcome {
            self.has_failed.store(true, Ordering::Relaxed);
            if super::is_unavailable(error) {
                self.pool.writes().note(false);
            }
        }
        outcome
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DatabaseBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.step(self.inner.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.step(self.inner.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.step(self.inner.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.step(self.inner.query_all_raw(statement)).await
    }
}
