//! What the cases need of a database, whichever it is.

use anyhow::Result;
use clap::ValueEnum;
use std::time::Duration;

/// The databases.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Kind {
    /// PostgreSQL with its default settings.
    Postgres,
    /// SQLite as the service opens it: write-ahead log, `synchronous=FULL`.
    Sqlite,
}

impl Kind {
    /// As tables call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite FULL",
        }
    }
}

/// The ids that a room refers to: its team, its project and the key that made it.
pub struct Owner {
    pub team: String,
    pub project: String,
    pub key: String,
}

/// A database with the service's schema, one project and one key.
pub trait Database {
    /// The URL by which the service opens it.
    fn url(&self) -> String;
    /// Who owns the rooms.
    fn owner(&self) -> Result<Owner>;
    /// Writes everything to its place, so that no work is left over for what is measured next.
    fn settle(&self) -> Result<()>;
    /// Removes all rooms and what belongs to them, then settles.
    fn clear(&self) -> Result<()>;
    /// Adds pending rooms, expiring in a week, then settles.
    fn fill(&self, rooms: u64) -> Result<()>;
    /// Makes some of the rooms due, the same ones whenever it is called, forgets their endings, then settles.
    fn make_due(&self, rooms: u64) -> Result<()>;
    /// Inserts batches of rooms as fast as the database takes them; rooms a second, by the number of clients.
    fn raw_limits(&self, batch: usize, time: Duration) -> Result<Vec<(usize, f64)>>;
}
