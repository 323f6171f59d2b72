//! What the cases need from a database of either kind.

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
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite FULL",
        }
    }
}

/// The ids that a room refers to: its team, its project and the key that created it.
pub struct Owner {
    pub team: String,
    pub project: String,
    pub key: String,
}

/// What the raw limit and the service insert.
#[derive(Clone, Copy)]
pub enum Inserted<'a> {
    /// Rooms with an interview each.
    Interviews,
    /// Rooms of the agent with this id.
    AgentRooms(&'a str),
    /// Memories of the agent with this id, spread over this many rooms of the agent.
    Memories(&'a str, u64),
}

/// A database with the service's schema, one project and one key.
pub trait Database {
    /// The URL by which the service opens it.
    fn url(&self) -> String;
    /// Who owns the rooms.
    fn owner(&self) -> Result<Owner>;
    /// Checkpoints or vacuums, so that no deferred work disturbs the next measurement.
    fn settle(&self) -> Result<()>;
    /// Removes all rooms and what belongs to them, then settles.
    fn clear(&self) -> Result<()>;
    /// Adds pending rooms, expiring in a week, then settles.
    fn fill(&self, rooms: u64) -> Result<()>;
    /// Makes some of the rooms due, always the same ones, removes their endings, then settles.
    fn make_due(&self, rooms: u64) -> Result<()>;
    /// Adds the rooms of an agent with these numbers, each as the service creates it, then settles.
    fn fill_agent_rooms(&self, agent: &str, numbers: RangeInclusive<u64>) -> Result<()>;
    /// Adds memories of an agent to the room with a number, without events, then settles.
    fn fill_memories(&self, agent: &str, room: u64, memories: u64) -> Result<()>;
    /// Removes all rooms and creates those that the insertion needs.
    fn prepare(&self, inserted: Inserted) -> Result<()> {
        self.clear()?;
        match inserted {
            Inserted::Interviews | Inserted::AgentRooms(_) => Ok(()),
            Inserted::Memories(agent, rooms) => self.fill_agent_rooms(agent, 1..=rooms),
        }
    }
    /// Inserts batches as fast as the database accepts them; returns rooms or memories per second by the number of clients.
    fn raw_limits(&self, inserted: Inserted, batch: usize, time: Duration) -> Result<Vec<(usize, f64)>>;
}
