//! Interviewers' workers: the programs that ask by voice.

use super::given;
use secrecy::SecretString;
use serde::Deserialize;

/// Settings of interviewers' workers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentsConfig {
    /// What a worker may send as `X-Agent-Secret` instead of an API key of role `agent`; it then serves every team.
    /// Without it only such keys are accepted.
    #[serde(deserialize_with = "given::secret")]
    pub secret: Option<SecretString>,
}
