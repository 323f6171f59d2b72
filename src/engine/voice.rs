//! The interview by voice: attempts, each in a room of its own on the media server.
//!
//! The row comes first and the media server second, so that whatever is made there is known here and ended in time,
//! even after a crash in between. No call to the media server is made within a transaction.

mod maintain;
mod reconcile;
mod start;
mod webhook;

pub use maintain::{MaintenanceOutcome, VoiceError};
pub use start::Voice;

use super::{core::Core, interviews::Interviews};
use crate::{
    clock::Timestamp,
    livekit::Livekit,
    model::{
        error::Result,
        life_cycle::Action,
        room::InterviewRoom,
        status::EndReason,
        voice_session::{VoiceSession, VoiceSignal},
    },
    store::{Transaction, rooms, voice_sessions},
};
use serde_json::json;
use std::sync::Arc;

/// The engine of interviews by voice.
#[derive(Clone)]
pub struct VoiceSessions {
    core: Arc<Core>,
    interviews: Interviews,
}

impl VoiceSessions {
    pub(super) fn new(core: Arc<Core>, interviews: Interviews) -> Self {
        Self { core, interviews }
    }

    /// LiveKit, if it is configured.
    pub fn livekit(&self) -> Option<&Livekit> {
        self.core.livekit.as_ref()
    }

    /// Waits until voice maintenance has something to do.
    pub async fn woken(&self) {
        self.core.voice_wakeup.notified().await;
    }

    /// Changes an attempt by what is known of it now, with its interview's room locked, and answers with what it is then;
    /// `None` when there is none of this name, or when the event that tells of the change was heard before.
    async fn change_attempt(
        &self,
        name: &str,
        event: Option<&str>,
        change: impl FnOnce(&VoiceSession, Timestamp) -> VoiceSession + Send,
    ) -> Result<Option<(InterviewRoom, VoiceSession)>> {
        let now = self.core.clock.now();
        let Some(known) = voice_sessions::find(self.core.store.reader(), name).await? else {
            return Ok(None);
        };
        let transaction = self.core.store.begin().await?;
        let Some(mut room) = rooms::lock_by_id(&transaction, known.room).await? else {
            return Ok(None);
        };
        let Some(attempt) = voice_sessions::find(&transaction, name).await? else {
            return Ok(None);
        };
        if let Some(event) = event
            && !voice_sessions::insert_livekit_event(&transaction, event, now).await?
        {
            return Ok(None);
        }
        let next = change(&attempt, now);
        let over = carry_out(&transaction, &mut room, &attempt, &next, now).await?;
        self.core.store.commit(transaction).await?;
        if over || next.without_agent_at != attempt.without_agent_at {
            self.core.hub.notify(room.id);
        }
        if next.ended_at.is_some() && next.closed_at.is_none() {
            self.core.wake_voice();
        }
        Ok(Some((room, next)))
    }
}

/// Writes what has become of an attempt, and ends the interview if that ends it; says whether it does.
async fn carry_out(
    transaction: &Transaction,
    room: &mut InterviewRoom,
    attempt: &VoiceSession,
    next: &VoiceSession,
    now: Timestamp,
) -> Result<bool> {
    if attempt != next {
        voice_sessions::update(transaction, next.clone()).await?;
    }
    if !attempt.ends_interview(next) {
        return Ok(false);
    }
    // An interview that ended otherwise meanwhile stays as it ended.
    let Ok(transition) = room.life.apply(Action::Complete(EndReason::MediaFinished), now) else {
        return Ok(false);
    };
    rooms::change(transaction, room, &transition, now).await?;
    Ok(true)
}

/// What a worker is told about its job. It asks us the rest, with a secret of its own.
fn job(room: &InterviewRoom) -> String {
    let time = room.interview.terms.max_duration.span();
    let ends_at = room.life.started_at.map(|started| started + time);
    json!({ "interview_room_id": room.id.to_string(), "ends_at": ends_at }).to_string()
}

/// The attempt after news.
fn told(news: VoiceSignal, sid: Option<&str>) -> impl FnOnce(&VoiceSession, Timestamp) -> VoiceSession + Send {
    move |attempt, now| attempt.told(news, sid, now)
}
