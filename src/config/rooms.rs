//! Rooms.

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, de::Error};

/// Settings of rooms.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoomsConfig {
    /// Seconds after the talk time in which the last turn may finish; 0 to 3600.
    #[serde(deserialize_with = "at_most_an_hour")]
    pub grace_seconds: u16,
    /// The price of 30 minutes that `GET /api/interviews/config` reports. The service itself charges nothing.
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

fn at_most_an_hour<'de, D: Deserializer<'de>>(source: D) -> Result<u16, D::Error> {
    let seconds = u16::deserialize(source)?;
    if seconds > 3600 {
        Err(Error::custom("the grace is at most 3600 seconds"))
    } else {
        Ok(seconds)
    }
}
