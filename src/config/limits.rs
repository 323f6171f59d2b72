//! Rate limits.

use serde::Deserialize;

/// Settings of the rate limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Requests a second of one API key; twice as many may come at once. 0 disables the limit.
    pub requests_per_second: u32,
    /// Requests a minute of one address to the public routes of links; as many may come at once. 0 disables the limit.
    pub joins_per_minute: u32,
    /// Wrong API keys a minute from one address; as many may come at once. 0 disables the limit.
    pub wrong_keys_per_minute: u32,
    /// Turns a minute of one respondent; five may come at once. 0 disables the limit.
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
