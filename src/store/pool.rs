//! The connection pool: every statement and every step of a transaction goes through it, and none waits without an end.
//!
//! A connection to PostgreSQL may fall silent: the server or something on the way keeps it open and answers no more. TCP
//! notices that after a quarter of an hour, or never. A step that takes longer than its limit therefore fails with
//! [`StoreError::Unavailable`](super::StoreError::Unavailable), and the pool replaces its connections: the old ones are
//! used by nobody else and closed, and new ones are opened when they are needed. [`heartbeat`](super::heartbeat) replaces
//! them earlier, and then also cuts off the steps that still wait. SQLite answers from this process, so its steps have no
//! limit.
//!
//! A connection whose transaction did not end by a commit or rollback that succeeded is closed and never used again; see
//! [`open`](super::open).

use super::{unavailable, write_log::WriteLog};
use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DbErr, ExecResult,
    QueryResult, Statement,
};
use std::{
    sync::{Arc, PoisonError, RwLock, Weak},
    time::Duration,
};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// The least time between two replacements of connections that may only be busy.
const REPLACED_AFTER: Duration = Duration::from_secs(5);
/// How long the old connections of a replaced pool may take to say good-bye.
const CLOSING_LIMIT: Duration = Duration::from_secs(5);

/// A pool of connections. Clones share it.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

/// A pool that may have been dropped.
pub(super) struct WeakPool(Weak<Shared>);

struct Shared {
    backend: DatabaseBackend,
    current: RwLock<Generation>,
    /// How to replace the connections, and the limit of a step; `None` on SQLite.
    replaceable: Option<Replaceable>,
    writes: WriteLog,
}

struct Replaceable {
    /// Opens connections when they are needed, without waiting for the first.
    options: ConnectOptions,
    /// The limit of a step.
    limit: Duration,
}

/// The connections of the pool between two replacements.
#[derive(Clone)]
pub(super) struct Generation {
    number: u64,
    /// When they became current.
    since: Instant,
    connections: DatabaseConnection,
    /// Cuts off the steps that still wait.
    cut: CancellationToken,
}

/// The connections of a pool at one moment.
#[derive(Clone, Copy, Debug)]
pub struct PoolUse {
    /// All open connections.
    pub open: u32,
    /// Those that are not in use.
    pub idle: u32,
}

impl Pool {
    /// A pool whose connections never fall silent, because the database is in this process.
    pub(super) fn embedded(connections: DatabaseConnection) -> Self {
        Self::new(connections, None)
    }

    /// A pool whose steps fail after `limit`. `options` opens other connections in the place of those that fell silent.
    pub(super) fn remote(connections: DatabaseConnection, mut options: ConnectOptions, limit: Duration) -> Self {
        options.connect_lazy(true);
        Self::new(connections, Some(Replaceable { options, limit }))
    }

    fn new(connections: DatabaseConnection, replaceable: Option<Replaceable>) -> Self {
        Self(Arc::new(Shared {
            backend: connections.get_database_backend(),
            current: RwLock::new(Generation::new(0, connections)),
            replaceable,
            writes: WriteLog::default(),
        }))
    }

    /// A handle that does not keep the pool alive.
    pub(super) fn downgrade(&self) -> WeakPool {
        WeakPool(Arc::downgrade(&self.0))
    }

    /// When a transaction was last committed, or failed to be.
    pub(super) fn writes(&self) -> &WriteLog {
        &self.0.writes
    }

