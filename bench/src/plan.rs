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
    /// How long the service is loaded each time.
    pub load: Duration,
    /// How long each raw limit is tried.
    pub raw: Duration,
    /// Rooms to join in a round; the load ends with them.
    pub joins: usize,
    /// Rooms beside which the scale case creates more.
    pub few: u64,
    /// Very many of them.
    pub many: u64,
    /// Rooms among which some are due.
    pub open: u64,
    /// How many are due.
    pub due: u64,
    /// Rooms in which answers are given in turn.
    pub live: usize,
    /// Live streams, each in a room of its own.
    pub streams: usize,
    /// Rooms of an agent over which memories are spread.
    pub spread: u64,
    /// Rooms of an agent, and memories of a room, of which some are listed.
    pub listed: u64,
    /// The longest that reaping may take before the run is given up.
    pub patience: Duration,
}

impl Plan {
    /// What the figures in the README were measured by.
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
        ..Self::FULL
    };
}
