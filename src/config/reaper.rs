//! The background reaper.

use serde::Deserialize;
use std::num::NonZeroU32;

/// Settings of the reaper.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReaperConfig {
    /// Whether this process reaps. Behaviour seen through the API is the same without; several replicas may share.
    pub enabled: bool,
    /// The most rooms ended in one transaction.
    pub batch: NonZeroU32,
    /// Seconds after which the reaper looks again even when no deadline is known: another replica may have made one.
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
