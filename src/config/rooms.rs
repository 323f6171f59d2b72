//! What rooms are made like.

use chrono::TimeDelta;
use serde::Deserialize;

/// Settings of rooms.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoomsConfig {
    /// Seconds after the end of the talk time in which the last turn may finish; 0 to 3600.
    pub grace_seconds: u16,
    /// What 30 minutes of interview cost, as `GET /api/interviews/config` tells; this service itself charges nothing.
    pub tokens_per_30_min: u32,
    /// Minutes for which the token of a respondent who joined is valid.
    pub respondent_token_minutes: u16,
}

impl Default for RoomsConfig {
    fn default() -> Self {
        Self {
            grace_seconds: 60,
            tokens_per_30_min: 0,
            respondent_token_minutes: 10,
        }
    }
}

impl RoomsConfig {
    /// The grace as a span of time.
    pub fn grace(&self) -> TimeDelta {
        TimeDelta::seconds(self.grace_seconds.into())
    }
}
