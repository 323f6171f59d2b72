//! Notifications between replicas that a room has changed, so that their live streams read it again.
//!
//! They are `NOTIFY` messages of PostgreSQL, delivered when the transaction commits. Some may be lost when a connection
//! breaks, so they name the room and nothing else, and on [`Change::Any`] every stream must read its room. There are no
//! replicas on SQLite.

use super::{Result, Store, StoreError, unavailable};
use crate::model::ids::RoomId;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, Statement,
    sqlx::{self, Executor, postgres::PgListener},
};
use std::time::Duration;
use tokio::time::{sleep, timeout};

const CHANNEL: &str = "interview_rooms_changes";
/// How long the connection that listens may be idle before it is asked whether it still works.
const TEST_AFTER_IDLE: Duration = Duration::from_secs(5);
/// How long its answer may take.
const TEST_LIMIT: Duration = Duration::from_secs(2);

/// A notification from a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// This room has changed.
    Room(RoomId),
    /// Any room may have changed: many have, or notifications may have been lost.
    Any,
}

/// Announces changes of these rooms when the transaction commits.
pub async fn announce_each(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    notify(connection, rooms.iter().map(ToString::to_string).collect()).await
}

/// Announces, when the transaction commits, that any room may have changed.
pub async fn announce_any(connection: &impl ConnectionTrait) -> Result<()> {
    notify(connection, vec![String::new()]).await
}

async fn notify(connection: &impl ConnectionTrait, payloads: Vec<String>) -> Result<()> {
    if !payloads.is_empty() && connection.get_database_backend() == DatabaseBackend::Postgres {
        let sql = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS notification (payload)";
        let values = [CHANNEL.into(), payloads.into()];
        let notify = Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, values);
        connection.execute_raw(notify).await?;
    }
    Ok(())
}

/// Receives the notifications of all replicas, this one included.
pub struct Changes(PgListener);

impl Changes {
    /// Starts to listen. Returns `None` on SQLite, where this process makes every change. Keeps a connection of the pool
    /// until it is dropped.
    pub async fn listen(store: &Store) -> Result<Option<Self>> {
        if store.backend() != DatabaseBackend::Postgres {
            return Ok(None);
        }
        let generation = store.reader().current();
        let pool = generation.connections().get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(lost)?;
        within_limit(listener.listen(CHANNEL)).await?;
        Ok(Some(Self(listener)))
    }

    /// Waits for the next notification. After a lost connection, returns [`Change::Any`] and reconnects by itself.
    ///
    /// # Errors
    ///
    /// When the connection has fallen silent; listen again then.
    pub async fn next(&mut self) -> Result<Change> {
        loop {
            tokio::select! {
                received = self.0.try_recv() => {
                    let notification = received.map_err(lost)?;
                    let room = notification.and_then(|notification| notification.payload().parse().ok());
                    return Ok(room.map_or(Change::Any, Change::Room));
                }
                () = sleep(TEST_AFTER_IDLE) => {}
            }
            within_limit(self.0.execute("SELECT 1")).await?;
        }
    }
}

async fn within_limit<T>(answer: impl Future<Output = sqlx::Result<T>>) -> Result<T> {
    match timeout(TEST_LIMIT, answer).await {
        Ok(answer) => answer.map_err(lost),
        Err(_) => Err(lost(sqlx::Error::PoolTimedOut)),
    }
}

/// The connection that listens was lost.
#[expect(clippy::needless_pass_by_value, reason = "the signature that map_err takes")]
fn lost(error: sqlx::Error) -> StoreError {
    unavailable(&error.to_string()).into()
}
