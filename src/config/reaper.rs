//! The reaper.

use super::de::{number, positive};
use serde::Deserialize;
use std::num::NonZeroU32;

/// Settings of the reaper.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReaperConfig {
    /// Whether this process runs the reaper. The API behaves the same without it; replicas share the work.
    pub enabled: bool,
    /// The maximum number of rooms that are ended in one transaction, 1 to 10,000.
    #[serde(deserialize_with = "positive::<10_000, _>")]
    pub batch: NonZeroU32,
    /// The maximum number of seconds between two queries, 1 to 65,535: another replica may have created an earlier deadline.
    #[serde(deserialize_with = "number::<1, 65_535, _, _>")]
    pub look_seconds: u16,
}

impl Default for ReaperConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            batch: NonZeroU32::new(500).unwrap_or(NonZeroU32::MIN),
            look_seconds: 30,
        }
    }
}
