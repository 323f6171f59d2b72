//! Rooms.

use super::de::number;
use chrono::TimeDelta;
use serde::Deserialize;

/// Settings of rooms.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoomsConfig {
    /// Seconds after the talk time in which the last turn may finish; 0 to 3600.
    #[serde(deserialize_with = "number::<0, 3_600, _, _>")]
    pub grace_seconds: u16,
    /// The price of 30 minutes that `GET /api/interviews/config` reports, at most 1,000,000,000. The service itself charges
    /// nothing.
    #[serde(deserialize_with = "number::<0, 1_000_000_000, _, _>")]
    pub tokens_per_30_min: u32,
}

impl Default for RoomsConfig {
    fn default() -> Self {
        Self {
            grace_seconds: 60,
            tokens_per_30_min: 0,
        }
    }
}

impl RoomsConfig {
    /// The grace as a duration.
    pub fn grace(&self) -> TimeDelta {
        TimeDelta::seconds(self.grace_seconds.into())
    }
}
