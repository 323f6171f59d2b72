//! The media server tells by itself what happened.

use super::{VoiceSessions, told};
use crate::{
    livekit::{ParticipantKind, WebhookError, WebhookEvent, WebhookEventKind},
    model::{error::Result, voice_session::VoiceSignal},
};

impl VoiceSessions {
    /// The event of a webhook, if it is to be believed.
    pub fn verify_webhook(&self, authorization: Option<&str>, body: &[u8]) -> Result<WebhookEvent, WebhookError> {
        let livekit = self.core.livekit.as_ref().ok_or(WebhookError::BadSignature)?;
        livekit.verify_webhook(authorization, body)
    }

    /// Takes in an event of the media server. One that was taken in before, or is of another service's room, changes
    /// nothing.
    pub async fn handle_webhook(&self, event: &WebhookEvent) -> Result<()> {
        let (Some(news), Some(room)) = (news(event), &event.room) else {
            return Ok(());
        };
        let sid = Some(room.sid.as_str()).filter(|sid| !sid.is_empty());
        self.change_attempt(&room.name, Some(&event.id), told(news, sid))
            .await?;
        Ok(())
    }
}

fn news(event: &WebhookEvent) -> Option<VoiceSignal> {
    match (
        event.kind,
        event.participant.as_ref().map(|participant| participant.kind),
    ) {
        (WebhookEventKind::RoomStarted, _) => Some(VoiceSignal::Started),
        (WebhookEventKind::RoomFinished, _) => Some(VoiceSignal::Finished),
        (WebhookEventKind::ParticipantJoined, Some(ParticipantKind::Person)) => Some(VoiceSignal::RespondentJoined),
        (WebhookEventKind::ParticipantJoined, Some(ParticipantKind::Agent)) => Some(VoiceSignal::AgentJoined),
        // Whoever has left may be on the way back; the end of the room tells when not.
        _ => None,
    }
}