    /// Carries out a step on connections of this generation, within the limit of steps.
    pub(super) async fn step<T>(
        &self,
        generation: &Generation,
        step: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        let Some(Replaceable { limit, .. }) = &self.0.replaceable else {
            return step.await;
        };
        let outcome = self.limit(generation, *limit, step).await;
        if let Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) = outcome {
            // Connections that fell silent while they were given back never come back.
            self.replace(generation.number, false).await;
        }
        outcome
    }

    /// Carries out steps that others wait for within `limit` on PostgreSQL, which is shorter than the limit of each.
    pub(super) async fn limited_to<T, E: From<DbErr>>(
        &self,
        limit: Duration,
        steps: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        if self.0.replaceable.is_none() {
            return steps.await;
        }
        self.limit(&self.current(), limit, steps).await
    }

    async fn limit<T, E: From<DbErr>>(
        &self,
        generation: &Generation,
        limit: Duration,
        step: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        tokio::select! {
            biased;
            outcome = timeout(limit, step) => {
                let Ok(outcome) = outcome else {
                    tracing::warn!(limit_seconds = limit.as_secs(), "database: no answer within the limit");
                    self.replace(generation.number, false).await;
                    return Err(unavailable("no answer within the limit").into());
                };
                outcome
            }
            () = generation.cut.cancelled() => Err(unavailable("the connections fell silent").into()),
        }
    }

    /// Replaces the connections after they fell silent, and cuts off the steps that wait for them.
    pub(super) async fn cut_off(&self) {
        let number = self.current().number;
        self.replace(number, true).await;
    }

    /// Replaces the connections, unless somebody else has replaced them since generation `number`. With `cut`, they are
    /// known to be silent, and the steps in progress are cut off. Otherwise the database may only be busy: the steps go on,
    /// and the connections are not replaced if they are new.
    async fn replace(&self, number: u64, cut: bool) {
        let Some(Replaceable { options, .. }) = &self.0.replaceable else {
            return;
        };
        if !cut && self.current().since.elapsed() < REPLACED_AFTER {
            return;
        }
        let connections = match Database::connect(options.clone()).await {
            Ok(connections) => connections,
            Err(error) => {
                tracing::error!(%error, "database: cannot replace the connections");
                return;
            }
        };
        let old = {
            let mut current = self.0.current.write().unwrap_or_else(PoisonError::into_inner);
            if current.number != number {
                return;
            }
            let mut next = Generation::new(number + 1, connections);
            if !cut {
                // When silence is noticed after all, steps on these connections are cut off, too.
                next.cut = current.cut.clone();
            }
            std::mem::replace(&mut *current, next)
        };
        tracing::warn!("database: replaced the connections");
        retire(&old, cut);
    }

    /// The connections that are in use now.
    pub(super) fn current(&self) -> Generation {
        let current = self.0.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// Closes the connections once they are idle.
    pub(super) async fn close(&self) {
        if let Err(error) = self.current().connections.close().await {
            tracing::warn!(%error, "a connection pool did not close cleanly");
        }
    }

    /// Counts the connections.
    pub fn usage(&self) -> PoolUse {
        let Generation { connections, .. } = self.current();
        let (open, idle) = if self.0.backend == DatabaseBackend::Postgres {
            let pool = connections.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        } else {
            let pool = connections.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        };
        PoolUse {
            open,
            idle: u32::try_from(idle).unwrap_or(u32::MAX),
        }
    }
}

/// Closes connections that were replaced. Those in use are closed by the pool as soon as their step ends; a step that is
/// cut off ends now.
fn retire(old: &Generation, cut: bool) {
    let pool = old.connections.get_postgres_connection_pool().clone();
    while let Some(idle) = pool.try_acquire() {
        // Without a word: an answer might never come.
        drop(idle.detach());
    }
    // From here on the pool closes each connection that is given back, and does not ask it whether it still works.
    drop(pool.close());
    if cut {
        old.cut.cancel();
    }
    tokio::spawn(async move { timeout(CLOSING_LIMIT, pool.close()).await });
}

impl Generation {
    fn new(number: u64, connections: DatabaseConnection) -> Self {
        Self {
            number,
            since: Instant::now(),
            connections,
            cut: CancellationToken::new(),
        }
    }

    /// The connections.
    pub(super) fn connections(&self) -> &DatabaseConnection {
        &self.connections
    }
}

impl WeakPool {
    /// The pool, if it is still in use.
    pub(super) fn upgrade(&self) -> Option<Pool> {
        self.0.upgrade().map(Pool)
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Pool {
    fn get_database_backend(&self) -> DatabaseBackend {
        self.0.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let generation = self.current();
        let execute = generation.connections.execute_raw(statement);
        self.step(&generation, execute).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let generation = self.current();
        let execute = generation.connections.execute_unprepared(sql);
        self.step(&generation, execute).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let generation = self.current();
        let query = generation.connections.query_one_raw(statement);
        self.step(&generation, query).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let generation = self.current();
        let query = generation.connections.query_all_raw(statement);
        self.step(&generation, query).await
    }
}
