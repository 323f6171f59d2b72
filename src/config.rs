//! The settings: one typed tree, a section per file.
//!
//! Read from `interview-rooms.toml` in the working directory, when it is there, and from the environment, which wins:
//! `INTERVIEW_ROOMS_<SECTION>__<KEY>`. Unknown keys are refused. Secrets are wrapped so that they cannot be printed.

mod agents;
mod database;
mod given;
mod http;
mod interviewer;
mod limits;
mod livekit;
mod networks;
mod not_yet;
mod reaper;
mod retention;
mod rooms;
mod secrets;
mod unreadable;

pub use agents::AgentsConfig;
pub use database::{DatabaseConfig, DatabaseKind};
pub use http::HttpConfig;
pub use interviewer::{InterviewerConfig, LanguageModelConfig};
pub use limits::LimitsConfig;
pub use livekit::{LivekitConfig, LivekitKey, LivekitServer, LivekitUrl};
pub use not_yet::NotYet;
pub use reaper::ReaperConfig;
pub use retention::RetentionConfig;
pub use rooms::RoomsConfig;
pub use secrets::{KeyError, SecretsConfig};
pub use unreadable::Unreadable;

use serde::Deserialize;

/// The file that settings are read from.
pub const FILE: &str = "interview-rooms.toml";
const PREFIX: &str = "INTERVIEW_ROOMS";

/// All settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where and how the service listens.
    pub http: HttpConfig,
    /// Where the rows are.
    pub database: DatabaseConfig,
    /// The instance key.
    pub secrets: SecretsConfig,
    /// What rooms are made like.
    pub rooms: RoomsConfig,
    /// The background reaper.
    pub reaper: ReaperConfig,
    /// How long what was said is kept.
    pub retention: RetentionConfig,
    /// How much one caller may ask for.
    pub limits: LimitsConfig,
    /// Who asks the questions in text interviews.
    pub interviewer: InterviewerConfig,
    /// Interviewers' workers.
    pub agents: AgentsConfig,
    /// The media server, for interviews by voice.
    pub livekit: LivekitConfig,
    /// Webhooks; no effect yet.
    pub webhooks: NotYet,
}

impl Config {
    /// The sections that were given and have no effect yet.
    pub fn without_effect(&self) -> impl Iterator<Item = &'static str> {
        let sections = [("webhooks", self.webhooks)];
        sections
            .into_iter()
            .filter(|(_, section)| section.is_given())
            .map(|(name, _)| name)
    }

    /// Reads the settings.
    pub fn load() -> Result<Self, Unreadable> {
        let ours = std::env::vars().filter(|(name, _)| !is_service_link(name)).collect();
        let environment = config::Environment::with_prefix(PREFIX)
            .prefix_separator("_")
            .separator("__")
            .source(Some(ours));
        let sources = config::Config::builder()
            .add_source(config::File::with_name(FILE).required(false))
            .add_source(environment);
        Ok(sources.build()?.try_deserialize()?)
    }
}

/// Kubernetes tells every container about every service by variables such as `INTERVIEW_ROOMS_PORT`, when a service has
/// that name. They are no settings, but must not stop the start as unknown ones.
fn is_service_link(name: &str) -> bool {
    let rest = name.strip_prefix(PREFIX).unwrap_or_default();
    !rest.contains("__")
        && ["_PORT", "_SERVICE_HOST", "_SERVICE_PORT"]
            .iter()
            .any(|link| rest.starts_with(link))
}

#[cfg(test)]
mod tests {
    use super::is_service_link;

    #[test]
    fn what_kubernetes_adds_is_told_from_a_setting_with_a_typing_error() {
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
