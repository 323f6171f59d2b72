//! Notices when connections to PostgreSQL fall silent.
//!
//! A connection of its own is asked once a second. If it does not answer, neither will those that were opened before, so
//! the pool replaces them all, and steps that wait for one of them fail at once.

use super::pool::{Pool, WeakPool};
use sea_orm::sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// The time between two questions.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long the answer may take.
const LIMIT: Duration = Duration::from_secs(2);

/// Starts to watch over the connections of a pool, until it is dropped.
pub(super) fn start(pool: &Pool, server: PgConnectOptions) {
    tokio::spawn(watch(pool.downgrade(), server));
}

async fn watch(pool: WeakPool, server: PgConnectOptions) {
    let mut own: Option<PgConnection> = None;
    while let Some(pool) = pool.upgrade() {
        own = match own {
            Some(connection) => beat(connection, &pool).await,
            // The pool reports by itself that the server cannot be reached.
            None => timeout(LIMIT, server.connect()).await.ok().and_then(Result::ok),
        };
        drop(pool);
        sleep(INTERVAL).await;
    }
}

/// Asks the connection; returns it if it answers. A connection that was closed says nothing about others.
async fn beat(mut connection: PgConnection, pool: &Pool) -> Option<PgConnection> {
    match timeout(LIMIT, connection.ping()).await {
        Ok(Ok(())) => Some(connection),
        Ok(Err(_)) => None,
        Err(_) => {
            tracing::warn!("database: a connection fell silent");
            pool.cut_off().await;
            None
        }
    }
}
