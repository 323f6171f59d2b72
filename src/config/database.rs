//! The database.

use super::de::positive;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::{
    num::{NonZeroU16, NonZeroU32},
    path::PathBuf,
    time::Duration,
};

/// Settings of the database.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite://relative/path`, `sqlite:///absolute/path` or `postgres://user:password@host/name`.
    pub url: SecretString,
    /// The maximum number of connections in the pool, 1 to 1,000. With SQLite these are the readers, beside one writer.
    #[serde(deserialize_with = "positive::<1_000, _>")]
    pub max_connections: NonZeroU32,
    /// Seconds after which PostgreSQL cancels a statement, 1 to 65535. Without effect on SQLite.
    pub statement_seconds: NonZeroU16,
}

/// A kind of database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// A SQLite file.
    Sqlite {
        /// The path of the file.
        file: PathBuf,
    },
    /// A PostgreSQL server.
    Postgres,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: "sqlite://data/interview-rooms.db".into(),
            max_connections: NonZeroU32::new(8).unwrap_or(NonZeroU32::MIN),
            statement_seconds: NonZeroU16::new(10).unwrap_or(NonZeroU16::MIN),
        }
    }
}

impl DatabaseConfig {
    /// The URL, which may contain a password. For connecting only.
    pub fn exposed_url(&self) -> &str {
        self.url.expose_secret()
    }

    /// The time after which PostgreSQL cancels a statement.
    pub fn statement_limit(&self) -> Duration {
        Duration::from_secs(self.statement_seconds.get().into())
    }

    /// The kind of database that the URL names. Any URL that is not SQLite's is taken for PostgreSQL's; connecting fails if
    /// it is neither.
    pub fn kind(&self) -> DatabaseKind {
        let Some(rest) = self.exposed_url().strip_prefix("sqlite:") else {
            return DatabaseKind::Postgres;
        };
        let path = rest.strip_prefix("//").unwrap_or(rest);
        DatabaseKind::Sqlite {
            file: PathBuf::from(path.split('?').next().unwrap_or(path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_kind_of_database_and_a_file() {
        let kind = |url: &str| {
            DatabaseConfig {
                url: url.into(),
                ..DatabaseConfig::default()
            }
            .kind()
        };
        let file = |path: &str| DatabaseKind::Sqlite { file: path.into() };
        assert_eq!(kind("sqlite://data/a.db"), file("data/a.db"));
        assert_eq!(kind("sqlite:///var/a.db?mode=rwc"), file("/var/a.db"));
        assert_eq!(kind("postgres://me@localhost/rooms"), DatabaseKind::Postgres);
    }

    #[test]
    fn debug_hides_the_password() {
        let config = DatabaseConfig {
            url: "postgres://me:hunter2@db/rooms".into(),
            ..DatabaseConfig::default()
        };
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
