//! Handles LiveKit's webhooks.

use super::{VoiceSessions, by_signal};
use crate::{
    livekit::{ParticipantKind, WebhookError, WebhookEvent, WebhookEventKind},
    model::{error::Result, voice_session::VoiceSignal},
};

impl VoiceSessions {
    /// Verifies a webhook and returns its event.
    ///
    /// # Errors
    ///
    /// If LiveKit is not configured, the signature is wrong, or the body is malformed.
    pub fn verify_webhook(&self, authorization: Option<&str>, body: &[u8]) -> Result<WebhookEvent, WebhookError> {
        let livekit = self.livekit().ok_or(WebhookError::BadSignature)?;
        livekit.verify_webhook(authorization, body)
    }

    /// Handles an event. An event that was handled before, or is of another service's room, changes nothing.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database fails; LiveKit then sends the webhook again.
    #[tracing::instrument(name = "voice.handle_webhook", skip_all)]
    pub async fn handle_webhook(&self, event: &WebhookEvent) -> Result<()> {
        let (Some(signal), Some(room)) = (signal(event), &event.room) else {
            return Ok(());
        };
        let sid = Some(room.sid.as_str()).filter(|sid| !sid.is_empty());
        self.change(&room.name, Some(&event.id), by_signal(signal, sid)).await?;
        Ok(())
    }
}

fn signal(event: &WebhookEvent) -> Option<VoiceSignal> {
    let participant = event.participant.as_ref().map(|participant| participant.kind);
    match (event.kind, participant) {
        (WebhookEventKind::RoomStarted, _) => Some(VoiceSignal::Started),
        (WebhookEventKind::RoomFinished, _) => Some(VoiceSignal::Finished),
        (WebhookEventKind::ParticipantJoined, Some(ParticipantKind::Person)) => Some(VoiceSignal::RespondentJoined),
        (WebhookEventKind::ParticipantJoined, Some(ParticipantKind::Agent)) => Some(VoiceSignal::AgentJoined),
        // A participant that left may come back; the end of the room is a signal of its own.
        _ => None,
    }
}
