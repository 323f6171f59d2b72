//! The background reaper.

use serde::Deserialize;

/// Settings of the reaper.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReaperConfig {
    /// Whether this process reaps. Behaviour seen through the API is the same without; several replicas may share.
    pub enabled: bool,
    /// The most rooms ended in one transaction.
    pub batch: u32,
    /// Seconds after which the reaper looks again even when no deadline is known: another replica may have made one.
    pub look_seconds: u16,
}

impl Default for ReaperConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            batch: 500,
            look_seconds: 30,
        }
    }
}
