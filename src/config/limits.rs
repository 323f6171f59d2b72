//! How much one caller may ask for.

use serde::Deserialize;

/// Settings of the rate limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Requests that one API key may send each second, in the long run; 0 = no limit. Twice as many may come at once.
    pub requests_per_second: u32,
    /// Requests that one address may send to the public join routes each minute; 0 = no limit. As many may come at once.
    pub joins_per_minute: u32,
    /// Turns that one respondent may send each minute, in the long run; 0 = no limit. Five may come at once.
    pub turns_per_minute: u32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            requests_per_second: 500,
            joins_per_minute: 600,
            turns_per_minute: 30,
        }
    }
}
