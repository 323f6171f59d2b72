//! The settings: one typed tree, with a file for each section.
//!
//! They are read from `interview-rooms.toml` in the working directory, if it exists, and from the environment, which
//! takes precedence: `INTERVIEW_ROOMS_<SECTION>__<KEY>`. Unknown keys are refused. Secrets are wrapped so that `Debug`
//! hides them.

mod agents;
mod database;
mod de;
mod error;
mod http;
mod interviewer;
mod limits;
mod list;
mod livekit;
mod networks;
mod origins;
mod private_files;
mod reaper;
mod retention;
mod rooms;
mod secrets;

pub use agents::AgentsConfig;
pub use database::{DatabaseConfig, DatabaseKind};
pub use error::ConfigError;
pub use http::HttpConfig;
pub use interviewer::{InterviewerConfig, LanguageModelConfig};
pub use limits::LimitsConfig;
pub use livekit::{LivekitConfig, LivekitKey, LivekitServer, LivekitUrl};
pub use private_files::{create_private_folder, warn_if_not_private};
pub use reaper::ReaperConfig;
pub use retention::RetentionConfig;
pub use rooms::RoomsConfig;
pub use secrets::{KeyError, SecretsConfig};

use serde::{Deserialize, de::IgnoredAny};

/// The name of the settings file.
pub const FILE: &str = "interview-rooms.toml";
const PREFIX: &str = "INTERVIEW_ROOMS";

/// All settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The HTTP server.
    pub http: HttpConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// The instance key.
    pub secrets: SecretsConfig,
    /// Rooms.
    pub rooms: RoomsConfig,
    /// The reaper.
    pub reaper: ReaperConfig,
    /// Retention of transcripts and e-mails.
    pub retention: RetentionConfig,
    /// Rate limits.
    pub limits: LimitsConfig,
    /// The interviewer.
    pub interviewer: InterviewerConfig,
    /// Workers.
    pub agents: AgentsConfig,
    /// LiveKit, for interviews by voice.
    pub livekit: LivekitConfig,
    /// Accepted so that a deployment which sets it can start; has no effect yet. May contain secrets, which are not kept.
    pub webhooks: Option<IgnoredAny>,
}

impl Config {
    /// Reads the settings.
    ///
    /// # Errors
    /// When a key is unknown or a value is invalid.
    pub fn load() -> Result<Self, ConfigError> {
        let variables = std::env::vars().filter(|(name, _)| !is_service_link(name)).collect();
        let environment = config::Environment::with_prefix(PREFIX)
            .prefix_separator("_")
            .separator("__")
            .source(Some(variables));
        let sources = config::Config::builder()
            .add_source(config::File::with_name(FILE).required(false))
            .add_source(environment);
        Ok(sources.build()?.try_deserialize()?)
    }
}

/// Whether Kubernetes sets this variable for a Service called `interview-rooms`. Such variables are not settings and must
/// not be refused as unknown ones.
fn is_service_link(name: &str) -> bool {
    let suffix = name.strip_prefix(PREFIX).unwrap_or_default();
    !suffix.contains("__")
        && ["_PORT", "_SERVICE_HOST", "_SERVICE_PORT"]
            .iter()
            .any(|link| suffix.starts_with(link))
}

#[cfg(test)]
mod tests {
    use super::is_service_link;

    #[test]
    fn variables_of_kubernetes_are_ignored_and_misspelt_settings_are_not() {
        for name in [
            "INTERVIEW_ROOMS_PORT",
            "INTERVIEW_ROOMS_PORT_8080_TCP",
            "INTERVIEW_ROOMS_SERVICE_HOST",
        ] {
            assert!(is_service_link(name), "{name}");
        }
        for name in ["INTERVIEW_ROOMS_HTTP_LISTEN", "INTERVIEW_ROOMS_HTTP__LISTEN", "PATH"] {
            assert!(!is_service_link(name), "{name}");
        }
    }
}
