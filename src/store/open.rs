//! Opening the database: the connection pools, their settings, and the file of SQLite.
//!
//! Each pool closes a connection instead of lending it if its last transaction did not end by a commit or rollback that
//! succeeded: SQLite may have ended it by itself when the disk was full, or may still be inside it.

mod postgres;

use super::{Pool, Store, heartbeat, transaction};
use crate::config::{DatabaseConfig, DatabaseKind, create_private_folder, warn_if_not_private};
use migration::MigratorTrait;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DbErr, TransactionTrait,
    sqlx::{
        self, Connection,
        pool::PoolConnectionMetadata,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::timeout;

/// How long a caller waits for the only writer of SQLite, or for a reader.
const SQLITE_ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that has been idle for less than this is used without a test.
const TEST_AFTER_IDLE: Duration = Duration::from_secs(1);
/// How long a connection may take to answer the test.
const TEST_LIMIT: Duration = Duration::from_secs(1);
/// How long a statement waits for another process to finish writing to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The page caches of the writer and of each reader in KiB, which SQLite takes as negative numbers. The writer adds to the
/// index of access tokens at random places, over millions of rooms; readers find pages in the cache of the system, too.
const WRITER_CACHE: &str = "-32768";
const READER_CACHE: &str = "-4096";
/// The connections of PostgreSQL's pool that listen for changes all the time.
const LISTENING: u32 = 1;
/// The key is arbitrary, but the same in all replicas. A migration may take its time, and so may waiting for another
/// replica's.
const LOCK_MIGRATIONS: &str = "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(7305804402412839)";

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder of the SQLite file cannot be created.
    #[error("cannot create the database's folder {folder}: {source}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The SQLite file cannot be created.
    #[error("cannot create the database {file}: {source}")]
    File {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The URL is invalid. It may contain a password, so the error does not repeat it.
    #[error(
        "DATABASE__URL is neither sqlite://path nor postgres://user:password@host/name; percent-encode special characters \
         in the password, such as %2F for / and %40 for @"
    )]
    Url,
    /// The PostgreSQL server cannot be reached or refuses the login.
    #[error("cannot connect to PostgreSQL at {host}:{port}: {source}{hint}")]
    Unreachable {
        /// The server.
        host: String,
        /// Its port.
        port: u16,
        /// The cause.
        source: sqlx::Error,
        /// What may help, or nothing.
        hint: &'static str,
    },
    /// The PostgreSQL database cannot hold every text.
    #[error(
        "the database {name} has the encoding {encoding} and cannot hold the texts of all languages; make one with UTF8: \
         createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME"
    )]
    Encoding {
        /// The database.
        name: String,
        /// Its encoding.
        encoding: String,
    },
    /// A connection pooler lends each transaction another session.
    #[error(
        "a pooler such as PgBouncer in transaction mode lends the session at {host}:{port} to several clients, but prepared \
         statements and notifications need a session of one's own; use session mode (pool_mode = session) or connect to \
         PostgreSQL itself"
    )]
    SharedSession {
        /// The pooler.
        host: String,
        /// Its port.
        port: u16,
    },
    /// The database failed, or a migration did.
    #[error("cannot open the database: {0}")]
    Database(#[from] DbErr),
}

/// Opens the database and migrates its schema to the current version.
///
/// Must be called within a tokio runtime: tasks begin, which end when the store is dropped.
pub async fn connect(config: &DatabaseConfig) -> Result<Store, OpenError> {
    let max_connections = config.max_connections.get();
    match config.kind() {
        DatabaseKind::Sqlite { file } => {
            create_private(&file)?;
            // The writer first: it creates the journal.
            let writer = Database::connect(sqlite_options(config, 1, WRITER_CACHE)).await?;
            let reader = Database::connect(sqlite_options(config, max_connections, READER_CACHE)).await?;
            migrate(&writer).await?;
            Ok(Store::new(Pool::embedded(reader), Pool::embedded(writer)))
        }
        DatabaseKind::Postgres => {
            let server = postgres::check(config).await?;
            let options = postgres::pool_options(config, max_connections + LISTENING);
            let connections = Database::connect(options.clone()).await?;
            migrate(&connections).await?;
            let pool = Pool::remote(connections, options, postgres::step_limit(config));
            heartbeat::start(&pool, server);
            Ok(Store::new(pool.clone(), pool))
        }
    }
}

/// Migrates the schema. When several replicas start at once, one migrates while the others wait for its lock.
async fn migrate(writer: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = writer.begin_with_options(transaction::options()).await?;
    if writer.get_database_backend() == DatabaseBackend::Postgres {
        transaction.execute_unprepared(LOCK_MIGRATIONS).await?;
    }
    migration::Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

/// Creates the file, and its folder, if they are missing. The file contains e-mail addresses, so only its owner may read
/// it; SQLite gives the journal the same mode.
fn create_private(file: &Path) -> Result<(), OpenError> {
    if let Some(folder) = file.parent() {
        create_private_folder(folder).map_err(|source| OpenError::Folder {
            folder: folder.to_owned(),
            source,
        })?;
    }
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(file)
        .map_err(|source| OpenError::File {
            file: file.to_owned(),
            source,
        })?;
    warn_if_not_private(file);
    Ok(())
}

fn sqlite_options(config: &DatabaseConfig, connections: u32, cache: &'static str) -> ConnectOptions {
    let mut options = ConnectOptions::new(config.exposed_url());
    options
        .max_connections(connections)
        .acquire_timeout(SQLITE_ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .map_sqlx_sqlite_before_acquire(|connection, use_before| Box::pin(is_usable(connection, use_before)))
        // Statements contain hashes and e-mail addresses, which must not be logged.
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("cache_size", cache)
                // What is deleted is overwritten.
                .pragma("secure_delete", "ON")
        });
    options
}

/// Whether an idle connection may be used: its last transaction has ended, and it answers in time if it has been idle for
/// a while. The pool closes it otherwise and opens another.
async fn is_usable<C: Connection>(connection: &mut C, use_before: PoolConnectionMetadata) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        tracing::warn!("database: closing a connection whose transaction did not end");
        return Ok(false);
    }
    if use_before.idle_for >= TEST_AFTER_IDLE {
        let answered = timeout(TEST_LIMIT, connection.ping()).await;
        answered.map_err(|_| sqlx::Error::PoolTimedOut)??;
    }
    Ok(true)
}
