//! Workers: programs that interview by voice.

use super::de;
use secrecy::SecretString;
use serde::Deserialize;

/// Settings of workers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentsConfig {
    /// A secret that a worker may send as `X-Agent-Secret` instead of an API key of the role `agent`. It is valid for
    /// every team.
    #[serde(deserialize_with = "de::secret")]
    pub secret: Option<SecretString>,
}
