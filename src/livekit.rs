//! LiveKit, the media server that carries voice: tokens for respondents, calls to its control plane, its webhooks.
//!
//! Knows the protocol and nothing of interviews: which room exists when is the engine's matter. What it sends out is
//! readable by respondents and workers, so it carries opaque ids only. Facts about the protocol were read in
//! livekit-server 1.13 and tried against its official libraries.

mod claims;
mod client;
mod token;
mod webhook;

pub use client::{Dispatch, LivekitError, MediaParticipant, MediaRoom, NewMediaRoom};
pub use token::{JOIN_MINUTES, JoinToken};
pub use webhook::{MediaEvent, MediaEventKind, ParticipantKind, WebhookError};

use crate::{
    clock::SharedClock,
    config::{LivekitKey, LivekitServer, LivekitUrl},
};
use secrecy::SecretString;
use std::time::Duration;

/// How long a call may take, from connecting to the last byte.
const PATIENCE: Duration = Duration::from_secs(10);

/// A media server. Cloning shares its connections.
#[derive(Clone)]
pub struct Livekit {
    server: LivekitServer,
    http: reqwest::Client,
    clock: SharedClock,
}

impl Livekit {
    /// A media server by its settings; nothing is asked of it yet.
    ///
    /// # Errors
    /// When the machine's root certificates cannot be read.
    pub fn new(server: LivekitServer, clock: SharedClock) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { server, http, clock })
    }

    /// Where it is.
    pub fn url(&self) -> &LivekitUrl {
        &self.server.url
    }

    /// The name under which the interviewer's workers register.
    pub fn agent_name(&self) -> &str {
        &self.server.agent_name
    }

    /// The secret of the key pair with this name, of those that may sign webhooks.
    fn secret_of(&self, issuer: &str) -> Option<&SecretString> {
        let mut pairs = std::iter::once(&self.server.key).chain(&self.server.webhook_keys);
        pairs
            .find(|pair| pair.key == issuer)
            .map(|pair: &LivekitKey| &pair.secret)
    }
}
