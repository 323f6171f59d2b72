//! What the cases need of a database, whichever it is.

use anyhow::Result;
use clap::ValueEnum;
use std::{ops::RangeInclusive, time::Duration};

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

/// What is inserted: by a raw limit, and by the service beside it.
#[derive(Clone, Copy)]
pub enum Inserted<'a> {
    /// Rooms with an interview each.
    Interviews,
    /// Rooms of the agent with this id.
    AgentRooms(&'a str),
    /// Memories of the agent with this id, spread over so many rooms of its own.
    Memories(&'a str, u64),
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
    /// Adds rooms of an agent, those with these numbers, each as the service makes it, then settles.
    fn fill_agent_rooms(&self, agent: &str, numbers: RangeInclusive<u64>) -> Result<()>;
    /// Adds memories of an agent to the room with a number, then settles. No events tell of them.
    fn fill_memories(&self, agent: &str, room: u64, memories: u64) -> Result<()>;
    /// Removes all rooms, and makes those again that what is inserted refers to.
    fn prepare(&self, inserted: Inserted) -> Result<()> {
        self.clear()?;
        match inserted {
            Inserted::Interviews | Inserted::AgentRooms(_) => Ok(()),
            Inserted::Memories(agent, rooms) => self.fill_agent_rooms(agent, 1..=rooms),
        }
    }
    /// Inserts batches as fast as the database takes them; rooms or memories a second, by the number of clients.
    fn raw_limits(&self, inserted: Inserted, batch: usize, time: Duration) -> Result<Vec<(usize, f64)>>;
}
