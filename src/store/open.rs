//! Opening the database: the connection pools, their settings, and the file of SQLite.

use super::Store;
use crate::config::{DatabaseConfig, DatabaseKind, create_private_folder, warn_if_not_private};
use migration::MigratorTrait;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DbErr,
    sqlx::{
        self, ConnectOptions as _, PgConnection,
        postgres::PgConnectOptions,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a caller waits for a connection. No statement of the service takes that long, so the pool is stuck.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that has been idle for less than this is used without a test.
const TEST_AFTER_IDLE: Duration = Duration::from_secs(30);
/// How long a statement waits for another process to finish writing to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The page cache of a connection in KiB, which SQLite takes as a negative number. The index of access tokens is read at
/// random, over millions of rooms.
const CACHE_SIZE: &str = "-32768";
const POSTGRES_SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// The key is arbitrary, but the same in all replicas.
const LOCK_MIGRATIONS: &str = "SELECT pg_advisory_xact_lock(7305804402412839)";

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
    #[error("DATABASE__URL is neither sqlite://path nor postgres://user:password@host/name")]
    Url,
    /// The PostgreSQL server cannot be reached or refuses the login.
    #[error("cannot connect to PostgreSQL at {host}:{port}: {source}")]
    Unreachable {
        /// The server.
        host: String,
        /// Its port.
        port: u16,
        /// The cause.
        source: sqlx::Error,
    },
    /// The database failed, or a migration did.
    #[error("cannot open the database: {0}")]
    Database(#[from] DbErr),
}

/// The connections of a pool at one moment.
#[derive(Clone, Copy, Debug)]
pub struct PoolUse {
    /// All open connections.
    pub open: u32,
    /// Those that are not in use.
    pub idle: u32,
}

/// Opens the database and migrates its schema to the current version.
pub async fn connect(config: &DatabaseConfig) -> Result<Store, OpenError> {
    let max_connections = config.max_connections.get();
    let (reader, writer) = match config.kind() {
        DatabaseKind::Sqlite { file } => {
            create_private(&file)?;
            // The writer first: it creates the journal.
            let writer = Database::connect(sqlite_options(config, 1)).await?;
            let reader = Database::connect(sqlite_options(config, max_connections)).await?;
            (reader, writer)
        }
        DatabaseKind::Postgres => {
            test_connection(config).await?;
            let pool = Database::connect(pool_options(config, max_connections)).await?;
            (pool.clone(), pool)
        }
    };
    migrate(&writer).await?;
    Ok(Store::new(reader, writer))
}

/// Migrates the schema. When several replicas start at once, one migrates while the others wait for its lock.
async fn migrate(writer: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = super::begin(writer).await?;
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

/// Connects once, to report why that fails: the pool would retry until its timeout and report only that.
async fn test_connection(config: &DatabaseConfig) -> Result<(), OpenError> {
    // The parser of sqlx ignores the scheme.
    let url = config.exposed_url();
    if !POSTGRES_SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
        return Err(OpenError::Url);
    }
    let options: PgConnectOptions = url.parse().map_err(|_| OpenError::Url)?;
    let (host, port) = (options.get_host().to_owned(), options.get_port());
    let connection: Result<PgConnection, _> = options.connect().await;
    connection
        .map(drop)
        .map_err(|source| OpenError::Unreachable { host, port, source })
}

fn pool_options(config: &DatabaseConfig, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(config.exposed_url());
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire_if_idle_for(TEST_AFTER_IDLE)
        // Statements contain hashes and e-mail addresses, which must not be logged.
        .sqlx_logging(false);
    options
}

fn sqlite_options(config: &DatabaseConfig, connections: u32) -> ConnectOptions {
    let mut options = pool_options(config, connections);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("cache_size", CACHE_SIZE)
            // What is deleted is overwritten.
            .pragma("secure_delete", "ON")
    });
    options
}

impl PoolUse {
    /// Counts the connections of a pool.
    pub fn of(connection: &DatabaseConnection) -> Self {
        let (open, idle) = if connection.get_database_backend() == DatabaseBackend::Postgres {
            let pool = connection.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        } else {
            let pool = connection.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        };
        Self {
            open,
            idle: u32::try_from(idle).unwrap_or(u32::MAX),
        }
    }
}
