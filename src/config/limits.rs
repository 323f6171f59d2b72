//! Limits of rates, and of what teams store.

use super::de::number;
use crate::model::storage::StorageLimits;
use serde::Deserialize;

/// Settings of the limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Requests a second of one API key, at most 1,000,000; twice as many may come at once. 0 disables the limit.
    #[serde(deserialize_with = "number::<0, 1_000_000, _, _>")]
    pub requests_per_second: u32,
    /// Requests a minute of one address to the public routes of links, at most 1,000,000; as many may come at once. 0
    /// disables the limit.
    #[serde(deserialize_with = "number::<0, 1_000_000, _, _>")]
    pub joins_per_minute: u32,
    /// Wrong API keys a minute from one address, at most 1,000,000; as many may come at once. 0 disables the limit.
    #[serde(deserialize_with = "number::<0, 1_000_000, _, _>")]
    pub wrong_keys_per_minute: u32,
    /// Turns a minute of one respondent, at most 1,000,000; five may come at once. 0 disables the limit.
    #[serde(deserialize_with = "number::<0, 1_000_000, _, _>")]
    pub turns_per_minute: u32,
    /// Projects, rooms, agents and worlds of a team, at most a trillion. 0 disables the limit.
    #[serde(deserialize_with = "number::<0, MAX_STORED, _, _>")]
    pub rows_per_team: u64,
    /// The bytes of a team's messages, memories and session reports, at most a trillion. 0 disables the limit.
    #[serde(deserialize_with = "number::<0, MAX_STORED, _, _>")]
    pub bytes_per_team: u64,
}

const MAX_STORED: u64 = 1_000_000_000_000;

impl LimitsConfig {
    /// How much a team may store.
    pub const fn storage(&self) -> StorageLimits {
        StorageLimits {
            rows: self.rows_per_team,
            bytes: self.bytes_per_team,
        }
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            requests_per_second: 500,
            joins_per_minute: 600,
            wrong_keys_per_minute: 120,
            turns_per_minute: 30,
            rows_per_team: 10_000_000,
            bytes_per_team: 100_000_000_000,
        }
    }
}
