//! Interviews by voice: voice sessions, each in a LiveKit room of its own.
//!
//! The row of a voice session is written before its LiveKit room is created, so that every LiveKit room is known here and
//! closed in time, even after a crash in between. No transaction is open during a call to LiveKit.

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
        error::{EngineError, Result},
        life_cycle::Action,
        room::InterviewRoom,
        status::EndReason,
        voice_session::{VoiceSession, VoiceSignal},
    },
    store::voice_sessions,
};
use serde_json::json;
use std::sync::Arc;

/// The engine of interviews by voice.
#[derive(Clone)]
pub struct VoiceSessions {
    pub(super) core: Arc<Core>,
    pub(super) interviews: Interviews,
}

impl VoiceSessions {
    /// LiveKit, if it is configured.
    pub fn livekit(&self) -> Option<&Livekit> {
        self.core.livekit.as_ref()
    }

    /// Waits until voice maintenance has something to do.
    pub async fn woken(&self) {
        self.core.voice_wakeup.notified().await;
    }

    /// Changes a voice session with its room locked, completes the interview if the change means that, and returns both.
    /// `None` if there is no session of this name, or if the webhook with the id `webhook` was handled before.
    async fn change(
        &self,
        name: &str,
        webhook: Option<&str>,
        change: impl FnOnce(&VoiceSession, Timestamp) -> VoiceSession + Send,
    ) -> Result<Option<(InterviewRoom, VoiceSession)>> {
        let Some(found) = voice_sessions::find(self.core.store.reader(), name).await? else {
            return Ok(None);
        };
        let mut work = self.core.begin().await?;
        let Some(mut room) = work.lock_interview(None, found.room).await? else {
            return Ok(None);
        };
        let Some(session) = voice_sessions::find(work.transaction(), name).await? else {
            return Ok(None);
        };
        if let Some(id) = webhook
            && !voice_sessions::insert_livekit_event(work.transaction(), id, work.now()).await?
        {
            return Ok(None);
        }
        let next = change(&session, work.now());
        if session != next {
            voice_sessions::update(work.transaction(), next.clone()).await?;
        }
        if session.ends_interview(&next) {
            let completed = work
                .apply(&mut room.base, Action::Complete(EndReason::MediaFinished))
                .await;
            // An interview that ended otherwise meanwhile stays as it ended.
            completed.or_else(|error| match error {
                EngineError::WrongStatus(_) => Ok(()),
                error => Err(error),
            })?;
        }
        if next.ended_at.is_some() && next.closed_at.is_none() {
            work.wake_voice();
        }
        work.commit().await?;
        Ok(Some((room, next)))
    }
}

/// `None` instead of the error of an inconsistent room, which must not keep the rooms after it from being maintained.
fn unless_inconsistent<T>(livekit_room: &str, result: Result<T, VoiceError>) -> Result<Option<T>, VoiceError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(VoiceError::Engine(EngineError::Inconsistent(error))) => {
            tracing::error!(livekit.room = livekit_room, %error, "voice: inconsistent row left out");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The metadata of a worker's job at `now`, with the end of the talk time, which begins at once if it has not begun yet.
/// The worker asks for the rest with a secret of its own.
fn job_metadata(room: &InterviewRoom, now: Timestamp) -> String {
    let duration = room.interview.terms.max_duration.span();
    let ends_at = room.base.life.started_at.unwrap_or(now) + duration;
    json!({ "interview_room_id": room.base.id.to_string(), "ends_at": ends_at }).to_string()
}

/// The change of a voice session by a signal.
fn by_signal(signal: VoiceSignal, sid: Option<&str>) -> impl FnOnce(&VoiceSession, Timestamp) -> VoiceSession + Send {
    move |session, now| session.apply_signal(signal, sid, now)
}
