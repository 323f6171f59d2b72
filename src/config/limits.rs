//! Rate limits.

use super::de::number;
use serde::Deserialize;

/// Settings of the rate limits.
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
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            requests_per_second: 500,
            joins_per_minute: 600,
            wrong_keys_per_minute: 120,
            turns_per_minute: 30,
        }
    }
}
