//! LiveKit, the server that carries voice: access tokens, calls to its server API, and its webhooks.
//!
//! Implements the protocol and knows nothing of interviews; which rooms exist when is left to the engine. Respondents and
//! workers can read what is sent to LiveKit, so it contains opaque ids only. The protocol was read in livekit-server 1.13
//! and tried with its official libraries.

mod claims;
mod client;
mod error;
mod room;
mod token;
mod webhook;

pub use client::{Dispatch, NewLivekitRoom};
pub use error::LivekitError;
pub use room::{LivekitParticipant, LivekitRoom, ParticipantKind};
pub use token::{JOIN_MINUTES, JoinToken};
pub use webhook::{WebhookError, WebhookEvent, WebhookEventKind};

use crate::{
    clock::SharedClock,
    config::{LivekitKey, LivekitServer, LivekitUrl},
};
use secrecy::SecretString;
use std::time::Duration;

/// Time for a call, from connecting to the last byte of the reply.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);

/// A LiveKit server. Clones share their connections.
#[derive(Clone)]
pub struct Livekit {
    server: LivekitServer,
    http: reqwest::Client,
    clock: SharedClock,
}

impl Livekit {
    /// Prepares calls to the configured server without connecting to it.
    ///
    /// # Errors
    /// When the system's root certificates cannot be read.
    pub fn new(server: LivekitServer, clock: SharedClock) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(CALL_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { server, http, clock })
    }

    /// The server's address.
    pub fn url(&self) -> &LivekitUrl {
        &self.server.url
    }

    /// The name under which the interviewer's workers register.
    pub fn agent_name(&self) -> &str {
        &self.server.agent_name
    }

    /// The secret of a key pair whose signature is accepted on webhooks.
    fn secret_of(&self, issuer: &str) -> Option<&SecretString> {
        let mut pairs = std::iter::once(&self.server.key).chain(&self.server.webhook_keys);
        pairs
            .find(|pair| pair.key == issuer)
            .map(|pair: &LivekitKey| &pair.secret)
    }
}
