//! Notifications between replicas that rooms have changed, so that their live streams read them again.
//!
//! They are `NOTIFY` messages of PostgreSQL, delivered when the transaction commits. Some may be lost when a connection
//! breaks, so they name the rooms and nothing else, and on [`Change::Any`] every stream must read its room. There are no
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
/// Between the ids in a notification.
const SEPARATOR: &str = ",";

/// The most rooms that one notification names: PostgreSQL takes 8000 bytes.
const ROOMS_PER_NOTIFICATION: usize = 200;

/// A notification from a replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These rooms have changed.
    Rooms(Vec<RoomId>),
    /// Any room may have changed: notifications may have been lost.
    Any,
}

/// Announces changes of these rooms when the transaction commits.
pub async fn announce(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    if rooms.is_empty() || connection.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(());
    }
    let payloads = rooms.chunks(ROOMS_PER_NOTIFICATION).map(|rooms| {
        let ids: Vec<String> = rooms.iter().map(ToString::to_string).collect();
        ids.join(SEPARATOR)
    });
    let sql = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS notification (payload)";
    let values = [CHANNEL.into(), payloads.collect::<Vec<_>>().into()];
    let notify = Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, values);
    connection.execute_raw(notify).await?;
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
                    let rooms = notification.and_then(|notification| {
                        let ids = notification.payload().split(SEPARATOR).map(str::parse);
                        ids.collect::<Result<_, _>>().ok()
                    });
                    return Ok(rooms.map_or(Change::Any, Change::Rooms));
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
