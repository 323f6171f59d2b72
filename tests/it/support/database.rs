//! A database for one test.

use interview_rooms::{config::DatabaseConfig, store::Store};
use sea_orm::{ConnectionTrait, Database, Statement};
use std::{
    num::NonZeroU32,
    process,
    sync::atomic::{AtomicU32, Ordering},
};
use tempfile::TempDir;

/// Names the server on which databases may be created.
const SERVER: &str = "TEST_DATABASE_URL";
static MADE: AtomicU32 = AtomicU32::new(0);

/// A fresh database: an SQLite file, or a database on the PostgreSQL server that `TEST_DATABASE_URL` names.
pub struct TestDatabase {
    url: String,
    /// The working directory of services on this database; removed with the test.
    pub folder: TempDir,
}

impl TestDatabase {
    /// Creates a database.
    pub async fn create() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match std::env::var(SERVER) {
            Ok(server) => make_on(&server).await,
            Err(_) => format!("sqlite://{}/rooms.db", folder.path().display()),
        };
        Self { url, folder }
    }

    /// An SQLite file in a folder of its own, `disk`, on both databases.
    pub fn embedded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("disk")).unwrap();
        let url = format!("sqlite://{}/disk/rooms.db", folder.path().display());
        Self { url, folder }
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its settings.
    pub fn config(&self) -> DatabaseConfig {
        DatabaseConfig {
            url: self.url.clone().into(),
            max_connections: NonZeroU32::new(4).unwrap(),
            ..DatabaseConfig::default()
        }
    }
}

/// Runs a query that returns one number.
pub async fn number(store: &Store, sql: &str) -> i64 {
    let query = Statement::from_string(store.backend(), sql);
    let row = store.reader().query_one_raw(query).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn make_on(server: &str) -> String {
    let name = format!("t_{}_{}", process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let admin = Database::connect(server).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
