//! Telling other replicas that a room has changed, so that their live streams look.
//!
//! A hint, not a fact: it can be lost when a connection breaks, so whoever follows a room reads its rows again after one
//! of [`Change::Any`]. PostgreSQL carries the hints, with the commit; on SQLite there are no other replicas.

use super::{Result, Store};
use crate::model::ids::RoomId;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, Statement,
    sqlx::{self, postgres::PgListener},
};

const CHANNEL: &str = "interview_rooms_changes";

/// What another replica tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// This room has changed.
    Room(RoomId),
    /// Many rooms have changed, or hints may have been lost: any room may have changed.
    Any,
}

/// Tells of a change when the transaction commits.
pub(super) async fn announce(connection: &impl ConnectionTrait, room: RoomId) -> Result<()> {
    notify(connection, room.to_string()).await
}

/// Tells of changes to some rooms when the transaction commits.
pub(super) async fn announce_each(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    if !rooms.is_empty() && connection.get_database_backend() == DatabaseBackend::Postgres {
        let rooms: Vec<String> = rooms.iter().map(ToString::to_string).collect();
        let each = "SELECT pg_notify($1, room) FROM unnest($2::text[]) AS told (room)";
        let notify = Statement::from_sql_and_values(DatabaseBackend::Postgres, each, [CHANNEL.into(), rooms.into()]);
        connection.execute_raw(notify).await?;
    }
    Ok(())
}

/// Tells of changes to many rooms when the transaction commits.
pub(super) async fn announce_many(connection: &impl ConnectionTrait) -> Result<()> {
    notify(connection, String::new()).await
}

async fn notify(connection: &impl ConnectionTrait, payload: String) -> Result<()> {
    if connection.get_database_backend() == DatabaseBackend::Postgres {
        let values = [CHANNEL.into(), payload.into()];
        let notify = Statement::from_sql_and_values(DatabaseBackend::Postgres, "SELECT pg_notify($1, $2)", values);
        connection.execute_raw(notify).await?;
    }
    Ok(())
}

/// Hears of the changes that any replica makes.
pub struct Changes(PgListener);

impl Changes {
    /// Begins to listen; `None` on SQLite, where this process makes every change itself. Takes a connection of the pool
    /// for as long as it lives.
    pub async fn listen(store: &Store) -> Result<Option<Self>, sqlx::Error> {
        if store.backend() != DatabaseBackend::Postgres {
            return Ok(None);
        }
        let mut listener = PgListener::connect_with(store.reader().get_postgres_connection_pool()).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(Self(listener)))
    }

    /// Waits for the next change. After an error it connects again by itself.
    pub async fn next(&mut self) -> Result<Change, sqlx::Error> {
        let told = self.0.try_recv().await?;
        let room = told.and_then(|told| told.payload().parse().ok());
        Ok(room.map_or(Change::Any, Change::Room))
    }
}
