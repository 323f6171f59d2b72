//! How much is measured, and for how long.

use std::time::Duration;

/// The connections of every load.
pub const CONNECTIONS: usize = 32;
/// The rooms or memories of a large batch.
pub const BATCH: usize = 100;

/// The extent of a run.
pub struct Plan {
    /// Rounds that the medians are of.
    pub rounds: usize,
    /// The duration of each load.
    pub load: Duration,
    /// The duration of each measurement of a raw limit.
    pub raw: Duration,
    /// Rooms to join in a round; the load ends with them.
    pub joins: usize,
    /// Existing rooms in the small database of the scale case.
    pub few: u64,
    /// Existing rooms in its large database.
    pub many: u64,
    /// Open rooms, of which some are due.
    pub open: u64,
    /// Due rooms.
    pub due: u64,
    /// Rooms with live interviews.
    pub live: usize,
    /// Live streams, each in a room of its own.
    pub streams: usize,
    /// Rooms of an agent over which memories are spread.
    pub spread: u64,
    /// Rooms of an agent, and memories of a room, of which some are listed.
    pub listed: u64,
    /// Clients that do not read what they asked for.
    pub readers: usize,
    /// The timeout of reaping.
    pub patience: Duration,
}

impl Plan {
    /// The plan of the figures in the README.
    pub const FULL: Self = Self {
        rounds: 5,
        load: Duration::from_secs(4),
        raw: Duration::from_secs(3),
        joins: 40_000,
        few: 10_000,
        many: 3_000_000,
        open: 1_000_000,
        due: 100_000,
        live: 1000,
        streams: 10_000,
        spread: 1000,
        listed: 100_000,
        readers: 200,
        patience: Duration::from_mins(2),
    };
    /// A check of the harness.
    pub const QUICK: Self = Self {
        rounds: 1,
        load: Duration::from_millis(500),
        raw: Duration::from_secs(1),
        joins: 1000,
        few: 1000,
        many: 20_000,
        open: 20_000,
        due: 5000,
        live: 100,
        streams: 500,
        spread: 100,
        listed: 5000,
        readers: 50,
        ..Self::FULL
    };
}
