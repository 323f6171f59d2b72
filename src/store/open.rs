//! Opens the database: pools, their settings, and the file that SQLite lives in.

use super::Store;
use crate::config::{DatabaseConfig, DatabaseKind};
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

/// Nothing that the service asks takes longer; what does is stuck.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that was used this recently is trusted without asking it first.
const TRUSTED_FOR: Duration = Duration::from_secs(30);
/// How long a statement waits for another process to finish writing to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How much of the file a connection may keep at hand, in KiB (negative, as SQLite wants it): the index over the links of
/// millions of rooms is read at random.
const CACHE: &str = "-32768";
const POSTGRES_SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// The number is arbitrary, but the same for all replicas.
const LOCK_MIGRATIONS: &str = "SELECT pg_advisory_xact_lock(7305804402412839)";

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder of the SQLite file cannot be made.
    #[error("cannot create the database's folder {folder}: {source}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The SQLite file cannot be made.
    #[error("cannot create the database {file}: {source}")]
    File {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The URL cannot be read; it may hold a password, so it is not repeated.
    #[error("DATABASE__URL is neither sqlite://path nor postgres://user:password@host/name")]
    Url,
    /// The PostgreSQL server does not let us in.
    #[error("cannot connect to PostgreSQL at {host}:{port}: {source}")]
    Unreachable {
        /// The server.
        host: String,
        /// Its port.
        port: u16,
        /// Why not.
        source: sqlx::Error,
    },
    /// The database refused, or a migration failed.
    #[error("cannot open the database: {0}")]
    Database(#[from] DbErr),
}

/// How the connections of the pools are used at a moment.
#[derive(Clone, Copy, Debug)]
pub struct PoolUse {
    /// Connections that exist.
    pub open: u32,
    /// Those of them that wait for work.
    pub idle: u32,
}

/// Opens the database and brings its schema up to date.
pub async fn connect(config: &DatabaseConfig) -> Result<Store, OpenError> {
    let (read, write) = match config.kind() {
        DatabaseKind::Sqlite { file } => {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder).map_err(|source| OpenError::Folder {
                    folder: folder.to_owned(),
                    source,
                })?;
            }
            make_private(&file).map_err(|source| OpenError::File {
                file: file.clone(),
                source,
            })?;
            // The writer first: it creates the journal.
            let write = Database::connect(sqlite(config, 1)).await?;
            (
                Database::connect(sqlite(config, config.max_connections.get())).await?,
                write,
            )
        }
        DatabaseKind::Postgres => {
            reach(config).await?;
            let pool = Database::connect(pool(config, config.max_connections.get())).await?;
            (pool.clone(), pool)
        }
    };
    migrate(&write).await?;
    Ok(Store::new(read, write))
}

/// Several replicas may start at once: one migrates, the others wait and then find nothing to do.
async fn migrate(write: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = super::begin(write).await?;
    if write.get_database_backend() == DatabaseBackend::Postgres {
        transaction.execute_unprepared(LOCK_MIGRATIONS).await?;
    }
    migration::Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

/// Makes the file if it is missing. It holds e-mails: nobody but its owner reads it, nor the journal beside it, which
/// gets its mode.
fn make_private(file: &Path) -> std::io::Result<()> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(file)
        .map(drop)
}

/// Tries the server once, because a pool tries until its time is up and then does not say why.
async fn reach(config: &DatabaseConfig) -> Result<(), OpenError> {
    // The parser would take any other server's URL for one of PostgreSQL's.
    let url = config.exposed_url();
    if !POSTGRES_SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
        return Err(OpenError::Url);
    }
    let options: PgConnectOptions = url.parse().map_err(|_| OpenError::Url)?;
    let (host, port) = (options.get_host().to_owned(), options.get_port());
    let connected: Result<PgConnection, _> = options.connect().await;
    connected
        .map(drop)
        .map_err(|source| OpenError::Unreachable { host, port, source })
}

fn pool(config: &DatabaseConfig, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(config.exposed_url());
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire_if_idle_for(TRUSTED_FOR)
        // Statements carry hashes and e-mails as values; they are not for the log.
        .sqlx_logging(false);
    options
}

fn sqlite(config: &DatabaseConfig, connections: u32) -> ConnectOptions {
    let mut options = pool(config, connections);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("cache_size", CACHE)
    });
    options
}

impl PoolUse {
    /// The use of one pool.
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
